import hashlib
import io
import json
import pickle
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io

from annotate.errors import InputError, ModelError
from annotate.learn.encoders.weights import why_no_encoder
from annotate.learn.estimators import fine_tuned
from annotate.learn.models.folders import SUMS, load, record_test_set_use, save
from annotate.learn.recipes.catalogue import RECIPES
from annotate.learn.recipes.recipe import RecipeOptions
from annotate.learn.training.training import train


def resigned(folder):
    """Make the hashes fit again, as someone with bad intentions would."""
    names = sorted(path.name for path in folder.iterdir() if path.name not in {SUMS, "README.md", "looks.jsonl"})
    sums = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / SUMS).write_text("".join(sums))


def test_a_loaded_model_answers_as_the_one_that_was_saved(model, folder, table):
    again = load(folder)
    assert again.labels == model.labels == ("conciliatory", "critical", "neutral")
    assert (again.name, again.question, again.recipe) == (model.name, "stance", "fast")
    assert np.array_equal(again.predict_proba(table), model.predict_proba(table))
    assert np.allclose(again.predict_proba(table).sum(axis=1), 1)
    assert again.metrics == model.metrics
    pd.testing.assert_frame_equal(
        again.sentences[["sentence_id", "part", "label"]],
        model.sentences[["sentence_id", "part", "label"]],
        check_dtype=False,
    )


def test_the_same_inputs_give_the_same_folder_byte_for_byte(table, tmp_path):
    script = (
        "import sys, pandas as pd\n"
        "from annotate.learn.training.training import train\nfrom annotate.learn.models.folders import save\n"
        "save(train(pd.read_csv('t.csv'), group_column='doc', recipe='fast', where='t.csv'), sys.argv[1])\n"
    )
    table.to_csv(tmp_path / "t.csv", index=False)
    for name, seed in (("one", "1"), ("two", "2")):
        environment = {"PYTHONPATH": str(pytest.importorskip("annotate").__path__[0]) + "/..", "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", script, name], cwd=tmp_path, env=environment, check=True)
    for path in (tmp_path / "one").iterdir():
        one, two = path.read_text("latin-1"), (tmp_path / "two" / path.name).read_text("latin-1")
        if path.name == "README.md":
            one, two = (re.sub(r"Trained at \S+", "", text) for text in (one, two))
        assert one == two, path.name


@pytest.mark.parametrize("name", ["model.skops", "model.json", "sentences.csv", "reliability.svg", SUMS])
def test_a_changed_byte_is_noticed(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match="again"):
        load(folder)


@pytest.mark.parametrize("name", ["model.skops", "model.json", "sentences.csv", SUMS])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        load(folder)


class Bomb:
    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        import os

        return os.mkdir, (self.path,)


def test_a_pickle_is_not_opened(folder, tmp_path):
    (folder / "model.skops").write_bytes(pickle.dumps(Bomb(tmp_path / "executed")))
    resigned(folder)
    with pytest.raises(ModelError, match="not a skops file"):
        load(folder)
    (tmp_path / "m.pkl").write_bytes(pickle.dumps(Bomb(tmp_path / "executed")))
    with pytest.raises(ModelError, match="pickle"):
        load(tmp_path / "m.pkl")
    assert not (tmp_path / "executed").exists()


def test_a_folder_with_only_a_pickle_is_refused(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "model.pkl").write_bytes(pickle.dumps(Bomb(tmp_path / "executed")))
    with pytest.raises(ModelError, match=r"model\.pkl is a pickle"):
        load(tmp_path / "old")
    assert not (tmp_path / "executed").exists()


def test_untrusted_types_are_refused_before_anything_runs(folder, tmp_path):
    schema = {
        "__class__": "mkdir",
        "__module__": "os",
        "__loader__": "FunctionNode",
        "content": {"module_path": "os", "function": "mkdir"},
        "__id__": 1,
        "protocol": 2,
        "_skops_version": "0.16.0",
    }
    with zipfile.ZipFile(folder / "model.skops", "w") as file:
        file.writestr("schema.json", json.dumps(schema))
    resigned(folder)
    with pytest.raises(ModelError, match="nothing of it was executed"):
        load(folder)


def test_a_type_of_scikit_learn_that_is_not_on_the_list_is_refused(folder):
    from functools import partial

    (folder / "model.skops").write_bytes(skops.io.dumps({"a": partial(subprocess.run, "true")}))
    resigned(folder)
    with pytest.raises(ModelError, match="nothing of it was executed"):
        load(folder)


def test_another_version_of_scikit_learn_is_explained(folder):
    about = json.loads((folder / "model.json").read_text())
    about["versions"]["scikit-learn"] = "1.2.0"
    (folder / "model.json").write_text(json.dumps(about))
    resigned(folder)
    with pytest.raises(ModelError, match=r"trained with scikit-learn 1\.2\.0.*pip install"):
        load(folder)


