"""The texts in the report: the clearest sentences of each label, and every article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from annotate.answer_labels import membership
from annotate.counts import SENTENCE, plural
from annotate.estimation.counting import countable, probability_of
from annotate.estimation.design.summed_scores import has_pairs
from annotate.reporting._wording import percent
from annotate.tables import PROBABILITY

CLEAR = 0.5
"""A sentence is clear where the probability of its label is above this: the label is likelier than not."""


def clearest(scores: pd.DataFrame, label: str, most: int = 5, *, item: str = SENTENCE) -> tuple[pd.DataFrame, str]:
    """Up to `most` clear sentences with the highest ``probability`` of `label`, each text once; why there are none.

    The labels are of an `item`: a sentence, or a pair of a sentence and a target.
    """
    rows = countable(scores)
    probability = probability_of(rows, label)
    if probability is None:
        return rows.iloc[:0], "The scores have no probabilities."
    rows = rows.assign(probability=probability)
    own = rows[membership(rows["label"], [label])[:, 0]].drop_duplicates("text")
    if own.empty:
        return own, f"The model labels no {item} {label}."
    if own["probability"].isna().all():
        return own.iloc[:0], f"The {plural(item)} labelled {label} have no probabilities."
    own = own.sort_values(["probability", "sentence_id"], ascending=[False, True])
    why = (
        f"No {item} is clearly {label}: the model gives none a probability above {percent(CLEAR)}, "
        f"the highest is {percent(own['probability'].max())}."
    )
    clear = own[own["probability"] > CLEAR].head(most)
    return clear, "" if len(clear) else why


def articles_of(scores: pd.DataFrame, answers: Sequence[str]) -> list[dict[str, Any]]:
    """Every article in the form the page's script reads, newest first.

    A sentence is ``[text, index of its label in answers, probabilities, speaker, paragraph]``, a compact form because
    there may be many, with its target if rows are pairs; an answer that the model has no probability for, such as two
    labels together, has None.
    """
    position = {answer: i for i, answer in enumerate(answers)}
    rows = scores[scores["label"].isin(position)].copy()
    rows["article"] = rows["article_id"].fillna(rows["sentence_id"])
    probabilities = _probabilities(rows, answers)
    targets: list[list[Any]] = [[name] for name in _or_none(rows["target"])] if has_pairs(rows) else [[]] * len(rows)
    cells = zip(
        rows["text"].fillna(""),
        rows["label"],
        probabilities,
        _or_none(rows["speaker"]),
        _or_none(rows["paragraph"]),
        targets,
        strict=True,
    )
    titles = rows["title"] if "title" in rows.columns else [None] * len(rows)
    articles: dict[Any, dict[str, Any]] = {}
    for cell, article, title, outlet, published in zip(
        cells, rows["article"], titles, rows["outlet"], rows["published"], strict=True
    ):
        text, label, *rest, target = cell
        if article not in articles:  # one pass: a table for each of many thousand articles would take minutes
            about = {
                "title": _title(title, text),
                "outlet": _text_or_none(outlet),
                "published": _text_or_none(published),
            }
            articles[article] = {**about, "sentences": []}
        articles[article]["sentences"].append([text, position[label], *rest, *target])
    return sorted(articles.values(), key=lambda a: (a["published"] or "", a["title"] or ""), reverse=True)


def _title(title: Any, text: str) -> str:
    """The article's title, or else the beginning of its first sentence."""
    if stated := _text_or_none(title):
        return stated
    return text if len(text) <= 90 else text[:90].rsplit(" ", 1)[0] + " …"


def _probabilities(rows: pd.DataFrame, answers: Sequence[str]) -> list[list[float | None]]:
    """Probabilities of the answers: None for answers the model lacks; without any, 1 for the predicted label."""
    columns = [PROBABILITY + answer for answer in answers]
    if not set(columns) & set(rows.columns):
        return [[float(answer == label) for answer in answers] for label in rows["label"]]
    known = [name in rows.columns for name in columns]
    numbers = rows.reindex(columns=columns).fillna(0).round(3).to_numpy().tolist()
    return [[one if there else None for one, there in zip(row, known, strict=True)] for row in numbers]


def _or_none(values: pd.Series) -> list[Any]:
    return [None if pd.isna(v) else (v if isinstance(v, str) else int(v)) for v in values]


def _text_or_none(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
