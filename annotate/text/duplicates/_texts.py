"""The words of many texts in one flat array of codes, four bytes a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from annotate._types import Flags, Integers
from annotate.columns import text_array
from annotate.text.duplicates._hashing import Codes, Hashes, Keys, Rows, band_keys, mixed, of_words, one_and_two_grams
from annotate.text.languages import Language
from annotate.text.languages._language import Comparison

CHUNK = 50_000
"""Texts processed at once, to limit the size of intermediate results."""

_BEFORE = ((r"[’‘`´]", "'"),)
_AFTER = (
    # a single space, which would be replaced with itself, is by far the most frequent and is left alone
    (r"[^\p{L}\p{N}\p{M}'· ][^\p{L}\p{N}\p{M}'·]*| [^\p{L}\p{N}\p{M}'·]+", " "),
    (r"(^|\s)'+|'+(\s|$)", r"\1 \2"),
)
"""Rewrites for every language, applied before and after those of the language; the only space left is ``" "``."""

NEGATION, NUMBER = 1, 2


class Coder:
    """Turns texts into codes of words, some texts at a time, and keeps no text.

    Parameters
    ----------
    language
        Has rewrites that are applied before texts are compared.
    signed
        Whether to compute signatures.

    Attributes
    ----------
    code
        The codes by word, in the order in which words first occurred.
    keys
        The keys of the bands of the texts' signatures, some texts at a time; see `band_keys`.
    """

    def __init__(self, language: Language, *, signed: bool = True) -> None:
        self.language = language
        self.signed = signed
        self.code: dict[str, int] = {}
        self.keys: list[Keys] = []
        self._codes: list[Codes] = []
        self._lengths: list[Integers] = []
        self._times: Integers = np.zeros(0, np.int64)
        self._capitals: Integers = np.zeros(0, np.int64)

    def add(self, texts: pd.Series) -> None:
        """Add texts after those added before."""
        for begin in range(0, len(texts), CHUNK):
            self._add(text_array(texts.iloc[begin : begin + CHUNK].fillna("")))

    def coded(self) -> tuple[Codes, Integers, Flags]:
        """The codes of all words, the number of words of each text, and for each code whether it is mostly a name."""
        codes = np.concatenate([np.empty(0, np.int32), *self._codes])
        self._codes = []  # they take the most memory
        lengths = np.concatenate([np.empty(0, np.int32), *self._lengths]).astype(np.int64)
        return codes, lengths, 2 * self._capitals > self._times

    def _add(self, text: pa.Array) -> None:
        for pattern, instead in (*_BEFORE, *self.language.comparison.rewrites, *_AFTER):
            text = pc.replace_substring_regex(text, pattern, instead)
        lists = pc.ascii_split_whitespace(pc.ascii_trim_whitespace(text))
        starts = lists.offsets.to_numpy().astype(np.int64)
        low = pc.utf8_lower(lists.values)
        capital = pc.not_equal(low, lists.values).to_numpy(zero_copy_only=False)
        inner = np.ones(len(low), dtype=bool)
        inner[starts[:-1][np.diff(starts) > 0]] = False  # every sentence begins with a capital
        coded = low.dictionary_encode()
        known = self.code
        here = [known.setdefault(word, len(known)) if word else -1 for word in coded.dictionary.to_pylist()]
        codes = np.array([*here, -1], dtype=np.int32)[coded.indices.to_numpy()]
        filled = codes >= 0
        lengths = np.diff(np.concatenate([[0], np.cumsum(filled)])[starts])
        if self.signed:
            self.keys.append(band_keys(codes[filled], lengths))
        self._codes.append(codes[filled])
        self._lengths.append(lengths.astype(np.int32))
        self._times = self._counted(self._times, codes[filled & inner])
        self._capitals = self._counted(self._capitals, codes[filled & inner & capital])

    def _counted(self, before: Integers, codes: Codes) -> Integers:
        times: Integers = np.bincount(codes, minlength=len(self.code))
        times[: len(before)] += before
        return times


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
    code
        The codes by word.
    kind
        For each code `NEGATION`, `NUMBER` or 0.
    name
        For each code whether the word is mostly capitalised within sentences, and no day or month.
    calendar
        For each code whether the word is a day or month.
    """

    def __init__(self, coder: Coder) -> None:
        self.code = coder.code
        self._keys = coder.keys
        self.codes, self.lengths, capital = coder.coded()
        self.starts: Integers = np.concatenate([[0], np.cumsum(self.lengths)])
        self.kind = _kinds(self.code, coder.language.comparison)
        self.calendar: Flags = np.zeros(len(self.code), dtype=bool)
        self.calendar[[self.code[word] for word in coder.language.dates.calendar if word in self.code]] = True
        self.name: Flags = capital & (self.kind == 0) & ~self.calendar
        self.sense: Hashes = np.concatenate(
            [self._sense(rows) for rows in self.chunks(np.arange(len(self)))] or [np.empty(0, np.uint64)]
        )

    @classmethod
    def unsigned(cls, texts: pd.Series, language: Language) -> Texts:
        """The words of a column of texts, without signatures."""
        coder = Coder(language, signed=False)
        coder.add(texts)
        return cls(coder)

    def __len__(self) -> int:
        return len(self.lengths)

    def chunks(self, rows: Integers) -> Iterator[Integers]:
        """`rows` in chunks of `CHUNK`."""
        for begin in range(0, len(rows), CHUNK):
            yield rows[begin : begin + CHUNK]

    def band(self, number: int) -> Keys:
        """The keys of one band for all texts."""
        return np.concatenate([np.empty(0, np.uint32), *(keys[number] for keys in self._keys)])

    def flat(self, rows: Integers | Rows) -> tuple[Codes, Integers]:
        """The codes of the words of the texts `rows`, concatenated, and the position at which each text starts."""
        lengths = self.lengths[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        indices = np.arange(starts[-1]) + np.repeat(self.starts[:-1][rows] - starts[:-1], lengths)
        return self.codes[indices], starts

    def one_and_two_grams(self, rows: Integers | Rows) -> tuple[Hashes, Hashes]:
        """The hashes of word 1- and 2-grams of the texts `rows`, concatenated, and where each text starts."""
        return one_and_two_grams(self.flat(rows)[0], self.lengths[rows])

    def grams(self, size: int) -> tuple[Hashes, Integers]:
        """The hashes of word n-grams, n being `size`, and the row of the text that each is from."""
        rows = np.repeat(np.arange(len(self)), self.lengths)
        grams = single = of_words(self.codes)
        if len(grams) < size:
            return grams[:0], rows[:0]
        for step in range(1, size):
            grams = mixed(grams[:-1]) + single[step:]
        inside = rows[: len(grams)] == rows[size - 1 :][: len(grams)]
        return mixed(grams[inside]), rows[: len(grams)][inside]

    def _sense(self, rows: Integers) -> Hashes:
        """The sum of the hashes of a text's numbers and negations; all negations have the same hash."""
        codes = self.codes[self.starts[rows[0]] : self.starts[rows[-1] + 1]]
        kind = self.kind[codes]
        places = np.flatnonzero(kind)
        weight = np.where(kind[places] == NUMBER, of_words(codes[places]), np.uint64(0x9E3779B97F4A7C15))
        values = np.zeros(len(codes), np.uint64)
        values[places] = mixed(weight)
        return summed(values, self.starts[rows[0] : rows[-1] + 2] - self.starts[rows[0]])


def summed(values: Hashes, starts: Integers | Sequence[int]) -> Hashes:
    """The sum of `values` over each text."""
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    return running[np.asarray(starts)[1:]] - running[np.asarray(starts)[:-1]]


def _kinds(code: Mapping[str, int], comparison: Comparison) -> npt.NDArray[np.uint8]:
    kinds = np.zeros(len(code), dtype=np.uint8)
    # a word of letters has no digit, which is found out far more quickly
    kinds[[n for n, word in enumerate(code) if not word.isalpha() and any(map(str.isdigit, word))]] = NUMBER
    for words, kind in ((comparison.numbers, NUMBER), (comparison.negations, NEGATION)):
        kinds[[code[word] for word in words if word in code]] = kind
    return kinds
