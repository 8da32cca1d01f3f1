"""Training: from labelled sentences to a model that knows how good it is."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from threadpoolctl import threadpool_limits

import annotate
from annotate.errors import InputError
from annotate.learn.arrays import Array
from annotate.learn.calibration import TemperatureScaled, abstention, cross_tempered, fit_temperature, tempered
from annotate.learn.charts import reliability_chart
from annotate.learn.curves import learning_curve
from annotate.learn.encoder import listening
from annotate.learn.evaluation import figures
from annotate.learn.examples import Examples, examples_from, infer_question, ordered
from annotate.learn.models import FORMAT, Model, aligned, content_hash
from annotate.learn.recipes import Built, build
from annotate.learn.splits import check_separate, folds, hash_of_split, held_out
from annotate.progress import Progress, silent
from annotate.scheme import Question

FEWEST = 6
"""Labelled sentences without which nothing is trained."""
TEST_SHARE = 0.2
_FOLDS = 5
_FEW = 60
_CURVE_ROWS = 3000
_PACKAGES = ("scikit-learn", "numpy", "scipy", "skops", "pandas")


def train(
    table: pd.DataFrame,
    *,
    text_column: str = "text",
    label_column: str = "label",
    group_column: str | None = None,
    split_column: str | None = None,
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
        One row a sentence with its text and label; ``before``, ``after``, ``speaker`` and ``target`` are passed on.
    text_column, label_column, group_column, split_column
        See `annotate.learn.examples.examples_from`.
    question
        What the labels answer. A `Question` of a scheme also says which labels there may be.
    recipe
        A name in `annotate.learn.recipes.RECIPES`.
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
    built = build(recipe, seed=seed, **(options or {}))
    plan = _Plan(
        examples=examples,
        labels=ordered(list(examples.labels), scheme),
        built=built,
        seed=seed,
        parts=_parts(examples, test_share, seed),
        refit=refit and split_column is None,
        progress=progress,
    )
    # One thread for linear algebra: the same sums in the same order everywhere, and far faster on a busy machine.
    with listening(progress), threadpool_limits(1, user_api="blas"):
        done = _run(plan, curve=curve and len(examples) <= _CURVE_ROWS)
    about = _about(plan, done, keep_texts=keep_texts, where=where) | {
        "abstain": _threshold(plan, done, abstain),
        "licence": licence,
        "options": ", ".join(f"{name} {value}" for name, value in sorted((options or {}).items())),
        "question": scheme.name if scheme else str(question or infer_question(list(examples.labels), label_column)),
        "recipe": recipe,
        "scheme": {label: _meaning(scheme, label) for label in plan.labels},
    }
    about["name"] = _name(about)
    files = (
        {"reliability.svg": reliability_chart(plan.codes[done.judged], done.calm[done.judged])} if done.folds else {}
    )
    return Model(TemperatureScaled(done.estimator, done.temperature), about, _sentences(plan, done, keep_texts), files)


@dataclass(frozen=True)
class _Plan:
    """What is to be trained on what."""

    examples: Examples
    labels: tuple[str, ...]
    built: Built
    seed: int
    parts: Array
    refit: bool
    progress: Progress

    @property
    def codes(self) -> Array:
        """The label of each row as its place in `labels`."""
        return pd.Categorical(self.examples.labels, categories=list(self.labels)).codes.astype(np.int64)

    @property
    def learning(self) -> Array:
        """The rows of the training part."""
        return np.flatnonzero(self.parts == "train")

    def fitted(self, rows: Array) -> Any:
        """A fresh estimator fitted on `rows`."""
        some = self.examples.taken(rows)
        return clone(self.built.estimator).fit(some.features, some.labels, groups=some.groups)

    def told(self, estimator: Any, rows: Array) -> Array:
        """The estimator's probabilities for `rows`."""
        return aligned(estimator, self.examples.taken(rows).features, self.labels)


