"""How an endpoint can be asked: which of the usual parameters its server takes.

Servers differ: some refuse ``response_format``, some send no log-probabilities, some have another name for
``max_tokens``. One short question about an invented sentence settles it before any text is sent; what was settled is
kept with the model.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from annotate.errors import EndpointError
from annotate.learn.endpoints.answers import Answer, answer_in, probabilities_in
from annotate.learn.endpoints.http_exchange import Refused
from annotate.learn.endpoints.prompt import Message, answer_schema, messages, system_prompt

_ALTERNATIVES = 20
_ANSWER, _THOUGHT = 64, 4096  # tokens: of an answer, and of one with a reasoning model's thoughts before it
_MENTIONS = {
    "schema": ("response_format", "json_schema", "schema", "grammar", "structured"),
    "logprobs": ("logprob",),
    "seed": ("seed",),
    "temperature": ("temperature",),
}


@dataclass(frozen=True)
class Style:
    """What is sent besides model and messages."""

    schema: bool = True
    """Whether ``response_format`` holds the answer to the scheme; otherwise the prompt alone asks for it."""
    logprobs: bool = True
    """Whether the server sends log-probabilities; otherwise each sentence is asked several times."""
    seed: bool = True
    temperature: bool = True
    limit: str = "max_tokens"
    """What the server calls the most tokens of an answer."""
    answer: int = _ANSWER
    """Tokens of an answer at most."""

    def as_dict(self) -> dict[str, Any]:
        """The style as a model file holds it."""
        return asdict(self)

    def body(self, llm: str, conversation: Sequence[Message], labels: Sequence[str], seed: int) -> dict[str, Any]:
        """A chat completion's request."""
        body: dict[str, Any] = {"model": llm, "messages": list(conversation), self.limit: self.answer}
        if self.temperature:
            body["temperature"] = 0.0 if self.logprobs else 1.0
        if self.seed:
            body["seed"] = seed
        if self.schema:
            body["response_format"] = answer_schema(labels)
        if self.logprobs:
            body |= {"logprobs": True, "top_logprobs": _ALTERNATIVES}
        return body

    def words(self, llm: str) -> list[str]:
        """What the user must know of how this server can be asked."""
        notes = []
        if not self.schema:
            notes.append(
                f"the server of {llm} does not hold answers to a schema, so the prompt alone asks for a label; "
                "answers with anything else are rejected"
            )
        if not self.logprobs:
            notes.append(
                f"the server of {llm} sends no log-probabilities, so each sentence is asked several times and "
                "probabilities are shares of the answers"
            )
        return notes


async def negotiated(
    complete: Callable[[Mapping[str, Any]], Awaitable[Any]], url: str, llm: str, labels: Sequence[str]
) -> Style:
    """The style that the server takes, from its answers to a question about an invented sentence.

    Raises
    ------
    EndpointError
        If it refuses even the plainest request.
    """
    style = Style()
    system = system_prompt(labels, name="label")
    example = ({"text": "The first sentence is an example."}, labels[0])
    conversation = messages(system, [example], {"text": "The harbour of Velm opens at six."})
    while True:
        try:
            document = await complete(style.body(llm, conversation, labels, seed=0))
        except Refused as refusal:
            simpler = _simpler(style, str(refusal))
            if simpler is None:
                raise EndpointError(f"{url} refuses to label with {llm}: {refusal}; check `llm`") from refusal
            style = simpler
            continue
        if _is_cut_off(document) and style.answer < _THOUGHT:
            style = replace(style, answer=_THOUGHT)
            continue
        answer = answer_in(document, labels)
        if style.schema and not isinstance(answer, Answer):
            style = replace(style, schema=False)  # accepted but not followed
            continue
        if style.logprobs and not _has_logprobs(document, answer, labels):
            return replace(style, logprobs=False)
        return style


def _simpler(style: Style, refusal: str) -> Style | None:
    """`style` without what the refusal mentions, or else without the next thing that servers may not know."""
    words = refusal.casefold()
    if style.limit == "max_tokens" and "max_completion_tokens" in words:
        return replace(style, limit="max_completion_tokens")
    used = [name for name in _MENTIONS if getattr(style, name)]
    mentioned = [name for name in used if any(mark in words for mark in _MENTIONS[name])]
    return Style(**(style.as_dict() | {(mentioned or used)[0]: False})) if used else None


def _is_cut_off(document: Any) -> bool:
    try:
        return bool(document["choices"][0]["finish_reason"] == "length")
    except (KeyError, IndexError, TypeError):
        return False


def _has_logprobs(document: Any, answer: Any, labels: Sequence[str]) -> bool:
    if not isinstance(answer, Answer):
        try:
            return bool(document["choices"][0]["logprobs"]["content"][0]["top_logprobs"])
        except (KeyError, IndexError, TypeError):
            return False
    return probabilities_in(document["choices"][0].get("logprobs"), answer.label, labels) is not None
