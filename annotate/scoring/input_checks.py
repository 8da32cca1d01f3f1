"""What is wrong with text that was scored: ids of two texts, and a language that the model was not trained on."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from annotate._types import Array
from annotate.counts import many
from annotate.errors import AnnotateWarning

ROWS_AT_ONCE = 16_000_000
"""Ids that are held in memory at a time, 8 bytes each."""

_SAMPLED, _TRAINING_SAMPLED = 300, 200
_FEWEST_WORDS = 8
"""Words from which the language of a text is detected; shorter texts are joined."""
_TRAINED_SHARE, _FOREIGN_SHARE = 0.02, 0.05
"""Share of the training texts from which the model knows a language, and of new texts from which another is told."""


def note(words: str) -> None:
    """Warn, in the same place for all, so that what was said of the first rows is not said again of all."""
    warnings.warn(words, AnnotateWarning, stacklevel=1)


def note_on_ids(
    tables: Callable[[], Iterable[pa.Table]],
    rows: int,
    *,
    effect: str,
    ids: Callable[[], Iterable[Array]] | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
) -> str:
    """A note on ids that several sentences with different texts have, and on its `effect`; empty if there are none.

    The memory is bounded: with more rows than `rows_at_once`, the ids are looked at several times, each time at those
    in a range of their numbers.

    Parameters
    ----------
    tables
        Gives the tables with ``sentence_id``, ``text`` and, for pairs, ``target``; called for each reading.
    rows
        The number of their rows.
    ids
        Gives what `sorted_ids` gives of each table, where that is known; called for each range.
    """
    if ids is None:
        return note_on_ids(
            tables, rows, effect=effect, ids=lambda: map(sorted_ids, tables()), rows_at_once=rows_at_once
        )
    count, example = 0, 0
    parts = -(-rows // rows_at_once) or 1
    for part in range(parts):
        twice = _repeated(np.concatenate([_range(one, part, parts) for one in ids()] or [_NONE]))
        if len(twice):
            others, first = _with_another_text(tables(), twice)
            count, example = count + others, example or first
    if not count:
        return ""
    name = next(name for name in (_id_numbered(table, example) for table in tables()) if name is not None)
    return f"{many(count, 'sentence', 'has')} the id of another one with another text ({name}); {effect}"


def sorted_ids(table: pa.Table) -> Array:
    """A number of 64 bits for the id, or the pair of id and target, of each row, in the order of these numbers."""
    return np.sort(_ids(table))


_NONE = np.empty(0, np.uint64)
_NUMBERS = 1 << 64


def _ids(table: pa.Table) -> Array:
    """A number of 64 bits for the id, or the pair of id and target, of each row."""
    if not len(table):  # which may have no columns, where a chunk was rejected
        return _NONE
    numbers = _numbers(table["sentence_id"])
    return numbers * np.uint64(31) + _numbers(table["target"]) if "target" in table.column_names else numbers


def _numbers(column: pa.ChunkedArray) -> Array:
    values = column.cast(pa.string()).to_pandas().to_numpy(dtype=object, na_value="")
    return pd.util.hash_array(values, categorize=False)


def _range(ids: Array, part: int, parts: int) -> Array:
    """The sorted numbers in one of `parts` equal ranges of all numbers; of a file only these are read."""
    low = np.searchsorted(ids, np.uint64(part * _NUMBERS // parts)) if part else 0
    high = np.searchsorted(ids, np.uint64((part + 1) * _NUMBERS // parts)) if part + 1 < parts else len(ids)
    return ids[low:high]


def _repeated(ids: Array) -> Array:
    """The values that occur more than once, sorted."""
    ids.sort()
    return np.unique(ids[1:][ids[1:] == ids[:-1]])


def _with_another_text(tables: Iterable[pa.Table], twice: Array) -> tuple[int, int]:
    """How many texts beyond the first have one of the ids in `twice`, and one of these ids; 0 if all are alike."""
    pairs = []
    for table in tables:
        ids = _ids(table)
        chosen = np.flatnonzero(np.isin(ids, twice))
        if len(chosen):
            pairs.append(np.column_stack([ids[chosen], _numbers(table["text"].take(pa.array(chosen)))]))
    distinct = np.unique(np.concatenate(pairs), axis=0)[:, 0]
    again = distinct[1:][distinct[1:] == distinct[:-1]]
    return len(again), int(again[0]) if len(again) else 0


def _id_numbered(table: pa.Table, number: int) -> Any:
    """The id of the first row with this number; None if none has it."""
    places = np.flatnonzero(_ids(table) == np.uint64(number))
    return table["sentence_id"][int(places[0])].as_py() if len(places) else None


def note_on_language(model: Any, texts: pd.Series) -> str:
    """A note on texts in a language that none of the model's training texts is in; empty if there are none.

    Parameters
    ----------
    model
        Its ``sentences`` are the training text; without them nothing is known.
    texts
        New texts, of which up to 300 at regular intervals are looked at.
    """
    old = getattr(model, "sentences", None)
    if old is None or "text" not in old.columns:
        return ""
    known = Counter(_codes(_spread(old["text"], _TRAINING_SAMPLED)))
    trained = {code for code, count in known.items() if count >= _TRAINED_SHARE * known.total()}
    new = Counter(_codes(_spread(texts, _SAMPLED)))
    foreign = Counter({code: count for code, count in new.items() if code not in trained})
    if not trained or not foreign or foreign.total() < _FOREIGN_SHARE * new.total():
        return ""
    most = " and ".join(map(_language_name, [code for code, _ in foreign.most_common(2)]))
    share = f"{100 * foreign.total() / new.total():.0f} % of the new text seems to be in another language ({most})"
    names = ", ".join(sorted(map(_language_name, trained)))
    return (
        f"{share} than the training text ({names}), so its labels may be worth nothing; "
        "label a sample of it and measure, or leave it out"
    )


def _spread(texts: pd.Series, most: int) -> Sequence[str]:
    """Up to `most` texts at regular intervals."""
    whole = texts.dropna().astype("str")
    return whole.iloc[:: max(1, len(whole) // most)].tolist()


def _codes(texts: Sequence[str]) -> list[str]:
    """The language of each text, of short ones that of several joined."""
    from annotate.text.languages.detection import language_of

    codes, short = list[str](), ""
    for text in texts:
        whole = text if len(text.split()) >= _FEWEST_WORDS or _is_unspaced(text) else ""
        short = short if whole else f"{short} {text}"
        if not whole and len(short.split()) >= _FEWEST_WORDS:
            whole, short = short, ""
        if whole:
            codes.append(language_of(whole).code)
    return codes


def _is_unspaced(text: str) -> bool:
    """Whether a text without spaces is long enough to detect its language."""
    return not text.isascii() and len(text) >= _FEWEST_WORDS and " " not in text.strip()


def _language_name(code: str) -> str:
    from babel import Locale

    return Locale("en").languages.get(code, code)
