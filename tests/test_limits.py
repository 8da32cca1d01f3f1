"""Limits of the machine: what a full disk, a quota or a limit of files is called, and that nothing is lost."""

import errno
import resource
import sqlite3
import sys
import zipfile
from contextlib import contextmanager

import pandas as pd
import pytest

from annotate.errors import limit_reached


@contextmanager
def files_of_at_most(size, monkeypatch):
    """Let this process write no file beyond `size` bytes, as a full disk does at some byte."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # Python leaves half of a module's
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class WrappedError(Exception):
    """What a library raises that holds the error of the system."""


def raised_from(cause):
    try:
        raise WrappedError("the workbook was not written") from cause
    except WrappedError as error:
        return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full; free space and"),
        (OSError(errno.ENOSPC, "No space left on device", "out/x.csv"), "out/x.csv: the disk is full"),
        (OSError("Error writing bytes to file. Detail: [errno 28] No space left on device"), "the disk is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "your quota of disk space is used up"),
        (OSError(errno.EFBIG, "File too large"), "ulimit -f unlimited"),
        (OSError(errno.EROFS, "Read-only file system", b"x.csv"), "x.csv: the folder is read-only"),
        (sqlite3.OperationalError("database or disk is full"), "the disk is full"),
        (sqlite3.OperationalError("disk I/O error"), "the disk cannot be written"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "the folder is read-only"),
        (WrappedError(OSError(errno.ENOSPC, "No space left on device")), "the disk is full"),
        (raised_from(OSError(errno.ENOSPC, "No space left on device")), "the disk is full"),
        (OSError(errno.EMFILE, "Too many open files"), "too many files are open at once"),
    ],
    ids=repr,
)
def test_a_limit_of_the_machine_is_told_with_what_to_do(error, words):
    assert words in limit_reached(error)
    assert limit_reached(error).endswith("and run the command again")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a full disk of labels"),
        OSError(errno.ENOENT, "No such file"),
        sqlite3.OperationalError("no such table"),
    ],
)
def test_other_errors_come_from_no_limit(error):
    assert limit_reached(error) == ""


@pytest.fixture
def study(annotate, tmp_path):
    """A study whose record is larger than the limits that the tests set."""
    folder = tmp_path / "study"
    assert annotate("init", folder).returncode == 0
    (folder / "a.txt").write_text("Orth\n\n" + " ".join(f"The council voted on plan {n}." for n in range(40)))
    assert annotate("split", "a.txt", cwd=folder).returncode == 0
    rows = [(f"s{n}", who, "stance", "critical" if n % 2 else "neutral") for n in range(4) for who in ("ana", "ben")]
    table = pd.DataFrame(rows, columns=["sentence_id", "annotator", "question", "label"])
    table.to_csv(folder / "annotations.csv", index=False)
    return folder


@pytest.mark.parametrize(
    "command",
    [("split", "a.txt", "-o", "b.parquet"), ("sample", "-n", "5"), ("resolve",), ("agreement",)],
)
def test_a_disk_without_room_is_no_bug_and_loses_nothing(annotate, monkeypatch, study, command):
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    with files_of_at_most(1000, monkeypatch):
        said = annotate(*command, cwd=study)
    assert said.returncode == 1, said.stderr
    assert any(words in said.stderr for words in ("and run the command again", "cannot be written (File too large)")), (
        said.stderr
    )
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("given", ["a.zip", "-"])
def test_what_is_unpacked_or_stored_first_is_no_damaged_file(annotate, monkeypatch, tmp_path, given):
    text = "Orth\n\n" + " ".join(f"The council voted on plan {n}." for n in range(400))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", text)
    more = {"input": text} if given == "-" else {}
    with files_of_at_most(1000, monkeypatch):
        said = annotate("split", given, "-o", "b.csv", cwd=tmp_path, **more)
    assert said.returncode == 1, said.stderr
    assert f"{given}: cannot be" in said.stderr
    assert "raise the limit (ulimit -f unlimited) and run the command again" in said.stderr
