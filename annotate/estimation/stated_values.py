"""Values in tables of sentences and scores that came back from elsewhere: dates, outlets, probabilities, models."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from annotate.counts import many
from annotate.estimation.periods import period_of
from annotate.io.values.cells import is_missing
from annotate.io.values.dates import dates_as_iso, order_of
from annotate.io.values.label_text import outlets_alike
from annotate.tables import PROBABILITY

_SLACK = 0.02
"""How far rounding may move the sum of a sentence's probabilities from 1."""


def plain_rows(scores: pd.DataFrame, *, several: bool = False) -> tuple[pd.DataFrame, list[str]]:
    """Sentences or scores with dates in ISO 8601, no words for a missing outlet, and notes on contradictions.

    Notes are on dates that cannot be read, on outlets that differ in spelling only, on scores of several models, and on
    probabilities that do not add up to 1, as they do unless `several` labels may be given at once.
    """
    notes: list[str] = []
    if "published" in scores.columns:
        stated = scores["published"].dropna().astype("str")
        scores = scores.assign(published=dates_as_iso(scores["published"], order_of(stated)))
        notes += _unreadable_dates(scores)
    if "outlet" in scores.columns:
        missing = scores["outlet"].map(lambda name: isinstance(name, str) and is_missing(name)).astype(bool)
        scores = scores.assign(outlet=scores["outlet"].mask(missing)) if missing.any() else scores
        notes += outlets_alike(Counter(scores["outlet"].dropna().astype("str")))
    models = scores["model"].dropna().unique() if "model" in scores.columns else ()
    if len(models) > 1:
        notes.append(f"scores of {len(models)} models in one table ({', '.join(map(str, models[:3]))})")
    shares = scores[[name for name in scores.columns if str(name).startswith(PROBABILITY)]]
    if len(shares.columns) > 1 and not several:
        off = int(((shares.sum(axis=1) - 1).abs().gt(_SLACK) & shares.notna().all(axis=1)).sum())
        notes += [f"the probabilities of {many(off, 'sentence')} do not add up to 1"] * bool(off)
    return scores, notes


def with_speakers_once(scores: pd.DataFrame) -> pd.DataFrame:
    """`scores` in which “The ministers” is “the ministers” where that speaks, too: the capital begins a sentence."""
    if "speaker" not in scores.columns:
        return scores
    names = {str(name) for name in scores["speaker"].dropna().unique()}
    lower = {name: name[:1].lower() + name[1:] for name in names if name[:1].isupper()}
    once = {name: plain for name, plain in lower.items() if plain in names}
    if not once:
        return scores
    return scores.assign(speaker=scores["speaker"].map(lambda name: once.get(name, name), na_action="ignore"))


def _unreadable_dates(scores: pd.DataFrame) -> list[str]:
    """A note on dates that are none, whose sentences are in no period."""
    wrong = (scores["published"].notna() & period_of(scores["published"], "day").isna()).to_numpy(dtype=bool)
    if not wrong.any():
        return []
    first = scores[wrong].iloc[0]
    of = f" of sentence {first['sentence_id']}" if "sentence_id" in scores.columns else ""
    return [
        f"{many(int(wrong.sum()), 'date')} (published) cannot be read, first {str(first['published'])[:40]!r}{of}; "
        "these sentences are in no period"
    ]
