"""A store of sentence vectors by content, so that nothing is encoded twice.

One SQLite file per set of weights. Two processes may read and write it at once; a file that is damaged is set aside and
made again, since everything in it can be computed anew. A file grows to `LIMIT` and no further: the vectors that were
not asked for the longest make room.
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
"""Bytes of one file: some 420,000 sentences of the installed weights at 4.7 kB, or 230,000 with a target."""
_AT_ONCE = 500
_TIMEOUT = 60.0
_HOUR = 3600  # as exactly as uses are noted: what cross-validation asks for again and again is then only read
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
    limit
        Bytes of the file beyond which the fifth that was unused for the longest is dropped.
    """

    def __init__(self, folder: Path, name: str, limit: int = LIMIT) -> None:
        self.path = folder / f"{name}.sqlite"
        self.limit = limit

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors known of `texts`."""
        if not self.path.is_file():
            return {}
        keys = {_key(text): text for text in texts}
        known: dict[str, Vectors] = {}
        for part in _parts(list(keys)):
            rows = self._with_database(partial(_select, keys=part))
            known |= {keys[key]: np.frombuffer(vector, dtype=np.float16) for key, vector in rows}
        return known

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep one vector a text; a text already known keeps the vector it has, and the oldest unused make room."""
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
        except sqlite3.DatabaseError:  # not a database any more: a full disk or a machine that fell over
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
    """Bytes in use; pages that are free are filled again before the file grows."""
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
