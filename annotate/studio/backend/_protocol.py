"""Label Studio's protocol for live models, as a web application around `annotate.studio.backend.live.LiveBackend`."""

from __future__ import annotations

import base64
import secrets
from typing import Any, Protocol

from fastapi import Body, FastAPI, HTTPException
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

USER = "annotate"
"""The user name that Label Studio sends with the password."""


LARGEST_BODY = 32_000_000
"""Maximum size of a request's body in bytes; the pages of tasks that Label Studio sends are far smaller."""

_OPEN = frozenset({"/", "/health", "/webhook"})
"""Paths that Label Studio requests without a password."""


class Backend(Protocol):
    """The interface of the live backend that the protocol needs."""

    @property
    def version(self) -> str:
        """The name of the current model."""

    def health(self) -> dict[str, Any]:
        """The state of the backend."""

    def predict(self, documents: list[Any], configuration: str = "") -> list[list[dict[str, Any]]]:
        """For each task, a list with its prediction."""

    def wake(self) -> None:
        """Check for new labels now."""


def application(live: Backend, password: str) -> FastAPI:
    """The web application; all requests except those of its health and of the webhook need `password`.

    Label Studio registers its webhook without a password. Its content is therefore ignored; it only makes the backend
    check for new labels sooner.
    """
    app = FastAPI(title="annotate serve", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(_Gate, password=password)

    @app.get("/")
    @app.get("/health")
    def health() -> dict[str, Any]:
        return live.health()

    @app.post("/setup")
    def setup() -> dict[str, str]:
        return {"model_version": live.version}

    @app.get("/versions")
    def versions() -> dict[str, list[str]]:
        return {"versions": [live.version]}

    @app.post("/predict")
    def predict(body: dict[str, Any] = Body()) -> dict[str, Any]:
        tasks = body.get("tasks")
        if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
            raise HTTPException(400, "tasks: expected a list of tasks")
        return {"results": live.predict(tasks, str(body.get("label_config") or "")), "model_version": live.version}

    @app.post("/webhook", status_code=201)
    def webhook() -> dict[str, str]:
        live.wake()
        return {"status": "accepted"}

    return app


class _Gate:
    """Rejects requests without the password before reading their body, and bodies that are too large."""

    def __init__(self, app: ASGIApp, password: str) -> None:
        self.app, self.password = app, password

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["path"] not in _OPEN and not _is_known(headers.get("authorization", ""), self.password):
            words = {"detail": "the password is in the file that annotate serve names"}
            await JSONResponse(words, 401, {"WWW-Authenticate": "Basic"})(scope, receive, send)
            return
        declared = headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > LARGEST_BODY:
            await _too_large(scope, receive, send)
            return
        await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a body that may not state its size, up to the limit, and pass the request on."""
        body, complete = bytearray(), False
        while not complete:
            message = await receive()
            if message["type"] != "http.request":
                return  # the client has disconnected
            body += message.get("body", b"")
            complete = not message.get("more_body", False)
            if len(body) > LARGEST_BODY:
                await _too_large(scope, receive, send)
                return
        pending: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self.app(scope, replay, send)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    words = {"detail": f"a body of more than {LARGEST_BODY // 1_000_000} MB; send fewer tasks at once"}
    await JSONResponse(words, 413, {"Connection": "close"})(scope, receive, send)


def _is_known(authorization: str, password: str) -> bool:
    """Whether a header contains the password: as Basic authentication with any user name, or as a token."""
    kind, _, sent = authorization.partition(" ")
    if kind.lower() == "basic":
        try:
            sent = base64.b64decode(sent, validate=True).decode("utf-8").partition(":")[2]
        except ValueError:
            return False
    known = secrets.compare_digest(sent.encode("utf-8"), password.encode("utf-8"))
    return known and kind.lower() in ("basic", "bearer", "token")
