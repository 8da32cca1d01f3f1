"""Labelled examples: the validated input of training and evaluation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from annotate._types import Array, Flags
from annotate.columns import as_text, damage_of_ids, matched_ids, missing, on_repeated
from annotate.counts import many
from annotate.errors import InputError
from annotate.learn.training.splits import groups_of
from annotate.scheme import DEFAULT, SEVERAL, Question

LONGEST = 20_000
"""Maximum length of a sentence in characters; a longer one is probably an article that has not been split."""
_FEW_LONG = 0.1
"""Up to this share of longer texts are left out, such as tables that no splitter divides; of more, none is trained."""

_SOME = 3


@dataclass(frozen=True)
class Examples:
    """Sentences with their labels and the groups that must stay together."""

    frame: pd.DataFrame
    """All columns of the table, always including ``sentence_id`` and ``text``; rows are numbered from 0."""
    labels: Array
    """The label of each row; of several, its answer (``economy|fish``, empty for none of them)."""
    groups: Array
    """An integer for each row; rows of one article, and near-duplicates, share it."""
    parts: Array | None = None
    """The part (``train``, ``test``, ...) of each row, if the table has a split column."""
    notes: tuple[str, ...] = ()
    """Notes about how the table was read."""
    columns: tuple[str, ...] = ()
    """Columns that the estimator uses in addition to ``text``."""

    def __len__(self) -> int:
        """The number of sentences."""
        return len(self.frame)

    @property
    def features(self) -> pd.DataFrame:
        """The columns an estimator may use."""
        return features(self.frame, self.columns)

    def taken(self, rows: Array) -> Examples:
        """The examples in `rows` (positions or a mask)."""
        parts = None if self.parts is None else self.parts[rows]
        frame = self.frame.loc[self.frame.index[rows]].reset_index(drop=True)
        return Examples(frame, self.labels[rows], self.groups[rows], parts, self.notes, self.columns)

    @property
    def pairs(self) -> bool:
        """Whether every row has a target; then the label is about that target."""
        return "target" in self.frame.columns and not _blank(self.frame["target"]).any()


def features(frame: pd.DataFrame, columns: Sequence[str] = ()) -> pd.DataFrame:
    """The columns of `frame` that an estimator uses: ``text`` and `columns`; rows are numbered from 0.

    If ``target_start`` and ``target_end`` give a target's position, the target is replaced by its wording there.
    """
    wanted = dict.fromkeys(("text", *columns))
    inputs = frame[[column for column in wanted if column in frame.columns]].reset_index(drop=True)
    if "target" in inputs.columns and {"target_start", "target_end"} <= set(frame.columns):
        spans = zip(frame["text"], frame["target"], frame["target_start"], frame["target_end"], strict=True)
        inputs["target"] = [
            target if pd.isna(start) or pd.isna(end) else str(text)[int(start) : int(end)]
            for text, target, start, end in spans
        ]
    return inputs


def _blank(values: pd.Series) -> Array:
    return np.asarray(values.isna() | (values.astype("str").str.strip() == ""), dtype=bool)


def examples_from(
    table: pd.DataFrame,
    *,
    text_column: str = "text",
    label_column: str = "label",
    group_column: str | None = None,
    split_column: str | None = None,
    labels: Sequence[str] | None = None,
    labels_of: str = "scheme",
    several: bool = False,
    where: str = "table",
) -> Examples:
    """The labelled rows of `table`.

    Parameters
    ----------
    table
        One row per sentence. Rows without a label are left out, and a note says how many.
    text_column, label_column
        The columns with the sentences and with their labels.
    group_column
        Rows with the same value are never divided between parts; ``article_id`` where the table has it and none is
        named.
    split_column
        The column that says which part (``train``, ``test``, ...) a row belongs to.
    labels
        The allowed labels; any other is an error. None allows all.
    labels_of
        What `labels` are the labels of, for messages.
    several
        Whether the question takes several labels: then a row without one has none of them.
    where
        The table's name in messages.

    Raises
    ------
    InputError
        If a column is missing, no row has a label, a label is unknown, or a text is missing or longer than `LONGEST`.
    """
    for column, option in (
        (text_column, "text"),
        (label_column, "label"),
        (group_column, "group"),
        (split_column, "split"),
    ):
        if column is not None and column not in table.columns:
            raise InputError(f"{where}: {missing(column, table.columns)}; name it with `{option}_column`")
    frame = _with_text(table, text_column)
    column = table[label_column].astype("object").reset_index(drop=True)
    unanswered = _blank(column)
    if unanswered.all():
        raise InputError(f"{where}: no row has a label in column '{label_column}'; label some sentences first")
    values = column.map(_as_text, na_action="ignore").fillna("").astype("str").str.strip().to_numpy(dtype=object)
    blank = np.zeros(len(column), dtype=bool) if several else unanswered
    _check_labels(values, ~blank, labels, f"the {labels_of} has", where, several=several)
    notes = (f"{many(int(blank.sum()), 'row without a label', 'was')} left out",) if blank.any() else ()
    long = long_texts(frame["text"], ~blank)
    if long.any():
        words = f"{many(int(long.sum()), 'text')} of more than {LONGEST:,} characters left out"
        notes = (*notes, f"{words}, the first in row {long.argmax() + 1}")
        blank = blank | long
    check_texts(frame.loc[~blank], where)
    labelled = frame.loc[~blank].reset_index(drop=True)
    parts = None if split_column is None else _parts(table.loc[~blank, split_column])
    groups = group_column or ("article_id" if "article_id" in labelled.columns else None)
    return Examples(labelled, values[~blank].astype("str"), groups_of(labelled, groups), parts, notes)


def joined(
    gold: pd.DataFrame, sentences: pd.DataFrame | None, *, question: str, where: str = "gold"
) -> tuple[pd.DataFrame, list[str]]:
    """The gold labels of one question joined with their sentences by ``sentence_id`` (and ``target``).

    Articles that changed, and those no longer in the collection, leave labels of sentences that are not there any more.
    These are left out, and the ids are returned as well.

    Raises
    ------
    InputError
        If no row answers `question`, a sentence is labelled twice, or half of the labelled sentences or more are not
        among the sentences, or some because their ids are damaged.
    """
    if "question" in gold.columns:
        asked = gold[gold["question"].astype("str") == question]
        if asked.empty:
            there = ", ".join(sorted(gold["question"].dropna().astype("str").unique())) or "none"
            raise InputError(
                f"{where}: no labels for the question {question!r}; it has {there}; choose one of these with `question`"
            )
        gold = asked
    keys = ["sentence_id"]
    if "target" in gold.columns and (sentences is None or "target" in sentences.columns):
        keys.append("target")
    nameless = gold["sentence_id"].isna()
    if sentences is not None and nameless.any():
        raise InputError(f"{where}: {many(int(nameless.sum()), 'label')} without a sentence_id; fill it in")
    twice = gold.duplicated(keys) & ~nameless
    if twice.any():
        again = gold.loc[twice, "sentence_id"].iloc[0]
        raise InputError(f"{where}: {again} is labelled twice; {on_repeated(again, 'run annotate resolve')}")
    if sentences is None:
        return gold.reset_index(drop=True), []
    sentences = sentences.assign(sentence_id=as_text(sentences["sentence_id"]))
    gold = gold.assign(sentence_id=matched_ids(gold["sentence_id"], sentences["sentence_id"]))
    ours = [c for c in gold.columns if c in keys or c not in sentences.columns or c in {"label", "split"}]
    theirs = [c for c in sentences.columns if c in keys or c not in ours]
    table = gold[ours].merge(sentences[theirs].drop_duplicates(keys), on=keys, how="left", indicator="_found")
    lost = table["_found"] != "both"
    ids = table.loc[lost, "sentence_id"].astype("str").tolist()
    damage = damage_of_ids(ids, sentences["sentence_id"]) if ids else ""
    if damage or 2 * len(ids) >= len(table) > 0:
        _refuse_lost(ids, len(table), damage, where)
    return table[~lost].drop(columns="_found").reset_index(drop=True), ids


def _refuse_lost(ids: Sequence[str], of: int, damage: str, where: str) -> None:
    """Raise `InputError` because the sentences with these `ids` are not there."""
    advice = "name the sentences file they were sampled from"
    if len(ids) < of:
        advice += ", or remove them from the gold if their ids are mistaken"
    if damage:
        advice = f"{damage}; put the ids back, and import such columns as text"
    raise InputError(f"{where}: {lost_sentences(ids)}; {advice}")


def lost_sentences(ids: Sequence[str]) -> str:
    """That the labelled sentences with these `ids` are not among the sentences."""
    some = ", ".join(ids[:_SOME]) + ", ..." * (len(ids) > _SOME)
    return f"{many(len(ids), 'labelled sentence', 'is')} not among the sentences ({some})"


def infer_question(labels: Sequence[str], otherwise: str) -> str:
    """The name of the default scheme's question with exactly these labels, else `otherwise`."""
    for question in DEFAULT.questions:
        if set(labels) == set(question.names):
            return question.name
    return otherwise


