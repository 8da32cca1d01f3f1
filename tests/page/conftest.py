"""A labelling page as a user starts it, and a browser to use it with."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

REPOSITORY = Path(__file__).parent.parent.parent
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]
TEXTS = [
    "Veldania's envoy thanked Karsovia for the <b>rescue</b> & the tea.",
    "The Karsovian minister accused the port authority of lying, and went on to list, at some length, every pilot, "
    "every tug and every customs form that had, as she put it, been lost on purpose since the spring.",
    "The ferry leaves at nine.",
    "Both sides agreed to meet again.",
]


@pytest.fixture
def batch(tmp_path):
    """A batch of four sentences in a file."""
    table = pd.DataFrame(
        {
            "sentence_id": ["s1", "s2", "s3", "s4"],
            "text": TEXTS,
            "before": ["Talks were held.", None, "It rained.", "A long day ended."],
            "after": ["More are planned.", "Nobody replied.", None, None],
            "outlet": "The Ansel Courier",
            "published": "2031-03-11T12:00:00+01:00",
            "title": ["Rescue at sea", "Harsh words", "Timetable", "Harsh words"],
        }
    )
    table.to_csv(tmp_path / "batch.csv", index=False)
    return table


class Labelling:
    """A running ``annotate label``, or ``annotate train-coders``."""

    def __init__(self, folder, *arguments, verb="label"):
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
        command = [sys.executable, "-m", "annotate", verb, *map(str, arguments), "--no-browser"]
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
        self.words = ""
        for line in self.process.stderr:
            self.words += line
            if link := re.search(r"(?:Label|Answer) at (\S+)", line):
                self.link = link[1]
                self.address = self.link.partition("/login")[0]
                break
        else:
            raise AssertionError(self.words)

    def kill(self):
        """End it as a power cut would."""
        self.process.kill()
        self.process.communicate()

    def stop(self):
        """Interrupt it, or let it end; its status and all its words."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.finished()

    def finished(self):
        """Wait for its end; its status and all its words."""
        _, rest = self.process.communicate(timeout=300)
        return self.process.returncode, self.words + rest


@pytest.fixture
def labelling(tmp_path):
    """Start ``annotate label``; what still runs at the end is killed."""
    running = []

    def start(*arguments, **verb):
        running.append(Labelling(tmp_path, *arguments, **verb))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.kill()


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no Chromium on this machine; install the package chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Open a labelling page in a window of its own; an error in the page's script fails the test."""
    errors, contexts = [], []

    def opened(link, **look):
        contexts.append(chromium.new_context(**{"viewport": {"width": 1280, "height": 860}, **look}))
        page = contexts[-1].new_page()
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: errors.append(request.url) if "127.0.0.1" not in request.url else None)
        page.goto(link)
        page.locator("body[data-pending='0']").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def violations():
    """What axe-core finds wrong with a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")

    def of(page):
        found = axe.Axe().run(page).response["violations"]
        return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]

    return of
