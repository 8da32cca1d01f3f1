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
from annotate.errors import InputError
from annotate.estimation.counting import countable, labels_of
from annotate.io.writing import written_whole
from annotate.reporting.charts import drawing as charts
from annotate.reporting.example_sentences import articles_of, clearest
from annotate.reporting.findings import View, cell, cells_of, drawn, grid, percent
from annotate.scheme import DEFAULT, Scheme
from annotate.tables import PROBABILITY

_PAGE = Path(__file__).parent / "assets"
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

    ``agreement`` is a table of agreement, ``model`` the key facts of the model's card by name,
    ``warnings`` sentences a reader must not miss, such as how unlike the training text the coverage is, and
    ``estimating`` further arguments of `annotate.estimation.shares.estimate`, as its `learned` gives them.
    """

    agreement: pd.DataFrame | None = None
    model: Mapping[str, str] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    estimating: Mapping[str, Any] = field(default_factory=dict)


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
    beside = beside or Beside()
    view = View(scores, question, gold, beside.estimating, colours)
    html = _environment().get_template("report.html.j2").render(_context(view, beside, title))
    with written_whole(path) as new:
        new.write_text(html, encoding="utf-8")
    return Path(path)


def _context(view: View, beside: Beside, title: str) -> dict[str, Any]:
    shares = view.shares()
    shown = drawn(view)
    return {
        "title": title or f"{view.question.capitalize()} in the coverage",
        "question": view.question,
        "labels": [{"name": name, "colour": colour} for name, colour in view.colours.items()],
        "lead": _lead(view.scores),
        "warnings": [*beside.warnings, *shares.attrs.get("notes", ())],
        "sections": _sections(shown),
        "headline": [_card(view, row) for row in shares.itertuples()],
        "headline_words": _headline_words(shares),
        "headline_table": cells_of(shares),
        "charts": shown,
        "clearest": [_clearest(view, label) for label in view.labels if label != "neutral"],
        "methods": _methods(view, shares),
        "references": _REFERENCES if shares["low"].notna().any() else (),
        "fact_tables": _facts(beside),
        "tables": [{"name": "shares", "csv": shares.to_csv(index=False)}]
        + [{"name": f"shares_by_{chart['id']}", "csv": chart["csv"]} for chart in shown],
        "data": {"labels": view.labels, "articles": articles_of(view.scores)},
        "style": _asset("report.css"),
        "script": _asset("report.js"),
        "version": __version__,
        "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def _sections(shown: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    rest = [("sentences", "Clearest sentences"), ("articles", "Articles"), ("methods", "Methods"), ("tables", "Tables")]
    return [("shares", "Shares"), *((str(c["id"]), str(c["title"])) for c in shown), *rest]


def _lead(scores: pd.DataFrame) -> str:
    rows = countable(scores)
    days = rows["published"].dropna().str.slice(0, 10)
    parts = [_many(len(rows), "sentence"), _many(rows["article_id"].nunique(), "article")]
    if rows["outlet"].notna().any():
        parts.append(_many(rows["outlet"].nunique(), "outlet"))
    if len(days):
        parts.append(f"{days.min()} to {days.max()}")
    return ", ".join(parts) + "."


def _card(view: View, row: Any) -> dict[str, Any]:
    known = not pd.isna(row.low)
    return {
        "index": view.labels.index(row.label),
        "label": row.label,
        "share": "withheld" if pd.isna(row.share) else percent(row.share),
        "range": f"{percent(row.low)} to {percent(row.high)}" if known else "counted, no interval",
    }


def _headline_words(shares: pd.DataFrame) -> str:
    if shares["low"].isna().all():
        return _NO_INTERVAL
    labelled = int(shares["labelled"].max())
    return (
        f"Corrected for the model's errors with {_many(labelled, 'sentence')} labelled by people; the range is the "
        "95 % interval, clustered by article."
    )


def _clearest(view: View, label: str) -> dict[str, Any]:
    rows = clearest(view.scores, label)
    sentences = [
        {
            "text": row["text"],
            "before": _blank(row["before"]),
            "after": _blank(row["after"]),
            "source": " · ".join(filter(None, (_blank(row["outlet"]), _blank(row["published"])[:10], _speaker(row)))),
            "probability": percent(row[PROBABILITY + label]),
        }
        for row in rows.to_dict("records")
    ]
    return {"index": view.labels.index(label), "label": label, "sentences": sentences}


def _methods(view: View, shares: pd.DataFrame) -> str:
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
        found.append({"title": "The model", "table": grid(["", "value"], list(beside.model.items()))})
    if beside.agreement is not None and len(beside.agreement):
        columns = [c for c in ("question", "measure", "value", "low", "high", "verdict") if c in beside.agreement]
        cells = [[cell(v) for v in row] for row in beside.agreement[columns].itertuples(index=False)]
        found.append({"title": "Agreement of the annotators", "table": grid(columns, cells)})
    return found


def _colours(scheme: Scheme, question: str) -> dict[str, str]:
    known = scheme.by_name.get(question)
    return {label.name: label.colour for label in known.labels} if known else {}


def _speaker(row: Mapping[str, Any]) -> str:
    name = _blank(row["speaker"])
    return f"said by {name}" if name else ""


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}" + ("" if count == 1 else "s")


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
