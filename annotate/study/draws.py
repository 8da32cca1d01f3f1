"""The draws of a study: which sentences were drawn at random, from which frame, with which probabilities."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from annotate._types import Integers, Reals
from annotate.columns import text_array
from annotate.counts import many
from annotate.errors import AnnotateWarning
from annotate.study import _snapshots as snapshots
from annotate.study.hashes import table_hash
from annotate.study.local_labels import local_labels
from annotate.study.record import Detail, Event, Record, append
from annotate.tables import item_columns, item_keys

OF_DRAW = "probability_in_draw_"
"""Columns of `drawn_items` that begin so hold the probability of being drawn in one draw; its number follows."""

BEFOREHAND = "labelled_before"
"""Whether a sentence of a frame was labelled before the draw, which therefore left it out, though none had drawn it."""

_ITEM = ["sentence_id", "target"]
_CLOSE = 1e-9
_MOSTLY = 0.5
"""A replaced draw counts again once so many of its sentences were handed out all the same."""


@dataclass(frozen=True)
class Wave:
    """One wave: a batch drawn from a frame."""

    event: Event
    frame: str
    """The hash of its snapshot: every sentence of the frame with the probability of being drawn in this wave."""

    @property
    def wave(self) -> int:
        """Its number in the study, from 1."""
        return int(str(self.event.details["wave"]))


def add_draw(
    record: Record,
    batch: pd.DataFrame,
    frame: pd.DataFrame,
    *,
    strategy: str,
    seed: int,
    design: Mapping[str, Detail],
    labelled: pd.DataFrame | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Wave:
    """Record that `batch` was drawn from `frame`.

    A last wave of which nothing is in `labelled` and nothing was pushed is replaced by this one, as
    `annotate.labels.sampling.draw` replaces it.

    Parameters
    ----------
    batch
        The batch as it is handed out.
    frame
        Every sentence that could have been drawn, with its ``probability`` in this wave.
    strategy, seed, design
        How it was drawn; `design` has the strategy's options.
    labelled
        Sentences that were labelled when it was drawn.
    inputs
        The hashes of the tables it was drawn from.
    """
    live = draws(record)
    last = live[-1] if live else None
    replaced = last if last is not None and not _in_use(record, last, labelled) else None
    wave = last.wave + (replaced is None) if last else 1
    frame_items = frame[[*item_columns(frame), "probability", *(c for c in [BEFOREHAND] if c in frame.columns)]]
    details: dict[str, Detail] = {
        "wave": wave,
        "strategy": strategy,
        "seed": seed,
        "size": len(batch),
        "frame_size": len(frame),
        "frame_hash": table_hash(frame_items),
        "batch_hash": table_hash(batch),
        **design,
    }
    if replaced is not None:
        details["replaces"] = replaced.event.number
    how = f"{strategy}, whole articles" if design.get("unit") == "article" else strategy
    summary = f"drew {len(batch):,} of {len(frame):,} sentences, {how}, seed {seed}, wave {wave}"
    with record.transaction() as database:
        details["frame"] = snapshots.put(database, frame_items)
        event = append(database, "sample", summary, details, inputs or {})
        probability = pd.Series(frame_items["probability"].to_numpy(), index=item_keys(frame_items))
        rows = zip(
            *_identity(batch),
            probability.reindex(item_keys(batch)).astype(float).tolist(),
            batch["inclusion_probability"].astype(float).tolist(),
            batch["strategy"].astype("str").tolist(),
            batch["stratum"].astype("str").tolist(),
            strict=True,
        )
        database.executemany("insert into item values (?, ?, ?, ?, ?, ?, ?)", [(event.number, *row) for row in rows])
    return Wave(event, str(details["frame"]))


def strategy_of(draw: Wave) -> str:
    """How a batch was drawn, in words, with the lines that were drawn with certainty."""
    certain = draw.event.details.get("certain")
    strategy = str(draw.event.details.get("strategy"))
    return f"{strategy}, {many(int(str(certain)), 'repeated line')} with certainty" if certain else strategy


def draws(record: Record) -> list[Wave]:
    """The draws that count, the oldest first: those that no later one replaced.

    A replaced draw counts again if its batch was handed out all the same: if most of its sentences that no other draw
    has were pushed, or labelled without a server. The draw that replaced it left none of its sentences out, so the
    probability of being drawn in either is that of two independent draws.
    """
    events = [Wave(event, str(event.details["frame"])) for event in record.events("sample")]
    numbers = {draw.event.details.get("replaces") for draw in events}
    live = [draw for draw in events if draw.event.number not in numbers]
    if not numbers - {None}:
        return live
    handed_out = _handed_out(record)
    for draw in reversed(events):
        if draw in live or not handed_out:
            continue
        others = {key for one in live for key in item_keys(_items(record, one))}
        own = set(item_keys(_items(record, draw))) - others
        if own and len(own & handed_out) > _MOSTLY * len(own):
            live.append(draw)
    return sorted(live, key=lambda draw: draw.event.number)


def earlier_frame(record: Record) -> pd.DataFrame | None:
    """The frame of all waves so far, as `annotate.labels.sampling.draw` takes it as ``earlier``; None before the first.

    Columns ``sentence_id`` (``target``), ``inclusion_probability`` over all waves, that ``before`` the last one,
    the ``wave`` and the ``strategy`` that drew the sentence (missing where none did), and `BEFOREHAND`.
    """
    waves = draws(record)
    if not waves:
        return None
    items = _all_items(record, waves)
    keys = item_keys(items)
    overall: Reals = np.zeros(len(items))
    before = overall
    beforehand, wave = np.zeros(len(items), dtype=bool), np.zeros(len(items), dtype=np.int64)
    strategy = np.full(len(items), None, dtype=object)
    for draw in waves:
        frame = _frame_of(record, draw)
        place = _places(item_keys(frame), keys)
        before, probability = overall, np.zeros(len(items))
        probability[place] = frame["probability"].to_numpy(dtype=float)
        overall = before + (1 - before) * probability
        if BEFOREHAND in frame.columns:
            beforehand[place[(frame[BEFOREHAND] == 1).to_numpy()]] = True
        batch = _items(record, draw)
        place = _places(keys, item_keys(batch))
        own = (place >= 0) & (wave == 0)
        wave[own], strategy[own] = draw.wave, batch["strategy"].to_numpy(dtype=object)[place[own]]
    return items.assign(
        inclusion_probability=overall,
        before=before,
        wave=pd.array(wave, dtype="Int64"),
        strategy=pd.array(strategy, dtype="str"),
        **{BEFOREHAND: (beforehand & (wave == 0)).astype(int)},
    ).assign(wave=lambda table: table["wave"].mask(table["wave"] == 0))


def _all_items(record: Record, waves: Sequence[Wave]) -> pd.DataFrame:
    """The items of all frames, each once."""
    items: pd.DataFrame | None = None
    for draw in waves:
        frame = _frame_of(record, draw)
        frame = frame[item_columns(frame)]
        if items is None:
            items = frame
        elif (new := _places(item_keys(frame), item_keys(items)) < 0).any():
            items = pd.concat([items, frame[new]], ignore_index=True)
    assert items is not None
    return items


def _frame_of(record: Record, draw: Wave) -> pd.DataFrame:
    with record.transaction() as database:
        return snapshots.get(database, draw.frame)


def _places(keys: pd.Series, among: pd.Series) -> Integers:
    """Where each of `keys` is `among` others; -1 where it is not. Not as texts of Python: a frame may have millions."""
    if len(keys) == len(among) and keys.equals(among):
        return np.arange(len(keys))
    one, other = text_array(keys), text_array(among)
    return np.asarray(pc.index_in(one, value_set=other).fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


def drawn_items(record: Record) -> pd.DataFrame:
    """Every sentence that was drawn at random, with its probability of being drawn in any wave.

    Columns ``sentence_id``, ``target`` (empty where the study has none), ``wave``, ``strategy``, ``stratum``,
    ``inclusion_probability``, ``draw`` (the number of the draw that drew it first, from 1) and, for each draw,
    `OF_DRAW` with its number: the probability of being drawn in that one. Empty before the first draw.
    """
    waves = draws(record)
    columns = [*_ITEM, "wave", "strategy", "stratum", "inclusion_probability", "draw"]
    if not waves:
        return pd.DataFrame(columns=columns)
    parts = [_items(record, one).assign(wave=one.wave, draw=i) for i, one in enumerate(waves, start=1)]
    drawn = pd.concat(parts, ignore_index=True).drop_duplicates(_ITEM).reset_index(drop=True)
    keys = item_keys(drawn)
    overall: Reals = np.zeros(len(drawn))
    for number, draw in enumerate(waves, start=1):
        probability = _probabilities_in(record, draw, keys)
        drawn[f"{OF_DRAW}{number}"] = probability
        overall = overall + (1 - overall) * probability
    drawn["inclusion_probability"] = overall
    return drawn[[*columns, *(name for name in drawn.columns if name.startswith(OF_DRAW))]]


def _probabilities_in(record: Record, draw: Wave, keys: pd.Series) -> Reals:
    """The probability of being drawn in one wave of the items with these keys."""
    probabilities = np.zeros(len(keys))
    with record.transaction() as database:
        for part in snapshots.parts(database, draw.frame):
            place = _places(item_keys(part), keys)
            probabilities[place[place >= 0]] = part["probability"].to_numpy(dtype=float)[place >= 0]
    return probabilities


def with_recorded_probabilities(batch: pd.DataFrame | None, record: Record) -> pd.DataFrame | None:
    """`batch` with the probabilities of the record's draws, then the drawn sentences that are not in it.

    A sentence of `batch` that no recorded draw has drawn gets none: it was not drawn at random. An `AnnotateWarning`
    says how many these are, and how many had another probability than the record's. Without a recorded draw `batch`
    is returned unchanged.
    """
    drawn = drawn_items(record)
    if drawn.empty:
        return batch
    drawn = drawn[[*_ITEM, "wave", "strategy", "stratum", "inclusion_probability"]]
    drawn = drawn if drawn["target"].ne("").any() else drawn.drop(columns="target")
    if batch is None:
        return drawn
    key, known = item_keys(batch), pd.Series(drawn["inclusion_probability"].to_numpy(), index=item_keys(drawn))
    probability = known.reindex(key).to_numpy()
    own = batch["inclusion_probability"].astype(float).to_numpy()
    unknown = int(pd.isna(probability).sum())
    if unknown:
        _warn(
            f"{unknown:,} of {len(batch):,} sentences of the batch are in no recorded draw: their labels can train a"
            " model, but cannot correct an estimate"
        )
    recorded = _items_of(record)["inclusion_probability"].reindex(key).astype(float).to_numpy()
    changed = int((abs(own - recorded) > _CLOSE).sum())
    if changed:
        _warn(
            f"{many(changed, 'sentence of the batch', 'has')} another inclusion_probability than in the record, which "
            "counts"
        )
    batch = batch.assign(inclusion_probability=probability)
    return pd.concat([batch, drawn[~item_keys(drawn).isin(key)]], ignore_index=True)


def pushed_items(record: Record) -> pd.DataFrame:
    """The sentences that were handed out for labelling, pushed or on a sheet: ``sentence_id`` and ``target``."""
    with record.transaction() as database:
        rows = database.execute(
            "select distinct sentence_id, target from item join event on event = number where kind in ('push', 'sheet')"
        ).fetchall()
    return pd.DataFrame(rows, columns=_ITEM)


def add_push(
    record: Record,
    batch: pd.DataFrame,
    summary: str,
    details: Mapping[str, Detail],
    inputs: Mapping[str, str],
    *,
    kind: str = "push",
) -> Event:
    """Record that the sentences of `batch` were pushed, or (`kind` "sheet") written to a coding sheet."""
    with record.transaction() as database:
        event = append(database, kind, summary, details, inputs)
        rows = [(event.number, *one) for one in zip(*_identity(batch), strict=True)]
        database.executemany("insert into item (event, sentence_id, target) values (?, ?, ?)", rows)
    return event


def _handed_out(record: Record) -> set[str]:
    """The keys of everything that was pushed, or labelled without a server."""
    labelled = local_labels(record)
    local = set() if labelled is None else set(item_keys(labelled))
    return set(item_keys(pushed_items(record))) | local


def _in_use(record: Record, draw: Wave, labelled: pd.DataFrame | None) -> bool:
    """Whether any sentence of `draw` was pushed or is labelled."""
    keys = item_keys(_items(record, draw))
    if keys.isin(item_keys(pushed_items(record))).any():
        return True
    if labelled is None:
        return False
    if "target" in labelled.columns:
        return bool(keys.isin(item_keys(labelled)).any())
    return bool(keys.str.partition("\t")[0].isin(labelled["sentence_id"].astype("str")).any())


def _items(record: Record, draw: Wave) -> pd.DataFrame:
    with record.transaction() as database:
        rows = database.execute(
            "select sentence_id, target, strategy, stratum, inclusion_probability from item where event = ?",
            (draw.event.number,),
        ).fetchall()
    return pd.DataFrame(rows, columns=[*_ITEM, "strategy", "stratum", "inclusion_probability"])


def _items_of(record: Record) -> pd.DataFrame:
    """What each sentence's own draw recorded about it, by key."""
    items = pd.concat([_items(record, draw) for draw in draws(record)], ignore_index=True).drop_duplicates(_ITEM)
    return items.set_index(item_keys(items))


def _identity(table: pd.DataFrame) -> tuple[Sequence[str], Sequence[str]]:
    target = table["target"].astype(object).fillna("") if "target" in table.columns else pd.Series("", table.index)
    return table["sentence_id"].astype("str").tolist(), target.astype("str").tolist()


def _warn(message: str) -> None:
    warnings.warn(message, AnnotateWarning, stacklevel=3)
