"""Writing a batch as a coding sheet, with drop-down lists of labels, guidelines, and protected cells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.io.writing import MOST_CELL_CHARACTERS, MOST_SHEET_ROWS, written_whole
from annotate.scheme import SEVERAL, Question, Scheme
from annotate.studio._tasks import checked_batch
from annotate.studio.sheets._layout import COMMENT, IDENTITY, headings, shown_columns
from annotate.studio.wording.wordings import wording

if TYPE_CHECKING:
    import pandas as pd

_WIDTHS = {IDENTITY: 4, "text": 70, "before": 30, "after": 30, "title": 30, COMMENT: 30}
_LONGEST_LIST = 255
"""Maximum total length of the labels in a drop-down list; a limit of Excel."""
_LISTS = "labels"


def write_sheet(batch: pd.DataFrame, path: Path, scheme: Scheme, guidelines: str = "") -> int:
    """Write `batch` as the coding sheet at `path` and return the number of sentences in it.

    Each row is a sentence with its context. Each question has a column with a drop-down list of its labels, followed by
    a column for comments; only these can be edited. Several labels of one question are separated by ``|``. Headings and
    labels are in the scheme's language.

    Raises
    ------
    InputError
        If the batch is empty or too large for a sheet, or `path` does not end in ``.xlsx`` or cannot be written.
    """
    import xlsxwriter

    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path}: not a spreadsheet; choose an `output` that ends in .xlsx")
    rows = checked_batch(batch)
    if not 0 < len(rows) < MOST_SHEET_ROWS:
        raise InputError(f"batch: {len(rows):,} sentences; a coding sheet holds 1 to {MOST_SHEET_ROWS - 1:,}")
    shown = [name for name in shown_columns(scheme) if name in rows.columns and rows[name].notna().any()]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with written_whole(path) as temporary, xlsxwriter.Workbook(str(temporary), options) as book:
        _fill(book, rows, shown, scheme)
        _explain(book, scheme, guidelines)
    return len(rows)


def _fill(book: Any, rows: pd.DataFrame, shown: list[str], scheme: Scheme) -> None:
    words, names = wording(scheme.language).sheet, headings(scheme)
    sheet = book.add_worksheet(words["coding"])
    heading = book.add_format({"bold": True, "bg_color": "#e8ecf0", "text_wrap": True, "valign": "top"})
    answer_heading = book.add_format({"bold": True, "bg_color": "#fff2cc", "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    context = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#707070"})
    answer = book.add_format({"locked": False, "valign": "top", "bg_color": "#fffdf5", "text_wrap": True})
    answers = list(dict.fromkeys([*scheme.by_name, COMMENT]))
    columns = [IDENTITY, *shown, *answers]
    for number, name in enumerate(columns):
        sheet.write_string(0, number, names[name], answer_heading if name in answers else heading)
        hidden = {"hidden": True} if name == IDENTITY else {}
        sheet.set_column(number, number, _WIDTHS.get(name, 16), answer if name in answers else None, hidden)
    for line, row in enumerate(rows.to_dict("records"), start=1):
        for number, name in enumerate(columns):
            if name in answers:
                sheet.write_blank(line, number, None, answer)
            else:
                sheet.write_string(line, number, _cell(row[name]), plain if name == "text" else context)
    for question in scheme.questions:
        _offer(book, sheet, columns.index(question.name), len(rows), question, words)
    sheet.freeze_panes(1, columns.index("text") + 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True})


def _offer(book: Any, sheet: Any, column: int, count: int, question: Question, words: Mapping[str, str]) -> None:
    """Add a drop-down list of a question's labels; other input is refused, or only warned of if several are allowed."""
    title = (question.title or question.name)[:32]
    help_text = (question.help or (words["several"].format(mark=SEVERAL) if question.multiple else ""))[:255]
    message = {"input_title": title, "input_message": help_text} if help_text else {}
    labels = [label.display for label in question.labels]
    fits = len(",".join(labels)) <= _LONGEST_LIST and not any("," in label for label in labels)
    listed = {"validate": "list", "source": labels if fits else _in_cells(book, column, labels), "error_title": title}
    refused = {"error_type": "information"} if question.multiple else {"error_type": "stop"}
    choose = words["choose"].format(labels=", ".join(labels))[:255]
    sheet.data_validation(1, column, count, column, {**listed, **refused, **message, "error_message": choose})


def _in_cells(book: Any, column: int, labels: list[str]) -> str:
    """The range of cells on a hidden sheet that have the `labels`, which are too long for a list or have commas."""
    sheet = book.get_worksheet_by_name(_LISTS) or book.add_worksheet(_LISTS)
    sheet.hide()
    for line, label in enumerate(labels):
        sheet.write_string(line, column, label)
    from xlsxwriter.utility import xl_range_abs

    return f"={_LISTS}!{xl_range_abs(0, column, len(labels) - 1, column)}"


def _explain(book: Any, scheme: Scheme, guidelines: str) -> None:
    words, names = wording(scheme.language).sheet, headings(scheme)
    sheet = book.add_worksheet(words["guidelines"])
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    line = 0
    for question in scheme.questions:
        sheet.write_string(line, 0, names[question.name], bold)
        several = words["several_labels" if question.multiple else "one_label"].format(mark=SEVERAL)
        required = words["required" if question.required else "optional"]
        sheet.write_string(line, 1, f"{question.title or question.name} ({several}, {required})", bold)
        for label in question.labels:
            line += 1
            sheet.write_string(line, 0, label.display, wrapped)
            sheet.write_string(line, 1, _cell(label.help), wrapped)
        line += 2
    for text in guidelines.splitlines():
        sheet.write_string(line, 1, _cell(text), wrapped)
        line += 1
    sheet.protect()


def _cell(value: Any) -> str:
    """A value as the text of a cell, truncated to what a cell can hold; only the answers are read back."""
    text = "" if value is None or value != value else str(value)
    return text if len(text) <= MOST_CELL_CHARACTERS else f"{text[: MOST_CELL_CHARACTERS - 1]}…"
