"""Scores that are summed up as they are read give what the whole table gives."""

import re

import numpy as np
import pandas as pd
import pytest
from two_outlets import coverage, drawn

import annotate as an
from annotate.estimation.design import summed_scores
from annotate.workflows import estimate_inputs
from annotate.workflows.publish import large_scores, other_scores

pytestmark = pytest.mark.filterwarnings("ignore::annotate.AnnotateWarning")


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A Parquet table that counts as large, read in many parts, with everything that estimates look at."""
    monkeypatch.setattr(large_scores, "_PART", 700)
    monkeypatch.setattr(summed_scores, "_MOST", 1500)
    scores, truth = coverage(3000, articles=150)
    scores = scores.assign(
        kind=np.where(np.arange(3000) % 50 == 7, "heading", "body"),
        abstained=np.arange(3000) % 40 == 3,
        circulation=np.where(scores["outlet"] == "Karsovia Times", 5.0, 2.0),
        text="On the ferries.",
        model="stance-test",
    )
    scores.loc[scores.index % 90 == 11, "label"] = None
    scores.loc[[*range(301), *range(2000, 2301)], "label"] = "neutral"
    scores.loc[2000:2300, "kind"] = "body"
    scores["duplicate_of"] = None
    scores.loc[2000:2300, "duplicate_of"] = scores["sentence_id"][:301].to_numpy()
    gold, _ = drawn(scores, truth, 240)
    scores.to_parquet(tmp_path / "scores.parquet", index=False)
    return tmp_path / "scores.parquet", scores, gold


def both(monkeypatch, files, **options):
    """What the command gives for the file summed up and for the whole table, and what each says it used."""
    path, _, gold = files
    ledgers, tables = [an.Ledger(), an.Ledger()], []
    for large, ledger in zip((1, 10**9), ledgers, strict=True):
        monkeypatch.setattr(large_scores, "LARGE", large)
        tables.append(an.estimate(path, gold, ledger=ledger, **options))
    counts = [[count.with_note() for count in (*ledger.read, *ledger.used, *ledger.left_out)] for ledger in ledgers]
    assert counts[0] == counts[1]
    return tables


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"by": "outlet,month", "least": 2},
        {"by": "quarter", "population": "corpus"},
        {"by": "outlet", "weights": "circulation"},
        {"unit": "article"},
        {"near_duplicates": "once", "by": "outlet"},
        {"estimator": "classify-and-count", "by": "outlet"},
        {"plan": 0.02, "by": "outlet"},
        {"assume_random": True},
    ],
)
def test_sums_give_what_the_whole_table_gives(monkeypatch, files, options):
    summed, whole = both(monkeypatch, files, **options)
    pd.testing.assert_frame_equal(summed, whole, rtol=1e-9)


def test_differences_trends_and_means_are_the_same_too(monkeypatch, files, tmp_path):
    written = {}
    for large in (1, 10**9):
        monkeypatch.setattr(large_scores, "LARGE", large)
        paths = {name: tmp_path / f"{name}-{large}.csv" for name in ("differences", "trend", "mean")}
        an.estimate(files[0], files[2], by="outlet,month", least=2, **paths)
        written[large] = [pd.read_csv(path) for path in paths.values()]
    for one, other in zip(*written.values(), strict=True):
        assert len(one) > 1
        pd.testing.assert_frame_equal(one, other, rtol=1e-9)


@pytest.fixture
def other(files, tmp_path):
    """The file of another model's scores of the same sentences, and of some more, in another order."""
    _, scores, _ = files
    more = scores.head(30).assign(sentence_id=[f"more{n}" for n in range(30)], duplicate_of=None)
    rows = pd.concat([more, scores.sample(frac=1, random_state=4)])
    rows = rows.assign(p_critical=rows["p_critical"] ** 2, model="stance-other")
    rows["p_neutral"] = 1 - rows["p_critical"]
    rows.to_parquet(tmp_path / "other.parquet", index=False)
    return tmp_path / "other.parquet"


@pytest.mark.parametrize("options", [{}, {"by": "outlet", "near_duplicates": "once"}, {"unit": "article"}])
def test_other_models_are_compared_in_sums_too(monkeypatch, files, other, tmp_path, options):
    path, _, gold = files
    tables = []
    whole = []
    scores_of = other_scores.scores_of
    monkeypatch.setattr(other_scores, "scores_of", lambda *given: whole.append(given) or scores_of(*given))
    for large in (1, 10**9):
        monkeypatch.setattr(large_scores, "LARGE", large)
        named = {"sensitivity": tmp_path / f"{large}.csv", "compare_with": other}
        an.estimate(path, gold, **named, **options)
        assert len(whole) == (large > 1)
        tables.append(pd.read_csv(tmp_path / f"{large}.csv"))
    assert "scores of stance-other" in set(tables[0]["variant"])
    pd.testing.assert_frame_equal(tables[0], tables[1], rtol=1e-9)


