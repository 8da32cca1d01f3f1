"""A server that answers by words, labelled sentences of an invented world, and the command in this process."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

WORDS = {
    "conciliatory": ["welcomed the envoys of", "praised", "agreed to talks with", "offered help to", "thanked"],
    "critical": ["condemned", "accused", "threatened", "rejected the claims of", "denounced"],
    "neutral": ["met", "counted the votes in", "published a report on", "moved the office to", "opened a line to"],
}
PLACES = ["Veldania", "Karsovia", "the port of Ilmar", "the Senn valley", "Orth", "the northern council", "Marrow Bay"]


def sentences(count, first=0):
    """`count` labelled sentences in articles of two; one in ten is labelled against its words."""
    rows = []
    names = list(WORDS)
    for number in range(first, first + count):
        said = names[number % 3]
        label = names[(number + 1) % 3] if number % 10 == 7 else said
        verb, place = WORDS[said][number // 3 % 5], PLACES[number % 7]
        text = f"On day {number} speaker {number * 7 % 31} of ward {number * 13 % 97} {verb} {place}."
        rows.append({"sentence_id": f"s{number}", "text": text, "label": label, "doc": f"a{number // 2}"})
    return pd.DataFrame(rows)


@pytest.fixture
def server():
    from word_server import WordServer

    servers = []

    def start(behaviour=None, **options):
        servers.append(WordServer(behaviour, **options))
        return servers[-1]

    yield start
    for one in servers:
        one.close()


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    """Answers are kept apart for each test, and no key of the machine is used."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.delenv("ANNOTATE_ENDPOINT_KEY", raising=False)


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.csv"
    sentences(48).to_csv(path, index=False)
    return path


@pytest.fixture
def new(tmp_path):
    path = tmp_path / "new.csv"
    sentences(12, first=300).drop(columns=["label", "doc"]).to_csv(path, index=False)
    return path


@pytest.fixture
def annotate(capsys, tmp_path, monkeypatch):
    """Run the command in an empty folder, within this process: importing scikit-learn anew takes seconds each time."""
    from annotate.cli import run

    def called(*arguments):
        monkeypatch.chdir(tmp_path)
        capsys.readouterr()
        status = run([*map(str, arguments)])
        words = capsys.readouterr()
        return SimpleNamespace(returncode=status, stdout=words.out, stderr=words.err)

    return called
