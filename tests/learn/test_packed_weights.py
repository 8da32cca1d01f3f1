"""Packed 4-bit weights are read as they were written, and a tokenizer puts its prefix before every text."""

import struct

import numpy as np
import pytest

from annotate.errors import ModelError
from annotate.learn.encoders.packed_weights import transformer_of_packed, unpacked_blocks, with_prefix
from annotate.learn.encoders.transformer import LONGEST
from annotate.learn.encoders.weights import locate_weights

WIDTH, INNER, WORDS = 32, 64, 5


def block(scale, numbers):
    low, high = np.split(np.asarray(numbers, dtype=np.uint8) + 8, 2)
    return np.float16(scale).tobytes() + (low | high << 4).tobytes()


def test_a_block_is_a_scale_and_two_halves_of_a_byte():
    numbers = np.arange(32) % 16 - 8
    matrix = unpacked_blocks(b"head" + block(0.5, numbers) + block(2, -numbers - 1), 4, 2, 32)
    np.testing.assert_array_equal(matrix, [0.5 * numbers, 2.0 * (-numbers - 1)])


def written(tensors):
    """A file of packed weights with a tokenizer of two pieces, and with `tensors` by name."""
    header = struct.pack("<I7ifi5iQ", 1, WIDTH, 1, 2, INNER, WORDS, LONGEST, 2, 1e-5, 32, 2, 0, 1, 0, 0, 3)
    tokenizer = struct.pack("<3I2f", 0, 1, 3, 0.0, 0.0) + b"abc" + struct.pack("<iI", 1, 9) + b"\0" * 9
    size = 4 + len(header) + len(tokenizer) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, data = struct.pack("<i", len(tensors)), b""
    for name, content in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, 0, size + len(data), len(content))
        data += content
    return b"E5S1" + header + tokenizer + directory + data


@pytest.fixture
def tensors():
    random = np.random.default_rng(0)
    shapes = {"emb.word": (WORDS, WIDTH), **{f"l0.{part}.w": (WIDTH, WIDTH) for part in ("q", "k", "v", "ao")}}
    shapes |= {"l0.fi.w": (INNER, WIDTH), "l0.fo.w": (WIDTH, INNER)}
    made = {
        name: b"".join(block(0.1, random.integers(-8, 8, 32)) for _ in range(rows * columns // 32))
        for name, (rows, columns) in shapes.items()
    }
    sizes = {"emb.pos": LONGEST * WIDTH, "emb.type": 2 * WIDTH, "l0.fi.b": INNER}
    names = ["emb.ln", "l0.aln", "l0.oln"]
    sizes |= {f"{name}.{part}": WIDTH for name in names for part in "wb"}
    sizes |= {f"l0.{part}.b": WIDTH for part in ("q", "k", "v", "ao", "fo")}
    return made | {name: random.normal(size=size).astype(np.float32).tobytes() for name, size in sizes.items()}


def test_every_tensor_finds_its_place(tensors, tmp_path):
    (tmp_path / "small.bin").write_bytes(written(tensors))
    read = transformer_of_packed(tmp_path / "small.bin")
    (layer,) = read.layers
    assert (read.words.shape, read.positions.shape, read.heads) == ((WORDS, WIDTH), (LONGEST, WIDTH), 2)
    assert read.epsilon == pytest.approx(1e-5)
    assert (layer.attention.shape, layer.up.shape, layer.down.shape) == ((32, 96), (32, 64), (64, 32))
    key = unpacked_blocks(tensors["l0.k.w"], 0, WIDTH, WIDTH)
    np.testing.assert_array_equal(layer.attention[:, WIDTH : 2 * WIDTH], key.T)
    np.testing.assert_array_equal(layer.attention_bias[2 * WIDTH :], np.frombuffer(tensors["l0.v.b"], np.float32))
    segment = np.frombuffer(tensors["emb.type"], np.float32)[:WIDTH]
    np.testing.assert_array_equal(read.positions[0], np.frombuffer(tensors["emb.pos"], np.float32)[:WIDTH] + segment)


def test_a_damaged_file_is_refused(tensors, tmp_path):
    whole = written(tensors)
    for content in (b"GGUF" + whole[4:], whole[:400], whole.replace(b"l0.ao.w", b"l9.ao.w")):
        (tmp_path / "bad.bin").write_bytes(content)
        with pytest.raises(ModelError, match=r"bad\.bin: .*fetch it again"):
            transformer_of_packed(tmp_path / "bad.bin")


def test_the_prefix_stands_before_every_text_and_has_no_place_in_it():
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(with_prefix(locate_weights().tokenizer).decode("utf-8"))
    encoding = tokenizer.encode("The port voted.")
    assert encoding.tokens == ["[CLS]", "query", ":", "the", "port", "voted", ".", "[SEP]"]
    assert encoding.offsets == [(0, 0), (0, 0), (0, 0), (0, 3), (4, 8), (9, 14), (14, 15), (0, 0)]
    assert tokenizer.encode("").tokens == ["[CLS]", "query", ":", "[SEP]"]
    tokenizer.enable_truncation(6)
    assert tokenizer.encode("The port voted.").tokens == ["[CLS]", "query", ":", "the", "port", "[SEP]"]
