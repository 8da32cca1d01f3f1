"""The small model of the tests of scoring, for tests of what scoring reads."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "scoring"))


@pytest.fixture(scope="session")
def model():
    from small_model import SmallModel

    return SmallModel()
