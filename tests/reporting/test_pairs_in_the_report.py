"""The report of pairs of a sentence and a target: they are counted as pairs, and targets are compared."""

import numpy as np
import pandas as pd
import pytest

from annotate import tables
from annotate.estimation.options import Options
from annotate.estimation.shares import estimate
from annotate.reporting._methods import methods_paragraph
from annotate.reporting._results import results_from
from annotate.reporting.charts import CHARTS
from annotate.reporting.findings import findings_of
from annotate.reporting.page import Beside, page_html, results_for
from annotate.scheme import DEFAULT

TARGETS = np.array(["Karsovia", "Ostrel", "Veldania"])


@pytest.fixture(scope="module")
def inputs():
    """Twelve hundred sentences of which each names two of three countries; Ostrel is criticised most."""
    draw = np.random.default_rng(5)
    number = np.repeat(np.arange(1200), 2)
    which = np.concatenate([draw.choice(3, 2, replace=False) for _ in range(1200)])
    truth = draw.random(2400) < np.array([0.2, 0.6, 0.25])[which]
    seen = np.clip(0.25 + 0.4 * truth + draw.normal(0, 0.1, 2400), 0.01, 0.99)
    scores = pd.DataFrame({"p_critical": seen, "p_neutral": (1 - seen) / 2, "p_conciliatory": (1 - seen) / 2})
    scores = scores.assign(
        sentence_id=[f"s{n}" for n in number],
        article_id=[f"a{n // 4}" for n in number],
        target=TARGETS[which],
        outlet=np.array(["Orlesk Gazette", "Free Lantern"])[number // 4 % 2],
        text=[f"Sentence {n} on the tolls." for n in number],
        label=np.where(seen > 0.5, "critical", "neutral"),
        model="m-1",
    )
    rows = draw.choice(2400, 600, replace=False)
    gold = scores.iloc[rows][["sentence_id", "target"]].assign(question="stance", inclusion_probability=0.25)
    gold["label"] = np.where(truth[rows], "critical", np.where(rows % 2, "neutral", "conciliatory"))
    return tables.conform(scores, tables.SCORES, "test"), tables.conform(gold, tables.GOLD, "test")


@pytest.fixture(scope="module")
def results(inputs):
    return results_for(*inputs, Beside(), DEFAULT, "stance")


def test_targets_are_compared_as_a_family_of_their_own(inputs, results):
    found = findings_of(results)
    assert found.overall.startswith("Of all pairs of a sentence and a target ")
    first = found.findings[0].words
    shares = estimate(*inputs, by=["target"]).set_index(["target", "label"])["share"]
    assert first.startswith("“critical” is more frequent toward Ostrel than toward ")
    assert f"{100 * shares['Ostrel', 'critical']:.1f} % against" in first
    by_target = found.comparisons[found.comparisons["kind"] == "targets"]
    assert set(by_target["family"]) == {"differences by target"}
    assert len(by_target) == 9
    assert by_target["comparisons"].eq(9).all()


def test_the_page_has_a_section_by_target_and_counts_pairs(results):
    html = page_html(results, Beside())
    assert '<section id="target">' in html
    assert "2,400 pairs of a sentence and a target, 300 articles" in html
    assert "We scored 2,400 pairs of a sentence and a target, of 300 articles" in html
    assert "Corrected for the model’s errors with 600 pairs of a sentence and a target labelled by annotators" in html
    assert "1,200 sentences" not in html
    assert '"Ostrel"' in html
    assert ">pairs<" in html
    assert ">sentences<" not in html


def test_targets_of_which_each_sentence_has_one_left_are_pairs_still(inputs):
    """The largest targets of a chart are a part of the table in which sentences may occur once."""
    scores, gold = inputs
    results = results_for(scores, gold, Beside(), DEFAULT, "stance")
    part = results.scores[results.scores["target"] == "Ostrel"]
    share = results.shares(["target"], part).set_index("label")["share"]["critical"]
    whole = results.shares(["target"]).set_index(["target", "label"])["share"]["Ostrel", "critical"]
    assert share == pytest.approx(whole)


def test_without_targets_there_is_no_such_chart(inputs):
    alone = inputs[0].drop_duplicates("sentence_id").drop(columns="target")
    assert CHARTS["targets"](results_from(alone, None, Beside().estimating, DEFAULT, "stance")) is None


@pytest.mark.parametrize("population", ["process", "corpus"])
def test_words_about_what_has_a_label_name_pairs(inputs, population):
    options = Options(population=population)
    results = results_for(*inputs, Beside(estimating=options), DEFAULT, "stance")
    of_pairs = "pairs of a sentence and a target"
    words = methods_paragraph(results, results.shares())
    assert f"Where few labelled {of_pairs} have a label" in words
    tone = CHARTS["tone"](results).words
    assert tone.startswith("From −1, every pair of a sentence and a target critical, to +1, every pair of a ")
    html = page_html(results, Beside(estimating=options))
    if population == "corpus":
        assert f"95 % intervals are for these {of_pairs} alone, so that only unlabelled ones contribute" in words
        assert f"for these {of_pairs} alone, with a finite-population correction" in html
    for wrong in ("these sentences alone", "labelled sentences", "every sentence", "a targets"):
        assert wrong not in words + tone + html.partition('<section id="articles">')[0], wrong


def test_without_labels_pairs_are_what_annotators_would_label(inputs):
    scores, _ = inputs
    results = results_for(scores.assign(label="neutral"), None, Beside(), DEFAULT, "stance")
    html = page_html(results, Beside())
    assert "Pairs of a sentence and a target labelled by annotators would correct them." in html
    assert "Pairs of a sentence and a target labelled by annotators, drawn at random, would correct them." in html
    assert "The model labels no pair of a sentence and a target critical." in html
