"""What ``model.json`` of a model folder says: labels, data, split, metrics and versions, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from annotate.learn.evaluation.breakdowns import BreakdownRow
from annotate.learn.evaluation.calibration import AbstentionLevel
from annotate.learn.evaluation.metrics import Metrics
from annotate.learn.training.learning_curves import LearningCurve

FORMAT = 1
"""Version of the folder's layout; a folder of a later one is refused."""
_SCALARS = ("name", "question", "recipe", "options", "seed", "temperature", "group_column", "licence")
_TUPLES = ("labels", "columns", "notes")


@dataclass(frozen=True)
class TrainingData:
    """The labelled sentences a model was trained from."""

    name: str
    """The file's name, without its folder."""
    labelled: int
    """Sentences with a label."""
    groups: int
    """Groups (articles and near-duplicates) they fall into."""
    counts: Mapping[str, int]
    """Sentences of each label."""
    hash: str
    """SHA-256 of labels and texts."""
    texts_kept: bool
    """Whether the sentences themselves are in the folder."""


@dataclass(frozen=True)
class Split:
    """How the sentences were split into parts."""

    parts: Mapping[str, int]
    """Sentences of each part."""
    learned_from: Sequence[str]
    """The parts that the model in the folder was fitted on."""
    words: str
    """The same in a sentence."""
    crossing: int
    """Groups on both sides of the split; only where the table itself gives the split."""
    hash: str
    """SHA-256 over which sentence is in which part."""


@dataclass(frozen=True)
class ModelInfo:
    """Everything known about a model but its estimator and its sentences."""

    name: str
    """Question, recipe and a hash that changes with the data, the recipe and the seed."""
    question: str
    """What the labels answer."""
    labels: tuple[str, ...]
    """In the order of the columns of predicted probabilities."""
    recipe: str
    options: str
    """Options of the recipe, in words."""
    seed: int
    columns: tuple[str, ...]
    """Columns of a table that the model uses, ``text`` first."""
    data: TrainingData
    split: Split
    metrics: Metrics | None
    """Grouped cross-validation of the training part; None where the sentences could not be split."""
    versions: Mapping[str, str]
    """Of Python and the packages it was trained with."""
    breakdowns: Mapping[str, Sequence[BreakdownRow]] = field(default_factory=dict)
    """Metrics by outlet, speaker and target."""
    curve: LearningCurve | None = None
    temperature: float = 1.0
    abstention: Sequence[AbstentionLevel] = ()
    """Thresholds that keep common precisions."""
    abstain: AbstentionLevel | None = None
    """The threshold in use; None if every sentence gets a label."""
    notes: tuple[str, ...] = ()
    """What the user should know about how it was trained."""
    group_column: str | None = None
    licence: str = ""
    scheme: Mapping[str, str] = field(default_factory=dict)
    """What each label means."""

    def as_dict(self) -> dict[str, Any]:
        """The document in ``model.json``."""
        document = asdict(self) | {"format": FORMAT, "metrics": self.metrics.as_dict() if self.metrics else {}}
        return document | {name: list(getattr(self, name)) for name in _TUPLES}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> ModelInfo:
        """The record of such a document; raises `KeyError`, `TypeError` or `ValueError` where it is not one."""
        values: dict[str, Any] = {name: document[name] for name in (*_SCALARS, "versions", "scheme")}
        values |= {name: tuple(document[name]) for name in _TUPLES}
        return cls(
            **values,
            data=TrainingData(**document["data"]),
            split=Split(**document["split"]),
            metrics=Metrics.from_dict(document["metrics"]) if document["metrics"] else None,
            breakdowns={by: [BreakdownRow(**row) for row in rows] for by, rows in document["breakdowns"].items()},
            curve=LearningCurve.from_dict(document["curve"]) if document["curve"] else None,
            abstention=[AbstentionLevel(**level) for level in document["abstention"]],
            abstain=AbstentionLevel(**document["abstain"]) if document["abstain"] else None,
        )
