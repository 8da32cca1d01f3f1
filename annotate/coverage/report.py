"""The report: one HTML page of numbers that can be published, complete in itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from annotate import __version__
from annotate.coverage import charts
from annotate.coverage.clearest import articles_of, clearest
from annotate.coverage.estimates import estimate
from annotate.coverage.shares import countable, counted, fitting_period, labels_of
from annotate.errors import InputError
from annotate.scheme import DEFAULT, Scheme
from annotate.tables import PROBABILITY, written_whole

_PAGE = Path(__file__).parent / "page"
_MOST_GROUPS = 12
_NO_INTERVAL = (
    "These are the model's labels counted: its errors are in them and they have no interval. "
    "Give human labels with --gold to correct them."
)

_REFERENCES = (
    "Angelopoulos, Bates, Fannjiang, Jordan and Zrnic (2023): Prediction-powered inference. Science 382.",
    "Egami, Hinck, Stewart and Wei (2023): Using imperfect surrogates for downstream inference. NeurIPS.",
)


@dataclass(frozen=True)
class Beside:
    """What stands in the report beside the scores; whatever is not known is left out of the page.

    ``agreement`` is the table of `annotate.labels.agreement`, ``model`` the key facts of the model's card by name, and
    ``warnings`` sentences a reader must not miss, such as how unlike the training text the coverage is.
    """

    agreement: pd.DataFrame | None = None
    model: Mapping[str, str] = field(default_factory=dict)
    warnings: Sequence[str] = ()


def write_report(
    scores: pd.DataFrame,
    path: str | Path,
    *,
    gold: pd.DataFrame | None = None,
    beside: Beside | None = None,
    question: str = "stance",
    title: str = "",
    scheme: Scheme = DEFAULT,
) -> Path:
    """Write the page to `path`, whole or not at all, and return its path.

    Parameters
    ----------
    scores
        A scores table; only body sentences count in shares, every scored sentence is shown in its article.
    gold
        People's labels of some of these sentences; with them the shares are corrected and have intervals.
    question
        Which question of `scheme` the labels answer; gives the colours.

    Raises
    ------
    InputError
        If there is no scored body sentence, or `path` cannot be written.
    """
    if countable(scores).empty:
        raise InputError("the scores have no labelled body sentence; run annotate score on articles with text first")
    colours = charts.palette(labels_of(scores), _colours(scheme, question))
    view = _View(scores, question, gold, beside or Beside(), colours)
    html = _environment().get_template("report.html.j2").render(_context(view, title))
    with written_whole(path) as new:
        new.write_text(html, encoding="utf-8")
    return Path(path)


@dataclass(frozen=True)
class _View:
    """What every part of the page is made from."""

    scores: pd.DataFrame
    question: str
    gold: pd.DataFrame | None
    beside: Beside
    colours: Mapping[str, str]

    @property
    def labels(self) -> list[str]:
        return list(self.colours)

    def shares(self, by: Sequence[str] = (), rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """Corrected shares where there are people's labels, counted ones where there are none."""
        scores = self.scores if rows is None else rows
        if self.gold is None or self.gold.empty:
            return counted(scores, by)
        return estimate(scores, self.gold, by=list(by))


