"""How far annotators agree, with intervals, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from annotate._types import Reals
from annotate.errors import InputError
from annotate.labels import coefficients as measures
from annotate.labels.annotations import answers
from annotate.labels.reliability_data import Ratings, ratings_of
from annotate.scheme import Scheme

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
    """Every measure of every question (or of `question`), with its 95 % bootstrap interval and what to make of it.

    One row a question and measure: ``question``, ``measure`` (percent, cohen_kappa, fleiss_kappa, alpha_nominal,
    alpha_ordinal, gwet_ac1), ``value``, ``low``, ``high``, ``sentences`` (with two answers or more), ``annotators``,
    and for the alphas ``below_667`` and ``below_800`` (the probability of falling short of Krippendorff's bounds) and
    ``verdict``. A value is NaN where it is undefined: ``alpha_ordinal`` without an order of the labels, or any
    chance-corrected measure where only one label was used. Skips do not count; missing answers are normal.

    Parameters
    ----------
    annotations
        An annotations table; with a ``target`` column the pair of sentence and target is what was labelled.
    articles
        A table with ``sentence_id`` and ``article_id``: resamples are of whole articles, as their sentences are alike.
    orders
        For each question its labels from one end to the other; labels that are numbers need none.
    resamples, seed
        Of the bootstrap; the same seed gives the same intervals.

    Raises
    ------
    InputError
        If there is no such question, or no sentence has answers of two annotators.
    """
    rows = []
    for name, given in by_question(annotations, question):
        order = (orders or {}).get(name)
        ratings = shared_ratings(given, name, articles, order)
        rows += _rows(name, ratings, resamples, seed, ordered=_has_order(ratings, order))
    return pd.DataFrame(rows)


def by_question(annotations: pd.DataFrame, question: str | None = None) -> list[tuple[str, pd.DataFrame]]:
    """The answers that count to each question, or to `question` alone.

    Raises
    ------
    InputError
        If there are none, or `question` is not among them.
    """
    given = answers(annotations)
    parts = [(str(name), part) for name, part in given.groupby("question", sort=False)]
    if not parts:
        raise InputError("annotations: nobody has given a label yet (skips do not count); label first, then pull again")
    if question is None:
        return parts
    chosen = [(name, part) for name, part in parts if name == question]
    if not chosen:
        raise InputError(f"--question {question}: nobody answered it; answered were {', '.join(n for n, _ in parts)}")
    return chosen


def shared_ratings(
    given: pd.DataFrame, name: str, articles: pd.DataFrame | None, order: Sequence[str] | None
) -> Ratings:
    """The ratings of one question; `InputError` if no sentence was answered twice."""
    ratings = ratings_of(given, articles=articles, order=order)
    if not ratings.shared.any():
        raise InputError(
            f"{name}: no sentence has the answers of two annotators, so there is no agreement to measure; "
            "let a second person label some of them"
        )
    return ratings


def orders_of(annotations: pd.DataFrame, scheme: Scheme, order: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """Each question's labels from one end to the other: `order` if given, else the scale the scheme has for them."""
    scales = {}
    for name, labels in annotations.dropna(subset=["label"]).groupby("question")["label"].unique().items():
        same = [scheme.by_name[name]] if name in scheme.by_name else scheme.questions
        fitting = [q.scale for q in same if set(labels) <= set(q.scale)]
        if order or fitting:
            scales[str(name)] = tuple(order) or fitting[0]
    return scales


def require(found: pd.DataFrame, measure: str, least: float) -> None:
    """Raise `InputError` if `measure` of any question in `found` is under `least`, or undefined."""
    for row in found[found["measure"] == measure].itertuples():
        if not row.value >= least:
            value = "undefined" if np.isnan(row.value) else f"{row.value:.3f}"
            raise InputError(
                f"{row.question}: {measure} is {value}, under the {least:g} asked for; sharpen the guidelines where "
                "annotate agreement --by pair shows confusion, and label again"
            )


def verdict(value: float) -> str:
    """What Krippendorff lets one conclude from an alpha of `value`."""
    if np.isnan(value):
        return "undefined"
    return "reliable" if value >= RELIABLE else "tentative conclusions only" if value >= TENTATIVE else "not reliable"


def by_label(annotations: pd.DataFrame, *, question: str | None = None) -> pd.DataFrame:
    """For each label: how often given, how often a second annotator agrees, and alpha of this label against the rest.

    Columns ``question``, ``label``, ``answers``, ``share``, ``agreed``, ``alpha``, over sentences with two answers or
    more; ``agreed`` is the chance that, where one annotator gave the label, another one did too.
    """
    rows = []
    for name, given in by_question(annotations, question):
        counts = shared_ratings(given, name, None, None)
        table = counts.counts[counts.shared]
        for place, label in enumerate(counts.labels):
            two = np.column_stack([table[:, place], table.sum(axis=1) - table[:, place]])
            both = _coincidences(two)
            used = table[:, place].sum()
            agreed = both[0, 0, 0] / both[0, 0].sum() if used else np.nan
            share = used / table.sum()
            rows.append((name, label, int(used), share, agreed, float(measures.alpha(both)[0])))
    return pd.DataFrame(rows, columns=["question", "label", "answers", "share", "agreed", "alpha"])


def by_annotator(annotations: pd.DataFrame, *, question: str | None = None) -> pd.DataFrame:
    """For each annotator: answers, those shared with others, agreement with them, and alpha without this annotator.

    Columns ``question``, ``annotator``, ``answers``, ``shared``, ``agreed``, ``alpha_without``; an ``alpha_without``
    clearly above the alpha of all says that this annotator understands the question differently.
    """
    rows = []
    for name, given in by_question(annotations, question):
        ratings = shared_ratings(given, name, None, None)
        rated = ratings.counts.sum(axis=1)
        for person, annotator in enumerate(ratings.annotators):
            mine = ratings.annotator == person
            unit, label = ratings.unit[mine], ratings.label[mine]
            others = rated[unit] - 1
            with_me = (ratings.counts[unit, label] - 1)[others > 0] / others[others > 0]
            rest = float(measures.alpha(_coincidences(ratings.without(person).counts))[0])
            agreed = with_me.mean() if len(with_me) else np.nan
            rows.append((name, annotator, int(mine.sum()), len(with_me), agreed, rest))
    return pd.DataFrame(rows, columns=["question", "annotator", "answers", "shared", "agreed", "alpha_without"])


def confusions(annotations: pd.DataFrame, *, question: str | None = None) -> pd.DataFrame:
    """Pairs of labels given to one sentence by different annotators, the most frequent first.

    Columns ``question``, ``label``, ``other``, ``pairs`` (of answers) and ``share`` of all disagreeing pairs.
    """
    rows = []
    for name, given in by_question(annotations, question):
        ratings = shared_ratings(given, name, None, None)
        pairs = ratings.counts.T @ ratings.counts
        places = [(a, b) for a in range(len(pairs)) for b in range(a + 1, len(pairs))]
        total = sum(pairs[p] for p in places)
        found = [
            (name, ratings.labels[a], ratings.labels[b], int(pairs[a, b]), pairs[a, b] / total)
            for a, b in places
            if pairs[a, b]
        ]
        rows += sorted(found, key=lambda row: -row[3])
    return pd.DataFrame(rows, columns=["question", "label", "other", "pairs", "share"])


def _rows(name: str, ratings: Ratings, resamples: int, seed: int, *, ordered: bool) -> list[dict[str, object]]:
    value = measures.observed(ratings, ordered=ordered)
    spread = measures.resampled(ratings, resamples, seed, ordered=ordered)
    sentences = int(ratings.shared.sum())
    people = len(np.unique(ratings.annotator[ratings.shared[ratings.unit]]))
    rows = []
    for measure in measures.MEASURES:
        found = spread[measure][~np.isnan(spread[measure])]
        known = len(found) > 0 and not np.isnan(value[measure])
        low, high = np.quantile(found, [0.025, 0.975]) if known else (np.nan, np.nan)
        row = {"question": name, "measure": measure, "value": value[measure], "low": float(low), "high": float(high)}
        row |= {"sentences": sentences, "annotators": people}
        is_alpha = known and measure.startswith("alpha")
        row["below_667"] = float((found < TENTATIVE).mean()) if is_alpha else np.nan
        row["below_800"] = float((found < RELIABLE).mean()) if is_alpha else np.nan
        row["verdict"] = verdict(value[measure]) if measure.startswith("alpha") else ""
        rows.append(row)
    return rows


def _has_order(ratings: Ratings, order: Sequence[str] | None) -> bool:
    if order is not None:
        return set(ratings.labels) <= set(order)
    return bool(pd.to_numeric(pd.Series(ratings.labels, dtype=object), errors="coerce").notna().all())


def _coincidences(counts: Reals) -> Reals:
    width = counts.shape[1]
    return measures.unit_statistics(counts)[:, : width * width].sum(axis=0).reshape(1, width, width)
