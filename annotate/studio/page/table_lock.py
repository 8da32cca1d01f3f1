"""One writer of an annotations table at a time, whether people label into it or annotations are pulled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

TABLE_LOCK = "table.lock"


def labelling_folder(table: Path) -> Path:
    """Where those who label into `table` keep their files; it exists only while somebody does."""
    return table.parent / f".{table.name}.labelling"


@contextmanager
def table_lock(table: Path | None) -> Iterator[None]:
    """Keep those who label into `table` from writing it for as long as the block runs."""
    folder = None if table is None else labelling_folder(table)
    if folder is None or not folder.is_dir():
        yield
        return
    with FileLock(folder / TABLE_LOCK):
        yield
