"""Shares of each label as people would have given it, with valid intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Integers
from annotate.errors import UsageError
from annotate.estimation._groups import REST, Groups, Key, enough, groups_of, pooled, shortfall
from annotate.estimation.design._bounds import worst_cases
from annotate.estimation.design._labelled_scores import Labelled, labelled
from annotate.estimation.design._units import note_on_carried
from annotate.estimation.design.summed_scores import ITEM
from annotate.estimation.estimators import Estimator, estimator_named
from annotate.estimation.estimators._classify_and_count import counted_shares
from annotate.estimation.estimators._partial_pooling import PooledShare, partly_pooled, why_not_pooled
from annotate.estimation.options import COARSEN, DEFAULTS, POOL, SHRINK, Options
from annotate.estimation.periods import PERIODS, check_grouped
from annotate.tables import ESTIMATES, conform

CENSUS, WITHHELD, POOLED, SHRUNKEN = "all labelled", "withheld", ", pooled", ", shrunken"
"""Values of ``method`` besides the estimator's own: counted from human labels, as every sentence has one; withheld, as
there are too few labels; appended to the estimator's own, for small groups that were pooled, and for groups pulled
towards each other."""

_ROUNDING = 1e-12
"""A share below this is 0, up to the rounding of sums."""

_NOT_PULLED = "every {item} of every group has a label, so no share is pulled towards those of other groups"
_PULLED = (
    "shares are pulled towards those of the other groups, the more the fewer labels a group has (own: how much these "
    "count): a group that truly differs is shown as too much like the others, and intervals hold on average over groups"
)


def estimate(
    scores: pd.DataFrame, gold: pd.DataFrame, *, by: Sequence[str] = (), options: Options = DEFAULTS
) -> pd.DataFrame:
    """Shares of each label corrected by the human labels, one row per group and label.

    Parameters
    ----------
    scores
        A scores table; all its body sentences count, those the model abstained from too. ``p_<label>`` are used where
        there are any. Where answers hold several labels (``economy|security``), each label has a share of its own.
    gold
        Human labels of some of these sentences with the ``inclusion_probability`` of each; ``stratum`` is used where
        there is one. Articles may be partly labelled.
    by
        Columns, or ``day``, ``week``, ``month``, ``quarter``, ``year``; rows without a value in one are in no group.
    options
        The estimator, what the model learned from, what a group needs, and so on.

    Returns
    -------
    DataFrame
        The columns of `annotate.tables.ESTIMATES` after the grouping columns, with ``naive`` (the classify-and-count
        share: of the model's labels, without sentences it abstained from), ``articles``, ``trust`` (the power-tuning
        parameter lambda, 0 to 1, the same for all labels of a group), ``note`` (why a share is withheld),
        ``population`` (what the intervals are for) and ``carried`` (how many of the labelled are near-duplicates with
        the label of their original). A group's shares add up to 1 where a sentence has one label; only
        where an estimate falls outside 0 to 1, and is cut off there, they need not. With bounds, ``bound_low`` and
        ``bound_high`` are the outer ends of three intervals: if none of the drawn sentences without a label had it,
        if all had, and ``low`` to ``high``, as if the labelled ones spoke for them. With
        ``small`` "shrink", ``own`` is how much a group's own labels count, 0 to 1, and ``trust`` is empty. What a
        reader must know is in ``attrs["notes"]``, what ``labelled`` counts beside the sentences that people labelled in
        ``attrs["basis"]``, what happened to the labels in ``attrs["use"]``, and in
        ``attrs["unanimous"]`` the label that all of them are, if they are; ``attrs["item"]`` says what a row of scores
        is, a sentence or a pair.

    Raises
    ------
    InputError
        If no human label can be used, or a column, label or option is unknown.
    """
    data, by, words = _joined(scores, gold, list(by), options)
    groups = groups_of(data, by)
    if options.small == POOL and by:
        groups = pooled(data, groups, options.least)
    shrinks = options.small == SHRINK and bool(by)
    shrunken = _shrunken(data, groups, options) if shrinks else {}
    records = [
        dict(zip(by, key, strict=True)) | row
        for key, rows in groups.items()
        for row in (
            _shrunken_rows(data, rows, options, shrunken[key]) if key in shrunken else _rows(data, rows, options, key)
        )
    ]
    columns = [*by, *ESTIMATES.columns, "naive", "articles", "trust", "note", "population", "carried"]
    columns += ["bound_low", "bound_high"] if options.bounds else []
    columns += ["own"] if shrinks else []
    frame = conform(pd.DataFrame(records, columns=columns), ESTIMATES, where="estimates")[columns]
    if shrinks:
        words.append(_PULLED if shrunken else _NOT_PULLED.format(item=data.use.item))
    frame.attrs["notes"] = [*words, *data.notes, *_no_better_than_majority(data)]
    frame.attrs["basis"] = note_on_carried(
        sum(int(data.carried[rows].sum()) for rows in groups.values()), data.use.item
    )
    frame.attrs["use"], frame.attrs[ITEM] = data.use, data.use.item
    frame.attrs["unanimous"] = _unanimous(data)
    return frame


def _joined(
    scores: pd.DataFrame, gold: pd.DataFrame, by: list[str], options: Options
) -> tuple[Labelled, list[str], list[str]]:
    """The scores with their labels, the columns to group by, and a note on periods that had to be longer."""
    asked = [name for name in by if name in PERIODS]
    while True:
        data = labelled(scores, gold, by=by, options=options)
        check_grouped(data.frame, by)
        names = [name for name in by if name in PERIODS]
        inside = [rows for rows in groups_of(data, by).values() if not data.outside[rows].all()]
        thin = any(not can_estimate(data, rows, options) for rows in inside)
        if options.small != COARSEN or not names or not thin or names[-1] == list(PERIODS)[-1]:
            words = f"by {names[-1]} instead of {asked[-1]}: some had too few labels" if names != asked else ""
            return data, by, [words] if words else []
        longer = list(PERIODS)[list(PERIODS).index(names[-1]) + 1]
        by = [longer if name == names[-1] else name for name in by]


def group_facts(data: Labelled, rows: Integers, options: Options, key: Key = ()) -> dict[str, Any]:
    """The columns that all labels of a group share: ``n``, ``labelled``, ``carried`` and so on."""
    estimator = estimator_named(options.estimator)
    human = int(data.has_label[rows].sum())
    facts: dict[str, Any] = {"n": data.size_of(rows), "labelled": human, "articles": len(np.unique(data.cluster[rows]))}
    facts |= {"population": options.population, "carried": int(data.carried[rows].sum()), "note": None}
    if not can_estimate(data, rows, options):
        return facts | {"method": WITHHELD, "note": shortfall(data, rows, options.least)}
    if estimator.uses_labels and human == len(rows):
        return facts | {"method": CENSUS}
    return facts | {"method": estimator.method + (POOLED if REST in key else "")}


def can_estimate(data: Labelled, rows: Integers, options: Options) -> bool:
    """Whether a group has what the estimator needs."""
    return not estimator_named(options.estimator).uses_labels or enough(data, rows, options.least)


def _rows(data: Labelled, rows: Integers, options: Options, key: Key) -> list[dict[str, Any]]:
    facts = group_facts(data, rows, options, key)
    counted = counted_shares(data, rows)
    lines = [facts | {"label": label, "naive": naive} for label, naive in zip(data.labels, counted, strict=True)]
    if facts["method"] == WITHHELD:
        return lines
    for line, share in zip(lines, estimator_named(options.estimator).shares(data, rows), strict=True):
        low, high = share.interval(options.confidence)
        value = float(np.clip(share.value, 0.0, 1.0))
        numbers = {"share": value, "low": low, "high": high, "trust": share.power}
        line |= {name: 0.0 if abs(one) < _ROUNDING else one for name, one in numbers.items()}
    if options.bounds:
        none, every = (estimator_named(options.estimator).shares(case, rows) for case in worst_cases(data, rows))
        for line, least, most in zip(lines, none, every, strict=True):
            # That the others of their wave speak for them is one of the cases, with fewer labels: the interval itself.
            line |= {"bound_low": min(line["low"], least.interval(options.confidence)[0])}
            line |= {"bound_high": max(line["high"], most.interval(options.confidence)[1])}
    return lines


def can_shrink(scores: pd.DataFrame, gold: pd.DataFrame, *, by: Sequence[str], options: Options = DEFAULTS) -> bool:
    """Whether there are enough groups with enough labels for `estimate` with ``small`` "shrink"."""
    data = labelled(scores, gold, by=by, options=options)
    return estimator_named(options.estimator).uses_labels and not why_not_pooled(data, groups_of(data, by))


def _shrunken(data: Labelled, groups: Groups, options: Options) -> Mapping[Key, list[PooledShare]]:
    check_shrinking(options.small, estimator_named(options.estimator))
    return partly_pooled(data, groups, options)


def check_shrinking(small: str, estimator: Estimator) -> None:
    """Raise `UsageError` if groups are to be pulled towards each other and the estimator has no labels to do it by."""
    if small == SHRINK and not estimator.uses_labels:
        raise UsageError(f"`small` shrink: `estimator` {estimator.name} uses no labels; choose another")


def _shrunken_rows(
    data: Labelled, rows: Integers, options: Options, shares: Sequence[PooledShare]
) -> list[dict[str, Any]]:
    facts = group_facts(data, rows, options) | {"note": None}
    facts["method"] = estimator_named(options.estimator).method + SHRUNKEN
    if not (data.weight[rows] > 0).any():
        facts["note"] = f"no drawn {data.use.item} has a label: from the model and the labels of other groups"
    return [
        facts | {"label": label, "naive": naive, **asdict(share)}
        for label, naive, share in zip(data.labels, counted_shares(data, rows), shares, strict=True)
    ]


def _unanimous(data: Labelled) -> str:
    """The label that all labelled sentences have; empty where they have several."""
    truth = data.truth[data.has_label]
    if not len(truth) or truth.sum() != len(truth) or not truth.all(axis=0).any():
        return ""
    return data.labels[int(truth.all(axis=0).argmax())]


def _no_better_than_majority(data: Labelled) -> list[str]:
    """A note on a model that, on the drawn labels, is right no more often than the most frequent label would be."""
    drawn = data.drawn
    truth, weight = data.truth[drawn], data.weight[drawn]
    if not len(drawn) or (truth.sum(axis=1) != 1).any():
        return []
    right = truth[np.arange(len(drawn)), data.predicted[drawn].argmax(axis=1)]
    accuracy, shares = np.average(right, weights=weight), np.average(truth, axis=0, weights=weight)
    if accuracy > shares.max():
        return []
    return [
        f"the model is right for {accuracy:.1%} of the labelled {data.use.items}; always saying "
        f"{data.labels[int(shares.argmax())]} would be right for {shares.max():.1%}: the model is no better than that "
        "and adds little to these estimates"
    ]
