"""The recipe that is a choice between many: decided once on the training part, before anything is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotate.learn.estimators.model_selection import Choice, Tried
from annotate.learn.recipes import Built
from annotate.learn.training.fitting import Plan

_TOLD = 3
"""Candidates whose figures are told."""


def settled(plan: Plan) -> tuple[Plan, str, list[str]]:
    """`plan` with the candidate its training part prefers, its name, and what to tell; as it was without a choice."""
    choice = plan.built.estimator
    if not isinstance(choice, Choice):
        return plan, "", []
    some = plan.examples.taken(plan.learning)
    name, estimator, tried = choice.settle(some.features, some.labels, some.groups, progress=plan.progress)
    scores = figures_of(tried)
    left = len(choice.candidates) - len(tried)
    untried = f" ({left} more were not tried: the minutes were over)" if left else ""
    note = f"chosen: {name}, by macro-F1 in cross-validation of the training part: {scores}{untried}"
    return replace(plan, built=Built(estimator, plan.built.recipe, plan.built.note)), name, [note]


def the_same(built: Built, name: str) -> Built:
    """The candidate called `name` of a choice that is built anew; without a choice, `built` itself."""
    if not isinstance(built.estimator, Choice):
        return built
    return Built(dict(built.estimator.candidates)[name], built.recipe, built.note)


def figures_of(tried: Sequence[Tried]) -> str:
    """The macro-F1 of the best candidates in words, and how many others there were."""
    best = sorted(tried, key=lambda one: -one.macro_f1)[:_TOLD]
    more = f"; {len(tried) - _TOLD} more did no better" if len(tried) > _TOLD else ""
    return "; ".join(f"{one.name} {one.macro_f1:.3f}" for one in best) + more
