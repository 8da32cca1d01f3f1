"""Printing a page as PDF with a Chromium or Chrome on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from annotate.errors import InputError

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
"""The commands that start browsers with Chromium's engine."""
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_LONGEST = 180
"""Seconds that printing may take."""


def browser() -> str | None:
    """The path of a browser that can print; None if there is none on this machine."""
    own = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return own or next((path for path in _ELSEWHERE if Path(path).is_file()), None)


def browser_for(name: Path) -> str:
    """The path of a browser that can print the PDF `name`; raises `InputError` if there is none on this machine."""
    if (command := browser()) is None:
        raise InputError(
            f"{name}: a PDF is printed by Chromium, Chrome or Edge, and there is none on this machine; install one, or "
            f"write {name.with_suffix('.html')} and print it from a browser"
        )
    return command


def print_pdf(html: str, path: Path, name: Path) -> None:
    """Print the page `html` to `path`; messages call it `name`.

    Raises
    ------
    InputError
        If there is no browser to print with, or it prints nothing.
    """
    command = browser_for(name)
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        options = [
            "--headless",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={printed}",
        ]
        if sys.platform == "linux" and os.geteuid() == 0:
            options.append("--no-sandbox")  # Chromium refuses to run as root with one
        try:
            done = subprocess.run([command, *options, page.as_uri()], capture_output=True, text=True, timeout=_LONGEST)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError(f"{name}: {command} did not print the page ({error}); print the .html from it") from error
        if not printed.is_file():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise InputError(f"{name}: {command} printed nothing ({last}); write the .html and print it from a browser")
        path.write_bytes(printed.read_bytes())
