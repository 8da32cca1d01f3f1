"""Regression of labels on covariates, corrected for the errors of the model that predicted the labels."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Integers, Reals
from annotate.columns import listed
from annotate.errors import InputError, check_choice
from annotate.estimation.counting import labels_of
from annotate.estimation.design._labelled_scores import Labelled, labelled
from annotate.estimation.design._units import note_on_carried
from annotate.estimation.design.summed_scores import ITEM
from annotate.estimation.estimators._share import MIN_EVENTS, Share, contrast
from annotate.estimation.options import DEFAULTS, Options
from annotate.estimation.regression._basis import basis_of
from annotate.estimation.regression._covariates import (
    Design,
    Event,
    design_of,
    event_on,
    present,
    with_made_columns,
    without_value,
)
from annotate.estimation.regression._effects import changes, effect_of
from annotate.estimation.regression._fit import Fit, fit
from annotate.estimation.regression._formula import ParsedFormula, parsed
from annotate.estimation.regression._moments import (
    DSL,
    LABELS,
    METHODS,
    Data,
    Identity,
    Link,
    Softmax,
    newton,
    solved,
)
from annotate.estimation.regression._refusals import check_labels, check_rank
from annotate.estimation.regression.formula_columns import with_period

LINEAR, LOGISTIC, MULTINOMIAL = "linear", "logistic", "multinomial"
MODELS = (LINEAR, LOGISTIC, MULTINOMIAL)
"""The linear probability model, the logistic model of one label, the multinomial model of all labels of a question."""

COEFFICIENT, EFFECT = "coefficient", "average marginal effect"
"""What a row has: a coefficient (in log-odds unless the model is linear), or the change of a label's probability."""

COLUMNS = [
    *("quantity", "term", "label", "estimate", "std_error", "low", "high", "p_value"),
    *("n", "labelled", "articles", "naive", "method", "model", "population"),
]


