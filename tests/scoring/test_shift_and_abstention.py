"""Domain shift counted by hand, and where scoring abstains."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from annotate.scoring.domain_shift import domain_auc, domain_shift
from annotate.scoring.score_tables import score_table

LABELS = ("conciliatory", "critical", "neutral")


def rows_of(counts, sure, word="vote", column="article"):
    """Scored sentences with so many of each label, each with the probability `sure`."""
    labels = np.repeat(range(3), counts)
    probabilities = np.full((len(labels), 3), (1 - sure) / 2)
    probabilities[np.arange(len(labels)), labels] = sure
    frame = pd.DataFrame({"text": [f"Orth {word} on day {n % 7}." for n in range(len(labels))]})
    frame[column] = [f"a{n // 2}" for n in range(len(labels))]
    return frame.assign(**{f"p_{label}": probabilities[:, k] for k, label in enumerate(LABELS)})


def test_the_shift_of_labels_is_their_total_variation_distance():
    old, new = rows_of([50, 30, 20], 0.8), rows_of([10, 15, 25], 0.6, column="article_id")
    found = domain_shift(SimpleNamespace(labels=LABELS, sentences=old), new)
    # Shares .5, .3, .2 before and .2, .3, .5 now: half of .3 + 0 + .3.
    assert found.label_shift == pytest.approx(0.3)
    assert (found.confidence_in_training, found.confidence) == pytest.approx((0.8, 0.6))
    assert (found.old, found.new) == (100, 50)


def test_unseen_words_are_counted_against_four_fifths_of_the_training_text():
    # Five articles, a fold each, with a word of their own in every sentence: of "orth votes NAME" a third is unseen.
    old = pd.DataFrame(
        {"text": [f"Orth votes name{'abcde'[n // 10]}x." for n in range(50)], "article": np.arange(50) // 10}
    )
    new = pd.DataFrame({"text": ["Orth votes tomorrow again."] * 40, "article_id": np.arange(40)})
    found = domain_shift(SimpleNamespace(labels=LABELS, sentences=old), new)
    assert found.out_of_vocabulary_in_training == pytest.approx(1 / 3)
    assert found.out_of_vocabulary == pytest.approx(1 / 2)


def mixed_with_weather(share, size=600, seed=1):
    """Sentences of which a `share` is about the weather, and none of a training text."""
    random = np.random.default_rng(seed)
    said = ["Orth condemned the talks", "Ilmar welcomed the offer", "The council met the envoy"]
    rain = ["Rain fell on the valley", "Snow closed the pass", "A storm moved out to sea"]
    texts = [
        f"{random.choice(rain if random.random() < share else said)} on day {random.integers(28)}." for _ in range(size)
    ]
    return pd.DataFrame({"text": texts, "article": np.arange(size) // 4, "article_id": np.arange(size) // 4})


def test_the_auc_is_that_of_the_share_that_differs():
    # A share s of the new text is told apart for certain, the rest not at all: s + (1 - s) / 2.
    old = mixed_with_weather(0, seed=2)
    found = domain_shift(SimpleNamespace(labels=LABELS, sentences=old), mixed_with_weather(0.4))
    assert found.auc == pytest.approx(0.4 + 0.6 / 2, abs=0.05)


@pytest.mark.parametrize(("share", "level"), [(0.22, "alike"), (0.45, "somewhat unlike"), (0.8, "unlike")])
def test_bands_of_the_auc_are_those_that_are_documented(share, level):
    found = domain_shift(
        SimpleNamespace(labels=LABELS, sentences=mixed_with_weather(0, seed=2)), mixed_with_weather(share)
    )
    assert found.level == level
    assert found.level == ("alike" if found.auc < 0.65 else "somewhat unlike" if found.auc < 0.8 else "unlike")


def test_random_sides_of_one_text_are_at_chance_and_never_under_it():
    texts = mixed_with_weather(0.5, size=300)["text"].tolist()
    groups = list(range(150))
    assert 0.5 <= domain_auc(texts[:150], texts[150:], groups, groups) < 0.6


def test_texts_of_which_no_word_occurs_twice_are_not_told_apart():
    old, new = ([f"{word}{n}" for n in range(40)] for word in ("alt", "neu"))
    assert domain_auc(old, new, range(40), range(40)) == 0.5


class Fixed:
    """A classifier that gives each text the probability it names."""

    labels = ("critical", "neutral")
    name = "fixed@1"

    def __init__(self, threshold=None):
        self.threshold = threshold

    def predict_proba(self, frame):
        critical = frame["text"].str.extract(r"([\d.]+)%")[0].astype(float).to_numpy() / 100
        return np.column_stack([critical, 1 - critical])


def test_a_label_as_sure_as_the_threshold_is_kept_and_one_under_it_abstained_from():
    table = pd.DataFrame({"text": ["75%", "74.9%", "25%", "25.1%", "50%"]})
    scored = score_table(Fixed(0.75), table)
    assert scored["abstained"].tolist() == [False, True, False, True, True]
    assert scored["label"].tolist() == ["critical", "critical", "neutral", "neutral", "critical"]
    assert scored["p_neutral"].tolist() == pytest.approx([0.25, 0.251, 0.75, 0.749, 0.5])
    assert not score_table(Fixed(), table)["abstained"].any()


def test_sentences_alike_in_text_but_not_in_target_are_scored_apart():
    class Toward(Fixed):
        columns = ("text", "target")

        def predict_proba(self, frame):
            critical = (frame["target"] == "Orth").to_numpy(dtype=float)
            return np.column_stack([critical, 1 - critical])

    table = pd.DataFrame({"text": ["1%"] * 3, "target": ["Orth", "Ilmar", "Orth"]})
    assert score_table(Toward(), table)["label"].tolist() == ["critical", "neutral", "critical"]
