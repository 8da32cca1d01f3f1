"""The log of a study: the ledger of every run in its record, and the chain of runs behind a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from annotate.study.ledger import DRAW, Count, Ledger
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
    """The runs that led to the tables at `paths`, the oldest first: the last that wrote each, and those behind it.

    Where a run added to a table, as when several people label, so do those that wrote it before; and a study labels
    what several draws gave. Of runs that read the same once more only the last counts.
    """
    wanted = {_resolved(path) for path in paths}
    chain: list[Ledger] = []
    for place in reversed(range(len(runs))):
        run = runs[place]
        written = _paths(run.written)
        if not wanted & written or (run.command == DRAW and _is_replaced(place, runs, chain)):
            continue
        if not run.added and run.command != DRAW:
            wanted -= written
        if not _is_repeated(run, chain):
            chain.append(run)
            wanted |= _paths(run.read)
    return chain[::-1]


def _is_replaced(place: int, runs: Sequence[Ledger], chain: Sequence[Ledger]) -> bool:
    """Whether a later draw took the place of the one at `place` before anything was done with it."""
    written = _paths(runs[place].written)
    for next_place, run in enumerate(runs[place + 1 :], place + 1):
        if written & _paths(run.read):
            return False
        if run.command == DRAW and written & _paths(run.written):
            return any(run is one for one in chain) or _is_replaced(next_place, runs, chain)
    return False


def _is_repeated(run: Ledger, chain: Sequence[Ledger]) -> bool:
    """Whether a run in `chain`, which begins with the last one, did the same once more for the same draw."""
    for later in reversed(chain):
        if DRAW in (later.command, run.command):
            return False
        if later.command == run.command and _object(later) == _object(run):
            return True
    return False


def _object(run: Ledger) -> set[str]:
    """What tells apart the runs of one command by which several people's labels came: who labelled, or the sheets."""
    of_command = {"label": run.used, "sheet": run.written}
    return {count.note for count in of_command.get(run.command, run.read)}


def _paths(counts: Sequence[Count]) -> set[str]:
    return {_resolved(count.note) for count in counts if count.note}


def _resolved(path: str | Path) -> str:
    return str(Path(path).resolve())
