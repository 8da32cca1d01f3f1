"""How unlike the text a model learned from new coverage is: a reason to doubt its scores before anyone checks them.

Three looks, none of which needs a label. Can a classifier tell the two apart (the classifier two-sample test of
Lopez-Paz and Oquab 2017, arXiv 1610.06545)? How many of the new words did the training text not have? Is the model as
sure of the new sentences as it was of the old ones, and does it give the same labels as often?
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from annotate._types import Array, Integers
from annotate.tables import PROBABILITY

ALIKE, SOMEWHAT, UNLIKE = "alike", "somewhat unlike", "unlike"
BANDS = (0.65, 0.80)
"""From these AUCs on the coverage is called somewhat unlike, and unlike. Conventions, as all such bands are."""

_VERDICTS = {
    ALIKE: "The new text reads like the text the model learned from",
    SOMEWHAT: "The new text is somewhat unlike the text the model learned from",
    UNLIKE: "The new text is unlike the text the model learned from, so its labels may be much worse than measured",
}

MOST = 1500
"""Sentences of either side that are compared; more would change little."""

LEAST = 30
"""With fewer on either side nothing is said."""

_FOLDS = 5
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Drift:
    """What was found.

    Attributes
    ----------
    level
        `ALIKE`, `SOMEWHAT` or `UNLIKE`, by the AUC.
    auc
        How well a classifier tells new from old sentences of articles it has not seen: 0.5 not at all, 1 always.
    unseen, unseen_before
        The share of running words that the training text does not have, in the new text and, for comparison, in each
        fifth of the training text against the rest.
    sureness, sureness_before
        The mean of the highest probability on new sentences, and on training sentences by models that had not seen
        their articles; None where there are no scores.
    shift
        Half the sum of the differences in the labels' shares, 0 to 1; None where there are no scores.
    new, old
        How many sentences were compared.
    words
        All of it in plain words.
    """

    level: str
    auc: float
    unseen: float
    unseen_before: float
    sureness: float | None
    sureness_before: float | None
    shift: float | None
    new: int
    old: int
    words: str = ""

    @property
    def verdict(self) -> str:
        """The first clause of `words`: how alike, without the figures."""
        return _VERDICTS[self.level]

    def as_dict(self) -> dict[str, Any]:
        """The attributes by name, as the scores' metadata hold them."""
        return asdict(self)


def drift(model: Any, sentences: pd.DataFrame, *, seed: int = 0) -> Drift | None:
    """How unlike the text `model` learned from `sentences` are; None where it kept no text, or there is too little.

    Parameters
    ----------
    model
        A `annotate.learn.models.trained_model.Model`; its ``sentences`` hold the text it learned from.
    sentences
        New sentences, with ``text``, ``article_id`` where known, and ``p_<label>`` where they are scored already.
    """
    old = getattr(model, "sentences", None)
    if old is None or "text" not in old.columns:
        return None
    old = _some(old[old["text"].notna()].assign(group=_groups(old, "article")), seed)
    new = _some(sentences[sentences["text"].notna()].assign(group=_groups(sentences, "article_id")), seed)
    if len(old) < LEAST or len(new) < LEAST:
        return None
    auc = told_apart(old["text"].tolist(), new["text"].tolist(), old["group"].tolist(), new["group"].tolist(), seed)
    unseen, unseen_before = _unseen(old["text"].tolist(), new["text"].tolist(), old["group"])
    sureness, sureness_before, shift = _scores(model, old, new)
    level = ALIKE if auc < BANDS[0] else SOMEWHAT if auc < BANDS[1] else UNLIKE
    found = Drift(level, auc, unseen, unseen_before, sureness, sureness_before, shift, len(new), len(old))
    return Drift(**{**found.as_dict(), "words": _in_words(found)})


