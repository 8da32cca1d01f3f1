"""What a bundle computes beside its own shares: any call of `annotate.estimate` and `annotate.regress`."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import AnnotateError, InputError, UsageError
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import names_in, write_result
from annotate.workflows.estimate_inputs import counting_near_duplicates, least_of
from annotate.workflows.publish.early_checks import PRINTED, check_estimate, check_least, keys_in

if TYPE_CHECKING:
    import pandas as pd

    from annotate.estimation.regression.fitting import Specification
    from annotate.workflows.publish.page_inputs import PageInputs

Arguments = Mapping[str, Any]
"""Arguments of `annotate.estimate` or `annotate.regress`, without those that hold for the whole bundle."""

ESTIMATE, REGRESS = "estimate", "regress"
_FILES = {ESTIMATE: ("output", "differences", "trend", "mean", "sensitivity"), REGRESS: ("output",)}
"""Arguments that name files; a bundle has them among its results."""
_WHOLE = "holds for the whole bundle: pass it beside `{verb}`, not in it"
_MODEL = "the model holds for the whole bundle: pass it as `model` beside `{verb}`, not in it"
_SHOWN = "`{name}` is about what a command prints, and a bundle has CSV files: leave it out"
_OTHERS = "`{name}` takes scores of other models, and a bundle has those of one: write a bundle for each"
_REFUSED = {
    **dict.fromkeys(
        ("scores", "gold", "question", "out_of_fold", "batch", "frame", "assume_random"), "`{name}` " + _WHOLE
    ),
    "classifier": _MODEL,
    **dict.fromkeys(("form", "excel_safe"), _SHOWN),
    **dict.fromkeys(("compare_with", "compare_models"), _OTHERS),
    "flow": "`flow` is read from the study's record, not computed: it stands in DATASHEET.md; leave it out",
    **dict.fromkeys(("scheme", "study", "ledger"), "`{name}` " + _WHOLE),
}
"""Arguments that no analysis of a bundle can have, and why."""


def archived(verb: str, asked: Iterable[Arguments], defaults: Arguments) -> list[dict[str, Any]]:
    """The arguments of each analysis of `verb` as ``design.json`` has them: complete, with files by their names.

    Parameters
    ----------
    verb
        ``estimate`` or ``regress``.
    asked
        The arguments of each analysis.
    defaults
        Arguments of those that do not have them.

    Raises
    ------
    InputError
        If an argument is unknown, or cannot be archived.
    """
    own = [_checked(verb, one) for one in asked]
    stem = "regression" if verb == REGRESS else "estimate"
    own_defaults = {name: value for name, value in defaults.items() if value not in (None, "")}
    analyses = [{"output": f"{stem}_{number}.csv", **own_defaults, **one} for number, one in enumerate(own, start=1)]
    for one in analyses:
        _check_values(verb, one)
    return analyses


def check_names(analyses: Sequence[Arguments], others: Sequence[str]) -> None:
    """Check that no two results of a bundle have one name; `others` are those that every bundle has.

    Names that differ only in capitals are one file on Windows and macOS.

    Raises
    ------
    UsageError
        If two have.
    """
    taken = {name.casefold(): name for name in others}
    for one in analyses:
        for name in [one[key] for key in _FILES[_verb_of(one)] if key in one]:
            if (other := taken.get(name.casefold())) is not None:
                capitals = "" if name == other else f", the same as {name} where capitals do not count"
                raise UsageError(
                    f"`{_verb_of(one)}`: the bundle has another result called {other}{capitals}; choose another name"
                )
            taken[name.casefold()] = name


def check_columns(analyses: Sequence[Arguments], by: Sequence[str], left_out: Sequence[str]) -> None:
    """Check that nothing is grouped `by`, weighted by or regressed on one of the columns that are `left_out`.

    Raises
    ------
    InputError
        If something is.
    """
    from annotate.estimation.regression.formula_columns import columns_asked

    asked = {"by": list(by), ESTIMATE: [], REGRESS: []}
    for one in analyses:
        own = columns_asked(_specification(one)) if "formula" in one else names_in(one.get("by", ()))
        if "event" in one:  # then `after` is not the text after the sentence
            own = [name for name in own if name != "after"]
        asked[_verb_of(one)] += [*own, *filter(None, [one.get("weights")])]
    for parameter, columns in asked.items():
        if lacking := [name for name in columns if name in left_out]:
            raise InputError(
                f"`{parameter}` {lacking[0]}: a bundle has no columns of text, or of names of authors, unless "
                "`with_text` puts them in; group by another column"
            )


def check_headers(analyses: Sequence[Arguments], columns: Sequence[str]) -> None:
    """Check that scores with these `columns`, where they are known, have what the analyses ask of them.

    Raises
    ------
    InputError
        If a column is missing.
    """
    from annotate.estimation.options import check_weights
    from annotate.estimation.periods import check_there
    from annotate.estimation.regression import formula_columns

    for one in analyses if columns else ():
        try:
            check_weights(columns, one.get("weights"))
            if "formula" in one:
                formula_columns.check_columns(columns, _specification(one))
            else:
                check_there(columns, keys_in(one.get("by", ())))
        except InputError as error:
            raise InputError(_with_parameter(_verb_of(one), error)) from error


def computed(inputs: PageInputs, analyses: Sequence[Arguments]) -> dict[str, pd.DataFrame]:
    """The table that each analysis gives with the tables that were passed, by the name of its file."""
    return {one["output"]: (_regression if "formula" in one else _shares)(inputs, one) for one in analyses}


def check_analyses(folder: Path, tables: Mapping[str, pd.DataFrame], scratch: Path) -> None:
    """Check that the bundle's own files gave the tables that `annotate.estimate` and `annotate.regress` give.

    Raises
    ------
    AnnotateError
        If they did not: such a bundle would contradict what is published.
    """
    import numpy as np
    import pandas as pd

    for name, table in tables.items():
        write_result(table, scratch / name)
        own, theirs = pd.read_csv(scratch / name), pd.read_csv(folder / "results" / name)
        same = own.shape == theirs.shape and list(own) == list(theirs)
        for column in own if same else ():
            if pd.api.types.is_numeric_dtype(own[column]) and pd.api.types.is_numeric_dtype(theirs[column]):
                same &= bool(np.isclose(own[column], theirs[column], rtol=1e-6, atol=1e-9, equal_nan=True).all())
            else:
                same &= own[column].equals(theirs[column])
        if not same:
            raise AnnotateError(
                f"{name}: the bundle's files give other numbers than the tables that were passed; no bundle was "
                "written, please report this"
            )


def _verb_of(arguments: Arguments) -> str:
    return REGRESS if "formula" in arguments else ESTIMATE


def _checked(verb: str, asked: Arguments) -> dict[str, Any]:
    """`asked` without arguments that are None, as JSON can hold it."""
    from annotate.workflows.publish.regressing import regress
    from annotate.workflows.publishing import estimate

    known = inspect.signature(regress if verb == REGRESS else estimate).parameters
    refused = _REFUSED if verb == REGRESS else {**_REFUSED, "model": _MODEL}
    arguments = {name: value for name, value in asked.items() if value is not None}
    for name, value in arguments.items():
        if name in refused:
            raise UsageError(f"`{verb}`: {refused[name].format(name=name, verb=verb)}")
        if name not in known:
            names = ", ".join(one for one in known if one not in refused)
            raise UsageError(f"`{verb}`: it has no '{name}'; choose from {names}")
        if name in _FILES[verb]:
            arguments[name] = _file(verb, name, value)
    formula = arguments.get("formula")
    if verb == REGRESS and not (isinstance(formula, str) and formula.strip()):
        raise UsageError(f"`{verb}`: no formula; write one as 'critical ~ outlet'")
    return arguments


def _check_values(verb: str, asked: Arguments) -> None:
    """Check the arguments of an analysis that can be wrong whatever the tables are."""
    from annotate.estimation.regression.formula_columns import columns_asked
    from annotate.workflows.publishing import estimate

    try:
        check_least(asked.get("least", 10))
        if verb == REGRESS:
            columns_asked(_specification(asked))
            return
        every = {name: one.default for name, one in inspect.signature(estimate).parameters.items()} | {**asked}
        keys = keys_in(every["by"])
        names = inspect.signature(check_estimate).parameters.keys() & every.keys()
        check_estimate(keys=keys, compared=False, **{name: every[name] for name in names})
    except UsageError as error:
        raise UsageError(_with_parameter(verb, error)) from error


def _with_parameter(verb: str, error: InputError) -> str:
    """The words of an error, with the argument of a bundle that it is about."""
    words = str(error).replace("`formula`", "`regress`")  # which is what it was passed as
    return words if words.startswith("`regress`") else f"`{verb}`: {words}"


def _file(verb: str, name: str, value: object) -> str:
    if not isinstance(value, str | os.PathLike) or Path(value).suffix.lower() != ".csv":
        raise UsageError(f"`{verb}`: {name} {str(value)!r}: a bundle's tables are CSV files; choose a name in .csv")
    return Path(value).name


def _regression(inputs: PageInputs, one: Arguments) -> pd.DataFrame:
    from annotate.estimation.regression.fitting import regress

    options = replace(
        inputs.options,
        least=least_of(one.get("least", 10)),
        estimator="aipw",
        unit="sentence",
        population=one["population"],
        weights=one.get("weights"),
    )
    assert inputs.gold is not None
    try:
        return regress(inputs.scores, inputs.gold, _specification(one), options=options)
    except InputError as error:
        raise InputError(str(error).replace("`formula`", "`regress`")) from error  # which is what it was passed as


def _specification(one: Arguments) -> Specification:
    from annotate.workflows.publish.regressing import specification_of

    names = ("formula", "model", "method", "event", "periods", "reference")
    return specification_of(**{name: one[name] for name in names if name in one})


def _shares(inputs: PageInputs, one: Arguments) -> pd.DataFrame:
    from annotate.estimation.planning import plan
    from annotate.estimation.shares import estimate

    read = counting_near_duplicates(inputs.of_estimates(), one.get("near_duplicates", PRINTED), Ledger("replicate"))
    options = replace(
        inputs.options,
        least=least_of(one.get("least", 10)),
        estimator=one["estimator"],
        unit=one["unit"],
        population=one["population"],
        weights=one.get("weights"),
        small=one.get("small", "withhold"),
        bounds=one.get("bounds", False),
    )
    keys = keys_in(one.get("by", ()))
    assert read.gold is not None
    if "plan" in one:
        return plan(read.scores, read.gold, half_width=one["plan"], by=keys, options=options)
    return estimate(read.scores, read.gold, by=keys, options=options)
