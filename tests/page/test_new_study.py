"""annotate init asks in a terminal, and explains every key; doctor --fix adds what a study lacks."""

import json
import os
import pty
import select
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from annotate.errors import InputError
from annotate.scheme import DEFAULT, scheme_from
from annotate.workflows.setup.new_study import StudyPlan, settings_text, write_study
from annotate.workflows.setup.settings import KEYS, PATHS, read_settings

REPOSITORY = Path(__file__).parent.parent.parent


def asked(folder, *exchanges):
    """Run ``annotate init study`` in a terminal, and answer each question once it is asked; all that was shown."""
    mine, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "annotate", "init", "study"]
    running = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    shown, limit, waiting = "", time.monotonic() + 300, list(exchanges)
    behind = 0
    while time.monotonic() < limit:
        if waiting and waiting[0][0] in shown[behind:]:
            behind = shown.index(waiting[0][0], behind) + len(waiting[0][0])
            os.write(mine, f"{waiting.pop(0)[1]}\n".encode())
        if select.select([mine], [], [], 0.2)[0]:
            try:
                shown += os.read(mine, 65536).decode("utf-8", "replace")
            except OSError:  # it has ended
                break
    os.close(mine)
    assert not waiting, running.kill() or shown
    running.wait(timeout=300)
    assert running.returncode == 0, shown
    return shown


def test_init_asks_for_questions_labels_keys_and_coders(tmp_path):
    shown = asked(
        tmp_path,
        ("Title of the study", 'The "fish" quarrel'),
        ("Ask these?", "n"),
        ("Question, as annotators read it", "Topic of the sentence"),
        ("Its name in tables [topic]", ""),
        ("Its labels", "aid, trade, aid"),
        ("aid appears twice", "Topic of the sentence"),
        ("Its name in tables", ""),
        ("Its labels", "aid, trade, security"),
        ("A key for each [1,2,3]", "a,t,s"),
        ("Must it be answered?", ""),
        ("May several labels fit?", "y"),
        ("Another question?", ""),
        ("How many people label", "2"),
        ("Language of annotators (de, en, es, fr, it, pt)", "Deutsch"),
        ("Deutsch is unknown", "de"),
    )
    assert "Blind: annotate push --coders" in shown
    assert "Training: annotate train-coders" in shown
    assert max(map(len, shown[shown.index("Overlap:") : shown.index("Next:")].splitlines())) <= 80
    settings = read_settings(tmp_path / "study" / "annotate.toml")
    (question,) = settings.scheme.questions
    assert (settings.title, question.name, question.title) == ('The "fish" quarrel', "topic", "Topic of the sentence")
    assert [(label.name, label.hotkey) for label in question.labels] == [
        ("aid", "a"),
        ("trade", "t"),
        ("security", "s"),
    ]
    assert (question.required, question.multiple, settings.scheme.language) == (True, True, "de")
    assert "- **security**" in (tmp_path / "study" / "guidelines.md").read_text()


def test_without_a_terminal_the_defaults_are_taken_and_said(annotate, tmp_path):
    made = annotate("init", "study")
    assert made.returncode == 0
    assert "not in a terminal, so nothing was asked: using the defaults" in made.stderr
    assert "questions: stance, sentiment; one coder" in made.stderr
    assert "no terminal" not in annotate("init", "other", "--yes").stderr
    assert read_settings(tmp_path / "study" / "annotate.toml").scheme == DEFAULT


