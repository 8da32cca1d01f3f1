"""Spreadsheets (.xlsx, .xls, .xlsb, .ods): the first sheet with a header line and rows."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_LARGEST = 2_000_000_000
"""Limit of the size of a workbook once decompressed, in bytes."""
_MIDNIGHT = dt.time(0)


def table(path: Path) -> pd.DataFrame:
    """The rows of the first sheet with rows, every cell as text.

    Dates are in ISO 8601, whole numbers have no decimal point, booleans are ``true`` and ``false``; columns without a
    header and without any value are left out. ``attrs["notes"]`` names sheets that were not read.

    Raises
    ------
    InputError
        If the file is not a workbook, is encrypted or too large, or no sheet has rows.
    """
    import pandas as pd
    from python_calamine import CalamineError, CalamineWorkbook

    _check_size(path)
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"\x09")):
        kind, ending = ("an HTML page", ".html") if b"<" in head and b">" in head else ("a text file", ".csv")
        advice = f"rename it if it is one ({ending}), or open it in a spreadsheet and save it as .xlsx"
        raise InputError(f"{path}: not a workbook but {kind} with the ending of one; {advice}")
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(
            f"{path}: not a readable workbook ({error}); save it again as .xlsx without a password"
        ) from error
    filled = {name: rows for name, cells in sheets.items() if (rows := _rows(cells))}
    if not filled:
        raise InputError(f"{path}: no sheet has a header line and rows; nothing to read")
    (name, rows), *others = filled.items()
    frame = pd.DataFrame(rows[1:], columns=_header(rows[0], f"{path}: sheet '{name}'"), dtype="str")
    if others:
        unread = ", ".join(f"'{other}'" for other, _ in others)
        frame.attrs["notes"] = [f"{path}: only sheet '{name}' was read; not read: {unread}"]
    return frame


def _check_size(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as package:
            size = sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"{path}: not a readable workbook ({error}); save it again as .xlsx") from error
    if size > _LARGEST:
        raise InputError(f"{path}: unpacks to {size / 1e6:,.0f} MB; the limit is {_LARGEST / 1e6:,.0f} MB")


def _rows(cells: list[list[Any]]) -> list[list[str]]:
    """The rows of a sheet without empty rows and columns; an empty list if there is no row below the header."""
    texts = [[_text(value) for value in row] for row in cells]
    texts = [row for row in texts if any(row)]
    if len(texts) < 2:
        return []
    wide = max(map(len, texts))
    padded = [row + [""] * (wide - len(row)) for row in texts]
    filled_columns = [n for n in range(wide) if any(row[n] for row in padded)]
    return [[row[n] for n in filled_columns] for row in padded]


def _header(names: list[str], where: str) -> list[str]:
    for number, name in enumerate(names):
        if not name:
            raise InputError(f"{where}: a column of values (number {number + 1}) has no name in the first row; name it")
        if name in names[:number]:
            raise InputError(f"{where}: two columns are called '{name}'; rename one")
    return names


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).strip() if value is not None else ""
