"""How many more sentences to label for an interval of the desired width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Integers
from annotate.errors import UsageError
from annotate.estimation._groups import enough, groups_of, written
from annotate.estimation.design._labelled_scores import Labelled, labelled
from annotate.estimation.design.summed_scores import ITEM
from annotate.estimation.estimators import Estimator, estimator_named
from annotate.estimation.estimators._intervals import t_quantile
from annotate.estimation.estimators._share import Share, combined, contrast
from annotate.estimation.options import DEFAULTS, Options

REACHED, ARTICLES, BORROWED = "reached", "more articles, not labels", "from the figures of all groups together"
"""What ``note`` says: narrow enough already; even labelling every sentence is not enough; no labels of its own yet."""


@dataclass(frozen=True)
class _Need:
    """The half-width now (None: no estimate), the one wanted, labels to add (None: no number is enough), and why."""

    half_width: float | None
    wanted: float
    more: int | None
    note: str | None


def plan(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    half_width: float,
    by: Sequence[str] = (),
    options: Options = DEFAULTS,
) -> pd.DataFrame:
    """How many more labels bring each share's interval to plus or minus `half_width`, one row per group and label.

    The variance has a part that shrinks as one over the number of labels, drawn in the same way as those so far, and a
    part that only more articles shrink. A group with too few labels borrows the variance of all groups together.

    Parameters
    ----------
    half_width
        Half of the interval's width as a share: 0.03 is plus or minus three points.
    options
        As in `annotate.estimation.shares.estimate`.

    Returns
    -------
    DataFrame
        The grouping columns, ``label``, ``n``, ``labelled``, ``half_width`` (now; missing where there is no estimate),
        ``wanted``, ``more`` (labels to add; missing where no number would be enough) and ``note``.

    Raises
    ------
    InputError
        If `half_width` is not between 0 and 0.5, the labels cannot be used, or the estimator uses none.
    """
    estimator = _checked(half_width, options)
    data = labelled(scores, gold, by=by, options=options)
    everything = np.arange(len(data.frame))
    pilot = estimator.shares(data, everything)
    records = []
    for key, rows in groups_of(data, by).items():
        own = int((data.weight[rows] > 0).sum())
        shares = estimator.shares(data, rows) if enough(data, rows, options.least) else None
        for column, label in enumerate(data.labels):
            row = dict(zip(by, key, strict=True)) | {"label": label, "n": data.size_of(rows), "labelled": own}
            if shares:
                now = t_quantile(options.confidence, shares[column].freedom) * shares[column].variance ** 0.5
                curve = _curve(data, shares[column], rows, rows)
            else:
                now, curve = None, _curve(data, pilot[column], everything, rows)
            if shares and shares[column].is_exact:
                need = _need_of_alike(shares[column], own, data.size_of(rows), half_width, options.confidence)
            else:
                need = _need(curve, now, own, data.size_of(rows), half_width, options.confidence)
            records.append(row | asdict(need))
    columns = [*by, "label", "n", "labelled", "half_width", "wanted", "more", "note"]
    return _noted(records, columns, data)


def plan_differences(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    half_width: float,
    by: Sequence[str],
    options: Options = DEFAULTS,
) -> pd.DataFrame:
    """How many more labels bring the interval of each difference of two groups to plus or minus `half_width`.

    The labels to add are of both groups together, in the proportions of the existing ones. Groups with too few labels
    are left out. For the parameters see `plan`.

    Returns
    -------
    DataFrame
        ``group``, ``other``, ``label``, ``n``, ``labelled``, ``half_width``, ``wanted``, ``more``, ``note``.

    Raises
    ------
    InputError
        As `plan`.
    """
    estimator = _checked(half_width, options)
    data = labelled(scores, gold, by=by, options=options)
    groups = {key: rows for key, rows in groups_of(data, by).items() if enough(data, rows, options.least)}
    shares = {key: estimator.shares(data, rows) for key, rows in groups.items()}
    records = []
    for column, label in enumerate(data.labels):
        for one, other in combinations(groups, 2):
            rows = np.concatenate([groups[one], groups[other]])
            own = int((data.weight[rows] > 0).sum())
            pair = [shares[one][column], shares[other][column]]
            ends = contrast(pair, [1.0, -1.0], options.confidence)
            need = _need(
                _curve(data, combined(pair, [1.0, -1.0]), rows, rows),
                (ends.high - ends.low) / 2,
                own,
                data.size_of(rows),
                half_width,
                options.confidence,
            )
            row = {
                "group": written(one),
                "other": written(other),
                "label": label,
                "n": data.size_of(rows),
                "labelled": own,
            }
            records.append(row | asdict(need))
    columns = ["group", "other", "label", "n", "labelled", "half_width", "wanted", "more", "note"]
    return _noted(records, columns, data)


def _noted(records: list[dict[str, Any]], columns: list[str], data: Labelled) -> pd.DataFrame:
    """The table of `records`, with what a reader must know in ``attrs["notes"]``."""
    frame = pd.DataFrame(records, columns=columns).astype({"more": "Int64"})
    frame.attrs["notes"], frame.attrs[ITEM] = list(data.notes), data.use.item
    return frame


def _checked(half_width: float, options: Options) -> Estimator:
    """The estimator, if it has intervals and `half_width` is valid."""
    estimator = estimator_named(options.estimator)
    check_plan(half_width, estimator)
    return estimator


def check_plan(half_width: float, estimator: Estimator) -> None:
    """Check that labels can be planned for intervals of plus or minus `half_width`.

    Raises
    ------
    UsageError
        If it is out of range, or the estimator has no intervals.
    """
    if not 0 < half_width < 0.5:
        raise UsageError(f"`plan` {half_width:g} is not between 0 and 0.5; 0.03 is plus or minus three points")
    if not estimator.uses_labels:
        raise UsageError(f"`estimator` {estimator.name}: has no interval that labels could narrow; choose another")


@dataclass(frozen=True)
class _Curve:
    """The variance as labels are added: ``one`` over their number, and ``fixed``, which they do not change."""

    one: float
    fixed: float


def _curve(data: Labelled, share: Share, measured: Integers, rows: Integers) -> _Curve:
    """The curve of the group `rows` by a share of the group `measured`."""
    labels = int((data.weight[measured] > 0).sum())
    size = data.size_of(measured)
    if data.corpus:  # a finite-population correction: nothing is left to vary once every sentence is labelled
        one = share.sampling_variance / (1 / labels - 1 / size) if labels < size else 0.0
        return _Curve(one, -one / data.size_of(rows))
    wider = len(np.unique(data.cluster[measured])) / len(np.unique(data.cluster[rows]))
    return _Curve(share.sampling_variance * labels, (share.variance - share.sampling_variance) * wider)


def _need(curve: _Curve, now: float | None, own: int, size: int, wanted: float, confidence: float) -> _Need:
    if now is not None and now <= wanted:
        return _Need(now, wanted, 0, REACHED)
    room = (wanted / t_quantile(confidence, np.inf)) ** 2 - curve.fixed
    total = int(np.ceil(curve.one / room)) if room > 0 else None
    if total is None or total > size:
        return _Need(now, wanted, None, ARTICLES)
    return _Need(now, wanted, max(1, total - own), BORROWED if now is None else None)


def _need_of_alike(share: Share, own: int, size: int, wanted: float, confidence: float) -> _Need:
    """What labels that are all alike need, if those to come are like them: then the interval is twice `wanted` wide."""
    low, high = share.interval(confidence)
    now = (high - low) / 2
    if now <= wanted:
        return _Need(now, wanted, 0, REACHED)
    independent = np.log((1 - confidence) / 2) / np.log1p(-2 * wanted)
    total = int(np.ceil(own * independent / share.fewest))
    return _Need(now, wanted, None, ARTICLES) if total > size else _Need(now, wanted, max(total - own, 1), None)
