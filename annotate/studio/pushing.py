"""Pushing sentences to Label Studio: each exactly once, with its prediction, even if a push is interrupted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd
from label_studio_sdk.core.api_error import ApiError

from annotate.errors import StudioError, check_choice
from annotate.progress import Progress, silent
from annotate.scheme import Scheme
from annotate.studio import _projects as projects
from annotate.studio._predictions import Prediction, predictions_from
from annotate.studio._projects import condition
from annotate.studio._tasks import EVALUATION, Task, checked_batch, tasks_from
from annotate.studio._turns import Turn, turn
from annotate.studio.client import TRANSPORT, connect, requesting
from annotate.studio.connection import ProjectRef
from annotate.studio.project_page.data_manager import show_sentences
from annotate.studio.sdk_client import LabelStudio

BATCH_SIZE = 1000
HIDE = ("evaluation", "all", "none")
ATTEMPTS = 3
"""How often the same sentences are sent before the push fails with an error."""
_FIELDS = "id,data,drafts,total_annotations,cancelled_annotations"
"""The fields of a task that tell whether somebody has begun to label it."""

T = TypeVar("T")


@dataclass(frozen=True)
class Pushed:
    """The result of a push."""

    title: str
    project_id: int
    url: str
    """The address of the project's labelling page."""
    created_at: str = ""
    """When the project was created."""
    overlap: int = 1
    """Number of annotators for each sentence."""
    overlap_before: int | None = None
    """The overlap before this push; None if the project is new."""
    added: int = 0
    present: int = 0
    """Sentences that were already there."""
    predictions: int = 0
    """Number of predictions sent, together with the sentences or later."""
    hidden: int = 0
    """Predictions hidden from annotators because their sentences are the evaluation part."""
    repaired: int = 0
    """Sentences and predictions that the server had confirmed but not stored, plus duplicate tasks removed."""
    item: str = "sentence"
    """What one of them is called: a sentence, or a pair of a sentence and a target."""


def push(
    batch: pd.DataFrame,
    scheme: Scheme,
    ref: ProjectRef,
    *,
    predictions: pd.DataFrame | None = None,
    question: str | None = None,
    hide: str = "evaluation",
    guidelines: str = "",
    overlap: int | None = None,
    banner: str = "",
    batch_size: int = BATCH_SIZE,
    progress: Progress = silent,
) -> Pushed:
    """Make the project `ref` contain every sentence of `batch` exactly once, with its prediction.

    Running it again, for instance after it was killed, adds only what is missing.

    Parameters
    ----------
    batch
        Sentences, with ``sentence_id`` and ``text``.
    predictions
        A table of scores; its labels must be the scheme's.
    question
        The question that predictions answer; needed only if several questions have their labels.
    hide
        Which predictions to hide from annotators: those of the ``evaluation`` part of a mixed batch, ``all`` or
        ``none``.
    overlap
        Number of annotators for each sentence; None leaves it unchanged, and is 1 in a new project.
    banner
        Text above the labelling page, such as what is reviewed.

    Raises
    ------
    InputError
        If the batch is empty or has a sentence twice, or a prediction is not in the scheme; then nothing is sent.
    StudioError
        If the server refuses or does not answer; the message says how much arrived.
    """
    ready = _Ready.of(batch, scheme, predictions, question, hide)
    with progress("connecting to Label Studio", None):
        client = connect(ref.connection)
        before = projects.find(client, ref, to_write=True)
    marked = "target" in batch.columns
    project = projects.ensure(
        client, ref, scheme, before, guidelines=guidelines, overlap=overlap, marked=marked, banner=banner
    )
    repaired = 0
    with turn(client, ref.url, project.id, progress) as mine:
        if before is None:
            show_sentences(client, ref.url, project)
        sending = _Sending(client, ref.url, project.id, batch_size, progress, mine)
        with requesting(ref.url, "asking which sentences are there"):
            stored = projects.task_ids(client, project, ready.tasks)
            missing = _missing(ready.tasks, stored)
        sending.send(missing, ready.predictions)
        with requesting(ref.url, "checking what arrived"):
            if missing:
                stored, repaired = sending.complete(ready)
            repaired += _drop_duplicates(client, project.id, stored)
            sent, lost = sending.add_predictions(ready.predictions, {task.key for task in missing})
    return Pushed(
        title=project.title,
        project_id=project.id,
        created_at=projects.born(project),
        overlap=int(project.maximum_annotations or 1),
        overlap_before=int(before.maximum_annotations or 1) if before else None,
        url=f"{ref.connection.public_url}/projects/{project.id}/data?labeling=1",
        added=len(missing),
        present=len(ready.tasks) - len(missing),
        predictions=sum(task.key in ready.predictions for task in missing) + sent,
        hidden=ready.hidden,
        repaired=repaired + lost,
    )


