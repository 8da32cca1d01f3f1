"""Ways to estimate the shares of a group of sentences, one file each.

To add one, write a file with a class as `Estimator` describes it and name it in `ESTIMATORS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from annotate._types import Integers
from annotate.errors import check_choice
from annotate.estimation.design._labelled_scores import Labelled
from annotate.estimation.estimators._aipw import Aipw
from annotate.estimation.estimators._classify_and_count import ClassifyAndCount
from annotate.estimation.estimators._labels_only import LabelsOnly
from annotate.estimation.estimators._share import Share


class Estimator(Protocol):
    """An estimator of shares.

    Attributes
    ----------
    name
        What users choose it by.
    method
        What the column ``method`` of an estimates table says.
    description
        The sentence for a methods section; ``{labelled}`` stands for the number of labelled sentences,
        ``{labellers}`` for who labelled them.
    references
        What it rests on, as the report lists it.
    uses_labels
        Whether human labels go into the shares. Where they do not, shares have no interval and need no labels.
    """

    name: str
    method: str
    description: str
    references: tuple[str, ...]
    uses_labels: bool

    def shares(self, data: Labelled, rows: Integers) -> list[Share]:
        """The share of each of ``data.labels`` among `rows` (positions in `data`).

        Where it uses labels, at least one of `rows`, or all of them, have a human label.
        """
        ...


DEFAULT = "aipw"
LABELS_ONLY = LabelsOnly.name
"""The estimator that human labels go into, and the model's predictions do not."""
ESTIMATORS: Mapping[str, Estimator] = {
    estimator.name: estimator for estimator in (Aipw(), LabelsOnly(), ClassifyAndCount())
}
"""The estimators by name."""


def estimator_named(name: str) -> Estimator:
    """The estimator called `name`.

    Raises
    ------
    InputError
        If there is none.
    """
    check_choice("estimator", name, ESTIMATORS)
    return ESTIMATORS[name]
