"""What can be opened in the browser: the labelling page, the report, the documentation."""

from __future__ import annotations

import html
import json
import os
import sys
import tempfile
import warnings
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, StudioError, check_choice

if TYPE_CHECKING:
    from annotate.workflows.study import Study

WHAT = ("labelling", "report", "documentation")
"""What can be opened."""
_PATIENCE = 5.0
"""Seconds that a labelling page may take to answer."""


@dataclass(frozen=True)
class Address:
    """Something to open in the browser."""

    what: str
    """One of `WHAT`."""
    link: str
    """Its address; empty if it is not there."""
    note: str = ""
    """How to log in, or how to make what is not there."""
    login: tuple[str, ...] = field(default=(), repr=False)
    """E-mail and password of the private Label Studio's owner, with which `open` logs in."""


def open(what: str | None = None, *, study: Study | None = None, browser: bool = True) -> list[Address]:
    """Open the labelling page, the report and the documentation in the browser, and return their addresses.

    Parameters
    ----------
    what
        Only this one: ``labelling``, ``report`` or ``documentation``; by default all.
    study
        The study whose pages are meant; by default there is only the documentation.
    browser
        Open them; otherwise only find them.

    Raises
    ------
    InputError
        If there is nothing called `what`.
    """
    check_what(what)
    finders = {
        "labelling": lambda: list(_labelling(study)),
        "report": lambda: [_report(study)],
        "documentation": lambda: [_documentation()],
    }
    addresses = [address for name in WHAT if what in (None, name) for address in finders[name]()]
    if browser and has_browser():
        for address in addresses:
            if address.login and study:
                _open_logged_in(address, study.folder / ".annotate")
            elif address.link:
                open_page(address.link, study.folder / ".annotate" if study and "token=" in address.link else None)
    return addresses


def check_what(what: str | None) -> None:
    """Raise `UsageError` if `what` is named and cannot be opened."""
    if what is not None:
        check_choice("what", what, WHAT)


def _open_logged_in(address: Address, folder: Path) -> None:
    """Open a page of the private Label Studio, logged in by a link that works once; without, where that fails."""
    from annotate.studio.server.login_link import open_logged_in, session_at

    url = address.link.partition("/projects/")[0]
    try:
        session = session_at(url, *address.login)
    except StudioError as error:
        warnings.warn(str(error), AnnotateWarning, stacklevel=3)
        open_page(address.link)
        return
    if not open_logged_in(address.link, session, lambda link: open_page(link, folder)):
        words = f"no browser opened the page; open {address.link} ({address.note})"
        warnings.warn(words, AnnotateWarning, stacklevel=3)


def _labelling(study: Study | None) -> Iterator[Address]:
    """Pages of ``annotate label`` that run, and the project in Label Studio."""
    if study is None or not study.exists:
        yield Address("labelling", "", "there is no study here; annotate init makes one")
        return
    folders = {study.folder.resolve(), study.path("annotations").parent.resolve()}  # -o may name another table there
    notes = sorted(note for folder in folders for note in folder.glob(".*.labelling/*.page.json"))
    pages = [_own_page(note) for note in notes]
    yield from (page for page in pages if page)
    project = _project(study)
    if project:
        yield project
    elif not any(pages):
        yield Address("labelling", "", "nothing to label yet; run annotate label, or annotate studio start and push")


def _own_page(note: Path) -> Address | None:
    """The page of a running ``annotate label``, by a link that logs in once; None if it does not answer."""
    import httpx

    try:
        page = json.loads(note.read_text(encoding="utf-8"))
        header = {"Authorization": f"Bearer {page['key']}"}
        reply = httpx.post(f"{page['url']}/link", headers=header, trust_env=False, timeout=_PATIENCE)
        return Address("labelling", str(reply.raise_for_status().json()["link"]), "logs in once")
    except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError):
        return None  # it was killed


def _project(study: Study) -> Address | None:
    """The project in Label Studio that the study's sentences were pushed to."""
    from annotate.studio.server import private as server
    from annotate.workflows.recording import record_of

    record = record_of(study)
    pushes = record.events("push") if record else []
    if not pushes:
        return None
    details = pushes[-1].details
    url = str(details["url"])
    link = f"{url}/projects/{details['project_id']}/data?labeling=1"
    running = server.status()
    if running and running.url == url:
        note = f"log in as {running.email}; the password is in {running.password_file}"
        is_here = url.startswith("http://127.0.0.1:") and running.password_file.is_file()
        return Address(
            "labelling", link, note, (running.email, running.password_file.read_text().strip()) if is_here else ()
        )
    if url.startswith(("http://127.0.0.1", "http://localhost")) and running is None:
        return Address("labelling", "", "Label Studio is not running; start it with annotate studio start")
    return Address("labelling", link, "log in with your account there")


def _report(study: Study | None) -> Address:
    page = study.existing("report") if study else None
    if page is None:
        return Address("report", "", "not there yet; run annotate report")
    return Address("report", page.resolve().as_uri())


def _documentation() -> Address:
    package = Path(__file__).resolve().parents[2]
    page = package.parent / "build" / "docs" / "index.html"
    if page.is_file():
        return Address("documentation", page.as_uri())
    if (package.parent / "docs" / "index.md").is_file():
        return Address("documentation", (package.parent / "docs" / "index.md").as_uri(), "make docs builds the site")
    return Address("documentation", "", "in a checkout, make docs builds it; annotate --help is always there")


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
