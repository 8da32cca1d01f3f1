"""What estimates and the report read: scores, human labels, how they were drawn, what the model learned from."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError, check_choice
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import ModelOrPath, TableOrPath, name_of, source_of, table_of
from annotate.workflows.label.gold_labels import item_twice, labels_of_people, with_known_labels
from annotate.workflows.publish.early_checks import COUNTED, PRINTED, check_least
from annotate.workflows.publish.large_scores import Wanted, cells_of
from annotate.workflows.publish.models_of_scores import given_by, ids_kept
from annotate.workflows.publish.score_warnings import caution_on_condition
from annotate.workflows.recording import earlier_waves, record_of, with_waves

if TYPE_CHECKING:
    import pandas as pd

    from annotate.estimation.design.label_use import Draws
    from annotate.estimation.design.summed_scores import Sentences
    from annotate.estimation.options import Least, Options
    from annotate.learn.models.trained_model import LearnedFrom
    from annotate.workflows.study import Study


FEWEST_ARTICLES, MOST_ARTICLES = 2, 5
"""Bounds of the number of articles a group needs in addition to its `least` labelled sentences."""


@dataclass(frozen=True)
class EstimateInputs:
    """What every estimate reads."""

    scores: pd.DataFrame
    gold: pd.DataFrame | None
    scores_source: TableOrPath
    gold_source: TableOrPath
    learned: LearnedFrom | None
    """What the model learned from; None where that is unknown."""
    draws: Draws
    """How the labelled sentences were drawn."""
    model_source: ModelOrPath | None = None
    read: int = 0
    """How many rows were read; 0 where all of them are in `scores`."""
    sentences: Sentences | None = None
    """Which sentences the scores are of, where they are summed up."""
    cautions: tuple[str, ...] = ()
    """What a reader of the numbers must know of the model."""
    several: bool = False
    """Whether the question takes several labels."""
    wanted: Wanted | None = None


def read_inputs(
    scores: TableOrPath | None,
    gold: TableOrPath | None,
    model: ModelOrPath | None,
    out_of_fold: TableOrPath | None,
    study: Study | None,
    ledger: Ledger,
    *,
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    wanted: Wanted | None = None,
    parameter: str = "model",
) -> EstimateInputs:
    """Read the scores and labels that were passed, or else the study's; rows that cannot be read go to `ledger`.

    Scores too many to hold are summed up as they are read, where what is `wanted` of them allows it; `parameter` is
    what messages call the model.

    Raises
    ------
    InputError
        If one of them is missing or cannot be read, or the scores are another model's.
    """
    from annotate.estimation.design.summed_scores import read_in
    from annotate.estimation.stated_values import with_speakers_once
    from annotate.learn.models.trained_model import LearnedFrom

    scores_source, gold_source = source_of(scores, study, "scores"), source_of(gold, study, "gold")
    labels = labels_of_people(gold_source, None if wanted is None else wanted.question, ledger)
    predicted = None if out_of_fold is None else scores_of(out_of_fold, ledger, labels, wanted)
    draws = draws_of(labels, batch, frame, study)
    summed = None
    if wanted is not None:
        own = ids_kept(model, scores_source, study)
        own = own if predicted is None else LearnedFrom(frozenset(), predicted)
        summed = cells_of(scores_source, labels, draws, own, wanted, ledger)
    rows = scores_of(scores_source, ledger, labels, wanted) if summed is None else with_speakers_once(summed.scores)
    labels = with_known_labels(labels, rows, wanted, gold_source, ledger)
    source = given_by(model, rows, study, parameter)
    if predicted is not None:
        source = source.with_predictions(predicted)
    warn_of_split(labels, source.learned, gold_source, parameter)
    return EstimateInputs(
        scores=rows,
        gold=labels,
        scores_source=scores_source,
        gold_source=gold_source,
        learned=source.learned,
        draws=draws,
        model_source=source.model,
        read=read_in(rows),
        sentences=None if summed is None else summed.sentences,
        cautions=source.cautions(labels, parameter),
        several=wanted is not None and wanted.several(rows, labels),
        wanted=wanted,
    )


def warn_of_split(gold: pd.DataFrame, learned: LearnedFrom | None, source: TableOrPath, parameter: str) -> None:
    """Warn where the column ``split`` of the gold is the only word on what the model was trained on."""
    from annotate.estimation.accounting import taken_for_training
    from annotate.learn.models.trained_model import LearnedFrom

    labelled = gold[gold["label"].notna()]
    if taken := taken_for_training(labelled, learned or LearnedFrom()):
        message = (
            f"{name_of(source, 'gold')}: {taken:,} of {labelled['sentence_id'].nunique():,} labelled sentences have "
            "split = train: they are taken for what the model was trained on and do not correct it; if that column "
            f"says something else, such as how articles were divided, remove it or pass the model's folder as "
            f"`{parameter}`"
        )
        warnings.warn(message, AnnotateWarning, stacklevel=4)


def options_of(
    inputs: EstimateInputs,
    *,
    question: str | None,
    assume_random: bool,
    population: str,
    least: int,
    estimator: str = "aipw",
    small: str = "withhold",
    bounds: bool = False,
    weights: str | None = None,
    unit: str = "sentence",
) -> Options:
    """The options of an estimate, with how its labels were drawn; for the parameters see `annotate.estimate`."""
    from annotate.estimation.options import Options
    from annotate.learn.models.trained_model import LearnedFrom

    return Options(
        question=question,
        several=inputs.several,
        learned=inputs.learned or LearnedFrom(),
        draws=inputs.draws,
        assume_random=assume_random,
        estimator=estimator,
        population=population,
        least=least_of(least),
        small=small,
        bounds=bounds,
        weights=weights,
        unit=unit,
        cautions=(
            *caution_on_condition(inputs.wanted, inputs.scores, inputs.gold, estimator),
            *cautions_for(estimator, inputs.cautions),
        ),
    )


def cautions_for(estimator: str, cautions: tuple[str, ...]) -> tuple[str, ...]:
    """`cautions` about the model where the `estimator` corrects its predictions; else there are none."""
    from annotate.estimation.estimators import LABELS_ONLY, estimator_named

    return cautions if estimator_named(estimator).uses_labels and estimator != LABELS_ONLY else ()


def least_of(sentences: int) -> Least:
    """What a group needs for an estimate of its own: so many labelled sentences, of some articles."""
    from annotate.estimation.options import Least

    check_least(sentences)
    return Least(sentences, max(FEWEST_ARTICLES, min(MOST_ARTICLES, sentences)))


def counting_near_duplicates(inputs: EstimateInputs, near_duplicates: str, ledger: Ledger) -> EstimateInputs:
    """`inputs` with near-duplicates as often as they were ``printed``, or ``once``: then later ones are left out.

    Raises
    ------
    InputError
        If `near_duplicates` is neither, or the scores do not say what is a near-duplicate.
    """
    from annotate.estimation.design.summed_scores import item_of
    from annotate.estimation.robustness.sensitivity import without_near_duplicates

    check_choice("near_duplicates", near_duplicates, COUNTED)
    if near_duplicates == PRINTED:
        return inputs
    if "duplicate_of" not in inputs.scores.columns:
        raise InputError("`near_duplicates` once: the scores have no column duplicate_of; annotate split writes it")
    once = without_near_duplicates(inputs.scores)
    ledger.leave_out(len(inputs.scores) - len(once), item_of(inputs.scores), "near-duplicate, counted once")
    return replace(inputs, scores=once)


def record_inputs(ledger: Ledger, inputs: EstimateInputs, by: Sequence[str], options: Options) -> None:
    """Write to `ledger` what the estimates are based on."""
    from annotate.estimation.accounting import account

    ledger.read.append(Count(inputs.read or len(inputs.scores), "score", name_of(inputs.scores_source, "")))
    if inputs.gold is not None:
        ledger.read.append(Count(len(inputs.gold), _label_name(inputs.gold), name_of(inputs.gold_source, "")))
    if isinstance(inputs.model_source, str | os.PathLike):
        ledger.read.append(Count(1, "model", str(inputs.model_source)))
    account(inputs.scores, inputs.gold, ledger, by=by, options=options)


def _label_name(gold: pd.DataFrame) -> str:
    """What a label is called: a human one unless some are a model's."""
    from annotate.estimation.design.labellers import labellers_of

    return "label" if labellers_of(gold)[1] else "human label"


