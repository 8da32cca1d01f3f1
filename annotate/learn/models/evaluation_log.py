"""The evaluation log of a model folder: uses of its test set, and evaluations on other data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.errors import ModelError

TEST_SET_USES, EXTERNAL = "looks.jsonl", "elsewhere.jsonl"


def entries(folder: Path, name: str) -> list[dict[str, Any]]:
    """The entries in the file `name` of a model folder, oldest first; none if there is no such file.

    Raises
    ------
    ModelError
        If the file is not JSON Lines.
    """
    path = folder / name
    if not path.is_file():
        return []
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError as error:
        raise ModelError(f"{path}: not JSON Lines ({error}); restore it, the card is made from it") from error


def add_entry(folder: Path, name: str, entry: Mapping[str, Any], *, key: str | None = None) -> int:
    """Add `entry` to the file `name`, replacing one with the same `key`; returns the number of entries."""
    others = [one for one in entries(folder, name) if key is None or one.get(key) != entry[key]]
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in (*others, entry)]
    (folder / name).write_text("".join(lines), encoding="utf-8")
    return len(lines)
