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
from annotate.learn.encoders.encoder import Encoder
from annotate.learn.encoders.weights import MINILM, why_no_encoder
from annotate.learn.estimators.distilling import Distilled
from annotate.learn.estimators.kernels import Kernel
from annotate.learn.estimators.model_selection import Choice
from annotate.learn.estimators.voting import Recipe, Vote
from annotate.learn.features.bag_of_words import Words
from annotate.learn.features.inputs import Texts
from annotate.learn.features.target_features import Column, NearTarget

_GRID: tuple[tuple[list[float], float, float, bool], ...] = (
    ([1, 2], 2, 0.25, True),
    ([2, 1], 4, 0.5, True),
    ([0, 1], 2, 0.25, True),
    ([1, 1], 8, 0.5, True),
    ([1, 1], 2, 0.25, False),
    ([0, 1], 4, 0.5, True),
    ([1, 1], 4, 1.0, True),
    ([1, 1], 1, 0.1, True),
    ([0, 1], 4, 1.0, False),
)
_RIPE = 400  # labels: with fewer, most words of a new sentence were never seen, and their vote is worth less


@dataclass(frozen=True)
class Built:
    """A fresh estimator, the recipe it follows, and what the user must know about it (mostly nothing)."""

    estimator: Any
    recipe: str
    note: str = ""


@dataclass(frozen=True)
class Options:
    """What can be said of a recipe; each takes what concerns it."""

    seed: int = 0
    encoder: str = MINILM
    """The weights of the sentence encoder; see `annotate.learn.encoders.weights`."""
    minutes: float = 10
    """How long `best` may compare candidates."""
    unlabelled: Sequence[str] = ()
    """Texts of the coverage that will be scored, from which `distilled` learns."""


def build(name: str, *, columns: Sequence[str] = (), **options: Any) -> Built:
    """The estimator of the recipe `name`, or its best substitute with a ``note`` that says so.

    Parameters
    ----------
    columns
        What it may look at beside ``text``: any of `MORE_COLUMNS`. With ``target`` a row is a sentence and a target.
    options
        See `Options`.

    Raises
    ------
    InputError
        If there is no such recipe, column or option.
    """
    if name not in RECIPES:
        raise InputError(f"no recipe {name!r}; there are {', '.join(RECIPES)}")
    for column in columns:
        if column not in MORE_COLUMNS:
            raise InputError(f"no recipe looks at a column {column!r}; choose from {', '.join(MORE_COLUMNS)}")
    try:
        asked = Options(**options)
    except TypeError as error:
        raise InputError(f"recipe {name}: {str(error).split('__init__() ')[-1]}") from error
    missing = why_no_encoder(asked.encoder) if name in NEED_ENCODER else ""
    note = ""
    if missing:
        note = (
            f"recipe {name} needs the sentence encoder, and {missing}; trained from words alone, which is less accurate"
        )
        name = "words_and_characters"
    return Built(RECIPES[name](columns=tuple(columns), **vars(asked)), name, note)


def fast(*, columns: Sequence[str] = (), seed: int = 0, **others: Any) -> Recipe:
    """Words and pairs of words, linear: a hundred thousand sentences a second."""
    return Recipe([("words", _features(columns, Words())), ("linear", _linear(seed, C=3))])


def words_and_characters(*, columns: Sequence[str] = (), seed: int = 0, C: float = 30, **others: Any) -> Recipe:  # noqa: N803
    """Words, pairs of words and pieces of words, linear: the best there is without an encoder."""
    return Recipe([("words", _features(columns, Words(), _pieces())), ("linear", _linear(seed, C=C))])


def default(*, columns: Sequence[str] = (), seed: int = 0, encoder: str = MINILM, **others: Any) -> Recipe:
    """The vote of a linear model on words and a kernel on sentence vectors.

    A linear model on the vectors as a third member was tried and is not worth it: 0.1 points of macro-F1 more on
    average over four sets and 60 to 1,200 labels, and up to 0.8 less at 1,200.

    Raises
    ------
    ModelError
        If the encoder's weights are not installed; says what to install.
    """
    return _vote(columns, seed, encoder, weights=[1, 1], kernel=Kernel(C=2, gamma=0.25))


