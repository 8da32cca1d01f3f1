"""Writing tables and other files whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.io.formats import written_format
from annotate.io.remote.stores import address_of, put
from annotate.io.values.formulas import escaped_frame

if TYPE_CHECKING:
    import pandas as pd

    from annotate.tables import Table


MOST_SHEET_ROWS = 1_048_576
"""Limit of the rows of an Excel sheet, including the header."""
MOST_CELL_CHARACTERS = 32_767
"""Limit of the characters in an Excel cell."""


def write_table(frame: pd.DataFrame, path: str | Path, table: Table | None = None) -> None:
    """Write a table, whole or not at all, in the format of the path's ending; ``-`` is JSON Lines on standard output.

    Known columns of `table` come first and in its order; other columns follow.

    Raises
    ------
    InputError
        If no table format has the path's ending, or the file cannot be written.
    """
    kind = written_format(path).name
    if table:
        known = [c for c in table.columns if c in frame.columns]
        frame = frame[known + [c for c in frame.columns if c not in known]]
    if str(path) == "-":
        write_jsonl(frame, sys.stdout.buffer)
        return
    with written_whole(path) as temporary:
        if kind == "parquet":
            bare = frame.copy(deep=False)
            bare.attrs = {}  # notes on a table, of any type, which Parquet would want as JSON
            bare.to_parquet(temporary, index=False)
            return
        if kind == "spreadsheet":
            write_xlsx(frame, temporary, path)
            return
        with compressed_sink(temporary, path) as stream:
            (write_csv if kind == "csv" else write_jsonl)(frame, stream)


@contextmanager
def written_whole(path: str | Path, *, private: bool = False) -> Iterator[Path]:
    """A temporary path beside `path` to write to, renamed to `path` if the block ends without an exception.

    Where `path` is a link, what it leads to is replaced and the link stays. With `private`, the file is never readable
    by anyone but its owner, and a link is replaced. If `path` is an address (``s3://``) or ``-``, standard output, the
    temporary path is on this machine and is copied there.

    Raises
    ------
    InputError
        If the folder or the file cannot be written to.
    """
    if address := address_of(path):
        with tempfile.TemporaryDirectory() as folder:
            beside = Path(folder) / address.rpartition("/")[2]
            yield beside
            put(beside, address)
        return
    if str(path) == "-":
        with tempfile.TemporaryDirectory() as folder:
            beside = Path(folder) / "output"
            yield beside
            sys.stdout.buffer.write(beside.read_bytes())
            sys.stdout.buffer.flush()
        return
    check_not_special(path)
    path = Path(path if private else behind_links(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o600 if private else 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def check_writable(path: str | Path) -> None:
    """Check that a file can be written to `path`, as far as its folders say it; nothing is made.

    Raises
    ------
    InputError
        If it cannot.
    """
    if address_of(path):
        return
    path = Path(path).absolute()
    if path.is_dir():
        raise InputError(f"{path}: is a folder; choose another `output`")
    check_not_special(path)
    above = next(one for one in path.parents if one.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        raise unwritable(path, PermissionError(errno.EACCES, "not permitted"))


def check_not_special(path: str | Path) -> None:
    """Check that `path` is no device or pipe: what is written whole would take its place, even that of ``/dev/null``.

    Raises
    ------
    InputError
        If it is one.
    """
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise InputError(f"{path}: a device or pipe, not a file; choose another `output`")


def write_private(path: Path, text: str) -> None:
    """Write `text`, whole or not at all, to a file that is never readable by anyone but its owner.

    Raises `InputError` if it cannot be written.
    """
    with written_whole(path, private=True) as beside:
        beside.write_text(text, encoding="utf-8")


def write_folder(folder: Path, content: Mapping[str, bytes]) -> None:
    """Replace `folder` as a whole by one with the files in `content`, which maps names to bytes.

    A folder cannot be renamed over another one that is not empty, so the old one is moved aside first, and back if the
    new one cannot take its place. Of a link, the folder that it leads to is replaced. Raises `OSError` if the folder
    cannot be written, and `InputError` if it is neither a folder nor a file.
    """
    check_not_special(folder)
    folder = Path(behind_links(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        new, old = beside / "new", beside / "old"
        new.mkdir()
        for name, data in content.items():
            (new / name).write_bytes(data)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def behind_links(path: str | Path) -> str | Path:
    """`path`, or what it leads to if it is a link, as to a larger disk: a rename would replace the link itself."""
    return Path(os.path.realpath(path)) if os.path.islink(path) else path


def unwritable(path: Path | str, error: OSError) -> InputError:
    """The error to raise where `path` cannot be written."""
    blocking = next((one for one in Path(path).parents if one.is_file()), None)
    if blocking is not None:
        return InputError(f"{path}: cannot be written; {blocking} is a file, not a folder: choose another `output`")
    reason = os.strerror(error.errno) if error.errno else str(error)
    return InputError(f"{path}: cannot be written ({reason}); free space or choose another `output`")


@contextmanager
def compressed_sink(temporary: Path, path: str | Path) -> Iterator[IO[bytes]]:
    """A stream that writes to `temporary`, compressed according to the ending of `path`."""
    import pyarrow as pa

    with pa.output_stream(str(temporary), compression=compression_of(path)) as stream:
        yield stream


def compression_of(path: str | Path) -> Any:
    """Arrow's name for the compression of a file with the ending of `path`; None if it is not compressed."""
    return {".gz": "gzip", ".zst": "zstd"}.get(Path(path).suffix.lower())


def write_csv(frame: pd.DataFrame, stream: IO[bytes], *, header: bool = True) -> None:
    """Write the rows of `frame` to `stream` as CSV in UTF-8."""
    stream.write(escaped_frame(frame).to_csv(index=False, header=header, lineterminator="\n").encode("utf-8"))


def write_xlsx(frame: pd.DataFrame, temporary: Path, path: str | Path) -> None:
    """Write the rows of `frame` to `temporary` as the workbook at `path`; no text becomes a formula or a link.

    Raises
    ------
    InputError
        If the frame has more rows than a sheet can hold, or a text longer than a cell can hold.
    """
    import pandas as pd

    if len(frame) >= MOST_SHEET_ROWS:
        raise InputError(f"{path}: {len(frame):,} rows; a sheet holds {MOST_SHEET_ROWS - 1:,}; write .csv or .parquet")
    for name in frame.select_dtypes(["object", "string"]).columns:
        longest = frame[name].dropna().astype("str").str.len().max()
        if longest > MOST_CELL_CHARACTERS:
            raise InputError(
                f"{path}: {name} has a text of {longest:,.0f} characters; a cell holds {MOST_CELL_CHARACTERS:,}; "
                "write .csv or .parquet"
            )
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(temporary, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        frame.to_excel(book, index=False, freeze_panes=(1, 0))


def write_jsonl(frame: pd.DataFrame, stream: IO[bytes]) -> None:
    """Write the rows of `frame` to `stream`, one JSON object a line."""
    if len(frame):
        stream.write(
            frame.to_json(orient="records", lines=True, force_ascii=False, double_precision=15).encode("utf-8")
        )


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
