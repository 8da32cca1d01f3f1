"""Coverage of the intervals of `evaluate`, and false positives of `compare`, on simulated test sets of few articles.

Run with ``python tests/benchmarks/evaluation_intervals.py [STUDIES]``. Each simulated test set has 5, 10, 20 or 50
articles of unequal size (8 sentences on average), three labels, and an intraclass correlation of labels and of errors
of 0, 0.1 or 0.3. Printed beside ours is the percentile bootstrap over articles, which is what most toolkits offer.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.stats import norm

from annotate.learn.evaluation.calibration_error import ece_from_bins, reliability_bins
from annotate.learn.evaluation.cluster_intervals import swap_test
from annotate.learn.evaluation.comparing import paired_metrics
from annotate.learn.evaluation.metrics import confusion_by_article, draws, metrics_of, scores_of

LABELS = ("a", "b", "c")
SHARES = np.array([0.5, 0.3, 0.2])
LATENT = {0.0: 0.0, 0.1: 0.165, 0.3: 0.47}
"""Correlation of the normal variables behind labels and errors, for each intraclass correlation at 75 % accuracy."""
METRICS = ("accuracy", "macro_f1", "weighted_f1", "ece")
OVERCONFIDENCE = 0.2


def simulated(articles: int, correlation: float, random: np.random.Generator, models: int) -> tuple:
    """Groups, true labels, confidences, and predicted labels of each model, all equally good."""
    sizes = np.maximum(1, random.negative_binomial(2, 0.2, size=articles))
    groups = np.repeat(np.arange(articles), sizes)
    latent = LATENT[correlation]

    def normal() -> np.ndarray:
        between, within = random.normal(size=articles)[groups], random.normal(size=len(groups))
        return norm.cdf(np.sqrt(latent) * between + np.sqrt(1 - latent) * within)

    confidence = 0.4 + 0.6 * random.beta(2, 1, size=len(groups))
    labels = np.searchsorted(np.cumsum(SHARES)[:-1], normal())
    predictions = []
    for _ in range(models):
        right = normal() < accuracy_at(confidence)
        predictions.append(np.where(right, labels, (labels + random.integers(1, 3, size=len(groups))) % 3))
    return groups, labels, confidence, predictions


def accuracy_at(confidence: np.ndarray) -> np.ndarray:
    """The accuracy of predictions of this confidence: the model is overconfident."""
    return confidence - OVERCONFIDENCE * (confidence - 0.35)


def true_metrics() -> dict[str, float]:
    """The metrics of infinitely many sentences."""
    confidence = 0.4 + 0.6 * np.random.default_rng(0).beta(2, 1, size=1_000_000)
    accuracy = accuracy_at(confidence).mean()
    confusion = SHARES[:, None] * np.where(np.eye(3, dtype=bool), accuracy, (1 - accuracy) / 2)
    scores = {name: float(values[0]) for name, values in scores_of(confusion[None]).items() if values.ndim == 1}
    return scores | {"ece": float((confidence - accuracy_at(confidence)).mean())}


def probabilities_of(confidence: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Probabilities with `confidence` in the predicted label and the rest in equal parts."""
    rows = np.repeat((1 - confidence)[:, None] / 2, 3, axis=1)
    rows[np.arange(len(rows)), predicted] = confidence
    return rows


def bootstrap(labels: np.ndarray, predicted: np.ndarray, bins: np.ndarray, groups: np.ndarray, seed: int) -> dict:
    """Percentile intervals of all metrics."""
    tables = confusion_by_article(labels, predicted, groups, 3)
    weights = draws(len(tables), seed)
    scores = scores_of((weights @ tables.reshape(len(tables), -1)).reshape(-1, 3, 3))
    scores["ece"] = ece_from_bins((weights @ bins.reshape(len(bins), -1)).reshape(-1, *bins.shape[1:]))
    return {name: tuple(np.quantile(scores[name], [0.025, 0.975])) for name in METRICS}


def coverage(articles: int, correlation: float, studies: int, truth: dict[str, float]) -> str:
    """A row of the table of intervals: coverage in per cent of ours and of the bootstrap, and our mean width."""
    random = np.random.default_rng([articles, int(10 * correlation)])
    hits: dict[str, list] = {name: [] for name in METRICS}
    for study in range(studies):
        groups, labels, confidence, (predicted,) = simulated(articles, correlation, random, models=1)
        probabilities = probabilities_of(confidence, predicted)
        ours = metrics_of(np.array(LABELS)[labels], probabilities, LABELS, groups, seed=study).intervals
        naive = bootstrap(labels, predicted, reliability_bins(labels, probabilities, groups), groups, study)
        for name in METRICS:
            (low, high), bounds = getattr(ours, name), naive[name]
            hits[name].append((low <= truth[name] <= high, bounds[0] <= truth[name] <= bounds[1], high - low))
    cells = []
    for name in METRICS:
        here, there, width = np.mean(hits[name], axis=0)
        cells.append(f"{100 * here:.1f} / {100 * there:.1f} (±{width / 2:.2f})")
    return f"| {articles} | {correlation} | {' | '.join(cells)} |"


def false_positives(articles: int, correlation: float, studies: int) -> str:
    """A row of the table of tests: false positives in per cent at 5 % of ours, the bootstrap's and McNemar's."""
    random = np.random.default_rng([7, articles, int(10 * correlation)])
    found = []
    for study in range(studies):
        groups, labels, _, predictions = simulated(articles, correlation, random, models=2)
        tables = [confusion_by_article(labels, predicted, groups, 3) for predicted in predictions]
        paired = paired_metrics(labels, (predictions[0], predictions[1]), range(3), groups)
        ours = {name: metric.difference(study) for name, metric in paired.items()}
        weights = draws(articles, study, 1000)
        samples = [scores_of((weights @ t.reshape(articles, -1)).reshape(-1, 3, 3))["macro_f1"] for t in tables]
        low, high = np.quantile(samples[1] - samples[0], [0.025, 0.975])
        right = [predicted == labels for predicted in predictions]
        gain = right[1].astype(float) - right[0]
        alone = swap_test(lambda swaps, gain=gain: ((1 - 2 * swaps) * gain).sum(axis=1), gain != 0, study)
        significant = ours["macro_f1"].p < 0.05 and (ours["macro_f1"].low > 0 or ours["macro_f1"].high < 0)
        found.append(
            (ours["macro_f1"].p < 0.05, ours["accuracy"].p < 0.05, significant, low > 0 or high < 0, alone < 0.05)
        )
    return f"| {articles} | {correlation} | {' | '.join(f'{100 * share:.1f}' for share in np.mean(found, axis=0))} |"


def main() -> None:
    """Print both tables."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    designs = [(articles, correlation) for articles in (5, 10, 20, 50) for correlation in (0.0, 0.1, 0.3)]
    truth = true_metrics()
    print(f"Coverage in % of 95 % intervals, ours / bootstrap over articles (half our mean width); {studies} test sets")
    print(
        "| articles | correlation | accuracy | macro-F1 | weighted F1 | calibration error |\n|---|---|---|---|---|---|"
    )
    for design in designs:
        print(coverage(*design, studies, truth), flush=True)
    print(f"\nFalse positives in % at the 5 % level, two models that are equally good; {studies} test sets")
    print("| articles | correlation | macro-F1 | accuracy | `compare` says better | bootstrap | McNemar by sentence |")
    print("|---|---|---|---|---|---|---|")
    for design in designs:
        print(false_positives(*design, studies), flush=True)


if __name__ == "__main__":
    main()
