"""A server for a team: PostgreSQL, one encrypted address, invitations; and backups that are restored."""

import http.server
import io
import json
import os
import re
import ssl
import stat
import subprocess
import tarfile
import threading
import time

import httpx
import pandas as pd
import psutil
import pytest
import yaml

from annotate.errors import InputError, StudioError
from annotate.scheme import DEFAULT
from annotate.studio import people
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pulling import pull
from annotate.studio.pushing import push
from annotate.studio.server import _cluster as cluster
from annotate.studio.server import _installing as installing
from annotate.studio.server import private as server
from annotate.studio.server._database import DATABASE_VARIABLE, Database
from annotate.studio.server._preparing import SERVER_ENVIRONMENT
from annotate.studio.server._processes import free_port
from annotate.studio.server._server_files import SERVE, TEAM_SETTINGS, TEAM_VARIABLE
from annotate.studio.server.backup import backup, restore
from annotate.studio.server.team import Team

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def running(new_team, certificate, tmp_path_factory):
    """A team server that encrypts by itself, on localhost."""
    folder, (cert, key) = new_team("server"), certificate
    port = free_port(0, "127.0.0.1")
    options = Team.of(folder, host="127.0.0.1", address=f"https://localhost:{port}", tls_cert=cert, tls_key=key)
    yield server.start(folder, port=port, team=options)
    server.stop(folder)


@pytest.fixture
def team_at(running, monkeypatch):
    """Where the team server is, as keyword arguments; commands find it as the server of this machine."""
    monkeypatch.setenv(server.DATA_VARIABLE, str(running.folder))
    return Connection(running.url, running.token)


@pytest.fixture
def elsewhere(certificate):
    """A client on another machine: it knows the certificate's name, and nothing of the server's files."""
    with httpx.Client(verify=ssl.create_default_context(cafile=certificate[0]), trust_env=False, timeout=60) as client:
        yield client


def post_form(client, address, **fields):
    """Fill in and send a form as a browser does."""
    client.get(address).raise_for_status()
    fields["csrfmiddlewaretoken"] = client.cookies.get("csrftoken")
    origin = "/".join(address.split("/")[:3])
    return client.post(address, data=fields, headers={"Origin": origin, "Referer": address})


def test_an_invitation_works_from_another_machine_and_nobody_comes_without(annotate, running, team_at, elsewhere):
    shown = annotate("studio", "invite")
    assert shown.returncode == 0, shown.stderr
    link = shown.stdout.strip()
    assert link.startswith(f"{running.address}/user/signup/?token=")
    uninvited = post_form(
        elsewhere, f"{running.address}/user/signup/", email="eve@example.org", password="long-enough-1"
    )
    assert uninvited.status_code == httpx.codes.FORBIDDEN
    joined = post_form(elsewhere, link, email="mia@example.org", password="long-enough-1")
    assert joined.status_code == httpx.codes.FOUND, joined.text[:500]
    assert elsewhere.get(f"{running.address}/api/current-user/whoami").json()["email"] == "mia@example.org"
    cookies = {cookie.name: cookie.secure for cookie in elsewhere.cookies.jar}
    assert cookies["sessionid"]
    assert cookies["csrftoken"]
    emails = {user.email for user in connect(team_at).users.list()}
    assert "mia@example.org" in emails
    assert "eve@example.org" not in emails


def test_a_request_for_another_host_or_without_encryption_is_refused(running, elsewhere, team_at):
    port = running.url.rpartition(":")[2]
    other = elsewhere.get(f"https://localhost:{port}/user/login/", headers={"Host": "evil.example"})
    assert other.status_code == httpx.codes.BAD_REQUEST
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).raise_for_status()
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"https://localhost:{port}/health", trust_env=False)
    assert connect(team_at).users.whoami().email == running.email


