"""The starter model opens, says what it is, and comes out the same when it is trained again."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from annotate.learn.models import folders as models

REPOSITORY = Path(__file__).parent.parent
STARTER = REPOSITORY / "models" / "starter"


@pytest.fixture(scope="module")
def starter():
    return models.load(STARTER)


def test_it_labels_what_nobody_could_mistake(starter):
    texts = ["The two ministers thanked each other and signed the accord.", "He condemned the attack as a crime."]
    said = starter.predict_proba(pd.DataFrame({"text": texts})).argmax(axis=1)
    assert [starter.labels[place] for place in said] == ["conciliatory", "critical"]


def test_its_card_says_where_it_fails_to_carry_over(starter):
    card = (STARTER / "README.md").read_text(encoding="utf-8")
    assert card.count("| 0.") >= 10
    assert "On other data" in card
    assert "does not carry over" in (REPOSITORY / "models" / "README.md").read_text(encoding="utf-8")


def test_the_make_target_trains_the_same_model_again(starter, tmp_path):
    recipe = (REPOSITORY / "Makefile").read_text().split("starter: ")[1].split("\n\n")[0].replace("\\\n", " ")
    commands = re.findall(r"\$\(BIN\)/annotate (.+)", recipe)
    for words in commands:
        words = words.replace("build/", f"{tmp_path}/").replace("models/starter", f"{tmp_path}/again")
        command = [sys.executable, "-m", "annotate", *words.split()]
        subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    again = models.load(tmp_path / "again")
    assert again.info.split.hash == starter.info.split.hash
    assert again.info.split.parts == starter.info.split.parts
    # Byte for byte only on the same kind of processor: eight-bit sums of the encoder are rounded differently elsewhere.
    texts = pd.DataFrame({"text": starter.sentences["text"].head(300)})
    assert np.abs(again.predict_proba(texts) - starter.predict_proba(texts)).max() < 0.05
