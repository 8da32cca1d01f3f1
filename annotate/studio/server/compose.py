"""The files of a server in containers: Label Studio, PostgreSQL, and a proxy that gets a certificate and encrypts."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from annotate.errors import InputError
from annotate.io.writing import write_private
from annotate.studio.server import _installing as installing
from annotate.studio.server._database import Database
from annotate.studio.server._preparing import SERVER_ENVIRONMENT
from annotate.studio.server._server_files import SERVE, TEAM_SETTINGS, TEAM_VARIABLE
from annotate.studio.server.private import EMAIL
from annotate.studio.server.team import Team, checked_address, server_settings

PORT = 8080
"""The port that Label Studio listens on, which only the proxy reaches."""
SECRETS = Path("/run/studio")
"""Where Label Studio finds its secrets in its container: copies that only its own user can read."""
NAME = "label_studio"

COMPOSE = """\
# Label Studio $VERSION for a team, at $ADDRESS. Start it with: docker compose up -d
# The passwords are in the folder secrets; log in as $EMAIL with the one in secrets/password.
name: label-studio

services:
  proxy:
    image: caddy:2.10-alpine
    restart: unless-stopped
    depends_on:
      label-studio:
        condition: service_healthy
    ports: ["80:80", "443:443"]
    networks: [outside]
    volumes:
      - ./Caddyfile:/etc/caddy/Caddyfile:ro
      - certificates:/data

  label-studio:
    build: ./label-studio
    restart: unless-stopped
    depends_on:
      database:
        condition: service_healthy
    networks: [outside, inside]
    environment:
$ENVIRONMENT
    secrets: [team-settings.json, password, token]
    tmpfs: ["$SECRETS"]
    volumes:
      - studio:/data
    healthcheck:
      test: ["CMD", "python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:$PORT/health')"]
      interval: 10s
      timeout: 10s
      start_period: 15m
    security_opt: ["no-new-privileges:true"]

  database:
    image: postgres:17-alpine
    restart: unless-stopped
    networks: [inside]
    environment:
      POSTGRES_USER: $NAME
      POSTGRES_DB: $NAME
      POSTGRES_PASSWORD_FILE: /run/secrets/database-password
    secrets: [database-password]
    volumes:
      - database:/var/lib/postgresql/data
    healthcheck:
      test: ["CMD", "pg_isready", "-U", "$NAME", "-d", "$NAME"]
      interval: 5s
      timeout: 5s
      retries: 20
    shm_size: 256mb
    security_opt: ["no-new-privileges:true"]

networks:
  outside:
  inside:
    internal: true

volumes:
  certificates:
  studio:
  database:

secrets:
  team-settings.json:
    file: ./secrets/team-settings.json
  password:
    file: ./secrets/password
  token:
    file: ./secrets/token
  database-password:
    file: ./secrets/database-password
"""

CADDYFILE = """\
# Gets a certificate for the name by itself and renews it; passes everything on to Label Studio.
$SITE {
	encode zstd gzip
	reverse_proxy label-studio:$PORT
}
"""

DOCKERFILE = """\
FROM python:3.12-slim-bookworm
RUN useradd --system --create-home studio
WORKDIR /opt/studio
COPY server.lock .
RUN pip install --no-cache-dir --require-hashes -r server.lock
COPY annotate_studio_settings.py annotate_studio_serve.py ./
# Secrets come as files of whoever made them: they are copied for the user that Label Studio runs as.
CMD ["sh", "-ec", "install -d -m 700 -o studio $SECRETS /data; \\
 install -m 400 -o studio /run/secrets/* $SECRETS/; \\
 exec setpriv --reuid=studio --regid=studio --clear-groups python annotate_studio_serve.py"]
"""


def write_compose(folder: Path, address: str) -> list[Path]:
    """Write the files of a server in containers that people reach at `address`; the files at the top of `folder`.

    Raises
    ------
    InputError
        If the folder has a server's files already, whose passwords would change, or cannot be written to.
    StudioError
        If `address` is not that of a whole encrypted server.
    """
    address = checked_address(address, "address", https=True)
    if (folder / "compose.yaml").exists():
        raise InputError(f"{folder}: has a compose.yaml already; name a new folder")
    studio = folder / "label-studio"
    try:
        studio.mkdir(parents=True, exist_ok=True)
        (folder / "secrets").mkdir(mode=0o700)
        _write_secrets(folder / "secrets", address)
        shutil.copyfile(installing.LOCK, studio / "server.lock")
        (studio / "annotate_studio_settings.py").write_text(TEAM_SETTINGS, encoding="utf-8")
        (studio / "annotate_studio_serve.py").write_text(SERVE, encoding="utf-8")
        (studio / "Dockerfile").write_text(_filled(DOCKERFILE, SECRETS=str(SECRETS)), encoding="utf-8")
        site = urlsplit(address).netloc
        (folder / "Caddyfile").write_text(_filled(CADDYFILE, SITE=site, PORT=str(PORT)), encoding="utf-8")
        values = {"VERSION": installing.VERSION, "ADDRESS": address, "EMAIL": EMAIL, "PORT": str(PORT), "NAME": NAME}
        text = _filled(COMPOSE, **values, SECRETS=str(SECRETS), ENVIRONMENT=_environment(address))
        (folder / "compose.yaml").write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error}); name a new folder") from error
    return [folder / "compose.yaml", folder / "Caddyfile"]


def _write_secrets(folder: Path, address: str) -> None:
    password = secrets.token_urlsafe(24)
    write_private(folder / "database-password", password)
    write_private(folder / "password", secrets.token_urlsafe(12) + "\n")
    write_private(folder / "token", secrets.token_hex(20) + "\n")
    team = Team("0.0.0.0", address, behind_proxy=True)  # noqa: S104 - the container's own network
    database = Database("database", 5432, NAME, NAME, password)
    settings = server_settings(SECRETS, team, database, PORT, EMAIL)
    write_private(folder / "team-settings.json", json.dumps(settings, indent=2))


def _environment(address: str) -> str:
    variables = SERVER_ENVIRONMENT | {
        TEAM_VARIABLE: str(SECRETS / "team-settings.json"),
        "LABEL_STUDIO_HOST": address,
        "LABEL_STUDIO_BASE_DATA_DIR": "/data",
        "SSRF_PROTECTION_ENABLED": "1",
        "ML_BLOCK_LOCAL_IP": "1",
    }
    return "\n".join(f"      {name}: {json.dumps(value)}" for name, value in variables.items())


def _filled(text: str, **values: str) -> str:
    for name, value in values.items():
        text = text.replace(f"${name}", value)
    return text
