"""What a server needs before it starts: a folder with secrets, and an environment in which it sends nothing home."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from annotate.errors import StudioError
from annotate.io.writing import write_private
from annotate.progress import Progress, silent
from annotate.studio.server._processes import alone

STARTING = "starting Label Studio"
"""What is shown while a server starts."""

SERVER_ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "annotate_studio_settings",
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "1",
    "LOG_LEVEL": "WARNING",
    "COLLECT_ANALYTICS": "0",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "LATEST_VERSION_CHECK": "0",
    "PYTHONUNBUFFERED": "1",
}
"""What every server of ours has in its environment: nothing is sent elsewhere, and nobody signs up uninvited."""


def server_environment(folder: Path, live: bool) -> dict[str, str]:
    """The environment of the server in `folder`, which may connect to this machine where it is `live`."""
    # Not the user's environment: Label Studio also reads the variables USERNAME, PASSWORD, HOST, PORT and DEBUG.
    inherited = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE", "APPDATA")
    allowed = "0" if live else "1"
    return {name: os.environ[name] for name in inherited if name in os.environ} | SERVER_ENVIRONMENT | {
        "PYTHONPATH": str(folder / "settings"),
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "SSRF_PROTECTION_ENABLED": allowed,
        "ML_BLOCK_LOCAL_IP": allowed,
    }  # fmt: skip


def prepare(folder: Path, *, progress: Progress = silent) -> None:
    """Make the folder of a server with its random password and token, if they do not exist yet.

    Raises
    ------
    StudioError
        If it cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "settings").mkdir(exist_ok=True)
        with alone(folder / "starting.lock", STARTING, progress):
            for name, secret in (("password", secrets.token_urlsafe(12)), ("token", secrets.token_hex(20))):
                if not (folder / name).exists():
                    write_private(folder / name, secret + "\n")
    except OSError as error:
        raise StudioError(f"{folder}: cannot be written ({error.strerror}); name another folder") from error