def test_a_report_compares_other_models_in_sums_too(monkeypatch, files, other, tmp_path):
    path, _, gold = files
    pages = []
    for large in (1, 10**9):
        monkeypatch.setattr(large_scores, "LARGE", large)
        page = an.report(path, tmp_path / f"{large}.html", gold=gold, compare_with=other).read_text()
        pages.append(page.split('<section id="robustness">')[1].split("</section>")[0])
    assert pages[0] == pages[1]


def test_sums_of_other_sentences_are_refused(monkeypatch, files, other, tmp_path):
    path, _, gold = files
    monkeypatch.setattr(large_scores, "LARGE", 1)
    named = {"sensitivity": tmp_path / "s.csv", "compare_with": other}
    rows = pd.read_parquet(other)
    rows[rows["sentence_id"] != "s500"].to_parquet(other, index=False)
    with pytest.raises(an.InputError, match=r"other.parquet: has no score of 1 of 2,\d+ sentences"):
        an.estimate(path, gold, **named)
    rows.assign(outlet=rows["outlet"].str.upper()).to_parquet(other, index=False)
    with pytest.raises(an.InputError, match=r"other.parquet: articles, outlets or dates of its sentences differ"):
        an.estimate(path, gold, **named)
    rows.drop(columns=["outlet", "published"]).to_parquet(other, index=False)
    with pytest.warns(an.AnnotateWarning, match=r"scores.parquet: all 3,000 rows are read into memory"):
        an.estimate(path, gold, **named)


def test_pairs_of_sentence_and_target_are_summed_up_too(monkeypatch, files, tmp_path):
    _, scores, gold = files
    scores = scores.assign(duplicate_of=None)
    pairs = pd.concat([scores.assign(target="Karsovia"), scores.iloc[::2].assign(target="Ostrel")])
    pairs.to_parquet(tmp_path / "pairs.parquet", index=False)
    labels = gold.assign(target=np.where(gold["sentence_id"].isin(pairs["sentence_id"][3000:]), "Ostrel", "Karsovia"))
    for options in ({"by": "target"}, {"by": "outlet", "frame": frame_of(pairs, labels)}):
        both(monkeypatch, (tmp_path / "pairs.parquet", pairs, labels), least=2, **options)
        summed, whole = both(monkeypatch, (tmp_path / "pairs.parquet", pairs, labels), least=2, **options)
        assert summed["share"].notna().all()
        pd.testing.assert_frame_equal(summed, whole, rtol=1e-9)
    pd.concat([pairs, pairs.iloc[[1234]]]).to_parquet(tmp_path / "twice.parquet", index=False)
    monkeypatch.setattr(large_scores, "LARGE", 1)
    with pytest.raises(an.InputError, match="sentence s1234 toward Karsovia is scored twice"):
        an.estimate(tmp_path / "twice.parquet", labels)


def frame_of(pairs, labels):
    """The frame that labels of pairs were drawn from, without the last outlet's month."""
    frame = pairs[["sentence_id", "target"]].iloc[:-200]
    drawn = labels.set_index(["sentence_id", "target"])["inclusion_probability"]
    chance = drawn.reindex(pd.MultiIndex.from_frame(frame)).to_numpy()
    return frame.assign(wave=np.where(np.isnan(chance), None, 1), inclusion_probability=chance)


def test_a_table_that_has_to_be_held_says_how_much_memory_it_takes(monkeypatch, files):
    path, _, gold = files
    monkeypatch.setattr(large_scores, "LARGE", 1)
    monkeypatch.setattr(large_scores, "_EACH", 10**6)
    with pytest.warns(an.AnnotateWarning, match=r"scores.parquet: all 3,000 rows are read into memory, about 3.0 GB$"):
        an.regress("critical ~ outlet + center(time)", path, gold, least=2)
    monkeypatch.setattr(large_scores, "_EACH", 10**12)
    with pytest.warns(an.AnnotateWarning, match=r"about 3000000.0 GB; this machine has \d+.\d GB free"):
        an.regress("critical ~ outlet + center(time)", path, gold, least=2)


def test_fewer_rows_are_held_than_there_are_sentences(monkeypatch, files):
    monkeypatch.setattr(large_scores, "LARGE", 1)
    inputs = estimate_inputs.read_inputs(
        files[0], files[2], None, None, None, an.Ledger(), wanted=large_scores.Wanted(["outlet"])
    )
    assert len(inputs.scores) < 2000
    assert "text" not in inputs.scores.columns


