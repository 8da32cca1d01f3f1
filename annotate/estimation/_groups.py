"""The groups that shares are estimated for, and whether each has enough labels."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeAlias

import numpy as np

from annotate._types import Integers
from annotate.estimation.design._labelled_scores import Labelled
from annotate.estimation.options import Least
from annotate.study.ledger import Count

Key: TypeAlias = tuple[Hashable, ...]
"""A group's values of the grouping columns."""

Groups: TypeAlias = dict[Key, Integers]
"""The rows of each group."""

REST = "(other)"
"""The name of small groups that were pooled."""


def groups_of(data: Labelled, by: Sequence[str]) -> Groups:
    """The rows of each group, in the order of the groups' names; one group of all rows without `by`.

    Rows outside the frame are in no group, unless the whole group is outside.
    """
    groups: Groups = {(): np.arange(len(data.frame))}
    if by:
        indices = data.frame.reset_index(drop=True).groupby(list(by), sort=True, observed=True).indices
        groups = {key if isinstance(key, tuple) else (key,): rows for key, rows in indices.items()}
    return {key: rows if data.outside[rows].all() else rows[~data.outside[rows]] for key, rows in groups.items()}


def enough(data: Labelled, rows: Integers, least: Least) -> bool:
    """Whether a group has enough labels for an estimate: all of its sentences, or what `least` says."""
    if data.outside[rows].all():
        return False
    if data.has_label[rows].all():
        return True
    drawn = rows[(data.weight[rows] > 0) & (data.mass[rows] > 0)]
    return len(drawn) >= least.labelled and len(np.unique(data.cluster[drawn])) >= least.articles


def pooled(data: Labelled, groups: Groups, least: Least) -> Groups:
    """`groups` with those that have too few labels pooled; if there is only one of these, it stays as it is."""
    inside = {key: rows for key, rows in groups.items() if not data.outside[rows].all()}
    few = [key for key, rows in inside.items() if not enough(data, rows, least)]
    if len(few) < 2:
        return dict(groups)
    rest = np.sort(np.concatenate([groups[key] for key in few]))
    return {key: rows for key, rows in groups.items() if key not in few} | {(REST,) * len(few[0]): rest}


def shortfall(data: Labelled, rows: Integers, least: Least) -> str:
    """Why a group of `rows` has no estimate, and what it would take."""
    if data.outside[rows].all():
        return "not in the frame that labels were drawn from: draw some of its sentences too"
    drawn = rows[(data.weight[rows] > 0) & (data.mass[rows] > 0)]
    articles = len(np.unique(data.cluster[drawn]))
    others = int(data.has_label[rows].sum()) - len(drawn)
    alone = f" ({others:,} more correct nothing: the model learned from them or they count for themselves alone)"
    return (
        f"{Count(len(drawn), f'labelled {data.use.item}')} in {Count(articles, 'article')}{alone if others else ''}; "
        f"at least {least.labelled} in {least.articles} are needed: label more or pool"
    )


def written(key: Key) -> str:
    """A group's name in one cell."""
    return " · ".join(map(str, key))
