"""A trained model: its estimator, its training sentences, and their out-of-fold predictions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.answer_labels import GIVEN, confidence_in, joined, membership
from annotate.columns import listed
from annotate.errors import InputError
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.evaluation.metrics import Metrics
from annotate.learn.models.model_info import ModelInfo
from annotate.learn.recipes.advice import what_may_be_better
from annotate.learn.training.examples import features
from annotate.learn.training.resources import Resources


@dataclass(frozen=True)
class LearnedFrom:
    """The sentences a model was fitted on, which estimation needs in order to use their labels without bias."""

    trained_on: frozenset[str] = frozenset()
    """The ``sentence_id`` of every sentence the model was fitted on."""
    out_of_fold: pd.DataFrame | None = None
    """The rows of `Model.sentences` with predictions by a model that had not seen their article; None if there are
    none."""
    recorded: bool = False
    """Whether a model's record names all it was fitted on: then nothing else is asked, even where that is nothing."""


@dataclass
class Model:
    """A trained model and everything known about it."""

    estimator: Classifier
    """A fitted scikit-learn estimator; `predict_proba` takes a table with ``text``."""
    info: ModelInfo
    """The content of ``model.json``."""
    sentences: pd.DataFrame
    """The labelled sentences: ``sentence_id``, ``target``, ``part``, ``article``, ``content`` (a hash), ``label``,
    ``p_<label>`` as predicted by a model that had not seen the article, and ``text`` unless it was not to be stored."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Further files of the folder, such as the reliability diagram."""
    resources: Resources | None = None
    """Time and memory its training took; None for a loaded model, whose folder does not say."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of the columns of `predict_proba`."""
        return self.info.labels

    @property
    def name(self) -> str:
        """An identifier of the data, the recipe and the seed, as in the column ``model`` of scores."""
        return self.info.name

    @property
    def question(self) -> str:
        """The question that the labels answer."""
        return self.info.question

    @property
    def several(self) -> bool:
        """Whether a sentence may have several of the labels, or none: each then has a probability of its own."""
        return self.info.several

    def answers(self, probabilities: Array) -> Array:
        """The answer to each row of `predict_proba`: the most probable label, or all that are more likely than not."""
        if self.several:
            return joined(probabilities > GIVEN, self.labels)
        return np.asarray(self.labels, dtype=object)[probabilities.argmax(axis=1)]

    def truth_of(self, answers: Array) -> Array:
        """`answers` of annotators as metrics take them: labels, or which of several labels each has."""
        return membership(list(answers), self.labels) if self.several else answers

    @property
    def recipe(self) -> str:
        """The name of its recipe."""
        return self.info.recipe

    @property
    def metrics(self) -> Metrics | None:
        """The metrics of grouped cross-validation; None if the sentences could not be split."""
        return self.info.metrics

    @property
    def advice(self) -> str:
        """What another recipe is likely to add, in words; empty where none that is better takes such questions."""
        return "" if self.several else what_may_be_better(self.recipe)

    @property
    def threshold(self) -> float | None:
        """The confidence below which the model abstains; None if it never does."""
        return self.info.abstain.threshold if self.info.abstain else None

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes and warnings about its training."""
        return self.info.notes

    def facts(self) -> dict[str, str]:
        """Key facts for a report, by name: name, recipe, training labels, and metrics with intervals."""
        data, metrics = self.info.data, self.metrics
        facts = {"name": self.name, "question": self.question, "recipe": self.recipe}
        facts["learned from"] = f"{data.labelled} labelled sentences in {data.groups} groups"
        for name in ("macro_f1", "accuracy", "ece"):
            if metrics and metrics.intervals:
                low, high = getattr(metrics.intervals, name)
                facts[metrics.measures[name]] = f"{getattr(metrics, name):.3f} ({low:.3f} to {high:.3f})"
        return facts | {"scikit-learn": self.info.versions["scikit-learn"], "seed": str(self.info.seed)}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a table that the model uses."""
        return self.info.columns

    def predict_proba(self, frame: pd.DataFrame) -> Array:
        """Calibrated probabilities of shape ``(rows, labels)``. `frame` needs the model's columns.

        Rows sum to 1, unless a sentence may have `several` of the labels.
        """
        if "text" not in frame.columns:
            raise InputError(f"no column 'text' to score; found {listed(frame.columns)}; name it with `text_column`")
        if not len(frame):
            return np.empty((0, len(self.labels)))
        missing = [name for name in self.columns if name not in frame.columns]
        if missing:
            raise InputError(f"no column '{missing[0]}', which {self.name} uses; add it, or train without it")
        return aligned(self.estimator, features(frame, self.columns), self.labels)

    def predict(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A table with the predicted ``label`` of each row, ``abstained``, and ``p_<label>`` for each label."""
        probabilities = self.predict_proba(frame)
        columns: dict[str, Any] = {"label": self.answers(probabilities)}
        columns["abstained"] = confidence_in(probabilities, several=self.several) < (self.threshold or 0.0)
        columns |= {f"p_{label}": probabilities[:, i] for i, label in enumerate(self.labels)}
        return pd.DataFrame(columns, index=frame.index)

    def has_seen(self, frame: pd.DataFrame) -> Array:
        """A mask of the rows whose text (and target) is among the model's training sentences."""
        learned = self.sentences["part"].isin(self.info.split.learned_from)
        return np.asarray(content_hash(frame).isin(set(self.sentences.loc[learned, "content"])), dtype=bool)

    def learned_from(self) -> LearnedFrom:
        """The model's training sentences and their out-of-fold predictions."""
        seen = self.sentences[self.sentences["part"].isin(self.info.split.learned_from)]
        complete = bool(seen["sentence_id"].notna().all())
        seen = seen[seen["sentence_id"].notna()].drop_duplicates("sentence_id")
        predicted = seen[seen[[f"p_{label}" for label in self.labels]].notna().all(axis=1)]
        return LearnedFrom(frozenset(seen["sentence_id"]), predicted if len(predicted) else None, complete)


def aligned(estimator: Classifier, frame: pd.DataFrame, labels: tuple[str, ...]) -> Array:
    """The estimator's probabilities with a column for each of `labels`, 0 for labels it was not trained on."""
    predicted = np.asarray(estimator.predict_proba(frame), dtype=np.float64)
    probabilities = np.zeros((len(frame), len(labels)))
    for column, label in enumerate(estimator.classes_):
        probabilities[:, labels.index(str(label))] = predicted[:, column]
    return probabilities


def content_hash(frame: pd.DataFrame) -> pd.Series:
    """A hash of each row's letters and digits and of its target; punctuation and spaces do not change it."""
    words = frame["text"].astype("str").str.lower().str.replace(r"[\W_]+", "", regex=True)
    if "target" in frame.columns:
        words = words + "\x1f" + frame["target"].astype("object").fillna("").astype("str").str.lower()
    return words.map(lambda text: hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]).astype("str")
