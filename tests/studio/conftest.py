"""A real Label Studio for the tests: installed once a machine, its database copied from a template made once."""

import copy
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from annotate.studio import people
from annotate.studio.connection import Connection
from annotate.studio.server import _cluster as cluster
from annotate.studio.server import _installing as installing
from annotate.studio.server import _server_files as server_files
from annotate.studio.server import private as server
from annotate.studio.server.backup import backup, restore
from annotate.studio.server.team import Team


@pytest.fixture
def fresh_data(studio_template, tmp_path):
    """A data folder of its own for a server that a test will kill or change."""
    folder = tmp_path / "studio-data"
    shutil.copytree(studio_template, folder)
    yield folder
    server.stop(folder)


def drop(folder):
    """Stop the server in a folder, and remove a database of its own that lies elsewhere."""
    if folder.exists():
        server.stop(folder)
    shutil.rmtree(cluster.data_folder(folder), ignore_errors=True)


@pytest.fixture(scope="session")
def team_backup():
    """A backup of a team server that nobody has used: restoring it takes seconds, making its database a minute."""
    made_of = installing.LOCK.read_text() + server_files.SERVE + server_files.TEAM_SETTINGS
    file = installing.home() / f"template-team-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}.tar.gz"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            folder = installing.home() / "template-team"
            drop(folder)
            shutil.rmtree(folder, ignore_errors=True)
            server.start(folder, team=Team.of(folder))
            backup(file, folder)
            drop(folder)
            shutil.rmtree(folder)
    return file


@pytest.fixture(scope="session")
def new_team(team_backup, tmp_path_factory):
    """Make the folder of a team server that is not started; all that were made are removed in the end."""
    folders = []

    def make(name):
        folders.append(tmp_path_factory.mktemp("team") / name)
        restore(team_backup, folders[-1])
        (folders[-1] / "port").unlink()
        return folders[-1]

    yield make
    for folder in folders:
        drop(folder)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The files of a certificate for localhost and of its key."""
    folder = tmp_path_factory.mktemp("certificate")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run(
        [*command.split(), "-keyout", "key.pem", "-out", "cert.pem"], cwd=folder, check=True, capture_output=True
    )
    (folder / "key.pem").chmod(0o600)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="session")
def crowd():
    """The module with annotators who label at once."""
    spec = importlib.util.spec_from_file_location("crowd", Path(__file__).with_name("crowd.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def studio(studio_template, tmp_path_factory):
    """The running server that the tests share; commands find it as the private one of this machine."""
    folder = tmp_path_factory.mktemp("studio") / "data"
    shutil.copytree(studio_template, folder)
    before = os.environ.get(server.DATA_VARIABLE)
    os.environ[server.DATA_VARIABLE] = str(folder)
    yield server.start(folder)
    server.stop(folder)
    if before is None:
        del os.environ[server.DATA_VARIABLE]
    else:
        os.environ[server.DATA_VARIABLE] = before


@pytest.fixture
def at(studio):
    """Where the shared server is and what opens it, as keyword arguments."""
    return Connection(studio.url, studio.token)


@pytest.fixture
def make_batch():
    """A batch of `count` invented sentences."""

    def make(count, prefix="s", **more):
        texts = [f"Veldania and Karsovia agreed on point {i} of the water treaty." for i in range(count)]
        return pd.DataFrame({"sentence_id": [f"{prefix}{i:05d}" for i in range(count)], "text": texts, **more})

    return make


@pytest.fixture
def make_scores():
    """Scores of a made-up model for a batch."""

    def make(batch, label="conciliatory", model="model-1"):
        sure = {"p_conciliatory": 0.1, "p_critical": 0.1, "p_neutral": 0.1, f"p_{label}": 0.8}
        return batch.assign(label=label, model=model, abstained=False, **sure)

    return make


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no Chromium on this machine; install the package chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium):
    """A browser that knows of no earlier visit; what is opened in it is closed."""
    yield chromium
    for context in chromium.contexts:
        context.close()


class Labeller:
    """A person at the labelling page, who uses the keyboard."""

    def __init__(self, browser, url, email, password):
        self.url = url
        self.page = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
        self.page.set_default_timeout(90_000)
        self.page.goto(f"{url}/user/login/")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda address: "/user/login" not in address)

    def another_tab(self):
        """The same person in a second tab."""
        other = copy.copy(self)
        other.page = self.page.context.new_page()
        other.page.set_default_timeout(90_000)
        return other

    def open_task(self, project_id, task_id):
        """Go to a sentence that this person has not labelled."""
        self.page.goto(f"{self.url}/projects/{project_id}/data?task={task_id}")
        self.page.get_by_test_id("bottombar-submit-button").wait_for()

    def open(self, project_id):
        """Go to the stream of sentences to label."""
        self.page.goto(f"{self.url}/projects/{project_id}/data?labeling=1")
        self.page.get_by_test_id("bottombar-submit-button").wait_for()

    def reopen(self, project_id, task_id):
        """Go to a sentence that was labelled."""
        self.page.goto(f"{self.url}/projects/{project_id}/data?task={task_id}")
        self.page.get_by_test_id("bottombar-update-button").wait_for()

    @property
    def sentence(self):
        """The sentence that is shown, once there is one: the page fills in its text after its frame."""
        return self.page.locator(".a-sentence").filter(has_text=re.compile(r"\S")).inner_text().strip()

    def chosen(self):
        """The labels that look chosen."""
        boxes = self.page.locator(".a-question input:checked")
        return [boxes.nth(i).get_attribute("name") for i in range(boxes.count())]

    def press(self, *keys):
        """Press hotkeys, each until its label looks chosen."""
        for key in keys:
            before = self.chosen()
            self.page.keyboard.press(key)
            self.page.wait_for_function(
                "before => JSON.stringify([...document.querySelectorAll('.a-question input:checked')]"
                ".map(box => box.name)) !== before",
                arg=str(before).replace("'", '"').replace(", ", ","),
            )

    def submit(self):
        """Submit with the keyboard and see the sentence change; the annotation's number."""
        return self._save(lambda: self.page.keyboard.press("Control+Enter"))

    def skip(self):
        """Skip the sentence."""
        return self._save(lambda: self.page.get_by_test_id("bottombar-skip-button").click())

    def _save(self, act):
        def saves(answer):
            return "/annotations" in answer.url and answer.request.method in ("POST", "PATCH")

        old = self.sentence
        with self.page.expect_response(saves) as saved:
            act()
        assert saved.value.ok, saved.value.text()
        if saved.value.request.method == "POST":
            self.page.wait_for_function(
                "old => { const s = document.querySelector('.a-sentence');"
                " return !s || s.innerText.trim() !== old || s.innerText.trim() === ''; }",
                arg=old,
            )
        return saved.value.json()["id"]


@pytest.fixture
def person(browser):
    """Log somebody in: by address, e-mail and password."""
    return partial(Labeller, browser)


@pytest.fixture
def owner(person, studio):
    """The private server's owner, logged in."""
    return person(studio.url, studio.email, studio.password_file.read_text().strip())


@pytest.fixture(scope="session")
def annotators(studio, tmp_path_factory):
    """The accounts of two annotators on the shared server."""
    folder = tmp_path_factory.mktemp("people")
    return people.make_accounts(["ana@localhost", "ben@localhost"], Connection(studio.url, studio.token), folder)
