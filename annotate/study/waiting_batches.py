"""Batches that wait to be labelled while the next one is drawn."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError

if TYPE_CHECKING:
    import pandas as pd


def keep_unfinished(path: Path | None, known: pd.DataFrame | None) -> None:
    """Copy what is at `path` beside it before a batch replaces it, if it is a batch that is labelled in part.

    So is a table that cannot be read. A warning says what happens. `known` has the sentences that are labelled or
    handed out otherwise.
    """
    from annotate.io.reading import read_table

    if path is None or not path.is_file():
        return
    try:
        table = read_table(path, None)
    except InputError as error:
        _warn(f"{error}; what is there is kept in {_copy_beside(path)}")
        return
    if "sentence_id" not in table.columns:
        return  # a result of another kind, replaced as any output is
    labelled = table["sentence_id"].astype("str").isin([] if known is None else known["sentence_id"].astype("str"))
    left = int((~labelled).sum())
    if left and not labelled.any():
        _warn(f"{path}: the {left:,} sentences drawn before, of which none was labelled or pushed, are replaced")
    elif left:
        copy = _copy_beside(path)
        _warn(
            f"{path}: {left:,} of the {len(table):,} sentences drawn before are not labelled yet; that batch is kept "
            f"in {copy}: annotate label {copy.name}"
        )


def _copy_beside(path: Path) -> Path:
    number = 1
    while (copy := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
        number += 1
    shutil.copy2(path, copy)
    return copy


def _warn(words: str) -> None:
    warnings.warn(words, AnnotateWarning, stacklevel=4)
