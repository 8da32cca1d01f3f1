"""Reading the objects or rows of an export's file, shared by the readers of several tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.exports import Row
from annotate.io.formats import format_of
from annotate.io.reading import read_table
from annotate.io.rejects import Reject
from annotate.io.values._json_text import parse_json
from annotate.scheme import SEVERAL

if TYPE_CHECKING:
    import pandas as pd


IDENTITIES = ("sentence_id", "target")
"""Fields of a batch that tools carry along beside the text, and that say what was labelled."""


def json_of(path: Path) -> Any:
    """The JSON document in a file.

    Raises
    ------
    InputError
        If the file is not JSON.
    """
    try:
        return parse_json(bytes_of(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error}); export it again") from error


def items_of(path: Path) -> Iterator[tuple[str, Row]]:
    """Each item of a file with its location: a line of JSON Lines, an element of a JSON list, or a row of a table.

    Raises
    ------
    InputError
        If the file is none of these, or an item is not an object.
    """
    kind = format_of(path)
    if kind is not None and kind.name not in ("jsonl", "json"):
        for number, row in enumerate(rows_of(path), start=1):
            yield f"{path}: row {number}", row
        return
    text = bytes_of(path).decode("utf-8-sig", "replace")
    items = json_of(path) if text.lstrip().startswith("[") else _lines(text, path)
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise InputError(f"{path}:{number}: not a JSON object; expected one a line")
        yield f"{path}:{number}", item


def _lines(text: str, path: Path) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield parse_json(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"{path}:{number}: not JSON ({error}); expected one JSON object a line") from error


def rows_of(path: Path, rejects: list[Reject] | None = None) -> list[Row]:
    """The rows of a table of any format, with None for empty cells; `rejects` get those that cannot be read."""
    table = label_rows(path, rejects)
    rows: list[Row] = table.astype(object).where(table.notna() & (table.astype(object) != ""), None).to_dict("records")
    return rows


def label_rows(path: Path, rejects: list[Reject] | None, rename: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The table at `path`, with columns renamed as ``{old: new}``; `rejects` get rows that cannot be read.

    Raises
    ------
    InputError
        If it has rows, and none of them can be read.
    """
    own: list[Reject] = []
    table = read_table(path, rename=rename, rejects=None if rejects is None else own)
    if own and table.empty:
        raise InputError(f"{own[0].where}: {own[0].reason}")
    if rejects is not None:
        rejects += own
    return table


def joined(rows: Sequence[Row]) -> list[Row]:
    """One row for each item, annotator and question; several labels of one are joined by `SEVERAL`."""
    rows_by_key: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (row.get("sentence_id"), row.get("text"), row.get("annotator"), row["question"])
        if key in rows_by_key:
            rows_by_key[key]["label"] = f"{rows_by_key[key]['label']}{SEVERAL}{row['label']}"
        else:
            rows_by_key[key] = dict(row)
    return list(rows_by_key.values())
