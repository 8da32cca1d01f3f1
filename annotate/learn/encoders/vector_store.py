"""A cache of sentence vectors on disk, keyed by content, so that no sentence is encoded twice.

There is one SQLite file for each set of weights. Several processes may read and write it at once. A damaged file is set
aside and replaced, since everything in it can be recomputed. A file does not grow beyond `LIMIT`: the least recently
used vectors are deleted.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

Vectors = npt.NDArray[Any]

LIMIT = 2_000_000_000
"""Maximum size of a file in bytes: about 420,000 sentences with the installed weights, or 230,000 with a target."""
_AT_ONCE = 500
_TIMEOUT = 60.0
_HOUR = 3600  # uses are recorded to the hour, so that repeated look-ups within one only read
_TABLES = """
    CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS uses (key BLOB PRIMARY KEY, hour INTEGER) WITHOUT ROWID;
"""
_USE = "INSERT INTO uses VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET hour = max(hour, excluded.hour)"
_OLDEST = """
    DELETE FROM vectors WHERE key IN (
        SELECT vectors.key FROM vectors LEFT JOIN uses USING (key) ORDER BY uses.hour
        LIMIT (SELECT 1 + count(*) / 5 FROM vectors)
    )
"""


def default_folder() -> Path:
    """The default folder of the cache, in the user's cache folder."""
    return Path(platformdirs.user_cache_dir("stance-annotate")) / "vectors"


class VectorStore:
    """Vectors of texts for one set of weights.

    Parameters
    ----------
    folder
        The folder of the file; created if it does not exist.
    name
        Identifies the weights and settings the vectors come from; each name has a file of its own.
    limit
        Size of the file in bytes beyond which the least recently used fifth of its vectors is deleted.
    """

    def __init__(self, folder: Path, name: str, limit: int = LIMIT) -> None:
        self.path = folder / f"{name}.sqlite"
        self.limit = limit

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of `texts`, by text; texts without a stored vector are left out."""
        if not self.path.is_file():
            return {}
        keys = {_key(text): text for text in texts}
        known: dict[str, Vectors] = {}
        for part in _parts(list(keys)):
            rows = self._with_database(partial(_select, keys=part))
            known |= {keys[key]: np.frombuffer(vector, dtype=np.float16) for key, vector in rows}
        return known

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Store one vector per text; a text that has one already keeps it, and the file is kept below its limit."""
        rows = [
            (_key(t), np.ascontiguousarray(v, dtype=np.float16).tobytes()) for t, v in zip(texts, vectors, strict=True)
        ]
        self._with_database(partial(_insert, rows=rows, limit=self.limit))

    def _with_database(
        self, work: Callable[[sqlite3.Connection], list[tuple[bytes, bytes]]]
    ) -> list[tuple[bytes, bytes]]:
        try:
            with self._opened() as base:
                return work(base)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # damaged, as after a full disk or a crash of the machine
            self.path.replace(self.path.with_suffix(".damaged"))
            with self._opened() as base:
                return work(base)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=_TIMEOUT)) as base, base:
            base.executescript(_TABLES)
            yield base


def _select(base: sqlite3.Connection, keys: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    marks = ",".join("?" * len(keys))
    rows = base.execute(
        f"SELECT key, vector, hour FROM vectors LEFT JOIN uses USING (key) WHERE key IN ({marks})",  # noqa: S608
        keys,
    ).fetchall()
    now = _hour()
    base.executemany(_USE, [(key, now) for key, _, hour in rows if hour is None or hour < now])
    return [(key, vector) for key, vector, _ in rows]


def _insert(base: sqlite3.Connection, rows: list[tuple[bytes, bytes]], limit: int) -> list[tuple[bytes, bytes]]:
    base.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
    base.executemany(_USE, [(key, _hour()) for key, _ in rows])
    while _size(base) > limit and base.execute(_OLDEST).rowcount:
        base.execute("DELETE FROM uses WHERE key NOT IN (SELECT key FROM vectors)")
    return []


def _size(base: sqlite3.Connection) -> int:
    """Bytes in use, without free pages, which SQLite reuses before the file grows."""
    (pages,), (free,), (size,) = (
        base.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _hour() -> int:
    return int(time.time() // _HOUR)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _parts(keys: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
