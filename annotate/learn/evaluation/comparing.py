"""Whether one model is better than another, or only luckier."""

from __future__ import annotations

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
) -> dict[str, Any]:
    """Both models' figures on the same sentences, and tests of the difference.

    Sentences that a model has learned from are judged by what a model that had not seen their article said. Where
    `table` is what they were trained from, their test parts are left out: choosing a model is no reason to look there.

    Returns
    -------
    dict
        ``n``, ``models``, ``accuracy`` and ``macro_f1`` (each a pair), ``difference`` (of both: ``value``, ``low``,
        ``high``, 95 %, and ``p``; paired bootstrap over articles, second minus first), ``mcnemar`` (``only_first``,
        ``only_second``: sentences that one alone has right; exact ``p``, which takes sentences as independent),
        ``same`` (share of sentences with the same label from both), and ``words``.

    Raises
    ------
    InputError
        If the models' labels differ, or the table cannot be read.
    """
    if set(one.labels) != set(other.labels):
        raise InputError(
            f"{one.name} says {', '.join(one.labels)}, {other.name} says {', '.join(other.labels)}: only models with "
            "the same labels can be compared"
        )
    examples = examples_from(
        table,
        text_column=text_column,
        label_column=label_column,
        group_column=group_column or known_group_column(one, table),
        labels=one.labels,
        knower="model",
        where=where,
    )
    examples = _without_test_parts(examples, (one, other), where)
    codes = pd.Categorical(examples.labels, categories=list(one.labels)).codes.astype(np.int64)
    order = [other.labels.index(label) for label in one.labels]
    first = unseen(one, examples.frame).argmax(axis=1)
    second = unseen(other, examples.frame)[:, order].argmax(axis=1)
    difference = _differences(codes, first, second, examples.groups, len(one.labels), seed)
    return {
        "n": len(examples),
        "models": [one.name, other.name],
        "accuracy": [float((first == codes).mean()), float((second == codes).mean())],
        "macro_f1": difference.pop("both"),
        "difference": difference,
        "mcnemar": _mcnemar(codes, first, second),
        "same": float((first == second).mean()),
        "words": _words(one, other, difference["macro_f1"]),
    }


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


def _differences(codes: Array, first: Array, second: Array, groups: Array, count: int, seed: int) -> dict[str, Any]:
    number = len(np.unique(groups))
    weights = np.vstack([np.ones(number), draws(number, seed, _DRAWS)])
    one, two = (macro_f1_of_draws(codes, guess, groups, count, weights) for guess in (first, second))
    place = np.unique(groups, return_inverse=True)[1]
    sizes = np.bincount(place).astype(np.float64)
    gain = np.bincount(place, weights=(second == codes).astype(float) - (first == codes).astype(float))
    return {
        "both": [float(one[0]), float(two[0])],
        "macro_f1": _tested(two - one),
        "accuracy": _tested((weights @ gain) / (weights @ sizes)),
    }


def _tested(values: Array) -> dict[str, float]:
    """The value comes first, its bootstrap samples follow; p is two-sided, from the samples on either side of 0."""
    samples = values[1:]
    low, high = np.quantile(samples, [0.025, 0.975])
    beyond = min((samples <= 0).sum(), (samples >= 0).sum())
    p = min(1.0, 2 * (float(beyond) + 1) / (len(samples) + 1))
    return {"value": float(values[0]), "low": float(low), "high": float(high), "p": p}


def _mcnemar(codes: Array, first: Array, second: Array) -> dict[str, Any]:
    """McNemar's test, exact (McNemar, Psychometrika 1947)."""
    only_first = int(((first == codes) & (second != codes)).sum())
    only_second = int(((first != codes) & (second == codes)).sum())
    apart = only_first + only_second
    p = float(binomtest(only_first, apart).pvalue) if apart else 1.0
    return {"only_first": only_first, "only_second": only_second, "p": p}


def _words(one: Model, other: Model, difference: dict[str, float]) -> str:
    span = f"{100 * difference['value']:+.1f} points of macro-F1 ({100 * difference['low']:+.1f} to "
    span += f"{100 * difference['high']:+.1f})"
    if difference["low"] > 0:
        return f"{other.name} is better than {one.name}: {span}."
    if difference["high"] < 0:
        return f"{one.name} is better than {other.name}: the other has {span}."
    return f"No difference can be shown between {one.name} and {other.name}: {span}."
