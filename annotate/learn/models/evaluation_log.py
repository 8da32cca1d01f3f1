"""What was found of a model after it was trained: looks at its test part, and how good it is on other data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.errors import ModelError

LOOKS, ELSEWHERE = "looks.jsonl", "elsewhere.jsonl"


def kept(folder: Path, name: str) -> list[dict[str, Any]]:
    """The findings in the file `name` of a model folder, the oldest first; none where there is no such file.

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
        raise ModelError(f"{path}: not JSON Lines ({error}); restore it, for the card is written from it") from error


def added(folder: Path, name: str, finding: Mapping[str, Any], *, key: str | None = None) -> int:
    """Add `finding` to the file `name`, in place of one with the same `key`; returns how many there are then."""
    others = [one for one in kept(folder, name) if key is None or one.get(key) != finding[key]]
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in (*others, finding)]
    (folder / name).write_text("".join(lines), encoding="utf-8")
    return len(lines)
