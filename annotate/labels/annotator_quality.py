"""Annotator quality: who drifts away from the others over time, goes too fast to have read, or knows the answers."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from scipy.stats import binomtest, chi2_contingency

from annotate._types import Array, Flags
from annotate.answer_labels import labels_in, membership
from annotate.errors import InputError
from annotate.labels.annotations import current_annotations
from annotate.scheme import SEVERAL
from annotate.tables import item_columns

RUN = 8
"""Sentences in a row from which a fast stretch is suspicious."""
TOO_FAST = 1.5
"""Seconds in which nobody reads a sentence of news and answers."""
OF_USUAL = 0.25
"""Or this share of the time the same annotator usually takes."""
TRAINING = ("annotator", "round", "question", "sentences", "right", "share", "low", "high", "confused")
"""The columns of `training_scores`."""
_HALVES = ("answers", "agreed_early", "agreed_late", "label", "share_early", "share_late", "p_value")
"""The columns of `annotator_drift` beside annotator and question."""


def annotator_drift(annotations: pd.DataFrame) -> pd.DataFrame:
    """For each annotator and question the first half of the annotations beside the second, the greatest change first.

    Columns: ``annotator``, ``question``, ``answers``, ``agreed_early`` and ``agreed_late`` (the share of the others'
    annotations of the same sentences that are the same; NaN where there are none), ``label`` whose share moved most,
    ``share_early``, ``share_late``, and ``p_value`` of a chi-squared test that labels are as frequent in both halves,
    times the number of tests (Bonferroni). Annotators with fewer than 20 dated annotations are left out.

    Where answers have several labels (``economy|fish``), each label is tested by itself, also with Bonferroni's
    correction, and ``label`` is that of the smallest p-value.
    """
    rows = []
    for question, one_question in current_annotations(annotations).groupby("question", sort=False):
        dated = one_question[one_question["annotated_at"].notna()].assign(agreed=_agreed(one_question))
        for annotator, mine in dated.groupby("annotator", sort=True):
            if len(mine) >= 20:
                rows.append({"annotator": annotator, "question": question, **_halves(mine.sort_values("annotated_at"))})
    table = pd.DataFrame(rows, columns=["annotator", "question", *_HALVES])
    table["p_value"] = (table["p_value"] * len(table)).clip(upper=1.0)
    return table.sort_values("p_value", kind="stable").reset_index(drop=True)


def fast_runs(annotations: pd.DataFrame) -> pd.DataFrame:
    """Stretches of at least `RUN` sentences that one annotator answered too fast, the longest first.

    Too fast is under `TOO_FAST` seconds, or under a quarter of the annotator's median. Columns: ``annotator``,
    ``sentences``, ``median`` and ``usual`` (seconds a sentence in the stretch, and of this annotator), ``same_label``
    (the share of the commonest label), ``begin``, ``end``, and ``first`` and ``last`` (the ids of these sentences).
    """
    current = current_annotations(annotations)
    timed = current[current["lead_time"].notna() & current["annotated_at"].notna()]
    rows = []
    for annotator, mine in timed.groupby("annotator", sort=True):
        each = mine.drop_duplicates(item_columns(mine)).sort_values("annotated_at", kind="stable")
        usual = each["lead_time"].median()
        fast = each["lead_time"] < max(TOO_FAST, OF_USUAL * usual)
        for _, stretch in each[fast].groupby((fast != fast.shift()).cumsum()[fast]):
            if len(stretch) >= RUN:
                rows.append({"annotator": annotator, "usual": usual, **_stretch(stretch)})
    columns = ["annotator", "sentences", "median", "usual", "same_label", "begin", "end", "first", "last"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "sentences", ascending=False, kind="stable", ignore_index=True
    )


def _agreed(annotations: pd.DataFrame) -> pd.Series:
    """For each annotation the share of the others' annotations of the same sentence that are the same."""
    item = item_columns(annotations)
    others = annotations.groupby(item)["label"].transform("size") - 1
    same = annotations.groupby([*item, "label"])["label"].transform("size") - 1
    return (same / others).where(others > 0)


def _halves(mine: pd.DataFrame) -> dict[str, object]:
    late = np.arange(len(mine)) >= len(mine) // 2
    labels = sorted(labels_in(mine["label"]))
    chosen = membership(mine["label"], labels)
    early, later = chosen[~late].mean(axis=0), chosen[late].mean(axis=0)
    if (chosen.sum(axis=1) == 1).all():
        moved, p = int(np.abs(later - early).argmax()), _p_value(late, mine["label"].to_numpy())
    else:
        each = [_p_value(late, chosen[:, place]) for place in range(len(labels))]
        moved, p = int(np.argmin(each)), min(1.0, min(each) * len(labels))
    return {
        "answers": len(mine),
        "agreed_early": mine["agreed"][~late].mean(),
        "agreed_late": mine["agreed"][late].mean(),
        "label": labels[moved],
        "share_early": float(early[moved]),
        "share_late": float(later[moved]),
        "p_value": p,
    }


def _p_value(late: Flags, answers: Array) -> float:
    """Of a chi-squared test that `answers` are as frequent in the `late` half as in the other."""
    counts = pd.crosstab(late, answers)
    return float(chi2_contingency(counts.to_numpy()).pvalue) if counts.shape[1] > 1 else 1.0


def _stretch(part: pd.DataFrame) -> dict[str, object]:
    return {
        "sentences": len(part),
        "median": part["lead_time"].median(),
        "same_label": part["label"].value_counts(normalize=True).iloc[0],
        "begin": part["annotated_at"].iloc[0].isoformat(),
        "end": part["annotated_at"].iloc[-1].isoformat(),
        "first": part["sentence_id"].iloc[0],
        "last": part["sentence_id"].iloc[-1],
    }


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
    return pd.DataFrame(rows, columns=list(TRAINING))


def _pair(expected: str, chosen: object) -> tuple[str, str]:
    """Both answers, with the labels of each in one order."""
    return _sorted(str(expected)), "" if pd.isna(chosen) else _sorted(str(chosen))


def _sorted(labels: str) -> str:
    return SEVERAL.join(sorted(labels.split(SEVERAL)))
