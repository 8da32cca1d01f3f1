"""A classifier that asks a language model, with the codebook and with labelled sentences like the one it asks about."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer

from annotate._types import Array, Reals
from annotate.errors import ModelError
from annotate.learn.endpoints.answers import Answer, Unusable, pooled
from annotate.learn.endpoints.open_connection import Asking, Request, current, document_of
from annotate.learn.endpoints.prompt import messages
from annotate.learn.endpoints.style import Style
from annotate.learn.features.inputs import column_of, table_of

DRAWS = 5
"""How often a sentence is asked about where the server sends no log-probabilities."""
_AT_ONCE = 2048
_ROWS = 512
_WORD = r"(?u)\b\w+\b|[^\w\s]"


class Prompted(ClassifierMixin, BaseEstimator):
    """Labels by a language model that gets the codebook and examples people labelled (Brown et al., NeurIPS 2020).

    The examples of each question are the labelled sentences most like the one asked about (Liu et al., What Makes Good
    In-Context Examples for GPT-3?, DeeLIO 2022), as many of each label as can be, the most similar last. They come from
    the rows it was fitted on alone, and never from a row with the same words. It asks through the connection that is
    open (`annotate.learn.endpoints.open_connection.connected`) and through no other.

    Parameters
    ----------
    llm
        The model's name on the server.
    endpoint
        The address it was made for; kept to be shown, and contacted only through a connection that was opened for it.
    system
        The prompt: task, scheme and codebook.
    labels
        What may be answered.
    columns
        What is shown of a row beside its text.
    shots
        How many examples.
    draws
        See `DRAWS`.
    seed
        Of the server's sampling.
    """

    def __init__(
        self,
        llm: str = "",
        endpoint: str = "",
        system: str = "",
        labels: Sequence[str] = (),
        columns: Sequence[str] = (),
        shots: int = 0,
        draws: int = DRAWS,
        seed: int = 0,
    ) -> None:
        self.llm = llm
        self.endpoint = endpoint
        self.system = system
        self.labels = labels
        self.columns = columns
        self.shots = shots
        self.draws = draws
        self.seed = seed

    def fit(self, X: Any, y: Any, groups: Any = None) -> Prompted:  # noqa: N803
        """Keep the labelled rows as examples, and find out how the server can be asked."""
        self.classes_ = np.asarray([str(label) for label in self.labels])
        self.style_ = self._asking().style(self.llm, self._names).as_dict()
        shown = self.shots > 0
        self.rows_ = self._rows(X) if shown else []
        self.answers_ = [str(label) for label in y] if shown else []
        self.__dict__.pop("_index", None)
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities of shape ``(rows, labels)``.

        Raises
        ------
        ModelError
            If no connection is open, or a sentence got no usable answer and that is not tolerated.
        EndpointError
            If the server fails, or the budget is used up.
        """
        asking = self._asking()
        rows = self._rows(X)
        probabilities = np.full((len(rows), len(self._names)), 1 / max(1, len(self._names)))
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            requests = [self._requests(row, shots) for row, shots in zip(part, self._shots(part), strict=True)]
            answers = iter(asking.ask([request for several in requests for request in several]))
            unusable = []
            for number, several in enumerate(requests, start):
                heard = [next(answers) for _ in several]
                usable = [answer for answer in heard if isinstance(answer, Answer)]
                if usable:
                    probabilities[number] = pooled(usable, self._names)
                else:
                    unusable += [answer.reason for answer in heard[:1] if isinstance(answer, Unusable)]
            asking.note_unusable(len(part), unusable)
            if unusable and not asking.tolerant:
                raise ModelError(f"{self.llm} gave no usable answer: {unusable[0]}")
        return probabilities

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The most probable label of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def facts(self) -> dict[str, str]:
        """What the card says of the language model: its name, address, examples, parameters, and the prompt's hash."""
        style = Style(**self.style_)
        sampling = "one answer with log-probabilities" if style.logprobs else f"{self.draws} answers, temperature 1"
        facts = {"model": self.llm, "endpoint": self.endpoint}
        facts["prompt"] = f"SHA-256 {hashlib.sha256(self.system.encode('utf-8')).hexdigest()}"
        facts["examples"] = f"{self.shots} labelled sentences, by similarity" if self.shots else "none"
        facts["answers"] = sampling + (
            ", held to the scheme by a JSON schema" if style.schema else ", not held to a schema"
        )
        return facts

    def documents(self) -> dict[str, bytes]:
        """Files for the model folder: the prompt, and everything else that decides what is asked."""
        names = ("llm", "endpoint", "labels", "columns", "shots", "draws", "seed")
        settings = {name: getattr(self, name) for name in names} | {"style": self.style_}
        return {"prompt.md": (self.system + "\n").encode("utf-8"), "prompt.json": document_of(settings)}

    def __getstate__(self) -> dict[str, Any]:
        """What is saved: everything but the index of the examples, which is made again when it is needed."""
        return {name: value for name, value in super().__getstate__().items() if name != "_index"}

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(str(label) for label in self.labels)

    def _asking(self) -> Asking:
        asking = current()
        if asking is None:
            raise ModelError(
                f"this model asks {self.llm} at {self.endpoint}, and nothing is sent until the address is named again: "
                "run annotate score with its `endpoint`, and use the scores"
            )
        return asking

    def _rows(self, X: Any) -> list[dict[str, str]]:  # noqa: N803
        table = table_of(X)
        names = ("text", *self.columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*(column_of(table, n) for n in names), strict=True)]

    def _requests(self, row: dict[str, str], shots: list[tuple[dict[str, str], str]]) -> list[Request]:
        style = Style(**self.style_)
        conversation = messages(self.system, shots, row)
        draws = 1 if style.logprobs else self.draws
        return [
            Request(style.body(self.llm, conversation, self._names, self.seed + draw), self._names, draw)
            for draw in range(draws)
        ]

    def _shots(self, rows: Sequence[dict[str, str]]) -> Iterator[list[tuple[dict[str, str], str]]]:
        """For each row the examples it is shown with."""
        if not self.rows_:
            yield from ([] for _ in rows)
            return
        vectorizer, examples, words = self._indexed()
        labels = np.asarray(self.answers_)
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            likeness = (vectorizer.transform([row["text"] for row in part]) @ examples.T).toarray()
            for row, alike in zip(part, likeness, strict=True):
                alike[words == _words(row["text"])] = -1.0
                chosen = balanced_nearest(alike, labels, self.shots)
                yield [(self.rows_[number], self.answers_[number]) for number in chosen]

    def _indexed(self) -> tuple[TfidfVectorizer, Any, Array]:
        if "_index" not in self.__dict__:
            texts = [row["text"] for row in self.rows_]
            vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=_WORD)
            vectors = vectorizer.fit_transform(texts)
            self._index = (vectorizer, vectors, np.asarray([_words(text) for text in texts], dtype=object))
        return self._index


def balanced_nearest(likeness: Array, labels: Array, count: int) -> list[int]:
    """The positions of `count` examples: in turn the most similar of each label that is left, the most similar last.

    Those with a likeness below 0 are never taken.
    """
    order = np.argsort(-likeness, kind="stable")
    order = order[likeness[order] >= 0]
    turns = pd.Series(labels[order]).groupby(labels[order]).cumcount().to_numpy()
    taken = order[np.lexsort((np.arange(len(order)), turns))][:count]
    return sorted(map(int, taken), key=lambda number: (likeness[number], -number))


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def prompted_in(model: Any) -> Prompted | None:
    """The language model's classifier inside a trained model or a calibrated estimator; None where there is none."""
    estimator = getattr(model, "estimator", None)
    while estimator is not None and not isinstance(estimator, Prompted):
        estimator = getattr(estimator, "estimator", None)
    return estimator
