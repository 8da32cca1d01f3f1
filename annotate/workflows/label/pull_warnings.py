"""What is said about a pull before the table of annotations is replaced."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.counts import many
from annotate.errors import AnnotateWarning
from annotate.study.pulls import keep_replaced

if TYPE_CHECKING:
    from annotate.studio.pulling import Pulled


def warn_of_pull(pulled: Pulled, title: str, target: Path | None) -> None:
    """Warn of what the user should know before the table at `target` is replaced, and keep it beside if it has more."""
    where = f"project {pulled.project_id}"
    if pulled.title != title and not pulled.title.startswith(title):
        _warn(f"{where} is called '{pulled.title}' now")
    table = target or "the table"
    if pulled.from_gone_projects:
        _warn(
            f"{many(pulled.from_gone_projects, f'annotation in {table}', 'is')} not in {where}: pulled from a "
            "project that is gone, and kept (`current_only` leaves them out)"
        )
    if pulled.unread:
        what = "no label of the whole sentence, but free text, a label of a part, or the like"
        _warn(f"{many(pulled.unread, 'answer')} left out: {what}")
    if pulled.edited:
        _warn(f"{many(pulled.edited, 'annotation', 'was')} changed by somebody else than the annotator; see updated_by")
    if target is not None and str(target) != "-":
        old = keep_replaced(target, pulled.annotations)
        if not old.is_table:
            _warn(f"{target} was no table of annotations; it is kept as {old.copy}")
        if old.lost:
            _warn(
                f"{many(old.lost, f'annotation in {target}', 'is')} not in {where}; the replaced table is "
                f"kept as {old.copy}"
            )
        if old.edited:
            _warn(
                f"{many(old.edited, 'label', 'was')} changed in {target} by hand; the replaced table is "
                f"kept as {old.copy}"
            )


def _warn(message: str) -> None:
    warnings.warn(message, AnnotateWarning, stacklevel=4)
