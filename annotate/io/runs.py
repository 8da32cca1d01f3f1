"""Runs that can be stopped at any moment and resumed: a locked folder beside the output keeps finished work."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from filelock import FileLock, Timeout

from annotate.errors import InputError, limit_reached
from annotate.io.writing import written_whole

T = TypeVar("T")
_NOTE, _LOCK = "run.json", "lock"


class Run:
    """A context manager for the folder with a run's finished work, locked against other runs.

    Parameters
    ----------
    output
        The file that the run writes. The folder is beside it, as ``.OUTPUT.parts``; for ``-`` it is a temporary one.
    identity
        The run's inputs, options and layout, serializable as JSON. Work of a run with another identity is removed.

    Attributes
    ----------
    folder
        Folder for the run's files. It is kept on exit so that the run can be resumed, unless it is empty or `remove`
        was called.
    """

    def __init__(self, output: Path | str, identity: Mapping[str, Any]) -> None:
        self._is_temporary = str(output) == "-"
        self._output = Path(output)
        self.folder = self._output.parent / f".{self._output.name}.parts"
        self._identity = json.loads(json.dumps(dict(identity), default=str))
        self._settled: dict[str, Any] = {}
        self._lock: FileLock | None = None

    def __enter__(self) -> Self:
        """Create the folder, or open that of an interrupted run with the same identity.

        Raises
        ------
        InputError
            If the folder cannot be written to, or another run has locked it.
        """
        try:
            if self._is_temporary:
                self.folder = Path(tempfile.mkdtemp(prefix="annotate-"))
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self.folder / _LOCK)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise InputError(
                f"{self.folder}: another run is writing {self._output}; wait for it, or choose another `output`"
            ) from error
        except OSError as error:
            raise InputError(
                f"{self._output}: cannot be written ({error.strerror}); choose another `output`"
            ) from error
        note = self._note()
        if note.get("run") == self._identity:
            self._settled = note["settled"]
        else:
            self._clear()
            self._write()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Unlock the folder, and remove it if it has no finished work.

        Raises
        ------
        InputError
            If the run ended since the disk is full, or for another limit of the machine.
        """
        if self._is_temporary or not self._files():
            self.remove()
        if self._lock is not None:
            self._lock.release()
        if isinstance(error, OSError) and not error.filename and (limit := limit_reached(error)):
            raise InputError(f"{self._output}: {limit}") from error

    def settled(self, name: str, settle: Callable[[], T]) -> T:
        """The value (JSON holds it) that `settle` returned when the run first started; resumed runs get the same."""
        if name not in self._settled:
            self._settled[name] = settle()
            self._write()
        return cast(T, self._settled[name])

    def remove(self) -> None:
        """Remove the folder, once the output is complete."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _files(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [path for path in self.folder.iterdir() if path.name not in (_LOCK, _NOTE)]

    def _clear(self) -> None:
        for path in self._files():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _note(self) -> dict[str, Any]:
        try:
            note = json.loads((self.folder / _NOTE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def _write(self) -> None:
        with written_whole(self.folder / _NOTE) as beside:
            beside.write_text(json.dumps({"run": self._identity, "settled": self._settled}), encoding="utf-8")
