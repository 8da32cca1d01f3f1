"""What a verb was given, with the project's own places for what it was not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotate.learn.training.gold import Labelled
    from annotate.workflows.project import Project


def labelled_in(
    project: Project,
    gold: Path | None,
    sentences: Path | None,
    *,
    question: str | None,
    text_column: str | None = None,
    label_column: str | None = None,
) -> Labelled:
    """The labelled sentences of the tables given, or else of the project's."""
    from annotate.learn.training.gold import labelled_from

    return labelled_from(
        project.given_or(gold, "gold"),
        sentences,
        scheme=project.scheme,
        question=question,
        text_column=text_column,
        label_column=label_column,
        fallback=project.place("sentences") if project.found else None,
    )


def check_output(output: Path | None, given: Sequence[Path | None], endings: Sequence[str] = ()) -> None:
    """Refuse to write over what was given, or under an ending that promises something else.

    Raises
    ------
    InputError
        If `output` is one of the files `given`, or has none of the `endings`.
    """
    from annotate.errors import InputError

    if output is None or str(output) == "-":
        return
    if any(path is not None and path.resolve() == output.resolve() for path in given):
        raise InputError(f"{output}: is what is to be read; name another place with -o")
    if endings and output.suffix.lower() not in endings:
        raise InputError(f"{output}: a page is written; name it with {' or '.join(endings)} at the end")
