"""A verb of the command line: plain help that fits 80 columns, and ``--format`` and ``-o`` wherever it has none."""

from __future__ import annotations

import importlib
import io
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from annotate.cli.console import check_format, collecting, say, show_json, working
from annotate.cli.next_steps import next_step
from annotate.cli.signals_and_streams import is_output_closed
from annotate.cli.written_files import check_written_files
from annotate.errors import UsageError

_WRONG_USAGE: Any = typer.BadParameter.__base__
"""Click's error of usage, which Typer has under no public name."""
_FORMAT, _OUTPUT = "annotate.format", "annotate.output"
RENAMED = {"--copies": "--near-duplicates", "--no-copies": "--no-near-duplicates"}
"""Flags that had another name in an earlier release, which is still read."""
RESUMABLE = frozenset({"split", "score", "label", "train-coders", "push", "pull"})
"""Verbs that go on where they were interrupted; the others start over, having written nothing."""

ENCODED = frozenset(
    {"sample", "convert", "push", "label", "sheet", "agreement", "resolve", "audit", "train", "evaluate", "compare"}
    | {"simulate", "score", "estimate", "regress", "report", "figure", "replicate"}
)
"""Verbs that read tables which other programs may have written, and so have ``--encoding``; `split` has its own."""
_STUDIO = ("pandas", "label_studio_sdk.projects.client")
SLOW_IMPORTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(["split", "sample", "convert", "sheet", "resolve", "doctor", "encoder list"], ("pandas",)),
    **dict.fromkeys(["push", "pull", "status"], _STUDIO),
    **dict.fromkeys(["simulate", "replicate"], ("sklearn.model_selection",)),
}
"""What takes a second to import and is used by a verb before that shows anything."""


class Verb(TyperCommand):
    """A command that has ``--format``, ``-o`` and perhaps ``--encoding`` even if its function does not.

    ``--format json`` then prints one document: the command, its messages and tables, and its ledger. ``-o`` has what
    would be printed on standard output written to a file, whole or not at all.
    """

    def __init__(self, name: str | None, **more: Any) -> None:
        """Make the command as Typer does, with the options that it lacks."""
        params = list(more.pop("params", None) or [])
        taken = {flag for parameter in params for flag in parameter.opts}
        self.added = [parameter for parameter in _common_options(name) if not taken & set(parameter.opts)]
        more["rich_markup_mode"] = None
        super().__init__(name, params=[*params, *self.added], **more)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments, with flags that were renamed under the name that they have now."""
        with wrong_usage_in_a_sentence(f"see {ctx.command_path} --help"):
            return super().parse_args(ctx, [_present_name(argument) for argument in args])

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            self._run(ctx)
        except EOFError as error:  # of which Typer would say that the user aborted, and nothing else
            raise RuntimeError(f"the end of a file came too early ({error})") from error

    def _run(self, ctx: Any) -> None:
        _import_visibly(_verb_of(ctx))
        as_json, output = ctx.meta.get(_FORMAT) == "json", ctx.meta.get(_OUTPUT)
        files = {**ctx.params, **({} if output is None else {"output": output})}
        check_written_files(_verb_of(ctx), files, as_json=as_json or ctx.params.get("form") == "json")
        if str(ctx.params.get("output")) == "-" and is_output_closed():
            raise UsageError("`output` -: standard output is closed; name a file")
        if not as_json and output is None:
            super().invoke(ctx)
            if ctx.params.get("form") != "json":
                _say_next(ctx)
            return
        printed = io.StringIO()
        status: typer.Exit | None = None
        with collecting(as_json) as collected, redirect_stdout(printed):
            try:
                super().invoke(ctx)
            except typer.Exit as end:
                status = end
        if as_json:
            collected.messages += printed.getvalue().splitlines()
            printed = io.StringIO()
            with redirect_stdout(printed):
                show_json({"command": ctx.command_path, **collected.document()})
        _put(printed.getvalue(), output)
        if status is not None:
            raise status


@contextmanager
def wrong_usage_in_a_sentence(advice: str) -> Iterator[None]:
    """Raise click's errors of usage in this context as the library's, with `advice`: Typer shows them in a box."""
    try:
        yield
    except _WRONG_USAGE as error:
        words = re.sub(r"^Invalid value for '(.+?)': (.)", _without_quotes, error.format_message())
        raise UsageError(f"{words.removesuffix('.')}; {advice}") from error


def _without_quotes(value: re.Match[str]) -> str:
    """The beginning of click's message on a wrong value: it quotes each of an option's names, as '-n' / '--size'."""
    return value[1].replace("'", "") + f": {value[2].lower()}"


def _present_name(argument: str) -> str:
    flag, equals, value = argument.partition("=")
    return f"{RENAMED.get(flag, flag)}{equals}{value}"


def _verb_of(ctx: Any) -> str:
    return str(ctx.command_path).removeprefix("annotate ")


def _import_visibly(verb: str) -> None:
    """Import what `verb` is slow to import with a bar, where a person is watching."""
    if verb in SLOW_IMPORTS and sys.stderr.isatty():
        with working("loading"):
            for module in SLOW_IMPORTS[verb]:
                importlib.import_module(module)


def _say_next(ctx: Any) -> None:
    """Say what comes next, where a person is watching."""
    if not sys.stderr.isatty():
        return
    from annotate.workflows.setup.settings import SETTINGS

    in_study = any((folder / SETTINGS).is_file() for folder in (Path.cwd(), *Path.cwd().parents))
    if step := next_step(_verb_of(ctx), ctx.params, in_study=in_study):
        say(step)


def _put(text: str, output: Path | None) -> None:
    from annotate.io.writing import written_whole

    if output is None or str(output) == "-":
        typer.echo(text, nl=False)
        return
    with written_whole(output) as new:
        new.write_text(text, encoding="utf-8")


def _common_options(verb: str | None) -> list[Any]:
    """New options of `verb` whose values are in the context, not among the function's arguments."""

    def options(
        form: str = typer.Option(
            "table", "--format", help="table, or json: one document of messages, tables and counts.", callback=_format
        ),
        output: Path | None = typer.Option(
            None,
            "-o",
            "--output",
            metavar="FILE",
            help="Write to this file instead of standard output.",
            callback=_output,
        ),
        encoding: str = typer.Option(
            "",
            "--encoding",
            metavar="NAME",
            help="Encoding of tables that are not in UTF-8, such as cp1250; by default detected if certain.",
            callback=_encoding,
        ),
    ) -> None:
        """Have the options."""

    app = typer.Typer(add_completion=False)
    app.command()(options)
    wanted = {"--format", "-o", *(["--encoding"] if verb in ENCODED else [])}
    made = [one for one in typer.main.get_command(app).params if wanted & set(one.opts)]
    for parameter in made:
        parameter.expose_value = False
    return made


def _format(context: typer.Context, form: str) -> str:
    check_format(form)
    context.meta[_FORMAT] = form
    return form


def _encoding(context: typer.Context, encoding: str) -> str:
    if encoding:
        from annotate.io.values.text_encodings import reading_in

        context.with_resource(reading_in(encoding))
    return encoding


def _output(context: typer.Context, output: Path | None) -> Path | None:
    context.meta[_OUTPUT] = output
    return output
