"""Comparison of two models on the same sentences, with paired tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.errors import InputError
from annotate.learn.evaluation.cluster_intervals import (
    difference_interval,
    effective_articles,
    jackknife_variance,
    swap_test,
)
from annotate.learn.evaluation.evaluation import known_group_column, out_of_fold_probabilities, trained_from
from annotate.learn.evaluation.metrics import Baseline, confusion_by_article, metrics_of, scores_of
from annotate.learn.models.trained_model import Model, content_hash
from annotate.learn.training.examples import Examples, examples_from

_SIGNIFICANT = 0.05
_FEWEST = 6
"""Number of articles with differing predictions from which on a difference can be significant."""


@dataclass(frozen=True)
class Difference:
    """The second model's metric minus the first's, its 95 % interval and a two-sided p-value."""

    value: float
    low: float
    high: float
    p: float


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
    """Of ``macro_f1`` and ``accuracy``, with the methods of `annotate.learn.evaluation.cluster_intervals`."""
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

    def as_dict(self) -> dict[str, Any]:
        """The comparison as one JSON document."""
        document = asdict(self)
        return document | {name: list(document[name]) for name in ("models", "accuracy", "macro_f1")}


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
    _check_comparable(one, other)
    examples = examples_from(
        table,
        text_column=text_column,
        label_column=label_column,
        group_column=group_column or known_group_column(one, table),
        labels=one.labels,
        labels_of="model",
        where=where,
    )
    examples = _without_test_parts(examples, (one, other), where)
    codes = pd.Categorical(examples.labels, categories=list(one.labels)).codes.astype(np.int64)
    order = [other.labels.index(label) for label in one.labels]
    probabilities = (
        out_of_fold_probabilities(one, examples.frame),
        out_of_fold_probabilities(other, examples.frame)[:, order],
    )
    both = [metrics_of(examples.labels, rows, one.labels, examples.groups, seed=seed) for rows in probabilities]
    first, second = (rows.argmax(axis=1) for rows in probabilities)
    groups, count = examples.groups, len(one.labels)
    tables = [confusion_by_article(codes, guess, groups, count) for guess in (first, second)]
    differing = np.isin(np.unique(groups), groups[first != second])
    difference = {
        name: metric_difference(name, tables[0], tables[1], differing, seed) for name in ("macro_f1", "accuracy")
    }
    return Comparison(
        n=len(examples),
        models=(one.name, other.name),
        accuracy=(both[0].accuracy, both[1].accuracy),
        macro_f1=(both[0].macro_f1, both[1].macro_f1),
        difference=difference,
        mcnemar=_mcnemar(codes, first, second, difference["accuracy"].p),
        same=float((first == second).mean()),
        words=_words(one, other, difference["macro_f1"], int(differing.sum())),
        baseline=both[0].baseline,
        articles=len(tables[0]),
        warnings=tuple(
            f"{model.name}: {warning}"
            for model, metrics in zip((one, other), both, strict=True)
            if (warning := metrics.warning())
        ),
        forecasts=tuple(f"{model.name}: {model.info.curve.outlook}" for model in (one, other) if model.info.curve),
    )


def _check_comparable(one: Model, other: Model) -> None:
    """Check that both models give one label a sentence, of the same labels."""
    for model in (one, other):
        if model.several:
            raise InputError(
                f"{model.name} gives a sentence several labels, and only models of one label a sentence are compared; "
                "run annotate evaluate with each model on the same sentences"
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


def metric_difference(name: str, first: Array, second: Array, differing: Array, seed: int) -> Difference:
    """The difference of a metric between two models, from their confusion matrices by article."""
    totals = first.sum(axis=0), second.sum(axis=0)
    labels, gain = len(first[0]), (second - first).reshape(len(first), -1)

    def differences(one: Array, other: Array) -> Array:
        return scores_of(other)[name] - scores_of(one)[name]

    def swapped(swaps: Array) -> Array:
        moved = (swaps @ gain).reshape(-1, labels, labels)
        return differences(totals[0] + moved, totals[1] - moved)

    value = float(differences(totals[0][None], totals[1][None])[0])
    articles = effective_articles(first.sum(axis=(1, 2)))
    deleted = differences(totals[0] - first, totals[1] - second) if len(first) > 1 else np.zeros(1)
    low, high = difference_interval(value, float(jackknife_variance(deleted)), articles)
    return Difference(value, low, high, swap_test(swapped, differing, seed))


def _mcnemar(codes: Array, first: Array, second: Array, p: float) -> McNemar:
    only_first = int(((first == codes) & (second != codes)).sum())
    only_second = int(((first != codes) & (second == codes)).sum())
    return McNemar(only_first, only_second, p)


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
