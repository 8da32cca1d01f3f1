"""Scores summarised: shares and an index by article, speaker, outlet or time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from annotate.answer_labels import membership
from annotate.estimation.counting import countable, labels_of
from annotate.estimation.design._units import clusters_of
from annotate.estimation.label_scores import label_scores, question_of, scale_scores
from annotate.estimation.periods import with_groups


def aggregate(
    scores: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    values: Mapping[str, float] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Shares of the model's labels and the index of each group, one row per group.

    The interval shows how the index would vary with other articles of the same kind (sentences of one article are
    alike, so articles are the unit); the classifier's errors are still in it. `annotate.estimation.net_tone` corrects
    those.

    Parameters
    ----------
    scores
        A scores table; body sentences that the model did not abstain from count.
    by
        Columns, or ``day``, ``week``, ``month``, ``year``; rows without a value in one are in no group.
    values
        The score of each label, from -1 to 1; by default that of its position on the scale of the shipped question.
        Labels without a scale have no index.

    Returns
    -------
    DataFrame
        The grouping columns, ``n`` sentences, ``articles``, ``share_<label>`` of each label, the net-tone ``index``
        from -1 to +1, ``low`` and ``high``. A group of one article has no interval.

    Raises
    ------
    InputError
        If a grouping column is not there, or `values` lacks a label.
    """
    keys, labels = list(by), labels_of(scores)
    rows = with_groups(countable(_filled(scores)), keys)
    rows = rows.assign(_score=rows["label"].map(_scores(labels, values)), _cluster=clusters_of(rows))
    groups = rows.groupby(keys, sort=True, observed=True) if keys else [((), rows)]
    records = [
        dict(zip(keys, key, strict=True)) | _summary(part, labels, confidence) for key, part in groups if len(part)
    ]
    columns = [*keys, "n", "articles", *(f"share_{label}" for label in labels), "index", "low", "high"]
    return pd.DataFrame(records, columns=columns)


def _scores(labels: Sequence[str], values: Mapping[str, float] | None) -> dict[str, float]:
    if values is None and scale_scores(question_of(labels)) is None:
        return dict.fromkeys(labels, np.nan)
    return label_scores(labels, values)


def _filled(scores: pd.DataFrame) -> pd.DataFrame:
    missing = {"kind": None, "abstained": False}
    return scores.assign(**{name: value for name, value in missing.items() if name not in scores.columns})


def _summary(part: pd.DataFrame, labels: Sequence[str], confidence: float) -> dict[str, float]:
    index = float(part["_score"].mean())
    articles = part["_cluster"].nunique()
    low, high = _interval(part, index, articles, confidence)
    has = membership(part["label"], labels).mean(axis=0)
    shares = {f"share_{label}": float(share) for label, share in zip(labels, has, strict=True)}
    return {"n": len(part), "articles": articles, **shares, "index": index, "low": low, "high": high}


def _interval(part: pd.DataFrame, index: float, articles: int, confidence: float) -> tuple[float, float]:
    if articles < 2:
        return np.nan, np.nan
    sums = (part["_score"] - index).groupby(part["_cluster"]).sum().to_numpy()
    error = np.sqrt((sums**2).sum() * articles / (articles - 1)) / len(part)
    half = stats.t.ppf(0.5 + confidence / 2, articles - 1) * error
    return float(np.clip(index - half, -1, 1)), float(np.clip(index + half, -1, 1))
