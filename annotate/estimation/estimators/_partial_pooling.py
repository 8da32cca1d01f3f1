"""Shares of groups with few labels, each pulled towards what all groups have in common: partial pooling.

The area-level model of Fay and Herriot (1979): the error that the model makes in a group is the mean error of all
groups plus a deviation with the variance A, and what the labels of the group say of it has a known variance D. Given A,
a group's own labels count A / (A + D), and the mean error of all groups the rest. A is not estimated but averaged over,
with a flat prior: the hierarchical Bayes estimate (Morris 1983; Rao and Molina 2015, chapter 10), which has an interval
even where the groups' labels differ no more than by chance and an estimated A would be 0.

A group that truly differs from the others is pulled towards them, so its share is biased; intervals hold on average
over the groups, not for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from annotate._types import Array, Integers, Reals
from annotate.errors import InputError
from annotate.estimation._groups import Groups, Key
from annotate.estimation.design._labelled_scores import Labelled
from annotate.estimation.estimators._aipw import is_census, power_tuned, weighted_share
from annotate.estimation.estimators._influence import widened
from annotate.estimation.options import Options

FEWEST_GROUPS = 8
"""With fewer groups that have labels, how much groups differ is hardly known."""
FEWEST_LABELS = 3
"""Labels that these groups must have on average, so that their own variance is known."""
_STEPS = 2000


@dataclass(frozen=True)
class PooledShare:
    """A group's share with its interval, and how much its own labels count in it, from 0 to 1."""

    share: float
    low: float
    high: float
    own: float


@dataclass(frozen=True)
class Posterior:
    """The error of the model in each group: its mean and variance given all labels, and how much its own count."""

    mean: Reals
    variance: Reals
    own: Reals


@dataclass(frozen=True)
class _Group:
    """What a group brings: see `_group_of`; arrays have one value for each label."""

    known: Array
    open: float
    error: Array
    variance: Array
    effective: Array
    spread: Array


def partly_pooled(data: Labelled, groups: Groups, options: Options) -> Mapping[Key, list[PooledShare]]:
    """The share of each of ``data.labels`` in every group, also in those without a label.

    Groups of which every sentence has a label, and those outside the frame, are not among them.

    Raises
    ------
    InputError
        If too few groups have labels, or these too few.
    """
    inside = _open(data, groups)
    if not inside:
        return {}
    if why := why_not_pooled(data, groups):
        raise InputError(f"`small` shrink: {why}; take pool or coarsen")
    every = np.concatenate(list(inside.values()))
    power = 0.0 if options.estimator == "labels-only" else power_tuned(data, every)
    parts = [_group_of(data, rows, power) for rows in inside.values()]
    shares = [_of_label(data, inside, parts, column) for column in range(len(data.labels))]
    value, variance, own = (np.array(part) for part in zip(*shares, strict=True))
    if np.allclose(data.truth[data.drawn].sum(axis=1), 1):
        value = benchmarked(value, variance)
    half = float(special.ndtri(0.5 + options.confidence / 2)) * np.sqrt(variance)
    ends = np.clip([value - half, value, value + half], 0.0, 1.0)
    return {
        key: [
            PooledShare(*(float(end) for end in (ends[1, k, g], ends[0, k, g], ends[2, k, g], own[k, g])))
            for k in range(len(data.labels))
        ]
        for g, key in enumerate(inside)
    }


def posterior(error: Reals, variance: Reals) -> Posterior:
    """The error of the model in each group by the hierarchical Bayes estimate of Fay and Herriot's model.

    Parameters
    ----------
    error
        What the labels of each group say of the model's error there; anything where it has none.
    variance
        The sampling variance of that; infinite where a group has no label.
    """
    some = np.isfinite(variance)
    between = (np.arange(_STEPS) + 0.5) / _STEPS
    step = 2 * between / _STEPS
    between = between**2  # A from 0 to 1, closer together near 0: shares vary by no more
    precision = 1 / (between[:, None] + variance[some])
    total = precision.sum(axis=1)
    mean = precision @ error[some] / total
    squares = (precision * (error[some] - mean[:, None]) ** 2).sum(axis=1)
    logarithm = 0.5 * (np.log(precision).sum(axis=1) - np.log(total) - squares)
    chance = np.exp(logarithm - logarithm.max()) * step
    chance /= chance.sum()
    own = np.zeros((_STEPS, len(error)))
    own[:, some] = between[:, None] * precision
    each = mean[:, None] + own * (np.where(some, error, 0.0) - mean[:, None])
    within = between[:, None] * (1 - own) + (1 - own) ** 2 / total[:, None]
    expected = chance @ each
    return Posterior(expected, chance @ (within + (each - expected) ** 2), chance @ own)


