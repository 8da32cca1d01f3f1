"""How fast and with how much memory `annotate split` turns articles into a table of sentences; whole commands.

    python tests/benchmarks/splitting.py [--megabytes 50] [--format csv|jsonl|parquet] [--workers 1,2]
    python tests/benchmarks/splitting.py --slope 200000,400000,800000
    python tests/benchmarks/splitting.py --files 100000

The corpus is made of the project's own coverage: its articles again and again, each time with other names (the same
ones throughout an article), numbers and nouns, so that few sentences are near-duplicates. Every run is a process of its
own; processor time includes that of its workers. Memory is the most that all processes of the run hold at once, without
counting twice what they share, and beside it the most of one process; both are sampled five times a second (Linux
only). With ``--keep FOLDER`` the corpus is kept and used again.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from annotate.io.articles import articles_in_file
from annotate.text.languages import DEFAULT

COVERAGE = Path(__file__).resolve().parent.parent.parent / "datasets" / "relations" / "articles.csv"
COLUMNS = ("article_id", "url", "outlet", "author", "published", "title", "text")
VOCABULARY = 40_000
FIRST = 30
"""Rank of the most frequent content word; the words before it are those of the grammar."""
SMALL = 3_000
"""Characters of an article with `--files`; those of the coverage have about 4,000."""
_PIECE = re.compile(r"[A-Za-z’]+|\d+")
_ENDINGS = ("ings", "ing", "ed", "ly", "ies", "ers", "er", "s")
_SENTENCES_A_MEGABYTE = 12_000
_PAUSE = 0.2


class Variations:
    """Articles with other names, numbers and content words; words that show the grammar stay as they are."""

    def __init__(self, seed=0):
        self.draw = np.random.default_rng(seed)
        consonants, vowels = list("bdfgklmnprstv"), list("aeiou")
        syllables = [a + b for a in consonants for b in vowels]
        sizes = self.draw.integers(2, 5, VOCABULARY)
        self.words = ["".join(self.draw.choice(syllables, size)) for size in sizes]
        self.kept = _known_words()
        self.others = {}
        self.names = {}
        self.numbers = iter(())

    def of(self, text):
        """The text with an article's own names, which stay the same until the next call."""
        self.names = {}
        return _PIECE.sub(self._other, text)

    def _next(self):
        for number in self.numbers:
            return number
        # frequent words are frequent, as in a language: the n-th occurs about 1/n as often as the first
        drawn = np.exp(self.draw.uniform(np.log(FIRST), np.log(VOCABULARY), 100_000))
        self.numbers = iter(drawn.astype(int).tolist())
        return next(self.numbers)

    def _other(self, match):
        word = match.group()
        if word[0].isdigit():
            return str(1 + self._next() % (10 ** len(word) - 1)) if len(word) < 4 else word
        if len(word) < 3 or word.lower() in self.kept:
            return word
        if word[0].isupper():
            if word not in self.names:
                name = self.words[self._next()]
                self.names[word] = name.upper() if word.isupper() else name.capitalize()
            return self.names[word]
        other = self.words[self._next()]
        if word not in self.others:
            self.others[word] = next((end for end in _ENDINGS if word.endswith(end)), "")
        return other + self.others[word]


def _known_words():
    """The words that the rules for English know."""
    known = set()
    for name in ("grammar", "cues", "names", "dates", "abbreviations", "comparison"):
        part = getattr(DEFAULT, name)
        for value in vars(part).values():
            if isinstance(value, frozenset | dict):
                known.update(word.lower() for word in value if isinstance(word, str))
    return known


def articles(texts, megabytes, longest=None, seed=0):
    """Articles of about this size in all, as dictionaries, made of those in the table `texts`."""
    own = [one for one in articles_in_file(texts) if isinstance(one, dict)]
    own = [one for one in own if one.get("genre", "news") in ("news", "wire", "analysis")]
    vary, size, number = Variations(seed), 0, 0
    while size < 1e6 * megabytes:
        one = own[number % len(own)]
        text = one["text"] if longest is None else one["text"][:longest].rpartition("\n")[0] or one["text"]
        title, _, text = vary.of(f"{one.get('title') or ''}\n{text}").partition("\n")
        size += len(text.encode())
        made = {name: one.get(name) or "" for name in COLUMNS} | {"text": text, "title": title}
        yield made | {"article_id": f"{number:08d}", "url": f"{one.get('url')}/{number}"}
        number += 1


def write(path, ones):
    """Write articles to a table in the format of the path's ending."""
    if path.suffix == ".parquet":
        schema = pa.schema([(name, pa.string()) for name in COLUMNS])
        with pq.ParquetWriter(path, schema) as writer:
            for batch in _batches(ones, 2_000):
                writer.write_table(pa.Table.from_pylist(batch, schema))
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, COLUMNS)
        if path.suffix == ".csv":
            table.writeheader()
        for one in ones:
            if path.suffix == ".csv":
                table.writerow(one)
            else:
                stream.write(json.dumps(one, ensure_ascii=False) + "\n")


