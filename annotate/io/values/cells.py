"""Cells of tables as plain text: names of objects, HTML and the truncation marks of news APIs removed."""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from annotate.io.values._markup import has_entities, is_markup, lines_of_markup, text_of_markup
from annotate.io.values._text_marks import without_marks
from annotate.io.values.label_text import is_total
from annotate.io.values.likely_columns import likely_texts
from annotate.tables import KNOWN_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

_NAMES = (
    "name", "title", "label", "main", "original", "rendered", "display_name", "displayName", "full_name", "fullName",
    "value", "#text", "@value", "text", "id",
)  # fmt: skip
"""Keys under which an object in a cell has its name."""
_TEXTS = ("rendered", "text", "body", "content", "value", "#text", "@value")
"""Keys under which an object in the cell of a text has it."""
_LONGEST_NAME = 80
"""Characters up to which a text in an object is a name or a short value, unless its key says that it is a text."""
_COUNT = r"\[\+\s?\d[\d.,]{0,9}\s(?:more )?(?:char(?:acter)?|word)s?\]"
_LINK = (
    r"Read (?:more|on|the (?:full|whole) (?:article|story))|(?:Continue|Keep) reading|Weiterlesen|Mehr lesen|"
    r"Lire (?:la suite|plus)|Leer más|(?:Seguir|Sigue) leyendo|Leggi tutto|Continua a leggere|L(?:eia|er) mais|"
    r"Continue lendo"
)
_CUT_OFF = re.compile(
    rf"(?:\s*{_COUNT}|\s+\(more\)|(?<=[.!?…\"”’)\]»])[^\S\n]+\[?(?:{_LINK})\]?\s*(?:…|\.\.\.|[»›→>])*)\s*$"
)
"""What sources write at the end of a truncated text: NewsAPI a count, agencies `(more)`, feeds a link to the rest."""
_LONGEST_CUT = 60
"""Characters at the end of a text in which that is."""


_CDATA = re.compile(r"^\s*<!\[CDATA\[(.*)\]\]>\s*$", re.DOTALL)
_ESCAPED_BREAK = re.compile(r"(?:\\r)?\\n(?=[\s\\\"“„«'A-ZÀ-ÖØ-Þ0-9]|$)")
_ESCAPED_CHARACTER = re.compile(r"\\u([0-9a-fA-F]{4})|(?<=\w)\\'(?=\w)")
_CODE = re.compile(
    r"window\.\w+\s*=|document\.(?:getElement|write|querySelector)|googletag\.|\bfunction\s*\w*\([\w, ]*\)\s*\{|"
    r"<!\[CDATA\[|\{\{[^{}\n]{1,80}\}\}|@media\s*\(|\bvar \w+ = "
)
"""Remnants of scripts, style sheets and templates, as pages that were saved badly have them."""
_SIGNS_OF_CODE = ("window.", "document.", "googletag.", "function", "<![CDATA[", "{{", "@media", "var ")
"""One of these is in every text in which `_CODE` finds something; to look for them takes far less time."""
_MOST_ESCAPED = 3
"""How often HTML may be escaped within HTML."""


_MISSING = frozenset(
    ("na", "n/a", "#n/a", "#nv", "#n/d", "nan", "nat", "<na>", "null", "none", "undefined", "-", "--", "–", "—", "?")
)
"""What programs and people write in a cell without a value, in lower case."""
_NO_TEXT = _MISSING | {
    "[removed]",
    "[deleted]",
    "[no content]",
    "(empty)",
    "no text",
    "kein text",
    "#name?",
    "#value!",
    "#ref!",
    "only available in paid plans",
    "only available in corporate plans",
    "only available in professional and corporate plans",
}
_LONGEST_NO_TEXT = 60
_CELL_LIMIT = 32_767
"""Characters in a cell of a spreadsheet; longer texts are cut off when they are saved."""
_ELLIPSIS = ("…", "...", "[...]", "[…]", "(…)")


def is_missing(value: str) -> bool:
    """Whether a cell has a word that stands for no value, such as ``NA`` or ``null``."""
    return value.strip().casefold() in _MISSING


def why_no_text(text: str) -> str:
    """What a text is of which `is_no_text` is true."""
    return "a word for a missing value" if any(map(str.isalpha, text)) else "without a letter"


def is_no_text(text: str) -> bool:
    """Whether the cell of a text has a word that stands for a missing value, or no letter at all."""
    return text.strip().casefold() in _NO_TEXT or not any(map(str.isalpha, text))


def plain_texts(texts: pd.Series) -> tuple[pd.Series, int]:
    """A column of texts without HTML, missing where a word stands for a missing value; and how many texts had HTML."""
    plain = texts.copy()
    written = texts[_are_texts(texts)].astype("str")
    short = written[written.str.len() <= _LONGEST_NO_TEXT]
    none = short[short.map(lambda text: bool(text.strip()) and (is_no_text(text) or is_total(text))).astype(bool)]
    plain.loc[none.index] = None
    tagged = written[written.str.contains("[<&]", regex=True)]
    marked = tagged[tagged.map(lambda text: is_markup(text) or has_entities(text)).astype(bool)]
    plain.loc[marked.index] = [" ".join(plain_article({"text": text})[0]["text"].split()) for text in marked]
    return plain, len(marked)


