"""The paragraph on methods that can be copied into a paper."""

from __future__ import annotations

import pandas as pd

from annotate import __version__
from annotate.estimation.counting import countable
from annotate.reporting._findings import Findings


def methods_paragraph(findings: Findings, shares: pd.DataFrame) -> str:
    """How the numbers were made: what was scored, by which model, and how the shares were estimated."""
    models = ", ".join(sorted(findings.scores["model"].dropna().unique())) or "not recorded"
    rows = countable(findings.scores)
    scored = (
        f"We scored {len(rows):,} sentences of {rows['article_id'].nunique():,} articles for {findings.question.name} "
        f"({', '.join(findings.labels)}) with the model {models} (annotate {__version__}). "
    )
    return scored + findings.estimator.description.format(labelled=f"{int(shares['labelled'].max()):,}")
