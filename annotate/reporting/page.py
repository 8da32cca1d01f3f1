"""The report: one self-contained HTML page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from annotate import __version__
from annotate.errors import InputError
from annotate.estimation.counting import NO_SCORES, countable
from annotate.estimation.design.several_choice import takes_several, with_empty_answers
from annotate.estimation.design.summed_scores import PAIRS, counts_of, has_pairs
from annotate.estimation.differences import families_of
from annotate.estimation.options import CORPUS, PROCESS
from annotate.reporting._cells import grid_of, percent, text_or_blank
from annotate.reporting._dates import day_in_words, span_in_words
from annotate.reporting._example_sentences import articles_of, clearest
from annotate.reporting._methods import methods_paragraph, references_of, weighing_of
from annotate.reporting._quality import Beside, Facts, codebook_of, quality_of
from annotate.reporting._results import (
    Results,
    labellers_in,
    labels_in_use,
    notes_for_readers,
    results_from,
    why_model_added_nothing,
)
from annotate.reporting._robustness import robustness_of
from annotate.reporting._wording import capitalised, listed, many
from annotate.reporting.charts import Chart, Drawing, charts_of
from annotate.reporting.findings import Finding, Findings, each_alone, findings_of
from annotate.scheme import Scheme
from annotate.study.flow_chart import FlowStep

__all__ = ["Beside", "Results", "page_html", "results_for"]

OVERALL = "overall"
"""The id of the chart that opens the page; the others follow it."""
_FILES = {OVERALL: "shares", "panel": "shares_by_outlet_and_period", "index": "net_tone"}
_PAGE = Path(__file__).parent / "assets"
_NO_INTERVAL = (
    "These are the model’s labels counted: its errors are in them and they have no interval. "
    "{items} labelled by annotators would correct them."
)

_NONE = "none of these"
"""What the page calls the answer that no label fits."""
_CI_MEANS = (
    "95 % CI is the confidence interval: about 95 of a hundred studies like this have one that holds the true value."
)
_RANGE_OF = {
    PROCESS: "for the process behind the coverage, clustered by article",
    CORPUS: "for these {items} alone, with a finite-population correction",
}
_CONTAINER = re.compile(r' role="graphics-object" aria-roledescription="[^"]*"(?: aria-label="[^"]*")?')
_MARK = re.compile(r'role="graphics-symbol" aria-roledescription="[^"]*"')
_EMPTY = re.compile(r'(<g class="[^"]*") role="img" tabindex="-1"')
_ROOT = re.compile(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>')


def results_for(
    scores: pd.DataFrame,
    gold: pd.DataFrame | None,
    beside: Beside,
    scheme: Scheme,
    question: str | None,
    *,
    sentences: pd.DataFrame | None = None,
) -> Results:
    """What a page is made from; `sentences` are those to show where scores are summed up.

    Raises
    ------
    InputError
        If there is no scored body sentence.
    """
    options = beside.estimating
    if several := options.several or takes_several(scores, gold, scheme=scheme, question=question):
        scores = with_empty_answers(scores)
        sentences = None if sentences is None else with_empty_answers(sentences)
    if has_pairs(scores):  # and so are parts of them in which each sentence has one target
        scores = scores.copy(deep=False)
        scores.attrs[PAIRS] = True
    if countable(scores).empty:
        raise InputError(NO_SCORES)
    return results_from(scores, gold, replace(options, several=several), scheme, question, sentences)


def page_html(results: Results, beside: Beside, title: str = "") -> str:
    """The page as HTML."""
    return _environment().get_template("report.html.j2").render(_context(results, beside, title))


def default_title(results: Results) -> str:
    """The title of a page that has none of its own."""
    return f"{capitalised(results.question.name)} in the coverage"


def _context(results: Results, beside: Beside, title: str) -> dict[str, Any]:
    shares, charts, findings = results.shares(), charts_of(results), findings_of(results)
    overall = next(chart for chart in charts if chart.id == OVERALL)
    others = [chart for chart in charts if chart is not overall]
    tables = _tables(charts, findings)
    robust = robustness_of(results, findings, beside.others)
    return {
        "title": title or default_title(results),
        "question": results.question.name,
        "labels": [{"name": label, "colour": colour} for label, colour in results.colours.items()],
        "lead": _lead(results),
        "warnings": [*beside.warnings, *notes_for_readers(shares)],
        "sections": _sections(others, beside, robust),
        "robustness": robust,
        "overall_words": _unbroken(findings.overall),
        "why_none": findings.why_none,
        "counted": findings.counted,
        "explained": _CI_MEANS if shares["low"].notna().any() else "",
        "claims": [_claim(number, finding, results) for number, finding in enumerate(findings.findings)],
        "comparisons": grid_of(each_alone(findings.comparisons)) if len(findings.comparisons) else None,
        "compared": len(findings.comparisons),
        "headline": [_card(results, row) for row in shares.itertuples()],
        "headline_words": _headline_words(results, shares),
        "overall": _section(overall, results),
        "charts": [_section(chart, results) for chart in others],
        "clearest": [_clearest(results, label) for label in results.telling_labels],
        "methods": methods_paragraph(results, shares, families_of(findings.comparisons), beside.draws),
        "families": listed(families_of(findings.comparisons)),
        "flow": _flow(beside),
        "references": references_of(results, with_agreement=beside.agreement is not None),
        "quality": quality_of(results, beside, shares.attrs.get("use")),
        "codebook": codebook_of(results, beside.guidelines),
        "tables": [{"id": name, "rows": len(table)} for name, table in tables.items()],
        "data": _data(results, tables),
        "style": _asset("report.css"),
        "script": "\n".join(_asset(name) for name in ("articles.js", "charts.js", "tables.js")),
        "version": __version__,
        "made": _today(),
    }


def _today() -> str:
    return day_in_words(datetime.now(UTC).strftime("%Y-%m-%d"))


def _file_of(chart: Chart) -> str:
    """The name of the files that a chart can be downloaded as."""
    return _FILES.get(chart.id, f"shares_by_{chart.id}")


def _tables(charts: Sequence[Chart], findings: Findings) -> dict[str, pd.DataFrame]:
    tables = {_file_of(chart): chart.table for chart in charts}
    tables |= {f"finding_{n + 1}": one.table for n, one in enumerate(findings.findings)}
    return tables | ({"comparisons": findings.comparisons} if len(findings.comparisons) else {})


def _data(results: Results, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    return {
        "labels": [answer or _NONE for answer in results.colours],
        "colours": list(results.colours.values()),
        "articles": articles_of(results.sentences, list(results.colours)),
        "tables": {name: table.to_csv(index=False) for name, table in tables.items()},
    }


def _flow(beside: Beside) -> Sequence[FlowStep]:
    """The steps of the flow chart; none where a single box would say what the page says elsewhere."""
    return beside.flow if len(beside.flow) > 1 or any(step.left_out for step in beside.flow) else ()


def _sections(charts: Sequence[Chart], beside: Beside, robust: Facts | None) -> list[tuple[str, str]]:
    flow = [("flow", "From articles to labels")] if _flow(beside) else []
    rest = [("sentences", "Clearest sentences"), ("articles", "Articles"), ("quality", "Quality")]
    rest += [("codebook", "Codebook"), ("methods", "Methods"), ("tables", "Tables")]
    first = [("findings", "Findings"), ("shares", "Shares")]
    again = [("robustness", "Robustness")] if robust else []
    return [*first, *flow, *((chart.id, chart.title) for chart in charts), *again, *rest]


def _section(chart: Chart, results: Results) -> dict[str, Any]:
    return {
        "id": chart.id,
        "file": _file_of(chart),
        "title": chart.title,
        "words": chart.words,
        "drawing": _figure(chart.drawing, results),
        "table": grid_of(chart.table),
    }


def _claim(number: int, finding: Finding, results: Results) -> dict[str, Any]:
    return {
        "file": f"finding_{number + 1}",
        "words": _unbroken(finding.words),
        "detail": finding.detail,
        "shown": finding.shown,
        "drawing": _figure(finding.drawing, results),
    }


def _unbroken(sentence: str) -> str:
    """`sentence` with numbers that stay on the same line as their per cent sign."""
    return sentence.replace(" %", "\u00a0%")


def _figure(drawing: Drawing | None, results: Results) -> dict[str, str] | None:
    """A drawing for the page: its labels' colours follow the page's, its marks can be reached and have a name."""
    if drawing is None:
        return None
    return {size: _for_page(svg, results) for size, svg in (("wide", drawing.wide), ("narrow", drawing.narrow))}


def _for_page(svg: str, results: Results) -> str:
    svg = _MARK.sub('role="img" tabindex="-1"', _CONTAINER.sub("", svg))
    svg = _EMPTY.sub(r"\1", svg)
    svg = _ROOT.sub(lambda match: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{match[1]}">', svg, count=1)
    for number, colour in enumerate(results.colours.values()):
        for attribute in ("fill", "stroke"):
            svg = svg.replace(f'{attribute}="{colour}"', f'{attribute}="var(--c{number})"')
    return svg


def _lead(results: Results) -> str:
    rows = countable(results.scores)
    parts = [many(int(counts_of(rows).sum()), results.item), many(rows["article_id"].nunique(), "article")]
    if rows["outlet"].notna().any():
        parts.append(many(rows["outlet"].nunique(), "outlet"))
    if span := span_in_words(rows["published"].dropna()):
        parts.append(span)
    return ", ".join(parts) + "."


def _card(results: Results, row: Any) -> dict[str, Any]:
    known = not pd.isna(row.low)
    without_interval = "too few labels" if pd.isna(row.share) else "counted, no interval"
    return {
        "index": list(results.colours).index(row.label),
        "label": row.label,
        "share": "withheld" if pd.isna(row.share) else percent(row.share),
        "range": f"95 % CI {percent(row.low)} to {percent(row.high)}" if known else without_interval,
    }


def _headline_words(results: Results, shares: pd.DataFrame) -> str:
    if shares["share"].isna().all():
        return f"Withheld: {shares['note'].iloc[0]}."
    if shares["low"].isna().all():
        return _NO_INTERVAL.format(items=capitalised(results.items))
    labelled = f"{many(labels_in_use(shares), results.item)} labelled by {labellers_in(shares)}"
    counted = weighing_of(results)
    basis = f"Corrected for the model’s errors with {labelled}"
    if why := why_model_added_nothing(shares):
        basis = f"The model added nothing to these shares ({why}): they are those of {labelled}"
    of = _RANGE_OF[results.options.population].format(items=results.items)
    return f"{basis}; the range is the 95 % interval {of}.{f' {capitalised(counted)}.' if counted else ''}"


def _clearest(results: Results, label: str) -> dict[str, Any]:
    rows, why = clearest(results.sentences, label, item=results.item)
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
    return {"index": list(results.colours).index(label), "label": label, "sentences": sentences, "why_none": why}


def _source(row: Mapping[str, Any]) -> str:
    speaker, target = text_or_blank(row["speaker"]), text_or_blank(row.get("target"))
    day = text_or_blank(row["published"])[:10]
    when = day_in_words(day) if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else day
    return " · ".join(
        filter(
            None, (text_or_blank(row["outlet"]), when, speaker and f"said by {speaker}", target and f"toward {target}")
        )
    )


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
