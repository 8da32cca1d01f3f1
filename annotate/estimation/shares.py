"""Estimates: shares of each label as people would have given it, with valid intervals, and comparisons of groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from annotate._types import Integers
from annotate.errors import InputError
from annotate.estimation.aggregates import worth_of
from annotate.estimation.estimators.aipw import FEW, Share, combined, corrected
from annotate.estimation.labelled_scores import Groups, Labelled, labelled
from annotate.estimation.periods import PERIODS, begin_of
from annotate.learn.models.trained_model import Model
from annotate.tables import ESTIMATES, conform

CORRECTED, CENSUS, WITHHELD, POOLED = "corrected", "all labelled", "withheld", "corrected, pooled"
"""What ``method`` says: corrected by the labelled sentences; counted from human labels, every sentence having one; too
few labels to say; corrected after small groups were put together."""

REST = "(other)"
"""The name of the groups that were put together."""


@dataclass(frozen=True)
class Least:
    """What a group needs for an estimate of its own, in labelled sentences and in articles that have some."""

    labelled: int = 10
    articles: int = 5


LEAST = Least()


def estimate(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    question: str | None = None,
    trained_on: Collection[str] = (),
    out_of_fold: pd.DataFrame | None = None,
    assume_random: bool = False,
    small: str = "withhold",
    least: Least = LEAST,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Shares of each label corrected by the human labels, one row a group and label.

    Parameters
    ----------
    scores
        A scores table; all its body sentences count, those the model abstained from too. ``p_<label>`` are used where
        there are any.
    gold
        Human labels of some of these sentences with the ``inclusion_probability`` of each; ``stratum`` is used where
        there is one. Articles may be labelled in part.
    by
        Columns, or ``day``, ``week``, ``month``, ``year``; rows without a value in one are in no group.
    question
        Which question of `gold` the scores answer; found by the labels where not given.
    trained_on
        Ids of sentences the model was trained on, beside those with ``split`` "train" in `gold`. They count as labelled
        but say nothing about the model's errors elsewhere.
    out_of_fold
        A scores table of such sentences by models that were not trained on them; these then count like any other.
    assume_random
        Take the labelled sentences as a simple random sample where no inclusion probability was recorded.
    small
        "withhold": a group with fewer than `least` gets no share; "pool": such groups are put together.
    confidence
        Of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        The columns of `annotate.tables.ESTIMATES` after the grouping columns, with ``naive`` (the share of the model's
        labels as counted), ``articles``, ``trust`` (how far the model is relied on, 0 to 1, the same for all labels of
        a group) and ``note`` (why a share is withheld). A group's shares add up to 1; only where an estimate falls
        outside 0 to 1, and is cut off there, they need not. Words about labels left out are in ``attrs["notes"]``.

    Raises
    ------
    InputError
        If no human label can be used, or a column, label or option is unknown.
    """
    if small not in ("withhold", "pool"):
        raise InputError(f"small groups: '{small}' is unknown; there are withhold, pool")
    data = labelled(
        scores,
        gold,
        by=by,
        question=question,
        trained_on=trained_on,
        out_of_fold=out_of_fold,
        assume_random=assume_random,
    )
    groups = groups_of(data, by)
    if small == "pool" and by:
        groups = _pooled(data, groups, least)
    found = [row for key, rows in groups.items() for row in _rows(data, by, key, rows, least, confidence)]
    columns = [*by, *ESTIMATES.columns, "naive", "articles", "trust", "note"]
    frame = conform(pd.DataFrame(found, columns=columns), ESTIMATES, where="estimates")[columns]
    frame.attrs["notes"] = list(data.notes)
    return frame


def learned(model: Model) -> dict[str, Any]:
    """What `estimate` must know of a model that learned from some of the labels, as its keyword arguments.

    The sentences the model learned from, and what models that had not seen their articles said of them, which
    training keeps in the model's folder. With these every label counts and none is told back.
    """
    learned_from = model.learned_from()
    return {"trained_on": learned_from.trained_on, "out_of_fold": learned_from.out_of_fold}


