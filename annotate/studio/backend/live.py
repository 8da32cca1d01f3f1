"""A model that provides predictions during annotation, and is retrained in the background on the new labels.

It pulls the labels itself; Label Studio's webhooks only trigger a check. A new version is saved and loaded completely
before it replaces the old one, so that predictions never come from a partly loaded model.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from annotate.answer_labels import gold_with_empty_answers
from annotate.errors import AnnotateError, InputError
from annotate.io.processes import script_hidden
from annotate.io.writing import written_whole
from annotate.labels.aggregation import resolve
from annotate.scheme import Scheme
from annotate.studio._predictions import Prediction, answered, score_of
from annotate.studio._tasks import Task
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.project_page.configuration import SENTENCE, questions_in
from annotate.studio.pulling import pull
from annotate.tables import item_key

log = logging.getLogger(__name__)
READ = ("text", "before", "after", "speaker", "target", "article_id", "outlet", "published")
"""The columns a model may use; every task has all of them."""


class LiveModel(Protocol):
    """The interface of a model that the live backend needs."""

    @property
    def name(self) -> str:
        """The model's name, which annotators see as the version of its predictions."""

    @property
    def question(self) -> str:
        """The question it answers."""

    @property
    def several(self) -> bool:
        """Whether it gives a sentence several labels, or none of them."""

    @property
    def sentences(self) -> pd.DataFrame:
        """The sentences it was trained on, with ``text`` and ``label`` if it stores them."""

    def predict(self, sentences: pd.DataFrame) -> pd.DataFrame:
        """For each sentence, ``label``, ``abstained`` and the probability ``p_<label>`` of each label."""


class ModelStore(Protocol):
    """Loads and trains models; `annotate.workflows` provides one. It must be picklable."""

    def load(self, folder: Path) -> LiveModel:
        """The model in `folder`."""

    def train(self, labelled: pd.DataFrame, like: Path, folder: Path) -> None:
        """Train on `labelled`, with the question and recipe of the model in `like`, and save to `folder`."""


