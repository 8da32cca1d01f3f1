"""Sentences a second of the encoder, beside fastembed and sentence-transformers: one run, same sentences and weights.

    python tests/benchmarks/encoding.py [--sentences N] [--others PYTHON] [--canonical FOLDER] [--threads 1 2]

The peers need not be installed beside annotate: ``--others`` names another environment's Python. Every library runs in
a process of its own that may use as many cores as there are threads, fastembed with the files of the default encoder.
Their weights are stored in 8 bits and computed with as floats; sentence-transformers, which needs PyTorch, gets the
floats in ``--canonical`` (all-MiniLM-L6-v2: ``model.safetensors``, ``config.json``, ``tokenizer.json``), and annotate
the same ones. fastembed pads every sentence to the longest of its batch, so that it is timed a second time with
sentences sorted by length, in batches of 16. Each library's vectors are compared with annotate's, sentence by sentence.
A peer that is missing is left out, with the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from annotate.learn.encoders.onnx_graph import graph_of
from annotate.learn.encoders.transformer import transformer_in
from annotate.learn.encoders.weights import locate_weights

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY.parent / "shared" / "data"
OURS = """
from pathlib import Path
from annotate.learn.encoders.onnx_runtime import raw_vectors
from annotate.learn.encoders.weights import locate_weights
weights = locate_weights(folder)
encode = lambda texts: raw_vectors(weights, texts)[:, 0]
"""
FASTEMBED = """
from fastembed import TextEmbedding
from fastembed.common.model_description import ModelSource, PoolingType
TextEmbedding.add_custom_model(model="minilm", pooling=PoolingType.MEAN, normalization=True,
    sources=ModelSource(hf="minilm"), dim=384, model_file="model.onnx")
model = TextEmbedding("minilm", specific_model_path=folder, threads=threads)
encode = lambda texts: list(model.embed(texts))
"""
SORTED = """
unsorted = encode
def encode(texts):
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    vectors = list(model.embed([texts[row] for row in order], batch_size=16))
    return [vector for _, vector in sorted(zip(order, vectors), key=lambda pair: pair[0])]
"""
SENTENCE_TRANSFORMERS = """
import torch
from sentence_transformers import SentenceTransformer
torch.set_num_threads(threads)
model = SentenceTransformer(folder, device="cpu")
model.max_seq_length = 128
encode = lambda texts: model.encode(texts)
"""
TIMED = """
import json, os, sys, time
folder, path, threads, output = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
{program}
import numpy
texts = json.load(open(path))
encode(texts[:64])
clock, processor = time.perf_counter(), time.process_time()
vectors = encode(texts)
print(json.dumps([time.perf_counter() - clock, time.process_time() - processor]))
numpy.save(output, numpy.array(vectors, dtype=float))
"""


def sentences(count: int, folder: Path) -> list[str]:
    with (folder / "newsmtsc" / "data.jsonl").open(encoding="utf-8") as stream:
        texts = list(dict.fromkeys(json.loads(line)["text"] for line in stream))
    return texts[:count]


def run(
    python: str, program: str, folder: str | Path, texts: Path, threads: int
) -> tuple[float, float, np.ndarray] | str:
    """Seconds by the clock and of processor time and the vectors, or why there are none."""
    output = texts.with_name("vectors.npy")
    given = [str(folder), str(texts), str(threads), str(output)]
    command = [python, "-c", TIMED.format(program=program), *given]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        return done.stderr.strip().splitlines()[-1][:150]
    clock, processor = json.loads(done.stdout.splitlines()[-1])
    vectors = np.load(output)
    return clock, processor, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def filled(folder: Path, model: bytes) -> Path:
    """A folder with `model`, the default encoder's tokenizer, and the files that fastembed wants beside them."""
    folder.mkdir()
    (folder / "model.onnx").write_bytes(model)
    (folder / "tokenizer.json").write_bytes(locate_weights().tokenizer.read_bytes())
    special = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]"}
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    (folder / "tokenizer_config.json").write_text(json.dumps(special | {"model_max_length": 128}))
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "pad_token_id": 0}))
    return folder


def compared(name: str, runs: list[tuple], texts: Path, count: int, threads: int) -> None:
    """A line for each library, and how near its vectors are to the first one's."""
    first = None
    for library, python, program, folder in runs:
        result = run(python, program, folder, texts, threads)
        label = f"{name}, {threads} {'thread' if threads == 1 else 'threads'}: {library}"
        if isinstance(result, str):
            print(f"{label:62} left out: {result}", flush=True)
            continue
        clock, processor, vectors = result
        first = vectors if first is None else first
        cosines = (vectors * first).sum(axis=1)
        nearest = f"{np.floor(cosines.min() * 1e4) / 1e4:.4f}"
        print(f"{label:62}{count / clock:>8.0f}{count / processor:>22.0f}{nearest:>18}", flush=True)


def main() -> None:
    """Print a line for each library, each number of threads and each kind of weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--others", default=sys.executable, help="the Python with fastembed and sentence-transformers")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--canonical", type=Path, help="a folder with the floats of all-MiniLM-L6-v2")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of evaluation data")
    given = parser.parse_args()
    texts = sentences(given.sentences, given.data)
    print(f"{len(texts)} sentences of news; the lowest cosine is to annotate's vectors from the same weights\n")
    print(f"{'':62}{'a second':>8}{'a second of a core':>22}{'lowest cosine':>18}")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "texts.json"
        path.write_text(json.dumps(texts))
        bits = filled(Path(name) / "bits", locate_weights().model.read_bytes())
        own, others = sys.executable, given.others
        runs = {
            "8 bits": [
                ("annotate, 5 views", own, OURS, "minilm"),
                ("fastembed", others, FASTEMBED, bits),
                ("fastembed, sorted", others, FASTEMBED + SORTED, bits),
            ]
        }
        if given.canonical:
            floats = filled(Path(name) / "floats", graph_of(transformer_in(given.canonical), 32))
            runs["floats"] = [
                ("annotate, 5 views", own, OURS, floats),
                ("sentence-transformers", others, SENTENCE_TRANSFORMERS, given.canonical),
            ]
        for threads in given.threads:
            for kind in runs:
                compared(kind, runs[kind], path, len(texts), threads)


if __name__ == "__main__":
    main()