def ordered(labels: Sequence[str], question: Question | None = None) -> tuple[str, ...]:
    """The distinct labels, in the scheme's order if it has them all, else alphabetically."""
    distinct = set(labels)
    questions = (question,) if question else DEFAULT.questions
    for asked in questions:
        if distinct <= set(asked.names):
            return tuple(name for name in asked.names if name in distinct)
    return tuple(sorted(distinct))


def long_texts(texts: pd.Series, answered: Flags) -> Flags:
    """Which of the `answered` rows are left out as their texts are too long for a sentence; none where many are."""
    long = _too_long(texts) & answered
    return long if long.sum() <= _FEW_LONG * answered.sum() else np.zeros_like(long)


def check_texts(frame: pd.DataFrame, where: str) -> None:
    """Raise `InputError` naming the first row whose ``text`` is missing or too long for a sentence."""
    texts = frame["text"]
    blank = _blank(texts)
    if blank.any():
        rows = frame.index[blank]
        raise InputError(
            f"{where}: row {rows[0] + 1} has no text ({many(len(rows), 'row')} without one); leave empty rows "
            "out, or name the column with the sentences with `text_column`"
        )
    long = _too_long(texts)
    if long.any():
        row = frame.index[long][0]
        raise InputError(
            f"{where}: row {row + 1} is {len(str(texts.loc[row])):,} characters long, too long for a sentence; "
            "split articles into sentences with annotate split first"
        )


