"""What was drawn: articles, sentences, and near-duplicates that share the label of their original."""

from __future__ import annotations

import numpy as np
import pandas as pd

from annotate._types import Flags, Integers, Reals
from annotate.columns import LINE, most_in_one_outlet
from annotate.counts import many, plural
from annotate.errors import InputError
from annotate.estimation.design.summed_scores import counts_of
from annotate.estimation.options import check_weights

_SOME = 5
"""So many articles of several sentences, all of them labelled in full and no other in part, were drawn whole."""
_FEW_ARTICLES = 0.7
"""Labels in less than this share of the articles expected were not drawn sentence by sentence."""

_SHOWN = 40

CARRIED = "__carried__"
"""A column: whether a label is that of the sentence that a sentence is a near-duplicate of."""


def with_near_duplicates(gold: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """`gold` with labels of near-duplicates: a batch holds one of several sentences that are alike, for all of them."""
    gold = gold.assign(**{CARRIED: False})
    if "duplicate_of" not in rows.columns:
        return gold
    alike = rows.loc[rows["duplicate_of"].notna(), ["sentence_id", "duplicate_of"]]
    alike = alike[~alike["sentence_id"].isin(gold["sentence_id"])]
    theirs = alike.merge(gold.rename(columns={"sentence_id": "duplicate_of"}), on="duplicate_of")
    theirs[CARRIED] = True
    return pd.concat([gold, theirs[gold.columns]], ignore_index=True) if len(theirs) else gold


def note_on_carried(count: int, item: str) -> list[str]:
    """A note on labels that `count` near-duplicates have of their originals, which tables count as labelled."""
    if not count:
        return []
    of_these = f"labelled: {count:,} of these {plural(item)}"
    if count == 1:
        return [f"{of_these} is a near-duplicate and has the label of its original."]
    return [f"{of_these} are near-duplicates and have the label of their original."]


def clusters_of(frame: pd.DataFrame) -> Integers:
    """A number for each row's article; a row without ``article_id`` is an article of its own."""
    if "article_id" not in frame.columns:
        return np.arange(len(frame))
    codes, names = pd.factorize(frame["article_id"])
    lone = codes < 0
    codes = codes.astype(np.int64)
    codes[lone] = len(names) + np.arange(int(lone.sum()))
    return codes


def notes_on_articles(frame: pd.DataFrame, corpus: bool) -> list[str]:
    """A note on sentences whose article is unknown; where a `corpus` is all there is, that does not matter."""
    count = counts_of(frame)
    lone = (
        frame["article_id"].isna().to_numpy(dtype=bool) if "article_id" in frame.columns else np.ones(len(frame), bool)
    )
    if corpus or not lone.any():
        return []
    which = "no sentence has" if lone.all() else f"{count[lone].sum():,} of {count.sum():,} sentences have no"
    which = "no sentence has an" if lone.all() else which
    return [
        f"{which} article_id; each counts as an article of its own, so intervals are too narrow where sentences of one "
        "article are alike"
    ]


def masses_of(rows: pd.DataFrame, weights: str | None) -> Reals:
    """How much each row counts: 1, or the number in the column `weights`.

    Raises
    ------
    InputError
        If there is no such column, one of its values is no number of at least 0, or all are 0.
    """
    if weights is None:
        return np.ones(len(rows))
    check_weights(list(map(str, rows.columns)), weights)
    values = pd.to_numeric(rows[weights], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = ~(np.isfinite(values) & (values >= 0))
    if wrong.any():
        row = rows.iloc[int(wrong.argmax())]
        where = f"{weights} {str(row[weights])[:40]!r} of sentence {row['sentence_id']}"
        raise InputError(f"`weights`: {where} is not a number of at least 0; fill it in or leave the sentence out")
    if not values.any():
        raise InputError(f"`weights`: every {weights} is 0, so nothing counts")
    return np.asarray(values / np.average(values, weights=counts_of(rows)))


def whole_articles(cluster: Integers, drawn: Flags, count: Integers) -> int:
    """How many articles are labelled, if they were drawn whole: all in full, some of several sentences; else 0."""
    sizes = np.bincount(cluster, weights=count)
    labels = np.bincount(cluster, weights=drawn)
    some = labels > 0
    whole = bool((labels[some] == sizes[some]).all()) and np.count_nonzero(labels > 1) >= _SOME
    return int(some.sum()) if whole and not some.all() else 0


def drawn_by_article(cluster: Integers, drawn: Flags, count: Integers) -> bool:
    """Whether articles are labelled in full or not at all, or in far fewer than sentences drawn one by one would be."""
    if not drawn.any():
        return False
    sizes = np.bincount(cluster, weights=count)
    labels = np.bincount(cluster, weights=drawn)
    in_part = (labels > 0) & (labels < sizes)
    if not in_part.any() and np.count_nonzero((labels > 1) & (sizes > 1)) >= _SOME and (labels < sizes).any():
        return True
    expected = float((1 - (1 - drawn.sum() / count.sum()) ** sizes[sizes > 0]).sum())
    return len(np.unique(cluster[drawn])) < _FEW_ARTICLES * expected


def original_of(rows: pd.DataFrame) -> Integers:
    """A number for each sentence; near-duplicates, which share a label, share that of their original."""
    numbers = np.arange(len(rows))
    if "duplicate_of" not in rows.columns:
        return numbers
    original = pd.Index(rows["sentence_id"]).get_indexer(pd.Index(rows["duplicate_of"]))
    return np.where(original >= 0, original, numbers)


def self_representing(rows: pd.DataFrame, original: Integers, drawn: Flags, known: Flags) -> Flags:
    """Rows of a labelled line that is repeated so often that its label stands for its appearances and for no other.

    Those of a drawn sentence that is repeated more often than any without a label: no other is like it, so it
    represents itself alone, as the largest units of a survey do (Kish 1965, Survey Sampling). And those of a line of
    one outlet whose label represents nothing else anyway, as it was drawn with certainty: each appearance counts in its
    own article. News that several outlets copied counts in that of the original.

    Parameters
    ----------
    rows
        The scored sentences.
    original
        The number of the sentence that each row repeats, or its own.
    drawn, known
        Rows whose label represents others, too, and those whose label represents itself alone.
    """
    count = counts_of(rows)
    sizes = np.bincount(original, weights=count)
    labelled, representing, certain = np.zeros((3, len(sizes)), dtype=bool)
    labelled[original[drawn | known]], representing[original[drawn]], certain[original[known]] = True, True, True
    most = max(LINE - 1, sizes[~labelled].max(initial=0))
    often = (certain & (sizes >= LINE))[original]
    line = np.zeros(len(sizes), dtype=bool)
    if often.any():
        outlets = rows["outlet"][often] if "outlet" in rows.columns else None
        here = most_in_one_outlet(original[often], outlets, count[often])
        line[: len(here)] = here >= LINE
    return np.asarray((representing & (sizes > most) | line)[original])


def notes_on_repeated(rows: pd.DataFrame, original: Integers, labelled: Flags, alone: Flags) -> list[str]:
    """Notes on labels that hold for many near-duplicates of their sentence, such as a line under every article.

    `alone` are the `self_representing` ones among the `labelled`. Of several labels the note names the sentence with
    the most near-duplicates.
    """
    sizes = np.bincount(original[labelled], minlength=len(rows))
    repeated = np.flatnonzero(sizes >= LINE)
    stand_for_none = "its label counts for these alone and stands for no other sentence"
    widen = (
        "they count as one, which widens intervals of their outlets and months, as others without a label are "
        "repeated as often"
    )
    notes = []
    for effect, kind in ((stand_for_none, alone), (widen, ~alone)):
        lines = repeated[kind[repeated]]
        if not len(lines):
            continue
        row = lines[np.argmax(sizes[lines])]
        note = (
            f"sentence {rows['sentence_id'].iloc[row]}{_quoted(rows, row)} and its near-duplicates are "
            f"{sizes[row]:,} of {labelled.sum():,} labelled sentences with one label: {effect}"
        )
        if len(lines) > 1:
            least, others = int(sizes[lines].min()), len(lines) - 1
            note += f"; the same holds for {many(others, 'other sentence')} with {least:,} or more of such"
        are = "it is" if len(lines) == 1 else "they are"
        them = "it" if len(lines) == 1 else "them"
        notes.append(
            f"{note}; if {are} no prose, leave {them} out of sentences and scores, or count near-duplicates once"
        )
    return notes


def _quoted(rows: pd.DataFrame, row: int) -> str:
    """The beginning of a sentence for a message, up to a space, between commas; empty if its text is not known."""
    text = rows["text"].iloc[row] if "text" in rows.columns else None
    if pd.isna(text):
        return ""
    whole = str(text)
    shown = whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN].rsplit(' ', 1)[0]} …"
    return f", {shown!r},"
