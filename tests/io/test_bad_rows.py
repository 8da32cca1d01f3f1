"""A row that cannot be read never stops a command: it is named, counted, listed in a file, and the exit status is 1."""

import pandas as pd
import pytest

from annotate.cli import run

LABELS = {"conciliatory": "praised", "critical": "attacked", "neutral": "counted"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a table for each kind of input, each with a bad row in line 4."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    rows = [
        {
            "sentence_id": f"s{n}",
            "article_id": f"a{n // 3}",
            "kind": "body",
            "text": f"The envoy of port {n} {LABELS[label]} the talks.",
            "question": "stance",
            "label": label,
            "annotator": "Åse",
            "split": "random",
            "inclusion_probability": 0.5,
            "p_conciliatory": 0.5,
            "p_critical": 0.3,
            "p_neutral": 0.2,
        }
        for n, label in enumerate([*LABELS] * 24)
    ]
    table = pd.DataFrame(rows)
    twice = pd.concat([table, table.assign(annotator="Bo")])
    for name, frame in {
        "gold": table[["sentence_id", "article_id", "text", "question", "label", "inclusion_probability"]],
        "sentences": table[["sentence_id", "article_id", "kind", "text"]],
        "scores": table[["sentence_id", "article_id", "kind", "text", "label", *[f"p_{name}" for name in LABELS]]],
        "annotations": twice[["sentence_id", "annotator", "question", "label"]],
    }.items():
        lines = frame.to_csv(index=False).splitlines()
        lines.insert(3, lines[3] + ",one cell, too many")
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


COMMANDS = {
    "train": ("train gold.csv --recipe fast --no-curve -o m", "m", "gold"),
    "audit": ("audit gold.csv --recipe fast -o doubts.csv", "doubts.csv", "gold"),
    "simulate": ("simulate gold.csv --strategies random --start 20 --until 40 --seeds 1 -o c.csv", "c.csv", "gold"),
    "sample": ("sample sentences.csv -n 10 -o b.csv", "b.csv", "sentences"),
    "estimate": ("estimate scores.csv --gold gold.csv --assume-random -o e.csv", "e.csv", "gold"),
    "resolve": ("resolve annotations.csv -o g.csv", "g.csv", "annotations"),
    "agreement": ("agreement annotations.csv --resamples 20", "annotate", "annotations"),
    "push": ("push sentences.csv --dry-run", "annotate", "sentences"),
}  # fmt: skip


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_bad_row_is_named_counted_and_listed(folder, capsys, verb):
    command, output, table = COMMANDS[verb]
    status = run(command.split())
    shown = capsys.readouterr().err
    assert status == 1, shown
    assert f"{table}.csv:4: row 3: " in shown
    assert f"see {output}.rejects.csv" in shown
    rejects = pd.read_csv(folder / f"{output}.rejects.csv")
    assert set(rejects["where"]) >= {f"{table}.csv:4"}
    if output != "annotate":
        assert (folder / output).exists()


def test_evaluating_and_comparing_models_go_on_after_a_bad_row(folder, capsys):
    assert run(["train", "gold.csv", "--recipe", "fast", "--no-curve", "--test-share", "0", "-o", "m"]) == 1
    for command in ("evaluate m gold.csv", "compare m m gold.csv", "score m sentences.csv -o s.csv"):
        capsys.readouterr()
        assert run(command.split()) == 1
        assert ".csv:4" in (folder / "annotate.rejects.csv").read_text() + capsys.readouterr().err


def test_a_table_of_which_no_row_can_be_read_is_an_error(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gold.csv").write_text("text,label\na,b,c\nd,e,f\n")
    assert run(["train", "gold.csv", "--recipe", "fast", "-o", "m"]) == 1
    assert "gold.csv:2: row 1: 3 cells under a header of 2" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["gold.csv"]
