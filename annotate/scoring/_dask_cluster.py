"""Scoring on a Dask cluster.

Workers that see the files of this machine (a shared file system, or a cluster on this machine) read their own parts of
them and write their own scores, so that only names pass through the process that runs the command. To others chunks are
sent, and scores are returned.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow as pa

from annotate.errors import InputError, ModelError
from annotate.io.chunks import stamp_of
from annotate.io.processes import available_cores, folder_hidden, script_hidden
from annotate.scoring._engines import TRIES
from annotate.scoring._error_isolation import score_chunk
from annotate.scoring._input_chunks import Chunk, loaded, stamps_of
from annotate.scoring._scored_chunks import ScoredChunk, write_chunk
from annotate.scoring.score_tables import ScoringModel

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 2
"""Chunks queued for each worker in addition to the one it is scoring."""

_SECONDS_TO_CONNECT = 15


def score_on_cluster(
    model: ScoringModel,
    chunks: Iterable[Chunk],
    folder: Path,
    *,
    workers: int | None = None,
    address: str | None = None,
) -> Iterator[ScoredChunk]:
    """Score the chunks on the cluster at `address`, or on one of `workers` processes started here for this run.

    The model is sent once to each worker, including those that join later. If a worker dies, its chunk is sent to
    another one. Each chunk is read and its scores are written by the worker, where that sees the files.

    Raises
    ------
    InputError
        If Dask is not installed, or no cluster answers at `address`.
    ModelError
        If a chunk crashes every worker it is sent to.
    """
    with _client(workers, address) as client:
        name = f"annotate-{model.name}"
        client.register_plugin(_plugin(pickle.dumps(model), name), name=name)
        try:
            yield from _results(client, iter(chunks), folder, name)
        finally:
            if client.status == "running":
                client.unregister_worker_plugin(name)


def _results(client: Client, chunks: Iterator[Chunk], folder: Path, name: str) -> Iterator[ScoredChunk]:
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    running: dict[Any, Chunk] = {}
    tries: dict[int, int] = {}
    finished = as_completed(loop=client.loop)
    unseen = False
    mark = _marked(folder)

    def submit(chunk: Chunk, *, sent: bool) -> None:
        asked = tries.get(chunk.number, 0)
        task = _Task(loaded(chunk), mark) if sent else _Task(chunk, mark, stamps_of(chunk))
        key = f"{name}-{chunk.number}-{asked}{'-sent' if sent else ''}"
        future = client.submit(_work, task, name, key=key, pure=False)
        running[future.key] = chunk
        finished.add(future)

    def fill() -> None:
        room = (1 + AHEAD) * max(1, sum(client.nthreads().values())) - len(running)
        for _, chunk in zip(range(room), chunks, strict=False):
            submit(chunk, sent=unseen)

    try:
        fill()
        for future in finished:
            chunk = running.pop(future.key)
            try:
                scores = future.result()
            except KilledWorker as error:
                tries[chunk.number] = tries.get(chunk.number, 0) + 1
                if tries[chunk.number] > TRIES:
                    raise ModelError(
                        f"chunk {chunk.number} crashes every Dask worker that scores it; give the workers more memory"
                    ) from error
                submit(chunk, sent=unseen)
                continue
            future.release()
            if scores is None:
                unseen = True
                submit(chunk, sent=True)
                continue
            yield scores if isinstance(scores, ScoredChunk) else write_chunk(folder, chunk.number, scores)
            fill()
    finally:
        mark.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Mark:
    """A file in the folder of scored chunks, by whose words a worker knows that it sees this folder."""

    path: Path
    words: str


@dataclass(frozen=True)
class _Task:
    """A chunk for a worker, and the files that it is to be read from, as they are here; none where it is in memory."""

    chunk: Chunk
    mark: _Mark
    files: tuple[tuple[str, tuple[int, int]], ...] = ()


def _marked(folder: Path) -> _Mark:
    words = uuid4().hex
    mark = _Mark(folder.resolve() / f"seen-{words}", words)
    mark.path.write_text(words, encoding="utf-8")
    return mark


@contextmanager
def _client(workers: int | None, address: str | None) -> Iterator[Client]:
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise InputError("`engine` dask: Dask is not installed; pip install 'stance-annotate[dask]'") from error
    if address:
        try:
            client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(f"{address}: no Dask scheduler answers; check the address and that it runs") from error
        with client:
            yield client
        return
    with dask.config.set({"distributed.scheduler.allowed-failures": 10}):
        with script_hidden():
            local = LocalCluster(
                n_workers=workers or available_cores(),
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                silence_logs=50,
            )
        with folder_hidden(), local, Client(local, set_as_default=False) as client:
            yield client


def _plugin(model: bytes, name: str) -> Any:
    """A plugin that unpickles the model once on each worker."""
    from distributed import WorkerPlugin

    class Broadcast(WorkerPlugin):
        def setup(self, worker: Any) -> None:
            worker.annotate_models = getattr(worker, "annotate_models", {}) | {name: pickle.loads(model)}  # noqa: S301

        def teardown(self, worker: Any) -> None:
            getattr(worker, "annotate_models", {}).pop(name, None)

    return Broadcast()


def _work(task: _Task, name: str) -> pa.Table | ScoredChunk | None:
    """Score a chunk on a worker: None if it does not see the files, the scores if it does not see the run's folder."""
    from distributed import get_worker

    worker: Any = get_worker()
    if not all(_is_here(Path(path), stamp) for path, stamp in task.files):
        return None
    scores = score_chunk(worker.annotate_models[name], task.chunk)
    return write_chunk(task.mark.path.parent, task.chunk.number, scores) if _is_seen(task.mark) else scores


def _is_here(path: Path, stamp: tuple[int, int]) -> bool:
    try:
        return stamp_of(path) == stamp
    except InputError:
        return False


def _is_seen(mark: _Mark) -> bool:
    try:
        return mark.path.read_text(encoding="utf-8") == mark.words
    except OSError:
        return False
