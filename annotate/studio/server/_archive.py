"""The archive that a backup is: written as people go on labelling, read defensively."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from annotate.errors import InputError
from annotate.progress import Progress
from annotate.studio.server import _installing as installing
from annotate.studio.server.team import OPTIONS, Team

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE_COPY = "database.sqlite3"
POSTGRES_COPY = "database.dump"
_SECRETS = {"password": "password", "token": "token", "secret-key": ".env", "port": "port"}
"""Files of the server's folder by their names in the archive."""


@contextmanager
def opened(file: Path) -> Iterator[tarfile.TarFile]:
    """The archive that a backup is.

    Raises
    ------
    InputError
        If it is none.
    """
    with reading(file):
        archive = tarfile.open(file, "r:gz")  # noqa: SIM115 - closed below, where errors are not the archive's
    with archive:
        yield archive


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Turn what reading a damaged archive raises into an `InputError`."""
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{file}: no backup of a Label Studio, or damaged ({error}); use another") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read or unpacked ({error.strerror or error}); check the path") from error


def write_archive(archive: IO[bytes], folder: Path, team: Team | None, copy: Path, progress: Progress) -> None:
    """Write what a server in `folder` needs, with the `copy` of its database, and last a manifest with their hashes."""
    media = [path for path in sorted((folder / "media").rglob("*")) if path.is_file() and not path.is_symlink()]
    hashes: dict[str, str] = {}
    with (
        tarfile.open(fileobj=archive, mode="w:gz", compresslevel=6) as tar,
        progress("writing the backup", len(media) + 1) as advance,
    ):
        hashes[copy.name] = _add(tar, copy.name, copy)
        advance(1)
        for name, own in _SECRETS.items():
            if (folder / own).exists():
                hashes[name] = _add(tar, name, folder / own)
        if team:
            options = json.dumps({"options": asdict(replace(team, database_file=""))}).encode()
            hashes[OPTIONS] = _add_bytes(tar, OPTIONS, options)
        for path in media:
            name = f"media/{path.relative_to(folder / 'media').as_posix()}"
            try:
                hashes[name] = _add(tar, name, path)
            except FileNotFoundError:
                continue  # somebody deleted it meanwhile
            finally:
                advance(1)
        document = {
            "format": FORMAT,
            "database": "postgresql" if team else "sqlite",
            "label_studio": installing.VERSION,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": hashes,
        }
        _add_bytes(tar, MANIFEST, json.dumps(document, indent=1).encode())


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as stream:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = os.fstat(stream.fileno()).st_size, 0o600
        hashing = _Hashing(stream)
        tar.addfile(entry, hashing)
    return hashing.sha.hexdigest()


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> str:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))
    return hashlib.sha256(content).hexdigest()


class _Hashing:
    """A stream that hashes what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.sha = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self.stream.read(size)
        self.sha.update(content)
        return content


def read_manifest(archive: tarfile.TarFile, file: Path) -> Mapping[str, Any]:
    """What a backup says about itself.

    Raises
    ------
    InputError
        If it says nothing, lacks what a server needs, or was made by a newer version.
    """
    try:
        with reading(file):
            stream = archive.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.load(stream) if stream else {}
        form, kind, names = int(manifest["format"]), manifest["database"], dict(manifest["files"])
        made_with = tuple(int(part) for part in str(manifest["label_studio"]).split("."))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{file}: no backup that annotate studio backup wrote; check the path") from error
    if form > FORMAT or made_with > tuple(int(part) for part in installing.VERSION.split(".")):
        raise InputError(
            f"{file}: made by a newer version, with Label Studio {manifest['label_studio']}; update annotate first"
        )
    copy = {"sqlite": SQLITE_COPY, "postgresql": POSTGRES_COPY}.get(kind)
    if copy not in names or not {"password", "token"} <= set(names):
        raise InputError(f"{file}: damaged: it has no database, password or token; use another backup")
    return manifest


def unpack(archive: tarfile.TarFile, file: Path, manifest: Mapping[str, Any], folder: Path) -> None:
    """Write the files that the manifest names to `folder`, each as it was; nothing else, and nowhere else.

    Raises
    ------
    InputError
        If the archive has anything else, lacks something, or a file is not as it was.
    """
    seen = set()
    free = shutil.disk_usage(folder).free
    with reading(file):
        for entry in archive:
            if entry.name == MANIFEST:
                continue
            free -= entry.size
            if free < 0:
                raise InputError(f"{file}: larger than the free space at {folder.parent}; free some, or check the file")
            if not entry.isreg() or not _is_plain(entry.name) or entry.name not in manifest["files"]:
                raise InputError(f"{file}: has the entry {entry.name!r}, which is not a backup's; nothing was restored")
            if _write(archive, entry, folder / _SECRETS.get(entry.name, entry.name)) != manifest["files"][entry.name]:
                raise InputError(f"{file}: damaged: {entry.name} is not what was backed up; use another backup")
            seen.add(entry.name)
    if missing := set(manifest["files"]) - seen:
        raise InputError(f"{file}: damaged: {min(missing)} is missing; use another backup")


def _write(archive: tarfile.TarFile, entry: tarfile.TarInfo, path: Path) -> str:
    """Write an entry to a new file that only its owner can read; the hash of what it holds."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    stream = archive.extractfile(entry)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        hashing = _Hashing(stream)  # type: ignore[arg-type]
        shutil.copyfileobj(hashing, target)
    return hashing.sha.hexdigest()


def _is_plain(name: str) -> bool:
    """Whether the name of an entry is one that a backup has: a file at its top, or one below media."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in path.parts[0]:
        return False
    return path.parts[0] == "media" if len(path.parts) > 1 else name in {*_SECRETS, OPTIONS, SQLITE_COPY, POSTGRES_COPY}
