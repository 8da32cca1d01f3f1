"""Sentences into Label Studio: each once, with its prediction, whatever happens on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from label_studio_sdk import LabelStudio
from label_studio_sdk.core.api_error import ApiError

from annotate.errors import InputError, StudioError
from annotate.progress import Progress, silent
from annotate.scheme import Scheme
from annotate.studio import projects
from annotate.studio.client import TRANSPORT, connect, speaking
from annotate.studio.tasks import key_of, predictions_from, tasks_from
from annotate.tables import BATCH, conform

BATCH_SIZE = 1000
HIDE = ("evaluation", "all", "none")


@dataclass(frozen=True)
class Pushed:
    """What a push did."""

    title: str
    project_id: int
    url: str
    """The address of the project's labelling page."""
    added: int = 0
    present: int = 0
    """Sentences that were there already."""
    predictions: int = 0
    """Predictions sent now, with the sentences or after."""
    hidden: int = 0
    """Predictions kept back from annotators because their sentences are the evaluation part."""
    repaired: int = 0
    """Predictions that the server had lost, or double tasks without labels that it had made, mended now."""


def push(
    batch: pd.DataFrame,
    scheme: Scheme,
    *,
    url: str,
    token: str,
    title: str,
    predictions: pd.DataFrame | None = None,
    question: str | None = None,
    hide: str = "evaluation",
    guidelines: str = "",
    overlap: int = 1,
    project_id: int | None = None,
    batch_size: int = BATCH_SIZE,
    progress: Progress = silent,
) -> Pushed:
    """What was done so that the project holds every sentence of `batch` once, with its prediction.

    Running it again, also after it was killed, adds only what is missing.

    Parameters
    ----------
    batch
        Sentences, with ``sentence_id`` and ``text``.
    predictions
        A table of scores; its labels must be the scheme's.
    question
        The question that predictions answer, where their labels do not say.
    hide
        Whose predictions annotators do not see: of the ``evaluation`` part of a mixed batch, ``all`` or ``none``.
    overlap
        How many annotators each sentence gets.
    project_id
        The project's number where its title alone might mean another.

    Raises
    ------
    InputError
        If the batch is empty, names a sentence twice, or a prediction is not of the scheme. Nothing was sent then.
    StudioError
        If the server refuses or stays away; the message says how much arrived.
    """
    tasks, found, hidden = _ready(batch, scheme, predictions, question, hide)
    client = connect(url, token)
    project = projects.ensure(client, url, title, scheme, guidelines=guidelines, overlap=overlap, project_id=project_id)
    with speaking(url, "asking which sentences are there"):
        present = projects.task_ids(client, project, [t["data"] for t in tasks])
    missing = [t for t in tasks if key_of(t["data"]) not in present]
    sending = _Sending(client, url, project.id, batch_size)
    sending.send([_with(t, found) for t in missing], progress)
    done = Pushed(
        projects.title_of(title), project.id, f"{url.rstrip('/')}/projects/{project.id}/data?labeling=1", hidden=hidden
    )
    predicted = sum(key_of(t["data"]) in found for t in missing)
    done = replace(done, added=len(missing), present=len(tasks) - len(missing), predictions=predicted)
    with speaking(url, "checking what arrived"):
        doubled = any(len(numbers) > 1 for numbers in present.values())
        return _verified(client, project, found, done, doubled, progress)


def check(
    batch: pd.DataFrame,
    scheme: Scheme,
    *,
    title: str,
    predictions: pd.DataFrame | None = None,
    question: str | None = None,
    hide: str = "evaluation",
) -> tuple[int, int]:
    """How many sentences and how many predictions `push` would send to an empty project; raises as `push` does."""
    projects.title_of(title)
    tasks, found, _ = _ready(batch, scheme, predictions, question, hide)
    return len(tasks), len(found)


def _ready(
    batch: pd.DataFrame, scheme: Scheme, predictions: pd.DataFrame | None, question: str | None, hide: str
) -> tuple[list[dict[str, Any]], dict[str, Any], int]:
    tasks = tasks_from(_checked(batch))
    found = predictions_from(predictions, scheme, question) if predictions is not None else {}
    shown, hidden = _shown(found, tasks, hide)
    return tasks, shown, hidden


def _checked(batch: pd.DataFrame) -> pd.DataFrame:
    batch = conform(batch, BATCH, where="batch")
    if batch.empty:
        raise InputError("batch: no sentence in it; draw some with annotate sample")
    for column in ("sentence_id", "text"):
        lacking = batch[column].isna() | (batch[column].astype("str").str.strip() == "")
        if lacking.any():
            raise InputError(f"batch: row {int(lacking.to_numpy().argmax()) + 1} has no {column}; mend or drop it")
    keys = ["sentence_id", "target"] if "target" in batch.columns else ["sentence_id"]
    twice = batch.duplicated(keys)
    if twice.any():
        raise InputError(
            f"batch: row {int(twice.to_numpy().argmax()) + 1} repeats sentence"
            f" {batch.loc[twice, 'sentence_id'].iloc[0]}; each may be there once"
        )
    return batch


