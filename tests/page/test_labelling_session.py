"""The session behind the page: what is confirmed is on disk, and nobody's rows are lost."""

import json

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.io.reading import read_table
from annotate.scheme import DEFAULT, Label, Question, Scheme
from annotate.studio.page.journal import Journal
from annotate.studio.page.labelling_items import items_of
from annotate.studio.page.labelling_session import Answer, AnsweredElsewhere, LabellingSession

BATCH = pd.DataFrame({"sentence_id": ["a", "b", "c"], "text": ["One.", "Two.", "Three."]})
CRITICAL = Answer({"stance": ("critical",)}, done=True, lead_time=2.5)
SEVERAL = Scheme(
    (
        Question("stance", (Label("yes"), Label("no")), required=True),
        Question("topic", (Label("aid"), Label("trade")), multiple=True, only_if=("stance", "yes")),
    )
)


@pytest.fixture
def session(tmp_path):
    """A session of anna's, or whoever is named, into one table."""

    def made(annotator="anna", batch=BATCH, scheme=DEFAULT, name="annotations.csv"):
        return LabellingSession(batch, scheme, tmp_path / name, annotator)

    return made


def rows(tmp_path, name="annotations.csv"):
    table = read_table(tmp_path / name)
    return [tuple(row) for row in table[["sentence_id", "annotator", "question", "label"]].fillna("").to_numpy()]


def killed(session, **answers):
    """What a session leaves that answered and was killed before it wrote the table."""
    running = session.__enter__()
    running._wake.set = lambda: None  # the table is never written
    for key, answer in answers.items():
        running.save(key, answer)
    running._session_lock.release()
    return running


def test_the_answers_of_a_killed_session_are_in_the_table_once_the_next_begins(session, tmp_path):
    killed(session(), a=CRITICAL, b=Answer(done=True, skipped=True), c=Answer(comment="later"))
    assert not (tmp_path / "annotations.csv").exists()
    with session() as again:
        assert rows(tmp_path) == [("a", "anna", "stance", "critical"), ("b", "anna", "stance", "")]
        assert (again.done, again.skipped, again.next_open) == (2, 1, 2)
        assert again.answers["c"].comment == "later"
        assert again.answers["a"].lead_time == 2.5
    with session() as third:  # a comment without an answer has no place in the table, and is still there
        assert third.answers["c"].comment == "later"


def test_a_line_that_was_cut_off_was_never_confirmed_and_goes(session, tmp_path):
    journal = killed(session(), a=CRITICAL)._journal.path
    with journal.open("a") as stream:
        stream.write('{"sentence_id": "b", "labels": {"stan')
    with session() as again:
        assert again.done == 1
        again.save("b", CRITICAL)
    assert len(rows(tmp_path)) == 2


def test_a_damaged_journal_is_refused_with_its_line_and_stays(session, tmp_path):
    journal = killed(session(), a=CRITICAL)._journal.path
    content = "nonsense\n" + journal.read_text()
    journal.write_text(content)
    with pytest.raises(InputError, match=r"jsonl:1: damaged"), session():
        pass
    journal.write_text("{}\n")
    with pytest.raises(InputError, match=r"jsonl:1: no answer"), session():
        pass


def test_answers_about_an_earlier_batch_reach_the_table_too(session, tmp_path):
    killed(session(), a=CRITICAL)
    with session(batch=pd.DataFrame({"sentence_id": ["z"], "text": ["Other."]})) as other:
        assert other.done == 0
    assert rows(tmp_path) == [("a", "anna", "stance", "critical")]


def test_rows_of_others_and_columns_of_theirs_stay(session, tmp_path):
    (tmp_path / "annotations.csv").write_text(
        "sentence_id,annotator,question,label,mood\na,ben,stance,neutral,tired\na,anna,stance,neutral,awake\n"
        "x,anna,stance,critical,\n"
    )
    with session() as one:
        assert one.answers["a"].labels == {"stance": ("neutral",)}
        one.save("a", CRITICAL)
    assert rows(tmp_path) == [
        ("a", "ben", "stance", "neutral"),
        ("x", "anna", "stance", "critical"),
        ("a", "anna", "stance", "critical"),
    ]
    assert read_table(tmp_path / "annotations.csv")["mood"].iloc[0] == "tired"


