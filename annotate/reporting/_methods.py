"""The paragraph on methods, to be copied into a paper."""

from __future__ import annotations

import pandas as pd

from annotate import __version__
from annotate.estimation.counting import countable
from annotate.estimation.options import CORPUS, PROCESS
from annotate.reporting._findings import Findings

_INTERVALS = {
    PROCESS: (
        "95 % intervals are for the process behind the coverage: they include the sampling of articles, and are "
        "clustered by article."
    ),
    CORPUS: (
        "95 % intervals are for these sentences alone, so that only unlabelled sentences contribute uncertainty "
        "(finite-population correction)."
    ),
}


def methods_paragraph(findings: Findings, shares: pd.DataFrame) -> str:
    """One paragraph: what was scored, by which model, and how the shares were estimated."""
    models = ", ".join(sorted(findings.scores["model"].dropna().unique())) or "not recorded"
    rows = countable(findings.scores)
    scored = (
        f"We scored {len(rows):,} sentences of {rows['article_id'].nunique():,} articles for {findings.question.name} "
        f"({', '.join(findings.labels)}) with the model {models} (annotate {__version__}). "
    )
    described = findings.estimator.description.format(labelled=f"{int(shares['labelled'].max()):,}")
    return (
        scored + described + (f" {_INTERVALS[findings.options.population]}" if findings.estimator.uses_labels else "")
    )
