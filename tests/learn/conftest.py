"""Labelled sentences of an invented world, for tests of training."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # worker processes import modules from here

WORDS = {
    "conciliatory": ["welcomed", "praised", "agreed to talks with", "offered help to", "thanked"],
    "critical": ["condemned", "accused", "threatened", "rejected the claims of", "denounced"],
    "neutral": ["met", "counted the votes in", "published a report on", "moved the office to", "opened a line to"],
}
PLACES = ["Veldania", "Karsovia", "the port of Ilmar", "the Senn valley", "Orth", "the northern council", "Marrow Bay"]
PEOPLE = ["Minister Adel Varn", "the mayor of Orth", "Ambassador Rhea Lund", "the farmers' union", "President Tol"]


def sentences(count: int, seed: int = 0, labels=tuple(WORDS)) -> pd.DataFrame:
    """`count` labelled sentences in articles of four; a fifth of the labels contradict the words."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        label = labels[random.integers(len(labels))]
        said = label if random.random() > 0.2 else labels[random.integers(len(labels))]
        person, place = random.choice(PEOPLE), random.choice(PLACES)
        verb, day, figure = random.choice(WORDS[said]), random.integers(1, 29), random.integers(100, 999)
        text = f"{person} {verb} {place} on day {day}, and {figure} people of ward {number} were told."
        rows.append({"text": text, "label": label, "doc": f"a{number // 4}", "outlet": f"o{number % 3}"})
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def toy():
    """The function that makes such tables."""
    return sentences


@pytest.fixture
def table() -> pd.DataFrame:
    return sentences(160)


@pytest.fixture(scope="session")
def model():
    """A small model, trained once for all tests that only look at it."""
    from annotate.learn.training.training import train

    return train(sentences(160), group_column="doc", recipe="fast", curve=False, where="toy.csv")


@pytest.fixture
def folder(model, tmp_path):
    from annotate.learn.models.folders import save

    return save(model, tmp_path / "model")