def test_a_sentence_that_is_scored_twice_is_named_and_one_without_probability_left_out(monkeypatch, files, tmp_path):
    monkeypatch.setattr(large_scores, "LARGE", 1)
    _, scores, gold = files
    pd.concat([scores, scores.iloc[[1234]]]).to_parquet(tmp_path / "twice.parquet", index=False)
    with pytest.raises(an.InputError, match=r"twice\.parquet: sentence s1234 is scored twice"):
        an.estimate(tmp_path / "twice.parquet", gold)
    scores.assign(p_critical=scores["p_critical"].where(scores.index != 1500)).to_parquet(tmp_path / "no.parquet")
    ledger = an.Ledger()
    an.estimate(tmp_path / "no.parquet", gold, ledger=ledger)
    assert [reject.reason for reject in ledger.rejects] == ["a label but no p_critical; score it again"]
    assert ledger.rejects[0].where.endswith("no.parquet:1501")


def test_the_report_of_a_large_table_says_the_same_and_shows_the_articles_with_labels(monkeypatch, files, tmp_path):
    path, _, gold = files
    texts = {}
    for large in (1, 10**9):
        monkeypatch.setattr(large_scores, "LARGE", large)
        texts[large] = an.report(path, tmp_path / f"{large}.md", gold=gold).read_text()
    assert texts[1] == texts[10**9]
    assert "We scored 2,8" in texts[1]
    monkeypatch.setattr(large_scores, "LARGE", 1)
    monkeypatch.setattr(large_scores, "MOST_SHOWN", 3)
    page = an.report(path, tmp_path / "page.html", gold=gold).read_text()
    assert "3 of 150 articles stand on this page" in page
    assert page.count("On the ferries.") >= 3
    assert "Net tone" in page
    drawings = []
    for large in (1, 10**9):
        monkeypatch.setattr(large_scores, "LARGE", large)
        svg = an.figure("outlets", path, tmp_path / f"{large}.svg", gold=gold).read_text()
        drawings.append(re.findall(r'aria-label="[^"]*"|>[^<]+<', svg))
    assert drawings[0] == drawings[1] != []


@pytest.mark.parametrize(
    ("formula", "options"),
    [
        ("critical ~ outlet + month", {}),
        ("critical ~ outlet", {"model": "logistic"}),
        ("critical ~ outlet", {"model": "logistic", "population": "corpus"}),
        ("critical ~ outlet * after", {"event": "2031-03-01", "weights": "circulation"}),
        ("critical ~ outlet", {"method": "labels"}),
        ("critical ~ outlet", {"method": "ppi"}),
        ("critical ~ outlet + month", {"method": "ppi", "model": "logistic", "weights": "circulation"}),
        ("critical ~ outlet + center(time)", {}),
    ],
)
def test_a_regression_of_sums_is_that_of_the_whole_table(monkeypatch, files, formula, options):
    path, _, gold = files
    tables, ledgers = [], [an.Ledger(), an.Ledger()]
    for large, ledger in zip((1, 10**9), ledgers, strict=True):
        monkeypatch.setattr(large_scores, "LARGE", large)
        tables.append(an.regress(formula, path, gold, least=2, ledger=ledger, **options))
    numbers = tables[0].select_dtypes("number").columns
    assert tables[0][numbers].to_numpy() == pytest.approx(
        tables[1][numbers].to_numpy(), rel=1e-6, abs=1e-9, nan_ok=True
    )
    counts = [[count.with_note() for count in (*one.read, *one.used, *one.left_out)] for one in ledgers]
    assert counts[0] == counts[1]


def test_three_outcomes_of_prediction_powered_inference_vary_together(monkeypatch, files, tmp_path):
    _, scores, gold = files
    part = np.where(np.arange(len(scores)) % 3, 0.7, 0.2)
    mixed = scores.assign(p_mixed=scores["p_neutral"] * (1 - part), p_neutral=scores["p_neutral"] * part)
    mixed.to_parquet(tmp_path / "three.parquet", index=False)
    third = (gold["label"] == "neutral") & (np.arange(len(gold)) % 2 == 0)
    labels = gold.assign(label=gold["label"].mask(third, "mixed"))
    tables = []
    for large in (1, 10**9):
        monkeypatch.setattr(large_scores, "LARGE", large)
        options = {"model": "multinomial", "method": "ppi", "least": 2}
        tables.append(an.regress("stance ~ outlet", tmp_path / "three.parquet", labels, **options)["std_error"])
    assert tables[0].to_numpy() == pytest.approx(tables[1].to_numpy(), rel=1e-9)


def test_a_regression_that_sums_can_answer_reads_no_whole_table(monkeypatch, files):
    path, _, gold = files
    monkeypatch.setattr(large_scores, "LARGE", 1)
    whole = []
    scores_of = estimate_inputs.scores_of
    monkeypatch.setattr(estimate_inputs, "scores_of", lambda *given: whole.append(given) or scores_of(*given))
    an.regress("critical ~ outlet", path, gold, least=2)
    an.regress("critical ~ outlet", path, gold, least=2, method="ppi")
    assert not whole
    an.regress("critical ~ outlet + center(time)", path, gold, least=2)
    assert whole
