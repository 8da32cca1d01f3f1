"""The states of word pieces inside an encoder, and the weights of the layers above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from annotate._types import Array
from annotate.errors import ModelError
from annotate.learn.encoders.graph_layers import Layers, top_layers_of_graph
from annotate.learn.encoders.onnx_runtime import MOST_CHARACTERS, session_of
from annotate.learn.encoders.transformer import transformer_in, transformer_of_graph
from annotate.learn.encoders.weights import Weights, locate_weights
from annotate.progress import Advance

TOP = 2
"""How many of the top layers are fine-tuned."""


@lru_cache(maxsize=2)
def top_of(weights: Weights) -> Layers:
    """The last `TOP` layers of an encoder as floats: those above `states_below`.

    Raises
    ------
    ModelError
        If its weights cannot be read as floats, or its graph does not show the inner layers.
    """
    if len(weights.layers) < TOP:
        raise ModelError(f"{weights.source}: its graph does not show its inner layers, so it cannot be fine-tuned")
    folder = weights.model.parent
    if (folder / "model.safetensors").is_file():
        whole = transformer_in(folder)
    elif (layers := top_layers_of_graph(weights.model, TOP)) is not None:
        return layers
    else:
        whole = transformer_of_graph(weights.model)
    return Layers(whole.layers[-TOP:], whole.heads, whole.epsilon, whole.distances)


def why_not_tunable(source: str) -> str:
    """Why the encoder `source` cannot be fine-tuned; empty if it can."""
    try:
        top_of(locate_weights(source))
    except ModelError as error:
        return str(error)
    return ""


def states_below(
    weights: Weights, texts: Sequence[str], targets: Sequence[str] | None, advance: Advance = lambda count: None
) -> Iterator[Array]:
    """For each text the states that enter the top layers, shape ``(pieces, width)``, float16.

    A target follows its text as a second segment.
    """
    import onnxruntime

    session, tokenizer = session_of(weights)
    wanted = [i.name for i in session.get_inputs()]
    options = onnxruntime.RunOptions()
    options.only_execute_path_to_fetches = True  # the layers above are not needed
    read = [text[:MOST_CHARACTERS] for text in texts]
    pairs: list[Any] = read if targets is None else list(zip(read, targets, strict=True))
    for encoding in tokenizer.encode_batch(pairs):
        ids = np.array([encoding.ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (states,) = session.run([weights.layers[TOP - 1]], {name: inputs[name] for name in wanted}, options)
        advance(1)
        yield states[0].astype(np.float16)
