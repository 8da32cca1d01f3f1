"""What `annotate split --explain` shows: an article with its boundaries, kinds of line, quotations and speakers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from annotate.cli.console import printable

if TYPE_CHECKING:
    from rich.text import Text

    from annotate.text.checking.explained_sentences import ExplainedSentence

_KIND_STYLES = {
    "body": "default",
    "heading": "bold cyan",
    "caption": "magenta",
    "credit": "blue",
    "byline": "green",
    "boilerplate": "bright_black",
}
_STYLES = {
    "direct": "yellow",
    "floating": "yellow",
    "mixed": "bright_yellow",
    "indirect": "italic",
    "speaker": "bold green",
    "cue": "underline",
}


def lines_of(article: Mapping[str, Any], language: str = "") -> Iterator[Text]:
    """The lines to show: each sentence behind its paragraph and kind, then who speaks in it and how it is quoted."""
    from rich.text import Text

    from annotate.text.checking.explained_sentences import explained

    if article.get("title") and article["title"] == article["title"]:
        yield Text(printable(str(article["title"])), style="bold underline")
    paragraph = 0
    for sentence in explained(article, language):
        yield _line(sentence, sentence.row["paragraph"] != paragraph)
        paragraph = sentence.row["paragraph"]
    yield Text("")


def _line(sentence: ExplainedSentence, first: bool) -> Text:
    from rich.text import Text

    row = sentence.row
    margin = f"{row['paragraph']:>4} {row['kind']:<12}" if first else " " * 17
    line = Text(margin + "│ ", style="bright_black")
    if row["dateline"]:
        line.append(f"{row['dateline']} │ ", style="green")
    begin = len(line)
    line.append(printable(row["text"]), style=_KIND_STYLES.get(row["kind"], "default"))
    for passage in sentence.passages:
        line.stylize(_STYLES[passage.role], begin + passage.start, begin + passage.end)
    notes = [x for x in (row["speaker"], "" if row["quoted"] == "none" else f"{row['quoted']} quoted") if x]
    if notes:
        line.append(f"  ‹{', '.join(notes)}›", style="bold green")
    return line
