"""The annotations that count: agreement, aggregation and auditing all read an annotations table through here."""

from __future__ import annotations

import warnings

import pandas as pd

from annotate.errors import AnnotateWarning, InputError
from annotate.tables import ANNOTATIONS, REJECTS, conform, sifted

MISSING = frozenset({"NA", "N/A", "<NA>", "NaN", "nan"})
"""What R and pandas write where there is no label."""


def item_columns(table: pd.DataFrame) -> list[str]:
    """The columns that identify an item: the sentence, with its target where the table has one."""
    return ["sentence_id", "target"] if "target" in table.columns else ["sentence_id"]


def item_keys(table: pd.DataFrame) -> pd.Series:
    """One text for each row that identifies its item: the sentence, with its target where the table has one."""
    sentence = table["sentence_id"].astype("str")
    if "target" not in table.columns:
        return sentence
    return sentence + "\t" + table["target"].astype("str").fillna("")


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
    table = table.assign(annotated_at=_times(table["updated_at"]).fillna(_times(table["created_at"])))
    ordered = table.sort_values("annotated_at", kind="stable", na_position="first")
    last = ordered.drop_duplicates([*item_columns(table), "annotator", "question"], keep="last")
    return table.loc[table.index.isin(last.index)] if table.index.is_unique else last


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
    rows = [(f"{where}: row {row + 1}", why, annotations.iloc[row].to_json()) for row, why in sorted(reasons.items())]
    rejects = pd.DataFrame(rows, columns=REJECTS.columns)
    return tidy_labels(good.reset_index(drop=True), where), rejects


def tidy_labels(annotations: pd.DataFrame, where: str) -> pd.DataFrame:
    """`annotations` without spaces around labels, without `MISSING` ones, and with one spelling of each label.

    Labels of one question that differ in capitals only are taken as the most frequent of them. An `AnnotateWarning`
    is issued for what is more than spaces.
    """
    label = annotations["label"].str.strip().replace("", None)
    missing = label.isin(MISSING)
    if missing.any():
        shown = ", ".join(sorted(label[missing].unique()))
        _warn(f"{where}: {int(missing.sum())} labels {shown} are taken as no answer; rename the label if it is one")
    label = label.mask(missing)
    counts = label.groupby([annotations["question"], label], sort=False).size().reset_index(name="count")
    counts.columns = ["question", "label", "count"]
    counts["folded"] = counts["label"].str.casefold()
    for (question, _), same in counts.groupby(["question", "folded"], sort=False):
        if len(same) > 1:
            best = same.sort_values(["count", "label"], ascending=[False, False])["label"].iloc[0]
            others = sorted(set(same["label"]) - {best})
            _warn(f"{where}: labels of {question} that differ in capitals only: {', '.join(others)} taken as {best}")
            label = label.mask((annotations["question"] == question) & label.isin(others), best)
    return annotations.assign(label=label)


def _warn(message: str) -> None:
    warnings.warn(message, AnnotateWarning, stacklevel=3)


def _times(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, utc=True, errors="coerce", format="ISO8601")
