"""Notes on how articles were read: columns that were not used, missing outlets and dates."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.study.ledger import Count

if TYPE_CHECKING:
    from annotate.text.split_counts import Outcome

MOST_HEADERS = 50
"""Most tables whose columns are compared with known ones; in a folder most have the same."""


SCORED = ("published", "outlet", "article_id")
"""Columns that estimates from scores need."""


def warn_of_unused_columns(inputs: Sequence[Path], columns: Mapping[str, str], *, scored: bool = False) -> None:
    """Warn of columns of tables with names such as ``source`` or ``date`` that are not used.

    `scored` tells whether the rows are scored, which takes no column name except that of the text.
    """
    from annotate.io.files import files_of
    from annotate.io.formats import format_of
    from annotate.io.parsing import column_names
    from annotate.io.values.likely_columns import likely_columns

    parameters = {"published": "date_column", "article_id": "id_column"}
    warned: set[tuple[str, str]] = set()
    for path in files_of(inputs)[:MOST_HEADERS]:
        form = format_of(path)
        if form is None or not form.is_table:
            continue
        try:
            names = column_names(path)
        except InputError:
            continue  # rejected already
        if "sentence_id" in names:
            continue
        for known, name in likely_columns(names, {*columns, *columns.values()}).items():
            if (known, name) not in warned and (known in SCORED or not scored):
                warned.add((known, name))
                what = {"published": "the date", "article_id": "the article's id"}.get(known, f"the {known}")
                parameter = parameters.get(known, f"{known}_column")
                advice = f"rename it to '{known}'" if scored else f"pass it as `{parameter}`"
                unused = f"{path}: column '{name}' looks like {what} and is not used; {advice} if it is"
                warnings.warn(unused, AnnotateWarning, stacklevel=3)


def notes_on_metadata(outcome: Outcome, inputs: Sequence[Path], *, guess: bool) -> list[str]:
    """Notes on articles without outlets or dates, on outlets in several spellings, and on files without metadata."""
    from annotate.io.values.label_text import outlets_alike

    notes = outlets_alike(outcome.outlets)
    if outcome.unmatched:
        names = ", ".join(path.name for path in outcome.unmatched[:3]) + (", ..." if len(outcome.unmatched) > 3 else "")
        notes.append(f"{Count(len(outcome.unmatched), 'file')} without metadata: {names}")
    if outcome.unused_metadata:
        keys = ", ".join(outcome.unused_metadata[:3]) + (", ..." if len(outcome.unused_metadata) > 3 else "")
        notes.append(f"{Count(len(outcome.unused_metadata), 'row')} of the metadata without an article: {keys}")
    missing = [
        what
        for what, count in (("outlet", outcome.without_outlet), ("date", outcome.without_date))
        if count == outcome.articles
    ]
    if not missing:
        return notes
    from annotate.io.files import files_of
    from annotate.io.values.metadata import guessed_pattern

    articles = {"outlet": "an outlet", "date": "a date"}
    note = f"no article has {' or '.join(articles[what] for what in missing)}, which charts and groups need"
    pattern = guessed_pattern(files_of(inputs)) if guess else ""
    advice = f'; file names look like "{pattern}": pass `name_pattern` "{pattern}"' if pattern else ""
    columns = " or ".join(f"`{what}_column`" for what in missing)
    return [*notes, note + (advice or f"; name {columns}, a `name_pattern`, or a table as `metadata`")]
