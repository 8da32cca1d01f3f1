"""Regressions of predicted labels, corrected by human labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import UsageError
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    ModelOrPath,
    StrPath,
    TableOrPath,
    check_output,
    ledger_of,
    log,
    names_in,
    scheme_of,
    source_of,
    write_rejects_of,
    write_result,
)
from annotate.workflows.estimate_inputs import least_of, options_of, read_inputs, record_inputs, warn_of_notes
from annotate.workflows.publish.early_checks import check_present, check_results, known_columns
from annotate.workflows.publish.large_scores import Wanted

if TYPE_CHECKING:
    import pandas as pd

    from annotate.estimation.regression.fitting import Specification
    from annotate.scheme import Scheme
    from annotate.workflows.study import Study


def regress(
    formula: str,
    scores: TableOrPath | None = None,
    gold: TableOrPath | None = None,
    *,
    output: StrPath | None = None,
    model: str = "linear",
    method: str = "dsl",
    event: str | None = None,
    periods: str | None = None,
    reference: str | Mapping[str, str] = "",
    question: str | None = None,
    classifier: ModelOrPath | None = None,
    out_of_fold: TableOrPath | None = None,
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    assume_random: bool = False,
    population: str = "process",
    least: int = 10,
    weights: str | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> pd.DataFrame:
    """Regress a label, as people would have given it, on columns of the scores.

    Parameters
    ----------
    formula
        A label, ``~``, and columns, such as ``critical ~ outlet + month`` or ``critical ~ outlet * after``. Columns are
        those of the scores, and ``day``, ``week``, ``month``, ``quarter``, ``year`` and ``time`` (months since the
        first date or the event), derived from ``published``. ``C()`` (categories of numbers), ``log()``, ``poly()``,
        ``center()`` and ``scale()`` may be called.
    scores
        The scores of all sentences, as `score` gives them.
    gold
        Human labels of some of these sentences, with their inclusion probabilities.
    output
        Where to write the table.
    model
        ``linear`` (the linear probability model), ``logistic``, or ``multinomial`` with a question left of ``~``.
    method
        ``dsl`` (design-based supervised learning), ``ppi`` (prediction-powered inference with power tuning) or
        ``labels`` (the weighted human labels alone).
    event, periods
        The day of an event, such as ``2031-03-01``, which makes the column ``after``; with a period, such as ``month``,
        also the column ``period``, which is added to the formula: a coefficient for each period around the event.
    reference
        What other values of a column are compared with, such as ``outlet=Gazette``; by default the first in order.
    question
        Which question of `gold` the scores answer.
    classifier
        The model that gave the scores: its training labels are corrected by out-of-fold predictions.
    out_of_fold, batch, frame, assume_random, population
        As in `estimate`.
    least
        How many labelled sentences each category and term needs.
    weights
        A column of the scores that says how much each sentence counts, such as its outlet's circulation.
    scheme
        The questions, which say where several labels are allowed; by default the study's, or the shipped ones.

    Returns
    -------
    DataFrame
        One row per term, as `annotate.estimation.regression.fitting.regress` gives it.

    Raises
    ------
    InputError
        If the formula cannot be read, names what is not there, or the labels do not suffice for it.
    """
    from annotate.estimation.options import Options, check_weights
    from annotate.estimation.regression.fitting import LABELS
    from annotate.estimation.regression.fitting import regress as regressed
    from annotate.estimation.regression.formula_columns import (
        check_columns,
        columns_asked,
        needs_products,
        prepared,
        sums_do,
    )

    check_output(output, [scores, gold, out_of_fold, batch, frame])
    specification = specification_of(formula, model, method, event, periods, reference)
    Options(population=population, least=least_of(least))  # checks them before anything is read
    check_results(output)
    asked = columns_asked(specification)  # reads the formula
    check_present(scores, gold, classifier, out_of_fold, batch, frame)
    if there := known_columns(source_of(scores, study, "scores")):
        check_columns(there, specification)
        check_weights(there, weights)
    run = ledger_of(ledger, "regress")
    columns = [*asked, *([weights] if weights else [])]
    wanted = Wanted(columns, sums_do(specification), needs_products(specification), scheme_of(scheme, study), question)
    inputs = read_inputs(
        scores,
        gold,
        classifier,
        out_of_fold,
        study,
        run,
        batch=batch,
        frame=frame,
        wanted=wanted,
        parameter="classifier",
    )
    assert inputs.gold is not None
    options = options_of(
        inputs, question=question, assume_random=assume_random, population=population, least=least, weights=weights
    )
    if method == LABELS:
        options = replace(options, cautions=())
    table = regressed(inputs.scores, inputs.gold, specification, options=options)
    warn_of_notes(table)
    target = None if output is None else Path(output)
    write_result(table, target)
    write_rejects_of(run, target)
    rows, columns = prepared(inputs.scores, specification)
    record_inputs(run, replace(inputs, scores=rows), columns, options)
    if target is not None:
        run.written.append(Count(len(table), "row", str(target)))
    log(run, study)
    return table


def specification_of(
    formula: str,
    model: str = "linear",
    method: str = "dsl",
    event: str | None = None,
    periods: str | None = None,
    reference: str | Mapping[str, str] = "",
) -> Specification:
    """What is regressed how, as the arguments of `regress` say."""
    from annotate.estimation.regression.fitting import Specification, event_on

    return Specification(formula, model, method, event_on(event, periods), _references(reference))


def _references(reference: str | Mapping[str, str]) -> Mapping[str, str]:
    if not isinstance(reference, str):
        return reference
    pairs = [one.partition("=") for one in names_in(reference)]
    wrong = [name for name, mark, value in pairs if not (name.strip() and mark and value.strip())]
    if wrong:
        raise UsageError(f"`reference` {reference!r}: write column=value, such as outlet=Gazette")
    return {name.strip(): value.strip() for name, _, value in pairs}