def draws_of(gold: pd.DataFrame, batch: TableOrPath | None, frame: TableOrPath | None, study: Study | None) -> Draws:
    """How the labels in `gold` were drawn: by the study's record, or else by the `frame` or the `batch` of `sample`."""
    from annotate import tables
    from annotate.estimation.design.label_use import Draws
    from annotate.study.draws import drawn_items

    record = record_of(study)
    if record is not None and study is not None:
        waves = earlier_waves(record, study.path("frame"))
        drawn = drawn_items(record)
        if waves is not None and drawn["sentence_id"].isin(gold["sentence_id"]).any():
            return Draws(drawn, waves)
    if frame is not None:
        waves = table_of(frame, None, "frame")
        if missing := {"sentence_id", "wave", "inclusion_probability"} - set(waves.columns):
            raise InputError(f"{name_of(frame, 'frame')}: no column '{min(missing)}'; pass the `frame` of `sample`")
        waves = with_waves(waves)
        return Draws(_by_draw(waves[waves["wave"].notna()]), waves)
    ids_alone = replace(tables.BATCH, required=("sentence_id",))  # a bundle has no texts
    return Draws(None if batch is None else table_of(batch, ids_alone, "batch"))


def _by_draw(drawn: pd.DataFrame) -> pd.DataFrame:
    """The drawn sentences of a frame with the probabilities of the last wave and of those before it, as two draws."""
    from annotate.study.draws import OF_DRAW

    if "before" not in drawn.columns or "draw" in drawn.columns:
        return drawn
    before = drawn["before"]
    last = (drawn["inclusion_probability"] - before) / (1 - before)
    number = (drawn["wave"] == drawn["wave"].max()).astype(int) + 1
    return drawn.assign(**{"draw": number, f"{OF_DRAW}1": before, f"{OF_DRAW}2": last.where(before < 1, 0.0)})