@dataclass(frozen=True)
class Specification:
    """What is regressed how.

    Attributes
    ----------
    formula
        As ``critical ~ outlet + month``: a label (of a multinomial model, the question) and the columns of the scores
        that it depends on.
    model
        One of `MODELS`.
    method
        ``dsl``: design-based supervised learning; ``ppi``: prediction-powered with power tuning; ``labels``: the
        weighted human labels alone.
    event
        The day of an event, which makes the column ``after`` and, with periods, ``period``.
    reference
        The category of a column that the others are compared with; by default the first in order.

    Raises
    ------
    InputError
        If `model` or `method` is not an allowed value.
    """

    formula: str
    model: str = LINEAR
    method: str = DSL
    event: Event | None = None
    reference: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the attributes that have a fixed set of values."""
        check_choice("model", self.model, MODELS)
        check_choice("method", self.method, METHODS)


def regress(
    scores: pd.DataFrame, gold: pd.DataFrame, specification: Specification, *, options: Options = DEFAULTS
) -> pd.DataFrame:
    """Coefficients of a regression of the labels that people would have given, one row per term.

    Parameters
    ----------
    scores, gold
        As for `annotate.estimation.shares.estimate`.
    options
        What the model learned from, the draws, the population, what a category needs; the estimator is not used.

    Returns
    -------
    DataFrame
        ``quantity`` (`COEFFICIENT` or, beside a logistic or multinomial model, `EFFECT`), ``term``, ``label``,
        ``estimate``, ``std_error``, ``low``, ``high``, ``p_value`` (two-sided, of its being 0), ``n`` sentences,
        ``labelled`` by people, ``articles``, ``naive`` (the same regression of the model's own labels, with its
        errors in it, for comparison only), ``method``, ``model``, ``population``. What a reader must know is in
        ``attrs["notes"]``, what the numbers rest on in ``attrs["basis"]``, what happened to the labels in
        ``attrs["use"]``, and PPI++'s lambda in ``attrs["power"]``.

    Raises
    ------
    InputError
        If the formula cannot be read, names what is not there, or the labels do not suffice for it.
    """
    formula = with_period(parsed(specification.formula), specification.event)
    rows_with_columns = with_made_columns(scores, formula.columns, specification.event)
    outcomes = _outcomes(labels_of(scores), formula.outcome, gold, specification.model, options)
    if specification.model == MULTINOMIAL and options.question is None and formula.outcome in _questions(gold):
        options = replace(options, question=formula.outcome)
    data = labelled(rows_with_columns, gold, by=formula.columns, options=options)
    there = present(data.frame, formula.columns)
    rows = np.flatnonzero(~data.outside & there & (data.mass > 0))
    if not len(rows):
        raise InputError("`formula`: no sentence has a value in every column of it")
    design = design_of(formula, data.frame.iloc[rows].reset_index(drop=True), specification.reference)
    columns = [data.labels.index(label) for label in outcomes]
    check_labels(data, rows, design, formula, options.least, columns)
    fitted = _Regression(specification, formula, data, rows, design, columns)
    frame = pd.DataFrame(fitted.rows(options), columns=COLUMNS)
    missing = data.size_of(~there & ~data.outside)
    empty = " or ".join(without_value(data.frame[~data.outside], formula.columns, scores))
    left_out = f"{missing:,} of {data.count.sum():,} {data.use.items} lack a value in {empty} and are left out"
    frame.attrs["notes"] = [*data.notes, *([left_out] if missing else []), *fitted.notes()]
    frame.attrs["basis"] = fitted.basis(options.confidence)
    frame.attrs["use"], frame.attrs[ITEM] = data.use, data.use.item
    frame.attrs["power"] = fitted.fit.equation.power
    return frame


class _Regression:
    """A regression of `columns` of the labels, ready to be written down."""

    def __init__(
        self,
        specification: Specification,
        formula: ParsedFormula,
        data: Labelled,
        rows: Integers,
        design: Design,
        columns: Sequence[int],
    ) -> None:
        self.specification, self.formula, self.design = specification, formula, design
        self.labelled, self.row_numbers, self.columns = data, rows, list(columns)
        self.link: Link = Identity() if specification.model == LINEAR else Softmax()
        self.scale = np.sqrt(np.average(design.matrix**2, axis=0, weights=data.count[rows]))
        check_rank(design.matrix / self.scale, design.terms, "")
        own = _data(data, rows, design.matrix / self.scale, self.columns)
        if specification.method != DSL:
            check_rank(own.matrix[own.has_label], design.terms, " among the labelled sentences")
        try:
            equation = solved(own, self.link, specification.method)
        except InputError as error:
            raise InputError(_separated(own, design.terms, data.labels, self.columns)) from error
        self.fit: Fit = fit(data, rows, own, self.link, equation, self.columns)
        self.naive = self._naive()
        self.freedoms: list[float] = []

    def rows(self, options: Options) -> list[dict[str, Any]]:
        """The rows of the table."""
        human = self.fit.data.has_label
        facts = {
            "n": self.labelled.size_of(self.row_numbers),
            "labelled": int(human.sum()),
            "articles": len(np.unique(self.labelled.cluster[self.row_numbers])),
            "method": self.specification.method,
            "model": self.specification.model,
            "population": options.population,
        }
        lines = self._coefficients(options.confidence)
        if self.specification.model != LINEAR:
            lines += self._effects(options.confidence)
        return [facts | line for line in lines]

    def notes(self) -> list[str]:
        """In words, why the intervals may hold the truth less often than they should."""
        human = self.fit.data.has_label
        notes = []
        for column in self.columns:
            has = int(self.labelled.truth[self.row_numbers[human], column].sum())
            if min(has, int(human.sum()) - has) < MIN_EVENTS:
                label = self.labelled.labels[column]
                notes.append(
                    f"{has:,} of {int(human.sum()):,} labelled sentences are {label}; with so few (or so few that are "
                    "not) the intervals may be too narrow"
                )
        return notes

    def basis(self, confidence: float) -> list[str]:
        """In words, what the `rows` rest on, which must have been computed."""
        words = basis_of(self.formula, self.design, self.fit, self.specification.method, self.freedoms, confidence)
        carried = int(self.labelled.carried[self.row_numbers].sum())
        return [*note_on_carried(carried, self.labelled.use.item), *words]

    def _coefficients(self, confidence: float) -> list[dict[str, Any]]:
        lines = []
        coefficients = self.fit.equation.coefficients / self.scale
        for number, column in enumerate(self.columns):
            for term, name in enumerate(self.design.terms):
                weights = np.zeros(coefficients.shape)
                weights[number, term] = 1 / self.scale[term]
                share = self.fit.combination(weights.ravel(), float(coefficients[number, term]))
                naive = np.nan if self.naive is None else self.naive[number, term] / self.scale[term]
                lines.append(self._line(COEFFICIENT, name, column, share, naive, confidence))
        return lines

    def _effects(self, confidence: float) -> list[dict[str, Any]]:
        lines = []
        place, mass = self.design.place, self.fit.data.mass
        for change in changes(self.formula, self.design, self.scale):
            effect = effect_of(change, place, mass, self.fit.equation.coefficients, self.link)
            naive = None if self.naive is None else effect_of(change, place, mass, self.naive, self.link).value
            signs = np.eye(len(self.columns))
            columns = list(self.columns)
            if self.specification.model == MULTINOMIAL:  # the base loses what the others gain
                signs = np.vstack([signs, -np.ones(len(self.columns))])
                columns.append(next(iter(set(range(len(self.labelled.labels))) - set(columns))))
            for sign, column in zip(signs, columns, strict=True):
                share = self.fit.combination(sign @ effect.gradient, float(sign @ effect.value), effect.of_rows @ sign)
                compared = np.nan if naive is None else float(sign @ naive)
                lines.append(self._line(EFFECT, change.term, column, share, compared, confidence))
        return lines

    def _line(
        self, quantity: str, term: str, column: int, share: Share, naive: float, confidence: float
    ) -> dict[str, Any]:
        interval = contrast([share], [1.0], confidence)
        self.freedoms.append(share.freedom)
        return {
            "quantity": quantity,
            "term": term,
            "label": self.labelled.labels[column],
            "estimate": share.value,
            "std_error": share.variance**0.5,
            "low": interval.low,
            "high": interval.high,
            "p_value": interval.p,
            "naive": naive,
        }

    def _naive(self) -> Reals | None:
        """The coefficients of the model's own labels; None where no finite ones fit these."""
        counts = ~self.labelled.abstained[self.row_numbers]
        matrix = self.fit.data.matrix[counts]
        if not len(matrix) or np.linalg.matrix_rank(matrix) < matrix.shape[1]:
            return None
        assigned = self.labelled.assigned[self.row_numbers][counts][:, self.columns].astype(float)
        try:
            part = self.fit.data.mass[counts] / self.fit.data.mass[counts].sum()
            return newton(matrix, part[:, None] * assigned, part, self.link)[0]
        except InputError:  # nothing to compare with: the model's labels are separated
            return None


