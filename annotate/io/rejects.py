"""Files and rows that cannot be read or used, listed with location and reason in a table beside the output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from annotate.errors import TYPED, InputError
from annotate.io.processes import without_temporary_folders
from annotate.io.remote.stores import address_of, remove

STANDARD_OUTPUT_REJECTS = Path("annotate.rejects.csv")
"""Path of the rejects if the output goes to standard output."""


@dataclass(frozen=True)
class Reject:
    """A file or row that cannot be used.

    Attributes
    ----------
    where
        Its location, as ``articles.csv:14``.
    reason
        Why it cannot be used, and what to do.
    row
        Its first 200 characters, where there are any.
    """

    where: str
    reason: str
    row: str = ""

    def __post_init__(self) -> None:
        """Name files in archives as the user knows them, and escape lone surrogates, which no table can store."""
        for name, text in vars(self).items():
            text = text if name == "row" else without_temporary_folders(text)
            object.__setattr__(self, name, text.encode("utf-8", "backslashreplace").decode("utf-8"))

    @classmethod
    def of(cls, error: InputError, where: str, row: str = "") -> Reject:
        """The reject for an error; `where` is used unless the error's message begins with a more exact location."""
        location, _, reason = str(error).partition(": ")
        return cls(location, reason, row[:200]) if location.startswith(where) else cls(where, str(error), row[:200])


def rejects_path(output: Path | str) -> Path:
    """The path of the rejects of a table at `output`: ``OUTPUT.rejects.csv``, as in ``scores.parquet.rejects.csv``."""
    return STANDARD_OUTPUT_REJECTS if str(output) == "-" else Path(f"{output}.rejects.csv")


def write_rejects(rejects: Sequence[Reject], output: Path | str) -> Path | None:
    """Write `rejects` beside `output` and return the path; without rejects, remove an earlier file and return None."""
    import pandas as pd

    from annotate.io.writing import write_table
    from annotate.tables import REJECTS

    path = rejects_path(output)
    if not rejects:
        if address := address_of(path):
            remove(address)
        else:
            path.unlink(missing_ok=True)
        return None
    typed = TYPED.get()
    rows = [asdict(reject) | {"reason": typed(reject.reason)} for reject in rejects]
    write_table(pd.DataFrame(rows), path, REJECTS)
    return path


def leave_out(reject: Reject, rejects: list[Reject] | None) -> None:
    """Add `reject` to `rejects`, or raise it where there is no such list.

    Raises
    ------
    InputError
        If there is none.
    """
    if rejects is None:
        raise InputError(f"{reject.where}: {reject.reason}")
    rejects.append(reject)


def beginning(row: Any) -> str:
    """The first 200 characters of a row, for a `Reject`."""
    return row[:200].decode("utf-8", "replace").strip() if isinstance(row, bytes) else str(row)[:200]
