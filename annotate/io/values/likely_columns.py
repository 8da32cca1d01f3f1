"""Columns whose names suggest that they hold a known column of articles under another name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

_NAMES = {
    "published": "date datum day datetime timestamp time pubdate publishdate publishedat publicationdate publisheddate "
    "datepublished createdat fecha data dato veroeffentlicht erscheinungsdatum datedeparution",
    "outlet": "source sourcename sourcetitle medium media medianame mediaoutlet newspaper paper publication publisher "
    "domain site website journal quelle zeitung fuente",
    "title": "headline heading titel titre titulo subject ueberschrift",
    "author": "authors byline autor auteur creator journalist writer",
    "url": "link href uri permalink weburl address",
    "article_id": "id article articleid doc docid document documentid story storyid guid uid",
}
LIKELY: Mapping[str, str] = {name: known for known, names in _NAMES.items() for name in names.split()}
"""The known column for each name; names in lower case, without spaces, hyphens and underscores."""


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
    likely: dict[str, str] = {}
    for name in names:
        known = LIKELY.get(re.sub(r"[\W_]+", "", str(name).casefold()))
        if known and known not in names and known not in used and name not in used:
            likely.setdefault(known, name)
    return likely