def best(
    *, columns: Sequence[str] = (), seed: int = 0, encoder: str = MINILM, minutes: float = 10, **others: Any
) -> Choice:
    """The best of many in grouped cross-validation, as far as the minutes go: votes, kernels, weights of classes.

    Raises
    ------
    ModelError
        If the encoder's weights are not installed; says what to install.
    """
    candidates: list[tuple[str, Any]] = [("default", default(columns=columns, seed=seed, encoder=encoder))]
    for weights, C, gamma, balance in _GRID:  # noqa: N806
        named = (
            f"words {weights[0]} : kernel {weights[1]}, C {C}, gamma {gamma}{'' if balance else ', classes as found'}"
        )
        kernel = Kernel(C=C, gamma=gamma, balanced=balance)
        candidates.append((named, _vote(columns, seed, encoder, weights=weights, kernel=kernel, balanced=balance)))
    candidates.insert(4, ("words_and_characters", words_and_characters(columns=columns, seed=seed)))
    candidates.append(("fast", fast(columns=columns, seed=seed)))
    return Choice(candidates, minutes=minutes, seed=seed)


def distilled(
    *,
    columns: Sequence[str] = (),
    seed: int = 0,
    encoder: str = MINILM,
    unlabelled: Sequence[str] = (),
    **others: Any,
) -> Distilled:
    """A student as quick as `fast` that learns what `default` thinks of `unlabelled` texts.

    Raises
    ------
    InputError
        If it is to look at further columns, which the unlabelled texts do not have.
    ModelError
        If the encoder's weights are not installed; says what to install.
    """
    if columns and unlabelled:
        raise InputError(f"unlabelled texts come alone, without {', '.join(columns)}; leave the one or the other out")
    student = _linear(seed, C=10)
    teacher = default(columns=columns, seed=seed, encoder=encoder)
    return Distilled(teacher, _features(columns, Words()), student, tuple(unlabelled))


RECIPES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "fast": fast,
        "default": default,
        "best": best,
        "distilled": distilled,
        "words_and_characters": words_and_characters,
    }
)
"""Every recipe by its name."""

OUR_TYPES = (
    "annotate.learn.estimators.model_selection.Choice",
    "annotate.learn.features.inputs.Texts",
    "annotate.learn.estimators.distilling.Distilled",
    "annotate.learn.encoders.encoder.Encoder",
    "annotate.learn.estimators.kernels.Kernel",
    "annotate.learn.features.target_features.Column",
    "annotate.learn.features.target_features.NearTarget",
    "annotate.learn.estimators.voting.Recipe",
    "annotate.learn.estimators.voting.Vote",
    "annotate.learn.features.bag_of_words.Words",
)
"""The types of this project that a saved estimator may hold, as skops names them."""

MORE_COLUMNS = ("before", "after", "speaker", "quoted", "target")
"""What a recipe can look at beside the sentence itself."""

NEED_ENCODER = frozenset({"default", "best", "distilled"})
"""The recipes that cannot do without a sentence encoder."""


def _vote(
    columns: Sequence[str], seed: int, encoder: str, *, weights: list[float], kernel: Kernel, balanced: bool = True
) -> Recipe:
    missing = why_no_encoder(encoder)
    if missing:
        raise ModelError(missing)
    words = words_and_characters(columns=columns, seed=seed)
    if not balanced:
        words.set_params(linear__class_weight=None)
    vectors = Recipe([("encoder", Encoder(encoder, target="target" in columns)), ("kernel", kernel)])
    return Recipe([("vote", Vote([("words", words), ("vectors", vectors)], weights, _RIPE))])


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