def test_its_database_is_reached_from_this_machine_only_and_secrets_are_private(running):
    database = psutil.Process(cluster.process_id(running.folder))
    listening = [c.laddr.ip for c in database.net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]
    assert database.username() != "root"
    secrets = ["password", "token", "team.json", "database-password", "server.json", "settings/team-settings.json"]
    for path in map(running.folder.joinpath, secrets):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    password = (running.folder / "database-password").read_text().strip()
    for process in (
        database,
        *database.children(),
        psutil.Process(running.pid),
        *psutil.Process(running.pid).children(),
    ):
        assert not [word for word in process.cmdline() if password in word or running.token in word]
    wrong = Database(
        "127.0.0.1", int((running.folder / "postgres.port").read_text()), "label_studio", "label_studio", "x"
    )
    with pytest.raises(StudioError, match="password authentication failed"):
        wrong.ask("select 1")


def test_push_and_pull_find_the_team_server_and_show_the_address_that_people_type(
    annotate, running, team_at, tmp_path, make_batch
):
    assert annotate("init", tmp_path / "study").returncode == 0
    make_batch(4).to_csv(tmp_path / "study" / "batch.csv", index=False)
    pushed = annotate("push", "--project", "From the study", cwd=tmp_path / "study")
    assert pushed.returncode == 0, pushed.stderr
    assert f"label at {running.address}/projects/" in pushed.stderr
    assert annotate("pull", "--project", "From the study", cwd=tmp_path / "study").returncode == 0
    shown = annotate("studio", "status", "--format", "json")
    told = json.loads(shown.stdout)
    assert (told["url"], told["team"], told["database"]) == (running.address, True, True)


@pytest.mark.timeout(900)
def test_nothing_acknowledged_is_lost_when_server_and_database_are_killed(
    running, team_at, make_batch, crowd, tmp_path
):
    names = [f"coder{i}@localhost" for i in range(5)]
    accounts = people.make_accounts(names, team_at, tmp_path / "people")
    done = push(make_batch(240), DEFAULT, ProjectRef(team_at, "Killed team"), overlap=2)
    annotators = [
        crowd.Annotator(running, one.email, one.password_file.read_text().strip(), done.project_id, pause=0.05)
        for one in accounts
    ]
    for one in annotators:
        one.start()
    for what in ("database", "server"):
        before = sum(len(one.acknowledged) for one in annotators)
        while sum(len(one.acknowledged) for one in annotators) < before + 40:
            time.sleep(0.05)
        crowd.kill_and_restart(running.folder, what)
    while any(len(one.acknowledged) < 20 for one in annotators):
        time.sleep(0.1)
    for one in annotators:
        one.over.set()
        one.join(120)
    assert sum(one.failures.total() for one in annotators) > 0, "nobody noticed that anything was killed"
    rows = pull(DEFAULT, ProjectRef(team_at, "Killed team")).annotations
    assert not crowd.missing_answers(annotators, rows)
    assert not crowd.invented_answers(annotators, rows)
    assert not rows.duplicated(["sentence_id", "annotator"]).any()
    assert rows.groupby("sentence_id").size().max() <= 2


def test_a_backup_taken_while_people_label_is_restored_answer_by_answer(
    annotate, running, team_at, make_batch, crowd, tmp_path, new_team
):
    [account] = people.make_accounts(["busy@localhost"], team_at, tmp_path / "people")
    batch = make_batch(150, prefix="backup")
    done = push(batch, DEFAULT, ProjectRef(team_at, "Backed up"))
    upload = running.folder / "media" / "upload" / "1" / "guide.txt"
    upload.parent.mkdir(parents=True, exist_ok=True)
    upload.write_text("Read the sentence twice.")
    busy = crowd.Annotator(running, account.email, account.password_file.read_text().strip(), done.project_id)
    busy.start()
    while len(busy.acknowledged) < 20:
        time.sleep(0.05)
    before = dict(busy.acknowledged)
    made = annotate("studio", "backup", "-o", tmp_path / "all.tar.gz")
    assert made.returncode == 0, made.stderr
    after = {**busy.acknowledged, **dict.fromkeys(busy.unsure)}
    busy.over.set()
    busy.join(60)
    assert len(after) > len(before), "nobody labelled during the backup"
    assert stat.S_IMODE((tmp_path / "all.tar.gz").stat().st_mode) == 0o600

    folder = new_team("restored")
    refused = annotate("studio", "restore", tmp_path / "all.tar.gz", "--folder", folder)
    assert refused.returncode == 1
    assert "pass --replace" in refused.stderr
    put = annotate("studio", "restore", tmp_path / "all.tar.gz", "--folder", folder, "--replace")
    assert put.returncode == 0, put.stderr
    assert (folder / "media" / "upload" / "1" / "guide.txt").read_text() == "Read the sentence twice."
    [aside] = folder.parent.glob("restored.before-*")
    assert cluster.exists(aside)
    cluster.ensure_running(aside)
    cluster.stop(aside)
    database = cluster.ensure_running(folder)
    query = (
        "select t.data ->> 'sentence_id' || ' ' || (c.result -> 0 -> 'value' -> 'choices' ->> 0) || ' ' || u.email"
        " from task_completion c join task t on t.id = c.task_id join htx_user u on u.id = c.completed_by_id"
        f" where t.project_id = {done.project_id}"
    )
    answers = {line.split()[0]: line.split()[1:] for line in database.ask(query)}
    cluster.stop(folder)
    assert {sentence: label for sentence, (label, _) in answers.items()}.items() >= before.items()
    assert set(answers) <= set(after)
    assert {email for _, email in answers.values()} == {"busy@localhost"}
    assert all(after[sentence] in (label, None) for sentence, (label, _) in answers.items())
    for path in (aside, folder):
        cluster.stop(path)


