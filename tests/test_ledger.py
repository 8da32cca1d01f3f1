"""The ledger of a run: what every command read, used and left out, and the chain from articles to labels."""

import json

import pandas as pd
import pytest

import annotate as an
from annotate.cli import run
from annotate.study.flow_chart import flow_chart, flow_text
from annotate.study.ledger import THERE_BEFORE, Count, Ledger
from annotate.study.record import Record
from annotate.study.run_log import chain_to, log_run, runs_of


def test_two_lines_say_what_was_read_used_and_left_out():
    ledger = Ledger(read=[Count(1200, "row", "a.csv")], used=[Count(1, "sentence")])
    ledger.leave_out(3, "row", "no text")
    ledger.leave_out(0, "row", "no label")
    ledger.lacks(2, "article", "outlet")
    assert ledger.lines() == (
        "read 1,200 rows from a.csv; used 1 sentence",
        "left out 3 rows (no text); 2 articles with no outlet",
    )


def test_a_run_that_left_out_nothing_says_so():
    assert Ledger(used=[Count(2, "entry")]).lines() == ("used 2 entries", "left out nothing")


def test_a_ledger_survives_its_document():
    ledger = Ledger("split", read=[Count(3, "article", "news")], notes=["a note"], rejected=1)
    assert Ledger.of(json.loads(json.dumps(ledger.document())) | {"later": "key"}) == ledger


def test_the_chain_behind_a_table_has_the_last_run_that_wrote_each_of_its_inputs(tmp_path):
    record = Record(tmp_path)
    runs = [
        Ledger("split", read=[Count(1, "article", "old")], written=[Count(1, "sentence", "s.csv")]),
        Ledger("split", read=[Count(2, "article", "news")], written=[Count(5, "sentence", "s.csv")]),
        Ledger("sample", read=[Count(5, "sentence", "other.csv")], written=[Count(2, "sentence", "other-batch.csv")]),
        Ledger("sample", read=[Count(5, "sentence", "s.csv")], written=[Count(2, "sentence", "batch.csv")]),
    ]
    for one in runs:
        log_run(record, one)
    assert runs_of(record) == runs
    assert chain_to(["batch.csv"], runs) == [runs[1], runs[3]]


def test_a_flow_chart_has_a_box_a_run_and_what_was_left_out_beside_it():
    split = Ledger("split", used=[Count(5, "sentence")], left_out=[Count(1, "row", "unreadable")])
    text = flow_text(flow_chart([split, Ledger("sample", used=[Count(2, "sentence")])]))
    assert text.splitlines() == [
        "Articles split into sentences: 5 sentences",
        "  |--> left out 1 row (unreadable)",
        "  |",
        "Sentences drawn to be labelled: 2 sentences",
    ]


def draw(number, batch="batch.csv"):
    read, used = [Count(90, "sentence", "s.csv")], [Count(number, "sentence", "drawn")]
    return Ledger("sample", read=read, used=used, written=[Count(number, "sentence", batch)])


def sheet(name):
    return Ledger(
        "sheet", read=[Count(20, "sentence", "batch.csv")], written=[Count(20, "sentence", f"/home/kim/{name}.xlsx")]
    )


def pull(name, number, before):
    used = [Count(number, "label")] + [Count(before, "annotation", THERE_BEFORE)] * bool(before)
    read, written = Count(number, "annotation", f"/home/kim/{name}.xlsx"), Count(number + before, "annotation", "a.csv")
    return Ledger("pull", read=[read], used=used, written=[written], added=before > 0)


def label(name, number, *, added=True):
    read, written = Count(20, "sentence", "batch.csv"), Count(20, "annotation", "a.csv")
    used = [Count(number, "sentence", f"labelled by {name}")]
    return Ledger("label", read=[read], used=used, written=[written], added=added)


RESOLVED = Ledger(
    "resolve",
    read=[Count(80, "annotation", "a.csv"), Count(20, "sentence", "batch.csv")],
    written=[Count(40, "row", "gold.csv")],
)


