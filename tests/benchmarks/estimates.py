"""How often the 95 % intervals of corrected shares hold the true share: simulated coverage under four designs.

Each replication makes a new corpus (articles of an invented press whose sentences are alike, three outlets that differ,
a classifier that errs differently in each), draws sentences to label by one of four designs, and estimates the share of
each label. The truth is that of the process the corpora come from. Beside it stand the same interval from ppi-python,
which knows neither unequal probabilities nor articles, and the naive share with its interval clustered by article.

    python tests/benchmarks/estimates.py [--replications 1000] [--designs random,stratified,mixed,clustered]
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from annotate.estimation.aggregates import aggregate
from annotate.estimation.shares import estimate

LABELS = ("conciliatory", "critical", "neutral")
OUTLETS = ("Karsovia Times", "Ostrel Wire", "Veldania Post")
BASE = np.log(np.array([[0.15, 0.35, 0.50], [0.10, 0.20, 0.70], [0.30, 0.25, 0.45]]))
LEAN = np.array([[0.5, -0.6, 0.0], [0.0, -0.3, 0.3], [-0.5, 0.6, 0.0]])
ARTICLES, LABELLED = 400, 300


def corpus(seed, articles=ARTICLES):
    """Scores of one corpus and the true label of each sentence as a number."""
    draw = np.random.default_rng(seed)
    outlet = draw.choice(3, articles, p=[0.5, 0.3, 0.2])
    sizes = draw.integers(4, 21, articles)
    effect = draw.normal(0, 0.7, (articles, 3))
    article = np.repeat(np.arange(articles), sizes)
    truth = _drawn(draw, _softmax(BASE[outlet] + effect)[article])
    seen = (
        1.6 * np.eye(3)[truth] + LEAN[outlet][article] + draw.normal(0, 0.8, (len(article), 3)) + 0.5 * effect[article]
    )
    chance = _softmax(seen)
    frame = pd.DataFrame({f"p_{label}": chance[:, k] for k, label in enumerate(LABELS)})
    frame = frame.assign(
        sentence_id=[f"s{i}" for i in range(len(article))],
        article_id=[f"a{i}" for i in article],
        outlet=np.array(OUTLETS, dtype=object)[outlet[article]],
        label=np.array(LABELS, dtype=object)[chance.argmax(axis=1)],
    )
    return frame, truth


def random(draw, scores):
    """A simple random sample."""
    rows = draw.choice(len(scores), LABELLED, replace=False)
    return rows, np.full(LABELLED, LABELLED / len(scores)), None


def stratified(draw, scores):
    """As many sentences from each outlet, which differ in size."""
    parts = [draw.choice(rows, LABELLED // 3, replace=False) for rows in scores.groupby("outlet").indices.values()]
    rows = np.concatenate(parts)
    outlet = scores["outlet"].to_numpy()[rows]
    return rows, LABELLED / 3 / scores["outlet"].value_counts()[outlet].to_numpy(), outlet


def mixed(draw, scores):
    """The 100 sentences the model is least sure of, and 200 at random from the others."""
    chance = np.sort(scores[[f"p_{label}" for label in LABELS]].to_numpy(), axis=1)
    order = np.argsort(chance[:, -1] - chance[:, -2])
    sure = order[100:]
    rows = np.concatenate([order[:100], draw.choice(sure, LABELLED - 100, replace=False)])
    return rows, np.r_[np.ones(100), np.full(LABELLED - 100, (LABELLED - 100) / len(sure))], None


def clustered(draw, scores):
    """75 articles at random, and of each up to four sentences: articles labelled in part."""
    by_article = list(scores.groupby("article_id", sort=False).indices.values())
    rows, chance = [], []
    for place in draw.choice(len(by_article), 75, replace=False):
        inside = by_article[place]
        rows.append(draw.choice(inside, min(4, len(inside)), replace=False))
        chance.append(np.full(len(rows[-1]), 75 / len(by_article) * len(rows[-1]) / len(inside)))
    return np.concatenate(rows), np.concatenate(chance), None


DESIGNS = {"random": random, "stratified": stratified, "mixed": mixed, "clustered": clustered}


def replication(task):
    """For one corpus and design: shares and half-widths by method, in the order of the labels."""
    design, seed = task
    scores, truth = corpus(seed)
    rows, chance, stratum = DESIGNS[design](np.random.default_rng([seed, 7]), scores)
    gold = pd.DataFrame(
        {
            "sentence_id": scores["sentence_id"].to_numpy()[rows],
            "question": "stance",
            "label": np.array(LABELS, dtype=object)[truth[rows]],
            "inclusion_probability": chance,
        }
    )
    if stratum is not None:
        gold["stratum"] = stratum
    ours = estimate(scores, gold)
    outlets = estimate(scores, gold, by=["outlet"])
    return {
        "corrected": ours[["share", "low", "high"]].to_numpy(),
        "corrected, by outlet": outlets[["share", "low", "high"]].to_numpy(),
        "ppi-python": _ppi(scores, truth, rows),
        "naive": _naive(scores),
    }


def _ppi(scores, truth, rows):
    try:
        from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
    except ImportError:
        return np.full((3, 3), np.nan)
    rest = np.setdiff1d(np.arange(len(scores)), rows)
    found = []
    for k, label in enumerate(LABELS):
        predicted = scores[f"p_{label}"].to_numpy()
        given = (truth[rows] == k).astype(float), predicted[rows], predicted[rest]
        low, high = ppi_mean_ci(*given, alpha=0.05)
        found.append([ppi_mean_pointestimate(*given)[0], low[0], high[0]])
    return np.array(found)


def _naive(scores):
    found = []
    for label in LABELS:
        row = aggregate(scores, values={name: float(name == label) for name in LABELS}).iloc[0]
        found.append([row["index"], row["low"], row["high"]])
    return np.array(found)


def true_shares():
    """Shares of the process, overall and by outlet, from one very large corpus."""
    scores, truth = corpus(10**6, articles=300_000)
    overall = np.bincount(truth, minlength=3) / len(truth)
    by = pd.crosstab(scores["outlet"], truth, normalize="index")
    return overall, by.to_numpy().ravel()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--designs", default=",".join(DESIGNS))
    options = parser.parse_args()
    overall, by_outlet = true_shares()
    print(
        f"true shares: {dict(zip(LABELS, overall.round(4).tolist(), strict=True))}; {options.replications} corpora each"
    )
    print(f"{'design':<11}{'method':<22}{'coverage %':>11}{'bias':>9}{'half-width':>12}")
    with ProcessPoolExecutor() as pool:
        for design in options.designs.split(","):
            tasks = [(design, seed) for seed in range(options.replications)]
            results = list(pool.map(replication, tasks, chunksize=20))
            for method in results[0]:
                found = np.stack([result[method] for result in results])
                truth = by_outlet if "outlet" in method else overall
                held = ((found[:, :, 1] <= truth) & (truth <= found[:, :, 2])).mean()
                bias, half = (found[:, :, 0] - truth).mean(axis=0), (found[:, :, 2] - found[:, :, 1]).mean() / 2
                print(f"{design:<11}{method:<22}{100 * held:>11.1f}{np.abs(bias).max():>9.4f}{half:>12.4f}", flush=True)


def _softmax(values):
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _drawn(draw, chances):
    return (draw.random(len(chances))[:, None] > np.cumsum(chances, axis=1)[:, :-1]).sum(axis=1)


if __name__ == "__main__":
    main()
