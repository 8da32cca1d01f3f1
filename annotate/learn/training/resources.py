"""Time and memory that training took; kept beside a model, since its folder is the same whenever it is trained."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

_KIBIBYTE = 1024


@dataclass(frozen=True)
class Resources:
    """What one training took."""

    seconds: float
    """Seconds by the clock."""
    processor_seconds: float
    """Seconds of processor time, of all threads and child processes together."""
    peak_bytes: int | None
    """The most memory the process has had so far; None where the system does not tell."""

    def words(self) -> str:
        """The resources in one sentence."""
        memory = (
            "" if self.peak_bytes is None else f"; the process used at most {self.peak_bytes / 1e9:.1f} GB of memory"
        )
        return f"Training took {_time(self.seconds)} ({_time(self.processor_seconds)} of processor time){memory}."


@dataclass(frozen=True)
class Meter:
    """Measures the resources used since it was made."""

    began: float = field(default_factory=time.perf_counter)
    processor_before: float = field(default_factory=lambda: _processor_seconds())

    def read(self) -> Resources:
        """The resources used so far."""
        return Resources(time.perf_counter() - self.began, _processor_seconds() - self.processor_before, _peak_bytes())


def _processor_seconds() -> float:
    try:
        import resource
    except ImportError:  # not on Windows, where children are not counted
        return time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _peak_bytes() -> int | None:
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * _KIBIBYTE


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"