def test_the_chain_has_every_draw_and_every_pull_behind_the_labels():
    first = [draw(20), sheet("ana"), pull("ana", 20, 0), sheet("ben"), pull("ben", 20, 20)]
    second = [draw(20), sheet("ana"), pull("ana", 20, 40), sheet("ben"), pull("ben", 20, 60)]
    runs = [*first, RESOLVED, *second, RESOLVED, draw(20)]
    chain = chain_to(["gold.csv"], runs)
    assert chain == [*first, *second, RESOLVED]
    drawn = "Sentences drawn to be labelled: 20 sentences (drawn)"
    sheets = "Coding sheets written, in 2 runs: 20 sentences (ana.xlsx), 20 sentences (ben.xlsx)"
    wave = [drawn, sheets, "Annotations pulled, in 2 runs: 40 labels"]
    lines = flow_text(flow_chart(chain)).split("\n  |\n")
    assert lines == [*wave, *wave, "Annotations resolved to gold labels: 40 rows (gold.csv)"]


def test_the_chain_has_everybody_who_labelled_and_their_last_session_only():
    runs = [draw(20), label("ana", 5, added=False), label("ben", 20), label("ana", 20), RESOLVED]
    chain = chain_to(["gold.csv"], runs)
    assert chain == [runs[0], *runs[2:]]
    text = flow_text(flow_chart(chain))
    assert "Sentences labelled, in 2 runs: 20 sentences (labelled by ben), 20 sentences (labelled by ana)" in text


def test_a_draw_that_was_replaced_before_anybody_labelled_it_is_not_in_the_chain():
    runs = [draw(30), draw(20), label("ana", 20, added=False), RESOLVED]
    assert chain_to(["gold.csv"], runs) == runs[1:]
    again = [draw(60), draw(50), draw(40), *runs]
    assert chain_to(["gold.csv"], again) == runs[1:]


