"""Arguments of the library's functions: tables or paths, lists or text with commas, studies and outputs."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from annotate.errors import AnnotateWarning, InputError, UsageError
from annotate.io.remote.stores import address_of, local_copy
from annotate.study.ledger import Ledger

if TYPE_CHECKING:
    import pandas as pd

    from annotate.io.rejects import Reject
    from annotate.learn.models.trained_model import Model
    from annotate.scheme import Scheme
    from annotate.tables import Table
    from annotate.workflows.study import Study

StrPath: TypeAlias = "str | os.PathLike[str]"
TableOrPath: TypeAlias = "pd.DataFrame | str | os.PathLike[str]"
ModelOrPath: TypeAlias = "Model | str | os.PathLike[str]"
Names: TypeAlias = "str | Sequence[str]"
"""Several names: a sequence, or one text with commas, such as ``outlet,month``."""


SHOWN_REJECTS = 5
"""Most rejected rows of a table that are shown as warnings; the file of rejects has all."""


def table_of(
    source: TableOrPath,
    table: Table | None,
    name: str,
    *,
    rename: Mapping[str, str] | None = None,
    ledger: Ledger | None = None,
) -> pd.DataFrame:
    """The table `source`, read if it is a path or address, with columns in the types of `table`, called `name`.

    With a `ledger`, rows of a file that cannot be read are recorded in it as rejects; without one the first raises.

    Raises
    ------
    InputError
        If the table cannot be read, or none of its rows can.
    """
    from annotate.io.reading import read_table
    from annotate.tables import conform

    if isinstance(source, str | os.PathLike):
        rejects: list[Reject] = []
        frame = read_table(local_copy(source), table, rename=rename, rejects=None if ledger is None else rejects)
        if ledger is not None and rejects:
            reject_rows(ledger, rejects, all_of_them=frame.empty)
        return frame
    frame = source.rename(columns=dict(rename)) if rename else source
    return conform(frame, table, where=name) if table else frame


def reject_rows(ledger: Ledger, rejects: Sequence[Reject], *, all_of_them: bool = False) -> None:
    """Record rows that cannot be read in `ledger`, and warn of the first ones.

    Raises
    ------
    InputError
        If all rows of the table were rejected.
    """
    first = f"{rejects[0].where}: {rejects[0].reason}"
    if all_of_them:
        raise InputError(first if len(rejects) == 1 else f"{first} (and none of the other {len(rejects) - 1} rows)")
    ledger.reject(rejects)
    for reject in rejects[:SHOWN_REJECTS]:
        warnings.warn(f"{reject.where}: {reject.reason}", AnnotateWarning, stacklevel=4)


def write_rejects_of(ledger: Ledger, output: Path | None) -> None:
    """Write the rows that were rejected beside `output`; without any, an earlier run's are removed."""
    from annotate.io.rejects import write_rejects

    if output is not None:
        ledger.rejects_file = write_rejects(ledger.rejects, output)


def name_of(source: TableOrPath, name: str) -> str:
    """The name of `source` for messages: its path, or `name` for a table in memory."""
    return str(source) if isinstance(source, str | os.PathLike) else name


def model_of(model: ModelOrPath) -> Model:
    """The model itself, loaded if `model` is its folder."""
    from annotate.learn.models.folders import load

    return load(Path(model)) if isinstance(model, str | os.PathLike) else model


def own_model(model: ModelOrPath | None, study: Study | None) -> ModelOrPath:
    """The model that was passed, or else the study's.

    Raises
    ------
    InputError
        If nothing was passed and there is no study.
    """
    if model is not None:
        return model
    if study is None:
        raise InputError("no model: pass `model`")
    return study.path_or(None, "model", parameter="model")


def names_in(names: Names) -> list[str]:
    """The names in a sequence or in a text with commas."""
    if isinstance(names, str):
        names = names.split(",")
    return [name.strip() for name in names if name.strip()]


def source_of(passed: TableOrPath | None, study: Study | None, name: str) -> TableOrPath:
    """The value passed as the parameter `name` (for an address, its local copy), or else the study's own path.

    Raises
    ------
    InputError
        If nothing was passed and there is no study.
    """
    if isinstance(passed, str | os.PathLike) and address_of(passed):
        return local_copy(passed)
    if passed is not None:
        return passed
    if study is None:
        raise InputError(f"no {name}: pass `{name}`")
    return study.path_or(None, name, parameter=name)


