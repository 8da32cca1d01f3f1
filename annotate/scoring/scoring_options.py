"""How coverage is scored: the options that have a fixed set of values, or a range."""

from __future__ import annotations

from annotate.errors import UsageError, check_choice
from annotate.io.values.date_columns import check_date_order
from annotate.text import languages

ENGINES = ("local", "dask")
"""What scores: the cores of this machine, or a cluster."""
ROWS = ("auto", "articles", "sentences")
"""How rows of tables are scored: decided by their columns, split as articles, or scored as they are."""


def check_scoring(
    *, engine: str = "local", rows: str = "auto", workers: int | None = None, date_order: str = "", language: str = ""
) -> None:
    """Check options that can be wrong whatever is scored.

    Raises
    ------
    UsageError
        If a value is unknown or out of its range.
    """
    check_choice("engine", engine, ENGINES)
    check_choice("rows", rows, ROWS)
    if workers is not None and workers < 1:
        raise UsageError(f"`workers` {workers}: at least one is needed")
    check_date_order(date_order)
    if language:
        languages.language(language)
