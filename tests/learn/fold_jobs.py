"""Functions that worker processes can import."""

import os
import time
import warnings

from annotate.errors import AnnotateWarning


def place(job):
    return job, os.getpid()


def slow_place(job):
    time.sleep(0.05 if job else 0.0)
    return place(job)


def warned(job):
    warnings.warn(f"about {job}", AnnotateWarning, stacklevel=1)
    return job


def wrong(job):
    if job == 2:
        raise ValueError("fold 2 is wrong")
    return job


def killed(job):
    if job == 3 and os.getppid() != int(os.environ["PARENT_OF_TESTS"]):
        time.sleep(1)  # until the other process has done its job
        os._exit(9)
    return job
