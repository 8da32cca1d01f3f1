import json
import tomllib

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.io.values.label_text import tidy_labels
from annotate.scheme import DEFAULT, losses, only, scheme_from
from annotate.workflows.study import Study

WHOLE = """\
title = "ports"

[questions.stance]
required = true
scale = ["warm", "cold"]
labels = [
  { name = "warm", hotkey = "1", colour = "#1b7f5c", help = "praise" },
  { name = "cold", hotkey = 2, colour = "teal" },
]

[questions.topic]
title = "What is it about?"
help = "As many as fit"
multiple = true
only_if = { question = "stance", label = "cold" }
labels = ["aid", "trade", "security"]
"""


def scheme_of(text):
    return scheme_from(tomllib.loads(text), "annotate.toml", text)


def test_everything_that_can_be_said_is_read():
    scheme = scheme_of(WHOLE)
    stance, topic = scheme.questions
    assert (stance.required, stance.multiple, stance.scale) == (True, False, ("warm", "cold"))
    assert [(x.name, x.hotkey, x.colour, x.help) for x in stance.labels] == [
        ("warm", "1", "#1b7f5c", "praise"),
        ("cold", "2", "teal", ""),
    ]
    assert (topic.title, topic.help, topic.multiple) == ("What is it about?", "As many as fit", True)
    assert topic.only_if == ("stance", "cold")
    assert stance.title == "Stance"


def test_labels_without_hotkeys_get_a_free_row_of_keys():
    assert [label.hotkey for label in scheme_of(WHOLE).questions[1].labels] == ["q", "w", "e"]


def test_no_questions_mean_the_default_scheme():
    assert scheme_of("title = 'x'") is DEFAULT


def test_a_question_without_an_order_of_tables_can_be_an_array_of_tables():
    text = "[questions.mood]\n[[questions.mood.labels]]\nname = 'glad'\n[[questions.mood.labels]]\nname = 'sad'\n"
    assert scheme_of(text).questions[0].names == ("glad", "sad")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'name = "cold", hotkey = 2',
            'name = "cold", hotkey = "1"',
            ":8: questions.stance: 1 is the hotkey of cold and",
        ),
        ('labels = ["aid"', 'lables = ["aid"', ":16: questions.topic: lables is unknown here; choose from title"),
        ('"trade"', '"aid"', ":16: questions.topic: aid appears twice"),
        ('"trade", "security"', '"trade|ports"', ":16: questions.topic: trade|ports cannot name a label"),
        ("required = true", 'required = "yes"', ":4: questions.stance: required is 'yes'; it must be true or false"),
        ('"#1b7f5c"', '"#1b7f"', ":7: questions.stance: #1b7f is not a colour"),
        ('colour = "teal"', 'color = "teal"', ":8: questions.stance: color is unknown here; choose from name"),
        (
            'label = "cold" }',
            'label = "icy" }',
            ":15: questions.topic: only_if names label 'icy'; stance has warm, cold",
        ),
        (
            'question = "stance"',
            'question = "mood"',
            ":15: questions.topic: only_if names 'mood', which is not asked before",
        ),
        (
            'question = "stance"',
            'question = ["stance"]',
            ":15: questions.topic: only_if names ['stance'], which is not asked before",
        ),
        ('["warm", "cold"]', '["warm"]', ":5: questions.stance: scale does not have every label once"),
        ('["aid", "trade", "security"]', "[]", ":16: questions.topic: labels has 0; a question needs at least 1"),
        ('["aid", "trade", "security"]', '"aid"', ":16: questions.topic: labels is missing or not a list"),
        ('"trade"', "{ hotkey = 't' }", ":16: questions.topic: labels has an entry without a name"),
        ('hotkey = "1"', 'hotkey = "one"', ":7: questions.stance: one is not a hotkey"),
        ("[questions.topic]", "[questions.text]", ":11: questions.text: text cannot name a question"),
        ("[questions.topic]", "[questions.'a b']", ":11: questions.a b: a b cannot name a question"),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, message):
    assert old in WHOLE
    with pytest.raises(InputError) as caught:
        scheme_of(WHOLE.replace(old, new))
    assert message in str(caught.value)
    assert str(caught.value).startswith("annotate.toml:")


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["yes", "NA"], "NA cannot name a label: it stands for no answer in tables"),
        (["yes", "-"], "- cannot name a label: it stands for no answer in tables"),
        (["yes", "#REF!"], "#REF! cannot name a label: it stands for no answer in tables"),
        (["1.0", "2"], "1.0 cannot name a label: it is read as 1 in tables; write that"),
        (["yes", "not  sure"], "it has spaces or characters that tables do not keep; write not sure"),
        (["anti-war", "anti war"], "it differs from anti war in spelling only"),
        (["fish", "grain", "fish, grain"], "fish, grain cannot name a label: it is read as several labels"),
    ],
)
def test_labels_that_tables_would_be_read_with_differently_are_refused(labels, message):
    with pytest.raises(InputError) as caught:
        scheme_of(f"[questions.mood]\nlabels = {json.dumps(labels)}\n")
    assert message in str(caught.value)


