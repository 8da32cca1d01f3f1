"""Annotations under review: agreement, gold labels, and labels that look wrong."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.progress import Progress, silent
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    Names,
    StrPath,
    TableOrPath,
    check_output,
    name_of,
    names_in,
    output_of,
    scheme_of,
    source_of,
    table_of,
    write_output,
)
from annotate.workflows.labelling import labelling_project, push_for_review
from annotate.workflows.recording import earlier_waves, hashes_of, record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.study.record import Record
    from annotate.workflows.study import Study

REVIEW = " review"
"""What the title of the project for adjudication ends in."""
SHOWN = 5
"""Rejected rows that are warned of one by one; the file beside the output has them all."""


def agreement(
    annotations: TableOrPath | None = None,
    *,
    question: str | None = None,
    fail_under: float | None = None,
    measure: str = "alpha_nominal",
    by: str | None = None,
    item_column: str = "sentence_id",
    annotator_column: str = "annotator",
    label_column: str = "label",
    order: Names = (),
    sentences: TableOrPath | None = None,
    resamples: int = 1000,
    seed: int = 0,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> pd.DataFrame:
    """Measure the agreement between annotators, with bootstrap intervals.

    Skips do not count, and missing annotations are normal.

    Parameters
    ----------
    annotations
        A table with one annotation a row.
    question
        One question; by default all of them.
    fail_under, measure
        Raise `InputError` if this coefficient is lower than `fail_under`.
    by
        Instead of the coefficients, a table by ``label``, ``annotator`` or ``pair`` of labels.
    item_column, annotator_column, label_column
        Columns of `annotations`: what was labelled, by whom, and the label.
    order
        Labels from one end to the other, for ``alpha_ordinal``; by default the scale of the scheme.
    sentences
        A table with ``sentence_id`` and ``article_id``, to resample whole articles.
    resamples, seed
        Of the bootstrap.
    scheme
        By default the study's.

    Returns
    -------
    DataFrame
        As `annotate.labels.agreement_measures.agreement` gives it, or the table that `by` asks for.

    Raises
    ------
    InputError
        If no sentence has annotations by two annotators, a parameter is unknown, or agreement is too low.
    """
    from annotate.labels import agreement_measures as measures
    from annotate.labels.coefficients import COEFFICIENTS

    if by not in (None, *measures.VIEWS):
        raise InputError(f"`by` {by}: unknown; there are {', '.join(measures.VIEWS)}")
    if measure not in COEFFICIENTS:
        raise InputError(f"`measure` {measure}: unknown; there are {', '.join(COEFFICIENTS)}")
    source = source_of(annotations, study, "annotations")
    columns = {item_column: "sentence_id", annotator_column: "annotator", label_column: "label"}
    table = table_of(source, None, "annotations", rename=columns)
    if "question" not in table.columns:
        table = table.assign(question=label_column)
    usable = usable_annotations(table, name_of(source, "annotations"), None, ledger or Ledger())
    if by:
        return measures.VIEWS[by](usable, question=question)
    coefficients = measures.agreement(
        usable,
        question=question,
        articles=_articles(sentences, study),
        orders=measures.orders_of(usable, scheme_of(scheme, study), names_in(order)),
        resamples=resamples,
        seed=seed,
    )
    if fail_under is not None:
        measures.require(coefficients, measure, fail_under)
    return coefficients


def resolve(
    annotations: TableOrPath | None = None,
    *,
    output: StrPath | None = None,
    method: str = "majority",
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    review: bool = False,
    adjudications: TableOrPath | None = None,
    project: str | None = None,
    url: str | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    token: str | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Resolve annotations to gold: one label a sentence and question; a tie is left without a label.

    Parameters
    ----------
    annotations
        An annotations table, as `pull` gives it.
    output
        Where to write the gold table.
    method
        ``majority``, ``model`` (Dawid-Skene) or ``adjudicated``; see `annotate.labels.aggregation.resolve`.
    batch
        The batch the sentences were drawn in, for their inclusion probabilities and split.
    frame
        What `sample` kept as `frame`, for inclusion probabilities over several waves.
    review
        Push the disagreements, and only those, to a review project in Label Studio.
    adjudications
        The annotations of the adjudicators; by default pulled from the review project.
    project, url, token
        See `push`.

    Raises
    ------
    InputError
        If there are no annotations, or `method` lacks what it needs.
    StudioError
        If the review project cannot be reached.
    """
    from annotate import tables
    from annotate.io.formats import written_format
    from annotate.labels import aggregation
    from annotate.scheme import losses

    ledger = ledger or Ledger()
    source, target = source_of(annotations, study, "annotations"), output_of(output, study, "gold")
    check_output(target, [source, batch, frame, adjudications])
    if target is not None:
        written_format(target)
    table = usable_annotations(table_of(source, None, "annotations"), name_of(source, "annotations"), target, ledger)
    record = record_of(study)
    drawn = _drawn(batch, frame, study, record)
    decisions = None
    if method == "adjudicated" and adjudications is not None:
        decisions = table_of(adjudications, tables.ANNOTATIONS, "adjudications")
    elif method == "adjudicated":
        reviewed = labelling_project(project, url, token, study, suffix=REVIEW)
        decisions = reviewed.pull(scheme_of(scheme, study), progress=progress).annotations
    gold = aggregation.resolve(table, method=method, batch=drawn, adjudications=decisions)
    if record:
        labels = int(gold["label"].notna().sum())
        random = int(gold.loc[gold["label"].notna(), "inclusion_probability"].notna().sum())
        record.add(
            "resolve",
            f"resolved {len(table):,} annotations to {labels:,} gold labels ({method}), {random:,} of drawn sentences",
            {
                "method": method,
                "annotations": len(table),
                "labels": labels,
                "drawn": random,
                "output": str(target or ""),
            },
            hashes_of(annotations=source, batch=batch, frame=frame, adjudications=adjudications),
        )
    write_output(gold, target, tables.GOLD)
    if scheme or (study and study.exists):
        for question, label, count, why in losses(table, scheme_of(scheme, study)):
            lost = f"{count} annotations '{label}' of {question} do not fit the scheme: {why}"
            warnings.warn(f"{lost}; they are kept, but cannot be pushed", AnnotateWarning, stacklevel=2)
    _warn_of_ties(gold)
    ledger.used.append(Count(int(gold["label"].notna().sum()), "gold label"))
    if review:
        sentences, questions = _disputed(aggregation.disagreements(table), drawn, study)
        if questions:
            pushed = push_for_review(
                sentences,
                questions,
                suffix=REVIEW,
                project=project,
                url=url,
                scheme=scheme,
                study=study,
                token=token,
                progress=progress,
            )
            ledger.notes.append(
                f"{Count(len(sentences), 'sentence')} in dispute; adjudicate them at {pushed.url}, "
                "then resolve again with `method` adjudicated"
            )
        else:
            ledger.notes.append("no disagreements: nothing to review")
    return gold


