import json
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from annotate.errors import AnnotateWarning, InputError
from annotate.labels.agreement_measures import agreement, by_annotator, by_label, confusions, orders_of, verdict
from annotate.labels.coefficients import COEFFICIENTS, Coefficient
from annotate.reporting._quality import _agreement
from annotate.scheme import DEFAULT
from annotate.study.record import Record
from annotate.study.run_log import runs_of

THREE_CODERS = """
* * * * * 3 4 1 2 1 1 3 3 * 3
1 * 2 1 3 3 4 3 * * * * * * *
* * 2 1 3 4 4 * 2 1 1 3 3 * 4
"""
FOUR_CODERS = """
1 2 3 3 2 1 4 1 2 * * *
1 2 3 3 2 2 4 1 2 5 * 3
* 3 3 3 2 3 4 2 2 5 1 *
1 2 3 3 2 4 4 1 2 5 1 *
"""
FLEISS_1971 = """
0 0 0 6 0|0 3 0 0 3|0 1 4 0 1|0 0 0 0 6|0 3 0 3 0|2 0 4 0 0|0 0 4 0 2|2 0 3 1 0|2 0 0 4 0|0 0 0 0 6
1 0 0 5 0|1 1 0 4 0|0 3 3 0 0|1 0 0 5 0|0 2 0 3 1|0 0 5 0 1|3 0 0 1 2|5 1 0 0 0|0 2 0 4 0|1 0 2 0 3
0 0 0 0 6|0 1 0 5 0|0 2 0 1 3|2 0 0 4 0|1 0 0 4 1|0 5 0 1 0|4 0 0 0 2|0 2 0 4 0|1 0 5 0 0|0 0 0 0 6
"""


def table_of(rows, question="q"):
    """Rows of annotators, with * where somebody did not answer."""
    given = [
        (f"s{place}", f"coder {person}", question, label)
        for person, row in enumerate(rows)
        for place, label in enumerate(row)
        if label != "*"
    ]
    return pd.DataFrame(given, columns=["sentence_id", "annotator", "question", "label"])


def coders(text):
    return table_of([line.split() for line in text.split("\n") if line])


def values(table, **options):
    return agreement(table, resamples=options.pop("resamples", 20), **options).set_index("measure")["value"]


def random_table(seed=0, items=60, people=4, missing=0.0):
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, items)
    label = np.where(random.random((people, items)) < 0.6, truth, random.integers(0, 3, (people, items)))
    gone = random.random(label.shape) < missing
    return table_of(
        [["*" if g else "abc"[v] for v, g in zip(*row, strict=True)] for row in zip(label, gone, strict=True)]
    )


def test_krippendorffs_nominal_example_with_missing_answers():
    assert values(coders(THREE_CODERS))["alpha_nominal"] == pytest.approx(0.691, abs=5e-4)


def test_krippendorffs_reliability_data_nominal_and_ordinal():
    found = values(coders(FOUR_CODERS))
    assert found["alpha_nominal"] == pytest.approx(0.743, abs=5e-4)
    assert found["alpha_ordinal"] == pytest.approx(0.815, abs=5e-4)


def test_gwets_worked_example_of_four_raters():
    found = values(coders(FOUR_CODERS))
    assert found["percent"] == pytest.approx(0.81818, abs=5e-6)
    assert found["gwet_ac1"] == pytest.approx(0.77544, abs=5e-6)
    assert found["fleiss_kappa"] == pytest.approx(0.76117, abs=5e-6)


def test_fleiss_example_of_thirty_patients():
    counts = [list(map(int, cell.split())) for line in FLEISS_1971.split("\n") if line for cell in line.split("|")]
    rows = [[str(label) for label, n in enumerate(patient) for _ in range(n)] for patient in counts]
    assert values(table_of(zip(*rows, strict=True)))["fleiss_kappa"] == pytest.approx(0.430, abs=5e-4)


def test_cohen_is_scikit_learns_for_two_annotators():
    table = random_table(people=2)
    wide = table.pivot(index="sentence_id", columns="annotator", values="label")
    assert values(table)["cohen_kappa"] == pytest.approx(cohen_kappa_score(wide["coder 0"], wide["coder 1"]))


def test_cohen_of_several_is_the_mean_over_pairs_weighted_by_what_they_share():
    table = random_table(missing=0.3)
    wide = table.pivot(index="sentence_id", columns="annotator", values="label")
    kappas, shared = [], []
    for a in range(4):
        for b in range(a):
            both = wide[[f"coder {a}", f"coder {b}"]].dropna().to_numpy()
            kappas.append(cohen_kappa_score(both[:, 0], both[:, 1]))
            shared.append(len(both))
    assert values(table)["cohen_kappa"] == pytest.approx(np.average(kappas, weights=shared))


