"""Training: from labelled sentences to a calibrated model and its evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from annotate._types import Array
from annotate.answer_labels import membership
from annotate.errors import InputError, UsageError, check_choice
from annotate.learn.encoders.encoder import listening
from annotate.learn.endpoints.open_connection import current
from annotate.learn.evaluation.calibration import AbstentionLevel, abstention
from annotate.learn.evaluation.reliability_chart import reliability_chart
from annotate.learn.models.trained_model import Model
from annotate.learn.recipes.catalogue import RECIPES, build
from annotate.learn.recipes.recipe import RecipeInputs, RecipeOptions
from annotate.learn.training.column_selection import with_helpful_columns
from annotate.learn.training.cross_validation import TrainingPlan, TrainingResult, carried_out
from annotate.learn.training.examples import Examples, examples_from, infer_question, ordered
from annotate.learn.training.fold_workers import FoldWorkers
from annotate.learn.training.labelled_rows import rare_labels
from annotate.learn.training.provenance import model_info, sentences_of
from annotate.learn.training.resources import Meter
from annotate.learn.training.splits import check_separate, held_out, rarest_labels
from annotate.progress import Progress, silent
from annotate.scheme import DEFAULT, Question

FEWEST = 6
"""Minimum number of labelled sentences for training."""
TEST_SHARE = 0.2
CONTEXT = ("before", "after", "speaker")
"""Columns that a recipe can use in addition to the sentence and its target."""
_CURVE_ROWS = 3000


def train(
    table: pd.DataFrame,
    *,
    text_column: str = "text",
    label_column: str = "label",
    group_column: str | None = None,
    split_column: str | None = None,
    context: Sequence[str] = (),
    target: bool | None = None,
    question: Question | str | None = None,
    recipe: str = "default",
    seed: int = 0,
    test_share: float = TEST_SHARE,
    refit: bool = True,
    abstain: float | None = None,
    curve: bool = True,
    keep_texts: bool = True,
    options: RecipeOptions | None = None,
    licence: str = "",
    where: str = "table",
    progress: Progress = silent,
) -> Model:
    """A calibrated model trained on `table`, with metrics from grouped cross-validation.

    The table is split into a training and a test part; articles and near-duplicates are never divided. Cross-validation
    within the training part gives the metrics, the temperature and the learning curve. The test part is predicted by a
    model trained on the training part alone; these predictions are stored but not evaluated. The returned model is then
    refit on both parts, unless `refit` is false or the table itself gives the split.

    Parameters
    ----------
    table
        One row for each sentence, with its text, its label and, if there is one, its ``target``.
    text_column, label_column, group_column, split_column
        See `annotate.learn.training.examples.examples_from`.
    question
        The question that the labels answer. A `Question` of a scheme also restricts the allowed labels.
    recipe
        A name in `annotate.learn.recipes.catalogue.RECIPES`.
    context
        Candidate context features (``before``, ``after``, ``speaker``), each used only if cross-validated macro-F1
        improves.
    target
        Whether labels are about the ``target`` of each row; by default if every row has one.
    test_share
        Share of the sentences in the test part; 0 for none.
    abstain
        The precision that labels must reach; the model abstains below the confidence that is necessary for it. Of
        several labels it is the share of answers whose labels are all right.
    keep_texts
        Whether to store the sentences themselves in the model, for explanations.
    options
        Options of the recipe; setting one that it does not accept is an error.

    Raises
    ------
    InputError
        If the table cannot be used for training, or no threshold reaches the precision `abstain`.
    """
    check_asked(recipe, context, abstain)
    meter = Meter()
    scheme = question if isinstance(question, Question) else None
    several = scheme is not None and scheme.multiple
    examples = examples_from(
        table,
        text_column=text_column,
        label_column=label_column,
        group_column=group_column,
        split_column=split_column,
        labels=scheme.names if scheme else None,
        several=several,
        where=where,
    )
    _check_enough(examples, where)
    examples = replace(examples, columns=_certain_columns(examples, target, context, where))
    labels = scheme.names if scheme and several else ordered(list(examples.labels), scheme)
    options = _asking_for(labels, scheme or _known(labels, label_column), options or RecipeOptions(), label_column)
    if recipe == "prompted" and options.llm and options.llm.shots and not keep_texts:
        raise InputError("recipe prompted keeps its examples in the model folder; set `shots` to 0, or keep the texts")
    parts = _parts(examples, test_share, seed, labels if several else ())
    inputs = RecipeInputs(examples.columns, seed, options)
    notes: list[str] = []
    if several:
        rare, notes = _rare_labels(examples.taken(np.flatnonzero(parts == "train")), labels, where)
        inputs = replace(inputs, several=labels, rare=rare)
    plan = TrainingPlan(
        examples=examples,
        labels=labels,
        built=build(recipe, inputs),
        inputs=inputs,
        parts=parts,
        refit=refit and split_column is None,
        progress=progress,
    )
    plan, result, notes_on_choices = _carried_out(plan, context, curve=curve)
    asking = current()
    with progress("measuring", None):
        info = model_info(
            plan,
            result,
            question=scheme or str(question or infer_question(list(examples.labels), label_column)),
            abstain=_threshold(plan, result, abstain),
            group_column=group_column,
            licence=licence,
            keep_texts=keep_texts,
            notes=[*notes, *notes_on_choices, *result.notes, *(asking.notes() if asking else ())],
            where=where,
        )
        estimator = result.calibration.around(result.estimator)
        return Model(estimator, info, sentences_of(plan, result, keep_texts), _files(plan, result), meter.read())


def _carried_out(
    plan: TrainingPlan, context: Sequence[str], *, curve: bool
) -> tuple[TrainingPlan, TrainingResult, list[str]]:
    """The plan with the candidate and the columns of `context` that were selected, its result, and notes on these."""
    asks = plan.inputs.options.llm is not None
    # One thread for linear algebra: sums in the same order on all machines, and much faster on a busy one.
    with (
        listening(plan.progress),
        threadpool_limits(1, user_api="blas"),
        FoldWorkers(1 if asks else None) as workers,  # the connection to a language model is in this process
    ):
        plan, selection_notes = plan.with_selected(workers)
        plan, column_notes = with_helpful_columns(plan, context, workers)
        # A learning curve would ask a language model nine times more.
        curve = curve and not asks and len(plan.examples) <= _CURVE_ROWS
        return plan, carried_out(plan, workers, curve=curve), [*column_notes, *selection_notes]


def _files(plan: TrainingPlan, result: TrainingResult) -> dict[str, bytes]:
    """The files that a model's folder has beside the model."""
    files: dict[str, bytes] = getattr(result.estimator, "documents", dict)()
    if result.folds and not plan.inputs.several:
        rows = result.out_of_fold
        files["reliability.svg"] = reliability_chart(plan.codes[rows], result.calibrated[rows])
    return files


