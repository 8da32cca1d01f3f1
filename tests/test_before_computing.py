"""What arguments and headers say is checked before anything slow is begun."""

import pandas as pd
import pytest

PAGE = "scores.csv --gold gold.csv -o"


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """Scores and gold with headers that can be read; reading their rows, which may take minutes, fails the test."""
    columns = ["sentence_id", "article_id", "published", "kind", "text", "party", "label", "p_critical", "p_neutral"]
    pd.DataFrame([["s1", "a1", "2031-03-01", "body", "On fish.", "A", "neutral", 0.2, 0.8]], columns=columns).to_csv(
        tmp_path / "scores.csv", index=False
    )
    pd.DataFrame({"sentence_id": ["s1"], "question": ["stance"], "label": ["neutral"]}).to_csv(
        tmp_path / "gold.csv", index=False
    )
    (tmp_path / "file").write_text("no folder")

    def read(*arguments, **more):
        raise AssertionError("rows are read")

    monkeypatch.setattr("annotate.io.reading.read_table", read)
    return tmp_path


@pytest.mark.parametrize(
    ("status", "typed", "words"),
    [
        (1, f"report {PAGE} file/page.html", "cannot be written; "),
        (1, f"report {PAGE} page.html --weights copies", "--weights: the scores have no column 'copies'; found"),
        (1, f"report {PAGE} page.html --model nowhere", "nowhere: no such file; check the path"),
        (1, f"report {PAGE} page.html --compare-with other.csv", "other.csv: no such file"),
        (1, f"report {PAGE} page.html --agreement a.csv", "a.csv: no such file"),
        (1, "report scores.csv -o page.html --compare-with scores.csv", "without human labels there are none"),
        (1, "report scores.csv -o page.html --unit article", "change shares that human labels correct: pass --gold"),
        (1, f"report {PAGE} page.pdf", "page.pdf: a PDF is printed by Chromium"),
        (1, f"figure months {PAGE} file/f.svg", "cannot be written; "),
        (1, f"figure months {PAGE} f.svg --weights copies", "the scores have no column 'copies'"),
        (1, f"estimate {PAGE} file/t.csv", "cannot be written; "),
        (2, f"estimate {PAGE} t.page", "t.page: no table of results; name a file that ends in .csv"),
        (2, f"estimate {PAGE} t.csv --by party --differences d.pdf", "d.pdf: no table of results"),
        (1, f"estimate {PAGE} t.csv --by partei", "cannot group by 'partei': no such column; found sentence_id"),
        (1, f"estimate {PAGE} t.csv --weights copies", "the scores have no column 'copies'"),
        (1, f"estimate {PAGE} t.csv --batch nowhere.csv", "nowhere.csv: no such file"),
        (2, f"regress critical~party {PAGE} t.page", "t.page: no table of results"),
        (1, f"regress critical~partei {PAGE} t.csv", "FORMULA: no column 'partei' in the scores; did you mean party?"),
        (1, f"regress critical~party {PAGE} t.csv --weights copies", "the scores have no column 'copies'"),
        (1, f"replicate {PAGE} file/b.zip", "cannot be written; "),
        (1, f"replicate {PAGE} b.zip --annotations nowhere.csv", "nowhere.csv: no such file"),
        (1, f"replicate {PAGE} b.zip --by partei", "cannot group by 'partei'"),
        (1, f"replicate {PAGE} b.zip --by text", "--by text: a bundle has no columns of text"),
        (1, f"replicate {PAGE} b.zip --estimate --by=partei", "--estimate: cannot group by 'partei'"),
        (1, f"replicate {PAGE} b.zip --estimate --weights=copies", "--estimate: --weights: the scores have no column"),
        (2, f"replicate {PAGE} b.zip --estimate --output=shares.csv", "has another result called shares.csv"),
        (
            2,
            f"replicate {PAGE} b.zip --by party --estimate --output=shares_by_party.csv",
            "shares_by_party.csv; choose",
        ),
        (
            1,
            f"replicate {PAGE} b.zip --regress critical~partei",
            "--regress: no column 'partei' in the scores; did you",
        ),
        (1, "replicate scores.csv -o b.zip", "no human labels, so there is no corrected number to replicate"),
    ],
)
def test_it_is_told_before_a_row_is_read(annotate, slow, monkeypatch, status, typed, words):
    monkeypatch.setattr("annotate.reporting.pdf_printing.browser", lambda: None)
    before = sorted(slow.iterdir())
    done = annotate(*typed.split())
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert sorted(slow.iterdir()) == before


def test_a_column_that_a_later_row_of_json_lines_has_is_not_refused_by_the_first(annotate, tmp_path):
    first = '{"sentence_id": "s1", "label": "critical", "p_critical": 0.8, "p_neutral": 0.2}\n'
    second = first.replace("s1", "s2").replace("}", ', "party": "A"}')
    (tmp_path / "scores.jsonl").write_text(first + second)
    done = annotate("estimate", "scores.jsonl", "--gold", "scores.jsonl", "--by", "party", "--assume-random")
    assert "cannot group by" not in done.stderr
