"""Training: from labelled sentences to a model that knows how good it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from annotate._types import Array
from annotate.errors import InputError
from annotate.learn.encoders.encoder import listening
from annotate.learn.evaluation.calibration import TemperatureScaled, abstention
from annotate.learn.evaluation.reliability_chart import reliability_chart
from annotate.learn.models.provenance import about_model, in_words, meanings, name_of, sentences_of
from annotate.learn.models.trained_model import Model
from annotate.learn.recipes import build
from annotate.learn.training.context_columns import with_helpful
from annotate.learn.training.examples import Examples, examples_from, infer_question, ordered
from annotate.learn.training.fitting import Outcome, Plan, carried_out
from annotate.learn.training.settling import settled, the_same
from annotate.learn.training.splits import check_separate, held_out
from annotate.progress import Progress, silent
from annotate.scheme import Question

FEWEST = 6
"""Labelled sentences without which nothing is trained."""
TEST_SHARE = 0.2
CONTEXT = ("before", "after", "speaker")
"""Columns that a recipe can look at beside the sentence and its target."""
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
    options: Mapping[str, Any] | None = None,
    licence: str = "",
    where: str = "table",
    progress: Progress = silent,
) -> Model:
    """A calibrated model of `table`, with the figures of grouped cross-validation.

    The table is split by article and near-duplicates into a training and a test part. Cross-validation within the
    training part gives the figures, the temperature and the learning curve. The test part is predicted by a model that
    has learned from the training part alone; those predictions are kept and not looked at. The model that is returned
    then learns from both parts, unless `refit` is false or the table itself says what is test.

    Parameters
    ----------
    table
        One row a sentence with its text and label, and a ``target`` where there is one.
    text_column, label_column, group_column, split_column
        See `annotate.learn.training.examples.examples_from`.
    question
        What the labels answer. A `Question` of a scheme also says which labels there may be.
    recipe
        A name in `annotate.learn.recipes.RECIPES`.
    context
        Columns to look at beside the sentence (``before``, ``after``, ``speaker``), each kept only where
        cross-validation says that it helps.
    target
        Whether labels are meant toward the ``target`` of each row; by default where every row has one.
    test_share
        Share of the sentences in the test part; 0 for none.
    abstain
        The precision that labels shall keep; sentences too unsure for it are scored as abstained.
    keep_texts
        Whether the sentences themselves are kept in the model, for explanations.
    options
        Further arguments of `annotate.learn.recipes.build`.

    Raises
    ------
    InputError
        If the table cannot be learned from, or `abstain` is a precision no threshold keeps.
    """
    scheme = question if isinstance(question, Question) else None
    examples = examples_from(
        table,
        text_column=text_column,
        label_column=label_column,
        group_column=group_column,
        split_column=split_column,
        labels=scheme.names if scheme else None,
        where=where,
    )
    _check_enough(examples, where)
    examples = replace(examples, columns=_always(examples, target, context, where))
    builder = partial(build, recipe, seed=seed, **(options or {}))
    plan = Plan(
        examples=examples,
        labels=ordered(list(examples.labels), scheme),
        built=builder(columns=examples.columns),
        seed=seed,
        parts=_parts(examples, test_share, seed),
        refit=refit and split_column is None,
        progress=progress,
    )
    # One thread for linear algebra: the same sums in the same order everywhere, and far faster on a busy machine.
    with listening(progress), threadpool_limits(1, user_api="blas"):
        plan, name, chosen = settled(plan)
        plan, choices = with_helpful(plan, context, lambda columns: the_same(builder(columns=columns), name))
        done = carried_out(plan, curve=curve and len(examples) <= _CURVE_ROWS)
    about = about_model(plan, done, keep_texts=keep_texts, where=where) | {
        "abstain": _threshold(plan, done, abstain),
        "group_column": group_column,
        "licence": licence,
        "options": in_words(options or {}),
        "question": scheme.name if scheme else str(question or infer_question(list(examples.labels), label_column)),
        "scheme": meanings(scheme, plan.labels),
    }
    about["notes"] += choices + chosen
    return _model(plan, done, about, keep_texts)


def _model(plan: Plan, done: Outcome, about: dict[str, Any], keep_texts: bool) -> Model:
    about["name"] = name_of(about)
    files = {}
    if done.folds:
        files["reliability.svg"] = reliability_chart(plan.codes[done.judged], done.calm[done.judged])
    estimator = TemperatureScaled(done.estimator, done.temperature)
    return Model(estimator, about, sentences_of(plan, done, keep_texts), files)


def _always(examples: Examples, target: bool | None, context: Sequence[str], where: str) -> tuple[str, ...]:
    """The columns that are looked at without asking whether they help: the target, where rows are pairs."""
    for name in context:
        if name not in CONTEXT:
            raise InputError(f"--with {name}: unknown; there are {', '.join(CONTEXT)}")
        if name not in examples.frame.columns:
            found = ", ".join(map(str, examples.frame.columns))
            raise InputError(f"{where}: no column '{name}' to train with; found {found}; leave it out of --with")
    if target and not examples.pairs:
        raise InputError(f"{where}: no target in every row; make pairs with annotate split --targets, or --no-target")
    return ("target",) if examples.pairs and target is not False else ()


def _parts(examples: Examples, test_share: float, seed: int) -> Array:
    if examples.parts is not None:
        return _given_parts(examples)
    held = held_out(examples.labels, examples.groups, share=test_share, seed=seed)
    if set(examples.labels[~held]) != set(examples.labels):
        held[:] = False
    check_separate(examples.groups, np.flatnonzero(~held), np.flatnonzero(held))
    return np.where(held, "test", "train").astype(object)


def _given_parts(examples: Examples) -> Array:
    parts = examples.parts
    assert parts is not None
    if not (parts == "train").any():
        found = ", ".join(sorted(map(str, set(parts)))[:5])
        raise InputError(f"the split column has no row that says train; it says {found}")
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


def _threshold(plan: Plan, done: Outcome, precision: float | None) -> dict[str, Any] | None:
    if precision is None:
        return None
    if not 0 < precision < 1:
        raise InputError(f"--abstain {precision:g}: a precision between 0 and 1, as 0.9")
    if not done.folds:
        raise InputError("--abstain needs sentences of several articles, to see which confidence keeps the precision")
    codes, calm = plan.codes[done.judged], done.calm[done.judged]
    found = abstention(codes, calm, [precision])[0]
    if found["threshold"] is None:
        levels = np.arange(0.99, 0, -0.01).tolist()
        reached = [entry["precision"] for entry in abstention(codes, calm, levels) if entry["threshold"]]
        best = f"{reached[0]:.2f}" if reached else "none"
        raise InputError(f"--abstain {precision:g}: no confidence keeps it; the highest precision kept is {best}")
    return dict(found)
