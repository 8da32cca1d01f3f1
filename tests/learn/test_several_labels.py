"""Questions that take several labels: one classifier a label, one model, and what is said of it."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import accuracy_score, f1_score

import annotate as an
from annotate import progress
from annotate.answer_labels import joined, membership
from annotate.errors import InputError
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.design.several_choice import takes_several
from annotate.estimation.options import Options
from annotate.labels.strategies import MEASURES
from annotate.learn.estimators.log_linear_pool import LogLinearPool
from annotate.learn.estimators.one_vs_rest import OneVsRest
from annotate.learn.evaluation.label_calibration import Sigmoids, cross_sigmoids
from annotate.learn.evaluation.several_metrics import SeveralMetrics, metrics_in, several_metrics_of
from annotate.learn.features.bag_of_words import Words
from annotate.learn.models.cards import card
from annotate.learn.models.folders import load, save
from annotate.learn.recipes.catalogue import build
from annotate.learn.recipes.recipe import RecipeInputs, linear
from annotate.learn.training.splits import rarest_labels
from annotate.scheme import Label, Question
from annotate.studio._predictions import predictions_from
from annotate.workflows.drawing import _probabilities
from annotate.workflows.publish.bundle_data import _answered

TOPICS = ("aid", "fish", "rails")
WORDS = {"aid": ["blankets", "a convoy"], "fish": ["herring", "trawlers"], "rails": ["a night train", "the sleepers"]}
PEOPLE = ["Minister Varn", "The mayor", "Ambassador Lund", "President Tol", "The union", "A clerk", "Envoy Adel"]
VERBS = ["spoke of", "asked for", "promised", "disputed", "counted", "praised", "delayed", "reviewed", "forgot"]
DAYS = ["on Monday", "last night", "in spring", "before noon", "again", "at length", "this year", "by letter"]
PLACES = ["Orth", "Ilmar", "Karsovia", "Marrow Bay", "Senn", "Veldania", "Tessaly"]
REST = ["the choir", "a parade", "the museum", "new lamps", "the weather", "a letter"]
SCHEME = an.Scheme((Question("topic", tuple(map(Label, TOPICS)), multiple=True),))
SETTINGS = f"[questions.topic]\nmultiple = true\nlabels = {json.dumps(TOPICS)}\n"


def sentences(count, seed=0):
    """Sentences in articles of three, with any of the topics or none; a tenth of the words mislead."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        truth = draw.random(3) < (0.45, 0.35, 0.25)
        shown = truth ^ (draw.random(3) < 0.1)
        things = [str(draw.choice(WORDS[name])) for name, there in zip(TOPICS, shown, strict=True) if there]
        things += map(str, draw.choice(REST, 2, replace=False))
        who, when = draw.choice(PEOPLE), draw.choice(DAYS)
        text = f"{who} {draw.choice(VERBS)} {', '.join(things)} {when} in ward {number} of {draw.choice(PLACES)}."
        rows.append((f"s{number}", f"a{number // 3}", "topic", "|".join(np.array(TOPICS)[truth]), text))
    return pd.DataFrame(rows, columns=["sentence_id", "article_id", "question", "label", "text"])


@pytest.fixture(scope="module")
def gold():
    return sentences(150)


@pytest.fixture(scope="module")
def model(gold):
    return an.train(gold, question="topic", scheme=SCHEME, recipe="fast")


