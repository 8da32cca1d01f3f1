"""What a model folder says about how the model was made."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import annotate
from annotate.learn.evaluation.breakdowns import known_breakdowns
from annotate.learn.evaluation.calibration import abstention
from annotate.learn.evaluation.metrics import figures
from annotate.learn.models.folders import FORMAT
from annotate.learn.models.trained_model import content_hash
from annotate.learn.training.examples import Examples
from annotate.learn.training.fitting import Outcome, Plan
from annotate.learn.training.splits import hash_of_split
from annotate.scheme import Question

_FEW = 60
_RARE = 5
_PACKAGES = ("scikit-learn", "numpy", "scipy", "skops", "pandas")


def about_model(plan: Plan, done: Outcome, *, keep_texts: bool, where: str) -> dict[str, Any]:
    """Labels, figures, data, split and versions, as ``model.json`` has them; texts only in so far as `keep_texts`."""
    examples = plan.examples
    metrics = {}
    if done.folds:
        metrics = figures(
            examples.labels[done.judged],
            done.calm[done.judged],
            plan.labels,
            examples.groups[done.judged],
            seed=plan.seed,
        )
    counts = pd.Series(examples.labels).value_counts()
    return {
        "format": FORMAT,
        "labels": list(plan.labels),
        "recipe": plan.built.recipe,
        "seed": plan.seed,
        "metrics": metrics,
        "breakdowns": _breakdowns(plan, done),
        "curve": done.curve,
        "temperature": done.temperature,
        "abstention": abstention(plan.codes[done.judged], done.calm[done.judged]) if done.folds else [],
        "notes": [*examples.notes, *_warnings(plan, done)],
        "data": {
            "name": Path(where).name,
            "labelled": len(examples),
            "groups": len(np.unique(examples.groups)),
            "counts": {label: int(counts.get(label, 0)) for label in plan.labels},
            "hash": _hash_of_data(examples),
            "texts_kept": keep_texts,
        },
        "split": _split(plan),
        "columns": ["text", *examples.columns],
        "versions": _versions(),
    }


def _breakdowns(plan: Plan, done: Outcome) -> dict[str, Any]:
    if not done.folds:
        return {}
    some = plan.examples.taken(done.judged)
    return known_breakdowns(some.frame, some.labels, done.calm[done.judged], plan.labels, some.groups)


def _split(plan: Plan) -> dict[str, Any]:
    parts = {str(part): int(count) for part, count in pd.Series(plan.parts).value_counts().sort_index().items() if part}
    other = [part for part in parts if part != "train"]
    learned = list(parts) if plan.refit else ["train"]
    if not other:
        words = "All sentences are in the training part; there is no test part."
    elif plan.refit:
        words = (
            "The figures of the test part are those of the same recipe trained without it; the model in this folder "
            "then learned from both parts, for labels are dear."
        )
    else:
        words = "The model in this folder has learned from the training part alone."
    identity = plan.examples.frame["sentence_id"] + "\x1f" + content_hash(plan.examples.frame)
    return {
        "parts": parts,
        "learned_from": learned,
        "words": words,
        "crossing": _crossing(plan),
        "hash": hash_of_split(identity, plan.parts.astype(str)),
    }


def _crossing(plan: Plan) -> int:
    """Groups on both sides of the split; never any unless the table gave the split."""
    groups, inside = plan.examples.groups, plan.parts == "train"
    return len(np.intersect1d(groups[inside], groups[~inside & (plan.parts != "")]))


def _warnings(plan: Plan, done: Outcome) -> list[str]:
    notes = [plan.built.note] if plan.built.note else []
    if "target" in plan.examples.frame.columns and not plan.examples.pairs:
        notes.append("the column target is not filled in every row, so it is not looked at")
    if not done.folds:
        notes.append("the sentences fall into too few articles to split, so how good the model is cannot be said")
    if crossing := _crossing(plan):
        notes.append(f"{crossing} articles or near-duplicates are on both sides of the split that the table gives")
    if len(plan.examples) < _FEW:
        notes.append(f"{len(plan.examples)} labelled sentences are few; 200 make a usable model")
    for label, count in zip(*np.unique(plan.examples.labels[plan.learning], return_counts=True), strict=True):
        if count < _RARE:
            notes.append(
                f"the label {str(label)!r} has {count} of the sentences that are learned from and judged, too few to "
                f"say how well it is told apart; label at least {_RARE} of it"
            )
    largest = int(np.unique(plan.examples.groups, return_counts=True)[1].max())
    if largest > len(plan.examples) / 2 and done.folds:
        notes.append(f"one group of articles or near-duplicates has {largest} of the sentences, so splits are uneven")
    return notes


def sentences_of(plan: Plan, done: Outcome, keep_texts: bool) -> pd.DataFrame:
    """The table ``sentences.csv`` of a model folder; see `annotate.learn.models.trained_model.Model.sentences`."""
    frame = plan.examples.frame
    columns: dict[str, Any] = {"sentence_id": frame["sentence_id"]}
    columns["target"] = frame["target"] if "target" in frame.columns else None
    columns |= {"part": plan.parts, "article": plan.examples.groups, "content": content_hash(frame)}
    columns["label"] = plan.examples.labels
    columns |= {f"p_{label}": np.round(done.calm[:, i], 6) for i, label in enumerate(plan.labels)}
    columns |= {"text": frame["text"]} if keep_texts else {}
    return pd.DataFrame(columns)


def _hash_of_data(examples: Examples) -> str:
    lines = examples.labels + "\x1f" + examples.frame["text"].astype("str").to_numpy(dtype=object) + "\n"
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def name_of(about: dict[str, Any]) -> str:
    """Question, recipe and eight digits of a hash over all that decides what the model says."""
    identity = json.dumps([about[key] for key in ("data", "split", "recipe", "options", "seed", "abstain")])
    return f"{about['question']}-{about['recipe']}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}"


def in_words(options: Mapping[str, Any]) -> str:
    """The options of a recipe for the card; unlabelled texts as their number and the start of their hash."""
    told = []
    for name, value in sorted(options.items()):
        if name == "unlabelled":
            digest = hashlib.sha256("\n".join(value).encode("utf-8")).hexdigest()[:16]
            told.append(f"{len(value)} unlabelled texts ({digest})")
        else:
            told.append(f"{name} {value}")
    return ", ".join(told)


def meanings(scheme: Question | None, labels: Sequence[str]) -> dict[str, str]:
    """What the scheme says each label means; empty where it says nothing."""
    told = {entry.name: entry.help for entry in scheme.labels} if scheme else {}
    return {label: told.get(label, "") for label in labels}


def _versions() -> dict[str, str]:
    return {"annotate": annotate.__version__, "python": platform.python_version()} | {p: version(p) for p in _PACKAGES}
