"""The tables of the toolkit: their columns and types, and which columns are required.

A table is a pandas ``DataFrame`` whose known columns have the types given here; columns a table does not know are kept
and carried along. Missing columns that are not required are added empty, so that code beyond this point never asks
whether a column is there. `annotate.io.reading` and `annotate.io.writing` read and write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from annotate.columns import FLAG, REAL, TEXT, WHOLE, Wrong, lacking, typed
from annotate.counts import PAIR, SENTENCE
from annotate.errors import InputError
from annotate.scheme import SEVERAL


@dataclass(frozen=True)
class Table:
    """A kind of table: its name, its columns in order, and the required ones."""

    name: str
    schema: pa.Schema
    required: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The known columns in order."""
        return list(self.schema.names)


def _table(name: str, columns: Mapping[str, pa.DataType], required: str) -> Table:
    return Table(name, pa.schema(list(columns.items())), tuple(required.split()))


_ARTICLES = dict.fromkeys(("article_id", "url", "outlet", "author", "published", "title", "text"), TEXT)
_SENTENCES = {
    "sentence_id": TEXT,
    "article_id": TEXT,
    "outlet": TEXT,
    "published": TEXT,
    "paragraph": WHOLE,
    "position": WHOLE,
    "start": WHOLE,
    "end": WHOLE,
    "kind": TEXT,
    "text": TEXT,
    "quoted": TEXT,
    "speaker": TEXT,
    "before": TEXT,
    "after": TEXT,
}
_BATCH = _SENTENCES | {"strategy": TEXT, "stratum": TEXT, "inclusion_probability": REAL}
_ANNOTATIONS = {
    "sentence_id": TEXT,
    "annotator": TEXT,
    "question": TEXT,
    "label": TEXT,
    "created_at": TEXT,
    "updated_at": TEXT,
    "lead_time": REAL,
    "origin": TEXT,
    "skipped": FLAG,
}
_GOLD = {
    "sentence_id": TEXT,
    "question": TEXT,
    "label": TEXT,
    "annotators": WHOLE,
    "agreed": REAL,
    "source": TEXT,
    "split": TEXT,
    "inclusion_probability": REAL,
}
_SCORES = _SENTENCES | {"label": TEXT, "abstained": FLAG, "model": TEXT}
_ESTIMATES = {"label": TEXT, "n": WHOLE, "labelled": WHOLE, "share": REAL, "low": REAL, "high": REAL, "method": TEXT}

ARTICLES = _table("articles", _ARTICLES, "text")
SENTENCES = _table("sentences", _SENTENCES, "sentence_id text")
BATCH = _table("batch", _BATCH, "sentence_id text")
ANNOTATIONS = _table("annotations", _ANNOTATIONS, "sentence_id annotator question")
GOLD = _table("gold", _GOLD, "sentence_id question label")
SCORES = _table("scores", _SCORES, "sentence_id label")
ESTIMATES = _table("estimates", _ESTIMATES, "label share")
REJECTS = _table("rejects", {"where": TEXT, "reason": TEXT, "row": TEXT}, "where reason")

KNOWN_COLUMNS = frozenset(
    name for table in (ARTICLES, BATCH, ANNOTATIONS, GOLD, SCORES, ESTIMATES) for name in table.columns
)
"""The columns of all tables."""

_PROBABILITIES = ("inclusion_probability",)
_SLACK = 1e-6
"""How far rounding may push a probability over its bounds."""

PROBABILITY = "p_"
"""Prefix of the columns with each label's probability in a scores table."""

LANGUAGE_MODEL, MODEL = "llm", "model"
"""The ``origin`` of an annotation that no person made: answered by a language model, or by another model."""
BY_MACHINE = frozenset({LANGUAGE_MODEL, MODEL})
"""Such annotations are compared with people's and are never gold."""
_SPELLINGS = {"language model": LANGUAGE_MODEL}


def item_name(table: pd.DataFrame) -> str:
    """What a row of `table` is called: `PAIR` where it has targets, else `SENTENCE`."""
    return PAIR if "target" in table.columns and table["target"].notna().any() else SENTENCE


def item_columns(table: pd.DataFrame) -> list[str]:
    """The columns that identify an item: the sentence, with its target where the table has one."""
    return ["sentence_id", "target"] if "target" in table.columns else ["sentence_id"]


def item_key(sentence_id: str, target: object = None) -> str:
    """The text that identifies an item: the sentence's identifier, with the target after a tab if there is one."""
    return f"{sentence_id}\t{target}" if isinstance(target, str) and target else sentence_id


def item_keys(table: pd.DataFrame) -> pd.Series:
    """The `item_key` of each row."""
    sentence = table["sentence_id"].astype("str")
    if "target" not in table.columns:
        return sentence
    target = table["target"].astype("str").fillna("")
    return sentence.where(target.eq(""), sentence + "\t" + target)


