"""ActiveTigger: the table of annotations that a project exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.columns import listed
from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.exports._items import rows_of

_IDENTITY = ("id_external", "element_id", "id", "id_internal")
_LABEL = ("labels", "label", "annotation")
_ANNOTATOR = ("user", "user_name", "username", "annotator")
_TIME = ("timestamp", "time", "date")
_QUESTION = ("scheme", "scheme_name")


def read(request: Request) -> Iterator[Row]:
    """A row for each annotated element; its coding scheme is the question.

    Raises
    ------
    InputError
        If the table has no column of labels, or none of ids or texts.
    """
    for path in request.paths:
        rows = rows_of(path, request.rejects)
        names = list(rows[0]) if rows else []
        label, identity = _first(_LABEL, names), _first(_IDENTITY, names)
        if label is None or (identity is None and "text" not in names):
            missing = "labels" if label is None else "ids or texts"
            raise InputError(f"{path}: no column of {missing}; found {listed(names)}; export annotations again")
        annotator, time, question = (_first(wanted, names) for wanted in (_ANNOTATOR, _TIME, _QUESTION))
        for row in rows:
            if row[label] is not None:
                yield {
                    "sentence_id": row[identity] if identity else None,
                    "text": row.get("text"),
                    "label": str(row[label]),
                    "annotator": row[annotator] if annotator else None,
                    "created_at": row[time] if time else None,
                    "question": row[question] if question else None,
                }


def _first(wanted: Sequence[str], names: Sequence[str]) -> str | None:
    return next((name for name in wanted if name in names), None)