def test_fleiss_is_statsmodels():
    table = random_table(people=5)
    wide = table.pivot(index="sentence_id", columns="annotator", values="label")
    assert values(table)["fleiss_kappa"] == pytest.approx(fleiss_kappa(aggregate_raters(wide.to_numpy())[0]))


def test_intervals_are_those_of_a_plain_bootstrap():
    table = random_table(items=80, missing=0.2)
    found = agreement(table, resamples=600).set_index("measure").loc["alpha_nominal"]
    random, ids = np.random.default_rng(1), table["sentence_id"].unique()
    parts = dict(list(table.groupby("sentence_id")))
    alphas = []
    for _ in range(90):
        drawn = [parts[i].assign(sentence_id=f"d{k}") for k, i in enumerate(random.choice(ids, len(ids)))]
        alphas.append(values(pd.concat(drawn), resamples=1)["alpha_nominal"])
    low, high = np.quantile(alphas, [0.025, 0.975])
    assert found["low"] == pytest.approx(low, abs=0.035)
    assert found["high"] == pytest.approx(high, abs=0.035)
    assert found["below_800"] == pytest.approx(np.mean(np.array(alphas) < 0.8), abs=0.1)


def test_sentences_of_one_article_are_resampled_together():
    table = random_table(items=30)
    copies = pd.concat([table.assign(sentence_id=table["sentence_id"] + f"-{k}") for k in range(6)])
    articles = pd.DataFrame({"sentence_id": copies["sentence_id"].unique()})
    articles["article_id"] = articles["sentence_id"].str.split("-").str[0]
    width = lambda found: (found["high"] - found["low"]).iloc[3]  # noqa: E731
    alone, together = agreement(copies, resamples=300), agreement(copies, resamples=300, articles=articles)
    assert width(together) > 1.8 * width(alone)
    assert width(together) == pytest.approx(width(agreement(table, resamples=300)), rel=0.25)


def test_one_label_only_leaves_chance_corrected_measures_undefined():
    found = values(table_of(["aaaa", "aaaa"]))
    assert found["percent"] == 1.0
    assert found[["alpha_nominal", "fleiss_kappa", "cohen_kappa"]].isna().all()


def test_perfect_agreement_is_one_everywhere():
    found = values(table_of(["1213", "1213"]))
    assert np.allclose(found, 1.0)


def test_skips_do_not_count():
    table = table_of(["aabb", "abbb"])
    more = pd.DataFrame(
        {"sentence_id": ["s1"], "annotator": ["coder 9"], "question": ["q"], "label": [None], "skipped": True}
    )
    assert values(pd.concat([table, more])).equals(values(table))


def test_alpha_ordinal_needs_an_order():
    table = table_of(["aabbc", "abbbc"])
    assert np.isnan(values(table)["alpha_ordinal"])
    assert not np.isnan(values(table, orders={"q": "abc"})["alpha_ordinal"])


def test_stance_has_neutral_in_the_middle():
    rows = [["conciliatory", "neutral", "critical"], ["neutral", "neutral", "critical"]]
    assert orders_of(table_of(rows, "label"), DEFAULT)["label"] == ("conciliatory", "neutral", "critical")


def test_verdicts_are_krippendorffs():
    assert [verdict(x) for x in (0.8, 0.667, 0.66)] == ["reliable", "tentative conclusions only", "not reliable"]


def test_agreement_of_one_annotator_is_refused():
    with pytest.raises(InputError, match="no sentence has annotations of two annotators"):
        agreement(table_of(["abab"]))


def test_by_label_counts_specific_agreement():
    rows = by_label(table_of(["aabb", "abbb"])).set_index("label")
    assert rows.loc["a", "answers"] == 3
    assert rows.loc["a", "agreed"] == pytest.approx(2 / 3)
    assert rows.loc["b", "agreed"] == pytest.approx(4 / 5)