def test_of_pulls_that_bring_everything_the_last_one_is_in_the_chain_and_every_draw():
    studio = Ledger("pull", read=[Count(80, "annotation", "Label Studio")], written=[Count(80, "annotation", "a.csv")])
    push = Ledger("push", read=[Count(20, "sentence", "batch.csv")])
    runs = [draw(20), push, studio, draw(20), push, studio, RESOLVED]
    assert chain_to(["gold.csv"], runs) == [runs[0], runs[3], studio, RESOLVED]


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A study from articles to annotations; some rows of each table cannot be used."""
    study = an.Study.create(tmp_path / "study")
    articles = pd.DataFrame(
        {
            "article_id": [f"a{n}" for n in range(41)],
            "title": "Talks",
            "outlet": ["Post", None] * 20 + ["Post"],
            "published": ["2031-04-09"] * 38 + ["soon", None, None],
            "text": [
                f"The talks\n\nEnvoy {n} praised the open talks.\n\nOstrel condemned fees of ship {n}."
                for n in range(40)
            ]
            + [None],
        }
    )
    articles.to_csv(study.folder / "articles.csv", index=False)
    monkeypatch.chdir(study.folder)
    return study


def called(capsys, *arguments, status=0):
    assert run(list(arguments)) == status
    return capsys.readouterr()


def test_every_command_of_the_loop_accounts_for_its_rows(study, capsys):
    split = called(capsys, "split", "articles.csv", "--workers", "1", status=1).err
    assert "read 40 articles from articles.csv; used 120 sentences" in split
    assert "left out 1 file or row (unreadable); 20 articles with no outlet" in split
    assert "1 article with no date, 1 article with no readable date" in split
    sampled = called(capsys, "sample", "-n", "30").err
    assert "read 120 sentences from sentences.parquet; used 80 sentences (the sampling frame), 30 " in sampled
    assert "left out 40 sentences (not body)" in sampled
    batch = an.read_table("batch.csv")
    labels = ["conciliatory" if "praised" in text else "critical" for text in batch["text"]]
    annotations = pd.DataFrame(
        {"sentence_id": batch["sentence_id"], "annotator": "ana", "question": "stance", "label": labels}
    )
    other = annotations.head(4).assign(annotator="ben", label=["neutral", "critical", "critical", None])
    other["skipped"] = [False, False, False, True]
    unusable = annotations.head(1).assign(sentence_id=None)
    pd.concat([annotations, other, unusable]).to_csv("annotations.csv", index=False)
    resolved = called(capsys, "resolve", status=1).err
    ties = int((pd.Series(labels[:3]) != pd.Series(["neutral", "critical", "critical"])).sum())
    assert "read 35 annotations from annotations.csv, 30 sentences from batch.csv; used 33 annotations" in resolved
    assert f"{30 - ties} gold labels" in resolved
    assert f"left out 1 row (unusable), 1 annotation (skipped), {ties} sentence" in resolved
    trained = called(capsys, "train", "--recipe", "fast", "--no-curve").err
    assert f"left out {ties} row" in trained
    called(capsys, "score", "sentences.parquet")
    called(capsys, "estimate", "--by", "outlet", "--flow", "flow.json")
    steps = json.loads((study.folder / "flow.json").read_text())
    titles = [step["title"] for step in steps]
    assert titles[0] == "Articles split into sentences"
    assert titles[-1] == "Shares estimated"
    assert {"Sentences drawn to be labelled", "Annotations resolved to gold labels", "Coverage scored"} <= set(titles)
    reasons = {count["note"]: count["number"] for count in steps[-1]["left_out"]}
    assert reasons["not body"] == 40
    assert reasons["no outlet"] == 40
    assert reasons.get("tied", 0) == ties
    called(capsys, "report", "--gold", "gold.csv")
    page = (study.folder / "report.html").read_text(encoding="utf-8")
    assert "From articles to labels" in page
    assert "20 articles with no outlet" in page


def test_the_ledger_is_in_the_json_of_an_evaluation(study, capsys):
    rows = pd.DataFrame({"text": [f"Envoy {n} praised the talks." for n in range(30)], "label": ["a", "b"] * 15})
    rows.to_csv("train.csv", index=False)
    called(capsys, "train", "train.csv", "--recipe", "fast", "--no-curve", "-o", "m")
    other = rows.assign(text=rows["text"].str.replace("talks", "fees"))
    other.loc[3, "label"] = None
    other.to_csv("test.csv", index=False)
    shown = json.loads(called(capsys, "evaluate", "m", "test.csv", "--format", "json").out)
    assert shown["n"] == 29
    assert shown["ledger"]["left_out"] == [{"number": 1, "unit": "row", "note": "no label"}]


def test_columns_that_look_like_something_and_are_not_used_are_named(tmp_path):
    rows = {"text": ["Rain fell.", "Sun shone."], "Date": ["2031-04-09"] * 2, "source": "Post", "headline": "Weather"}
    pd.DataFrame(rows).to_csv(tmp_path / "a.csv", index=False)
    with pytest.warns(an.AnnotateWarning) as caught:
        an.split(tmp_path / "a.csv", workers=1)
    shown = [str(one.message) for one in caught]
    for column, parameter in (("Date", "date_column"), ("source", "outlet_column"), ("headline", "title_column")):
        assert any(f"column '{column}' looks like" in line and f"`{parameter}`" in line for line in shown)
    with pytest.warns(an.AnnotateWarning) as caught:
        an.split(tmp_path / "a.csv", workers=1, date_column="Date", title_column="headline")
    (left,) = [line for line in map(str, (one.message for one in caught)) if "looks like" in line]
    assert "column 'source' looks like the outlet and is not used; pass it as `outlet_column`" in left


def test_a_column_that_names_the_article_is_not_overlooked_in_training():
    rows = pd.DataFrame({"text": [f"Envoy {n} praised the talks." for n in range(30)], "label": ["a", "b"] * 15})
    with pytest.warns(an.AnnotateWarning, match="column 'doc' looks like the article of each sentence and is not used"):
        an.train(rows.assign(doc=[n // 3 for n in range(30)]), recipe="fast", curve=False)
