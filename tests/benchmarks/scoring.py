"""Sentences scored a second: the bare predict_proba of one pipeline, annotate on one core and on all, and the peers.

The sentences are invented and all different (word salad of 25 words from a long-tailed vocabulary), so that scoring
identical ones once gives no advantage. Every figure of annotate includes reading the files, starting processes, judging
drift and writing the scores. "CPU" is this process's own time a sentence: unlike the rate, it says the same on a busy
machine; of runs in other processes it is not known.

    python tests/benchmarks/scoring.py [--sentences 400000] [--engines local,dask] [--files 20]
    python tests/benchmarks/scoring.py --scaling --sentences 4000000

The second prints what cores and workers gain: one machine, Dask, Spark, and a worker killed; see `scoring_scaling.py`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from annotate.io.processes import available_cores as available
from annotate.learn.training.training import train
from annotate.scoring.score_files import score_files

LABELS = ("conciliatory", "critical", "neutral")
WORDS = 30_000


def texts(size, seed):
    """Invented sentences of about 25 words, frequent words frequent as in a language."""
    draw = np.random.default_rng(seed)
    words = np.array(["".join(draw.choice(list("abdegiklmnorstuv"), draw.integers(2, 10))) for _ in range(WORDS)])
    chosen = np.minimum(draw.zipf(1.25, (size, 25)) - 1, WORDS - 1)
    return [" ".join(row).capitalize() + "." for row in words[chosen]]


def written(folder, size, files):
    """Parquet files of sentences, as annotate split writes them."""
    folder.mkdir()
    for number in range(files):
        part = texts(size // files, seed=number + 1)
        count = range(len(part))
        columns = {
            "sentence_id": [f"{number}-{i}" for i in count],
            "article_id": [f"{number}-{i // 25}" for i in count],
            "outlet": ["Veldania Post"] * len(part),
            "published": ["2031-04-09"] * len(part),
            "kind": ["body"] * len(part),
            "text": part,
        }
        pq.write_table(pa.table(columns), folder / f"{number:03d}.parquet")
    return folder


def model():
    """The recipe `fast` fitted on invented sentences."""
    rows = pd.DataFrame({"text": texts(3000, seed=0)})
    rows["label"] = np.random.default_rng(0).choice(LABELS, len(rows))
    return train(rows, recipe="fast", curve=False, test_share=0)


class Pace(NamedTuple):
    """Sentences a second, and microseconds of this process's time a sentence."""

    rate: float
    cpu: float | None


def paced(work, size, inside=True):
    """The pace at which `work` gets through `size` sentences."""
    begun, used = time.perf_counter(), time.process_time()
    work()
    used = time.process_time() - used
    return Pace(size / (time.perf_counter() - begun), 1e6 * used / size if inside else None)


def bare(trained, folder, most=100_000):
    """The pipeline's own predict_proba on texts in memory."""
    given = pd.read_parquet(folder, columns=["text"]).head(most)
    trained.predict_proba(given.head(1000))
    return paced(lambda: trained.predict_proba(given), len(given))


def plain_loop(trained, folder, most=100_000):
    """What one would write by hand: read, predict file by file in slices, write."""

    paths = sorted(folder.iterdir())
    paths = paths[: max(1, most // pq.ParquetFile(paths[0]).metadata.num_rows)]

    def work():
        parts = []
        for path in paths:
            frame = pd.read_parquet(path)
            for start in range(0, len(frame), 10_000):
                part = frame.iloc[start : start + 10_000]
                chance = trained.predict_proba(part)
                columns = {f"p_{label}": chance[:, k] for k, label in enumerate(LABELS)}
                parts.append(part.assign(label=np.array(LABELS)[chance.argmax(axis=1)], **columns))
        pd.concat(parts).to_parquet(folder.parent / "loop.parquet")

    return paced(work, sum(pq.ParquetFile(path).metadata.num_rows for path in paths))


def fasttext(folder, most=100_000):
    """FastText's own predict on the same texts, one core; None where it is not installed."""
    try:
        import fasttext as library
    except ImportError:
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as lines:
        draw = np.random.default_rng(0)
        for text in texts(3000, seed=0):
            lines.write(f"__label__{draw.choice(LABELS)} {text}\n")
        lines.flush()
        fitted = library.train_supervised(lines.name, wordNgrams=2, dim=50, epoch=5, thread=1, verbose=0)
    given = pd.read_parquet(folder, columns=["text"]).head(most)["text"].tolist()
    return paced(lambda: fitted.predict(given, k=3), len(given))


def annotate(trained, folder, size, **options):
    """Sentences a second of a whole run, from files to a file."""
    output = folder.parent / "scores.parquet"
    inside = options["engine"] == "local" and options["workers"] == 1
    found = paced(lambda: score_files(trained, [folder], output, **options), size, inside)
    assert pq.ParquetFile(output).metadata.num_rows == size
    output.unlink()
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sentences", type=int, default=400_000)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--engines", default="local")
    parser.add_argument("--workers", default="1,2")
    parser.add_argument(
        "--scaling", action="store_true", help="what cores and workers gain instead; see scoring_scaling.py"
    )
    options = parser.parse_args()
    if options.scaling:
        from scoring_scaling import measured

        measured(options.sentences, options.files, max(map(int, options.workers.split(","))))
        return
    trained = model()
    with tempfile.TemporaryDirectory() as place:
        folder = written(Path(place) / "in", options.sentences, options.files)
        size = sum(pq.ParquetFile(path).metadata.num_rows for path in folder.iterdir())
        load = os.getloadavg()[0]
        print(f"{size:,} sentences in {options.files} Parquet files; {available()} cores, load {load:.1f} before")
        print(f"{'':<44}{'sentences/s':>12}{'x bare':>8}{'x cores x bare':>16}{'CPU us':>8}")
        alone = bare(trained, folder)
        _line("scikit-learn, bare predict_proba, one core", alone, alone, 1)
        _line("scikit-learn, a plain loop with files", plain_loop(trained, folder), alone, 1)
        _line("fastText predict, one core", fasttext(folder), alone, 1)
        for engine in options.engines.split(","):
            for workers in map(int, options.workers.split(",")):
                pace = annotate(trained, folder, size, engine=engine, workers=workers)
                _line(f"annotate score --engine {engine} --workers {workers}", pace, alone, min(workers, available()))


def _line(name, pace, alone, cores):
    if pace is None:
        print(f"{name:<44}{'not installed':>20}")
        return
    times = pace.rate / alone.rate
    cpu = f"{pace.cpu:>8.1f}" if pace.cpu is not None else ""
    print(f"{name:<44}{pace.rate:>12,.0f}{times:>8.2f}{times / cores:>16.2f}{cpu}", flush=True)


if __name__ == "__main__":
    main()
