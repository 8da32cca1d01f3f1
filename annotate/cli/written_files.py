"""The files that a verb writes: none is one that it reads, each has its own, and standard output holds one of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotate.errors import InputError, UsageError

WRITTEN = ("output", "articles", "differences", "trend", "mean", "sensitivity", "flow", "html", "results_file")
"""Options of verbs that name a file to write."""
FRAME = "frame"
"""`annotate sample` writes this one, too; other verbs read it."""


def check_written_files(verb: str, options: Mapping[str, Any], *, as_json: bool) -> None:
    """Check, before anything is computed, that no two of the files that `options` name are one.

    Raises
    ------
    UsageError
        If two that are written are, or one is standard output and that has the JSON document.
    InputError
        If one would overwrite a file that is read.
    """
    names = (*WRITTEN, FRAME) if verb == "sample" else WRITTEN
    read = {os.path.realpath(path) for name, value in options.items() if name not in names for path in _files(value)}
    places: dict[str, str] = {}
    for name in names:
        for path in _files(options.get(name), also_output=True):
            if as_json and str(path) == "-":
                raise UsageError(
                    f"`{name}` -: standard output has the JSON document; name a file, or leave --format out"
                )
            place = "-" if str(path) == "-" else os.path.realpath(path)
            if place in places:
                raise UsageError(f"`{places[place]}` and `{name}`: both are written to {path}; name two files")
            if place in read and Path(place).is_file():
                raise InputError(f"{path}: refusing to overwrite an input; choose another `{name}`")
            places[place] = name


def _files(value: Any, *, also_output: bool = False) -> Iterator[Path]:
    """The paths in the value of an option: itself, or those of a list; standard input is none."""
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, Path) and (also_output or str(one) != "-"):
            yield one
