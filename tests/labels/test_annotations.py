import json
import warnings

import pandas as pd
import pytest

from annotate.errors import AnnotateWarning, InputError
from annotate.labels.annotations import current_annotations, usable_annotations

ROWS = [("s1", "ana", "stance", "critical"), (None, "bo", "stance", "neutral"), ("s1", "", "stance", "neutral")]


def table(rows=ROWS):
    return pd.DataFrame(rows, columns=["sentence_id", "annotator", "question", "label"])


def test_rows_that_say_too_little_are_told_apart():
    good, rejects = usable_annotations(table().assign(skipped=["maybe", False, False]), "a.csv")
    assert good.empty
    assert list(rejects["where"]) == ["a.csv: row 1", "a.csv: row 2", "a.csv: row 3"]
    assert "true or false" in rejects["reason"].iloc[0]
    assert list(rejects["reason"].iloc[1:]) == ["no sentence_id", "no annotator"]
    assert "neutral" in rejects["row"].iloc[1]


def test_the_library_refuses_what_the_command_sets_aside():
    with pytest.raises(InputError, match="row 2: no sentence_id"):
        current_annotations(table(), "a.csv")


def test_one_bad_row_sinks_neither_resolving_nor_agreement(annotate, tmp_path):
    rows = [
        *ROWS,
        ("s1", "bo", "stance", "critical"),
        ("s2", "bo", "stance", "neutral"),
        ("s2", "ana", "stance", "neutral"),
    ]
    table(rows).to_csv(tmp_path / "a.csv", index=False)
    resolved = annotate("resolve", "a.csv", "-o", "gold.csv")
    assert resolved.returncode == 1
    assert "2 rows rejected; see gold.csv.rejects.csv" in resolved.stderr
    assert list(pd.read_csv(tmp_path / "gold.csv")["label"]) == ["critical", "neutral"]
    assert len(pd.read_csv(tmp_path / "gold.csv.rejects.csv")) == 2
    measured = annotate("agreement", "a.csv", "--format", "json")
    assert measured.returncode == 1
    assert "row 2: no sentence_id" in measured.stderr
    assert '"alpha_nominal"' in measured.stdout


def test_times_of_other_forms_are_no_times():
    given = current_annotations(
        table([("s1", "ana", "stance", "a")]).assign(updated_at="yesterday", created_at="2026-01-02")
    )
    assert given["annotated_at"].iloc[0].isoformat().startswith("2026-01-02")


def test_spaces_capitals_and_rs_na_are_tidied_with_a_warning():
    labels = ["critical", "critical ", "neutral", " neutral", "critical", "NA", "neutral", "Neutral"]
    rows = [(f"s{i // 2}", f"coder {i % 2}", "stance", label) for i, label in enumerate(labels)]
    with pytest.warns(AnnotateWarning) as warned:
        current = current_annotations(table(rows))
    assert list(current["label"]) == ["critical", "critical", "neutral", "neutral", "critical", "neutral", "neutral"]
    messages = [str(one.message) for one in warned]
    assert any("1 label NA taken as no answer" in message for message in messages)
    assert any("differ in capitals only: Neutral taken as neutral" in message for message in messages)


def test_labels_typed_by_hand_agree_as_their_annotators_do(annotate, tmp_path):
    (tmp_path / "a.csv").write_text(
        "sentence_id,annotator,question,label\n"
        "s1,ann,stance,critical\ns1,ben,stance,critical \ns2,ann,stance,neutral\ns2,ben,stance, neutral\n"
        "s3,ann,stance,critical\ns3,ben,stance,NA\ns4,ann,stance,neutral\ns4,ben,stance,Neutral\n"
    )
    done = annotate("agreement", "a.csv", "--format", "json")
    assert done.returncode == 0, done.stderr
    percent = json.loads(done.stdout)[0]
    assert (percent["measure"], percent["value"], percent["sentences"]) == ("percent", 1.0, 3)
    assert done.stderr.count("capitals only") == 1
    assert annotate("resolve", "a.csv", "-o", "g.csv").returncode == 0
    assert list(pd.read_csv(tmp_path / "g.csv")["source"]) == ["majority", "majority", "single", "majority"]


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("2031-02-15T10:00:00Z", "2031-02-14T10:00:00Z"),
        ("15/02/2031 10:00", "14/02/2031 10:00"),
        ("02/15/2031 10:00", "02/14/2031 10:00"),
        ("2/15/2031 1:00 PM", "2/15/2031 11:00 AM"),
        ("15.02.2031 10:00:00", "14.02.2031 10:00:00"),
        ("15/02/2031 10:00", "2031-02-14T10:00:00Z"),
        ("1929000000", "1928000000"),
        ("03/02/2031 10:00", "28/01/2031 10:00"),
    ],
)
def test_the_later_of_two_answers_counts_however_its_time_is_written(later, earlier):
    rows = [("s1", "ana", "stance", "critical", later), ("s1", "ana", "stance", "neutral", earlier)]
    table = pd.DataFrame(rows, columns=["sentence_id", "annotator", "question", "label", "updated_at"])
    assert current_annotations(table)["label"].tolist() == ["critical"]


def test_times_that_cannot_be_read_are_told_where_they_decide():
    rows = [("s1", "ana", "stance", "critical", "noon"), ("s1", "ana", "stance", "neutral", "evening")]
    table = pd.DataFrame(rows, columns=["sentence_id", "annotator", "question", "label", "updated_at"])
    with pytest.warns(AnnotateWarning, match="2 times of answers .* cannot be read, as 'noon'; of these the last row"):
        usable, _ = usable_annotations(table, "a.csv")
    assert current_annotations(usable)["label"].tolist() == ["neutral"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        usable_annotations(table.assign(sentence_id=["s1", "s2"]), "a.csv")
