"""The words of many texts in one flat array of codes, four bytes a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from annotate._types import Flags, Integers
from annotate.text.languages import Language

Hashes: TypeAlias = npt.NDArray[np.uint64]
Codes: TypeAlias = npt.NDArray[np.int32]

CHUNK = 50_000
"""Texts processed at once, to limit the size of intermediate results."""

_BEFORE = ((r"[’‘`´]", "'"),)
_AFTER = ((r"[^\p{L}\p{N}\p{M}'·]+", " "), (r"(^|\s)'+|'+(\s|$)", r"\1 \2"))
"""Rewrites for every language, applied before and after those of the language."""

NEGATION, NUMBER = 1, 2


def mixed(values: Hashes) -> Hashes:
    """Splitmix64: spreads numbers over all 64 bits (Steele et al. 2014)."""
    spread = values + np.uint64(0x9E3779B97F4A7C15)
    spread = (spread ^ (spread >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    spread = (spread ^ (spread >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return spread ^ (spread >> np.uint64(31))


class Texts:
    """The words of many texts.

    Attributes
    ----------
    codes
        The words of all texts, concatenated, each as its code.
    starts
        The position in `codes` at which each text begins, and the length of `codes` at the end.
    lengths
        The number of words of each text.
    sense
        For each text a hash of its numbers and negations, independent of their order.
    word, code
        The words by code, and the codes by word.
    kind
        For each code `NEGATION`, `NUMBER` or 0.
    name
        For each code whether the word is mostly capitalised within sentences.
    """

    def __init__(self, texts: pd.Series, language: Language) -> None:
        self._comparison = language.comparison
        self.word: list[str] = []
        self.code: dict[str, int] = {}
        codes, lengths, capitals = [], [], []
        for begin in range(0, len(texts), CHUNK):
            chunk, sizes, capital = self._coded(texts.iloc[begin : begin + CHUNK])
            codes.append(chunk)
            lengths.append(sizes)
            capitals.append(capital)
        self.codes: Codes = np.concatenate(codes) if codes else np.empty(0, np.int32)
        self.lengths: Integers = np.concatenate(lengths) if lengths else np.empty(0, np.int64)
        self.starts: Integers = np.concatenate([[0], np.cumsum(self.lengths)])
        self.kind = np.array([self._kind(word) for word in self.word], dtype=np.uint8)
        self.name = self._names(np.concatenate(capitals) if capitals else np.empty(0, bool), language)
        self.sense: Hashes = np.concatenate(
            [self._sense(rows) for rows in self.chunks(np.arange(len(self)))] or [np.empty(0, np.uint64)]
        )

    def __len__(self) -> int:
        return len(self.lengths)

    def chunks(self, rows: Integers) -> Iterator[Integers]:
        """`rows` in chunks of `CHUNK`."""
        for begin in range(0, len(rows), CHUNK):
            yield rows[begin : begin + CHUNK]

    def codes_of(self, row: int) -> list[int]:
        """The codes of the words of one text."""
        return self.codes[self.starts[row] : self.starts[row + 1]].tolist()

    def flat(self, rows: Integers) -> tuple[Hashes, Integers]:
        """The hashes of the words of the texts `rows`, concatenated, and the position at which each text starts."""
        lengths = self.lengths[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        indices = np.arange(starts[-1]) + np.repeat(self.starts[:-1][rows] - starts[:-1], lengths)
        return mixed(self.codes[indices].astype(np.uint64) + np.uint64(1)), starts

    def one_and_two_grams(self, rows: Integers) -> tuple[Hashes, Hashes]:
        """The hashes of word 1- and 2-grams of the texts `rows`, concatenated, and where each text starts."""
        single, starts = self.flat(rows)
        following = np.roll(single, -1)
        following[starts[1:][self.lengths[rows] > 0] - 1] = 0
        grams = np.empty(2 * len(single), np.uint64)
        grams[0::2] = single
        grams[1::2] = np.where(following == 0, single, mixed(mixed(single) + following))
        return grams, (2 * starts).astype(np.uint64)

    def grams(self, size: int) -> tuple[Hashes, Integers]:
        """The hashes of word n-grams, n being `size`, and the row of the text that each is from."""
        rows = np.repeat(np.arange(len(self)), self.lengths)
        single = mixed(self.codes.astype(np.uint64) + np.uint64(1))
        grams = single
        if len(grams) < size:
            return grams[:0], rows[:0]
        for step in range(1, size):
            grams = mixed(grams[:-1]) + single[step:]
        inside = rows[: len(grams)] == rows[size - 1 :][: len(grams)]
        return mixed(grams[inside]), rows[: len(grams)][inside]

    def _coded(self, texts: pd.Series) -> tuple[Codes, Integers, Flags]:
        text = pa.array(texts.astype("str").fillna("").to_numpy(dtype=object), type=pa.large_string())
        for pattern, instead in (*_BEFORE, *self._comparison.rewrites, *_AFTER):
            text = pc.replace_substring_regex(text, pattern, instead)
        lists = pc.utf8_split_whitespace(pc.utf8_trim_whitespace(text))
        starts = lists.offsets.to_numpy().astype(np.int64)
        low = pc.utf8_lower(lists.values)
        capital = pc.not_equal(low, lists.values).to_numpy(zero_copy_only=False)
        coded = low.dictionary_encode()
        here = np.array([self._number_of(word) for word in coded.dictionary.to_pylist()], dtype=np.int32)
        codes = here[coded.indices.to_numpy()] if len(coded) else np.empty(0, np.int32)
        capital[starts[:-1][np.diff(starts) > 0]] = False  # every sentence begins with one
        filled = codes >= 0
        return codes[filled], np.diff(np.concatenate([[0], np.cumsum(filled)])[starts]), capital[filled]

    def _number_of(self, word: str) -> int:
        if not word:
            return -1
        code = self.code.setdefault(word, len(self.word))
        if code == len(self.word):
            self.word.append(word)
        return code

    def _kind(self, word: str) -> int:
        if word in self._comparison.negations:
            return NEGATION
        return NUMBER if word in self._comparison.numbers or any(c.isdigit() for c in word) else 0

    def _names(self, capital: Flags, language: Language) -> Flags:
        first = np.zeros(len(self.codes), dtype=bool)
        first[self.starts[:-1][self.lengths > 0]] = True
        times = np.bincount(self.codes[~first], minlength=len(self.word))
        capitals = np.bincount(self.codes[capital], minlength=len(self.word))
        calendar = np.array([word in language.dates.calendar for word in self.word], dtype=bool)
        return (2 * capitals > times) & (self.kind == 0) & ~calendar

    def _sense(self, rows: Integers) -> Hashes:
        """The sum of the hashes of a text's numbers and negations; all negations have the same hash."""
        codes = self.codes[self.starts[rows[0]] : self.starts[rows[-1] + 1]]
        kind = self.kind[codes]
        weight = np.where(kind == NUMBER, mixed(codes.astype(np.uint64) + np.uint64(1)), np.uint64(0x9E3779B97F4A7C15))
        return summed(mixed(weight) * (kind > 0), self.starts[rows[0] : rows[-1] + 2] - self.starts[rows[0]])


def summed(values: Hashes, starts: Integers | Sequence[int]) -> Hashes:
    """The sum of `values` over each text."""
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    return running[np.asarray(starts)[1:]] - running[np.asarray(starts)[:-1]]
