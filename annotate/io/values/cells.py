"""Cells of tables as plain text: names of objects, HTML and the truncation marks of news APIs removed."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from annotate.io.values._markup import has_entities, is_markup, lines_of_markup, text_of_markup

_NAMES = ("name", "title", "label", "main", "value", "#text", "id")
"""Keys under which an object in a cell has its name."""
_CUT_OFF = re.compile(r"\s*\[\+\d{1,7} chars\]\s*$")
"""What NewsAPI writes at the end of a truncated text."""


_CDATA = re.compile(r"^\s*<!\[CDATA\[(.*)\]\]>\s*$", re.DOTALL)
_ESCAPED_BREAK = re.compile(r"(?:\\r)?\\n(?=[\s\\\"“„«'A-ZÀ-ÖØ-Þ0-9]|$)")
_MOST_ESCAPED = 3
"""How often HTML may be escaped within HTML."""


def cell_text(value: Any) -> str:
    """A cell as text: empty if it is missing, the name of an object such as the outlet of a news API, else as JSON."""
    if isinstance(value, dict):
        name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
        if name is not None:
            return str(name)
    if isinstance(value, list) and value and all(isinstance(item, str | dict) for item in value):
        return ", ".join(map(cell_text, value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if value is None or value != value:
        return ""
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def plain_article(row: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """A row with ``text``, without HTML and truncation marks, and notes on what was removed."""
    notes = []
    plain = {name: _words(row[name]) for name in ("title", "outlet", "author") if row.get(name)}
    text = _CUT_OFF.sub("", row["text"])
    if text != row["text"]:
        notes.append("cut off by its source")
    text = _CDATA.sub(r"\1", text)
    if "\n" not in text and _ESCAPED_BREAK.search(text):
        text = _ESCAPED_BREAK.sub("\n", text)
        notes.append("escaped line breaks")
    for _ in range(_MOST_ESCAPED):
        if is_markup(text):
            lines = lines_of_markup(text)
            text = "\n".join(line for line, _ in lines)
            plain["structure"] = " ".join(hint for _, hint in lines)
        elif has_entities(text):
            text = html.unescape(text)
            plain.pop("structure", None)
        else:
            break
        notes += ["markup removed"] * ("markup removed" not in notes)
    return row | plain | {"text": text}, notes


def _words(cell: str) -> str:
    """A short cell without tags and entities."""
    words = " ".join(text_of_markup(cell).split()) if is_markup(cell) else cell
    return html.unescape(words) if has_entities(words) else words
