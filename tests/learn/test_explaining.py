import json

import pytest

from annotate.errors import InputError
from annotate.learn.evaluation.explaining import explain
from annotate.learn.models.folders import save
from annotate.learn.training.training import train


def test_the_word_that_carries_the_label_is_found(model):
    text = "President Tol condemned the port of Ilmar on day 9."
    found = explain(model, text)
    assert found.label == "critical"
    assert sum(found.probabilities.values()) == pytest.approx(1)
    strongest = found.words.loc[found.words["push"].idxmax()]
    assert strongest["word"] == "condemned"
    assert text[strongest["start"] : strongest["end"]] == "condemned"


def test_a_push_is_what_leaving_the_word_out_takes_away(model):
    found = explain(model, "President Tol condemned Orth.")
    without = explain(model, "President Tol  Orth.", label=found.label)
    push = found.words.set_index("word").loc["condemned", "push"]
    assert push == pytest.approx(found.probabilities[found.label] - without.probabilities[found.label])


def test_the_nearest_training_sentence_of_a_training_sentence_is_itself(model, table):
    found = explain(model, table["text"][7], nearest=3)
    assert found.nearest["text"][0] == table["text"][7]
    assert found.nearest["likeness"].tolist() == sorted(found.nearest["likeness"], reverse=True)
    assert len(found.nearest) == 3


def test_without_stored_texts_there_are_no_neighbours(table):
    model = train(table, group_column="doc", recipe="fast", curve=False, keep_texts=False)
    assert explain(model, "Orth thanked Veldania.").nearest.empty


@pytest.mark.parametrize(
    ("text", "label", "words"),
    [("...", None, "no words"), ("word " * 301, None, "at most 300 words"), ("Orth voted.", "angry", "the model has")],
)
def test_what_cannot_be_explained_is_told(model, text, label, words):
    with pytest.raises(InputError, match=words):
        explain(model, text, label=label)


def test_the_command_explains(annotate, model, tmp_path):
    save(model, tmp_path / "m")
    done = annotate("explain", "m", "The mayor of Orth thanked Veldania.", "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["label"] == "conciliatory"
    assert {"word", "start", "end", "push"} <= set(found["words"][0])
    done = annotate("explain", "m", "?!")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
