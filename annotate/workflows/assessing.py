"""How good models are and why: evaluate, compare and explain them, and replay how labels might have been chosen."""

from __future__ import annotations

import os
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.progress import Progress, silent
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    ModelOrPath,
    Names,
    StrPath,
    TableOrPath,
    check_output,
    ledger_of,
    log,
    model_of,
    names_in,
    own_model,
    scheme_of,
    write_output,
    write_rejects_of,
    write_result,
)
from annotate.workflows.modelling import labelled_data
from annotate.workflows.prompting.asking import answered, asked_of

if TYPE_CHECKING:
    from annotate.learn.evaluation.comparing import Comparison
    from annotate.learn.evaluation.evaluation import Evaluation
    from annotate.learn.evaluation.explaining import Explanation
    from annotate.learn.models.trained_model import Model
    from annotate.learn.training.gold import LabelledTable
    from annotate.learn.training.simulating import Simulation
    from annotate.scheme import Scheme
    from annotate.workflows.study import Study


def evaluate(
    model: ModelOrPath | None = None,
    gold: TableOrPath | None = None,
    sentences: TableOrPath | None = None,
    *,
    text_column: str | None = None,
    label_column: str | None = None,
    group_column: str | None = None,
    part: str | None = None,
    by: Names = (),
    errors: int = 0,
    record: str = "",
    output: StrPath | None = None,
    endpoint: str | None = None,
    key_file: StrPath | None = None,
    price: str | None = None,
    budget: str | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> Evaluation:
    """Evaluate a model on labelled sentences: precision, recall, F1 and calibration.

    Sentences of the training set are evaluated by their out-of-fold predictions.

    Parameters
    ----------
    model
        A model or its folder. In a folder, evaluations of its test set are logged.
    gold, sentences, text_column, label_column
        The labelled sentences, as in `train`.
    group_column
        Its groups are taken as the articles in intervals and tests.
    part
        A part of the model's own split (``test``), or ``all``.
    by
        Columns to break the metrics down by, such as ``outlet,month``.
    errors
        How many of the sentences it got most wrong to return.
    record
        Log the metrics in the model card, under this name.
    output
        Where to write the metrics as a table: data, or for .docx, .tex and .md a table for a paper.
    endpoint, key_file, price, budget
        As in `score`, for a model that asks a language model.

    Returns
    -------
    Evaluation
        The metrics, their breakdowns and the errors asked for.

    Raises
    ------
    InputError
        If no row has a label, or a label is none of the model's.
    """
    from annotate.learn.evaluation.evaluation import evaluate as evaluated
    from annotate.learn.models.folders import record_test_set_use

    source, run = own_model(model, study), ledger_of(ledger, "evaluate")
    loaded = model_of(source)
    folder = Path(source) if isinstance(source, str | os.PathLike) else None
    data = _data_for(loaded, gold, sentences, text_column, label_column, scheme, study, run)
    work = partial(
        evaluated,
        loaded,
        data.table,
        text_column=data.text_column,
        label_column=data.label_column,
        group_column=group_column,
        part=part,
        by=names_in(by),
        errors=errors,
        where=data.where,
    )
    asked = asked_of([loaded], endpoint, study, key_file=key_file, price=price, budget=budget)
    evaluation = answered(lambda _: work(), asked, study, tolerant=True, ledger=run, progress=progress)
    metrics, seen, notes = evaluation.metrics, evaluation.seen_in_training, []
    if evaluation.test_set_used and folder is not None:
        uses = record_test_set_use(loaded, folder, what=f"annotate evaluate, macro-F1 {metrics.macro_f1:.3f}")
        times = f"{'once' if uses == 1 else f'{uses} times'} (logged in the model card)"
        notes.append(f"The test set of {loaded.name} has now been evaluated {times}.")
    elif seen:
        instead = "their out-of-fold predictions are evaluated instead"
        notes.append(f"{seen} of {metrics.n} sentences were in the training set; {instead}.")
    if record:
        _record(record, loaded, folder, evaluation)
    if in_sample := evaluation.in_sample:
        known = f"{in_sample} of {metrics.n} sentences were in the training set and have no out-of-fold predictions"
        notes.append(f"{known}: these metrics are too optimistic.")
    cautions = (metrics.warning(), metrics.note_on_labels(), *evaluation.notes)
    notes += [f"{loaded.name}: {note}." for note in cautions if note]
    for note in notes:
        warnings.warn(note, AnnotateWarning, stacklevel=2)
    run.used.append(Count(metrics.n, data.item))
    run.leave_out(data.labelled_rows - metrics.n, data.item, "another part of the model's split")
    log(run, study)
    write_result(evaluation.as_table(), output)
    return evaluation


def _record(name: str, model: Model, folder: Path | None, evaluation: Evaluation) -> None:
    """Log the metrics in the model card under `name`."""
    from annotate.learn.models.folders import record_external

    if evaluation.seen_in_training or evaluation.in_sample:
        raise InputError(f"`record` {name}: some of these sentences were in training; record metrics of other data")
    if folder is None:
        raise InputError(f"`record` {name}: pass the folder of the model as `model`, in whose card they are logged")
    record_external(model, folder, name=name, metrics=evaluation.metrics)


def explain(
    model: ModelOrPath,
    text: str,
    *,
    label: str | None = None,
    nearest: int = 5,
    before: str | None = None,
    after: str | None = None,
    speaker: str | None = None,
    target: str | None = None,
) -> Explanation:
    """Explain a prediction: the words that pushed a sentence to its label, and the training sentences most like it.

    Parameters
    ----------
    text
        The sentence.
    label
        Explain this label's probability instead of the most probable one's.
    nearest
        How many training sentences to return.
    before, after, speaker, target
        The sentence's context, where the model looks at it.

    Raises
    ------
    InputError
        If the text has no words or too many, or the label is none of the model's.
    """
    from annotate.learn.evaluation.explaining import explain as explained

    context = {"before": before, "after": after, "speaker": speaker, "target": target}
    known = {name: value for name, value in context.items() if value is not None}
    return explained(model_of(model), text, label=label, nearest=nearest, **known)


def compare(
    one: ModelOrPath,
    other: ModelOrPath,
    gold: TableOrPath | None = None,
    sentences: TableOrPath | None = None,
    *,
    text_column: str | None = None,
    label_column: str | None = None,
    group_column: str | None = None,
    endpoint: str | None = None,
    key_file: StrPath | None = None,
    price: str | None = None,
    budget: str | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> Comparison:
    """Compare two models on the same sentences, with a paired test; the parameters are those of `evaluate`.

    Returns
    -------
    Comparison
        Both models' metrics, and tests of the difference; of models that give several labels also label by label.

    Raises
    ------
    InputError
        If the models' labels differ, one gives several and the other does not, or the sentences cannot be used.
    """
    from annotate.learn.evaluation import comparing

    first, second, run = model_of(one), model_of(other), ledger_of(ledger, "compare")
    comparing.check_comparable(first, second)
    data = _data_for(first, gold, sentences, text_column, label_column, scheme, study, run)
    work = partial(
        comparing.compare,
        *(first, second, data.table),
        text_column=data.text_column,
        label_column=data.label_column,
        group_column=group_column,
        where=data.where,
    )
    asked = asked_of([first, second], endpoint, study, key_file=key_file, price=price, budget=budget)
    comparison = answered(lambda _: work(), asked, study, tolerant=True, ledger=run, progress=progress)
    for warning in comparison.warnings:
        warnings.warn(f"{warning}.", AnnotateWarning, stacklevel=2)
    run.used.append(Count(comparison.n, data.item))
    run.leave_out(data.labelled_rows - comparison.n, data.item, "in a test set of the models")
    log(run, study)
    return comparison


def simulate(
    gold: TableOrPath | None = None,
    sentences: TableOrPath | None = None,
    *,
    output: StrPath | None = None,
    strategies: Names = ("random", "uncertain", "diverse", "mixed"),
    recipe: str = "fast",
    start: int = 50,
    step: int = 50,
    until: int | None = None,
    seeds: int = 10,
    by: Names = (),
    question: str | None = None,
    text_column: str | None = None,
    label_column: str | None = None,
    group_column: str | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> Simulation:
    """Replay sampling strategies on existing labels: macro-F1 by number of labels, compared with random.

    Parameters
    ----------
    gold, sentences, question, text_column, label_column, group_column
        The labelled sentences, as in `train`; where the question takes several labels, each counts as one answer.
    output
        Where to write the curve of every seed.
    strategies
        Strategies of `sample`, such as ``random,uncertain``.
    recipe
        The recipe that is trained at every step.
    start, step, until
        Labels drawn at random to begin with, added at each step, and at the end; by default 300 or all there are.
    seeds
        Repetitions, each with different test articles and a different start.
    by
        Columns of the strata of ``stratified``.

    Raises
    ------
    InputError
        If there are too few labels, or a strategy is unknown or lacks what it needs.
    """
    from annotate.learn.training import simulating

    simulating.check_asked(names_in(strategies), recipe, start, step, until, seeds, names_in(by))
    check_output(output, [gold, sentences])
    run = ledger_of(ledger, "simulate")
    with progress("reading labels", None):
        data = labelled_data(
            gold,
            sentences,
            question=question,
            text_column=text_column,
            label_column=label_column,
            scheme=scheme,
            study=study,
            several=None,
            ledger=run,
        )
        examples = data.examples(group_column)
    simulation = simulating.simulate(
        examples,
        several=data.labels,
        strategies=names_in(strategies),
        recipe=recipe,
        start=start,
        step=step,
        until=until,
        seeds=seeds,
        by=names_in(by),
        progress=progress,
    )
    write_output(simulation.curves, written := None if output is None else Path(output))
    write_rejects_of(run, written)
    run.used.append(Count(len(examples), "labelled sentence"))
    log(run, study)
    return simulation


def _data_for(
    model: Model,
    gold: TableOrPath | None,
    sentences: TableOrPath | None,
    text_column: str | None,
    label_column: str | None,
    scheme: Scheme | None,
    study: Study | None,
    ledger: Ledger,
) -> LabelledTable:
    """The labelled sentences for the question that `model` answers."""
    return labelled_data(
        gold,
        sentences,
        question=model.question if model.question in scheme_of(scheme, study).by_name else None,
        labels=model.labels,
        several=model.several,
        text_column=text_column,
        label_column=label_column,
        scheme=scheme,
        study=study,
        ledger=ledger,
    )