def test_a_version_that_only_the_estimator_tells_is_explained(folder):
    source = zipfile.ZipFile(io.BytesIO((folder / "model.skops").read_bytes()))
    with zipfile.ZipFile(folder / "model.skops", "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "schema.json":
                import sklearn

                content = content.replace(sklearn.__version__.encode(), b"1.2.0")
            target.writestr(name, content)
    resigned(folder)
    with pytest.raises(ModelError, match=r"1\.2\.0"):
        load(folder)


def test_a_sum_that_names_a_file_elsewhere_is_refused(folder, tmp_path):
    (folder / SUMS).write_text((folder / SUMS).read_text() + "0" * 64 + "  ../secret\n")
    with pytest.raises(ModelError, match="outside"):
        load(folder)


def test_saving_replaces_a_model_but_nothing_else(model, folder, tmp_path):
    (folder / "stale.txt").write_text("")
    save(model, folder)
    assert not (folder / "stale.txt").exists()
    other = tmp_path / "papers"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="not a model folder"):
        save(model, other)
    assert [path.name for path in other.iterdir()] == ["thesis.txt"]


def test_a_failed_save_leaves_the_old_model(model, folder, monkeypatch):
    before = (folder / "model.skops").read_bytes()

    def broken(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", broken)
    with pytest.raises(InputError, match="No space left"):
        save(model, folder)
    monkeypatch.undo()
    assert (folder / "model.skops").read_bytes() == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_the_card_has_no_gap_and_counts_looks(model, folder):
    text = (folder / "README.md").read_text()
    assert text.startswith("---\nlibrary_name: sklearn\n")
    assert not re.search(r"TODO|TBD|FIXME|More Information Needed|\[\[|\{\{|<[a-z_]+>|None\b|nan\b", text)
    assert "has never been evaluated" in text
    assert "\n## What may be better\n\nBeside more labels, a fine-tuned encoder may help" in text
    record_test_set_use(model, folder, what="annotate evaluate")
    record_test_set_use(model, folder, what="annotate evaluate")
    assert "evaluated 2 times" in (folder / "README.md").read_text()
    load(folder)


def test_training_again_does_not_make_the_test_part_fresh(model, folder):
    record_test_set_use(model, folder, what="annotate evaluate")
    save(model, folder)
    assert "evaluated 1 time;" in (folder / "README.md").read_text()


def test_texts_are_left_out_where_that_is_asked(table, tmp_path):
    model = train(table, group_column="doc", recipe="fast", curve=False, keep_texts=False)
    folder = save(model, tmp_path / "m")
    assert "Varn" not in (folder / "sentences.csv").read_text()
    assert "texts are not stored" in (folder / "README.md").read_text()
    assert load(folder).has_seen(table).all()


def test_the_sums_are_what_sha256sum_reads(folder):
    if not shutil.which("sha256sum"):
        pytest.skip("no sha256sum here")
    subprocess.run(["sha256sum", "--quiet", "-c", SUMS], cwd=folder, check=True)


# What asks a language model has its tests, with a server that answers, in tests/endpoints.
@pytest.mark.parametrize("recipe", sorted(name for name, of in RECIPES.items() if "llm" not in of.options))
def test_a_model_of_every_recipe_is_saved_and_loaded(recipe, toy, tmp_path, monkeypatch):
    if RECIPES[recipe].needs_encoder and why_no_encoder():
        pytest.skip(why_no_encoder())
    monkeypatch.setattr(fine_tuned, "epochs_for", lambda rows: 1)  # how well it learns is no matter of what is saved
    table = toy(24).assign(target="Orth", before="It rained.")
    few = RecipeOptions(minutes=0.1) if "minutes" in RECIPES[recipe].options else RecipeOptions()
    model = train(table, group_column="doc", recipe=recipe, curve=False, context=["before"], options=few)
    again = load(save(model, tmp_path / "m"))
    assert again.recipe == recipe
    assert "target" in again.columns
    assert np.array_equal(again.predict_proba(table), model.predict_proba(table))


@pytest.mark.skipif(bool(why_no_encoder()), reason="the encoder is not installed")
def test_a_folder_saved_by_an_earlier_release_opens_and_predicts_the_same(toy, tmp_path):
    # Trained by annotate 0.1.0 on 36 of these sentences; its file names classes and modules as they were then.
    old = load(Path(__file__).parent / "saved_by_0_1")
    expected = [[0.2183, 0.0983, 0.6834], [0.2206, 0.1005, 0.6790], [0.5920, 0.1444, 0.2635], [0.5938, 0.1761, 0.2301]]
    assert old.info.versions["annotate"] == "0.1.0"
    np.testing.assert_allclose(old.predict_proba(toy(8, seed=5))[:4], expected, atol=0.02)
    again = load(save(old, tmp_path / "again"))
    np.testing.assert_array_equal(again.predict_proba(toy(8, seed=5)), old.predict_proba(toy(8, seed=5)))
