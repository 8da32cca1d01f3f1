"""The content of a model folder's ``model.json`` as frozen records: labels, data, split, metrics and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from annotate.learn.evaluation.breakdowns import BreakdownRow
from annotate.learn.evaluation.calibration import AbstentionLevel
from annotate.learn.evaluation.metrics import Metrics
from annotate.learn.evaluation.several_metrics import metrics_in
from annotate.learn.training.learning_curves import LearningCurve

FORMAT = 1
"""Version of the folder's layout; folders with a later version are refused."""
_SCALARS = ("name", "question", "recipe", "options", "seed", "temperature", "group_column", "licence")
_TUPLES = ("labels", "columns", "notes")


@dataclass(frozen=True)
class TrainingData:
    """The labelled sentences a model was trained from."""

    name: str
    """The name of the file, without its folder."""
    labelled: int
    """Sentences with a label."""
    groups: int
    """Number of groups (articles and near-duplicates)."""
    counts: Mapping[str, int]
    """Number of sentences with each label."""
    hash: str
    """SHA-256 of labels and texts."""
    texts_kept: bool
    """Whether the folder contains the sentences themselves."""


@dataclass(frozen=True)
class Split:
    """The split of the sentences into parts."""

    parts: Mapping[str, int]
    """Number of sentences in each part."""
    learned_from: Sequence[str]
    """The parts that the model in the folder was fitted on."""
    words: str
    """A description of the split in one sentence."""
    crossing: int
    """Number of groups on both sides of the split; not 0 only if the table itself gives the split."""
    hash: str
    """SHA-256 of the assignment of sentences to parts."""


@dataclass(frozen=True)
class ModelInfo:
    """Everything known about a model except its estimator and its sentences."""

    name: str
    """Question, recipe, and a hash of the data, the recipe and the seed."""
    question: str
    """The question that the labels answer."""
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
    """From grouped cross-validation of the training part; None if the sentences could not be split."""
    versions: Mapping[str, str]
    """Of Python and the packages it was trained with."""
    breakdowns: Mapping[str, Sequence[BreakdownRow]] = field(default_factory=dict)
    """Metrics by outlet, speaker and target."""
    curve: LearningCurve | None = None
    candidate_curves: Mapping[str, LearningCurve] = field(default_factory=dict)
    """Of a recipe that selects: the curves of candidates, where measured, by name; not of one selected alone."""
    temperature: float = 1.0
    abstention: Sequence[AbstentionLevel] = ()
    """Thresholds that reach common precisions."""
    abstain: AbstentionLevel | None = None
    """The threshold in use; None if every sentence gets a label."""
    notes: tuple[str, ...] = ()
    """Notes and warnings about the training."""
    group_column: str | None = None
    licence: str = ""
    scheme: Mapping[str, str] = field(default_factory=dict)
    """The meaning of each label."""
    several: bool = False
    """Whether a sentence may have several of the labels, or none."""
    sigmoids: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Of several labels: the slope and intercept that calibrate each label's log odds."""
    rare: tuple[str, ...] = ()
    """Of several labels: those with too few sentences to learn from."""
    language_model: Mapping[str, str] = field(default_factory=dict)
    """Of a recipe that asks one: its name, address, prompt and parameters, in words."""

    def as_dict(self) -> dict[str, Any]:
        """The document in ``model.json``."""
        document = asdict(self) | {"format": FORMAT, "metrics": self.metrics.as_dict() if self.metrics else {}}
        for name in ("language_model", "candidate_curves", "several", "sigmoids", "rare"):
            if not getattr(self, name):
                del document[name]
        return document | {name: list(getattr(self, name)) for name in _TUPLES}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> ModelInfo:
        """The record in such a document; raises `KeyError`, `TypeError` or `ValueError` if it is not one."""
        values: dict[str, Any] = {name: document[name] for name in (*_SCALARS, "versions", "scheme")}
        values |= {name: tuple(document[name]) for name in _TUPLES}
        return cls(
            **values,
            several=bool(document.get("several", False)),
            sigmoids=dict(document.get("sigmoids", {})),
            rare=tuple(document.get("rare", ())),
            language_model=dict(document.get("language_model", {})),
            data=TrainingData(**document["data"]),
            split=Split(**document["split"]),
            metrics=metrics_in(document["metrics"]) if document["metrics"] else None,
            breakdowns={by: [BreakdownRow(**row) for row in rows] for by, rows in document["breakdowns"].items()},
            curve=LearningCurve.from_dict(document["curve"]) if document["curve"] else None,
            candidate_curves={
                name: LearningCurve.from_dict(curve) for name, curve in document.get("candidate_curves", {}).items()
            },
            abstention=[AbstentionLevel(**level) for level in document["abstention"]],
            abstain=AbstentionLevel(**document["abstain"]) if document["abstain"] else None,
        )
