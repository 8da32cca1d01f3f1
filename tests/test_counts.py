"""Counts in words: the noun and its verb are in the number that the count has."""

import pytest

from annotate.counts import many


@pytest.mark.parametrize(
    ("count", "name", "verb", "words"),
    [
        (1, "label", "has", "1 label has"),
        (2, "label", "has", "2 labels have"),
        (0, "row", "is", "0 rows are"),
        (1200, "entity", "", "1,200 entities"),
        (3, "day", "differs", "3 days differ"),
        (2, "file or row", "", "2 files or rows"),
        (2, "row of texts or names", "", "2 rows of texts or names"),
        (2, "annotation in a or b.csv", "was", "2 annotations in a or b.csv were"),
    ],
)
def test_a_count_is_in_the_singular_for_one_only(count, name, verb, words):
    assert many(count, name, verb) == words


def test_one_row_is_told_in_the_singular(annotate, tmp_path):
    (tmp_path / "a.csv").write_text("text,published,outlet\nShips wait.,soon,Post\n")
    assert (
        "1 article has a date that could not be read, such as 'soon', and no month"
        in annotate("split", "a.csv", "-o", "s.csv").stderr
    )
    (tmp_path / "b.csv").write_text("text,label,coder\nShips wait.,NA,ana\nTrains wait.,yes,ana\n")
    converted = annotate("convert", "b.csv", "--from", "csv", "-o", "c.csv")
    assert "1 label NA taken as no answer" in converted.stderr
    rows = "".join(f"Ship {number} waits.,{'yes' if number % 2 else 'no'}\n" for number in range(40))
    (tmp_path / "d.csv").write_text(f"text,label\n{rows},yes\n")
    trained = annotate("train", "d.csv", "--recipe", "fast", "-o", "m")
    assert "1 row rejected; see m.rejects.csv" in trained.stderr
