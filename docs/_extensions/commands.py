"""The directive ``verbs``: every command of a group with all arguments and flags, from the command line itself."""

import re
from collections.abc import Iterator
from typing import Any

import typer
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from annotate.cli import VERBS, application
from annotate.cli.flags import name_choices


class Verbs(SphinxDirective):
    """The commands whose modules are in the folder of `annotate/cli` that the argument names."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The sections of the group's commands."""
        group = self.arguments[0]
        commands = typer.main.get_command(application()).commands
        lines = []
        for verb in verbs_of(group):
            lines += section(commands[verb], f"annotate {verb}")
        return self.parse_text_to_nodes("\n".join(lines), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("verbs", Verbs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def verbs_of(group: str) -> list[str]:
    """The verbs of a group in the order of a study."""
    return [verb for verb, module in VERBS.items() if module.split(".")[2] == group]


def section(command: Any, path: str, level: int = 2) -> Iterator[str]:
    """Markdown lines on `command`, then on the commands below it."""
    arguments = [p for p in command.params if not p.opts[0].startswith("-")]
    options = [p for p in command.params if p.opts[0].startswith("-") and not p.hidden]
    name_choices(command)
    yield from (f"{'#' * level} {path}", "", *_paragraphs(command.help), "")
    if not hasattr(command, "commands"):
        usage = [path, *(_placeholder(p) for p in arguments), *(["[OPTIONS]"] if options else [])]
        yield from ("```text", " ".join(usage), "```", "")
    for parameter in (*arguments, *options):
        yield from (_heading(parameter), f": {_explained(parameter)}", "")
    if command.epilog:
        yield from ("```console", "$ " + command.epilog.removeprefix("Example: "), "```", "")
    for name, below in getattr(command, "commands", {}).items():
        yield from section(below, f"{path} {name}", level + 1)


def _paragraphs(text: str | None) -> list[str]:
    return [_plain(part) for part in (text or "").split("\n")]


def _placeholder(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name.upper()).strip("[]")
    more = "..." if parameter.nargs == -1 and not name.endswith("...") else ""
    return f"{name}{more}" if parameter.required else f"[{name}{more}]"


def _heading(parameter: Any) -> str:
    if not parameter.opts[0].startswith("-"):
        return f"`{_placeholder(parameter)}`"
    value = "" if parameter.is_flag else f" {parameter.metavar or _kind(parameter)}"
    names = sorted([*parameter.opts, *parameter.secondary_opts], key=lambda name: name.startswith("--"))
    return ", ".join(f"`{name}{value if place == len(names) - 1 else ''}`" for place, name in enumerate(names))


def _kind(parameter: Any) -> str:
    kinds = {"Path": "PATH", "int": "NUMBER", "float": "NUMBER", "str": "TEXT"}
    written = str(getattr(parameter.type_descriptor.annotation, "__name__", parameter.type_descriptor.annotation))
    return next((word for name, word in kinds.items() if name in written), "VALUE")


def _explained(parameter: Any) -> str:
    facts = []
    if parameter.required:
        facts.append("required")
    if getattr(parameter, "multiple", False):
        facts.append("may be repeated")
    default = parameter.default
    if default not in (None, "", False, []) and not callable(default) and parameter.show_default:
        facts.append("on by default" if default is True else f"default: `{default}`")
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if low is not None:
        facts.append(f"{low:g} to {high:g}" if high is not None else f"at least {low:g}")
    return _plain(parameter.help or "") + (f" ({'; '.join(facts)})" if facts else "")


def _plain(text: str) -> str:
    """`text` as Markdown that shows it as it stands, with flags and column names as code."""
    text = re.sub(r"([*_<>\[\]|`$])", r"\\\1", text.strip())
    return re.sub(r"(?<![\w`-])(--?[a-z][a-z-]*)(?![\w`-])", r"`\1`", text)
