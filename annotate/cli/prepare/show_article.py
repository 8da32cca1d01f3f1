"""What `annotate split --explain` shows: an article with its boundaries, kinds of line, quotations and speakers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.text import Text

_KIND_STYLES = {
    "body": "default",
    "heading": "bold cyan",
    "caption": "magenta",
    "credit": "blue",
    "byline": "green",
    "boilerplate": "bright_black",
}
_QUOTED_STYLES = {"direct": "yellow", "floating": "yellow", "mixed": "bright_yellow", "indirect": "italic"}


def lines_of(article: Mapping[str, Any], language: str = "") -> Iterator[Text]:
    """The lines to show: each sentence behind its paragraph and kind, then who speaks in it and how it is quoted."""
    import pandas as pd
    from rich.text import Text

    from annotate.text import languages
    from annotate.text.quotations.extraction import quotations_in
    from annotate.text.splitting import split

    named = languages.language(language) if language else None
    sentences = split(pd.DataFrame([dict(article)]), language=named)
    detected = [code for code in sentences["language"].head(1) if code in languages.codes()]
    spoken = languages.language(detected[0]) if detected else languages.DEFAULT
    text = str(article["text"])
    body = sentences[sentences["kind"] == "body"]
    spans = list(zip(body["start"].tolist(), body["end"].tolist(), strict=True))
    quotations = quotations_in(text, _paragraphs(body), spans, spoken)
    if article.get("title") and article["title"] == article["title"]:
        yield Text(str(article["title"]), style="bold underline")
    paragraph = 0
    for row in sentences.to_dict("records"):
        yield _line(row, row["paragraph"] != paragraph, text, quotations)
        paragraph = row["paragraph"]
    yield Text("")


def _paragraphs(body: Any) -> list[tuple[int, int]]:
    grouped = body.groupby("paragraph")
    return list(zip(grouped["start"].min().tolist(), grouped["end"].max().tolist(), strict=True))


def _line(row: Mapping[str, Any], first: bool, text: str, quotations: list[Any]) -> Text:
    from rich.text import Text

    style = _KIND_STYLES.get(row["kind"], "default")
    margin = f"{row['paragraph']:>4} {row['kind']:<12}" if first else " " * 17
    line = Text(margin + "│ ", style="bright_black")
    if isinstance(row["dateline"], str):
        line.append(f"{row['dateline']} │ ", style="green")
    begin = len(line)
    line.append(row["text"], style=style)
    start, end = row["start"], row["end"]
    for quotation in quotations if row["kind"] == "body" else []:
        for a, b, paint in (
            (quotation.start, quotation.end, _QUOTED_STYLES.get(quotation.kind, "yellow")),
            (quotation.speaker_start, quotation.speaker_end, "bold green"),
            (quotation.cue_start, quotation.cue_end, "underline"),
        ):
            if a is not None and a < end and b > start:
                line.stylize(paint, begin + max(a, start) - start, begin + min(b, end) - start)
    notes = [x for x in (row["speaker"] if isinstance(row["speaker"], str) else "", _quoted(row)) if x]
    if notes:
        line.append(f"  ‹{', '.join(notes)}›", style="bold green")
    return line


def _quoted(row: Mapping[str, Any]) -> str:
    return "" if row["quoted"] == "none" else f"{row['quoted']} quoted"
