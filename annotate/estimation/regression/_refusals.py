"""What a regression needs, and messages about what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotate._types import Integers, Reals
from annotate.errors import InputError
from annotate.estimation.design._labelled_scores import Labelled
from annotate.estimation.options import Least
from annotate.estimation.regression._covariates import Design
from annotate.estimation.regression._formula import ParsedFormula
from annotate.study.ledger import Count

LEAST_ARTICLES = 10
"""Labelled articles that a regression needs."""

_DEPENDENT = 1e-8


def check_labels(
    data: Labelled, rows: Integers, design: Design, formula: ParsedFormula, least: Least, columns: Sequence[int]
) -> None:
    """Check that there are enough labels, in every category and for every term, and with `columns` of them and without.

    Raises
    ------
    InputError
        Naming the category, the term or the label, and what it would take.
    """
    human = data.has_label[rows]
    articles = len(np.unique(data.cluster[rows[human]]))
    terms = design.matrix.shape[1]
    needed = max(LEAST_ARTICLES, terms + 1)
    if articles < needed:
        raise InputError(
            f"the labels lie in {articles} articles; a regression with {terms} terms needs {needed}: label more"
        )
    _check_vary(data, rows[human], columns)
    if human.all():
        return
    for number, variable in enumerate(formula.variables):
        codes = design.frame[f"v{number}"].to_numpy()[design.place]
        for code, level in enumerate(design.levels[number]):
            _check(data, rows[human & (codes == str(code))], f"{variable.name} {level}", least)
    for term, name in enumerate(design.terms):
        _check(data, rows[human & (design.matrix[:, term] != 0)], name, least)


def _check_vary(data: Labelled, labelled: Integers, columns: Sequence[int]) -> None:
    for column in columns:
        has = int((data.truth[labelled, column] > 0).sum())
        if has in (0, len(labelled)):
            raise InputError(
                f"{'none' if has == 0 else 'each'} of the {Count(len(labelled), 'labelled sentence')} is "
                f"{data.labels[column]}; a regression compares sentences that are with sentences that are not"
            )


def _check(data: Labelled, labelled: Integers, name: str, least: Least) -> None:
    articles = len(np.unique(data.cluster[labelled]))
    if len(labelled) < least.labelled or articles < least.articles:
        raise InputError(
            f"{name}: {Count(len(labelled), 'labelled sentence')} in {Count(articles, 'article')}; "
            f"at least {least.labelled} in "
            f"{least.articles} are needed: label more, leave it out, or lower `least`"
        )


def check_rank(matrix: Reals, terms: Sequence[str], where: str) -> None:
    """Check that no column of `matrix` is a combination of others.

    Raises
    ------
    InputError
        Naming the columns.
    """
    names = list(terms)
    gram = matrix.T @ matrix / len(matrix)
    for column in range(1, len(names)):
        own, target = gram[:column, :column], gram[:column, column]
        weights = np.linalg.lstsq(own, target, rcond=None)[0]
        rest = gram[column, column] - target @ weights
        if rest <= _DEPENDENT * max(gram[column, column], 1e-300):
            others = [name for name, weight in zip(names, weights, strict=False) if abs(weight) > 1e-6]
            raise InputError(
                f"`formula`: {names[column]} follows from {', '.join(others[:4])}{where}; leave one of them out"
            )
