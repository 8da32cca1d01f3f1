"""Explanations of a prediction: the words that matter, and the most similar training sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer

from annotate._types import Array
from annotate.errors import InputError
from annotate.learn.encoders.encoder import Encoder
from annotate.learn.endpoints.prompted_classifier import prompted_in
from annotate.learn.models.trained_model import Model

MOST_WORDS = 300
"""Maximum number of words in a sentence to explain; the model predicts once for each word left out."""
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


@dataclass(frozen=True)
class Explanation:
    """The label of a sentence and the reasons for it."""

    text: str
    label: str
    probabilities: dict[str, float]
    words: pd.DataFrame
    """``word``, ``start``, ``end`` (offsets in ``text``) and ``push``: how much the label's probability falls without
    the word, negative if the word is evidence against the label. In the order of the sentence."""
    nearest: pd.DataFrame
    """``likeness`` (cosine, 0 to 1), ``label``, ``sentence_id`` and ``text`` of the most similar training sentences;
    empty if the model was saved without texts."""
    likeness: str
    """What the similarity compares: ``words``, or ``vectors`` of the model's encoder."""


def explain(model: Model, text: str, *, label: str | None = None, nearest: int = 5, **context: str) -> Explanation:
    """Explain the label that `model` gives to `text`, or the probability of another `label`.

    The push of a word is measured by leaving it out (occlusion: Zeiler and Fergus, ECCV 2014; Li et al.,
    arXiv 1612.08220), which works with any model.

    Parameters
    ----------
    context
        Values of further columns that the model uses: ``before``, ``after``, ``speaker``, ``target``; empty if not
        given.

    Raises
    ------
    InputError
        If the text has no words or too many, or the model does not have the label.
    """
    if (asked := prompted_in(model)) is not None:
        raise InputError(
            f"{model.name} asks the language model {asked.llm}, whose reasons cannot be measured by leaving out words; "
            "train distilled with it as teacher and explain that model"
        )
    spans = [match.span() for match in _WORD.finditer(text)]
    if not spans:
        raise InputError("the text has no words to explain; give a whole sentence")
    if len(spans) > MOST_WORDS:
        raise InputError(f"the text has {len(spans)} words; explain one of at most {MOST_WORDS} words")
    if label is not None and label not in model.labels:
        raise InputError(f"`label` {label}: unknown; the model has {', '.join(model.labels)}")
    context = dict.fromkeys(set(model.columns) - {"text"}, "") | context
    probabilities = model.predict_proba(_frame([text, *(text[:start] + text[end:] for start, end in spans)], context))
    chosen = label or model.labels[int(probabilities[0].argmax())]
    column = model.labels.index(chosen)
    words = pd.DataFrame(
        {
            "word": [text[start:end] for start, end in spans],
            "start": [start for start, _ in spans],
            "end": [end for _, end in spans],
            "push": probabilities[0, column] - probabilities[1:, column],
        }
    )
    similar, likeness = _nearest(model, text, nearest)
    by_label = {name: float(value) for name, value in zip(model.labels, probabilities[0], strict=True)}
    return Explanation(text, chosen, by_label, words, similar, likeness)


def _frame(texts: list[str], context: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({"text": texts} | {name: [value] * len(texts) for name, value in context.items()})


def _nearest(model: Model, text: str, count: int) -> tuple[pd.DataFrame, str]:
    columns = ["likeness", "label", "sentence_id", "text"]
    if "text" not in model.sentences.columns:
        return pd.DataFrame(columns=columns), "words"
    learned = model.sentences[model.sentences["part"].isin(model.info.split.learned_from)]
    texts = learned["text"].astype("str").tolist()
    encoder = next(_encoders(model.estimator), None)
    if encoder is None:
        vectors = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit(texts)
        likeness = (vectors.transform(texts) @ vectors.transform([text]).T).toarray().ravel()
    else:
        likeness = _cosine(encoder.transform(texts), encoder.transform([text])[0])
    best = np.argsort(-likeness, kind="stable")[:count]
    rows = learned.iloc[best].assign(likeness=likeness[best])[columns].reset_index(drop=True)
    return rows, "words" if encoder is None else "vectors"


def _cosine(many: Array, one: Array) -> Array:
    return many @ one / (np.linalg.norm(many, axis=1) * np.linalg.norm(one) + 1e-12)


def _encoders(thing: Any) -> Iterator[Encoder]:
    if isinstance(thing, Encoder):
        if hasattr(thing, "digest_"):
            yield thing
    elif isinstance(thing, BaseEstimator):
        for value in vars(thing).values():
            yield from _encoders(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from _encoders(value)
