"""Servers that are down, slow, broken or hostile: one sentence each, nothing lost, and no key anywhere."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from invented_world import sentences
from word_server import slowly

from annotate.errors import EndpointError, InputError
from annotate.learn.endpoints.answers import Answer, Unusable
from annotate.learn.endpoints.endpoint import Endpoint, endpoint_from
from annotate.learn.endpoints.open_connection import EndpointConnection, Request
from annotate.learn.endpoints.prompt import messages, system_prompt
from annotate.learn.endpoints.spending import Budget, Price
from annotate.learn.endpoints.style import Style

LABELS = ("conciliatory", "critical", "neutral")
SYSTEM = system_prompt(LABELS, name="stance")


def requests(count):
    texts = [f"The envoy number {number} praised the port." for number in range(count)]
    bodies = [Style().body("w", messages(SYSTEM, [], {"text": text}), LABELS, 0) for text in texts]
    return [Request(body, LABELS) for body in bodies]


@pytest.fixture
def ask(tmp_path):
    def asked(url, count=3, **options):
        endpoint = Endpoint(url, **{"concurrency": 1, "timeout": 5.0, **options})
        with EndpointConnection(endpoint, tmp_path, pause=0.01) as connection:
            return connection.ask(requests(count))

    return asked


def page(number, body):
    return 200, {"Content-Type": "text/html"}, b"<!doctype html><html><body>Welcome</body></html>"


def failing(status, message="no", **headers):
    return lambda number, body: (status, headers, {"error": {"message": message}})


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (page, "answers with a web page"),
        (failing(401), "refuses the key; set ANNOTATE_ENDPOINT_KEY"),
        (failing(404, "model 'w' not found"), "model 'w' not found"),
        (failing(402), "asks for payment"),
        (failing(429, "You exceeded your quota: insufficient_quota"), "asks for payment"),
        (failing(503, "loading"), "does not answer (it answered 503: loading, 6 times)"),
        (failing(429, "slow down", **{"Retry-After": "4000"}), "asks to wait 4,000 seconds"),
        (
            failing(308, Location="http://elsewhere.example/v1?key=abc"),
            "sends on to http://elsewhere.example/v1, where",
        ),
        (lambda number, body: (200, {}, b" " * (9 << 20)), "sends more than 8 MB"),
        (lambda number, body: (200, {}, b'{"choices": [{"mess'), "not JSON, or is incomplete, 6 times"),
    ],
    ids=["page", "key", "model", "payment", "quota", "down", "wait", "redirect", "huge", "half"],
)
def test_a_server_at_fault_ends_the_run_with_a_sentence(server, ask, behaviour, words):
    with pytest.raises(EndpointError, match=re.escape(words)) as error:
        ask(server(behaviour).url)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


def test_a_server_that_is_not_there_is_said_at_once(ask):
    begun = time.monotonic()
    with pytest.raises(EndpointError, match=r"cannot be reached .* is the server running"):
        ask("http://127.0.0.1:9/v1")
    assert time.monotonic() - begun < 60


def test_a_slow_server_is_given_up_and_a_broken_connection_tried_again(server, ask):
    with pytest.raises(EndpointError, match=r"no complete answer within 0.2 seconds, 6 times"):
        ask(server(lambda number, body: slowly(3)).url, count=1, timeout=0.2)

    def breaks(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"cho')
        handler.close_connection = True

    words = server(lambda number, body: breaks if number == 0 else None)
    assert ask(words.url, count=1)[0].label == "conciliatory"
    assert len(words.requests) == 2


def test_a_certificate_of_nobody_is_not_trusted(server, ask, tmp_path):
    names = [str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    subprocess.run(
        [*command, "-addext", "subjectAltName=IP:127.0.0.1", "-out", names[0], "-keyout", names[1]],
        check=True,
        capture_output=True,
    )
    words = server(certificate=names)
    with pytest.raises(EndpointError, match="certificate that no authority known here has signed"):
        ask(words.url)
    assert not words.requests


@pytest.mark.parametrize("header", ["1", "date"])
def test_a_server_that_asks_to_wait_is_waited_for(server, ask, header):
    def busy(number, body):
        until = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        return (429, {"Retry-After": until if header == "date" else header}, {}) if number == 0 else None

    words = server(busy)
    begun = time.monotonic()
    assert all(isinstance(answer, Answer) for answer in ask(words.url, count=4, concurrency=2))
    assert time.monotonic() - begun > 0.9


@pytest.mark.parametrize(
    ("content", "finish", "reason"),
    [
        ("I am sorry, I cannot label this sentence as critical.", "stop", "no label of the scheme"),
        ('{"label": "hostile"}', "stop", "no label of the scheme"),
        ('{"answer": "critical"}', "stop", "no label of the scheme"),
        ("critical or neutral", "stop", "no label of the scheme"),
        ('{"label": "crit', "length", "cut off before the label"),
        ("", "stop", "an empty answer"),
        ("", "content_filter", "content filter"),
        ("[" * 100_000, "stop", "no label of the scheme"),
    ],
)
def test_an_answer_without_a_label_of_the_scheme_gives_none(server, ask, content, finish, reason):
    words = server(lambda number, body: (200, {}, words.completion(body, content, finish)))
    answer = ask(words.url, count=1)[0]
    assert isinstance(answer, Unusable)
    assert reason in answer.reason
    assert len(answer.reason) < 200


@pytest.mark.parametrize(
    "document",
    [[], {}, {"choices": []}, {"choices": [{"message": 3}]}, 7, {"choices": [{"message": {"refusal": "No"}}]}],
)
def test_json_that_is_no_completion_gives_no_label(server, ask, document):
    assert isinstance(ask(server(lambda number, body: (200, {}, document)).url, count=1)[0], Unusable)


def test_a_text_the_server_refuses_is_one_sentence_without_an_answer(server, ask):
    refused = failing(400, "This model's maximum context length is 512 tokens")
    words = server(lambda number, body: refused(number, body) if number == 1 else None)
    answers = ask(words.url)
    assert [type(answer).__name__ for answer in answers] == ["Answer", "Unusable", "Answer"]
    assert "maximum context length" in answers[1].reason


def test_a_budget_is_never_exceeded_and_what_was_answered_is_kept(server, ask):
    words = server()
    with pytest.raises(EndpointError, match=r"`budget` of 2,000 tokens is used up after \d+ answers"):
        ask(words.url, count=40, budget=Budget(tokens=2000), concurrency=4)
    spent = sum(words.completion(body)["usage"]["prompt_tokens"] + 8 for body in words.requests)
    assert 1000 < spent <= 2000
    asked = len(words.requests)
    assert len(ask(words.url, count=40)) == 40
    assert len(words.requests) == 40
    assert asked < 40
    with pytest.raises(EndpointError, match=r"`budget` of 0.01 is used up"):
        ask(server().url, count=40, price=Price(10, 10), budget=Budget(money=0.01))


def test_the_key_is_sent_and_shown_nowhere(annotate, server, gold, tmp_path, monkeypatch):
    key = "sk-secret-0123456789"
    (tmp_path / "key").write_text(key)
    (tmp_path / "key").chmod(0o644)
    words = server()
    command = ["train", gold, "--recipe", "prompted", "--llm", "w", "-o", "model", "--endpoint"]
    open_file = annotate(*command, words.url, "--key-file", "key")
    assert open_file.returncode == 1
    assert "chmod 600" in open_file.stderr
    (tmp_path / "key").chmod(0o600)
    shown = annotate(*command, words.url, "--key-file", "key").stderr
    assert {headers["Authorization"] for headers in words.headers} == {f"Bearer {key}"}
    monkeypatch.setenv("ANNOTATE_ENDPOINT_KEY", key)
    echo = server(lambda number, body: (400, {}, {"error": {"message": f"bad key {key}"}}))
    shown += annotate(*command, echo.url).stderr
    assert "bad key …" in shown
    assert key not in shown
    for path in [*tmp_path.rglob("*"), *Path(sys.modules["os"].environ["XDG_CACHE_HOME"]).rglob("*")]:
        if path.is_file() and path.name != "key":
            assert key.encode() not in path.read_bytes(), path
    assert key not in repr(endpoint_from(words.url))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://127.0.0.1/v1", "no such address"),
        ("127.0.0.1:8000", "no such address"),
        ("https://me:secret@host.example/v1", "leave out what stands before @"),
        ("https://host.example/v1?key=secret", "leave out what stands before @"),
        ("http://host.example/v1", "would travel unencrypted"),
    ],
)
def test_an_address_that_would_leak_or_is_none_is_refused(url, words):
    with pytest.raises(InputError, match=words) as error:
        endpoint_from(url, environment={"ANNOTATE_ENDPOINT_KEY": "abc"})
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("budget", ["", "0 tokens", "lots", "5", "-3 tokens", "5k"])
def test_a_budget_that_can_be_misread_is_refused(budget):
    from annotate.learn.endpoints.spending import budget_from

    with pytest.raises(InputError, match="`budget`"):
        budget_from(budget, None)
    assert budget_from("1.5M tokens", None) == Budget(tokens=1_500_000)
    assert budget_from("2.5", Price(1, 1)) == Budget(money=2.5)


def test_a_run_that_is_interrupted_resumes_without_asking_again(server, gold, tmp_path):
    words, resumed = server(lambda number, body: slow(number, body)), threading.Event()

    def slow(number, body):
        time.sleep(0.1)
        if number >= 20:  # however late it is interrupted, there is something left to ask
            resumed.wait(300)
        return 200, {}, words.completion(body)

    command = [sys.executable, "-m", "annotate", "train", str(gold), "--recipe", "prompted", "-o", "model"]
    command += ["--endpoint", words.url, "--llm", "w", "--concurrency", "1", "--group-column", "doc"]
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while len(words.requests) < 12:
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, shown = running.communicate(timeout=300)
    resumed.set()
    assert running.returncode == 130
    assert "run the same command again to continue where it stopped" in shown
    assert not (tmp_path / "model").exists()
    answered = len(words.requests)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert len(words.requests) - answered <= 48 - (answered - 2)
    assert len(json.loads((tmp_path / "model" / "model.json").read_text())["labels"]) == 3


def test_scoring_stops_when_the_server_goes_away_and_goes_on_later(annotate, server, gold, tmp_path):
    dead = False
    words = server(lambda number, body: (500, {}, {}) if dead and number > start + 30 else None)
    annotate("train", gold, "--recipe", "prompted", "--endpoint", words.url, "--llm", "w", "-o", "model")
    sentences(150, first=900).drop(columns="label").to_csv(tmp_path / "many.csv", index=False)
    dead, start = True, len(words.requests)
    command = ["score", "model", "many.csv", "-o", "scores.csv", "--endpoint", words.url, "--concurrency", "1"]
    import annotate.learn.endpoints.http_exchange as exchange

    exchange_tries, exchange.TRIES = exchange.TRIES, 1
    try:
        stopped = annotate(*command)
    finally:
        exchange.TRIES = exchange_tries
    assert stopped.returncode == 1
    assert "does not answer" in stopped.stderr
    assert not (tmp_path / "scores.csv").exists()
    assert not (tmp_path / "scores.csv.rejects.csv").exists()
    dead = False
    count = len(words.sentences())
    assert annotate(*command).returncode == 0
    assert len(words.sentences()) - count <= 150 - 29
    assert len((tmp_path / "scores.csv").read_text().splitlines()) == 151
