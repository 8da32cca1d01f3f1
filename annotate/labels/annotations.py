"""The annotations that count: agreement, aggregation and auditing all read an annotations table through here."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from annotate.columns import damage_of_ids
from annotate.counts import many
from annotate.errors import AnnotateWarning, InputError
from annotate.io.values import label_text
from annotate.io.values.dates import dates_as_iso, order_of
from annotate.scheme import SEVERAL, Scheme
from annotate.tables import ANNOTATIONS, REJECTS, conform, item_columns, sifted


def current_annotations(annotations: pd.DataFrame, where: str = "annotations") -> pd.DataFrame:
    """The annotations that count: no skips, no empty labels, and one for each item, annotator and question.

    Where somebody annotated an item twice, the later annotation counts (by ``updated_at``, else ``created_at``, else
    by row). A column ``annotated_at`` has that time in UTC, missing where the table has none. Labels are tidied as
    `tidy_labels` does. Rows keep their order.

    Raises
    ------
    InputError
        If a row lacks its sentence, annotator or question (`usable_annotations` sorts such rows out).
    """
    table = conform(annotations, ANNOTATIONS, where)
    for name in ANNOTATIONS.required:
        if table[name].isna().any():
            raise InputError(f"{where}: row {int(table[name].isna().to_numpy().argmax()) + 1}: no {name}; fill it in")
    table = tidy_labels(table, where)
    table = table[~table["skipped"] & table["label"].notna()]
    table = table.assign(annotated_at=_annotated_at(table))
    ordered = table.sort_values("annotated_at", kind="stable", na_position="first")
    last = ordered.drop_duplicates([*item_columns(table), "annotator", "question"], keep="last")
    return table.loc[table.index.isin(last.index)] if table.index.is_unique else last


def left_empty(annotations: pd.DataFrame, scheme: Scheme) -> dict[str, int]:
    """By question that takes several labels: how often somebody answered another question of an item, and not this one.

    Where it is only asked after some answer, those count who gave that answer.
    """
    current = current_annotations(annotations)
    who = [*item_columns(current), "annotator"]
    empty = {}
    for question in scheme.questions:
        if not question.multiple or question.name not in set(current["question"]):
            continue
        asked = current[current["question"] != question.name]
        if question.only_if:
            name, label = question.only_if
            answers = asked["label"].str.split(SEVERAL, regex=False)
            asked = asked[asked["question"].eq(name) & np.array([label in one for one in answers], dtype=bool)]
        answered = pd.MultiIndex.from_frame(current.loc[current["question"] == question.name, who])
        count = int((~pd.MultiIndex.from_frame(asked[who].drop_duplicates()).isin(answered)).sum())
        if count:
            empty[question.name] = count
    return empty


def usable_annotations(annotations: pd.DataFrame, where: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of an annotations table that can be used, with tidy labels, and a table of rejects with the others.

    Raises
    ------
    InputError
        If a required column is missing.
    """
    good, reasons = sifted(annotations.reset_index(drop=True), ANNOTATIONS, where)
    for name in ANNOTATIONS.required:
        reasons |= dict.fromkeys(good.index[good[name].isna()], f"no {name}")
        good = good[good[name].notna()]
    totals = good["sentence_id"].map(label_text.is_total).astype(bool)
    reasons |= dict.fromkeys(good.index[totals], "a row of totals, not a sentence")
    good = good[~totals]
    rows = [(f"{where}: row {row + 1}", why, annotations.iloc[row].to_json()) for row, why in sorted(reasons.items())]
    rejects = pd.DataFrame(rows, columns=REJECTS.columns)
    table = tidy_labels(good.reset_index(drop=True), where)
    damage = damage_of_ids(table["sentence_id"], ())
    for note in (
        *label_text.doubtful_labels(table["label"]),
        *_annotators_alike(table),
        *_unreadable_times(table),
        *[damage] * bool(damage),
    ):
        _warn(f"{where}: {note}")
    return table, rejects


def tidy_labels(annotations: pd.DataFrame, where: str) -> pd.DataFrame:
    """`annotations` with one spelling of each label, annotator, question and id, and no labels that mean no answer.

    Labels and questions that differ in capitals only are taken as the most frequent of them; annotators are too, unless
    they labelled the same item. An `AnnotateWarning` is issued for what is more than spaces.
    """
    table = annotations.assign(
        sentence_id=label_text.tidy_names(annotations["sentence_id"]),
        annotator=label_text.tidy_names(annotations["annotator"]),
        question=label_text.tidy_names(annotations["question"]),
    )
    for best, others in label_text.spellings(table["question"]).items():
        _warn(f"{where}: questions that differ in capitals only: {', '.join(others)} taken as {best}")
        table["question"] = table["question"].replace(dict.fromkeys(others, best))
    label, notes = label_text.tidy_labels(table["label"], table["question"])
    for note in notes:
        _warn(f"{where}: {note}")
    table["label"] = label
    return _with_one_spelling_of_annotators(table, where)


def _with_one_spelling_of_annotators(table: pd.DataFrame, where: str) -> pd.DataFrame:
    for best, others in label_text.spellings(table["annotator"]).items():
        if not _share_items(table, [best, *others]):
            _warn(f"{where}: annotators that differ in capitals only: {', '.join(others)} taken as {best}")
            table["annotator"] = table["annotator"].replace(dict.fromkeys(others, best))
    return table


def _annotators_alike(table: pd.DataFrame) -> list[str]:
    """Notes on annotators whose names differ in capitals only, and who may be one person or several."""
    alike = [[best, *others] for best, others in label_text.spellings(table["annotator"]).items()]
    return [f"annotators {', '.join(names)} differ in capitals only and labelled the same items" for names in alike]


def _share_items(table: pd.DataFrame, annotators: list[str]) -> bool:
    """Whether two of these annotators labelled the same item for one question."""
    item = [*item_columns(table), "question"]
    answers = table[table["annotator"].isin(annotators)].drop_duplicates([*item, "annotator"])
    return bool(answers.duplicated(item).any())


def _warn(message: str) -> None:
    warnings.warn(message, AnnotateWarning, stacklevel=3)


def _times(values: pd.Series) -> pd.Series:
    """Times in UTC, also where they are written as spreadsheets do; missing where they cannot be read."""
    iso = dates_as_iso(values, order_of(values.dropna().astype("str")))
    return pd.to_datetime(iso, utc=True, errors="coerce", format="ISO8601")


def _annotated_at(table: pd.DataFrame) -> pd.Series:
    return _times(table["updated_at"]).fillna(_times(table["created_at"]))


def _unreadable_times(table: pd.DataFrame) -> list[str]:
    """A note on times that cannot be read, of answers to what the same annotator answered several times."""
    again = table[table.duplicated([*item_columns(table), "annotator", "question"], keep=False) & ~table["skipped"]]
    written = again["updated_at"].fillna(again["created_at"])
    unread = written[written.notna() & _annotated_at(again).isna()] if len(again) else written
    if unread.empty:
        return []
    return [
        f"{many(len(unread), 'time')} of answers to what the same annotator answered again cannot be read, as "
        f"{str(unread.iloc[0])[:40]!r}; of these the last row counts: write times as 2031-02-28T14:05"
    ]
