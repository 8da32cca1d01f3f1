"""How long a batch of 1,000 takes from a million sentences, strategy by strategy."""

import sys
import time

import numpy as np
import pandas as pd

from annotate.labels.sampling import draw


def frame_of(count: int) -> pd.DataFrame:
    """Sentences that differ in outlet, month and speaker."""
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "sentence_id": [f"{i:016x}" for i in range(count)],
            "article_id": [f"a{i // 30}" for i in range(count)],
            "outlet": random.choice(["Veldan Courier", "Karsovia Today", "The Lantern", "Harbour Post"], count),
            "published": [f"2026-{1 + i % 12:02d}-{1 + i % 28:02d}" for i in range(count)],
            "kind": "body",
            "text": [f"Veldania and Karsovia resumed talks, day {i}." for i in range(count)],
        }
    )


def main(count: int) -> None:
    """Print one line a strategy."""
    table = frame_of(count)
    random = np.random.default_rng(1)
    probabilities = random.dirichlet([0.5, 0.5, 0.5], size=count)
    vectors = random.normal(size=(count, 20)).astype(np.float32)
    strategies = {
        "random": {},
        "stratified": {"by": ["outlet", "month"]},
        "uncertain": {"probabilities": probabilities},
        "mixed": {"probabilities": probabilities},
        "keyword": {"keywords": ["day 7", "sanctions"]},
        "diverse": {"vectors": vectors},
    }
    print(f"{count:,} sentences, a batch of 1,000")
    for name, options in strategies.items():
        begin = time.perf_counter()
        drawn = draw(table, 1000, strategy=name, **options)
        seconds = time.perf_counter() - begin
        again = draw(table, 1000, strategy=name, **options).batch.equals(drawn.batch)
        total = drawn.frame["inclusion_probability"].sum()
        print(f"{name:<11} {seconds:6.1f} s   probabilities sum to {total:.6f}   same again: {again}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
