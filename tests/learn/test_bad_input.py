"""What the commands of training say to input they cannot use: one sentence, status 1, nothing written."""

import hashlib
import json
import pickle
import zipfile

import pandas as pd
import pytest

from annotate.cli import run
from annotate.learn.models.folders import SUMS, save


class Bomb:
    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        import os

        return os.mkdir, (self.path,)


@pytest.fixture
def refused(capsys, tmp_path, monkeypatch):
    """Run the command in an empty folder; its one sentence, after notes on what it read."""
    monkeypatch.chdir(tmp_path)

    def check(*arguments):
        before = sorted(path.name for path in tmp_path.iterdir())
        assert run([*map(str, arguments)]) in (1, 2)
        words = capsys.readouterr()
        assert words.out == ""
        *notes, sentence = words.err.splitlines()
        assert sentence.startswith("annotate: ")
        assert all("looks like" in note for note in notes), words.err
        assert sorted(path.name for path in tmp_path.iterdir()) == before
        return sentence

    return check


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.assign(label="critical"), "at least two different"),
        (lambda t: t.groupby("label").head(1).head(2), "2 labelled sentences are too few"),
        (lambda t: t.assign(label=""), "no row has a label"),
        (lambda t: t.drop(columns="label"), "no column 'label'"),
        (lambda t: t.drop(columns="text"), "no column 'text'"),
        (lambda t: t.assign(text=t["text"].where(t.index > 99, "")), "t.csv: row 1 has no text (100 rows without one)"),
        (lambda t: t.assign(text=t["text"].where(t.index < 4, "word " * 5_000 + t["text"])), "annotate split"),
        (lambda t: t.head(0), "no row has a label"),
    ],
)
def test_tables_that_cannot_be_learned_from(refused, table, tmp_path, change, words):
    change(table).to_csv(tmp_path / "t.csv", index=False)
    assert words in refused("train", "t.csv", "--recipe", "fast", "-o", "m")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.csv", b"", "empty"),
        ("t.csv", b"\x00\xff\xfe\x01", "UTF-8"),
        ("t.docx", b"PK", "ends in .csv, .jsonl, .parquet"),
        ("t.jsonl", b"[1, 2]\n", "JSON object"),
        ("t.parquet", b"PAR1", "Parquet"),
    ],
)
def test_files_that_are_no_tables(refused, tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    assert words in refused("train", name, "-o", "m")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--recipe", "magic"), "--recipe 'magic' is unknown"),
        (("--text-column", "body"), "no column 'body'"),
        (("--label-column", "code"), "no column 'code'"),
        (("--group-column", "speech"), "no column 'speech'"),
        (("--split-column", "outlet"), "no row that says train"),
        (("--abstain", "1.5"), "between 0 and 1"),
    ],
)
def test_options_that_do_not_fit(refused, table, tmp_path, options, words):
    table.to_csv(tmp_path / "t.csv", index=False)
    assert words in refused("train", "t.csv", "--recipe", "fast", *options, "-o", "m")


def test_a_folder_of_something_else_is_not_overwritten(refused, table, tmp_path):
    table.to_csv(tmp_path / "t.csv", index=False)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    assert "not a model folder" in refused("train", "t.csv", "--recipe", "fast", "--no-curve", "-o", "thesis")
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


def test_gold_without_sentences_and_without_answers(refused, tmp_path):
    gold = pd.DataFrame({"sentence_id": ["a", "b"], "question": "stance", "label": ["critical", "neutral"]})
    gold.to_csv(tmp_path / "gold.csv", index=False)
    assert "pass their SENTENCES" in refused("train", "gold.csv", "-o", "m")
    pd.DataFrame({"sentence_id": ["c"], "text": ["Orth voted."]}).to_csv(tmp_path / "s.csv", index=False)
    assert "2 labelled sentences are not among" in refused("train", "gold.csv", "s.csv", "-o", "m")
    pd.DataFrame({"sentence_id": ["a", "c"], "text": ["A ship.", "A train."]}).to_csv(tmp_path / "s.csv", index=False)
    assert refused("train", "gold.csv", "s.csv", "-o", "m").endswith(
        "1 labelled sentence is not among the sentences (b); name the sentences file they were sampled from, or remove "
        "them from the gold if their ids are mistaken"
    )
    assert "--question" in refused("train", "gold.csv", "s.csv", "--question", "sentiment", "-o", "m")
    assert "no gold given" in refused("train", "-o", "m")


