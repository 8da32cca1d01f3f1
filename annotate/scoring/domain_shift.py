"""Domain shift: how much new coverage differs from the training text, measured without labels.

There are three measures: how well a classifier separates the two (the classifier two-sample test of Lopez-Paz and
Oquab 2017, arXiv 1610.06545), the share of new words that are out of the training vocabulary, and how much the model's
confidence and its predicted label shares differ from training.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array, Integers
from annotate.tables import PROBABILITY

ALIKE, SOMEWHAT, UNLIKE = "alike", "somewhat unlike", "unlike"
BANDS = (0.65, 0.80)
"""AUCs from which coverage is called somewhat unlike, and unlike. The limits are conventional."""

_VERDICTS = {
    ALIKE: "The new text reads like the training text",
    SOMEWHAT: "The new text is somewhat unlike the training text",
    UNLIKE: "The new text is unlike the training text, so its labels may be much worse than measured",
}

MOST = 1500
"""Most sentences of either side that are compared; more would change little."""

LEAST = 30
"""With fewer on either side there is no result."""

_FOLDS = 5
_WORD = re.compile(r"[^\W\d_]{2,}")
_FORMER_NAMES = {
    "unseen": "out_of_vocabulary",
    "unseen_before": "out_of_vocabulary_in_training",
    "sureness": "confidence",
    "sureness_before": "confidence_in_training",
    "shift": "label_shift",
    "words": "summary",
}


@dataclass(frozen=True)
class DomainShift:
    """How new text differs from the training text.

    Attributes
    ----------
    level
        `ALIKE`, `SOMEWHAT` or `UNLIKE`, by the AUC.
    auc
        Cross-validated AUC of a classifier that separates new from training sentences, on articles it has not seen:
        0.5 (chance) to 1 (perfect).
    out_of_vocabulary, out_of_vocabulary_in_training
        Share of the words of the new text that are not in the training text, 0 to 1, and, for comparison, the mean
        share of each fifth of the training text against the rest.
    confidence, confidence_in_training
        Mean of the highest probability on new sentences, and its out-of-fold mean on training sentences, 0 to 1; None
        without scores.
    label_shift
        Total variation distance of the predicted label shares from those in training, 0 to 1; None without scores.
    new, old
        Number of new and of training sentences compared.
    summary
        All of it in words, for reports.
    """

    level: str
    auc: float
    out_of_vocabulary: float
    out_of_vocabulary_in_training: float
    confidence: float | None
    confidence_in_training: float | None
    label_shift: float | None
    new: int
    old: int
    summary: str = ""

    @property
    def verdict(self) -> str:
        """The first clause of `summary`, without numbers."""
        return _VERDICTS[self.level]

    def as_dict(self) -> dict[str, Any]:
        """The attributes by name, as they are stored beside scores."""
        return asdict(self)

    @classmethod
    def of(cls, noted: Mapping[str, Any]) -> DomainShift:
        """Restore what `as_dict` returned in this or an earlier version.

        Raises
        ------
        TypeError
            If attributes are missing.
        """
        known = {field.name for field in fields(cls)}
        named = {_FORMER_NAMES.get(name, name): value for name, value in noted.items()}
        return cls(**{name: value for name, value in named.items() if name in known})


def domain_shift(model: Any, sentences: pd.DataFrame, *, seed: int = 0) -> DomainShift | None:
    """How much `sentences` differ from the training text of `model`.

    None if the model's folder does not include its training text, or if either side has fewer than `LEAST` sentences.
    Text is compared by sentences, also where these are paired with several targets; confidence and labels by pairs.

    Parameters
    ----------
    model
        An `annotate.learn.models.trained_model.Model`; its ``sentences`` are the training text.
    sentences
        New sentences with ``text``, and if available ``article_id`` and ``p_<label>``.
    seed
        For drawing up to `MOST` sentences of either side, and for the folds.
    """
    old = getattr(model, "sentences", None)
    if old is None or "text" not in old.columns:
        return None
    old = old[old["text"].notna()].assign(group=_groups(old, "article"))
    new = sentences[sentences["text"].notna()].assign(group=_groups(sentences, "article_id"))
    scores = _of_scores(model, _sample(old, seed), _sample(new, seed))
    old, new = _sample(_once(old), seed), _sample(_once(new), seed)
    if len(old) < LEAST or len(new) < LEAST:
        return None
    auc = domain_auc(old["text"].tolist(), new["text"].tolist(), old["group"].tolist(), new["group"].tolist(), seed)
    level = ALIKE if auc < BANDS[0] else SOMEWHAT if auc < BANDS[1] else UNLIKE
    shift = DomainShift(
        level,
        auc,
        *_out_of_vocabulary(old["text"].tolist(), new["text"].tolist(), old["group"]),
        *scores,
        new=len(new),
        old=len(old),
    )
    return replace(shift, summary=_summary(shift))


def domain_auc(
    old: Sequence[str], new: Sequence[str], old_groups: Sequence[Any], new_groups: Sequence[Any], seed: int = 0
) -> float:
    """The cross-validated AUC, 0.5 to 1, of a logistic regression that separates `new` from `old` texts by their words.

    Groups (articles) are never divided between folds, so that names in a story do not identify its sentences. An AUC
    below 0.5, which is chance, is returned as 0.5.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    side = np.r_[np.zeros(len(old)), np.ones(len(new))]
    fold = np.r_[_folds(old_groups, seed), _folds(new_groups, seed)]
    # TF-IDF weights do not depend on the sides, so one matrix serves all folds. A text counts as on one side: a word
    # that occurs once would else be a feature where its sentence is on both, as one drawn from the new text is.
    try:
        words = TfidfVectorizer(sublinear_tf=True, min_df=2).fit((Counter(old) | Counter(new)).elements())
        matrix = words.transform([*old, *new])
    except ValueError:  # no word occurs in two texts, as in languages without spaces between words
        return 0.5
    probability = np.empty(len(side))
    for number in range(_FOLDS):
        test = fold == number
        if test.any():
            classifier = LogisticRegression(class_weight="balanced", max_iter=300)
            probability[test] = classifier.fit(matrix[~test], side[~test]).predict_proba(matrix[test])[:, 1]
    return float(max(0.5, roc_auc_score(side, probability)))


