"""A trained model: its estimator, what it learned from, and the predictions of models that had not seen a sentence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.errors import InputError
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.evaluation.metrics import Metrics
from annotate.learn.models.model_info import ModelInfo
from annotate.learn.training.examples import features


@dataclass(frozen=True)
class LearnedFrom:
    """The labelled sentences a model was fitted on: what estimation must know to use their labels without bias."""

    trained_on: frozenset[str] = frozenset()
    """The ``sentence_id`` of every sentence the model was fitted on."""
    out_of_fold: pd.DataFrame | None = None
    """``sentence_id``, ``p_<label>`` and the other columns of `Model.sentences`, for those that a model which had not
    seen their article has predicted; None if there are none."""


@dataclass
class Model:
    """A trained model and everything known about it."""

    estimator: Classifier
    """A fitted scikit-learn estimator; `predict_proba` takes a table with ``text``."""
    info: ModelInfo
    """What ``model.json`` says."""
    sentences: pd.DataFrame
    """The labelled sentences: ``sentence_id``, ``target``, ``part``, ``article``, ``content`` (a hash), ``label``,
    ``p_<label>`` as predicted by a model that had not seen the article, and ``text`` unless that was not wanted."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Further files of the folder, as the reliability plot."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of the columns of `predict_proba`."""
        return self.info.labels

    @property
    def name(self) -> str:
        """An id that changes with the data, the recipe and the seed; ``scores.model`` holds it."""
        return self.info.name

    @property
    def question(self) -> str:
        """What the labels answer."""
        return self.info.question

    @property
    def recipe(self) -> str:
        """The name of the recipe it was made with."""
        return self.info.recipe

    @property
    def metrics(self) -> Metrics | None:
        """The metrics of grouped cross-validation; None where the sentences could not be split."""
        return self.info.metrics

    @property
    def threshold(self) -> float | None:
        """The confidence below which the model abstains; None if it never does."""
        return self.info.abstain.threshold if self.info.abstain else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about how it was trained."""
        return self.info.notes

    def facts(self) -> dict[str, str]:
        """What a report says about the model, in words: name, recipe, labels learned from, metrics with intervals."""
        data, metrics = self.info.data, self.metrics
        facts = {"name": self.name, "question": self.question, "recipe": self.recipe}
        facts["learned from"] = f"{data.labelled} labelled sentences in {data.groups} groups"
        for name, words in {"macro_f1": "macro-F1", "accuracy": "accuracy", "ece": "calibration error"}.items():
            if metrics and metrics.intervals:
                low, high = getattr(metrics.intervals, name)
                facts[words] = f"{getattr(metrics, name):.3f} ({low:.3f} to {high:.3f})"
        return facts | {"scikit-learn": self.info.versions["scikit-learn"], "seed": str(self.info.seed)}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a table that it uses."""
        return self.info.columns

    def predict_proba(self, frame: pd.DataFrame) -> Array:
        """Calibrated probabilities, shape (rows, labels), rows summing to 1; `frame` has at least ``text``."""
        if "text" not in frame.columns:
            columns = ", ".join(map(str, frame.columns)) or "none"
            raise InputError(f"no column 'text' to score; found {columns}; name it with `text_column`")
        if not len(frame):
            return np.empty((0, len(self.labels)))
        missing = [name for name in self.columns if name not in frame.columns]
        if missing:
            raise InputError(f"no column '{missing[0]}', which {self.name} uses; add it, or train without it")
        return aligned(self.estimator, features(frame, self.columns), self.labels)

    def predict(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The predicted ``label`` of each row, whether the model ``abstained``, and ``p_<label>`` for each label."""
        probabilities = self.predict_proba(frame)
        columns: dict[str, Any] = {"label": np.asarray(self.labels, dtype=object)[probabilities.argmax(axis=1)]}
        columns["abstained"] = probabilities.max(axis=1) < (self.threshold or 0.0)
        columns |= {f"p_{label}": probabilities[:, i] for i, label in enumerate(self.labels)}
        return pd.DataFrame(columns, index=frame.index)

    def has_seen(self, frame: pd.DataFrame) -> Array:
        """A mask of the rows whose words (and target) the model has learned from."""
        learned = self.sentences["part"].isin(self.info.split.learned_from)
        return np.asarray(content_hash(frame).isin(set(self.sentences.loc[learned, "content"])), dtype=bool)

    def learned_from(self) -> LearnedFrom:
        """The sentences the model was fitted on, and their out-of-fold predictions."""
        seen = self.sentences[self.sentences["part"].isin(self.info.split.learned_from)]
        seen = seen[seen["sentence_id"].notna()].drop_duplicates("sentence_id")
        predicted = seen[seen[[f"p_{label}" for label in self.labels]].notna().all(axis=1)]
        return LearnedFrom(frozenset(seen["sentence_id"]), predicted if len(predicted) else None)


def aligned(estimator: Classifier, frame: pd.DataFrame, labels: tuple[str, ...]) -> Array:
    """The estimator's probabilities with one column for each of `labels`, 0 for those not in its training rows."""
    predicted = np.asarray(estimator.predict_proba(frame), dtype=np.float64)
    probabilities = np.zeros((len(frame), len(labels)))
    for column, label in enumerate(estimator.classes_):
        probabilities[:, labels.index(str(label))] = predicted[:, column]
    return probabilities


def content_hash(frame: pd.DataFrame) -> pd.Series:
    """A hash of each row's letters and digits, and of its target; sentences that differ only in marks share it."""
    words = frame["text"].astype("str").str.lower().str.replace(r"[\W_]+", "", regex=True)
    if "target" in frame.columns:
        words = words + "\x1f" + frame["target"].astype("object").fillna("").astype("str").str.lower()
    return words.map(lambda text: hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]).astype("str")
