"""A real Label Studio for the tests: installed once a machine, its database copied from a template made once."""

import hashlib
import os
import shutil
from functools import partial

import pandas as pd
import pytest
from filelock import FileLock

from annotate.studio import people
from annotate.studio.server import _installing as installing
from annotate.studio.server import private as server


def template():
    """A data folder in which a server ran once, so that the next start has no tables to make."""
    made_of = hashlib.sha256((installing.LOCK.read_text() + server.SETTINGS).encode()).hexdigest()[:12]
    folder = installing.home() / f"template-{made_of}"
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            server.start(folder)
            server.stop(folder)
            (folder / "port").unlink()
            (folder / "ready").touch()
    return folder


@pytest.fixture
def fresh_data(tmp_path):
    """A data folder of its own for a server that a test will kill or change."""
    folder = tmp_path / "studio-data"
    shutil.copytree(template(), folder)
    yield folder
    server.stop(folder)


@pytest.fixture(scope="session")
def studio(tmp_path_factory):
    """The running server that the tests share; commands find it as the private one of this machine."""
    folder = tmp_path_factory.mktemp("studio") / "data"
    shutil.copytree(template(), folder)
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
    return {"url": studio.url, "token": studio.token}


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


@pytest.fixture
def browser():
    """Debian's Chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no Chromium on this machine; install the package chromium")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


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
        """The sentence that is shown."""
        return self.page.locator(".a-sentence").inner_text().strip()

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
    return people.make_accounts(["ana@localhost", "ben@localhost"], url=studio.url, token=studio.token, folder=folder)