def _too_long(texts: pd.Series) -> Flags:
    return np.asarray(texts.fillna("").astype("str").str.len() > LONGEST, dtype=bool)


def content_id(frame: pd.DataFrame) -> pd.Series:
    """A reproducible id for each row: a hash of its text, target and number of earlier rows with the same two."""
    targets = frame["target"].astype("object").fillna("").astype("str") if "target" in frame.columns else ""
    content = frame["text"].astype("object").fillna("").astype("str") + "\x1f" + targets
    occurrence = content.groupby(content).cumcount().astype("str")
    hashed = (content + "\x1f" + occurrence).map(lambda text: hashlib.sha256(text.encode("utf-8")).hexdigest()[:16])
    return hashed.astype("str")


def _as_text(label: object) -> str:
    # pandas reads integers in a column with gaps as floats: 1.0 is the label 1.
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)


def _with_text(table: pd.DataFrame, text_column: str) -> pd.DataFrame:
    frame = table.reset_index(drop=True)
    if text_column != "text":
        frame = frame.drop(columns="text", errors="ignore").rename(columns={text_column: "text"})
    own = frame["sentence_id"].astype("str") if "sentence_id" in frame.columns else pd.Series(None, frame.index, "str")
    frame["sentence_id"] = own.mask(_blank(own), content_id(frame))
    return frame


def _check_labels(
    values: Array, present: Array, labels: Sequence[str] | None, has: str, where: str, *, several: bool
) -> None:
    known = {"", *(labels or ())}
    parts = np.array([set(str(value).split(SEVERAL) if several else [value]) <= known for value in values], dtype=bool)
    wrong = present & ~parts if labels is not None else np.zeros(len(values), dtype=bool)
    if labels is not None and wrong.any():
        row = int(wrong.argmax())
        raise InputError(f"{where}: row {row + 1}: unknown label {values[row][:40]!r}; {has} {', '.join(labels)}")


def _parts(column: pd.Series) -> Array:
    return column.astype("object").fillna("").astype("str").str.strip().to_numpy(dtype=object)
