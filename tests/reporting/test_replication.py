"""The replication bundle: unpacked in an empty folder, its script computes every number again."""

import hashlib
import json
import os
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from annotate.errors import AnnotateError
from annotate.reporting.bundle.bundle_documents import write_script
from annotate.workflows.publish.bundle_data import check_shares

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def study_tables(apart, tmp_path_factory):
    """A folder with scores of six weeks that have texts, gold labels, and the labels of two annotators."""
    folder = tmp_path_factory.mktemp("study")
    scores = apart[0].head(600)
    days = pd.Timestamp("2031-02-10") + pd.to_timedelta(np.arange(len(scores)) // 10 % 42, unit="D")
    scores = scores.assign(published=days.strftime("%Y-%m-%d"))
    gold = apart[1][apart[1]["sentence_id"].isin(scores["sentence_id"])]
    scores.to_parquet(folder / "scores.parquet", index=False)
    gold.to_csv(folder / "gold.csv", index=False)
    coders = [gold.head(60).assign(annotator=who) for who in ("Ana Berg", "ben@example.org")]
    labels = pd.concat(coders)[["sentence_id", "annotator", "question", "label"]]
    labels.to_csv(folder / "annotations.csv", index=False)
    return folder


def bundle(annotate, folder, *options):
    inputs = ["scores.parquet", "--gold", "gold.csv", "--annotations", "annotations.csv"]
    done = annotate("replicate", *inputs, "-o", "study.zip", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done, zipfile.ZipFile(folder / "study.zip")


def rerun(folder):
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(
        [sys.executable, "rerun.py"], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


def test_the_script_in_the_bundle_computes_every_number_again(annotate, study_tables, tmp_path):
    formulas = ["critical ~ outlet", "conciliatory ~ outlet + time"]
    formulas.append("critical ~ outlet * after")
    asked = [word for one in formulas for word in ("--regress", one)]
    about = ["--event", "2031-03-01", "--reference", "outlet=The Gazette"]
    done, archive = bundle(annotate, study_tables, *asked, *about)
    assert "the text of the articles is left out (copyright)" in done.stderr
    archive.extractall(tmp_path / "empty")
    results = sorted(path.name for path in (tmp_path / "empty" / "results").iterdir())
    assert {"shares.csv", "shares_by_outlet.csv", "differences_by_outlet.csv", "agreement.csv"} <= set(results)
    assert {"regression_1.csv", "regression_2.csv", "findings.md", "figure_outlets.svg", "figure_tone.svg"} <= set(
        results
    )

    assert (
        annotate("estimate", "scores.parquet", "--gold", "gold.csv", "-o", "own.csv", cwd=study_tables).returncode == 0
    )
    assert (study_tables / "own.csv").read_bytes() == (tmp_path / "empty" / "results" / "shares.csv").read_bytes()

    inputs = ["scores.parquet", "--gold", "gold.csv", "-o", "r.csv"]
    own = annotate("regress", formulas[2], *inputs, *about, cwd=study_tables)
    assert own.returncode == 0, own.stderr
    regression = tmp_path / "empty" / "results" / "regression_3.csv"
    assert "outlet[T.The Courier]:after" in regression.read_text()
    assert (study_tables / "r.csv").read_bytes() == regression.read_bytes()
    findings = (tmp_path / "empty" / "results" / "findings.md").read_text()
    assert "The Courier is more critical than The Gazette" in findings

    wrong = {"shares.csv": ("critical", "kritical"), "figure_outlets.svg": ("The Courier", "The Herald")}
    for name, (word, other) in wrong.items():
        path = tmp_path / "empty" / "results" / name
        path.write_text(path.read_text().replace(word, other))
    changed = rerun(tmp_path / "empty")
    assert changed.returncode == 1, changed.stderr
    lines = changed.stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        f"{'DIFFERENT' if name in wrong else 'the same'}  {name}" for name in results
    ]
    assert "label: 'kritical' in results/, 'critical' computed again" in changed.stdout

    everything = b"".join(archive.read(name) for name in archive.namelist())
    for name in (b"Ana Berg", b"ben@example.org", b"on the ferries", b"Ferries, part"):
        assert name not in everything
    scores = pd.read_parquet(tmp_path / "empty" / "data" / "scores.parquet")
    assert "text" not in scores
    labels = pd.read_csv(tmp_path / "empty" / "data" / "labels.csv")
    assert labels["annotator"].unique().tolist() == ["coder-1", "coder-2"]

    crate = json.loads(archive.read("ro-crate-metadata.json"))
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    assert entities["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    parts = {part["@id"] for part in entities["./"]["hasPart"]}
    assert parts == set(archive.namelist()) - {"ro-crate-metadata.json"}
    assert parts <= set(entities)
    for name in parts:
        assert int(entities[name]["contentSize"]) == archive.getinfo(name).file_size

    design = json.loads(archive.read("design.json"))
    file_hash = hashlib.sha256((study_tables / "gold.csv").read_bytes()).hexdigest()
    assert design["sha256"]["gold gold.csv"] == file_hash
    assert "pseudonyms, which are the same in every bundle" in archive.read("README.md").decode()
    labelled = len(pd.read_csv(study_tables / "gold.csv"))
    assert f"{labelled} sentences have a human label" in archive.read("DATASHEET.md").decode()
    assert "Estimator: aipw" in archive.read("PREREGISTRATION.md").decode()


def test_the_text_is_in_the_bundle_where_that_is_asked_for(annotate, study_tables):
    scores = pd.read_parquet(study_tables / "scores.parquet").drop(columns=["outlet", "published"])
    scores.to_parquet(study_tables / "plain.parquet", index=False)  # one chart to draw
    asked = ["--gold", "gold.csv", "-o", "text.zip", "--with-text", "--estimator", "labels-only"]
    done = annotate("replicate", "plain.parquet", *asked, cwd=study_tables)
    assert done.returncode == 0, done.stderr
    assert "copyright" not in done.stderr
    archive = zipfile.ZipFile(study_tables / "text.zip")
    with archive.open("data/scores.parquet") as stream:
        assert pd.read_parquet(stream)["text"].str.contains("on the ferries").all()


def test_a_formula_that_cannot_be_computed_is_named_and_leaves_no_bundle(annotate, study_tables):
    inputs = ["scores.parquet", "--gold", "gold.csv", "-o", "wrong.zip", "--regress", "critical ~ county"]
    done = annotate("replicate", *inputs, cwd=study_tables)
    assert done.returncode == 1
    assert "annotate: --regress: " in done.stderr
    assert "formula" not in done.stderr
    assert "county" in done.stderr
    assert not (study_tables / "wrong.zip").exists()


def test_an_event_without_a_regression_is_refused(annotate, study_tables):
    inputs = ["scores.parquet", "--gold", "gold.csv", "-o", "wrong.zip", "--event", "2031-03-01"]
    done = annotate("replicate", *inputs, cwd=study_tables)
    assert done.returncode == 2
    assert "--event is for a regression, and there is none: pass its formula as --regress" in done.stderr


def test_without_human_labels_there_is_nothing_to_replicate(annotate, study_tables):
    done = annotate("replicate", "scores.parquet", "-o", "none.zip", cwd=study_tables)
    assert done.returncode == 1
    assert "no human labels" in done.stderr
    assert not (study_tables / "none.zip").exists()


def test_a_bundle_whose_shares_are_not_those_of_estimate_is_no_bundle(tmp_path):
    (tmp_path / "results").mkdir()
    shares = pd.DataFrame(
        {"label": ["critical", "neutral"], "share": [0.25, 0.75], "low": [0.2, 0.7], "high": [0.3, 0.8]}
    )
    shares.to_csv(tmp_path / "results" / "shares.csv", index=False)
    check_shares(tmp_path, shares)
    with pytest.raises(AnnotateError, match=r"give neutral a share of 0\.7500 and annotate estimate one of 0\.7400"):
        check_shares(tmp_path, shares.assign(share=[0.25, 0.74]))


RESULTS = {
    "shares.csv": "party,label,share\n007,critical,0.25\nA,neutral,0.75\n",
    "findings.md": "38 % are critical (95 % CI 34 to 42).\n",
    "figure_tone.svg": '<svg><text x="10.5">Gazette: 0.31</text></svg>',
}


@pytest.mark.parametrize(
    ("name", "word", "other", "words"),
    [
        ("shares.csv", "0.25", "0.2500000001", "the same  shares.csv"),
        ("shares.csv", "0.25", "0.252", "shares.csv: row 1, share: 0.25 in results/, 0.252 computed again (+0.002)"),
        ("shares.csv", "007", "7", "shares.csv: row 1, party: '007' in results/, '7' computed again"),
        ("shares.csv", "share\n", "part\n", "'party, label, share' in results/, 'party, label, part' computed again"),
        (
            "shares.csv",
            "A,neutral,0.75\n",
            "",
            "row 2, party: 'A' in results/, None computed again, and 2 more",
        ),
        ("findings.md", "42", "43", "findings.md: line 1: 42 in results/, 43 computed again (+1)"),
        ("figure_tone.svg", "10.5", "12.5", "the same  figure_tone.svg"),
        ("figure_tone.svg", "0.31", "0.29", "line 1: 0.31 in results/, 0.29 computed again (-0.02)"),
    ],
)
def test_numbers_are_compared_with_a_tolerance_and_texts_exactly(tmp_path, capsys, name, word, other, words):
    write_script(tmp_path)
    (tmp_path / "design.json").write_text("{}")
    for folder in ("results", "again"):
        (tmp_path / folder).mkdir()
        for one, text in RESULTS.items():
            (tmp_path / folder / one).write_text(text)
    (tmp_path / "again" / name).write_text(RESULTS[name].replace(word, other))
    wrong = runpy.run_path(str(tmp_path / "rerun.py"))["compare"](tmp_path / "again")
    printed = capsys.readouterr().out
    assert words in printed
    assert wrong == ([] if words.startswith("the same") else [name])
    assert printed.count("the same  ") == 3 - len(wrong)
