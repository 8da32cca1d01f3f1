"""A sentence encoder whose top layers are trained on the labels, on a plain CPU and with NumPy alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin

from annotate._types import Array, Reals
from annotate.errors import ModelError
from annotate.learn.encoders.encoder import progress_of_encoding
from annotate.learn.encoders.inner_states import states_below, top_of
from annotate.learn.encoders.layer_gradients import PARAMETERS, Trace, layer_backward, layer_forward
from annotate.learn.encoders.named_encoders import MINILM
from annotate.learn.encoders.transformer import Layer
from annotate.learn.encoders.weights import Weights, locate_weights
from annotate.learn.features.inputs import column_of, texts_of
from annotate.progress import Advance

_EPOCHS_AT_ONE, _FEWEST_EPOCHS, _MOST_EPOCHS = 130, 4, 12
_BATCH, _PART = 16, 1024
_WARM_UP, _DECAY, _DROPOUT, _LONGEST_GRADIENT = 0.1, 0.01, 0.1, 1.0
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8
_OUTSIDE = -1e9


class FineTuned(ClassifierMixin, BaseEstimator):
    """A linear classifier of an encoder's pooled states, trained together with the encoder's two top layers.

    The layers below stay as they are, so that their states are computed once. Mean and maximum of the last states over
    word pieces are classified; the loss is cross-entropy with classes weighted inversely to their frequency, the
    optimiser AdamW (Loshchilov and Hutter, ICLR 2019) with warm-up and cosine decay. The number of passes over the
    sentences falls with their number, from 12 for up to 127 to 4 from 835 on. Choosing it by grouped cross-validation
    was no better where it was measured and takes three to four times as long.

    Parameters
    ----------
    source
        The encoder, a BERT or an MPNet; see `annotate.learn.encoders.weights`.
    rate
        The highest learning rate.
    target
        Whether the ``target`` of each row follows the sentence as a second segment.
    seed
        Seed of the order of sentences, of the head's first weights and of dropout.
    """

    def __init__(self, source: str = MINILM, rate: float = 1.5e-4, target: bool = False, seed: int = 0) -> None:
        self.source = source
        self.rate = rate
        self.target = target
        self.seed = seed

    def fit(self, X: Any, y: Any) -> FineTuned:  # noqa: N803
        """Fine-tune on texts and labels; the trained weights have 16 bits, as they are saved."""
        weights, labels = locate_weights(self.source), np.asarray(y)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        random = np.random.default_rng(self.seed)
        network = untrained(weights, len(self.classes_), random)
        self.digest_, self.heads_, self.epsilon_ = weights.digest, network.heads, network.epsilon
        self.distances_ = network.distances
        states = [part for parts in self._states(X, weights) for part in parts]
        epochs = epochs_for(len(codes))
        with progress_of_encoding()("fine-tuning", epochs * len(codes)) as advance:
            for _ in passes(network, states, codes, self.rate, epochs, random, advance):
                pass
        self.parameters_ = [parameter.astype(np.float16) for parameter in network.parameters]
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities of shape ``(rows, classes)``; not calibrated.

        Raises
        ------
        ModelError
            If the encoder's weights are missing, or not those it was trained with.
        """
        weights = locate_weights(self.source)
        if weights.digest != self.digest_:
            raise ModelError(
                f"the encoder {self.source} has different weights from those the model was trained with; train it again"
            )
        parameters = [parameter.astype(np.float32) for parameter in self.parameters_]
        network = Network(parameters, self.heads_, self.epsilon_, getattr(self, "distances_", None))
        predicted = [network.predicted(states) for states in self._states(X, weights)]
        return np.concatenate(predicted) if predicted else np.zeros((0, len(self.classes_)))

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The most probable label of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def _states(self, X: Any, weights: Weights) -> Iterator[list[Array]]:  # noqa: N803
        """The states below the trained layers, in parts of as many sentences as fit in memory."""
        texts = texts_of(X)
        targets = column_of(X, "target") if self.target else None
        with progress_of_encoding()("encoding sentences", len(texts)) as advance:
            for start in range(0, len(texts), _PART):
                some = None if targets is None else targets[start : start + _PART]
                yield list(states_below(weights, texts[start : start + _PART], some, advance))


