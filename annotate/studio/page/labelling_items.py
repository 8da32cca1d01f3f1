"""What a person labels: the sentences of a batch with what helps to judge them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.studio._tasks import item_key, marks_of
from annotate.tables import BATCH, conform

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = ("before", "after", "title", "outlet", "speaker", "target")


@dataclass(frozen=True)
class Item:
    """A sentence, or a pair of a sentence and a target, with its context."""

    key: str
    """What identifies it: the sentence's identifier, with the target where there is one."""
    sentence_id: str
    text: str
    before: str = ""
    after: str = ""
    title: str = ""
    outlet: str = ""
    published: str = ""
    """The day."""
    speaker: str = ""
    target: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    """Where the text names the target, as offsets of characters."""

    def about(self, words: Mapping[str, str]) -> str:
        """Outlet, day and speaker in one line, in the `words` of a labelling page."""
        speaker = words["speaker"].format(name=self.speaker) if self.speaker else ""
        return " · ".join(word for word in (self.outlet, self.published, speaker) if word)


def items_of(batch: pd.DataFrame) -> list[Item]:
    """The items of `batch`, in its order.

    Raises
    ------
    InputError
        If it is empty, lacks a column, or has a sentence without text, or one (with one target) twice.
    """
    rows = conform(batch, BATCH, "batch")
    if not len(rows):
        raise InputError("batch: no sentences in it; draw some with annotate sample")
    for name in BATCH.required:
        empty = (rows[name].isna() | rows[name].astype("str").str.strip().eq("")).to_numpy(dtype=bool)
        if empty.any():
            raise InputError(f"batch: row {int(empty.argmax()) + 1}: no {name}; fill it in, or leave the row out")
    keys = keys_of(rows)
    if len(set(keys)) < len(keys):
        again = next(key for key, count in Counter(keys).items() if count > 1).replace("\t", " about ")
        raise InputError(f"batch: sentence {again} is in it twice; remove one")
    columns = [name for name in (*BATCH.columns, "title", "target", "target_start", "target_end") if name in rows]
    cells = rows[columns].astype(object).where(rows[columns].notna(), "")
    return [_item(key, row) for key, row in zip(keys, cells.to_dict("records"), strict=True)]


def keys_of(table: pd.DataFrame) -> list[str]:
    """The key of the item of each row: of a batch, or of a table of annotations."""
    targets = table["target"].tolist() if "target" in table.columns else [None] * len(table)
    return [item_key(str(one), target) for one, target in zip(table["sentence_id"], targets, strict=True)]


def _item(key: str, row: Mapping[str, Any]) -> Item:
    text = str(row["text"])
    shown = {name: str(row.get(name, "")) for name in _SHOWN}
    marks = marks_of(text, shown["target"], (row.get("target_start", ""), row.get("target_end", "")))
    published = str(row.get("published", ""))[:10]
    return Item(key, str(row["sentence_id"]), text, published=published, marks=marks, **shown)
