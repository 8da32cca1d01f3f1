"""The record of how a model was trained: its info, and the table of its sentences."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import annotate
from annotate._types import Array
from annotate.learn.evaluation.breakdowns import known_breakdowns
from annotate.learn.evaluation.calibration import AbstentionLevel, Temperature, abstention
from annotate.learn.evaluation.confounding import confounding_notes
from annotate.learn.evaluation.label_calibration import Sigmoids
from annotate.learn.evaluation.metrics import Metrics
from annotate.learn.evaluation.several_metrics import measured
from annotate.learn.models.model_info import ModelInfo, Split, TrainingData
from annotate.learn.models.trained_model import content_hash
from annotate.learn.recipes.recipe import RecipeOptions
from annotate.learn.training.cross_validation import TrainingPlan, TrainingResult
from annotate.learn.training.examples import Examples
from annotate.learn.training.splits import hash_of_split
from annotate.scheme import Question

_FEW = 60
_RARE = 5
_MOST_NAMED = 10
_PACKAGES = ("scikit-learn", "numpy", "scipy", "skops", "pandas")


def model_info(
    plan: TrainingPlan,
    result: TrainingResult,
    *,
    question: Question | str,
    abstain: AbstentionLevel | None,
    group_column: str | None,
    licence: str,
    keep_texts: bool,
    notes: Sequence[str],
    where: str,
) -> ModelInfo:
    """The content of ``model.json`` and of the card; `notes` are put after those on data and training."""
    scheme = question if isinstance(question, Question) else None
    some, calibrated = plan.examples.taken(result.out_of_fold), result.calibrated[result.out_of_fold]
    predicted = (plan.truth[result.out_of_fold], calibrated, plan.labels, some.groups)
    metrics = measured(*predicted, seed=plan.inputs.seed) if result.folds else None
    calibration = result.calibration
    info = ModelInfo(
        name="",
        question=scheme.name if scheme else str(question),
        labels=plan.labels,
        recipe=plan.built.recipe,
        options=in_words(plan.inputs.options),
        seed=plan.inputs.seed,
        columns=("text", *plan.examples.columns),
        data=_data(plan, keep_texts, where),
        split=_split(plan),
        metrics=metrics,
        versions=_versions(),
        breakdowns=known_breakdowns(some.frame, *predicted) if result.folds else {},
        curve=result.curve,
        candidate_curves=result.of_candidates,
        temperature=calibration.value if isinstance(calibration, Temperature) else 1.0,
        several=plan.several,
        sigmoids=calibration.by_label(plan.labels) if isinstance(calibration, Sigmoids) else {},
        rare=plan.inputs.rare,
        abstention=abstention(plan.answers[result.out_of_fold], calibrated) if result.folds else (),
        abstain=abstain,
        notes=(*plan.examples.notes, *_warnings(plan, result, metrics, group_column), *notes),
        group_column=group_column,
        licence=licence,
        scheme=meanings(scheme, plan.labels),
        language_model=getattr(result.estimator, "facts", dict)(),
    )
    return replace(info, name=_name(info))


def _data(plan: TrainingPlan, keep_texts: bool, where: str) -> TrainingData:
    examples, labels = plan.examples, plan.labels
    counts = pd.Series(examples.labels).value_counts()
    if plan.several:
        counts = pd.Series(plan.truth.sum(axis=0), labels)
    return TrainingData(
        name=Path(where).name,
        labelled=len(examples),
        groups=len(np.unique(examples.groups)),
        counts={label: int(counts.get(label, 0)) for label in labels},
        hash=_hash_of_data(examples),
        texts_kept=keep_texts,
    )


def _split(plan: TrainingPlan) -> Split:
    parts = {str(part): int(count) for part, count in pd.Series(plan.parts).value_counts().sort_index().items() if part}
    other = [part for part in parts if part != "train"]
    learned = list(parts) if plan.refit else ["train"]
    if not other:
        words = "All sentences are in the training part; there is no test part."
    elif plan.refit:
        words = (
            "The metrics of the test part are those of the same recipe trained without it; the final model was refit "
            "on train + test, because labels are expensive."
        )
    else:
        words = "The model in this folder was trained on the training part alone."
    identity = plan.examples.frame["sentence_id"] + "\x1f" + content_hash(plan.examples.frame)
    return Split(parts, learned, words, _crossing(plan), hash_of_split(identity, plan.parts.astype(str)))


def _crossing(plan: TrainingPlan) -> int:
    """Number of groups on both sides of the split; not 0 only if the table gave the split."""
    groups, inside = plan.examples.groups, plan.parts == "train"
    return len(np.intersect1d(groups[inside], groups[~inside & (plan.parts != "")]))


def _warnings(
    plan: TrainingPlan, result: TrainingResult, metrics: Metrics | None, group_column: str | None
) -> list[str]:
    notes = [plan.built.note] if plan.built.note else []
    items = "pairs" if plan.examples.pairs else "sentences"
    if "target" in plan.examples.frame.columns and not plan.examples.pairs:
        notes.append("the column target is not filled in every row, so it is not used")
    if not result.folds:
        notes.append(f"the {items} are from too few articles to split, so the model could not be evaluated")
    if metrics and (warning := metrics.warning()):
        notes.append(warning)
    if metrics and not plan.several:
        some, predicted = plan.examples.taken(result.out_of_fold), result.calibrated[result.out_of_fold]
        notes += confounding_notes(some.frame, some.labels, predicted, plan.labels, some.groups, group_column)
    if crossing := _crossing(plan):
        notes.append(f"{crossing} articles or near-duplicates are on both sides of the split that the table gives")
    if len(plan.examples) < _FEW:
        notes.append(f"{len(plan.examples)} labelled {items} are few; label about 200 for a usable model")
    if not plan.several:
        notes += _few_of(plan.examples.labels[plan.training_rows], items)
    largest = int(np.unique(plan.examples.groups, return_counts=True)[1].max())
    if largest > len(plan.examples) / 2 and result.folds:
        notes.append(f"one group of articles or near-duplicates has {largest} of the {items}, so splits are uneven")
    return notes


def _few_of(labels: Array, items: str) -> list[str]:
    """A note on labels that few training `items` have; where there are many such labels, the first are named."""
    counts = zip(*np.unique(labels, return_counts=True), strict=True)
    few = [f"{str(label)!r} has {count}" for label, count in counts if count < _RARE]
    if len(few) < 2:
        return [f"the label {one} training {items} (few for an evaluation); label at least {_RARE}" for one in few]
    named = ", ".join(few[:_MOST_NAMED]) + f" and {len(few) - _MOST_NAMED} more" * (len(few) > _MOST_NAMED)
    words = f"{len(few)} labels have fewer than {_RARE} training {items}, few for an evaluation"
    return [f"{words}: {named}; label at least {_RARE} of each"]


def sentences_of(plan: TrainingPlan, result: TrainingResult, keep_texts: bool) -> pd.DataFrame:
    """The table ``sentences.csv`` of a model folder; see `annotate.learn.models.trained_model.Model.sentences`."""
    frame = plan.examples.frame
    columns: dict[str, Any] = {"sentence_id": frame["sentence_id"]}
    columns["target"] = frame["target"] if "target" in frame.columns else None
    columns |= {"part": plan.parts, "article": plan.examples.groups, "content": content_hash(frame)}
    columns["label"] = plan.examples.labels
    columns |= {f"p_{label}": np.round(result.calibrated[:, i], 6) for i, label in enumerate(plan.labels)}
    columns |= {"text": frame["text"]} if keep_texts else {}
    return pd.DataFrame(columns)


def _hash_of_data(examples: Examples) -> str:
    lines = examples.labels + "\x1f" + examples.frame["text"].astype("str").to_numpy(dtype=object) + "\n"
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def _name(info: ModelInfo) -> str:
    """Question, recipe, and eight digits of a hash of everything that determines the model's predictions."""
    document = info.as_dict()
    document["split"].pop("words")
    identity = json.dumps([document[key] for key in ("data", "split", "recipe", "options", "seed", "abstain")])
    return f"{info.question}-{info.recipe}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}"


def in_words(options: RecipeOptions) -> str:
    """The options of a recipe in words, for the card; unlabelled texts as their number and the start of their hash."""
    words = []
    for name, value in sorted(options.named().items()):
        if name == "unlabelled":
            digest = hashlib.sha256("\n".join(options.unlabelled).encode("utf-8")).hexdigest()[:16]
            words.append(f"{len(options.unlabelled)} unlabelled texts ({digest})")
        else:
            words.append(f"{name} {value}")
    return ", ".join(words)


def meanings(scheme: Question | None, labels: Sequence[str]) -> dict[str, str]:
    """The meaning of each label in the scheme; empty if it has none."""
    known = {entry.name: entry.help for entry in scheme.labels} if scheme else {}
    return {label: known.get(label, "") for label in labels}


def _versions() -> dict[str, str]:
    return {"annotate": annotate.__version__, "python": platform.python_version()} | {p: version(p) for p in _PACKAGES}
