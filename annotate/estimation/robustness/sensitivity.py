"""How shares change if what they are based on is treated differently: model, annotators, skipped sentences, copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from annotate.estimation.options import DEFAULTS, Options
from annotate.estimation.shares import estimate

AS_ESTIMATED, WITHOUT_MODEL, UNANIMOUS, ONCE, UNLABELLED = (
    "as estimated",
    "without the model: labels alone",
    "without labels that annotators disagreed on",
    "near-duplicates once",
    "drawn sentences without a label: none or all have it",
)
"""The variants."""


def sensitivity(
    scores: pd.DataFrame, gold: pd.DataFrame, *, by: Sequence[str] = (), options: Options = DEFAULTS
) -> pd.DataFrame:
    """Each share again with one thing it is based on treated differently, one row per group, label and variant.

    For the parameters see `annotate.estimation.shares.estimate`. Variants that change nothing are left out: that of
    annotators where no label was disagreed on, that of near-duplicates where there are none, and that of drawn
    sentences without a label where all have one or no record says which were drawn.

    Returns
    -------
    DataFrame
        The grouping columns, ``label``, ``variant``, ``share``, ``low``, ``high``, and ``shift``, the share less that
        ``as estimated``. Of drawn sentences without a label only the ends of the interval are known, the lower one if
        none of them had the label, the upper one if all had (Manski 1989).

    Raises
    ------
    InputError
        As `annotate.estimation.shares.estimate`.
    """
    names, parts = [*by, "label"], []
    for variant, table in _variants(scores, gold, list(by), options):
        parts.append(table[[*names, "share", "low", "high"]].assign(variant=variant))
    whole = pd.concat(parts, ignore_index=True)
    base = parts[0].set_index(names)["share"]
    own = pd.MultiIndex.from_frame(whole[names]) if by else pd.Index(whole["label"])
    whole["shift"] = whole["share"].to_numpy(dtype=float) - base.reindex(own).to_numpy(dtype=float)
    return whole[[*names, "variant", "share", "low", "high", "shift"]]


def _variants(
    scores: pd.DataFrame, gold: pd.DataFrame, by: list[str], options: Options
) -> Iterator[tuple[str, pd.DataFrame]]:
    shares = estimate(scores, gold, by=by, options=replace(options, bounds=True))
    yield AS_ESTIMATED, shares
    yield WITHOUT_MODEL, estimate(scores, gold, by=by, options=replace(options, estimator="labels-only"))
    divided = (gold["agreed"] < 1).fillna(False) if "agreed" in gold.columns else pd.Series(False, index=gold.index)
    if divided.any() and not divided.all():
        yield UNANIMOUS, estimate(scores, gold[~divided], by=by, options=options)
    if "duplicate_of" in scores.columns and scores["duplicate_of"].isin(scores["sentence_id"]).any():
        once = scores[~scores["duplicate_of"].isin(scores["sentence_id"])]
        yield ONCE, estimate(once, gold, by=by, options=options)
    if shares.attrs["use"].ties + shares.attrs["use"].unanswered and options.draws.drawn is not None:
        ends = {"share": np.nan, "low": shares["bound_low"], "high": shares["bound_high"]}
        yield UNLABELLED, shares.assign(**ends)
