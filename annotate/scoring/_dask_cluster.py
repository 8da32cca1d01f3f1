"""Scoring on a Dask cluster: chunks are sent to its workers and scores are returned; no shared storage is needed."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from annotate.errors import InputError, ModelError
from annotate.io.processes import available_cores, script_hidden
from annotate.scoring._engines import TRIES
from annotate.scoring._error_isolation import score_chunk
from annotate.scoring._input_chunks import Chunk, loaded
from annotate.scoring._scored_chunks import ScoredChunk, write_chunk
from annotate.scoring.score_tables import Classifier

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 2
"""Chunks queued for each worker in addition to the one it is scoring."""

_SECONDS_TO_CONNECT = 15


def score_on_cluster(
    model: Classifier, chunks: Iterable[Chunk], folder: Path, *, workers: int | None = None, address: str | None = None
) -> Iterator[ScoredChunk]:
    """Score the chunks on the cluster at `address`, or on one of `workers` processes started here for this run.

    The model is sent once to each worker, including those that join later. If a worker dies, its chunk is sent to
    another one.

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

    def submit(chunk: Chunk) -> None:
        future = client.submit(
            _work, loaded(chunk), name, key=f"{name}-{chunk.number}-{tries.get(chunk.number, 0)}", pure=False
        )
        running[future.key] = chunk
        finished.add(future)

    def fill() -> None:
        room = (1 + AHEAD) * max(1, sum(client.nthreads().values())) - len(running)
        for _, chunk in zip(range(room), chunks, strict=False):
            submit(chunk)

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
            submit(chunk)
            continue
        future.release()
        yield write_chunk(folder, chunk.number, scores)
        fill()


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
        with local, Client(local, set_as_default=False) as client:
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


def _work(chunk: Chunk, name: str) -> pa.Table:
    from distributed import get_worker

    worker: Any = get_worker()
    return score_chunk(worker.annotate_models[name], chunk)
