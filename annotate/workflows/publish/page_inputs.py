"""What a page, a figure or a bundle is made from, read and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import ModelOrPath, TableOrPath, scheme_of, source_of
from annotate.workflows.estimate_inputs import (
    EstimateInputs,
    cautions_for,
    draws_of,
    scores_of,
    warn_of_split,
)
from annotate.workflows.label.gold_labels import labels_of_people, with_known_labels
from annotate.workflows.publish.early_checks import check_columns, check_page, check_present
from annotate.workflows.publish.large_scores import MOST_SHOWN, Wanted, cells_of, sentences_shown
from annotate.workflows.publish.models_of_scores import given_by, ids_kept
from annotate.workflows.publish.score_warnings import caution_on_condition

if TYPE_CHECKING:
    import pandas as pd

    from annotate.estimation.design.summed_scores import Sentences
    from annotate.estimation.options import Options
    from annotate.scheme import Scheme
    from annotate.workflows.study import Study


@dataclass(frozen=True)
class PageInputs:
    """What a page or a figure is made from, read and checked."""

    scores: pd.DataFrame
    gold: pd.DataFrame | None
    options: Options
    source: TableOrPath
    gold_source: TableOrPath
    model: ModelOrPath | None
    wanted: Wanted
    sentences: pd.DataFrame | None = None
    """Those to show, where `scores` are summed up."""
    of_sentences: Sentences | None = None
    """Which sentences these scores are of."""

    def of_estimates(self) -> EstimateInputs:
        """What estimates read of it."""
        from annotate.estimation.design.summed_scores import read_in

        return EstimateInputs(
            scores=self.scores,
            gold=self.gold,
            scores_source=self.source,
            gold_source=self.gold_source,
            learned=self.options.learned,
            draws=self.options.draws,
            model_source=self.model,
            read=read_in(self.scores),
            sentences=self.of_sentences,
        )


@dataclass(frozen=True)
class PageRequest:
    """What a page, a figure and a bundle are asked to be made from, as `annotate.report` explains it.

    A study's own tables are used where others are not passed.
    """

    scores: TableOrPath | None
    gold: TableOrPath | None
    model: ModelOrPath | None
    question: str | None
    estimator: str
    population: str
    weights: str | None
    unit: str
    out_of_fold: TableOrPath | None
    batch: TableOrPath | None
    frame: TableOrPath | None
    assume_random: bool
    scheme: Scheme | None
    study: Study | None

    @property
    def source(self) -> TableOrPath:
        """The scores: those passed, or else the study's."""
        return source_of(self.scores, self.study, "scores")

    @property
    def labels(self) -> TableOrPath | None:
        """The labels that correct the shares: those passed, or else the study's where the estimator uses labels."""
        from annotate.estimation.estimators import estimator_named

        if self.gold is not None or self.study is None or not estimator_named(self.estimator).uses_labels:
            return self.gold
        return self.study.existing("gold")

    def check(self, *others: object, by: Sequence[str] = ()) -> None:
        """Check what can be wrong before anything is read, and that files are there: these, and `others`.

        Raises
        ------
        UsageError
            If a value is unknown, or not for a page.
        InputError
            If a file is missing, or by its header a column that scores are grouped `by` or weighed with.
        """
        from annotate.estimation.options import SENTENCE

        check_page(self.estimator, self.population, self.unit)
        if self.labels is None and (self.weights is not None or self.unit != SENTENCE):
            raise InputError("`weights` and `unit` change shares that human labels correct: pass `gold`")
        check_present(self.scores, self.gold, self.model, self.out_of_fold, self.batch, self.frame, *others)
        check_columns(self.source, by, self.weights)


def read_page_inputs(asked: PageRequest, ledger: Ledger, *, whole: bool = False) -> PageInputs:
    """Read the scores, and the labels and the model that were passed or that the study has.

    Scores too many to hold are summed up where labels correct them, unless `whole` tables are needed.

    Raises
    ------
    InputError
        If one of them cannot be read.
    """
    from annotate.estimation.design.label_use import Draws
    from annotate.estimation.design.summed_scores import with_all_columns
    from annotate.estimation.options import Options
    from annotate.estimation.stated_values import with_speakers_once
    from annotate.learn.models.trained_model import LearnedFrom

    source, gold, study, question = asked.source, asked.labels, asked.study, asked.question
    summed, sentences = None, None
    labels = None if gold is None else labels_of_people(gold, question, ledger)
    columns = ["speaker", *([asked.weights] if asked.weights else [])]
    wanted = Wanted(columns, not whole, False, scheme_of(asked.scheme, study), question)
    predicted = None if asked.out_of_fold is None else scores_of(asked.out_of_fold, ledger, labels, wanted)
    draws = Draws() if labels is None else draws_of(labels, asked.batch, asked.frame, study)
    if labels is not None:
        own = ids_kept(asked.model, source, study) if predicted is None else LearnedFrom(frozenset(), predicted)
        summed = cells_of(source, labels, draws, own, wanted, ledger)
    if summed is not None and labels is not None:
        sentences = sentences_shown(source, summed.scores, labels)
        rows = with_all_columns(with_speakers_once(summed.scores))
    else:
        rows = scores_of(source, ledger, labels, wanted)
    if labels is not None and gold is not None:
        labels = with_known_labels(labels, rows, wanted, gold, ledger)
    from_models = given_by(asked.model, rows, study)
    if predicted is not None:
        from_models = from_models.with_predictions(predicted)
    if labels is not None:
        warn_of_split(labels, from_models.learned, gold, "model")
    options = Options(
        question=question,
        several=wanted.several(rows, labels),
        learned=from_models.learned or LearnedFrom(),
        draws=draws,
        assume_random=asked.assume_random,
        estimator=asked.estimator,
        population=asked.population,
        weights=asked.weights,
        unit=asked.unit,
        cautions=(
            *caution_on_condition(wanted, rows, labels, asked.estimator),
            *cautions_for(asked.estimator, from_models.cautions(labels, "model")),
        ),
    )
    which = None if summed is None else summed.sentences
    named = "" if gold is None else gold
    return PageInputs(rows, labels, options, source, named, from_models.model, wanted, sentences, which)


def lacks(scores: pd.DataFrame, column: str) -> bool:
    """Whether no sentence has a value in `column`."""
    return column not in scores.columns or bool(scores[column].isna().all())


def not_compared(scores: pd.DataFrame) -> list[str]:
    """A warning where the page leaves out outlets or time, as no sentence has any."""
    parts = {"outlet": "outlets", "published": "periods"}
    missing = [column for column in parts if lacks(scores, column)]
    if not missing:
        return []
    columns, whole = " and ".join(missing), " and ".join(parts[column] for column in missing)
    return [f"No sentence has a value in {columns}, so {whole} are not on this page"]


def shown_only(inputs: PageInputs) -> list[str]:
    """A warning where the page shows some of the articles only."""
    if inputs.sentences is None:
        return []
    shown, every = inputs.sentences["article_id"].nunique(), inputs.scores["article_id"].nunique()
    return [
        f"{shown:,} of {every:,} articles stand on this page, those with labelled sentences (at most {MOST_SHOWN:,}); "
        "shares, charts and findings are of all"
    ]
