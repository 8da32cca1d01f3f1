"""Parts of a table put together into one file, a part at a time, so that the whole is never held."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING

from annotate.text.split import sentence_ids
from annotate.text.targets import PLACED, Target, pairs_of

if TYPE_CHECKING:
    import pandas as pd


def write_parts(parts: Sequence[Path], output: Path | str, what: str, targets: Sequence[Target] = ()) -> int:
    """Write `parts` (Parquet files of ``sentences`` or ``articles``) to `output` whole; the number of rows.

    With `targets`, sentences become their pairs with the targets they name.
    """
    from annotate import tables

    table = {"sentences": tables.SENTENCES, "articles": tables.ARTICLES}[what]
    columns = _columns_of(parts, table.columns)
    columns += [name for name in PLACED if targets and name not in columns]
    copies: dict[str, int] = {}
    count = 0
    with _writer(output, columns) as write:
        for part in parts:
            frame = tables.conform(tables.read(part), table, where=str(part))
            if what == "sentences" and ".kept." not in part.name:
                frame = _without_shared_ids(frame, copies)
            frame = pairs_of(frame, targets) if targets else frame
            count += len(frame)
            write(frame.reindex(columns=columns))
    return count


def _columns_of(parts: Sequence[Path], known: Sequence[str]) -> list[str]:
    import pyarrow.parquet as pq

    columns = dict.fromkeys(known)
    for part in parts:
        columns.update(dict.fromkeys(pq.read_schema(part).names))
    return list(columns)


def _without_shared_ids(frame: pd.DataFrame, copies: dict[str, int]) -> pd.DataFrame:
    """`frame` with new sentence ids for articles whose id an earlier part had already (a page saved twice)."""
    changes = frame["article_id"].ne(frame["article_id"].shift()) | frame["position"].diff().le(0).fillna(False)
    ids = frame["sentence_id"].tolist()
    bounds = [*changes.to_numpy().nonzero()[0].tolist(), len(frame)]
    for first, last in pairwise(bounds):
        article = str(frame["article_id"].iloc[first])
        copies[article] = copies.get(article, 0) + 1
        if copies[article] > 1:
            ids[first:last] = sentence_ids(article, frame["text"].iloc[first:last].tolist(), copies[article])
    return frame.assign(sentence_id=ids)


@contextmanager
def _writer(output: Path | str, columns: Sequence[str]) -> Iterator[Callable[[pd.DataFrame], None]]:
    from annotate import tables

    kind = tables.kind_of_file(output)
    if str(output) == "-":
        yield lambda frame: _jsonl(frame, sys.stdout.buffer)
        return
    with tables.written_whole(output) as beside:
        if kind == "parquet":
            with _parquet(beside) as write:
                yield write
            return
        import pandas as pd
        import pyarrow as pa

        packed = {".gz": "gzip", ".zst": "zstd"}.get(Path(output).suffix.lower())
        with pa.output_stream(beside, compression=packed) as stream:
            if kind == "csv":
                header = pd.DataFrame(columns=list(columns)).to_csv(index=False, lineterminator="\n")
                stream.write(header.encode("utf-8"))
                yield lambda frame: _csv(frame, stream)
            else:
                yield lambda frame: _jsonl(frame, stream)


@contextmanager
def _parquet(beside: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writers: list[pq.ParquetWriter] = []

    def write(frame: pd.DataFrame) -> None:
        typed = pa.Table.from_pandas(frame, schema=_schema(frame), preserve_index=False)
        if not writers:
            writers.append(pq.ParquetWriter(beside, typed.schema))
        writers[0].write_table(typed)

    try:
        yield write
    finally:
        for writer in writers:
            writer.close()


def _schema(frame: pd.DataFrame) -> object:
    """Known columns in their types, all others as text, so that every part has the same."""
    import pyarrow as pa

    from annotate import tables

    known = {field.name: field.type for t in (tables.SENTENCES, tables.ARTICLES) for field in t.schema}
    return pa.schema([(name, known.get(name, pa.string())) for name in frame.columns])


def _csv(frame: pd.DataFrame, stream: IO[bytes]) -> None:
    stream.write(frame.to_csv(index=False, header=False, lineterminator="\n").encode("utf-8"))


def _jsonl(frame: pd.DataFrame, stream: IO[bytes]) -> None:
    if len(frame):
        stream.write(frame.to_json(orient="records", lines=True, force_ascii=False).encode("utf-8"))
