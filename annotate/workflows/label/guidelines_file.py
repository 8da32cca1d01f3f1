"""The annotators' guidelines of a study, unless they are of other questions."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.workflows.arguments import StrPath
from annotate.workflows.setup.new_study import is_template_of_other_questions

if TYPE_CHECKING:
    from annotate.workflows.study import Study


def guidelines_text(guidelines: StrPath | None, study: Study | None) -> str:
    """The text of the guidelines' file, or of the study's; empty where there is none.

    The study's are left out with a warning where they still are the shipped ones, which explain stance and sentiment,
    and the study asks neither.

    Raises
    ------
    InputError
        If it cannot be read as UTF-8.
    """
    path = Path(guidelines) if guidelines is not None else study.existing("guidelines") if study else None
    if path is None:
        return ""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error}); check the path") from error
    if guidelines is None and study is not None and is_template_of_other_questions(text, study.scheme):
        asked = ", ".join(question.name for question in study.scheme.questions)
        message = (
            f"{path}: still explains stance and sentiment, as it was shipped, and the study asks {asked}: left out; "
            "write what your labels mean, or delete it and run annotate init for a page to fill in"
        )
        warnings.warn(message, AnnotateWarning, stacklevel=2)
        return ""
    return text