def frame_with_draws(draws: Draws) -> pd.DataFrame | None:
    """The frame with the probabilities that each drawn sentence had in each draw, as `draws_of` reads it again."""
    from annotate.study.draws import OF_DRAW
    from annotate.tables import item_keys

    if draws.frame is None or draws.drawn is None or "draw" not in draws.drawn.columns:
        return draws.frame
    # A study's record has a target for each drawn sentence, empty where the frame has no such column.
    drawn = draws.drawn if "target" in draws.frame.columns else draws.drawn.drop(columns="target", errors="ignore")
    more = drawn.set_index(item_keys(drawn).to_numpy())
    more = more[[name for name in more.columns if name == "draw" or name.startswith(OF_DRAW)]]
    more = more.reindex(item_keys(draws.frame).to_numpy()).set_index(draws.frame.index)
    return draws.frame.assign(**{name: more[name] for name in more.columns})


def scores_of(
    source: TableOrPath,
    ledger: Ledger | None = None,
    gold: pd.DataFrame | None = None,
    wanted: Wanted | None = None,
) -> pd.DataFrame:
    """A table of scores, or that of a file or a folder of Parquet files; `ledger` gets rows that cannot be read.

    If `gold` or what is `wanted` says that the question takes several labels, a row without one is "none of them".

    Raises
    ------
    InputError
        If there are no scores, or a sentence is scored twice.
    """
    from annotate import tables
    from annotate.estimation.design.several_choice import with_empty_answers
    from annotate.estimation.stated_values import plain_rows, with_speakers_once
    from annotate.scoring.scores_output import read_scores

    is_folder = isinstance(source, str | os.PathLike) and Path(source).is_dir()
    whole = read_scores(Path(str(source))) if is_folder else table_of(source, tables.SCORES, "scores", ledger=ledger)
    where = name_of(source, "scores")
    if whole.empty:
        raise InputError(f"{where}: no scores in it, only columns; run annotate score on articles with text first")
    _check_once(whole, where)
    several = (wanted or Wanted(())).several(whole, gold)
    scores, notes = plain_rows(whole, several=several)
    for note in notes:
        warnings.warn(f"{where}: {note}", AnnotateWarning, stacklevel=3)
    scores = with_speakers_once(scores)
    return with_empty_answers(scores) if several else scores


def _check_once(scores: pd.DataFrame, where: str) -> None:
    """Check that no body sentence has two scores toward the same target, if there are targets."""
    rows = scores[scores["label"].notna() & (scores["kind"].isna() | (scores["kind"] == "body"))]
    if twice := item_twice(rows):
        raise InputError(f"{where}: sentence {twice} is scored twice; keep it once")


def notes_of(table: pd.DataFrame) -> list[str]:
    """What a reader of the numbers must know, without advice to whoever estimates them."""
    from annotate.estimation.design.label_use import without_advice

    return [without_advice(note) for note in table.attrs.get("notes", ())]


def warn_of_notes(table: pd.DataFrame, *, bounds: bool = False) -> None:
    """Warn of everything that a reader of the numbers must know; `bounds` where these can be asked for."""
    from annotate.estimation.design.label_use import ASK_FOR_BOUNDS

    for note in table.attrs.get("notes", ()):
        warnings.warn(note if bounds else note.removesuffix(ASK_FOR_BOUNDS), AnnotateWarning, stacklevel=3)