def machine_origins(origin: pd.Series) -> pd.Series:
    """The ``origin`` in each row if it is one of `BY_MACHINE`, in its usual spelling, and None elsewhere.

    Capitals do not count, and ``language-model`` is ``llm``.
    """
    plain = origin.astype("str").str.strip().str.lower().str.replace("[-_ ]+", " ", regex=True).replace(_SPELLINGS)
    return plain.where(origin.notna() & plain.isin(BY_MACHINE), None)


IN_TRAINING = "training"
"""The ``origin`` of an answer that a coder gave in training; the known answer was shown, so it is never gold either."""

KINDS = ("body", "heading", "caption", "credit", "byline", "boilerplate")
"""What a line of an article can be."""


def conform(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    """`frame` with the known columns of `table` in its types, missing ones empty, unknown ones untouched.

    Raises
    ------
    InputError
        Naming `where`, the column and, for a value of the wrong kind, its row.
    """
    sound, wrong = _typed_columns(frame, table, where)
    for name, (rows, wanted) in wrong.items():
        row = int(rows.argmax())
        raise InputError(f"{where}: row {row + 1}: {name} {str(frame[name].iloc[row])[:40]!r} is not {wanted}")
    return sound


def sifted(frame: pd.DataFrame, table: Table, where: str, *, drawn: bool = True) -> tuple[pd.DataFrame, dict[int, str]]:
    """Like `conform`, but rows with a value of the wrong kind are left out instead of raising.

    So are sentences, scores and gold labels that cannot be used: without a ``sentence_id``, with a label and no
    probability or with one that no column of probabilities is of, and, where it matters how labels were `drawn`, with
    an ``inclusion_probability`` of 0.

    Returns
    -------
    tuple
        The good rows, and the reason for each bad one by its position in `frame`.

    Raises
    ------
    InputError
        If a required column is missing.
    """
    sound, wrong = _typed_columns(frame, table, where)
    reasons: dict[int, str] = {}
    for name, (rows, wanted) in wrong.items():
        for row in rows.nonzero()[0]:
            reasons.setdefault(int(row), f"{name} {str(frame[name].iloc[row])[:40]!r} is not {wanted}")
    if "sentence_id" in table.required and table.name != ANNOTATIONS.name:
        for rows, reason in _unusable(sound, table, drawn):
            for row in rows.to_numpy(dtype=bool).nonzero()[0]:
                reasons.setdefault(int(row), reason)
    return (sound.drop(index=sound.index[list(reasons)]) if reasons else sound), reasons


def _unusable(frame: pd.DataFrame, table: Table, drawn: bool) -> Iterator[tuple[pd.Series, str]]:
    """Rows of sentences, scores or gold labels that cannot be used, and why."""
    blank = frame["sentence_id"].isna() | frame["sentence_id"].astype("str").str.strip().eq("").fillna(True)
    yield blank, "no sentence_id; fill it in"
    if table.name in (SENTENCES.name, BATCH.name):
        return
    if table.name == GOLD.name:
        none = frame["inclusion_probability"].eq(0).fillna(False)
        if drawn:
            yield none, "inclusion_probability 0 is not in (0, 1]; leave it empty where the sentence was not drawn"
        return
    columns = [str(name) for name in frame.columns if str(name).startswith(PROBABILITY)]
    if not columns:
        return
    has_label = frame["label"].notna()
    for column in columns:
        yield has_label & frame[column].isna(), f"a label but no {column}; score it again"
    known = {part for column in columns for part in column.removeprefix(PROBABILITY).split(SEVERAL)}
    for label in frame["label"].dropna().unique():
        if not set(str(label).split(SEVERAL)) <= known:
            yield (
                frame["label"].eq(label).fillna(False),
                f"label {str(label)[:40]!r} has no column {PROBABILITY}{label}",
            )


def empty(table: Table) -> pd.DataFrame:
    """A table without rows."""
    return conform(pd.DataFrame(columns=table.columns), table, where=table.name)


def _typed_columns(frame: pd.DataFrame, table: Table, where: str) -> tuple[pd.DataFrame, Wrong]:
    missing = [c for c in table.required if c not in frame.columns]
    if missing:
        raise InputError(f"{where}: {lacking(missing[0], table.name, frame.columns)}")
    kinds = {field.name: field.type for field in table.schema}
    if table is SCORES:
        kinds |= {c: REAL for c in frame.columns if str(c).startswith(PROBABILITY)}
    sound, wrong = typed(frame, kinds)
    for name in sound.columns:
        if kinds.get(name) == REAL and (str(name).startswith(PROBABILITY) or name in _PROBABILITIES):
            outside = (sound[name].lt(-_SLACK) | sound[name].gt(1 + _SLACK)).to_numpy(dtype=bool)
            if outside.any() and name not in wrong:
                wrong[name] = outside, "a probability (0 to 1)"
    return sound, wrong
