"""Scores too many to hold: sentences that have no label and were not drawn are summed up as they are read.

For such sentences, a corrected share needs only sums by article and group: how many there are, the mean of their
probabilities, and (for the power-tuning parameter) how these vary, in regressions also together. A row of the table
that comes out stands for all of them that are alike in every column that an estimate reads; sentences that have a
label, were drawn, or are or have near-duplicates stay rows of their own. Estimates are those of the whole table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from annotate._types import Flags, Integers, Reals
from annotate.columns import text_array
from annotate.counts import PAIR, SENTENCE
from annotate.estimation.counting import answers_of
from annotate.estimation.design._model_words import normalised
from annotate.tables import PROBABILITY, SCORES, conform

COUNT, WITHIN, IN_FRAME = "sentences in cell", "variation in cell", "in frame"
"""Columns of what comes out: sentences a row stands for; the sum of squared distances of their probabilities from the
means, over all labels; whether the frame held them."""
PAIRS = "pairs"
"""In ``attrs``: whether sentences have a row for each of several targets."""
ITEM = "item"
"""In ``attrs`` of estimates: what the scores are of, as `item_of` says it."""
LEFT_OUT = "left out"
"""In ``attrs``: how many sentences were not scored, and how many are not body."""

READ = ("sentence_id", "article_id", "outlet", "published", "month", "kind", "label", "abstained", "model")
"""Columns of scores that estimates read, beside those they group or weigh by, probabilities and near-duplicates."""
TOGETHER = "variation in cell of "
"""Columns that begin so hold the sum of the products of two labels' distances, which follow with a comma between."""
TARGET, BETWEEN = "target", " toward "
_EACH = ("sentence_id", "duplicate_of")
FACTS = ("sentence_id", "target", "article_id", "outlet", "published", "month", "speaker", "duplicate_of")
"""What is known of a sentence beside the model's words."""
_MOST = 1_000_000
"""This many rows are merged before more are read."""


