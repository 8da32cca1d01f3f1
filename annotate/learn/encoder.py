"""A sentence encoder as a scikit-learn transformer, on a plain CPU.

onnxruntime and tokenizers only. One sentence is one run, a run is one thread, and there are as many threads as cores:
as fast here as padded batches, and the vector of a sentence then depends on that sentence alone - with 8-bit weights
the neighbours in a batch would change its last digits, and a model trained twice would not be the same model.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from annotate.errors import ModelError
from annotate.learn.columns import texts_of
from annotate.learn.vectors import Vectors, VectorStore, default_folder
from annotate.learn.weights import MINILM, Weights, weights
from annotate.progress import Progress, silent

LONGEST = 128
"""Word pieces of a sentence that are read; the rest is cut off, as in the encoder's own training."""

_CHUNK = 1024
_CHARACTERS = 20_000  # far beyond any 128 word pieces: a million-character line need not be tokenised whole
_listener: ContextVar[Progress] = ContextVar("_listener", default=silent)


@contextmanager
def listening(progress: Progress) -> Iterator[None]:
    """Within this context every encoding, also one deep in a pipeline, tells `progress` how far it is."""
    token = _listener.set(progress)
    try:
        yield
    finally:
        _listener.reset(token)


class Encoder(TransformerMixin, BaseEstimator):
    """Vectors of sentences: mean of the last layer over the word pieces, of length one.

    Parameters
    ----------
    source
        ``"minilm"`` for the installed weights, a folder, or a hub's ``owner/name``; see `annotate.learn.weights`.
    cached
        Whether vectors are kept on disk (in `annotate.learn.vectors.default_folder`) and looked up there first.
    """

    def __init__(self, source: str = MINILM, cached: bool = True) -> None:
        self.source = source
        self.cached = cached

    def fit(self, X: Any, y: Any = None) -> Encoder:  # noqa: N803
        """Nothing is learnt; the hash of the weights is noted, so that a model never runs on other ones."""
        self.digest_ = weights(self.source).digest
        return self

    def transform(self, X: Any) -> Vectors:  # noqa: N803
        """Vectors of shape ``(sentences, dimensions)``, each of length one.

        Raises
        ------
        ModelError
            If the weights are not there, or not those the model was trained with.
        """
        found = weights(self.source)
        if found.digest != self.digest_:
            raise ModelError(
                f"the encoder {self.source} has other weights than the model was trained with; train it again"
            )
        return encode(texts_of(X), found, cached=self.cached)

    def __sklearn_is_fitted__(self) -> bool:
        """Whether `fit` has noted the weights."""
        return hasattr(self, "digest_")


def encode(
    texts: Sequence[str],
    found: Weights,
    *,
    cached: bool = True,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Vectors:
    """The vectors of `texts`, in order, shape ``(texts, dimensions)``, float32, each of length one.

    Parameters
    ----------
    found
        The weights to use.
    cached, folder
        Whether to keep and look up vectors on disk, and where (`annotate.learn.vectors.default_folder`).
    progress
        Told of every sentence not yet known; without it, the listener of `listening`.
    """
    store = VectorStore(folder or default_folder(), f"{found.digest[:16]}-{LONGEST}") if cached else None
    known = store.get(texts) if store else {}
    new = sorted({t for t in texts if t not in known}, key=lambda t: (len(t), t))
    if new:
        with (progress or _listener.get())("encoding sentences", len(new)) as advance:
            for start in range(0, len(new), _CHUNK):
                part = new[start : start + _CHUNK]
                vectors = _run(found, part, advance)
                known.update(zip(part, vectors, strict=True))
                if store:
                    store.put(part, vectors)
    if not texts:
        return np.zeros((0, _dimensions(found)), dtype=np.float32)
    return np.stack([known[t] for t in texts])


def _run(found: Weights, texts: Sequence[str], advance: Any) -> Vectors:
    session, tokenizer = _session(found)
    wanted = [i.name for i in session.get_inputs()]

    def one(encoding: Any) -> npt.NDArray[np.float32]:
        ids = np.array([encoding.ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        states = session.run(None, {name: given[name] for name in wanted})[0][0]
        advance(1)
        mean = states.mean(axis=0, dtype=np.float64)
        return (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)

    encodings = tokenizer.encode_batch([t[:_CHARACTERS] for t in texts])
    with ThreadPoolExecutor(_cores()) as threads:
        return np.stack(list(threads.map(one, encodings)))


def _dimensions(found: Weights) -> int:
    return int(_run(found, ["a"], lambda count: None).shape[1])


@lru_cache(maxsize=2)
def _session(found: Weights) -> tuple[Any, Any]:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(found.model), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(found.tokenizer))
    except Exception as error:
        raise ModelError(f"{found.source}: not a readable encoder ({str(error)[:200]}); fetch it again") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return session, tokenizer


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