class Proxy(http.server.BaseHTTPRequestHandler):
    """Encrypts, and passes everything on, as a proxy before the server does."""

    behind = ""

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = [(k, v) for k, v in self.headers.items() if k.lower() != "content-length"]
        headers.append(("X-Forwarded-Proto", "https"))
        reply = httpx.request(self.command, self.behind + self.path, content=body, headers=headers, trust_env=False,
                              timeout=60, follow_redirects=False)  # fmt: skip
        self.send_response(reply.status_code)
        for name, value in reply.headers.multi_items():
            if name.lower() not in ("content-encoding", "content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        self.wfile.write(reply.content)

    do_GET = do_POST = pass_on

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def databases(new_team):
    """Make empty databases of somebody else's PostgreSQL; the private file with the address of each."""
    folder = new_team("elsewhere")
    other = cluster.ensure_running(folder)

    def make(name):
        other.ask(f"create database {name}")
        file = folder / f"address-of-{name}"
        file.write_text(Database(other.host, other.port, name, other.user, other.password).address)
        file.chmod(0o600)
        return file

    return make


@pytest.fixture(scope="module")
def proxied(databases, team_backup, certificate, tmp_path_factory):
    """A team server on a database that was named, behind a proxy that encrypts."""
    folder = tmp_path_factory.mktemp("proxied") / "server"
    restore(team_backup, folder, database_file=databases("named"))
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Proxy,), {}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    proxy.socket = context.wrap_socket(proxy.socket, server_side=True)
    address = f"https://localhost:{proxy.server_address[1]}"
    running = server.start(folder, port=free_port(0, "127.0.0.1"), team=Team.of(folder, behind_proxy=address))
    proxy.RequestHandlerClass.behind = running.url
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    yield running
    proxy.shutdown()
    server.stop(folder)


def test_people_log_in_through_a_stated_proxy(proxied, elsewhere, annotate, monkeypatch):
    folder, address = proxied.folder, proxied.public_url
    monkeypatch.setenv(server.DATA_VARIABLE, str(folder))
    made = annotate("studio", "invite", "pia@example.org")
    assert made.returncode == 0, made.stderr
    assert f"{address}/user/login/" in made.stderr
    password = (folder / "people" / "pia@example.org").read_text().strip()
    entered = post_form(elsewhere, f"{address}/user/login/", email="pia@example.org", password=password)
    assert entered.status_code == httpx.codes.FOUND, entered.text[:500]
    assert elsewhere.get(f"{address}/api/current-user/whoami").json()["email"] == "pia@example.org"
    again = server.start(folder)
    assert (again.was_running, again.public_url) == (True, address)


