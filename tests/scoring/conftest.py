"""Puts the small model where its tests, and the processes they start, can import it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def model():
    from small_model import SmallModel

    return SmallModel()
