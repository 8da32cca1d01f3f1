"""How many kinds of input are read right, refused in words, or read wrong in silence; and how fast tables are read.

    python tests/benchmarks/reading.py

The inputs are those of the tests in ``tests/io``: other dialects, encodings, containers, dates, labels and downloads.
"""

from __future__ import annotations

import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv

sys.path.insert(0, str(Path(__file__).parent.parent / "io"))

import test_archives_and_apis as archives
import test_dialects as dialects
import test_downloads_in_languages as downloads

from annotate.errors import AnnotateError
from annotate.io.articles import articles_in_file
from annotate.io.chunks import chunks_of_table
from annotate.io.reading import read_table
from annotate.io.rejects import Reject
from annotate.io.values.dates import iso_date, order_of
from annotate.io.values.label_text import tidy_labels

RIGHT, REFUSED, SILENT = "right", "refused in words", "silent"
DATES = {
    "3. März 2031": "2031-03-03", "le 3 mars 2031": "2031-03-03", "3 de marzo de 2031": "2031-03-03",
    "3 marzo 2031": "2031-03-03", "3 de março de 2031": "2031-03-03", "13.04.2031": "2031-04-13",
    "04/13/2031": "2031-04-13", "47910": "2031-03-03", "2031-03-03T10:00:00Z": "2031-03-03", "3-Mar-31": "2031-03-03",
    "20310303101500": "2031-03-03", "1930212000": "2031-03-02",
}  # fmt: skip
UNCERTAIN = (
    "03/04/2031",
    "Thu, 03/04/2031",
    "03 04 2031",
    "03.04.31",
    "24-03-15",
    "030431",
    "31.02.2031",
    "11/12",
)
NO_ANSWER = ("NA", "n/a", "NULL", "#N/A", "#NV", "k.A.", "?", "-", "", "(blank)")
ROWS = 200_000


def outcome(read: Callable[[], object], expected: object) -> str:
    """Whether `read` returns what is expected, is refused, or returns something else."""
    try:
        value = read()
    except AnnotateError:
        return REFUSED
    return RIGHT if value == expected else SILENT


def articles(path: Path) -> list[str] | Reject:
    """The texts in a file; raises the first reject where no article was read."""
    read = list(articles_in_file(path))
    texts = [one["text"] for one in read if not isinstance(one, Reject)]
    rejects = [one for one in read if isinstance(one, Reject)]
    if rejects:
        raise AnnotateError(rejects[0].reason)
    return texts


def outcomes(folder: Path) -> Iterator[tuple[str, str]]:
    """Each kind of input, with what came of one of its inputs."""
    for name, data in dialects.DIALECTS.items():
        (folder / name).write_bytes(data)
        rows = list(read_table(folder / name).itertuples(index=False, name=None))
        yield "dialects of tables", RIGHT if rows == dialects.ROWS else SILENT
    for code, names in dialects.ENCODINGS.items():
        for name in names.split():
            text = dialects.SAYINGS[code].encode(name, "ignore")
            (folder / "a.csv").write_bytes(b"doc\ttext\n" + b"\n".join([b"d\t" + text] * 6) + b"\n")
            yield "encodings", outcome(lambda: set(read_table(folder / "a.csv")["text"]), {text.decode(name)})
    for make, code in downloads.CASES:
        (folder / "a.txt").write_text(make(code), encoding="utf-8")
        yield "downloads of databases", outcome(lambda: articles(folder / "a.txt"), [downloads.BODY] * 2)
    for pattern in downloads.UNKNOWN.values():
        text = "\n\n".join(pattern.format(n=n, body=downloads.BODY) for n in (1, 2))
        (folder / "a.txt").write_text(text, encoding="utf-8")
        yield "downloads of databases", outcome(lambda: articles(folder / "a.txt"), [downloads.BODY] * 2)
    (folder / "plain.warc").write_bytes(archives.WHOLE["plain.warc"])
    whole = articles(folder / "plain.warc")
    for name, data in {**archives.WHOLE, **archives.CUT}.items():
        (folder / name).write_bytes(data)
        yield "web archives", outcome(lambda name=name: articles(folder / name), whole)
    for written, iso in DATES.items():
        yield "dates", RIGHT if iso_date(written)[:10] == iso else REFUSED if iso_date(written) == written else SILENT
    for written in UNCERTAIN:
        yield "dates", REFUSED if iso_date(written, order_of([written])) == written else SILENT
    for label in NO_ANSWER:
        kept = tidy_labels(pd.Series([label, "critical"], dtype="str"))[0]
        yield "labels", RIGHT if kept.isna().tolist() == [True, False] else SILENT


def speeds(folder: Path) -> Iterator[tuple[str, float]]:
    """Megabytes a second of reading a CSV file of sentences, ours and Arrow's own."""
    text = "The harbour master of Velda said that ship {n} would wait, “until the talks have ended”, and left."
    frame = pd.DataFrame(
        {"sentence_id": [f"s{n}" for n in range(ROWS)], "text": [text.format(n=n) for n in range(ROWS)]}
    )
    frame.to_csv(folder / "big.csv", index=False)
    megabytes = (folder / "big.csv").stat().st_size / 1e6
    for name, read in {
        "annotate (dialect, encoding and every row checked)": lambda: sum(
            map(len, chunks_of_table(folder / "big.csv"))
        ),
        "pyarrow.csv": lambda: len(pa.csv.read_csv(folder / "big.csv")),
    }.items():
        begun = time.perf_counter()
        assert read() == ROWS
        yield name, megabytes / (time.perf_counter() - begun)


def main() -> None:
    """Print both tables."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        counts = Counter(outcomes(Path(name)))
        kinds = list(dict.fromkeys(kind for kind, _ in counts))
        table = pd.DataFrame([[kind, *(counts[kind, one] for one in (RIGHT, REFUSED, SILENT))] for kind in kinds])
        table.columns = ["kind of input", RIGHT, REFUSED, SILENT]
        table.loc[len(table)] = ["all", *table.iloc[:, 1:].sum()]
        print(table.to_string(index=False))
        print()
        for reader, speed in speeds(Path(name)):
            print(f"{speed:8.1f} MB/s  {reader}")


if __name__ == "__main__":
    main()
