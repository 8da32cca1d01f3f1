"""Labelling without a server: a batch goes out as a coding sheet, and filled-in sheets come back."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.counts import many
from annotate.errors import AnnotateWarning, InputError
from annotate.study.ledger import THERE_BEFORE, Count, Ledger
from annotate.workflows.arguments import (
    SHOWN_REJECTS,
    StrPath,
    TableOrPath,
    ledger_of,
    log,
    output_of,
    scheme_of,
    source_of,
    table_of,
    write_output,
)
from annotate.workflows.label.guidelines_file import guidelines_text
from annotate.workflows.label.local_labelling import record_local_labels
from annotate.workflows.recording import hashes_of, hashes_of_paths, record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.workflows.study import Study

_KEY = ("sentence_id", "target", "annotator", "question")


def sheet(
    batch: TableOrPath | None = None,
    output: StrPath | None = None,
    *,
    guidelines: StrPath | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> int:
    """Write a batch as a coding sheet with drop-down lists of labels, and return the number of sentences in it.

    Parameters
    ----------
    batch
        The sentences to label; by default the study's batch.
    output
        The ``.xlsx`` file to write; by default ``coding.xlsx`` in the study.
    guidelines
        A text file whose lines go to a sheet of their own; by default the study's guidelines.

    Raises
    ------
    InputError
        If the batch is empty or too large for a sheet, or the output is no ``.xlsx`` file.
    """
    from annotate import tables
    from annotate.studio.sheets.coding_sheet import write_sheet
    from annotate.study.draws import add_push

    source = source_of(batch, study, "batch")
    target = Path(output) if output is not None else (study.folder if study else Path()) / "coding.xlsx"
    if target.exists():
        raise InputError(f"{target}: already exists, perhaps with answers; choose another `output`")
    frame = table_of(source, tables.BATCH, "batch")
    if (record := record_of(study)) is not None:
        record.check_writable()
    count = write_sheet(frame, target, scheme_of(scheme, study), guidelines_text(guidelines, study))
    if record is not None:  # so that no later draw takes its sentences, or its place
        summary = f"wrote {many(count, tables.item_name(frame))} to the coding sheet {target.name}"
        add_push(record, frame, summary, {"sheet": target.name}, hashes_of(batch=source), kind="sheet")
    run = ledger_of(ledger, "sheet")
    run.read.append(Count(count, tables.item_name(frame), str(source) if isinstance(source, str | Path) else "batch"))
    run.written.append(Count(count, tables.item_name(frame), str(target)))
    log(run, study)
    return count


def pull_sheets(
    files: Sequence[StrPath],
    *,
    output: StrPath | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> pd.DataFrame:
    """Pull the annotations out of filled-in coding sheets, one annotator each, into a table of annotations.

    Annotations that the table has already stay, except where a sheet has another label of the same annotator.

    Parameters
    ----------
    files
        Coding sheets; the annotator is in the file's name, as in ``coding-anna.xlsx``.
    output
        The table to write or add to; by default the study's annotations.

    Raises
    ------
    InputError
        If a file is no coding sheet, or none of them has an answer.
    """
    from annotate import tables
    from annotate.io.rejects import write_rejects
    from annotate.studio.page.table_lock import table_lock
    from annotate.studio.sheets.coding_answers import answers_from, notes_on_missing_rows

    sheets, asked = [Path(file) for file in files], scheme_of(scheme, study)
    target = output_of(output, study, "annotations")
    run = ledger_of(ledger, "pull")
    batch = study.existing("batch") if study else None
    drawn = None if batch is None else table_of(batch, tables.BATCH, "batch")
    answers = answers_from(sheets, asked, _known_texts(drawn, study))
    if drawn is not None:
        for note in notes_on_missing_rows(sheets, drawn, asked):
            warnings.warn(note, AnnotateWarning, stacklevel=2)
    with table_lock(target):
        is_there = target is not None and target.is_file()
        before = table_of(target, tables.ANNOTATIONS, "annotations") if is_there else None
        table, replaced = _merged(before, answers.annotations)
        write_output(table, target, tables.ANNOTATIONS)
    if target is not None:
        annotators = answers.annotations["annotator"].unique()
        record_local_labels(study, target, table, annotators, hashes_of_paths(files))
        write_rejects(answers.rejects, target)
    run.read.append(Count(len(answers.annotations), "annotation", ", ".join(map(str, files))))
    run.used.append(Count(len(answers.annotations), "label"))
    run.leave_out(len(answers.rejects), "answer", "no label of the scheme, or not of its sentence")
    run.leave_out(answers.open, "row", "no answer yet")
    run.rejected = len(answers.rejects)
    run.notes += [f"{reject.where}: {reject.reason}" for reject in answers.rejects[:SHOWN_REJECTS]]
    if before is not None and len(before):
        run.added = True
        unchanged = len(table) - len(answers.annotations)
        run.notes.append(f"{target} had {Count(len(before), 'annotation')}: {replaced} replaced, {unchanged} kept")
        run.used += [Count(unchanged, "annotation", THERE_BEFORE)] if unchanged else []
    if target is not None:
        run.written.append(Count(len(table), "annotation", str(target)))
    log(run, study)
    return table


def _known_texts(batch: pd.DataFrame | None, study: Study | None) -> dict[str, str] | None:
    """The texts by id of the study's sentences, of which earlier batches were drawn, and batch; None without both."""
    sentences = study.existing("sentences") if study else None
    tables = [] if sentences is None else [table_of(sentences, None, "sentences")]
    tables += [] if batch is None else [batch]
    texts: dict[str, str] = {}
    for table in tables:
        words = table["text"].fillna("") if "text" in table.columns else [""] * len(table)
        texts |= dict(zip(table["sentence_id"].astype("str"), map(str, words), strict=True))
    return texts if tables else None


def _merged(before: pd.DataFrame | None, new: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The annotations of both, those of `new` in the place of the same annotator's, and how many these replaced."""
    import pandas as pd

    from annotate import tables

    if before is None or not len(before):
        return new, 0
    both = pd.concat([before, new], ignore_index=True)
    key = [name for name in _KEY if name in both.columns]
    last = both[~both.duplicated(key, keep="last")].reset_index(drop=True)
    return tables.conform(last, tables.ANNOTATIONS, "annotations"), len(both) - len(last)
