"""A sentence encoder as a scikit-learn transformer, on a plain CPU.

It needs onnxruntime and tokenizers only. Each sentence is one inference on one thread, with as many threads as cores.
That is as fast here as padded batches, and the vector of a sentence depends on that sentence alone: with 8-bit weights,
the other sentences of a batch would change its last digits, and training twice would give two different models.

A sentence vector mostly encodes the topic; inner layers and the extremes of the last layer encode tone better. All of
them come from the same inference, so all are used, as blocks of equal weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from annotate.errors import ModelError
from annotate.learn.encoders.named_encoders import MINILM
from annotate.learn.encoders.onnx_runtime import raw_vectors, views_of
from annotate.learn.encoders.transformer import LONGEST
from annotate.learn.encoders.vector_store import Vectors, VectorStore, default_folder
from annotate.learn.encoders.weights import Weights, locate_weights
from annotate.learn.features.inputs import column_of, texts_of
from annotate.progress import Progress, silent

_CHUNK = 1024
_SEPARATOR = "\x00target\x00"
_listener: ContextVar[Progress] = ContextVar("_listener", default=silent)


@contextmanager
def listening(progress: Progress) -> Iterator[None]:
    """Report every encoding within this context to `progress`, including those deep inside a pipeline."""
    token = _listener.set(progress)
    try:
        yield
    finally:
        _listener.reset(token)


def progress_of_encoding() -> Progress:
    """The progress that was set with `listening`."""
    return _listener.get()


class Encoder(TransformerMixin, BaseEstimator):
    """Unit-length sentence vectors: several views of the encoder's states, each standardised, side by side.

    Parameters
    ----------
    source
        A named encoder such as ``"minilm"``, a folder, or a hub's ``owner/name``; see `locate_weights`.
    cached
        Whether vectors are kept on disk (in `vector_store.default_folder`) and looked up there first.
    target
        Whether to add views of the states at and around the mentions of each row's ``target``.
    """

    def __init__(self, source: str = MINILM, cached: bool = True, target: bool = False) -> None:
        self.source = source
        self.cached = cached
        self.target = target

    def fit(self, X: Any, y: Any = None) -> Encoder:  # noqa: N803
        """Record the hash of the weights, and the mean and standard deviation of each dimension over `X`."""
        weights = locate_weights(self.source)
        states = self._states(X, weights).astype(np.float64)
        self.digest_ = weights.digest
        self.mean_ = states.mean(axis=0)
        self.spread_ = np.maximum(states.std(axis=0), 1e-6)
        return self

    def transform(self, X: Any) -> Vectors:  # noqa: N803
        """Unit-length vectors of shape ``(sentences, dimensions)``, float32.

        Raises
        ------
        ModelError
            If the weights are missing, or are not the ones the model was trained with.
        """
        weights = locate_weights(self.source)
        if weights.digest != self.digest_:
            raise ModelError(
                f"the encoder {self.source} has different weights from those the model was trained with; train it again"
            )
        states = self._states(X, weights)
        if states.shape[1:] != self.mean_.shape:
            raise ModelError(
                f"the encoder {self.source} gives different vectors than when the model was trained; train it again"
            )
        blocks = (states - self.mean_) / self.spread_
        lengths = np.sqrt((blocks**2).sum(axis=2, keepdims=True) * blocks.shape[1])
        return (blocks / np.maximum(lengths, 1e-12)).reshape(len(states), -1).astype(np.float32)

    def _states(self, X: Any, weights: Weights) -> Vectors:  # noqa: N803
        targets = column_of(X, "target") if self.target else None
        return encode(texts_of(X), weights, targets=targets, cached=self.cached)

    def __sklearn_is_fitted__(self) -> bool:
        """Whether `fit` has been called."""
        return hasattr(self, "digest_")


def encode(
    texts: Sequence[str],
    weights: Weights,
    *,
    targets: Sequence[str] | None = None,
    cached: bool = True,
    folder: Path | None = None,
) -> Vectors:
    """The states of `texts`, in order, shape ``(texts, views, dimensions)``, float16; view 0 is the last layer's mean.

    The progress set with `listening` is advanced by each sentence that has to be encoded.

    Parameters
    ----------
    weights
        The weights to use.
    targets
        The entity that each text is about; adds views of the states where it is mentioned (see `onnx_runtime`).
    cached, folder
        Whether to keep and look up vectors on disk, and where (`vector_store.default_folder`).
    """
    views = views_of(weights, targets is not None)
    keys = list(texts) if targets is None else [_SEPARATOR.join(pair) for pair in zip(texts, targets, strict=True)]
    name = f"{weights.digest[:16]}-{LONGEST}-{views}"
    store = VectorStore(folder or default_folder(), name) if cached else None
    known = store.get(keys) if store else {}
    new = sorted({key for key in keys if key not in known}, key=lambda key: (len(key), key))
    if new:
        with _listener.get()("encoding sentences", len(new)) as advance:
            for start in range(0, len(new), _CHUNK):
                part = new[start : start + _CHUNK]
                pairs: list[str | tuple[str, ...]] = (
                    list(part) if targets is None else [tuple(key.rsplit(_SEPARATOR, 1)) for key in part]
                )
                vectors = raw_vectors(weights, pairs, advance).reshape(len(part), -1)
                known.update(zip(part, vectors, strict=True))
                if store:
                    store.put(part, vectors)
    if not keys:
        return np.zeros((0, views, raw_vectors(weights, ["a"]).shape[2]), dtype=np.float16)
    return np.stack([known[key] for key in keys]).reshape(len(keys), views, -1)
