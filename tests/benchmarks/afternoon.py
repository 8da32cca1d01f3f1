"""How often the findings of an afternoon's work hold: 300 labels drawn again and again from the shipped coverage.

    python tests/benchmarks/afternoon.py --draws 200

A model learns from the training articles and scores all of the coverage; 300 sentences are drawn at random and take the
shipped labels. Of each draw the intervals that the report's findings state are compared with what all labels say: the
share of each label, the difference of two outlets and the change a month that were picked as the most remarkable.
"""

import argparse
import warnings

import numpy as np

import annotate as an


def coverage():
    """Scores of all labelled sentences, their labels, and the model."""
    shipped = an.load_shipped()
    stance = shipped.gold[shipped.gold["question"] == "stance"].drop(columns=["inclusion_probability", "split"])
    sentences = shipped.sentences[shipped.sentences["sentence_id"].isin(stance["sentence_id"])]
    known = sentences.merge(stance[["sentence_id", "label"]], on="sentence_id")
    training = set(shipped.articles.loc[shipped.articles["split"] == "train", "article_id"])
    learned = known[known["article_id"].isin(training)]
    model = an.train(learned, group_column="article_id", question="stance", recipe="fast", curve=False)
    scores = an.score(model, sentences)
    return scores[scores["kind"] == "body"], stance, model


def labels_of(scores, stance, seed, size=300):
    """The shipped labels of `size` sentences drawn at random, with their inclusion probabilities."""
    batch = an.sample(scores, size=size, strategy="random", seed=seed)
    return stance.merge(batch[["sentence_id", "inclusion_probability"]], on="sentence_id")


def truths(scores, stance):
    """What all labels say: shares, differences of outlets, slopes by month, each by what it is of."""
    every = stance[stance["sentence_id"].isin(scores["sentence_id"])].assign(inclusion_probability=1.0)
    pairs = an.differences(scores, every, by="outlet").set_index(["group", "other", "label"])["difference"]
    slopes = an.trend(scores, every, over="month").set_index("label")["slope"]
    shares = every["label"].value_counts(normalize=True)
    return {
        **{("share", *key): value for key, value in zip([(label,) for label in shares.index], shares, strict=True)},
        **{("groups", *key): value for key, value in pairs.items()},
        **{("trend", "month", "", label): value for label, value in slopes.items()},
    }


def stated(scores, gold, model, population):
    """The intervals that a report's findings state, by what they are of; and those of all comparisons by themselves."""
    from annotate.estimation.options import Options
    from annotate.reporting.findings import findings_of
    from annotate.reporting.page import Beside, results_for
    from annotate.scheme import DEFAULT

    options = Options(learned=model.learned_from(), population=population)
    results = results_for(scores, gold, Beside(estimating=options), DEFAULT, None)
    family = findings_of(results).comparisons
    keys = [(row["kind"], row["group"], row["other"], row["label"]) for _, row in family.iterrows()]
    shares = {("share", row.label): (row.low, row.high) for row in results.shares().itertuples()}
    picked = zip(family["stated_low"], family["stated_high"], strict=True)
    picked = {key: ends for key, ends in zip(keys, picked, strict=True) if not np.isnan(ends[0])}
    alone = dict(zip(keys, zip(family["low"], family["high"], strict=True), strict=True))
    return shares | picked, alone


def main():
    """Print how many intervals hold the truth, for both populations."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=200)
    draws = parser.parse_args().draws
    warnings.simplefilter("ignore", an.AnnotateWarning)
    scores, stance, model = coverage()
    true = truths(scores, stance)
    for population in ("corpus", "process"):
        held, alone_held, widths = {}, {}, {}
        for seed in range(draws):
            said, alone = stated(scores, labels_of(scores, stance, seed), model, population)
            for key, (low, high) in said.items():
                held.setdefault(key[0], []).append(low <= true[key] <= high)
                widths.setdefault(key[0], []).append(high - low)
                if key in alone:
                    alone_held.setdefault(key[0], []).append(alone[key][0] <= true[key] <= alone[key][1])
        for kind, hits in held.items():
            alone = alone_held.get(kind, [])
            common = f"; common intervals of the same: {100 * np.mean(alone):.1f} %" if alone else ""
            width = np.mean(widths[kind])
            print(f"{population}, {kind}: {100 * np.mean(hits):.1f} % of {len(hits)} hold, width {width:.3f}{common}")


if __name__ == "__main__":
    main()
