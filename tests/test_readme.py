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

import numpy as np
import pandas as pd
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
    """A line with its numbers masked and its spaces folded; a forecast that hangs by a sentence or two is like none."""
    if line.startswith(("More labels: ", "100 more labels are expected")):
        return "what more labels bring"
    return re.sub(r"\s+", " ", re.sub(r"-[0-9a-f]{8}\b|\d[\d.,:]*", "#", line)).strip(" │┃┏┓┗┛┡┩━┳╇─└┘┴┬┼├┤")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory, studio_template):
    """A shell beside a copy of the shipped articles, with `annotate` on its path and a private server of its own."""
    tmp_path = tmp_path_factory.mktemp("afternoon")
    shutil.copytree(studio_template, tmp_path / "studio")
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
        from annotate.studio.connection import Connection
        from annotate.studio.server import private as server
        from annotate.workflows.setup.shipped import load_shipped

        running = server.status(Path(self.environment["ANNOTATE_STUDIO_DATA"]))
        client = connect(Connection(running.url, running.token))
        gold = load_shipped().gold
        stance = gold[gold["question"] == "stance"].set_index("sentence_id")["label"]
        (project,) = client.projects.list(title="study")
        for task in client.tasks.list(project=project.id, page_size=500, fields="all"):
            label = stance.get(task.data["sentence_id"], "neutral")
            choice = {"from_name": "stance", "to_name": "text", "type": "choices", "value": {"choices": [label]}}
            client.annotations.create(id=task.id, result=[choice], lead_time=6.0)


@pytest.fixture(scope="module")
def afternoon(terminal):
    """The study that the tutorial ends with; what each command was to print, and printed."""
    steps = []
    for session in terminals(TUTORIAL):
        for command, promised in session:
            if command == THE_FIRST_AFTER_LABELLING:
                terminal.label_in_the_browser()
            steps.append((command, promised, terminal.run(command)))
    return steps


@pytest.mark.server
def test_the_commands_of_the_tutorial_print_what_it_says(afternoon, terminal):
    for command, promised, printed in afternoon:
        wanted = [shape(line) for line in promised if shape(line)]
        assert wanted == [shape(line) for line in printed.splitlines() if shape(line)], f"$ {command}"
    assert (terminal.folder / "report.html").stat().st_size > 100_000


@pytest.mark.server
def test_the_readmes_python_runs_in_the_tutorials_study(afternoon, terminal):
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (terminal.folder / "example.py").write_text(example + "print(shares['label'].nunique(), 'labels')\n")
    assert "3 labels" in terminal.run(f"{sys.executable} example.py")


def why_no_r():
    """Why the R page cannot run here, or nothing."""
    if not shutil.which("Rscript"):
        return "R is not installed (Debian: r-base-core r-cran-jsonlite r-cran-ggplot2 r-cran-survey r-cran-reticulate)"
    wanted = ", ".join(f"'{name}'" for name in ("jsonlite", "ggplot2", "survey", "reticulate"))
    asked = f"cat(setdiff(c({wanted}), rownames(installed.packages())))"
    missing = subprocess.run(["Rscript", "-e", asked], capture_output=True, text=True, timeout=60).stdout
    return missing and f"R has no {missing}"


@pytest.mark.server
def test_what_the_r_page_says_runs_in_r(afternoon, terminal):
    if why_no_r():
        pytest.skip(why_no_r())
    page = (REPOSITORY / "docs" / "how-to" / "from-r.md").read_text(encoding="utf-8")
    asked = """
        write.csv(data.frame(share = coef(by_survey)), "survey.csv")
        write.csv(shares, "library.csv", row.names = FALSE)
    """
    (terminal.folder / "page.R").write_text("\n".join([*re.findall(r"```r\n(.*?)```", page, re.DOTALL), asked]))
    terminal.run(f"RETICULATE_PYTHON={sys.executable} Rscript page.R")
    drawn = pd.read_csv(terminal.folder / "survey.csv")["share"].to_numpy()
    # Labelled near-duplicates count in ours, which survey knows nothing of.
    np.testing.assert_allclose(pd.read_csv(terminal.folder / "by-labels.csv")["share"], drawn, atol=0.015)
    own, library = (pd.read_csv(terminal.folder / name) for name in ("estimates.csv", "library.csv"))
    pd.testing.assert_frame_equal(own[["label", "share", "low"]], library[["label", "share", "low"]])
    assert (terminal.folder / "shares.png").read_bytes().startswith(b"\x89PNG")


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
