"""Columns whose names suggest that they hold a known column of articles under another name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from annotate.tables import KNOWN_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

_NAMES = {
    "published": "date datum day datetime timestamp time pubdate publishdate publisheddate publishtime publishedat "
    "publicationdate datepublished datepublication createdat seendate erscheinungsdatum erscheinungstag "
    "veroffentlicht veroeffentlicht veroffentlichungsdatum publikationsdatum fecha fechapublicacion "
    "fechadepublicacion data datapubblicazione datadipubblicazione datapublicacao datadepublicacao dato dateparution "
    "erschienenam erschienen veroffentlichtam veroeffentlichtam publiziertam publiele parule parution "
    "fechadeedicion publicadoel publicadael publicadoem publicadaem pubblicatoil pubblicatail pubblicazione "
    "publishedon datedeparution datedepublication jour tag giorno dia",
    "outlet": "source sourcename sourcetitle medium media medianame mediaoutlet newspaper paper publication "
    "publicationtitle publisher domain site website sitename journal quelle zeitung medienname zeitschrift fuente "
    "medio periodico diario testata fonte giornale jornal veiculo organe titredujournal",
    "title": "headline heading titel titre titulo titolo subject uberschrift ueberschrift schlagzeile titular",
    "author": "authors byline autor autoren autorin auteur auteurs autore autori autores creator journalist writer "
    "verfasser periodista",
    "url": "link href uri permalink weburl articleurl address adresse lien enlace",
    "article_id": "id article articleid doc docid document documentid documentnumber story storyid storiesid guid uid "
    "artikel artikelid",
}
LIKELY: Mapping[str, str] = {
    name: known for known, names in _NAMES.items() for name in (*names.split(), known.replace("_", ""))
}
"""The known column for each name, also its own; in lower case, without accents, spaces, hyphens and underscores."""

_FEWEST_WORDS = 8
"""Words that the cells of a column have on average if it is one of texts."""
_TEXTS = (
    "text", "content", "body", "bodytext", "fulltext", "articletext", "articlebody", "maintext", "story", "storytext",
    "plaintext", "newstext", "volltext", "inhalt", "artikeltext", "textecomplet", "texte", "contenu", "corps",
    "textocompleto", "texto", "contenido", "cuerpo", "testo", "contenuto", "corpo", "conteudo", "sentence",
    "statement", "leadparagraph", "snippet", "description", "summary", "abstract",
)  # fmt: skip
"""Names of columns with texts, the most likely first."""


def likely_texts(columns: Iterable[str]) -> list[str]:
    """The columns whose names suggest that they hold the text, the most likely first."""
    texts = [name for name in map(str, columns) if _letters_of(name) in _TEXTS]
    return sorted(texts, key=lambda name: _TEXTS.index(_letters_of(name)))


def likely_columns(columns: Iterable[str], used: Collection[str]) -> dict[str, str]:
    """For each known column that a table lacks, its first column with a name that suggests it.

    Parameters
    ----------
    columns
        The table's columns.
    used
        Columns of the table that are read, and the known columns that they stand for; both are left out.
    """
    names = list(columns)
    objects = {str(name).rpartition(".")[0] for name in names}
    likely: dict[str, str] = {}
    for name in names:
        if name in objects:  # whose texts are columns of their own
            continue
        known = LIKELY.get(_letters_of(str(name)))
        if known and known not in names and known not in used and name not in used:
            likely.setdefault(known, name)
    return likely


def advice_on_text(columns: Iterable[str], first_rows: Callable[[], pd.DataFrame | None] | None = None) -> str:
    """What to do about a table without a column ``text`` or ``file``: the parameters for all columns that are likely.

    Parameters
    ----------
    columns
        The table's columns.
    first_rows
        Gives some rows, in which texts are looked for if no name suggests one.
    """
    names = list(map(str, columns))
    text = next(iter(likely_texts(names)), "") or (_column_of_texts(first_rows()) if first_rows else "")
    if not text:
        if "url" in names or "url" in likely_columns(names, ()):
            return "it has addresses but no texts: save the pages, and name each one's file in a column 'file'"
        return "use `text_column`"
    others = likely_columns(names, {text})
    asked = {"text": text} | {known: others[known] for known in _NAMES if known in others}
    parameters = {"published": "date", "article_id": "id"}
    named = {f"`{parameters.get(known, known)}_column`": name for known, name in asked.items()}
    return "use " + " ".join(
        f'{parameter} "{name}"' if " " in name else f"{parameter} {name}" for parameter, name in named.items()
    )


def _column_of_texts(rows: pd.DataFrame | None) -> str:
    """The column with the longest texts, of those whose names suggest nothing else; empty if none has sentences."""
    words = {}
    for name, values in rows.items() if rows is not None else ():
        texts = [value for value in values if isinstance(value, str) and value.strip()]
        if texts and not is_known(str(name)):
            words[str(name)] = sum(len(text.split()) for text in texts) / len(texts)
    longest = max(words, key=lambda name: words[name], default="")
    return longest if longest and words[longest] >= _FEWEST_WORDS else ""


def is_known(name: str) -> bool:
    """Whether a column is one of the toolkit's tables, or its name suggests that it stands for one."""
    return name in KNOWN_COLUMNS or _letters_of(name) in LIKELY or _letters_of(name) in _TEXTS


def _letters_of(name: str) -> str:
    name = name.rpartition(".")[2].casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", bare)
