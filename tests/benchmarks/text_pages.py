"""Articles from pages: F1 on 4-grams of words against the text made by hand, as the extraction benchmark scores it."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter

from rich.table import Table

from annotate.errors import InputError
from annotate.io.formats.web_page import article_of_page
from annotate.text.lines._kinds import lines_of


def tables(data):
    """One table: ours, ours without what is not body, trafilatura as it comes, and peers where installed."""
    rows = [json.loads(line) for line in (data / "web_pages" / "data.jsonl").read_text(encoding="utf-8").splitlines()]
    pages = [
        gzip.decompress((data / "web_pages" / row["html"]).read_bytes()).decode("utf-8", "replace") for row in rows
    ]
    table = Table(title=f"Articles from {len(rows)} pages", title_justify="left")
    for name in ("reader", "F1", "precision", "recall", "pages/s"):
        table.add_column(name, justify="left" if name == "reader" else "right")
    for name, make in READERS.items():
        try:
            read = make()
        except ImportError:
            table.add_row(name, "not installed")
            continue
        began = time.process_time()
        found = [read(page, row["url"]) for page, row in zip(pages, rows, strict=True)]
        seconds = time.process_time() - began
        table.add_row(name, *_scores(found, [row["text"] for row in rows]), f"{len(rows) / seconds:.0f}")
    yield table


def _ours():
    def read(page, url):
        try:
            return article_of_page(page, url, url)["text"]
        except InputError:
            return ""

    return read


def _body():
    def read(page, url):
        try:
            article = article_of_page(page, url, url)
        except InputError:
            return ""
        lines = lines_of(article["text"], article["structure"].split(), article["title"])
        return "\n".join(article["text"][x.start : x.end] for x in lines if x.kind in ("body", "heading"))

    return read


def _trafilatura():
    from trafilatura import extract

    return lambda page, url: extract(page, url=url, include_comments=False) or ""


def _readability():
    from lxml.html import fromstring
    from readability import Document

    return lambda page, url: fromstring(Document(page).summary()).text_content()


READERS = {
    "annotate": _ours,
    "annotate, body and headings": _body,
    "trafilatura (default)": _trafilatura,
    "readability-lxml": _readability,
}


def _grams(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def _scores(found, gold):
    precision = recall = 0.0
    for text, wanted in zip(found, gold, strict=True):
        ours, theirs = _grams(text), _grams(wanted)
        shared = sum((ours & theirs).values())
        precision += shared / max(1, sum(ours.values()))
        recall += shared / max(1, sum(theirs.values()))
    precision, recall = precision / len(gold), recall / len(gold)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{f1:.3f}", f"{precision:.3f}", f"{recall:.3f}"
