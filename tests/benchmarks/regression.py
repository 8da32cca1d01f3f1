"""How often 95 % intervals of regression coefficients hold the truth: simulated coverage by design, model and method.

The corpora, classifiers and designs are those of `estimates.py`: three outlets that differ, six months in which
criticism grows, a classifier that errs differently in each outlet, 300 labels. Each is regressed by a linear
and a logistic model of one label on outlet and month, a multinomial one of all labels on outlet, and a linear one of
outlets before and after a day. The truth is the same regression of the true labels: of the process, in one corpus of
60,000 articles; of the corpus, in itself. Beside it stands the regression of the model's own labels with the usual
interval clustered by article.

    python tests/benchmarks/regression.py [--replications 500] [--designs "random;stratified"] [--jobs 1]
"""

from __future__ import annotations

import argparse
import time

import estimates as studies
import numpy as np
from joblib import Parallel, delayed

from annotate.errors import InputError
from annotate.estimation.options import CORPUS, PROCESS, Options
from annotate.estimation.regression.fitting import COEFFICIENT, Specification, regress

DESIGNS = ("random", "stratified", "uncertain", "clustered")
CASES = {
    "linear": ("critical ~ outlet + month", "linear"),
    "logistic": ("critical ~ outlet + month", "logistic"),
    "multinomial": ("stance ~ outlet", "multinomial"),
    "outlet * after": ("critical ~ outlet * after", "linear"),
}
RUNS = [
    ("linear", "dsl", PROCESS),
    ("linear", "dsl", CORPUS),
    ("linear", "ppi", PROCESS),
    ("linear", "labels", PROCESS),
    ("logistic", "dsl", PROCESS),
    ("logistic", "ppi", PROCESS),
    ("multinomial", "dsl", PROCESS),
    ("multinomial", "ppi", PROCESS),
    ("outlet * after", "dsl", PROCESS),
]


def prepared(scores):
    """Scores with ``after``: the second half of the months."""
    return scores.assign(after=(scores["month"] >= studies.MONTHS[3]).astype(float))


def replication(design, seed):
    """For every run a table of estimate, low, high and, of the corpus, the truth."""
    scores, truth = studies.corpus(seed)
    scores = prepared(scores)
    gold = studies.gold_of(scores, truth, *studies.DESIGNS[design](np.random.default_rng([seed, 11]), scores))
    results = {}
    for case, method, population in RUNS:
        formula, model = CASES[case]
        try:
            frame = regress(scores, gold, Specification(formula, model, method), options=Options(population=population))
        except InputError:  # too few labels of one outlet after the day
            results[case, method, population] = None
            continue
        values = frame[["estimate", "low", "high", "naive"]].to_numpy()
        own = true_values(scores, truth, case)["estimate"].to_numpy() if population == CORPUS else None
        results[case, method, population] = values, own
    return results


def true_values(scores, truth, case):
    """The regression of the true labels, every sentence being labelled."""
    formula, model = CASES[case]
    gold = studies.gold_of(scores, truth, np.arange(len(scores)), 1.0)
    return regress(scores, gold, Specification(formula, model), options=Options(population=CORPUS))


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=500)
    parser.add_argument("--designs", default=";".join(DESIGNS), help="separated by ;")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    scores, truth = studies.corpus(10**6, articles=60_000)
    scores = prepared(scores)
    truths = {case: true_values(scores, truth, case) for case in CASES}
    print(f"{options.replications} corpora each; coverage of coefficients and of average marginal effects in %")
    print(
        f"{'design':<12}{'model':<16}{'method':<8}{'of':<9}{'all':>6}{'worst':>7}{'effects':>9}{'bias/se':>9}"
        f"{'naive bias':>11}{'refused':>8}"
    )
    for design in options.designs.split(";"):
        began = time.monotonic()
        results = Parallel(n_jobs=options.jobs)(
            delayed(replication)(design, seed) for seed in range(options.replications)
        )
        for case, method, population in RUNS:
            run = [result[case, method, population] for result in results if result[case, method, population]]
            values = np.array([one for one, _ in run])
            own = truths[case]["estimate"].to_numpy()[None, :]
            if population == CORPUS:
                own = np.array([one for _, one in run])
            held = ((values[:, :, 1] <= own) & (own <= values[:, :, 2])).mean(axis=0)
            is_coefficient = (truths[case]["quantity"] == COEFFICIENT).to_numpy()
            bias = (values[:, :, 0] - own).mean(axis=0) / values[:, :, 0].std(axis=0)
            naive = np.nanmean(values[:, :, 3] - own, axis=0) / values[:, :, 0].std(axis=0)
            effects = held[~is_coefficient].mean() if (~is_coefficient).any() else np.nan
            print(
                f"{design:<12}{case:<16}{method:<8}{population:<9}{100 * held[is_coefficient].mean():>6.1f}"
                f"{100 * held[is_coefficient].min():>7.1f}{100 * effects:>9.1f}{np.abs(bias).max():>9.2f}"
                f"{np.abs(naive).max():>11.2f}{len(results) - len(run):>8}",
                flush=True,
            )
        print(f"{design:<12}{time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
