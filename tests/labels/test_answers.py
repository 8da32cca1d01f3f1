import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.labels.annotations import answers, usable

ROWS = [("s1", "ana", "stance", "critical"), (None, "bo", "stance", "neutral"), ("s1", "", "stance", "neutral")]


def table(rows=ROWS):
    return pd.DataFrame(rows, columns=["sentence_id", "annotator", "question", "label"])


def test_rows_that_say_too_little_are_told_apart():
    good, rejects = usable(table().assign(skipped=["maybe", False, False]), "a.csv")
    assert good.empty
    assert list(rejects["where"]) == ["a.csv: row 1", "a.csv: row 2", "a.csv: row 3"]
    assert "true or false" in rejects["reason"].iloc[0]
    assert list(rejects["reason"].iloc[1:]) == ["no sentence_id", "no annotator"]
    assert "neutral" in rejects["row"].iloc[1]


def test_the_library_refuses_what_the_command_sets_aside():
    with pytest.raises(InputError, match="row 2: no sentence_id"):
        answers(table(), "a.csv")


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
    assert "2 rows were left out; they are in gold.csv.rejects.csv" in resolved.stderr
    assert list(pd.read_csv(tmp_path / "gold.csv")["label"]) == ["critical", "neutral"]
    assert len(pd.read_csv(tmp_path / "gold.csv.rejects.csv")) == 2
    measured = annotate("agreement", "a.csv", "--format", "json")
    assert measured.returncode == 1
    assert "row 2: no sentence_id" in measured.stderr
    assert '"alpha_nominal"' in measured.stdout


def test_times_of_other_forms_are_no_times():
    given = answers(table([("s1", "ana", "stance", "a")]).assign(updated_at="yesterday", created_at="2026-01-02"))
    assert given["given_at"].iloc[0].isoformat().startswith("2026-01-02")