@pytest.mark.parametrize("verb", ["evaluate", "explain", "score"])
def test_models_that_are_not_to_be_trusted(refused, model, table, tmp_path, verb):
    table.to_csv(tmp_path / "t.csv", index=False)
    rest = {"evaluate": ["t.csv"], "explain": ["Orth voted."], "score": ["t.csv", "-o", "s.csv"]}[verb]
    assert "no such model folder" in refused(verb, "nowhere", *rest)
    (tmp_path / "m.pkl").write_bytes(pickle.dumps(Bomb(tmp_path / "executed")))
    assert "pickle" in refused(verb, "m.pkl", *rest)
    folder = save(model, tmp_path / "m")
    whole = (folder / "model.skops").read_bytes()
    (folder / "model.skops").write_bytes(whole[:1000] + b"x" + whole[1001:])
    assert "changed since it was trained" in refused(verb, "m", *rest)
    for forged in (pickle.dumps(Bomb(tmp_path / "executed")), b"", b"PK\x03\x04broken"):
        _forge(folder, forged)
        assert "not a skops file" in refused(verb, "m", *rest)
    _forge_schema(folder)
    assert "nothing of it was executed" in refused(verb, "m", *rest)


def _forge(folder, content):
    (folder / "model.skops").write_bytes(content)
    names = sorted(path.name for path in folder.iterdir() if path.name not in {SUMS, "README.md"})
    lines = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / SUMS).write_text("".join(lines))


def _forge_schema(folder):
    schema = {
        "__class__": "function", "__module__": "builtins", "__loader__": "FunctionNode",
        "content": {"module_path": "os", "function": "system"}, "__id__": 1, "protocol": 2, "_skops_version": "0.16.0",
    }  # fmt: skip
    with zipfile.ZipFile(folder / "model.skops", "w") as file:
        file.writestr("schema.json", json.dumps(schema))
    _forge(folder, (folder / "model.skops").read_bytes())


def test_a_comparison_of_models_with_other_labels(refused, model, table, toy, tmp_path):
    from annotate.learn.training.training import train

    save(model, tmp_path / "a")
    two = toy(60, labels=("critical", "neutral"))
    save(train(two, group_column="doc", recipe="fast", curve=False), tmp_path / "b")
    table.to_csv(tmp_path / "t.csv", index=False)
    assert "same labels" in refused("compare", "a", "b", "t.csv")


def test_labels_a_model_does_not_know(refused, model, table, tmp_path):
    save(model, tmp_path / "m")
    table["label"] = table["label"].replace({"critical": "hostile", "neutral": "even"})
    table.to_csv(tmp_path / "t.csv", index=False)
    words = refused("evaluate", "m", "t.csv")
    assert "unknown label" in words
    assert "the model has conciliatory, critical, neutral" in words