def check(
    batch: pd.DataFrame,
    scheme: Scheme,
    *,
    title: str,
    predictions: pd.DataFrame | None = None,
    question: str | None = None,
    hide: str = "evaluation",
) -> tuple[int, int]:
    """Number of sentences and of predictions that `push` would send to an empty project; raises as `push` does."""
    projects.checked_title(title)
    ready = _Ready.of(batch, scheme, predictions, question, hide)
    return len(ready.tasks), len(ready.predictions)


@dataclass(frozen=True)
class _Ready:
    """The tasks to be sent, and by their key the predictions that annotators see."""

    tasks: list[Task]
    predictions: dict[str, Prediction] = field(default_factory=dict)
    hidden: int = 0

    @classmethod
    def of(
        cls, batch: pd.DataFrame, scheme: Scheme, scores: pd.DataFrame | None, question: str | None, hide: str
    ) -> _Ready:
        check_choice("hide", hide, HIDE)
        tasks = tasks_from(checked_batch(batch), scheme.language)
        predictions = predictions_from(scores, scheme, question) if scores is not None else {}
        hidden = {task.key for task in tasks if hide == "all" or (hide == "evaluation" and task.part == EVALUATION)}
        predicted = {task.key: predictions[task.key] for task in tasks if task.key in predictions}
        shown = {key: prediction for key, prediction in predicted.items() if key not in hidden}
        return cls(tasks, shown, len(predicted) - len(shown))


def _missing(tasks: Sequence[Task], numbers: Mapping[str, Sequence[int]]) -> list[Task]:
    return [task for task in tasks if task.key not in numbers]


