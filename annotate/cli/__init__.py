"""The command ``annotate``: one module per verb, each of which parses, calls the library and shows the result."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any

import typer
from typer.models import CommandInfo, TyperInfo

from annotate.cli.console import as_typed, near, starting, warn
from annotate.cli.flags import in_flags, use_flags_of
from annotate.cli.signals_and_streams import Termination, open_closed_streams
from annotate.cli.verb import RESUMABLE, Verb
from annotate.errors import AnnotateError, AnnotateWarning, UsageError, limit_reached

VERBS = {
    "init": "annotate.cli.setup.init",
    "split": "annotate.cli.prepare.split",
    "sample": "annotate.cli.prepare.sample",
    "studio": "annotate.cli.label.studio",
    "label": "annotate.cli.label.label",
    "train-coders": "annotate.cli.label.train_coders",
    "sheet": "annotate.cli.label.sheet",
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
    "encoder": "annotate.cli.model.sentence_encoders",
    "score": "annotate.cli.publish.score",
    "estimate": "annotate.cli.publish.estimate",
    "regress": "annotate.cli.publish.regress",
    "report": "annotate.cli.publish.report",
    "figure": "annotate.cli.publish.figure",
    "replicate": "annotate.cli.publish.replicate",
    "serve": "annotate.cli.label.serve",
    "convert": "annotate.cli.prepare.convert",
    "demo": "annotate.cli.setup.demo",
    "open": "annotate.cli.setup.open",
    "doctor": "annotate.cli.setup.doctor",
}
"""The module of each verb, in the order of a study; each has a function ``register(app)``."""

PANELS = {
    "Start": ("init", "demo", "open", "doctor"),
    "Prepare": ("split", "sample", "convert"),
    "Label": ("studio", "push", "label", "train-coders", "sheet", "pull", "status", "serve"),
    "Check": ("agreement", "resolve", "audit"),
    "Model": ("train", "evaluate", "explain", "compare", "simulate", "encoder"),
    "Publish": ("score", "estimate", "regress", "report", "figure", "replicate"),
}
"""The panels of ``annotate --help``, and their verbs."""

DONE, USER, USAGE, DEFECT, INTERRUPTED = 0, 1, 2, 3, 130


def application() -> typer.Typer:
    """The command line with every verb registered."""
    app = typer.Typer(
        name="annotate",
        help="Measure the stance and sentiment of a news corpus: from articles to shares with valid intervals.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for verb, module in VERBS.items():
        importlib.import_module(module).register(app)
        for part in (app, *(group.typer_instance for group in app.registered_groups)):
            for command in part.registered_commands if part else ():
                command.cls = Verb
        registered: list[CommandInfo | TyperInfo] = [*app.registered_commands, *app.registered_groups]
        panel = next(panel for panel, verbs in PANELS.items() if verb in verbs)
        next(one for one in registered if _name_of(one) == verb).rich_help_panel = panel
    return app


def _name_of(registered: CommandInfo | TyperInfo) -> str | None:
    """The verb that a command or group of commands was registered as."""
    callback = getattr(registered, "callback", None)
    return registered.name or (callback.__name__ if callback else None)


def main() -> None:
    """Run the command and exit with the status that `annotate` documents."""
    open_closed_streams()
    termination = Termination()
    status = run(sys.argv[1:])
    if termination.came:
        sys.stdout.flush()
        termination.end()
    # Python looks for garbage before it ends: half a second among the modules of scikit-learn, with nothing to show.
    gc.disable()
    gc.freeze()
    # If Ctrl-C went through exec() of text, as where a dataclass is made, Python would end by sending itself SIGINT,
    # whatever the status is, until other text has been evaluated.
    eval("None")  # noqa: S307
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """The exit status of the command with `arguments`; messages go to standard error."""
    try:
        if arguments and arguments[0] in VERBS and not {"-h", "--help"} & set(arguments):
            starting(arguments[0])
        command = typer.main.get_command(application())
        use_flags_of(command, arguments)
        with _warnings_shown():
            # Settings such as --excel-safe end with the command.
            copy_context().run(command, args=arguments, prog_name="annotate")
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer catches the interruption and exits without a message
            _show(_interrupted(arguments))
        return end.code if isinstance(end.code, int) else DONE
    except AnnotateError as error:
        _show(f"annotate: {in_flags(str(error))}")
        return USAGE if isinstance(error, UsageError) else USER
    except KeyboardInterrupt:
        _show(_interrupted(arguments))
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the last net: anything unforeseen is reported and logged
        if limit := limit_reached(error):
            _show(f"annotate: {limit}")
            return USER
        _show(f"annotate: a bug in annotate: {type(error).__name__}: {error}; the traceback is in {_log()}")
        return DEFECT
    return DONE


@contextmanager
def _warnings_shown() -> Iterator[None]:
    """Show each of the library's warnings as one line on standard error."""

    def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, AnnotateWarning):
            warn(str(message))
        else:
            default(message, category, *where, **more)

    with warnings.catch_warnings():
        default = warnings.showwarning
        warnings.showwarning = show
        warnings.simplefilter("always", AnnotateWarning)
        yield


def _interrupted(arguments: list[str]) -> str:
    """What the user may rely on after an interruption."""
    asks_a_model = {"prompted", "--recipe=prompted", "--endpoint"} & set(arguments)  # its answers are kept as they come
    if arguments and (arguments[0] in RESUMABLE or asks_a_model):
        return "annotate: interrupted; run the same command again to continue where it stopped"
    return "annotate: interrupted; no output was half-written, and the same command starts over"


def _show(message: str) -> None:
    print(as_typed(near(message)), file=sys.stderr)


def _log() -> Path:
    handle, name = tempfile.mkstemp(prefix="annotate-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(traceback.format_exc())
    return Path(name)


def _show_version(wanted: bool) -> None:
    if wanted:
        from annotate import __version__

        typer.echo(f"annotate {__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False, "--version", help="Show the version and exit.", callback=_show_version, is_eager=True
    ),
) -> None:
    """Handle the options before a verb."""