class Network:
    """The top layers of an encoder and a linear classifier of the mean and the maximum of the last states.

    Parameters
    ----------
    parameters
        Those of each layer in the order of `PARAMETERS`, then the matrix and the bias of the classifier.
    heads, epsilon, distances
        As in `annotate.learn.encoders.transformer.Transformer`.
    """

    def __init__(self, parameters: list[Array], heads: int, epsilon: float, distances: Array | None = None) -> None:
        self.parameters = parameters
        self.heads = heads
        self.epsilon = epsilon
        self.distances = distances

    def predicted(self, states: Sequence[Array]) -> Reals:
        """Probabilities of shape ``(sentences, classes)`` from the states of each sentence's word pieces.

        Each sentence is computed alone: in a batch the others would change its last digits.
        """
        scores = [self._scores([part], None)[0][0] for part in states]
        return softmax(np.array(scores, dtype=np.float64).reshape(len(states), -1), axis=1)

    def loss(
        self, states: Sequence[Array], codes: Array, balance: Array, random: np.random.Generator | None
    ) -> tuple[float, list[Array]]:
        """The mean cross-entropy weighted by `balance` of each class, and its gradient with respect to each parameter.

        Without `random` there is no dropout.
        """
        scores, mask, traces, last, most, pooled, dropout_mask = self._scores(states, random)
        rows, weights = np.arange(len(codes)), balance[codes] / balance[codes].sum()
        logs = log_softmax(scores, axis=1)
        slope = np.exp(logs)
        slope[rows, codes] -= 1
        slope *= weights[:, None]
        head = [pooled.T @ slope, slope.sum(axis=0)]
        by_pooled = slope @ self.parameters[-2].T
        by_states = _unpooled(by_pooled if dropout_mask is None else by_pooled * dropout_mask, mask, last, most)
        gradients: list[Array] = []
        for layer, trace in zip(reversed(self._layers()), reversed(traces), strict=True):
            by_states, of_layer = layer_backward(by_states, trace, layer)
            gradients = of_layer + gradients
        return -float(weights @ logs[rows, codes]), gradients + head

    def _layers(self) -> list[Layer]:
        size = len(PARAMETERS)
        starts = range(0, len(self.parameters) - 2, size)
        return [Layer(*self.parameters[start : start + size]) for start in starts]

    def _scores(self, states: Sequence[Array], random: np.random.Generator | None) -> _Scores:
        values, mask = padded(states, self.parameters[-1].dtype)
        dropout = None if random is None else Dropout(random)
        traces: list[Trace] = []
        for layer in self._layers():
            values, trace = layer_forward(values, mask, layer, self.heads, self.epsilon, dropout, self.distances)
            traces.append(trace)
        inside = mask[:, :, None]
        most = np.where(inside > 0, values, _OUTSIDE).argmax(axis=1)
        highest = np.take_along_axis(values, most[:, None], axis=1)[:, 0]
        pooled = np.concatenate([(values * inside).sum(axis=1) / inside.sum(axis=1), highest], axis=1)
        dropout_mask = None if dropout is None else dropout(pooled.shape)
        pooled = pooled if dropout_mask is None else pooled * dropout_mask
        return pooled @ self.parameters[-2] + self.parameters[-1], mask, traces, values, most, pooled, dropout_mask


def untrained(weights: Weights, classes: int, random: np.random.Generator) -> Network:
    """The network that fine-tuning begins with: the encoder's top layers, and a classifier of small random weights."""
    top = top_of(weights)
    head = random.normal(scale=0.02, size=(2 * len(top.layers[0].mixing), classes))
    parameters = [np.array(getattr(layer, name)) for layer in top.layers for name in PARAMETERS]
    parameters += [head.astype(np.float32), np.zeros(classes, dtype=np.float32)]
    return Network(parameters, top.heads, top.epsilon, top.distances)


