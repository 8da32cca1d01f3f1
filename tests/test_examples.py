"""The example in each verb's help runs as it stands, in a project that has what it names."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import typer.main

from annotate import tables
from annotate.cli import application
from annotate.io.reading import read_table
from annotate.io.writing import write_table
from annotate.workflows.setup.shipped import load_shipped, shipped_folder

REPOSITORY = Path(__file__).parent.parent
ARTICLES = 24
BEFORE_LABELS = ("init my-study", "split", "sample", "sheet")
WITH_LABELS = ("agreement", "resolve", "train", "evaluate", "explain", "compare", "audit", "simulate", "score")
AFTER_SCORES = ("estimate", "regress", "report", "figure", "replicate", "convert", "doctor")
WITH_STUDIO = ("studio start", "push", "status", "pull", "studio status", "studio invite", "serve", "studio stop")
ALL = BEFORE_LABELS + WITH_LABELS + AFTER_SCORES + WITH_STUDIO
ELSEWHERE = {
    "open": "it opens a browser: tests/page",
    "label": "it serves until it is stopped: tests/page",
    "train-coders": "it serves until it is stopped: tests/page/test_coder_training.py",
    "demo": "it takes minutes: tests/test_packaging.py",
    "encoder": "it downloads: tests/learn/test_named_encoders.py",
}
"""Verbs whose examples do not run here, why, and where they are tested."""


def examples():
    """Every example by the words it begins with."""
    found = {}
    command = typer.main.get_command(application())
    for verb, one in command.commands.items():
        for part in [one, *getattr(one, "commands", {}).values()]:
            if part.epilog:
                found[part.epilog.removeprefix("Example: annotate ")] = verb
    return found


EXAMPLES = examples()


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with news, labels of two annotators, a test table and an export; commands run in it in turn."""
    folder = tmp_path_factory.mktemp("project")
    shipped = load_shipped()
    articles = shipped.articles.head(ARTICLES)
    (folder / "news").mkdir()
    write_table(articles.drop(columns=["structure", "file"], errors="ignore"), folder / "news" / "articles.jsonl")
    labels = read_table(shipped_folder() / "labels.csv", tables.ANNOTATIONS)
    passes = labels[labels["annotator"].str.contains("-pass-")]
    own = passes[passes["article_id"].isin(articles["article_id"])]
    write_table(own.drop(columns=["article_id", "text"]), folder / "pulled.csv", tables.ANNOTATIONS)
    stance = labels.query("question == 'stance' and annotator == 'language-model-pass-1'")
    others = stance[~stance["article_id"].isin(articles["article_id"])].head(150)
    others[["text", "label", "article_id"]].to_csv(folder / "test.csv", index=False)
    result = [{"from_name": "stance", "to_name": "text", "type": "choices", "value": {"choices": ["critical"]}}]
    task = {"id": 1, "data": {"sentence_id": "s1", "text": "They quarrelled."}}
    exported = [task | {"annotations": [{"id": 1, "completed_by": {"email": "ana@localhost"}, "result": result}]}]
    (folder / "export.json").write_text(json.dumps(exported))
    (folder / "annotate.toml").write_text('title = "examples"\n')
    yield folder
    command = [sys.executable, "-m", "annotate", "studio", "stop"]
    subprocess.run(command, cwd=folder, env={**os.environ, **environment_of(folder)}, capture_output=True)


def environment_of(folder):
    return {"PYTHONPATH": str(REPOSITORY), "ANNOTATE_STUDIO_DATA": str(folder / "studio"), "NO_COLOR": "1"}


def example_of(begin):
    (found,) = [words for words in EXAMPLES if words == begin or words.startswith(begin + " ")][:1]
    return found


def test_every_verb_has_an_example_and_every_example_is_run():
    assert set(EXAMPLES.values()) == {one.split()[0] for one in ALL} | set(ELSEWHERE)


@pytest.mark.server
@pytest.mark.parametrize("begin", ALL)
def test_the_example_in_the_help_runs(project, annotate, studio_template, begin):
    def run(words):
        said = annotate(*shlex.split(words), cwd=project, env=environment_of(project))
        assert said.returncode == 0, said.stdout + said.stderr

    if begin == WITH_LABELS[0]:  # a batch is drawn before there are labels, and leaves labelled sentences out after
        shutil.copy(project / "pulled.csv", project / "annotations.csv")
    if begin == "compare":
        run("train gold.csv sentences.parquet --recipe fast --no-curve -o models/fast")
        shutil.copytree(project / "models" / "stance", project / "models" / "default")
    if begin == WITH_STUDIO[0]:
        shutil.copytree(studio_template, project / "studio")
    if begin == "serve":
        serve_until_it_answers(project)
        return
    few = " --least 2" if begin == "regress" else ""  # an outlet of this project has labels in two articles
    run(example_of(begin) + few)
    if begin == "replicate":  # the bundle of a study shows the way from the articles
        datasheet = zipfile.ZipFile(project / "study.zip").read("DATASHEET.md").decode()
        assert "Sentences drawn to be labelled: " in datasheet
        assert "Shares computed in the bundle: " in datasheet


def serve_until_it_answers(project):
    command = [sys.executable, "-m", "annotate", *shlex.split(example_of("serve"))]
    environment = {**os.environ, **environment_of(project)}
    with open(project / "serve.log", "w") as log:
        served = subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(600):
            time.sleep(0.5)
            words = (project / "serve.log").read_text()
            if "http://127.0.0.1" in words or served.poll() is not None:
                break
        assert served.poll() is None, words
        assert "http://127.0.0.1" in words
    finally:
        served.terminate()
        served.wait(30)
