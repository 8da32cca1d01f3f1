"""The states of word pieces inside an encoder, and the weights of the layers above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from annotate._types import Array
from annotate.errors import ModelError
from annotate.learn.encoders.onnx_runtime import MOST_CHARACTERS, session_of
from annotate.learn.encoders.transformer import Transformer, transformer_in, transformer_of_graph
from annotate.learn.encoders.weights import Weights
from annotate.progress import Advance

TOP = 2
"""How many of the top layers are fine-tuned."""


def top_of(weights: Weights) -> Transformer:
    """The encoder with its weights as floats; its last `TOP` layers are those above `states_below`.

    Raises
    ------
    ModelError
        If its weights cannot be read as floats, or its graph does not show the inner layers.
    """
    if len(weights.layers) < TOP:
        raise ModelError(f"{weights.source}: its graph does not show its inner layers, so it cannot be fine-tuned")
    folder = weights.model.parent
    if (folder / "model.safetensors").is_file():
        transformer = transformer_in(folder)
    else:
        transformer = transformer_of_graph(weights.model)
    if transformer.distances is not None:
        raise ModelError(f"{weights.source}: an MPNet, which cannot be fine-tuned here; use a BERT such as minilm")
    return transformer


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
