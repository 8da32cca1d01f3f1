"""An open connection to a language model: many questions at a time, cached, within the budget, stoppable at any moment.

A connection exists only within `connected`, which `annotate.workflows` opens once an endpoint was named. An estimator
that finds none sends nothing: a model folder alone makes no text go anywhere.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from annotate.errors import EndpointError
from annotate.learn.endpoints.answer_cache import AnswerCache, default_folder, key_of
from annotate.learn.endpoints.answers import Answer, Unusable, answer_in
from annotate.learn.endpoints.endpoint import Endpoint
from annotate.learn.endpoints.http_exchange import Exchange, Refused
from annotate.learn.endpoints.spending import BYTES_A_TOKEN, Cost, Spending, money_in_words
from annotate.learn.endpoints.style import Style, negotiated
from annotate.progress import Progress, silent

T = TypeVar("T")
_MOST_UNUSABLE = 0.1
_TYPICAL_ANSWER = 12
"""Tokens of an answer, for estimates."""
_MARKS = 17
"""Bytes that stand for the five tokens which chat templates put around a message."""


@dataclass(frozen=True)
class Request:
    """A question: the body of the request, and which of repeated answers it asks for."""

    body: Mapping[str, Any]
    labels: tuple[str, ...]
    draw: int = 0


class Asking(Protocol):
    """What an estimator asks with."""

    tolerant: bool
    """Whether a sentence without a usable answer is taken as undecided; otherwise it is an error."""

    def style(self, llm: str, labels: Sequence[str]) -> Style:
        """How the server can be asked."""
        ...

    def ask(self, requests: Sequence[Request]) -> list[Answer | Unusable]:
        """The answer to each request."""
        ...

    def note_unusable(self, asked: int, reasons: Sequence[str]) -> None:
        """Count how many of the sentences asked about got no usable answer."""
        ...

    def notes(self) -> list[str]:
        """What the user must know of how the server was asked and what it answered."""
        ...


_current: ContextVar[Asking | None] = ContextVar("_current", default=None)


def current() -> Asking | None:
    """The connection that is open here; None where nothing may be sent."""
    return _current.get()


@contextmanager
def connected(asking: Asking) -> Iterator[None]:
    """Within this context estimators may ask with `asking`."""
    token = _current.set(asking)
    try:
        yield
    finally:
        _current.reset(token)


class Counting:
    """Counts what would be asked, and answers every question as undecided; nothing is sent."""

    tolerant = True

    def __init__(self, endpoint: Endpoint, folder: Path | None = None) -> None:
        self.endpoint = endpoint
        self._cache = AnswerCache(folder or default_folder())
        self._keys: set[str] = set()
        self._llm = ""
        self._requests = self._cached = self._bytes = 0

    def style(self, llm: str, labels: Sequence[str]) -> Style:
        """What was found out before, else the style of a server that takes everything."""
        known = self._cache.get(_style_key(self.endpoint, llm, labels))
        return Style(**known) if known else Style()

    def ask(self, requests: Sequence[Request]) -> list[Answer | Unusable]:
        """Count those that are not in the cache."""
        for request in requests:
            key = key_of(self.endpoint.url, request.body, request.draw)
            if key not in self._keys:
                self._keys.add(key)
                self._llm = str(request.body["model"])
                if self._cache.get(key) is not None:
                    self._cached += 1
                else:
                    self._requests += 1
                    self._bytes += _size(request.body)
        return [Unusable("not asked") for _ in requests]

    def note_unusable(self, asked: int, reasons: Sequence[str]) -> None:
        """Nothing was asked, so nothing is counted."""

    def notes(self) -> list[str]:
        """None."""
        return []

    def cost(self) -> Cost:
        """What was counted."""
        self._cache.close()
        tokens = round(self._bytes / BYTES_A_TOKEN)
        answered = _TYPICAL_ANSWER * self._requests
        return Cost(self.endpoint.url, self._llm, self._requests, self._cached, tokens, answered, self.endpoint.price)


class EndpointConnection:
    """A connection to `endpoint`; use it as a context manager.

    Parameters
    ----------
    folder
        Where answers are kept.
    tolerant
        See `Asking`.
    pause
        Seconds before a request is repeated for the first time.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        folder: Path | None = None,
        *,
        tolerant: bool = False,
        pause: float = 1.0,
        progress: Progress = silent,
    ) -> None:
        self.endpoint = endpoint
        self.tolerant = tolerant
        self.asked = 0
        self.unusable: list[str] = []
        self.spending = Spending(endpoint.price, endpoint.budget)
        self._pause = pause
        self._progress = progress
        self._cache = AnswerCache(folder or default_folder())
        self._failed: dict[str, Unusable] = {}
        self._styles: dict[tuple[str, tuple[str, ...]], Style] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="endpoint")
        self._exchange: Exchange | None = None

    def __enter__(self) -> EndpointConnection:
        """Start the thread that requests are sent from; nothing is sent yet."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections and the cache."""
        if self._exchange is not None:
            self._run(self._exchange.client.aclose)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._cache.close()

    def style(self, llm: str, labels: Sequence[str]) -> Style:
        """How the server can be asked; found out once, by a question about an invented sentence."""
        key = (llm, tuple(labels))
        if key not in self._styles:
            place = _style_key(self.endpoint, llm, labels)
            known = self._cache.get(place)
            if known is None:
                known = self._run(lambda: negotiated(self._complete, self.endpoint.url, llm, labels)).as_dict()
                self._cache.put(place, known)
            self._styles[key] = Style(**known)
        return self._styles[key]

    def ask(self, requests: Sequence[Request]) -> list[Answer | Unusable]:
        """The answer to each request, from the cache or the server; each is kept as it arrives.

        Raises
        ------
        EndpointError
            If the server does not answer any more or the budget is used up; what was answered is kept.
        """
        keys = [key_of(self.endpoint.url, request.body, request.draw) for request in requests]
        known: dict[str, Answer | Unusable] = dict(self._failed)
        for key in dict.fromkeys(keys):
            if key not in known and (earlier := self._cache.get(key)) is not None:
                known[key] = Answer(**earlier)
        new = {key: request for key, request in zip(keys, requests, strict=True) if key not in known}
        if new:
            llm = str(next(iter(new.values())).body["model"])
            with self._progress(f"asking {llm}", len(new)) as advance:
                known |= self._run(lambda: self._all(new, advance))
        return [known[key] for key in keys]

    def note_unusable(self, asked: int, reasons: Sequence[str]) -> None:
        """Count how many of the sentences asked about got no usable answer."""
        self.asked += asked
        self.unusable += reasons

    def notes(self) -> list[str]:
        """What the user must know of how the server was asked and what it answered.

        Raises
        ------
        EndpointError
            If more than a tenth of the answers could not be used: then prompt, model or server are at fault.
        """
        notes = [note for (llm, _), style in self._styles.items() for note in style.words(llm)]
        if self.unusable:
            words = f"{len(self.unusable):,} of {self.asked:,} sentences got no usable answer ({self.unusable[0]})"
            if len(self.unusable) > self.asked * _MOST_UNUSABLE:
                raise EndpointError(f"{words}; try another `llm`, or a server that holds answers to a JSON schema")
            notes.append(f"{words}; they count as undecided, with equal probabilities")
        return list(dict.fromkeys(notes))

    def spent(self) -> str:
        """What was spent, in words."""
        spending = self.spending
        words = (
            f"{spending.requests:,} answers, {spending.tokens_in:,} tokens sent and {spending.tokens_out:,} received"
        )
        if spending.price is None:
            return words
        money = spending.price.of(spending.tokens_in, spending.tokens_out)
        return f"{words}, {money_in_words(money)} at the price given"

    async def _all(
        self, requests: Mapping[str, Request], advance: Callable[[int], None]
    ) -> dict[str, Answer | Unusable]:
        """Ask several at a time; after a failure no more are sent, and those on their way are waited for and kept."""
        waiting, answers, failures = iter(requests.items()), dict[str, Answer | Unusable](), list[Exception]()

        async def one_after_the_other() -> None:
            for key, request in waiting:
                try:
                    answer = await self._one(request)
                    if isinstance(answer, Answer):
                        self._cache.put(key, asdict(answer))
                    else:
                        self._failed[key] = answer
                except Exception as failure:  # noqa: BLE001 - raised below, once the others are done
                    failures.append(failure)
                    return
                answers[key] = answer
                advance(1)
                if failures:
                    return

        await asyncio.gather(*(one_after_the_other() for _ in range(self.endpoint.concurrency)))
        if failures:
            raise failures[0]
        return answers

    async def _one(self, request: Request) -> Answer | Unusable:
        try:
            document = await self._complete(request.body)
        except Refused as refusal:
            return Unusable(f"the server refuses the request: {refusal}")
        return answer_in(document, request.labels)

    async def _complete(self, body: Mapping[str, Any]) -> Any:
        """The server's answer, unless asking could exceed the budget."""
        size, most = _size(body), _most_tokens(body)
        reserved = self.spending.reserve(size, most)
        try:
            document = await self._opened().complete(body)
        except BaseException:
            self.spending.release(reserved)
            raise
        self.spending.settle(reserved, size, *_usage(document), most)
        return document

    def _opened(self) -> Exchange:
        if self._exchange is None:
            import httpx

            most = httpx.Limits(max_connections=self.endpoint.concurrency)
            # Proxies and certificates of the environment count for the world, not for a server on this machine.
            client = httpx.AsyncClient(
                timeout=self.endpoint.timeout,
                limits=most,
                follow_redirects=False,
                trust_env=not (self.endpoint.is_local and self.endpoint.url.startswith("http:")),
            )
            self._exchange = Exchange(self.endpoint, client, self._pause)
        return self._exchange

    def _run(self, work: Callable[[], Awaitable[T]]) -> T:
        """The result of `work` in the connection's own loop; an interruption cancels what is on its way."""

        async def begun() -> T:
            return await work()

        future = asyncio.run_coroutine_threadsafe(begun(), self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise


def _style_key(endpoint: Endpoint, llm: str, labels: Sequence[str]) -> str:
    return key_of(endpoint.url, {"style": llm, "labels": list(labels)}, 0)


def _size(body: Mapping[str, Any]) -> int:
    """Bytes of the prompt, with those of the marks that a chat template puts around each message."""
    return sum(len(message["content"].encode("utf-8", "surrogatepass")) + _MARKS for message in body["messages"])


def _most_tokens(body: Mapping[str, Any]) -> int:
    return int(body.get("max_tokens") or body.get("max_completion_tokens") or 0)


def _usage(document: Any) -> tuple[int | None, int | None]:
    """Tokens of the prompt and of the answer, as the server counts them; None where it does not say."""
    try:
        usage = document["usage"]
        return max(0, int(usage["prompt_tokens"])), max(0, int(usage["completion_tokens"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None, None


def document_of(value: Mapping[str, Any]) -> bytes:
    """`value` as the bytes of a JSON file."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")
