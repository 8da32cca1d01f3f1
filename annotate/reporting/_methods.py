"""The paragraph on methods that can be copied into a paper, and its references."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from annotate import __version__
from annotate.estimation.counting import countable
from annotate.estimation.design.summed_scores import counts_of
from annotate.estimation.options import ARTICLE, CORPUS, PROCESS, Options
from annotate.reporting._results import Results, labels_of_people
from annotate.reporting._wording import capitalised, many

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
_RARE = "Where few labelled sentences have a label, Wilson’s interval takes the place of the normal one."
_REFERENCES = (
    "Benjamini and Yekutieli (2005): False discovery rate–adjusted multiple confidence intervals for selected "
    "parameters. Journal of the American Statistical Association 100.",
    "Holm (1979): A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6.",
    "Wilson (1927): Probable inference, the law of succession, and statistical inference. Journal of the American "
    "Statistical Association 22.",
)
_ALPHA = "Krippendorff (2018): Content analysis: an introduction to its methodology. 4th edition, Sage."


def methods_paragraph(results: Results, shares: pd.DataFrame, comparisons: int = 0) -> str:
    """How the numbers were made: what was scored, by which model, how shares were estimated and compared."""
    models = ", ".join(sorted(results.scores["model"].dropna().unique())) or "not recorded"
    rows = countable(results.scores)
    parts = [
        f"We scored {counts_of(rows).sum():,} sentences of {rows['article_id'].nunique():,} articles for "
        f"{results.question.name} ({', '.join(results.labels)}) with the model {models} (annotate {__version__}).",
        results.estimator.description.format(labelled=f"{labels_of_people(shares):,}"),
    ]
    if articles := getattr(shares.attrs.get("use"), "articles", 0):
        parts.append(f"They are of {many(articles, 'article')}, which were drawn whole.")
    if counted := weighing_of(results.options):
        parts.append(f"{capitalised(counted)}.")
    if results.estimator.uses_labels:
        parts += [_INTERVALS[results.options.population], _RARE]
    if comparisons:
        parts.append(
            f"{many(comparisons, 'comparison')} between groups and over time were tested as one family; p-values are "
            "adjusted by Holm’s method, and a difference is claimed only where its 95 % interval leaves zero out too. "
            "Intervals of the differences stated are wider than those of single comparisons, so that 95 % of them hold "
            "although they were picked from all (Benjamini and Yekutieli 2005)."
        )
    return " ".join(parts)


def weighing_of(options: Options) -> str:
    """In words, how much each sentence counts; empty where all count equally."""
    if options.unit == ARTICLE:
        alike = "articles count equally, however long they are"
        return f"{alike}, each by the mean {options.weights} of its sentences" if options.weights else alike
    return f"sentences count by their {options.weights}" if options.weights else ""


def references_of(results: Results, *, with_agreement: bool) -> Sequence[str]:
    """What the formulas are based on."""
    own = [*results.estimator.references]
    if results.estimator.uses_labels:
        own += _REFERENCES
    return [*own, *([_ALPHA] if with_agreement else [])]
