"""The errors and warnings a user sees.

Every message says where, what, and what to do, in one sentence. A parameter is named in backticks (pass
`text_column`); on the command line it is shown as the running command's flag. Errors are raised by the library and
caught once, in ``annotate.cli``, which prints the message and exits with status 1 (2 where the command line alone is
wrong, whatever the files are). What a user should not overlook is issued with `warnings.warn` as an `AnnotateWarning`,
which ``annotate.cli`` prints as one line.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar

_LIMITS = {
    errno.ENOSPC: ("database or disk is full", "the disk is full; free space"),
    errno.EDQUOT: ("quota exceeded", "your quota of disk space is used up; delete files or ask for more"),
    errno.EFBIG: ("file too large", "a file is larger than may be written here; raise the limit (ulimit -f unlimited)"),
    errno.EIO: ("disk I/O error", "the disk cannot be written or read; check its space and the limits (ulimit -f)"),
    errno.EROFS: ("readonly database", "the folder is read-only; make it writable"),
    errno.ENAMETOOLONG: ("file name too long", "the name is longer than files may have here; choose a shorter one"),
    errno.EBUSY: ("database is locked", "another program is using it; wait until that has ended, or close it,"),
    errno.ELOOP: ("symlink loop", "links there lead to each other in a circle; make them lead to a file"),
    errno.EMFILE: ("too many open files", "too many files are open at once; raise the limit (ulimit -n 1024)"),
}
"""What is said of errors with these numbers, or with words such as these where a library gives no number, as SQLite."""
_LIMITS[errno.ENFILE] = _LIMITS[errno.EMFILE]


TYPED: ContextVar[Callable[[str], str]] = ContextVar("how the user of the running command types options", default=str)
"""Puts the parameters in a message into words for files that a command writes, such as rejects."""


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


def limit_reached(error: BaseException) -> str:
    """Which limit of this machine `error` comes from, where, and what to do; empty if from none.

    It may be wrapped in another error, as an argument or its cause, and may have come from another process.
    """
    if str(getattr(error, "strerror", "")).startswith("No usable temporary directory"):
        return "no temporary folder is writable; set TMPDIR to one that is"
    for one in _behind(error):
        for number, (words, advice) in _LIMITS.items():
            if getattr(one, "errno", None) == number or re.search(f"{words}|{os.strerror(number)}", str(one), re.I):
                where = None if number in (errno.EMFILE, errno.ENFILE) else getattr(one, "filename", None)
                return f"{f'{os.fsdecode(where)}: ' if where else ''}{advice} and run the command again"
    return ""


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those it was raised from or holds."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        held = [one for one in error.args if isinstance(one, BaseException)]
        yield from (error, *held)
        error = error.__cause__ or error.__context__
