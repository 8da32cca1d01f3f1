"""A Label Studio for this machine: a separate virtual environment, installed from its own lock file."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from platformdirs import user_data_path

from annotate.errors import StudioError
from annotate.progress import Progress, silent
from annotate.studio.server._processes import PAUSE, alone

VERSION = "1.23.2"
LOCK = Path(__file__).with_name("server.lock")
HOME_VARIABLE = "ANNOTATE_STUDIO_HOME"
_LABEL = f"installing Label Studio {VERSION} (once, 1 GB)"
_QUICK = ("--no-compile", "--progress-bar", "off")
"""Modules are compiled when they are first imported; most of that 1 GB never is."""


def home() -> Path:
    """The folder that holds Label Studio and its data: ``$ANNOTATE_STUDIO_HOME``, or the user's data folder."""
    chosen = os.environ.get(HOME_VARIABLE)
    return Path(chosen) if chosen else user_data_path("stance-annotate", appauthor=False)


def environment(base: Path | None = None) -> Path:
    """The folder of Label Studio's virtual environment, which need not exist yet."""
    return (base or home()) / f"label-studio-{VERSION}"


def program(base: Path | None = None) -> Path | None:
    """The program ``label-studio`` of a complete installation of the pinned version, else ``None``."""
    folder = environment(base)
    executable = _executable(folder, "label-studio")
    python = _executable(folder, "python")
    return executable if _is_complete(folder) and executable.exists() and python.exists() else None


def python_of(program: Path) -> Path:
    """The interpreter of the installation that `program` is part of."""
    return program.with_name("python.exe" if os.name == "nt" else "python")


def _is_complete(folder: Path) -> bool:
    """Whether everything that the lock names was installed there; an earlier lock named less."""
    try:
        return (folder / "installed").read_text(encoding="utf-8").strip() == _lock_hash()
    except OSError:
        return False


def _lock_hash() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def install(base: Path | None = None, *, progress: Progress = silent) -> Path:
    """The program ``label-studio`` of the pinned version, which is installed first if necessary.

    If two processes install it at once, the second waits for the first and uses its installation.

    Raises
    ------
    StudioError
        If the folder cannot be written to or a package cannot be downloaded; the log beside it has the details.
    """
    folder = environment(base)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        log = Path(f"{folder}.log")
        with alone(Path(f"{folder}.lock"), _LABEL, progress, 2 * _wanted(), lambda: _fetched(log) + _unpacked(folder)):
            if not program(base):
                _install_into(folder, progress)
    except OSError as error:
        raise StudioError(
            f"{folder}: Label Studio cannot be installed there ({error.strerror or error}); free space, or name another"
            f" folder in {HOME_VARIABLE}"
        ) from error
    installed = program(base)
    if not installed:
        raise StudioError(f"{folder}: the installation has no program label-studio; delete the folder and start again")
    return installed


def _install_into(folder: Path, progress: Progress) -> None:
    log = Path(f"{folder}.log")
    python = _executable(folder, "python")
    with (
        log.open("w", encoding="utf-8") as stream,
        progress(_LABEL, 2 * _wanted()) as advance,
    ):
        # What an earlier version of annotate installed completely is only added to.
        fresh = [] if (folder / "installed").is_file() and python.exists() else ["--clear"]
        (folder / "installed").unlink(missing_ok=True)
        made = subprocess.run([sys.executable, "-P", "-m", "venv", *fresh, folder], stdout=stream, stderr=stream)
        if made.returncode:
            raise StudioError(
                f"{folder}: no virtual environment could be made; {log} says why (on Debian: python3-venv)"
            )
        pip = [str(python), "-P", "-m", "pip", "install", *_QUICK, "--require-hashes", "-r", str(LOCK)]
        process = subprocess.Popen(pip, stdout=stream, stderr=stream, stdin=subprocess.DEVNULL)
        try:
            shown = 0
            while process.poll() is None:
                time.sleep(PAUSE)
                reached = _fetched(log) + _unpacked(folder)
                advance(max(0, reached - shown))
                shown = max(shown, reached)
        finally:
            process.kill()
            process.wait()
    if process.returncode:
        raise StudioError(f"Label Studio {VERSION} could not be installed: {_last_error(log)}; the full log is {log}")
    (folder / "installed").write_text(_lock_hash() + "\n", encoding="utf-8")


def _wanted() -> int:
    return len(re.findall(r"^[\w.\-]+==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))


def _fetched(log: Path) -> int:
    if not log.exists():  # another process is about to write it
        return 0
    return log.read_text(encoding="utf-8", errors="replace").count("Collecting ")


def _unpacked(folder: Path) -> int:
    # Only the folder that holds the packages is listed: pip renames what is in it while it works.
    return sum(len(list(folder.glob(f"{lib}/site-packages/*.dist-info"))) for lib in ("lib/python*", "Lib"))


def _last_error(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["pip printed nothing"])[-1].removeprefix("ERROR: ")


def _executable(folder: Path, name: str) -> Path:
    return folder / "Scripts" / f"{name}.exe" if os.name == "nt" else folder / "bin" / name