def _folds(groups: Sequence[Any], seed: int) -> Integers:
    """The fold of each row, shuffled by groups; with fewer groups than folds, rows are shuffled instead."""
    codes, names = pd.factorize(np.array([str(group) for group in groups], dtype=object))
    if len(names) < _FOLDS:
        codes = np.arange(len(codes))
    order = np.random.default_rng(seed).permutation(codes.max() + 1)
    return np.asarray(order[codes] % _FOLDS)


def _groups(frame: pd.DataFrame, column: str) -> pd.Series:
    alone = pd.Series([f"row {number}" for number in range(len(frame))], index=frame.index, dtype=object)
    return frame[column].astype(object).where(frame[column].notna(), alone) if column in frame.columns else alone


def _sample(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    return frame.sample(MOST, random_state=seed) if len(frame) > MOST else frame


def _once(frame: pd.DataFrame) -> pd.DataFrame:
    """Each sentence once, of those that are paired with several targets."""
    if not {"sentence_id", "target"} <= set(frame.columns):
        return frame
    return frame[~frame.duplicated("sentence_id") | frame["sentence_id"].isna()]


def _out_of_vocabulary(old: Sequence[str], new: Sequence[str], groups: pd.Series) -> tuple[float, float]:
    old_words, new_words = [_words(text) for text in old], [_words(text) for text in new]
    fold = pd.factorize(groups)[0] % _FOLDS
    # Both sides are compared with vocabularies of four fifths of the training text, so that the shares are comparable.
    in_new, in_old = [], []
    for number in range(_FOLDS):
        vocabulary = {word for words, f in zip(old_words, fold, strict=True) if f != number for word in words}
        in_new.append(_share(new_words, vocabulary))
        in_old.append(_share([w for w, f in zip(old_words, fold, strict=True) if f == number], vocabulary))
    return float(np.nanmean(in_new)), float(np.nanmean(in_old))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _share(texts: Sequence[Sequence[str]], vocabulary: set[str]) -> float:
    words = [word for text in texts for word in text]
    return float(np.mean([word not in vocabulary for word in words])) if words else float("nan")


def _of_scores(model: Any, old: pd.DataFrame, new: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    """Mean confidence on new sentences and in training, and the label shift."""
    columns = [PROBABILITY + label for label in model.labels]
    if getattr(model, "several", False):  # neither is defined where labels do not exclude each other
        return None, None, None
    if not {*columns} <= {*new.columns} or not {*columns} <= {*old.columns}:
        return None, None, None
    before, now = old[columns].dropna().to_numpy(dtype=float), new[columns].dropna().to_numpy(dtype=float)
    if not len(before) or not len(now):
        return None, None, None
    distance = np.abs(_label_shares(now) - _label_shares(before)).sum() / 2
    return float(now.max(axis=1).mean()), float(before.max(axis=1).mean()), float(distance)


def _label_shares(probabilities: Array) -> Array:
    predicted: Integers = probabilities.argmax(axis=1)
    return np.bincount(predicted, minlength=probabilities.shape[1]) / len(probabilities)


def _summary(shift: DomainShift) -> str:
    summary = (
        f"{shift.verdict}: a classifier separates them with AUC {shift.auc:.2f} (0.50 is chance, 1.00 perfect), and "
        f"{100 * shift.out_of_vocabulary:.0f} % of its words are not in the training text (within the training text: "
        f"{100 * shift.out_of_vocabulary_in_training:.0f} %)."
    )
    if shift.confidence is not None and shift.label_shift is not None:
        summary += (
            f" Mean confidence is {shift.confidence:.2f} (in training {shift.confidence_in_training:.2f}). Predicted "
            f"label shares differ from training by {100 * shift.label_shift:.0f} points (total variation distance)."
        )
    if shift.level != ALIKE:
        summary += " Label a random sample of the new text and let annotate estimate correct the shares."
    return summary
