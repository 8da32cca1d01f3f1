"""The errors and warnings a user sees.

Every message says where, what, and what to do, in one sentence. A parameter is named in backticks (pass
`text_column`); on the command line it is shown as the running command's flag. Errors are raised by the library and
caught once, in ``annotate.cli``, which prints the message and exits with status 1 (2 where the command line alone is
wrong, whatever the files are). What a user should not overlook is issued with `warnings.warn` as an `AnnotateWarning`,
which ``annotate.cli`` prints as one line.
"""

from __future__ import annotations

from collections.abc import Iterable


class AnnotateError(Exception):
    """Anything the user can fix: their input, their server, their model folder."""


class InputError(AnnotateError):
    """A file, a table or an option that cannot be used as it is."""


class UsageError(InputError):
    """Options that do not go together, or a value that an option cannot have, whatever the input is."""


class StudioError(AnnotateError):
    """Label Studio refused, did not answer, or is not what was expected."""


class MissingProjectError(StudioError):
    """There is no such project in Label Studio."""


class ModelError(AnnotateError):
    """A model folder that is missing, damaged, untrusted or made for something else."""


class EndpointError(ModelError):
    """A language model's server refuses, does not answer, or is not what was expected; what it answered is kept."""


class AnnotateWarning(UserWarning):
    """Something the user should not overlook, though the work goes on."""


def check_choice(parameter: str, value: str, choices: Iterable[str]) -> None:
    """Check that the `value` of `parameter` is one of its `choices`.

    Raises
    ------
    UsageError
        If it is not, with the choices.
    """
    if value not in (known := tuple(choices)):
        raise UsageError(f"`{parameter}` {value!r} is unknown; choose from {', '.join(known)}")
