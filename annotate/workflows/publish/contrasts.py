"""Contrasts of shares as tables: differences between groups, and trends over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import ModelOrPath, Names, TableOrPath, ledger_of, log, scheme_of
from annotate.workflows.estimate_inputs import EstimateInputs, options_of, read_inputs, record_inputs, warn_of_notes
from annotate.workflows.publish.early_checks import keys_in
from annotate.workflows.publish.large_scores import Wanted
from annotate.workflows.publishing import warn_of_contrasts

if TYPE_CHECKING:
    import pandas as pd

    from annotate.estimation.options import Options
    from annotate.workflows.study import Study


def differences(
    scores: TableOrPath | None = None,
    gold: TableOrPath | None = None,
    *,
    by: Names,
    question: str | None = None,
    model: ModelOrPath | None = None,
    out_of_fold: TableOrPath | None = None,
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    assume_random: bool = False,
    estimator: str = "aipw",
    population: str = "process",
    least: int = 10,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> pd.DataFrame:
    """Estimate how the share of each label differs between every two groups; `estimate` writes the same to a file.

    Parameters
    ----------
    by
        The columns whose values are the groups, such as ``outlet``.
    scores, gold, question, model, out_of_fold, batch, frame, assume_random, estimator, population, least
        See `estimate`.

    Returns
    -------
    DataFrame
        One row for each pair of groups and label, as `annotate.estimation.differences.differences` gives it: the
        difference, its 95 % interval, and p-values adjusted by Holm's method.

    Raises
    ------
    InputError
        If no human label can be used, or a column, label or parameter is unknown.
    """
    from annotate.estimation.differences import differences as estimated

    keys, run = keys_in(by), ledger_of(ledger, "differences")
    wanted = Wanted(keys, scheme=scheme_of(None, study), question=question)
    inputs = read_inputs(scores, gold, model, out_of_fold, study, run, batch=batch, frame=frame, wanted=wanted)
    options = options_of(
        inputs,
        question=question,
        assume_random=assume_random,
        estimator=estimator,
        population=population,
        least=least,
    )
    _conclude(inputs, keys, options, run, study)
    table = estimated(inputs.scores, inputs.gold, by=keys, options=options)
    warn_of_contrasts(table, "difference")
    return table


def trend(
    scores: TableOrPath | None = None,
    gold: TableOrPath | None = None,
    *,
    over: str,
    by: Names = (),
    question: str | None = None,
    model: ModelOrPath | None = None,
    out_of_fold: TableOrPath | None = None,
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    assume_random: bool = False,
    estimator: str = "aipw",
    population: str = "process",
    least: int = 10,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> pd.DataFrame:
    """Estimate the slope of the share of each label over time; `estimate` writes the same to a file.

    Parameters
    ----------
    over
        The period: ``day``, ``week``, ``month``, ``quarter`` or ``year``.
    by
        Columns to group by; each group has slopes of its own.
    scores, gold, question, model, out_of_fold, batch, frame, assume_random, estimator, population, least
        See `estimate`.

    Returns
    -------
    DataFrame
        One row for each group and label, as `annotate.estimation.trends.trend` gives it: the slope and its 95 %
        interval.

    Raises
    ------
    InputError
        If no human label can be used, or a column, label or parameter is unknown.
    """
    from annotate.estimation.trends import trend as estimated

    keys, run = keys_in(by), ledger_of(ledger, "trend")
    wanted = Wanted([*keys, over], scheme=scheme_of(None, study), question=question)
    inputs = read_inputs(scores, gold, model, out_of_fold, study, run, batch=batch, frame=frame, wanted=wanted)
    options = options_of(
        inputs,
        question=question,
        assume_random=assume_random,
        estimator=estimator,
        population=population,
        least=least,
    )
    _conclude(inputs, [*keys, over], options, run, study)
    table = estimated(inputs.scores, inputs.gold, over=over, by=keys, options=options)
    warn_of_contrasts(table, "trend", keys)
    return table


def _conclude(inputs: EstimateInputs, keys: list[str], options: Options, run: Ledger, study: Study | None) -> None:
    """Record what is used, and pass on the warnings of the shares that are contrasted."""
    from annotate.estimation.shares import estimate

    if not keys:
        raise InputError("`by`: name the columns of the groups, such as outlet")
    warn_of_notes(estimate(inputs.scores, inputs.gold, by=(), options=options))
    record_inputs(run, inputs, keys, options)
    log(run, study)