def passes(
    network: Network,
    states: Sequence[Array],
    codes: Array,
    rate: float,
    epochs: int,
    random: np.random.Generator,
    advance: Advance = lambda count: None,
) -> Iterator[int]:
    """Train `network` on sentences' `states` and the `codes` of their classes, and yield the number of each pass."""
    counts = np.bincount(codes, minlength=len(network.parameters[-1]))
    balance = (len(codes) / (len(counts) * np.maximum(counts, 1))).astype(np.float32)
    optimiser = AdamW(network.parameters, rate, epochs * -(-len(codes) // _BATCH))
    for epoch in range(1, epochs + 1):
        for rows in batches([len(part) for part in states], random):
            _, gradients = network.loss([states[row] for row in rows], codes[rows], balance, random)
            optimiser.step(gradients)
            advance(len(rows))
        yield epoch


_Scores = tuple[Array, Array, list[Trace], Array, Array, Array, Array | None]


@dataclass(frozen=True)
class Dropout:
    """Masks that are 0 with the probability of dropout, and otherwise its complement's inverse."""

    random: np.random.Generator

    def __call__(self, shape: tuple[int, ...]) -> Array:
        """A mask of `shape`, float32."""
        passed = self.random.random(shape, dtype=np.float32) >= _DROPOUT
        return passed.astype(np.float32) / np.float32(1 - _DROPOUT)


class AdamW:
    """AdamW with warm-up and cosine decay of the learning rate; long gradients are shortened, in place."""

    def __init__(self, parameters: Sequence[Array], rate: float, steps: int) -> None:
        self.parameters = parameters
        self.rate = rate
        self.steps = steps
        self.taken = 0
        self.means = [np.zeros_like(parameter) for parameter in parameters]
        self.squares = [np.zeros_like(parameter) for parameter in parameters]

    def step(self, gradients: Sequence[Array]) -> None:
        """Change the parameters by one step; only matrices decay, neither biases nor normalisations."""
        self.taken += 1
        length = np.sqrt(sum(float((gradient**2).sum()) for gradient in gradients))
        shorter = np.float32(min(1.0, _LONGEST_GRADIENT / (length + _TINY)))
        rate = self.rate * share_of_rate(self.taken, self.steps)
        unbiased = np.float32(rate * np.sqrt(1 - _SECOND**self.taken) / (1 - _FIRST**self.taken))
        for parameter, gradient, mean, square in zip(self.parameters, gradients, self.means, self.squares, strict=True):
            short = gradient * shorter
            mean += np.float32(1 - _FIRST) * (short - mean)
            square += np.float32(1 - _SECOND) * (short**2 - square)
            if parameter.ndim == 2 and parameter.shape[0] > 2:
                parameter *= np.float32(1 - rate * _DECAY)
            parameter -= unbiased * mean / (np.sqrt(square) + np.float32(_TINY))


def share_of_rate(step: int, steps: int) -> float:
    """The share of the highest learning rate at `step` of `steps`: a linear warm-up, then half a cosine down to 0."""
    warm = _WARM_UP * steps
    if step < warm:
        return step / warm
    return float(0.5 * (1 + np.cos(np.pi * (step - warm) / max(1.0, steps - warm))))


def epochs_for(rows: int) -> int:
    """Passes over the sentences: as many steps for few sentences as a few passes over many take."""
    return int(np.clip(round(_EPOCHS_AT_ONE / np.sqrt(rows)), _FEWEST_EPOCHS, _MOST_EPOCHS))


def batches(lengths: Sequence[int], random: np.random.Generator) -> list[Array]:
    """Rows in batches of like length, in random order."""
    order = random.permutation(len(lengths))
    order = order[np.argsort(np.asarray(lengths)[order] // 4, kind="stable")]
    parts = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    return [parts[number] for number in random.permutation(len(parts))]


def padded(states: Sequence[Array], dtype: Any = np.float32) -> tuple[Array, Array]:
    """The states of several sentences in one array, zero beyond each sentence's end, and the mask of what is inside."""
    longest = max(len(part) for part in states)
    values = np.zeros((len(states), longest, states[0].shape[1]), dtype=dtype)
    mask = np.zeros((len(states), longest), dtype=dtype)
    for row, part in enumerate(states):
        values[row, : len(part)] = part
        mask[row, : len(part)] = 1
    return values, mask


def _unpooled(slope: Array, mask: Array, last: Array, most: Array) -> Array:
    """The derivative with respect to the last states, from that with respect to their mean and their maximum."""
    width = last.shape[2]
    inside = mask[:, :, None]
    by_states = (slope[:, :width] / inside.sum(axis=1))[:, None] * inside
    at_most = np.take_along_axis(by_states, most[:, None], axis=1) + slope[:, None, width:]
    np.put_along_axis(by_states, most[:, None], at_most, axis=1)
    return by_states
