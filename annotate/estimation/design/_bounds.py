"""Worst cases: what the estimates could be if drawn sentences without a label all had it, or none (Manski 1989)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from annotate._types import Integers
from annotate.estimation.design._labelled_scores import Labelled


def worst_cases(data: Labelled, rows: Integers) -> tuple[Labelled, Labelled]:
    """`data` with no label for the unanswered sentences among `rows`, and with every label for them.

    Each label's share is to be taken by itself: no sentence would have all labels at once.
    """
    missing = rows[data.unanswered[rows]]
    if not len(missing):
        return data, data
    drawn = rows[data.if_answered[rows] > 0]
    weight, known = data.weight.copy(), data.known.copy()
    certain = data.if_answered[drawn] <= 1
    weight[drawn], known[drawn] = np.where(certain, 0, data.if_answered[drawn]), certain
    none, every = data.truth.copy(), data.truth.copy()
    none[missing], every[missing] = 0, 1
    return replace(data, truth=none, weight=weight, known=known), replace(data, truth=every, weight=weight, known=known)
