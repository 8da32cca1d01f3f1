"""How scoring gains from cores and workers: `python tests/benchmarks/scoring.py --scaling`.

Every figure is of whole runs, files in and files out, with the recipe `fast`; sentences are all different. Clusters
and sessions are up before, and each of their workers has scored a first, small file. Two rates stand side by side: that
of a run of all files with everything that it starts and ends with, and the steady one, which is the sentences of the
second half of the files over the seconds that they add to a run of the first half.

* one machine: sentences a second with a worker on each core, over those of a plain loop with files times the cores;
  the start of its workers is in the first of the two rates, so take many sentences; beside it a plain loop on every
  core at once, each with a share of the files and started before, which shows what the cores themselves allow;
* Dask and Spark on this machine: sentences a second of several workers that read and write their own parts, over those
  of one worker times their number (with no more cores than workers, the scheduler and this process share them);
* a Dask worker killed in the middle of a run: which sentences are in the output.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, wait
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import scoring

from annotate.io.processes import available_cores as available
from annotate.scoring.score_files import score_files
from annotate.scoring.score_tables import score_table

EACH = 250_000
"""Sentences of which files are made again and again, each time with another first word."""


def measured(sentences, files, workers):
    """Print the table."""
    import tempfile

    trained = scoring.model()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        folder, half, first = written(place, sentences, files)
        size = ds.dataset(folder).count_rows()
        load = os.getloadavg()[0]
        print(f"{size:,} sentences in {files} Parquet files; {available()} cores, load {load:.1f} before")
        print(f"{'':<44}{'sentences/s':>12}{'efficiency':>11}{'steady':>12}{'efficiency':>11}")
        inputs = folder, half
        loop = timed(lambda given: scoring.plain_loop(trained, given, most=size), inputs)
        _line("a plain loop with files, one core", loop, None)
        _loops(trained, inputs, first, place, loop)
        work = partial(_on_this_machine, trained, place)
        _line(f"annotate score, {available()} workers", timed(work, inputs), loop, available())
        _dask(trained, inputs, first, place, workers)
        _spark(trained, inputs, first, place, workers)


def written(place, sentences, files):
    """A folder of files of sentences, one with the first half of them, and one with one small file."""
    folder, half, first = place / "in", place / "half", place / "first"
    scoring.written(place / "base", min(EACH, sentences), 1)
    base = pq.read_table(place / "base" / "000.parquet")
    for one in (folder, half, first):
        one.mkdir()
    for number in range(files):
        rows = base.slice(0, sentences // files)
        if len(rows) < sentences // files:
            raise SystemExit(f"at most {EACH:,} sentences a file: take more --files")
        for name, mark in (("sentence_id", f"f{number}-"), ("article_id", f"f{number}-"), ("text", f"F{number} ")):
            own = pc.binary_join_element_wise(mark, rows[name], "")
            rows = rows.set_column(rows.schema.get_field_index(name), name, own)
        pq.write_table(rows, folder / f"{number:03d}.parquet", row_group_size=50_000)
        if number < files // 2:
            os.link(folder / f"{number:03d}.parquet", half / f"{number:03d}.parquet")
    pq.write_table(base.slice(0, 20_000), first / "first.parquet", row_group_size=5_000)
    return folder, half, first


class Rates(NamedTuple):
    """Sentences a second of a whole run, and of its second half."""

    whole: float
    steady: float


def timed(work, inputs):
    """The rates of `work` with all files, and of what they add to half of them."""
    seconds, sizes = [], []
    for folder in inputs:
        begun = time.perf_counter()
        work(folder)
        seconds.append(time.perf_counter() - begun)
        sizes.append(ds.dataset(folder).count_rows())
    return Rates(sizes[0] / seconds[0], (sizes[0] - sizes[1]) / (seconds[0] - seconds[1]))


def _loops(trained, inputs, first, place, loop):
    """A plain loop on every core at once, each with a share of the files; none of them joins what they write."""
    count = available()
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
        shares = [_share(first, place, 1, 0)] * count
        wait([pool.submit(scoring.plain_loop, trained, share) for share in shares])

        def work(folder):
            shares = [_share(folder, place, count, number) for number in range(count)]
            for done in [pool.submit(scoring.plain_loop, trained, share, 10**9) for share in shares]:
                done.result()

        _line(f"{count} plain loops at once", timed(work, inputs), loop, count)


def _share(folder, place, count, number):
    """A folder with links to every `count`-th file of `folder`."""
    share = place / f"{folder.name}-{count}-{number}" / "in"
    share.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.iterdir())[number::count]:
        if not (share / path.name).exists():
            os.link(path, share / path.name)
    return share


def _on_this_machine(trained, place, folder):
    score_files(trained, [folder], place / f"local-{folder.name}", workers=available())


def _dask(trained, inputs, first, place, workers):
    if find_spec("distributed") is None:
        _line("Dask", None, None)
        return
    from distributed import LocalCluster

    rates = {}
    for count in sorted({1, workers}):
        options = {"n_workers": count, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
        with LocalCluster(**options) as cluster:
            run = {"engine": "dask", "address": cluster.scheduler_address}
            score_files(trained, [first], place / f"dask-first-{count}", **run)

            def score(folder, count=count, run=run):
                score_files(trained, [folder], place / f"dask-{count}-{folder.name}", **run)

            rates[count] = timed(score, inputs)
            _line(f"Dask, {count} worker{'s' * (count > 1)}", rates[count], rates[1], count)
            if count > 1:
                lost = _killed(trained, inputs[0], place, cluster, run)
                _line(f"Dask, {count} workers, one of them killed: {lost}", None, None)


def _killed(trained, folder, place, cluster, run):
    """In words, what is in the output of a run in which a worker is killed."""
    output, killed = place / "killed", []

    def kill():
        while len(list(place.glob(".killed.parts/part-*"))) < 3:
            time.sleep(0.02)
        killed.append(next(iter(cluster.workers.values())).pid)
        os.kill(killed[0], signal.SIGKILL)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    score_files(trained, [folder], output, **run)
    ids = ds.dataset(output, format="parquet").to_table(columns=["sentence_id"])["sentence_id"]
    every = ds.dataset(folder).to_table(columns=["sentence_id"])["sentence_id"]
    missing = len(every) - pc.sum(pc.is_in(every, value_set=ids.combine_chunks())).as_py()
    return (
        f"{missing} of {len(every):,} missing, {len(ids) - pc.count_distinct(ids).as_py()} twice, {len(killed)} killed"
    )


def _spark(trained, inputs, first, place, workers):
    if find_spec("pyspark") is None:
        _line("Spark", None, None)
        return
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    rates = {}
    for count in sorted({1, workers}):
        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.memory": "2g",
            "spark.log.level": "ERROR",
        }
        settings |= {"spark.sql.execution.arrow.maxRecordsPerBatch": "50000", "spark.driver.bindAddress": "127.0.0.1"}
        builder = SparkSession.builder.master(f"local[{count}]")
        for name, setting in settings.items():
            builder = builder.config(name, setting)
        spark = builder.getOrCreate()
        try:
            _with_spark(spark, trained, first, place / f"spark-first-{count}")

            def score(folder, count=count, spark=spark):
                output = place / f"spark-{count}-{folder.name}"
                _with_spark(spark, trained, folder, output)
                assert ds.dataset(output, format="parquet").count_rows() == ds.dataset(folder).count_rows()

            rates[count] = timed(score, inputs)
        finally:
            spark.stop()
        _line(f"Spark, {count} worker{'s' * (count > 1)}", rates[count], rates[1], count)


def _with_spark(spark, trained, folder, output):
    """Score as the page on large corpora shows it."""
    model = spark.sparkContext.broadcast(trained)
    columns = ["sentence_id", "label", *(f"p_{label}" for label in trained.labels)]

    def score(frames):
        for frame in frames:
            yield score_table(model.value, frame)[columns]

    schema = "sentence_id string, label string, " + ", ".join(f"`{name}` double" for name in columns[2:])
    spark.read.parquet(str(folder)).mapInPandas(score, schema).write.parquet(str(output))


def _line(name, rates, one, count=1):
    """Print the rates, and what share they are of those of `one` times `count`."""
    if rates is None:
        known = "" if ":" in name else f"{'not installed':>24}"
        print(f"{name:<44}{known}", flush=True)
        return
    print(f"{name:<44}", end="")
    for rate, of_one in zip(rates, one or (None, None), strict=True):
        print(f"{rate:>12,.0f}{'' if of_one is None else f'{rate / of_one / count:.2f}':>11}", end="")
    print(flush=True)
