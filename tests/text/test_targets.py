import json

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.text.targets import Target, mentions_in, pairs_of, targets_from

VELDANIA = Target("Veldania", ("Veldanian government", "Port Ilmar", "VLD"))
KARSOVIA = Target("Karsovia", ("Karsovian army", "the Karsovian side"))
NORTH = Target("North Karsovia")
TARGETS = [VELDANIA, KARSOVIA, NORTH]


def named(text, targets=TARGETS):
    return [(mention.target, text[mention.start : mention.end]) for mention in mentions_in(text, targets)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Veldania thanked Karsovia.", [("Veldania", "Veldania"), ("Karsovia", "Karsovia")]),
        (
            "Port  Ilmar’s offer pleased the Karsovian army.",
            [("Veldania", "Port  Ilmar"), ("Karsovia", "Karsovian army")],
        ),
        ("North Karsovia is not Karsovia.", [("North Karsovia", "North Karsovia"), ("Karsovia", "Karsovia")]),
        ("VELDANIA STRIKES BACK", [("Veldania", "VELDANIA")]),
        ("The Veldanians and Karsovia-watchers met; vld is not a name.", [("Karsovia", "Karsovia")]),
        ("Nobody met.", []),
        ("", []),
    ],
)
def test_names_are_found_as_whole_words_the_longest_first(text, expected):
    assert named(text) == expected


def test_short_names_need_their_capitals():
    assert named("Who asked the WHO?", [Target("WHO")]) == [("WHO", "WHO")]


def test_names_with_marks_are_found():
    targets = [Target("O'Hara & Sons"), Target("St. Orth")]
    assert named("O’Hara & Sons left St. Orth.", targets) == [
        ("O'Hara & Sons", "O’Hara & Sons"),
        ("St. Orth", "St. Orth"),
    ]


def test_a_pair_for_each_target_with_its_first_place():
    frame = pd.DataFrame(
        {
            "sentence_id": ["s1", "s2", "s3"],
            "text": ["Karsovia warned Veldania, and Karsovia waited.", "It rained.", "Port Ilmar slept."],
        }
    )
    pairs = pairs_of(frame, TARGETS)
    assert pairs["sentence_id"].tolist() == ["s1", "s1", "s3"]
    assert pairs["target"].tolist() == ["Karsovia", "Veldania", "Veldania"]
    assert pairs["target_mentions"].tolist() == [2, 1, 1]
    for row in pairs.itertuples():
        assert row.text[row.target_start : row.target_end] in TARGETS[0].names + TARGETS[1].names
    assert pairs_of(frame.iloc[[1]], TARGETS).empty
    assert list(pairs_of(frame.iloc[[1]], TARGETS).columns) == list(pairs.columns)


def test_targets_are_read_from_text_and_tables(tmp_path):
    (tmp_path / "t.txt").write_text("# states\nVeldania | Port Ilmar; VLD\n\nKarsovia\n")
    (tmp_path / "t.csv").write_text("name,aliases\nVeldania,Port Ilmar|VLD\nKarsovia,\n")
    rows = [{"name": "Veldania", "aliases": ["Port Ilmar", "VLD"]}, {"name": "Karsovia", "aliases": None}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    expected = [Target("Veldania", ("Port Ilmar", "VLD")), Target("Karsovia")]
    for name in ("t.txt", "t.csv", "t.jsonl"):
        assert targets_from(tmp_path / name) == expected


def test_an_alias_a_row_makes_one_target(tmp_path):
    (tmp_path / "t.csv").write_text("name,aliases\nVeldania,Port Ilmar\nVeldania,VLD\n")
    assert targets_from(tmp_path / "t.csv") == [Target("Veldania", ("Port Ilmar", "VLD"))]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no targets"),
        ("Veldania | Ilmar\nKarsovia | Ilmar\n", "'Ilmar' is a name of 'Veldania' and of 'Karsovia'"),
        ("Veldania | --\n", "is not a name"),
        (" | Ilmar\n", "without a name"),
    ],
)
def test_a_list_that_cannot_be_used_is_told(tmp_path, content, words):
    (tmp_path / "t.txt").write_text(content)
    with pytest.raises(InputError, match=words):
        targets_from(tmp_path / "t.txt")


def test_the_command_makes_pairs(annotate, tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(
        "Talks in Orth\n\nVeldania thanked Karsovia on Monday for its help. It rained all night in Orth.\n"
    )
    (tmp_path / "targets.txt").write_text("Veldania\nKarsovia | Karsovian army\n")
    done = annotate("split", "news", "--targets", "targets.txt", "-o", "pairs.csv")
    assert done.returncode == 0, done.stderr
    pairs = pd.read_csv(tmp_path / "pairs.csv")
    assert pairs["target"].tolist() == ["Veldania", "Karsovia"]
    assert pairs["sentence_id"].nunique() == 1
    assert (pairs["text"].str.slice(0, 8) == "Veldania").all()
    assert "pairs of a sentence and a target" in done.stderr
    done = annotate("split", "news", "--targets", "nobody.txt", "-o", "none.csv")
    assert (done.returncode, (tmp_path / "none.csv").exists()) == (1, False)
