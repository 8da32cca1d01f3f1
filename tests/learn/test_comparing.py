import json

import pytest

from annotate.errors import InputError
from annotate.learn.evaluation.comparing import Difference, McNemar, compare
from annotate.learn.models.folders import save
from annotate.learn.training.training import train


@pytest.fixture(scope="module")
def poor():
    from sklearn.utils import shuffle

    def made(table):
        labels = shuffle(table["label"], random_state=0).to_numpy()
        return train(table.assign(label=labels), group_column="doc", recipe="fast", curve=False)

    return made


def test_a_model_is_no_better_than_itself(model, toy):
    found = compare(model, model, toy(80, seed=4))
    assert found.difference["macro_f1"] == Difference(value=0.0, low=0.0, high=0.0, p=1.0)
    assert found.mcnemar == McNemar(only_first=0, only_second=0, p=1.0)
    assert found.same == 1
    assert "No difference" in found.words


def test_a_clear_difference_is_found_in_the_right_direction(model, poor, table, toy):
    found = compare(poor(table), model, toy(160, seed=4))
    assert found.difference["macro_f1"].low > 0.1
    assert found.difference["macro_f1"].p < 0.01
    assert found.macro_f1[1] > found.macro_f1[0]
    assert found.mcnemar.only_second > found.mcnemar.only_first
    value = found.difference["accuracy"].value
    assert value == pytest.approx(found.accuracy[1] - found.accuracy[0])
    assert found.words.startswith(f"{model.name} is better")


def test_few_differing_articles_are_named_as_the_reason_why_no_difference_shows(model, poor, table, toy):
    found = compare(poor(table), model, toy(6, seed=4).assign(doc=["a", "a", "b", "b", "c", "c"]))
    assert found.articles <= 3
    assert found.difference["accuracy"].p >= 0.25
    assert "6 are the fewest" in found.words


def test_the_test_part_is_left_out_of_a_comparison_on_the_training_table(model, table):
    other = train(table, group_column="doc", recipe="fast", curve=False)
    assert compare(model, other, table).n == model.info.split.parts["train"]


def test_models_with_other_labels_are_not_compared(model, toy):
    other = train(toy(60, labels=("critical", "neutral")), group_column="doc", recipe="fast", curve=False)
    with pytest.raises(InputError, match="same labels"):
        compare(model, other, toy(20))


def test_the_command_compares(annotate, model, table, tmp_path):
    save(model, tmp_path / "a")
    save(model, tmp_path / "b")
    table.to_csv(tmp_path / "t.csv", index=False)
    done = annotate("compare", "a", "b", "t.csv", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["same"] == 1
