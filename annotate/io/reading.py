"""Reading a whole table from a file of any table format."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from annotate.columns import missing
from annotate.errors import InputError
from annotate.io.chunks import chunks_of_table
from annotate.io.files import shown, spooled
from annotate.io.formats import table_format
from annotate.io.parsing import column_names, columns_of_others, frame_of, note_columns_of_others, typed_rows
from annotate.io.rejects import Reject
from annotate.tables import Table, conform


def read_table(
    path: str | Path,
    table: Table | None = None,
    *,
    rename: Mapping[str, str] | None = None,
    rejects: list[Reject] | None = None,
) -> pd.DataFrame:
    """The whole table at `path` as a data frame.

    Parameters
    ----------
    path
        A file of any table format (see `annotate.io.formats`), or ``-`` for JSON Lines on standard input.
    table
        The expected table: its known columns get their types and missing ones are added empty. Without it columns are
        returned as the file has them (delimited files: all text).
    rename
        Column names of the file that stand for known ones, as ``{"body": "text"}``.
    rejects
        Receives a `Reject` for each row that cannot be read or has a value of the wrong type. Without it the first of
        them raises.

    Raises
    ------
    InputError
        If the file is missing, empty, unreadable, lacks a required column, or (without `rejects`) has a row that cannot
        be read.
    """
    path = spooled(path)
    table_format(path)
    if not path.is_file():
        what = "is a folder, not a table" if path.is_dir() else "no such file"
        raise InputError(f"{path}: {what}; check the path")
    bad: list[Reject] = []
    frames: list[pd.DataFrame] = []
    others: dict[str, str] = {}
    for chunk in chunks_of_table(path, sys.maxsize, bad):
        frame, unreadable = frame_of(chunk)
        bad += unreadable
        if not len(frame.columns):  # none of the rows could be read
            continue
        frame = _renamed(frame, rename or {}, path)
        if table is not None:
            others = columns_of_others(frame, table) if not frames else others
            frame, badly_typed = typed_rows(chunk, frame.rename(columns=others), table)
            bad += badly_typed
        frames.append(frame)
    if bad and rejects is None:
        raise InputError(f"{bad[0].where}: {bad[0].reason}")
    if rejects is not None:
        rejects += bad
    note_columns_of_others(path, others)
    if table_format(path).name == "csv":
        from annotate.io.formats.delimited import note_encoding

        note_encoding(path)
    if not frames:
        frames = [_renamed(pd.DataFrame(columns=column_names(path), dtype="str"), rename or {}, path)]
    whole = frames[0] if len(frames) == 1 else pd.concat(frames)
    whole = whole.reset_index(drop=True)
    return conform(whole, table, where=shown(path)) if table else whole


_PARAMETERS = {"sentence_id": "item", "article_id": "id", "published": "date"}
"""Names of the parameters ``NAME_column`` for columns whose parameter has another name."""


def _renamed(frame: pd.DataFrame, rename: Mapping[str, str], path: Path) -> pd.DataFrame:
    for name in rename:
        if name not in frame.columns:
            parameter = _PARAMETERS.get(rename[name], rename[name])
            advice = f"name the column with `{parameter}_column`"
            raise InputError(f"{shown(path)}: {missing(name, frame.columns)}; {advice}")
    return frame.drop(columns=[v for k, v in rename.items() if v != k and v in frame.columns]).rename(columns=rename)
