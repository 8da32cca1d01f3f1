"""Opening pages in the browser."""

from __future__ import annotations

import html
import os
import sys
import tempfile
import webbrowser
from pathlib import Path


def has_browser() -> bool:
    """Whether there is a browser with windows; one in the terminal would take it from the user."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_page(link: str, folder: Path | None = None) -> bool:
    """Open `link` in the browser, and return whether there is one.

    A link that logs in is no argument of the browser, which everybody on the machine could read: the browser gets a
    file in `folder`, which only its owner can read and which leads there.
    """
    if not has_browser():
        return False
    if folder is None:
        return webbrowser.open(link)
    handle, name = tempfile.mkstemp(prefix="open-", suffix=".html", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(f'<!doctype html><meta http-equiv="refresh" content="0;url={html.escape(link)}">')
    return webbrowser.open(Path(name).as_uri())
