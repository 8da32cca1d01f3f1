"""Label Studio's protocol for live models, as a web application around `annotate.studio.backend.live.LiveBackend`."""

from __future__ import annotations

import base64
import secrets
from typing import Any, Protocol

from fastapi import Body, FastAPI, HTTPException, Request

USER = "annotate"
"""The name that goes with the password; Label Studio sends both."""


class Backend(Protocol):
    """What the protocol needs of the live backend."""

    @property
    def version(self) -> str:
        """The name of the model that answers now."""

    def health(self) -> dict[str, Any]:
        """Its state."""

    def predict(self, documents: list[Any], configuration: str = "") -> list[list[dict[str, Any]]]:
        """For each task a list with its prediction."""

    def wake(self) -> None:
        """Look for new labels now."""


def application(live: Backend, password: str) -> FastAPI:
    """The application; every request but those for its health and the webhook needs `password`.

    Label Studio registers its webhook without a password. Nothing in it is trusted: it only makes the backend look
    for labels itself, a little sooner.
    """
    app = FastAPI(title="annotate serve", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/")
    @app.get("/health")
    def health() -> dict[str, Any]:
        return live.health()

    @app.post("/setup")
    def setup(request: Request) -> dict[str, str]:
        _admit(request, password)
        return {"model_version": live.version}

    @app.get("/versions")
    def versions(request: Request) -> dict[str, list[str]]:
        _admit(request, password)
        return {"versions": [live.version]}

    @app.post("/predict")
    def predict(request: Request, body: dict[str, Any] = Body()) -> dict[str, Any]:
        _admit(request, password)
        tasks = body.get("tasks")
        if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
            raise HTTPException(400, "tasks: expected a list of tasks")
        return {"results": live.predict(tasks, str(body.get("label_config") or "")), "model_version": live.version}

    @app.post("/webhook", status_code=201)
    def webhook() -> dict[str, str]:
        live.wake()
        return {"status": "accepted"}

    return app


def _admit(request: Request, password: str) -> None:
    kind, _, sent = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            sent = base64.b64decode(sent, validate=True).decode("utf-8").partition(":")[2]
        except ValueError:
            sent = ""
    if kind.lower() not in ("basic", "bearer", "token") or not secrets.compare_digest(
        sent.encode("utf-8"), password.encode("utf-8")
    ):
        raise HTTPException(401, "the password is in the file that annotate serve names", {"WWW-Authenticate": "Basic"})
