"""The same labelling in a terminal, used through a pseudo-terminal as a person would."""

import asyncio
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from annotate.scheme import Label, Question, Scheme
from annotate.studio.page.labelling_session import LabellingSession

pytest.importorskip("textual")
REPOSITORY = Path(__file__).parent.parent.parent
ENTER, BACKSPACE, LEFT = "\r", "\x7f", "\x1b[D"


class Screen:
    """A terminal in which ``annotate label --terminal`` runs."""

    def __init__(self, folder, *arguments):
        self.mine, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm-256color"}
        environment |= {"COLUMNS": "100", "LINES": "40"}
        command = [sys.executable, "-m", "annotate", "label", *arguments, "--terminal"]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self.shown = ""

    def see(self, words, seconds=300):
        """Wait until `words` are written; what was written since the last time."""
        limit = time.monotonic() + seconds
        while words not in self.text and time.monotonic() < limit:
            if select.select([self.mine], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self.mine, 65536).decode("utf-8", "replace")
                except OSError:  # the other end is closed
                    break
        assert words in self.text, self.text[-3000:]
        seen, self.shown = self.text, ""
        return seen

    @property
    def text(self):
        return re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|[\]P_].*?(\x1b\\|\x07)|.)", "", self.shown)

    def type(self, keys):
        os.write(self.mine, keys.encode())

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.mine)


@pytest.fixture
def screen(tmp_path, batch):
    """Start ``annotate label --terminal``."""
    started = []

    def start(*arguments):
        started.append(Screen(tmp_path, *arguments))
        return started[-1]

    yield start
    for one in started:
        one.end()


def labels(tmp_path):
    table = pd.read_csv(tmp_path / "annotations.csv", keep_default_na=False)
    return {(row.sentence_id, row.question): row.label for row in table.itertuples()}


def test_a_batch_is_labelled_in_the_terminal(screen, tmp_path):
    first = screen("batch.csv", "-o", "annotations.csv", "--annotator", "anna")
    seen = first.see("Sentence 1 of 4")
    assert "Rescue at sea" in seen + first.see("save and go on")
    first.type("1")
    first.type("q")
    first.see("Saved: conciliatory, positive")
    first.type("2" + ENTER)
    first.see("Saved: critical")
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    again = screen("batch.csv", "-o", "annotations.csv", "--annotator", "anna")
    again.see("Sentence 3 of 4")
    again.type(BACKSPACE)
    again.see("Taken back")
    again.type("3" + ENTER)
    again.see("Saved: neutral")
    again.type("c")
    again.see("Enter keeps it")
    again.type("odd" + ENTER)
    again.see("Comment kept")
    again.type("s")
    again.see("Skipped")
    again.type(ENTER)
    again.see("stance must be answered")
    again.type("x")
    again.see("2 sentences labelled, 1 skipped, 1 to go")
    assert again.process.wait(timeout=300) == 0
    assert labels(tmp_path) == {
        ("s1", "stance"): "conciliatory",
        ("s1", "sentiment"): "positive",
        ("s2", "stance"): "neutral",
        ("s3", "stance"): "",
    }
    table = pd.read_csv(tmp_path / "annotations.csv").set_index("sentence_id")
    assert table.loc["s3", "comment"] == "odd"


def test_ctrl_c_ends_it_and_keeps_the_comment_being_written(screen, tmp_path):
    running = screen("batch.csv", "-o", "annotations.csv", "--annotator", "anna")
    running.see("x Ctrl-C quit")
    running.type("1")
    running.type("q")
    running.see("Saved: conciliatory, positive")
    running.type(LEFT + "c")
    running.see("Enter keeps it")
    running.type("odd")
    running.see("odd")
    running.type("\x03")
    running.see("1 sentence labelled, 0 skipped, 3 to go")
    assert running.process.wait(timeout=300) == 0
    assert set(pd.read_csv(tmp_path / "annotations.csv")["comment"]) == {"odd"}


def test_without_a_terminal_it_says_so(annotate, batch):
    done = annotate("label", "batch.csv", "-o", "annotations.csv", "--terminal")
    assert done.returncode == 1
    assert "--terminal: not running in a terminal" in done.stderr


def test_a_key_stays_beside_its_words_in_a_narrow_window():
    from annotate.studio.page.terminal_keys import in_lines

    keys = [("Enter", "save and go on"), ("Backspace", "undo"), ("s", "skip"), ("g", "guidelines"), ("x", "quit")]
    lines = [re.sub(r"\[/?b\]", "", line) for line in in_lines(keys, 44).splitlines()]
    assert lines == ["Enter save and go on  Backspace undo  s skip", "g guidelines  x quit"]
    assert len(in_lines(keys, 100).splitlines()) == 1


def test_labels_without_keys_are_chosen_by_tab_and_space_and_the_sentence_stays_in_sight(tmp_path):
    from annotate.studio.page.labelling_terminal import LabellingTerminal

    names = tuple(Label(f"frame number {number}") for number in range(40))
    scheme = Scheme(tuple(Question(f"frame{number}", names, required=True) for number in range(4)))
    batch = pd.DataFrame({"sentence_id": ["a", "b"], "text": ["The harbour council met.", "Two."]})

    async def choose(session):
        app = LabellingTerminal(session, "ports", "")
        async with app.run_test(size=(100, 24)) as pilot:
            for number in range(4):
                await pilot.press("tab", *["tab"] * (number % 2), "space")
                if number < 3:
                    assert app.query_one("#reading").size.height > 5
                    assert app.place == 0
            assert app.place == 1

    with LabellingSession(batch, scheme, tmp_path / "annotations.csv", "ana") as session:
        asyncio.run(choose(session))
        assert session.answers[session.items[0].key].labels == {
            f"frame{number}": (f"frame number {number % 2}",) for number in range(4)
        }