def differences(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: Sequence[str],
    least: Least = LEAST,
    confidence: float = 0.95,
    **options: Any,
) -> pd.DataFrame:
    """How much each two groups differ in the share of each label, with an interval and a p-value.

    Articles in which both groups occur (two speakers, say) are allowed for. ``p_adjusted`` is Holm's, over all rows.
    Groups with fewer labels than `least` are left out; `options` are those of `estimate`.

    Returns
    -------
    DataFrame
        ``group``, ``other``, ``label``, ``difference`` (group minus other, -1 to 1), ``low``, ``high``, ``p``,
        ``p_adjusted``.
    """
    data = labelled(scores, gold, by=by, **options)
    shares = _shares(data, groups_of(data, by), least)
    keys = list(dict.fromkeys(key for key, _ in shares))
    found = []
    for label in data.labels:
        for place, key in enumerate(keys):
            for other in keys[place + 1 :]:
                contrast = combined([shares[key, label], shares[other, label]], [1.0, -1.0])
                row = {"group": _written(key), "other": _written(other), "label": label, "difference": contrast.value}
                found.append(row | _tested(contrast, confidence))
    columns = ["group", "other", "label", "difference", "low", "high", "p"]
    return _adjusted(pd.DataFrame(found, columns=columns))


def trend(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    over: str = "month",
    by: Sequence[str] = (),
    least: Least = LEAST,
    confidence: float = 0.95,
    **options: Any,
) -> pd.DataFrame:
    """How much the share of each label rises from one period to the next: the slope of a straight line through them.

    Parameters
    ----------
    over
        ``day``, ``week``, ``month`` or ``year``; periods with fewer labels than `least` are left out of the line.
    by
        One line for each group of these columns.

    Returns
    -------
    DataFrame
        The grouping columns, ``label``, ``periods`` (how many the line goes through), ``slope`` (change of the share a
        period), ``low``, ``high``, ``p``. Groups with fewer than two periods are left out.

    Raises
    ------
    InputError
        If `over` is no period.
    """
    if over not in PERIODS:
        raise InputError(f"a trend over '{over}'? There are {', '.join(PERIODS)}")
    data = labelled(scores, gold, by=[*by, over], **options)
    shares = _shares(data, groups_of(data, [*by, over]), least)
    lines: dict[tuple[Any, ...], list[Any]] = {}
    for key in dict.fromkeys(key for key, _ in shares):
        lines.setdefault(key[:-1], []).append(key)
    found = []
    for group, keys in lines.items():
        if len(keys) < 2:
            continue
        steps = pd.PeriodIndex([_period(key[-1], over) for key in keys]).astype("int64").to_numpy(dtype=float)
        steps = (steps - steps.mean()) / ((steps - steps.mean()) ** 2).sum()
        for label in data.labels:
            slope = combined([shares[key, label] for key in keys], list(steps))
            row = dict(zip(by, group, strict=True)) | {"label": label, "periods": len(keys), "slope": slope.value}
            found.append(row | _tested(slope, confidence))
    return pd.DataFrame(found, columns=[*by, "label", "periods", "slope", "low", "high", "p"])


def index(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    values: Mapping[str, float] | None = None,
    least: Least = LEAST,
    confidence: float = 0.95,
    **options: Any,
) -> pd.DataFrame:
    """The corrected shares weighed into one number: from -1, all critical, to +1, all conciliatory; one row a group.

    Parameters
    ----------
    values
        What each label is worth, from -1 to 1; by default `annotate.estimation.aggregates.VALUES`.
    options
        Those of `estimate`, of which groups with fewer labels than `least` are always withheld here.

    Returns
    -------
    DataFrame
        The grouping columns, ``n``, ``labelled``, ``index``, ``low``, ``high``, ``method``, ``note`` as in `estimate`.
    """
    data = labelled(scores, gold, by=by, **options)
    worth = list(worth_of(data.labels, values).values())
    found = []
    for key, rows in groups_of(data, by).items():
        row = _rows(data, by, key, rows, least, confidence)[0]
        if enough(data, rows, least):
            row |= _weighed(corrected(data, rows), worth, confidence)
        found.append(row)
    return pd.DataFrame(found, columns=[*by, "n", "labelled", "index", "low", "high", "method", "note"])


def _weighed(shares: Sequence[Share], worth: Sequence[float], confidence: float) -> dict[str, float]:
    total = combined(list(shares), list(worth))
    tested = _tested(total, confidence)
    low, high = tested["low"], tested["high"]
    if any(share.few < FEW for share, factor in zip(shares, worth, strict=True) if factor):
        # A variance from a handful of labels says little; the bounds of the shares hold however these hang together.
        ends = np.array([share.interval(confidence) for share in shares]) * np.array(worth)[:, None]
        low, high = min(low, ends.min(axis=1).sum()), max(high, ends.max(axis=1).sum())
    inside = {"index": total.value, "low": low, "high": high}
    return {name: float(np.clip(value, min(worth), max(worth))) for name, value in inside.items()}


