"""What is said about a pull before the table of annotations is replaced."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning
from annotate.study.pulls import keep_replaced

if TYPE_CHECKING:
    from annotate.studio.pulling import Pulled


def warn_of_pull(pulled: Pulled, title: str, target: Path | None) -> None:
    """Warn of what the user should know before the table at `target` is replaced, and keep it beside if it has more."""
    where = f"project {pulled.project_id}"
    if pulled.title != title and not pulled.title.startswith(title):
        _warn(f"{where} is called '{pulled.title}' now")
    if pulled.from_gone_projects:
        _warn(
            f"{pulled.from_gone_projects} annotations in {target or 'the table'} are not in {where}: they were pulled"
            " from a project that is gone, and are kept (`current_only` leaves them out)"
        )
    if pulled.unread:
        _warn(f"{pulled.unread} answers are not choices, such as free text, and were left out")
    if pulled.edited:
        _warn(f"{pulled.edited} annotations were changed by somebody else than their annotator; updated_by has who")
    if target is not None and str(target) != "-":
        old = keep_replaced(target, pulled.annotations)
        if not old.is_table:
            _warn(f"{target} was no table of annotations; it is kept as {old.copy}")
        if old.lost:
            _warn(f"{old.lost} annotations in {target} are not in {where}; the replaced table is kept as {old.copy}")
        if old.edited:
            _warn(f"{old.edited} labels were changed in {target} by hand; the replaced table is kept as {old.copy}")


def _warn(message: str) -> None:
    warnings.warn(message, AnnotateWarning, stacklevel=4)
