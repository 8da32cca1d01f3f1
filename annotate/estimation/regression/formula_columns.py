"""What a regression reads of the scores: the columns of its formula, and whether sums of the scores answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from annotate.estimation.regression._covariates import PERIOD, Event, check_known, with_made_columns
from annotate.estimation.regression._formula import OF_ALL, ParsedFormula, Variable, calls, parsed
from annotate.estimation.regression._moments import PPI

if TYPE_CHECKING:
    from annotate.estimation.regression.fitting import Specification


def columns_asked(specification: Specification) -> list[str]:
    """The columns of the scores that a regression may read, beside those that every estimate does."""
    return with_period(parsed(specification.formula), specification.event).columns


def check_columns(columns: Sequence[str], specification: Specification) -> None:
    """Check that scores with these `columns` have what a regression asks of them.

    Raises
    ------
    InputError
        If the formula cannot be read, or names a column that is neither there nor made of the date.
    """
    check_known(columns, columns_asked(specification))


def sums_do(specification: Specification) -> bool:
    """Whether a regression of scores that are summed up (see `annotate.estimation.design.summed_scores`) is the same.

    Some functions of covariates are of all sentences at once.
    """
    return not calls(specification.formula, OF_ALL)


def needs_products(specification: Specification) -> bool:
    """Whether the sums must say how the probabilities of two labels vary together, as PPI's power tuning asks."""
    return specification.method == PPI


def prepared(scores: pd.DataFrame, specification: Specification) -> tuple[pd.DataFrame, list[str]]:
    """`scores` with the columns that a formula makes of the date, and the names of all columns of the formula.

    Raises
    ------
    InputError
        If the formula cannot be read or names what is not there.
    """
    columns = columns_asked(specification)
    return with_made_columns(scores, columns, specification.event), columns


def with_period(formula: ParsedFormula, event: Event | None) -> ParsedFormula:
    """`formula` with ``period`` where periods around an event are asked for and it does not name them."""
    if event is None or event.periods is None or PERIOD in formula.columns:
        return formula
    variables = (*formula.variables, Variable(PERIOD))
    return replace(formula, right=f"{formula.right} + v{len(formula.variables)}", variables=variables)