class Cells:
    """Sums up scores that come in parts.

    Parameters
    ----------
    single
        Ids of sentences that stay rows of their own.
    frame
        Ids of the sentences that could have been drawn, or of these with a target, as `keys_of` gives them; None where
        that is unknown.
    together
        Whether to keep how the probabilities of each two labels vary together.
    like
        The sentences of other scores: no others are summed up.
    """

    def __init__(
        self, single: pa.Array, frame: pa.Array | None, *, together: bool = False, like: Sentences | None = None
    ) -> None:
        self._single, self._frame, self._together, self._like = single, frame, together, like
        self._whole: list[pd.DataFrame] = []
        self._cells: list[pd.DataFrame] = []
        self._rows = self._unscored = self._not_body = 0
        self._most = _MOST
        self._hashes: list[Integers] = []
        self._of_sentences: list[Integers] = []
        self._facts = 0

    def add(self, scores: pd.DataFrame) -> None:
        """Add a part of the scores."""
        if TARGET in scores.columns:
            self._of_sentences.append(hashed(scores["sentence_id"]))
        if self._like is not None:
            scores = scores[self._like.has(scores)]
        scored = scores["label"].notna().to_numpy(dtype=bool)
        body = np.ones(len(scores), dtype=bool)
        if "kind" in scores.columns:
            body = (scores["kind"].isna() | (scores["kind"] == "body")).to_numpy(dtype=bool)
        self._unscored += int((~scored).sum())
        self._not_body += int((scored & ~body).sum())
        rows = scores[scored & body]
        keys = keys_of(rows)
        self._hashes.append(hashed(keys))
        self._facts = (self._facts + _hash_of_facts(rows)) % 2**64
        single = _among(rows["sentence_id"], self._single)
        if "duplicate_of" in rows.columns:
            single |= rows["duplicate_of"].notna().to_numpy(dtype=bool)
        if self._frame is not None:
            held = _among(rows["sentence_id"], self._frame) | _among(keys, self._frame)
            rows = rows.assign(**{IN_FRAME: held})
        probabilities = [PROBABILITY + answer for answer in answers_of(rows)]
        values = rows[probabilities].to_numpy(dtype=float, na_value=np.nan)
        single |= ~np.isfinite(values).all(axis=1)  # an estimate names such a sentence
        self._whole.append(rows[single])
        cells = rows[~single].assign(**self._alone(probabilities))
        cells[probabilities] = normalised(values[~single])
        self._cells.append(_merged([cells], probabilities))
        self._rows += len(self._cells[-1])
        if self._rows > self._most:
            self._cells = [_merged(self._cells, probabilities)]
            self._rows = len(self._cells[0])
            self._most = max(_MOST, 2 * self._rows)

    def table(self) -> pd.DataFrame:
        """The rows of their own and the cells, as a table that estimates take for scores."""
        whole = pd.concat(self._whole, ignore_index=True)
        probabilities = [PROBABILITY + answer for answer in answers_of(whole)]
        cells = _merged(self._cells, probabilities) if self._cells else whole.iloc[:0]
        names = pd.Series(np.arange(len(cells)), dtype="str")
        cells = cells.assign(sentence_id="cell " + names)
        alone = whole.assign(**self._alone(probabilities))
        table = pd.concat([alone, cells], ignore_index=True)
        table.attrs[LEFT_OUT] = {"not scored": self._unscored, "not body": self._not_body}
        table.attrs[PAIRS] = bool(len(_repeated(self._of_sentences)))
        return table

    def _alone(self, probabilities: Sequence[str]) -> dict[str, float]:
        """What is known of a row that stands for one sentence."""
        pairs = pairs_of([name.removeprefix(PROBABILITY) for name in probabilities]) if self._together else {}
        return {COUNT: 1, WITHIN: 0.0} | dict.fromkeys(pairs.values(), 0.0)

    def twice(self) -> Integers:
        """Hashes that two or more keys have: of the same sentence, but for one case in millions."""
        return _repeated(self._hashes)

    def sentences(self) -> Sentences:
        """Which sentences were summed up."""
        return Sentences(np.sort(np.concatenate([*self._hashes, np.zeros(0, dtype=np.int64)])), self._facts)


@dataclass(frozen=True)
class Sentences:
    """Which sentences scores are of, by hashes, and a hash of what is known of these beside the model's words."""

    hashes: Integers
    facts: int

    def has(self, scores: pd.DataFrame) -> Flags:
        """Which rows are of these sentences."""
        own = hashed(keys_of(scores))
        place = np.minimum(np.searchsorted(self.hashes, own), max(len(self.hashes) - 1, 0))
        return self.hashes[place] == own if len(self.hashes) else np.zeros(len(own), dtype=bool)


def keys_of(scores: pd.DataFrame) -> pd.Series:
    """What names each row: its sentence, and its target where there is one."""
    if TARGET not in scores.columns:
        return scores["sentence_id"]
    return scores["sentence_id"].astype("str") + BETWEEN + scores[TARGET].fillna("").astype("str")


def has_targets(table: pd.DataFrame) -> bool:
    """Whether rows of `table` say which target they are of."""
    return TARGET in table.columns and bool(table[TARGET].fillna("").astype("str").ne("").any())


def has_pairs(scores: pd.DataFrame) -> bool:
    """Whether rows of `scores` are pairs of a sentence and a target: some sentence has a row for each of several."""
    if TARGET not in scores.columns:
        return False
    return bool(scores.attrs.get(PAIRS)) or bool(scores["sentence_id"].duplicated().any())


def item_of(scores: pd.DataFrame) -> str:
    """What a row of `scores` is called: `SENTENCE` or `PAIR`."""
    return PAIR if has_pairs(scores) else SENTENCE


def counts_of(rows: pd.DataFrame) -> Integers:
    """How many sentences each row of a scores table stands for: 1, or what `Cells` counted."""
    return rows[COUNT].to_numpy(dtype=np.int64) if COUNT in rows.columns else np.ones(len(rows), dtype=np.int64)


