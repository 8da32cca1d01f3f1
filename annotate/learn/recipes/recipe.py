"""The record of a recipe, its options, and the features that recipes share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields

from sklearn.pipeline import FeatureUnion, Pipeline

from annotate.learn.encoders.named_encoders import MINILM
from annotate.learn.endpoints.prompt import system_prompt
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.estimators.log_linear_pool import LogLinearPool
from annotate.learn.estimators.wide_logistic_regression import WideLogisticRegression
from annotate.learn.features.bag_of_words import Words
from annotate.learn.features.character_ngrams import Characters
from annotate.learn.features.inputs import Texts
from annotate.learn.features.target_features import Column, NearTarget
from annotate.scheme import Question

LINEAR_TYPES: tuple[type, ...] = (Words, Characters, Texts, Column, NearTarget, WideLogisticRegression)
"""The classes of this project behind `sparse_features` and `linear`, now or in earlier models, for `Recipe.types`."""


SHOTS = 6
"""Labelled sentences that a language model is shown with each question, unless another number is asked for."""


@dataclass(frozen=True)
class LanguageModel:
    """Which language model is asked, and with what prompt."""

    name: str
    endpoint: str
    labels: tuple[str, ...]
    shots: int = SHOTS
    question: Question | None = None
    asked: str = ""
    """What is asked, where there is no question of a scheme."""
    guidelines: str = ""
    others: tuple[Question, ...] = ()
    """The scheme's other questions, whose sections of the guidelines are left out."""

    def system(self, columns: Sequence[str] = ()) -> str:
        """The prompt, where `columns` are shown beside each sentence."""
        return system_prompt(
            self.labels,
            question=self.question,
            name=self.asked,
            guidelines=self.guidelines,
            columns=columns,
            others=self.others,
        )

    def __str__(self) -> str:
        """In words for the card, with a hash of the prompt."""
        digest = hashlib.sha256(self.system().encode("utf-8")).hexdigest()[:16]
        return f"{self.name} at {self.endpoint}, {self.shots} examples, prompt {digest}"


@dataclass(frozen=True)
class RecipeOptions:
    """The options of recipes; `Recipe.options` names those that a recipe accepts."""

    encoder: str | None = None
    """The weights of the sentence encoder, see `annotate.learn.encoders.weights`; None for the installed ones."""
    minutes: float | None = None
    """Time limit for comparing candidates and training what is selected; None for the recipe's default."""
    unlabelled: tuple[str, ...] = ()
    """Texts of the coverage that will be scored, for recipes that learn from unlabelled text."""
    llm: LanguageModel | None = None
    """The language model to ask."""

    def named(self) -> dict[str, object]:
        """The options that were set, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}


@dataclass(frozen=True)
class RecipeInputs:
    """The inputs from which a recipe builds an estimator."""

    columns: tuple[str, ...] = ()
    """Columns to use in addition to ``text``; any of `annotate.learn.recipes.catalogue.COLUMNS`."""
    seed: int = 0
    options: RecipeOptions = field(default_factory=RecipeOptions)
    several: tuple[str, ...] = ()
    """The labels of a question that takes several, each of which gets a classifier of its own; else empty."""
    rare: tuple[str, ...] = ()
    """Those of `several` with too few sentences to learn from."""

    @property
    def encoder(self) -> str:
        """The source of the encoder's weights."""
        return self.options.encoder or MINILM


@dataclass(frozen=True)
class Recipe:
    """A way to build a classifier. To add one, write a module with such a record and name it in the catalogue."""

    name: str
    description: str
    """One line for help texts and documentation."""
    make: Callable[[RecipeInputs], Classifier]
    """Builds the unfitted estimator."""
    needs_encoder: bool = False
    """Whether it needs a sentence encoder."""
    options: frozenset[str] = frozenset()
    """Names of the `RecipeOptions` it accepts; setting any other is an error."""
    note: Callable[[RecipeInputs], str] | None = None
    """What the user should know about the estimator that is built, in words; None for nothing."""
    pool: Callable[[RecipeInputs], LogLinearPool] | None = None
    """Builds what each label of a question that takes several gets; None if the recipe learns one label a sentence."""
    types: tuple[type, ...] = ()
    """The classes of this project that a saved estimator may contain; a model file with any other is not opened."""


def linear(seed: int, *, C: float, balanced: bool = True) -> WideLogisticRegression:  # noqa: N803
    """A logistic regression for sparse features."""
    return WideLogisticRegression(C=C, class_weight="balanced" if balanced else None, max_iter=1000, random_state=seed)


def sparse_features(columns: tuple[str, ...], *of_sentence: Words | Characters) -> FeatureUnion | Words | Characters:
    """Features of the sentence, and of the words of each further column as separate features."""
    if not columns and len(of_sentence) == 1:
        return of_sentence[0]
    named: list[tuple[str, Words | Characters | Pipeline]] = [
        (type(part).__name__.lower(), part) for part in of_sentence
    ]
    for column in columns:
        source = NearTarget() if column == "target" else Column(column)
        named.append((column, Pipeline([("texts", source), ("words", Words())])))
    return FeatureUnion(named)
