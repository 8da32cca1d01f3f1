"""Evaluation of a model on labelled sentences, with intervals that take articles as independent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.errors import InputError
from annotate.learn.evaluation.breakdowns import BreakdownRow, breakdown, confused
from annotate.learn.evaluation.confounding import confounding_notes
from annotate.learn.evaluation.metrics import Metrics
from annotate.learn.evaluation.several_metrics import SeveralMetrics, by_label_rows, measured
from annotate.learn.models.trained_model import Model, content_hash
from annotate.learn.training.examples import Examples, examples_from


@dataclass(frozen=True)
class Evaluation:
    """The evaluation of a model on labelled sentences, and which sentences these were."""

    metrics: Metrics
    part: str
    """The part of the model's own split that was evaluated, or ``all``."""
    seen_in_training: int
    """Number of sentences that the model was trained on."""
    in_sample: int
    """Number of these without an out-of-fold prediction; if there are any, the metrics are too optimistic."""
    test_set_used: bool
    """Whether the test part was among the sentences."""
    by: Mapping[str, Sequence[BreakdownRow]] = field(default_factory=dict)
    """Breakdowns by the requested columns."""
    confused: pd.DataFrame | None = None
    """The most confused sentences (see `annotate.learn.evaluation.breakdowns.confused`); None if not requested."""
    notes: Sequence[str] = ()
    """Warnings about the sentences: a label that comes from sources or articles of its own."""

    def as_dict(self) -> dict[str, Any]:
        """The evaluation as one JSON document."""
        document = self.metrics.as_dict() | {"part": self.part, "seen_in_training": self.seen_in_training}
        document |= {"in_sample": self.in_sample, "looked": self.test_set_used}
        if self.by:
            document["by"] = {column: [asdict(row) for row in rows] for column, rows in self.by.items()}
        if self.confused is not None:
            document["confused"] = self.confused.to_dict("records")
        if self.notes:
            document["notes"] = list(self.notes)
        return document

    def as_table(self) -> pd.DataFrame:
        """The metrics with their intervals, one a row: of all labels together, then of each label."""
        metrics = self.metrics
        rows = []
        for metric in metrics.overall():
            low, high = metric.interval or (None, None)
            row = {"metric": metric.name, "label": None, "value": metric.value, "low": low, "high": high}
            rows.append(row | {"majority_baseline": metric.baseline, "sentences": metrics.n})
        for label in metrics.labels:
            for name in ("precision", "recall", "f1"):
                low, high = getattr(metrics.intervals.per_label[label], name) if metrics.intervals else (None, None)
                row = {"metric": name, "label": label, "value": getattr(metrics.per_label[label], name)}
                rows.append(row | {"low": low, "high": high, "sentences": metrics.per_label[label].support})
        for own in by_label_rows(metrics) if isinstance(metrics, SeveralMetrics) else ():
            row = {"metric": "share right", "label": own["label"], "value": own["right"], "sentences": metrics.n}
            rows.append(row | {"majority_baseline": own["majority_baseline"]})
        return pd.DataFrame(rows)


def evaluate(
    model: Model,
    table: pd.DataFrame,
    *,
    text_column: str = "text",
    label_column: str = "label",
    group_column: str | None = None,
    part: str | None = None,
    by: Sequence[str] = (),
    errors: int = 0,
    seed: int = 0,
    where: str = "table",
) -> Evaluation:
    """The metrics of `model` on the labelled rows of `table`.

    For rows that the model was trained on, the out-of-fold predictions are evaluated.

    Parameters
    ----------
    part
        A part of the split the model was trained with (``test``), or ``all`` for every row of `table`. The default is
        every row, unless `table` is the one the model was trained from: then its test part, plus sentences labelled
        since then in articles that are not in the training part.
    by
        Columns to break the metrics down by, such as ``outlet`` or ``month``.
    errors
        Number of the most confused sentences to return.

    Raises
    ------
    InputError
        If a column is missing, no row has a label, or the model does not have a label.
    """
    group_column = group_column or known_group_column(model, table)
    examples = examples_from(
        table,
        text_column=text_column,
        label_column=label_column,
        group_column=group_column,
        labels=model.labels,
        labels_of="model",
        several=model.several,
        where=where,
    )
    own = trained_from(model, examples.frame)
    rows = _rows_of(part, model, examples, own, where)
    part, examples = part or ("test" if own else "all"), examples.taken(rows)
    probabilities, seen = out_of_fold_probabilities(model, examples.frame), model.has_seen(examples.frame)
    truth = model.truth_of(examples.labels)
    predicted = (examples.frame, truth, probabilities, model.labels)
    return Evaluation(
        metrics=measured(truth, probabilities, model.labels, examples.groups, seed=seed),
        part=part,
        seen_in_training=int(seen.sum()),
        in_sample=int((seen & ~_has_out_of_fold(model, examples.frame)).sum()),
        test_set_used=part == "test" or (part == "all" and own),
        by={column: breakdown(*predicted, examples.groups, column) for column in by},
        confused=confused(*predicted, errors) if errors else None,
        notes=() if model.several else confounding_notes(*predicted, examples.groups, group_column),
    )


def _has_out_of_fold(model: Model, frame: pd.DataFrame) -> Array:
    """A mask of the rows with an out-of-fold prediction, made by a model that had not seen their article."""
    predicted = model.sentences.dropna(subset=[f"p_{label}" for label in model.labels])
    return np.asarray(content_hash(frame).isin(set(predicted["content"])), dtype=bool)


def out_of_fold_probabilities(model: Model, frame: pd.DataFrame) -> Array:
    """The model's probabilities; for sentences it was trained on, the out-of-fold ones."""
    columns = [f"p_{label}" for label in model.labels]
    stored = model.sentences.dropna(subset=columns).drop_duplicates("content").set_index("content")[columns]
    probabilities = stored.reindex(content_hash(frame)).to_numpy(dtype=np.float64, copy=True)
    new = np.isnan(probabilities).any(axis=1)
    probabilities[new] = model.predict_proba(frame[new])
    return probabilities


def trained_from(model: Model, frame: pd.DataFrame) -> bool:
    """Whether `frame` is the table that `model` was trained from, judging by its sentences."""
    rows = content_hash(frame)
    parts = model.sentences["part"]
    inside = rows.isin(set(model.sentences.loc[parts == "train", "content"]))
    return bool(inside.mean() > 0.5 and rows.isin(set(model.sentences.loc[parts == "test", "content"])).any())


def known_group_column(model: Model, table: pd.DataFrame) -> str | None:
    """The group column used in training, if `table` also has it."""
    column = model.info.group_column
    return column if column in table.columns else None


def _rows_of(part: str | None, model: Model, examples: Examples, own: bool, where: str) -> Array:
    if part == "all" or (part is None and not own):
        return np.arange(len(examples))
    parts = sorted(set(model.sentences["part"].dropna()) - {""})
    if part is not None and part not in parts:
        raise InputError(
            f"`part` {part}: unknown; choose from {', '.join(parts)} (the parts of its training table) or all"
        )
    content, known = content_hash(examples.frame), model.sentences.set_index("part")["content"]
    mask = np.array(content.isin(set(known.loc[[part or "test"]])), dtype=bool)
    if part is None:
        training = np.asarray(content.isin(set(known.loc[["train"]])), dtype=bool)
        fresh = ~content.isin(set(known)) & ~np.isin(examples.groups, examples.groups[training])
        mask |= np.asarray(fresh, dtype=bool)
    if not mask.any():
        raise InputError(f"{where}: no sentence of the part {part!r}; name the table the model was trained from")
    return np.flatnonzero(mask)
