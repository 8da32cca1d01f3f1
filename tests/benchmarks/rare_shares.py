"""Intervals for rare labels: how often five kinds hold the true share, and how wide they are.

Corpora of 400 articles of 4 to 20 sentences that are alike, a label of 0.5 to 5 % of them, a decent classifier, and a
simple random sample of 60 to 1,000 sentences to label. Each kind is given the corrected share and the number of
independent sentences that the labels are worth, as `annotate.estimation.estimators._share` reckons it; with 20 or more
labelled sentences that have the label all kinds are the normal interval, as there. ``estimate`` is the interval that
`annotate estimate` gives: Wilson's, or where no labelled sentence has the label Clopper and Pearson's.

    python tests/benchmarks/rare_shares.py [--replications 1000] [--shares 0.01] [--sizes 60 120]
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from scipy import optimize, stats

from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.estimators._aipw import Aipw
from annotate.estimation.estimators._intervals import t_quantile, wilson
from annotate.estimation.estimators._share import MIN_EVENTS, MIN_EVENTS_FOR_VARIANCE

SHARES, SIZES = (0.005, 0.01, 0.017, 0.02, 0.035, 0.05), (60, 120, 300, 1000)
ARTICLES, ALIKE = 400, 1.0


def corpus(random, share):
    """Scores of one corpus, and which sentences truly have the label."""
    article = np.repeat(np.arange(ARTICLES), random.integers(4, 21, ARTICLES))
    effect = random.normal(0, ALIKE, ARTICLES)[article]
    base = _log_odds(share)
    truth = random.random(len(article)) < 1 / (1 + np.exp(-(base + effect)))
    seen = base + 3 * (truth - 0.3) + 0.3 * effect + random.normal(0, 1, len(article))
    predicted = 1 / (1 + np.exp(-seen))
    scores = pd.DataFrame({"p_critical": predicted, "p_neutral": 1 - predicted})
    scores["label"] = np.where(predicted > 0.5, "critical", "neutral")
    return scores.assign(sentence_id=np.arange(len(article)).astype(str), article_id=article.astype(str)), truth


def _log_odds(share):
    """Log-odds whose mean chance over the articles' normal effects is `share`."""
    points, weights = np.polynomial.hermite_e.hermegauss(40)
    mean = lambda base: (weights / (1 + np.exp(-(base + ALIKE * points)))).sum() / weights.sum()  # noqa: E731
    return optimize.brentq(lambda base: mean(base) - share, -20, 5)


def clopper_pearson(share, size, level=0.05):
    """The exact interval for `size` independent sentences."""
    count = share * size
    low = stats.beta.ppf(level / 2, count, size - count + 1) if count > 0 else 0.0
    return low, stats.beta.ppf(1 - level / 2, count + 1, size - count)


def korn_graubard(share, size, quantile):
    """Clopper and Pearson's with the size lowered for the degrees of freedom (Korn and Graubard 1998)."""
    return clopper_pearson(share, size * (stats.norm.ppf(0.975) / quantile) ** 2)


def profile(share, size, quantile):
    """The likelihood ratio's interval."""

    def excess(other):
        with_label = share * np.log(share / other) if share > 0 else 0.0
        return 2 * size * (with_label + (1 - share) * np.log((1 - share) / (1 - other))) - quantile**2

    low = optimize.brentq(excess, 1e-12, share) if share > 0 and excess(1e-12) > 0 else 0.0
    return low, optimize.brentq(excess, max(share, 1e-12), 1 - 1e-12)


def intervals(share):
    """Of one corrected share the interval of each kind."""
    quantile = t_quantile(0.95, share.freedom)
    half = quantile * share.variance**0.5
    normal = max(0.0, share.value - half), share.value + half
    kinds = ("wilson", "clopper-pearson", "korn-graubard", "profile")
    own = share.interval()
    if share.events >= MIN_EVENTS:
        return {"estimate": own} | dict.fromkeys(("normal", *kinds), normal)
    inside = min(max(share.value, 0.0), 1.0)
    implied = inside * (1 - inside) / share.variance if share.variance > 0 else 0.0
    size = min(max(implied, share.fewest), share.most) if share.events < MIN_EVENTS_FOR_VARIANCE else implied
    size = max(size, share.fewest) if inside**2 < share.variance else size
    found = (
        wilson(inside, size, quantile),
        clopper_pearson(inside, size),
        korn_graubard(inside, size, quantile),
        profile(inside, size, quantile),
    )
    return {"estimate": own, "normal": normal} | dict(zip(kinds, found, strict=True))


def replication(random, share, size):
    """Which kinds hold `share`, and their widths."""
    scores, truth = corpus(random, share)
    rows = random.choice(len(scores), size, replace=False)
    gold = pd.DataFrame({"sentence_id": scores["sentence_id"].to_numpy()[rows], "question": "stance"})
    gold["label"] = np.where(truth[rows], "critical", "neutral")
    data = labelled(scores, gold.assign(inclusion_probability=size / len(scores)))
    found = intervals(Aipw().shares(data, np.arange(len(scores)))[0])
    return {kind: (low <= share <= high, high - low) for kind, (low, high) in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--shares", type=float, nargs="*", default=SHARES)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    options = parser.parse_args()
    print(f"{options.replications} corpora each: coverage in % (mean width in points)")
    for share in options.shares:
        for size in options.sizes:
            random = np.random.default_rng([int(1e4 * share), size])
            found = [replication(random, share, size) for _ in range(options.replications)]
            cells = []
            for kind in found[0]:
                held, width = np.mean([row[kind] for row in found], axis=0)
                cells.append(f"{kind} {100 * held:.1f} ({100 * width:.1f})")
            print(f"{100 * share:.1f} % of {size:>4}: " + ", ".join(cells), flush=True)


if __name__ == "__main__":
    main()
