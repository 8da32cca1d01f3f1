"""Coverage of two outlets, one of them more critical."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from annotate import tables

sys.path.insert(0, str(Path(__file__).parent))
LABELS = ("conciliatory", "critical", "neutral")
OUTLETS = ("The Courier", "The Gazette")
CRITICAL = (0.5, 0.25)
"""The share of critical sentences in each outlet."""


def coverage(gap=CRITICAL, articles=300, seed=3):
    """Scores of two outlets, the first more critical, and the labels of a random half of the sentences."""
    draw = np.random.default_rng(seed)
    count = articles * 5
    article = np.arange(count) // 5
    outlet = article % 2
    critical = draw.random(count) < np.array(gap)[outlet]
    truth = np.where(critical, "critical", np.where(draw.random(count) < 0.5, "conciliatory", "neutral"))
    sure = np.where(draw.random(count) < 0.8, truth, draw.choice(LABELS, count))
    frame = pd.DataFrame({f"p_{label}": np.where(sure == label, 0.8, 0.1) for label in LABELS}).assign(
        sentence_id=[f"s{n}" for n in range(count)],
        article_id=[f"a{a}" for a in article],
        outlet=np.array(OUTLETS)[outlet],
        published=[f"2031-{1 + a % 6:02d}-{1 + a % 28:02d}" for a in article],
        kind="body",
        text=[f"Sentence {n} on the ferries." for n in range(count)],
        title=[f"Ferries, part {a}" for a in article],
        label=sure,
        model="stance-test",
    )
    scores = tables.conform(frame, tables.SCORES, "test")
    gold = scores.assign(label=truth).sample(frac=0.5, random_state=1)[["sentence_id", "label"]]
    gold = gold.assign(question="stance", inclusion_probability=0.5)
    return scores, tables.conform(gold, tables.GOLD, "gold")


@pytest.fixture(scope="session")
def apart():
    return coverage()


@pytest.fixture(scope="session")
def alike():
    """As `apart`, with outlets that are alike."""
    return coverage(gap=(0.35, 0.35), seed=8)
