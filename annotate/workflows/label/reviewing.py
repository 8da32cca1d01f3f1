"""From annotations to gold labels, and disagreements to adjudicators."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.counts import many
from annotate.errors import AnnotateWarning, InputError, MissingProjectError, StudioError, check_choice
from annotate.progress import Progress, silent
from annotate.scheme import SEVERAL, Scheme
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    StrPath,
    TableOrPath,
    check_output,
    check_table_output,
    ledger_of,
    log,
    name_of,
    output_of,
    scheme_of,
    source_of,
    table_of,
    write_output,
    write_rejects_of,
)
from annotate.workflows.label.agreeing import record_annotations, usable_annotations
from annotate.workflows.label.labelling import StudioTarget
from annotate.workflows.recording import earlier_waves, hashes_of, record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.study.record import Record
    from annotate.workflows.study import Study

REVIEW = " review"
"""What the title of the project for adjudication ends in."""
_MOST_NAMED = 5
"""Tied sentences that a warning names."""


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
    """Resolve annotations to gold: one label per sentence and question; a tie is left without a label.

    Parameters
    ----------
    annotations
        An annotations table, as `pull` gives it.
    output
        Where to write the gold table.
    method
        ``majority``, ``model`` (Dawid-Skene) or ``adjudicated``; see `annotate.labels.aggregation.resolve`. An
        annotator who answered only what others disagree on, as an adjudicator does, decides with ``adjudicated``, and
        is one annotator like the others with ``majority`` and ``model``; what was done with how many answers is said.
    batch
        The batch the sentences were drawn in, for their inclusion probabilities and split.
    frame
        What `sample` kept as `frame`, for inclusion probabilities over several waves.
    review
        Push the disagreements, and only those, to a review project in Label Studio.
    adjudications
        The annotations of the adjudicators; by default pulled from the review project, if there is one.
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
    from annotate.labels import aggregation

    check_choice("method", method, aggregation.METHODS)
    run = ledger_of(ledger, "resolve")
    source, target = source_of(annotations, study, "annotations"), output_of(output, study, "gold")
    check_output(target, [source, batch, frame, adjudications])
    check_table_output(target)
    rows = table_of(source, None, "annotations", ledger=run)
    table = usable_annotations(rows, name_of(source, "annotations"), run)
    record_annotations(run, table, None)
    record = record_of(study)
    drawn = _drawn(batch, frame, study, record, run)
    drawn_in = batch if batch is not None else study.existing("batch") if study else None
    if drawn is not None and drawn_in is not None:
        run.read.append(Count(len(drawn), tables.item_name(drawn), name_of(drawn_in, "")))
    studio = StudioTarget(project, url, token, scheme, study)
    among = aggregation.adjudicators_in(table)
    adjudicated = method == "adjudicated"
    decisions = _decisions(adjudications, studio, run, progress, are_needed=not among) if adjudicated else None
    asked = scheme_of(scheme, study)
    several = [question.name for question in asked.questions if question.multiple]
    gold = aggregation.resolve(table, method=method, batch=drawn, adjudications=decisions, several=several)
    write_output(gold, target, tables.GOLD)
    if record and not record.is_read_only:
        inputs = hashes_of(annotations=source, batch=batch, frame=frame, adjudications=adjudications)
        _add_event(record, table, gold, method, target, inputs)
    write_rejects_of(run, target)
    run.notes += _on_empty(table, asked)
    _warn_of_losses(table, asked, is_stated=bool(scheme or (study and study.exists)))
    _warn_of_ties(gold)
    if adjudicated:
        run.notes += [*_on_decisions(gold), *_on_unused(gold, decisions)]
    else:
        _warn_of_adjudicators(among)
    _record_gold(run, gold, target)
    if review:
        run.notes.append(_review(table, drawn, studio, progress))
    log(run, study)
    return gold


