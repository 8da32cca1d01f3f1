"""What a recipe is, what it may be asked for, and the features that recipes share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from annotate.learn.encoders.weights import MINILM
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.features.bag_of_words import Words
from annotate.learn.features.inputs import Texts
from annotate.learn.features.target_features import Column, NearTarget

FEATURE_TYPES: tuple[type, ...] = (Words, Texts, Column, NearTarget)
"""The transformers of this project behind `sparse_features`, for `Recipe.types`."""


@dataclass(frozen=True)
class RecipeOptions:
    """What a user may ask of a recipe; each recipe says in `Recipe.options` which of these it accepts."""

    encoder: str | None = None
    """The weights of the sentence encoder, see `annotate.learn.encoders.weights`; None for the installed ones."""
    minutes: float | None = None
    """How long candidates may be compared; None for the recipe's own limit."""
    unlabelled: tuple[str, ...] = ()
    """Texts of the coverage that will be scored, for recipes that learn from unlabelled text."""

    def named(self) -> dict[str, object]:
        """The options that were set, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}


@dataclass(frozen=True)
class RecipeInputs:
    """Everything an estimator is built from."""

    columns: tuple[str, ...] = ()
    """Columns to use beside ``text``; any of `annotate.learn.recipes.catalogue.COLUMNS`."""
    seed: int = 0
    options: RecipeOptions = field(default_factory=RecipeOptions)

    @property
    def encoder(self) -> str:
        """The weights to encode sentences with."""
        return self.options.encoder or MINILM


@dataclass(frozen=True)
class Recipe:
    """A way to make a classifier. A new one is a module with such a record and a line in the catalogue."""

    name: str
    description: str
    """One line for help texts and documentation."""
    make: Callable[[RecipeInputs], Classifier]
    """Builds an estimator that is not yet fitted."""
    needs_encoder: bool = False
    """Whether it cannot be made without a sentence encoder."""
    options: frozenset[str] = frozenset()
    """Names of the `RecipeOptions` it accepts; any other that is set is refused."""
    types: tuple[type, ...] = ()
    """The classes of this project that a saved estimator may hold; a model file with any other is not opened."""


def linear(seed: int, *, C: float, balanced: bool = True) -> LogisticRegression:  # noqa: N803
    """A logistic regression for sparse features."""
    return LogisticRegression(C=C, class_weight="balanced" if balanced else None, max_iter=1000, random_state=seed)


def characters() -> Pipeline:
    """TF-IDF of character n-grams within words."""
    n_grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return Pipeline([("texts", Texts()), ("n_grams", n_grams)])


def sparse_features(columns: tuple[str, ...], *of_sentence: Words | Pipeline) -> FeatureUnion | Words | Pipeline:
    """Features of the sentence, beside the words of each further column in a feature space of their own."""
    if not columns and len(of_sentence) == 1:
        return of_sentence[0]
    named: list[tuple[str, Words | Pipeline]] = [(type(part).__name__.lower(), part) for part in of_sentence]
    for column in columns:
        source = NearTarget() if column == "target" else Column(column)
        named.append((column, Pipeline([("texts", source), ("words", Words())])))
    return FeatureUnion(named)
