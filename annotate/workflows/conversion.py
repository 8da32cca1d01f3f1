"""Labels of other tools into annotations, and annotations into files for other tools."""

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
    scheme_of,
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
        What the other tool exported: files, a folder or a zip archive; or a table.
    from_format
        ``label-studio``, ``prodigy``, ``doccano``, ``potato``, ``inception``, ``activetigger`` or ``csv`` (any table).
    output
        Where to write the annotations.
    to
        ``label-studio`` (JSON to import), ``jsonl`` or ``csv``; by default what the ending of `output` says.
    question
        The question where the file does not say it; several, as ``stance,sentiment``.
    annotator
        Who labelled, where the file does not say it.
    item_column, annotator_column, label_column
        Columns of a table: the sentence's id, who labelled it, and the label.
    annotator_columns
        Columns of a table that each hold one annotator's labels, a row a sentence.
    text_column
        The column or field with the text that was labelled.
    scheme
        Says which question labels answer; by default the study's.

    Raises
    ------
    InputError
        If the file is not of this format, with the position where that shows.
    """
    from annotate.io.exports.exchange import annotations_from, write_annotations

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
    for note in table.attrs["notes"]:
        warnings.warn(note, AnnotateWarning, stacklevel=2)
    if output is not None:
        write_annotations(table, Path(output), to)
    run = ledger_of(ledger, "convert")
    skipped = int(table["skipped"].sum())
    run.read.append(Count(len(table), "annotation", ", ".join(map(str, paths))))
    run.used.append(Count(len(table) - skipped, "label"))
    run.leave_out(skipped, "annotation", "skipped")
    if output is not None:
        run.written.append(Count(len(table), "annotation", str(output)))
    log(run, study)
    return table