def _known(labels: Sequence[str], label_column: str) -> Question | None:
    """The question of the default scheme that has exactly these labels."""
    return DEFAULT.by_name.get(infer_question(labels, label_column))


def _asking_for(
    labels: tuple[str, ...], question: Question | None, options: RecipeOptions, label_column: str
) -> RecipeOptions:
    """`options` whose language model, if any, is asked for one of `labels`."""
    if options.llm is None:
        return options
    others = tuple(other for other in options.llm.others if question is not None and other.name != question.name)
    asked = replace(options.llm, labels=labels, question=question, asked=label_column, others=others)
    return replace(options, llm=asked)


def check_asked(recipe: str, context: Sequence[str] = (), abstain: float | None = None) -> None:
    """Check options of `train` that can be wrong whatever the labels are.

    Raises
    ------
    UsageError
        If a value is unknown or out of its range.
    """
    check_choice("recipe", recipe, RECIPES)
    for name in context:
        check_choice("context", name, CONTEXT)
    if abstain is not None and not 0 < abstain < 1:
        raise UsageError(f"`abstain` {abstain:g}: give a precision between 0 and 1, such as 0.9")


def _certain_columns(examples: Examples, target: bool | None, context: Sequence[str], where: str) -> tuple[str, ...]:
    """The columns that are always used: the target, if there is one."""
    for name in context:
        if name not in examples.frame.columns:
            column_names = ", ".join(map(str, examples.frame.columns))
            raise InputError(f"{where}: no column {name!r}; found {column_names}; leave it out of `context`")
    if target and not examples.pairs:
        raise InputError(
            f"{where}: some rows have no target; make pairs with annotate split and its targets, or leave out `target`"
        )
    return ("target",) if examples.pairs and target is not False else ()


