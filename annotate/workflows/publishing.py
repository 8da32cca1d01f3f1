"""From a model to numbers that can be published: shares corrected by human labels."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    ModelOrPath,
    Names,
    StrPath,
    TableOrPath,
    check_output,
    ledger_of,
    log,
    scheme_of,
    source_of,
    write_rejects_of,
    write_result,
)
from annotate.workflows.estimate_inputs import (
    EstimateInputs,
    counting_near_duplicates,
    options_of,
    read_inputs,
    record_inputs,
    warn_of_notes,
)
from annotate.workflows.publish.early_checks import (
    ONCE,
    check_columns,
    check_estimate,
    check_present,
    check_results,
    keys_in,
    numbers_in,
)
from annotate.workflows.publish.large_scores import Wanted
from annotate.workflows.publish.other_scores import models_in, other_scores, sources_in, sums_compare
from annotate.workflows.recording import flow_of, write_flow

if TYPE_CHECKING:
    import pandas as pd

    from annotate.estimation.options import Options
    from annotate.scheme import Scheme
    from annotate.workflows.study import Study


def estimate(
    scores: TableOrPath | None = None,
    gold: TableOrPath | None = None,
    *,
    output: StrPath | None = None,
    by: Names = (),
    question: str | None = None,
    plan: float | None = None,
    differences: StrPath | None = None,
    trend: StrPath | None = None,
    adjust: str = "holm",
    flow: StrPath | None = None,
    model: ModelOrPath | None = None,
    out_of_fold: TableOrPath | None = None,
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    assume_random: bool = False,
    estimator: str = "aipw",
    population: str = "process",
    small: str = "withhold",
    least: int = 10,
    bounds: bool = False,
    near_duplicates: str = "printed",
    weights: str | None = None,
    unit: str = "sentence",
    mean: StrPath | None = None,
    values: str | Mapping[str, float] = "",
    sensitivity: StrPath | None = None,
    compare_with: TableOrPath | Sequence[TableOrPath] = (),
    compare_models: ModelOrPath | Sequence[ModelOrPath] = (),
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> pd.DataFrame:
    """Estimate the share of each label as people would have given it, with a 95 % interval.

    Parameters
    ----------
    scores
        The scores of all sentences, as `score` gives them.
    gold
        Human labels of some of these sentences, with their inclusion probabilities.
    output
        Where to write the estimates.
    by
        Columns to group by, such as ``outlet,month`` (also ``day``, ``week``, ``year``).
    question
        Which question of `gold` the scores answer.
    plan
        Instead of the shares, return how many more labels bring each interval to plus or minus this, as 0.03.
    differences
        A file for how each two groups differ, with intervals and adjusted p-values (the function `differences` returns
        it as a table); with `plan`, for how many more labels bring the intervals of these differences to plus or minus
        that.
    trend
        A file for the slope of each share over the period that `by` names last; the function `trend` returns it as a
        table.
    adjust
        How p-values of `differences` and `trend` are adjusted for their number: ``holm``, or ``fdr`` (Benjamini and
        Hochberg's false discovery rate).
    flow
        A file (.txt or .json) for the flow chart of what led to the estimates, from articles to the labels used, as far
        as the study's log knows.
    model
        The model that gave the scores: its training labels are corrected by out-of-fold predictions. A study's models
        are found by the names that the scores have.
    out_of_fold
        Scores of training sentences by models that were not trained on them.
    batch, frame
        What `sample` wrote: the drawn sentences, and the frame of all waves. A label of a sentence that neither the
        study's record nor these list as drawn corrects nothing; outlets and months that the frame never held are left
        out.
    assume_random
        Treat the labels as a simple random sample where no inclusion probability was recorded.
    estimator
        ``aipw``, ``labels-only`` or ``classify-and-count``; see `annotate.estimation.estimators`.
    population
        What the intervals are for: ``process``, which made these articles and would make others like them, or
        ``corpus``, these sentences alone (with a finite-population correction).
    small, least
        Groups with fewer than `least` labelled sentences: ``withhold`` their shares, ``pool`` the groups, or
        ``coarsen`` the period that `by` names last (months to quarters, to years) until no group has fewer, or
        ``shrink``: pull every group towards what all have in common, the more the fewer labels it has.
    bounds
        Also bounds for the worst case: that none, or all, of the drawn sentences without a label had it.
    near_duplicates
        Near-duplicates count as often as they were ``printed``, or ``once``.
    weights
        A column of the scores that says how much each sentence counts, such as its outlet's circulation.
    unit
        What shares are of: each ``sentence`` counts equally; each ``article`` counts equally, by the share of its own
        sentences; or of articles of which the ``majority`` of sentences has the label (articles labelled in full).
    mean
        A file for the mean of the labels on their ordered scale, with an interval.
    values
        The number of each label for `mean`, such as ``critical=-1,neutral=0,conciliatory=1``; by default the scale of
        the question in `scheme`, from +1 for its first label to -1 for its last.
    sensitivity
        A file for every share again without the model, without labels that annotators disagreed on, with
        near-duplicates once, and with none or all of the drawn sentences without a label having it.
    compare_with
        Scores of the same sentences by other models, one table or several: `sensitivity` has the shares with these too.
    compare_models
        The models that gave these scores, or their folders, for what they learned from; a study's are found by their
        names.
    scheme
        The questions, their labels and scales; by default the study's, or the shipped ones.

    Returns
    -------
    DataFrame
        One row per group and label, as `annotate.estimation.shares.estimate` or, with `plan`,
        `annotate.estimation.planning.plan` gives it.

    Raises
    ------
    InputError
        If no human label can be used, or a column, label or parameter is unknown.
    """
    from annotate.estimation import shares
    from annotate.estimation.net_tone import index
    from annotate.estimation.robustness.sensitivity import sensitivity as taken_otherwise
    from annotate.estimation.robustness.sensitivity import without_near_duplicates

    keys, alone = keys_in(by), isinstance(compare_with, Sequence) and not compare_with
    check_estimate(
        keys=keys,
        compared=not alone,
        plan=plan,
        differences=differences,
        trend=trend,
        adjust=adjust,
        estimator=estimator,
        population=population,
        small=small,
        least=least,
        bounds=bounds,
        near_duplicates=near_duplicates,
        unit=unit,
        mean=mean,
        values=values,
        sensitivity=sensitivity,
    )
    compared, models = sources_in(compare_with), models_in(compare_models)
    for path in (output, differences, trend, flow, mean, sensitivity):
        check_output(path, [scores, gold, out_of_fold, batch, frame, *compared])
    check_results(output, differences, trend, mean, sensitivity)
    check_present(scores, gold, model, out_of_fold, batch, frame, *compared, *models)
    source = source_of(scores, study, "scores")
    check_columns(source, keys, weights)
    run, own = ledger_of(ledger, "estimate"), scheme_of(scheme, study)
    sums_do = unit != "majority" and sums_compare(source, compared)
    wanted = Wanted([*keys, *([weights] if weights else [])], sums_do, False, own, question)
    inputs = read_inputs(scores, gold, model, out_of_fold, study, run, batch=batch, frame=frame, wanted=wanted)
    inputs = counting_near_duplicates(inputs, near_duplicates, run)
    options = options_of(
        inputs,
        question=question,
        assume_random=assume_random,
        estimator=estimator,
        population=population,
        least=least,
        small=small,
        bounds=bounds,
        weights=weights,
        unit=unit,
    )
    if plan is not None:
        return _plan(inputs, keys, options, plan, output, differences)
    numbers = {} if mean is None else _numbers(values, inputs.scores, own, question)
    estimates = shares.estimate(inputs.scores, inputs.gold, by=keys, options=options)
    warn_of_notes(estimates, bounds=small != "shrink")
    used = list(estimates.columns[: estimates.columns.get_loc("label")])  # periods may have had to be longer
    _write_contrasts(inputs, used, options, differences, trend, adjust)
    if mean is not None:
        write_result(index(inputs.scores, inputs.gold, by=used, values=numbers, options=options), Path(mean))
    if sensitivity is not None:
        once = without_near_duplicates if near_duplicates == ONCE else None
        others = other_scores(compared, models, inputs, wanted, run, study, once=once)
        table = taken_otherwise(inputs.scores, inputs.gold, by=keys, options=options, others=others)
        write_result(table, Path(sensitivity))
    target = Path(output) if output is not None else study.path("estimates") if study and study.exists else None
    write_result(estimates, target)
    write_rejects_of(run, target)
    record_inputs(run, inputs, keys, options)
    if target is not None:
        run.written.append(Count(len(estimates), "row", str(target)))
    if flow is not None:
        write_flow(flow_of(run, study), Path(flow))
    log(run, study)
    return estimates


def _plan(
    inputs: EstimateInputs,
    keys: list[str],
    options: Options,
    half_width: float,
    output: StrPath | None,
    differences: StrPath | None,
) -> pd.DataFrame:
    """How many more labels shares need, and in a file of their own the differences."""
    from annotate.estimation.planning import plan, plan_differences

    table = plan(inputs.scores, inputs.gold, half_width=half_width, by=keys, options=options)
    warn_of_notes(table)
    write_result(table, None if output is None else Path(output))
    if differences:
        needed = plan_differences(inputs.scores, inputs.gold, half_width=half_width, by=keys, options=options)
        write_result(needed, Path(differences))
    return table


def _write_contrasts(
    inputs: EstimateInputs,
    keys: list[str],
    options: Options,
    differences: StrPath | None,
    trend: StrPath | None,
    adjust: str,
) -> None:
    """Write how groups differ, and how shares change over time, to the files named for it."""
    from annotate.estimation import differences as groups
    from annotate.estimation import trends

    if differences:
        pairs = groups.differences(inputs.scores, inputs.gold, by=keys, options=options, adjust=adjust)
        warn_of_contrasts(pairs, "difference")
        write_result(pairs, Path(differences))
    if trend:
        slopes = trends.trend(inputs.scores, inputs.gold, over=keys[-1], by=keys[:-1], options=options, adjust=adjust)
        warn_of_contrasts(slopes, "trend", keys[:-1])
        write_result(slopes, Path(trend))


def _numbers(
    values: str | Mapping[str, float], scores: pd.DataFrame, scheme: Scheme, question: str | None
) -> Mapping[str, float]:
    """The number of each label, as they were passed or by the scale of the question that the labels answer."""
    from annotate.estimation.counting import labels_of
    from annotate.estimation.label_scores import question_of, scale_scores

    labels = labels_of(scores)
    if not values:
        asked = question_of(labels, scheme, question)
        scale = scale_scores(asked)
        if scale is None:
            raise InputError(f"`mean`: question '{asked.name}' has no scale; pass `values`, as {labels[0]}=1,...")
        return scale
    if not isinstance(values, str):
        return values
    numbers = numbers_in(values)
    if unknown := [name for name in numbers if name not in labels]:
        raise InputError(f"`values`: no label '{unknown[0]}'; choose from {', '.join(labels)}")
    return numbers


def warn_of_contrasts(contrasts: pd.DataFrame, what: str, groups: Sequence[str] = ()) -> None:
    """Say why there is no contrast where a table of them is empty, and how many rest on too few labelled articles."""
    from annotate.estimation.differences import families_of

    for gaps in contrasts.attrs.get("gaps", ()):
        warnings.warn(gaps, AnnotateWarning, stacklevel=3)
    needed = {"difference": "two groups", "trend": "two periods of a group"}[what]
    if contrasts.empty:
        message = f"no {what} can be estimated: it takes {needed} with enough labelled sentences (`least`); label more"
        message += f", or leave out {' and '.join(groups)} for one {what} of all" if groups else ""
        warnings.warn(message, AnnotateWarning, stacklevel=3)
    elif few := int(contrasts["note"].notna().sum()):
        message = f"{contrasts['note'].dropna().iloc[0]}: {few:,} of {families_of(contrasts)[0]}; label more articles"
        warnings.warn(message, AnnotateWarning, stacklevel=3)
