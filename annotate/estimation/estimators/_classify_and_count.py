"""Classify and count: the share of sentences that the model gives a label. The model's errors are in it."""

from __future__ import annotations

import numpy as np

from annotate._types import Integers
from annotate.estimation.counting import CLASSIFY_AND_COUNT
from annotate.estimation.design._labelled_scores import Labelled
from annotate.estimation.estimators._share import Share


class ClassifyAndCount:
    """The model's labels as counted; without an interval, as none that ignores the model's errors would be valid."""

    name = CLASSIFY_AND_COUNT
    method = CLASSIFY_AND_COUNT
    description = "Shares are the model's labels counted; they are not corrected for its errors and have no interval."
    references: tuple[str, ...] = ()
    uses_labels = False

    def shares(self, data: Labelled, rows: Integers) -> list[Share]:
        """The counted share of each label; sentences the model abstained from do not count."""
        cluster, no_variance = np.zeros(1, dtype=np.int64), np.array([np.nan])
        return [Share(value, cluster, no_variance, freedom=1) for value in counted_shares(data, rows)]


def counted_shares(data: Labelled, rows: Integers) -> list[float]:
    """The share of `rows` that the model gives each label; NaN where it abstained from all."""
    has, mass = data.assigned[rows], data.mass_of(rows) * ~data.abstained[rows]
    return ((mass @ has) / mass.sum()).tolist() if mass.any() else [np.nan] * len(data.labels)