def test_a_named_database_is_used_backed_up_and_restored_to(proxied, databases, tmp_path, monkeypatch, new_team):
    assert not cluster.exists(proxied.folder)
    shared = ProjectRef(Connection(proxied.url, proxied.token), "Shared")
    push(pd.DataFrame({"sentence_id": ["a"], "text": ["Talks went on."]}), DEFAULT, shared)
    backup(tmp_path / "shared.tar.gz", proxied.folder)
    file = databases("second")
    file.chmod(0o644)
    with pytest.raises(StudioError, match="others can read it"):
        restore(tmp_path / "shared.tar.gz", tmp_path / "server", database_file=file)
    file.chmod(0o600)
    assert restore(tmp_path / "shared.tar.gz", tmp_path / "server", database_file=file).tasks == 1
    with pytest.raises(StudioError, match="not empty"):
        restore(tmp_path / "shared.tar.gz", tmp_path / "third", database_file=file)
    assert not (tmp_path / "third").exists()
    put = restore(tmp_path / "shared.tar.gz", tmp_path / "third", database_file=file, replace_server=True)
    assert (put.projects, put.tasks) == (1, 1)
    assert re.fullmatch(r"schema before_restore_\d+_\d+ of database second at 127.0.0.1:\d+", put.moved_to)
    monkeypatch.setenv(DATABASE_VARIABLE, file.read_text())
    with pytest.raises(StudioError, match="has a PostgreSQL of its own"):
        Team.of(new_team("own"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "others could reach it there without encryption; pass --tls-cert and --tls-key"),
        (["--tls-cert", "cert.pem"], "--tls-cert and --tls-key belong together"),
        (["--host", "0.0.0.0", "--behind-proxy", "http://labels.example"], "not encrypted; write it with https://"),
        (["--behind-proxy", "https://labels.example/studio"], "without a path"),
        (["--tls-cert", "cert.pem", "--tls-key", "cert.pem"], "not a certificate in PEM form that fits the key"),
        (["--database-file", "public"], "others can read it"),
        (["--database-file", "address"], "not the address of a database"),
        (["--database-file", "none"], "cannot be read"),
    ],
)
def test_a_team_server_that_would_be_open_or_wrong_is_refused(annotate, tmp_path, options, words):
    (tmp_path / "cert.pem").write_text("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n")
    (tmp_path / "cert.pem").chmod(0o600)
    (tmp_path / "public").write_text("postgresql://u:secret-word@host/name")
    (tmp_path / "public").chmod(0o644)
    (tmp_path / "address").write_text("mysql://u:secret-word@host/name")
    (tmp_path / "address").chmod(0o600)
    refused = annotate("studio", "start", "--team", *options, "--folder", tmp_path / "data")
    assert refused.returncode == 1
    assert words in " ".join(refused.stderr.split())
    assert "secret-word" not in refused.stderr
    assert not (tmp_path / "data" / "token").exists()


def test_an_option_of_a_team_server_needs_the_team(annotate, tmp_path):
    refused = annotate("studio", "start", "--behind-proxy", "https://labels.example", "--folder", tmp_path / "data")
    assert refused.returncode == 1
    assert "--behind-proxy: only a team server has it; pass --team too" in refused.stderr


def test_the_data_of_a_private_server_are_not_taken_for_a_teams(annotate, fresh_data):
    refused = annotate("studio", "start", "--team", "--folder", fresh_data)
    assert refused.returncode == 1
    assert "holds the data of a private server" in refused.stderr


def test_a_private_server_is_backed_up_while_it_runs_and_restored(studio, at, make_batch, tmp_path, annotate):
    done = push(make_batch(7), DEFAULT, ProjectRef(at, "Private backup"))
    client = connect(at)
    answer = [{"from_name": "stance", "to_name": "sentence", "type": "choices", "value": {"choices": ["critical"]}}]
    for task in list(client.tasks.list(project=done.project_id))[:3]:
        client.annotations.create(id=task.id, result=answer)
    backup(tmp_path / "private.tar.gz", studio.folder)
    folder = tmp_path / "restored"
    put = restore(tmp_path / "private.tar.gz", folder)
    assert put.tasks >= 7
    (folder / "port").unlink()
    again = server.start(folder)
    try:
        rows = pull(DEFAULT, ProjectRef(Connection(again.url, again.token), "Private backup")).annotations
        expected = pull(DEFAULT, ProjectRef(at, "Private backup")).annotations
        pd.testing.assert_frame_equal(rows, expected)
        assert len(rows) == 3
        with pytest.raises(StudioError, match="runs there"):
            restore(tmp_path / "private.tar.gz", folder, replace_server=True)
    finally:
        server.stop(folder)
    with pytest.raises(StudioError, match="holds a Label Studio"):
        restore(tmp_path / "private.tar.gz", folder)
    assert (folder / "token").read_text().strip() == again.token


