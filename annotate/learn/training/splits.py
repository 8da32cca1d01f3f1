"""Splits without leakage: sentences of one article, and near-duplicates across articles, stay on one side.

Leakage of this kind is the commonest flaw in published results of machine learning in the sciences
(Kapoor and Narayanan, Patterns 2023).
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import StratifiedGroupKFold

from annotate._types import Array, Flags, Integers

ALIKE = 0.7
"""Jaccard similarity of word pairs from which on two sentences are near-duplicates."""
_FEWEST_WORDS = 6
_TOO_COMMON = 200
_CHUNK = 2048


def groups_of(frame: pd.DataFrame, column: str | None = None) -> Array:
    """A group number for each row; rows linked directly or through other rows share it.

    Rows are linked by the same value in `column`, in ``copy_group`` or in ``sentence_id`` (several targets of one
    sentence), and if they are near-duplicates. Missing values link nothing.
    """
    links = [_same_words(frame["text"]), _alike(frame["text"])]
    for name in dict.fromkeys((column, "copy_group", "sentence_id")):
        if name is not None and name in frame.columns:
            links.append(_same_value(frame[name]))
    pairs = np.concatenate(links)
    count = len(frame)
    graph = sparse.coo_matrix((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return connected_components(graph, directed=False)[1]


def held_out(labels: Array, groups: Array, *, share: float = 0.2, seed: int = 0) -> Array:
    """A mask of whole groups with about `share` of the rows, stratified by label.

    No row is held out if there are too few groups.
    """
    mask = np.zeros(len(labels), dtype=bool)
    if share > 0:
        parts = folds(labels, groups, count=max(2, round(1 / share)), seed=seed)
        if parts:
            mask[parts[0][1]] = True
    return mask


def folds(labels: Array, groups: Array, *, count: int = 5, seed: int = 0) -> list[tuple[Array, Array]]:
    """Pairs of training and test rows, stratified by label as far as the groups allow.

    There are `count` pairs, or as many as there are groups if these are fewer; none with fewer than two groups.

    Raises
    ------
    AssertionError
        If a group is on both sides of a split, which would be a bug.
    """
    count = min(count, len(np.unique(groups)), int(np.unique(labels, return_counts=True)[1].max()))
    if count < 2:
        return []
    splitter = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The least populated class")
        parts = [(train, test) for train, test in splitter.split(labels, labels, groups) if len(train) and len(test)]
    for train, test in parts:
        check_separate(groups, train, test)
    return parts


def rarest_labels(truth: Flags) -> Integers:
    """For each row the position of the rarest of its labels, -1 for none of them: what folds are stratified by.

    So each fold gets its part of rare labels (the order of iterative stratification: Sechidis, Tsoumakas and Vlahavas,
    ECML PKDD 2011).

    Parameters
    ----------
    truth
        Which labels each row has, shape ``(rows, labels)``.
    """
    counts = np.where(truth, truth.sum(axis=0), len(truth) + 1)
    return np.where(truth.any(axis=1), counts.argmin(axis=1), -1)


def check_separate(groups: Array, train: Array, test: Array) -> None:
    """Raise `AssertionError` if a group has rows on both sides."""
    crossing = np.intersect1d(groups[train], groups[test])
    if len(crossing):
        raise AssertionError(f"{len(crossing)} groups are on both sides of a split")


def hash_of_split(ids: Iterable[str], parts: Iterable[str]) -> str:
    """A SHA-256 of the assignment of sentences to parts, independent of the order of rows."""
    lines = sorted(f"{sentence}\t{part}\n" for sentence, part in zip(ids, parts, strict=True))
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def _same_value(values: pd.Series) -> Array:
    codes = pd.factorize(values.astype("object").where(values.astype("str").str.strip() != "", None))[0]
    return _chain(codes)


def _same_words(texts: pd.Series) -> Array:
    squeezed = texts.astype("str").str.lower().str.replace(r"[\W_]+", "", regex=True)
    return _chain(pd.factorize(squeezed.where(squeezed != "", None))[0])


def _chain(codes: Array) -> Array:
    # Each row is linked to the next one with the same code, so there are no more links than rows.
    order = np.argsort(codes, kind="stable")
    same = (codes[order][1:] == codes[order][:-1]) & (codes[order][1:] >= 0)
    return np.column_stack([order[:-1][same], order[1:][same]])


def _alike(texts: pd.Series) -> Array:
    rows = np.flatnonzero(texts.astype("str").str.count(r"\w+") >= _FEWEST_WORDS)
    if len(rows) < 2:
        return np.empty((0, 2), dtype=np.int64)
    pairs = CountVectorizer(binary=True, analyzer=_pairs, dtype=np.float32)
    incidence = pairs.fit_transform(texts.astype("str").iloc[rows]).tocsr()
    sizes = np.asarray(incidence.sum(axis=1)).ravel()
    # Pairs of words that occur in hundreds of sentences ("in the") are uninformative and take nearly all of the time.
    rare = incidence[:, np.asarray(incidence.sum(axis=0)).ravel() <= _TOO_COMMON]
    left = sizes - np.asarray(rare.sum(axis=1)).ravel()
    links = [_alike_in(rare, sizes, left, first) for first in range(0, len(rows), _CHUNK)]
    return rows[np.concatenate(links)] if links else np.empty((0, 2), dtype=np.int64)


def _pairs(text: str) -> list[tuple[str, str]]:
    return list(pairwise(re.findall(r"\w+", text.lower())))


def _alike_in(rare: sparse.csr_matrix, sizes: Array, left: Array, first: int) -> Array:
    common = (rare[first : first + _CHUNK] @ rare.T).tocoo()
    one, other = common.row + first, common.col
    keep = one < other
    one, other, shared = one[keep], other[keep], common.data[keep]
    # The skipped pairs count as shared, so that no near-duplicate is missed.
    shared = shared + np.minimum(left[one], left[other])
    close = shared / (sizes[one] + sizes[other] - shared) >= ALIKE
    return np.column_stack([one[close], other[close]])