@pytest.fixture
def asking(monkeypatch):
    """Have annotate init ask as it does in a terminal, though it runs within the test's process."""
    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr("annotate.cli.setup.init.sys", SimpleNamespace(stdin=terminal, stdout=terminal))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("", "at the question 'Title of the study'; pass -y to be asked nothing"),
        ("Fish\nn\nTopic\n", "at the question 'Its name in tables'; pass -y to be asked nothing"),
        ("Fish\nn\nTopic\n\naid, trade\n", "at the question 'A key for each'; pass -y to be asked nothing"),
        ("Fish\n\n", "'How many people label the same sentences'; pass --coders, or -y to be asked nothing"),
        ("Fish\n\n1\n", "'Language of annotators (de, en, es, fr, it, pt)'; pass --language, or -y"),
    ],
)
def test_an_input_that_ends_before_an_answer_is_told_with_the_option_that_answers(
    annotate, asking, tmp_path, answers, said
):
    made = annotate("init", "study", input=answers)
    assert made.returncode == 1
    assert said in " ".join(made.stderr.split())
    assert "Aborted" not in made.stderr
    assert not (tmp_path / "study").exists()


def test_ctrl_c_at_a_question_is_an_interruption(annotate, asking, monkeypatch):
    def interrupted(words, **more):
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise typer.Abort from None  # as Typer does

    monkeypatch.setattr("typer.prompt", interrupted)
    made = annotate("init", "study")
    assert (made.returncode, "annotate: interrupted" in made.stderr) == (130, True)


def test_a_file_that_ends_within_a_verb_is_no_abortion_by_the_user(annotate, monkeypatch):
    def cut_off(*arguments):
        raise EOFError("compressed file ended early")

    monkeypatch.setattr("annotate.workflows.setup.new_study.write_study", cut_off)
    made = annotate("init", "study", "--yes")
    assert made.returncode == 3
    assert "the end of a file came too early (compressed file ended early); the traceback is in" in made.stderr
    assert "Aborted" not in made.stderr


def test_what_is_commented_out_is_what_holds_without_it():
    text = settings_text(StudyPlan("study"))
    head, questions = text.partition("# Without any, these two are asked:\n")[::2]
    shown = tomllib.loads("\n".join(line.removeprefix("# ").removeprefix("#") for line in questions.splitlines()))
    assert scheme_from(shown, "shown") == DEFAULT
    paths = tomllib.loads("\n".join(line[2:] for line in head.splitlines() if line[2:].partition(" = ")[0] in PATHS))
    assert paths == dict(PATHS)
    for key in KEYS:
        assert key in text


def test_questions_that_cannot_be_asked_make_no_study(tmp_path):
    plan = StudyPlan("study", ({"name": "mood", "labels": ["good"]},))
    with pytest.raises(InputError, match="needs at least 2"):
        write_study(tmp_path / "study", plan)
    assert not (tmp_path / "study").exists()


def test_doctor_adds_what_a_study_lacks(annotate, tmp_path):
    assert annotate("init", "--yes").returncode == 0
    (tmp_path / "guidelines.md").unlink()
    (tmp_path / ".gitignore").unlink()
    assert "without guidelines.md, .gitignore" in annotate("doctor", "--format", "json").stdout
    fixed = annotate("doctor", "--fix", "--format", "json")
    assert "study's files: wrote" in fixed.stderr
    assert "Read the sentence in its context" in (tmp_path / "guidelines.md").read_text()
    assert ".annotate/" in (tmp_path / ".gitignore").read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_doctor_takes_passwords_from_others_and_names_a_broken_settings_file_once(annotate, tmp_path):
    data = tmp_path / "studio"
    data.mkdir()
    (data / "password").write_text("a word\n")
    (data / "password").chmod(0o644)
    (tmp_path / "annotate.toml").write_text("questions = [\n")
    where = {"ANNOTATE_STUDIO_DATA": str(data)}
    found = [one["found"] for one in json.loads(annotate("doctor", "--format", "json", env=where).stdout)]
    assert f"others can read {data / 'password'}" in found
    assert len([one for one in found if "not TOML" in one]) == 1
    assert "only you can read" in annotate("doctor", "--fix", env=where).stderr
    assert (data / "password").stat().st_mode & 0o077 == 0
    assert "others can read" not in annotate("doctor", "--format", "json", env=where).stdout
