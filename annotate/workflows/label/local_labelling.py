"""What was labelled in a study without a server: recorded, counted, and kept beside what is pulled."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.workflows.recording import record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.studio.annotation_progress import AnnotationProgress
    from annotate.studio.pulling import Pulled
    from annotate.workflows.study import Study

TITLE = "labelled without a server"


def begin_local_labels(study: Study | None, path: Path, annotator: str) -> None:
    """Record that `annotator` begins to label into `path`, if that is the study's table of annotations."""
    from annotate.study.local_labels import add_beginning

    record = record_of(study)
    if record is not None and study is not None and _is_own(study, path):
        add_beginning(record, annotator)


def record_local_labels(
    study: Study | None,
    path: Path,
    table: pd.DataFrame,
    annotators: Iterable[str],
    inputs: Mapping[str, str],
    *,
    goes_on: bool = False,
) -> None:
    """Record what each of `annotators` has in `table`, if its `path` is that of the study's annotations.

    What was pulled from a server is left out: it has its own place in the record. Whoever took back all labels has none
    in the record from then on. With `goes_on` they may still be labelling.
    """
    from annotate.study.local_labels import add_local_labels, local_labels, without_pulled
    from annotate.study.pulls import last_pulls

    record = record_of(study)
    if record is None or study is None or not _is_own(study, path):
        return
    pulled, before = last_pulls(record), local_labels(record)
    had = set() if before is None else set(before["annotator"])
    for annotator in annotators:
        own = without_pulled(table[table["annotator"].eq(annotator).fillna(False)], pulled)
        if len(own) or annotator in had:
            sentences = f"{own['sentence_id'].nunique():,} sentences"
            summary = f"{annotator} labelled {sentences} without a server: {len(own):,} annotations"
            add_local_labels(record, annotator, own, summary, inputs, goes_on=goes_on)


def with_local_labels(pulled: Pulled, study: Study | None) -> Pulled:
    """`pulled` with what was labelled without a server; the same person's later annotation of a sentence counts.

    This includes the answers of those who are still labelling, or were when their machine stopped.
    """
    import pandas as pd

    from annotate import tables
    from annotate.io.reading import read_table
    from annotate.studio.pulling import last_annotations
    from annotate.study.local_labels import local_labels, still_labelling

    record = record_of(study)
    if record is None or study is None:
        return pulled
    path = study.path("annotations")
    if (open_ones := still_labelling(record)) and path.is_file():
        record_local_labels(study, path, read_table(path, tables.ANNOTATIONS), open_ones, {}, goes_on=True)
    local = local_labels(record)
    if local is None:
        return pulled
    parts = [table for table in (pulled.annotations, local) if len(table)]
    return replace(pulled, annotations=last_annotations(pd.concat(parts, ignore_index=True)))


def _is_own(study: Study, path: Path) -> bool:
    return path.resolve() == study.path("annotations").resolve()


def was_pushed(study: Study | None) -> bool:
    """Whether anything of `study` was pushed to Label Studio."""
    record = record_of(study)
    return record is not None and bool(record.events("push"))


def _labels_so_far(study: Study | None) -> pd.DataFrame | None:
    """What was labelled without a server, recorded or not; None if nothing was.

    Before the first pull, that is all of the study's table: it is also there while somebody labels, or was killed.
    """
    from annotate import tables
    from annotate.io.reading import read_table
    from annotate.study.local_labels import local_labels
    from annotate.study.pulls import last_pulls

    record = record_of(study)
    if record is None or study is None:
        return None
    path = study.path("annotations")
    if last_pulls(record) is None and not was_pushed(study) and path.exists():
        table = read_table(path, tables.ANNOTATIONS)
        return table if len(table) else None
    return local_labels(record)


def local_progress(study: Study | None, scheme: Scheme, *, begun: bool = True) -> list[AnnotationProgress]:
    """The progress of labelling the study's batch without a server.

    Empty if nobody has, or, unless it needs to have `begun`, if there is no batch.

    Everybody who labels there is expected to label the whole batch, but for adjudicators, who decide what others
    disagree on.
    """
    from annotate import tables
    from annotate.io.reading import read_table
    from annotate.studio.annotation_progress import progress_from

    local, batch = _labels_so_far(study), study.existing("batch") if study else None
    if local is None and batch is not None and not begun:
        local = tables.empty(tables.ANNOTATIONS)
    if local is None or study is None:
        return []
    if batch is not None:
        drawn = read_table(batch, tables.BATCH)
        local = local[local["sentence_id"].isin(set(drawn["sentence_id"]))]
        sent = len(drawn)
    else:
        sent = local["sentence_id"].nunique()
    deciding = _deciding(local)
    overlap = max(1, len({*local["annotator"]} - deciding))
    title = f"{study.title}, {TITLE}"
    return [progress_from(local, scheme, sent=sent, overlap=overlap, title=title, adjudicators=deciding)]


def _deciding(annotations: pd.DataFrame) -> set[str]:
    """Who answered only what others disagree on; what is wrong with `annotations` is said elsewhere."""
    from annotate.labels.aggregation import adjudicators_in
    from annotate.labels.annotations import usable_annotations

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnnotateWarning)
        by_question = adjudicators_in(usable_annotations(annotations, "annotations")[0])
    return {name for names in by_question.values() for name in names}


def to_decide(
    answers: Path, annotator: str, drawn: pd.DataFrame, scheme: Scheme, study: Study | None
) -> tuple[pd.DataFrame, Scheme]:
    """The sentences on which others than `annotator` disagree in the table `answers`, and what is asked of them.

    Raises
    ------
    InputError
        If they agree everywhere, or `annotator` has answered sentences on which they do.
    """
    from annotate import tables
    from annotate.labels.aggregation import disagreements
    from annotate.labels.annotations import usable_annotations
    from annotate.scheme import only
    from annotate.workflows.arguments import table_of
    from annotate.workflows.label.reviewing import disputed_sentences

    table = (
        table_of(answers, tables.ANNOTATIONS, "annotations") if answers.is_file() else tables.empty(tables.ANNOTATIONS)
    )
    rows = usable_annotations(table, str(answers))[0]
    own = rows["annotator"].eq(annotator)
    disputed = disagreements(rows[~own])
    if disputed.empty:
        raise InputError(
            f"{answers}: no two annotators other than {annotator} disagree on a sentence; there is nothing to `review`"
        )
    keys = [name for name in ("sentence_id", "target", "question") if name in disputed.columns]
    about = rows[own & rows["label"].notna()].merge(disputed[keys], on=keys, how="left", indicator="_found")["_found"]
    if about.ne("both").any():
        raise InputError(
            f"{answers}: {annotator} answered sentences on which others agree, as an annotator does; `review` is for "
            "somebody else: name them with `annotator`"
        )
    sentences, questions = disputed_sentences(disputed, drawn, study)
    return sentences, only(scheme, questions)
