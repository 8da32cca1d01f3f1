"""The net-tone index: corrected shares, weighted by the score of each label and summed to one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from annotate.estimation._groups import groups_of
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.design._units import note_on_carried
from annotate.estimation.design.summed_scores import ITEM
from annotate.estimation.estimators import estimator_named
from annotate.estimation.estimators._share import Share, contrast
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
        The score of each label, from -1 to 1; by default that of its position on the scale of the shipped question.
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
    groups = groups_of(data, by)
    for key, rows in groups.items():
        row = dict(zip(by, key, strict=True)) | group_facts(data, rows, options)
        if row["method"] != WITHHELD:
            row |= _weighed(estimator_named(options.estimator).shares(data, rows), factors, options.confidence)
        records.append(row)
    frame = pd.DataFrame(records, columns=[*by, "n", "labelled", "index", "low", "high", "method", "note"])
    frame.attrs["notes"], frame.attrs[ITEM] = list(data.notes), data.use.item
    frame.attrs["basis"] = note_on_carried(
        sum(int(data.carried[rows].sum()) for rows in groups.values()), data.use.item
    )
    return frame


def _weighed(shares: Sequence[Share], factors: Sequence[float], confidence: float) -> dict[str, Any]:
    total = contrast(shares, factors, confidence)
    inside = {"index": total.value, "low": total.low, "high": total.high}
    return {name: float(np.clip(value, min(factors), max(factors))) for name, value in inside.items()}