def _context(view: _View, title: str) -> dict[str, Any]:
    shares = view.shares()
    drawn = [chart for chart in (_over_time(view), _by(view, "outlet"), _by(view, "speaker")) if chart]
    return {
        "title": title or f"{view.question.capitalize()} in the coverage",
        "question": view.question,
        "labels": [{"name": name, "colour": colour} for name, colour in view.colours.items()],
        "lead": _lead(view.scores),
        "warnings": list(view.beside.warnings),
        "sections": _sections(drawn),
        "headline": [_card(view, row) for row in shares.itertuples()],
        "headline_words": _headline_words(shares),
        "headline_table": _cells(shares),
        "charts": drawn,
        "clearest": [_clearest(view, label) for label in view.labels if label != "neutral"],
        "methods": _methods(view, shares),
        "references": _REFERENCES if shares["low"].notna().any() else (),
        "fact_tables": _facts(view.beside),
        "tables": [{"name": "shares", "csv": shares.to_csv(index=False)}]
        + [{"name": f"shares_by_{chart['id']}", "csv": chart["csv"]} for chart in drawn],
        "data": {"labels": view.labels, "articles": articles_of(view.scores)},
        "style": _asset("report.css"),
        "script": _asset("report.js"),
        "version": __version__,
        "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def _sections(drawn: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    rest = [("sentences", "Clearest sentences"), ("articles", "Articles"), ("methods", "Methods"), ("tables", "Tables")]
    return [("shares", "Shares"), *((str(c["id"]), str(c["title"])) for c in drawn), *rest]


def _lead(scores: pd.DataFrame) -> str:
    rows = countable(scores)
    days = rows["published"].dropna().str.slice(0, 10)
    parts = [_many(len(rows), "sentence"), _many(rows["article_id"].nunique(), "article")]
    if rows["outlet"].notna().any():
        parts.append(_many(rows["outlet"].nunique(), "outlet"))
    if len(days):
        parts.append(f"{days.min()} to {days.max()}")
    return ", ".join(parts) + "."


def _card(view: _View, row: Any) -> dict[str, Any]:
    known = not pd.isna(row.low)
    return {
        "index": view.labels.index(row.label),
        "label": row.label,
        "share": "withheld" if pd.isna(row.share) else _percent(row.share),
        "range": f"{_percent(row.low)} to {_percent(row.high)}" if known else "counted, no interval",
    }


def _headline_words(shares: pd.DataFrame) -> str:
    if shares["low"].isna().all():
        return _NO_INTERVAL
    labelled = int(shares["labelled"].max())
    return (
        f"Corrected for the model's errors with {_many(labelled, 'sentence')} labelled by people; the range is the "
        "95 % interval, clustered by article."
    )


def _over_time(view: _View) -> dict[str, Any] | None:
    unit = fitting_period(view.scores["published"])
    if unit is None:
        return None
    shares = view.shares([unit])
    words = f"Share of each label, a {unit} at a time; a point stands at the day its {unit} begins."
    return _chart(unit, f"By {unit}", words, charts.shares_over_time(shares, unit, view.colours), shares)


def _by(view: _View, column: str) -> dict[str, Any] | None:
    sizes = countable(view.scores)[column].value_counts()
    if len(sizes) < 2:
        return None
    names = list(sizes.index[:_MOST_GROUPS])
    shares = view.shares([column], view.scores[view.scores[column].isin(names)])
    shares = shares.sort_values(column, key=lambda given: given.map(names.index), kind="stable")
    words = f"Share of each label; the {column} with the most sentences stands first."
    if len(sizes) > len(names):
        words += f" Shown are {len(names)} of {len(sizes)}."
    return _chart(column, f"By {column}", words, charts.shares_by_group(shares, column, view.colours), shares)


def _chart(name: str, title: str, words: str, drawing: charts.Drawing, shares: pd.DataFrame) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "words": words,
        "alt": f"Chart: {words} The numbers are in the table below it.",
        "wide": drawing.wide,
        "narrow": drawing.narrow,
        "table": _cells(shares),
        "csv": shares.to_csv(index=False),
    }


def _clearest(view: _View, label: str) -> dict[str, Any]:
    rows = clearest(view.scores, label)
    sentences = [
        {
            "text": row["text"],
            "before": _blank(row["before"]),
            "after": _blank(row["after"]),
            "source": " · ".join(filter(None, (_blank(row["outlet"]), _blank(row["published"])[:10], _speaker(row)))),
            "probability": _percent(row[PROBABILITY + label]),
        }
        for row in rows.to_dict("records")
    ]
    return {"index": view.labels.index(label), "label": label, "sentences": sentences}


def _methods(view: _View, shares: pd.DataFrame) -> str:
    models = ", ".join(sorted(view.scores["model"].dropna().unique())) or "not recorded"
    rows = countable(view.scores)
    words = (
        f"We scored {len(rows):,} sentences of {rows['article_id'].nunique():,} articles for {view.question} "
        f"({', '.join(view.labels)}) with the model {models} (annotate {__version__}). "
    )
    if shares["low"].isna().all():
        return (
            words + "Shares are the model's labels counted; they are not corrected for its errors and have no interval."
        )
    return words + (
        f"Shares are corrected with {int(shares['labelled'].max()):,} sentences labelled by people, by augmented "
        "inverse probability weighting with the probabilities with which the sentences were drawn; 95 % intervals "
        "allow for sentences of one article being alike."
    )


def _facts(beside: Beside) -> list[dict[str, Any]]:
    found = []
    if beside.model:
        found.append({"title": "The model", "table": _grid(["", "value"], list(beside.model.items()))})
    if beside.agreement is not None and len(beside.agreement):
        columns = [c for c in ("question", "measure", "value", "low", "high", "verdict") if c in beside.agreement]
        cells = [[_cell(v) for v in row] for row in beside.agreement[columns].itertuples(index=False)]
        found.append({"title": "Agreement of the annotators", "table": _grid(columns, cells)})
    return found


def _cells(shares: pd.DataFrame) -> dict[str, Any]:
    """The cells of a table of shares as a reader wants them: percentages, and no column that is empty."""
    shown = shares.dropna(axis="columns", how="all")
    percent = {"share", "low", "high", "naive"} & set(shown.columns)
    cells = [
        [_percent(v) if c in percent and not pd.isna(v) else _cell(v) for c, v in zip(shown.columns, row, strict=True)]
        for row in shown.itertuples(index=False)
    ]
    return _grid(list(shown.columns), cells)


def _grid(columns: Sequence[str], cells: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return {"columns": list(columns), "cells": cells}


def _colours(scheme: Scheme, question: str) -> dict[str, str]:
    known = scheme.by_name.get(question)
    return {label.name: label.colour for label in known.labels} if known else {}


def _speaker(row: Mapping[str, Any]) -> str:
    name = _blank(row["speaker"])
    return f"said by {name}" if name else ""


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}" + ("" if count == 1 else "s")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _cell(value: Any) -> str:
    if pd.isna(value):
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _blank(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _asset(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8")


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_PAGE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
