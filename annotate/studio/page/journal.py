"""A journal: one JSON document a line, each on disk before `Journal.append` returns."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io.writing import unwritable, write_private


class Journal:
    """The journal in one file, which only its owner can read."""

    def __init__(self, path: Path) -> None:
        """Open the journal at `path`; it is made with the first entry."""
        self.path = path

    def entries(self) -> list[dict[str, Any]]:
        """The entries, the oldest first; a last line that was cut off while it was written is removed.

        Raises
        ------
        InputError
            If a line is damaged, or the file cannot be read.
        """
        try:
            content = self.path.read_bytes() if self.path.exists() else b""
            whole, _, rest = content.rpartition(b"\n")
            if rest:  # it was never confirmed to anybody
                os.truncate(self.path, len(content) - len(rest))
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read ({error.strerror}); make it readable") from error
        read = []
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            if not isinstance(entry, dict):
                raise InputError(f"{self.path}:{number}: damaged; correct or delete that line, and nothing else")
            read.append(entry)
        return read

    def append(self, entry: Mapping[str, Any]) -> None:
        """Write `entry` and wait until it is on disk.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                data = line.encode("utf-8", "surrogatepass")
                while data:
                    data = data[os.write(handle, data) :]
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise unwritable(self.path, error) from error

    def replace(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Replace all entries by `entries`; without any, there is no file."""
        lines = [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries]
        if not lines:
            self.path.unlink(missing_ok=True)
            return
        write_private(self.path, "".join(lines))
