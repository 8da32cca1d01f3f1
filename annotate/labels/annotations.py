"""What annotators answered: the one reading of an annotations table that agreement, resolving and auditing share."""

from __future__ import annotations

import pandas as pd

from annotate.errors import InputError
from annotate.tables import ANNOTATIONS, REJECTS, conform, sifted


def unit_of(table: pd.DataFrame) -> list[str]:
    """The columns that name what was labelled: the sentence, with its target where the table has one."""
    return ["sentence_id", "target"] if "target" in table.columns else ["sentence_id"]


def identities(table: pd.DataFrame) -> pd.Series:
    """One text a row that names what is labelled: the sentence, with its target where the table has one."""
    sentence = table["sentence_id"].astype("str")
    if "target" not in table.columns:
        return sentence
    return sentence + "\t" + table["target"].astype("str").fillna("")


def answers(annotations: pd.DataFrame, where: str = "annotations") -> pd.DataFrame:
    """The answers that count: no skips, no empty labels, and one a unit, annotator and question.

    Where somebody answered twice, the later answer counts (by ``updated_at``, else ``created_at``, else by row).
    A column ``given_at`` holds that time in UTC, missing where the table says none. Rows keep their order.

    Raises
    ------
    InputError
        If a row does not say which sentence, who or which question (`usable` sorts such rows out).
    """
    table = conform(annotations, ANNOTATIONS, where)
    for name in ANNOTATIONS.required:
        if table[name].isna().any():
            raise InputError(f"{where}: row {int(table[name].isna().to_numpy().argmax()) + 1}: no {name}; fill it in")
    table = table[~table["skipped"] & table["label"].notna()]
    table = table.assign(given_at=_times(table["updated_at"]).fillna(_times(table["created_at"])))
    ordered = table.sort_values("given_at", kind="stable", na_position="first")
    kept = ordered.drop_duplicates([*unit_of(table), "annotator", "question"], keep="last")
    return table.loc[table.index.isin(kept.index)] if table.index.is_unique else kept


def usable(annotations: pd.DataFrame, where: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of an annotations table that can be used, and a table of rejects that tells of the others.

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
    return good.reset_index(drop=True), pd.DataFrame(rows, columns=REJECTS.columns)


def _times(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, utc=True, errors="coerce", format="ISO8601")
