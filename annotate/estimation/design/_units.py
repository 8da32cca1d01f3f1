"""What was drawn: articles, sentences, and near-duplicates that share the label of their original."""

from __future__ import annotations

import numpy as np
import pandas as pd

from annotate._types import Flags, Integers

_FEW_ARTICLES = 0.7
"""Labels in less than this share of the articles expected were not drawn sentence by sentence."""


def clusters_of(frame: pd.DataFrame) -> Integers:
    """A number for each row's article; a row without ``article_id`` is an article of its own."""
    if "article_id" not in frame.columns:
        return np.arange(len(frame))
    codes, names = pd.factorize(frame["article_id"])
    lone = codes < 0
    codes = codes.astype(np.int64)
    codes[lone] = len(names) + np.arange(int(lone.sum()))
    return codes


def drawn_by_article(cluster: Integers, drawn: Flags) -> bool:
    """Whether the drawn sentences lie in far fewer articles than sentences drawn one by one would."""
    if not drawn.any():
        return False
    sizes = np.bincount(cluster)
    expected = float((1 - (1 - drawn.mean()) ** sizes[sizes > 0]).sum())
    return len(np.unique(cluster[drawn])) < _FEW_ARTICLES * expected


def original_of(rows: pd.DataFrame) -> Integers:
    """A number for each sentence; near-duplicates, which share a label, share that of their original."""
    numbers = np.arange(len(rows))
    if "duplicate_of" not in rows.columns:
        return numbers
    original = pd.Index(rows["sentence_id"]).get_indexer(pd.Index(rows["duplicate_of"]))
    return np.where(original >= 0, original, numbers)
