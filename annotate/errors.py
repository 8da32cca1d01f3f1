"""The errors a user sees.

Every message says where, what, and what to do, in one sentence. They are raised by the library and caught once, in
``annotate.cli``, which prints the message and exits with status 1.
"""

from __future__ import annotations


class AnnotateError(Exception):
    """Anything the user can mend: their input, their server, their model folder."""


class InputError(AnnotateError):
    """A file, a table or an option that cannot be used as it is."""


class StudioError(AnnotateError):
    """Label Studio refused, did not answer, or is not what was expected."""


class ModelError(AnnotateError):
    """A model folder that is missing, damaged, untrusted or made for something else."""