def test_answers_with_several_labels_are_compared_label_by_label():
    """Each label as if it were asked for by itself, yes or no."""
    rows = [["a|b", "a", "b", "b|c", "c"], ["a", "a", "b|a", "b", "a|c"]]
    found = by_label(table_of(rows)).set_index("label")
    assert found.index.tolist() == ["a", "b", "c"]
    assert found["answers"].tolist() == [6, 5, 3]
    for label in "abc":
        alone = table_of([["yes" if label in one.split("|") else "no" for one in answers] for answers in rows])
        assert found.loc[label, "alpha"] == pytest.approx(values(alone)["alpha_nominal"])
        assert found.loc[label, "agreed"] == pytest.approx(by_label(alone).set_index("label").loc["yes", "agreed"])


def test_agreement_on_whole_answers_points_to_that_of_each_label(annotate, tmp_path):
    table_of([["a|b", "a", "b"], ["a", "a", "b"]], question="topic").to_csv(tmp_path / "labels.csv", index=False)
    done = annotate("agreement", "labels.csv")
    assert done.returncode == 0, done.stderr
    words = " ".join(done.stderr.split())
    assert "topic: answers agree where all of their labels are the same; --by label compares label by label" in words


def test_many_annotators_with_many_labels_fit_into_memory():
    random = np.random.default_rng(1)
    people = np.concatenate([random.choice(300, 3, replace=False) for _ in range(600)])
    rows = pd.DataFrame({
        "sentence_id": [f"s{number // 3}" for number in range(1800)],
        "annotator": [f"coder {person}" for person in people],
        "question": "frame",
        "label": random.choice([f"frame {number}" for number in range(40)], 1800),
    })  # fmt: skip
    tracemalloc.start()
    values = agreement(rows, resamples=64).set_index("measure")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 400e6
    assert values.loc["cohen_kappa", "value"] == pytest.approx(0, abs=0.03)
    assert values.loc["cohen_kappa", "low"] < values.loc["cohen_kappa", "value"] < values.loc["cohen_kappa", "high"]


def test_by_annotator_points_at_the_one_who_differs():
    rows = by_annotator(table_of(["abababab", "abababab", "abbbaaba"])).set_index("annotator")
    assert rows.loc["coder 2", "alpha_without"] == pytest.approx(1.0)
    assert rows["agreed"].idxmin() == "coder 2"


def test_confusions_count_pairs_of_labels():
    rows = confusions(table_of(["abc", "abb", "aaa"]))
    assert list(rows[["label", "other", "pairs"]].itertuples(index=False, name=None)) == [
        ("a", "b", 3),
        ("a", "c", 1),
        ("b", "c", 1),
    ]
    assert rows["share"].sum() == pytest.approx(1)