def test_two_commands_score_every_label_and_a_third_says_how_good_they_are(annotate, tmp_path, gold):
    (tmp_path / "annotate.toml").write_text(SETTINGS)
    gold.drop(columns="text").to_csv(tmp_path / "gold.csv", index=False)
    gold.drop(columns=["label", "question"]).to_csv(tmp_path / "sentences.csv", index=False)
    trained = annotate("train", "gold.csv", "sentences.csv", "--question", "topic", "--recipe", "fast", "-o", "m")
    assert trained.returncode == 0, trained.stderr
    assert "used 150 labels" in trained.stderr
    scored = annotate("score", "m", "sentences.csv", "-o", "scores.csv")
    assert scored.returncode == 0, scored.stderr
    scores = pd.read_csv(tmp_path / "scores.csv", dtype={"label": str})
    chances = scores[[f"p_{name}" for name in TOPICS]].to_numpy()
    assert scores["label"].fillna("").tolist() == joined(chances > 0.5, TOPICS).tolist()
    assert (np.abs(chances.sum(axis=1) - 1) > 0.05).any()
    assert {0, 1, 2} <= set(scores["label"].fillna("").map(lambda answer: len([*filter(None, answer.split("|"))])))
    done = annotate("evaluate", "m", "gold.csv", "sentences.csv", "--part", "all", "--errors", 2, "--format", "json")
    measures = json.loads(done.stdout)
    assert measures["exact_match"] == measures["accuracy"] > measures["baseline"]["accuracy"]
    assert measures["macro_f1"] == pytest.approx(np.mean([measures["per_label"][name]["f1"] for name in TOPICS]))
    assert [measures["by_label"][name]["baseline"]["label"] for name in TOPICS] == ["no"] * 3
    assert len(measures["confused"]) == 2
    card = (tmp_path / "m" / "README.md").read_text()
    assert re.search(r"\| aid \| \d+ \| 0\.\d+ \| 0\.\d+ \| 0\.\d+ \| 0\.\d+ to ", card)
    assert re.search(r"  - fish: slope \d\.\d+, intercept -?\d", card)
    assert "temperature" not in card
    assert re.search(r"\| F1 of a sentence \| 0\.\d+ \| 0\.\d+ to 0\.\d+ \| 0\.\d+ \|\n\| weighted F1 \|", card)
    assert re.search(r"## Learning curve\n\n\| labels \| macro-F1 \|\n\|---\|---\|\n(\| \d+ \| 0\.\d+ \|\n){4}", card)


def test_the_card_of_a_model_without_a_newer_metric_leaves_it_out(model):
    assert model.metrics.sample_f1 is not None
    older = replace(model.info, metrics=replace(model.metrics, sample_f1=None))
    assert "F1 of a sentence" in card(model.info, [], "2026-11-30")
    assert "F1 of a sentence" not in card(older, [], "2026-11-30")


@pytest.mark.parametrize("verb", ["train", "audit", "simulate"])
def test_answers_of_several_labels_in_a_table_without_questions_are_pointed_out(annotate, tmp_path, gold, verb):
    """Whether a row without a label is an answer, only the question says."""
    (tmp_path / "annotate.toml").write_text(f'[questions.stance]\nlabels = ["critical", "neutral"]\n{SETTINGS}')
    gold.drop(columns="question").to_csv(tmp_path / "t.csv", index=False)
    options = {
        "train": ["--recipe", "fast", "--no-curve", "-o", "m"],
        "audit": ["--recipe", "fast"],
        "simulate": ["--start", 40, "--until", 40, "--seeds", 1, "--strategies", "random"],
    }[verb]
    done = annotate(verb, "t.csv", *options)
    words = (
        "counts as one label of its own, and a row without a label is left out; pass --question topic for each label"
    )
    assert words in done.stderr
    named = annotate(verb, "t.csv", *options, "--question", "topic")
    assert named.returncode == 0, named.stderr
    assert words not in named.stderr
    assert "150 labels" in named.stderr or "150 labelled sentences" in named.stderr


def test_an_empty_label_is_an_answer_and_a_tie_is_none(gold):
    table = gold.assign(rule=np.where(np.arange(150) < 12, "tie", "majority"))
    table["label"] = table["label"].replace("", None).mask(table["rule"].eq("tie"))
    ledger = an.Ledger()
    model = an.train(table, question="topic", scheme=SCHEME, recipe="fast", ledger=ledger)
    assert model.info.data.labelled == 138
    assert (model.sentences["label"] == "").sum() == table["label"][12:].isna().sum() > 10
    assert "annotators were divided" in str(ledger.document())


