"""Reading other annotation tools' exports. To add one, write a module here and add an entry to `EXPORTS`.

The module defines ``read(request: Request) -> Iterator[Row]``: a `Row` for each annotator's answer to each question,
with the columns of a table of annotations that the export has (``sentence_id``, ``annotator``, ``question``, ``label``,
``created_at``, ``lead_time``, ``skipped`` ...), ``text``, and other columns of the sentence. An answer that is not a
label of a whole sentence is counted with ``request.leave_out``. `annotate.io.exports.exchange` does the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from annotate.io.rejects import Reject
from annotate.scheme import DEFAULT, Scheme

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """An export to read, and the options for reading it.

    Attributes
    ----------
    paths
        The export's files.
    scheme
        The scheme whose questions and labels are recognized.
    questions
        Names of the questions, where the files do not state them.
    columns
        Columns of a table that stand for known ones, as ``{"unit": "sentence_id"}``.
    annotator_columns
        Columns of a table that each have one annotator's labels.
    text_column
        The field that was labelled; None to detect it.
    left_out
        Answers that were left out, counted by what they are.
    rejects
        Rows and labels that cannot be read or used.
    """

    paths: tuple[Path, ...]
    scheme: Scheme = DEFAULT
    questions: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    annotator_columns: tuple[str, ...] = ()
    text_column: str | None = None
    left_out: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)

    def leave_out(self, what: str) -> None:
        """Count an answer that is left out because it is not a label of a whole sentence."""
        self.left_out[what] += 1


@dataclass(frozen=True)
class Export:
    """An annotation tool's export.

    Attributes
    ----------
    name
        Its name in ``convert --from``.
    module
        The module in this folder that reads it.
    files
        The files that it consists of, for messages.
    """

    name: str
    module: str
    files: str

    @property
    def read(self) -> Callable[[Request], Iterator[Row]]:
        """The module's function ``read``; the module is imported when it is used."""
        reader: Callable[[Request], Iterator[Row]] = import_module(f"{__name__}.{self.module}").read
        return reader


EXPORTS = (
    Export("label-studio", "label_studio", "JSON, JSON_MIN, CSV or TSV"),
    Export("prodigy", "prodigy", "what prodigy db-out writes"),
    Export("doccano", "doccano", "JSONL or CSV, one file for each annotator, or the zip archive of them"),
    Export("potato", "potato", "annotated_instances files or user_state.json"),
    Export("inception", "inception", "WebAnno TSV 3, one file for each annotator, or the zip archive of the project"),
    Export("activetigger", "activetigger", "the CSV or Parquet table of annotations"),
    Export("scores", "scores", "scores that annotate score wrote; the model is the annotator"),
    Export("csv", "label_table", "any table: one row per label, or one column per annotator"),
)
"""Every export that is read, in the order in which help texts list them."""


def export_names() -> str:
    """The names of `EXPORTS` for messages and help texts, separated by commas."""
    return ", ".join(export.name for export in EXPORTS)
