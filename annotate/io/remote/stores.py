"""Reading from and writing to ``s3://``, ``gs://``, ``az://`` and other stores, through fsspec.

What is elsewhere is copied to a folder on this machine first and read from there; what is to go elsewhere is written to
such a folder and copied when it is whole. The folder stays where it is until then, so that an interrupted run resumes.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from annotate.errors import InputError

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):/+(.*)", re.DOTALL)
_PACKAGES = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
}
_WHOLE_AT_ONCE = frozenset(_PACKAGES) | {"memory"}
"""Stores in which a file appears only when all of it is there; in others it is written beside and moved."""
_VERSION = ("size", "ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created")
"""What stores say of a file that changes with it."""
_WEB = ("http", "https")
_PASSWORD = re.compile(r"[^/@]*:[^/@]*@")
_SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSWORD|CONNECTION_STRING", re.IGNORECASE)
"""Names of environment variables whose values are not shown."""
_IN_CONNECTION = re.compile(r"(?:AccountKey|SharedAccessSignature)=([^;]+)")
_SECRET_LENGTH = 8
_SIGNATURE = re.compile(r"((?:[?&](?:sig|X-Amz-Signature|X-Goog-Signature|X-Amz-Security-Token)=))[^&\s'\"]+")


def address_of(path: str | os.PathLike[str]) -> str | None:
    """The address that `path` is, also if it went through a `Path`, which turns ``//`` into ``/``; None for a path."""
    match = _ADDRESS.fullmatch(str(path))
    if match is None or match[1] in _WEB:
        return None
    return f"{match[1]}://{'/' if match[1] == 'file' else ''}{match[2]}"


def local_copy(path: str | os.PathLike[str]) -> Path:
    """`path`, or the copy on this machine of the file or folder at an address; copied again only if it has changed.

    Raises
    ------
    InputError
        If the address cannot be read.
    """
    address = address_of(path)
    if address is None:
        return Path(path)
    target = _folder_of(address) / "in" / _name_of(address)
    with _explained(address, "read"):
        store, root = _store_of(address)
        store.invalidate_cache()  # what another program has written since is to be seen
        if not store.exists(root):
            raise FileNotFoundError("there is nothing")
        if not store.isdir(root):
            _fetch(store, root, target)
            return target
        there = {target / Path(one).relative_to(root): one for one in store.find(root)}
        for own in [one for one in target.rglob("*") if one.is_file() and not one.name.startswith(".")]:
            if own not in there:
                own.unlink()
        for own, one in there.items():
            _fetch(store, one, own)
    return target


@dataclass(frozen=True)
class Destination:
    """Where an output goes, and the path on this machine at which it is made."""

    address: str
    here: Path

    def deliver(self) -> None:
        """Copy the output, and what lies beside it, to its address, and remove it here.

        A file appears there whole or not at all, and that of scores last; files of a folder appear one by one.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        with _explained(self.address, "written"):
            store, root = _store_of(self.address)
            parent = root.rpartition("/")[0]
            files = [
                one for one in self.here.parent.rglob("*") if one.is_file() and not _is_hidden(one, self.here.parent)
            ]
            for path in sorted(files, key=lambda one: one == self.here):
                _put(store, path, f"{parent}/{path.relative_to(self.here.parent).as_posix()}")
        shutil.rmtree(self.here.parent)

    def at(self, path: Path) -> str:
        """The address of `path`, a file beside the output."""
        return f"{self.address.rpartition('/')[0]}/{path.relative_to(self.here.parent).as_posix()}"


def put(path: Path, address: str) -> None:
    """Copy the file `path` to `address`, where it appears whole or not at all.

    Raises
    ------
    InputError
        If it cannot be written there.
    """
    with _explained(address, "written"):
        store, root = _store_of(address)
        _put(store, path, root)


def remove(address: str) -> None:
    """Remove the file at `address`, if there is one.

    Raises
    ------
    InputError
        If the store cannot be reached, or refuses.
    """
    with _explained(address, "removed"):
        store, root = _store_of(address)
        if store.exists(root):
            store.rm_file(root)


def destination_of(path: str | os.PathLike[str] | None) -> Destination | None:
    """Where the output at an address goes; None if `path` is on this machine.

    Raises
    ------
    InputError
        If the store at the address cannot be reached.
    """
    address = None if path is None else address_of(path)
    if address is None:
        return None
    with _explained(address, "written"):
        _store_of(address)
    here = _folder_of(address) / "out" / _name_of(address)
    here.parent.mkdir(parents=True, exist_ok=True)
    return Destination(address, here)


def _folder_of(address: str) -> Path:
    number = hashlib.sha256(address.encode()).hexdigest()[:16]
    return Path(platformdirs.user_cache_dir("stance-annotate")) / "elsewhere" / number


def _name_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _store_of(address: str) -> tuple[Any, str]:
    protocol, _, rest = address.partition("://")
    if _PASSWORD.match(rest):
        raise InputError(
            f"{protocol}://{rest.rpartition('@')[2]}: a password in an address can be seen by others; leave it to the "
            "settings of the store's own tools"
        )
    try:
        import fsspec
    except ImportError:
        raise InputError(f"{address}: stores need a package: pip install 'stance-annotate[remote]'") from None
    try:
        store, root = fsspec.core.url_to_fs(address.rstrip("/"))
    except ImportError:
        package = _PACKAGES.get(protocol, f"one for {protocol}://")
        raise InputError(f"{address}: {protocol}:// needs a package: pip install {package}") from None
    return store, str(root)


def _fetch(store: Any, source: str, target: Path) -> None:
    """Copy one file, unless the copy is of this version."""
    facts = {name: str(value) for name, value in store.info(source).items() if name in _VERSION}
    version, mark = str(facts), target.with_name(f".{target.name}.version")
    if len(facts) > 1 and target.is_file() and mark.is_file() and mark.read_text(encoding="utf-8") == version:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    store.get_file(source, str(part))
    part.replace(target)
    mark.write_text(version, encoding="utf-8")


def _put(store: Any, path: Path, target: str) -> None:
    protocols = {store.protocol} if isinstance(store.protocol, str) else set(store.protocol)
    if not protocols & set(_PACKAGES):  # these have no folders, and a bucket that is misspelt is not to be made
        store.makedirs(target.rpartition("/")[0], exist_ok=True)
    if protocols & _WHOLE_AT_ONCE:
        store.put_file(str(path), target)
        return
    folder, _, name = target.rpartition("/")
    beside = f"{folder}/.{name}.part"
    store.put_file(str(path), beside)
    store.mv(beside, target)


@contextmanager
def _explained(address: str, done: str) -> Iterator[None]:
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        reason = _without_secrets(str(error)) or type(error).__name__
        words = f"{address}: cannot be {done} ({reason})"
        raise InputError(f"{words}; check the address and your credentials for it") from error


def _without_secrets(text: str) -> str:
    """`text` without what the environment holds as a secret, and without signatures in web addresses."""
    for name, value in os.environ.items():
        if _SECRET.search(name):
            # A connection string is secret in part: the address and the name of the account may be shown.
            for secret in _IN_CONNECTION.findall(value) or [value]:
                text = text.replace(secret, "…") if len(secret) >= _SECRET_LENGTH else text
    return _SIGNATURE.sub(r"\1…", text)
