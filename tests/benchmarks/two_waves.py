"""What intervals of two waves need: the error of shares by what their predictions come from.

Studies of two waves as in ``estimates.py``, each estimated several times from the same labels. The predictions are
those of a model that has learned nothing from the labels; of a model of all labels, corrected with out-of-fold
predictions of 5, 10 or 20 folds; or the mean of the models of 5 folds, which is what the corrections are of
(cross-prediction-powered inference; Zrnic and Candès 2024). These are estimated as if nobody knew that the model has
learned the labels; the last line has the variance that `estimate` gives where it is known. An interval is right where
the mean squared error is the estimated variance.

    python tests/benchmarks/two_waves.py [--replications 300] [--first 1000]
"""

from __future__ import annotations

import argparse

import numpy as np
from estimates import (
    LABELS,
    SCORES,
    WAVES,
    _fit,
    _labels_of_two_waves,
    _without_own_article,
    corpus,
    gold_of,
)

from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.estimators._aipw import Aipw
from annotate.estimation.estimators._share import contrast
from annotate.estimation.options import CORPUS, Options
from annotate.learn.models.trained_model import LearnedFrom

COLUMNS = [f"p_{label}" for label in LABELS]
FOLDS = (5, 10, 20)


def replication(strategy, seed):
    """By where predictions come from, for each label and the index: error, estimated variance, whether it is held."""
    scores, truth = corpus(seed)
    draw = np.random.default_rng([seed, 7])
    features, articles, rows, chance = _labels_of_two_waves(draw, scores, truth, strategy)
    gold = gold_of(scores, truth, rows, chance)
    results = {"a model of other labels": estimated(scores, truth, gold, LearnedFrom())}
    whole = _fit(features, truth, rows)(features)
    for folds in FOLDS:
        own = _without_own_article(features, truth, rows, articles, folds)[rows]
        results[f"all labels, {folds} folds"] = estimated_from(scores, truth, gold, whole, rows, own)
        if folds == FOLDS[0]:
            told = estimated_from(scores, truth, gold, whole, rows, own, told=True)
    fold = articles[rows] % FOLDS[0]
    each = [_fit(features, truth, rows[fold != number])(features) for number in range(FOLDS[0])]
    mean = np.average(each, axis=0, weights=np.bincount(fold, minlength=FOLDS[0]))
    own = np.array([each[number][row] for number, row in zip(fold, rows, strict=True)])
    results[f"mean of the models of {FOLDS[0]} folds"] = estimated_from(scores, truth, gold, mean, rows, own)
    results[f"all labels, {FOLDS[0]} folds, known"] = told
    return results


def estimated_from(scores, truth, gold, predicted, rows, out_of_fold, told=False):
    """`estimated` with the probabilities `predicted`, but `out_of_fold` for the labelled `rows`, and `told` of that."""
    predicted = predicted.copy()
    predicted[rows] = out_of_fold
    scores = scores.assign(**dict(zip(COLUMNS, predicted.T, strict=True)))
    scores["label"] = np.array(LABELS, dtype=object)[predicted.argmax(axis=1)]
    own = scores.iloc[rows][["sentence_id", *COLUMNS]]
    learned = LearnedFrom(frozenset(gold["sentence_id"]), own) if told else LearnedFrom()
    return estimated(scores, truth, gold, learned)


def estimated(scores, truth, gold, learned):
    """Error, estimated variance and whether the interval holds the truth, for each label and the index."""
    data = labelled(scores, gold, options=Options(population=CORPUS, learned=learned))
    shares = Aipw().shares(data, np.arange(len(data.frame)))
    true = np.eye(3)[truth].mean(axis=0)
    lines = []
    for share, own in zip(shares, true, strict=True):
        low, high = share.interval()
        lines.append((share.value - own, share.variance, low <= own <= high))
    index, own = contrast(shares, list(SCORES), 0.95), float(true @ SCORES)
    variance = ((index.high - index.low) / 2 / 1.96) ** 2
    return np.array([*lines, (index.value - own, variance, index.low <= own <= index.high)], dtype=float)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=300)
    parser.add_argument("--first", type=int, default=1000, help="seed of the first corpus")
    options = parser.parse_args()
    print(f"{options.replications} corpora; worst: the least of three labels and the index")
    print(f"{'second wave':<14}{'predictions of':<30}{'error² / variance':>18}{'coverage %':>12}{'worst %':>9}")
    for strategy in WAVES.values():
        seeds = range(options.first, options.first + options.replications)
        results = [replication(strategy, seed) for seed in seeds]
        for name in results[0]:
            error, variance, held = np.moveaxis(np.array([one[name] for one in results]), 2, 0)
            ratio, coverage = (error**2).mean() / variance.mean(), 100 * held.mean(axis=0)
            print(f"{strategy:<14}{name:<30}{ratio:>18.3f}{coverage.mean():>12.1f}{coverage.min():>9.1f}", flush=True)


if __name__ == "__main__":
    main()