@pytest.mark.parametrize("label", ["None", "True", "a, b", "yes/no", "🙂", "1e5", "سلام", 'say "hi"', "1.5", "x" * 50])
def test_labels_that_a_scheme_takes_are_read_as_they_are(label):
    names = (
        scheme_of(f"[questions.mood]\nlabels = {json.dumps(['other', label], ensure_ascii=False)}\n").questions[0].names
    )
    assert tidy_labels(pd.Series(names))[0].tolist() == list(names)


@pytest.mark.parametrize("questions", ["questions = 3", "questions = []", "questions.stance = 'critical'"])
def test_questions_of_the_wrong_kind_are_refused(questions):
    with pytest.raises(InputError, match=r"annotate.toml:1: .*is not a table"):
        scheme_of(questions)


def test_the_same_name_may_be_a_label_of_two_questions():
    text = "[questions.a]\nlabels = ['neutral', 'x']\n[questions.b]\nlabels = ['neutral', 'y']\n"
    assert len(scheme_of(text).questions) == 2


def test_a_mistake_in_the_second_question_is_not_told_of_the_first():
    text = "[questions.a]\nlabels = ['neutral', 'x']\n[questions.b]\nlabels = ['neutral', 'neutral']\n"
    with pytest.raises(InputError, match=r"toml:4: questions\.b: neutral appears twice"):
        scheme_of(text)


def test_a_project_names_its_file_and_the_line(tmp_path):
    (tmp_path / "annotate.toml").write_text("[questions.a]\nlabels = ['x']\n")
    with pytest.raises(InputError, match=r"annotate\.toml:2: questions\.a: labels has 1"):
        Study.here(tmp_path)


def answers(*rows):
    return pd.DataFrame(rows, columns=["question", "label"])


def test_what_a_changed_scheme_would_lose_is_counted():
    table = answers(
        ("stance", "warm"),
        ("stance", "warm"),
        ("stance", "hot"),
        ("mood", "glad"),
        ("topic", "aid|trade"),
        ("topic", None),
    )
    assert losses(table, scheme_of(WHOLE)) == [
        ("stance", "hot", 1, "the question has no label 'hot'"),
        ("mood", "glad", 1, "the scheme has no such question"),
    ]
    single = scheme_of(WHOLE.replace("multiple = true", "multiple = false"))
    assert ("topic", "aid|trade", 1, "the question takes one label only") in losses(table, single)


def test_some_questions_keep_those_they_depend_on():
    scheme = scheme_of(WHOLE)
    assert [q.name for q in only(scheme, {"topic"}).questions] == ["stance", "topic"]
    assert [q.name for q in only(scheme, {"stance"}).questions] == ["stance"]


def test_resolving_says_which_answers_the_scheme_no_longer_has(annotate, tmp_path):
    (tmp_path / "annotate.toml").write_text(WHOLE)
    rows = [("s1", "ana", "stance", "hot"), ("s2", "ana", "stance", "warm")]
    pd.DataFrame(rows, columns=["sentence_id", "annotator", "question", "label"]).to_csv(
        tmp_path / "annotations.csv", index=False
    )
    done = annotate("resolve")
    assert done.returncode == 0, done.stderr
    assert "1 annotation is outside the scheme, 'hot' of stance" in done.stderr


def test_what_a_new_project_suggests_is_a_scheme(annotate, tmp_path):
    assert annotate("init", "study").returncode == 0
    settings = tmp_path / "study" / "annotate.toml"
    lines = settings.read_text().splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("# [questions"))
    settings.write_text("\n".join([*lines[:first], *(line.removeprefix("#").strip() for line in lines[first:])]))
    scheme = Study.here(tmp_path / "study").scheme
    assert [q.name for q in scheme.questions] == ["stance", "sentiment"]
    assert [q.required for q in scheme.questions] == [True, False]


def test_questions_get_keys_as_long_as_there_are_any():
    questions = [f"[questions.q{number}]\nlabels = ['a', 'b', 'c']\n" for number in range(13)]
    keys = [label.hotkey for question in scheme_of("".join(questions)).questions for label in question.labels]
    given = [key for key in keys if key]
    assert len(given) == len(set(given)) == 33
    assert keys[:15] == [*"123", *"qwe", *"asd", *"zxc", *"456"]
    assert not any(keys[33:])
