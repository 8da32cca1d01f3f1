"""The report of questions other than stance: labels, colours, order and scale are those of the user's scheme."""

import re
import time

import numpy as np
import pandas as pd
import pytest
from written_page import write_report

from annotate import tables
from annotate.estimation import estimators
from annotate.estimation.net_tone import index
from annotate.estimation.options import Options
from annotate.reporting import charts
from annotate.reporting._example_sentences import articles_of
from annotate.reporting.page import Beside
from annotate.scheme import Label, Question, Scheme

URGENCY = Question(
    "urgency",
    (Label("calm", colour="#123456"), Label("alarmed", colour="#a0522d"), Label("uneasy"), Label("panicked")),
    scale=("calm", "uneasy", "alarmed", "panicked"),
)
TOPIC = Question("topic", (Label("war", colour="teal"), Label("aid")), multiple=True)
SCHEME = Scheme((URGENCY, TOPIC))
OUTLETS = np.array(["Orlesk Gazette", "Free Lantern"])


def scores_of(answers, size=400, seed=2):
    draw = np.random.default_rng(seed)
    chances = draw.dirichlet(np.ones(len(answers)), size)
    frame = pd.DataFrame({f"p_{answer}": chances[:, k] for k, answer in enumerate(answers)})
    frame = frame.assign(
        sentence_id=[f"s{n}" for n in range(size)],
        article_id=[f"a{n // 4}" for n in range(size)],
        outlet=OUTLETS[np.arange(size) // 4 % 2],
        text=[f"Sentence {n} on the tolls." for n in range(size)],
        label=np.array(answers)[chances.argmax(axis=1)],
        model="m-1",
    )
    return tables.conform(frame, tables.SCORES, "test")


def gold_of(scores, question):
    gold = scores.iloc[::3][["sentence_id", "label"]].assign(question=question, inclusion_probability=1 / 3)
    return tables.conform(gold, tables.GOLD, "test")


def page_of(folder, scores, gold=None, **options):
    return write_report(scores, folder / "page.html", gold=gold, scheme=SCHEME, **options).read_text()


def section(html, name):
    return html.split(f'<section id="{name}">')[1].split("</section>")[0]


def cards(html):
    return [part.split("<")[0] for part in section(html, "shares").split('<p class="name">')[1:]]


@pytest.fixture(scope="module")
def urgent():
    return scores_of(["alarmed", "calm", "panicked", "uneasy"])


def test_labels_stand_in_the_order_and_colours_of_the_scheme(tmp_path, urgent):
    html = page_of(tmp_path, urgent, gold_of(urgent, "urgency"))
    assert cards(html) == ["calm", "alarmed", "uneasy", "panicked"]
    assert "--c0: #123456;" in html
    assert "--c1: #a0522d;" in html
    assert "<h1>Urgency in the coverage</h1>" in html


def test_the_index_goes_along_the_scale(tmp_path, urgent):
    html = page_of(tmp_path, urgent, gold := gold_of(urgent, "urgency"))
    words = section(html, "index")
    assert "From −1, every sentence panicked, to +1, every sentence calm." in words
    values = {"calm": 1, "uneasy": 1 / 3, "alarmed": -1 / 3, "panicked": -1}
    overall = f"{index(urgent, gold, values=values)['index'].iloc[0]:+.2f}"
    assert f"Overall {overall.replace('-', '−')}" in words


def test_clearest_sentences_are_shown_for_every_label_but_the_middle_of_a_scale(tmp_path, urgent):
    html = section(page_of(tmp_path, urgent), "sentences")
    assert all(f"Most {label}" in html for label in URGENCY.names)


def test_a_question_without_a_scale_has_no_index_and_all_the_rest(tmp_path):
    scores = scores_of(["aid", "aid|war", "war"])
    html = page_of(tmp_path, scores, gold_of(scores, "topic"))
    assert cards(html) == ["war", "aid"]
    assert 'id="index"' not in html
    assert "<svg" in section(html, "outlet")
    assert "--c0: teal;" in html
    assert "Most war" in html
    assert "Most aid|war" not in html


def test_the_colour_of_several_labels_is_that_of_the_first(tmp_path):
    html = page_of(tmp_path, scores_of(["war", "war|aid", "aid"]))
    assert html.count(": teal;") == 2


def test_labels_no_scheme_knows_have_a_page_too(tmp_path):
    scores = scores_of(["left", "right"])
    html = write_report(scores, tmp_path / "page.html").read_text()
    assert cards(html) == ["left", "right"]
    assert 'id="index"' not in html


@pytest.mark.parametrize(
    ("name", "words", "reference"),
    [
        ("aipw", "augmented inverse probability weighting", "Prediction-powered inference"),
        ("labels-only", "the model&#39;s predictions are not used", "Hájek"),
        ("classify-and-count", "not corrected for its errors", None),
    ],
)
def test_the_methods_say_which_estimator_it_was(tmp_path, urgent, name, words, reference):
    beside = Beside(estimating=Options(estimator=name))
    html = section(page_of(tmp_path, urgent, gold_of(urgent, "urgency"), beside=beside), "methods")
    assert words in html
    assert (reference in html) if reference else ("<h3>References" not in html)


def test_a_new_estimator_brings_its_words_to_the_page(tmp_path, urgent, monkeypatch):
    class Halved(estimators.LabelsOnly):
        name, description = "halved", "Shares are halved with {labelled} labels."

    monkeypatch.setattr(estimators, "ESTIMATORS", {**estimators.ESTIMATORS, "halved": Halved()})
    beside = Beside(estimating=Options(estimator="halved"))
    html = page_of(tmp_path, urgent, gold_of(urgent, "urgency"), beside=beside)
    assert "Shares are halved with 134 labels." in html


def test_a_new_chart_is_a_function_and_its_name(tmp_path, urgent, monkeypatch):
    def sizes(results):
        table = results.scores.groupby("outlet", as_index=False).size()
        return charts.Chart("sizes", "Sizes", "How many sentences each outlet has.", None, table)

    monkeypatch.setattr(charts, "CHARTS", {**charts.CHARTS, "sizes": sizes})
    html = page_of(tmp_path, urgent)
    assert "How many sentences each outlet has." in section(html, "sizes")
    assert "shares_by_sizes.csv" in html


def test_the_first_sentence_names_the_most_frequent_of_many_labels(tmp_path):
    names = [f"frame {number}" for number in range(14)]
    scores = scores_of(names)
    scheme = Scheme((Question("frame", tuple(map(Label, names))),))
    html = write_report(scores, tmp_path / "page.html", gold=gold_of(scores, "frame"), scheme=scheme).read_text()
    first = " ".join(re.findall(r"Of all sentences [^<]*", html)[0].split())
    assert first.count("95 % CI") == 8
    assert re.search(r" and 6 other labels \d+ % or less each\.$", first)


def test_articles_of_one_sentence_are_put_on_the_page_in_one_pass():
    scores = scores_of(["aid", "war"], 8000)
    scores = scores.assign(article_id=scores["sentence_id"], title=None)
    before = time.process_time()
    articles = articles_of(scores, ["aid", "war"])
    assert time.process_time() - before < 2
    assert len(articles) == 8000
    assert {len(article["sentences"]) for article in articles} == {1}
    assert articles[-1]["title"].startswith("Sentence ")
