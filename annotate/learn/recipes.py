"""Recipes: how a classifier is made from labelled sentences. Each is a few lines and gives a fresh estimator.

Every estimator is fitted with ``fit(X, y, groups=None)`` on a list of texts or a table with a ``text`` column, and then
has ``predict``, ``predict_proba`` and ``classes_``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import SVC

from annotate.errors import InputError, ModelError
from annotate.learn.columns import Texts
from annotate.learn.encoder import Encoder
from annotate.learn.votes import Recipe, Vote
from annotate.learn.weights import MINILM, why_no_encoder
from annotate.learn.words import Words


@dataclass(frozen=True)
class Built:
    """A fresh estimator, the recipe it follows, and what the user must know about it (mostly nothing)."""

    estimator: Any
    recipe: str
    note: str = ""


def build(name: str, *, seed: int = 0, encoder: str = MINILM) -> Built:
    """The estimator of the recipe `name`, or its best substitute with a ``note`` that says so.

    Raises
    ------
    InputError
        If there is no such recipe.
    """
    if name not in RECIPES:
        raise InputError(f"no recipe {name!r}; there are {', '.join(RECIPES)}")
    missing = why_no_encoder(encoder) if name in NEED_ENCODER else ""
    if missing:
        note = (
            f"recipe {name} needs the sentence encoder, and {missing}; trained from words alone, which costs accuracy"
        )
        return Built(words_and_characters(seed=seed), "words_and_characters", note)
    return Built(RECIPES[name](seed=seed, encoder=encoder), name)


def fast(*, seed: int = 0, encoder: str = MINILM) -> Recipe:
    """Words and pairs of words, linear: a hundred thousand sentences a second."""
    return Recipe([("texts", Texts()), ("words", Words()), ("linear", _linear(seed))])


def words_and_characters(*, seed: int = 0, encoder: str = MINILM) -> Recipe:
    """Words, pairs of words and pieces of words, linear: the best there is without an encoder."""
    return Recipe([("texts", Texts()), ("features", _words_and_pieces()), ("linear", _linear(seed))])


def default(*, seed: int = 0, encoder: str = MINILM) -> Recipe:
    """The vote of a linear model on words and a kernel on sentence vectors.

    Raises
    ------
    ModelError
        If the encoder's weights are not installed; says what to install.
    """
    missing = why_no_encoder(encoder)
    if missing:
        raise ModelError(missing)
    sparse = make_pipeline(_words_and_pieces(), _linear(seed))
    dense = make_pipeline(Encoder(encoder), _kernel(seed))
    return Recipe([("texts", Texts()), ("vote", Vote([("words", sparse), ("encoder", dense)]))])


RECIPES: Mapping[str, Callable[..., Recipe]] = MappingProxyType(
    {"fast": fast, "default": default, "words_and_characters": words_and_characters}
)
"""Every recipe by its name."""

OUR_TYPES = (
    "annotate.learn.columns.Texts",
    "annotate.learn.encoder.Encoder",
    "annotate.learn.votes.Recipe",
    "annotate.learn.votes.Vote",
    "annotate.learn.words.Words",
)
"""The types of this project that a saved estimator may hold, as skops names them."""

NEED_ENCODER = frozenset({"default"})
"""The recipes that cannot do without a sentence encoder."""


def _linear(seed: int) -> LogisticRegression:
    return LogisticRegression(C=3, class_weight="balanced", max_iter=1000, random_state=seed)


def _kernel(seed: int) -> CalibratedClassifierCV:
    return CalibratedClassifierCV(SVC(C=4, class_weight="balanced", random_state=seed), ensemble=False)


def _words_and_pieces() -> FeatureUnion:
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return FeatureUnion([("words", Words()), ("pieces", pieces)])
