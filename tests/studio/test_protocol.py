"""The live backend's door: a password before a body is read, and a body only as large as tasks are."""

import socket
import threading
import time

import pytest
import uvicorn

from annotate.studio.backend import _protocol


class EmptyBackend:
    version = "empty"

    def __init__(self):
        self.asked = 0

    def health(self):
        return {"status": "UP"}

    def predict(self, documents, configuration=""):
        self.asked += 1
        return [[] for _ in documents]

    def wake(self):
        self.asked += 1


@pytest.fixture(scope="module")
def address():
    """The port of a real server with an empty backend."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = _protocol.application(EmptyBackend(), "correct horse")
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield port
    server.should_exit = True
    thread.join(120)


def answer(port, head, body=b"", wait=120.0):
    """What the server answers to a raw request of which perhaps only the beginning is sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as link:
        link.sendall("\r\n".join([*head, "", ""]).encode() + body)
        return link.recv(4096).decode().split("\r\n")[0]


AUTHORIZED = "Authorization: Bearer correct horse"
POST = ["POST /predict HTTP/1.1", "Host: localhost", "Content-Type: application/json"]


def test_without_the_password_no_body_is_awaited(address):
    assert " 401 " in answer(address, [*POST, "Content-Length: 1000000"])
    assert " 401 " in answer(address, [*POST, "Authorization: Basic !!!", "Content-Length: 1000000"])
    assert " 401 " in answer(address, [*POST, "Authorization: Bearer wrong", "Content-Length: 2"], b"{}")


def test_a_body_that_says_it_is_too_large_is_refused_at_once(address):
    size = _protocol.LARGEST_BODY + 1
    assert " 413 " in answer(address, [*POST, AUTHORIZED, f"Content-Length: {size}"])
    assert " 413 " in answer(address, ["POST /webhook HTTP/1.1", "Host: localhost", f"Content-Length: {size}"])


def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(address, monkeypatch):
    monkeypatch.setattr(_protocol, "LARGEST_BODY", 1000)
    chunk = b"258\r\n" + b"x" * 600 + b"\r\n"
    assert " 413 " in answer(address, [*POST, AUTHORIZED, "Transfer-Encoding: chunked"], chunk * 2)


def test_tasks_with_the_password_are_answered(address):
    assert " 200 " in answer(address, [*POST, AUTHORIZED, "Content-Length: 13"], b'{"tasks": []}')
    assert " 200 " in answer(address, ["GET /health HTTP/1.1", "Host: localhost"])