@dataclass(frozen=True)
class _Sending:
    """Sends tasks so that each is stored exactly once; the server's confirmations are checked."""

    client: LabelStudio
    url: str
    project_id: int
    size: int
    progress: Progress
    turn: Turn

    def send(self, tasks: Sequence[Task], predictions: Mapping[str, Prediction]) -> None:
        """Send `tasks` with their predictions, batch by batch."""
        sent = 0
        with self.progress("pushing sentences", len(tasks)) as advance:
            for some in _batches(tasks, self.size):
                try:
                    self._send_once(some, predictions)
                except StudioError as error:
                    raise StudioError(f"{error} ({sent} of {len(tasks)} new sentences had arrived)") from error
                sent += len(some)
                advance(len(some))
                self.turn.renew()

    def complete(self, ready: _Ready) -> tuple[dict[str, list[int]], int]:
        """The numbers of all tasks by key, and how many had to be sent again because the server had not stored them."""
        repaired = 0
        for attempt in range(ATTEMPTS + 1):
            stored = self._stored(ready.tasks)
            lost = _missing(ready.tasks, stored)
            if not lost:
                return stored, repaired
            if attempt < ATTEMPTS:
                self.send(lost, ready.predictions)
                repaired += len(lost)
        raise StudioError(
            f"{self.url}: the server confirmed sentences that it did not store: {len(lost)} of {len(ready.tasks)}"
            " are not there; see its log, then run the same command again"
        )

    def add_predictions(self, predictions: Mapping[str, Prediction], just_sent: set[str]) -> tuple[int, int]:
        """Add missing predictions; returns how many older tasks lacked, and how many of those `just_sent` were lost."""
        if not predictions:
            return 0, 0
        model = next(iter(predictions.values())).model
        lacking = self._without_prediction(predictions, model)
        with self.progress("adding predictions", len(lacking)) as advance:
            for some in _batches(lacking, BATCH_SIZE):
                request = [{"task": task.id, **predictions[task.key].document()} for task in some]
                self.client.projects.import_predictions(id=self.project_id, request=request)  # type: ignore[arg-type]
                advance(len(some))
        if lacking and (lost := self._without_prediction(predictions, model)):
            raise StudioError(
                f"{self.url}: the server confirmed predictions that it did not store: {len(lost)} are not there;"
                " see its log, then run the same command again"
            )
        self.client.projects.update(id=self.project_id, model_version=model)
        late = sum(task.key in just_sent for task in lacking)
        return len(lacking) - late, late

    def _send_once(self, some: Sequence[Task], predictions: Mapping[str, Prediction]) -> None:
        for attempt in range(ATTEMPTS):
            try:
                request = [_document(task, predictions) for task in some]
                self.client.projects.import_tasks(id=self.project_id, request=request)  # type: ignore[arg-type]
                return
            except (*TRANSPORT, ApiError) as error:
                refused = isinstance(error, ApiError) and (error.status_code or 500) < 500
                if refused or attempt + 1 == ATTEMPTS:
                    with requesting(self.url, "sending sentences"):
                        raise
            # A request that timed out may still have stored them.
            time.sleep(2.0 * (attempt + 1))
            with requesting(self.url, "asking what arrived"):
                some = _missing(some, self._stored(some))
            if not some:
                return

    def _stored(self, tasks: Sequence[Task]) -> dict[str, list[int]]:
        project = self.client.projects.get(id=self.project_id)
        return projects.task_ids(self.client, project, tasks)

    def _without_prediction(self, predictions: Mapping[str, Prediction], model: str) -> list[Task]:
        bare = condition("predictions_model_versions", "not_contains", "List", [model])
        documents = projects.tasks_where(self.client, self.project_id, [bare], include="id,data")
        return [task for task in map(Task.parse, documents) if task.key in predictions]


def _document(task: Task, predictions: Mapping[str, Prediction]) -> dict[str, Any]:
    document: dict[str, Any] = {"data": task.data}
    if task.key in predictions:
        document["predictions"] = [predictions[task.key].document()]
    return document


def _drop_duplicates(client: LabelStudio, project_id: int, numbers: Mapping[str, Sequence[int]]) -> int:
    """Remove tasks that duplicate another one and have no annotations; returns how many."""
    doubled = [number for some in numbers.values() if len(some) > 1 for number in some]
    documents = [
        document
        for some in _batches(doubled, projects.IDS_A_QUERY)
        for document in projects.tasks_where(
            client, project_id, [condition("id", "in_list", "Number", some)], fields="all", include=_FIELDS
        )
    ]
    spare, seen = [], set()
    for document in sorted(documents, key=lambda one: (not _begun(one), one["id"])):
        task = Task.parse(document)
        if task.key in seen and not _begun(document):
            spare.append(task.id)
        seen.add(task.key)
    for some in _batches(spare, BATCH_SIZE):
        # Checked again on the server, because somebody may have labelled one of them in the meantime.
        unlabelled = [condition(c, "equal", "Number", 0) for c in ("total_annotations", "cancelled_annotations")]
        client.actions.create(
            id="delete_tasks",
            project=project_id,
            filters={"conjunction": "and", "items": unlabelled},
            selected_items={"all": False, "included": some},
        )
    return len(spare)


def _begun(task: Mapping[str, Any]) -> bool:
    return bool(task.get("total_annotations") or task.get("cancelled_annotations") or task.get("drafts"))


def _batches(items: Sequence[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
