"""Converting other tools' labels to annotations, and annotations to files for other tools."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    Names,
    StrPath,
    check_output,
    ledger_of,
    log,
    names_in,
    reject_rows,
    scheme_of,
    write_rejects_of,
)

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.workflows.study import Study


def convert(
    files: StrPath | Sequence[StrPath],
    from_format: str,
    output: StrPath | None = None,
    *,
    to: str | None = None,
    question: Names = (),
    annotator: str | None = None,
    item_column: str = "sentence_id",
    annotator_column: str = "annotator",
    label_column: str = "label",
    annotator_columns: Names = (),
    text_column: str | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> pd.DataFrame:
    """Convert labels of another tool to an annotations table, or annotations to Label Studio's JSON.

    Parameters
    ----------
    files
        The export: files, a folder or a zip archive; or a table.
    from_format
        A name in `annotate.io.exports.EXPORTS`, such as ``label-studio``, ``prodigy``, or ``csv`` for any table.
    output
        Where to write the annotations.
    to
        ``label-studio`` (JSON to import), ``jsonl`` or ``csv``; by default decided by the ending of `output`.
    question
        The question, if the file does not state it; several as ``stance,sentiment``.
    annotator
        Who labelled, if the file does not state it.
    item_column, annotator_column, label_column
        Columns of a table: the sentence's id, the annotator, and the label.
    annotator_columns
        Columns of a table that each have one annotator's labels, with one row for each sentence.
    text_column
        The column or field with the text that was labelled.
    scheme
        Decides which question labels answer; by default the study's.
    study
        Its scheme is the default, and the run is logged in it.
    ledger
        Where to record what was read and left out.

    Returns
    -------
    DataFrame
        A table of annotations; see `annotate.tables.ANNOTATIONS`.

    Raises
    ------
    InputError
        If the file is not of this format, with the position of the error.
    """
    from annotate.io.exports.exchange import annotations_from, check_written, write_annotations

    if output is not None:
        check_written(Path(output), to)
    paths = [Path(files)] if isinstance(files, str | os.PathLike) else [Path(path) for path in files]
    check_output(output, paths)
    columns = {item_column: "sentence_id", annotator_column: "annotator", label_column: "label"}
    if text_column:
        columns[text_column] = "text"
    table = annotations_from(
        paths,
        from_format,
        scheme=scheme_of(scheme, study),
        questions=names_in(question),
        annotator=annotator,
        columns={column: known for column, known in columns.items() if column != known},
        annotator_columns=names_in(annotator_columns),
        text_column=text_column,
    )
    run = ledger_of(ledger, "convert")
    if rejects := table.attrs["rejects"]:
        reject_rows(run, rejects)
    for note in table.attrs["notes"]:
        warnings.warn(note, AnnotateWarning, stacklevel=2)
    if output is not None:
        write_annotations(table, Path(output), to)
        write_rejects_of(run, Path(output))
    skipped = int(table["skipped"].sum())
    run.read.append(Count(len(table), "annotation", ", ".join(map(str, paths))))
    run.used.append(Count(len(table) - skipped, "label"))
    run.leave_out(skipped, "annotation", "skipped")
    for what, count in table.attrs["left_out"].items():
        run.leave_out(count, "item", what)
    if output is not None:
        run.written.append(Count(len(table), "annotation", str(output)))
    log(run, study)
    return table