def _batches(ones, size):
    batch = []
    for one in ones:
        batch.append(one)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def write_files(folder, texts, count):
    """Write this many small files of text, a thousand in a folder."""
    folder.mkdir()
    for number, one in enumerate(articles(texts, 1e9, longest=SMALL)):
        if number == count:
            break
        inner = folder / f"{number // 1000:04d}"
        inner.mkdir(exist_ok=True)
        (inner / f"{number:07d}.txt").write_text(one["text"], encoding="utf-8")


class Run(NamedTuple):
    """Seconds of wall and processor, the most memory of all processes and of one in gigabytes, and sentences."""

    wall: float
    processor: float
    together: float
    one: float
    sentences: int


def run(given, output, *more):
    """Split `given` in a process of its own."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "annotate", "split", str(given), "-o", str(output), *more]
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        together = one = processor = 0
        while process.poll() is None:
            family = _family(process.pid)
            held = [_memory(number) for number in family]
            together, one = max(together, sum(held)), max(one, max(held, default=0))
            processor = max(processor, sum(map(_processor, family)))
            time.sleep(_PAUSE)
        if process.returncode:
            said.seek(0)
            raise SystemExit(said.read().decode())
    wall = time.perf_counter() - begun
    return Run(wall, processor, together / 1e6, one / 1e6, pq.read_metadata(output).num_rows)


def _family(number):
    try:
        inner = Path(f"/proc/{number}/task/{number}/children").read_text()
    except OSError:
        return []
    return [number, *(one for child in inner.split() for one in _family(int(child)))]


def _processor(number):
    """The seconds of processor that a process and those of its children that have ended took; 0 if it has ended.

    The system's own sum misses workers, which are children of a server that ends after the command.
    """
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _memory(number):
    """The kilobytes that a process holds, its share of what it shares with others; 0 if it has ended."""
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{number}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _show(name, size, done):
    print(
        f"{name:34s} {done.sentences:>11,} sentences {done.wall:7.1f} s {done.processor:7.1f} s of processor "
        f"{size / done.wall:5.2f} MB/s {size / done.processor:5.2f} MB/s of processor "
        f"{done.together:5.2f} GB ({done.one:.2f} in one process)",
        flush=True,
    )


def speed(folder, texts, megabytes, form, workers):
    """One corpus with each number of workers."""
    path = folder / f"{texts.stem}-{megabytes:g}MB.{form}"
    if not path.exists():
        write(path, articles(texts, megabytes))
    size = path.stat().st_size / 1e6
    if form == "parquet":
        size = float(megabytes)
    runs = []
    for count in workers:
        runs.append(run(path, folder / "sentences.parquet", "--workers", str(count)))
        _show(f"{size:.0f} MB of {form}, {count} worker{'s' * (count > 1)}", size, runs[-1])
    if len(runs) > 1:
        print(f"{workers[-1]} workers are {runs[0].wall / runs[-1].wall:.2f} times as fast as {workers[0]}")


def slope(folder, texts, sizes):
    """Memory against the number of sentences."""
    runs = []
    for count in sizes:
        path = folder / f"{texts.stem}-{count}.jsonl"
        if not path.exists():
            write(path, articles(texts, count / _SENTENCES_A_MEGABYTE))
        runs.append(run(path, folder / "sentences.parquet", "--workers", "1"))
        _show(f"about {count:,} sentences", path.stat().st_size / 1e6, runs[-1])
    first, last = runs[0], runs[-1]
    grown = 1e9 * (last.together - first.together) / max(1, last.sentences - first.sentences)
    millions = last.together + grown * (7.5e6 - last.sentences) / 1e9
    print(f"{grown:.0f} bytes a sentence more; 7.5 million sentences would take {millions:.1f} GB")


def main():
    """Print what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=50)
    parser.add_argument("--format", default="csv", choices=("csv", "jsonl", "parquet"))
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--slope", default="", help="sizes in sentences, as 200000,400000,800000")
    parser.add_argument("--files", type=int, default=0, help="a folder with this many small files instead of a table")
    parser.add_argument("--keep", type=Path, help="where the corpus is kept, or is from an earlier run")
    parser.add_argument("--texts", type=Path, default=COVERAGE, help="a table of articles to vary instead")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, {os.getloadavg()[0]:.1f} processes waiting for them")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        workers = [int(count) for count in given.workers.split(",")]
        if given.slope:
            slope(folder, given.texts, [int(count) for count in given.slope.split(",")])
        elif given.files:
            place = folder / f"files-{given.files}"
            if not place.exists():
                write_files(place, given.texts, given.files)
            size = sum(path.stat().st_size for path in place.rglob("*.txt")) / 1e6
            for count in workers:
                done = run(place, folder / "sentences.parquet", "--workers", str(count))
                _show(f"{given.files:,} files, {count} worker{'s' * (count > 1)}", size, done)
        else:
            speed(folder, given.texts, given.megabytes, given.format, workers)


if __name__ == "__main__":
    main()
