"""The labels alone: an inverse-probability weighted share of the labelled sentences (Hájek 1971), without the model."""

from __future__ import annotations

from annotate._types import Integers
from annotate.estimation.design._labelled_scores import Labelled
from annotate.estimation.estimators._aipw import is_census, weighted_share, whole_share
from annotate.estimation.estimators._share import Share


class LabelsOnly:
    """What people's labels say by themselves: wider intervals, and no model to trust; a check of the default."""

    name = "labels-only"
    method = "labels only"
    description = (
        "Shares are those of {labelled} {items} labelled by {labellers}, each weighted by one over the probability "
        "with which it was drawn; the model's predictions are not used."
    )
    references: tuple[str, ...] = (
        "Hájek (1971): Comment on a paper by D. Basu. Foundations of Statistical Inference.",
    )
    uses_labels = True

    def shares(self, data: Labelled, rows: Integers) -> list[Share]:
        """The weighted share of each label; they add up to 1 where a sentence has one label."""
        columns = range(len(data.labels))
        if is_census(data, rows):
            return [whole_share(data, rows, column) for column in columns]
        return [weighted_share(data, rows, column, power=0.0) for column in columns]
