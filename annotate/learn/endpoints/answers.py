"""What an answer says: its label, checked against the scheme, and how probable each label is."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.learn.endpoints.prompt import ANSWER

_SHOWN = 80
_FEW = 1e-6
_VALUE = re.compile(rf'"{ANSWER}"\s*:\s*"')
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """A label of the scheme, the probability of each label where the server gives it, and the tokens it took."""

    label: str
    probabilities: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Unusable:
    """Why there is no label: a refusal, a label outside the scheme, an answer that is cut off."""

    reason: str


def answer_in(document: Any, labels: Sequence[str]) -> Answer | Unusable:
    """The answer in what a server sent: the body of a chat completion."""
    try:
        choice = document["choices"][0]
        message = choice["message"]
        content = message.get("content")
        finish = choice.get("finish_reason")
    except (KeyError, IndexError, TypeError, AttributeError):
        return Unusable("the server's answer has no choices; is it a chat completion?")
    if message.get("refusal"):
        return Unusable(f"refused: {_short(message['refusal'])}")
    if finish == "content_filter":
        return Unusable("refused by the server's content filter")
    if not isinstance(content, str) or not content.strip():
        return Unusable("cut off before the label" if finish == "length" else "an empty answer")
    label = label_in(content, labels)
    if label is None:
        return Unusable(
            "cut off before the label" if finish == "length" else f"no label of the scheme: {_short(content)}"
        )
    return Answer(label, probabilities_in(choice.get("logprobs"), label, labels))


def label_in(content: str, labels: Sequence[str]) -> str | None:
    """The label that `content` gives, as JSON or as the bare label; None if it is anything else.

    Nothing is guessed: an answer that merely mentions a label gives none.
    """
    text = _THOUGHTS.sub("", content).strip()
    text = re.sub(r"^```(?:json)?\s*|\s*```$", "", text).strip()
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict):
        document = document.get(ANSWER)
    value = document if isinstance(document, str) else re.sub(r"(?i)^label\s*:\s*", "", text).strip("\"'`*. \n")
    folded = value.strip().casefold()
    return next((label for label in labels if label.casefold() == folded), None)


def probabilities_in(logprobs: Any, label: str, labels: Sequence[str]) -> dict[str, float] | None:
    """The probability of each label from the log-probabilities of the tokens where the label stands.

    At each token the alternatives that begin or continue a label are compared with the one that was chosen, which is
    what sampling under the scheme's grammar does. An alternative that several labels begin with is shared among them. A
    label that no listed alternative begins gets what the least probable one has, which it cannot exceed. None if the
    server sent no log-probabilities, or the label is not in them.
    """
    tokens = _tokens(logprobs)
    text = "".join(token for token, _ in tokens)
    start = _start_of_label(text, label)
    if start is None:
        return None
    mass, alive, begun = 1.0, list(labels), ""
    shares = dict.fromkeys(labels, 0.0)
    bound: float | None = None
    position = 0
    for token, alternatives in tokens:
        end = position + len(token)
        if end > start and len(alive) > 1:
            lead = text[position:start] if position < start else ""
            fitting = _fitting(alternatives, lead, begun, alive)
            total = sum(probability for probability, _ in fitting.values())
            if token not in fitting or total <= 0:
                return None
            bound = min(alternatives.values()) / total if bound is None else bound
            for other, (probability, those) in fitting.items():
                if other != token:
                    for one in those:
                        shares[one] += mass * probability / total / len(those)
            probability, alive = fitting[token]
            mass *= probability / total
            begun += token[len(lead) :] if begun else token[len(lead) :].lstrip()
        position = end
    for one in alive:
        shares[one] += mass / len(alive)
    least = min(bound or 0.0, *(share for share in shares.values() if share > 0))
    shares = {one: max(share, least, _FEW) for one, share in shares.items()}
    return {one: share / sum(shares.values()) for one, share in shares.items()}


def pooled(answers: Sequence[Answer], labels: Sequence[str]) -> list[float]:
    """The probability of each label: the server's, or from how often repeated answers gave it.

    Counts are smoothed by a half for each label (Krichevsky and Trofimov, IEEE Transactions on Information Theory
    1981), so that five equal answers are not certainty.
    """
    if len(answers) == 1 and answers[0].probabilities is not None:
        return [answers[0].probabilities[label] for label in labels]
    counted = [answer.label for answer in answers]
    return [(counted.count(label) + 0.5) / (len(counted) + 0.5 * len(labels)) for label in labels]


def _tokens(logprobs: Any) -> list[tuple[str, dict[str, float]]]:
    """Each token of the answer with the probability of every alternative that is listed, itself among them."""
    tokens = []
    try:
        for entry in (logprobs or {}).get("content") or []:
            listed = {other["token"]: math.exp(other["logprob"]) for other in entry.get("top_logprobs") or []}
            if listed:
                listed.setdefault(entry["token"], math.exp(entry["logprob"]))
            tokens.append((entry["token"], listed))
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return []
    return tokens if any(listed for _, listed in tokens) else []


def _start_of_label(text: str, label: str) -> int | None:
    """Where the label begins: after the field's name in JSON, else at its last place in the text."""
    values = list(_VALUE.finditer(text))
    if values:
        return values[-1].end()
    at = text.casefold().rfind(label.casefold())
    return None if at < 0 else at


def _fitting(
    alternatives: Mapping[str, float], lead: str, begun: str, alive: Sequence[str]
) -> dict[str, tuple[float, list[str]]]:
    """The alternatives that begin or continue a label of `alive`, with their probability and these labels."""
    fitting = {}
    for token, probability in alternatives.items():
        if not token.startswith(lead):
            continue
        text = (begun + token[len(lead) :] if begun else token[len(lead) :].lstrip()).casefold()
        those = [label for label in alive if _continues(text, label.casefold(), begun.casefold())]
        if those:
            fitting[token] = (probability, those)
    return fitting


def _continues(text: str, label: str, begun: str) -> bool:
    if len(text) <= len(begun):
        return False
    return label.startswith(text) or (text.startswith(label) and not (text[len(label)].isalnum()))


def _short(text: Any) -> str:
    words = " ".join(str(text).split())
    words = "".join(letter for letter in words if letter.isprintable())
    return repr(words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…")
