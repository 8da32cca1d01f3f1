"""Comparison of two models on the same sentences, with paired tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array, Flags
from annotate.answer_labels import GIVEN
from annotate.errors import InputError
from annotate.learn.evaluation.cluster_intervals import Difference, PairedMetric
from annotate.learn.evaluation.evaluation import known_group_column, out_of_fold_probabilities, trained_from
from annotate.learn.evaluation.metrics import Baseline, Metrics, confusion_by_article, scores_of
from annotate.learn.evaluation.several_differences import LabelComparison, compared_by_label, several_paired_metrics
from annotate.learn.evaluation.several_metrics import SeveralMetrics, measured
from annotate.learn.models.trained_model import Model, content_hash
from annotate.learn.training.examples import Examples, examples_from

_SIGNIFICANT = 0.05
_PAIRS = ("models", "accuracy", "macro_f1", "sample_f1")
_FEWEST = 6
"""Number of articles with differing predictions from which on a difference can be significant."""


@dataclass(frozen=True)
class McNemar:
    """McNemar's test of which model labels more sentences correctly (Psychometrika 1947), by swapping whole articles.

    With one sentence per article this is McNemar's exact test, which has too many false positives for sentences in
    articles.
    """

    only_first: int
    """Sentences that only the first model labels correctly."""
    only_second: int
    p: float


@dataclass(frozen=True)
class Comparison:
    """Two models on the same sentences."""

    n: int
    """Sentences."""
    models: tuple[str, str]
    accuracy: tuple[float, float]
    macro_f1: tuple[float, float]
    difference: Mapping[str, Difference]
    """Of ``macro_f1`` and ``accuracy``, with the methods of `annotate.learn.evaluation.cluster_intervals`.

    Of several labels ``accuracy`` is the share of sentences with exactly the right ones, and ``sample_f1`` is there."""
    mcnemar: McNemar
    same: float
    """Share of sentences to which both models give the same label."""
    words: str
    """The result in one sentence."""
    baseline: Baseline
    """The majority baseline of the same sentences."""
    articles: int = 0
    """Number of articles."""
    warnings: tuple[str, ...] = ()
    """A warning for each model that is not clearly better than the majority baseline."""
    forecasts: tuple[str, ...] = ()
    """What each model whose learning curve was measured is expected to reach with twice as many labels, or why that
    cannot be said."""
    sample_f1: tuple[float, float] | None = None
    """Of several labels: the mean over sentences of the F1 of each sentence's labels; 1 where there is rightly none."""
    sample_f1_baseline: float | None = None
    """Of several labels: what always giving the most frequent answer would reach."""
    by_label: Mapping[str, LabelComparison] = field(default_factory=dict)
    """Of several labels: the F1 of each with either model."""

    def as_dict(self) -> dict[str, Any]:
        """The comparison as one JSON document."""
        document = {name: value for name, value in asdict(self).items() if value is not None}
        if not self.by_label:
            del document["by_label"]
        return document | {name: list(document[name]) for name in _PAIRS if name in document}


def compare(
    one: Model,
    other: Model,
    table: pd.DataFrame,
    *,
    text_column: str = "text",
    label_column: str = "label",
    group_column: str | None = None,
    seed: int = 0,
    where: str = "table",
) -> Comparison:
    """Both models' metrics on the same sentences, and tests of the difference.

    For sentences that a model was trained on, its out-of-fold predictions are compared. If `table` is the one the
    models were trained from, their test parts are left out, so that selecting a model does not use up the test set.

    Raises
    ------
    InputError
        If the models' labels differ, or the table cannot be read.
    """
    check_comparable(one, other)
    examples = examples_from(
        table,
        text_column=text_column,
        label_column=label_column,
        group_column=group_column or known_group_column(one, table),
        labels=one.labels,
        labels_of="model",
        several=one.several,
        where=where,
    )
    examples = _without_test_parts(examples, (one, other), where)
    order = [other.labels.index(label) for label in one.labels]
    probabilities = (
        out_of_fold_probabilities(one, examples.frame),
        out_of_fold_probabilities(other, examples.frame)[:, order],
    )
    measures = one.truth_of(examples.labels), one.labels, examples.groups
    both = [measured(measures[0], rows, *measures[1:], seed=seed) for rows in probabilities]
    truth, first, second = _answers(one, examples.labels, probabilities)
    paired = (several_paired_metrics if one.several else paired_metrics)(truth, (first, second), *measures[1:])
    difference = {name: metric.difference(seed) for name, metric in paired.items()}
    alike, right = _same(first, second), (_same(first, truth), _same(second, truth))
    return Comparison(
        n=len(examples),
        models=(one.name, other.name),
        accuracy=(both[0].accuracy, both[1].accuracy),
        macro_f1=(both[0].macro_f1, both[1].macro_f1),
        difference=difference,
        mcnemar=_mcnemar(*right, difference["accuracy"].p),
        same=float(alike.mean()),
        words=_words(one, other, difference["macro_f1"], int(paired["macro_f1"].differing.sum())),
        baseline=both[0].baseline,
        articles=len(paired["accuracy"].sizes),
        warnings=tuple(
            f"{model.name}: {warning}"
            for model, metrics in zip((one, other), both, strict=True)
            if (warning := metrics.warning())
        ),
        forecasts=tuple(f"{model.name}: {model.info.curve.outlook}" for model in (one, other) if model.info.curve),
        sample_f1=paired["sample_f1"].both() if one.several else None,
        sample_f1_baseline=_sample_f1_baseline(both[0]),
        by_label=compared_by_label(truth, (first, second), *measures[1:], seed=seed) if one.several else {},
    )


