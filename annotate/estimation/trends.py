"""How the share of each label changes over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from annotate._types import Reals
from annotate.errors import UsageError
from annotate.estimation._groups import Key, groups_of
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.differences import (
    FAMILY,
    HOLM,
    TOO_FEW,
    as_family,
    check_adjustment,
    detectable,
    shares_of_groups,
)
from annotate.estimation.estimators._share import combined, contrast
from annotate.estimation.options import DEFAULTS, Options
from annotate.estimation.periods import PERIODS, begin_of


def trend(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    over: str = "month",
    by: Sequence[str] = (),
    options: Options = DEFAULTS,
    adjust: str = HOLM,
) -> pd.DataFrame:
    """How much the share of each label rises from one period to the next: the slope of a straight line through them.

    Parameters
    ----------
    over
        ``day``, ``week``, ``month``, ``quarter`` or ``year``; periods with too few labels are left out of the line.
    by
        One line for each group of these columns.
    options
        As in `annotate.estimation.shares.estimate`.
    adjust
        As in `annotate.estimation.differences.differences`.

    Returns
    -------
    DataFrame
        The grouping columns, ``label``, ``over``, ``periods`` (how many the line goes through), ``too_few`` (how many
        others have too few labels; a note counts them), ``slope`` (change of the share per period), ``low``, ``high``,
        ``p``, ``p_adjusted`` with the columns of `annotate.estimation.differences.FAMILY`, ``detectable`` and ``note``,
        as in `annotate.estimation.differences.differences`. Groups with fewer than two periods are left out.

    Raises
    ------
    InputError
        If `over` is not a period.
    """
    check_period(over)
    check_adjustment(adjust)
    data = labelled(scores, gold, by=[*by, over], options=options)
    groups = groups_of(data, [*by, over])
    shares = shares_of_groups(data, groups, options)
    every = Counter(key[:-1] for key in groups)
    lines: dict[Key, list[Key]] = {}
    for key in shares:
        lines.setdefault(key[:-1], []).append(key)
    records = []
    for group, keys in lines.items():
        if len(keys) < 2:
            continue
        weights = _slope_weights([str(key[-1]) for key in keys], over)
        for column, label in enumerate(data.labels):
            points = [shares[key][column] for key in keys]
            slope = contrast(points, list(weights), options.confidence)
            least = detectable(slope, combined(points, list(weights)).freedom, options.confidence)
            # No straight line through shares, each from 0 to 1, is steeper than this.
            steepest = float(abs(weights).sum() / 2)
            row = dict(zip(by, group, strict=True)) | {"label": label, "over": over, "periods": len(keys)}
            row |= {
                "too_few": every[group] - len(keys),
                "detectable": least,
                "note": TOO_FEW if least > steepest else None,
            }
            records.append(row | asdict(slope.within(steepest)))
    columns = [*by, "label", "over", "periods", "too_few", "slope", "low", "high", "p", "p_adjusted", *FAMILY]
    columns += ["detectable", "note"]
    frame = pd.DataFrame(records).rename(columns={"value": "slope"}).reindex(columns=columns)
    within = f" within {' and '.join(by)}" if by else ""
    frame.attrs["gaps"] = _gaps(frame, over, within)
    frame.attrs["notes"] = [*data.notes, *frame.attrs["gaps"]]
    return as_family(frame, adjust, f"trends by {over}{within}")


def check_period(over: str) -> None:
    """Raise `UsageError` unless a trend can be computed `over` it."""
    if over not in PERIODS:
        raise UsageError(f"`trend` over {over!r}: no period; choose from {', '.join(PERIODS)}, and name it last")


def _gaps(frame: pd.DataFrame, over: str, within: str) -> list[str]:
    """A note on the periods that the lines do not go through."""
    lines = frame[frame["label"] == frame["label"].iloc[0]] if len(frame) else frame
    if not (few := int(lines["too_few"].sum())):
        return []
    of_all = f"{few:,} of {few + int(lines['periods'].sum()):,} {over}s{within}"
    return [f"trends by {over} leave out {of_all}, which have too few labels"]


def _slope_weights(written: Sequence[str], over: str) -> Reals:
    """What each period's share is multiplied by in the least-squares slope."""
    periods = pd.PeriodIndex([pd.Period(begin_of(one), PERIODS[over]) for one in written])
    steps = periods.astype("int64").to_numpy(dtype=float)
    centred = steps - steps.mean()
    return centred / (centred**2).sum()