def test_the_command_gives_the_documents_of_the_design(annotate, tmp_path):
    table_of(["aabbab", "abbbab"], "stance").to_csv(tmp_path / "a.csv", index=False)
    done = annotate("agreement", "a.csv", "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert set(rows[0]) == {"question", "measure", "value", "low", "high", "sentences", "annotators"}
    measures = ["percent", "cohen_kappa", "fleiss_kappa", "alpha_nominal", "alpha_ordinal", "gwet_ac1"]
    assert [row["measure"] for row in rows] == measures
    assert rows[0]["value"] == pytest.approx(5 / 6)
    assert rows[4]["value"] is None


def test_the_command_takes_any_table_and_fails_under_a_bound(annotate, tmp_path):
    table = table_of(["aabbab", "abbbaa"]).drop(columns="question")
    table.set_axis(["item", "who", "code"], axis=1).to_csv(tmp_path / "a.csv", index=False)
    columns = ["--item-column", "item", "--annotator-column", "who", "--label-column", "code"]
    assert annotate("agreement", "a.csv", *columns, "--fail-under", 0.1).returncode == 0
    failed = annotate("agreement", "a.csv", *columns, "--fail-under", 0.9)
    assert failed.returncode == 1
    assert "under the required 0.9" in failed.stderr
    assert "alpha_nominal" in failed.stdout


@pytest.mark.external
def test_alpha_of_the_published_annotations(evaluation_data):
    table = pd.read_csv(evaluation_data / "un_quadclass" / "annotations.csv").rename(columns={"item": "sentence_id"})
    found = agreement(table.assign(question="stance"), resamples=50).set_index("measure").loc["alpha_nominal"]
    assert round(found["value"], 3) == 0.898
    assert found["low"] < 0.898 < found["high"]
    assert found["verdict"] == "reliable"


def test_a_question_that_one_person_answered_is_left_out_with_a_warning():
    both = pd.concat([random_table(people=2), random_table(people=1).assign(question="topic")])
    with pytest.warns(AnnotateWarning, match="topic: no sentence has annotations of two annotators"):
        assert set(agreement(both, resamples=5)["question"]) == {"q"}
    with pytest.raises(InputError, match="topic: no sentence has annotations of two annotators"):
        agreement(both, question="topic", resamples=5)


def test_a_coefficient_of_ones_own_is_one_function_and_one_line(monkeypatch):
    def scott_pi(totals):
        used = totals.coincidences.sum(axis=2)
        expected = ((used / used.sum(axis=1, keepdims=True)) ** 2).sum(axis=1)
        return (totals.observed - expected) / (1 - expected)

    monkeypatch.setitem(COEFFICIENTS, "scott_pi", Coefficient("scott_pi", scott_pi, "Scott's pi"))
    found = agreement(random_table(people=2), resamples=50).set_index("measure").loc["scott_pi"]
    assert found["low"] < found["value"] < found["high"]
    assert found["verdict"] == ""


def with_adjudicator(disputed=8, agreed=32):
    """Two coders who differ on every fifth sentence, and one who settled what they differ on."""
    rows = []
    for number in range(disputed + agreed):
        one = "critical" if number % 2 else "neutral"
        other = {"critical": "neutral", "neutral": "critical"}[one] if number < disputed else one
        rows += [(f"s{number}", "ana", one), (f"s{number}", "ben", other)]
        rows += [(f"s{number}", "judge", one)] if number < disputed else []
    return pd.DataFrame(rows, columns=["sentence_id", "annotator", "label"]).assign(question="stance")


def test_answers_of_an_adjudicator_are_left_out_of_every_coefficient():
    rows = with_adjudicator()
    with pytest.warns(AnnotateWarning, match=r"judge \(8\) answered only sentences that others disagree on"):
        found = agreement(rows)
    assert set(found["left_out"]) == {"judge (8)"}
    alone = agreement(rows[rows["annotator"] != "judge"])
    assert "left_out" not in alone
    pd.testing.assert_frame_equal(found.drop(columns="left_out"), alone)
    assert by_annotator(rows)["annotator"].tolist() == ["ana", "ben"]


def test_who_answered_other_sentences_or_few_is_no_adjudicator():
    rows = with_adjudicator()
    more = pd.concat([rows, rows[rows["sentence_id"] == "s20"].head(1).assign(annotator="judge")])
    assert "left_out" not in agreement(more)
    assert "left_out" not in agreement(with_adjudicator(disputed=2, agreed=8))


def test_every_output_says_whose_answers_are_left_out(annotate, tmp_path):
    with_adjudicator().to_csv(tmp_path / "labels.csv", index=False)
    done = annotate("agreement", "labels.csv", "-o", "table.md")
    assert "judge (8) answered only sentences that others disagree on" in done.stderr
    assert "used 80 annotations" in done.stderr
    assert "left out 8 annotations (adjudicator)" in done.stderr
    assert "judge (8) answered only sentences" in (tmp_path / "table.md").read_text()
    assert "judge (8)" in annotate("agreement", "labels.csv", "--format", "json").stdout
    annotate("agreement", "labels.csv", "-o", "table.csv")
    facts = _agreement(pd.read_csv(tmp_path / "table.csv"))
    assert "judge (8) answered only sentences" in facts.words


@pytest.mark.parametrize("by", ["label", "annotator", "pair", ""])
def test_every_view_of_agreement_is_recorded(annotate, tmp_path, by):
    assert annotate("init", "--yes").returncode == 0
    table_of([["a", "a", "b"], ["a", "b", "b"]], question="topic").to_csv(tmp_path / "labels.csv", index=False)
    more = ["--by", by] if by else []
    done = annotate("agreement", "labels.csv", "-o", "view.csv", *more)
    assert done.returncode == 0, done.stderr
    (run,) = runs_of(Record(tmp_path))
    assert (run.command, run.used[0].number) == ("agreement", 6)
    assert [count.note for count in run.written] == ["view.csv"]
    notes = [f"disagreement by {by}, in the place of the coefficients"] if by else []
    assert [note for note in run.notes if "in the place of" in note] == notes


def test_an_agreement_that_is_too_low_is_recorded(annotate, tmp_path):
    assert annotate("init", "--yes").returncode == 0
    table_of([["a", "a", "b"], ["a", "b", "b"]], question="topic").to_csv(tmp_path / "labels.csv", index=False)
    assert annotate("agreement", "labels.csv", "--fail-under", "0.9").returncode == 1
    assert [run.command for run in runs_of(Record(tmp_path))] == ["agreement"]
