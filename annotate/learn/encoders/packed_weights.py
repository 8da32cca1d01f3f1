"""multilingual-e5-small out of the packages that carry it: a file of 4-bit weights, and a tokenizer."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

from annotate._types import Array
from annotate.errors import ModelError
from annotate.learn.encoders.transformer import LONGEST, Layer, Transformer

_MAGIC = b"E5S1"
_HEADER = struct.Struct("<I7ifi5iQ")
_BLOCK, _BLOCK_BYTES = 32, 18
PREFIX = "query: "
"""What this encoder was trained to read before a text."""


def transformer_of_packed(path: Path) -> Transformer:
    """The encoder in a file with the mark ``E5S1``, its weights as floats.

    A matrix is stored by output, in blocks of 32 inputs: a 16-bit scale, then 16 bytes, the first half of the block in
    their lower and the second in their upper four bits; a weight is ``(stored - 8) * scale``.

    Raises
    ------
    ModelError
        If the file is not of this kind.
    """
    content = path.read_bytes()
    if content[:4] != _MAGIC:
        raise ModelError(f"{path.name}: not a file of packed weights; fetch it again")
    try:
        _, width, count, heads, inner, vocabulary, _, _, epsilon, _, pieces, *_, text = _HEADER.unpack_from(content, 4)
        tensors = _directory(content, 4 + _HEADER.size, pieces, text)

        def floats(name: str, *shape: int) -> Array:
            return np.frombuffer(content, np.float32, int(np.prod(shape)), tensors[name]).reshape(shape)

        def matrix(name: str, outputs: int, inputs: int) -> Array:
            return unpacked_blocks(content, tensors[name], outputs, inputs)

        def pair(name: str) -> Array:
            return np.stack([floats(f"{name}.w", width), floats(f"{name}.b", width)])

        def layer(start: str) -> Layer:
            return Layer(
                attention=np.concatenate([matrix(f"{start}.{part}.w", width, width).T for part in "qkv"], axis=1),
                attention_bias=np.concatenate([floats(f"{start}.{part}.b", width) for part in "qkv"]),
                mixing=matrix(f"{start}.ao.w", width, width).T,
                mixing_bias=floats(f"{start}.ao.b", width),
                attention_norm=pair(f"{start}.aln"),
                up=matrix(f"{start}.fi.w", inner, width).T,
                up_bias=floats(f"{start}.fi.b", inner),
                down=matrix(f"{start}.fo.w", width, inner).T,
                down_bias=floats(f"{start}.fo.b", width),
                output_norm=pair(f"{start}.oln"),
            )

        return Transformer(
            words=matrix("emb.word", vocabulary, width),
            positions=floats("emb.pos", LONGEST, width) + floats("emb.type", width),
            norm=pair("emb.ln"),
            layers=tuple(layer(f"l{number}") for number in range(count)),
            heads=heads,
            epsilon=float(epsilon),
        )
    except (struct.error, KeyError, ValueError, UnicodeDecodeError) as error:
        raise ModelError(f"{path.name}: damaged weights ({error}); fetch it again") from error


def unpacked_blocks(content: bytes, start: int, outputs: int, inputs: int) -> Array:
    """A matrix of shape ``(outputs, inputs)``, float32, from its blocks."""
    size = outputs * inputs // _BLOCK * _BLOCK_BYTES
    blocks = np.frombuffer(content, np.uint8, size, start).reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    stored = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return (stored * scales).reshape(outputs, inputs)


def _directory(content: bytes, start: int, pieces: int, text: int) -> dict[str, int]:
    """Where each tensor begins; before the directory stands a tokenizer, which is skipped."""
    place = start + 4 * (pieces + 1) + 4 * pieces + text
    _, normalised = struct.unpack_from("<iI", content, place)
    place += 8 + normalised
    (count,) = struct.unpack_from("<i", content, place)
    place += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, place)
        name = content[place + 2 : place + 2 + length].decode("ascii")
        _, _, offset, _ = struct.unpack_from("<BIQQ", content, place + 2 + length)
        tensors[name] = offset
        place += 2 + length + 21
    return tensors


def with_prefix(tokenizer: Path, prefix: str = PREFIX) -> bytes:
    """A tokenizer that puts `prefix` before every text, as pieces that belong to no place in it."""
    from tokenizers import Tokenizer

    document: dict[str, Any] = json.loads(tokenizer.read_text(encoding="utf-8"))
    document |= {"padding": None, "truncation": None}
    read = Tokenizer.from_str(json.dumps(document))
    encoding = read.encode(prefix.strip(), add_special_tokens=False)
    ends = read.encode("", add_special_tokens=True)
    names = [ends.tokens[0], *encoding.tokens, ends.tokens[-1]]
    ids = dict(zip(names, [ends.ids[0], *encoding.ids, ends.ids[-1]], strict=True))

    def special(name: str) -> dict[str, Any]:
        return {"SpecialToken": {"id": name, "type_id": 0}}

    def sequence(name: str) -> dict[str, Any]:
        return {"Sequence": {"id": name, "type_id": 0}}

    first = [*(special(name) for name in names[:-1]), sequence("A"), special(names[-1])]
    document["post_processor"] = {
        "type": "TemplateProcessing",
        "single": first,
        "pair": [*first, sequence("B"), special(names[-1])],
        "special_tokens": {name: {"id": name, "ids": [number], "tokens": [name]} for name, number in ids.items()},
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8")
