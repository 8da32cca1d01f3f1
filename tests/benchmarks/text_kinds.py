"""Kinds of line: the seed article's lines, and how much of what we call body is body on pages with hand-made text."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter

from rich.table import Table

from annotate.errors import InputError
from annotate.io.formats.web_page import article_of_page
from annotate.text.lines._kinds import lines_of


def tables(data):
    """One table of the seed's lines and of lines on pages."""
    table = Table(title="Kinds of line", title_justify="left")
    for name in ("what", "right", "of", "%"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for what, right, count in (*_seed(data / "seed_article"), *_pages(data / "web_pages")):
        table.add_row(what, str(right), str(count), f"{100 * right / max(1, count):.1f}")
    yield table


def _seed(folder):
    text = (folder / "article.txt").read_text(encoding="utf-8")
    gold = json.loads((folder / "sentences_gold.json").read_text(encoding="utf-8"))
    found = [line.kind for line in lines_of(text)]
    wanted = [line["label"] for line in gold["lines"]]
    yield "seed: kinds of line", sum(a == b for a, b in zip(found, wanted, strict=True)), len(wanted)


def _pages(folder):
    """Of lines called body, how many are in the text made by hand; of body words by hand, how many we kept as body."""
    lines, words = Counter(), Counter()
    for row in map(json.loads, (folder / "data.jsonl").read_text(encoding="utf-8").splitlines()):
        try:
            page = gzip.decompress((folder / row["html"]).read_bytes()).decode("utf-8", "replace")
            article = article_of_page(page, row["id"], row["url"])
        except InputError:
            words["by hand"] += len(row["text"].split())
            continue
        gold = _solid(row["text"])
        text = article["text"]
        words["by hand"] += len(row["text"].split())
        for line in lines_of(text, article["structure"].split(), article["title"]):
            piece = text[line.start : line.end]
            if line.kind == "body":
                lines["body"] += 1
                lines["right"] += bool(_solid(piece)) and _solid(piece) in gold
                words["kept"] += len(piece.split()) if _solid(piece) in gold else 0
    yield "pages: lines called body that are in the text made by hand", lines["right"], lines["body"]
    yield "pages: words made by hand that are in lines called body", words["kept"], words["by hand"]


def _solid(text):
    return re.sub(r"\W+", "", text.lower())