def groups_of(data: Labelled, by: Sequence[str]) -> Groups:
    """The rows of each group, in the order of the groups' names; one group of all rows without `by`."""
    if not by:
        return {(): np.arange(len(data.frame))}
    frame = data.frame.reset_index(drop=True)
    indices = frame.groupby(list(by), sort=True, observed=True).indices
    return {key if isinstance(key, tuple) else (key,): rows for key, rows in indices.items()}


def enough(data: Labelled, rows: Integers, least: Least = LEAST) -> bool:
    """Whether a group has labels enough for an estimate: all of its sentences, or what `least` says."""
    human = rows[(data.weight[rows] > 0) | data.known[rows]]
    if len(human) == len(rows):
        return True
    drawn = rows[data.weight[rows] > 0]
    return len(drawn) >= least.labelled and len(np.unique(data.cluster[drawn])) >= least.articles


def _pooled(data: Labelled, groups: Groups, least: Least) -> Groups:
    few = [key for key, rows in groups.items() if not enough(data, rows, least)]
    if len(few) < 2:
        return dict(groups)
    rest = np.sort(np.concatenate([groups[key] for key in few]))
    return {key: rows for key, rows in groups.items() if key not in few} | {(REST,) * len(few[0]): rest}


def _rows(
    data: Labelled, by: Sequence[str], key: tuple[Any, ...], rows: Integers, least: Least, confidence: float
) -> list[dict[str, Any]]:
    drawn = data.weight[rows] > 0
    human = int((drawn | data.known[rows]).sum())
    shared = dict(zip(by, key, strict=True)) | {
        "n": len(rows),
        "labelled": human,
        "articles": len(np.unique(data.cluster[rows])),
    }
    is_enough = enough(data, rows, least)
    method = WITHHELD if not is_enough else CENSUS if human == len(rows) else POOLED if REST in key else CORRECTED
    shares = corrected(data, rows) if is_enough else []
    found = []
    for column, label in enumerate(data.labels):
        row = shared | {"label": label, "method": method, "naive": float((data.guessed[rows] == column).mean())}
        if is_enough:
            share = shares[column]
            low, high = share.interval(confidence)
            row |= {"share": min(1.0, max(0.0, share.value)), "low": low, "high": high, "trust": share.trust}
        else:
            row["note"] = _reason(data, rows[drawn], least)
        found.append(row)
    return found


def _reason(data: Labelled, drawn: Integers, least: Least) -> str:
    articles = len(np.unique(data.cluster[drawn]))
    return (
        f"{len(drawn)} labelled sentences in {articles} articles; "
        f"at least {least.labelled} in {least.articles} are needed: label more or pool"
    )


def _shares(data: Labelled, groups: Groups, least: Least) -> dict[tuple[tuple[Any, ...], str], Share]:
    return {
        (key, label): share
        for key, rows in groups.items()
        if enough(data, rows, least)
        for label, share in zip(data.labels, corrected(data, rows), strict=True)
    }


def _tested(contrast: Share, confidence: float) -> dict[str, float]:
    error = np.sqrt(contrast.variance)
    freedom = max(contrast.freedom, 1)
    half = stats.t.ppf(0.5 + confidence / 2, freedom) * error
    p = 2 * stats.t.sf(abs(contrast.value) / error, freedom) if error > 0 else float(contrast.value == 0)
    return {"low": contrast.value - half, "high": contrast.value + half, "p": float(p)}


def _adjusted(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with Holm's (1979) p-values: valid however the comparisons depend on each other."""
    order = np.argsort(frame["p"].to_numpy(), kind="stable")
    steps = frame["p"].to_numpy()[order] * (len(frame) - np.arange(len(frame)))
    adjusted = np.empty(len(frame))
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(frame) else steps
    return frame.assign(p_adjusted=adjusted)


def _written(key: tuple[Any, ...]) -> str:
    return " · ".join(map(str, key))


def _period(written: str, over: str) -> pd.Period:
    return pd.Period(begin_of(written), PERIODS[over])