def test_two_people_label_into_one_table_at_once_and_nobody_does_twice(session, tmp_path):
    with session() as anna, session("ben") as ben:
        anna.save("a", CRITICAL)
        ben.save("a", Answer({"stance": ("neutral",)}, done=True))
        with pytest.raises(InputError, match="anna is labelling into it already"), session():
            pass
    assert sorted(rows(tmp_path)) == [("a", "anna", "stance", "critical"), ("a", "ben", "stance", "neutral")]
    assert [path.name for path in tmp_path.iterdir()] == ["annotations.csv"]


def test_an_answer_that_is_taken_back_leaves_the_table(session, tmp_path):
    with session() as one:
        one.save("a", CRITICAL)
    with session() as one:
        one.save("a", Answer())
        assert one.next_open == 0
    assert rows(tmp_path) == []


def test_one_sentence_about_two_targets_is_two_items(session, tmp_path):
    pairs = pd.DataFrame(
        {"sentence_id": ["a", "a"], "text": "Veldania thanked Karsovia.", "target": ["Veldania", "Karsovia"]}
    )
    assert [item.marks for item in items_of(pairs)] == [((0, 8),), ((17, 25),)]
    with session(batch=pairs) as one:
        one.save("a\tKarsovia", CRITICAL)
    with session(batch=pairs) as one:
        assert [item.key for item in one.items if item.key in one.answers] == ["a\tKarsovia"]
    assert read_table(tmp_path / "annotations.csv")["target"].tolist() == ["Karsovia"]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({}, "stance must be answered"),
        ({"stance": ["perhaps"]}, "unknown stance 'perhaps'"),
        ({"mood": ["yes"]}, "unknown question 'mood'"),
        ({"stance": ["yes", "no"]}, "takes one label, not 2"),
        ({"stance": ["no"], "topic": ["aid"]}, "topic is not asked"),
    ],
)
def test_an_answer_outside_the_scheme_is_refused(session, tmp_path, labels, message):
    with session(scheme=SEVERAL) as one:
        with pytest.raises(InputError, match=message):
            one.save("a", Answer({name: tuple(some) for name, some in labels.items()}, done=True))
        one.save("a", Answer({"topic": ("trade", "aid"), "stance": ("yes",)}, done=True))
    assert [row[2:] for row in rows(tmp_path)] == [("stance", "yes"), ("topic", "aid|trade")]


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        (BATCH.head(0), "no sentences in it"),
        (pd.concat([BATCH, BATCH.head(1)]), "row 4 repeats sentence a"),
        (BATCH.assign(text=["One.", " ", None]), "row 2: no text"),
        (BATCH.drop(columns="text"), "no column 'text'"),
    ],
)
def test_a_batch_that_cannot_be_labelled_is_refused(session, batch, message):
    with pytest.raises(InputError, match=message):
        session(batch=batch)


def test_a_table_that_is_none_of_annotations_is_left_alone(session, tmp_path):
    (tmp_path / "annotations.csv").write_text("name,price\nbread,3\n")
    with pytest.raises(InputError, match="sentence_id"), session():
        pass
    assert (tmp_path / "annotations.csv").read_text() == "name,price\nbread,3\n"


def test_while_the_table_cannot_be_written_the_journal_has_the_answers(session, tmp_path):
    one = session().__enter__()
    (tmp_path / "annotations.csv").write_text("somebody put another table here\n")
    one.save("a", CRITICAL)
    with pytest.raises(InputError, match="sentence_id"):
        one.__exit__(None, None, None)
    (tmp_path / "annotations.csv").unlink()
    with session() as one:
        assert one.done == 1
    assert rows(tmp_path) == [("a", "anna", "stance", "critical")]


def test_a_journal_has_one_document_a_line_for_its_owner_alone(tmp_path):
    journal = Journal(tmp_path / "j.jsonl")
    journal.append({"text": "two\nlines é"})
    journal.append({"n": 1})
    assert [json.loads(line) for line in journal.path.read_text().splitlines()] == journal.entries()
    assert journal.path.stat().st_mode & 0o077 == 0
    journal.replace([])
    assert not journal.path.exists()


def test_an_answer_that_does_not_know_the_last_one_is_refused_unless_it_says_the_same(session, tmp_path):
    with session() as running:
        first = running.save("a", CRITICAL, seen="")
        with pytest.raises(AnsweredElsewhere, match="in another tab"):
            running.save("a", Answer({"stance": ("neutral",)}, done=True), seen="")
        again = running.save("a", CRITICAL, seen="")  # the page never heard that it was saved
        assert running.answers["a"].labels == first.labels
        running.save("a", Answer({"stance": ("neutral",)}, done=True), seen=again.updated_at)
    assert rows(tmp_path) == [("a", "anna", "stance", "neutral")]
