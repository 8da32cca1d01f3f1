"""How often the findings of an afternoon's work hold: 300 labels drawn again and again from the shipped coverage.

    python tests/benchmarks/afternoon.py --draws 200

A model learns from the training articles and scores all of the coverage; 300 sentences are drawn at random and take the
shipped labels. Of each draw the interval of every share is compared with the share among all labels.
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


def main():
    """Print how many intervals hold the truth, for both populations."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=200)
    draws = parser.parse_args().draws
    warnings.simplefilter("ignore", an.AnnotateWarning)
    scores, stance, model = coverage()
    scored = stance[stance["sentence_id"].isin(scores["sentence_id"])]
    truth = scored["label"].value_counts(normalize=True)
    for population in ("corpus", "process"):
        held, widths = [], []
        for seed in range(draws):
            gold = labels_of(scores, stance, seed)
            shares = an.estimate(scores, gold, model=model, population=population).set_index("label")
            true = truth.reindex(shares.index)
            held.append((shares["low"] <= true) & (true <= shares["high"]))
            widths.append((shares["high"] - shares["low"]).mean())
        print(
            f"{population}: {100 * np.mean(held):.1f} % of {np.size(held)} intervals hold, width {np.mean(widths):.3f}"
        )


if __name__ == "__main__":
    main()