def output_of(passed: StrPath | None, study: Study | None, name: str) -> Path | None:
    """The path passed as `output`, or else the study's own; None without either."""
    if passed is not None or study is None:
        return None if passed is None else Path(passed)
    return study.path_or(None, name, parameter="output")


def scheme_of(scheme: Scheme | None, study: Study | None) -> Scheme:
    """The scheme that was passed, or else the study's, or else the default one."""
    from annotate.scheme import DEFAULT

    return scheme or (study.scheme if study else DEFAULT)


def title_of(title: str, study: Study | None) -> str:
    """The title that was passed, or else the study's, unless that is only the name of its folder; else empty."""
    return title or (study.title if study and study.exists and study.title != study.folder.name else "")


def check_reading(date_order: str, language: str, name_pattern: str = "") -> None:
    """Check how articles are to be read, which can be wrong whatever they are, before anything is read or started.

    Raises
    ------
    UsageError
        If one of them is not empty, and is none that there is.
    """
    if date_order:
        from annotate.io.values.date_columns import check_date_order

        check_date_order(date_order)
    if language:
        from annotate.text import languages

        languages.language(language)
    if name_pattern:
        from annotate.io.values.metadata import check_pattern

        check_pattern(name_pattern)


def seed_of(seed: int | None, study: Study | None) -> int:
    """The seed that was passed, or else the study's, or else 0."""
    from annotate.workflows.setup.settings import MOST_SEED

    if seed is not None:
        if not 0 <= seed <= MOST_SEED:
            raise UsageError(f"`seed` {seed}: a whole number from 0 to {MOST_SEED} is needed")
        return seed
    return study.seed if study else 0


def ledger_of(ledger: Ledger | None, command: str) -> Ledger:
    """The ledger that was passed, or a new one, for a run of `command`."""
    run = Ledger() if ledger is None else ledger
    run.command = command
    return run


def log(ledger: Ledger, study: Study | None) -> None:
    """Append the run to the study's record, where there is a study; a warning says if it is read-only."""
    from annotate.study.record import Record
    from annotate.study.run_log import log_run

    if not (study and study.exists):
        return
    record = Record(study.folder)
    if record.is_read_only:
        words = f"{study.folder}: the study's folder is read-only: this run is not recorded"
        warnings.warn(words, AnnotateWarning, stacklevel=3)
    else:
        log_run(record, ledger)


def check_output(
    output: StrPath | None,
    inputs: Sequence[object],
    endings: Sequence[str] = (),
) -> None:
    """Check that `output` is none of the paths among `inputs` and ends in one of `endings`.

    Raises
    ------
    InputError
        If it would overwrite an input, or has another ending.
    """
    if output is None or str(output) == "-":
        return
    path = Path(output)
    paths = [Path(one) for one in inputs if isinstance(one, str | os.PathLike) and str(one) != "-"]
    if any(os.path.realpath(one) == os.path.realpath(path) for one in paths):
        raise InputError(f"{path}: refusing to overwrite an input; choose another `output`")
    if endings and path.suffix.lower() not in endings:
        raise UsageError(f"{path}: a page is written; choose an `output` that ends in {' or '.join(endings)}")


def check_table_output(output: StrPath | None) -> None:
    """Check that a table can be written to `output`, as far as that is known beforehand; nothing is made.

    Raises
    ------
    InputError
        If no format of tables has its ending, it is a folder, or its folder cannot be written to.
    """
    from annotate.io.formats import written_format
    from annotate.io.writing import check_writable

    if output is not None and str(output) != "-":
        written_format(Path(output))
        check_writable(Path(output))


def write_output(frame: pd.DataFrame, output: Path | None, table: Table | None = None) -> None:
    """Write `frame` to `output`, unless that is None."""
    from annotate.io.writing import write_table

    if output is not None:
        write_table(frame, output, table)


def write_result(frame: pd.DataFrame, output: StrPath | None) -> None:
    """Write a table of results to `output`, unless that is None.

    Its ending decides: a paper's table for .docx, .tex and .md, a list of objects for .json, else data as everywhere.
    """
    if output is None:
        return
    from annotate.io.writing import written_whole
    from annotate.reporting.paper_tables import is_for_papers, paper_table, write_paper_table

    path = Path(output)
    if path.suffix.lower() == ".json":
        with written_whole(path) as beside:
            beside.write_text(frame.to_json(orient="records", force_ascii=False, indent=2) + "\n", encoding="utf-8")
    elif is_for_papers(path):
        write_paper_table(paper_table(frame, [*frame.attrs.get("basis", ()), *frame.attrs.get("notes", ())]), path)
    else:
        write_output(frame, path)
