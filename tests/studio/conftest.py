"""A real Label Studio for the tests: installed once a machine, its database copied from a template made once."""

import hashlib
import os
import shutil

import pandas as pd
import pytest
from filelock import FileLock

from annotate.studio import installing, server


def template():
    """A data folder in which a server ran once, so that the next start has no tables to make."""
    made_of = hashlib.sha256((installing.LOCK.read_text() + server.SETTINGS).encode()).hexdigest()[:12]
    folder = installing.home() / f"template-{made_of}"
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            server.start(folder)
            server.stop(folder)
            (folder / "ready").touch()
    return folder


@pytest.fixture
def fresh_data(tmp_path):
    """A data folder of its own for a server that a test will kill or change."""
    folder = tmp_path / "studio-data"
    shutil.copytree(template(), folder)
    yield folder
    server.stop(folder)


@pytest.fixture(scope="session")
def studio(tmp_path_factory):
    """The running server that the tests share; commands find it as the private one of this machine."""
    folder = tmp_path_factory.mktemp("studio") / "data"
    shutil.copytree(template(), folder)
    before = os.environ.get(server.DATA_VARIABLE)
    os.environ[server.DATA_VARIABLE] = str(folder)
    yield server.start(folder)
    server.stop(folder)
    if before is None:
        del os.environ[server.DATA_VARIABLE]
    else:
        os.environ[server.DATA_VARIABLE] = before


@pytest.fixture
def at(studio):
    """Where the shared server is and what opens it, as keyword arguments."""
    return {"url": studio.url, "token": studio.token}


@pytest.fixture
def make_batch():
    """A batch of `count` invented sentences."""

    def make(count, prefix="s", **more):
        texts = [f"Veldania and Karsovia agreed on point {i} of the water treaty." for i in range(count)]
        return pd.DataFrame({"sentence_id": [f"{prefix}{i:05d}" for i in range(count)], "text": texts, **more})

    return make


@pytest.fixture
def make_scores():
    """Scores of a made-up model for a batch."""

    def make(batch, label="conciliatory", model="model-1"):
        sure = {"p_conciliatory": 0.1, "p_critical": 0.1, "p_neutral": 0.1, f"p_{label}": 0.8}
        return batch.assign(label=label, model=model, abstained=False, **sure)

    return make
