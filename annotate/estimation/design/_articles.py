"""Articles as the labelled units: each has the labels that more than half of its sentences have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from annotate._types import Array, Flags, Integers
from annotate.errors import InputError

if TYPE_CHECKING:
    from annotate.estimation.design._labelled_scores import Labelled

_MOST_IN_PART = 0.2
"""With a larger part of the labelled articles partly labelled, articles were not drawn whole."""


def by_majority(data: Labelled) -> Labelled:
    """`data` with one row per article of each group, which has a label where most of its sentences have it.

    What most sentences of an article have is known only where all of them have a human label, so articles must have
    been drawn whole: then one is drawn with the probability of its sentences. Articles with a skipped or tied sentence
    have no label. The model's label for an article is that of most of its predictions.

    Raises
    ------
    InputError
        If labels are of single sentences, or the sentences of an article were drawn with different probabilities.
    """
    first, article = _articles(data)
    size = np.bincount(article)
    labels = np.bincount(article, weights=data.has_label)
    whole = labels == size
    in_part = (labels > 0) & ~whole
    if in_part.sum() > _MOST_IN_PART * max((labels > 0).sum(), 1):
        raise InputError(
            f"{int(in_part.sum()):,} of {int((labels > 0).sum()):,} labelled articles are partly labelled: what most "
            "of an article's sentences are needs articles drawn whole (annotate sample --unit article) and labelled "
            "whole; for the mean over articles take `unit` article"
        )
    known = whole & (np.bincount(article, weights=data.known) > 0)
    weight = np.where(whole & ~known, _alike(data, first, article, whole & ~known), 0.0)
    notes = [f"{int(in_part.sum()):,} articles are partly labelled and count as not labelled"] if in_part.any() else []
    return replace(
        data,
        frame=data.frame.iloc[first],
        predicted=_more_than_half(data.predicted, article, size).astype(float),
        truth=np.where(whole[:, None], _more_than_half(data.truth, article, size), 0.0),
        assigned=_more_than_half(data.assigned.astype(float), article, size),
        abstained=np.bincount(article, weights=data.abstained) == size,
        cluster=data.cluster[first],
        carried=np.zeros(len(first), dtype=bool),
        printed=data.printed[first],
        article=None,
        count=np.ones(len(first), dtype=np.int64),
        within=np.zeros(len(first)),
        together=None,
        mass=np.bincount(article, weights=data.mass) / size,
        weight=weight,
        known=known,
        learned=np.bincount(article, weights=data.learned) > 0,
        stratum=np.where(weight > 0, data.stratum[first], 0),
        unit=data.cluster[first],
        disagreement=np.zeros((len(first), len(data.labels))),
        outside=data.outside[first],
        unanswered=in_part & (np.bincount(article, weights=data.unanswered) > 0),
        if_answered=_largest(data.if_answered, article, len(first)),
        notes=(*data.notes, *notes),
    )


def _articles(data: Labelled) -> tuple[Integers, Integers]:
    """The first row of each article (in each group that it is in), and the number of the article of each row."""
    keys = data.frame.assign(**{"article number": data.article})
    codes = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
    return np.flatnonzero(~pd.Series(codes).duplicated().to_numpy()), np.asarray(codes, dtype=np.int64)


def _largest(values: Array, article: Integers, count: int) -> Array:
    largest = np.zeros(count)
    np.maximum.at(largest, article, values)
    return largest


def _more_than_half(has: Array, article: Integers, size: Integers) -> Flags:
    sums = np.stack([np.bincount(article, weights=column) for column in has.T], axis=1)
    return np.asarray(2 * sums > size[:, None])


def _alike(data: Labelled, first: Integers, article: Integers, drawn: Flags) -> Array:
    """The weight of each drawn article, which all of its sentences share."""
    weight = data.weight[first]
    differs = drawn[article] & ~np.isclose(data.weight, weight[article])
    if differs.any():
        raise InputError(
            f"the sentences of {int(np.unique(article[differs]).size):,} articles were drawn with different "
            "probabilities, so the article's own is unknown; draw articles whole, each with one probability"
        )
    return weight
