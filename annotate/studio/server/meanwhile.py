"""Label Studio installed and started beside other work, by a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_START = "from annotate.studio.server.private import start; start()"
_INTERRUPT = signal.SIGTERM if os.name == "nt" else signal.SIGINT
"""What lets the process end pip as well."""


@contextmanager
def starting_meanwhile(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Begin `annotate.studio.server.private.start` in another process, whose words go to `log`.

    Whoever calls `start` then waits for it and shows how far it is; if it failed, that call tries again, and tells why
    it cannot. Where the work within ends first, by an error or Ctrl-C, the process is interrupted.
    """
    with log.open("wb") as words:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START], stdin=subprocess.DEVNULL, stdout=words, stderr=words
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(_INTERRUPT)
        process.wait()
