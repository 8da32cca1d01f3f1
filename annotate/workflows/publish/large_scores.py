"""Tables of scores that are summed up while they are read, instead of being held in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import TableOrPath, reject_rows

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from annotate.estimation.design.label_use import Draws
    from annotate.estimation.design.summed_scores import Cells
    from annotate.learn.models.trained_model import LearnedFrom

LARGE = 250_000
"""From this many rows on, Parquet tables are summed up."""
MOST_SHOWN = 1000
"""A page shows at most this many articles of a large table."""
_PART = 200_000
"""Rows that are read at a time."""


@dataclass(frozen=True)
class Wanted:
    """What an estimate will ask of the scores: the columns it groups and weighs by, and whether sums answer it."""

    columns: Sequence[str]
    sums_do: bool = True
    together: bool = False
    """Whether how the probabilities of two labels vary together is asked for."""


def cells_of(
    source: TableOrPath, gold: pd.DataFrame, draws: Draws, learned: LearnedFrom | None, wanted: Wanted, ledger: Ledger
) -> pd.DataFrame | None:
    """The scores in Parquet files, summed up; None where they are few or sums are not enough.

    Sums are not enough for shares of articles, for answers of several labels, for scores without probabilities, and for
    those of several targets in a sentence: then the whole table is needed.

    Raises
    ------
    InputError
        If a file cannot be read, or a sentence is scored twice.
    """
    from annotate.estimation.design.summed_scores import READ, Cells
    from annotate.scheme import SEVERAL
    from annotate.tables import PROBABILITY

    files = _parquet_files(source)
    if not files or not wanted.sums_do:
        return None
    names, rows = _columns_and_rows(files)
    probabilities = [name for name in names if name.startswith(PROBABILITY)]
    if rows < LARGE or "target" in names or not probabilities or any(SEVERAL in name for name in probabilities):
        return None
    columns = list(dict.fromkeys([*READ, "duplicate_of", *wanted.columns, *probabilities]))
    columns = [name for name in columns if name in names]
    frame = None if draws.frame is None else _ids(draws.frame["sentence_id"])
    single = [gold["sentence_id"]]
    single += [] if draws.drawn is None else [draws.drawn["sentence_id"]]
    single += [] if learned is None or learned.out_of_fold is None else [learned.out_of_fold["sentence_id"]]
    cells = Cells(_ids(*_marked(single), *_originals(files, names)), frame, together=wanted.together)
    for part in _parts(files, columns, probabilities, ledger):
        cells.add(part)
    _check_once(files, cells)
    return cells.table()


def sentences_shown(source: TableOrPath, scores: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """All sentences of articles that hold labelled sentences, at most `MOST_SHOWN` of them, with their texts."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    from annotate.tables import PROBABILITY, SCORES, conform

    labelled = scores["sentence_id"].isin(gold["sentence_id"]) & scores["article_id"].notna()
    articles = _ids(scores["article_id"][labelled].drop_duplicates().head(MOST_SHOWN))
    files, parts = _parquet_files(source), []
    names = [name for name in _columns_and_rows(files)[0] if name in SCORES.columns or name.startswith(PROBABILITY)]
    for _, _, batch in _batches(files, [*names, "title"]):
        own = pc.is_in(batch.column("article_id").cast(pa.large_string()), value_set=articles)
        parts.append(batch.filter(own).to_pandas())
    return conform(pd.concat(parts, ignore_index=True), SCORES, "scores")


def _parquet_files(source: TableOrPath) -> list[Path]:
    if not isinstance(source, str | os.PathLike):
        return []
    path = Path(source)
    if path.is_dir():
        return sorted(path.glob("*.parquet"))
    return [path] if path.suffix.lower() == ".parquet" and path.is_file() else []


def _columns_and_rows(files: Sequence[Path]) -> tuple[list[str], int]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names, rows = [], 0
    for path in files:
        try:
            file = pq.ParquetFile(path)
        except (OSError, pa.ArrowException) as error:
            raise InputError(f"{path}: cannot be read ({error}); score the coverage again") from error
        names += file.schema_arrow.names
        rows += file.metadata.num_rows
        file.close()
    return list(dict.fromkeys(names)), rows


def _parts(
    files: Sequence[Path], columns: Sequence[str], probabilities: Sequence[str], ledger: Ledger
) -> Iterator[pd.DataFrame]:
    """Parts of the tables with these columns in their types; rows that cannot be read go to `ledger`."""
    import pyarrow as pa

    from annotate.columns import REAL
    from annotate.io.rejects import Reject
    from annotate.tables import SCORES, Table, sifted

    kinds = {name: SCORES.schema.field(name).type for name in columns if name in SCORES.schema.names}
    table = Table("scores", pa.schema([*kinds.items(), *((name, REAL) for name in probabilities)]), SCORES.required)
    for path, first, batch in _batches(files, columns):
        frame, reasons = sifted(batch.to_pandas().reset_index(drop=True), table, str(path))
        if reasons:
            reject_rows(ledger, [Reject(f"{path}:{first + row}", why) for row, why in sorted(reasons.items())])
        yield frame


def _batches(files: Sequence[Path], columns: Sequence[str]) -> Iterator[tuple[Path, int, pa.RecordBatch]]:
    """Record batches with the path of their file and the number of their first row in it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for path in files:
        first = 1
        try:
            with pq.ParquetFile(path, pre_buffer=False) as file:
                own = [name for name in columns if name in file.schema_arrow.names]
                for batch in file.iter_batches(_PART, columns=own):
                    yield path, first, batch
                    first += len(batch)
        except (OSError, pa.ArrowException) as error:
            raise InputError(f"{path}: cannot be read ({error}); score the coverage again") from error


def _originals(files: Sequence[Path], names: Sequence[str]) -> list[pd.Series]:
    """The ids of sentences that others are near-duplicates of."""
    if "duplicate_of" not in names:
        return []
    return [
        batch.to_pandas()["duplicate_of"].dropna().drop_duplicates()
        for _, _, batch in _batches(files, ["duplicate_of"])
        if len(batch.schema.names)
    ]


def _marked(ids: Sequence[pd.Series]) -> list[pd.Series]:
    """`ids`, and what older tables may call them: see `annotate.columns.matched_ids`."""
    texts = [one.astype("str") for one in ids]
    return [*texts, *("h" + one for one in texts), *(one.str.removeprefix("h") for one in texts)]


def _ids(*parts: Iterable[str]) -> pa.Array:
    import pandas as pd
    import pyarrow as pa

    every = pd.concat([pd.Series(part, dtype="str") for part in parts]).drop_duplicates().dropna()
    return pa.array(every, type=pa.large_string(), from_pandas=True)


def _check_once(files: Sequence[Path], cells: Cells) -> None:
    """Check that no sentence is there twice; only if hashes say that one may be, its id is searched."""
    from annotate.estimation.design.summed_scores import with_hash

    hashes = cells.twice()
    if not len(hashes):
        return
    once: set[str] = set()
    for _, _, batch in _batches(files, ["sentence_id", "kind", "label"]):
        rows = batch.to_pandas()
        rows = rows[rows["label"].notna() & (rows["kind"].fillna("body").eq("body") if "kind" in rows else True)]
        for name in rows["sentence_id"][with_hash(rows["sentence_id"], hashes)]:
            if name in once:
                raise InputError(f"sentence {name} is scored twice; keep it once")
            once.add(name)
