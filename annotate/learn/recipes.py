"""Recipes: how a classifier is made from labelled sentences. Each is a few lines and gives a fresh estimator.

Every estimator is fitted with ``fit(X, y, groups=None)`` on a list of texts or a table with a ``text`` column, and then
has ``predict``, ``predict_proba`` and ``classes_``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from annotate.errors import InputError, ModelError
from annotate.learn.columns import Texts
from annotate.learn.encoder import Encoder
from annotate.learn.kernels import Kernel
from annotate.learn.targets import Column, NearTarget
from annotate.learn.votes import Recipe, Vote
from annotate.learn.weights import MINILM, why_no_encoder
from annotate.learn.words import Words


@dataclass(frozen=True)
class Built:
    """A fresh estimator, the recipe it follows, and what the user must know about it (mostly nothing)."""

    estimator: Any
    recipe: str
    note: str = ""


def build(name: str, *, seed: int = 0, encoder: str = MINILM, columns: Sequence[str] = ()) -> Built:
    """The estimator of the recipe `name`, or its best substitute with a ``note`` that says so.

    Parameters
    ----------
    encoder
        The weights of the sentence encoder; see `annotate.learn.weights`.
    columns
        What it looks at beside ``text``: any of `MORE_COLUMNS`; with ``target``, a row is a sentence and a target.

    Raises
    ------
    InputError
        If there is no such recipe, or it cannot look at such a column.
    """
    if name not in RECIPES:
        raise InputError(f"no recipe {name!r}; there are {', '.join(RECIPES)}")
    for column in columns:
        if column not in MORE_COLUMNS:
            raise InputError(f"no recipe looks at a column {column!r}; choose from {', '.join(MORE_COLUMNS)}")
    missing = why_no_encoder(encoder) if name in NEED_ENCODER else ""
    if missing:
        note = (
            f"recipe {name} needs the sentence encoder, and {missing}; trained from words alone, which costs accuracy"
        )
        return Built(words_and_characters(seed=seed, columns=columns), "words_and_characters", note)
    return Built(RECIPES[name](seed=seed, encoder=encoder, columns=columns), name)


def fast(*, seed: int = 0, encoder: str = MINILM, columns: Sequence[str] = ()) -> Recipe:
    """Words and pairs of words, linear: a hundred thousand sentences a second."""
    return Recipe([("words", _features(columns, Words())), ("linear", _linear(seed, C=3))])


def words_and_characters(*, seed: int = 0, encoder: str = MINILM, columns: Sequence[str] = ()) -> Recipe:
    """Words, pairs of words and pieces of words, linear: the best there is without an encoder."""
    return Recipe([("words", _features(columns, Words(), _pieces())), ("linear", _linear(seed, C=30))])


def default(*, seed: int = 0, encoder: str = MINILM, columns: Sequence[str] = ()) -> Recipe:
    """The vote of a linear model on words and a kernel on sentence vectors.

    Raises
    ------
    ModelError
        If the encoder's weights are not installed; says what to install.
    """
    missing = why_no_encoder(encoder)
    if missing:
        raise ModelError(missing)
    words = words_and_characters(seed=seed, columns=columns)
    vectors = Recipe([("encoder", Encoder(encoder, target="target" in columns)), ("kernel", Kernel(C=2, gamma=0.25))])
    return Recipe([("vote", Vote([("words", words), ("vectors", vectors)]))])


RECIPES: Mapping[str, Callable[..., Recipe]] = MappingProxyType(
    {"fast": fast, "default": default, "words_and_characters": words_and_characters}
)
"""Every recipe by its name."""

OUR_TYPES = (
    "annotate.learn.columns.Texts",
    "annotate.learn.encoder.Encoder",
    "annotate.learn.kernels.Kernel",
    "annotate.learn.targets.Column",
    "annotate.learn.targets.NearTarget",
    "annotate.learn.votes.Recipe",
    "annotate.learn.votes.Vote",
    "annotate.learn.words.Words",
)
"""The types of this project that a saved estimator may hold, as skops names them."""

MORE_COLUMNS = ("before", "after", "speaker", "target")
"""What a recipe can look at beside the sentence itself."""

NEED_ENCODER = frozenset({"default"})
"""The recipes that cannot do without a sentence encoder."""


def _linear(seed: int, C: float) -> LogisticRegression:  # noqa: N803
    return LogisticRegression(C=C, class_weight="balanced", max_iter=1000, random_state=seed)


def _pieces() -> Pipeline:
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return Pipeline([("texts", Texts()), ("pieces", pieces)])


def _features(columns: Sequence[str], *of_sentence: Any) -> FeatureUnion | Words:
    """Words of the sentence, beside those of each further column, each a feature space of its own."""
    if not columns and len(of_sentence) == 1:
        return of_sentence[0]
    named = [(type(part).__name__.lower(), part) for part in of_sentence]
    for column in columns:
        source = NearTarget() if column == "target" else Column(column)
        named.append((column, Pipeline([("texts", source), ("words", Words())])))
    return FeatureUnion(named)
