"""In words, what the numbers of a regression rest on: categories compared with, clusters, intervals, correction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotate.counts import many
from annotate.estimation.regression._covariates import Design
from annotate.estimation.regression._fit import Fit
from annotate.estimation.regression._formula import ParsedFormula
from annotate.estimation.regression._moments import DSL, LABELS, PPI

_CORRECTION = {
    DSL: "The model’s labels are corrected by the human ones (design-based supervised learning)",
    PPI: "The model’s labels are corrected by the human ones (prediction-powered inference with power tuning)",
    LABELS: "The weighted human labels alone are regressed, without the model’s",
}


def basis_of(
    formula: ParsedFormula, design: Design, fit: Fit, method: str, freedoms: Sequence[float], confidence: float
) -> list[str]:
    """What a reader of the coefficients needs beside them; `freedoms` are the degrees of freedom of each row."""
    firsts = {one.name: own[0] for one, own in zip(formula.variables, design.levels, strict=True) if own}
    compared = [f"{name} with {level}" for name, level in firsts.items()]
    words = [f"Compared: {', '.join(compared)}."] if compared else []
    words.append(f"{_CORRECTION[method]}.")
    return [*words, f"{_clusters(fit)}; {100 * confidence:g} % intervals are {_distribution(freedoms)}."]


def _clusters(fit: Fit) -> str:
    """By what standard errors are clustered, and how many of these there are."""
    own, data = fit.labelled, fit.data
    if not np.array_equal(own.unit, own.cluster):
        return "Standard errors are of these sentences alone, each drawn by itself"
    human = fit.rows[data.has_label]
    every, with_labels = len(np.unique(own.unit[fit.rows])), len(np.unique(own.unit[human]))
    articles = len(np.unique(own.printed[fit.rows]))
    if articles == every:
        of_these = f"{every:,} articles, {with_labels:,} of them with human labels"
    else:
        of_these = (
            f"{articles:,} articles in {many(every, 'cluster')}, {with_labels:,} of them with human labels: "
            "near-duplicates count in the article of their original, so articles of nothing else count as one cluster "
            "with it"
        )
    return f"Standard errors are clustered by article ({of_these})"


def _distribution(freedoms: Sequence[float]) -> str:
    low, high = (max(1.0, end) for end in (min(freedoms), max(freedoms)))
    if not np.isfinite(high):
        return "of Student’s t distribution"
    ends = f"{low:.0f}" if round(low) == round(high) else f"{low:.0f} to {high:.0f}"
    return f"of Student’s t distribution with {ends} degrees of freedom (Satterthwaite’s)"