def test_a_model_folder_is_the_same_bytes_again_and_loads_to_the_same_probabilities(model, gold, tmp_path):
    again = an.train(gold, question="topic", scheme=SCHEME, recipe="fast")
    folders = [save(one, tmp_path / name) for one, name in ((model, "one"), (again, "two"))]
    files = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
    assert files[0]["model.skops"] == files[1]["model.skops"]
    assert files[0]["SHA256SUMS"] == files[1]["SHA256SUMS"]
    loaded = load(folders[0])
    assert (loaded.predict_proba(gold) == model.predict_proba(gold)).all()
    assert loaded.several
    assert json.loads(json.dumps(model.info.as_dict())) == json.loads(json.dumps(loaded.info.as_dict()))


def test_labels_that_the_model_learned_correct_it_by_its_predictions_out_of_fold(model, gold):
    scores = an.score(model, gold.drop(columns=["label", "question"]))
    learned = model.learned_from()
    data = labelled(scores, gold.assign(inclusion_probability=0.1), options=Options(several=True, learned=learned))
    columns = [f"p_{name}" for name in TOPICS]
    own = learned.out_of_fold.set_index("sentence_id").loc[scores["sentence_id"], columns].to_numpy()
    assert data.predicted == pytest.approx(own)
    assert np.abs(own - scores[columns].to_numpy()).max() > 0.1


def test_a_label_of_few_sentences_is_named_and_has_its_share_as_probability(gold):
    keeps = np.cumsum(gold["label"].str.contains("rails")) <= 4
    without = gold["label"].str.replace("|rails", "").str.replace("rails", "")
    few = gold.assign(label=gold["label"].where(keeps, without))
    with pytest.warns(an.AnnotateWarning, match=r"the label 'rails', too few to learn it \(5 are needed\)"):
        model = an.train(few, question="topic", scheme=SCHEME, recipe="fast", test_share=0)
    probabilities = model.predict_proba(sentences(30, seed=5))
    assert probabilities[:, 2] == pytest.approx(np.full(30, 4 / 150), abs=1e-6)
    assert np.ptp(probabilities[:, 0]) > 0.3
    none = gold.assign(label=["aid" if number < 3 else "" for number in range(150)])
    with pytest.raises(InputError, match="no label of aid, fish, rails can be learned: each needs 5"):
        an.train(none, question="topic", scheme=SCHEME, recipe="fast")


def test_unknown_labels_are_rejected_with_their_rows(gold):
    ledger = an.Ledger()
    with pytest.warns(an.AnnotateWarning, match=r"row 3: unknown label 'aid\|tolls'"):
        an.train(
            gold.assign(label=gold["label"].where(gold.index != 2, "aid|tolls")),
            question="topic",
            scheme=SCHEME,
            recipe="fast",
            ledger=ledger,
        )
    assert ledger.rejected == 1


FITS = []


class CountedWords(Words):
    """Words that note how often they are fitted and used."""

    def fit_transform(self, X, y=None):
        FITS.append("fit")
        return super().fit_transform(X)

    def transform(self, X):
        FITS.append("use")
        return super().transform(X)


def test_all_labels_share_the_features_of_a_sentence(gold):
    one = LogLinearPool([("words", CountedWords(), [linear(0, C=3)])])
    FITS.clear()
    estimator = OneVsRest(one, TOPICS).fit(gold, gold["label"].to_numpy())
    estimator.predict_proba(gold)
    assert FITS == ["fit", "use"]
    two = LogLinearPool([("words", CountedWords(), [linear(0, C=3), linear(0, C=30)])])
    FITS.clear()
    OneVsRest(two, TOPICS).fit(gold, gold["label"].to_numpy())
    assert ["fit", *["fit", "use"] * 5] == FITS


def test_a_label_that_no_row_of_a_fold_has_keeps_its_share(gold):
    pool = LogLinearPool([("words", Words(), [linear(0, C=3)])])
    estimator = OneVsRest(pool, TOPICS).fit(gold, ["aid" if n % 2 else "" for n in range(150)])
    assert estimator.predict_proba(gold)[:, 1:].max() == 0
    assert set(estimator.predict(gold)) <= {"", "aid"}


