"""The weights of a transformer encoder as plain arrays, read from safetensors or from an ONNX graph."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from annotate._types import Array
from annotate.errors import ModelError

LONGEST = 128
"""Maximum length of a sentence in word pieces; the rest is cut off, as it was when the encoders were trained."""
_FARTHEST = 128
"""The distance from which on all share a bucket of MPNet's bias."""


@dataclass(frozen=True)
class Layer:
    """One layer; matrices have shape ``(inputs, outputs)``, as in ``states @ matrix + bias``."""

    attention: Array
    """Query, key and value side by side, shape ``(width, 3 * width)``."""
    attention_bias: Array
    mixing: Array
    mixing_bias: Array
    attention_norm: Array
    """Scale and shift of the layer normalisation after the attention, shape ``(2, width)``."""
    up: Array
    up_bias: Array
    down: Array
    down_bias: Array
    output_norm: Array


@dataclass(frozen=True)
class Transformer:
    """A BERT or MPNet encoder: embeddings, then layers with normalisation after each block."""

    words: Array
    """Shape ``(vocabulary, width)``."""
    positions: Array
    """Shape ``(LONGEST, width)``, the embedding of the first segment included."""
    norm: Array
    layers: tuple[Layer, ...]
    heads: int
    epsilon: float
    distances: Array | None = None
    """Added to the attention's scores, shape ``(heads, LONGEST, LONGEST)``: MPNet's relative positions."""


def transformer_in(folder: Path) -> Transformer:
    """The encoder in a folder with ``model.safetensors`` and ``config.json``.

    Raises
    ------
    ModelError
        If a file is missing or damaged, or the architecture is neither BERT nor MPNet.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        tensors = load_file(folder / "model.safetensors")
        readers = {"bert": _bert, "mpnet": _mpnet}
        if config.get("model_type") not in readers:
            raise ModelError(
                f"{folder}: a {config.get('model_type')} model; encoders of type bert or mpnet can be read"
            )
        named = {
            name.split(".", 1)[1] if name.startswith(("bert.", "mpnet.")) else name: t for name, t in tensors.items()
        }
        return readers[config["model_type"]](named, config)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(f"{folder}: no complete encoder in safetensors ({error}); fetch it again") from error


def transformer_of_graph(model: Path) -> Transformer:
    """The encoder in an ONNX file of a BERT whose biases still have their PyTorch names, 8-bit weights included.

    Raises
    ------
    ModelError
        If the graph is not of this kind.
    """
    import onnx

    try:
        named = _named_parameters(onnx.load(str(model)).graph)
        width = named["embeddings.LayerNorm.weight"].shape[0]
        return _bert(named, {"num_attention_heads": 12 if width in (384, 768) else width // 64})
    except Exception as error:
        raise ModelError(
            f"{model}: not the graph of a BERT encoder that can be trained ({type(error).__name__}: {error}); "
            "use a folder with model.safetensors"
        ) from error


def _named_parameters(graph: Any) -> dict[str, Array]:
    """Every parameter under its PyTorch name; a matrix gets that of the bias which is added to its product."""
    from onnx import numpy_helper

    known = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    named: dict[str, Array] = {}
    for node in graph.node:
        for name in node.input:
            if ("embeddings." in name or "LayerNorm." in name) and (array := _value(name, known, makers)) is not None:
                named[_short(name)] = array
        if node.op_type == "Add":
            named |= _weight_and_bias(node, known, makers)
    return named


def _value(name: str, known: Mapping[str, Array], makers: Mapping[str, Any]) -> Array | None:
    """A parameter, also where the graph stores it in other numbers and converts or scales these; None for states."""
    if name in known:
        return known[name]
    node = makers.get(name)
    if node is None or node.op_type not in ("Cast", "Mul"):
        return None
    parts = [part for part in (_value(one, known, makers) for one in node.input) if part is not None]
    if len(parts) < len(node.input):
        return None
    return parts[0].astype(np.float32) if node.op_type == "Cast" else parts[0] * parts[1]


def _weight_and_bias(addition: Any, known: Mapping[str, Array], makers: Mapping[str, Any]) -> dict[str, Array]:
    """The bias that `addition` adds to a product, and the product's matrix, under their PyTorch names; else nothing."""
    named: dict[str, Array] = {}
    for bias, product in (tuple(addition.input), tuple(addition.input)[::-1]):
        if bias in known and bias.endswith(".bias") and product in makers and makers[product].op_type == "MatMul":
            matrix = _value(makers[product].input[1], known, makers)
            if matrix is not None:
                named[_short(bias)] = known[bias]
                named[_short(bias).removesuffix("bias") + "weight"] = matrix.T
    return named


