"""The tutorial's commands run as they stand and print what it says; the README is short and shows the same commands.

A block that begins with ``$`` is a terminal: lines after a command are its output. Numbers, paths and times may differ
from machine to machine, so digits are masked.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
TUTORIAL = (REPOSITORY / "docs" / "tutorial.md").read_text(encoding="utf-8")
THE_FIRST_AFTER_LABELLING = "annotate pull"
MAKE_TARGETS = ("make demo", "make test")
TWO_SCREENS = 120


def terminals(text):
    """Each console block as a list of (command, lines of output)."""
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        session = []
        for line in block.splitlines():
            if line.startswith("$ "):
                session.append((line[2:], []))
            else:
                session[-1][1].append(line)
        yield session


def shape(line):
    """A line with its numbers masked and its spaces folded."""
    return re.sub(r"\s+", " ", re.sub(r"-[0-9a-f]{8}\b|\d[\d.,:]*", "#", line)).strip(" │┃┏┓┗┛┡┩━┳╇─└┘┴┬┼├┤")


@pytest.fixture
def terminal(tmp_path):
    """A shell beside a copy of the shipped articles, with `annotate` on its path and a private server of its own."""
    commands = tmp_path / "bin"
    commands.mkdir()
    script = commands / "annotate"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m annotate "$@"\n')
    script.chmod(0o755)
    home = tmp_path / "annotate"
    home.mkdir()
    shutil.copytree(REPOSITORY / "datasets", home / "datasets")
    environment = {
        **os.environ,
        "PATH": f"{commands}:{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY),
        "ANNOTATE_STUDIO_DATA": str(tmp_path / "studio"),
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }
    terminal = Terminal(home, environment)
    yield terminal
    terminal.run("annotate studio stop")


class Terminal:
    """A shell that remembers its folder."""

    def __init__(self, folder, environment):
        self.folder, self.environment = folder, environment
        self.home = folder.parent

    def run(self, command):
        """What `command` printed, with its words first, as a person at a terminal sees them."""
        if command.startswith("cd "):
            self.folder = (self.folder / command[3:].strip()).resolve()
            return ""
        done = subprocess.run(
            ["bash", "-c", f"{command} 2>&1"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, f"$ {command}\n{done.stdout}"
        return done.stdout.replace(str(self.home), "~")

    def label_in_the_browser(self):
        """Give every task the label its sentence was shipped with; a browser does so in tests/studio."""
        from annotate.studio.client import connect
        from annotate.studio.server import private as server
        from annotate.workflows.setup.shipped import load_shipped

        running = server.status(Path(self.environment["ANNOTATE_STUDIO_DATA"]))
        client = connect(running.url, running.token)
        gold = load_shipped().gold
        stance = gold[gold["question"] == "stance"].set_index("sentence_id")["label"]
        (project,) = client.projects.list(title="study")
        for task in client.tasks.list(project=project.id, page_size=500, fields="all"):
            label = stance.get(task.data["sentence_id"], "neutral")
            choice = {"from_name": "stance", "to_name": "text", "type": "choices", "value": {"choices": [label]}}
            client.annotations.create(id=task.id, result=[choice], lead_time=6.0)


@pytest.mark.server
def test_the_commands_of_the_tutorial_print_what_it_says(terminal):
    for session in terminals(TUTORIAL):
        for command, promised in session:
            if command == THE_FIRST_AFTER_LABELLING:
                terminal.label_in_the_browser()
            printed = [shape(line) for line in terminal.run(command).splitlines() if shape(line)]
            wanted = [shape(line) for line in promised if shape(line)]
            assert wanted == printed, f"$ {command}"
    assert (terminal.folder / "report.html").stat().st_size > 100_000
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (terminal.folder / "example.py").write_text(example + "print(shares['label'].nunique(), 'labels')\n")
    assert "3 labels" in terminal.run(f"{sys.executable} example.py")


def test_the_readmes_loop_is_the_tutorials_with_less_of_what_is_printed():
    long = [step for session in terminals(TUTORIAL) for step in session]
    short = [step for session in terminals(README) for step in session]
    assert [command for command, _ in short] == [command for command, _ in long]
    for (command, shown), (_, printed) in zip(short, long, strict=True):
        assert set(shown) <= set(printed), f"$ {command}"


def test_the_readme_fits_two_screens():
    assert len(README.splitlines()) <= TWO_SCREENS


def test_the_first_screen_has_the_two_commands():
    first_screen = "\n".join(README.splitlines()[:40])
    for target in MAKE_TARGETS:
        assert target in first_screen


def test_the_make_targets_of_the_readme_exist():
    for target in set(re.findall(r"(?:^    |`)make (\w+)", README, re.MULTILINE)):
        done = subprocess.run(["make", "-n", target], cwd=REPOSITORY, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_every_file_and_picture_the_readme_links_to_is_there():
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", README):
        assert (REPOSITORY / link).exists(), link
