"""Processes that outlive the command that started them: recognised and ended."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from annotate.errors import StudioError
from annotate.progress import Progress

PAUSE = 0.5
"""Seconds between two looks at what another process does."""


def running_process(pid: int, started: float) -> psutil.Process | None:
    """The process with this number that began at `started` (seconds since 1970); None if it has ended."""
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < 1 and process.status() != psutil.STATUS_ZOMBIE
        return process if same else None
    except psutil.NoSuchProcess:
        return None


def end(process: psutil.Process, *, wait: float, sign: int = signal.SIGTERM) -> None:
    """End `process`, by force if it has not ended `wait` seconds after it was asked to."""
    try:
        process.send_signal(sign)
        process.wait(wait)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(wait)
    except psutil.NoSuchProcess:
        return


def free_port(wanted: int, host: str) -> int:
    """The port `wanted` if it is free, so that the server's address stays the same, else any free one."""
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StudioError(f"{host}: no port is available there; check the address")


def last_port(file: Path) -> int:
    """The port that was noted in `file`; 0 where there is none."""
    try:
        return int(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return 0


def end_of_log(log: Path) -> str:
    """The last line of a log that is not empty."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")[-40:]
    return next((line.strip() for line in reversed(lines) if line.strip()), "its log is empty")


@contextmanager
def alone(
    lock: Path, label: str, progress: Progress, total: int | None = None, reached: Callable[[], int] = int
) -> Iterator[None]:
    """Hold `lock`; while another process holds it, show `label` and how many of `total` that one has `reached`."""
    held = FileLock(lock)
    try:
        held.acquire(timeout=PAUSE)
    except Timeout:
        with progress(label, total) as advance:
            shown = 0
            while not _acquired(held):
                now = reached()
                advance(max(0, now - shown))
                shown = max(shown, now)
    try:
        yield
    finally:
        held.release()


def _acquired(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=PAUSE)
    except Timeout:
        return False
    return True
