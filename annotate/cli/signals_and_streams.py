"""What a command's process is given: its standard streams, which may be closed, and the signal that ends it."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any


def open_closed_streams() -> None:
    """Let a standard stream that is closed lead to nowhere.

    Python has None for it; and the first file that is opened would get its number, and what a library prints.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as the process


def is_output_closed() -> bool:
    """Whether standard output was closed, so that what is written to it is lost; not where it was sent to nowhere."""
    return getattr(sys.stdout, "name", None) == os.devnull


class Termination:
    """That the process is to end (SIGTERM, as from a scheduler or the system): as Ctrl-C does, with all tidied up.

    Attributes
    ----------
    came
        Whether the signal came.
    """

    def __init__(self) -> None:
        """Wait for the signal; a process that was forked from this one ends at once."""
        self.came, self._process = False, os.getpid()
        signal.signal(signal.SIGTERM, self._interrupt)

    def _interrupt(self, _number: int, _frame: Any) -> None:
        if os.getpid() != self._process:
            self.end()
        self.came = True
        raise KeyboardInterrupt

    @staticmethod
    def end() -> None:
        """End by the signal, as whoever sent it expects of a process."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
