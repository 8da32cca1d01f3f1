"""What is asked of estimates, pages and bundles, checked before anything slow: what can be wrong whatever is read."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from annotate.errors import InputError, UsageError, check_choice
from annotate.io.remote.stores import address_of
from annotate.workflows.arguments import Names, StrPath, TableOrPath, names_in

PRINTED, ONCE = COUNTED = ("printed", "once")
"""How often near-duplicates count."""
_ENDINGS = ".csv, .jsonl, .parquet, .xlsx, .json, .docx, .tex or .md"


def keys_in(by: Names) -> list[str]:
    """The columns named in `by`; raises `UsageError` if one is named twice or cannot group."""
    keys = names_in(by)
    twice = [name for name in keys if keys.count(name) > 1]
    if twice:
        raise UsageError(f"`by` {','.join(keys)}: names {twice[0]} twice; name it once")
    if "label" in keys:
        raise UsageError("`by` label: every group has the share of each label already; leave it out")
    return keys


def check_estimate(
    *,
    keys: Sequence[str],
    compared: bool,
    plan: float | None,
    differences: StrPath | None,
    trend: StrPath | None,
    adjust: str,
    estimator: str,
    population: str,
    small: str,
    least: int,
    bounds: bool,
    near_duplicates: str,
    unit: str,
    mean: StrPath | None,
    values: str | Mapping[str, float],
    sensitivity: StrPath | None,
) -> None:
    """Check that what is asked of `annotate.estimate` goes together, and is in its set of values or range.

    Raises
    ------
    UsageError
        If it does not, or is not.
    """
    from annotate.estimation.differences import check_adjustment
    from annotate.estimation.estimators import estimator_named
    from annotate.estimation.options import Options
    from annotate.estimation.planning import check_plan
    from annotate.estimation.shares import check_shrinking
    from annotate.estimation.trends import check_period

    if plan is not None and (trend or mean or sensitivity):
        other = "trend" if trend else "mean" if mean else "sensitivity"
        raise UsageError(f"`plan` gives the labels needed for shares and `differences`; ask for `{other}` without it")
    if compared and sensitivity is None:
        raise UsageError("`compare_with` adds rows to the table of `sensitivity`: name a file for it")
    if values and mean is None:
        raise UsageError("`values` are for the `mean` of the scale: name a file for it")
    if trend and not keys:
        raise UsageError("`trend` needs `by` with a period last, as outlet,month")
    if differences and not keys:
        raise UsageError("`differences` needs `by` with the columns of the groups, as outlet")
    Options(small=small, bounds=bounds, unit=unit, population=population)
    check_shrinking(small, estimator_named(estimator))
    check_adjustment(adjust)
    check_choice("near_duplicates", near_duplicates, COUNTED)
    check_least(least)
    if plan is not None:
        check_plan(plan, estimator_named(estimator))
    if trend:
        check_period(keys[-1])
    if isinstance(values, str):
        numbers_in(values)


def check_page(estimator: str, population: str, unit: str) -> None:
    """Check options of a page, a figure or a bundle that have a fixed set of values.

    Raises
    ------
    UsageError
        If a value is unknown, or the unit is not for a page.
    """
    from annotate.estimation.estimators import estimator_named
    from annotate.estimation.options import MAJORITY, Options

    Options(unit=unit, population=population)
    estimator_named(estimator)
    if unit == MAJORITY:
        raise UsageError("`unit` majority: a page shows shares of sentences; take `annotate estimate` for this one")


def check_least(sentences: int) -> None:
    """Raise `UsageError` unless a group can need so many labelled `sentences`."""
    if sentences < 1:
        raise UsageError(f"`least` {sentences}: a number of labelled sentences, 1 or more")


def numbers_in(values: str) -> dict[str, float]:
    """The number of each label, as in ``critical=-1,neutral=0``; raises `UsageError` where one is none."""
    pairs = [(pair, *pair.rpartition("=")) for pair in names_in(values)]
    if wrong := [pair for pair, name, _, number in pairs if not name.strip() or not _is_number(number)]:
        raise UsageError(f"`values` {wrong[0]!r}: write label=number, such as critical=-1")
    return {name.strip(): float(number) for _, name, _, number in pairs}


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def check_columns(source: TableOrPath, by: Sequence[str], weights: str | None = None) -> None:
    """Check that scores have the columns that they are grouped `by` and weighed with, as far as their header says.

    Raises
    ------
    InputError
        If one is missing.
    """
    from annotate.estimation.options import check_weights
    from annotate.estimation.periods import check_there

    if columns := known_columns(source):
        check_there(columns, by)
        check_weights(columns, weights)


def known_columns(source: TableOrPath) -> list[str]:
    """The columns that scores will have once they are read, by their header; empty where that does not say it."""
    from annotate.tables import SCORES
    from annotate.workflows.publish.large_scores import columns_in_header

    columns = columns_in_header(source)
    return [*columns, *(name for name in SCORES.columns if name not in columns)] if columns else []


def check_present(*sources: object) -> None:
    """Check that files and folders that are named are there; addresses are not looked at.

    Raises
    ------
    InputError
        If one is not.
    """
    for one in sources:
        if isinstance(one, str | os.PathLike) and str(one) != "-" and not address_of(one) and not Path(one).exists():
            raise InputError(f"{one}: no such file; check the path")


def check_results(*paths: StrPath | None) -> None:
    """Check that results can be written to `paths`: by their endings, and in their folders.

    Raises
    ------
    UsageError
        If no format has an ending.
    InputError
        If a folder cannot be made or written to, or a folder is there under the file's name.
    """
    from annotate.io.formats import written_format
    from annotate.io.writing import check_writable
    from annotate.reporting.paper_tables import is_for_papers

    for path in [Path(one) for one in paths if one is not None and str(one) != "-"]:
        if path.suffix.lower() != ".json" and not is_for_papers(path):
            try:
                written_format(path)
            except InputError:
                raise UsageError(f"{path}: no table of results; name a file that ends in {_ENDINGS}") from None
        check_writable(path)