def _rare_labels(examples: Examples, labels: Sequence[str], where: str) -> tuple[tuple[str, ...], list[str]]:
    """Which of several `labels` have too few training sentences to be learned, and a note on each."""
    answers = list(examples.labels)
    rare = rare_labels(answers, labels, where, "training sentence")
    shares = dict(zip(labels, membership(answers, labels).mean(axis=0).tolist(), strict=True))
    effect = "its probability is its share of the training sentences, {:.3f}, whatever the text"
    return tuple(rare), [f"{why}: {effect.format(shares[label])}" for label, why in rare.items()]


def _parts(examples: Examples, test_share: float, seed: int, several: Sequence[str]) -> Array:
    """The part of each row, with each label in the training part; `several` are labels of which a row may have any."""
    if examples.parts is not None:
        return _parts_of_table(examples)
    truth = membership(list(examples.labels), several)
    strata = rarest_labels(truth) if several else examples.labels
    held = held_out(strata, examples.groups, share=test_share, seed=seed)
    if set(strata[~held]) != set(strata) or (truth.any(axis=0) > truth[~held].any(axis=0)).any():
        held[:] = False
    check_separate(examples.groups, np.flatnonzero(~held), np.flatnonzero(held))
    return np.where(held, "test", "train").astype(object)


def _parts_of_table(examples: Examples) -> Array:
    parts = examples.parts
    assert parts is not None
    if not (parts == "train").any():
        values = ", ".join(sorted(map(str, set(parts)))[:5])
        raise InputError(f"the split column has no row that says train; it says {values}")
    if len(set(examples.labels[parts == "train"])) < 2:
        raise InputError("the training part has one label only; at least two are needed")
    return parts


def _check_enough(examples: Examples, where: str) -> None:
    labels, counts = np.unique(examples.labels, return_counts=True)
    if len(labels) < 2:
        raise InputError(
            f"{where}: all {counts[0]} labels are {str(labels[0])!r}; at least two different ones are needed"
        )
    if len(examples) < FEWEST:
        raise InputError(
            f"{where}: {len(examples)} labelled sentences are too few; label at least {FEWEST}, better 200"
        )


def _threshold(plan: TrainingPlan, result: TrainingResult, precision: float | None) -> AbstentionLevel | None:
    if precision is None:
        return None
    if not result.folds:
        raise InputError("`abstain` needs sentences of several articles, to see which confidence keeps the precision")
    truth, calibrated = plan.answers[result.out_of_fold], result.calibrated[result.out_of_fold]
    level = abstention(truth, calibrated, [precision])[0]
    if level.threshold is None:
        reachable = abstention(truth, calibrated, np.arange(0.99, 0, -0.01).tolist())
        reachable_precisions = [other.precision for other in reachable if other.threshold]
        highest = f"{reachable_precisions[0]:.2f}" if reachable_precisions else "none"
        raise InputError(f"`abstain` {precision:g}: no confidence keeps it; the highest precision kept is {highest}")
    return level
