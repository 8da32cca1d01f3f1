"""The report: one self-contained HTML page."""

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
from annotate.estimation.counting import countable
from annotate.estimation.options import CORPUS, DEFAULTS, PROCESS, Options
from annotate.io.writing import written_whole
from annotate.reporting._cells import Grid, cell, grid_of, percent, text_or_blank
from annotate.reporting._example_sentences import articles_of, clearest
from annotate.reporting._findings import Findings, findings_from
from annotate.reporting._methods import methods_paragraph
from annotate.reporting.charts import charts_of
from annotate.reporting.charts._drawing import Chart
from annotate.scheme import DEFAULT, Scheme
from annotate.study.flow_chart import FlowStep

_PAGE = Path(__file__).parent / "assets"
_NO_INTERVAL = (
    "These are counts of predicted labels: they are not corrected for the model's errors and have no intervals. "
    "Sentences labelled by annotators would correct them."
)

_RANGE_OF = {
    PROCESS: "for the process behind the coverage, clustered by article",
    CORPUS: "for these sentences alone, with a finite-population correction",
}


@dataclass(frozen=True)
class Beside:
    """What the report shows in addition to the scores; whatever is not known is left out of the page.

    Attributes
    ----------
    agreement
        A table of agreement.
    model
        Key facts of the model's card, by name.
    warnings
        Warnings shown at the top, such as one of domain shift.
    estimating
        How shares are estimated.
    flow
        The steps of a flow chart from the articles to the labels that were used.
    """

    agreement: pd.DataFrame | None = None
    model: Mapping[str, str] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    estimating: Options = DEFAULTS
    flow: Sequence[FlowStep] = ()


def write_report(
    scores: pd.DataFrame,
    path: str | Path,
    *,
    gold: pd.DataFrame | None = None,
    beside: Beside | None = None,
    question: str | None = None,
    title: str = "",
    scheme: Scheme = DEFAULT,
) -> Path:
    """Write the page to `path`, whole or not at all, and return its path.

    Parameters
    ----------
    scores
        A scores table. Shares count only body sentences; every scored sentence is shown in its article.
    gold
        Annotators' labels of some of these sentences; with them, the shares are corrected and have intervals.
    question
        The question of `scheme` that the labels answer, which gives their order, colours and scale. If it is None, it
        is inferred from the labels.

    Raises
    ------
    InputError
        If there is no scored body sentence, or `path` cannot be written.
    """
    if countable(scores).empty:
        raise InputError("the scores have no labelled body sentence; run annotate score on articles with text first")
    beside = beside or Beside()
    findings = findings_from(scores, gold, beside.estimating, scheme, question)
    html = _environment().get_template("report.html.j2").render(_context(findings, beside, title))
    with written_whole(path) as new:
        new.write_text(html, encoding="utf-8")
    return Path(path)


def _context(findings: Findings, beside: Beside, title: str) -> dict[str, Any]:
    shares, charts = findings.shares(), charts_of(findings)
    name = findings.question.name
    return {
        "title": title or f"{name.capitalize()} in the coverage",
        "question": name,
        "labels": [{"name": label, "colour": colour} for label, colour in findings.colours.items()],
        "lead": _lead(findings.scores),
        "warnings": [*beside.warnings, *shares.attrs.get("notes", ())],
        "sections": _sections(charts),
        "headline": [_card(findings, row) for row in shares.itertuples()],
        "headline_words": _headline_words(findings, shares),
        "headline_table": grid_of(shares),
        "charts": [_section(chart) for chart in charts],
        "clearest": [_clearest(findings, label) for label in findings.telling_labels],
        "methods": methods_paragraph(findings, shares),
        "flow": beside.flow,
        "references": findings.estimator.references,
        "fact_tables": _facts(beside),
        "tables": [{"name": "shares", "csv": shares.to_csv(index=False)}]
        + [{"name": f"shares_by_{chart.id}", "csv": chart.table.to_csv(index=False)} for chart in charts],
        "data": {"labels": list(findings.colours), "articles": articles_of(findings.scores, list(findings.colours))},
        "style": _asset("report.css"),
        "script": _asset("report.js"),
        "version": __version__,
        "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def _sections(charts: Sequence[Chart]) -> list[tuple[str, str]]:
    rest = [("sentences", "Clearest sentences"), ("articles", "Articles"), ("methods", "Methods"), ("tables", "Tables")]
    return [("shares", "Shares"), *((chart.id, chart.title) for chart in charts), *rest]


def _section(chart: Chart) -> dict[str, Any]:
    return {
        "id": chart.id,
        "title": chart.title,
        "words": chart.words,
        "alt": f"Chart: {chart.words} The numbers are in the table below it.",
        "drawing": chart.drawing,
        "table": grid_of(chart.table),
    }


def _lead(scores: pd.DataFrame) -> str:
    rows = countable(scores)
    days = rows["published"].dropna().str.slice(0, 10)
    parts = [_many(len(rows), "sentence"), _many(rows["article_id"].nunique(), "article")]
    if rows["outlet"].notna().any():
        parts.append(_many(rows["outlet"].nunique(), "outlet"))
    if len(days):
        parts.append(f"{days.min()} to {days.max()}")
    return ", ".join(parts) + "."


def _card(findings: Findings, row: Any) -> dict[str, Any]:
    known = not pd.isna(row.low)
    return {
        "index": list(findings.colours).index(row.label),
        "label": row.label,
        "share": "withheld" if pd.isna(row.share) else percent(row.share),
        "range": f"{percent(row.low)} to {percent(row.high)}" if known else "counted, no interval",
    }


def _headline_words(findings: Findings, shares: pd.DataFrame) -> str:
    if shares["low"].isna().all():
        return _NO_INTERVAL
    labelled = int(shares["labelled"].max())
    return (
        f"Corrected for the model's errors with {_many(labelled, 'sentence')} labelled by annotators; the range is the "
        f"95 % interval {_RANGE_OF[findings.options.population]}."
    )


def _clearest(findings: Findings, label: str) -> dict[str, Any]:
    rows = clearest(findings.scores, label)
    sentences = [
        {
            "text": row["text"],
            "before": text_or_blank(row["before"]),
            "after": text_or_blank(row["after"]),
            "source": _source(row),
            "probability": percent(row["probability"]),
        }
        for row in rows.to_dict("records")
    ]
    return {"index": list(findings.colours).index(label), "label": label, "sentences": sentences}


def _source(row: Mapping[str, Any]) -> str:
    speaker = text_or_blank(row["speaker"])
    parts = (text_or_blank(row["outlet"]), text_or_blank(row["published"])[:10], speaker and f"said by {speaker}")
    return " · ".join(filter(None, parts))


def _facts(beside: Beside) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = []
    if beside.model:
        facts.append({"title": "The model", "table": Grid(["", "value"], list(beside.model.items()))})
    if beside.agreement is not None and len(beside.agreement):
        columns = [c for c in ("question", "measure", "value", "low", "high", "verdict") if c in beside.agreement]
        cells = [[cell(v) for v in row] for row in beside.agreement[columns].itertuples(index=False)]
        facts.append({"title": "Agreement of the annotators", "table": Grid(columns, cells)})
    return facts


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}" + ("" if count == 1 else "s")


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
