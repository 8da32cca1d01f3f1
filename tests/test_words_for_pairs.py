"""Studies of pairs of a sentence and a target: what is counted is called a pair, not a sentence."""

import random

import pandas as pd
import pytest

from annotate.tables import item_name

TARGETS = ["Karsovia", "Veldania", "Ostrel"]
VERBS = {"praised": "conciliatory", "blamed": "critical", "met": "neutral"}
THINGS = ["fleet", "ferry", "tax", "port", "court", "union", "dam", "road", "clinic", "school", "mine", "bridge"]
PAIRS = "pairs of a sentence and a target"


def labels_of(batch, annotator):
    verbs = batch["text"].str.split().str[1]
    table = pd.DataFrame({"sentence_id": batch["sentence_id"], "target": batch["target"], "label": verbs.map(VERBS)})
    return table.assign(annotator=annotator, question="stance")


@pytest.fixture
def study(annotate, tmp_path):
    """A study of pairs, with a batch of 60 that two people labelled."""
    assert annotate("init", "--yes").returncode == 0
    (tmp_path / "targets.txt").write_text("\n".join(TARGETS))
    draw, others = random.Random(1), TARGETS[1:] + TARGETS[:1]
    rows = []
    for number in range(20):
        said = [f"{one} {verb} {other} over the" for verb, one, other in zip(VERBS, TARGETS, others, strict=True)]
        text = " ".join(f"{words} {draw.choice(THINGS)} and the {draw.choice(THINGS)} of {number}." for words in said)
        about = {"article_id": f"a{number}", "outlet": "Orth Post", "published": "2031-04-09"}
        rows.append(about | {"text": text})
    pd.DataFrame(rows).to_csv(tmp_path / "news.csv", index=False)
    return tmp_path


def test_every_command_of_the_loop_counts_pairs(annotate, study):
    split = annotate("split", "news.csv", "--targets", "targets.txt", "--workers", "1").stderr
    assert f"used 120 {PAIRS}" in split
    sampled = annotate("sample", "-n", "60").stderr
    assert f"used 120 {PAIRS} (the sampling frame), 60 {PAIRS} (drawn)" in sampled
    assert f"60 {PAIRS} (60 random) of 120 in batch.csv" in sampled
    assert f"wrote 60 {PAIRS} to coding.xlsx" in annotate("sheet").stderr
    batch = pd.read_csv(study / "batch.csv")
    both = [labels_of(batch, "ana"), labels_of(batch, "ben").tail(40)]
    pd.concat(both).to_csv(study / "annotations.csv", index=False)
    status = " ".join(annotate("status").stderr.split())
    assert f"of 60 {PAIRS} done" in status
    assert f"on 40 shared {PAIRS}" in status
    agreement = annotate("agreement")
    assert f"40 {PAIRS} (labelled by two annotators or more)" in agreement.stderr
    assert f"stance: 40 {PAIRS} with two annotations or more" in " ".join(agreement.stdout.split())
    resolved = annotate("resolve").stderr
    assert f"60 {PAIRS} from batch.csv" in resolved
    trained = annotate("train", "--recipe", "fast", "--no-curve").stderr
    assert f"120 {PAIRS} from sentences.parquet" in trained
    assert "training sentences" not in trained
    scored = annotate("score", "sentences.parquet").stderr
    assert f"used 120 {PAIRS} (scored)" in scored
    evaluated = annotate("evaluate", "models/stance", "gold.csv", "--part", "all")
    assert f"labelled {PAIRS}" in evaluated.stderr
    again = annotate("sample", "-n", "30", "--strategy", "random").stderr
    assert f"used 60 {PAIRS} (the sampling frame), 30 {PAIRS} (drawn)" in again
    assert f"left out 60 {PAIRS} (labelled or handed out before)" in again
    assert annotate("report", "--gold", "gold.csv").returncode == 0
    page = (study / "report.html").read_text(encoding="utf-8")
    assert f"learned from 60 labelled {PAIRS}" in page
    assert "gives every pair of a sentence and a target" in page
    for words in (split, sampled, resolved, scored, again):
        assert " sentences (" not in words


def test_sentences_are_called_sentences():
    assert item_name(pd.DataFrame({"sentence_id": ["a"]})) == "sentence"
    assert item_name(pd.DataFrame({"sentence_id": ["a"], "target": [None]})) == "sentence"
    assert item_name(pd.DataFrame({"sentence_id": ["a"], "target": ["Orth"]})) == "pair of a sentence and a target"
