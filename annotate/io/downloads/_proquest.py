"""ProQuest: documents between lines of underscores, with fields such as ``Publication title:`` and ``Full text:``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.io.downloads._document import Article, Database, blocks_of, labelled, text_of_blocks, without_empty

_RULE = re.compile(r"\s*_{20,}\s*$")
_FIELDS = {
    "TITLE": "title",
    "AUTHOR": "author",
    "PUBLICATION TITLE": "outlet",
    "PUBLICATION DATE": "published",
    "PUBLICATION INFO": "",
    "SECTION": "section",
    "FULL TEXT": "text",
    "ABSTRACT": "",
    "DOCUMENT URL": "url",
    "ABSCHNITT": "section", "RUBRIQUE": "section", "SECCIÓN": "section", "SEZIONE": "section", "SEÇÃO": "section",
    "TITEL": "title", "AUTOR": "author", "TITEL DER PUBLIKATION": "outlet", "PUBLIKATIONSTITEL": "outlet",
    "PUBLIKATIONSDATUM": "published", "VOLLTEXT": "text", "TITRE": "title", "AUTEUR": "author",
    "TITRE DE LA PUBLICATION": "outlet", "TITRE DE PUBLICATION": "outlet", "DATE DE PUBLICATION": "published",
    "TEXTE INTÉGRAL": "text", "TÍTULO": "title", "TÍTULO DE PUBLICACIÓN": "outlet",
    "TÍTULO DE LA PUBLICACIÓN": "outlet", "FECHA DE PUBLICACIÓN": "published", "TEXTO COMPLETO": "text",
}  # fmt: skip
_OTHER_FIELD = re.compile(r"\s*[^\W\d_][\w /-]{2,40}:\s")
_ID = dict.fromkeys(
    (
        "PROQUEST DOCUMENT ID", "PROQUEST-DOKUMENT-ID", "PROQUEST DOKUMENT-ID", "ID DE DOCUMENT PROQUEST",
        "ID DU DOCUMENT PROQUEST", "ID DEL DOCUMENTO DE PROQUEST", "ID DEL DOCUMENTO PROQUEST", "ID DOCUMENTO PROQUEST",
        "ID DO DOCUMENTO DO PROQUEST",
    ),
    "",
)  # fmt: skip
_NUMBERED = re.compile(
    r"\s*(?:Document|Dokument|Documento)\s+\d[\d,.]*\s+(?:of|de|von|di)\s+\d[\d,.]*\s*$", re.IGNORECASE
)
_ENDS = dict.fromkeys(
    (
        "SUBJECT", "COMPANY / ORGANIZATION", "COMPANY", "PEOPLE",
        "LOCATION", "IDENTIFIER / KEYWORD", "CLASSIFICATION", "PUBLICATION YEAR",
        "PUBLISHER", "PLACE OF PUBLICATION", "COUNTRY OF PUBLICATION", "PUBLICATION SUBJECT",
        "ISSN", "E-ISSN", "SOURCE TYPE", "LANGUAGE OF PUBLICATION",
        "LANGUAGE", "DOCUMENT TYPE", "PROQUEST DOCUMENT ID", "COPYRIGHT",
        "LAST UPDATED", "DATABASE", "LINKS", "CREDIT",
        "PAGES", "FIRST PAGE", "DATELINE", "COLUMN",
        "ONLINE DATE", "PUBLICATION HISTORY", "VOLUME", "ISSUE",
        "NUMBER OF PAGES", "PERSONAL NAME", "DOI",
    ),
    "",
)  # fmt: skip


def _count(lines: Sequence[str]) -> int:
    return sum(labelled(line, _ID) is not None for line in lines)


def _documents(lines: Sequence[str]) -> Iterator[Article]:
    parts: list[list[str]] = [[]]
    for line in lines:
        if _RULE.match(line):
            parts.append([])
        else:
            parts[-1].append(line)
    for part in parts:
        if any(labelled(line, _ID) is not None for line in part):
            yield _document(part)


def _document(lines: Sequence[str]) -> Article:
    fields: dict[str, list[str]] = {}
    column = ""
    first = next((line.strip() for line in lines if line.strip() and not _NUMBERED.match(line)), "")
    for line in lines:
        field = labelled(line, _FIELDS) or labelled(line, _ENDS)
        if field is not None:
            column = field[0]
            if column:
                fields.setdefault(column, []).append(field[1])
        elif column and column != "text" and _OTHER_FIELD.match(line):
            column = ""
        elif column:
            fields[column].append(line)
    text = text_of_blocks(blocks_of(fields.pop("text", [])))
    article = {name: " ".join(" ".join(values).split()) for name, values in fields.items()}
    if not article.get("title") and labelled(first, {**_FIELDS, **_ENDS}) is None:
        article["title"] = first
    article["outlet"] = article.get("outlet", "").split(";")[0]
    return without_empty({**article, "text": text})


PROQUEST = Database("ProQuest", "with citation, abstract and full text (.txt or .rtf)", _count, _documents)
