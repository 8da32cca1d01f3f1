"""The processes that split chunks of a corpus, forked from a server that has imported what they need."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateError
from annotate.io.processes import (
    exit_with_parent,
    forked_pool,
    interrupts_blocked,
    kill_workers,
    script_hidden,
    start_server,
)
from annotate.progress import Advance

if TYPE_CHECKING:
    from annotate.text._corpus_chunks import CorpusChunk

MOST_FILES = 200
MOST_BYTES = 3_000_000
"""Files of a chunk and their size; a larger table is cut. One process takes some two seconds for it, which is about
what starting others costs."""
_AHEAD = 2
"""Chunks that wait for each process; more would only take memory."""
_IMPORTED_ONCE = ["annotate.text.corpus", "annotate.io.parsing", "annotate.io.formats.delimited"]


def prepare(files: Sequence[Path], workers: int | None) -> None:
    """Start the server from which processes are forked, if `files` are more than one chunk.

    If it is called early, the server's imports run beside those of this process.
    """
    several = len(files) > MOST_FILES or sum(path.stat().st_size for path in files) > MOST_BYTES
    if workers != 1 and several:
        start_server(_IMPORTED_ONCE)


def split_in_processes(
    split: Callable[[CorpusChunk], None], chunks: Iterator[CorpusChunk], workers: int, advance: Advance
) -> None:
    """Call `split` for every chunk in one of `workers` processes, and `advance` with its size when it is done.

    Raises
    ------
    AnnotateError
        If a process was killed.
    """
    with forked_pool(workers, _IMPORTED_ONCE, _start, (os.getcwd(),)) as pool:
        try:
            with script_hidden():
                futures: dict[Future[None], int] = {}
                for chunk in chunks:
                    with interrupts_blocked():
                        futures[pool.submit(split, chunk)] = chunk.size
                    while len(futures) >= _AHEAD * workers:
                        _wait_for_one(futures, advance)
                while futures:
                    _wait_for_one(futures, advance)
        except KeyboardInterrupt:
            kill_workers(pool)  # those of a server do not hear Ctrl-C; what they were doing is done again
            raise
        except BrokenProcessPool as error:
            raise AnnotateError("a worker process was killed (out of memory?); run again with `workers` 1") from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _wait_for_one(futures: dict[Future[None], int], advance: Advance) -> None:
    for future in wait(futures, return_when=FIRST_COMPLETED).done:
        future.result()
        advance(futures.pop(future))


def _start(directory: str) -> None:
    exit_with_parent()
    os.chdir(directory)  # the server may have been started in another folder
