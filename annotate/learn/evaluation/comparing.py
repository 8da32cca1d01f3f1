"""Comparison of two models on the same sentences, with paired tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from annotate._types import Array
from annotate.errors import InputError
from annotate.learn.evaluation.evaluation import known_group_column, trained_from, unseen
from annotate.learn.evaluation.metrics import draws, macro_f1_of_draws
from annotate.learn.models.trained_model import Model, content_hash
from annotate.learn.training.examples import Examples, examples_from

_DRAWS = 4000


@dataclass(frozen=True)
class Difference:
    """The second model's metric minus the first's, its 95 % interval and a two-sided p-value."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class McNemar:
    """McNemar's exact test, which treats sentences as independent (McNemar, Psychometrika 1947)."""

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
    """Of ``macro_f1`` and ``accuracy``, by paired bootstrap over articles."""
    mcnemar: McNemar
    same: float
    """Share of sentences to which both models give the same label."""
    words: str
    """The result in one sentence."""

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
    if set(one.labels) != set(other.labels):
        raise InputError(
            f"{one.name} has the labels {', '.join(one.labels)}, {other.name} has {', '.join(other.labels)}; compare "
            "models with the same labels"
        )
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
    first = unseen(one, examples.frame).argmax(axis=1)
    second = unseen(other, examples.frame)[:, order].argmax(axis=1)
    macro_f1, difference = _differences(codes, first, second, examples.groups, len(one.labels), seed)
    return Comparison(
        n=len(examples),
        models=(one.name, other.name),
        accuracy=(float((first == codes).mean()), float((second == codes).mean())),
        macro_f1=macro_f1,
        difference=difference,
        mcnemar=_mcnemar(codes, first, second),
        same=float((first == second).mean()),
        words=_words(one, other, difference["macro_f1"]),
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


def _differences(
    codes: Array, first: Array, second: Array, groups: Array, count: int, seed: int
) -> tuple[tuple[float, float], dict[str, Difference]]:
    """Both models' macro-F1, and the differences of macro-F1 and accuracy."""
    number = len(np.unique(groups))
    weights = np.vstack([np.ones(number), draws(number, seed, _DRAWS)])
    one, two = (macro_f1_of_draws(codes, predicted, groups, count, weights) for predicted in (first, second))
    group = np.unique(groups, return_inverse=True)[1]
    sizes = np.bincount(group).astype(np.float64)
    gain = np.bincount(group, weights=(second == codes).astype(float) - (first == codes).astype(float))
    differences = {"macro_f1": _tested(two - one), "accuracy": _tested((weights @ gain) / (weights @ sizes))}
    return (float(one[0]), float(two[0])), differences


def _tested(values: Array) -> Difference:
    """The value comes first, its bootstrap samples follow; p is two-sided, from the samples on either side of 0."""
    samples = values[1:]
    low, high = np.quantile(samples, [0.025, 0.975])
    beyond = min((samples <= 0).sum(), (samples >= 0).sum())
    p = min(1.0, 2 * (float(beyond) + 1) / (len(samples) + 1))
    return Difference(float(values[0]), float(low), float(high), p)


def _mcnemar(codes: Array, first: Array, second: Array) -> McNemar:
    only_first = int(((first == codes) & (second != codes)).sum())
    only_second = int(((first != codes) & (second == codes)).sum())
    discordant = only_first + only_second
    p = float(binomtest(only_first, discordant).pvalue) if discordant else 1.0
    return McNemar(only_first, only_second, p)


def _words(one: Model, other: Model, difference: Difference) -> str:
    span = f"{100 * difference.value:+.1f} points of macro-F1 ({100 * difference.low:+.1f} to "
    span += f"{100 * difference.high:+.1f})"
    if difference.low > 0:
        return f"{other.name} is better than {one.name}: {span}."
    if difference.high < 0:
        return f"{one.name} is better than {other.name}: the other has {span}."
    return f"No difference can be shown between {one.name} and {other.name}: {span}."