class LiveBackend:
    """A model that serves predictions and is trained again after every `every` new labels.

    Parameters
    ----------
    models
        Loads and trains models.
    model
        The folder of the first model; it is not changed.
    folder
        The folder for later versions and for pulled annotations. A restart continues from there.
    scheme
        The scheme of the project.
    connection, title
        The project to learn from; without it the model only predicts.
    every
        Number of new labels after which the model is retrained.
    holdout
        Share of sentences without a part that are neither predicted nor used for training.

    Raises
    ------
    InputError
        If the model gives several labels and the question of the scheme takes one, or the other way round, or `folder`
        has versions of another kind.
    """

    def __init__(
        self,
        models: ModelStore,
        model: Path,
        folder: Path,
        *,
        scheme: Scheme,
        connection: Connection | None = None,
        title: str = "",
        every: int = 50,
        holdout: float = 0.2,
    ) -> None:
        self.models, self.first_folder, self.folder = models, model, folder
        self.scheme, self.connection, self.title = scheme, connection, title
        self.every, self.holdout = every, holdout
        self.first = models.load(model)
        asked = scheme.by_name.get(self.first.question)
        if asked is not None and asked.multiple != self.first.several:
            one, other = ("several labels", "one") if self.first.several else ("one label", "several")
            raise InputError(
                f"{model}: its model gives a sentence {one}, and question '{asked.name}' takes {other}; train one with "
                "annotate train and this study's gold"
            )
        latest = folder / "model"
        # A single reference, replaced atomically, so that each request uses one model throughout.
        self.model: LiveModel = models.load(latest) if latest.is_dir() else self.first
        if self.model.several != self.first.several:
            raise InputError(
                f"{folder}: has later versions of a model of another kind than {model}, of one label a sentence and of "
                "several; name another folder with `keep_in`"
            )
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.learned = self._learned()
        self.trouble = ""
        self._wake, self._end = threading.Event(), threading.Event()

    @property
    def version(self) -> str:
        """The name of the current model."""
        return self.model.name

    def health(self) -> dict[str, Any]:
        """The backend's state, as shown on its health page."""
        return {"status": "UP", "model_version": self.version, "learned": self.learned, "trouble": self.trouble}

    def predict(self, documents: Sequence[Mapping[str, Any]], configuration: str = "") -> list[list[dict[str, Any]]]:
        """For each task, a list with its prediction; empty if it is held out, has no text, or the model gives no label.

        Of several labels all are in one prediction, as in an annotation.
        """
        model = self.model
        answers: list[list[dict[str, Any]]] = [[] for _ in documents]
        tasks = [Task(document.get("data") or {}, int(document.get("id") or 0)) for document in documents]
        wanted = [i for i, task in enumerate(tasks) if task.data.get("text") and not task.is_held_out(self.holdout)]
        if not wanted:
            return answers
        asked = questions_in(configuration, "the project").objects if configuration else {model.question: SENTENCE}
        if model.question not in asked:
            return answers  # the project does not have the model's question
        predicted = answered(model.predict(_frame([tasks[i].data for i in wanted])).reset_index(drop=True))
        for place, row in zip(predicted.index, predicted.to_dict("records"), strict=True):
            score = score_of(row, model.name, several=model.several)
            prediction = Prediction(model.question, str(row["label"]), model.name, score)
            answers[wanted[place]] = [prediction.document(asked[model.question])]
        return answers

    def wake(self) -> None:
        """Check for new labels now."""
        self._wake.set()

    def stop(self) -> None:
        """Make `run` return."""
        self._end.set()
        self._wake.set()

    def run(self, *, pause: float = 20.0) -> None:
        """Check for labels every `pause` seconds and retrain if there are enough, until `stop` is called."""
        while not self._end.is_set():
            try:
                self.look()
                self.trouble = ""
            except AnnotateError as error:
                self.trouble = str(error)
                log.warning("%s", error)
            self._wake.wait(pause)
            self._wake.clear()

    def look(self) -> bool:
        """Check for labels, and return whether there were enough of them to train a new version."""
        if self.connection is None:
            return False
        gold = self._labelled(self.connection)
        if len(gold) < self.learned + self.every:
            return False
        self.learned = len(gold)  # also if training fails: the next attempt needs more labels
        latest = self.folder / "model"
        labelled = self._with_first(gold)
        with script_hidden():  # trained in a separate process, so that predictions do not wait for it
            pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            trained = pool.submit(self.models.train, labelled, self.first_folder, latest)
        with pool:
            trained.result()
        self.model = self.models.load(latest)
        self._remember()
        log.info("swapped in %s after %d labels", self.version, self.learned)
        return True

    def _labelled(self, connection: Connection) -> pd.DataFrame:
        """The project's labelled sentences that may be used for training, with their text, context and ``label``."""
        pulled = pull(self.scheme, ProjectRef(connection, self.title, state=self.folder / "pulled.json"))
        annotations = pulled.annotations[~pulled.annotations["skipped"]]
        annotations = annotations[annotations["question"] == self.first.question]
        several = [self.first.question] * self.first.several
        gold = resolve(annotations, several=several) if len(annotations) else pd.DataFrame({"label": []})
        gold = gold_with_empty_answers(gold) if several else gold
        tasks = {task.key: task for task in pulled.tasks.values() if not task.is_held_out(self.holdout)}
        rows = [
            {**tasks[key].data, "sentence_id": tasks[key].sentence_id, "label": row["label"]}
            for row in gold[gold["label"].notna()].to_dict("records")
            if (key := item_key(row["sentence_id"], row.get("target"))) in tasks
        ]
        return _frame(rows) if rows else pd.DataFrame({"sentence_id": [], "text": [], "label": []})

    def _with_first(self, gold: pd.DataFrame) -> pd.DataFrame:
        """`gold`, preceded by the sentences the first model was trained on if it stores their text."""
        known = self.first.sentences
        if "text" not in known.columns:
            return gold
        older = known.rename(columns={"article": "article_id"}).dropna(subset=["text", "label"])
        older = older[~older["sentence_id"].isin(gold["sentence_id"])]
        shared = [c for c in ("sentence_id", "article_id", "text", "label", "target") if c in older.columns]
        return pd.concat([older[shared], gold], ignore_index=True)

    def _learned(self) -> int:
        try:
            return int(json.loads((self.folder / "live.json").read_text(encoding="utf-8"))["learned"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _remember(self) -> None:
        with written_whole(self.folder / "live.json") as beside:
            beside.write_text(json.dumps({"learned": self.learned, "model": self.version}), encoding="utf-8")


def _frame(datas: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(datas)
    for column in READ:
        if column not in frame.columns:
            frame[column] = ""
    return frame
