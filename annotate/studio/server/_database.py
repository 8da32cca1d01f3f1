"""The PostgreSQL database of a team server: where it is, what opens it, and PostgreSQL's own programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from annotate.errors import StudioError

DATABASE_VARIABLE = "ANNOTATE_STUDIO_DATABASE"
"""The environment variable with the address of a team server's database; `annotate.cli` reads it."""
OLDEST = 14
"""The oldest version of PostgreSQL that Label Studio's Django supports."""
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database and what opens it."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False)
    sslmode: str = ""

    @classmethod
    def parse(cls, address: str, where: str) -> Database:
        """The database at an address such as ``postgresql://user:password@host:5432/name?sslmode=require``.

        Raises
        ------
        StudioError
            If it is no such address. The message does not repeat it: it holds a password.
        """
        wanted = "postgresql://user:password@host:5432/name"
        try:
            parts = urlsplit(address.strip())
            port = parts.port or 5432
        except ValueError as error:
            raise StudioError(f"{where}: not the address of a database; write it as {wanted}") from error
        name = unquote(parts.path.lstrip("/"))
        if parts.scheme not in ("postgresql", "postgres") or not (parts.hostname and parts.username and name):
            raise StudioError(f"{where}: not the address of a database; write it as {wanted}")
        sslmode = parse_qs(parts.query).get("sslmode", [""])[0]
        return cls(parts.hostname, port, name, unquote(parts.username), unquote(parts.password or ""), sslmode)

    @classmethod
    def read(cls, file: Path) -> Database:
        """The database whose address is the only line of `file`.

        Raises
        ------
        StudioError
            If the file cannot be read, others can read it, or it holds no such address.
        """
        try:
            if os.name != "nt" and file.stat().st_mode & 0o077:
                raise StudioError(f"{file}: others can read it, and it holds a password; run chmod 600 {file}")
            return cls.parse(file.read_text(encoding="utf-8"), str(file))
        except (OSError, UnicodeDecodeError) as error:
            raise StudioError(f"{file}: cannot be read ({error}); check the path") from error

    @property
    def address(self) -> str:
        """The address that `parse` reads, with the password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        account = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        query = f"?sslmode={self.sslmode}" if self.sslmode else ""
        return f"postgresql://{account}@{host}:{self.port}/{quote(self.name, safe='')}{query}"

    @property
    def shown(self) -> str:
        """Where it is, without the password."""
        return f"{self.name} at {self.host}:{self.port}"

    def django(self) -> dict[str, object]:
        """The database in the form of Django's settings."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": str(self.port),
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"sslmode": self.sslmode} if self.sslmode else {},
        }

    def environment(self) -> dict[str, str]:
        """The environment in which PostgreSQL's programs reach it, the password not among their arguments."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        mode = {"PGSSLMODE": self.sslmode} if self.sslmode else {}
        return inherited | mode | {
            "LC_ALL": "C",
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGDATABASE": self.name,
            "PGCONNECT_TIMEOUT": "10",
        }  # fmt: skip

    def ask(self, query: str) -> list[str]:
        """The first column of what `query` answers.

        Raises
        ------
        StudioError
            If the database refuses or cannot be reached.
        """
        return run(program("psql"), ["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", query], self).splitlines()

    def check(self) -> None:
        """Raise `StudioError` unless it can be reached and is recent enough."""
        [number] = self.ask("show server_version_num")
        if int(number) // 10_000 < OLDEST:
            raise StudioError(
                f"{self.shown}: PostgreSQL {int(number) // 10_000} is too old; Label Studio needs {OLDEST} or newer"
            )

    def is_empty(self) -> bool:
        """Whether there are no tables in it."""
        tables = "select count(*) from information_schema.tables where table_schema = 'public'"
        return self.ask(tables) == ["0"]


def run(
    command: Path, arguments: Sequence[str], database: Database, environment: Mapping[str, str] | None = None
) -> str:
    """What one of PostgreSQL's programs prints.

    Raises
    ------
    StudioError
        With the program's own words if it fails.
    """
    finished = subprocess.run(
        [str(command), *arguments],
        env=environment or database.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if finished.returncode:
        raise StudioError(f"database {database.shown}: {command.name}: {_reason(finished.stderr)}")
    return finished.stdout


def program(name: str, version: str | None = None) -> Path:
    """PostgreSQL's program `name`: of `version` where one is given, else the newest on this machine.

    Raises
    ------
    StudioError
        If it is not installed.
    """
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda folder: _number(folder.parent.name), reverse=True)
    for folder in folders:
        if (folder / name).exists() and version in (None, folder.parent.name):
            return folder / name
    on_path = shutil.which(name)
    if on_path and version in (None, _version_of(Path(on_path))):
        return Path(on_path).resolve()
    which = f"PostgreSQL {version}" if version else "PostgreSQL"
    package = f"postgresql-{version}" if version else "postgresql"
    raise StudioError(f"{name}: {which} is not installed; install it (on Debian: apt install {package})")


def _version_of(path: Path) -> str:
    shown = subprocess.run([str(path), "--version"], capture_output=True, text=True).stdout
    match = re.search(r"(\d+)(\.\d+|beta|rc|devel)", shown)
    return match[1] if match else ""


def _number(version: str) -> float:
    return float(version) if re.fullmatch(r"[\d.]+", version) else 0.0


def _reason(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it failed and printed nothing"
