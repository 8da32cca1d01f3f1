"""How groups differ in the share of each label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd

from annotate.estimation._groups import Groups, Key, groups_of, written
from annotate.estimation.design._labelled_scores import Labelled, labelled
from annotate.estimation.estimators import estimator_named
from annotate.estimation.estimators._share import Share, contrast
from annotate.estimation.options import DEFAULTS, Options
from annotate.estimation.shares import can_estimate


def differences(
    scores: pd.DataFrame, gold: pd.DataFrame, *, by: Sequence[str], options: Options = DEFAULTS
) -> pd.DataFrame:
    """How much each two groups differ in the share of each label, with an interval and a p-value.

    Articles in which both groups occur (two speakers, say) are allowed for. ``p_adjusted`` is Holm's, over all rows.
    Groups with too few labels are left out. For the parameters see `annotate.estimation.shares.estimate`.

    Returns
    -------
    DataFrame
        ``group``, ``other``, ``label``, ``difference`` (group minus other, -1 to 1), ``low``, ``high``, ``p``,
        ``p_adjusted``.
    """
    data = labelled(scores, gold, by=by, options=options)
    shares = shares_of_groups(data, groups_of(data, by), options)
    keys = list(shares)
    records = []
    for column, label in enumerate(data.labels):
        for position, key in enumerate(keys):
            for other in keys[position + 1 :]:
                estimated = contrast([shares[key][column], shares[other][column]], [1.0, -1.0], options.confidence)
                records.append({"group": written(key), "other": written(other), "label": label} | asdict(estimated))
    columns = ["group", "other", "label", "difference", "low", "high", "p"]
    frame = pd.DataFrame(records).rename(columns={"value": "difference"}).reindex(columns=columns)
    return with_holm(frame)


def shares_of_groups(data: Labelled, groups: Groups, options: Options) -> dict[Key, list[Share]]:
    """The shares of each group that has labels enough, one for each of ``data.labels``."""
    estimator = estimator_named(options.estimator)
    return {key: estimator.shares(data, rows) for key, rows in groups.items() if can_estimate(data, rows, options)}


def with_holm(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with Holm's (1979) p-values: valid however the comparisons depend on each other."""
    order = np.argsort(frame["p"].to_numpy(), kind="stable")
    steps = frame["p"].to_numpy()[order] * (len(frame) - np.arange(len(frame)))
    adjusted = np.empty(len(frame))
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(frame) else steps
    return frame.assign(p_adjusted=adjusted)
