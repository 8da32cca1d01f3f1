"""What of the coverage a reader of the report sees in words: the clearest sentences, and every article's text."""

from __future__ import annotations

from typing import Any

import pandas as pd

from annotate.estimation.counting import countable, labels_of
from annotate.tables import PROBABILITY


def clearest(scores: pd.DataFrame, label: str, most: int = 5) -> pd.DataFrame:
    """The `most` sentences with the highest probability of `label`, the surest first, each text once."""
    rows = countable(scores)
    column = PROBABILITY + label
    if column not in rows:
        return rows.iloc[:0]
    own = rows[rows["label"] == label].drop_duplicates("text")
    return own.sort_values([column, "sentence_id"], ascending=[False, True]).head(most)


def articles_of(scores: pd.DataFrame) -> list[dict[str, Any]]:
    """Every article as the page's script reads it, the newest first.

    A sentence is ``[text, label's place, probabilities, speaker, paragraph]``: short, for there may be many.
    """
    labels = labels_of(scores)
    place = {label: i for i, label in enumerate(labels)}
    rows = scores[scores["label"].isin(place)].copy()
    rows["article"] = rows["article_id"].fillna(rows["sentence_id"])
    probabilities = _probabilities(rows, labels)
    rows["cell"] = [
        [text, place[label], chances, speaker, paragraph]
        for text, label, chances, speaker, paragraph in zip(
            rows["text"].fillna(""),
            rows["label"],
            probabilities,
            _or_none(rows["speaker"]),
            _or_none(rows["paragraph"]),
            strict=True,
        )
    ]
    found = [_article(group) for _, group in rows.groupby("article", sort=False)]
    return sorted(found, key=lambda a: (a["published"] or "", a["title"] or ""), reverse=True)


def _article(group: pd.DataFrame) -> dict[str, Any]:
    first = group.iloc[0]
    return {
        "title": _title(group),
        "outlet": _said(first["outlet"]),
        "published": _said(first["published"]),
        "sentences": group["cell"].tolist(),
    }


def _title(group: pd.DataFrame) -> str:
    if "title" in group.columns and _said(group["title"].iloc[0]):
        return str(group["title"].iloc[0])
    text = str(group["text"].iloc[0] or "")
    return text if len(text) <= 90 else text[:90].rsplit(" ", 1)[0] + " …"


def _probabilities(rows: pd.DataFrame, labels: list[str]) -> list[list[float]]:
    columns = [PROBABILITY + label for label in labels]
    if not set(columns) <= set(rows.columns):
        return [[float(label == given) for label in labels] for given in rows["label"]]
    return rows[columns].fillna(0).round(3).to_numpy().tolist()


def _or_none(values: pd.Series) -> list[Any]:
    return [None if pd.isna(v) else (v if isinstance(v, str) else int(v)) for v in values]


def _said(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
