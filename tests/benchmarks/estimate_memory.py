"""Peak memory and time of `annotate estimate`, `regress` and `report` on scores of any size.

    python tests/benchmarks/estimate_memory.py --sentences 10000000

Scores of invented coverage (20 sentences an article, three outlets, two years, with their texts) are written to one
Parquet file in parts; each command then runs in a process of its own, whose peak memory is printed (Linux only).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

LABELS = ("conciliatory", "critical", "neutral")
PART = 250_000
EACH = 20
LABELLED = 600


def part():
    """Scores of the sentences of one part, and what people would have said."""
    draw = np.random.default_rng(0)
    number = np.arange(PART)
    article = number // EACH
    truth = draw.choice(3, PART, p=[0.2, 0.3, 0.5])
    says = np.where(draw.random(PART) < 0.75, truth, draw.integers(0, 3, PART))
    predicted = np.full((PART, 3), 0.05) + draw.random((PART, 3)) / 10
    predicted[np.arange(PART), says] += 0.7
    predicted /= predicted.sum(axis=1, keepdims=True)
    days = pd.to_datetime("2031-01-01") + pd.to_timedelta(article % 730, unit="D")
    frame = pd.DataFrame(
        {
            "sentence_id": [f"{n:012x}" for n in draw.permutation(PART)],
            "article_id": [f"{a:012x}" for a in article],
            "outlet": np.array(["The Courier", "The Gazette", "The Herald"])[article % 3],
            "published": days.strftime("%Y-%m-%d"),
            "position": number % EACH,
            "kind": "body",
            "text": [f"Sentence {n} on the ferries that the council of Karsovia wants to buy." for n in number],
            "label": np.array(LABELS)[says],
            "abstained": False,
            "model": "stance-bench",
        }
    )
    return frame.assign(**{f"p_{label}": predicted[:, k] for k, label in enumerate(LABELS)}), np.array(LABELS)[truth]


def write(folder, sentences):
    """Write ``scores.parquet`` and ``gold.csv`` to `folder`; ids differ from part to part."""
    frame, truth = part()
    table, gold, chance = pa.Table.from_pandas(frame, preserve_index=False), [], LABELLED / sentences
    for name in ("sentence_id", "article_id"):
        table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(pa.string()))
    with pq.ParquetWriter(folder / "scores.parquet", table.schema) as writer:
        for number in range(-(-sentences // PART)):
            own = table.slice(0, min(PART, sentences - number * PART))
            for name in ("sentence_id", "article_id"):
                ids = pc.binary_join_element_wise(f"{number:04x}", own[name], "")
                own = own.set_column(own.schema.get_field_index(name), name, ids)
            writer.write_table(own)
            rows = np.flatnonzero(np.random.default_rng(number + 1).random(len(own)) < chance)
            gold.append(pd.DataFrame({"sentence_id": own["sentence_id"].take(rows).to_pylist(), "label": truth[rows]}))
    pd.concat(gold).assign(question="stance", inclusion_probability=chance).to_csv(folder / "gold.csv", index=False)


def write_other(folder):
    """Write another model's scores of the same sentences, and the scores with a target for each sentence."""
    with pq.ParquetFile(folder / "scores.parquet") as file:
        names = ["other", "pairs"]
        schemas = [file.schema_arrow, file.schema_arrow.append(pa.field("target", pa.string()))]
        writers = [pq.ParquetWriter(folder / f"{name}.parquet", of) for name, of in zip(names, schemas, strict=True)]
        for batch in file.iter_batches(PART):
            table = pa.Table.from_batches([batch])
            model = pa.array(["stance-other"] * len(table), table.schema.field("model").type)
            writers[0].write_table(table.set_column(table.schema.get_field_index("model"), "model", model))
            for target in ("Karsovia", "Ostrel"):
                writers[1].write_table(table.append_column("target", pa.array([target] * len(table))))
        for writer in writers:
            writer.close()
    gold = pd.read_csv(folder / "gold.csv")
    target = np.where(np.arange(len(gold)) % 2, "Karsovia", "Ostrel")
    chance = gold["inclusion_probability"] / 2
    gold.assign(target=target, inclusion_probability=chance).to_csv(folder / "pairs.csv", index=False)


def measured(folder, *words):
    """Run a command in `folder`; its seconds and peak memory in gigabytes (Linux)."""
    script = (
        "import re, sys\nfrom annotate.cli import main\ncode = 0\n"
        "try:\n    main()\nexcept SystemExit as end:\n    code = end.code\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]\n"
        "print(f'peak {int(peak) / 2**20:.2f}', file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script, *words], cwd=folder, capture_output=True, text=True)
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr}")
    peak = float(done.stderr.rsplit("peak ", 1)[1])
    return seconds, peak


def main():
    """Print seconds and gigabytes of each command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--report", action="store_true", help="also annotate report")
    parser.add_argument("--more", action="store_true", help="also PPI, another model's scores, and pairs with targets")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write(folder, arguments.sentences)
        size = (folder / "scores.parquet").stat().st_size / 2**30
        print(f"{arguments.sentences:,} sentences, {size:.2f} GB; {os.cpu_count()} cores")
        inputs = ["scores.parquet", "--gold", "gold.csv"]
        commands = [
            ["estimate", *inputs, "-o", "all.csv"],
            ["estimate", *inputs, "--by", "outlet,month", "--differences", "d.csv", "--trend", "t.csv", "-o", "o.csv"],
        ]
        commands.append(["regress", "critical ~ outlet + month", *inputs, "-o", "r.csv"])
        if arguments.more:
            write_other(folder)
            commands.append(["regress", "critical ~ outlet", *inputs, "--method", "ppi", "-o", "r.csv"])
            compared = ["--compare-with", "other.parquet", "--sensitivity", "s.csv"]
            commands.append(["estimate", *inputs, *compared, "-o", "all.csv"])
            commands.append(["estimate", "pairs.parquet", "--gold", "pairs.csv", "--by", "target", "-o", "t.csv"])
        commands += [["report", *inputs, "-o", "report.html"]] if arguments.report else []
        for words in commands:
            seconds, peak = measured(folder, *words)
            named = " ".join(word for word in words[1:-2] if word not in inputs)
            print(f"annotate {words[0]:8s} {named:60s} {seconds:7.1f} s {peak:6.2f} GB")


if __name__ == "__main__":
    main()
