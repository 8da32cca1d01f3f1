"""Every verb: help that fits 80 columns and names the choices, one JSON document, a file instead of a screen."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import typer

from annotate.cli import VERBS, _interrupted, application
from annotate.cli.next_steps import NEXT, next_step
from annotate.estimation.estimators import ESTIMATORS
from annotate.io.exports import EXPORTS
from annotate.labels.aggregation import METHODS
from annotate.labels.coefficients import COEFFICIENTS
from annotate.labels.strategies import STRATEGIES
from annotate.learn.recipes.catalogue import RECIPES
from annotate.reporting.charts import CHARTS
from annotate.studio.wording.wordings import languages

REPOSITORY = Path(__file__).parent.parent.parent


def leaves(commands=None, path=""):
    """Every command that runs something, by what one types."""
    for name, command in (commands or typer.main.get_command(application()).commands).items():
        if getattr(command, "commands", None):
            yield from leaves(command.commands, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


COMMANDS = dict(leaves())


@pytest.fixture(scope="module")
def helps():
    """The help of every command in a window of 80 columns, from one process."""
    code = (
        "import sys, io, json, contextlib\nfrom annotate.cli import run\nhelps = {}\n"
        "for path in json.loads(sys.argv[1]):\n    text = io.StringIO()\n"
        "    with contextlib.redirect_stdout(text):\n        run([*path.split(), '--help'])\n"
        "    helps[path] = text.getvalue()\nprint(json.dumps(helps))"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "COLUMNS": "80", "NO_COLOR": "1"}
    command = [sys.executable, "-c", code, json.dumps(list(COMMANDS))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("path", COMMANDS)
def test_help_fits_80_columns_without_cut_words(helps, path):
    text = helps[path]
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    words = set(re.findall(r"[\w'-]+", text))
    for parameter in COMMANDS[path].params:
        written = re.sub(r"{\w+}", "", parameter.help or "")  # names of a registry stand there
        missing = set(re.findall(r"[A-Za-z']{4,}", written)) - words
        assert not {word for word in missing if not any(word in one for one in words)}, parameter.name


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_an_example_a_format_and_an_output(path):
    command = COMMANDS[path]
    assert f"annotate {path}" in command.epilog
    flags = {flag for parameter in command.params for flag in parameter.opts}
    assert {"--format", "-o"} <= flags


@pytest.mark.parametrize(
    ("path", "option", "names"),
    [
        ("sample", "--strategy", STRATEGIES),
        ("train", "--recipe", RECIPES),
        ("resolve", "--method", METHODS),
        ("agreement", "--measure", COEFFICIENTS),
        ("figure", "NAME", CHARTS),
        ("replicate", "--estimator", ESTIMATORS),
        ("estimate", "--estimator", ESTIMATORS),
        ("report", "--estimator", ESTIMATORS),
        ("convert", "--from", [export.name for export in EXPORTS]),
        ("estimate", "--population", ["process", "corpus"]),
        ("init", "--language", languages()),
    ],
)
def test_the_choices_of_an_option_stand_in_its_help(helps, path, option, names):
    assert option in helps[path]
    for name in names:
        assert name in re.sub(r"-\n\s+", "-", helps[path]), name


def test_a_verb_without_a_format_of_its_own_prints_one_document(annotate, tmp_path):
    batch = pd.DataFrame({"sentence_id": ["a"], "text": ["One."]})
    batch.to_csv(tmp_path / "batch.csv", index=False)
    made = annotate("sheet", "batch.csv", "--format", "json")
    assert made.returncode == 0, made.stderr
    document = json.loads(made.stdout)
    assert document["command"] == "annotate sheet"
    assert document["messages"][0] == "wrote 1 sentence to coding.xlsx"
    made = annotate("init", "study", "--yes", "--format", "json", "-o", "made.json")
    assert made.stdout == ""
    assert "wrote study/annotate.toml" in json.loads((tmp_path / "made.json").read_text())["messages"]
    assert annotate("init", "other", "--format", "xml").returncode == 2


def test_what_is_printed_goes_to_a_file_where_one_is_named(annotate, tmp_path):
    rows = [(f"s{i}", who, "stance", "critical" if i % 2 else "neutral") for i in range(6) for who in ("ana", "ben")]
    table = pd.DataFrame(rows, columns=["sentence_id", "annotator", "question", "label"])
    table.to_csv(tmp_path / "annotations.csv", index=False)
    done = annotate("agreement", "annotations.csv", "--format", "json", "-o", "agreement.json")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert {one["measure"] for one in json.loads((tmp_path / "agreement.json").read_text())} >= {"percent"}


def test_an_interruption_promises_only_what_holds():
    assert "continue where it stopped" in _interrupted(["score", "m", "x"])
    assert "starts over" in _interrupted(["train"])
    assert set(VERBS) >= {"score", "train"}


ENDS_WITH_NEXT = {"init", "demo", "train", "label", "train-coders", "sheet", "encoder get", "encoder use"}
ENDS_WITH_NEXT |= {"studio invite", "studio restore", "studio compose"}
NOTHING_FOLLOWS = {"serve", "open", "doctor", "replicate", "encoder list"} | {
    f"studio {name}" for name in ("stop", "status", "backup", "log")
}


def test_every_verb_says_what_comes_next_in_a_command_that_can_be_typed():
    assert set(NEXT) <= set(COMMANDS)
    assert not {*COMMANDS} - {*NEXT} - ENDS_WITH_NEXT - NOTHING_FOLLOWS
    files = {name: Path(f"{name}.csv") for name in ("output", "annotations", "gold", "model", "scores")}
    word = r"[a-z]+\.csv|-\S+|NAME|200|pair|bundle|NEW-ARTICLES|start"
    for verb in NEXT:
        line = next_step(verb, files, in_study=True).replace(",", "")
        for typed in re.findall(rf"annotate ([a-z-]+(?: (?:{word}))*)", line):
            words = typed.split()
            path = next(path for path in (" ".join(words[:2]), words[0]) if path in COMMANDS or path == "open")
            COMMANDS[path].make_context(path, words[len(path.split()) :])


def test_the_next_step_names_the_files_at_hand_and_nothing_without_them():
    chosen = {"output": Path("b.csv")}
    assert next_step("split", chosen, in_study=False) == "Next: annotate sample b.csv -n 200"
    assert next_step("split", {"output": None}, in_study=True) == "Next: annotate sample -n 200"
    assert next_step("split", {"output": Path("-")}, in_study=False) == ""
    assert next_step("replicate", chosen, in_study=True) == ""
