"""A store of sentence vectors by content, so that nothing is encoded twice.

One SQLite file per set of weights. Two processes may read and write it at once; a file that is damaged is set aside and
made again, since everything in it can be computed anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

Vectors = npt.NDArray[Any]

_AT_ONCE = 500
_PATIENCE = 60.0


def default_folder() -> Path:
    """Where vectors are kept unless told otherwise: the user's cache folder."""
    return Path(platformdirs.user_cache_dir("stance-annotate")) / "vectors"


class VectorStore:
    """Vectors of texts for one set of weights.

    Parameters
    ----------
    folder
        Where the file lies; made if it is not there.
    name
        Says which weights and settings the vectors come from; vectors under another name are never mixed in.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.sqlite"

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors known of `texts`."""
        if not self.path.is_file():
            return {}
        keys = {_key(text): text for text in texts}
        found: dict[str, Vectors] = {}
        for part in _parts(list(keys)):
            rows = self._doing(partial(_select, keys=part))
            found |= {keys[key]: np.frombuffer(vector, dtype=np.float16) for key, vector in rows}
        return found

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep one vector a text; a text already known keeps the vector it has."""
        rows = [
            (_key(t), np.ascontiguousarray(v, dtype=np.float16).tobytes()) for t, v in zip(texts, vectors, strict=True)
        ]
        self._doing(partial(_insert, rows=rows))

    def _doing(self, work: Callable[[sqlite3.Connection], list[tuple[bytes, bytes]]]) -> list[tuple[bytes, bytes]]:
        try:
            with self._opened() as base:
                return work(base)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # not a database any more: a full disk or a machine that fell over
            self.path.replace(self.path.with_suffix(".damaged"))
            with self._opened() as base:
                return work(base)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as base, base:
            base.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
            yield base


def _select(base: sqlite3.Connection, keys: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    marks = ",".join("?" * len(keys))
    return base.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", keys).fetchall()  # noqa: S608


def _insert(base: sqlite3.Connection, rows: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    base.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
    return []


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _parts(keys: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
