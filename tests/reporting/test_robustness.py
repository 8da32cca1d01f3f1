"""The page's section on what becomes of findings where something they rest on is treated differently."""

from dataclasses import replace

import numpy as np
import pytest

import annotate as an
from annotate.estimation.design.label_use import Draws
from annotate.estimation.differences import differences
from annotate.estimation.options import Options
from annotate.estimation.robustness.sensitivity import AS_ESTIMATED, WITHOUT_MODEL, OtherScores
from annotate.estimation.shares import estimate
from annotate.learn.models.trained_model import LearnedFrom
from annotate.reporting._robustness import robustness_of
from annotate.reporting.findings import findings_of
from annotate.reporting.page import Beside, results_for
from annotate.scheme import DEFAULT

pytestmark = pytest.mark.filterwarnings("ignore::annotate.AnnotateWarning")


def texts(table):
    return [[cell.text for cell in row] for row in table.cells]


def section(scores, gold, others=None):
    results = results_for(scores, gold, Beside(), DEFAULT, None)
    return robustness_of(results, findings_of(results), others or {})


def opposite(scores):
    """The scores of a model that takes each outlet for the other one's in its labels."""
    swapped = scores.copy()
    swapped[["p_critical", "p_conciliatory"]] = scores[["p_conciliatory", "p_critical"]].to_numpy()
    return swapped


def test_every_stated_difference_is_there_in_every_variant(apart):
    scores, gold = apart
    facts = section(scores, gold, {"the other": OtherScores(opposite(scores))})
    names = [AS_ESTIMATED, WITHOUT_MODEL, "scores of the other"]
    shares, *compared = (texts(table) for _, table in facts.tables)
    assert [row[0] for row in shares] == names
    assert all([row[0] for row in rows] == names for rows in compared)
    table = dict(facts.tables)["Critical, The Courier − The Gazette"]
    alone = differences(scores, gold, by=["outlet"], options=Options(estimator="labels-only")).set_index("label")
    row = alone.loc["critical"]
    assert texts(table)[1] == [
        WITHOUT_MODEL,
        f"{100 * row['difference']:.0f}",
        f"{100 * row['low']:.0f}\u00a0to\u00a0{100 * row['high']:.0f}",
    ]
    assert "has the same sign throughout" in facts.words
    unknown = "What the model of this page and the other learned from is not known here"
    assert unknown in facts.words
    learned = LearnedFrom(frozenset(gold["sentence_id"].head(40)))
    facts = section(scores, gold.assign(split=None), {"the other": OtherScores(opposite(scores), learned)})
    assert f"Of the {len(gold)} labels the other learned from 40;" in facts.words
    assert "What the model of this page learned from is not known here" in facts.words


def test_a_difference_that_turns_is_named(apart):
    scores, gold = apart
    divided = gold.assign(annotators=2, agreed=np.where(np.arange(len(gold)) % 2, 1.0, 0.5))
    courier = scores.set_index("sentence_id").loc[gold["sentence_id"], "outlet"].eq("The Courier").to_numpy()
    critical = gold["label"].eq("critical").to_numpy()
    divided.loc[courier & critical, "agreed"] = 0.5
    facts = section(scores, divided)
    turned = facts.words.split("These have the opposite sign: ")[1]
    assert turned.startswith("conciliatory, The Gazette − The Courier (without labels that annotators disagreed on)")


def test_drawn_sentences_without_a_label_are_bounded(apart):
    scores, gold = apart
    record = gold[["sentence_id", "inclusion_probability"]]
    options = Options(draws=Draws(record, scores[["sentence_id"]]))
    part = gold.iloc[40:]
    results = results_for(scores, part, Beside(estimating=options), DEFAULT, None)
    facts = robustness_of(results, findings_of(results), {})
    row = next(row for row in texts(facts.tables[0][1]) if row[0].startswith("drawn sentences without a label"))
    bounds = estimate(scores, part, options=replace(options, bounds=True)).set_index("label")
    for label, cell in zip(results.labels, row[1:], strict=True):
        low, high = (100 * bounds.loc[label, end] for end in ("bound_low", "bound_high"))
        assert cell.replace("\u00a0", " ") == f"({low:.1f} to {high:.1f})"
    assert "worst case" in facts.words
    results = results_for(scores, gold, Beside(estimating=options), DEFAULT, None)
    assert "worst case" not in robustness_of(results, findings_of(results), {}).words


def test_counted_labels_have_no_robustness(apart):
    assert section(apart[0], None) is None
    with pytest.raises(an.InputError, match="`compare_with` shows what findings owe to the model"):
        an.report(apart[0], "page.html", compare_with=apart[0])


def test_the_page_has_the_section(apart, annotate, tmp_path):
    scores, gold = apart
    scores.to_parquet(tmp_path / "scores.parquet")
    gold.to_csv(tmp_path / "gold.csv", index=False)
    opposite(scores).assign(model="a small one").to_parquet(tmp_path / "other.parquet")
    inputs = ["scores.parquet", "--gold", "gold.csv", "--compare-with", "other.parquet"]
    done = annotate("report", *inputs, "-o", "page.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "scores from other.parquet, to compare with" in done.stderr
    html = (tmp_path / "page.html").read_text()
    part = html.split('<section id="robustness">')[1].split("</section>")[0]
    assert "scores of a small one" in part
    assert '<a href="#robustness">Robustness</a>' in html