def _sample_f1_baseline(metrics: Metrics) -> float | None:
    own = metrics.sample_f1 if isinstance(metrics, SeveralMetrics) else None
    return own.baseline if own else None


def _answers(model: Model, labels: Array, probabilities: tuple[Array, Array]) -> tuple[Array, Array, Array]:
    """What is true and what either model predicts: codes of labels, or which of several labels each row has."""
    if model.several:
        return model.truth_of(labels), probabilities[0] > GIVEN, probabilities[1] > GIVEN
    codes = pd.Categorical(labels, categories=list(model.labels)).codes.astype(np.int64)
    return codes, probabilities[0].argmax(axis=1), probabilities[1].argmax(axis=1)


def _same(one: Array, other: Array) -> Flags:
    """Which rows have the same answer."""
    return (one == other).reshape(len(one), -1).all(axis=1)


def check_comparable(one: Model, other: Model) -> None:
    """Check that both models give answers of the same kind, with the same labels."""
    if one.several != other.several:
        each, alone = (one, other) if one.several else (other, one)
        raise InputError(
            f"{each.name} gives a sentence several labels, and {alone.name} one; compare models of the same question"
        )
    if set(one.labels) != set(other.labels):
        raise InputError(
            f"{one.name} has the labels {', '.join(one.labels)}, {other.name} has {', '.join(other.labels)}; compare "
            "models with the same labels"
        )


def _without_test_parts(examples: Examples, models: tuple[Model, Model], where: str) -> Examples:
    rows = content_hash(examples.frame)
    keep = np.ones(len(rows), dtype=bool)
    for model in models:
        if trained_from(model, examples.frame):
            sealed = set(model.sentences.loc[model.sentences["part"] == "test", "content"])
            keep &= ~np.asarray(rows.isin(sealed), dtype=bool)
    if not keep.any():
        raise InputError(f"{where}: every sentence is in the test part of a model; name a table of other sentences")
    return examples.taken(np.flatnonzero(keep))


def paired_metrics(
    truth: Array, predicted: tuple[Array, Array], labels: Sequence[str], groups: Array
) -> dict[str, PairedMetric]:
    """Macro-F1 and accuracy of two models that give each row one of `labels`, from codes of these."""
    first, second = (confusion_by_article(truth, guess, groups, len(labels)) for guess in predicted)
    differing = np.isin(np.unique(groups), groups[predicted[0] != predicted[1]])
    sizes = first.sum(axis=(1, 2))

    def paired(name: str) -> PairedMetric:
        return PairedMetric(lambda sums: scores_of(sums)[name], first, second, differing, sizes)

    return {name: paired(name) for name in ("macro_f1", "accuracy")}


def _mcnemar(first: Flags, second: Flags, p: float) -> McNemar:
    return McNemar(int((first & ~second).sum()), int((second & ~first).sum()), p)


def _words(one: Model, other: Model, difference: Difference, differing: int) -> str:
    span = f"{100 * difference.value:+.1f} points of macro-F1 ({100 * difference.low:+.1f} to "
    span += f"{100 * difference.high:+.1f})"
    if difference.low > 0 and difference.p < _SIGNIFICANT:
        return f"{other.name} is better than {one.name}: {span}."
    if difference.high < 0 and difference.p < _SIGNIFICANT:
        return f"{one.name} is better than {other.name}: the other has {span}."
    few = f"their predictions differ in {differing} articles, and {_FEWEST} are the fewest that can show one"
    reason = f"; {few}" if 0 < differing < _FEWEST else ""
    return f"No difference can be shown between {one.name} and {other.name}: {span}{reason}."
