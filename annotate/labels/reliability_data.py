"""Answers to one question as numbers: which label each annotator gave each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from annotate._types import Integers, Reals
from annotate.labels.annotations import unit_of


@dataclass(frozen=True)
class Ratings:
    """One entry an answer, as positions in ``units``, ``annotators`` and ``labels``; ``cluster`` numbers each unit's.

    ``units`` are sentences, or pairs of sentence and target. Units of one article are one cluster where articles are
    known, else each unit is its own.
    """

    unit: Integers
    annotator: Integers
    label: Integers
    units: pd.Index
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    cluster: Integers

    @cached_property
    def counts(self) -> Reals:
        """How many gave each label: one row a unit, one column a label."""
        width = len(self.labels)
        flat = np.bincount(self.unit * width + self.label, minlength=len(self.units) * width)
        return flat.reshape(len(self.units), width).astype(float)

    @cached_property
    def shared(self) -> npt.NDArray[np.bool_]:
        """Which units have answers of two annotators or more."""
        return np.asarray(self.counts.sum(axis=1) >= 2)

    def without(self, annotator: int) -> Ratings:
        """The same without the answers of one annotator."""
        kept = self.annotator != annotator
        return Ratings(
            self.unit[kept],
            self.annotator[kept],
            self.label[kept],
            self.units,
            self.annotators,
            self.labels,
            self.cluster,
        )


def ratings_of(
    given: pd.DataFrame, *, articles: pd.DataFrame | None = None, order: Sequence[str] | None = None
) -> Ratings:
    """The ratings in the answers (see `annotate.labels.annotations`) to one question.

    Labels come in `order`, those it does not name after them by name; numbers are ordered as numbers. `articles` is any
    table with ``sentence_id`` and ``article_id``; without it an ``article_id`` among the answers is taken.
    """
    labels = _ordered(given["label"].unique().tolist(), order)
    key = unit_of(given)
    unit, units = pd.factorize(pd.MultiIndex.from_frame(given[key]) if len(key) > 1 else given[key[0]])
    annotator, annotators = pd.factorize(given["annotator"], sort=True)
    first = np.unique(unit, return_index=True)[1]
    return Ratings(
        unit=unit,
        annotator=annotator,
        label=pd.Categorical(given["label"], categories=labels).codes.astype(np.intp),
        units=pd.Index(units),
        annotators=tuple(annotators),
        labels=tuple(labels),
        cluster=_clusters(given.iloc[first], articles),
    )


def _ordered(labels: list[str], order: Sequence[str] | None) -> list[str]:
    named = [label for label in order or () if label in labels]
    rest = sorted(set(labels) - set(named))
    numbers = pd.to_numeric(pd.Series(rest, dtype=object), errors="coerce")
    if rest and numbers.notna().all():
        rest = [rest[i] for i in np.argsort(numbers.to_numpy(dtype=float), kind="stable")]
    return named + rest


def _clusters(units: pd.DataFrame, articles: pd.DataFrame | None) -> Integers:
    """Numbers from 0; a sentence of no known article is a cluster of its own."""
    article = pd.Series(None, index=units.index, dtype=object)
    if articles is not None:
        known = articles.drop_duplicates("sentence_id").set_index("sentence_id")["article_id"]
        article = units["sentence_id"].map(known)
    elif "article_id" in units.columns:
        article = units["article_id"]
    named = article.notna() & (article.astype("str") != "")
    alone = "sentence " + units["sentence_id"].astype("str")
    return pd.factorize(("article " + article.astype("str")).where(named, alone))[0]
