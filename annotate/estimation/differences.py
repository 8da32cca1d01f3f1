"""How groups differ in the share of each label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from annotate.errors import check_choice
from annotate.estimation._groups import Groups, Key, groups_of, written
from annotate.estimation.design._labelled_scores import Labelled, labelled
from annotate.estimation.estimators import estimator_named
from annotate.estimation.estimators._intervals import t_quantile
from annotate.estimation.estimators._share import Contrast, Share, combined, contrast
from annotate.estimation.options import DEFAULTS, Options
from annotate.estimation.shares import can_estimate
from annotate.learn.evaluation.cluster_intervals import holm

HOLM, FDR = "holm", "fdr"
ADJUSTMENTS = (HOLM, FDR)
"""How p-values are adjusted for the number of comparisons."""

TOO_FEW = "too few labelled articles to say"
"""What ``note`` says of a comparison in which no true difference, however large, would be found with `POWER`."""

FAMILY = ("adjusted", "family", "comparisons")
"""Columns that say what ``p_adjusted`` allows for: the method, the family of comparisons, and how many these are."""

POWER = 0.8
"""The probability with which a detectable difference is found."""


def differences(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: Sequence[str],
    options: Options = DEFAULTS,
    adjust: str = HOLM,
) -> pd.DataFrame:
    """How much each two groups differ in the share of each label, with an interval and a p-value.

    Articles in which both groups occur (two speakers, say) are allowed for. Groups with too few labels are left out.

    Parameters
    ----------
    adjust
        How p-values are adjusted for the number of comparisons, over all rows: see `with_adjusted`. For the other
        parameters see `annotate.estimation.shares.estimate`.

    Returns
    -------
    DataFrame
        ``group``, ``other``, ``label``, ``difference`` (group minus other, -1 to 1), ``low``, ``high``, ``p``,
        ``p_adjusted``, the columns of `FAMILY` (all rows of the table are one family), ``detectable``: the smallest
        difference that a study like this finds with a probability of 80 %, at the level of the intervals; and
        ``note``: `TOO_FEW` where that is above 1, so that none is.

    Raises
    ------
    InputError
        If `adjust` is unknown, or as `annotate.estimation.shares.estimate`.
    """
    check_adjustment(adjust)
    data = labelled(scores, gold, by=by, options=options)
    shares = shares_of_groups(data, groups_of(data, by), options)
    keys = list(shares)
    records = []
    for column, label in enumerate(data.labels):
        for position, key in enumerate(keys):
            for other in keys[position + 1 :]:
                pair = [shares[key][column], shares[other][column]]
                estimated = contrast(pair, [1.0, -1.0], options.confidence)
                row: dict[str, Any] = {"group": written(key), "other": written(other), "label": label}
                row |= asdict(estimated.within(1.0))
                freedom = combined(pair, [1.0, -1.0]).freedom
                least = detectable(estimated, freedom, options.confidence)
                records.append(row | {"detectable": least, "note": TOO_FEW if least > 1 else None})
    columns = ["group", "other", "label", "difference", "low", "high", "p", "p_adjusted", *FAMILY, "detectable", "note"]
    frame = pd.DataFrame(records).rename(columns={"value": "difference"}).reindex(columns=columns)
    frame.attrs["notes"] = list(data.notes)
    return as_family(frame, adjust, f"differences by {' and '.join(by)}")


def detectable(estimated: Contrast, freedom: float, confidence: float) -> float:
    """The smallest true difference whose interval excludes 0 with a probability of 80 % (Bloom 1995)."""
    half = (estimated.high - estimated.low) / 2
    at = max(freedom, 1.0)
    return half * (1 + float(special.stdtrit(at, POWER)) / t_quantile(confidence, freedom))


def shares_of_groups(data: Labelled, groups: Groups, options: Options) -> dict[Key, list[Share]]:
    """The shares of each group that has enough labels, one for each of ``data.labels``."""
    estimator = estimator_named(options.estimator)
    return {key: estimator.shares(data, rows) for key, rows in groups.items() if can_estimate(data, rows, options)}


def check_adjustment(adjust: str) -> None:
    """Check that `adjust` is one of `ADJUSTMENTS`.

    Raises
    ------
    InputError
        If it is not.
    """
    check_choice("adjust", adjust, ADJUSTMENTS)


def as_family(frame: pd.DataFrame, adjust: str, family: str) -> pd.DataFrame:
    """`frame` as one family of comparisons: with ``p_adjusted`` for all of them, and the columns of `FAMILY`."""
    return with_adjusted(frame, adjust).assign(adjusted=adjust, family=family, comparisons=len(frame))


def families_of(frame: pd.DataFrame) -> list[str]:
    """The families of comparisons in `frame`, each with how many these are: ``84 differences by outlet``."""
    each = frame[["family", "comparisons"]].drop_duplicates().to_dict("records")
    return [f"{row['comparisons']:,} {row['family']}" for row in each]


def with_adjusted(frame: pd.DataFrame, adjust: str) -> pd.DataFrame:
    """`frame` with ``p_adjusted``, its p-values adjusted for their number.

    ``holm`` (Holm 1979) keeps the chance of any false claim at the level, ``fdr`` (Benjamini and Hochberg 1995) the
    expected share of the claims that are false.
    """
    return with_holm(frame) if adjust == HOLM else with_fdr(frame)


def with_fdr(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with Benjamini and Hochberg's (1995) p-values."""
    order = np.argsort(frame["p"].to_numpy(), kind="stable")[::-1]
    steps = frame["p"].to_numpy()[order] * len(frame) / np.arange(len(frame), 0, -1)
    adjusted = np.empty(len(frame))
    adjusted[order] = np.minimum(np.minimum.accumulate(steps), 1.0) if len(frame) else steps
    return frame.assign(p_adjusted=adjusted)


def with_holm(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with Holm's (1979) p-values: valid however the comparisons depend on each other."""
    return frame.assign(p_adjusted=holm(frame["p"].to_numpy()))
