"""Spreadsheets (.xlsx, .xls, .xlsb, .ods): all sheets with the same columns as one table."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.counts import many
from annotate.errors import InputError
from annotate.io.formats.notes import note_once, note_unnamed_column
from annotate.io.values.likely_columns import is_known

if TYPE_CHECKING:
    import pandas as pd
    from python_calamine import CalamineSheet, CalamineWorkbook

SHEET = "sheet"
"""The column with the name of the sheet, where several are read."""
_LARGEST = 2_000_000_000
"""Limit of the size of a workbook once decompressed, in bytes."""
_ROUNDED = 1e15
_MIDNIGHT = dt.time(0)
_HIDDEN_ROW = re.compile(rb'<row\b[^<>]{0,500}\bhidden="(?:1|true)"[^<>]{0,500}>\s*<c\b')
_BLOCK, _LONGEST_TAG = 1 << 20, 1100
_MOST_TITLES = 20
"""Rows that are looked at for the header."""


@dataclass(frozen=True)
class _Sheet:
    """A sheet with a header line and rows: its name, whether it is hidden, its cells, and the number of each row."""

    name: str
    is_hidden: bool
    rows: list[list[str]]
    numbers: list[int]
    headers: int
    """How many rows were the header once more."""
    rounded: int
    """How many cells hold numbers with more digits than spreadsheets keep."""
    titles: int
    """How many rows are above the header, such as a title of the sheet."""
    unnamed: dict[int, list[str]]
    """The values of columns without a name, by their number from 0."""

    @property
    def named(self) -> str:
        """Its name for messages."""
        return f"'{self.name}'" + " (hidden)" * self.is_hidden


def table(path: Path, sheet: str = "") -> pd.DataFrame:
    """The rows of the sheets that have the same columns, every cell as text.

    These are the columns of the first visible sheet with known ones, or else of the first with rows. Where other sheets
    have them too, in any order, a column ``sheet`` names the sheet of each row. An `AnnotateWarning` names the sheets
    that are read as one and those with other columns, which are not read.

    Dates are in ISO 8601, whole numbers have no decimal point, booleans are ``true`` and ``false``; cells merged over
    several rows have their value in each; rows above the header and columns without a name are left out.

    Parameters
    ----------
    path
        The workbook.
    sheet
        The only sheet to read.

    Raises
    ------
    InputError
        If the file is not a workbook, is encrypted or too large, has no such sheet, or no sheet has rows.
    """
    import pandas as pd

    filled = _sheets(path, sheet)
    visible = [one for one in filled if not one.is_hidden]
    main = next((one for one in visible if any(map(is_known, one.rows[0]))), [*visible, *filled][0])
    header = _header(main.rows[0], f"{path}: sheet '{main.name}'")
    alike = [one for one in filled if one is main or (not one.is_hidden and sorted(one.rows[0]) == sorted(header))]
    frames = []
    for one in alike:
        if one.rounded:
            words = f"{many(one.rounded, f'cell of sheet {one.named}', 'holds')} numbers of more than 15 digits"
            note_once(path, f"{words}, which spreadsheets round; save ids as text")
        if one.headers:
            note_once(path, f"sheet {one.named} has its header once more, in {many(one.headers, 'row')} left out")
        numbers = [f"sheet '{one.name}': row {n}" if len(filled) > 1 else f"row {n}" for n in one.numbers]
        if one.titles:
            note_once(path, f"{many(one.titles, f'row above the header of sheet {one.named}', 'is')} left out")
        for number, values in one.unnamed.items():
            note_unnamed_column(path, number, values)
        frame = pd.DataFrame(one.rows[1:], index=numbers, columns=one.rows[0], dtype="str")[header]
        frames.append(frame.assign(**{SHEET: one.name}) if len(alike) > 1 and SHEET not in header else frame)
    hidden = _hidden_rows(path)
    if hidden is None:
        note_once(path, "whether rows are hidden, as by a filter, cannot be seen; all are read")
    elif hidden:
        note_once(path, f"{many(hidden, 'row', 'is')} hidden, as by a filter, and read too; delete what is not meant")
    _note_on_sheets(path, alike, [one for one in filled if one not in alike])
    return frames[0] if len(frames) == 1 else pd.concat(frames)


def _sheets(path: Path, wanted: str) -> list[_Sheet]:
    """The sheets that have a header line and rows."""
    from python_calamine import CalamineError, CalamineWorkbook

    _check_size(path)
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head:
        raise InputError(f"{path}: the file is empty; expected a workbook")
    if not head.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"\x09")):
        kind, ending = ("an HTML page", ".html") if b"<" in head and b">" in head else ("a text file", ".csv")
        advice = f"rename it if it is one ({ending}), or open it in a spreadsheet and save it as .xlsx"
        raise InputError(f"{path}: not a workbook but {kind} with the ending of one; {advice}")
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = list(workbook.sheet_names)
        filled = [one for one in _filled(workbook) if wanted in ("", one.name)]
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(
            f"{path}: not a readable workbook ({error}); save it again as .xlsx without a password"
        ) from error
    if wanted and wanted not in names:
        raise InputError(f"{path}: no sheet '{wanted}'; its sheets are {', '.join(names)}")
    if not filled:
        raise InputError(f"{path}: no sheet has a header line and rows; nothing to read")
    return filled


def _filled(workbook: CalamineWorkbook) -> Iterator[_Sheet]:
    from python_calamine import SheetVisibleEnum

    for about in workbook.sheets_metadata:
        sheet = workbook.get_sheet_by_name(about.name)
        cells = _unmerged(sheet)
        rows, numbers, titles, unnamed = _rows(cells, (sheet.start or (0, 0))[0])
        if rows:
            again = [number for number, row in enumerate(rows[1:]) if row == rows[0]]
            whole = [rows[0], *(row for number, row in enumerate(rows[1:]) if number not in again)]
            numbers = [name for number, name in enumerate(numbers) if number not in again]
            rounded = sum(isinstance(value, float) and abs(value) >= _ROUNDED for row in cells for value in row)
            is_hidden = about.visible != SheetVisibleEnum.Visible
            yield _Sheet(about.name, is_hidden, whole, numbers, len(again), rounded, titles, unnamed)


def _unmerged(sheet: CalamineSheet) -> list[list[Any]]:
    """The cells of a sheet, with the value of cells that are merged over several rows in each of these."""
    cells: list[list[Any]] = sheet.to_python()
    above, left = sheet.start or (0, 0)
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
        row, column = top - above, first - left
        if first == last and 0 <= row < len(cells) and 0 <= column < len(cells[row]):
            for below in cells[row + 1 : bottom - above + 1]:
                below[column] = cells[row][column]
    return cells


def _note_on_sheets(path: Path, read: list[_Sheet], unread: list[_Sheet]) -> None:
    whole = ", ".join(one.named for one in read)
    if len(read) > 1:
        note_once(path, f"sheets {whole} have the same columns and are read as one table, named in '{SHEET}'")
    if unread:
        others = ", ".join(one.named for one in unread)
        advice = f"name one as {path.name}#{unread[0].name} to read it"
        note_once(path, f"read sheet {whole} only; not read, with other columns or hidden: {others}; {advice}")


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


def _hidden_rows(path: Path) -> int | None:
    """How many rows with cells are hidden, in all sheets of an .xlsx workbook; 0 for other kinds; None if damaged."""
    if not zipfile.is_zipfile(path):
        return 0
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
            return sum(_hidden_rows_of_sheet(package, name) for name in names)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return None  # the sheets were read already, so that only this count is missing


def _hidden_rows_of_sheet(package: zipfile.ZipFile, name: str) -> int:
    count, rest = 0, b""
    with package.open(name) as stream:
        while block := stream.read(_BLOCK):
            whole = rest + block
            ends = [match.end() for match in _HIDDEN_ROW.finditer(whole)]
            count += len(ends)
            rest = whole[max([*ends[-1:], whole.rfind(b"<row"), len(whole) - _LONGEST_TAG]) :]
    return count


def _rows(cells: list[list[Any]], above: int) -> tuple[list[list[str]], list[int], int, dict[int, list[str]]]:
    """What a sheet holds, of which `above` rows precede `cells`.

    The header and the rows below it without empty rows and columns, the numbers of these rows, how many rows are above
    the header, and the values of columns without a name. All are empty if there is no row below the header.
    """
    numbered = [(above + n, [_text(value) for value in row]) for n, row in enumerate(cells, start=1)]
    numbered = [(number, row) for number, row in numbered if any(row)]
    titles = _place_of_header([row for _, row in numbered[:_MOST_TITLES]])
    numbered = numbered[titles:]
    if len(numbered) < 2:
        return [], [], 0, {}
    wide = max(len(row) for _, row in numbered)
    padded = [row + [""] * (wide - len(row)) for _, row in numbered]
    named = [n for n in range(wide) if padded[0][n]]
    unnamed = {n: [row[n] for row in padded[1:]] for n in range(wide) if n not in named}
    return [[row[n] for n in named] for row in padded], [number for number, _ in numbered[1:]], titles, unnamed


def _place_of_header(rows: list[list[str]]) -> int:
    """The place of the header in the first rows of a sheet, from 0: the row with most known names of columns.

    It has more cells than each row above it, such as a title, or a line of headings over several columns.
    """
    place, most, filled = 0, 0, 0
    for number, row in enumerate(rows):
        cells, known = sum(map(bool, row)), sum(map(is_known, row))
        if cells > filled and known and known >= most:
            place, most = number, known
        filled = max(filled, cells)
    return place


def _header(names: list[str], where: str) -> list[str]:
    for number, name in enumerate(names):
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
