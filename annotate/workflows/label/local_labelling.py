"""What was labelled in a study without a server: recorded, counted, and kept beside what is pulled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.workflows.recording import record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.studio.annotation_progress import AnnotationProgress
    from annotate.studio.pulling import Pulled
    from annotate.workflows.study import Study

TITLE = "labelled without a server"


def record_local_labels(
    study: Study | None, path: Path, table: pd.DataFrame, annotators: Iterable[str], inputs: Mapping[str, str]
) -> None:
    """Record what each of `annotators` has in `table`, if its `path` is that of the study's annotations."""
    from annotate.study.local_labels import add_local_labels

    record = record_of(study)
    if record is None or study is None or path.resolve() != study.path("annotations").resolve():
        return
    for annotator in annotators:
        own = table[table["annotator"].eq(annotator).fillna(False)]
        if len(own):
            sentences = f"{own['sentence_id'].nunique():,} sentences"
            summary = f"{annotator} labelled {sentences} without a server: {len(own):,} annotations"
            add_local_labels(record, annotator, own, summary, inputs)


def with_local_labels(pulled: Pulled, study: Study | None) -> Pulled:
    """`pulled` with what was labelled without a server; the same person's later annotation of a sentence counts."""
    import pandas as pd

    from annotate.studio.pulling import last_annotations
    from annotate.study.local_labels import local_labels

    record = record_of(study)
    local = local_labels(record) if record is not None else None
    if local is None:
        return pulled
    tables = [table for table in (pulled.annotations, local) if len(table)]
    return replace(pulled, annotations=last_annotations(pd.concat(tables, ignore_index=True)))


def was_pushed(study: Study | None) -> bool:
    """Whether anything of `study` was pushed to Label Studio."""
    record = record_of(study)
    return record is not None and bool(record.events("push"))


def local_progress(study: Study | None, scheme: Scheme) -> list[AnnotationProgress]:
    """The progress of labelling the study's batch without a server; empty if nobody has.

    Everybody who labels there is expected to label the whole batch.
    """
    from annotate import tables
    from annotate.io.reading import read_table
    from annotate.studio.annotation_progress import progress_from
    from annotate.study.local_labels import local_labels

    record = record_of(study)
    local = local_labels(record) if record is not None else None
    if local is None or study is None:
        return []
    batch = study.existing("batch")
    if batch is not None:
        drawn = read_table(batch, tables.BATCH)
        local = local[local["sentence_id"].isin(set(drawn["sentence_id"]))]
        sent = len(drawn)
    else:
        sent = local["sentence_id"].nunique()
    overlap = max(1, local["annotator"].nunique())
    return [progress_from(local, scheme, sent=sent, overlap=overlap, title=f"{study.title}, {TITLE}")]
