"""A server that answers by words, tables of labelled sentences, and the command in this process."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parent))


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
    from invented_world import sentences

    sentences(48).to_csv(path, index=False)
    return path


@pytest.fixture
def new(tmp_path):
    path = tmp_path / "new.csv"
    from invented_world import sentences

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
