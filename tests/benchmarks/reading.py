"""How many kinds of input are read right, refused in words, or read wrong in silence; and how fast tables are read.

    python tests/benchmarks/reading.py

The inputs are those of the tests in ``tests/io``: other dialects, encodings, containers, dates, labels and downloads.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.csv

sys.path.insert(0, str(Path(__file__).parent.parent / "io"))

import openpyxl
import test_archives_and_apis as archives
import test_articles as pages
import test_dialects as dialects
import test_documents as messages
import test_downloads as factiva
import test_downloads_in_languages as downloads

from annotate.errors import AnnotateError
from annotate.io.articles import articles_in_file
from annotate.io.chunks import chunks_of_table
from annotate.io.exports.exchange import annotations_from
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
Case: TypeAlias = tuple[str, Callable[[], object], object]
"""A kind of input, a reader of one such input, and what it has to return."""


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
    yield from layouts(folder)
    (folder / "plain.warc").write_bytes(archives.WHOLE["plain.warc"])
    whole = articles(folder / "plain.warc")
    for name, data in {**archives.WHOLE, **archives.CUT}.items():
        (folder / name).write_bytes(data)
        yield "web archives", outcome(lambda name=name: articles(folder / name), whole)
    for written, iso in DATES.items():
        yield "dates", RIGHT if iso_date(written)[:10] == iso else REFUSED if iso_date(written) == written else SILENT
    for written in UNCERTAIN:
        yield "dates", REFUSED if iso_date(written, order_of([written])) == written else SILENT
    for kind, read, expected in (*workbooks(folder), *exports(folder), *mail_and_pages(folder)):
        yield kind, outcome(read, expected)
    for label in NO_ANSWER:
        kept = tidy_labels(pd.Series([label, "critical"], dtype="str"))[0]
        yield "labels", RIGHT if kept.isna().tolist() == [True, False] else SILENT


def layouts(folder: Path) -> Iterator[tuple[str, str]]:
    """Layouts of the documents of single databases: what is above, below and between their fields."""
    texts = [(layout.format(n=1), downloads.GERMAN.format(n=1).strip()) for layout in downloads.WISO_LAYOUTS.values()]
    german = "Der Minister sagte, die Schiffe warten.\n\nNiemand wusste, was folgt."
    texts += [
        (downloads.NEXIS_UNI.format(cover=cover, below=below), german)
        for cover in ("", downloads.COVER)
        for below in ("", "Graphic\n\nFoto: Ein Schiff")
    ]
    english = "The harbour master said that talks had failed.\n\nNobody knew what would follow."
    texts += [
        (factiva.FACTIVA_FULL.format(language=language, rights=rights, publisher=publisher), english)
        for language in ("English", "Nederlands")
        for rights in ("", "Copyright 2031 Halvar Ltd. All\nRights Reserved")
        for publisher in ("", "Halvar Newspapers Limited")
    ]
    for text, expected in texts:
        (folder / "a.txt").write_text(text, encoding="utf-8")
        yield "layouts of downloads", outcome(lambda: articles(folder / "a.txt"), [expected])


def workbooks(folder: Path) -> Iterator[Case]:
    """Workbooks with titles above the header, an index, numbers as text, and dates as numbers."""
    header, row = ["id", "text", "published"], ["1", "Velda waits.", "2031-04-03"]
    variants = {
        "plain": [header, row],
        "title": [["Our corpus"], [], header, row],
        "headings": [["Article", None, "Origin"], header, row],
        "index": [[None, *header], [0, *row]],
        "real date": [header, ["1", "Velda waits.", dt.date(2031, 4, 3)]],
        "day number": [header, ["1", "Velda waits.", 47941]],
        "empty rows": [[], header, [], row, []],
    }
    for name, rows in variants.items():
        book = openpyxl.Workbook()
        for cells in rows:
            book.active.append(cells)
        path = folder / f"{name}.xlsx"
        book.save(path)
        yield "workbooks", partial(_dated, path), [("Velda waits.", "2031-04-03")]


def _dated(path: Path) -> list[tuple[str, str]]:
    return [(one["text"], one["published"]) for one in articles_in_file(path) if not isinstance(one, Reject)]


def exports(folder: Path) -> Iterator[Case]:
    """One label of one text by one person, as other tools export it."""
    task = {"result": [{"from_name": "stance", "type": "choices", "value": {"choices": ["critical"]}}]}
    studio = [
        {"id": 1, "data": {"sentence": "Velda waits."}, "annotations": [{"completed_by": {"email": "ana"}, **task}]}
    ]
    flat = {"id": 1, "sentence": "Velda waits.", "stance": "critical", "annotator": "ana"}
    chosen = {"options": [{"id": "1", "text": "critical"}], "accept": ["1"], "answer": "accept", "_annotator_id": "ana"}
    potato = {"id": "i", "displayed_text": "Velda waits.", "label_annotations": {"stance": {"critical": "true"}}}
    tsv = "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Stance|stance\n\n\n#Text=Velda waits.\n"
    files = [
        ("label-studio", "a.json", json.dumps(studio), {}),
        ("label-studio", "a.json", json.dumps([flat]), {}),
        ("label-studio", "a.csv", ",".join(flat) + "\n" + ",".join(map(str, flat.values())) + "\n", {}),
        ("label-studio", "a.tsv", "\t".join(flat) + "\n" + "\t".join(map(str, flat.values())) + "\n", {}),
        ("prodigy", "a.jsonl", json.dumps({"text": "Velda waits.", **chosen}), {}),
        ("doccano", "ana.jsonl", json.dumps({"id": 1, "text": "Velda waits.", "label": ["Critical"]}), {}),
        ("doccano", "ana.csv", "id,text,label\n1,Velda waits.,critical\n", {}),
        ("potato", "ana/annotated_instances.jsonl", json.dumps(potato), {}),
        ("inception", "doc/ana.tsv", f"{tsv}1-1\t0-5\tVelda\tcritical\n1-2\t6-12\twaits.\tcritical\n", {}),
        ("activetigger", "a.csv", "element_id,text,user,scheme,label\n1,Velda waits.,ana,stance,critical\n", {}),
        ("csv", "a.csv", "id,text,ana\n1,Velda waits.,critical\n", {"annotator_columns": ["ana"]}),
    ]
    for form, name, content, options in files:
        path = folder / "exports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        yield "exports of other tools", partial(_labels, path, form, options, content), [("ana", "stance", "critical")]


def _labels(path: Path, form: str, options: dict[str, Any], content: str) -> list[tuple[str, ...]]:
    path.write_text(content, encoding="utf-8")  # other cases have files of the same name
    read = annotations_from(path, form, **options)
    return list(read[["annotator", "question", "label"]].itertuples(index=False, name=None))


def mail_and_pages(folder: Path) -> Iterator[Case]:
    """Messages with signatures and quoted messages, and pages that state their publisher."""
    for number, (rest, text, _) in enumerate(messages.MESSAGES):
        path = folder / f"{number}.eml"
        path.write_text(messages.HEAD + rest, encoding="utf-8")
        yield "messages", partial(articles, path), [text]
    body = "<h1>Ships wait</h1>" + "<p>The harbour master of Velda said that the talks had failed again.</p>" * 4
    for number, head in enumerate(pages.HEADS):
        path = folder / f"{number}.html"
        path.write_text(f"<html><head>{head}</head><body><article>{body}</article></body></html>", encoding="utf-8")
        yield "publishers of pages", partial(_outlet, path), "The Velda Post"


def _outlet(path: Path) -> str:
    (one,) = articles_in_file(path)
    return "" if isinstance(one, Reject) else one["outlet"]


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