def _shown(found: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]], hide: str) -> tuple[dict[str, Any], int]:
    if hide not in HIDE:
        raise InputError(f"hide {hide!r}: unknown; there are {', '.join(HIDE)}")
    shown = {}
    for data in (task["data"] for task in tasks):
        kept_back = hide == "all" or (hide == "evaluation" and data["part"] == "evaluation")
        if key_of(data) in found and not kept_back:
            shown[key_of(data)] = found[key_of(data)]
    return shown, len({key_of(t["data"]) for t in tasks} & set(found)) - len(shown)


def _with(task: dict[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    predicted = found.get(key_of(task["data"]))
    return task | {"predictions": [predicted]} if predicted else task


@dataclass
class _Sending:
    """Sends tasks so that each arrives once: after any failure it asks what is there before it sends again."""

    client: LabelStudio
    url: str
    project_id: int
    size: int
    patience: int = 3

    def send(self, tasks: Sequence[dict[str, Any]], progress: Progress) -> None:
        """Send `tasks`, batch by batch."""
        sent = 0
        with progress("pushing sentences", len(tasks)) as advance:
            for some in _batches(tasks, self.size):
                try:
                    self._send_once(some)
                except StudioError as error:
                    raise StudioError(f"{error} ({sent} of {len(tasks)} new sentences had arrived)") from error
                sent += len(some)
                advance(len(some))

    def _send_once(self, some: list[dict[str, Any]]) -> None:
        for attempt in range(self.patience):
            try:
                self.client.projects.import_tasks(id=self.project_id, request=some)  # type: ignore[arg-type]
                return
            except (*TRANSPORT, ApiError) as error:
                if isinstance(error, ApiError) and (error.status_code or 500) < 500:
                    with speaking(self.url, "sending sentences"):
                        raise
                if attempt + 1 == self.patience:
                    with speaking(self.url, "sending sentences"):
                        raise
                some = self._not_arrived(some, wait=2.0 * (attempt + 1))
                if not some:
                    return

    def _not_arrived(self, some: list[dict[str, Any]], wait: float) -> list[dict[str, Any]]:
        """Those of `some` that are not there: a server that timed out may have finished all the same."""
        time.sleep(wait)
        with speaking(self.url, "asking what arrived"):
            project = self.client.projects.get(id=self.project_id)
            there = projects.task_ids(self.client, project, [t["data"] for t in some])
        return [t for t in some if key_of(t["data"]) not in there]


def _verified(
    client: LabelStudio, project: Any, found: Mapping[str, Any], done: Pushed, doubled: bool, progress: Progress
) -> Pushed:
    """`done` after the project's counts were compared with what should be there, and mended."""
    now: Any = client.projects.get(id=project.id)
    repaired = 0
    if doubled or (now.task_number or 0) != (project.task_number or 0) + done.added:
        repaired += _drop_doubles(client, now)
    expected = (project.total_predictions_number or 0) + done.predictions
    sent = 0
    if found and (done.present or (now.total_predictions_number or 0) != expected):
        sent = _predict(client, now, found, progress)
    if found and now.model_version != (version := _version(found)):
        client.projects.update(id=now.id, model_version=version)
    late = 0 if done.present else sent
    return replace(done, predictions=done.predictions + sent - late, repaired=repaired + late)


def _version(found: Mapping[str, Any]) -> str:
    return str(next(iter(found.values()))["model_version"])


def _predict(client: LabelStudio, project: Any, found: Mapping[str, Any], progress: Progress) -> int:
    """How many predictions were sent to tasks that had none of this model."""
    version = _version(found)
    bare = projects.tasks_where(
        client, project.id, [projects.condition("predictions_model_versions", "not_contains", "List", [version])],
        include="id,data",
    )  # fmt: skip
    lacking = [{"task": t["id"], **found[key_of(t["data"])]} for t in bare if key_of(t["data"]) in found]
    with progress("adding predictions", len(lacking)) as advance:
        for some in _batches(lacking, BATCH_SIZE):
            client.projects.import_predictions(id=project.id, request=some)
            advance(len(some))
    return len(lacking)


def _drop_doubles(client: LabelStudio, project: Any) -> int:
    """How many tasks were removed because another one has their sentence and they have no label."""
    dropped = 0
    seen: dict[str, int] = {}
    tasks = list(projects.tasks_where(client, project.id, [], include="id,data,total_annotations"))
    for task in sorted(tasks, key=lambda t: (-int(t.get("total_annotations") or 0), t["id"])):
        key = key_of(task["data"])
        if key in seen and not task.get("total_annotations"):
            client.tasks.delete(id=str(task["id"]))
            dropped += 1
        seen.setdefault(key, task["id"])
    return dropped


def _batches(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
