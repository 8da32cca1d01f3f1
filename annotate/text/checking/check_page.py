"""The page to check by eye how articles were split: one file that opens offline, with marks to be saved as a table."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.io.writing import written_whole
from annotate.progress import Progress, silent
from annotate.text.checking.explained_sentences import ExplainedSentence, explained

if TYPE_CHECKING:
    import pandas as pd

ARTICLES_A_PAGE = 20
MOST_PAGES = 10
MARKS = ("boundary", "kind of line", "quoted", "speaker", "other")
"""What can be marked as wrong in a sentence."""
_SEED = 20310304
_LONGEST_TITLE = 80
"""Characters of an article's first line that stand for a missing title."""


def write_check_page(
    articles: pd.DataFrame, path: Path | str, *, language: str = "", progress: Progress = silent
) -> tuple[int, int]:
    """Write the page with randomly drawn articles, 20 a page, at most 200; return the numbers drawn and in total.

    The same articles give the same draw. Marks are kept by the browser and saved as a CSV file from the page, with a
    row for each mark: ``sentence_id``, ``article_id``, ``paragraph``, ``position``, ``kind``, ``quoted``, ``speaker``,
    ``text``, ``wrong`` (one of `MARKS`) and ``right`` (what was typed).

    Parameters
    ----------
    articles
        A table of articles.
    path
        The .html file.
    language
        Their language, as an ISO 639-1 code; by default each article's own is detected.
    progress
        Advanced by 1 for each article.
    """
    drawn = articles.sample(min(len(articles), MOST_PAGES * ARTICLES_A_PAGE), random_state=_SEED)
    shown = []
    with progress("splitting articles", len(drawn)) as advance:
        for article in drawn.astype(object).where(drawn.notna(), None).to_dict("records"):
            shown.append(_article(article, explained(article, language)))
            advance(1)
    with written_whole(path) as temporary:
        temporary.write_text(check_html(shown, len(articles)), encoding="utf-8")
    return len(shown), len(articles)


def check_html(shown: Sequence[Mapping[str, Any]], total: int) -> str:
    """The page as HTML."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    folder = files("annotate.text.checking")
    pages = [shown[first : first + ARTICLES_A_PAGE] for first in range(0, len(shown), ARTICLES_A_PAGE)]
    identity = json.dumps([row["sentence_id"] for article in shown for row in article["rows"]])
    numbers = itertools.count()
    return environment.from_string(folder.joinpath("check.html.j2").read_text(encoding="utf-8")).render(
        pages=pages,
        shown=len(shown),
        total=total,
        marks=MARKS,
        number=lambda: next(numbers),
        key=hashlib.sha256(identity.encode()).hexdigest()[:16],
        rows=[row for article in shown for row in article["rows"]],
        script=folder.joinpath("check.js").read_text(encoding="utf-8"),
    )


def _first_line(text: str) -> str:
    """The beginning of a text, by which an article without a title can be found again."""
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _article(article: Mapping[str, Any], sentences: Sequence[ExplainedSentence]) -> dict[str, Any]:
    columns = ("sentence_id", "article_id", "paragraph", "position", "kind", "quoted", "speaker", "text")
    first = sentences[0].row if sentences else {}
    about = [article.get("outlet"), article.get("published"), first.get("language"), first.get("article_id")]
    return {
        "title": article.get("title") or _first_line(article.get("text") or "") or "without a title",
        "about": " · ".join(str(part) for part in about if part),
        "paragraphs": [
            {"kind": group[0].row["kind"], "dateline": group[0].row["dateline"], "sentences": group}
            for group in (list(rows) for _, rows in itertools.groupby(sentences, key=lambda one: one.row["paragraph"]))
        ],
        "rows": [{name: one.row[name] for name in columns} for one in sentences],
    }
