"""A transformer's layer in NumPy, forward and backward: enough to fine-tune the top layers of an encoder on a CPU.

Every backward function takes the derivative of the loss with respect to an output and returns it with respect to the
inputs and the parameters. They are checked against finite differences in ``tests/learn/test_fine_tuning.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy.special import ndtr

from annotate._types import Array
from annotate.learn.encoders.transformer import Layer

PARAMETERS = tuple(field.name for field in fields(Layer))
"""The names of a layer's parameters, in the order in which gradients are returned."""
_NEVER = -1e9
_DENSITY_AT_0 = 1 / np.sqrt(2 * np.pi)


@dataclass(frozen=True)
class Trace:
    """What the backward pass needs of a layer's forward pass."""

    states: Array
    query: Array
    key: Array
    value: Array
    attention: Array
    seen: Array
    middle: Array
    middle_norm: tuple[Array, Array]
    up: Array
    share: Array
    active: Array
    output_norm: tuple[Array, Array]
    dropout_mask: tuple[Array | None, Array | None]


def layer_forward(
    states: Array,
    mask: Array,
    layer: Layer,
    heads: int,
    epsilon: float,
    dropout: Any = None,
    distances: Array | None = None,
) -> tuple[Array, Trace]:
    """The states after `layer`, shape ``(sentences, pieces, width)`` as `states`, and what the backward pass needs.

    Parameters
    ----------
    mask
        1 for a word piece and 0 for padding, shape ``(sentences, pieces)``.
    dropout
        Returns a mask of a shape that is multiplied with the outputs of attention and of the feed-forward part; None
        for none.
    distances
        Added to the attention's scores, as in `annotate.learn.encoders.transformer.Transformer`; not trained.
    """
    count, length, width = states.shape
    flat = states.reshape(-1, width)
    joint = flat @ layer.attention + layer.attention_bias
    query, key, value = joint.reshape(count, length, 3, heads, -1).transpose(2, 0, 3, 1, 4)
    scores = query @ key.transpose(0, 1, 3, 2) * query.dtype.type(query.shape[3] ** -0.5)
    if distances is not None:
        scores += distances[:, :length, :length]
    scores += ((1 - mask) * _NEVER)[:, None, None, :]
    attention = np.exp(scores - scores.max(axis=3, keepdims=True))
    attention /= attention.sum(axis=3, keepdims=True)
    seen = (attention @ value).transpose(0, 2, 1, 3).reshape(-1, width)
    mixed, mixed_mask = _dropped(seen @ layer.mixing + layer.mixing_bias, dropout)
    middle, middle_norm = _norm_forward(flat + mixed, layer.attention_norm, epsilon)
    up = middle @ layer.up + layer.up_bias
    share = ndtr(up)
    active = up * share
    down, down_mask = _dropped(active @ layer.down + layer.down_bias, dropout)
    output, output_norm = _norm_forward(middle + down, layer.output_norm, epsilon)
    trace = Trace(
        *(states, query, key, value, attention, seen, middle, middle_norm),
        *(up, share, active, output_norm, (mixed_mask, down_mask)),
    )
    return output.reshape(states.shape), trace


def layer_backward(slope: Array, trace: Trace, layer: Layer) -> tuple[Array, list[Array]]:
    """The derivatives with respect to the states before the layer and to its parameters, ordered as `PARAMETERS`."""
    width = slope.shape[2]
    by_sum, output_norm = _norm_backward(slope.reshape(-1, width), trace.output_norm, layer.output_norm)
    by_down = by_sum if trace.dropout_mask[1] is None else by_sum * trace.dropout_mask[1]
    density = np.exp(-0.5 * trace.up**2) * slope.dtype.type(_DENSITY_AT_0)
    by_up = (by_down @ layer.down.T) * (trace.share + trace.up * density)
    by_middle = by_sum + by_up @ layer.up.T
    by_sum, attention_norm = _norm_backward(by_middle, trace.middle_norm, layer.attention_norm)
    by_mixed = by_sum if trace.dropout_mask[0] is None else by_sum * trace.dropout_mask[0]
    by_joint = _attention_backward(by_mixed @ layer.mixing.T, trace)
    gradients = {
        "attention": trace.states.reshape(-1, width).T @ by_joint,
        "attention_bias": by_joint.sum(axis=0),
        "mixing": trace.seen.T @ by_mixed,
        "mixing_bias": by_mixed.sum(axis=0),
        "attention_norm": attention_norm,
        "up": trace.middle.T @ by_up,
        "up_bias": by_up.sum(axis=0),
        "down": trace.active.T @ by_down,
        "down_bias": by_down.sum(axis=0),
        "output_norm": output_norm,
    }
    before = (by_joint @ layer.attention.T + by_sum).reshape(slope.shape)
    return before, [gradients[name] for name in PARAMETERS]


def _attention_backward(by_seen: Array, trace: Trace) -> Array:
    """The derivative with respect to queries, keys and values side by side, from that of the heads' output."""
    count, heads, length, depth = trace.query.shape
    by_heads = by_seen.reshape(count, length, heads, depth).transpose(0, 2, 1, 3)
    by_attention = by_heads @ trace.value.transpose(0, 1, 3, 2)
    by_value = trace.attention.transpose(0, 1, 3, 2) @ by_heads
    centred = by_attention - (by_attention * trace.attention).sum(axis=3, keepdims=True)
    by_scores = trace.attention * centred * by_seen.dtype.type(depth**-0.5)
    thirds = np.stack([by_scores @ trace.key, by_scores.transpose(0, 1, 3, 2) @ trace.query, by_value])
    return thirds.transpose(1, 3, 0, 2, 4).reshape(count * length, -1)


def _norm_forward(sums: Array, values: Array, epsilon: float) -> tuple[Array, tuple[Array, Array]]:
    centred = sums - sums.mean(axis=1, keepdims=True)
    inverse = 1 / np.sqrt((centred**2).mean(axis=1, keepdims=True) + sums.dtype.type(epsilon))
    normalised = centred * inverse
    return normalised * values[0] + values[1], (normalised, inverse)


def _norm_backward(slope: Array, trace: tuple[Array, Array], values: Array) -> tuple[Array, Array]:
    normalised, inverse = trace
    gradient = np.stack([(slope * normalised).sum(axis=0), slope.sum(axis=0)])
    scaled = slope * values[0]
    along = normalised * (scaled * normalised).mean(axis=1, keepdims=True)
    return inverse * (scaled - scaled.mean(axis=1, keepdims=True) - along), gradient


def _dropped(values: Array, dropout: Any) -> tuple[Array, Array | None]:
    if dropout is None:
        return values, None
    dropout_mask = dropout(values.shape)
    return values * dropout_mask, dropout_mask
