"""What a verb was given, with the project's own places for what it was not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotate.learn.reading import Labelled
    from annotate.project import Project


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
    from annotate.learn.reading import labelled_from

    return labelled_from(
        project.given_or(gold, "gold"),
        sentences,
        scheme=project.scheme,
        question=question,
        text_column=text_column,
        label_column=label_column,
        fallback=project.place("sentences") if project.found else None,
    )
