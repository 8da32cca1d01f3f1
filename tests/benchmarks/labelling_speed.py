"""Seconds from one sentence to the next on both labelling pages, driven by a script that does not think, in one run.

python tests/benchmarks/labelling_speed.py [SENTENCES]

The same batch is labelled in a private Label Studio and on the page of `annotate label`, in the same Chromium, with the
keys a person would press: a label's key, and what the page needs to go on. A person's own time comes on top. `keys` is
the number of key presses a sentence; a key with Ctrl counts as one.
"""

import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pandas as pd
from playwright.sync_api import sync_playwright

import annotate as an
from annotate.studio.server import private as server

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]
SUBMIT = "annotation:annotation:submit"
"""What Label Studio's page of hotkeys calls the key that submits."""
SHOWN = (
    "old => { const s = document.querySelector('%s'); return s && s.innerText.trim() && s.innerText.trim() !== old; }"
)


def batch_of(count):
    text = "The minister of Veldania said that point {} of the water treaty with Karsovia was settled."
    texts = [text.format(number) for number in range(count)]
    return pd.DataFrame({"sentence_id": [f"b{n:05d}" for n in range(count)], "text": texts, "outlet": "Ansel Courier"})


def intervals(page, selector, keys, count):
    """Seconds from the first key of a sentence until the next sentence is shown, for `count` sentences."""
    took = []
    for _ in range(count):
        old = page.locator(selector).first.inner_text().strip()
        start = time.perf_counter()
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_function(SHOWN % selector, arg=old, polling=10)
        took.append(time.perf_counter() - start)
    return took


def show(name, keys, took):
    first, rest = took[0], took[1:]
    print(
        f"{name:44} keys {len(keys)}   median {statistics.median(rest):.2f} s   slowest {max(rest):.2f} s   "
        f"first {first:.2f} s   ({len(took)} sentences)",
        flush=True,
    )


def set_submit_key(running, key):
    chosen = {SUBMIT: {"key": key, "active": True}} if key else {}
    headers = {"Authorization": f"Token {running.token}"}
    with httpx.Client(base_url=running.url, headers=headers, trust_env=False) as http:
        http.patch("/api/current-user/hotkeys/", json={"custom_hotkeys": chosen}).raise_for_status()


def in_label_studio(chromium, folder, count):
    running = server.start(folder / "studio")
    try:
        batch = batch_of(2 * count + 2)
        [pushed] = an.push(batch, project="Speed", url=running.url, token=running.token)
        for name, key, keys in (("Ctrl-Enter", None, ("1", "Control+Enter")), ("Enter", "enter", ("1", "Enter"))):
            set_submit_key(running, key)
            page = chromium.new_context(viewport={"width": 1280, "height": 860}).new_page()
            page.goto(f"{running.url}/user/login/")
            page.fill("input[name=email]", running.email)
            page.fill("input[name=password]", running.password_file.read_text().strip())
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda address: "/user/login" not in address)
            page.goto(pushed.url)
            page.locator(".a-sentence").first.wait_for(timeout=90_000)
            page.get_by_test_id("bottombar-submit-button").wait_for()
            show(f"Label Studio, a label's key and {name}", keys, intervals(page, ".a-sentence", keys, count))
            page.context.close()
    finally:
        server.stop(folder / "studio")


def on_our_page(chromium, folder, count):
    batch_of(2 * count + 1).to_csv(folder / "batch.csv", index=False)
    command = [sys.executable, "-m", "annotate", "label", "batch.csv", "--annotator", "anna", "--no-browser"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        link = next(found[1] for line in process.stderr if (found := re.search(r"Label at (\S+)", line)))
        page = chromium.new_context(viewport={"width": 1280, "height": 860}).new_page()
        page.goto(link)
        page.locator("body[data-pending='0']").wait_for()
        for name, advance, keys in (
            ("a label's key and Enter", "all", ("1", "Enter")),
            ("one key", "required", ("1",)),
        ):
            page.evaluate("when => localStorage.setItem('annotate.advance', when)", advance)
            page.reload()
            page.locator("body[data-pending='0']").wait_for()
            show(f"annotate label, {name}", keys, intervals(page, "#sentence", keys, count))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as name:
        chromium = driver.chromium.launch(executable_path=program, args=FLAGS)
        on_our_page(chromium, Path(name), count)
        in_label_studio(chromium, Path(name), count)


if __name__ == "__main__":
    main()
