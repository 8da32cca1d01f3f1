"""Intervals and false positives where sentences have several labels, on simulated test sets of few articles.

Run with ``python tests/benchmarks/several_comparisons.py [STUDIES]``. Each test set has 5, 10 or 20 articles of 8
sentences on average and three labels, which half, a quarter and a twelfth of the sentences have. Labels and errors have
an intraclass correlation of 0 or 0.3; two models are equally good and replace a fifth of the labels by a random draw.
"""

from __future__ import annotations

import sys

import numpy as np

from annotate.learn.evaluation.several_differences import compared_by_label, several_paired_metrics
from annotate.learn.evaluation.several_metrics import f1_of_sentences, several_metrics_of

LABELS = ("common", "middle", "rare")
SHARES = np.array([1 / 2, 1 / 4, 1 / 12])
WRONG = 0.2
METRICS = ("macro_f1", "accuracy", "sample_f1")


def drawn(groups: np.ndarray, share: np.ndarray | float, correlation: float, random: np.random.Generator) -> np.ndarray:
    """Draws with this share, which follow the draw of their article with the probability whose square correlates."""
    articles = int(groups.max()) + 1
    between, within = random.random((articles, 3)) < share, random.random((len(groups), 3)) < share
    return np.where(random.random((len(groups), 3)) < correlation**0.5, between[groups], within)


def simulated(articles: int, correlation: float, random: np.random.Generator) -> tuple:
    """Groups, true labels, and those that either model gives."""
    groups = np.repeat(np.arange(articles), np.maximum(1, random.negative_binomial(2, 0.2, size=articles)))
    truth = drawn(groups, SHARES, correlation, random)
    given = []
    for _ in range(2):
        wrong = drawn(groups, WRONG, correlation, random)
        given.append(np.where(wrong, random.random(truth.shape) < SHARES, truth))
    return groups, truth, given


def row(articles: int, correlation: float, studies: int, true_f1: float) -> str:
    """A row of the table."""
    random = np.random.default_rng([7, articles, int(10 * correlation)])
    positive, holds = [], []
    for study in range(studies):
        groups, truth, (first, second) = simulated(articles, correlation, random)
        models = (truth, (first, second), LABELS, groups)
        both = {name: metric.difference(study) for name, metric in several_paired_metrics(*models).items()}
        by_label = [label.difference for label in compared_by_label(*models, seed=study).values()]
        positive.append([*(both[name].p < 0.05 for name in METRICS), min(one.p for one in by_label) < 0.05])
        own = several_metrics_of(truth, first.astype(float), LABELS, groups).sample_f1.interval
        holds.append([both["macro_f1"].low <= 0 <= both["macro_f1"].high, own[0] <= true_f1 <= own[1]])
    cells = [*np.mean(positive, axis=0), *np.mean(holds, axis=0)]
    return f"| {articles} | {correlation} | {' | '.join(f'{100 * share:.1f}' for share in cells)} |"


def main() -> None:
    """Print the table."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    random = np.random.default_rng(0)
    many = np.arange(300_000)
    truth = drawn(many, SHARES, 0.0, random)
    chosen = np.where(random.random(truth.shape) < WRONG, random.random(truth.shape) < SHARES, truth)
    true_f1 = float(f1_of_sentences(truth, chosen).mean())
    print(f"False positives at the 5 % level, then coverage of 95 % intervals, in %; {studies} test sets")
    print("| articles | correlation | macro-F1 | exact match | F1 of a sentence | some label | difference | own F1 |")
    print("|---|---|---|---|---|---|---|---|")
    for articles in (5, 10, 20):
        for correlation in (0.0, 0.3):
            print(row(articles, correlation, studies, true_f1), flush=True)


if __name__ == "__main__":
    main()
