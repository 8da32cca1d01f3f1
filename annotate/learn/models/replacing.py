"""Where a model is saved: a folder that appears whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from annotate.errors import InputError

_ABOUT = "model.json"


def check_place(folder: str | Path) -> Path:
    """`folder` as a path where a model could be saved; asked before training, which may take an hour.

    Raises
    ------
    InputError
        If something else is there, or nothing can be made in the nearest folder above it.
    """
    folder = Path(folder)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / _ABOUT).is_file()):
        raise InputError(f"{folder}: is there already and no model folder; choose another place with -o")
    above = next(parent for parent in folder.absolute().parents if parent.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=above):
            return folder
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); choose another place with -o") from error


def replace_folder(folder: Path, content: Mapping[str, bytes]) -> None:
    """Put files with `content` at `folder` in place of what is there; raise `OSError` and leave that if it fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        new, old = beside / "new", beside / "old"
        new.mkdir()
        for name, data in content.items():
            (new / name).write_bytes(data)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
