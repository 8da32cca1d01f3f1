"""Downloads of news databases: files with many documents, each with title, outlet, date, author and section.

Each database is one module with a `Database`, and one entry in `DATABASES`. Modules work on plain lines, whatever the
format of the file (txt, docx, rtf, pdf, html).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from annotate.errors import InputError
from annotate.io.articles import Article
from annotate.io.downloads._document import Database
from annotate.io.downloads._europresse import EUROPRESSE
from annotate.io.downloads._factiva import FACTIVA
from annotate.io.downloads._nexis import NEXIS, NEXIS_CLASSIC
from annotate.io.downloads._proquest import PROQUEST
from annotate.io.downloads._wiso import WISO
from annotate.io.rejects import Reject
from annotate.io.values.likely_columns import is_known

DATABASES: Sequence[Database] = (WISO, NEXIS_CLASSIC, NEXIS, FACTIVA, PROQUEST, EUROPRESSE)
"""The databases whose downloads are recognized, in the order in which they are tried."""


_MARKS = (
    re.compile(r"\s*LENGTH:\s*\d[\d,]*\s+words\s*$", re.IGNORECASE),
    re.compile(r"\s*LOAD-DATE:", re.IGNORECASE),
    re.compile(r"\s*PUBLICATION-TYPE:", re.IGNORECASE),
    re.compile(r"\s*(?:.{0,12}ProQuest.{0,12}ID|Dokumentnummer|Document ID|Accession number):", re.IGNORECASE),
    re.compile(r"\s*(?:Readability:\s*\d|Record(?: Number)?:\s*\S+\s*$|OpenURL Link:)", re.IGNORECASE),
    re.compile(r"\s*(?:Gale Document Number:|(?:APA|SID|DPA|OTS)\d{3,4}\s\d)", re.IGNORECASE),
    re.compile(
        r"\s*(?:Document|Dokument|Documento|Article|Artikel|Item|Record|Treffer|Result)\s+\d+\s+(?:of|von|de|di|sur)\s+\d+\s*$",
        re.IGNORECASE,
    ),
    re.compile(r".{3,60}\s[·|]\s\d{1,2}\.?\s\w+\.?\s(?:19|20)\d\d\s[·|]\s.{1,80}$"),
    re.compile(r"\s*(?:Alle Rechte vorbehalten|Tous droits réservés|Todos los derechos reservados)", re.IGNORECASE),
)
"""Lines that occur once in each document of a download from any database."""


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Characters that some programs leave on blank lines and around labels."""
_LABEL = re.compile(r"\s*([^\W\d_][^\W\d_]{2,18}(?: [^\W\d_]{2,12})?)\s?:\s")


def documents_of(text: str, where: str) -> list[Article | Reject] | None:
    """The articles in `text` if it is a download from a news database; None if it is ordinary text.

    Parameters
    ----------
    text
        The file's text, with its line breaks.
    where
        The file's name for messages.

    Returns
    -------
    list or None
        Each document as a dictionary with ``database`` and, where the document has them, ``title``, ``outlet``,
        ``published``, ``author``, ``section``, ``length`` (words, as the database states them) and ``text``; a `Reject`
        for each document without text.

    Raises
    ------
    InputError
        If the file looks like a download but cannot be separated into its documents.
    """
    lines = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).splitlines()
    for database in DATABASES:
        count = database.count(lines)
        if count:
            return _separated(database, lines, count, where)
    marks = max(max(sum(bool(mark.match(line)) for line in lines) for mark in _MARKS), _labelled_documents(lines))
    if marks > 1:
        raise InputError(
            f"{where}: looks like a download of {marks:,} documents from a news database and cannot be separated; "
            f"download whole documents ({', '.join(d.name for d in DATABASES)}), or save each article as a file"
        )
    return None


def _labelled_documents(lines: Sequence[str]) -> int:
    """How often two or more labels such as ``Title:`` and ``Source:`` begin a line, each as often as the other."""
    labels = Counter(match[1].casefold() for line in lines if (match := _LABEL.match(line)) and is_known(match[1]))
    counts = Counter(count for count in labels.values() if count > 1)
    return max((count for count, different in counts.items() if different > 1), default=0)


def _separated(database: Database, lines: Sequence[str], count: int, where: str) -> list[Article | Reject]:
    documents = list(database.documents(lines))
    is_shifted = len(documents) > 1 and not documents[0].get("text") and bool(documents[1].get("text"))
    if is_shifted or not any(document.get("text") for document in documents) or len(documents) < count:
        raise InputError(
            f"{where}: looks like a download of {count:,} documents from {database.name}, of which {len(documents):,} "
            f"could be separated; download it again {database.advice}, or save each article as a file"
        )
    return [
        {**document, "database": database.name}
        if document.get("text")
        else Reject(
            f"{where}: document {number}", "no text below its title; it was left out", document.get("title", "")
        )
        for number, document in enumerate(documents, start=1)
    ]
