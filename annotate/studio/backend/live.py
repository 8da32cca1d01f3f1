"""The live model: predictions as annotators work, and training anew in the background from their labels.

The labels come from what it pulls itself; Label Studio's webhooks are only a hint to look. A new version is written
whole, read back, and only then takes the old one's place, so that no answer ever comes from a half-loaded model.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from annotate.errors import AnnotateError
from annotate.io.writing import written_whole
from annotate.labels.aggregation import resolve
from annotate.learn.models.folders import load, save
from annotate.learn.models.trained_model import Model
from annotate.learn.training.training import train
from annotate.scheme import Scheme
from annotate.studio.configuration import SENTENCE, asked_by
from annotate.studio.pulling import pull_changes
from annotate.studio.tasks import held_out, key_of, prediction

log = logging.getLogger(__name__)
READ = ("text", "before", "after", "speaker", "target", "article_id", "outlet", "published")
"""What a model may look at; a task lacks none of them when it reaches it."""


@dataclass(frozen=True)
class Place:
    """The project whose labels are learned from."""

    scheme: Scheme
    url: str
    token: str
    title: str


class Live:
    """A model that serves predictions and is trained anew after every `every` new labels.

    Parameters
    ----------
    model
        The model folder to begin with; it is not changed.
    kept
        The folder for later versions and for what was pulled. A restart goes on from there.
    place
        The project to learn from; without it the model only predicts.
    every
        New labels between trainings.
    holdout
        Share of sentences without a part that are neither predicted nor learned from.
    """

    def __init__(
        self, model: Path, kept: Path, *, place: Place | None = None, every: int = 50, holdout: float = 0.2
    ) -> None:
        self.kept, self.place, self.every, self.holdout = kept, place, every, holdout
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.first = load(model)
        latest = kept / "model"
        # One reference, replaced at once: whoever answers holds one whole model from beginning to end.
        self.model: Model = load(latest) if latest.is_dir() else self.first
        self.learned = self._learned()
        self.trouble = ""
        self._wake, self._end = threading.Event(), threading.Event()

    @property
    def version(self) -> str:
        """The name of the model that answers now."""
        return self.model.name

    def health(self) -> dict[str, Any]:
        """What the backend says of itself."""
        return {"status": "UP", "model_version": self.version, "learned": self.learned, "trouble": self.trouble}

    def predict(self, tasks: Sequence[Mapping[str, Any]], configuration: str = "") -> list[list[dict[str, Any]]]:
        """For each task a list with its prediction, empty where it is held out, abstained from or has no text."""
        model = self.model
        datas = [task.get("data") or {} for task in tasks]
        wanted = [i for i, data in enumerate(datas) if data.get("text") and not held_out(data, self.holdout)]
        found: list[list[dict[str, Any]]] = [[] for _ in tasks]
        if not wanted:
            return found
        to = asked_by(configuration, "the project").objects.get(model.question) if configuration else SENTENCE
        if to is None:
            return found  # the project does not ask what the model answers
        said = model.predict(_frame([datas[i] for i in wanted]))
        for i, row in zip(wanted, said.to_dict("records"), strict=True):
            if not row["abstained"]:
                score = round(float(row[f"p_{row['label']}"]), 6)
                found[i] = [prediction(model.question, [str(row["label"])], score, model.name, to)]
        return found

    def wake(self) -> None:
        """Look for new labels now rather than later."""
        self._wake.set()

    def stop(self) -> None:
        """Let `run` end."""
        self._end.set()
        self._wake.set()

    def run(self, *, pause: float = 20.0) -> None:
        """Look for labels every `pause` seconds and train when there are enough, until `stop`."""
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
        """Whether there were enough new labels and a new version was trained and swapped in."""
        if self.place is None:
            return False
        gold = self.labelled()
        if len(gold) < self.learned + self.every:
            return False
        self.learned = len(gold)  # also when training fails: the next try comes with more labels
        table = self._with_first(gold)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(_train_into, table, self.first.question, self.first.recipe, self.kept / "model").result()
        self.model = load(self.kept / "model")
        self._remember()
        log.info("swapped in %s after %d labels", self.version, self.learned)
        return True

    def labelled(self) -> pd.DataFrame:
        """The sentences labelled in the project that may be learned from: text and context, ``label``."""
        assert self.place is not None
        place = self.place
        pulled = pull_changes(
            place.scheme, url=place.url, token=place.token, title=place.title, state=self.kept / "pulled.json"
        )
        annotations = pulled.annotations[~pulled.annotations["skipped"]]
        datas = {key_of(task["data"]): task["data"] for task in pulled.tasks.values()}
        gold = resolve(annotations[annotations["question"] == self.first.question]) if len(annotations) else None
        if gold is None or gold.empty:
            return pd.DataFrame({"sentence_id": [], "text": [], "label": []})
        rows = [
            {**datas[key], "label": row["label"]}
            for row in gold[gold["label"].notna()].to_dict("records")
            if (key := key_of(row)) in datas and not held_out(datas[key], self.holdout)
        ]
        return _frame(rows) if rows else pd.DataFrame({"sentence_id": [], "text": [], "label": []})

    def _with_first(self, gold: pd.DataFrame) -> pd.DataFrame:
        """`gold` and before it the sentences that the first model learned from, where it kept their text."""
        known = self.first.sentences
        if "text" not in known.columns:
            return gold
        older = known.rename(columns={"article": "article_id"}).dropna(subset=["text", "label"])
        older = older[~older["sentence_id"].isin(gold["sentence_id"])]
        shared = [c for c in ("sentence_id", "article_id", "text", "label", "target") if c in older.columns]
        return pd.concat([older[shared], gold], ignore_index=True)

    def _learned(self) -> int:
        try:
            return int(json.loads((self.kept / "live.json").read_text(encoding="utf-8"))["learned"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _remember(self) -> None:
        with written_whole(self.kept / "live.json") as beside:
            beside.write_text(json.dumps({"learned": self.learned, "model": self.version}), encoding="utf-8")


def _frame(datas: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(datas)
    for column in READ:
        if column not in frame.columns:
            frame[column] = ""
    return frame


def _train_into(table: pd.DataFrame, question: str, recipe: str, folder: Path) -> None:
    """Train in a process of its own, so that answers do not wait for it."""
    group = "article_id" if table["article_id"].astype("str").str.len().gt(0).any() else None
    model = train(
        table, question=question, recipe=recipe, group_column=group, test_share=0.0, curve=False, where="live labels"
    )
    save(model, folder)