@pytest.fixture
def small_backup(fresh_data, tmp_path):
    """A backup of a private server that never ran."""
    return backup(tmp_path / "small.tar.gz", fresh_data)


def rewritten(file, to, change):
    """The archive with its entries, as name and content, passed through `change`."""
    with tarfile.open(file) as source, tarfile.open(to, "w:gz") as target:
        entries = [(entry, source.extractfile(entry).read()) for entry in source]
        for entry, content in change(entries):
            entry.size = len(content) if entry.isreg() else 0
            target.addfile(entry, io.BytesIO(content) if entry.isreg() else None)
    return to


def with_manifest(entries, **changes):
    *others, (entry, content) = entries
    return [*others, (entry, json.dumps(json.loads(content) | changes).encode())]


def extra(name, kind=tarfile.REGTYPE, link=""):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, link
    return entry, b"x"


def listed(entries, name):
    """The entries with a further file that the manifest names, so that only its place is wrong."""
    names = json.loads(entries[-1][1])["files"] | {
        name: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    }
    return [extra(name), *with_manifest(entries, files=names)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e: listed(e, "../outside"), "not a backup's"),
        (lambda e: listed(e, "/outside"), "not a backup's"),
        (lambda e: listed(e, "media/../../outside"), "not a backup's"),
        (lambda e: listed(e, "settings/annotate_studio_settings.py"), "not a backup's"),
        (lambda e: [extra("media/link", tarfile.SYMTYPE, "/etc/passwd"), *e], "not a backup's"),
        (lambda e: [extra("media/unlisted"), *e], "not a backup's"),
        (lambda e: [(n, c + b" ") if n.name == "token" else (n, c) for n, c in e], "damaged: token"),
        (lambda e: [one for one in e if one[0].name != "password"], "damaged: password is missing"),
        (lambda e: with_manifest(e, label_studio="9.0.0"), "made by a newer version"),
        (lambda e: with_manifest(e, format=99), "made by a newer version"),
        (lambda e: with_manifest(e, database="mysql"), "damaged"),
        (lambda e: e[:-1], "no backup that annotate studio backup wrote"),
    ],
)
def test_a_hostile_or_damaged_backup_restores_nothing(small_backup, tmp_path, change, words):
    file = rewritten(small_backup, tmp_path / "changed.tar.gz", change)
    folder = tmp_path / "deep" / "er" / "target"
    with pytest.raises(InputError, match=words):
        restore(file, folder)
    assert not folder.exists()
    assert not list(tmp_path.rglob("outside"))
    assert not list((tmp_path / "deep").rglob("*restoring*"))


def test_what_is_no_archive_or_cut_off_is_refused(small_backup, tmp_path, annotate):
    (tmp_path / "text.tar.gz").write_text("no archive")
    (tmp_path / "cut.tar.gz").write_bytes(small_backup.read_bytes()[:-5000])
    for name in ("text.tar.gz", "cut.tar.gz", "none.tar.gz"):
        refused = annotate("studio", "restore", tmp_path / name, "--folder", tmp_path / "target")
        assert refused.returncode == 1, refused.stderr
        assert name in refused.stderr
    assert not (tmp_path / "target").exists()


