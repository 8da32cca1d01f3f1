"""The library's words in the command line's: a parameter that a message names becomes the command's flag."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from typer.core import TyperArgument, TyperGroup

_PARAMETER = re.compile(r"`([a-z]\w*)`")
_RUNNING: ContextVar[Mapping[str, str]] = ContextVar("flags of the running command", default={})  # noqa: B039


def use_flags_of(command: object, arguments: Sequence[str]) -> None:
    """Make `in_flags` use the flags of the subcommand of `command` that `arguments` run."""
    for argument in arguments:
        if not isinstance(command, TyperGroup) or argument not in command.commands:
            break
        command = command.commands[argument]
    _RUNNING.set({parameter.name: _flag(parameter) for parameter in getattr(command, "params", ())})


def in_flags(message: str) -> str:
    """`message` with every parameter in backticks as the user of the running command types it.

    An option becomes its flag, the short one where there is one; an argument becomes its metavar. A name that is no
    parameter of the command keeps its backticks.
    """
    return _PARAMETER.sub(lambda match: _RUNNING.get().get(match[1], match[0]), message)


def _flag(parameter: object) -> str:
    if isinstance(parameter, TyperArgument):
        return (parameter.metavar or str(parameter.name).upper()).strip("[]").removesuffix("...")
    flags: list[str] = getattr(parameter, "opts", [])
    short = [flag for flag in flags if not flag.startswith("--")]
    return (short or flags)[0]
