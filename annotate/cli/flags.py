"""The library's words on the command line: parameters in messages become flags, registries the names in help texts."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar

from typer.core import TyperArgument, TyperGroup

from annotate.errors import TYPED

_PARAMETER = re.compile(r"`([a-z]\w*)`")
_RUNNING: ContextVar[Mapping[str, str]] = ContextVar("flags of the running command", default={})  # noqa: B039

_REGISTRIES = {
    "{strategies}": ("annotate.labels.strategies", "STRATEGIES"),
    "{recipes}": ("annotate.learn.recipes.catalogue", "RECIPES"),
    "{estimators}": ("annotate.estimation.estimators", "ESTIMATORS"),
    "{coefficients}": ("annotate.labels.coefficients", "COEFFICIENTS"),
    "{charts}": ("annotate.reporting.charts", "CHARTS"),
    "{methods}": ("annotate.labels.aggregation", "METHODS"),
}
"""The registry that each placeholder in a help text stands for."""


def name_choices(command: object) -> None:
    """Replace placeholders such as ``{recipes}`` in the help texts of `command` by the names in the registry.

    Importing a registry takes longer than ``annotate --help`` may, so this is done only for a command whose help is
    shown.
    """
    for parameter in getattr(command, "params", ()):
        for placeholder, (module, registry) in _REGISTRIES.items():
            if placeholder in (getattr(parameter, "help", None) or ""):
                names: Iterable[str] = getattr(importlib.import_module(module), registry)
                parameter.help = parameter.help.replace(placeholder, _listed(list(names)))


def _listed(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def use_flags_of(command: object, arguments: Sequence[str]) -> None:
    """Make `in_flags` use the flags of the subcommand of `command` that `arguments` run; complete its help if shown."""
    for argument in arguments:
        if not isinstance(command, TyperGroup) or argument not in command.commands:
            break
        command = command.commands[argument]
    if {"-h", "--help"} & set(arguments):
        name_choices(command)
    TYPED.set(in_flags)
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
