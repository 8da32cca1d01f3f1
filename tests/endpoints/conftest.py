"""A server that answers by words, and tables of labelled sentences."""

import sys
from pathlib import Path

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
