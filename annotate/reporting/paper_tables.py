"""Tables for papers: numbers as a paper prints them, as Word, LaTeX or Markdown.

One writer for all verbs: `paper_table` formats a table of shares, differences, agreement or metrics, and
`write_paper_table` writes it whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from annotate.errors import InputError
from annotate.io.writing import written_whole

ENDINGS = (".docx", ".tex", ".md")
"""The endings of files that are tables for papers; the others are tables of data."""
_LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "−": "$-$",
    "–": "--",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SHARES = ("share", "difference", "slope", "naive")
_ESTIMATED = ("share", "difference", "slope", "index", "value", "estimate", "coefficient")
"""Columns whose interval is in ``low`` and ``high``."""
_LEFT_OUT = ("trust", "population", "method", "note", "below_667", "below_800", "articles")
_NAMES = {
    "n": "Sentences",
    "naive": "Model’s count, %",
    "p_adjusted": "p (adjusted)",
    "share": "Share, % [95 % CI]",
    "difference": "Difference, points [95 % CI]",
    "slope": "Change, points a period [95 % CI]",
    "p": "p",
}


@dataclass(frozen=True)
class PaperTable:
    """A table as a paper prints it: headings, rows of text, and notes below."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


def is_for_papers(path: str | Path) -> bool:
    """Whether a table at `path` is one for a paper."""
    return Path(path).suffix.lower() in ENDINGS


def paper_table(frame: pd.DataFrame, notes: Sequence[str] = ()) -> PaperTable:
    """`frame` with estimates and intervals in one column, shares in per cent, and p-values as papers print them."""
    shown = frame.drop(columns=[name for name in _LEFT_OUT if name in frame])
    estimated = next((name for name in _ESTIMATED if name in shown and {"low", "high"} <= set(shown)), None)
    columns = [str(name) for name in shown.columns if estimated is None or name not in ("low", "high")]
    rows = [[_cell(name, row, estimated) for name in columns] for row in shown.to_dict("records")]
    headings = [_heading(name, estimated) for name in columns]
    return PaperTable(headings, rows, notes)


def write_paper_table(table: PaperTable, path: str | Path) -> None:
    """Write `table` to `path`, in the format of its ending.

    Raises
    ------
    InputError
        If the ending is none of `ENDINGS`, the file cannot be written, or Word's package is not installed.
    """
    ending = Path(path).suffix.lower()
    with written_whole(path) as new:
        if ending == ".docx":
            _write_docx(table, new, path)
        elif ending in ENDINGS:
            new.write_text(latex(table) if ending == ".tex" else markdown(table), encoding="utf-8")
        else:
            raise InputError(f"{path}: not a table for a paper; choose an `output` that ends in {' or '.join(ENDINGS)}")


def latex(table: PaperTable) -> str:
    """A table for LaTeX with the package booktabs; whatever LaTeX would take for a command is escaped."""
    align = "l" + "r" * (len(table.columns) - 1)
    lines = [r"% needs \usepackage{booktabs}", r"\begin{tabular}{" + align + "}", r"\toprule"]
    lines += [_latex_row(table.columns), r"\midrule", *map(_latex_row, table.rows), r"\bottomrule", r"\end{tabular}"]
    lines += [f"\n% Note: {_one_line(note)}" for note in table.notes]
    return "\n".join(lines) + "\n"


def markdown(table: PaperTable) -> str:
    """A table in Markdown, as GitHub and pandoc read it."""
    rule = ["---", *["---:"] * (len(table.columns) - 1)]
    body = [[_plain(text) for text in row] for row in (table.columns, *table.rows)]
    lines = ["| " + " | ".join(row) + " |" for row in (body[0], rule, *body[1:])]
    notes = [f"*Note.* {_plain(note)}" for note in table.notes]
    lines += ["", *notes] if notes else []
    return "\n".join(lines) + "\n"


def _write_docx(table: PaperTable, new: Path, path: str | Path) -> None:
    try:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH
    except ImportError as error:
        raise InputError(f"{path}: Word needs the extra: pip install 'stance-annotate[documents]'") from error
    document = Document()
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    grid.style = "Light List"
    for number, row in enumerate((table.columns, *table.rows)):
        cells = grid.rows[number].cells
        for column, text in enumerate(row):
            cells[column].text = _CONTROLS.sub("", text)
            if column:
                cells[column].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for note in table.notes:
        document.add_paragraph(_CONTROLS.sub("", f"Note. {note}"))
    document.save(str(new))


def _latex_row(row: Sequence[str]) -> str:
    return " & ".join("".join(_LATEX.get(letter, letter) for letter in _one_line(text)) for text in row) + r" \\"


def _plain(text: str) -> str:
    """`text` escaped so that nothing in it is markup."""
    return _MARKDOWN.sub(r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub("", text).split())


def _heading(name: str, estimated: str | None) -> str:
    if name in _NAMES and (name == estimated or name not in _SHARES or name == "naive"):
        return _NAMES[name]
    words = name[:1].upper() + name[1:].replace("_", " ")
    return f"{words} [95 % CI]" if name == estimated else words


def _cell(name: str, row: dict[Any, Any], estimated: str | None) -> str:
    value = row[name]
    if pd.isna(value):
        return "–"
    if name in ("p", "p_adjusted"):
        return "< .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")
    factor, decimals = (100.0, 1) if name in _SHARES else (1.0, 2)
    if name == estimated:
        own = _number(factor * value, decimals)
        if pd.isna(row["low"]):
            return own
        return f"{own} [{_number(factor * row['low'], decimals)}, {_number(factor * row['high'], decimals)}]"
    if isinstance(value, float):
        return _number(factor * value, decimals)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _number(value: float, decimals: int) -> str:
    written = f"{value:.{decimals}f}"
    return written.lstrip("-") if float(written) == 0 else written.replace("-", "−")
