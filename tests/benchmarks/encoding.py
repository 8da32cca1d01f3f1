"""Sentences a second of the default encoder, beside fastembed and sentence-transformers on the same sentences.

    python tests/benchmarks/encoding.py [--sentences N] [--others PYTHON] [--threads N] [--canonical FOLDER]

The peers need not be installed beside annotate: ``--others`` names another environment's Python. fastembed gets the
files of the default encoder itself, so that only the way of running them differs; sentence-transformers, which needs
PyTorch, gets the canonical weights in ``--canonical``. A peer that is missing is left out, with the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(__file__).parents[2].parent / "shared" / "data"
FASTEMBED = """
import json, sys, time
from fastembed import TextEmbedding
from fastembed.common.model_description import ModelSource, PoolingType
folder, path, threads = sys.argv[1:4]
TextEmbedding.add_custom_model(model="minilm", pooling=PoolingType.MEAN, normalization=True,
    sources=ModelSource(hf="minilm"), dim=384, model_file="model.onnx")
model = TextEmbedding("minilm", specific_model_path=folder, threads=int(threads))
texts = json.load(open(path))
list(model.embed(texts[:64]))
"""
SENTENCE_TRANSFORMERS = """
import json, sys, time
import torch
from sentence_transformers import SentenceTransformer
folder, path, threads = sys.argv[1:4]
torch.set_num_threads(int(threads))
model = SentenceTransformer(folder, device="cpu")
texts = json.load(open(path))
model.encode(texts[:64])
"""
TIMED = """
clock, processor = time.perf_counter(), time.process_time()
{call}
print(json.dumps([time.perf_counter() - clock, time.process_time() - processor]))
"""


def sentences(count: int, folder: Path) -> list[str]:
    with (folder / "newsmtsc" / "data.jsonl").open(encoding="utf-8") as stream:
        texts = list(dict.fromkeys(json.loads(line)["text"] for line in stream))
    return texts[:count]


def ours(texts: list[str]) -> tuple[float, float]:
    from annotate.learn.encoders.onnx_runtime import raw_vectors
    from annotate.learn.encoders.weights import locate_weights

    raw_vectors(locate_weights(), texts[:64])
    clock, processor = time.perf_counter(), time.process_time()
    raw_vectors(locate_weights(), texts)
    return time.perf_counter() - clock, time.process_time() - processor


def peer(python: str, program: str, call: str, folder: Path, texts: Path, threads: int) -> tuple[float, float] | str:
    """Seconds by the clock and of processor time, or why there are none."""
    command = [python, "-c", program + TIMED.format(call=call), str(folder), str(texts), str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr.strip().splitlines()[-1][:150]
    clock, processor = json.loads(done.stdout.splitlines()[-1])
    return clock, processor


def default_files(folder: Path) -> Path:
    """A folder with the default encoder's files, and those that fastembed wants beside them."""
    from annotate.learn.encoders.weights import locate_weights

    weights = locate_weights()
    (folder / "model.onnx").write_bytes(weights.model.read_bytes())
    (folder / "tokenizer.json").write_bytes(weights.tokenizer.read_bytes())
    special = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]"}
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    (folder / "tokenizer_config.json").write_text(json.dumps(special | {"model_max_length": 128}))
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "pad_token_id": 0}))
    return folder


def show(name: str, result: tuple[float, float] | str, count: int) -> None:
    if isinstance(result, str):
        print(f"{name:44} left out: {result}", flush=True)
        return
    clock, processor = result
    print(f"{name:44}{count / clock:>10.0f}{count / processor:>22.0f}", flush=True)


def main() -> None:
    """Print a line for each library."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--others", default=sys.executable, help="the Python with fastembed and sentence-transformers")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--threads", type=int, default=cores, help="threads of the peers; waiting ones cost time, too")
    parser.add_argument("--canonical", type=Path, help="a folder with all-MiniLM-L6-v2 for sentence-transformers")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of evaluation data")
    given = parser.parse_args()
    texts = sentences(given.sentences, given.data)
    print(f"{len(texts)} sentences of news\n{'':44}{'a second':>10}{'a second of a core':>22}")
    show("annotate: 5 views of the states, 8 bits", ours(texts), len(texts))
    with tempfile.TemporaryDirectory() as name:
        folder, path = default_files(Path(name)), Path(name) / "texts.json"
        path.write_text(json.dumps(texts))
        result = peer(given.others, FASTEMBED, "list(model.embed(texts))", folder, path, given.threads)
        show("fastembed: 1 vector, the same 8-bit weights", result, len(texts))
        missing = "no folder with its weights was named (--canonical)"
        slow = given.canonical and peer(
            given.others, SENTENCE_TRANSFORMERS, "model.encode(texts)", given.canonical, path, given.threads
        )
        show("sentence-transformers: 1 vector, floats", slow or missing, len(texts))


if __name__ == "__main__":
    main()
