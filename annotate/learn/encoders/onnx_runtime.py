"""Inference with an ONNX encoder, one sentence per thread."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np

from annotate.errors import ModelError
from annotate.io.processes import available_cores
from annotate.learn.encoders.transformer import LONGEST
from annotate.learn.encoders.vector_store import Vectors
from annotate.learn.encoders.weights import Weights
from annotate.learn.features.target_features import mentions_of
from annotate.progress import Advance

_REACH = 4.0  # distance in word pieces over which the weight decays by a factor of e
MOST_CHARACTERS = 20_000
"""The most characters of a text that are read: far more than 128 word pieces; a line of a million is not tokenised."""


def views_of(weights: Weights, target: bool) -> int:
    """Number of views that `raw_vectors` returns for a text, alone or with its target."""
    layers = 1 + len(weights.layers)
    return layers + 2 + 2 * layers * target


def raw_vectors(
    weights: Weights, texts: Sequence[str | tuple[str, ...]], advance: Advance = lambda count: None
) -> Vectors:
    """For each text the means of the last and of the inner layers over word pieces, and the extremes of the last.

    For a pair of text and target, each of these layers is also averaged over the target's own word pieces, and over all
    word pieces weighted by their distance to the target. Shape ``(texts, views, dimensions)``; float16, as in the
    vector store, so that new and stored vectors are the same.
    """
    session, tokenizer = session_of(weights)
    wanted = [i.name for i in session.get_inputs()]
    outputs = [session.get_outputs()[0].name, *weights.layers]

    def views_of_text(encoding: Any, text: str | tuple[str, ...]) -> Vectors:
        ids = np.array([encoding.ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        layers = [states[0] for states in session.run(outputs, {name: inputs[name] for name in wanted})]
        views = [*(states.mean(axis=0) for states in layers), layers[0].max(axis=0), layers[0].min(axis=0)]
        if not isinstance(text, str):
            for share in _shares(encoding.offsets, *text):
                views += [share @ states for states in layers]
        advance(1)
        return np.stack(views).astype(np.float16)

    plain = [text if isinstance(text, str) else text[0] for text in texts]
    encodings = tokenizer.encode_batch([text[:MOST_CHARACTERS] for text in plain])
    with ThreadPoolExecutor(available_cores()) as threads:
        return np.stack(list(threads.map(views_of_text, encodings, texts)))


def _shares(offsets: Sequence[tuple[int, int]], text: str, target: str) -> tuple[Vectors, Vectors]:
    """Weights of word pieces: equal within the target, and decaying with distance from it; all equal without one."""
    spans = np.array(offsets)
    inside = np.zeros(len(spans), dtype=bool)
    for start, end in mentions_of(text, target):
        inside |= (spans[:, 0] < end) & (spans[:, 1] > start)
    if not inside.any():
        inside[:] = True
    distance = np.abs(np.arange(len(spans))[:, None] - np.flatnonzero(inside)).min(axis=1)
    near = np.exp(-distance / _REACH)
    return (inside / inside.sum()).astype(np.float32), (near / near.sum()).astype(np.float32)


@lru_cache(maxsize=2)
def session_of(weights: Weights) -> tuple[Any, Any]:
    """The inference session and the tokenizer of an encoder, loaded once."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        model = weights.model.read_bytes() + _as_outputs(weights.layers) if weights.layers else str(weights.model)
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(weights.tokenizer))
    except Exception as error:
        raise ModelError(f"{weights.source}: not a readable encoder ({str(error)[:200]}); fetch it again") from error
    shape = session.get_outputs()[0].shape
    if len(shape) != 3:
        raise ModelError(
            f"{weights.source}: gives {len(shape)} dimensions, not states of word pieces; use another export"
        )
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return session, tokenizer


def _as_outputs(layers: Sequence[str]) -> bytes:
    """Bytes that, appended to a model's, declare the graph's inner `layers` as outputs.

    An ONNX file is a protobuf message, and concatenated protobuf messages are merged. These bytes are a model (its
    graph is field 7) that has nothing but additional outputs (field 12 of a graph) of 32-bit floats.
    """
    float_tensor = _field(2, _field(1, b"\x08\x01"))
    return _field(7, b"".join(_field(12, _field(1, name.encode()) + float_tensor) for name in layers))


def _field(number: int, content: bytes) -> bytes:
    size, length = len(content), b""
    while size > 127:
        length, size = length + bytes([size & 127 | 128]), size >> 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + content
