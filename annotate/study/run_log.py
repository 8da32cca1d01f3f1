"""The log of a study: the ledger of every run in its record, and the chain of runs behind a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from annotate.study.ledger import Ledger
from annotate.study.record import Record, has_table

_SCHEMA = "create table if not exists ledger (number integer primary key autoincrement, document text not null)"


def log_run(record: Record, ledger: Ledger) -> None:
    """Append `ledger` to the study's record."""
    with record.transaction() as database:
        database.execute(_SCHEMA)
        document = json.dumps(ledger.document(), ensure_ascii=False)
        database.execute("insert into ledger (document) values (?)", (document,))


def runs_of(record: Record) -> list[Ledger]:
    """The ledgers of the study's runs, the oldest first."""
    with record.transaction() as database:
        if not has_table(database, "ledger"):
            return []
        rows = database.execute("select document from ledger order by number").fetchall()
    return [Ledger.of(json.loads(document)) for (document,) in rows]


def chain_to(paths: Sequence[str | Path], runs: Sequence[Ledger]) -> list[Ledger]:
    """The runs that led to the tables at `paths`, the oldest first: the last that wrote each, and those behind it."""
    wanted = {_resolved(path) for path in paths}
    chain = []
    for run in reversed(runs):
        written = {_resolved(count.note) for count in run.written if count.note}
        if wanted & written:
            chain.append(run)
            wanted -= written
            wanted |= {_resolved(count.note) for count in run.read if count.note}
    return chain[::-1]


def _resolved(path: str | Path) -> str:
    return str(Path(path).resolve())
