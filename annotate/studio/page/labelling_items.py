"""What a person labels: the sentences of a batch with what helps to judge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotate.studio._tasks import checked_batch, marks_of
from annotate.tables import BATCH, item_keys

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
    rows = checked_batch(batch)
    columns = [name for name in (*BATCH.columns, "title", "target", "target_start", "target_end") if name in rows]
    cells = rows[columns].astype(object).where(rows[columns].notna(), "")
    return [_item(key, row) for key, row in zip(item_keys(rows), cells.to_dict("records"), strict=True)]


def _item(key: str, row: Mapping[str, Any]) -> Item:
    text = str(row["text"])
    shown = {name: str(row.get(name, "")) for name in _SHOWN}
    marks = marks_of(text, shown["target"], (row.get("target_start", ""), row.get("target_end", "")))
    published = str(row.get("published", ""))[:10]
    return Item(key, str(row["sentence_id"]), text, published=published, marks=marks, **shown)
