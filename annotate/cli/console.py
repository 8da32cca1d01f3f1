"""How every verb shows its results: words and progress on standard error, data on standard output."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from annotate.cli.flags import in_flags
from annotate.counts import many as many
from annotate.errors import check_choice
from annotate.io.processes import without_temporary_folders
from annotate.progress import Advance

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console, Group
    from rich.table import Column, Table

    from annotate.study.ledger import Ledger

FORMATS = ("table", "json")
FORM: str = typer.Option("table", "--format", help="table or json.")
"""The option of every verb that prints a table or a document."""


def _escape_formulas(wanted: bool) -> None:
    if wanted:
        from annotate.io.values.formulas import escape_formulas

        escape_formulas(True)


EXCEL_SAFE: bool = typer.Option(
    False,
    "--excel-safe",
    callback=_escape_formulas,
    help="In CSV, put an apostrophe before texts that a spreadsheet would run as formulas.",
)
"""The option of every verb that writes tables for people to open."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ANY = 10_000
"""Wider than any table, to measure one."""
MOST_ROWS = 40
"""Rows of a table that are shown in a terminal; a file, a pipe and JSON have all of them."""


@dataclass
class Collected:
    """What a verb shows, for one JSON document."""

    messages: list[str] = field(default_factory=list)
    tables: list[Any] = field(default_factory=list)
    ledger: dict[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """The messages, tables and ledger."""
        return {"messages": self.messages, "tables": self.tables, "ledger": self.ledger}


_COLLECTED: ContextVar[Collected | None] = ContextVar("what the running verb shows", default=None)


@contextmanager
def collecting(wanted: bool = True) -> Iterator[Collected]:
    """What is shown within; tables are not printed then, and messages are printed as well."""
    collected = Collected()
    before = _COLLECTED.set(collected if wanted else None)
    try:
        yield collected
    finally:
        _COLLECTED.reset(before)


def say(words: str) -> None:
    """Print `words` on standard error."""
    if (collected := _COLLECTED.get()) is not None:
        collected.messages.append(near(in_flags(words)))
    _errors().print(
        _for_window(as_typed(near(in_flags(printable(words))))), highlight=False, markup=False, soft_wrap=True
    )


def warn(words: str) -> None:
    """Print `words`, which the user should not overlook, on standard error."""
    if (collected := _COLLECTED.get()) is not None:
        collected.messages.append(near(in_flags(words)))
    shown = _for_window(as_typed(near(in_flags(printable(words)))))
    _errors().print(shown, style="yellow", highlight=False, markup=False, soft_wrap=True)


def _for_window(words: str) -> str:
    """`words` with lines that end between words where the window would cut one, which is in a terminal only.

    A sentence with a command or an address stays on one line: what is copied from it must be one.
    """
    if not sys.stderr.isatty():
        return words
    width = _errors().width
    return "\n".join(_in_lines_of(width, line) for line in words.split("\n"))


def _in_lines_of(width: int, line: str) -> str:
    import textwrap

    copied = re.search(r"annotate |://", line)
    if len(line) <= width:
        return line
    if not copied:
        return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
    end = max(line.rfind(mark, 0, copied.start()) for mark in (". ", "; ")) + 1
    return f"{_in_lines_of(width, line[:end])}\n{line[end + 1 :]}" if end else line


def printable(words: str) -> str:
    """`words` with a sign in place of each character that would change a terminal's colours, cursor or direction."""
    return _CONTROLS.sub("\ufffd", words)


def near(words: str) -> str:
    """`words` with paths inside the working folder, and inside archives, as the user would type them."""
    here = re.escape(f"{os.getcwd()}{os.sep}")
    words = without_temporary_folders(words)
    return re.sub(f"(?<!file://){here}", "", words)  # an address is valid only with its whole path


def starting(verb: str) -> None:
    """Show at once, where a person is watching, that `verb` has begun: loading what it needs may take seconds."""
    if sys.stderr.isatty():
        print(f"annotate {verb}: loading ...", file=sys.stderr, flush=True)


def as_typed(words: str) -> str:
    """`words` with every command in them as it can be typed: where `annotate` is not on the path, with its own path."""
    from annotate.cli import VERBS

    program = Path(sys.argv[0])
    if program.stem != "annotate" or shutil.which("annotate"):
        return words
    here = os.path.relpath(program) if program.is_relative_to(Path.cwd()) else str(program)
    typed = str(program.absolute()) if "cd " in words else here
    return re.sub(rf"(?<![\w./\\-])annotate (?=(?:{'|'.join(VERBS)})\b)", lambda match: f"{typed} ", words)


@contextmanager
def bar(label: str, total: int | None = None) -> Iterator[Advance]:
    """A progress bar with the time left on standard error, where a person is watching; see `annotate.progress`."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = [TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()]
    if total is not None:
        columns[2:2] = [MofNCompleteColumn()]
        columns += [TextColumn("left"), TimeRemainingColumn()]
    console = _errors()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(label, total=total)
        yield lambda count: shown.advance(task, count)


@contextmanager
def working(label: str) -> Iterator[None]:
    """A bar with the time so far on standard error, where a person is watching and nothing else would show."""
    if not sys.stderr.isatty():
        yield
        return
    with bar(label):
        yield


def show(frame: pd.DataFrame, form: str = "table", title: str = "") -> None:
    """Print a table on standard output, as a table for people or as JSON for machines.

    A terminal shows the first rows of a long table, under a line that says how many there are.
    """
    check_format(form)
    if (collected := _COLLECTED.get()) is not None:
        import json

        collected.tables.append(json.loads(frame.to_json(orient="records", force_ascii=False)))
        return
    if form == "json":
        typer.echo(frame.to_json(orient="records", force_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    console = Console(highlight=False)
    if len(frame) > MOST_ROWS and sys.stdout.isatty():
        of_all = f"{MOST_ROWS} of {many(len(frame), 'row')}; all of them with -o FILE or --format json"
        title = f"{title}: {of_all}" if title else of_all
        frame = frame.head(MOST_ROWS)
    table = Table(*(printable(str(name)) for name in frame.columns))
    rows = [[_cell(value) for value in row] for row in frame.itertuples(index=False)]
    for row in rows:
        table.add_row(*row)
    if title:
        console.print(printable(title), markup=False, soft_wrap=True)
    if Measurement.get(console, console.options.update(width=_ANY), table).minimum > console.width:
        _show_one_below_the_other(frame, rows, console)
    else:
        _keep_words_whole(table, console)
        console.print(table)


def _keep_words_whole(table: Table, console: Console) -> None:
    """Set the widths of the columns of a table that is too wide: none narrower than its longest word.

    Rich takes from the widest columns whatever is too much, and cuts words off.
    """
    from rich.measure import Measurement

    sizes = [
        Measurement.get(console, console.options.update(width=_ANY), _column_alone(column)) for column in table.columns
    ]
    # A border and a space stand on either side of each column, and one border more at the end.
    spare = console.width - sum(size.minimum for size in sizes) - 3 * len(sizes) - 1
    wanted = sum(size.maximum - size.minimum for size in sizes)
    if wanted <= spare:
        return
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = size.minimum + spare * (size.maximum - size.minimum) // max(wanted, 1)


def _column_alone(column: Column) -> Group:
    from rich.console import Group
    from rich.text import Text

    return Group(*(Text.from_markup(str(cell)) for cell in (column.header, *column.cells)))


def _show_one_below_the_other(frame: pd.DataFrame, rows: list[list[str]], console: Console) -> None:
    """Every row as lines of name and value: what a table would cut off in a narrow window."""
    wide = max(len(str(name)) for name in frame.columns)
    for row in rows:
        console.rule(style="dim")
        for name, value in ((name, value) for name, value in zip(frame.columns, row, strict=True) if value):
            console.print(f"{printable(str(name)):<{wide}}  {value}", soft_wrap=True)


def show_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    import json

    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def show_ledger(ledger: Ledger) -> None:
    """Print what a run read, used and left out in two lines, and its notes, on standard error."""
    if (collected := _COLLECTED.get()) is not None:
        collected.ledger = ledger.document()
    for line in (*ledger.lines(), *ledger.notes):
        say(line)


def exit_if_rejected(ledger: Ledger) -> None:
    """Exit with the status of bad input if rows or files were rejected, and say where they are listed."""
    if ledger.rejects:
        from annotate.io.rejects import write_rejects

        path = ledger.rejects_file or write_rejects(ledger.rejects, "-")
        warn(f"{many(len(ledger.rejects), 'row')} rejected; see {path}")
    if ledger.rejected:
        raise typer.Exit(1)


def check_format(form: str) -> None:
    """Raise `InputError` unless `form` is one of `FORMATS`."""
    check_choice("form", form, FORMATS)


def _cell(value: Any) -> str:
    from rich.markup import escape

    if value is None or value != value:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else escape(printable(str(value)))


def _errors() -> Console:
    from rich.console import Console

    return Console(stderr=True)
