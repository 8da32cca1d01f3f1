"""Answers by a hash of what was asked, so that nothing is asked, or paid for, twice.

One SQLite file that only its owner may read. It holds labels, probabilities and token counts under hashes: no sentence,
no prompt, no address and no key. Each answer is written as it arrives, so that a run that was killed resumes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import platformdirs

from annotate.errors import InputError

FILE = "answers.sqlite"
_VERSION = 1  # of how answers are read; answers read otherwise are asked for again
_TIMEOUT = 60.0


def default_folder() -> Path:
    """Where answers are kept outside a study: the user's cache folder."""
    return Path(platformdirs.user_cache_dir("stance-annotate"))


def key_of(url: str, body: Mapping[str, Any], draw: int) -> str:
    """The hash of a request: the address, everything that is sent, and which of repeated answers it is."""
    document = json.dumps([_VERSION, url, body, draw], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()


class AnswerCache:
    """The answers in the cache of `folder`; made when the first one is put there."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = Lock()
        self._base: sqlite3.Connection | None = None

    def get(self, key: str) -> dict[str, Any] | None:
        """What is kept under this hash; None where nothing is."""
        with self._lock:
            base = self._opened(make=False)
            row = None if base is None else base.execute("SELECT answer FROM answers WHERE key = ?", [key]).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def put(self, key: str, document: Mapping[str, Any]) -> None:
        """Keep `document` under this hash."""
        text = json.dumps(document, ensure_ascii=False)
        with self._lock:
            base = self._opened(make=True)
            assert base is not None
            try:
                base.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", [key, text])
            except sqlite3.Error as error:
                raise InputError(f"{self.path}: cannot be written ({error}); free space, then run again") from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._base is not None:
                self._base.close()
                self._base = None

    def _opened(self, *, make: bool) -> sqlite3.Connection | None:
        if self._base is None:
            if not make and not self.path.is_file():
                return None
            try:
                self._base = self._made()
            except sqlite3.DatabaseError:  # a full disk or a machine that crashed; every answer can be asked for again
                self.path.replace(self.path.with_suffix(".damaged"))
                self._base = self._made()
        return self._base

    def _made(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written ({error.strerror})") from error
        base = sqlite3.connect(self.path, timeout=_TIMEOUT, check_same_thread=False, isolation_level=None)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT) WITHOUT ROWID")
        return base
