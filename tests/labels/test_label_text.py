"""Labels, names and ids as people and programs write them: one spelling of each, and none where there is no answer."""

import pandas as pd
import pytest

import annotate as an
from annotate.errors import AnnotateWarning
from annotate.io.values import label_text

ROWS = [
    ("s1", "Ann", "stance", "critical"),
    ("s1", "Ben", "stance", "critical"),
    ("s2", "Ann", "stance", "neutral"),
    ("s2", "Ben", "stance", "critical"),
    ("s3", "Ann", "stance", "neutral"),
    ("s3", "Ben", "stance", "neutral"),
]


def measured(tmp_path, **columns):
    table = pd.DataFrame(ROWS, columns=["sentence_id", "annotator", "question", "label"]).assign(**columns)
    table.to_csv(tmp_path / "a.csv", index=False)
    with pytest.warns(AnnotateWarning) if columns else pytest.MonkeyPatch.context() as caught:
        rows = an.agreement(tmp_path / "a.csv", resamples=10)
    percent = rows[rows["measure"] == "percent"].iloc[0]
    words = [str(one.message) for one in caught] if columns else []
    return round(float(percent["value"]), 3), int(percent["sentences"]), int(percent["annotators"]), words


NO_ANSWER = ["NA", "n/a", "NULL", "#N/A", "#NV", "#N/D", "#REF!", "k.A.", "?", "-", "(blank)", "No answer", "ns/nc"]


@pytest.mark.parametrize("label", NO_ANSWER)
def test_what_programs_and_people_write_for_no_answer_is_none(tmp_path, label):
    labels = [*[row[3] for row in ROWS[:4]], label, "neutral"]
    value, sentences, _, words = measured(tmp_path, label=labels)
    assert (value, sentences) == (0.5, 2)
    assert f"1 label {label} taken as no answer" in words[0]


@pytest.mark.parametrize("label", ["None", "99", "unknown", "weiß nicht"])
def test_what_may_be_a_label_is_kept_and_named(tmp_path, label):
    labels = [*[row[3] for row in ROWS[:4]], label, "neutral"]
    value, sentences, _, words = measured(tmp_path, label=labels)
    assert (value, sentences) == (0.333, 3)
    assert [f"labels {label} are taken as labels" in one for one in words] == [True]


SAME = {
    "invisible": ["critical\u200b", "critical", "neutral\u00a0", "critical", "Neutral", "neutral"],
    "composed": ["cafe\u0301", "caf\u00e9", "tea", "caf\u00e9", "Tea", "tea"],
    "numbers": ["1.0", "1", "2", "1", "2,0", "2"],
    "hyphens": ["very-warm", "very warm", "cold", "very_warm", "cold.", "cold"],
    "quotation marks": ["'critical'", "critical", "neutral", "“critical”", "neutral,", "neutral"],
    "accents": ["ne\u0301gatif", "negatif", "neutre", "n\u00e9gatif", "NEUTRE", "neutre"],
}


@pytest.mark.parametrize("labels", SAME.values(), ids=SAME)
def test_labels_that_are_written_differently_are_one(tmp_path, labels):
    assert measured(tmp_path, label=labels)[:2] == (0.667, 3)


def test_annotators_questions_and_ids_have_one_spelling_unless_two_people_are_meant(tmp_path):
    value = measured(tmp_path, annotator=["Ann", "Ben", "ann ", "Ben", "Ann", "BEN"])
    assert value[:3] == (0.667, 3, 2)
    assert "annotators that differ in capitals only: ann taken as Ann" in " ".join(value[3])
    value = measured(tmp_path, annotator=["Ann", "ann", "Ann", "ann", "Ann", "ann"])
    assert value[:3] == (0.667, 3, 2)
    assert "annotators ann, Ann differ in capitals only and labelled the same items" in " ".join(value[3])
    value = measured(tmp_path, question=["stance", "Stance", "stance ", "stance", "stance", "stance"])
    assert value[:2] == (0.667, 3)
    ids = ["101", "101.0", "102", " 102", "103.0", "103"]
    value = measured(tmp_path, sentence_id=ids, label=["NA", *[row[3] for row in ROWS[1:]]])
    assert value[1] == 2


@pytest.mark.parametrize(
    ("labels", "tidy"),
    [
        (["war; tax", "tax;war", "tax"], ["tax|war", "tax|war", "tax"]),
        (["war, tax", "war", "tax"], ["tax|war", "war", "tax"]),
        (["yes, but", "no"], ["yes, but", "no"]),
    ],
)
def test_several_labels_may_have_another_mark_between_them(labels, tidy):
    values, notes = label_text.tidy_labels(pd.Series(labels, dtype="str"))
    assert values.tolist() == tidy
    assert [f"labels such as {labels[0]!r} are taken as several" in note for note in notes] == [True] * ("|" in tidy[0])


def test_several_labels_of_an_answer_have_no_order(tmp_path):
    labels = pd.Series(["war|tax", "tax|war", "tax", "tax|war|tax"], dtype="str")
    assert label_text.tidy_labels(labels)[0].tolist() == ["tax|war", "tax|war", "tax", "tax|war"]


@pytest.mark.parametrize("name", ["critcal", "critiical", "crtiical", "criticol"])
def test_a_rare_label_one_letter_away_from_another_is_kept_and_named(tmp_path, name):
    words = measured(tmp_path, label=[name, *[row[3] for row in ROWS[1:]]])[3]
    assert [f"label '{name}' looks like a misspelling of 'critical' and is kept" in one for one in words] == [True]
    assert label_text.doubtful_labels(pd.Series(["left", "lift", "positive", "negative", "positiv"] * 3)) == []


def test_rows_of_totals_and_ids_that_a_spreadsheet_rounded_are_named(tmp_path):
    table = pd.DataFrame(ROWS, columns=["sentence_id", "annotator", "question", "label"])
    table.loc[6] = ["Total", "Ann", "stance", "5"]
    table["sentence_id"] = table["sentence_id"].replace({"s1": "2.88857E+15", "s2": "1234567890123450000"})
    table.to_csv(tmp_path / "a.csv", index=False)
    ledger = an.Ledger()
    with pytest.warns(AnnotateWarning) as caught:
        an.agreement(tmp_path / "a.csv", resamples=10, ledger=ledger)
    words = " ".join(str(one.message) for one in caught)
    assert [reject.reason for reject in ledger.rejects] == ["a row of totals, not a sentence"]
    assert "'1234567890123450000' looks like an id of which a spreadsheet has kept 15 digits" in words


def test_training_takes_no_answer_for_no_label(tmp_path):
    labels = ["critical", "Critical", "neutral", "NA"] * 15
    table = pd.DataFrame({"text": [f"Envoy {n} spoke of port {n % 7}." for n in range(60)], "label": labels})
    with pytest.warns(AnnotateWarning, match="15 labels NA taken as no answer"):
        model = an.train(table, recipe="fast", curve=False)
    assert list(model.labels) == ["critical", "neutral"]


@pytest.mark.parametrize(
    ("labels", "tidy"),
    [
        (["critical.", "critical.", "critical"], ["critical"] * 3),
        (["01", "1", "02"], ["1", "1", "02"]),
        (["01", "02"], ["01", "02"]),
        (["0", "00", "10"], ["00", "00", "10"]),
        (["war; tax", "tax|war", "war"], ["tax|war", "tax|war", "war"]),
    ],
)
def test_labels_that_differ_in_marks_or_zeros_or_separators_are_one(labels, tidy):
    assert label_text.tidy_labels(pd.Series(labels, dtype="str"))[0].tolist() == tidy