@dataclass(frozen=True)
class _Done:
    """What came out: probabilities of rows by models that had not seen their article, and the final estimator."""

    estimator: Any
    temperature: float
    calm: Array
    folds: int
    judged: Array
    curve: dict[str, Any] | None


def _run(plan: _Plan, *, curve: bool) -> _Done:
    rows = plan.learning
    within = folds(plan.examples.labels[rows], plan.examples.groups[rows], count=_FOLDS, seed=plan.seed)
    parts = [(rows[train], rows[test]) for train, test in within]
    parts = [part for part in parts if len(np.unique(plan.examples.labels[part[0]])) > 1]
    judged = np.sort(np.concatenate([test for _, test in parts])) if parts else np.empty(0, dtype=int)
    raw = np.full((len(plan.parts), len(plan.labels)), np.nan)
    others = np.flatnonzero((plan.parts != "train") & (plan.parts != ""))
    with plan.progress("training", len(parts) + 1 + bool(len(others))) as advance:
        for train, test in parts:
            check_separate(plan.examples.groups, train, test)
            raw[test] = plan.told(plan.fitted(train), test)
            advance(1)
        temperature = fit_temperature(plan.codes[judged], raw[judged]) if parts else 1.0
        calm = cross_tempered(plan.codes, raw, parts)
        estimator = plan.fitted(rows)
        advance(1)
        if len(others):
            calm[others] = tempered(plan.told(estimator, others), temperature)
            estimator = plan.fitted(np.union1d(rows, others)) if plan.refit else estimator
            advance(1)
    points = (
        learning_curve(
            plan.fitted, plan.told, plan.codes, plan.examples.groups, parts, raw, seed=plan.seed, progress=plan.progress
        )
        if curve and parts
        else None
    )
    return _Done(estimator, temperature, calm, len(parts), judged, points)


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


def _about(plan: _Plan, done: _Done, *, keep_texts: bool, where: str) -> dict[str, Any]:
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
        "seed": plan.seed,
        "metrics": metrics,
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
        "columns": list(examples.features.columns),
        "versions": _versions(),
    }


def _split(plan: _Plan) -> dict[str, Any]:
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


def _crossing(plan: _Plan) -> int:
    """Groups on both sides of the split; never any unless the table gave the split."""
    groups, inside = plan.examples.groups, plan.parts == "train"
    return len(np.intersect1d(groups[inside], groups[~inside & (plan.parts != "")]))


def _warnings(plan: _Plan, done: _Done) -> list[str]:
    notes = [plan.built.note] if plan.built.note else []
    if not done.folds:
        notes.append("the sentences fall into too few articles to split, so how good the model is cannot be said")
    if crossing := _crossing(plan):
        notes.append(f"{crossing} articles or near-duplicates are on both sides of the split that the table gives")
    if len(plan.examples) < _FEW:
        notes.append(f"{len(plan.examples)} labelled sentences are few; 200 make a usable model")
    largest = int(np.unique(plan.examples.groups, return_counts=True)[1].max())
    if largest > len(plan.examples) / 2 and done.folds:
        notes.append(f"one group of articles or near-duplicates has {largest} of the sentences, so splits are uneven")
    return notes


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


def _threshold(plan: _Plan, done: _Done, precision: float | None) -> dict[str, Any] | None:
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


def _sentences(plan: _Plan, done: _Done, keep_texts: bool) -> pd.DataFrame:
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


def _name(about: dict[str, Any]) -> str:
    identity = json.dumps([about[key] for key in ("data", "split", "recipe", "options", "seed", "abstain")])
    return f"{about['question']}-{about['recipe']}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}"


def _meaning(scheme: Question | None, label: str) -> str:
    return next((entry.help for entry in scheme.labels if entry.name == label), "") if scheme else ""


def _versions() -> dict[str, str]:
    return {"annotate": annotate.__version__, "python": platform.python_version()} | {p: version(p) for p in _PACKAGES}
