"""The net-tone index: corrected shares weighed by the score of each label into one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from annotate.estimation._groups import groups_of
from annotate.estimation._labelled_scores import labelled
from annotate.estimation._share import MIN_EVENTS, Share, combined, tested
from annotate.estimation.estimators import estimator_named
from annotate.estimation.label_scores import label_scores
from annotate.estimation.options import DEFAULTS, Options
from annotate.estimation.shares import WITHHELD, group_facts


def index(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    values: Mapping[str, float] | None = None,
    options: Options = DEFAULTS,
) -> pd.DataFrame:
    """The net-tone index of each group, from -1 (every sentence has the scale's last label) to +1 (the first).

    Parameters
    ----------
    values
        The score of each label, from -1 to 1; by default that of its place on the scale of the shipped question.
    options
        As in `annotate.estimation.shares.estimate`; groups with too few labels are always withheld here.

    Returns
    -------
    DataFrame
        The grouping columns, ``n``, ``labelled``, ``index``, ``low``, ``high``, ``method``, ``note`` as in `estimate`.

    Raises
    ------
    InputError
        If a label has no score.
    """
    data = labelled(scores, gold, by=by, options=options)
    factors = list(label_scores(data.labels, values).values())
    records = []
    for key, rows in groups_of(data, by).items():
        row = dict(zip(by, key, strict=True)) | group_facts(data, rows, options)
        if row["method"] != WITHHELD:
            row |= _weighed(estimator_named(options.estimator).shares(data, rows), factors, options.confidence)
        records.append(row)
    return pd.DataFrame(records, columns=[*by, "n", "labelled", "index", "low", "high", "method", "note"])


def _weighed(shares: Sequence[Share], factors: Sequence[float], confidence: float) -> dict[str, Any]:
    total = combined(shares, factors)
    interval = tested(total, confidence)
    low, high = interval.low, interval.high
    if any(share.events < MIN_EVENTS for share, factor in zip(shares, factors, strict=True) if factor):
        # A variance from a handful of labels says little; the bounds of the shares hold however these hang together.
        ends = np.array([share.interval(confidence) for share in shares]) * np.array(factors)[:, None]
        low, high = min(low, ends.min(axis=1).sum()), max(high, ends.max(axis=1).sum())
    inside = {"index": total.value, "low": low, "high": high}
    return {name: float(np.clip(value, min(factors), max(factors))) for name, value in inside.items()}
