"""What annotate open prints opens, and a command in a message can be typed as it stands."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import httpx
import pandas as pd
import pytest

REPOSITORY = Path(__file__).parent.parent.parent


def test_open_prints_the_running_page_the_report_and_the_documentation(annotate, labelling, batch, tmp_path):
    assert annotate("init").returncode == 0
    (tmp_path / "report.html").write_text("<h1>Shares</h1>")
    running = labelling("--annotator", "anna")
    shown = annotate("open", "--print", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    label, report, documentation = json.loads(shown.stdout)
    assert label["link"].startswith(f"{running.address}/login?token=")
    reply = httpx.get(label["link"], trust_env=False)
    assert (reply.status_code, "annotate-" in reply.headers["set-cookie"]) == (200, True)
    assert report["link"] == (tmp_path / "report.html").as_uri()
    assert documentation["link"].startswith("file://")
    assert running.address in annotate("open", "labelling", "--print").stdout
    other = labelling("--annotator", "ben", "-o", "other.csv")
    assert other.address in annotate("open", "labelling", "--print").stdout
    other.kill()
    running.kill()
    assert "run annotate label" in annotate("open", "labelling", "--print").stderr
    assert annotate("open", "labelling", "--print").returncode == 1
    unknown = annotate("open", "everything")
    assert unknown.returncode == 2
    assert "choose from labelling, report, documentation" in unknown.stderr


@pytest.fixture
def program(tmp_path):
    """The command as an environment has it that is not active."""
    script = tmp_path / "venv" / "bin" / "annotate"
    script.parent.mkdir(parents=True)
    script.write_text(f"#!{sys.executable}\nimport sys\nfrom annotate.cli import main\nsys.exit(main())\n")
    script.chmod(0o755)
    return script


def run(program, folder, *arguments, **more):
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin", "NO_COLOR": "1", **more}
    return subprocess.run([program, *arguments], cwd=folder, env=environment, capture_output=True, text=True)


def test_a_command_in_a_message_is_printed_as_it_can_be_typed(program, tmp_path):
    made = run("venv/bin/annotate", tmp_path, "init")
    assert "run venv/bin/annotate split news" in made.stderr, made.stderr
    made = run("venv/bin/annotate", tmp_path, "init", "study")
    assert f"cd study, put articles into a folder news, and run {program} split news" in made.stderr
    refused = run("venv/bin/annotate", tmp_path, "sample", "-n", "3")
    assert "run venv/bin/annotate split first" in refused.stderr
    active = run(program, tmp_path, "sample", "-n", "3", PATH=f"{program.parent}:/usr/bin:/bin")
    assert "run annotate split first" in active.stderr


def read_all(terminal):
    """What is written to a terminal until nobody has it open."""
    words = b""
    while True:
        try:
            words += os.read(terminal, 65536)
        except OSError:
            os.close(terminal)
            return words.decode()


def test_in_a_terminal_a_verb_says_at_once_that_it_has_begun(tmp_path):
    mine, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "annotate", "score", "models/none", "none.txt"]
    done = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    assert os.read(mine, 1000).decode().startswith("annotate score: loading ...")
    done.communicate()
    os.close(mine)


def test_in_a_terminal_imports_of_a_second_are_shown_as_they_go(tmp_path):
    mine, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-m", "annotate", "simulate", "none.csv"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    words = read_all(mine)
    assert process.wait() == 1
    assert words.index("annotate simulate: loading ...") < words.index("loading \x1b") < words.index("none.csv")


def test_in_a_terminal_a_verb_ends_with_the_next_step(tmp_path):
    pd.DataFrame({"sentence_id": ["s1"], "annotator": ["a"], "question": ["stance"], "label": ["critical"]}).to_csv(
        tmp_path / "a.csv", index=False
    )
    for form, wanted in ("table", True), ("json", False):
        mine, theirs = pty.openpty()
        command = [sys.executable, "-m", "annotate", "resolve", "a.csv", "-o", "g.csv", "--format", form]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        assert ("Next: annotate train g.csv" in read_all(mine)) == wanted
        assert process.wait() == 0
