"""Adding a thing of each kind touches at most two files of the package, and what was added works from the command on.

Each test copies the package, adds a toy the way CONTRIBUTING says, and runs the real command of the copy.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

REPOSITORY = Path(__file__).parent.parent
MOST_FILES = 2


class Checkout:
    """A copy of the package that counts which of its files were touched."""

    def __init__(self, folder):
        self.folder = folder
        self.touched = set()
        shutil.copytree(REPOSITORY / "annotate", folder / "annotate", ignore=shutil.ignore_patterns("__pycache__"))

    def add(self, path, text):
        """Write a new file."""
        file = self.folder / "annotate" / path
        assert not file.exists(), path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.touched.add(path)

    def edit(self, path, old, new):
        """Replace `old`, which is there once, in a file."""
        file = self.folder / "annotate" / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.touched.add(path)

    def run(self, *arguments):
        """What the copy's command prints on standard output."""
        assert len(self.touched) <= MOST_FILES, self.touched
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "NO_COLOR": "1", "COLUMNS": "160"}
        done = subprocess.run(
            [sys.executable, "-m", "annotate", *map(str, arguments)],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def imported(line):
    """The edit that adds an import to a module."""
    first = "from __future__ import annotations\n"
    return first, f"{first}\n{line}\n"


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


@pytest.fixture
def scores(checkout):
    """Scores of 120 sentences in 12 articles of two outlets, and gold of every third of them."""
    labels = ("conciliatory", "critical", "neutral")
    rows = [
        {
            "sentence_id": f"s{number}",
            "article_id": f"a{number // 10}",
            "outlet": ("Bell", "Mirror")[number // 10 % 2],
            "published": f"2031-0{1 + number // 40}-05",
            "kind": "body",
            "text": f"Sentence {number} was written for this test.",
            "label": labels[number % 3],
            "model": "toy",
            **{f"p_{label}": 0.8 if label == labels[number % 3] else 0.1 for label in labels},
        }
        for number in range(120)
    ]
    gold = [
        {
            "sentence_id": row["sentence_id"],
            "question": "stance",
            "label": labels[number // 4 % 3],
            "inclusion_probability": 1 / 3,
        }
        for number, row in enumerate(rows)
        if number % 4 == 0
    ]
    pd.DataFrame(rows).to_csv(checkout.folder / "scores.csv", index=False)
    pd.DataFrame(gold).to_csv(checkout.folder / "gold.csv", index=False)
    return checkout.folder / "scores.csv"


def test_an_estimator(checkout, scores):
    checkout.add(
        "estimation/estimators/uniform.py",
        '''"""A toy: every label has the same share."""

import numpy as np

from annotate.estimation.estimators._share import Share


class Uniform:
    """Ignores scores and labels alike."""

    name = "uniform"
    method = "uniform"
    description = "Shares are all alike."
    references = ()
    uses_labels = True

    def shares(self, data, rows):
        """The same for each label."""
        return [Share(1 / len(data.labels), data.cluster[rows], np.zeros(len(rows)), 9.0) for _ in data.labels]
''',
    )
    registry = "estimation/estimators/__init__.py"
    checkout.edit(registry, *imported("from annotate.estimation.estimators.uniform import Uniform"))
    checkout.edit(registry, "ClassifyAndCount())", "ClassifyAndCount(), Uniform())")
    checkout.run("estimate", "scores.csv", "--gold", "gold.csv", "--estimator", "uniform", "-o", "shares.csv")
    shares = pd.read_csv(checkout.folder / "shares.csv")
    assert shares["share"].tolist() == pytest.approx([1 / 3] * 3)
    assert set(shares["method"]) == {"uniform"}


def test_a_chart_of_the_report(checkout, scores):
    checkout.add(
        "reporting/charts/sentence_lengths.py",
        '''"""A toy: how long sentences are, in words alone."""

from annotate.reporting.charts._drawing import Chart


def sentence_lengths(results):
    """The mean length of sentences by label."""
    lengths = results.scores.assign(words=results.scores["text"].str.split().str.len())
    table = lengths.groupby("label", as_index=False)["words"].mean()
    return Chart("lengths", "Sentence lengths", "How many words a sentence has.", None, table)
''',
    )
    registry = "reporting/charts/__init__.py"
    checkout.edit(registry, *imported("from annotate.reporting.charts.sentence_lengths import sentence_lengths"))
    checkout.edit(registry, "] = {\n", '] = {\n    "lengths": sentence_lengths,\n')
    checkout.run("report", "scores.csv", "--gold", "gold.csv", "-o", "page.html")
    page = (checkout.folder / "page.html").read_text(encoding="utf-8")
    assert "Sentence lengths" in page
    assert "How many words a sentence has." in page


def test_a_file_format(checkout):
    checkout.add(
        "io/formats/telegram.py",
        '''"""A toy: articles between lines of dashes, the headline first."""

from annotate.io.rejects import Reject


def articles(path):
    """Each article in the file; one without a text is rejected."""
    for number, part in enumerate(path.read_text(encoding="utf-8").split("-----")):
        title, _, text = part.strip().partition("\\n")
        yield {"title": title, "text": text.strip()} if text else Reject(f"{path}: part {number + 1}", "no text")
''',
    )
    checkout.edit(
        "io/formats/__init__.py",
        "FORMATS = (\n",
        'FORMATS = (\n    Format("telegram", (".tgm",), "telegram", "articles"),\n',
    )
    (checkout.folder / "wire.tgm").write_text(
        "Talks open\nThe envoys met at noon. They parted as friends.\n-----\nTalks end\nNobody signed.\n",
        encoding="utf-8",
    )
    checkout.run("split", "wire.tgm", "-o", "sentences.csv")
    sentences = pd.read_csv(checkout.folder / "sentences.csv")
    assert sentences["text"].tolist() == ["The envoys met at noon.", "They parted as friends.", "Nobody signed."]


def test_a_recipe(checkout):
    checkout.add(
        "learn/recipes/timid_recipe.py",
        '''"""A toy: words alone, strongly regularised."""

from sklearn.pipeline import Pipeline

from annotate.learn.features.bag_of_words import Words
from annotate.learn.recipes.recipe import LINEAR_TYPES, Recipe, linear, sparse_features


def _timid(inputs):
    return Pipeline([("words", sparse_features(inputs.columns, Words())), ("linear", linear(inputs.seed, C=0.01))])


TIMID = Recipe("timid", "words, strongly regularised", _timid, types=LINEAR_TYPES)
''',
    )
    catalogue = "learn/recipes/catalogue.py"
    checkout.edit(catalogue, *imported("from annotate.learn.recipes.timid_recipe import TIMID"))
    checkout.edit(catalogue, "(FAST, ", "(TIMID, FAST, ")
    words = {"warm": "thanked praised welcomed", "cold": "blamed expelled condemned"}
    rows = [
        {"text": f"The {who} {verb} the {other} in {place}.", "label": label, "doc": place}
        for label, verbs in words.items()
        for verb in verbs.split()
        for who in ("envoy", "minister")
        for other in ("islanders", "fishermen")
        for place in ("Orlesk", "Veldan", "Hestervik", "Tolvary")
    ]
    pd.DataFrame(rows).to_csv(checkout.folder / "data.csv", index=False)
    checkout.run("train", "data.csv", "--recipe", "timid", "--group-column", "doc", "--no-curve", "-o", "model")
    checkout.run("score", "model", "data.csv", "--text-column", "text", "-o", "scores.csv")
    scores = pd.read_csv(checkout.folder / "scores.csv")
    assert (scores["label"] == [row["label"] for row in rows]).all()


def test_a_label_tool(checkout):
    checkout.add(
        "io/exports/tally.py",
        '''"""A toy: a line for each answer, as ``text => annotator: label``."""


def read(request):
    """A row for each line; remarks are left out."""
    for path in request.paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            text, arrow, answer = line.partition(" => ")
            if not arrow:
                request.leave_out("remarks")
                continue
            annotator, _, label = answer.partition(": ")
            yield {"text": text, "annotator": annotator, "label": label}
''',
    )
    checkout.edit(
        "io/exports/__init__.py", "EXPORTS = (\n", 'EXPORTS = (\n    Export("tally", "tally", "lines of a tally"),\n'
    )
    (checkout.folder / "tally.txt").write_text(
        "They met. => ana: conciliatory\nThey met. => ben: neutral\na remark\nThey left. => ana: critical\n"
    )
    checkout.run("convert", "tally.txt", "--from", "tally", "-o", "annotations.csv")
    annotations = pd.read_csv(checkout.folder / "annotations.csv")
    assert annotations["question"].tolist() == ["stance"] * 3
    assert annotations["annotator"].tolist() == ["ana", "ben", "ana"]
    assert annotations["sentence_id"].nunique() == 2


def test_an_agreement_coefficient(checkout):
    module = "labels/coefficients.py"
    checkout.edit(
        module,
        "\n\nCOEFFICIENTS",
        '''

def bennett_s(totals: Totals) -> Reals:
    """Bennett's S (1954): chance is the same for every label."""
    chance = 1 / totals.usage.shape[1]
    return (totals.observed - chance) / (1 - chance)


COEFFICIENTS''',
    )
    checkout.edit(
        module,
        '        Coefficient("percent",',
        '        Coefficient("bennett_s", bennett_s, "the S of Bennett"),\n        Coefficient("percent",',
    )
    answers = [("s1", "yes", "yes"), ("s2", "yes", "no"), ("s3", "no", "no"), ("s4", "no", "no")]
    rows = [
        {"sentence_id": item, "annotator": who, "question": "stance", "label": label}
        for item, *labels in answers
        for who, label in zip(("ana", "ben"), labels, strict=True)
    ]
    pd.DataFrame(rows).to_csv(checkout.folder / "annotations.csv", index=False)
    printed = checkout.run(
        "agreement", "annotations.csv", "--format", "json", "--measure", "bennett_s", "--fail-under", 0.4
    )
    values = {row["measure"]: row["value"] for row in json.loads(printed)}
    assert values["bennett_s"] == pytest.approx(0.5)


def test_a_language(checkout):
    checkout.add(
        "text/languages/toy/__init__.py",
        '''"""A toy language in which Vr. is a title."""

from annotate.text.languages import Abbreviations, Language, word_set

LANGUAGE = Language(code="xx", name="Toy", abbreviations=Abbreviations(titles=word_set("Vr")))
''',
    )
    checkout.edit("text/languages/__init__.py", '    "en": "english",\n', '    "en": "english",\n    "xx": "toy",\n')
    (checkout.folder / "tale.txt").write_text("Mira sprak ke Vr. Talvik. Nou wachen.\n", encoding="utf-8")
    checkout.run("split", "tale.txt", "--language", "xx", "-o", "sentences.csv")
    sentences = pd.read_csv(checkout.folder / "sentences.csv")
    assert sentences["text"].tolist() == ["Mira sprak ke Vr. Talvik.", "Nou wachen."]
