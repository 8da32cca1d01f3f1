"""Who may use the labelling page: a link that logs in once, a cookie after it, and no other page's requests."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 100_000
"""Bytes of a request's body: an answer has far fewer."""
_READING = ("GET", "HEAD")


class Access:
    """The secrets of one run: links that log in once, and the cookie they are exchanged for."""

    def __init__(self, url: str, port: int, *, new_link: Callable[[str], None]) -> None:
        """`new_link` gets another link when one that was used already is opened again."""
        self.url = url
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self.cookie = f"annotate-{port}"  # cookies are shared by the ports of a host
        self.session, self.owner_key = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._new_link = new_link
        self._guard = threading.Lock()
        self._unused: set[str] = set()
        self._used: set[str] = set()

    def link(self) -> str:
        """The address of the page, which logs in whoever opens it first."""
        token = secrets.token_urlsafe(24)
        with self._guard:
            self._unused.add(token)
        return f"{self.url}/login?token={token}"

    def use(self, token: str) -> bool:
        """Whether `token` is that of a link not used so far; a used one makes a new link."""
        with self._guard:
            if token in self._unused:
                self._unused.discard(token)
                self._used.add(token)
                return True
            was_used = token in self._used
        if was_used:
            self._new_link(self.link())
        return False

    def is_owner(self, header: str) -> bool:
        """Whether an ``Authorization`` header has the key in the file that only the owner of this run can read."""
        return hmac.compare_digest(header.encode(), f"Bearer {self.owner_key}".encode())


class Gate:
    """Refuses what does not come from the page itself: other hosts, other origins, no cookie, large bodies."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers, path = Headers(scope=scope), scope["path"]
        if headers.get("host", "") not in self.access.hosts:
            return PlainTextResponse("annotate label answers at 127.0.0.1 only", 421)
        if not headers.get("content-length", "0").isdigit() or "transfer-encoding" in headers:
            return PlainTextResponse("a length is needed", 411)
        if int(headers.get("content-length", "0")) > LARGEST_BODY:
            return PlainTextResponse("too large", 413)
        if path in ("/login", "/link"):  # these have a secret of their own
            return None
        if scope["method"] not in _READING and headers.get("origin", "") != f"http://{headers['host']}":
            return PlainTextResponse("requests come from the labelling page only", 403)
        cookies = [part.strip().partition("=") for part in headers.get("cookie", "").split(";")]
        session = next((value for name, _, value in cookies if name == self.access.cookie), "")
        if not hmac.compare_digest(session.encode(), self.access.session.encode()):
            return PlainTextResponse("Open the link that annotate label shows in its terminal.", 403)
        return None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                *message.get("headers", ()),
                (b"cache-control", b"no-store"),
                (b"referrer-policy", b"no-referrer"),
                (b"x-content-type-options", b"nosniff"),
                (b"x-frame-options", b"DENY"),
                (b"cross-origin-resource-policy", b"same-origin"),
                (b"cross-origin-opener-policy", b"same-origin"),
            ]
        await send(message)

    return sending
