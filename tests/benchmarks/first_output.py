"""How soon each command says something, and how long it is silent: the loop of the README in a terminal.

python tests/benchmarks/first_output.py [--server]

A command runs in a pseudo-terminal, as a person sees it. `first` is the time to its first line, `silence` the longest
time without any output until it ends, `all` the whole time. With `--server` Label Studio is started as well, from
nothing but its installed packages.
"""

import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent
ARTICLES = REPOSITORY / "datasets" / "relations" / "articles.csv"
GOLD = REPOSITORY / "datasets" / "relations" / "gold.csv"
STEPS = [
    "init study --yes",
    f"split {ARTICLES}",
    "sample -n 200",
    "sheet -o coding.xlsx",
    "agreement",
    "resolve",
    "train",
    "evaluate models/stance gold.csv",
    "audit",
    "score sentences.parquet",
    "estimate",
    "report",
    "simulate --recipe fast",
    "open --print",
    "doctor",
]
SERVER = ["studio start", "push", "pull", "status", "studio stop"]


def watched(arguments: str, folder: Path) -> tuple[float, float, float, int, str, str]:
    """Seconds to the first output, of the longest silence and in all; the status; the line before it; all output."""
    mine, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm", "COLUMNS": "100"}
    environment["ANNOTATE_STUDIO_DATA"] = str(folder.parent / "studio")
    start = last = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "annotate", *arguments.split()],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    first, longest, before, output = None, 0.0, "", ""
    while True:
        if not select.select([mine], [], [], 0.02)[0]:
            continue
        try:
            data = os.read(mine, 65536)
        except OSError:  # the other end is closed
            data = b""
        now = time.perf_counter()
        first = first if first is not None or not data else now - start
        if now - last > longest:
            longest, before = now - last, last_line(output)
        last, output = now, output + data.decode("utf-8", "replace")
        if not data:
            break
    os.close(mine)
    status = process.wait()
    return first or now - start, longest, time.perf_counter() - start, status, before, output


def last_line(output: str) -> str:
    lines = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", output).replace("\r", "\n").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "(start)")


def label_all(folder: Path) -> None:
    """Two annotators' answers to the batch, from the shipped labels."""
    import pandas as pd

    gold, batch = pd.read_csv(GOLD), pd.read_csv(folder / "batch.csv")
    rows = gold[(gold["question"] == "stance") & gold["sentence_id"].isin(batch["sentence_id"])]
    both = [rows.assign(annotator=name) for name in ("ana", "ben")]
    columns = ["sentence_id", "annotator", "question", "label"]
    pd.concat(both)[columns].to_csv(folder / "annotations.csv", index=False)


def main() -> None:
    print(f"{'command':44} {'first':>6} {'silence':>8} {'all':>7}  longest silence after")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for step in STEPS + (SERVER if "--server" in sys.argv else []):
            first, silence, whole, status, before, output = watched(step, folder)
            shown = step.replace(f"{REPOSITORY}/", "")
            failed = f"  FAILED ({status}): {last_line(output)}" if status else ""
            print(f"{shown[:44]:44} {first:6.2f} {silence:8.2f} {whole:7.2f}  {before[:60]}{failed}", flush=True)
            if step.startswith("init"):
                folder = folder / "study"
            if step.startswith("sample"):
                label_all(folder)


if __name__ == "__main__":
    main()
