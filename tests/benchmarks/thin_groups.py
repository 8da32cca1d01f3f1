"""Partial pooling of groups with few labels beside groups by themselves: how often intervals hold, how near shares are.

The simulated studies of `estimates.py` by outlet and month, eighteen groups, with 300 labels by one of its designs. The
classifier errs differently in each outlet, which partial pooling does not know: its bias shows in the worst group.

    python tests/benchmarks/thin_groups.py [--replications 300] [--designs random,clustered]
"""

import argparse
import importlib.util
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from annotate.estimation.options import Least, Options
from annotate.estimation.shares import estimate

BY = ["outlet", "month"]
WAYS = {
    "by themselves": {},
    "by themselves, from 1 label on": {"least": Least(1, 1)},
    "shrunken": {"small": "shrink"},
}


def studies():
    """The benchmark whose studies these are."""
    place = Path(__file__).with_name("estimates.py")
    specification = importlib.util.spec_from_file_location("benchmark_of_estimates", place)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def study(source, design, seed):
    """Scores, labels, and the true shares of one corpus."""
    scores, truth = source.corpus(seed)
    rows, chance, stratum = source.DESIGNS[design](np.random.default_rng(seed + 1000), scores)
    label = np.array(source.LABELS, dtype=object)[truth]
    gold = {"sentence_id": scores["sentence_id"].to_numpy()[rows], "question": "stance", "label": label[rows]}
    gold |= {"inclusion_probability": chance} | ({} if stratum is None else {"stratum": stratum})
    true = pd.crosstab([scores[name] for name in BY], pd.Series(label, name="label"), normalize="index").stack()
    return scores, pd.DataFrame(gold), true


def main():
    """Print a line for each design and way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, default=300)
    parser.add_argument("--designs", default="random,stratified,clustered")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    source = studies()
    print(f"{'design':<12}{'groups':<32}{'hold':>7}{'worst':>7}{'width':>7}{'rmse':>7}{'shown':>7}")
    for design in arguments.designs.split(","):
        tables = {way: [] for way in WAYS}
        for seed in range(arguments.replications):
            scores, gold, true = study(source, design, seed)
            for way, options in WAYS.items():
                shares = estimate(scores, gold, by=BY, options=Options(population="corpus", **options))
                shares = shares.set_index([*BY, "label"])[["share", "low", "high"]]
                tables[way].append(shares.assign(true=true.reindex(shares.index).fillna(0.0)))
        for way, parts in tables.items():
            rows = pd.concat(parts)
            some = rows.dropna(subset=["share"])
            held = (some["low"] <= some["true"]) & (some["true"] <= some["high"])
            worst = held.groupby(level=[0, 1, 2]).mean().min()
            off = (some["share"] - some["true"]).pow(2).mean() ** 0.5
            width = (some["high"] - some["low"]).mean()
            print(
                f"{design:<12}{way:<32}{100 * held.mean():>7.1f}{100 * worst:>7.1f}{100 * width:>7.1f}"
                f"{100 * off:>7.1f}{100 * len(some) / len(rows):>7.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
