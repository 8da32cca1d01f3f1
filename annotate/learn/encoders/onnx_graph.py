"""The ONNX graph of a transformer, with 8-bit matrices that are scaled in blocks.

The matrices are multiplied by onnxruntime's ``MatMulNBits``: every 32 inputs of an output have a scale of their own,
and so have every 32 numbers of a state. That is more exact than one scale for a matrix and one for all states.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from annotate._types import Array
from annotate.learn.encoders.transformer import Layer, Transformer

_BLOCK = 32
_OURS = "com.microsoft"
_IR_VERSION = 10
PRODUCER = "annotate"
"""The producer that graphs made here name."""
LAST = "last_hidden_state"
"""The name of a graph's output, the states after the last layer."""


def graph_of(transformer: Transformer, bits: int = 8) -> bytes:
    """The graph as an ONNX file; the same weights give the same bytes.

    Its input is ``input_ids`` of one sentence or of sentences of one length, without padding, at most ``LONGEST`` word
    pieces; its output is ``last_hidden_state``, and inside it are ``layer_N``, the states after each earlier layer.

    Parameters
    ----------
    bits
        8 or 4 for matrices of so many bits; 32 for floats.
    """
    from onnx import TensorProto, helper

    graph = _Graph(bits)
    states = _embedded(graph, transformer)
    bias = _attention_bias(graph, transformer)
    last = len(transformer.layers)
    for number, layer in enumerate(transformer.layers, start=1):
        name = LAST if number == last else f"layer_{number}"
        states = _layer(graph, layer, states, bias, transformer, name)
    shape: list[str | int | None] = ["batch", "length", transformer.words.shape[1]]
    declared = [helper.make_tensor_value_info(LAST, TensorProto.FLOAT, shape)]
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    made = helper.make_graph(graph.nodes, "encoder", [ids], declared, graph.constants)
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(_OURS, 1)]
    model = helper.make_model(made, opset_imports=versions, ir_version=_IR_VERSION, producer_name=PRODUCER)
    return model.SerializeToString(deterministic=True)


class _Graph:
    """Nodes and constants as they are added."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def product(self, states: str, matrix: Array, output: str) -> str:
        """The product of states and a matrix, in the number of bits of this graph."""
        if self.bits == 32:
            return self.node("MatMul", [states, self.constant(f"{output}.weight", matrix)], output)
        packed, scales = quantised(matrix, self.bits)
        inputs = [states, self.constant(f"{output}.weight", packed), self.constant(f"{output}.scale", scales)]
        shape = {"K": matrix.shape[0], "N": matrix.shape[1], "bits": self.bits, "block_size": _BLOCK}
        return self.node("MatMulNBits", inputs, output, _OURS, accuracy_level=4, **shape)


def quantised(matrix: Array, bits: int) -> tuple[Array, Array]:
    """A matrix ``(inputs, outputs)`` in `bits` bits, packed as ``(outputs, blocks, bytes)``, and its scales.

    A number is ``(stored - 2 ** (bits - 1)) * scale``, with one scale for each block of 32 inputs of an output.
    """
    middle = 1 << bits - 1
    blocks = matrix.T.reshape(matrix.shape[1], -1, _BLOCK).astype(np.float32)
    scales = np.maximum(np.abs(blocks).max(axis=2), 1e-12) / (middle - 1)
    stored = np.clip(np.rint(blocks / scales[:, :, None]) + middle, 1, 2 * middle - 1).astype(np.uint8)
    if bits == 4:
        stored = stored[:, :, ::2] | stored[:, :, 1::2] << 4
    return stored, scales.reshape(-1).astype(np.float32)


def _embedded(graph: _Graph, transformer: Transformer) -> str:
    words = transformer.words
    if graph.bits == 32:
        embedded = graph.node("Gather", [graph.constant("words", words), "input_ids"], "words.of_pieces")
    else:
        scale = np.maximum(np.abs(words).max(axis=1, keepdims=True), 1e-12) / 127
        stored = graph.constant("words", np.rint(words / scale).astype(np.int8))
        rows = graph.node("Gather", [stored, "input_ids"], "words.stored")
        floats = graph.node("Cast", [rows], "words.floats", to=1)
        scales = graph.node(
            "Gather", [graph.constant("words.scale", scale.astype(np.float32)), "input_ids"], "words.scales"
        )
        embedded = graph.node("Mul", [floats, scales], "words.of_pieces")
    shape = graph.node("Shape", ["input_ids"], "shape")
    length = graph.node(
        "Slice", [shape, graph.constant("one", np.array([1])), graph.constant("two", np.array([2]))], "length"
    )
    zero = graph.constant("zero", np.array([0]))
    positions = graph.node(
        "Slice", [graph.constant("positions", transformer.positions), zero, length, zero], "positions.here"
    )
    summed = graph.node("Add", [embedded, positions], "embedded")
    norm = [graph.constant("norm.scale", transformer.norm[0]), graph.constant("norm.shift", transformer.norm[1])]
    return graph.node("LayerNormalization", [summed, *norm], "layer_0", epsilon=transformer.epsilon, axis=-1)


def _attention_bias(graph: _Graph, transformer: Transformer) -> str:
    if transformer.distances is None:
        return ""
    table = graph.constant("distances", transformer.distances[None])
    limits = graph.node("Concat", ["length", "length"], "limits", axis=0)
    starts, axes = graph.constant("starts", np.array([0, 0])), graph.constant("axes", np.array([2, 3]))
    return graph.node("Slice", [table, starts, limits, axes], "distances.here")


def _layer(graph: _Graph, layer: Layer, states: str, bias: str, transformer: Transformer, output: str) -> str:
    def norm(of: str, before: str, added: Array, values: Array, name: str) -> str:
        arrays = [
            graph.constant(f"{name}.{part}", value)
            for part, value in zip(("scale", "shift", "bias"), (*values, added), strict=True)
        ]
        return graph.node("SkipLayerNormalization", [of, before, *arrays], name, _OURS, epsilon=transformer.epsilon)

    from onnx import helper

    joint = graph.product(states, layer.attention, f"{output}.attention")
    thirds = [f"{output}.{part}" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [joint], thirds, name=f"{output}.split", axis=-1, num_outputs=3))
    inputs = [*thirds, graph.constant(f"{output}.attention.bias", layer.attention_bias), "", bias]
    seen = graph.node(
        "MultiHeadAttention", inputs if bias else inputs[:4], f"{output}.seen", _OURS, num_heads=transformer.heads
    )
    mixed = graph.product(seen, layer.mixing, f"{output}.mixed")
    middle = norm(mixed, states, layer.mixing_bias, layer.attention_norm, f"{output}.middle")
    up = graph.product(middle, layer.up, f"{output}.up")
    active = graph.node("BiasGelu", [up, graph.constant(f"{output}.up.bias", layer.up_bias)], f"{output}.active", _OURS)
    down = graph.product(active, layer.down, f"{output}.down")
    return norm(down, middle, layer.down_bias, layer.output_norm, output)
