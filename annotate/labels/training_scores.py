"""How well coders answered sentences whose answers are known."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from annotate.errors import InputError
from annotate.scheme import SEVERAL

COLUMNS = ("annotator", "round", "question", "sentences", "right", "share", "low", "high", "confused")


def training_scores(training: pd.DataFrame, where: str = "training") -> pd.DataFrame:
    """A row for each annotator, round and question of a table of training.

    Columns ``annotator``, ``round``, ``question``; ``sentences`` with a known answer that were answered, and how many
    ``right``; their ``share`` (0 to 1) with ``low`` and ``high``, the bounds of Wilson's 95 % interval (Wilson 1927,
    Journal of the American Statistical Association 22); ``confused``, the known label and the one given instead that
    came up most often. Skipped sentences count as answered wrongly: the coder did not find the answer.

    Raises
    ------
    InputError
        If `training` has no answer to a question whose answer is known.
    """
    from scipy.stats import binomtest

    if "expected" not in training.columns or not training["expected"].notna().any():
        raise InputError(f"{where}: none of its answers has a known right one; train with annotate train-coders first")
    rows = []
    known = training[training["expected"].notna()]
    for (annotator, number, question), answers in known.groupby(["annotator", "round", "question"], sort=True):
        pairs = [_pair(*pair) for pair in zip(answers["expected"], answers["label"], strict=True)]
        right = sum(expected == chosen for expected, chosen in pairs)
        interval = binomtest(right, len(pairs)).proportion_ci(method="wilson")
        wrong = Counter(f"{expected} → {chosen or 'skipped'}" for expected, chosen in pairs if expected != chosen)
        worst = min(wrong, key=lambda words: (-wrong[words], words), default="")
        confused = f"{worst} ({wrong[worst]})" if worst else ""
        share = right / len(pairs)
        rows.append((annotator, int(number), question, len(pairs), right, share, interval.low, interval.high, confused))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _pair(expected: str, chosen: object) -> tuple[str, str]:
    """Both answers, with the labels of each in one order."""
    return _sorted(str(expected)), "" if pd.isna(chosen) else _sorted(str(chosen))


def _sorted(labels: str) -> str:
    return SEVERAL.join(sorted(labels.split(SEVERAL)))
