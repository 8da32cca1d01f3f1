"""Ids that no spreadsheet takes for numbers, old ids that are matched, and damaged ones that are recognised."""

import pandas as pd
import pytest

from annotate.columns import damage_of_ids, marked_id, matched_ids
from annotate.errors import InputError
from annotate.io.values.article_ids import short_hash
from annotate.learn.training.examples import joined


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_no_id_of_a_hundred_thousand_looks_like_a_number():
    ids = [short_hash("sentence", "a", str(number)) for number in range(100_000)]
    assert not any(map(is_number, ids))
    assert sum(name.startswith("h") for name in ids) > 50
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("plain", "marked"),
    [
        ("1234567890123456", "h1234567890123456"),
        ("45531e1234567890", "h45531e1234567890"),
        ("00a1b2c3d4e5f607", "00a1b2c3d4e5f607"),
        ("e234567890123456", "e234567890123456"),
    ],
)
def test_only_ids_that_look_like_numbers_are_marked(plain, marked):
    assert marked_id(plain) == marked


def test_labels_of_old_ids_meet_their_sentences():
    sentences = pd.DataFrame({"sentence_id": ["h1234567890123456", "00a1b2c3d4e5f607"], "text": ["One.", "Two."]})
    gold = pd.DataFrame({"sentence_id": ["1234567890123456", "00a1b2c3d4e5f607"], "label": ["critical", "neutral"]})
    assert joined(gold, sentences, question="stance")[0]["text"].tolist() == ["One.", "Two."]
    assert matched_ids(sentences["sentence_id"], gold["sentence_id"]).tolist() == gold["sentence_id"].tolist()


def test_an_id_that_a_spreadsheet_rounded_is_recognised():
    sentences = pd.DataFrame({"sentence_id": ["h2888573858665184", "00a1b2c3d4e5f607"], "text": ["One.", "Two."]})
    gold = pd.DataFrame({"sentence_id": ["2.88857E+15"], "label": ["critical"]})
    with pytest.raises(InputError, match=r"E\+15' looks like .* rounded .*; it must be h2888573858665184"):
        joined(gold, sentences, question="stance")


def test_an_id_that_is_only_missing_is_not_called_damaged():
    assert damage_of_ids(["s1", "2888573858665184"], ["s2"]) == ""


@pytest.mark.parametrize("written", ["{}.0", " {}", "{}\u00a0", "\u200b{}", "{}"])
def test_ids_are_found_whatever_stands_around_them(written):
    known = pd.Series([str(number) for number in range(40)])
    ids = pd.Series([written.format(number) for number in (3, 17, 39)])
    assert matched_ids(ids, known).tolist() == ["3", "17", "39"]
    named = pd.Series([written.format("s4") if ".0" not in written else "s4", None])
    assert matched_ids(named, pd.Series(["s4", "s5"])).tolist()[0] == "s4"


def test_ids_that_a_library_keeps_as_numbers_with_decimals_are_whole(annotate, tmp_path):
    ids = [float(number) for number in range(30)]
    rows = {"sentence_id": ids, "text": [f"The ferry was {number} minutes late." for number in range(30)]}
    pd.DataFrame(rows).to_parquet(tmp_path / "s.parquet")
    assert annotate("sample", "s.parquet", "-n", "30", "-o", "b.csv").returncode == 0
    drawn = pd.read_csv(tmp_path / "b.csv", dtype=str)["sentence_id"]
    assert sorted(drawn, key=int) == [str(number) for number in range(30)]
    gold = {"sentence_id": range(30), "question": "stance", "label": ["critical", "neutral", "conciliatory"] * 10}
    pd.DataFrame(gold).to_parquet(tmp_path / "g.parquet")
    done = annotate("train", "g.parquet", "s.parquet", "--recipe", "fast", "--no-curve", "-o", "m")
    assert done.returncode == 0, done.stderr