def told_apart(
    old: Sequence[str], new: Sequence[str], old_groups: Sequence[Any], new_groups: Sequence[Any], seed: int = 0
) -> float:
    """The cross-validated AUC of a classifier that tells `new` from `old` texts by their words, 0.5 to 1.

    Groups (articles) are kept whole, so that the names in one story do not tell its sentences apart. An AUC under one
    half, which is chance, counts as one half.
    """
    side = np.r_[np.zeros(len(old)), np.ones(len(new))]
    fold = np.r_[_folds(old_groups, seed), _folds(new_groups, seed)]
    # The weights of words need no knowledge of the sides, so one matrix serves all folds.
    matrix = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform([*old, *new])
    chance = np.empty(len(side))
    for number in range(_FOLDS):
        here = fold == number
        if here.any():
            classifier = LogisticRegression(class_weight="balanced", max_iter=300)
            chance[here] = classifier.fit(matrix[~here], side[~here]).predict_proba(matrix[here])[:, 1]
    return float(max(0.5, roc_auc_score(side, chance)))


def _folds(groups: Sequence[Any], seed: int) -> Integers:
    """A fold for each group, shuffled; a side that is one article is cut within it."""
    codes, names = pd.factorize(np.array([str(group) for group in groups], dtype=object))
    if len(names) < _FOLDS:
        codes = np.arange(len(codes))
    order = np.random.default_rng(seed).permutation(codes.max() + 1)
    return np.asarray(order[codes] % _FOLDS)


def _groups(frame: pd.DataFrame, column: str) -> pd.Series:
    alone = pd.Series([f"row {number}" for number in range(len(frame))], index=frame.index, dtype=object)
    return frame[column].astype(object).where(frame[column].notna(), alone) if column in frame.columns else alone


def _some(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    return frame.sample(MOST, random_state=seed) if len(frame) > MOST else frame


def _unseen(old: Sequence[str], new: Sequence[str], groups: pd.Series) -> tuple[float, float]:
    old_words, new_words = [_words(text) for text in old], [_words(text) for text in new]
    fold = pd.factorize(groups)[0] % _FOLDS
    # A vocabulary of four fifths for both, so that the comparison is of like with like.
    there, elsewhere = [], []
    for number in range(_FOLDS):
        known = {word for words, f in zip(old_words, fold, strict=True) if f != number for word in words}
        there.append(_share(new_words, known))
        elsewhere.append(_share([w for w, f in zip(old_words, fold, strict=True) if f == number], known))
    return float(np.nanmean(there)), float(np.nanmean(elsewhere))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _share(texts: Sequence[Sequence[str]], known: set[str]) -> float:
    words = [word for text in texts for word in text]
    return float(np.mean([word not in known for word in words])) if words else float("nan")


def _scores(model: Any, old: pd.DataFrame, new: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    columns = [PROBABILITY + label for label in model.labels]
    if not {*columns} <= {*new.columns} or not {*columns} <= {*old.columns}:
        return None, None, None
    before, now = old[columns].dropna().to_numpy(dtype=float), new[columns].dropna().to_numpy(dtype=float)
    if not len(before) or not len(now):
        return None, None, None
    shift = np.abs(_label_shares(now) - _label_shares(before)).sum() / 2
    return float(now.max(axis=1).mean()), float(before.max(axis=1).mean()), float(shift)


def _label_shares(probabilities: Array) -> Array:
    chosen: Integers = probabilities.argmax(axis=1)
    return np.bincount(chosen, minlength=probabilities.shape[1]) / len(probabilities)


def _in_words(found: Drift) -> str:
    words = (
        f"{found.verdict}: a classifier tells them apart with AUC {found.auc:.2f} (0.50 not at all, 1.00 always), and "
        f"{100 * found.unseen:.0f} % of its words were not in the training text (within that: "
        f"{100 * found.unseen_before:.0f} %)."
    )
    if found.sureness is not None and found.sureness_before is not None and found.shift is not None:
        words += (
            f" The model's mean confidence is {found.sureness:.2f} (in training {found.sureness_before:.2f}), and "
            f"{100 * found.shift:.0f} % of sentences would need another label for the same shares as in training."
        )
    if found.level != ALIKE:
        words += " Label a random sample of the new text and let annotate estimate correct the shares."
    return words
