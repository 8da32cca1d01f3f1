"""How far annotators agree, with intervals, and where they do not."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from annotate.columns import left_out_words
from annotate.errors import AnnotateWarning, InputError
from annotate.labels._bootstrap import coefficients_of, coincidences_of, resampled
from annotate.labels._reliability_data import ReliabilityData, reliability_data
from annotate.labels.annotations import current_annotations
from annotate.labels.coefficients import COEFFICIENTS, alpha
from annotate.scheme import SEVERAL, Scheme

RELIABLE, TENTATIVE = 0.800, 0.667
"""Krippendorff's bounds for alpha: reliable from the first, tentative conclusions from the second."""
RESAMPLES = 1000


def agreement(
    annotations: pd.DataFrame,
    *,
    question: str | None = None,
    articles: pd.DataFrame | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> pd.DataFrame:
    """Every agreement coefficient of every question (or of `question`), with its 95 % bootstrap interval.

    One row for each question and coefficient: ``question``, ``measure`` (a name in
    `annotate.labels.coefficients.COEFFICIENTS`), ``value``, ``low``, ``high``, ``sentences`` (with two annotations or
    more), ``annotators``, and for Krippendorff's alphas ``below_667`` and ``below_800`` (the probability of falling
    short of his bounds) and ``verdict``. A value is NaN where it is undefined: ``alpha_ordinal`` without an order of
    the labels, or any chance-corrected coefficient where only one label was used. Skips do not count; missing
    annotations are normal. A question without a shared sentence is left out with an `AnnotateWarning`, and so are the
    answers of adjudicators, as `annotate.columns.left_out_words` says; then a column ``left_out`` names them.

    Parameters
    ----------
    annotations
        An annotations table; with a ``target`` column the item is the pair of sentence and target.
    articles
        A table with ``sentence_id`` and ``article_id``: resamples are of whole articles, as their sentences are alike.
    orders
        For each question its labels from one end to the other; labels that are numbers need none.
    resamples, seed
        Of the bootstrap; the same seed gives the same intervals.

    Raises
    ------
    InputError
        If there is no such question, or no sentence has the annotations of two annotators.
    """
    orders = orders or {}
    rows = []
    for name, data in shared_data(annotations, question, articles=articles, orders=orders):
        rows += _rows(name, data, resamples, seed, ordered=_has_order(data, orders.get(name)))
    frame = pd.DataFrame(rows)
    return frame if frame["left_out"].ne("").any() else frame.drop(columns="left_out")


def shared_data(
    annotations: pd.DataFrame,
    question: str | None = None,
    *,
    articles: pd.DataFrame | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
) -> list[tuple[str, ReliabilityData]]:
    """The reliability data of each question (or of `question`) that two annotators answered for some sentence.

    Raises
    ------
    InputError
        If there are none, or `question` is not among them.
    """
    data = {
        name: reliability_data(rows, articles=articles, order=(orders or {}).get(name))
        for name, rows in _by_question(annotations, question)
    }
    alone = [name for name, one in data.items() if not one.shared.any()]
    if len(alone) == len(data):
        raise InputError(
            f"{', '.join(alone)}: no sentence has annotations of two annotators, so there is no agreement to measure;"
            " let a second person annotate some of them"
        )
    for name in alone:
        message = f"{name}: no sentence has annotations of two annotators; this question is left out"
        warnings.warn(message, AnnotateWarning, stacklevel=3)
    shared = []
    for name, one in data.items():
        if name in alone:
            continue
        if one.adjudicators:
            warnings.warn(f"{name}: {left_out_words(one.names_left_out)}", AnnotateWarning, stacklevel=3)
        shared.append((name, one.without_adjudicators()))
    return shared


def adjudicated_answers(annotations: pd.DataFrame, question: str | None = None) -> int:
    """How many annotations are by adjudicators, whose answers are no part of the agreement."""
    current = current_annotations(annotations)
    asked = current if question is None else current[current["question"] == question]
    each = [reliability_data(rows) for _, rows in asked.groupby("question", sort=False)]
    return sum(sum(one.adjudicators.values()) for one in each if one.shared.any())


def orders_of(annotations: pd.DataFrame, scheme: Scheme, order: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """Each question's labels from one end to the other: `order` if given, else the scale the scheme has for them."""
    scales = {}
    for name, labels in annotations.dropna(subset=["label"]).groupby("question")["label"].unique().items():
        same = [scheme.by_name[name]] if name in scheme.by_name else scheme.questions
        fitting = [q.scale for q in same if set(labels) <= set(q.scale)]
        if order or fitting:
            scales[str(name)] = tuple(order) or fitting[0]
    return scales


def require(results: pd.DataFrame, measure: str, bound: float) -> None:
    """Raise `InputError` if `measure` of any question in `results` is under `bound`, or undefined."""
    for row in results[results["measure"] == measure].itertuples():
        if not row.value >= bound:
            value = "undefined" if np.isnan(row.value) else f"{row.value:.3f}"
            raise InputError(
                f"{row.question}: {measure} is {value}, under the required {bound:g}; sharpen the guidelines where the"
                " pairs of confused labels (`by` pair) show it, and annotate again"
            )


def verdict(value: float) -> str:
    """The conclusions that Krippendorff allows from an alpha of `value`."""
    if np.isnan(value):
        return "undefined"
    return "reliable" if value >= RELIABLE else "tentative conclusions only" if value >= TENTATIVE else "not reliable"


def by_label(annotations: pd.DataFrame, *, question: str | None = None) -> pd.DataFrame:
    """For each label: how often used, how often a second annotator agrees, and alpha of this label against the rest.

    Columns ``question``, ``label``, ``answers``, ``share``, ``agreed``, ``alpha``, over sentences with two annotations
    or more; ``agreed`` is the probability that, where one annotator chose the label, another one did too. An answer
    with several labels (``economy|security``) has each of them.
    """
    rows = []
    for name, data in shared_data(annotations, question):
        table = data.counts[data.shared]
        for label, has in _answers_with(data.labels).items():
            chosen = table[:, has].sum(axis=1)
            both = coincidences_of(np.column_stack([chosen, table.sum(axis=1) - chosen]))
            used = chosen.sum()
            agreed = both[0, 0, 0] / both[0, 0].sum() if used else np.nan
            share = used / table.sum()
            rows.append((name, label, int(used), share, agreed, float(alpha(both)[0])))
    return pd.DataFrame(rows, columns=["question", "label", "answers", "share", "agreed", "alpha"])


def _answers_with(answers: Sequence[str]) -> dict[str, list[int]]:
    """Each label with the positions of the answers that have it."""
    labels = [answer.split(SEVERAL) for answer in answers]
    several = any(len(one) > 1 for one in labels)
    names = sorted({label for one in labels for label in one}) if several else answers
    return {name: [place for place, one in enumerate(labels) if name in one] for name in names}


def by_annotator(annotations: pd.DataFrame, *, question: str | None = None) -> pd.DataFrame:
    """For each annotator: annotations, those shared with others, agreement with them, and alpha without this annotator.

    Columns ``question``, ``annotator``, ``answers``, ``shared``, ``agreed``, ``alpha_without``; an ``alpha_without``
    clearly above the alpha of all says that this annotator understands the question differently.
    """
    rows = []
    for name, data in shared_data(annotations, question):
        rated = data.counts.sum(axis=1)
        for person, annotator in enumerate(data.annotators):
            mine = data.annotator == person
            if not mine.any():  # an adjudicator
                continue
            item, label = data.item[mine], data.label[mine]
            others = rated[item] - 1
            with_me = (data.counts[item, label] - 1)[others > 0] / others[others > 0]
            rest = float(alpha(coincidences_of(data.without(person).counts))[0])
            agreed = with_me.mean() if len(with_me) else np.nan
            rows.append((name, annotator, int(mine.sum()), len(with_me), agreed, rest))
    return pd.DataFrame(rows, columns=["question", "annotator", "answers", "shared", "agreed", "alpha_without"])


def confusions(annotations: pd.DataFrame, *, question: str | None = None) -> pd.DataFrame:
    """Pairs of labels that different annotators chose for one sentence, the most frequent first.

    Columns ``question``, ``label``, ``other``, ``pairs`` (of annotations) and ``share`` of all disagreeing pairs.
    """
    rows = []
    for name, data in shared_data(annotations, question):
        pairs = data.counts.T @ data.counts
        cells = [(a, b) for a in range(len(pairs)) for b in range(a + 1, len(pairs))]
        total = sum(pairs[cell] for cell in cells)
        confused = [
            (name, data.labels[a], data.labels[b], int(pairs[a, b]), pairs[a, b] / total)
            for a, b in cells
            if pairs[a, b]
        ]
        rows += sorted(confused, key=lambda row: -row[3])
    return pd.DataFrame(rows, columns=["question", "label", "other", "pairs", "share"])


VIEWS: dict[str, Callable[..., pd.DataFrame]] = {"label": by_label, "annotator": by_annotator, "pair": confusions}
"""Where annotators disagree, by the name of the view."""


def _by_question(annotations: pd.DataFrame, question: str | None) -> list[tuple[str, pd.DataFrame]]:
    current = current_annotations(annotations)
    parts = [(str(name), rows) for name, rows in current.groupby("question", sort=False)]
    if not parts:
        raise InputError("annotations: no label in them (skips do not count); label some sentences, then pull again")
    if question is None:
        return parts
    chosen = [(name, rows) for name, rows in parts if name == question]
    if not chosen:
        raise InputError(
            f"`question` {question}: it has no annotations; those that have are {', '.join(name for name, _ in parts)}"
        )
    return chosen


def _rows(
    name: str, data: ReliabilityData, resamples: int, seed: int, *, ordered: bool
) -> list[dict[str, str | float | int]]:
    values = coefficients_of(data, ordered=ordered)
    spread = resampled(data, resamples, seed, ordered=ordered)
    people = len(np.unique(data.annotator[data.shared[data.item]]))
    rows: list[dict[str, str | float | int]] = []
    for measure, coefficient in COEFFICIENTS.items():
        value, drawn = values[measure], spread[measure][~np.isnan(spread[measure])]
        known = len(drawn) > 0 and not np.isnan(value)
        low, high = np.quantile(drawn, [0.025, 0.975]) if known else (np.nan, np.nan)
        bounded = known and coefficient.has_bounds
        rows.append(
            {
                "question": name,
                "measure": measure,
                "value": value,
                "low": float(low),
                "high": float(high),
                "sentences": int(data.shared.sum()),
                "annotators": people,
                "below_667": float((drawn < TENTATIVE).mean()) if bounded else np.nan,
                "below_800": float((drawn < RELIABLE).mean()) if bounded else np.nan,
                "verdict": verdict(value) if coefficient.has_bounds else "",
                "left_out": data.left_out,
            }
        )
    return rows


def _has_order(data: ReliabilityData, order: Sequence[str] | None) -> bool:
    if order is not None:
        return set(data.labels) <= set(order)
    return bool(pd.to_numeric(pd.Series(data.labels, dtype=object), errors="coerce").notna().all())
