"""Sampling designs: the inclusion probability of each sentence, and a draw that has exactly these probabilities.

Every sentence of the frame has a known, positive inclusion probability, and these sum to the size of the sample.
The draw is systematic sampling with these probabilities over a randomised order (Madow 1949; Tillé, Sampling
Algorithms, 2006, 7.1): one uniform number, a fixed size, and first-order inclusion probabilities exact for any design.
With equal probabilities over a random order it is simple random sampling; sorted by stratum, it is stratified.

A design covers sentences that may be drawn (``free``) and those already labelled. The latter are never drawn again;
their probability is what they would have had, which is needed to combine draws (see `annotate.labels.sampling`).
"""

from __future__ import annotations

import numpy as np

from annotate._types import Flags, Integers, Reals

FLOOR = 0.1
"""The share of a focused draw that is spread evenly over the whole frame, so that no sentence has probability zero."""


def proportional(weight: Reals, size: float, free: Flags, *, most: float = 1.0) -> Reals:
    """Probabilities proportional to `weight` (positive), none above `most`, that sum to `size` over the `free`.

    What would exceed `most` is set to it, and the others share what is left.
    """
    held = np.zeros(len(weight), dtype=bool)
    while True:
        sharing = weight[free & ~held].sum()
        left = size - most * np.count_nonzero(free & held)
        probability = np.where(held, most, weight * (left / sharing)) if sharing > 0 else np.where(held, most, 0.0)
        above = ~held & (probability >= most)
        if not (above & free).any():
            return np.minimum(probability, most)
        held |= above


def even(size: float, free: Flags) -> Reals:
    """The same probability for each."""
    return np.full(len(free), size / np.count_nonzero(free))


def focused(weight: Reals, size: float, free: Flags, *, most: float = 1.0) -> Reals:
    """Probabilities that follow `weight` (zero or more), with a share of `FLOOR` spread evenly over everything."""
    total = weight[free].sum()
    if not total > 0:
        return even(size, free)
    return proportional((1 - FLOOR) * weight / total + FLOOR / np.count_nonzero(free), size, free, most=most)


def stratified(stratum: Integers, size: int, free: Flags, *, equal: bool = False) -> Reals:
    """Probabilities by stratum (numbered from 0): in proportion to the strata, or the same number of each if `equal`.

    Where `size` allows, no stratum expects less than one.
    """
    counts = np.bincount(stratum[free], minlength=stratum.max() + 1).astype(float)
    there = counts > 0
    wanted = np.where(there, 1.0, 0.0) if equal else counts
    wanted *= size / wanted.sum()
    if size >= np.count_nonzero(there):
        wanted = _at_least_one(wanted, size, there)
    each = np.divide(wanted, counts, out=np.zeros_like(wanted), where=there)
    return proportional(each[stratum], size, free)


def certain(times: Integers, probability: Reals, size: int, free: Flags) -> Flags:
    """Which sentences are drawn with certainty, as each stands for so many `times` sentences that are alike.

    Those of which a draw of `size` in proportion to the times, each times the design's `probability` or that of an even
    draw if that is larger, expects one or more (Särndal, Swensson and Wretman 1992, 3.6).
    """
    return proportional(times * np.maximum(probability, even(size, free)), size, free) >= 1.0


def entropy(probabilities: Reals) -> Reals:
    """Entropy of each row of class probabilities, from 0 (sure) to 1 (all labels alike)."""
    safe = np.clip(probabilities, 1e-12, 1.0)
    return np.asarray(-(safe * np.log(safe)).sum(axis=1) / np.log(probabilities.shape[1])).clip(0.0, 1.0)


def margin(probabilities: Reals) -> Reals:
    """One minus the lead of the first label over the second in each row, from 0 (sure) to 1 (undecided)."""
    top = np.partition(probabilities, -2, axis=1)[:, -2:]
    return np.asarray(1.0 - (top[:, 1] - top[:, 0])).clip(0.0, 1.0)


def systematic_sample(
    probability: Reals, size: int, random: np.random.Generator, stratum: Integers | None = None
) -> Integers:
    """`size` different positions drawn with the probabilities `probability`.

    The order is random, within `stratum` where there is one, so that each stratum gets its expected number rounded up
    or down.
    """
    order = random.permutation(len(probability))
    if stratum is not None:
        order = order[np.argsort(stratum[order], kind="stable")]
    certain = order[probability[order] >= 1.0]
    rest = order[probability[order] < 1.0]
    left = size - len(certain)
    if left <= 0 or not len(rest):
        return np.asarray(certain)
    ends = np.cumsum(probability[rest])
    ends *= left / ends[-1]
    picked = np.searchsorted(ends, random.random() + np.arange(left), side="right")
    return np.concatenate([certain, rest[np.minimum(picked, len(rest) - 1)]])


def subsample(share: Reals, random: np.random.Generator) -> Flags:
    """Which of those drawn belong to a part: each with its `share`; their number is the sum, rounded up or down.

    What was drawn with probability p belongs to a part of share e / p with probability e, whatever p.
    """
    order = random.permutation(len(share))
    steps = np.floor(np.cumsum(share[order]) + random.random()).astype(int)
    belongs = np.zeros(len(share), dtype=bool)
    belongs[order] = np.diff(steps, prepend=0) > 0
    return belongs


def _at_least_one(wanted: Reals, size: int, there: Flags) -> Reals:
    """Raise every stratum that expects less than one to one, at the cost of those that expect more."""
    small = ~there
    result = np.where(there, wanted, 0.0)
    while (below := there & ~small & (result < 1.0)).any():
        small |= below
        larger = wanted[~small].sum()
        left = size - np.count_nonzero(small & there)
        result = np.where(small, np.where(there, 1.0, 0.0), wanted * (left / larger if larger > 0 else 0.0))
    return result
