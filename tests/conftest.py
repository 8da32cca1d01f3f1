"""Fixtures that all tests share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
EVALUATION_DATA = REPOSITORY.parent / "shared" / "data"


@pytest.fixture
def annotate(tmp_path):
    """Run the command as a user would, in an empty folder; returns the finished process."""

    def run(*arguments, cwd=tmp_path, input=None, env=None, timeout=300):
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1", "COLUMNS": "120", **(env or {})}
        command = [sys.executable, "-m", "annotate", *map(str, arguments)]
        return subprocess.run(
            command, cwd=cwd, input=input, env=environment, timeout=timeout, capture_output=True, text=True
        )

    return run


@pytest.fixture(scope="session")
def evaluation_data():
    """The folder of evaluation data made by others, which lies beside the repository where it is present at all."""
    if not EVALUATION_DATA.is_dir():
        pytest.skip(f"the evaluation data is not at {EVALUATION_DATA.name}/ beside the repository")
    return EVALUATION_DATA
