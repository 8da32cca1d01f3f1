"""How often the range that a learning curve forecasts for twice as many labels holds the macro-F1 reached with them.

    python tests/benchmarks/forecasts.py [--recipe NAME] [--draws N] [--labels 150 300 600] [--sets ...]

Each draw takes so many labels at random, measures their curve as ``annotate train`` does, and then learns from twice as
many; the score with them is that on up to 3,000 other sentences, of other groups. Curves that are too short or do not
rise clearly are forecast nothing; how much twice as many labels brought there is shown, too. About three minutes of one
core with `fast`.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from learning import DATA, SETS, loaded
from sklearn.metrics import f1_score

from annotate.learn.estimators.classifier import fitted_clone
from annotate.learn.models.trained_model import aligned
from annotate.learn.recipes.catalogue import build
from annotate.learn.recipes.recipe import RecipeInputs
from annotate.learn.training.learning_curves import LearningCurve, learning_curve
from annotate.learn.training.splits import folds


class Trained:
    """A recipe's estimators on rows of a table."""

    def __init__(self, table: pd.DataFrame, recipe: str, seed: int) -> None:
        self.table, self.recipe, self.seed = table, recipe, seed
        self.names = tuple(sorted(set(table["label"])))

    def fitted(self, rows):
        some = self.table.iloc[rows]
        estimator = build(self.recipe, RecipeInputs(seed=self.seed)).estimator
        return fitted_clone(estimator, some[["text"]], some["label"].to_numpy(), some["group"].to_numpy())

    def predicted(self, estimator, rows):
        return aligned(estimator, self.table.iloc[rows][["text"]], self.names)

    def score(self, learned, rows) -> float:
        guess = np.array(self.names)[self.predicted(self.fitted(learned), rows).argmax(axis=1)]
        return f1_score(self.table["label"].iloc[rows], guess, average="macro")


def curve_of(trained: Trained, known) -> LearningCurve:
    some = trained.table.iloc[known]
    codes, groups = np.searchsorted(trained.names, some["label"]), np.unique(some["group"], return_inverse=True)[1]
    parts = folds(some["label"].to_numpy(), groups, count=5, seed=trained.seed)
    full = np.full((len(known), len(trained.names)), np.nan)

    def predictions(pairs):
        return (trained.predicted(trained.fitted(known[train]), known[test]) for train, test in pairs)

    for (_, test), told in zip(parts, predictions(parts), strict=True):
        full[test] = told
    return learning_curve(predictions, codes, groups, parts, full, labels=len(known), seed=trained.seed)


def drawn(table: pd.DataFrame, recipe: str, labels: int, seed: int):
    """The forecast for twice as many `labels`, if there is one, and the scores with `labels` and with twice as many."""
    order, groups = np.random.default_rng(seed).permutation(len(table)), table["group"].to_numpy()
    used, rest = order[: 2 * labels], order[2 * labels :]
    rest = rest[~np.isin(groups[rest], groups[used])][:3000]
    trained = Trained(table, recipe, seed)
    curve = curve_of(trained, used[:labels])
    return curve.doubled, trained.score(used[:labels], rest), trained.score(used, rest)


def main() -> None:
    """Print a line for each set and number of labels."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--recipe", default="fast")
    parser.add_argument("--draws", type=int, default=15)
    parser.add_argument("--labels", type=int, nargs="+", default=[150, 300, 600])
    parser.add_argument("--sets", nargs="+", choices=SETS, default=[name for name in SETS if name != "unscon"])
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of evaluation data")
    given = parser.parse_args()
    print(f"{given.recipe}: {given.draws} draws; the gain from twice as many labels with a forecast and without one\n")
    print(f"{'':22}{'labels':>8}{'forecast':>10}{'held':>8}{'width':>8}{'gain':>8}{'without':>9}")
    held = []
    for name in given.sets:
        table = loaded(given.data, name, 10**9)
        for labels in (count for count in given.labels if 2 * count < 0.6 * len(table)):
            found = [drawn(table, given.recipe, labels, seed) for seed in range(given.draws)]
            told = [(doubled, now, then) for doubled, now, then in found if doubled]
            holds = [doubled.low <= then <= doubled.high for doubled, _, then in told]
            held += holds
            width = np.mean([doubled.high - doubled.low for doubled, _, _ in told]) if told else np.nan
            gains = [np.mean([then - now for doubled, now, then in found if bool(doubled) == is_told] or [np.nan])
                     for is_told in (True, False)]  # fmt: skip
            print(f"{name:22}{labels:>8}{len(told) / len(found):>10.0%}{sum(holds):>5}/{len(holds):<2}"
                  f"{width:>8.2f}{gains[0]:>8.3f}{gains[1]:>9.3f}", flush=True)  # fmt: skip
    print(f"\n{np.mean(held):.1%} of {len(held)} ranges held")


if __name__ == "__main__":
    main()
