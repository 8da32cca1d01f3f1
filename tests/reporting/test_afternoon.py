"""An afternoon's work on the shipped coverage: 300 labels, a model, and findings whose intervals hold the truth."""

import re
import warnings

import pytest

import annotate as an


@pytest.fixture(scope="module")
def afternoon():
    """Scores of the shipped body sentences, 300 labels drawn at random, the model, and the true shares."""
    shipped = an.load_shipped()
    stance = shipped.gold[shipped.gold["question"] == "stance"].drop(columns=["inclusion_probability", "split"])
    sentences = shipped.sentences[shipped.sentences["sentence_id"].isin(stance["sentence_id"])]
    known = sentences.merge(stance[["sentence_id", "label"]], on="sentence_id")
    training = set(shipped.articles.loc[shipped.articles["split"] == "train", "article_id"])
    learned = known[known["article_id"].isin(training)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", an.AnnotateWarning)
        model = an.train(learned, group_column="article_id", question="stance", recipe="fast", curve=False)
    scores = an.score(model, sentences)
    batch = an.sample(scores, size=300, strategy="random", seed=1)
    gold = stance.merge(batch[["sentence_id", "inclusion_probability"]], on="sentence_id")
    body = set(scores.loc[scores["kind"] == "body", "sentence_id"])
    truth = stance.loc[stance["sentence_id"].isin(body), "label"].value_counts(normalize=True)
    return scores, gold, model, truth


def test_the_findings_of_an_afternoon_hold_the_truth(afternoon, tmp_path):
    scores, gold, model, truth = afternoon
    text = an.report(scores, tmp_path / "findings.md", gold=gold, model=model).read_text()
    stated = re.findall(r"(\d+) % (?:are )?(\w+) \(95 % CI (\d+) to (\d+)\)", text)
    assert {label for _, label, _, _ in stated} == set(truth.index)
    for share, label, low, high in stated:
        assert int(low) < int(share) < int(high)
        assert int(low) - 0.5 <= 100 * truth[label] <= int(high) + 0.5
    assert "outlets" in text
    assert "over time" in text or "has risen" in text or "has fallen" in text
    assert "300 sentences labelled" in text