def _decisions(
    adjudications: TableOrPath | None, studio: StudioTarget, ledger: Ledger, progress: Progress, *, are_needed: bool
) -> pd.DataFrame | None:
    """The annotations of the adjudicators: those that were passed, or else those in the review project.

    None where there are none and, as adjudicators are among the annotators, none `are_needed`.
    """
    from annotate import tables

    if adjudications is not None:
        return table_of(adjudications, tables.ANNOTATIONS, "adjudications", ledger=ledger)
    if not are_needed and not (studio.project or studio.url or (studio.study and studio.study.exists)):
        return None
    try:
        reviewed = studio.labelling_project(REVIEW)
    except StudioError as error:
        if are_needed:
            raise
        ledger.notes.append(f"no decisions were read from Label Studio ({error})")
        return None
    try:
        return reviewed.pull(scheme_of(studio.scheme, studio.study), progress=progress).annotations
    except MissingProjectError as error:
        if not are_needed:
            return None
        raise InputError(
            f"`method` adjudicated: nothing was sent to '{reviewed.title}' yet; run annotate resolve with `review` "
            "first, or pass `adjudications`"
        ) from error


def _on_decisions(gold: pd.DataFrame) -> list[str]:
    """Who decided how many sentences, by question."""
    if "adjudicator" not in gold.columns or gold["adjudicator"].isna().all():
        return ["no adjudicator has decided on any of the sentences yet; labels are by majority"]
    notes = []
    for question, rows in gold[gold["adjudicator"].notna()].groupby("question", sort=False):
        answers = rows["adjudicator"].str.split(";").explode().value_counts(sort=False)
        names = ", ".join(f"{name} ({count:,})" for name, count in answers.items())
        tied = int((rows["rule"] == "tie").sum())
        differ = f"; they differ on {many(tied, 'sentence')}, left without a label" if tied else ""
        notes.append(
            f"{question}: answers of {names} as adjudicator decide {many(len(rows) - tied, 'sentence')} and are no "
            f"votes{differ}"
        )
    return notes


def _on_unused(gold: pd.DataFrame, decisions: pd.DataFrame | None) -> list[str]:
    """How many decisions are of sentences or questions that nobody annotated."""
    from annotate.labels.annotations import current_annotations
    from annotate.tables import item_keys

    if decisions is None:
        return []
    current = current_annotations(decisions, "adjudications")
    known = set(zip(item_keys(gold), gold["question"], strict=True))
    unused = sum(pair not in known for pair in zip(item_keys(current), current["question"], strict=True))
    return [f"{many(unused, 'decision')} of adjudicators left out: of sentences without annotations"] * bool(unused)


def _warn_of_adjudicators(among: Mapping[str, Mapping[str, int]]) -> None:
    """Warn of adjudicators whose answers count as votes."""
    for question, counts in among.items():
        names = ", ".join(f"{name} ({count:,})" for name, count in counts.items())
        warnings.warn(
            f"{question}: {names} answered only sentences that others disagree on, as an adjudicator does; each of "
            "these answers counts as one more vote: `method` adjudicated lets them decide",
            AnnotateWarning,
            stacklevel=3,
        )


def _review(table: pd.DataFrame, drawn: pd.DataFrame | None, studio: StudioTarget, progress: Progress) -> str:
    """Push the disagreements to the review project; what was done in a sentence."""
    from annotate.labels.aggregation import disagreements

    sentences, questions = disputed_sentences(disagreements(table), drawn, studio.study)
    if not questions:
        return "no disagreements: nothing to review"
    pushed = studio.push_for_review(sentences, questions, REVIEW, "review", progress)
    disputed = f"{Count(len(sentences), 'sentence')} in dispute; adjudicate them at {pushed.url}"
    return f"{disputed}, then resolve again with `method` adjudicated"


def _add_event(
    record: Record,
    table: pd.DataFrame,
    gold: pd.DataFrame,
    method: str,
    output: Path | None,
    inputs: Mapping[str, str],
) -> None:
    """Append what was resolved to the study's record."""
    resolved = gold[gold["rule"] != "tie"]
    drawn = int(resolved["inclusion_probability"].notna().sum())
    record.add(
        "resolve",
        f"resolved {len(table):,} annotations to {len(resolved):,} labels ({method}), {drawn:,} of drawn sentences",
        {
            "method": method,
            "annotations": len(table),
            "labels": len(resolved),
            "drawn": drawn,
            "output": str(output or ""),
        },
        inputs,
    )


