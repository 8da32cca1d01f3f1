"""The labelling page on 127.0.0.1, for one person on this machine."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import Body, FastAPI, HTTPException, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from annotate.errors import AnnotateError, InputError
from annotate.io.writing import write_private
from annotate.studio.page.labelling_session import Answer, AnsweredElsewhere, LabellingSession
from annotate.studio.page.page_access import Access, Gate
from annotate.studio.project_page.configuration import instructions
from annotate.studio.wording.wordings import wording

HOST = "127.0.0.1"
_FIRST_PORT, _PORTS = 20_000, 20_000
_PAGE = Path(__file__).parent / "labelling.html"
_POLICY = (
    "default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_BARE = '<!doctype html><html lang="{}"><title>annotate</title>{}</html>'
_LOGGED_IN, _USED = '<meta http-equiv="refresh" content="0;url=/">', "<h1>{}</h1><p>{}</p>"


@dataclass(frozen=True)
class Look:
    """What the page shows beside the sentences."""

    title: str
    guidelines: str = ""
    """Markdown."""


def application(session: LabellingSession, look: Look, access: Access, stop: Callable[[], None]) -> FastAPI:
    """The page and what it asks for; `stop` is called when its user has finished."""
    language = session.scheme.language
    words = wording(language).page
    app = FastAPI(title="annotate label", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Gate, access=access)

    @app.get("/login")
    def login(token: str = "") -> Response:
        if not access.use(token):
            return HTMLResponse(_BARE.format(language, _USED.format(words["link_used"], words["link_used_why"])), 403)
        answer = HTMLResponse(_BARE.format(language, _LOGGED_IN))
        answer.set_cookie(access.cookie, access.session, httponly=True, samesite="strict", path="/")
        return answer

    @app.post("/link")
    def link(request: Request) -> dict[str, str]:
        if not access.is_owner(request.headers.get("authorization", "")):
            raise HTTPException(403, "no key")
        return {"link": access.link()}

    @app.get("/")
    def page() -> Response:
        nonce = secrets.token_urlsafe(16)
        return HTMLResponse(page_text(nonce, language), headers={"content-security-policy": _POLICY.format(nonce)})

    @app.get("/batch")
    def batch() -> dict[str, Any]:
        return batch_document(session, look)

    @app.get("/answers")
    def answers() -> dict[str, Any]:
        return answers_document(session)

    @app.put("/answer")
    def answer(body: dict[str, Any] = Body()) -> dict[str, Any]:
        try:
            stored = session.save(str(body.get("key")), answer_from(body), seen=str(body.get("seen", "")))
        except AnsweredElsewhere as error:
            raise HTTPException(409, str(error)) from error
        except AnnotateError as error:
            raise HTTPException(422, str(error)) from error
        feedback = session.feedback(str(body.get("key")))
        reply = {"done": session.done, "trouble": session.trouble, "feedback": feedback}
        return {**reply, "updated_at": stored.updated_at}

    @app.post("/finish")
    def finish() -> dict[str, str]:
        stop()
        return {"output": str(session.output)}

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return JSONResponse({"error": error.detail}, error.status_code)

    return app


def page_text(nonce: str, language: str) -> str:
    """The page with its words in `language`; only scripts and styles with `nonce` work in it."""
    words = json.dumps(dict(wording(language).page), ensure_ascii=False).replace("<", r"\u003c")
    text = _PAGE.read_text(encoding="utf-8").replace("NONCE", nonce)
    return text.replace("LANGUAGE", language, 1).replace("WORDS", words, 1)


def batch_document(session: LabellingSession, look: Look) -> dict[str, Any]:
    """What the page needs to know when it opens."""
    words = wording(session.scheme.language).page
    return {
        "title": look.title,
        "annotator": session.annotator,
        "output": session.output.name,
        "questions": [asdict(question) for question in session.scheme.questions],
        "guidelines": instructions(look.guidelines),
        "items": [asdict(item) | {"about": item.about(words)} for item in session.items],
        "start": session.next_open,
        "training": session.training.number if session.training else 0,
        **answers_document(session),
    }


def answers_document(session: LabellingSession) -> dict[str, Any]:
    """What was answered so far, here or in another tab."""
    answers = dict(session.answers)
    return {
        "answers": {key: asdict(answer) for key, answer in answers.items()},
        "feedback": {key: shown for key in answers if (shown := session.feedback(key))},
    }


def answer_from(body: dict[str, Any]) -> Answer:
    """The answer that the page sent.

    Raises
    ------
    InputError
        If something in it is of the wrong kind.
    """
    labels, comment, seconds = body.get("labels", {}), body.get("comment", ""), body.get("lead_time", 0)
    flags = [body.get(name, False) for name in ("done", "skipped", "flagged")]
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 1e7
    if (
        not isinstance(labels, dict)
        or not all(isinstance(some, list) and all(isinstance(one, str) for one in some) for some in labels.values())
        or not isinstance(comment, str)
        or not all(isinstance(flag, bool) for flag in flags)
        or not is_number
    ):
        raise InputError("answer: not in the form that the page sends")
    done, skipped, flagged = flags
    return Answer({name: tuple(some) for name, some in labels.items()}, done, skipped, comment, flagged, float(seconds))


def serve(
    session: LabellingSession,
    look: Look,
    *,
    port: int | None = None,
    ready: Callable[[str], None] | None = None,
    new_link: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until its user finishes, or until interrupted.

    Parameters
    ----------
    port
        The port; by default one that depends on the table's path, so that a browser's settings for the page last, or
        else any free one.
    ready
        Gets the link that opens the page once.
    new_link
        Gets another link when one is opened a second time.

    Raises
    ------
    InputError
        If the port is taken.
    """
    with _listening(session.output, port) as listening:
        number = listening.getsockname()[1]
        access = Access(f"http://{HOST}:{number}", number, new_link=new_link or (lambda link: None))
        finished = threading.Event()
        app = application(session, look, access, finished.set)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
        worker = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        worker.start()
        note = session.folder / f"{session.name}.page.json"
        try:
            while worker.is_alive() and not server.started:
                time.sleep(0.01)
            write_private(note, json.dumps({"pid": os.getpid(), "url": access.url, "key": access.owner_key}))
            if ready:
                ready(access.link())
            while worker.is_alive() and not finished.wait(0.5):
                pass
        finally:
            note.unlink(missing_ok=True)
            server.should_exit = True
            worker.join(timeout=10)


@contextmanager
def _listening(output: Path, port: int | None) -> Iterator[socket.socket]:
    usual = _FIRST_PORT + int.from_bytes(hashlib.sha256(str(output.resolve()).encode()).digest()[:4], "big") % _PORTS
    for number in (usual, 0) if port is None else (port,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, number))
            break
        except OSError:
            listening.close()
    else:
        raise InputError(f"`port` {port}: taken by another program; pass another one, or none")
    try:
        yield listening
    finally:
        listening.close()
