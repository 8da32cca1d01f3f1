"""Tables of scores that are summed up while they are read, instead of being held in memory."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.io.remote.stores import address_of
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import TableOrPath, reject_rows

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from annotate.estimation.design.label_use import Draws
    from annotate.estimation.design.summed_scores import Cells, Sentences
    from annotate.learn.models.trained_model import LearnedFrom
    from annotate.scheme import Scheme

LARGE = 250_000
"""From this many rows on, Parquet tables are summed up."""
MOST_SHOWN = 1000
"""A page shows at most this many articles of a large table."""
_EACH = 600
"""Bytes that a row of scores with its text takes in memory, about."""
_PART = 200_000
"""Rows that are read at a time."""


@dataclass(frozen=True)
class Wanted:
    """What an estimate will ask of the scores: the columns it groups and weighs by, and whether sums answer it."""

    columns: Sequence[str]
    sums_do: bool = True
    together: bool = False
    """Whether how the probabilities of two labels vary together is asked for."""
    scheme: Scheme | None = None
    question: str | None = None
    """Whose labels the scores have, as far as that is known: whether several may be given at once."""

    def several(self, scores: pd.DataFrame, gold: pd.DataFrame | None) -> bool:
        """Whether the question that `scores` and `gold` answer takes several labels."""
        from annotate.estimation.design.several_choice import takes_several

        return takes_several(scores, gold, scheme=self.scheme, question=self.question)


@dataclass(frozen=True)
class Summed:
    """Scores that are summed up, and which sentences they are of."""

    scores: pd.DataFrame
    sentences: Sentences


def cells_of(
    source: TableOrPath,
    gold: pd.DataFrame,
    draws: Draws,
    learned: LearnedFrom | None,
    wanted: Wanted,
    ledger: Ledger,
    *,
    like: Sentences | None = None,
) -> Summed | None:
    """The scores in Parquet files, summed up; None where they are few or sums are not enough, with a warning of memory.

    Sums are not enough for shares of articles by their majority, for answers of several labels, and for scores without
    probabilities: then the whole table is needed.

    Parameters
    ----------
    like
        The sentences of scores that these are compared with: no others are read.

    Raises
    ------
    InputError
        If a file cannot be read, or a sentence is scored twice.
    """
    import pandas as pd

    from annotate.estimation.design.summed_scores import READ, TARGET, Cells, has_targets, keys_of
    from annotate.tables import PROBABILITY

    files = _parquet_files(source)
    names, rows = _columns_and_rows(files)
    if rows < LARGE:
        return None
    if not wanted.sums_do or not can_be_summed(source):
        warn_of_memory(str(source), rows)
        return None
    probabilities = [name for name in names if name.startswith(PROBABILITY)]
    if wanted.several(pd.DataFrame(columns=["label", *probabilities]), gold):
        warn_of_memory(str(source), rows)
        return None
    columns = list(dict.fromkeys([*READ, TARGET, "duplicate_of", *wanted.columns, *probabilities]))
    columns = [name for name in columns if name in names]
    frame = None
    if draws.frame is not None:
        frame = _ids(keys_of(draws.frame) if has_targets(draws.frame) else draws.frame["sentence_id"])
    single = [gold["sentence_id"]]
    single += [] if draws.drawn is None else [draws.drawn["sentence_id"]]
    single += [] if learned is None or learned.out_of_fold is None else [learned.out_of_fold["sentence_id"]]
    cells = Cells(_ids(*_marked(single), *_originals(files, names)), frame, together=wanted.together, like=like)
    for part in _parts(files, columns, probabilities, ledger):
        if wanted.several(part, None):
            warn_of_memory(str(source), rows)
            return None
        cells.add(part)
    _check_once(files, cells)
    return Summed(cells.table(), cells.sentences())


def columns_in_header(source: TableOrPath) -> list[str]:
    """The columns of a table, without reading it; empty where only its rows say them all, or it cannot be read."""
    from annotate.io.formats import format_of
    from annotate.io.parsing import column_names

    if not isinstance(source, str | os.PathLike):
        return list(map(str, source.columns))
    if files := _parquet_files(source):
        return list(_columns_and_rows(files)[0])
    form = format_of(Path(source))
    if str(source) == "-" or address_of(source) or form is None or form.name != "csv":
        return []
    try:
        return column_names(Path(source))
    except InputError:
        return []  # whoever reads it reports the error


def can_be_summed(source: TableOrPath) -> bool:
    """Whether `source` is a large Parquet table, or a folder of them, with a probability for each of its labels."""
    from annotate.scheme import SEVERAL
    from annotate.tables import PROBABILITY

    names, rows = _columns_and_rows(_parquet_files(source))
    probabilities = [name for name in names if name.startswith(PROBABILITY)]
    return rows >= LARGE and bool(probabilities) and not any(SEVERAL in name for name in probabilities)


def warn_of_memory(where: str, rows: int) -> None:
    """Say how much memory a table takes that is read as a whole, before it is read."""
    import psutil

    needed, free = rows * _EACH / 1e9, psutil.virtual_memory().available / 1e9
    short = f"; this machine has {free:.1f} GB free" if needed > free else ""
    message = f"{where}: all {rows:,} rows are read into memory, about {needed:.1f} GB{short}"
    warnings.warn(message, AnnotateWarning, stacklevel=4)


def facts_in(source: TableOrPath) -> set[str]:
    """The columns of Parquet files that say what is known of a sentence beside the model's words."""
    from annotate.estimation.design.summed_scores import FACTS

    return set(_columns_and_rows(_parquet_files(source))[0]) & set(FACTS)


def models_of(scores: pd.DataFrame) -> list[str]:
    """The names of the models that gave `scores`."""
    return sorted(scores["model"].dropna().astype("str").unique()) if "model" in scores.columns else []


def models_of_file(source: TableOrPath) -> list[str]:
    """The names of the models that gave the scores in Parquet files."""
    names: set[str] = set()
    for _, _, batch in _batches(_parquet_files(source), ["model"]):
        names |= set(models_of(batch.to_pandas()))
    return sorted(names)


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

    from annotate.columns import text_array

    every = pd.concat([pd.Series(part, dtype="str") for part in parts]).drop_duplicates().dropna()
    return text_array(every)


def _check_once(files: Sequence[Path], cells: Cells) -> None:
    """Check that no sentence is there twice; only if hashes say that one may be, its id is searched."""
    import numpy as np

    from annotate.estimation.design.summed_scores import TARGET, hashed, keys_of

    hashes = cells.twice()
    if not len(hashes):
        return
    once: set[str] = set()
    for path, _, batch in _batches(files, ["sentence_id", TARGET, "kind", "label"]):
        rows = batch.to_pandas()
        rows = rows[rows["label"].notna() & (rows["kind"].fillna("body").eq("body") if "kind" in rows else True)]
        keys = keys_of(rows)
        for name in keys[np.isin(hashed(keys), hashes)]:
            if name in once:
                raise InputError(f"{path}: sentence {name} is scored twice; keep it once")
            once.add(name)
