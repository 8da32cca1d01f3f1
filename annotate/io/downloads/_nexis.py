"""LexisNexis Academic (``1 of 20 DOCUMENTS``) and Nexis Uni / Nexis Advance (``End of Document``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.io.downloads._document import (
    Article,
    Database,
    blocks_of,
    labelled,
    parts_between,
    text_of_blocks,
    without_by,
    without_empty,
    words_in,
)

_OF_DOCUMENTS = re.compile(
    r"\s*(?:Dokument\s+\d[\d,.]*\s+von\s+\d[\d,.]*"
    r"|(?:Document\s+)?\d[\d,.]*\s+(?:of|de|von|di)\s+\d[\d,.]*\s+DO[CK]UMENT\w*)\s*$",
    re.IGNORECASE,
)
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|avr|juin|juil|août|déc|ene|abr|ago|set|dic|gen|"
    "mag|giu|lug|ott|fev|out"
)
_OTHER_DATABASE = re.compile(r"\s*.{0,12}ProQuest.{0,12}ID:", re.IGNORECASE)
_DATE = re.compile(rf"(?=.*\b(?:1[89]|20)\d\d\b)(?=.*\b(?:{_MONTHS})\w*\b).{{6,60}}$", re.IGNORECASE)
_TIME = r"\s*\d{1,2}:\d\d(?:\s*[AP]M)?(?:\s+[A-Z]{2,4})?"
_MOMENT = re.compile(rf"^.*?\b(?:1[89]|20)\d\d\b(?:\s+(?:[A-Z][a-z]+day\b)?(?:{_TIME})?)?")
_COPYRIGHT = re.compile(r"\s*(?:Copyright\b|©|\(c\)\s|All Rights Reserved\b)", re.IGNORECASE)
_HEAD = {
    "BYLINE": "author",
    "SECTION": "section",
    "LENGTH": "length",
    "DATELINE": "dateline",
    "HIGHLIGHT": "highlight",
    "HEADLINE": "title",
    "SERIES": "",
    "DISTRIBUTION": "",
    "AUTOR": "author", "AUTEUR": "author", "AUTORE": "author", "RUBRIK": "section", "RUBRIQUE": "section",
    "SECCIÓN": "section", "SEZIONE": "section", "SEÇÃO": "section", "LÄNGE": "length", "LONGUEUR": "length",
    "LONGITUD": "length", "EXTENSIÓN": "length", "LUNGHEZZA": "length", "ÜBERSCHRIFT": "title", "TITRE": "title",
    "TITULAR": "title", "ENCABEZADO": "title",
}  # fmt: skip
_TAIL = dict.fromkeys(
    (
        "LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE", "JOURNAL-CODE", "GRAPHIC", "SUBJECT",
        "INDUSTRY", "GEOGRAPHIC", "PERSON", "COMPANY", "ORGANIZATION", "ORGANISATION",
        "TICKER", "COUNTRY", "STATE", "CITY", "DOCUMENT-TYPE", "NOTES",
        "CORRECTION-DATE", "TYPE", "ACC-NO", "URL", "LADEDATUM", "DATE DE CHARGEMENT",
        "DATE-CHARGEMENT", "FECHA DE CARGA", "FECHA-CARGA", "SPRACHE", "LANGUE", "IDIOMA",
        "PUBLIKATIONSTYP", "TYPE DE PUBLICATION", "TYPE-PUBLICATION", "TIPO DE PUBLICACIÓN",
    ),
    "",
)  # fmt: skip
_BODY_LABEL = re.compile(r"BODY:\s*", re.IGNORECASE)
_END = re.compile(
    r"\s*(?:End of Document|Ende des Dokuments|Dokumentende|Fin du document|Fin del documento|Fine del documento"
    r"|Fim do documento)\s*$",
    re.IGNORECASE,
)
_BODY = re.compile(r"\s*(?:Body|Text|Haupttext|Textkörper|Corps|Texte|Cuerpo|Texto|Corpo|Testo)\s*$", re.IGNORECASE)
_CLASSIFICATION = re.compile(
    r"\s*(?:Classification|Klassifizierung|Klassifikation|Clasificación|Classificazione|Classificação)\s*$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\s*(?:Graphic|Graphics|Correction(?:-Date)?|Notes|Grafik|Graphique|Gráfico|Grafico|Korrektur|Anmerkungen)\s*$",
    re.IGNORECASE,
)
"""Headings of what follows the text of a document; a line before them is blank."""
_LOADED = {"LOAD-DATE": "", "LADEDATUM": "", "DATE DE CHARGEMENT": "", "FECHA DE CARGA": "", "DATA DE CARGA": ""}
_FEWEST_ABOVE = 2
"""Lines above the labelled ones: the outlet and the date."""
_PAGE_HEAD = re.compile(r"\s*Page \d+ of \d+\s*$")


def _count_classic(lines: Sequence[str]) -> int:
    if any(_OTHER_DATABASE.match(line) for line in lines):
        return 0
    return sum(bool(_OF_DOCUMENTS.match(line)) for line in lines)


def _classic(lines: Sequence[str]) -> Iterator[Article]:
    for part in parts_between(lines, lambda line: bool(_OF_DOCUMENTS.match(line))):
        yield _classic_document(blocks_of(part))


def _classic_document(blocks: list[list[str]]) -> Article:
    article: dict[str, str] = {}
    body: list[list[str]] = []
    ahead: list[list[str]] = []
    for block in blocks:
        if _BODY_LABEL.match(block[0]):
            article.setdefault("section", "")
            block[0] = _BODY_LABEL.sub("", block[0])
            body += [[line for line in block if line]] if any(block) else []
            continue
        field = labelled(block[0], _HEAD)
        if (body or "length" in article) and labelled(block[0], _TAIL) is not None:
            break
        if field is not None:
            _store(article, field, block)
        elif _COPYRIGHT.match(block[0]):
            if body:
                break
        elif "length" in article or "section" in article or "author" in article:
            body.append(block)
        else:
            ahead.append(block)
    _read_ahead(article, ahead)
    if not body and len(ahead) > 3:  # a document without labelled lines: everything after the title is the article
        body = ahead[3:]
    return without_empty({**article, "text": text_of_blocks(body)})


def _store(article: dict[str, str], field: tuple[str, str], block: list[str]) -> None:
    column, value = field
    value = " ".join([value, *block[1:]]).strip()
    if column == "length":
        article[column] = words_in(value)
    elif column:
        article[column] = without_by(value) if column == "author" else value


def _read_ahead(article: dict[str, str], blocks: list[list[str]]) -> None:
    """Add outlet, date and title, which precede the labelled lines."""
    rest = []
    for block in blocks:
        if "published" not in article and any(_DATE.match(line) for line in block):
            dated = next(line for line in block if _DATE.match(line))
            article["published"] = _moment(dated)
            before = block[: block.index(dated)]
            if before and "outlet" not in article:
                article["outlet"] = " ".join(before)
        elif "outlet" not in article and "published" not in article:
            article["outlet"] = " ".join(block)
        else:
            rest.append(block)
    if rest and "title" not in article:
        article["title"] = " ".join(rest[-1] if len(rest) == 1 else rest[0])


def _moment(line: str) -> str:
    """The date in a line, without an edition that follows it."""
    match = _MOMENT.match(line)
    return match[0].strip() if match else line


def _count_uni(lines: Sequence[str]) -> int:
    ends = sum(bool(_END.match(line)) for line in lines)
    return ends


def _uni(lines: Sequence[str]) -> Iterator[Article]:
    start = 0
    for number, line in enumerate(lines):
        if _END.match(line):
            yield _uni_document([x for x in lines[start:number] if not _PAGE_HEAD.match(x)])
            start = number + 1


def _uni_document(lines: Sequence[str]) -> Article:
    """A document of Nexis Uni: title, outlet, date and labelled lines above ``Body``, ``Classification`` below it."""
    body = next((n for n, line in enumerate(lines) if _BODY.match(line)), None)
    if body is None:
        return {}
    end = next((n for n in range(len(lines) - 1, body, -1) if _CLASSIFICATION.match(lines[n])), len(lines))
    end = min((n for n in range(body + 1, end) if labelled(lines[n], _LOADED) is not None), default=end)
    end = next((n for n in range(body + 2, end) if _BELOW.match(lines[n]) and _is_a_heading(lines, n)), end)
    article: dict[str, str] = {}
    head = [line.strip() for line in lines[:body] if line.strip()]
    for line in head:
        field = labelled(line, _HEAD)
        if field is not None:
            _store(article, field, [line])
    dated = _dated(head)
    if dated is not None:
        article["published"] = _moment(head[dated])
        article.setdefault("outlet", head[dated - 1] if dated >= 1 else "")
        if dated >= 2:
            article.setdefault("title", head[dated - 2])
    return without_empty({**article, "text": text_of_blocks(blocks_of(lines[body + 1 : end]))})


def _dated(head: Sequence[str]) -> int | None:
    """The place of the date in the lines above a text: the last one above the notice on rights and the labelled lines.

    Above the first document there may be a list of all, with the date of the download.
    """
    first = next((n for n, line in enumerate(head) if _COPYRIGHT.match(line)), len(head))
    labels = (n for n, line in enumerate(head) if labelled(line, _HEAD) is not None and n >= _FEWEST_ABOVE)
    places = [n for n, line in enumerate(head) if _DATE.match(line) and labelled(line, _HEAD) is None]
    above = [n for n in places if n < min(first, next(labels, len(head)))]
    return above[-1] if above else next(iter(places), None)


def _is_a_heading(lines: Sequence[str], number: int) -> bool:
    """Whether a line stands between blank ones, or all lines of the file are without blank ones between them."""
    return not lines[number - 1].strip() or all(line.strip() for line in lines[number - 2 : number])


NEXIS_CLASSIC = Database(
    "LexisNexis", "as text with a line '1 of N DOCUMENTS' above each document", _count_classic, _classic
)
NEXIS = Database("Nexis Uni", "as full documents in one file (.docx or .rtf)", _count_uni, _uni)
