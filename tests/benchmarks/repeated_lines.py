"""A line under every article of an outlet: how often intervals hold where its one label is drawn, or is left to chance.

The corpora of `estimates`, and under each article of some outlets one more sentence, always the same. It can be drawn
once, and its label holds for all appearances. ``one``: a line of one outlet. ``three``: one of each, which differ.
``certain``: as `annotate sample` draws, which takes such lines with certainty; ``drawn``: the first line is among the
300 labels of each study, with the probability of all others; ``chance``: all sentences are as likely.

    python tests/benchmarks/repeated_lines.py [--replications 150] [--lines one|three] [--sample certain|drawn|chance]
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from estimates import LABELLED, LABELS, OUTLETS, corpus, estimated, gold_of, summary, true_values

from annotate.estimation.options import CORPUS, PROCESS, Options
from annotate.labels.sampling import draw as draw_batch

LINES = {
    "one": {1: (2, (0.15, 0.15, 0.70))},
    "three": {0: (2, (0.2, 0.2, 0.6)), 1: (1, (0.3, 0.3, 0.4)), 2: (0, (0.4, 0.2, 0.4))},
}
"""Of each outlet that has a line: the line's label, and the probabilities that the model gives it."""


def with_lines(scores, truth, lines):
    """`scores` and `truth` with a line under each article of some outlets."""
    parts, labels = [scores.assign(duplicate_of=None)], [truth]
    articles = scores.drop_duplicates("article_id")
    for outlet, (label, chances) in lines.items():
        own = articles[articles["outlet"] == OUTLETS[outlet]]
        names = [f"line {outlet}.{number}" for number in range(len(own))]
        own = own.assign(sentence_id=names, duplicate_of=[None, *[names[0]] * (len(own) - 1)], label=LABELS[label])
        parts.append(own.assign(**{f"p_{name}": chance for name, chance in zip(LABELS, chances, strict=True)}))
        labels.append(np.full(len(own), label))
    return pd.concat(parts, ignore_index=True), np.concatenate(labels)


def replication(lines, sample, seed):
    """As `estimates.replication`."""
    scores, truth = with_lines(*corpus(seed), LINES[lines])
    gold = by_sample(scores, truth, seed) if sample == "certain" else of_same_chance(scores, truth, sample, seed)
    found = {}
    for population in (PROCESS, CORPUS):
        truths = true_values(scores, truth) if population == CORPUS else None
        for name, rows in estimated(scores, gold, Options(population=population)).items():
            own = {key: np.nan if truths is None else truths[name].get(key, np.nan) for key in rows}
            found[population, name] = {key: (*row, own[key]) for key, row in rows.items()}
    return found


def by_sample(scores, truth, seed):
    """Labels of what `annotate sample` draws."""
    sentences = scores[["sentence_id", "article_id", "outlet", "duplicate_of"]].assign(
        text="On the tolls.", kind="body"
    )
    batch = draw_batch(sentences, LABELLED, seed=seed).batch
    rows = pd.Index(scores["sentence_id"]).get_indexer(pd.Index(batch["sentence_id"]))
    chance, stratum = (batch[name].to_numpy() for name in ("inclusion_probability", "stratum"))
    return gold_of(scores, truth, rows, chance, stratum)


def of_same_chance(scores, truth, sample, seed):
    """Labels of sentences that all have the same chance; of the first line in any case if it is to be ``drawn``."""
    draw = np.random.default_rng([seed, 7])
    drawable = np.flatnonzero(scores["duplicate_of"].isna())
    line = np.flatnonzero(scores["sentence_id"].str.endswith(".0"))[: int(sample == "drawn")]
    others = draw.choice(np.setdiff1d(drawable, line), LABELLED - len(line), replace=False)
    return gold_of(scores, truth, np.concatenate([line, others]), LABELLED / len(drawable))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=150)
    parser.add_argument("--lines", default="one", choices=LINES)
    parser.add_argument("--sample", default="certain", choices=["certain", "drawn", "chance"])
    options = parser.parse_args()
    truths = true_values(*with_lines(*corpus(10**6, articles=20_000), LINES[options.lines]))
    results = [replication(options.lines, options.sample, seed) for seed in range(options.replications)]
    print(f"{'of':<9}{'estimand':<13}{'coverage %':>11}{'worst %':>9}{'bias':>9}{'half-width':>12}")
    for population, name, every_row, worst, bias, half in summary(results, truths):
        print(f"{population:<9}{name:<13}{100 * every_row:>11.1f}{100 * worst:>9.1f}{bias:>9.4f}{half:>12.4f}")


if __name__ == "__main__":
    main()
