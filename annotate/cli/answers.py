"""Reading annotations for a command: bad rows are told and set aside, and never sink the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotate.cli.console import warn

if TYPE_CHECKING:
    import pandas as pd

TOLD = 5
"""Rejected rows named on the screen; the file beside the output has them all."""


def sound(table: pd.DataFrame, where: Path, output: Path | None = None) -> tuple[pd.DataFrame, bool]:
    """The usable rows of an annotations table, and whether there were others; those are written beside `output`."""
    from annotate import tables
    from annotate.io.writing import write_table
    from annotate.labels.annotations import usable_annotations

    good, rejects = usable_annotations(table, str(where))
    for row in rejects.head(TOLD).itertuples():
        warn(f"{row.where}: {row.reason}")
    place = Path("annotate.rejects.csv") if str(output) == "-" else Path(f"{output}.rejects.csv")
    if output is not None and len(rejects):
        write_table(rejects, place, tables.REJECTS)
        warn(f"{len(rejects)} rows were left out; they are in {place}")
    elif output is not None:
        place.unlink(missing_ok=True)
    return good, len(rejects) > 0
