"""Reliability data: which label each annotator gave each item, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from annotate._types import Flags, Integers, Reals
from annotate.tables import item_columns

_BY_CHANCE = 0.01
"""Less likely than this, it is no chance that an annotator saw disputed items only."""


@dataclass(frozen=True)
class ReliabilityData:
    """One entry for each annotation, as positions in ``items``, ``annotators`` and ``labels``.

    Items are sentences, or pairs of sentence and target. ``cluster`` has for each item the number of its article
    where articles are known; else each item is a cluster of its own. ``left_out`` names adjudicators whose answers were
    taken out, with the number of these.
    """

    item: Integers
    annotator: Integers
    label: Integers
    items: pd.Index
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    cluster: Integers
    left_out: str = ""

    @cached_property
    def counts(self) -> Reals:
        """How many annotators gave each label: one row for each item, one column for each label."""
        width = len(self.labels)
        flat = np.bincount(self.item * width + self.label, minlength=len(self.items) * width)
        return flat.reshape(len(self.items), width).astype(float)

    @cached_property
    def shared(self) -> Flags:
        """Which items have annotations of two annotators or more."""
        return np.asarray(self.counts.sum(axis=1) >= 2)

    @cached_property
    def adjudicators(self) -> dict[int, int]:
        """Annotators who answered only items on which at least two others differ, with how many they answered.

        Whose answers are few enough to be so by chance (with a probability of 1 % or more) is none.
        """
        settled: dict[int, int] = {}
        for person in np.unique(self.annotator):
            mine = self.annotator == person
            item, label = self.item[mine], self.label[mine]
            others = self.counts.copy()
            others[item, label] -= 1
            differ = (others > 0).sum(axis=1) > 1
            if not differ[item].all():
                continue
            compared = others.sum(axis=1) > 1
            if differ[compared].mean() ** len(item) < _BY_CHANCE:
                settled[int(person)] = len(item)
        return settled

    @property
    def names_left_out(self) -> str:
        """The adjudicators, each with the number of answers."""
        return ", ".join(f"{self.annotators[one]} ({count:,})" for one, count in self.adjudicators.items())

    def without_adjudicators(self) -> ReliabilityData:
        """The same data without the answers of adjudicators, whom ``left_out`` names."""
        data = replace(self, left_out=self.names_left_out)
        for one in self.adjudicators:
            data = data.without(one)
        return data

    def without(self, annotator: int) -> ReliabilityData:
        """The same data without the annotations of one annotator."""
        others = self.annotator != annotator
        return replace(self, item=self.item[others], annotator=self.annotator[others], label=self.label[others])


def reliability_data(
    annotations: pd.DataFrame, *, articles: pd.DataFrame | None = None, order: Sequence[str] | None = None
) -> ReliabilityData:
    """The reliability data of the annotations of one question (see `annotate.labels.annotations`).

    Labels come in `order`, those it does not name after them by name; numbers are ordered as numbers. `articles` is any
    table with ``sentence_id`` and ``article_id``; without it an ``article_id`` among the annotations is used.
    """
    labels = _ordered(annotations["label"].unique().tolist(), order)
    key = item_columns(annotations)
    rows = pd.MultiIndex.from_frame(annotations[key]) if len(key) > 1 else annotations[key[0]]
    item, items = pd.factorize(rows)
    annotator, annotators = pd.factorize(annotations["annotator"], sort=True)
    first = np.unique(item, return_index=True)[1]
    return ReliabilityData(
        item=item,
        annotator=annotator,
        label=pd.Categorical(annotations["label"], categories=labels).codes.astype(np.intp),
        items=pd.Index(items),
        annotators=tuple(annotators),
        labels=tuple(labels),
        cluster=_clusters(annotations.iloc[first], articles),
    )


def _ordered(labels: list[str], order: Sequence[str] | None) -> list[str]:
    named = [label for label in order or () if label in labels]
    rest = sorted(set(labels) - set(named))
    numbers = pd.to_numeric(pd.Series(rest, dtype=object), errors="coerce")
    if rest and numbers.notna().all():
        rest = [rest[i] for i in np.argsort(numbers.to_numpy(dtype=float), kind="stable")]
    return named + rest


def _clusters(items: pd.DataFrame, articles: pd.DataFrame | None) -> Integers:
    """Numbers from 0; a sentence of no known article is a cluster of its own."""
    article = pd.Series(None, index=items.index, dtype=object)
    if articles is not None:
        known = articles.drop_duplicates("sentence_id").set_index("sentence_id")["article_id"]
        article = items["sentence_id"].map(known)
    elif "article_id" in items.columns:
        article = items["article_id"]
    named = article.notna() & (article.astype("str") != "")
    alone = "sentence " + items["sentence_id"].astype("str")
    return pd.factorize(("article " + article.astype("str")).where(named, alone))[0]
