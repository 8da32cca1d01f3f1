"""The paragraph on methods that can be copied into a paper, and its references."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from annotate import __version__
from annotate.estimation.counting import countable
from annotate.estimation.design.labellers import is_machine, names_of_labellers
from annotate.estimation.design.summed_scores import counts_of
from annotate.estimation.options import ARTICLE, CORPUS, PROCESS
from annotate.reporting._results import Results, labellers_in, labels_in_use, why_model_added_nothing
from annotate.reporting._wording import capitalised, listed, many, percent

_INTERVALS = {
    PROCESS: (
        "95 % intervals are for the process behind the coverage: they include the sampling of articles, and are "
        "clustered by article."
    ),
    CORPUS: (
        "95 % intervals are for these {items} alone, so that only unlabelled ones contribute uncertainty "
        "(finite-population correction)."
    ),
}
_STUDENT = "They are Student’s t intervals with effective degrees of freedom (Satterthwaite’s)."
_OUT_OF_FOLD = (
    "Labels that the model learned from enter with predictions by models that had not seen their article (out of fold)."
)
_LIMITS = "Intervals do not cover how the articles were collected, nor what a label should have meant."
_RARE = "Where few labelled {items} have a label, Wilson’s interval takes the place of the normal one."
_REFERENCES = (
    "Benjamini and Yekutieli (2005): False discovery rate–adjusted multiple confidence intervals for selected "
    "parameters. Journal of the American Statistical Association 100.",
    "Holm (1979): A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6.",
    "Satterthwaite (1946): An approximate distribution of estimates of variance components. Biometrics Bulletin 2.",
    "Wilson (1927): Probable inference, the law of succession, and statistical inference. Journal of the American "
    "Statistical Association 22.",
)
_ALPHA = "Krippendorff (2018): Content analysis: an introduction to its methodology. 4th edition, Sage."


def methods_paragraph(
    results: Results, shares: pd.DataFrame, families: Sequence[str] = (), draws: pd.DataFrame | None = None
) -> str:
    """How the numbers were made: what was scored, by which model, how shares were estimated and compared.

    `families` are those of comparisons, with their numbers (`annotate.estimation.differences.families_of`). `draws` has
    one row per recorded wave of sentences drawn to be labelled.
    """
    models = ", ".join(sorted(results.scores["model"].dropna().unique())) or "not recorded"
    rows = countable(results.scores)
    parts = [
        f"We scored {counts_of(rows).sum():,} {results.items}, of {rows['article_id'].nunique():,} articles for "
        f"{results.question.name} ({', '.join(results.labels)}) with the model {models} (annotate {__version__}).",
        results.estimator.description.format(
            items=results.items, labelled=f"{labels_in_use(shares):,}", labellers=labellers_in(shares)
        ),
    ]
    if articles := getattr(shares.attrs.get("use"), "articles", 0):
        parts.append(f"They are of {many(articles, 'article')}, which were drawn whole.")
    if carried := _carried(rows, results):
        parts.append(
            f"The label of a {results.item} holds for its near-duplicates too: {many(carried, results.item)} without "
            "a label of their own have one in this way, and tables count them as labelled."
        )
    if counted := weighing_of(results):
        parts.append(f"{capitalised(counted)}.")
    if why := why_model_added_nothing(shares):
        parts.append(f"The model added nothing to the shares in all of the coverage: {why}.")
    if results.estimator.uses_labels:
        parts += [*_drawing(results, draws), *_annotators(results)]
        parts += [_OUT_OF_FOLD] if results.options.learned.out_of_fold is not None else []
        intervals = [_INTERVALS[results.options.population], _STUDENT, _RARE]
        parts += [words.format(items=results.items) for words in intervals]
    if families:
        parts.append(
            f"{listed(families)} were tested{', each of these as a family' if len(families) > 1 else ' as a family'}; "
            "p-values are adjusted by Holm’s method within a family, and a difference is claimed only where its 95 % "
            "interval leaves zero out too. Intervals of the differences stated are wider than those of single "
            "comparisons, so that 95 % of them hold although they were picked from all of their family (Benjamini and "
            "Yekutieli 2005)."
        )
    return " ".join([*parts, _LIMITS] if results.estimator.uses_labels else parts)


def _drawing(results: Results, draws: pd.DataFrame | None) -> list[str]:
    """How the sentences were drawn: from the record, or else with which probabilities."""
    if draws is not None and len(draws):
        waves = [
            f"{row['drawn']:,} of {row['of']:,} (strategy {row['strategy']}, seed {row['seed']})"
            for row in draws.to_dict("records")
        ]
        unit = "articles" if set(draws["unit"]) == {"article"} else results.items
        return [f"The {unit} to be labelled were drawn with known probabilities: {listed(waves)}."]
    chances = _own_gold(results).get("inclusion_probability", pd.Series(dtype=float)).dropna()
    if chances.empty:
        return []
    low, high = percent(chances.min(), 1), percent(chances.max(), 1)
    return [
        f"{capitalised(results.items)} were drawn to be labelled with probabilities "
        f"{f'of {low}' if low == high else f'{low} to {high}'}."
    ]


def _annotators(results: Results) -> list[str]:
    """How many people or machines gave the labels, where that is known; people are not named."""
    names = names_of_labellers(_own_gold(results))
    machines = [name for name in names if is_machine(name)]
    if not machines:
        return [f"{many(len(names), 'annotator')} gave the labels."] if names else []
    return [
        f"{many(len(names), 'annotator')} gave the labels, of which by their names {listed(machines)} "
        f"{'is a language model' if len(machines) == 1 else 'are language models'}: what is corrected for is the "
        "difference from these labels, not from those of people."
    ]


def _own_gold(results: Results) -> pd.DataFrame:
    """The labels of the question on the page."""
    gold = results.gold if results.gold is not None else pd.DataFrame()
    own = gold["question"] == results.question.name if "question" in gold else pd.Series(False, index=gold.index)
    return gold[own] if own.any() else gold


def _carried(rows: pd.DataFrame, results: Results) -> int:
    """How many sentences have the label of the sentence that they are near-duplicates of."""
    gold = results.gold
    if gold is None or not results.estimator.uses_labels or "duplicate_of" not in rows.columns:
        return 0
    own = gold[gold["label"].notna()]
    asked = own[own["question"] == results.question.name]
    ids = (asked if len(asked) else own)["sentence_id"]
    return int((rows["duplicate_of"].isin(ids) & ~rows["sentence_id"].isin(ids)).sum())


def weighing_of(results: Results) -> str:
    """In words, how much each sentence counts; empty where all count equally."""
    options = results.options
    if options.unit == ARTICLE:
        alike = "articles count equally, however long they are"
        return f"{alike}, each by the mean {options.weights} of its {results.items}" if options.weights else alike
    return f"{results.items} count by their {options.weights}" if options.weights else ""


def references_of(results: Results, *, with_agreement: bool) -> Sequence[str]:
    """What the formulas are based on."""
    own = [*results.estimator.references]
    if results.estimator.uses_labels:
        own += _REFERENCES
    return [*own, *([_ALPHA] if with_agreement else [])]
