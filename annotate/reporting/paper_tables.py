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

from annotate.columns import left_out_words
from annotate.counts import SENTENCE, plural
from annotate.errors import InputError
from annotate.estimation.design.label_use import without_advice
from annotate.estimation.design.summed_scores import ITEM
from annotate.estimation.differences import FAMILY, TOO_FEW, families_of
from annotate.io.writing import written_whole
from annotate.reporting._wording import COEFFICIENTS, capitalised

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
_REGRESSED = ("estimate", "std_error", "without_correction")
"""Columns of a regression, in which an estimate is no share: a change of one, or of log odds."""
_SAID_ONCE = ("quantity", "model", "n", "labelled")
"""Columns of a regression that a note says instead, where all rows have the same."""
_WIDEST = 40
"""Characters of a cell in Word that its column has room for; longer names are broken, so that others keep theirs."""
_P = ("p", "p_adjusted", "p_value")
_NUMBER = re.compile(r"–|< |[−.]?\d")
_CATEGORY, _TIMES = re.compile(r"\[T\.([^\]]*)\]"), re.compile(r"(?<=\]):|(?<=^after):|:(?=after$|\w+\[T\.)")
_LEFT_OUT: tuple[str, ...] = (
    "trust",
    "population",
    "carried",
    "method",
    "note",
    "below_667",
    "below_800",
    "articles",
    "left_out",
    "too_few",
)
_LEFT_OUT += FAMILY
_METHODS = {"holm": "Holm’s method", "fdr": "Benjamini and Hochberg’s method (false discovery rate)"}
_NAMES = {
    "naive": "Model’s count, %",
    "p_adjusted": "p (adjusted)",
    "share": "Share, % [95 % CI]",
    "difference": "Difference, points [95 % CI]",
    "slope": "Change, points a period [95 % CI]",
    "over": "Period",
    "p": "p",
    "p_value": "p",
    "std_error": "Standard error",
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
    shown, facts = _regression(shown) if {"term", "estimate"} <= set(shown) else (shown, [])
    if "measure" in shown:
        shown = shown.assign(measure=shown["measure"].replace(COEFFICIENTS))
    if "metric" in shown:
        shown = shown.assign(metric=shown["metric"].replace({"f1": "F1"}))
    estimated = next((name for name in _ESTIMATED if name in shown and {"low", "high"} <= set(shown)), None)
    items = frame.attrs.get(ITEM, SENTENCE).partition(" ")[0]
    columns = [str(name) for name in shown.columns if estimated is None or name not in ("low", "high")]
    too_few = frame["note"].eq(TOO_FEW).fillna(False) if "note" in frame else pd.Series(False, index=frame.index)
    rows = [
        [TOO_FEW if few and name == estimated else _cell(name, row, estimated) for name in columns]
        for row, few in zip(shown.to_dict("records"), too_few, strict=True)
    ]
    facts += [*_families(frame), *left_out_notes(frame)]
    headings = [f"{capitalised(items)}s" if name == "n" else _heading(name, estimated) for name in columns]
    return PaperTable(headings, rows, [*facts, *map(without_advice, notes)])


def _families(frame: pd.DataFrame) -> list[str]:
    """Which comparisons the adjusted p-values allow for, and by which method."""
    if not set(FAMILY) <= set(frame) or frame.empty:
        return []
    method = str(frame["adjusted"].iloc[0])
    return [f"p (adjusted): {_METHODS.get(method, method)}, for {' and '.join(families_of(frame))}."]


def left_out_notes(agreement: pd.DataFrame) -> list[str]:
    """Whose answers are left out of a table of agreement, and why."""
    if "left_out" not in agreement:
        return []
    rows = agreement[agreement["left_out"].fillna("") != ""].drop_duplicates(["question", "left_out"])
    return [f"{row.question}: {left_out_words(row.left_out)}." for row in rows.itertuples()]


def _regression(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """A table of coefficients with terms in words, and in a note what all of its rows have in common."""
    terms = [_CATEGORY.sub(r": \1", _TIMES.sub(" × ", str(term))) for term in frame["term"]]
    once = {name: frame[name].iloc[0] for name in _SAID_ONCE if name in frame and frame[name].nunique() == 1}
    words = [f"{once['model']} model"] if "model" in once else []
    words += [f"{once['n']:,} {plural(frame.attrs.get(ITEM, SENTENCE))}"] if "n" in once else []
    words += [f"{once['labelled']:,} of them labelled"] if {"n", "labelled"} <= set(once) else []
    dropped = [name for name in once if name != "quantity" or once[name] == "coefficient"]
    note = [f"{words[0][:1].upper()}{', '.join(words)[1:]}."] if words else []
    return frame.assign(term=terms).drop(columns=dropped).rename(columns={"naive": "without_correction"}), note


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
    align = "".join("l" if words else "r" for words in _of_words(table))
    lines = [r"% needs \usepackage{booktabs}", r"\begin{tabular}{" + align + "}", r"\toprule"]
    lines += [_latex_row(table.columns), r"\midrule", *map(_latex_row, table.rows), r"\bottomrule", r"\end{tabular}"]
    lines += [f"\n% Note: {_one_line(note)}" for note in table.notes]
    return "\n".join(lines) + "\n"


def markdown(table: PaperTable) -> str:
    """A table in Markdown, as GitHub and pandoc read it."""
    rule = ["---" if words else "---:" for words in _of_words(table)]
    body = [[_escaped(text) for text in row] for row in (table.columns, *table.rows)]
    lines = ["| " + " | ".join(row) + " |" for row in (body[0], rule, *body[1:])]
    for note in table.notes:
        lines += ["", f"*Note.* {_escaped(note)}"]
    return "\n".join(lines) + "\n"


def _write_docx(table: PaperTable, new: Path, path: str | Path) -> None:
    """Write Word: rules above, below and under the headings, columns as wide as what is in them, notes below."""
    try:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt
    except ImportError as error:
        raise InputError(f"{path}: Word needs the extra: pip install 'stance-annotate[documents]'") from error
    document, of_words = Document(), _of_words(table)
    lines = [table.columns, *table.rows]
    grid = document.add_table(rows=len(lines), cols=len(table.columns))
    grid.autofit = False
    heads = [max(map(len, heading.split()), default=0) for heading in table.columns]
    cells = [max((len(row[n]) for row in table.rows), default=0) for n in range(len(heads))]
    longest = [max(7, heads[n] + 4, min(cells[n], _WIDEST)) + 3 for n in range(len(heads))]
    section = document.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    widths = [int(room * own / sum(longest)) for own in longest]
    for width, wide in zip(widths, grid.columns, strict=True):  # what LibreOffice goes by; Word goes by the cells
        wide.width = width
    for number, (row, line) in enumerate(zip(grid.rows, lines, strict=True)):
        for column, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
            cell.width = widths[column]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            words = _CONTROLS.sub("", text)
            run = paragraph.add_run(words.replace(", ", ",\u00a0") if number else words)  # intervals stay on one line
            run.font.size, run.bold = Pt(8.5), number == 0
            if not of_words[column]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _rule(cell, above=number == 0, below=number in (0, len(lines) - 1))
    for note in table.notes:
        run = document.add_paragraph().add_run(_CONTROLS.sub("", f"Note. {note}"))
        run.font.size = Pt(8.5)
    document.save(str(new))


def _rule(cell: Any, *, above: bool, below: bool) -> None:
    """Draw lines at a cell of a Word table, of which python-docx has no notion of its own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tcBorders")
    for name in [*(["top"] if above else []), *(["bottom"] if below else [])]:
        line = OxmlElement(f"w:{name}")
        for key, value in {"val": "single", "sz": "6", "color": "000000"}.items():
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _of_words(table: PaperTable) -> list[bool]:
    """Which columns hold words, not numbers: the first does, as it names the rows."""
    numbers = [all(_NUMBER.match(row[column]) for row in table.rows) for column in range(len(table.columns))]
    return [number == 0 or not all_numbers for number, all_numbers in enumerate(numbers)]


def _latex_row(row: Sequence[str]) -> str:
    return " & ".join("".join(_LATEX.get(letter, letter) for letter in _one_line(text)) for text in row) + r" \\"


def _escaped(text: str) -> str:
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
    if name in _P:
        return "< .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")
    factor, decimals = (100.0, 1) if name in _SHARES else (1.0, 3 if name in _REGRESSED else 2)
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