def test_single_rows_that_cannot_be_used_are_rejected_with_their_places(annotate, model, table, tmp_path):
    save(model, tmp_path / "m")
    table.loc[2, "label"] = "hostile"
    table.loc[7, "text"] = " "
    table.to_csv(tmp_path / "t.csv", index=False)
    done = annotate("evaluate", "m", "t.csv", "--part", "all", "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["n"] == len(table) - 2
    assert "t.csv: row 3: unknown label 'hostile'; the model has conciliatory, critical, neutral" in done.stderr
    assert "t.csv: row 8: no text; put it back, or remove the label" in done.stderr
    assert "left out 2 rows (unusable)" in done.stderr
    done = annotate("train", "t.csv", "--recipe", "fast", "--no-curve", "--group-column", "doc", "-o", "n")
    assert done.returncode == 1
    assert (tmp_path / "n" / "model.json").exists()
    rejects = pd.read_csv(tmp_path / "n.rejects.csv")
    assert rejects["where"].tolist() == ["t.csv: row 8"]


@pytest.fixture
def gold_of_model(model, table, tmp_path):
    """Gold labels and their sentences as files, as annotate resolve and split write them, beside a model `m`."""
    save(model, tmp_path / "m")
    ids = [f"s{number}" for number in range(len(table))]
    table[["text", "doc"]].assign(sentence_id=ids).to_csv(tmp_path / "s.csv", index=False)
    return pd.DataFrame(
        {"sentence_id": ids, "question": "stance", "label": table["label"], "annotators": 2, "agreed": 1.0}
    ).assign(inclusion_probability=0.5)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("sentence_id", None, "no sentence_id"),
        ("inclusion_probability", "1 in 8", "inclusion_probability '1 in 8' is not a number"),
        ("inclusion_probability", "1.5", "inclusion_probability '1.5' is not a probability"),
        ("agreed", "most", "agreed 'most' is not a number"),
        ("annotators", "two", "annotators 'two' is not a whole number"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_one_wrong_value_of_gold_costs_its_row_only(annotate, gold_of_model, tmp_path, column, value, words, ending):
    gold = gold_of_model.astype({column: object})
    gold.loc[4, column] = value
    gold.to_csv(tmp_path / "g.csv", index=False) if ending == "csv" else gold.to_json(
        tmp_path / "g.jsonl", orient="records", lines=True
    )
    done = annotate("evaluate", "m", f"g.{ending}", "s.csv", "--part", "all", "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["n"] == len(gold) - 1
    assert f"g.{ending}: row 5: {words}" in done.stderr
    assert pd.read_csv(tmp_path / "annotate.rejects.csv")["where"].tolist() == [f"g.{ending}: row 5"]


def test_gold_without_any_id_is_refused_and_0_where_nothing_was_drawn_is_not(annotate, gold_of_model, tmp_path):
    gold_of_model.assign(sentence_id=None).to_csv(tmp_path / "g.csv", index=False)
    done = annotate("evaluate", "m", "g.csv", "s.csv", "--part", "all")
    assert done.returncode == 1
    assert f"g.csv: {len(gold_of_model)} labels without a sentence_id; fill it in" in done.stderr
    gold_of_model.assign(inclusion_probability=0).to_csv(tmp_path / "g.csv", index=False)
    assert annotate("evaluate", "m", "g.csv", "s.csv", "--part", "all").returncode == 0


def test_a_misspelt_label_that_is_left_out_is_not_said_to_be_kept(annotate, gold_of_model, tmp_path):
    gold_of_model["label"] = gold_of_model["label"].mask(gold_of_model.index == 4, "critcal")
    gold_of_model.to_csv(tmp_path / "g.csv", index=False)
    done = annotate("evaluate", "m", "g.csv", "s.csv", "--part", "all")
    assert "unknown label 'critcal'" in done.stderr
    assert "is kept" not in done.stderr


def test_ids_of_a_table_of_texts_and_labels_stay_where_one_is_missing(table):
    from annotate.learn.training.examples import examples_from

    ids = [f"own-{number}" for number in range(len(table))]
    read = examples_from(table.assign(sentence_id=[None, *ids[1:]])).frame["sentence_id"]
    assert read.tolist()[1:] == ids[1:]
    assert len(read[0]) == 16


def test_a_place_that_cannot_be_written_is_refused_before_training(refused, toy, tmp_path, monkeypatch):
    from annotate.learn.training import training

    def never(*_, **__):
        raise AssertionError("trained before the place was looked at")

    toy(60).to_csv(tmp_path / "data.csv", index=False)
    monkeypatch.setattr(training, "train", never)
    assert "/proc/nowhere/model: cannot be written" in refused("train", "data.csv", "-o", "/proc/nowhere/model")
