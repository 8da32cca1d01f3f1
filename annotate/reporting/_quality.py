"""What a reviewer asks about the numbers: the model, the annotators, the sample, the codebook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from markdown_it import MarkdownIt

from annotate.counts import plural
from annotate.estimation.design.label_use import LabelUse
from annotate.estimation.options import DEFAULTS, Options
from annotate.estimation.robustness.sensitivity import OtherScores
from annotate.learn.evaluation.metrics import Metrics
from annotate.learn.models.trained_model import Model
from annotate.reporting._cells import CI, Grid, grid
from annotate.reporting._results import Results
from annotate.reporting._wording import COEFFICIENTS, listed, many, percent
from annotate.reporting.paper_tables import left_out_notes
from annotate.study.flow_chart import FlowStep

_HEADING = re.compile(r"(</?)h([1-6])>")


@dataclass(frozen=True)
class Beside:
    """What the report shows in addition to the scores; whatever is not known is left out of the page.

    Attributes
    ----------
    agreement
        A table of agreement.
    model
        The model that gave the scores.
    warnings
        Warnings shown at the top, such as one of domain shift.
    estimating
        How shares are estimated.
    flow
        The steps of a flow chart from the articles to the labels that were used.
    domain_shift
        How unlike the training text the coverage is: each measure with its value in words.
    draws
        How the sentences to be labelled were drawn, one row per wave.
    guidelines
        The annotators' guidelines, as Markdown.
    others
        The scores of other models for the same sentences, by their names.
    """

    agreement: pd.DataFrame | None = None
    model: Model | None = None
    warnings: Sequence[str] = ()
    estimating: Options = DEFAULTS
    flow: Sequence[FlowStep] = ()
    domain_shift: Mapping[str, str] = field(default_factory=dict)
    draws: pd.DataFrame | None = None
    guidelines: str = ""
    others: Mapping[str, OtherScores] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """A part of the page on quality: a title, words and tables with their captions."""

    title: str
    words: str
    tables: Sequence[tuple[str, Grid]] = ()


def quality_of(results: Results, beside: Beside, use: LabelUse | None) -> list[Facts]:
    """What is known about the quality of the numbers, the most important first."""
    facts = [_design(results, beside, use), _model(beside.model, results.item), _agreement(beside.agreement)]
    facts.append(_shift(beside.domain_shift))
    return [one for one in facts if one is not None]


def codebook_of(results: Results, guidelines: str) -> dict[str, Any]:
    """The question, what its labels mean, and the guidelines as HTML without pictures or markup of their own."""
    question = results.question
    meanings = grid(
        ["label", "meaning"], [[label.name, label.meaning or "see the guidelines"] for label in question.labels]
    )
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    html = _HEADING.sub(lambda match: f"{match[1]}h{min(6, int(match[2]) + 2)}>", parser.render(guidelines))
    scale = f"From {question.scale[0]} to {question.scale[-1]}." if question.scale else ""
    return {
        "title": question.title or question.name,
        "help": question.help,
        "scale": scale,
        "labels": meanings,
        "html": html,
    }


def _design(results: Results, beside: Beside, use: LabelUse | None) -> Facts | None:
    if results.gold is None or use is None:
        return None
    drawn = use.drawn + use.ties + use.unanswered
    words = f"{many(use.drawn, 'label')} of {use.items} drawn at random correct the shares."
    if drawn > use.drawn:
        words += (
            f" Response: {use.drawn:,} of {drawn:,} drawn {use.items} have a label ({percent(use.drawn / drawn)}); "
            f"annotators were divided on {use.ties:,}, {use.unanswered:,} were skipped or are not labelled yet."
        )
    if use.beforehand:
        before = f"{many(use.beforehand, 'label')} given before the draw"
        words += f" {before}, which left these {use.items} out, count for these."
    if use.hand_picked:
        words += f" {many(use.hand_picked, 'label')} of {use.items} not drawn at random correct nothing."
    if beside.draws is None or beside.draws.empty:
        chances = results.gold["inclusion_probability"].dropna()
        if len(chances):
            low, high = percent(chances.min(), 1), percent(chances.max(), 1)
            words += f" Their inclusion probabilities are from {low} to {high}; the seed is not recorded here."
        return Facts("Sample and response", words)
    table = grid(list(beside.draws.columns), beside.draws.to_numpy().tolist())
    of_articles = set(beside.draws["unit"]) == {"article"} if "unit" in beside.draws else False
    caption = f"How the {'articles' if of_articles else use.items} were drawn"
    return Facts("Sample and response", words, [(caption, table)])


def _model(model: Model | None, item: str) -> Facts | None:
    if model is None:
        return None
    data, metrics = model.info.data, model.metrics
    words = (
        f"{model.name}, recipe {model.recipe}, learned from {many(data.labelled, f'labelled {item}')} in "
        f"{many(data.groups, 'group')} of articles and near-duplicates (seed {model.info.seed}, scikit-learn "
        f"{model.info.versions['scikit-learn']})."
    )
    if metrics is None or metrics.intervals is None:
        return Facts(
            "The model", f"{words} It was not evaluated: its labels do not fall into enough articles to split."
        )
    words += (
        f" Grouped cross-validation over {many(metrics.n, item)}, 95 % intervals clustered by article; "
        f"the majority baseline gives every {item} “{metrics.baseline.label}”."
    )
    split = model.info.split
    if metrics.n < data.labelled and len(split.learned_from) > 1:
        words += f" The model itself was then fitted on {listed(split.learned_from)} together."
    if warning := metrics.warning():
        words += f" Take note: {warning}."
    tables = [
        ("Metrics beside the majority baseline", _metrics(metrics)),
        ("Metrics of each label", _per_label(metrics, item)),
    ]
    if not metrics.several:
        tables.append(("Confusion: annotators’ labels in rows, predicted ones in columns", _confusion(metrics)))
    return Facts("The model", words, tables)


def _metrics(metrics: Metrics) -> Grid:
    rows = []
    for metric in metrics.overall():
        assert metric.interval is not None
        low, high = metric.interval
        rows.append([metric.name, metric.value, f"{low:.3f}\u00a0to\u00a0{high:.3f}", metric.baseline])
    return grid(["metric", "value", "95 % CI", "majority baseline"], rows)


def _per_label(metrics: Metrics, item: str) -> Grid:
    rows = []
    assert metrics.intervals is not None
    for label in metrics.labels:
        own, (low, high) = metrics.per_label[label], metrics.intervals.per_label[label].f1
        rows.append([label, own.precision, own.recall, own.f1, f"{low:.3f}\u00a0to\u00a0{high:.3f}", own.support])
    return grid(["label", "precision", "recall", "F1", "95 % CI of F1", plural(item.partition(" ")[0])], rows)


def _confusion(metrics: Metrics) -> Grid:
    rows = [[label, *counts] for label, counts in zip(metrics.labels, metrics.confusion, strict=True)]
    return grid(["annotators", *metrics.labels], rows)


def _agreement(agreement: pd.DataFrame | None) -> Facts | None:
    if agreement is None or agreement.empty:
        return None
    rows = agreement.dropna(subset=["value"])
    order = {name: number for number, name in enumerate(COEFFICIENTS)}
    rows = rows.sort_values("measure", key=lambda names: names.map(order).fillna(len(order)), kind="stable")
    rows = rows.assign(measure=rows["measure"].replace(COEFFICIENTS))
    if {"low", "high"} <= set(rows.columns):
        ends = zip(rows["low"], rows["high"], strict=True)
        rows[CI] = ["–" if pd.isna(low) else f"{low:.3f}\u00a0to\u00a0{high:.3f}" for low, high in ends]
    several = "question" in rows and rows["question"].nunique() > 1
    columns = [
        name
        for name in (*(["question"] if several else []), "measure", "value", CI, "sentences", "verdict")
        if name in rows
    ]
    cells = rows[columns].astype(object).to_numpy().tolist()
    words = "Krippendorff’s bands: alpha from 0.800 is reliable, from 0.667 allows tentative conclusions only."
    words = " ".join([words, *left_out_notes(agreement)])
    return Facts("Agreement of the annotators", words, [("Agreement", grid(columns, cells))])


def _shift(measures: Mapping[str, str]) -> Facts | None:
    if not measures:
        return None
    table = grid(["measure", "value"], [list(item) for item in measures.items()])
    words = "How unlike the text that the model learned from the coverage is; none of these measures needs a label."
    return Facts("Domain shift", words, [("Domain shift", table)])
