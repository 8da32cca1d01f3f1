"""What is found of a model later stands on its card."""

import pandas as pd
import pytest

from annotate.errors import ModelError
from annotate.learn.models import folders as models
from annotate.learn.models.evaluation_log import EXTERNAL, entries


@pytest.fixture
def trained(annotate, tmp_path):
    rows = [
        {"text": f"{word} over point {n} of the treaty", "label": label, "doc": f"d{n % 12}"}
        for n in range(48)
        for word, label in (("They agreed", "conciliatory"), ("They quarrelled", "critical"))
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "data.csv", index=False)
    said = annotate("train", "data.csv", "--group-column", "doc", "--recipe", "fast", "--no-curve", "-o", "model")
    assert said.returncode == 0, said.stderr
    return tmp_path / "model"


def test_figures_on_other_data_are_recorded_once_under_their_name(annotate, tmp_path, trained):
    other = pd.DataFrame({"text": ["They agreed at last", "They quarrelled again"] * 5, "doc": range(10)})
    other["text"] += [f", {n}" for n in range(10)]
    other.assign(label=["conciliatory", "critical"] * 5).to_csv(tmp_path / "other.csv", index=False)
    for _ in range(2):
        said = annotate("evaluate", "model", "other.csv", "--group-column", "doc", "--record", "letters")
        assert said.returncode == 0, said.stderr
    assert [one["name"] for one in entries(trained, EXTERNAL)] == ["letters"]
    assert "| letters | 10 | 1.000 | 0.500 | 1.000 |" in (trained / "README.md").read_text()
    assert models.load(trained).labels == ("conciliatory", "critical")


def test_figures_on_training_data_are_not_recorded(annotate, trained):
    said = annotate("evaluate", "model", "data.csv", "--part", "all", "--record", "own")
    assert said.returncode == 1
    assert "were in training" in said.stderr
    assert entries(trained, EXTERNAL) == []


def test_a_damaged_record_is_told(trained):
    (trained / EXTERNAL).write_text("{")
    with pytest.raises(ModelError, match="not JSON Lines"):
        entries(trained, EXTERNAL)
