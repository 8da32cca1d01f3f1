"""How scoring gains from cores and workers: `python tests/benchmarks/scoring.py --scaling`.

Every figure is a whole run, files in and files out, with the recipe `fast`; sentences are all different. What starts
once is not in it: clusters and sessions are up, and each worker has scored a first, small file, so that Python is
imported and the model is there. Of this machine's own workers the start is in it, so take many sentences.

* one machine: sentences a second with a worker on each core, over those of a plain loop with files times the cores;
* Dask and Spark on this machine: sentences a second of several workers that read and write their own parts, over those
  of one worker times their number (with no more cores than workers, the scheduler and this process share them);
* a Dask worker killed in the middle of a run: which sentences are in the output.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

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
        folder, first = written(place, sentences, files)
        size = ds.dataset(folder).count_rows()
        load = os.getloadavg()[0]
        print(f"{size:,} sentences in {files} Parquet files; {available()} cores, load {load:.1f} before")
        print(f"{'':<52}{'sentences/s':>12}{'efficiency':>12}")
        loop = scoring.plain_loop(trained, folder, most=size).rate
        _line("a plain loop with files, one core", loop, None)
        rate = timed(lambda: score_files(trained, [folder], place / "local", workers=available()), size)
        _line(f"annotate score, {available()} workers, with their start", rate, rate / loop / available())
        _dask(trained, folder, first, place, size, workers)
        _spark(trained, folder, first, place, size, workers)


def written(place, sentences, files):
    """A folder of files of sentences, and another with one small file."""
    folder, first = place / "in", place / "first"
    scoring.written(place / "base", min(EACH, sentences), 1)
    base = pq.read_table(place / "base" / "000.parquet")
    for one in (folder, first):
        one.mkdir()
    for number in range(files):
        rows = base.slice(0, sentences // files)
        if len(rows) < sentences // files:
            raise SystemExit(f"at most {EACH:,} sentences a file: take more --files")
        for name, mark in (("sentence_id", f"f{number}-"), ("article_id", f"f{number}-"), ("text", f"F{number} ")):
            own = pc.binary_join_element_wise(mark, rows[name], "")
            rows = rows.set_column(rows.schema.get_field_index(name), name, own)
        pq.write_table(rows, folder / f"{number:03d}.parquet", row_group_size=50_000)
    pq.write_table(base.slice(0, 20_000), first / "first.parquet", row_group_size=5_000)
    return folder, first


def timed(work, size):
    """Sentences a second."""
    begun = time.perf_counter()
    work()
    return size / (time.perf_counter() - begun)


def _dask(trained, folder, first, place, size, workers):
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
            output = place / f"dask-{count}"
            rates[count] = timed(lambda output=output, run=run: score_files(trained, [folder], output, **run), size)
            _line(f"Dask, {count} worker{'s' * (count > 1)}", rates[count], rates[count] / rates[1] / count)
            if count > 1:
                _line(
                    f"Dask, {count} workers, one of them killed: {_killed(trained, folder, place, cluster, run)}",
                    None,
                    None,
                )


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


def _spark(trained, folder, first, place, size, workers):
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
            output = place / f"spark-{count}"
            rates[count] = timed(lambda output=output, spark=spark: _with_spark(spark, trained, folder, output), size)
        finally:
            spark.stop()
        _line(f"Spark, {count} worker{'s' * (count > 1)}", rates[count], rates[count] / rates[1] / count)
        assert ds.dataset(output, format="parquet").count_rows() == size


def _with_spark(spark, trained, folder, output):
    """Score as the page on large corpora shows it."""
    model = spark.sparkContext.broadcast(trained)
    columns = ["sentence_id", "label", *(f"p_{label}" for label in trained.labels)]

    def score(frames):
        for frame in frames:
            yield score_table(model.value, frame)[columns]

    schema = "sentence_id string, label string, " + ", ".join(f"`{name}` double" for name in columns[2:])
    spark.read.parquet(str(folder)).mapInPandas(score, schema).write.parquet(str(output))


def _line(name, rate, efficiency):
    if rate is None:
        known = "" if ":" in name else f"{'not installed':>24}"
        print(f"{name:<52}{known}", flush=True)
        return
    print(f"{name:<52}{rate:>12,.0f}{'' if efficiency is None else f'{efficiency:>12.2f}'}", flush=True)
