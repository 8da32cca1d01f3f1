"""The frame of a draw over all waves: what each of them could draw, and what was labelled before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from annotate._types import Flags, Integers, Reals
from annotate.errors import InputError
from annotate.tables import item_columns, item_keys


def unlabelled(frame: pd.DataFrame, labelled: pd.DataFrame | Sequence[str] | None) -> Flags:
    """Which items of `frame` are not `labelled`: sentences, or pairs with a target where both tables have targets."""
    if isinstance(labelled, pd.DataFrame) and "target" in labelled.columns and "target" in frame.columns:
        return np.asarray(~item_keys(frame).isin(item_keys(labelled)))
    known = labelled["sentence_id"] if isinstance(labelled, pd.DataFrame) else list(labelled or ())
    return np.asarray(~frame["sentence_id"].isin(known))


def over_waves(
    population: pd.DataFrame,
    probability: Reals,
    rows: Integers,
    earlier: pd.DataFrame | None,
    part: npt.ArrayLike,
) -> pd.DataFrame:
    """`Draw.frame` after this wave, which drew `rows` with `probability`, by the strategies `part`."""
    before, wave = np.zeros(len(population)), pd.Series(pd.NA, index=range(len(population)), dtype="Int64")
    strategy = pd.Series(pd.NA, index=range(len(population)), dtype="str")
    if earlier is not None:
        known = earlier.set_index(item_keys(earlier).to_numpy())
        known = known[~known.index.duplicated()].reindex(item_keys(population))
        before = known["inclusion_probability"].astype(float).fillna(0.0).to_numpy()
        wave = pd.to_numeric(known["wave"]).astype("Int64").reset_index(drop=True)
        if "strategy" in known.columns:
            strategy = known["strategy"].astype("str").reset_index(drop=True)
    strategy.iloc[rows] = np.broadcast_to(np.asarray(part, dtype=object), len(rows))
    wave.iloc[rows] = 1 if wave.isna().all() else int(wave.max()) + 1
    overall = before + (1.0 - before) * probability
    items = population[item_columns(population)].reset_index(drop=True)
    return items.assign(
        probability=probability, inclusion_probability=overall, before=before, wave=wave, strategy=strategy
    )


def labelled_waves(earlier: pd.DataFrame | None, labelled: pd.DataFrame | Sequence[str] | None) -> pd.DataFrame | None:
    """`earlier` without its last wave if nobody has labelled any of that."""
    if earlier is None:
        return None
    missing = {"sentence_id", "inclusion_probability", "before", "wave"} - set(earlier.columns)
    if missing:
        raise InputError(f"frame: no column '{min(missing)}'; name the file that annotate sample wrote as `frame`")
    wave = pd.to_numeric(earlier["wave"]).astype("Int64")
    last = (wave == wave.max()).fillna(False)
    if not last.any() or not unlabelled(earlier[last], labelled).all():
        return earlier
    free = earlier.assign(inclusion_probability=earlier["before"], wave=wave.mask(last))
    return free.assign(strategy=free["strategy"].mask(last)) if "strategy" in free.columns else free
