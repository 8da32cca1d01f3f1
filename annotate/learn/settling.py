"""The recipe that is a choice between many: decided once on the training part, before anything is judged."""

from __future__ import annotations

from dataclasses import replace

from annotate.learn.choosing import Choice
from annotate.learn.fitting import Plan
from annotate.learn.recipes import Built


def settled(plan: Plan) -> tuple[Plan, list[str]]:
    """`plan` with the candidate its training part prefers, and what to tell; as it is where nothing is to choose."""
    choice = plan.built.estimator
    if not isinstance(choice, Choice):
        return plan, []
    some = plan.examples.taken(plan.learning)
    name, estimator, tried = choice.settle(some.features, some.labels, some.groups, progress=plan.progress)
    scores = "; ".join(f"{one.name} {one.macro_f1:.3f}" for one in tried)
    left = len(choice.candidates) - len(tried)
    untried = f" ({left} more were not tried: the minutes were over)" if left else ""
    note = f"chosen: {name}, by macro-F1 in cross-validation of the training part: {scores}{untried}"
    return replace(plan, built=Built(estimator, plan.built.recipe, plan.built.note)), [note]
