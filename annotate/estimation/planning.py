"""How many more sentences to label for an interval as narrow as one wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from annotate._types import Integers
from annotate.errors import InputError
from annotate.estimation.estimators.aipw import Share, corrected
from annotate.estimation.labelled_scores import Labelled, labelled
from annotate.estimation.shares import LEAST, Least, enough, groups_of

REACHED, ARTICLES, BORROWED = "reached", "more articles, not labels", "from the figures of all groups together"
"""What ``note`` says: narrow enough already; even labelling every sentence would not do; no labels of its own yet."""


def plan(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    half_width: float,
    by: Sequence[str] = (),
    least: Least = LEAST,
    confidence: float = 0.95,
    **options: Any,
) -> pd.DataFrame:
    """How many more labels bring each share's interval to plus or minus `half_width`, one row a group and label.

    The variance has a part that shrinks as one over the number of labels, drawn as the ones so far, and a part that
    only more articles shrink. A group with fewer labels than `least` borrows the figures of all groups together.

    Parameters
    ----------
    half_width
        Half of the interval's width as a share: 0.03 is plus or minus three points.
    options
        Those of `annotate.estimation.shares.estimate`.

    Returns
    -------
    DataFrame
        The grouping columns, ``label``, ``n``, ``labelled``, ``half_width`` (now; missing where there is no estimate),
        ``wanted``, ``more`` (labels to add; missing where no number would do) and ``note``.

    Raises
    ------
    InputError
        If `half_width` is not between 0 and 0.5, or the labels cannot be used.
    """
    if not 0 < half_width < 0.5:
        raise InputError(f"an interval of plus or minus {half_width:g}? Give a share between 0 and 0.5, as 0.03")
    data = labelled(scores, gold, by=by, **options)
    everything = np.arange(len(data.frame))
    pilot = corrected(data, everything)
    labels = int((data.weight > 0).sum())
    found = []
    for key, rows in groups_of(data, by).items():
        own = int((data.weight[rows] > 0).sum())
        shares = corrected(data, rows) if enough(data, rows, least) else []
        for column, label in enumerate(data.labels):
            row = dict(zip(by, key, strict=True)) | {"label": label, "n": len(rows), "labelled": own}
            if shares:
                found.append(row | _needed(shares[column], own, len(rows), half_width, confidence))
            else:
                scale = _fixed_scale(data, rows)
                found.append(row | _borrowed(pilot[column], labels, scale, own, len(rows), half_width, confidence))
    columns = [*by, "label", "n", "labelled", "half_width", "wanted", "more", "note"]
    return pd.DataFrame(found, columns=columns).astype({"more": "Int64"})


def _needed(share: Share, own: int, size: int, wanted: float, confidence: float) -> dict[str, Any]:
    now = _quantile(confidence, share.freedom) * np.sqrt(share.variance)
    row: dict[str, Any] = {"half_width": float(now), "wanted": wanted}
    if now <= wanted:
        return row | {"more": 0, "note": REACHED}
    total = _total(share.drawn * own, share.variance - share.drawn, wanted, confidence)
    if total is None or total > size:
        return row | {"more": None, "note": ARTICLES}
    return row | {"more": max(1, total - own), "note": None}


def _borrowed(
    pilot: Share, labels: int, scale: float, own: int, size: int, wanted: float, confidence: float
) -> dict[str, Any]:
    row: dict[str, Any] = {"half_width": None, "wanted": wanted}
    total = _total(pilot.drawn * labels, (pilot.variance - pilot.drawn) * scale, wanted, confidence)
    if total is None or total > size:
        return row | {"more": None, "note": ARTICLES}
    return row | {"more": max(1, total - own), "note": BORROWED}


def _total(one: float, fixed: float, wanted: float, confidence: float) -> int | None:
    """Labels in all, where one label alone would have the variance `one` and `fixed` stays; None where none do."""
    room = (wanted / _quantile(confidence, np.inf)) ** 2 - fixed
    return int(np.ceil(one / room)) if room > 0 else None


def _fixed_scale(data: Labelled, rows: Integers) -> float:
    """How much larger the variance between articles is in a part of them than in all."""
    return len(np.unique(data.cluster)) / len(np.unique(data.cluster[rows]))


def _quantile(confidence: float, freedom: float) -> float:
    return float(stats.t.ppf(0.5 + confidence / 2, max(freedom, 1)))