def _warn_of_losses(table: pd.DataFrame, scheme: Scheme, *, is_stated: bool) -> None:
    """Warn of labels that the scheme does not have; of the default scheme, where its question has others as well."""
    from annotate.scheme import losses

    for question, label, count, why in losses(table, scheme):
        known = scheme.by_name.get(question)
        used = table.loc[table["question"] == question, "label"].dropna()
        if not is_stated and (known is None or not used.isin(known.names).any()):
            continue  # a scheme of the user's own that happens to have the question's name
        lost = f"{many(count, 'annotation', 'is')} outside the scheme, '{label}' of {question}: {why}"
        warnings.warn(f"{lost}; they are kept, but cannot be pushed", AnnotateWarning, stacklevel=3)


def _record_gold(ledger: Ledger, gold: pd.DataFrame, output: Path | None) -> None:
    from annotate.tables import item_name

    resolved = int((gold["rule"] != "tie").sum())
    ledger.used.append(Count(resolved, "gold label"))
    ledger.leave_out(len(gold) - resolved, item_name(gold), "tied")
    ledger.lacks(int(gold["inclusion_probability"].isna().sum()), "gold label", "inclusion probability")
    if output is not None:
        ledger.written.append(Count(len(gold), "row", str(output)))


def _drawn(
    batch: TableOrPath | None, frame: TableOrPath | None, study: Study | None, record: Record | None, ledger: Ledger
) -> pd.DataFrame | None:
    """The batch, with the inclusion probabilities of the study's recorded draws, or else of `frame`, over all waves."""
    from annotate import tables
    from annotate.labels.sampling import over_all_waves
    from annotate.study.draws import with_recorded_probabilities

    source = batch if batch is not None else study.existing("batch") if study else None
    waves = frame if frame is not None else study.existing("frame") if study else None
    table = None if source is None else table_of(source, tables.BATCH, "batch", ledger=ledger)
    if record and study and earlier_waves(record, study.path("frame")) is not None:
        return with_recorded_probabilities(table, record)
    return table if waves is None else over_all_waves(table, table_of(waves, None, "frame"))


def _on_empty(table: pd.DataFrame, scheme: Scheme) -> list[str]:
    """How often a question that takes several labels was left empty, which may or may not mean that none fits."""
    from annotate.labels.annotations import left_empty

    return [
        f"{question}: left empty in {many(count, 'answer')} to other questions, which are not counted as none of its "
        "labels, as empty cannot be told from not answered; a label such as none would say it"
        for question, count in left_empty(table, scheme).items()
    ]


def _warn_of_ties(gold: pd.DataFrame) -> None:
    for question, ties in gold[gold["rule"] == "tie"].groupby("question", sort=False):
        first = ties.head(_MOST_NAMED)
        names = first["sentence_id"]
        if "tied" in first.columns:
            labels = first["tied"].str.replace(SEVERAL, ", ", regex=False)
            names = names + (" (" + labels + ")").fillna("")
        shown = ", ".join(names) + (", ..." if len(ties) > _MOST_NAMED else "")
        tied = f"{len(ties)} tied on {question} and left without a label: {shown}"
        warnings.warn(
            f"{tied}; `review` pushes them to be adjudicated, annotate label --review asks for them here",
            AnnotateWarning,
            stacklevel=3,
        )


def disputed_sentences(
    disputed: pd.DataFrame, drawn: pd.DataFrame | None, study: Study | None
) -> tuple[pd.DataFrame, set[str]]:
    """The sentences in dispute, with their text and context and without any label, and the questions to ask of them.

    Raises
    ------
    InputError
        If neither `drawn` nor the study's sentences have them.
    """
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
