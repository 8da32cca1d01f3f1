"""How often 95 % intervals hold the truth: simulated coverage by design, estimand and population.

Each replication makes a new corpus: articles of an invented press whose sentences are alike, three outlets that differ,
six months in which criticism grows, a classifier that errs differently in each outlet. Sentences are drawn to label by
one of the designs, and shares, shares by outlet, differences of outlets, slopes over months and the net-tone index are
estimated. ``process`` compares with the process the corpora come from, ``corpus`` with the corpus itself. Beside it
stand the interval from ppi-python, which knows neither unequal probabilities nor articles, and the share as counted.

In ``learned`` the classifier learns from the labels of a random sample, and corrections use its out-of-fold predictions
of these sentences. In designs of two waves it learns from a random first wave, chooses the second one, and learns from
both: probabilities use out-of-fold predictions, too.

    python tests/benchmarks/estimates.py [--replications 1000] [--designs random,two-waves-mixed] [--jobs 1]
"""

from __future__ import annotations

import argparse
import time
from itertools import combinations

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from annotate.estimation._groups import groups_of
from annotate.estimation.aggregates import aggregate
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.differences import shares_of_groups
from annotate.estimation.estimators._share import contrast
from annotate.estimation.options import CORPUS, PROCESS, Options
from annotate.labels.sampling import draw as draw_batch
from annotate.learn.models.trained_model import LearnedFrom

LABELS = ("conciliatory", "critical", "neutral")
SCORES = np.array([1.0, -1.0, 0.0])
OUTLETS = ("Karsovia Times", "Ostrel Wire", "Veldania Post")
MONTHS = tuple(f"2031-{month:02d}" for month in range(1, 7))
BASE = np.log(np.array([[0.15, 0.35, 0.50], [0.10, 0.20, 0.70], [0.30, 0.25, 0.45]]))
LEAN = np.array([[0.5, -0.6, 0.0], [0.0, -0.3, 0.3], [-0.5, 0.6, 0.0]])
GROWTH = np.array([0.0, 0.08, 0.0])
ARTICLES, LABELLED = 400, 300


def corpus(seed, articles=ARTICLES, rare=0.0):
    """Scores of one corpus and the true label of each sentence as a number; `rare` lowers the log-odds of criticism."""
    draw = np.random.default_rng(seed)
    outlet = draw.choice(3, articles, p=[0.5, 0.3, 0.2])
    sizes = draw.integers(4, 21, articles)
    effect = draw.normal(0, 0.7, (articles, 3))
    month = draw.integers(0, 6, articles)
    article = np.repeat(np.arange(articles), sizes)
    tone = BASE[outlet] + effect + month[:, None] * GROWTH - rare * np.eye(3)[1]
    truth = _drawn(draw, _softmax(tone)[article])
    seen = (
        1.6 * np.eye(3)[truth]
        + LEAN[outlet][article]
        + draw.normal(0, 0.8, (len(article), 3))
        + 0.5 * effect[article]
        - rare * np.eye(3)[1]
    )
    chance = _softmax(seen)
    frame = pd.DataFrame({f"p_{label}": chance[:, k] for k, label in enumerate(LABELS)})
    frame = frame.assign(
        sentence_id=[f"s{i}" for i in range(len(article))],
        article_id=[f"a{i}" for i in article],
        outlet=np.array(OUTLETS, dtype=object)[outlet[article]],
        month=np.array(MONTHS, dtype=object)[month[article]],
        label=np.array(LABELS, dtype=object)[chance.argmax(axis=1)],
    )
    return frame, truth


def random(draw, scores, size=LABELLED):
    """A simple random sample."""
    size = min(size, int(0.7 * len(scores)))
    rows = draw.choice(len(scores), size, replace=False)
    return rows, np.full(size, size / len(scores)), None


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
    """75 articles at random, and of each up to four sentences: articles partly labelled."""
    by_article = list(scores.groupby("article_id", sort=False).indices.values())
    rows, chance = [], []
    for position in draw.choice(len(by_article), 75, replace=False):
        inside = by_article[position]
        rows.append(draw.choice(inside, min(4, len(inside)), replace=False))
        chance.append(np.full(len(rows[-1]), 75 / len(by_article) * len(rows[-1]) / len(inside)))
    return np.concatenate(rows), np.concatenate(chance), None


def uncertain(draw, scores):
    """Likelier the less sure the model is, as `annotate sample --strategy uncertain` draws."""
    return _drawn_by_us(scores, draw, strategy="uncertain", probabilities=_probabilities(scores))


