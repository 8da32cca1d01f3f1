"""Agreement of 20,000 sentences by 15 annotators with 1,000 resamples, beside peers.

Peers measure one figure without an interval; with an interval they would take a thousand times as long.
"""

import time
from importlib import import_module

import numpy as np
import pandas as pd

from annotate.labels.agreement_measures import agreement

LABELS = ["conciliatory", "neutral", "critical"]


def answers_of(sentences: int, people: int) -> np.ndarray:
    """Codes, one row a sentence and one column an annotator, right four times in five."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, sentences)
    return np.where(
        random.random((sentences, people)) < 0.8, truth[:, None], random.integers(0, 3, (sentences, people))
    )


def table_of(codes: np.ndarray) -> pd.DataFrame:
    """The same as an annotations table."""
    sentences, people = codes.shape
    return pd.DataFrame(
        {
            "sentence_id": np.repeat([f"s{i}" for i in range(sentences)], people),
            "annotator": np.tile([f"annotator {i}" for i in range(people)], sentences),
            "question": "stance",
            "label": np.array(LABELS)[codes.ravel()],
        }
    )


def main() -> None:
    """Print ours, then each peer that is installed."""
    codes = answers_of(20_000, 15)
    table = table_of(codes)
    begin = time.perf_counter()
    found = agreement(table, orders={"stance": LABELS}, resamples=1000).set_index("measure")
    print(f"annotate: six measures, 1,000 resamples: {time.perf_counter() - begin:.1f} s")
    print(found[["value", "low", "high", "sentences", "annotators"]].round(4).to_string())
    begin = time.perf_counter()
    try:
        value = import_module("krippendorff").alpha(codes.T.astype(float), level_of_measurement="nominal")
        print(f"krippendorff: alpha nominal {value:.4f}, no interval: {time.perf_counter() - begin:.2f} s")
    except ImportError:
        print("krippendorff: not installed")
    begin = time.perf_counter()
    try:
        rater = import_module("statsmodels.stats.inter_rater")
        value = rater.fleiss_kappa(rater.aggregate_raters(codes)[0])
        print(f"statsmodels: Fleiss' kappa {value:.4f}, no interval: {time.perf_counter() - begin:.2f} s")
    except ImportError:
        print("statsmodels: not installed")


if __name__ == "__main__":
    main()
