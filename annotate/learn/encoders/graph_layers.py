"""The layers of an encoder as floats, read back out of the ONNX graph that `onnx_graph` makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from annotate._types import Array
from annotate.errors import ModelError
from annotate.learn.encoders.onnx_graph import LAST, PRODUCER
from annotate.learn.encoders.transformer import Layer


@dataclass(frozen=True)
class Layers:
    """Consecutive layers of an encoder, and what else they need."""

    layers: tuple[Layer, ...]
    heads: int
    epsilon: float
    distances: Array | None = None
    """As in `annotate.learn.encoders.transformer.Transformer`."""


def top_layers_of_graph(model: Path, count: int) -> Layers | None:
    """The last `count` layers in an ONNX file of ours; matrices of 8 or 4 bits as the floats that they stand for.

    Returns
    -------
    Layers or None
        None if the file was made by another program.

    Raises
    ------
    ModelError
        If the file is damaged.
    """
    graph = _own_graph(model)
    if graph is None:
        return None
    from onnx import numpy_helper

    try:
        constants = {tensor.name: tensor for tensor in graph.initializer}
        attentions = [node for node in graph.node if node.op_type == "MultiHeadAttention"]
        names = [node.output[0].removesuffix(".seen") for node in attentions][-count:]
        products = {node.output[0]: node for node in graph.node if node.op_type in ("MatMul", "MatMulNBits")}
        norm = next(node for node in graph.node if node.output[0] == LAST)
        known = constants.get("distances")
        distances = None if known is None else np.array(numpy_helper.to_array(known)[0], dtype=np.float32)
        return Layers(
            tuple(_layer(name, constants, products) for name in names),
            int(_attribute(attentions[-1], "num_heads")),
            float(_attribute(norm, "epsilon")),
            distances,
        )
    except (KeyError, IndexError, StopIteration, ValueError) as error:
        raise ModelError(f"{model}: damaged weights ({type(error).__name__}: {error}); fetch it again") from error


def word_pieces_of_graph(model: Path) -> tuple[Array, Array] | None:
    """The embeddings of all word pieces in an ONNX file of ours, as stored, and the number each is to be multiplied by.

    The numbers are a column. None if the file was made by another program; raises `ModelError` if it is damaged.
    """
    graph = _own_graph(model)
    if graph is None:
        return None
    from onnx import numpy_helper

    constants = {tensor.name: tensor for tensor in graph.initializer}
    if "words" not in constants:
        raise ModelError(f"{model}: damaged weights (no embeddings of word pieces); fetch it again")
    table = numpy_helper.to_array(constants["words"])
    if "words.scale" not in constants:
        return table, np.ones((len(table), 1), dtype=np.float32)
    return table, numpy_helper.to_array(constants["words.scale"])


def _own_graph(model: Path) -> Any:
    """The graph in an ONNX file if it was made here; None if by another program."""
    import onnx
    from google.protobuf.message import DecodeError

    try:
        graph_model = onnx.load(str(model), load_external_data=False)
    except (DecodeError, OSError) as error:
        raise ModelError(f"{model}: not a readable encoder ({error}); fetch it again") from error
    return graph_model.graph if graph_model.producer_name == PRODUCER else None


def _layer(name: str, constants: Mapping[str, Any], products: Mapping[str, Any]) -> Layer:
    from onnx import numpy_helper

    def floats(of: str) -> Array:
        return np.array(numpy_helper.to_array(constants[of]), dtype=np.float32)

    def matrix(of: str) -> Array:
        node = products[of]
        stored = numpy_helper.to_array(constants[node.input[1]])
        if node.op_type == "MatMul":
            return np.array(stored, dtype=np.float32)
        return unquantised(stored, floats(node.input[2]), int(_attribute(node, "bits")))

    def norm(of: str) -> Array:
        return np.stack([floats(f"{of}.scale"), floats(f"{of}.shift")])

    return Layer(
        attention=matrix(f"{name}.attention"),
        attention_bias=floats(f"{name}.attention.bias"),
        mixing=matrix(f"{name}.mixed"),
        mixing_bias=floats(f"{name}.middle.bias"),
        attention_norm=norm(f"{name}.middle"),
        up=matrix(f"{name}.up"),
        up_bias=floats(f"{name}.up.bias"),
        down=matrix(f"{name}.down"),
        down_bias=floats(f"{name}.bias"),
        output_norm=norm(name),
    )


def unquantised(stored: Array, scales: Array, bits: int) -> Array:
    """The matrix ``(inputs, outputs)`` that `annotate.learn.encoders.onnx_graph.quantised` has packed."""
    outputs, blocks, _ = stored.shape
    if bits == 4:
        stored = np.stack([stored & 15, stored >> 4], axis=3)
    numbers = stored.reshape(outputs, blocks, -1).astype(np.float32) - (1 << bits - 1)
    return np.ascontiguousarray((numbers * scales.reshape(outputs, blocks, 1)).reshape(outputs, -1).T)


def _attribute(node: Any, name: str) -> Any:
    from onnx import helper

    return helper.get_attribute_value(next(attribute for attribute in node.attribute if attribute.name == name))
