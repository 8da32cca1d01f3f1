"""The page that shows how labelling stands: one file that opens offline, without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import jinja2

from annotate.studio.annotation_progress import AnnotationProgress


def status_html(parts: Sequence[AnnotationProgress], summary: Any, *, at: str, refresh: int | None = None) -> str:
    """The page: progress of every project and annotator, agreement with intervals, label shares, signs of poor quality.

    Parameters
    ----------
    parts
        The progress of each project.
    summary
        The ``agreement``, ``annotators``, ``confusions``, ``shares`` and ``warnings`` of all of them.
    at
        When this was asked.
    refresh
        Seconds after which the page reloads itself.
    """
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters |= {"percent": _percent, "number": _number, "moment": _moment}
    text = files("annotate.studio").joinpath("status.html.j2").read_text(encoding="utf-8")
    sent = sum(part.sent * part.overlap for part in parts)
    missing = sum(part.missing for part in parts)
    hours = [part.hours for part in parts if part.hours == part.hours]
    days = [part.days for part in parts if part.days == part.days]
    return environment.from_string(text).render(
        parts=[{**vars(part), "people": part.annotators.to_dict("records")} for part in parts],
        agreement=summary.agreement.to_dict("records"),
        apart=summary.annotators.to_dict("records"),
        confusions=summary.confusions.head(12).to_dict("records"),
        shares={question: rows.to_dict("records") for question, rows in summary.shares.groupby("question", sort=False)},
        warnings=summary.warnings,
        done=(sent - missing) / sent if sent else 0.0,
        sent=sent,
        missing=missing,
        hours=sum(hours) if hours else None,
        days=max(days) if days else None,
        at=at,
        refresh=refresh,
    )


def _percent(value: float, digits: int = 0) -> str:
    return "–" if value != value else f"{value:.{digits}%}"


def _number(value: float, digits: int = 0) -> str:
    return "–" if value != value else f"{value:,.{digits}f}"


def _moment(value: Any) -> str:
    text = str(value)
    return "–" if text in ("nan", "None", "NaT", "<NA>") else text[:16].replace("T", " ")
