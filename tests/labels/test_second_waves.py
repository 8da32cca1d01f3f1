"""A second wave chosen by a model that learned from the first one: what it remembers does not count."""

import numpy as np
import pandas as pd
import pytest

import annotate as an
from annotate.tables import SENTENCES, conform

WORDS = {"critical": "condemned", "conciliatory": "welcomed", "neutral": "met"}


@pytest.fixture(scope="module")
def learned():
    """Sentences, a first wave of a fifth of them, and a model of its labels, a third of which contradict the words."""
    random = np.random.default_rng(2)
    labels = random.choice(list(WORDS), 600)
    said = np.where(random.random(600) < 0.3, random.choice(list(WORDS), 600), labels)
    sentences = pd.DataFrame(
        {
            "sentence_id": [f"s{n}" for n in range(600)],
            "article_id": [f"a{n // 3}" for n in range(600)],
            "kind": "body",
            "text": [f"The mayor of ward {n} {WORDS[word]} the envoy on day {n % 28}." for n, word in enumerate(said)],
        }
    )
    sentences = conform(sentences, SENTENCES, "test")
    first = an.sample(sentences, size=120, seed=1)
    rows = first["sentence_id"].str[1:].astype(int)
    gold = first[["sentence_id"]].assign(question="stance", label=labels[rows])
    return sentences, first, an.train(gold, sentences, recipe="fast", curve=False)


def test_the_probability_of_a_labelled_sentence_is_by_models_that_had_not_seen_its_article(learned, tmp_path):
    sentences, first, model = learned
    an.sample(sentences, size=90, strategy="uncertain", model=model, labelled=first, frame=tmp_path / "frame.parquet")
    frame = pd.read_parquet(tmp_path / "frame.parquet").set_index("sentence_id")
    own = model.learned_from().out_of_fold.set_index("sentence_id")[[f"p_{label}" for label in model.labels]]
    top = np.sort(own.to_numpy(), axis=1)
    margin = pd.Series(1 - (top[:, -1] - top[:, -2]), index=own.index)
    chance = frame["inclusion_probability"].reindex(own.index)
    # The probability is a growing function of the uncertainty, here of what was predicted without the article.
    order = margin.sort_values(kind="stable").index
    assert chance[order].is_monotonic_increasing
