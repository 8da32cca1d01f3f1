"""Static vectors of words: the sum of an encoder's own embeddings of their word pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from annotate._types import Array
from annotate.learn.encoders.graph_layers import word_pieces_of_graph
from annotate.learn.encoders.onnx_runtime import session_of
from annotate.learn.encoders.transformer import transformer_in, transformer_of_graph
from annotate.learn.encoders.weights import Weights

_WORD = re.compile(r"\w\w+")
_START = "▁Ġ"  # begins a piece that begins a word; other tokenizers mark the pieces that go on with one instead


def word_vectors(words: Sequence[str], weights: Weights) -> Array:
    """A vector for each of `words`, shape ``(words, dimensions)``, float32; zeros for a word without word pieces.

    Raises
    ------
    ModelError
        If the encoder's embeddings cannot be read.
    """
    table, scales = _word_pieces(weights)
    _, tokenizer = session_of(weights)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(list(words), add_special_tokens=False)]
    pieces = np.array([number for some in ids for number in some], dtype=np.int64)
    vectors = np.zeros((len(ids), table.shape[1]), dtype=np.float32)
    np.add.at(vectors, np.repeat(np.arange(len(ids)), [len(some) for some in ids]), table[pieces] * scales[pieces])
    return vectors


def words_in(weights: Weights) -> list[str]:
    """The words that are a single word piece of the encoder; see `words_among`."""
    return words_among(session_of(weights)[1].get_vocab())


def words_among(pieces: Iterable[str]) -> list[str]:
    """The word pieces that are words of two or more letters or digits in lower case, in alphabetical order."""
    some = [piece for piece in pieces if len(piece) > 1]
    if any(piece[0] in _START for piece in some):
        some = [piece[1:] for piece in some if piece[0] in _START]
    return sorted({piece for piece in some if _WORD.fullmatch(piece) and piece == piece.lower()})


@lru_cache(maxsize=1)
def _word_pieces(weights: Weights) -> tuple[Array, Array]:
    """The embeddings of all word pieces as stored, and the number each row is to be multiplied by, a column."""
    folder = weights.model.parent
    if (folder / "model.safetensors").is_file():
        table = transformer_in(folder).words
    elif (stored := word_pieces_of_graph(weights.model)) is not None:
        return stored
    else:
        table = transformer_of_graph(weights.model).words
    return table, np.ones((len(table), 1), dtype=np.float32)