def benchmarked(value: Array, variance: Array) -> Array:
    """Shares of groups (labels, groups) that add up to 1 in each: the more a share may be off, the more it is moved.

    The Bayes estimate under that constraint (Datta, Ghosh, Steorts and Maples 2011).
    """
    part = variance / variance.sum(axis=0)
    return np.asarray(value - part * (value.sum(axis=0) - 1))


def why_not_pooled(data: Labelled, groups: Groups) -> str:
    """Why groups cannot be pooled in part: what their labels lack; empty where they can."""
    inside = _open(data, groups).values()
    if not inside:
        return "every sentence of the groups has a label"
    drawn = np.array([int(((data.weight[rows] > 0) & (data.mass[rows] > 0)).sum()) for rows in inside])
    some = int((drawn > 0).sum())
    if some >= FEWEST_GROUPS and drawn.sum() >= FEWEST_LABELS * some:
        return ""
    groups_with = f"{some} group{'' if some == 1 else 's'}"
    return (
        f"{drawn.sum():,} labelled sentences in {groups_with} do not tell how much groups differ; at least "
        f"{FEWEST_GROUPS} groups with {FEWEST_LABELS} each on average are needed"
    )


def _open(data: Labelled, groups: Groups) -> Groups:
    """The groups of which not every sentence has a label, but for those outside the frame."""
    return {key: rows for key, rows in groups.items() if not data.outside[rows].all() and not is_census(data, rows)}


def _group_of(data: Labelled, rows: Integers, power: float) -> _Group:
    """What `rows` bring.

    `known` is the sum of what is not asked: labels that count for themselves, and the model's probabilities times
    `power` elsewhere; `open` the part of the sentences that the model's error is added to. `error` and `variance` are
    what the labels say of it, `effective` how many labels that is worth, and `spread` the variance of `known` from
    articles to articles.
    """
    labels = range(len(data.labels))
    part = data.mass_of(rows)
    part = part / part.sum()
    known = data.known[rows]
    value = np.where(known[:, None], data.truth[rows], data.predicted[rows] * power)
    sums, open_part = part @ value, float(part[~known].sum())
    spread: Array = np.zeros(len(data.labels))
    if not data.corpus:
        position = np.unique(data.unit[rows], return_inverse=True)[1]
        factor = widened(np.bincount(position, weights=part))
        for column in labels:
            apart = np.bincount(position, weights=part * (value[:, column] - sums[column]))
            spread[column] = ((apart * factor) ** 2).sum()
    weight = data.weight[rows] * part
    drawn = weight > 0
    if not drawn.any():
        nothing = np.full(len(data.labels), np.nan)
        return _Group(sums, open_part, nothing, nothing, np.zeros(len(data.labels)), spread)
    shares = [weighted_share(data, rows, column, power) for column in labels]
    several = len(np.unique(data.unit[rows[drawn]])) > 1
    return _Group(
        known=sums,
        open=open_part,
        error=np.average(data.truth[rows[drawn]] - value[drawn], axis=0, weights=weight[drawn]),
        variance=np.array([share.sampling_variance if several else np.nan for share in shares]) / open_part**2,
        effective=np.array([share.fewest for share in shares]) * open_part**2,
        spread=spread,
    )


def _of_label(data: Labelled, inside: Groups, parts: list[_Group], column: int) -> tuple[Reals, Reals, Reals]:
    """The share of a label in each group, its variance, and how much the group's own labels count."""
    effective = np.array([part.effective[column] for part in parts])
    own = np.array([part.variance[column] for part in parts])
    known = np.isfinite(own) & np.isfinite(effective)
    # A group's own variance rests on a few labels: the variance of one label is taken from all groups.
    one = float(own[known].sum() / (1 / effective[known]).sum())
    variance = np.divide(one, effective, out=np.full(len(parts), np.inf), where=effective > 0)
    if one <= 0:
        raise InputError(
            f"`small` shrink: every labelled sentence says the same of '{data.labels[column]}', so how much groups "
            "differ in it is unknown; take pool or coarsen"
        )
    pooled = posterior(np.array([part.error[column] for part in parts]), variance)
    open_part = np.array([part.open for part in parts])
    value = np.array([part.known[column] for part in parts]) + open_part * pooled.mean
    spread = np.array([part.spread[column] for part in parts])
    return value, open_part**2 * pooled.variance + spread, pooled.own