def keyword(draw, scores):
    """Ten times likelier with a word that stands in critical sentences more often than in others."""
    has = draw.random(len(scores)) < 0.1 + 0.3 * scores["p_critical"].to_numpy()
    texts = np.where(has, "On the sanctions.", "On the tolls.")
    return _drawn_by_us(scores.assign(text=texts), draw, strategy="keyword", keywords=["sanctions"])


def two_outlets(draw, scores):
    """A simple random sample of the sentences of two outlets."""
    inside = np.flatnonzero(scores["outlet"] != OUTLETS[2])
    return draw.choice(inside, LABELLED, replace=False), np.full(LABELLED, LABELLED / len(inside)), None


def covered(design, scores, truth):
    """The part of a corpus that labels were drawn from."""
    inside = (scores["outlet"] != OUTLETS[2]).to_numpy() | (design != OUTSIDE)
    return scores[inside], truth[inside]


DESIGNS = {
    "random": random,
    "stratified": stratified,
    "mixed": mixed,
    "clustered": clustered,
    "uncertain": uncertain,
    "keyword": keyword,
}
SETTINGS = {
    "60 labels": (lambda draw, scores: random(draw, scores, 60), {}),
    "5 articles": (lambda draw, scores: random(draw, scores, 40), {"articles": 5}),
    "rare label": (random, {"rare": 3.0}),
}
"""Random samples of other sizes and corpora: design and what the corpus is made with."""

OUTSIDE = "outlet outside"
"""A random sample of two outlets only: shares are of these, and the third one is left out without being told which."""

LEARNED = "learned"
"""A simple random sample from which the classifier learns, too."""

WAVES = {"two waves, mixed": "mixed", "two waves, uncertain": "uncertain"}


def _drawn_by_us(scores, draw, size=LABELLED, **options):
    sentences = scores if "text" in scores else scores.assign(text="On the tolls.")
    batch = draw_batch(sentences.drop(columns="label"), size, seed=int(draw.integers(2**31)), **options).batch
    rows = pd.Index(scores["sentence_id"]).get_indexer(pd.Index(batch["sentence_id"]))
    return rows, batch["inclusion_probability"].to_numpy(), None


def gold_of(scores, truth, rows, chance, stratum=None):
    """Human labels of `rows`, without errors."""
    gold = pd.DataFrame(
        {
            "sentence_id": scores["sentence_id"].to_numpy()[rows],
            "question": "stance",
            "label": np.array(LABELS, dtype=object)[truth[rows]],
            "inclusion_probability": chance,
        }
    )
    return gold if stratum is None else gold.assign(stratum=stratum)


def replication(design, seed):
    """For one corpus and design: by population and estimand an array of estimate, low, high and, for corpus, truth."""
    made = SETTINGS[design][1] if design in SETTINGS else {}
    scores, truth = corpus(seed, **made)
    draw = np.random.default_rng([seed, 7])
    learned = LearnedFrom()
    if design == LEARNED or design in WAVES:
        scores, gold, learned = _learned(draw, scores, truth, WAVES.get(design))
    else:
        drawing = SETTINGS[design][0] if design in SETTINGS else DESIGNS.get(design, two_outlets)
        gold = gold_of(scores, truth, *drawing(draw, scores))
    found = {}
    for population in (PROCESS, CORPUS):
        options = Options(population=population, learned=learned)
        truths = true_values(*covered(design, scores, truth)) if population == CORPUS else None
        for name, rows in estimated(scores, gold, options).items():
            own = {key: np.nan if truths is None else truths[name].get(key, np.nan) for key in rows}
            found[population, name] = {key: (*row, own[key]) for key, row in rows.items()}
    if design in DESIGNS:
        rows = pd.Index(scores["sentence_id"]).get_indexer(pd.Index(gold["sentence_id"]))
        found[PROCESS, "ppi-python"] = _ppi(scores, truth, rows)
        found[PROCESS, "counted"] = _counted(scores) if design == "random" else {}
    return found


