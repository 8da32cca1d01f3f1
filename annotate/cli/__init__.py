"""The command ``annotate``: one module a verb, each of which parses, calls the library and shows the result."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import traceback
from pathlib import Path

import typer

from annotate.cli.console import near
from annotate.errors import AnnotateError

VERBS = {
    "init": "annotate.cli.setup.init",
    "split": "annotate.cli.prepare.split",
    "sample": "annotate.cli.prepare.sample",
    "studio": "annotate.cli.label.studio",
    "push": "annotate.cli.label.push",
    "pull": "annotate.cli.label.pull",
    "status": "annotate.cli.label.status",
    "agreement": "annotate.cli.label.agreement",
    "resolve": "annotate.cli.label.resolve",
    "audit": "annotate.cli.label.audit",
    "train": "annotate.cli.model.train",
    "evaluate": "annotate.cli.model.evaluate",
    "explain": "annotate.cli.model.explain",
    "compare": "annotate.cli.model.compare",
    "simulate": "annotate.cli.model.simulate",
    "score": "annotate.cli.publish.score",
    "estimate": "annotate.cli.publish.estimate",
    "report": "annotate.cli.publish.report",
    "serve": "annotate.cli.label.serve",
    "convert": "annotate.cli.prepare.convert",
    "demo": "annotate.cli.setup.demo",
    "doctor": "annotate.cli.setup.doctor",
}
"""The module of each verb, in the order of a study; each has a function ``register(app)``."""

_GO_ON = "annotate: interrupted; run the same command to go on"
DONE, USER, USAGE, DEFECT, INTERRUPTED = 0, 1, 2, 3, 130


def application() -> typer.Typer:
    """The command line with every verb registered."""
    app = typer.Typer(
        name="annotate",
        help="Stance and sentiment annotation of news: from articles to shares that can be published.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for module in VERBS.values():
        importlib.import_module(module).register(app)
    return app


def main() -> None:
    """Run the command and leave with the exit status that `annotate` documents."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit status of the command with `arguments`; words go to standard error."""
    try:
        application()(args=arguments, prog_name="annotate", standalone_mode=True)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer catches the interruption and leaves without a word
            _say(_GO_ON)
        return end.code if isinstance(end.code, int) else DONE
    except AnnotateError as error:
        _say(f"annotate: {error}")
        return USER
    except KeyboardInterrupt:
        _say(_GO_ON)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the last net: anything unforeseen is told and logged
        _say(f"annotate: a defect of ours: {type(error).__name__}: {error}; the traceback is in {_log()}")
        return DEFECT
    return DONE


def _say(words: str) -> None:
    print(near(words), file=sys.stderr)


def _log() -> Path:
    handle, name = tempfile.mkstemp(prefix="annotate-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(traceback.format_exc())
    return Path(name)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from annotate import __version__

        typer.echo(f"annotate {__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False, "--version", help="Show the version and leave.", callback=_tell_version, is_eager=True
    ),
) -> None:
    """Take the options that stand before a verb."""
