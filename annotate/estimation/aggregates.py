"""Scores summed up: shares and an index by article, speaker, outlet or time, and who speaks how toward whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from annotate.errors import InputError
from annotate.estimation.counting import countable, labels_of
from annotate.estimation.periods import with_groups

VALUES: Mapping[str, float] = {"conciliatory": 1.0, "positive": 1.0, "critical": -1.0, "negative": -1.0, "neutral": 0.0}
"""What each label is worth in the index."""


def aggregate(
    scores: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    freq: str | None = None,
    values: Mapping[str, float] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Shares of the model's labels and the index of each group, one row a group.

    The interval says how the index would vary with other articles of the same kind (sentences of one article are alike,
    so articles are the unit); the classifier's errors are still in it. `annotate.estimation.shares` corrects those.

    Parameters
    ----------
    scores
        A scores table; body sentences that the model did not abstain from count.
    by
        Columns, or ``day``, ``week``, ``month``, ``year``; rows without a value in one are in no group.
    freq
        A period to group by after `by`.
    values
        What each label is worth, from -1 to 1; by default `VALUES`.

    Returns
    -------
    DataFrame
        The grouping columns, ``n`` sentences, ``articles``, ``share_<label>`` of each label, ``index`` from -1 (all
        critical) to +1 (all conciliatory), ``low`` and ``high``. A group of one article has no interval.

    Raises
    ------
    InputError
        If a grouping column is not there, or a label has no value.
    """
    keys = [*by, *([freq] if freq else [])]
    rows, labels = with_groups(countable(_filled(scores)), keys), labels_of(scores)
    worth = worth_of(labels, values)
    rows = rows.assign(_worth=rows["label"].map(worth), _cluster=clusters_of(rows))
    groups = rows.groupby(keys, sort=True, observed=True) if keys else [((), rows)]
    found = [
        dict(zip(keys, key, strict=True)) | _summary(part, labels, confidence) for key, part in groups if len(part)
    ]
    columns = [*keys, "n", "articles", *(f"share_{label}" for label in labels), "index", "low", "high"]
    return pd.DataFrame(found, columns=columns)


def toward(scores: pd.DataFrame, *, speaker: str = "speaker", target: str = "target", least: int = 1) -> pd.DataFrame:
    """Who is conciliatory or critical toward whom: `aggregate` by speaker and target, the most spoken pairs first.

    Parameters
    ----------
    speaker, target
        The columns that name who speaks and of whom; sentences without either do not count.
    least
        Leave out pairs with fewer sentences.

    Raises
    ------
    InputError
        If the scores have no such columns.
    """
    for column in (speaker, target):
        if column not in scores.columns:
            raise InputError(f"no column '{column}': who speaks toward whom needs sentences split with --targets")
    pairs = aggregate(scores, [speaker, target])
    return pairs[pairs["n"] >= least].sort_values("n", ascending=False, kind="stable", ignore_index=True)


def worth_of(labels: Sequence[str], values: Mapping[str, float] | None = None) -> dict[str, float]:
    """The value of each of `labels` in the index; `InputError` names one without."""
    values = VALUES if values is None else values
    unknown = [label for label in labels if label not in values]
    if unknown:
        raise InputError(f"the index has no value for label '{unknown[0]}'; give values={{label: -1 to 1}} for each")
    return {label: float(values[label]) for label in labels}


def clusters_of(frame: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A number for each row's article; a row without ``article_id`` is an article of its own."""
    if "article_id" not in frame.columns:
        return np.arange(len(frame))
    codes, names = pd.factorize(frame["article_id"])
    lone = codes < 0
    codes = codes.astype(np.int64)
    codes[lone] = len(names) + np.arange(int(lone.sum()))
    return codes


def _filled(scores: pd.DataFrame) -> pd.DataFrame:
    missing = {"kind": None, "abstained": False}
    return scores.assign(**{name: value for name, value in missing.items() if name not in scores.columns})


def _summary(part: pd.DataFrame, labels: Sequence[str], confidence: float) -> dict[str, float]:
    index = float(part["_worth"].mean())
    articles = part["_cluster"].nunique()
    low, high = _interval(part, index, articles, confidence)
    shares = {f"share_{label}": float((part["label"] == label).mean()) for label in labels}
    return {"n": len(part), "articles": articles, **shares, "index": index, "low": low, "high": high}


def _interval(part: pd.DataFrame, index: float, articles: int, confidence: float) -> tuple[float, float]:
    if articles < 2:
        return np.nan, np.nan
    sums = (part["_worth"] - index).groupby(part["_cluster"]).sum().to_numpy()
    error = np.sqrt((sums**2).sum() * articles / (articles - 1)) / len(part)
    half = stats.t.ppf(0.5 + confidence / 2, articles - 1) * error
    return max(-1.0, index - half), min(1.0, index + half)
