"""What a page, a figure or a bundle is made from, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import ModelOrPath, TableOrPath, scheme_of, source_of
from annotate.workflows.estimate_inputs import (
    EstimateInputs,
    cautions_for,
    draws_of,
    labels_of_people,
    scores_of,
    warn_of_split,
)
from annotate.workflows.publish.early_checks import check_page
from annotate.workflows.publish.large_scores import MOST_SHOWN, Wanted, cells_of, sentences_shown
from annotate.workflows.publish.models_of_scores import given_by, ids_kept

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

        learned, read = self.options.learned, read_in(self.scores)
        return EstimateInputs(self.scores, self.gold, self.source, self.gold_source, learned, self.model, read)


def read_page_inputs(
    scores: TableOrPath | None,
    gold: TableOrPath | None,
    model: ModelOrPath | None,
    question: str | None,
    estimator: str,
    population: str,
    study: Study | None,
    ledger: Ledger,
    *,
    weights: str | None = None,
    unit: str = "sentence",
    out_of_fold: TableOrPath | None = None,
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    assume_random: bool = False,
    whole: bool = False,
    scheme: Scheme | None = None,
) -> PageInputs:
    """Read the scores, and the labels and the model that were passed or that the study has.

    Scores too many to hold are summed up where labels correct them, unless `whole` tables are needed.

    Raises
    ------
    InputError
        If one of them cannot be read, or `weights` or `unit` are not for a page.
    """
    from annotate.estimation.design.label_use import Draws
    from annotate.estimation.design.summed_scores import with_all_columns
    from annotate.estimation.options import SENTENCE, Options
    from annotate.learn.models.trained_model import LearnedFrom

    check_page(estimator, population, unit)
    source, sentences = source_of(scores, study, "scores"), None
    gold = _gold_of(gold, estimator, study)
    labels = None if gold is None else labels_of_people(gold, question, ledger)
    columns, sums_do = ["speaker", *([weights] if weights else [])], not whole
    summed, wanted = None, Wanted(columns, sums_do, False, scheme_of(scheme, study), question)
    predicted = None if out_of_fold is None else scores_of(out_of_fold, ledger, labels, wanted)
    if labels is not None:
        own = ids_kept(model, source, study) if predicted is None else LearnedFrom(frozenset(), predicted)
        summed = cells_of(source, labels, draws_of(labels, batch, frame, study), own, wanted, ledger)
    if summed is not None and labels is not None:
        sentences = sentences_shown(source, summed.scores, labels)
        rows = with_all_columns(summed.scores)
    else:
        rows = scores_of(source, ledger, labels, wanted)
    from_models = given_by(model, rows, study)
    if predicted is not None:
        from_models = from_models.with_predictions(predicted)
    if labels is not None:
        warn_of_split(labels, from_models.learned, gold, "model")
    options = Options(
        question=question,
        several=wanted.several(rows, labels),
        learned=from_models.learned or LearnedFrom(),
        draws=Draws() if labels is None else draws_of(labels, batch, frame, study),
        assume_random=assume_random,
        estimator=estimator,
        population=population,
        weights=weights,
        unit=unit,
        cautions=cautions_for(estimator, from_models.cautions(labels, "model")),
    )
    if labels is None and (weights is not None or unit != SENTENCE):
        raise InputError("`weights` and `unit` change shares that human labels correct: pass `gold`")
    which = None if summed is None else summed.sentences
    named = "" if gold is None else gold
    return PageInputs(rows, labels, options, source, named, from_models.model, wanted, sentences, which)


def _gold_of(gold: TableOrPath | None, estimator: str, study: Study | None) -> TableOrPath | None:
    """The labels that correct the shares: those passed, or else the study's where the estimator uses labels."""
    from annotate.estimation.estimators import estimator_named

    if gold is not None or study is None or not estimator_named(estimator).uses_labels:
        return gold
    return study.existing("gold")


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
