"""Models that give a sentence several labels, compared: all labels together, and each by itself."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score
from statsmodels.stats.multitest import multipletests

import annotate as an
from annotate.answer_labels import joined
from annotate.errors import InputError
from annotate.learn.evaluation.comparing import compare
from annotate.learn.evaluation.several_differences import compared_by_label, several_paired_metrics
from annotate.learn.models.folders import save
from annotate.scheme import Label, Question

LABELS = ("aid", "fish")
SCHEME = an.Scheme((Question("topic", tuple(map(Label, LABELS)), multiple=True),))
SETTINGS = '[questions.topic]\nmultiple = true\nlabels = ["aid", "fish"]\n'
WORDS = (("blankets", "a convoy", "tents"), ("herring", "trawlers", "nets"))


def sentences(count, seed, wrong):
    """Sentences in articles of three with either topic, both or none; a share of the labels is `wrong`."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        shown = draw.random(2) < (0.5, 0.3)
        things = [str(draw.choice(words)) for words, there in zip(WORDS, shown, strict=True) if there] or ["the choir"]
        text = f"Envoy {draw.integers(900)} spoke of {' and '.join(things)} in ward {number * 7 % 999} of Orth."
        answer = joined((shown ^ (draw.random(2) < wrong))[None], LABELS)[0]
        rows.append((f"s{number}", f"a{number // 3}", "topic", answer, text))
    return pd.DataFrame(rows, columns=["sentence_id", "article_id", "question", "label", "text"])


@pytest.fixture(scope="module")
def models():
    """A model of labels of which nearly half are wrong, and one of fewer."""
    return [
        an.train(sentences(120, seed, wrong), question="topic", scheme=SCHEME, recipe="fast", test_share=0)
        for seed, wrong in ((1, 0.45), (2, 0.1))
    ]


def test_the_metrics_of_both_models_are_those_worked_out_by_hand():
    truth = np.array([[1, 0], [1, 1], [0, 0], [0, 1]], dtype=bool)
    first = np.array([[1, 0], [1, 0], [0, 0], [1, 0]], dtype=bool)
    second = np.array([[1, 0], [1, 1], [0, 1], [0, 1]], dtype=bool)
    metrics = several_paired_metrics(truth, (first, second), LABELS, np.array([0, 0, 1, 2]))
    assert metrics["accuracy"].both() == (0.5, 0.75)
    assert metrics["sample_f1"].both() == pytest.approx(((1 + 2 / 3 + 1 + 0) / 4, 0.75))
    assert metrics["macro_f1"].both() == pytest.approx((0.4, 0.9))
    labels = compared_by_label(truth, (first, second), LABELS, np.array([0, 0, 1, 2]))
    assert labels["aid"].f1 == pytest.approx((0.8, 1.0))
    assert labels["fish"].f1 == pytest.approx((0.0, 0.8))


def test_labels_are_compared_in_articles_and_their_p_values_adjusted_for_their_number():
    """Against F1 by scikit-learn of every swap of the articles in which the models differ."""
    draw = np.random.default_rng(4)
    groups = np.repeat(np.arange(12), 4)
    truth = draw.random((48, 2)) < (0.5, 0.4)
    first = truth ^ (draw.random((48, 2)) < (0.35, 0.25))
    second = truth ^ (draw.random((48, 2)) < 0.1)
    second[groups > 8] = first[groups > 8]
    compared = compared_by_label(truth, (first, second), LABELS, groups)
    p_values = []
    for place, label in enumerate(LABELS):
        true, one, other = truth[:, place], first[:, place], second[:, place]
        value = f1_score(true, other) - f1_score(true, one)
        assert compared[label].difference.value == pytest.approx(value)
        articles = np.unique(groups[one != other])
        gains = []
        for swaps in product([False, True], repeat=len(articles)):
            turned = np.isin(groups, articles[list(swaps)])
            gains.append(f1_score(true, np.where(turned, one, other)) - f1_score(true, np.where(turned, other, one)))
        p_values.append(np.mean(np.abs(gains) >= abs(value) - 1e-9))
        left = [f1_score(true[rows], other[rows]) - f1_score(true[rows], one[rows]) for rows in leaving_one(groups)]
        half = (compared[label].difference.high - compared[label].difference.low) / 2
        deviation = (11 / 12 * ((left - np.mean(left)) ** 2).sum()) ** 0.5
        assert 2.2 * deviation < half < 2.4 * deviation
    assert [one.difference.p for one in compared.values()] == pytest.approx(multipletests(p_values, method="holm")[1])


def leaving_one(groups):
    return [groups != group for group in np.unique(groups)]


def test_the_better_model_is_named_and_the_order_of_its_labels_makes_no_difference(models):
    one, other = models
    table = sentences(90, seed=5, wrong=0.05)
    found = compare(one, other, table, group_column="article_id")
    assert found.words.startswith(f"{other.name} is better")
    assert found.difference["macro_f1"].value == pytest.approx(np.mean([d.difference.value for d in _labels(found)]))
    exact = found.difference["accuracy"].value
    assert exact == pytest.approx((found.mcnemar.only_second - found.mcnemar.only_first) / found.n)
    document = json.loads(json.dumps(found.as_dict()))
    assert set(document["by_label"]) == set(LABELS)
    assert 0 < document["sample_f1_baseline"] < document["sample_f1"][1]
    assert len(document["sample_f1"]) == len(document["by_label"]["aid"]["f1"]) == 2
    turned = replace(other, info=replace(other.info, labels=other.labels[::-1]))
    again = compare(one, turned, table, group_column="article_id")
    assert again.as_dict() == found.as_dict()
    same = compare(one, one, table, group_column="article_id")
    assert same.same == 1
    assert {d.difference.p for d in _labels(same)} == {1.0}


def _labels(comparison):
    return comparison.by_label.values()


def test_the_command_shows_both_models_with_each_label(annotate, tmp_path, models):
    """In a study that asks a question of one label, too, the models' question decides which gold is read."""
    stance = '[questions.stance]\nlabels = ["critical", "neutral"]\n'
    (tmp_path / "annotate.toml").write_text(stance + SETTINGS)
    for name, model in zip("ab", models, strict=True):
        save(model, tmp_path / name)
    gold = sentences(60, seed=6, wrong=0.05)
    rows = pd.concat([gold.assign(question="stance", label="neutral"), gold])
    rows.to_csv(tmp_path / "gold.csv", index=False)
    done = annotate("compare", "a", "b", "gold.csv")
    assert done.returncode == 0, done.stderr
    assert "used 60 labelled sentences" in done.stderr
    assert "left out 60 rows (another question than topic)" in done.stderr
    assert "The same labels in " in done.stderr
    for words in ("exact match", "F1 of a sentence", "F1 of each label; p adjusted", " aid ", " fish "):
        assert words in done.stdout


def test_models_of_one_label_and_of_several_are_not_compared(models):
    table = sentences(60, 3, 0).drop(columns="question").assign(label=["aid", "fish"] * 30)
    one = an.train(table, recipe="fast", test_share=0, curve=False)
    with pytest.raises(InputError, match=r"gives a sentence several labels, and .* one; compare models of the same"):
        an.compare(one, models[0], sentences(60, 3, 0), scheme=SCHEME)