def test_the_compose_file_runs_what_the_code_runs(annotate, tmp_path):
    folder = tmp_path / "server"
    written = annotate("studio", "compose", folder, "--address", "https://labels.example.org")
    assert written.returncode == 0, written.stderr
    document = yaml.safe_load((folder / "compose.yaml").read_text())
    services, settings = document["services"], json.loads((folder / "secrets" / "team-settings.json").read_text())

    assert set(services) == {"proxy", "label-studio", "database"}
    assert services["proxy"]["ports"] == ["80:80", "443:443"]
    assert "ports" not in services["database"]
    assert "ports" not in services["label-studio"]
    assert not set(services["proxy"]["networks"]) & set(services["database"]["networks"])
    assert document["networks"]["inside"]["internal"] is True

    environment = services["label-studio"]["environment"]
    assert environment.items() >= SERVER_ENVIRONMENT.items()
    assert environment[TEAM_VARIABLE] == "/run/studio/team-settings.json"
    assert environment["LABEL_STUDIO_HOST"] == settings["address"] == "https://labels.example.org"
    read = set(re.findall(r'_?team\["(\w+)"\]', TEAM_SETTINGS + SERVE)) | {"password_file", "token_file"}
    assert read == set(settings)
    assert (settings["password_file"], settings["token_file"]) == ("/run/studio/password", "/run/studio/token")
    assert services["label-studio"]["volumes"] == [f"studio:{environment['LABEL_STUDIO_BASE_DATA_DIR']}"]
    assert settings["behind_proxy"] is True

    database = settings["database"]
    assert (database["HOST"], database["PORT"]) == ("database", "5432")
    assert database["NAME"] == services["database"]["environment"]["POSTGRES_DB"]
    assert database["USER"] == services["database"]["environment"]["POSTGRES_USER"]
    assert database["PASSWORD"] == (folder / "secrets" / "database-password").read_text()
    for name, secret in document["secrets"].items():
        path = folder / secret["file"]
        assert path.name == name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        if name != "team-settings.json":
            assert path.read_text().strip() not in (folder / "compose.yaml").read_text()
    assert {name for service in services.values() for name in service.get("secrets", ())} == set(document["secrets"])
    assert set(document["volumes"]) == {"certificates", "studio", "database"}

    port = settings["bind"].rpartition(":")[2]
    assert f"reverse_proxy label-studio:{port}" in (folder / "Caddyfile").read_text()
    assert (folder / "Caddyfile").read_text().splitlines()[1] == "labels.example.org {"
    dockerfile = (folder / "label-studio" / "Dockerfile").read_text()
    for name in [*re.search(r"COPY (annotate.*) \./", dockerfile)[1].split(), "server.lock"]:
        assert (folder / "label-studio" / name).exists()
    again = annotate("studio", "compose", folder, "--address", "https://labels.example.org")
    assert again.returncode == 1
    assert "has a compose.yaml already" in again.stderr


def test_label_studio_reads_the_settings_of_the_compose_file(annotate, tmp_path):
    folder = tmp_path / "server"
    assert annotate("studio", "compose", folder, "--address", "https://labels.example.org").returncode == 0
    ask = (
        "import json, annotate_studio_settings as s; print('ANSWER', json.dumps([s.DJANGO_DB, s.DATABASES['default']"
        "['HOST'], s.ALLOWED_HOSTS[0], s.CSRF_TRUSTED_ORIGINS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.DISABLE_SIGNUP_WITHOUT_LINK, s.SECURE_PROXY_SSL_HEADER, s.HOSTNAME, s.DEBUG]))"
    )
    compose = yaml.safe_load((folder / "compose.yaml").read_text())
    environment = compose["services"]["label-studio"]["environment"] | {
        "PATH": os.environ["PATH"],
        "LABEL_STUDIO_BASE_DATA_DIR": str(tmp_path / "data"),
        TEAM_VARIABLE: str(folder / "secrets" / "team-settings.json"),
    }
    python = installing.python_of(installing.install())
    package = subprocess.run([python, "-c", "import label_studio; print(label_studio.__path__[0])"],
                             capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    environment["PYTHONPATH"] = f"{package}{os.pathsep}{folder / 'label-studio'}"
    shown = subprocess.run([python, "-c", ask], env=environment, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    answer = next(line for line in shown.stdout.splitlines() if line.startswith("ANSWER "))
    assert json.loads(answer.removeprefix("ANSWER ")) == [
        "postgresql", "database", "labels.example.org", ["https://labels.example.org"], True, True, True,
        ["HTTP_X_FORWARDED_PROTO", "https"], "https://labels.example.org", False,
    ]  # fmt: skip


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_a_private_server_that_others_could_reach_unencrypted_is_refused(annotate, tmp_path, host):
    refused = annotate("studio", "start", "--host", host, "--folder", tmp_path / "data")
    assert refused.returncode == 1
    assert "others could reach a private server there without encryption; pass --team" in " ".join(
        refused.stderr.split()
    )
    assert not (tmp_path / "data").exists()
