"""One request and its answer over HTTP; everything a server may do instead of answering is put into words."""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from annotate.errors import EndpointError
from annotate.learn.endpoints.endpoint import KEY_VARIABLE, Endpoint

MOST_BYTES = 8 * 1024 * 1024
"""The most bytes of an answer; a label takes a few hundred, its log-probabilities some ten thousand."""
TRIES = 6
LONGEST_WAIT = 300.0
"""Seconds that a server may ask to wait before the run is given up instead."""
_SHOWN = 160
_RESUME = "the answers so far are kept: run the same command again to continue"
_FATAL = {
    401: f"refuses the key; set {KEY_VARIABLE}, or name a file with `key_file`",
    402: "asks for payment; top up the account there",
    403: f"refuses the key, or what it may do; set {KEY_VARIABLE}, or name a file with `key_file`",
    404: "does not know this address or model; check `endpoint` (it usually ends in /v1) and `llm`",
    405: "takes no chat completions; check `endpoint` (it usually ends in /v1)",
}
_PASSING = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_NO_CREDIT = ("insufficient_quota", "billing_hard_limit", "insufficient credits")


class Refused(Exception):
    """The server refuses this request and would refuse it again: a parameter, or a text that is too long for it."""


class Passing(Exception):
    """The server did not answer this time; ``wait`` is how many seconds it asks to wait, if it does."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass
class Exchange:
    """Requests to one endpoint: repeated with growing pauses, and all of them held up while the server asks to wait."""

    endpoint: Endpoint
    client: httpx.AsyncClient
    pause: float = 1.0
    """Seconds before the first repetition; doubled at each further one."""
    answered: bool = False
    """Whether the server has answered any request."""
    _not_before: float = field(default=0.0, repr=False)

    async def complete(self, body: Mapping[str, Any]) -> Any:
        """The server's answer to a chat completion, as the JSON document it is.

        Raises
        ------
        Refused
            If the request is at fault.
        EndpointError
            If the server is: what it does, and what to do about it, in a sentence.
        """
        reason = ""
        for number in range(TRIES):
            await self._wait_for_turn()
            try:
                document = await self._sent(body)
            except Passing as passing:
                reason = str(passing)
                if passing.wait is not None and passing.wait > LONGEST_WAIT:
                    raise EndpointError(
                        f"{self.endpoint.url} asks to wait {passing.wait:,.0f} seconds ({reason}); {_RESUME} then"
                    ) from passing
                pause = min(60.0, self.pause * 2**number) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
                until = time.monotonic() + (pause if passing.wait is None else passing.wait)
                if passing.wait is not None:
                    self._not_before = max(self._not_before, until)
                if number + 1 < TRIES:
                    await asyncio.sleep(max(0.0, until - time.monotonic()))
            else:
                self.answered = True
                return document
        raise EndpointError(f"{self.endpoint.url} does not answer ({reason}, {TRIES} times); {_RESUME}")

    async def _wait_for_turn(self) -> None:
        while (left := self._not_before - time.monotonic()) > 0:
            await asyncio.sleep(left)

    async def _sent(self, body: Mapping[str, Any]) -> Any:
        url = self.endpoint.url
        key = self.endpoint.key
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        try:
            async with (
                asyncio.timeout(self.endpoint.timeout),
                self.client.stream("POST", f"{url}/chat/completions", json=body, headers=headers) as response,
            ):
                content = await _content(response, url)
        except TimeoutError as error:
            raise Passing(f"no complete answer within {self.endpoint.timeout:g} seconds") from error
        except httpx.ConnectError as error:
            if _is_untrusted(error):
                raise EndpointError(
                    f"{url} has a certificate that no authority known here has signed; if it is yours, name its "
                    "authority's file in SSL_CERT_FILE"
                ) from error
            if not self.answered:
                raise EndpointError(f"{url} cannot be reached ({_reason(error)}); is the server running?") from error
            raise Passing(f"it cannot be reached any more: {_reason(error)}") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise Passing(f"the connection broke: {_reason(error)}") from error
        return self._document(response, content)

    def _document(self, response: httpx.Response, content: bytes) -> Any:
        status, url = response.status_code, self.endpoint.url
        if response.is_redirect:
            where = _shortened(response.headers.get("location", "elsewhere").partition("?")[0])
            raise EndpointError(f"{url} sends on to {where}, where nothing was sent; name the right address itself")
        words = self._reported(content, response.headers.get("content-type", ""))
        if status == 429 and any(mark in content.decode("utf-8", "replace").lower() for mark in _NO_CREDIT):
            raise EndpointError(f"{url} {_FATAL[402]}; {_RESUME}")
        if status in _PASSING:
            raise Passing(f"it answered {status}{words}", _wait_asked_for(response.headers.get("retry-after")))
        if status in _FATAL:
            shown = words if status in (404, 405) else ""
            raise EndpointError(f"{url} {_FATAL[status]} (it answered {status}{shown})")
        if not response.is_success:
            raise Refused(f"it answered {status}{words}")
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            if _is_page(content):
                raise EndpointError(
                    f"{url} answers with a web page, not with a completion; check `endpoint` (it usually ends in /v1)"
                ) from error
            raise Passing("an answer that is not JSON, or is incomplete") from error

    def _reported(self, content: bytes, kind: str) -> str:
        """What an error's body says, without the key should it be repeated there."""
        if _is_page(content) or "html" in kind:
            return " with a web page"
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            return ""
        error = document.get("error", document) if isinstance(document, dict) else document
        message = error.get("message", error.get("detail", "")) if isinstance(error, dict) else error
        text = _shortened(str(message))
        if self.endpoint.key:
            text = text.replace(self.endpoint.key, "…")
        return f": {text}" if text else ""


async def _content(response: httpx.Response, url: str) -> bytes:
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > MOST_BYTES:
            raise EndpointError(f"{url} sends more than {MOST_BYTES >> 20} MB for one label; is it a language model?")
    return bytes(content)


def _wait_asked_for(value: str | None) -> float | None:
    """The seconds in a ``Retry-After`` header, which holds a number or a date."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _is_page(content: bytes) -> bool:
    return content.lstrip()[:200].lower().startswith((b"<!doctype", b"<html"))


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _reason(error: Exception) -> str:
    return _shortened(str(error)) or type(error).__name__


def _shortened(text: str) -> str:
    words = "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
