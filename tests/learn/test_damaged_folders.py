"""Model folders that somebody changed, with hashes that fit: refused in words, whatever is in them."""

import hashlib
import json
import os

import pytest

from annotate.errors import ModelError
from annotate.learn.models.folders import load


def resummed(folder):
    """Write the hashes of the files as they are now."""
    names = [line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


@pytest.mark.parametrize(
    "name", ["versions", "abstain", "columns", "split", "metrics", "data", "labels", "name", "question", "recipe"]
)
def test_a_model_json_with_a_value_of_the_wrong_kind_is_refused(folder, name):
    document = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps(document | {name: 3}))
    resummed(folder)
    with pytest.raises(ModelError, match=r"model.json: not what annotate train writes"):
        load(folder)


def test_sentences_without_their_columns_are_refused(folder):
    (folder / "sentences.csv").write_text("a\n1\n")
    resummed(folder)
    with pytest.raises(ModelError, match="its sentences have no column"):
        load(folder)


@pytest.mark.parametrize("name", ["a\0b", "pipe", "zero"])
def test_hashes_of_what_is_no_file_are_refused_at_once(folder, name):
    os.mkfifo(folder / "pipe")
    (folder / "zero").symlink_to("/dev/zero")
    with (folder / "SHA256SUMS").open("a") as stream:
        stream.write(f"0000  {name}\n")
    with pytest.raises(ModelError, match=r"not a regular file|cannot be read"):
        load(folder)


@pytest.mark.parametrize("seed", ["-1", "1099511627776"])
def test_a_seed_that_no_generator_takes_is_refused(annotate, table, tmp_path, seed):
    table.to_csv(tmp_path / "t.csv", index=False)
    done = annotate("train", "t.csv", "--recipe", "fast", "--no-curve", "--seed", seed, "-o", "m")
    assert (done.returncode, f"--seed {seed}: a whole number from 0 to" in done.stderr) == (2, True)
