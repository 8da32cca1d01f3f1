"""Other models' scores of the same sentences, which numbers are compared with."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import ModelOrPath, TableOrPath, model_of, name_of, source_of
from annotate.workflows.estimate_inputs import EstimateInputs, scores_of
from annotate.workflows.publish.large_scores import Wanted, can_be_summed, cells_of, facts_in, models_of, models_of_file
from annotate.workflows.publish.models_of_scores import folder_named

if TYPE_CHECKING:
    import pandas as pd

    from annotate.estimation.robustness.sensitivity import OtherScores
    from annotate.learn.models.trained_model import LearnedFrom
    from annotate.workflows.study import Study


def sources_in(several: TableOrPath | Sequence[TableOrPath]) -> list[TableOrPath]:
    """The tables or paths in `several`, which may be one of these itself; of addresses the local copies."""
    import pandas as pd

    sources = [several] if isinstance(several, str | os.PathLike | pd.DataFrame) else list(several)
    return [source_of(one, None, "compare_with") for one in sources]


def models_in(several: ModelOrPath | Sequence[ModelOrPath]) -> list[ModelOrPath]:
    """The models or folders in `several`, which may be one of these itself."""
    return list(several) if isinstance(several, Sequence) and not isinstance(several, str) else [several]


def sums_compare(scores: TableOrPath, sources: Sequence[TableOrPath]) -> bool:
    """Whether scores and those compared with them can all be summed up while they are read, as all or none must be.

    The others must have the article, outlet and so on of each sentence themselves.
    """
    if not all(can_be_summed(one) for one in (scores, *sources)):
        return not sources
    facts = facts_in(scores)
    return all(facts_in(one) == facts for one in sources)


def other_scores(
    sources: Sequence[TableOrPath],
    models: Sequence[ModelOrPath],
    inputs: EstimateInputs,
    wanted: Wanted,
    ledger: Ledger,
    study: Study | None,
    *,
    once: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> dict[str, OtherScores]:
    """The scores of `inputs` as other models would have given them, by the names of these, and what these learned from.

    Parameters
    ----------
    sources
        Their tables of scores.
    models
        The models that gave them, or their folders; in a study its models are found by their names.
    inputs, wanted
        What they are compared with, and what was wanted of it; where its scores are summed up, the others are, too.
    once
        What is done to scores that are summed up, as to those of `inputs`.

    Raises
    ------
    InputError
        If one of them cannot be read, or is not of the same sentences and labels, or a model gave none of them.
    """
    from annotate.estimation.robustness.sensitivity import OtherScores, labels_learned, scored_by_another

    gold, known = inputs.gold, _learned_by_name(models)
    assert gold is not None
    tables: dict[str, OtherScores] = {}
    for source in sources:
        where = name_of(source, "`compare_with`")
        whole = scores_of(source, ledger, gold, wanted) if inputs.sentences is None else None
        model = ", ".join(models_of_file(source) if whole is None else models_of(whole)) or where
        learned = known.pop(model, None) or _found(model, study)
        if whole is not None:
            rows, read = scored_by_another(inputs.scores, whole, where), len(whole)
        else:
            rows, read = _summed(source, where, inputs, learned, wanted, ledger)
            rows = rows if once is None else once(rows)
        count = labels_learned(gold, learned)
        lesson = "" if count is None else f"; its model learned from {count:,} of the labels"
        ledger.read.append(Count(read, "score", f"{where}, to compare with{lesson}"))
        if count is None:
            message = f"{where}: whether {model} was trained on these labels is unknown; if it was, they flatter it: "
            warnings.warn(message + "pass its folder as `compare_models`", AnnotateWarning, stacklevel=3)
        if model in tables or model in set(inputs.scores["model"].dropna()):
            model = f"{model} in {where}"
        tables[model] = OtherScores(rows, learned)
    if known:
        raise InputError(f"`compare_models`: no scores compared are of the model {next(iter(known))}")
    return tables


def _summed(
    source: TableOrPath,
    where: str,
    inputs: EstimateInputs,
    learned: LearnedFrom | None,
    wanted: Wanted,
    ledger: Ledger,
) -> tuple[pd.DataFrame, int]:
    """The scores summed up, of the sentences of `inputs` alone, and how many were read."""
    from annotate.estimation.counting import labels_of
    from annotate.estimation.design.summed_scores import read_in

    like = inputs.sentences
    assert like is not None
    assert inputs.gold is not None
    summed = cells_of(source, inputs.gold, inputs.draws, learned, wanted, ledger, like=like)
    assert summed is not None  # as `sums_compare` said
    own = summed.sentences
    if lacking := len(like.hashes) - len(own.hashes):
        raise InputError(
            f"{where}: has no score of {lacking:,} of {len(like.hashes):,} sentences; score the same sentences with "
            "the other model"
        )
    if set(labels_of(summed.scores)) != set(labels_of(inputs.scores)):
        names = ", ".join(labels_of(summed.scores))
        raise InputError(f"{where}: has the labels {names}, not {', '.join(labels_of(inputs.scores))}")
    if own.facts != like.facts:
        raise InputError(
            f"{where}: articles, outlets or dates of its sentences differ from those of the scores that it is compared "
            "with; score the same table of sentences with both models"
        )
    return summed.scores, read_in(summed.scores)


def _learned_by_name(models: Sequence[ModelOrPath]) -> dict[str, LearnedFrom]:
    loaded = [model_of(one) for one in models]
    return {one.name: one.learned_from() for one in loaded}


def _found(name: str, study: Study | None) -> LearnedFrom | None:
    """What the model of this name in the study learned from; None where there is none."""
    folder = folder_named(name, study)
    return None if folder is None else model_of(folder).learned_from()
