"""Bad input and bad servers: one sentence saying where, what and what to do; exit 1; nothing half-written."""

import http.server
import json
import threading

import pytest

from annotate.studio.client import connect
from annotate.studio.connection import Connection

pytestmark = pytest.mark.server


@pytest.fixture
def batch(tmp_path):
    path = tmp_path / "batch.csv"
    path.write_text("sentence_id,text\na,Veldania thanked Karsovia.\nb,Talks failed.\n")
    return path


@pytest.fixture
def page_server():
    """A web server that is not Label Studio."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>hello</html>")

        def log_message(self, *arguments):
            pass

    served = http.server.HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()


def refused(finished, *words):
    assert finished.returncode == 1, finished.stderr
    assert finished.stderr.count("annotate: ") == 1
    assert "Traceback" not in finished.stderr
    for word in words:
        assert word in finished.stderr.replace("\n", " "), finished.stderr


def foreign(url, token):
    """The environment and options for a server that is not the private one."""
    return {"LABEL_STUDIO_API_KEY": token, "ANNOTATE_STUDIO_DATA": "none"}, ("--url", url, "--project", "Bad input")


@pytest.mark.parametrize(
    ("token", "kind"),
    [("a" * 40, "legacy token"), ("nonsense", "neither a legacy nor a personal"), ("x.y.z", "personal access token")],
)
def test_a_wrong_token_is_named_by_its_kind(annotate, studio, batch, tmp_path, token, kind):
    env, options = foreign(studio.url, token)
    refused(annotate("push", batch, *options, env=env), studio.url, kind, "LABEL_STUDIO_API_KEY")
    refused(annotate("pull", "-o", "out.csv", *options, env=env), kind)
    assert not (tmp_path / "out.csv").exists()


def test_a_wrong_token_counts_for_the_private_server_too_when_both_are_named(annotate, studio, batch):
    env = {"LABEL_STUDIO_API_KEY": "b" * 40}
    refused(annotate("push", batch, "--url", studio.url, "--project", "Bad input", env=env), "legacy token")


def test_no_token_says_where_to_put_it(annotate, studio, batch):
    env, options = foreign(studio.url, "")
    refused(annotate("push", batch, *options, env=env), "LABEL_STUDIO_API_KEY")


def test_no_server_there(annotate, batch):
    env, options = foreign("http://127.0.0.1:9", "a" * 40)
    refused(annotate("push", batch, *options, env=env), "http://127.0.0.1:9", "annotate studio start")


def test_an_address_that_is_none(annotate, batch):
    env, options = foreign("localhost:8080", "a" * 40)
    refused(annotate("push", batch, *options, env=env), "http://host:port")


def test_something_else_answers(annotate, batch, page_server):
    env, options = foreign(page_server, "a" * 40)
    refused(annotate("push", batch, *options, env=env), "not Label Studio")


def test_a_project_deleted_meanwhile(annotate, studio, batch, tmp_path):
    assert annotate("push", batch, "--project", "Deleted").returncode == 0
    client = connect(Connection(studio.url, studio.token))
    client.projects.delete(next(iter(client.projects.list(title="Deleted"))).id)
    refused(annotate("pull", "--project", "Deleted", "-o", "out.csv"), "no project 'Deleted'", "annotate push")
    assert not (tmp_path / "out.csv").exists()
    assert annotate("push", batch, "--project", "Deleted").returncode == 0


def test_two_projects_of_one_title(annotate, studio, batch):
    client = connect(Connection(studio.url, studio.token))
    for _ in range(2):
        client.projects.create(title="Twins")
    refused(annotate("push", batch, "--project", "Twins"), "2 projects are called 'Twins'", "rename")


def test_predictions_with_a_label_outside_the_scheme(annotate, studio, batch, tmp_path):
    scores = tmp_path / "scores.csv"
    scores.write_text("sentence_id,text,label,p_hostile\na,Veldania thanked Karsovia.,hostile,0.9\n")
    refused(annotate("push", batch, "--project", "Hostile", "--predictions", scores), "unknown stance 'hostile'")
    scores.write_text("sentence_id,text,label,p_critical\na,Veldania thanked Karsovia.,critical,7\n")
    refused(annotate("push", batch, "--project", "Hostile", "--predictions", scores), "0 to 1")
    assert not list(connect(Connection(studio.url, studio.token)).projects.list(title="Hostile"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sentence_id,text\n", "no sentences in it"),
        ("", "empty"),
        ("sentence_id\na\n", "no column 'text'"),
        ("sentence_id,text\na,One.\na,Two.\n", "row 2 repeats sentence a"),
        ("sentence_id,text\na,One.\nb,\n", "row 2: no text"),
    ],
)
def test_a_batch_that_cannot_be_pushed(annotate, studio, tmp_path, text, words):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    refused(annotate("push", path, "--project", "Bad batch"), words)
    assert not list(connect(Connection(studio.url, studio.token)).projects.list(title="Bad batch"))


@pytest.mark.parametrize("title", ["ab", "x" * 51])
def test_a_title_that_label_studio_would_refuse(annotate, studio, batch, title):
    refused(annotate("push", batch, "--project", title), "3 to 50 characters")


def test_a_dry_run_checks_and_sends_nothing(annotate, studio, batch):
    shown = annotate("push", batch, "--project", "Dry run", "--dry-run")
    assert shown.returncode == 0
    assert "2 sentences" in shown.stderr
    assert not list(connect(Connection(studio.url, studio.token)).projects.list(title="Dry run"))


def test_hostile_text_stays_text(annotate, studio, tmp_path):
    nasty = "<script>alert(1)</script> & ]]> $text \u202e \U0001f600 'x' \"y\" \\ {{ }}"
    (tmp_path / "nasty.jsonl").write_text(json.dumps({"sentence_id": "n", "text": nasty}))
    (tmp_path / "guide.md").write_text("# <b>&\n\n$text and $missing\n\n$missing\n\n<script>alert(1)</script>\n")
    done = annotate("push", "nasty.jsonl", "--project", "Nasty", "--guidelines", "guide.md")
    assert done.returncode == 0, done.stderr
    client = connect(Connection(studio.url, studio.token))
    project = next(iter(client.projects.list(title="Nasty")))
    assert next(iter(client.tasks.list(project=project.id))).data["text"] == nasty
    assert "<script>" not in client.projects.get(id=project.id).expert_instruction


def test_taking_away_a_label_in_use_is_refused(annotate, studio, batch, tmp_path):
    assert annotate("push", batch, "--project", "Label gone").returncode == 0
    client = connect(Connection(studio.url, studio.token))
    project = next(iter(client.projects.list(title="Label gone")))
    task = next(iter(client.tasks.list(project=project.id)))
    answer = {"from_name": "stance", "to_name": "sentence", "type": "choices", "value": {"choices": ["neutral"]}}
    client.annotations.create(id=task.id, result=[answer])
    (tmp_path / "annotate.toml").write_text('[questions.stance]\nlabels = ["conciliatory", "critical"]\n')
    refused(annotate("push", batch, "--project", "Label gone", "--adopt"), "1 annotation and the scheme", "neutral")