def estimated(scores, gold, options):
    """Every estimand with its interval, as `estimate`, `differences`, `trend` and `index` give it, from one join."""
    data = labelled(scores, gold, by=["outlet", "month"], options=options)
    overall = shares_of_groups(data, groups_of(data, []), options)
    outlets = shares_of_groups(data, groups_of(data, ["outlet"]), options)
    months = shares_of_groups(data, groups_of(data, ["month"]), options)
    found = {"share": {}, "outlet": {}, "difference": {}, "trend": {}, "index": {}}
    for column, label in enumerate(data.labels):
        for _, shares in overall.items():
            found["share"][label,] = (shares[column].value, *shares[column].interval())
        for (outlet,), shares in outlets.items():
            found["outlet"][outlet, label] = (shares[column].value, *shares[column].interval())
        for (one,), (other,) in combinations(outlets, 2):
            pair = [outlets[one,][column], outlets[other,][column]]
            found["difference"][one, other, label] = _ends(contrast(pair, [1.0, -1.0], 0.95))
        if len(months) == len(MONTHS):
            steps = np.arange(len(months)) - (len(months) - 1) / 2
            lines = [shares[column] for _, shares in sorted(months.items())]
            found["trend"][label,] = _ends(contrast(lines, list(steps / (steps**2).sum()), 0.95))
    for _, shares in overall.items():
        found["index"][()] = _ends(contrast(shares, list(SCORES), 0.95))
    return found


def _ends(estimate):
    return estimate.value, estimate.low, estimate.high


def true_values(scores, truth):
    """The true value of every estimand in a corpus."""
    is_label = np.eye(3)[truth]
    overall = is_label.mean(axis=0)
    outlets = {outlet: is_label[rows].mean(axis=0) for outlet, rows in scores.groupby("outlet").indices.items()}
    months = [is_label[rows].mean(axis=0) for _, rows in sorted(scores.groupby("month").indices.items())]
    steps = np.arange(len(months)) - (len(months) - 1) / 2
    slope = steps @ np.array(months) / (steps**2).sum() if len(months) == 6 else np.full(3, np.nan)
    names = sorted(outlets)
    return {
        "share": {(label,): overall[k] for k, label in enumerate(LABELS)},
        "outlet": {(o, label): outlets[o][k] for o in names for k, label in enumerate(LABELS)},
        "difference": {
            (a, b, label): outlets[a][k] - outlets[b][k]
            for a in names
            for b in names
            if a < b
            for k, label in enumerate(LABELS)
        },
        "trend": {(label,): slope[k] for k, label in enumerate(LABELS)},
        "index": {(): float(overall @ SCORES)},
    }


def _learned(draw, scores, truth, strategy):
    """Labels, and a model of them: of two waves if the second has a `strategy`, else of a random sample."""
    if strategy is None:
        features, articles = _seen(draw, scores)
        rows, chance, _ = random(draw, scores)
    else:
        features, articles, rows, chance = _labels_of_two_waves(draw, scores, truth, strategy)
    columns = [f"p_{label}" for label in LABELS]
    final = scores.copy()
    final[columns] = _fit(features, truth, rows)(features)
    final["label"] = np.array(LABELS, dtype=object)[final[columns].to_numpy().argmax(axis=1)]
    out_of_fold = final.iloc[rows][["sentence_id", *columns]].reset_index(drop=True)
    out_of_fold[columns] = _without_own_article(features, truth, rows, articles)[rows]
    gold = gold_of(scores, truth, rows, chance)
    return final, gold, LearnedFrom(frozenset(gold["sentence_id"]), out_of_fold)


def _seen(draw, scores):
    """What a model sees of each sentence, and the sentences' articles as numbers."""
    features = np.c_[np.log(_probabilities(scores)), draw.normal(0, 1, (len(scores), 3))]
    return features, pd.factorize(scores["article_id"])[0]


def _labels_of_two_waves(draw, scores, truth, strategy):
    """What a model sees of each sentence, the sentences' articles, and which are drawn with what probability.

    A random wave of 150, and another 150 that a model of the first wave's labels chooses.
    """
    features, articles = _seen(draw, scores)
    sentences = scores[["sentence_id", "article_id", "outlet"]].assign(text="On the tolls.")
    seeds = draw.integers(2**31, size=2)
    first = draw_batch(sentences, 150, seed=int(seeds[0]))
    second = draw_batch(
        sentences,
        150,
        seed=int(seeds[1]),
        strategy=strategy,
        probabilities=_without_own_article(features, truth, _positions(scores, first.batch), articles),
        labelled=first.batch,
        earlier=first.frame,
    )
    drawn = second.frame[second.frame["wave"].notna()]
    return features, articles, _positions(scores, drawn), drawn["inclusion_probability"].to_numpy()


def _positions(scores, table):
    return pd.Index(scores["sentence_id"]).get_indexer(pd.Index(table["sentence_id"]))


