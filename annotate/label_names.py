"""What names a label, so that tables can hold it: how labels are read, whoever wrote them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

SEVERAL = "|"
"""Separates the labels of one answer to a question that takes several, as in ``economy|security``; no label has it."""
SEPARATORS = (";", ",")
"""Marks that people write in its place; they separate labels where all parts are labels."""
WHOLE = re.compile(r"([+-]?\d+)[.,]0+")
"""A whole number as programs write it; it is read as one without decimals."""
_NO_ANSWER = frozenset(
    ("na", "n/a", "n.a.", "<na>", "#n/a", "#na", "#nv", "nan", "null", "k.a.", "k. a.", "keine angabe", "(blank)",
     "k.a", "n. a.", "n/d", "n.d.", "nd", "#n/d", "#n/b", "sin datos", "s/d", "no answer", "no response",
     "keine antwort", "ohne angabe", "o.a.", "sans réponse", "pas de réponse", "sans reponse", "pas de reponse",
     "sin respuesta", "ns/nc", "ns/nr", "nsp", "nessuna risposta", "sem resposta", "not answered", "unanswered",
     "?", "??", ".", "..", "-", "--", "–", "—", "_")
)  # fmt: skip
"""What people, R, pandas, databases and spreadsheets write where there is no answer; in lower case."""
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_CELL_ERROR = r"#[a-z0/]{3,10}[!?]"
"""What spreadsheets write where a formula has no value, in lower case: ``#ref!``, ``#name?``, ``#div/0!``."""
_ACCENTS = re.compile("[\u0300-\u036f]")
_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d_])[\s_\-\u2010-\u2013/]+(?=\w)|(?<=\w)[\s_\-\u2010-\u2013/]+(?=[^\W\d_])")
AROUND = " \t\"'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb`"


def plain_text(value: str) -> str:
    """`value` with composed characters, single spaces and nothing invisible."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", value)).split())


def is_no_answer(label: str) -> bool:
    """Whether a label is a word that stands for no answer."""
    return label.strip().casefold() in _NO_ANSWER


def is_cell_error(label: str) -> bool:
    """Whether a label is what a spreadsheet writes where a formula has no value."""
    return re.fullmatch(_CELL_ERROR, label.casefold()) is not None


def folded(label: str) -> str:
    """What remains of a label if its spelling is ignored; of several labels, whatever their order."""
    parts = sorted({_folded_part(part) for part in label.split(SEVERAL)})
    return SEVERAL.join(parts).strip(SEVERAL) or label


def _folded_part(label: str) -> str:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", label)).casefold()
    bare = plain.strip(AROUND).rstrip(".,;:").strip(AROUND)
    return bare.lstrip("0") or "0" if bare.isdecimal() else _BETWEEN_WORDS.sub(" ", bare)


def why_unreadable(name: str, others: Collection[str]) -> str:
    """Why a table that has `name` as a label, beside `others`, would be read differently; empty if it would not be."""
    if is_no_answer(name) or is_cell_error(name):
        return "stands for no answer in tables"
    if WHOLE.fullmatch(name):
        return f"is read as {re.split('[.,]', name)[0]} in tables; write that"
    if (plain := plain_text(name)) != name:
        return f"has spaces or characters that tables do not keep; write {plain}"
    if same := [other for other in others if folded(other) == folded(name)]:
        return f"differs from {same[0]} in spelling only, and tables are read with one spelling; choose another word"
    known = {other.casefold() for other in others}
    if any(mark in name and {part.strip().casefold() for part in name.split(mark)} <= known for mark in SEPARATORS):
        return "is read as several labels, as all its parts are labels, too; leave out the comma or semicolon"
    return ""
