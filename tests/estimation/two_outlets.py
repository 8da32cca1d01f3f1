"""Invented coverage by two outlets, of which one is more critical, and human labels drawn from it."""

import numpy as np
import pandas as pd

OUTLETS = ["Karsovia Times", "Veldania Post"]


def coverage(size=4000, articles=None, seed=0, lean=0.1):
    """Scores with two labels and a classifier that says critical too often, and which sentences truly are."""
    draw = np.random.default_rng(seed)
    truth = draw.random(size) < np.where(np.arange(size) % 2, 0.2, 0.4)
    critical = np.clip(0.5 * truth + 0.2 + lean + draw.normal(0, 0.12, size), 0, 1)
    scores = pd.DataFrame(
        {
            "sentence_id": [f"s{i}" for i in range(size)],
            "article_id": [f"a{i % (articles or size)}" for i in range(size)],
            "outlet": [OUTLETS[i % 2] for i in range(size)],
            "published": [f"2031-{1 + i // 2 % 6:02d}-05" for i in range(size)],
            "label": np.where(critical > 0.5, "critical", "neutral"),
            "p_critical": critical,
            "p_neutral": 1 - critical,
        }
    )
    return scores, truth


def labels_of(scores, truth, rows, probability):
    return pd.DataFrame(
        {
            "sentence_id": scores["sentence_id"].to_numpy()[rows],
            "question": "stance",
            "label": np.where(truth[rows], "critical", "neutral"),
            "inclusion_probability": probability,
        }
    )


def drawn(scores, truth, size, seed=1):
    rows = np.random.default_rng(seed).choice(len(scores), size, replace=False)
    return labels_of(scores, truth, rows, size / len(scores)), rows


def critical(frame):
    return frame[frame["label"] == "critical"].reset_index(drop=True)