def test_sigmoids_recover_what_was_done_to_log_odds_and_never_see_their_own_fold():
    draw = np.random.default_rng(2)
    odds = draw.normal(-1, 1.5, (6000, 2))
    truth = draw.random(odds.shape) < 1 / (1 + np.exp(-odds))
    distorted = 1 / (1 + np.exp(-(2 * odds + [1.0, 2.0])))
    found = Sigmoids.fitted(truth, distorted, [True, False])
    assert found.slopes == pytest.approx((0.5, 1.0), abs=0.05)
    assert found.intercepts == pytest.approx((-0.5, 0.0), abs=0.1)
    assert found(distorted)[:, 1] == pytest.approx(distorted[:, 1])
    parts = [(np.arange(3000, 6000), np.arange(3000)), (np.arange(3000), np.arange(3000, 6000))]
    before = cross_sigmoids(truth, distorted, parts, [True, True])
    changed = np.vstack([~truth[:3000], truth[3000:]])
    assert (cross_sigmoids(changed, distorted, parts, [True, True])[:3000] == before[:3000]).all()


def test_metrics_are_those_of_scikit_learn_and_survive_a_document():
    draw = np.random.default_rng(3)
    truth = draw.random((300, 3)) < (0.5, 0.2, 0.05)
    chances = np.clip(truth * 0.4 + draw.random((300, 3)) * 0.6, 0, 1)
    found = several_metrics_of(truth, chances, TOPICS, np.arange(300) // 4)
    given = chances > 0.5
    assert found.macro_f1 == pytest.approx(f1_score(truth, given, average="macro"))
    assert found.weighted_f1 == pytest.approx(f1_score(truth, given, average="weighted"))
    assert found.accuracy == pytest.approx(accuracy_score(truth, given))
    answers, counts = np.unique(truth, axis=0, return_counts=True)
    always = np.tile(answers[counts.argmax()], (300, 1))
    assert found.baseline.accuracy == pytest.approx(accuracy_score(truth, always))
    assert found.baseline.macro_f1 == pytest.approx(f1_score(truth, always, average="macro", zero_division=0))
    by_sentence = {"average": "samples", "zero_division": 1.0}
    assert found.sample_f1.value == pytest.approx(f1_score(truth, given, **by_sentence))
    assert found.sample_f1.baseline == pytest.approx(f1_score(truth, always, **by_sentence))
    low, high = found.sample_f1.interval
    assert low < found.sample_f1.value < high < low + 0.2
    assert [one.name for one in found.overall()][:3] == ["macro-F1", "exact match", "F1 of a sentence"]
    older = {name: value for name, value in found.as_dict().items() if name != "sample_f1"}
    assert metrics_in(older).as_dict() == older
    for name in ("accuracy", "macro_f1", "weighted_f1"):
        low, high = getattr(found.intervals, name)
        assert low < getattr(found, name) < high < low + 0.3
    assert metrics_in(json.loads(json.dumps(found.as_dict()))).as_dict() == found.as_dict()
    assert isinstance(metrics_in(found.as_dict()), SeveralMetrics)


def test_folds_are_stratified_by_the_rarest_label_of_a_row():
    truth = np.array([[1, 1, 0], [1, 0, 0], [1, 0, 1], [0, 0, 0], [0, 1, 0]], dtype=bool)
    assert rarest_labels(truth).tolist() == [1, 0, 2, -1, 1]


def test_answers_are_joined_as_they_are_divided():
    given = np.array([[True, False, True], [False, False, False], [False, True, False]])
    assert joined(given, TOPICS).tolist() == ["aid|rails", "", "fish"]
    assert (membership(joined(given, TOPICS).tolist(), TOPICS) == given).all()


@pytest.mark.parametrize("recipe", ["finetuned", "best", "distilled", "prompted"])
def test_recipes_that_learn_one_label_a_sentence_say_which_learn_several(recipe):
    with pytest.raises(InputError, match="learns one label a sentence, and this question takes several"):
        build(recipe, RecipeInputs(several=TOPICS))


def test_the_command_abstains_where_whole_answers_would_not_be_right_often_enough(annotate, tmp_path, gold):
    (tmp_path / "annotate.toml").write_text(SETTINGS)
    gold.to_csv(tmp_path / "gold.csv", index=False)
    asked = ["train", "gold.csv", "--question", "topic", "--recipe", "fast", "-o", "m"]
    done = annotate(*asked, "--abstain", 0.4)
    assert done.returncode == 0, done.stderr
    threshold, coverage = re.search(r"Abstains below (0\.\d+): (\d+)% of sentences get an answer", done.stderr).groups()
    assert 5 < int(coverage) < 100
    made = load(tmp_path / "m")
    fresh = sentences(60, seed=9)
    predicted = made.predict(fresh)
    chances = predicted[[f"p_{name}" for name in TOPICS]].to_numpy()
    confidence = np.maximum(chances, 1 - chances).prod(axis=1)
    assert (predicted["abstained"] == (confidence < made.threshold)).all()
    assert predicted["abstained"].nunique() == 2
    assert made.threshold == pytest.approx(float(threshold), abs=0.001)
    assert (an.score(made, fresh)["abstained"].to_numpy() == predicted["abstained"].to_numpy()).all()
    card = (tmp_path / "m" / "README.md").read_text()
    assert re.search(r"its answers were wholly correct for \d+\.\d % of the remaining sentences", card)
    assert "% of sentences get one. The confidence in several labels is the product" in card
    assert "highest precision kept is 0." in annotate(*asked, "--abstain", 0.99).stderr


def test_predictions_preselect_all_labels_that_fit_and_nothing_where_none_does():
    scores = pd.DataFrame({"sentence_id": ["a", "b", "c"], "label": ["aid|rails", None, "fish"], "model": "m"})
    scores = scores.assign(p_aid=[0.8, 0.1, 0.2], p_fish=[0.1, 0.2, 0.9], p_rails=[0.7, 0.3, 0.1])
    predicted = predictions_from(scores, SCHEME)
    chosen = {key: one.document()["result"][0]["value"]["choices"] for key, one in predicted.items()}
    assert chosen == {"a": ["aid", "rails"], "c": ["fish"]}
    assert [one.score for one in predicted.values()] == pytest.approx([0.8 * 0.9 * 0.7, 0.8 * 0.9 * 0.9])
    unknown = predictions_from(scores.drop(columns=["p_aid", "p_fish", "p_rails"]), SCHEME)
    assert [one.score for one in unknown.values()] == [None, None]


def test_a_model_is_least_sure_where_some_label_is_near_a_half(model, gold):
    new = sentences(40, seed=8).assign(sentence_id=[f"n{n}" for n in range(40)])
    probabilities = _probabilities(new, pd.Series(True, new.index), model, progress.silent)
    chances = model.predict_proba(new)
    assert MEASURES["margin"](probabilities) == pytest.approx(1 - 2 * np.abs(chances - 0.5).min(axis=1))


def test_a_bundle_has_the_labels_of_predictions_out_of_fold(model):
    out_of_fold = model.learned_from().out_of_fold
    answers = _answered(out_of_fold, several=True)["label"].fillna("")
    assert answers.tolist() == joined(out_of_fold[[f"p_{n}" for n in TOPICS]].to_numpy() > 0.5, TOPICS).tolist()


def test_rows_without_a_label_whose_probabilities_stand_alone_tell_that_there_may_be_several():
    alone = pd.DataFrame({"label": ["aid", None], "p_aid": [0.9, 0.2], "p_fish": [0.3, 0.1]})
    assert takes_several(alone)
    assert not takes_several(alone.assign(p_fish=[0.1, 0.8]))
    assert not takes_several(alone.assign(p_fish=[0.1, None]))
