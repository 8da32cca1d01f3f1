"""The README's commands run as they stand, in order, and print what it says they print.

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
MAKE_TARGETS = ("make demo", "make test")


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
    return re.sub(r"\s+", " ", re.sub(r"\d[\d.,:]*", "#", line)).strip(" │┃┏┓┗┛┡┩━┳╇─└┘┴┬┼├┤")


@pytest.fixture
def terminal(tmp_path):
    """A shell in a folder beside a copy of the shipped articles, with `annotate` on its path."""
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
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }
    where = {"folder": home}

    def run(command):
        if command.startswith("cd "):
            where["folder"] = (where["folder"] / command[3:].strip()).resolve()
            return ""
        done = subprocess.run(
            ["bash", "-c", command], cwd=where["folder"], env=environment, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, f"$ {command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    run.folder = lambda: where["folder"]
    return run


def test_the_first_screen_has_the_two_commands():
    first_screen = "\n".join(README.splitlines()[:40])
    for target in MAKE_TARGETS:
        assert target in first_screen


def test_the_make_targets_of_the_readme_exist():
    for target in set(re.findall(r"`?make (\w+)", README)):
        done = subprocess.run(["make", "-n", target], cwd=REPOSITORY, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_every_file_and_picture_the_readme_links_to_is_there():
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", README):
        assert (REPOSITORY / link).exists(), link
