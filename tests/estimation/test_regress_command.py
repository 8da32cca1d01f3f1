"""``annotate regress`` as its user meets it: what is printed, what is written, what is refused."""

import json
import re
from pathlib import Path

import docx
import numpy as np
import pandas as pd
import pytest

from annotate.cli import run
from annotate.io.writing import write_table


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A project with scores of two outlets in six months, and labels of a fifth of them; the Post is more critical."""
    draw = np.random.default_rng(0)
    size = 3000
    post = np.arange(size) // 3 % 2 == 1
    critical = draw.random(size) < np.where(post, 0.5, 0.25)
    seen = np.clip(0.3 + 0.4 * critical + draw.normal(0, 0.15, size), 0.01, 0.99)
    scores = pd.DataFrame(
        {
            "sentence_id": [f"s{n}" for n in range(size)],
            "article_id": [f"a{n // 3}" for n in range(size)],
            "outlet": np.where(post, "Veldania Post", "Karsovia Times"),
            "published": [f"2031-{1 + n // 6 % 6:02d}-10" for n in range(size)],
            "label": np.where(seen > 0.5, "critical", "neutral"),
            "p_critical": seen,
            "p_neutral": 1 - seen,
        }
    )
    rows = draw.choice(size, 600, replace=False)
    gold = scores.iloc[rows][["sentence_id"]].assign(
        question="stance", label=np.where(critical[rows], "critical", "neutral"), inclusion_probability=0.2
    )
    monkeypatch.chdir(tmp_path)
    (tmp_path / "annotate.toml").write_text("")
    write_table(scores, tmp_path / "scores.parquet")
    write_table(gold, tmp_path / "gold.csv")
    return tmp_path


def test_a_study_needs_the_formula_alone(annotate, study):
    done = annotate("regress", "critical ~ outlet", env={"COLUMNS": "110"})
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if line.startswith("│")]
    assert [row[0] for row in cells] == ["Intercept", "outlet[T.Veldania Post]"]
    assert float(cells[1][3]) < 0.25 < float(cells[1][4])
    assert cells[1][5] == "< 0.001"
    assert "naive is the same regression of the model's own labels" in done.stderr
    assert "600 human labels (drawn at random)" in done.stderr
    assert "Compared: outlet with Karsovia Times." in done.stderr
    assert "(design-based supervised learning)" in done.stderr
    gold, scores = pd.read_csv("gold.csv"), pd.read_parquet("scores.parquet")
    human = scores[scores["sentence_id"].isin(gold["sentence_id"])]["article_id"].nunique()
    assert f"clustered by article (1,000 articles, {human} of them with human labels)" in done.stderr
    assert re.search(r"Student’s t distribution with \d+ to \d+ degrees of freedom", done.stderr)


def test_a_table_for_a_paper_says_what_the_coefficients_rest_on(study):
    for ending in ("md", "tex", "docx"):
        assert run(["regress", "critical ~ outlet", "--reference", "outlet=Veldania Post", "-o", f"t.{ending}"]) == 0
    document = " ".join(paragraph.text for paragraph in docx.Document("t.docx").paragraphs)
    for text in (Path("t.md").read_text(), Path("t.tex").read_text(), document):
        assert "Linear model, 3,000 sentences, 600 of them labelled." in text
        assert "Compared: outlet with Veldania Post." in text
        assert "clustered by article (1,000 articles" in text


def test_json_is_one_document_and_tables_are_written_in_every_format(study, capsys):
    assert run(["regress", "critical ~ outlet + month", "--model", "logistic", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[1]["term"] == "outlet[T.Veldania Post]"
    assert [row["quantity"] for row in rows] == ["coefficient"] * 7 + ["average marginal effect"] * 6
    for name in ("table.csv", "table.parquet", "table.xlsx"):
        assert run(["regress", "critical ~ outlet + month", "--model", "logistic", "-o", name]) == 0
        printed = capsys.readouterr()
        assert printed.out == ""
        assert f"wrote 13 rows to {name}" in printed.err
    written = pd.read_csv("table.csv")
    assert written["estimate"].tolist() == pytest.approx([row["estimate"] for row in rows])
    assert pd.read_parquet("table.parquet")["p_value"].tolist() == pytest.approx(written["p_value"].tolist())


def test_before_and_after_an_event(study, capsys):
    assert run(["regress", "critical ~ outlet * after", "--event", "2031-04-01", "--format", "json"]) == 0
    terms = [row["term"] for row in json.loads(capsys.readouterr().out)]
    assert terms == ["Intercept", "outlet[T.Veldania Post]", "after", "outlet[T.Veldania Post]:after"]
    arguments = ["regress", "critical ~ 1", "--event", "2031-04-01", "--periods", "month", "--format", "json"]
    assert run(arguments) == 0
    terms = [row["term"] for row in json.loads(capsys.readouterr().out)]
    assert terms == ["Intercept", *(f"period[T.{number}]" for number in ("-3", "-2", "0", "+1", "+2"))]


def test_what_is_left_out_names_the_column_that_lacks_a_value(study, capsys):
    scores = pd.read_parquet("scores.parquet")
    undated = scores.assign(published=scores["published"].where(np.arange(len(scores)) % 10 > 0, None))
    undated.to_parquet("undated.parquet")
    arguments = ["regress", "critical ~ outlet", "undated.parquet", "--event", "2031-04-01", "--periods", "quarter"]
    assert run(arguments) == 0
    told = capsys.readouterr().err
    count = len(scores) // 10
    assert f"{count:,} of {len(scores):,} sentences lack a value in period (made of the date, `published`)" in told
    assert f"left out {count:,} sentences (no period)" in told
    assert "(sentence without period)" in told


def test_articles_that_near_duplicates_join_are_said_to_be_one_cluster(study, capsys):
    scores, gold = pd.read_parquet("scores.parquet"), pd.read_csv("gold.csv")
    ids, own = scores["sentence_id"], np.arange(len(scores)) // 3
    copied = pd.Series([f"s{n - 3}" for n in range(len(scores))]).where(own % 50 == 49, None)
    copied = copied.where(~ids.isin(gold["sentence_id"]), None)
    scores.assign(duplicate_of=copied).to_parquet("copied.parquet")
    assert run(["regress", "critical ~ outlet", "copied.parquet"]) == 0
    told = " ".join(capsys.readouterr().err.split())
    whole = int((copied.notna().groupby(own).sum() == 3).sum())
    assert whole
    assert "(of 1,000 articles)" in told
    assert f"clustered by article (1,000 articles in {1000 - whole} clusters, " in told
    assert "near-duplicates count in the article of their original" in told
    assert "so articles of nothing else count as one cluster with it" in told


def test_the_ledger_counts_sentences_with_an_empty_cell_in_a_column_of_the_formula(study, capsys):
    scores, gold = pd.read_parquet("scores.parquet"), pd.read_csv("gold.csv")
    own = np.arange(len(scores))
    mayor = pd.Series(np.where(own // 30 % 2, "Ada Orrin", "Bo Fenwick"), scores.index)
    scores = scores.assign(mayor=mayor.where(own % 10 > 0, None), size=pd.Series(own % 7).where(own % 4 > 0))
    scores.to_csv("open.csv", index=False)
    assert run(["regress", "critical ~ mayor + size", "open.csv"]) == 0
    told = capsys.readouterr().err
    without = (own % 10 == 0) | (own % 4 == 0)
    labels = scores["sentence_id"][without].isin(gold["sentence_id"]).sum()
    assert f"{without.sum():,} of 3,000 sentences lack a value in mayor or size and are left out" in told
    assert f"used {(~without).sum():,} sentences (of" in told
    assert f"{600 - labels} human labels (drawn at random)" in told
    assert "left out 300 sentences (no mayor), 600 sentences (no size)" in told
    assert f"{labels} human labels (sentence without mayor or size)" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["critical ~ outlets"], "FORMULA: no column 'outlets' in the scores; did you mean outlet?"),
        (["very critical ~ outlet"], "FORMULA 'very critical ~ outlet': a name of several words stands in backticks"),
        (["critcal ~ outlet"], "FORMULA: no label 'critcal'; did you mean critical?"),
        (["critical ~ outlet", "--model", "probit"], "--model 'probit' is unknown"),
        (["critical ~ outlet", "--periods", "month"], "pass the date of one as --event"),
        (["critical ~ outlet", "--event", "1 March"], "--event '1 March' is not a date such as 2031-03-01"),
        (["critical ~ outlet", "--event", "2031-03-01", "--periods", "moon"], "--periods 'moon' is unknown"),
        (
            ["critical ~ after", "--event", "2031-01-10"],
            "--event 2031-01-10: no sentence is before the event",
        ),
        (["critical ~ after", "--event", "2031-07-01"], "no sentence is from the event on"),
        (["critical ~ 1", "--event", "2030-07-01", "--periods", "month"], "no sentence is before the event"),
        (["critical ~ outlet", "--reference", "outlet"], "write column=value"),
        (["critical ~ outlet", "--reference", "outlet=Veldania Pst"], "did you mean Veldania Post?"),
        (["critical ~ outlet", "--reference", "month=2031-02"], "--reference month: is not in the formula"),
        (["critical ~ __import__('os').system('touch hacked')"], "cannot be in a formula"),
        (["critical ~ outlet", "-o", "scores.parquet", "scores.parquet"], "refusing to overwrite an input"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(study, capsys, arguments, words):
    before = sorted(path.name for path in study.glob("[!.]*"))
    assert run(["regress", *arguments]) in (1, 2)
    printed = capsys.readouterr()
    assert words in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""
    assert sorted(path.name for path in study.glob("[!.]*")) == before