def require_agreement(coefficients: pd.DataFrame, measure: str, fail_under: float) -> None:
    """Raise `InputError` where `measure` is lower than `fail_under` in what `agreement` gave."""
    from annotate.labels.agreement_measures import require

    require(coefficients, measure, fail_under)


def usable_annotations(table: pd.DataFrame, where: str, output: Path | None, ledger: Ledger) -> pd.DataFrame:
    """The rows of an annotations table that can be used; the others are warned of and written beside `output`."""
    from annotate import tables
    from annotate.io.rejects import rejects_path
    from annotate.labels import annotations

    rows, rejects = annotations.usable_annotations(table, where)
    for row in rejects.head(SHOWN).itertuples():
        warnings.warn(f"{row.where}: {row.reason}", AnnotateWarning, stacklevel=3)
    if output is not None and len(rejects):
        path = rejects_path(output)
        write_output(rejects, path, tables.REJECTS)
        warnings.warn(f"{len(rejects)} rows were left out; they are in {path}", AnnotateWarning, stacklevel=3)
    elif output is not None:
        rejects_path(output).unlink(missing_ok=True)
    ledger.read.append(Count(len(table), "annotation", where))
    ledger.leave_out(len(rejects), "annotation", "could not be used")
    ledger.rejected = len(rejects)
    return rows


def _articles(sentences: TableOrPath | None, study: Study | None) -> pd.DataFrame | None:
    """The table that has the article of each sentence: `sentences`, or else the study's where it is there."""
    source = sentences if sentences is not None else study.existing("sentences") if study else None
    if source is None:
        return None
    table = table_of(source, None, "sentences")
    for column in ("sentence_id", "article_id"):
        if column not in table.columns:
            found = ", ".join(map(str, table.columns))
            raise InputError(f"{name_of(source, 'sentences')}: no column '{column}'; found {found}")
    return table.astype({"sentence_id": "str"})


def _drawn(
    batch: TableOrPath | None, frame: TableOrPath | None, study: Study | None, record: Record | None
) -> pd.DataFrame | None:
    """The batch, with the inclusion probabilities of the study's recorded draws, or else of `frame`, over all waves."""
    from annotate import tables
    from annotate.labels.sampling import over_all_waves
    from annotate.study.draws import with_recorded_probabilities

    source = batch if batch is not None else study.existing("batch") if study else None
    waves = frame if frame is not None else study.existing("frame") if study else None
    table = None if source is None else table_of(source, tables.BATCH, "batch")
    if record and study and earlier_waves(record, study.path("frame")) is not None:
        return with_recorded_probabilities(table, record)
    return table if waves is None else over_all_waves(table, table_of(waves, None, "frame"))


def _warn_of_ties(gold: pd.DataFrame) -> None:
    for question, ties in gold[gold["label"].isna()].groupby("question", sort=False):
        shown = ", ".join(ties["sentence_id"].head(SHOWN)) + (", ..." if len(ties) > SHOWN else "")
        tied = f"{len(ties)} tied on {question} and left without a label: {shown}"
        warnings.warn(f"{tied}; `review` pushes them to be adjudicated", AnnotateWarning, stacklevel=3)


def _disputed(disputed: pd.DataFrame, drawn: pd.DataFrame | None, study: Study | None) -> tuple[pd.DataFrame, set[str]]:
    """The sentences in dispute, with their text and context and without any label, and the questions to ask of them."""
    import pandas as pd

    from annotate import tables

    known = [table[table["text"].notna()] for table in (drawn,) if table is not None and "text" in table.columns]
    if study and (path := study.existing("sentences")):
        known.append(table_of(path, tables.SENTENCES, "sentences"))
    if disputed.empty:
        return disputed, set()
    if not known:
        raise InputError("`review`: no sentences to push; pass the `batch` they were drawn in")
    keys = [c for c in ("sentence_id", "target") if all(c in table.columns for table in (disputed, *known))]
    sentences = pd.concat(known).drop_duplicates(keys)
    wanted = sentences.merge(disputed[keys].drop_duplicates(), on=keys)
    if wanted.empty:
        raise InputError("`review`: none of the disputed sentences is in the batch; pass the right `batch`")
    return wanted, set(disputed["question"])
