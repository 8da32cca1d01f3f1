"""A link that logs in to the private Label Studio once: the browser gets a session, and never sees the password."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from annotate.errors import StudioError

HOST = "127.0.0.1"
PATIENCE = 60.0
"""Seconds for which a link waits to be opened."""
_SESSION = "sessionid"


def session_at(url: str, email: str, password: str) -> str:
    """The cookie of a new session at the Label Studio at `url`, logged in by its form.

    Raises
    ------
    StudioError
        If it does not answer, or refuses the password.
    """
    page = f"{url}/user/login/"
    try:
        with httpx.Client(trust_env=False, timeout=30) as client:
            client.get(page).raise_for_status()
            form = {"email": email, "password": password, "csrfmiddlewaretoken": client.cookies.get("csrftoken", "")}
            client.post(page, data=form, headers={"Referer": page})
            session = client.cookies.get(_SESSION)
    except httpx.HTTPError as error:
        raise StudioError(f"{page}: no answer ({error}); start it again with annotate studio start") from error
    if not session:
        raise StudioError(f"{page}: refuses the password of {email}; it was changed there, so log in by hand")
    return session


def open_logged_in(target: str, session: str, opened: Callable[[str], bool]) -> bool:
    """Have a browser open `target`, a page of a server at 127.0.0.1, with `session`; whether it did.

    `opened` gets a link to a page of this process, whose answer is the session's cookie and the way to `target`; it
    returns whether there is a browser. Cookies belong to a host with all of its ports. The link works once, here only.
    """
    token, port = secrets.token_urlsafe(24), 0

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            sent = "".join(parse_qs(asked.query).get("token", []))
            is_ours = self.headers.get("Host") == f"{HOST}:{port}" and asked.path == "/login"
            if not (is_ours and hmac.compare_digest(sent.encode(), token.encode())):
                self.send_error(403)
                return
            self.send_response(302)
            self.send_header("Set-Cookie", f"{_SESSION}={session}; Path=/; HttpOnly; SameSite=Lax")
            self.send_header("Location", target)
            self.send_header("Cache-Control", "no-store")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            used.append(token)

        def log_message(self, *words: Any) -> None:
            """Log nothing: the line would have the token."""

    used: list[str] = []
    with HTTPServer((HOST, 0), Page) as server:
        port, server.timeout = int(server.server_address[1]), 0.5
        if not opened(f"http://{HOST}:{port}/login?token={token}"):
            return False
        end = time.monotonic() + PATIENCE
        while not used and time.monotonic() < end:
            server.handle_request()
    return bool(used)