def _fit(features, truth, rows, width=2.0, penalty=0.03):
    """A kernel machine that remembers what it learned: probabilities by clipped ridge regression on the labels."""

    def kernel(a, b):
        distance = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
        return np.exp(-distance / (2 * width**2))

    own = features[rows]
    prior = np.eye(3)[truth[rows]].mean(axis=0)
    weights = np.linalg.solve(kernel(own, own) + penalty * np.eye(len(rows)), np.eye(3)[truth[rows]] - prior)

    def predict(new):
        raw = np.clip(kernel(new, own) @ weights + prior, 0.01, 1)
        return raw / raw.sum(axis=1, keepdims=True)

    return predict


def _without_own_article(features, truth, rows, articles, folds=5):
    """Predictions of all sentences; of those in `rows` by models that learned from other articles."""
    predicted = _fit(features, truth, rows)(features)
    fold = articles[rows] % folds
    for number in range(folds):
        inside = rows[fold == number]
        predicted[inside] = _fit(features, truth, rows[fold != number])(features[inside])
    return predicted


def _ppi(scores, truth, rows):
    try:
        from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
    except ImportError:
        return {}
    rest = np.setdiff1d(np.arange(len(scores)), rows)
    found = {}
    for k, label in enumerate(LABELS):
        predicted = scores[f"p_{label}"].to_numpy()
        given = (truth[rows] == k).astype(float), predicted[rows], predicted[rest]
        low, high = ppi_mean_ci(*given, alpha=0.05)
        found[label,] = (ppi_mean_pointestimate(*given)[0], low[0], high[0], np.nan)
    return found


def _counted(scores):
    found = {}
    for label in LABELS:
        row = aggregate(scores, values={name: float(name == label) for name in LABELS}).iloc[0]
        found[label,] = (row["index"], row["low"], row["high"], np.nan)
    return found


def true_shares():
    """Shares of the process, overall and by outlet, from one very large corpus."""
    values = true_values(*corpus(10**6, articles=300_000))
    return np.array(list(values["share"].values())), np.array(list(values["outlet"].values()))


def summary(results, truths):
    """For each population and estimand: replications, coverage (of all rows and of the worst), bias, half-width."""
    lines = []
    for population, name in results[0]:
        rows = {}
        for result in results:
            for key, row in result[population, name].items():
                rows.setdefault(key, []).append(row)
        of = "share" if name in ("ppi-python", "counted") else name
        held, bias, half = {}, {}, []
        for key, values in rows.items():
            value, low, high, own = np.array(values).T
            truth = truths[of][key] if population == PROCESS else own
            held[key] = (low <= truth + 1e-12) & (truth - 1e-12 <= high)
            bias[key] = np.mean(value - truth)
            half.append((high - low) / 2)
        if held:
            every = np.concatenate(list(held.values()))
            worst = min(found.mean() for found in held.values())
            largest = max(map(abs, bias.values()))
            lines.append((population, name, every.mean(), worst, largest, np.concatenate(half).mean()))
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    every = [*DESIGNS, *SETTINGS, OUTSIDE, LEARNED, *WAVES]
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--designs", default=";".join(every), help="separated by ;")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    print(f"{options.replications} corpora each")
    print(f"{'design':<22}{'of':<9}{'estimand':<13}{'coverage %':>11}{'worst %':>9}{'bias':>9}{'half-width':>12}")
    for design in options.designs.split(";"):
        began = time.monotonic()
        made = SETTINGS[design][1] if design in SETTINGS else {}
        truths = true_values(*covered(design, *corpus(10**6, **{**made, "articles": 60_000})))
        tasks = (delayed(replication)(design, seed) for seed in range(options.replications))
        results = Parallel(n_jobs=options.jobs)(tasks)
        for population, name, every_row, worst, bias, half in summary(results, truths):
            print(
                f"{design:<22}{population:<9}{name:<13}{100 * every_row:>11.1f}{100 * worst:>9.1f}"
                f"{bias:>9.4f}{half:>12.4f}",
                flush=True,
            )
        print(f"{design:<22}{time.monotonic() - began:.0f} s", flush=True)


def _probabilities(scores):
    return scores[[f"p_{label}" for label in LABELS]].to_numpy()


def _softmax(values):
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _drawn(draw, chances):
    return (draw.random(len(chances))[:, None] > np.cumsum(chances, axis=1)[:, :-1]).sum(axis=1)


if __name__ == "__main__":
    main()
