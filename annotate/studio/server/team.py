"""A Label Studio for a team: on PostgreSQL, reached from other machines by one encrypted address."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from annotate.errors import StudioError
from annotate.io.writing import write_private
from annotate.progress import Progress, silent
from annotate.studio.server import _cluster as cluster
from annotate.studio.server._database import DATABASE_VARIABLE, Database
from annotate.studio.server._server_files import SERVE, TEAM_SETTINGS

OPTIONS = "team.json"
"""The file of a server's folder with what it was started with."""
LOCAL = "127.0.0.1"
WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


@dataclass(frozen=True)
class Team:
    """What a team server needs to know beyond what a private one does."""

    host: str = LOCAL
    """The address it listens on."""
    address: str = ""
    """What people type to reach it, as ``https://labels.example.org``."""
    certificate: str = ""
    """The file of its certificate, with the chain, where it encrypts by itself."""
    key: str = ""
    """The file of the certificate's private key."""
    behind_proxy: bool = False
    """Whether a proxy at `address` encrypts and passes everything on."""
    database_file: str = ""
    """The file with the address of its PostgreSQL database; empty where the database is our own."""
    workers: int = 2
    threads: int = 8

    @classmethod
    def of(
        cls,
        folder: Path,
        *,
        host: str | None = None,
        address: str | None = None,
        tls_cert: Path | None = None,
        tls_key: Path | None = None,
        behind_proxy: str | None = None,
        database_file: Path | None = None,
    ) -> Team:
        """The options of the team server in `folder`, checked; how it was reached last where nothing says how now.

        Raises
        ------
        StudioError
            If others could reach it without encryption, or an option is wrong.
        """
        before = cls.recorded(folder)
        database = _named_database(folder, before, database_file)
        if before and not (host or address or tls_cert or tls_key or behind_proxy):
            return replace(before, database_file=database)
        host = host or LOCAL
        if (tls_cert is None) != (tls_key is None):
            raise StudioError("`tls_cert` and `tls_key` belong together; pass both")
        if tls_cert and behind_proxy:
            raise StudioError("`tls_cert` or `behind_proxy`: either the server encrypts or the proxy before it does")
        if not (tls_cert or behind_proxy or is_loopback(host)):
            raise StudioError(
                f"`host` {host}: others could reach it there without encryption; pass `tls_cert` and `tls_key`, or"
                " `behind_proxy` with the https address of the proxy that encrypts"
            )
        if tls_cert and host in WILDCARDS and not address:
            raise StudioError(f"`host` {host}: pass `address` too, the one that people type, as https://labels.example")
        if tls_cert and tls_key:
            _check_certificate(tls_cert, tls_key)
        if behind_proxy:
            checked_address(behind_proxy, "behind_proxy", https=True)
        if address:
            checked_address(address, "address", https=bool(tls_cert or behind_proxy))
        return cls(
            host,
            checked_address(address or behind_proxy or "", "address"),
            str(tls_cert.resolve()) if tls_cert else "",
            str(tls_key.resolve()) if tls_key else "",
            behind_proxy is not None,
            database,
        )

    @classmethod
    def recorded(cls, folder: Path) -> Team | None:
        """What the server in `folder` was started with last; None if it is not a team server."""
        try:
            known = json.loads((folder / OPTIONS).read_text(encoding="utf-8"))
            return cls(**known["options"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StudioError(
                f"{folder / OPTIONS}: damaged ({error}); delete it and start again with `team`"
            ) from error

    def record(self, folder: Path) -> None:
        """Remember this for later starts of the server in `folder`."""
        write_private(folder / OPTIONS, json.dumps({"options": asdict(self)}, indent=2))

    @property
    def is_encrypted(self) -> bool:
        """Whether it encrypts by itself."""
        return bool(self.certificate)

    def at(self, port: int) -> Team:
        """The same, with the address it listens on where none was named."""
        if self.address:
            return self
        host = f"[{self.host}]" if ":" in self.host else self.host
        return replace(self, address=f"{'https' if self.is_encrypted else 'http'}://{host}:{port}")


def database_of(folder: Path, team: Team, *, progress: Progress = silent) -> Database:
    """The database of the server in `folder`: the one that was named, or our own, which is started.

    Raises
    ------
    StudioError
        If it cannot be reached or started, or is too old.
    """
    if not team.database_file:
        return cluster.ensure_running(folder, progress=progress)
    database = Database.read(Path(team.database_file))
    database.check()
    return database


def _named_database(folder: Path, before: Team | None, file: Path | None) -> str:
    """The file with the address of the database for the server in `folder`; empty for one of our own.

    An address in the environment is kept in a file of the folder, so that later starts use the same database.
    """
    address = os.environ.get(DATABASE_VARIABLE)
    if file is None and not address:
        return before.database_file if before else ""
    if cluster.exists(folder):
        named = "`database_file`" if file else DATABASE_VARIABLE
        raise StudioError(f"{named}: the server in {folder} has a PostgreSQL of its own; name another `folder`")
    if file is not None:
        Database.read(file)
        return str(file.resolve())
    noted = folder / "database-address"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(noted, Database.parse(str(address), DATABASE_VARIABLE).address + "\n")
    return str(noted)


def server_settings(folder: Path, team: Team, database: Database, port: int, email: str) -> dict[str, object]:
    """What `TEAM_SETTINGS` and `SERVE` read: the settings of a team server in `folder` that listens on `port`."""
    public = team.at(port)
    names = [urlsplit(public.address).hostname or "", team.host, LOCAL, "localhost", "[::1]"]
    return {
        "address": public.address,
        "hosts": [name for name in dict.fromkeys(names) if name and name not in WILDCARDS],
        "behind_proxy": team.behind_proxy,
        "bind": f"[{team.host}]:{port}" if ":" in team.host else f"{team.host}:{port}",
        "certificate": team.certificate,
        "key": team.key,
        "database": database.django(),
        "email": email,
        "password_file": str(folder / "password"),
        "token_file": str(folder / "token"),
        "workers": team.workers,
        "threads": team.threads,
    }


def write_files(settings_folder: Path, settings: Mapping[str, object]) -> None:
    """Write the program that serves a team, and its settings, to a folder."""
    (settings_folder / "annotate_studio_settings.py").write_text(TEAM_SETTINGS, encoding="utf-8")
    (settings_folder / "annotate_studio_serve.py").write_text(SERVE, encoding="utf-8")
    write_private(settings_folder / "team-settings.json", json.dumps(settings, indent=2))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on `host`."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def checked_address(address: str, parameter: str, *, https: bool = False) -> str:
    """`address` without a slash at its end; empty where it is empty.

    Raises
    ------
    StudioError
        If it is not the address of a whole server, or not encrypted where it must be.
    """
    if not address:
        return ""
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise StudioError(f"`{parameter}` {address}: write it as https://labels.example.org, without a path")
    if https and parts.scheme != "https":
        raise StudioError(f"`{parameter}` {address}: not encrypted; write it with https://")
    return address.strip().rstrip("/")


def trusting(certificate: Path) -> ssl.SSLContext:
    """A context for talking to the server on this machine that has `certificate`, and to no other.

    The first certificate of the file is the server's own; it need not name 127.0.0.1, because no other is accepted.
    """
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    text = certificate.read_text(encoding="utf-8")
    own = text[text.index(begin) : text.index(end) + len(end)]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=own)
    return context


def _check_certificate(certificate: Path, key: Path) -> None:
    for path in (certificate, key):
        if not path.is_file():
            raise StudioError(f"{path}: there is no such file; check `tls_cert` and `tls_key`")
    if os.name != "nt" and key.stat().st_mode & 0o007:
        raise StudioError(f"{key}: everybody on this machine can read the private key; run chmod o-rwx {key}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
        trusting(certificate)
    except (OSError, ValueError) as error:
        raise StudioError(
            f"{certificate}: not a certificate in PEM form that fits the key {key} ({error}); check `tls_cert` and"
            " `tls_key`"
        ) from error
