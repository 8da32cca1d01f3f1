"""The rows that charts draw: shares with intervals, and the words each mark bears."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd

from annotate.counts import SENTENCE
from annotate.estimation.design.summed_scores import ITEM
from annotate.estimation.options import Least
from annotate.reporting._wording import many, percent, span

TOO_FEW = "too few labels"


def marked(shares: pd.DataFrame, name: Callable[[pd.Series], str]) -> pd.DataFrame:
    """`shares` with ``words`` (what a mark says when it is reached) and ``end`` (where its interval ends).

    Parameters
    ----------
    name
        What the words call a row before its share, such as ``The Courier, critical``.
    """
    item = shares.attrs.get(ITEM, SENTENCE).partition(" ")[0]
    words = [f"{name(row)}: {share_in_words(row, item)}" for _, row in shares.iterrows()]
    end = shares["high"].astype(float).fillna(shares["share"].astype(float))
    return shares.assign(words=words, end=end)


def share_in_words(row: pd.Series, item: str = SENTENCE) -> str:
    """A share with its interval and what it is based on: 38 % (95 % CI 31 to 45), 210 sentences, 24 labelled."""
    if pd.isna(row["share"]):
        return f"no share, too few labelled {item}s ({int(row['labelled'])} of {int(row['n']):,} {item}s)"
    interval = "" if pd.isna(row["low"]) else f" (95 % CI {span(row['low'], row['high'])})"
    labelled = f", {int(row['labelled'])} labelled" if row["labelled"] else ""
    return f"{percent(row['share'])}{interval}, {int(row['n']):,} {item}s{labelled}"


def why_no_chart(groups: pd.DataFrame, by: str, least: Least) -> str:
    """Why no group of the column `by` has a share, and about how many labels would give half of them one.

    Parameters
    ----------
    groups
        Rows with ``n`` and ``labelled``, at least one for each group.
    """
    sizes = groups.drop_duplicates(by)
    size, labelled = int(sizes["n"].sum()), int(sizes["labelled"].sum())
    of_them = (
        f"of {many(size, groups.attrs.get(ITEM, SENTENCE))} {labelled:,} {'is' if labelled == 1 else 'are'} labelled"
    )
    each = f"each {by} needs {least.labelled} in {least.articles} articles"
    words = f"There are {TOO_FEW} for a chart by {by}: {of_them}, and {each}."
    needed = min(size, math.ceil(least.labelled * size / float(sizes["n"].median())))
    if needed <= labelled:  # more than enough if they were spread as the sentences are
        return f"{words} The table says what each lacks."
    return f"{words} About {needed:,} in all, drawn at random, are needed for half of the {by}s to have as many."


def drawable(frame: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    """The rows of `columns` as a chart takes them."""
    rows = frame[columns].astype(object)
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()} for row in rows.to_dict("records")
    ]
