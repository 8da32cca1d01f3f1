"""Fixtures that all tests share."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from filelock import FileLock

REPOSITORY = Path(__file__).parent.parent
EVALUATION_DATA = REPOSITORY.parent / "shared" / "data"
AS_IN_A_PIPE = {"PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1", "COLUMNS": "120"}
LONGEST = (
    "test_examples",
    "test_packaging",
    "test_server",
    "test_readme",
    "test_study_on_server",
    "test_team",
    "test_notebooks",
    "test_kills",
    "test_starter",
    "test_hostile",
    "test_serve",
    "test_browser",
)
"""Files that take longest, in this order: begun first, so that no worker is left with one of them at the end."""


def keep_what_is_compiled():
    """Let the tests, and the programs they start, keep what Python compiles, even where the environment says not to.

    Images of containers often set PYTHONDONTWRITEBYTECODE, and nothing is compiled when it is installed: each of the
    hundreds of processes would compile pandas and scikit-learn anew, which takes longer than most of the tests.
    Mutated copies are the exception: two of them may differ in nothing by which Python knows a stale file.
    """
    if sys.dont_write_bytecode and "ANNOTATE_MUTATED" not in os.environ:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False


keep_what_is_compiled()


def pytest_collection_modifyitems(items):
    """Begin with the files that take longest; the order within a file stays."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


@pytest.fixture
def annotate(tmp_path, monkeypatch):
    """Run the command in an empty folder, within this process: importing pandas and scikit-learn anew takes seconds."""
    from annotate.cli import run

    def called(*arguments, cwd=tmp_path, input="", env=None):
        out, err = Stream(), Stream()
        with monkeypatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(cwd)
            patch.setattr(sys, "stdin", Stream(input))
            for name, value in {**AS_IN_A_PIPE, **(env or {})}.items():
                patch.setenv(name, value)
            status = run([*map(str, arguments)])
        return subprocess.CompletedProcess(arguments, status, out.text(), err.text())

    return called


class Stream(io.TextIOWrapper):
    """A standard stream that is a pipe."""

    def __init__(self, text=""):
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8", write_through=True, newline="")

    def text(self):
        """What was written."""
        self.flush()
        return self.buffer.getvalue().decode()


@pytest.fixture(scope="session")
def evaluation_data():
    """The folder of evaluation data made by others, which lies beside the repository where it is present at all."""
    if not EVALUATION_DATA.is_dir():
        pytest.skip(f"the evaluation data is not at {EVALUATION_DATA.name}/ beside the repository")
    return EVALUATION_DATA


@pytest.fixture(scope="session")
def studio_template():
    """A data folder in which a real Label Studio ran once, so that the next start has no tables to make."""
    from annotate.studio.server import _installing as installing
    from annotate.studio.server import private as server

    made_of = hashlib.sha256((installing.LOCK.read_text() + server.SETTINGS).encode()).hexdigest()[:12]
    folder = installing.home() / f"template-{made_of}"
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            server.start(folder)
            server.stop(folder)
            (folder / "port").unlink()
            (folder / "ready").touch()
    return folder