def _are_texts(values: pd.Series) -> pd.Series:
    """Which values are texts; of a column of nothing else, those that are not missing."""
    if values.dtype in ("str", "string"):
        return values.notna()
    return values.map(lambda value: isinstance(value, str)).astype(bool)


def text_in(value: Any) -> Any:
    """The text in an object, such as ``{"rendered": "..."}``, in the cell of a text; else the value itself."""
    if not isinstance(value, dict):
        return value
    return next((value[key] for key in _TEXTS if isinstance(value.get(key), str) and value[key].strip()), value)


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


def with_inner_texts(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the texts of objects in it as columns of their own.

    Of an object that holds a longer text, which may be a list of paragraphs, all texts are columns.
    """
    inner: dict[str, Any] = {}
    for name, value in row.items():
        parts = value if isinstance(value, dict) else {}
        texts = {key: paragraphs(part) if _is_text(name, key, part) else part for key, part in parts.items()}
        if any(_is_text(name, key, part) for key, part in parts.items()):
            inner |= {f"{name}.{key}": text for key, text in texts.items() if isinstance(text, str)}
    return {**inner, **row}


def paragraphs(text: Any) -> Any:
    """A list of paragraphs as the text they are; any other value as it is."""
    if isinstance(text, list) and text and all(isinstance(part, str) for part in text):
        return "\n\n".join(text)
    return text


def each_text_once(row: Mapping[str, Any], text_column: str, used: Collection[str]) -> dict[str, Any]:
    """A row `with_inner_texts`, without what `text_column` holds in another column, too.

    Objects lose what is a column of its own, and are left out if nothing else is in them; not those of `used` columns.
    """
    if not any(isinstance(value, dict) for value in row.values()):
        return dict(row)
    flat = with_inner_texts(row)
    text = text_in(flat.get(text_column))
    once: dict[str, Any] = {}
    for name, value in flat.items():
        if name == text_column or name in used or name in KNOWN_COLUMNS:
            once[name] = value
        elif isinstance(value, dict):
            others = {key: part for key, part in value.items() if f"{name}.{key}" not in flat}
            once |= {name: others} if others or not value else {}
        elif value != text or not name.startswith(f"{text_column}."):
            once[name] = value
    return once


def _is_text(name: str, key: str, value: Any) -> bool:
    """Whether the value of a key in the object `name` is a text, or a list of paragraphs, rather than a short value."""
    if isinstance(value, list):
        return any(_is_text(name, key, part) for part in value)
    return isinstance(value, str) and (len(value) > _LONGEST_NAME or bool(likely_texts([key, name])))


def plain_article(row: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """A row with ``text``, without HTML and truncation marks, and notes on what was removed."""
    plain = {name: _words(row[name]) for name in ("title", "outlet", "author") if row.get(name)}
    text, notes = _without_cut(row["text"])
    text = _CDATA.sub(r"\1", text) if "<![CDATA[" in text else text
    if "\\" in text and _ESCAPED_CHARACTER.search(text):
        text = _ESCAPED_CHARACTER.sub(_character, text)
        notes.append("escaped characters")
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
    bare, hints = without_marks(text, plain.pop("structure", "").split())
    plain |= {"structure": " ".join(hints)} if hints else {}
    if bare != text:
        text = bare
        notes += ["markup removed"] * ("markup removed" not in notes)
    if any(sign in text for sign in _SIGNS_OF_CODE) and _CODE.search(text):
        notes.append("perhaps with code of a page in the text")
    return row | plain | {"text": text}, notes


def _without_cut(text: str) -> tuple[str, list[str]]:
    """A text without the mark of whoever cut it off, and a note on who did."""
    end = text[-_LONGEST_CUT:]
    whole = text[:-_LONGEST_CUT] + _CUT_OFF.sub("", end)
    if whole != text:
        return whole, ["cut off by its source"]
    if len(text) == _CELL_LIMIT:
        return text, ["cut off by a spreadsheet, which keeps 32,767 characters of a cell"]
    if text.rstrip().endswith(_ELLIPSIS):
        return text, ["perhaps cut off (the text ends in an ellipsis)"]
    return text, []


def _character(escaped: re.Match[str]) -> str:
    """The character of an escape sequence; half of one, which stands for nothing alone, stays."""
    if escaped[1] is None:
        return "'"
    code = int(escaped[1], 16)
    return escaped[0] if 0xD800 <= code < 0xE000 or code < 32 else chr(code)


def stated_value(value: Any) -> Any:
    """The object in a cell that has one as text, in JSON or as Python writes it; else the value itself."""
    if not isinstance(value, str) or value.strip()[:1] not in ("{", "["):
        return value
    for parse in (json.loads, ast.literal_eval):
        try:
            parsed = parse(value.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        return parsed if isinstance(parsed, dict | list) else value
    return value


def _words(cell: str) -> str:
    """A short cell without tags and entities."""
    words = " ".join(text_of_markup(cell).split()) if is_markup(cell) else cell
    return html.unescape(words) if has_entities(words) else words