def pairs_of(labels: Sequence[str]) -> dict[tuple[int, int], str]:
    """The column of how each two of `labels`, by their positions, vary together."""
    return {(a, b): f"{TOGETHER}{labels[a]},{labels[b]}" for a in range(len(labels)) for b in range(a, len(labels))}


def together_in(rows: pd.DataFrame, labels: Sequence[str]) -> Reals | None:
    """(rows, labels, labels): how each two labels vary together within each row; None where that was not kept."""
    if not any(str(name).startswith(TOGETHER) for name in rows.columns):
        return None
    products = np.zeros((len(rows), len(labels), len(labels)))
    for a, one in enumerate(labels):
        for b, other in enumerate(labels):
            name = f"{TOGETHER}{one},{other}"
            products[:, a, b] = rows[name if name in rows.columns else f"{TOGETHER}{other},{one}"]
    return products


def read_in(scores: pd.DataFrame) -> int:
    """How many rows of a file `scores` come from, with those that were left out."""
    return int(counts_of(scores).sum()) + sum(scores.attrs.get(LEFT_OUT, {}).values())


def with_all_columns(scores: pd.DataFrame) -> pd.DataFrame:
    """`scores` with every column of a scores table, those that were not read empty."""
    table = conform(scores, SCORES, "scores")
    table.attrs = scores.attrs
    return table


def _merged(parts: Sequence[pd.DataFrame], probabilities: Sequence[str]) -> pd.DataFrame:
    """`parts` with one row for all rows that are alike but for their sentences and probabilities."""
    rows = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    summed = {*probabilities, WITHIN, COUNT, *(name for name in rows.columns if str(name).startswith(TOGETHER))}
    keys = [name for name in rows.columns if name not in {*_EACH, *summed}]
    count = rows[COUNT].to_numpy(dtype=float)
    number = rows.groupby(keys, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    size = np.bincount(number, weights=count)
    merged = rows[~pd.Series(number).duplicated().to_numpy()][keys].reset_index(drop=True)
    merged[COUNT] = size.astype(np.int64)
    apart, distances = rows[WITHIN].to_numpy(dtype=float), []
    for name in probabilities:
        own = rows[name].to_numpy(dtype=float)
        mean = np.bincount(number, weights=count * own) / size
        distances.append(own - mean[number])
        apart = apart + count * distances[-1] ** 2
        merged[name] = mean
    merged[WITHIN] = np.bincount(number, weights=apart)
    for (a, b), name in pairs_of([name.removeprefix(PROBABILITY) for name in probabilities]).items():
        if name in rows.columns:
            products = rows[name].to_numpy(dtype=float) + count * distances[a] * distances[b]
            merged[name] = np.bincount(number, weights=products)
    return merged


def _among(sentence_ids: pd.Series, wanted: pa.Array) -> Flags:
    return np.asarray(pc.is_in(text_array(sentence_ids), value_set=wanted).to_numpy(zero_copy_only=False), dtype=bool)


def hashed(keys: pd.Series) -> Integers:
    """A number for each key, another one for another key but for one case in millions of millions."""
    return pd.util.hash_array(keys.to_numpy(dtype=object), categorize=False).astype(np.int64)


def _repeated(hashes: Sequence[Integers]) -> Integers:
    every = np.sort(np.concatenate([*hashes, np.zeros(0, dtype=np.int64)]))
    return np.unique(every[1:][every[1:] == every[:-1]])


def _hash_of_facts(rows: pd.DataFrame) -> int:
    """A hash of the sentences with article, outlet and so on, in whatever order they come."""
    facts = rows[[name for name in FACTS if name in rows.columns]].astype("str")
    return int(pd.util.hash_pandas_object(facts, index=False).to_numpy(dtype=np.uint64).sum(dtype=np.uint64))