def _data(data: Labelled, rows: Integers, matrix: Reals, columns: Sequence[int]) -> Data:
    known, mass = data.known[rows], data.mass_of(rows)
    mass = mass / mass.mean()
    weight = data.weight[rows] * mass
    total = weight.sum()
    weight = weight * (mass[~known].sum() / total) if total > 0 else weight
    truth, predicted = data.truth[rows][:, columns], data.predicted[rows][:, columns]
    together = None if data.together is None else data.together[rows][:, columns][:, :, columns]
    return Data(matrix, truth, predicted, mass, weight, known, data.count[rows], together)


def _questions(gold: pd.DataFrame) -> list[str]:
    return [str(name) for name in gold["question"].dropna().unique()] if "question" in gold.columns else []


def _outcomes(labels: Sequence[str], outcome: str, gold: pd.DataFrame, model: str, options: Options) -> list[str]:
    """The labels that are regressed: the one named, or all of the question but the last, which is the base."""
    questions = _questions(gold)
    if model == MULTINOMIAL:
        if outcome in labels:
            raise InputError(
                f"`formula`: {outcome} is a label; a multinomial model has the question on the left, as "
                f"{next(iter(questions), 'stance')} ~ ..."
            )
        if len(labels) < 3:
            raise InputError(f"a multinomial `model` needs three labels; there are {', '.join(labels)}; take logistic")
        known = questions or [options.question or outcome]
        if outcome not in known:
            raise InputError(f"`formula`: no question '{outcome}' in the gold; it has {', '.join(known)}")
        return list(labels[:-1])
    if outcome in labels:
        return [outcome]
    if outcome in questions:
        raise InputError(
            f"`formula`: {outcome} is the question; name one of its labels ({', '.join(labels)}), "
            "or take the multinomial `model`"
        )
    close = difflib.get_close_matches(outcome, labels, n=1)
    advice = f"did you mean {close[0]}?" if close else f"there are {listed(labels)}"
    raise InputError(f"`formula`: no label '{outcome}'; {advice}")


def _separated(data: Data, terms: Sequence[str], labels: Sequence[str], columns: Sequence[int]) -> str:
    """Which term separates the labels, for a message: the one whose sentences differ the least."""
    words = "a term separates the labels"
    for column in range(data.truth.shape[1]):
        corrected = data.predicted + data.weight[:, None] * (data.truth - data.predicted)
        for term, name in enumerate(terms):
            touched = data.matrix[:, term] != 0
            share = float(np.where(data.known, data.truth[:, column], corrected[:, column])[touched].mean())
            if share <= 0 or share >= 1:
                how = "none" if share <= 0 else "all"
                words = f"about {how} of the sentences with {name} would be labelled {labels[columns[column]]}"
    return f"the model has no finite coefficients: {words}; leave that term out, or take the linear `model`"


__all__ = [
    "COEFFICIENT",
    "COLUMNS",
    "EFFECT",
    "LABELS",
    "METHODS",
    "MODELS",
    "Event",
    "Specification",
    "event_on",
    "regress",
]