def _short(name: str) -> str:
    for start in ("embeddings.", "encoder."):
        if start in name:
            return name[name.index(start) :]
    return name


def _bert(named: Mapping[str, Array], config: Mapping[str, Any]) -> Transformer:
    segment = named["embeddings.token_type_embeddings.weight"][0]
    return _assembled(
        named,
        config,
        "attention.self.{}",
        ("query", "key", "value"),
        "attention.output.dense",
        "attention.output.LayerNorm",
        named["embeddings.position_embeddings.weight"][:LONGEST] + segment,
    )


def _mpnet(named: Mapping[str, Array], config: Mapping[str, Any]) -> Transformer:
    first = 2  # its positions are counted from the index of the padding on
    return _assembled(
        named,
        config,
        "attention.attn.{}",
        ("q", "k", "v"),
        "attention.attn.o",
        "attention.LayerNorm",
        named["embeddings.position_embeddings.weight"][first : first + LONGEST],
        _distances(named["encoder.relative_attention_bias.weight"]),
    )


def _assembled(
    named: Mapping[str, Array],
    config: Mapping[str, Any],
    attention: str,
    parts: tuple[str, str, str],
    mixing: str,
    norm: str,
    positions: Array,
    distances: Array | None = None,
) -> Transformer:
    count = 1 + max(int(name.split(".")[2]) for name in named if name.startswith("encoder.layer."))

    def layer(number: int) -> Layer:
        def of(name: str) -> Array:
            return named[f"encoder.layer.{number}.{name}"].astype(np.float32)

        def pair(name: str) -> Array:
            return np.stack([of(f"{name}.weight"), of(f"{name}.bias")])

        return Layer(
            attention=np.concatenate([of(attention.format(f"{part}.weight")).T for part in parts], axis=1),
            attention_bias=np.concatenate([of(attention.format(f"{part}.bias")) for part in parts]),
            mixing=of(f"{mixing}.weight").T,
            mixing_bias=of(f"{mixing}.bias"),
            attention_norm=pair(norm),
            up=of("intermediate.dense.weight").T,
            up_bias=of("intermediate.dense.bias"),
            down=of("output.dense.weight").T,
            down_bias=of("output.dense.bias"),
            output_norm=pair("output.LayerNorm"),
        )

    return Transformer(
        words=named["embeddings.word_embeddings.weight"].astype(np.float32),
        positions=positions.astype(np.float32),
        norm=np.stack([named["embeddings.LayerNorm.weight"], named["embeddings.LayerNorm.bias"]]).astype(np.float32),
        layers=tuple(layer(number) for number in range(count)),
        heads=int(config["num_attention_heads"]),
        epsilon=float(config.get("layer_norm_eps", 1e-12)),
        distances=distances,
    )


def _distances(table: Array) -> Array:
    """MPNet's bias for each head and pair of positions; distances share buckets that widen logarithmically."""
    half = table.shape[0] // 2
    exact = half // 2
    distance = np.arange(LONGEST)[None, :] - np.arange(LONGEST)[:, None]
    away = np.abs(distance)
    scaled = np.log(np.maximum(away, 1) / exact) / np.log(_FARTHEST / exact) * (half - exact)
    bucket = np.where(away < exact, away, np.minimum(exact + scaled.astype(int), half - 1)) + half * (distance > 0)
    return np.ascontiguousarray(table.astype(np.float32)[bucket].transpose(2, 0, 1))
