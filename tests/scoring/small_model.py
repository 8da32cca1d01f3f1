"""A small classifier of the shape that scoring needs, and invented sentences for it; other processes import it too."""

import os
import signal
import time
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

LABELS = ("conciliatory", "critical", "neutral")
PHRASES = {
    "conciliatory": ["welcomed the offer of talks", "praised the accord", "agreed to reopen the border"],
    "critical": ["condemned the blockade", "accused the ministry of lying", "rejected the demand"],
    "neutral": ["met on Tuesday", "published the figures", "has three million inhabitants"],
}
STATES = ["Veldania", "Karsovia", "Ostrel", "Mirenia"]


class SmallModel:
    """A pipeline fitted on a few invented sentences; counts how many texts it was asked for."""

    name = "small@1"
    labels = LABELS

    def __init__(self):
        self.asked = 0
        self.pipeline = _fitted()

    def predict_proba(self, frame):
        self.asked += len(frame)
        return self.pipeline.predict_proba(frame["text"])


@cache
def _fitted():
    rows = sentences(300, seed=1)
    return make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(rows["text"], rows["truth"])


def sentences(size, seed=0, articles=None):
    """A sentences table of `size` invented sentences with their true label in ``truth``."""
    draw = np.random.default_rng(seed)
    truth = draw.choice(LABELS, size)
    states, phrases = draw.choice(STATES, size), draw.integers(3, size=size)
    return pd.DataFrame(
        {
            "sentence_id": [f"s{seed}-{i}" for i in range(size)],
            "article_id": [f"a{i % (articles or max(1, size // 10))}" for i in range(size)],
            "outlet": draw.choice(["Veldania Post", "Karsovia Times"], size),
            "published": [f"2031-0{1 + i % 6}-1{i % 9}" for i in range(size)],
            "text": [
                f"{state} {PHRASES[label][phrase]} {i % (size // 2 + 1)}."
                for i, (state, label, phrase) in enumerate(zip(states, truth, phrases, strict=True))
            ],
            "truth": truth,
        }
    )


class PoisonedModel(SmallModel):
    """Fails on a batch that holds a certain text."""

    def predict_proba(self, frame):
        if (frame["text"] == "POISON").any():
            raise ValueError("cannot be")
        return super().predict_proba(frame)


class DeadlyModel(SmallModel):
    """Kills the process that scores with it, once: what it leaves behind says that it has."""

    def __init__(self, mark):
        super().__init__()
        self.mark = str(mark)

    def predict_proba(self, frame):
        if (frame["text"] == "DEADLY").any() and not os.path.exists(self.mark):
            Path(self.mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().predict_proba(frame)


class LethalModel(SmallModel):
    """Kills every process that scores a certain text with it."""

    def predict_proba(self, frame):
        if (frame["text"] == "LETHAL").any():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().predict_proba(frame)


class SlowModel(SmallModel):
    """Takes a little while over every batch."""

    def predict_proba(self, frame):
        time.sleep(0.05)
        return super().predict_proba(frame)


class HeldModel(SmallModel):
    """Waits when a few parts are done, so that it can be interrupted however late."""

    def predict_proba(self, frame):
        limit = time.monotonic() + 300
        while len(list(Path.cwd().glob(".scores.parquet.parts/part-*"))) > 3 and time.monotonic() < limit:
            time.sleep(0.05)
        return super().predict_proba(frame)
