"""The command in processes that lack a standard stream, or are told to end."""

import os
import signal
import subprocess
import sys
import time

import pytest

from annotate.cli import signals_and_streams as process

COMMAND = [sys.executable, "-m", "annotate"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def run(closed, *arguments, cwd):
    """The status, and what is said on the streams that are left, of a command with the stream of one number closed."""
    shell = f'exec "$@" {closed}>&-' if closed else 'exec "$@" <&-'
    said = subprocess.run(
        ["sh", "-c", shell, "sh", *COMMAND, *arguments],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return said.returncode, said.stdout, said.stderr


@pytest.mark.parametrize(
    ("closed", "arguments", "status", "words"),
    [
        (2, ["resolve", "nothing.csv", "-o", "gold.csv"], 1, ""),
        (0, ["convert", "-", "--from", "csv", "-o", "x.csv"], 1, "standard input: the file is empty"),
        (1, ["convert", "a.csv", "--from", "csv", "-o", "-"], 2, "standard output is closed; name a file"),
        (1, ["convert", "a.csv", "--from", "csv", "-o", "x.csv"], 0, "1 label"),
    ],
)
def test_a_standard_stream_that_is_closed_is_no_defect(tmp_path, closed, arguments, status, words):
    (tmp_path / "a.csv").write_text("sentence_id,annotator,question,label\ns1,ana,stance,critical\n")
    found, out, err = run(closed, *arguments, cwd=tmp_path)
    assert (found, out) == (status, ""), err
    assert words in err
    assert "bug" not in err


def test_a_process_that_is_told_to_end_tidies_up_and_ends_by_that_signal(tmp_path):
    script = (
        "import sys, time\nfrom annotate import cli\n"
        "def slow():\n"
        "    from annotate.io.writing import written_whole\n"
        "    with written_whole('gold.csv') as beside:\n"
        "        beside.write_text('half')\n"
        "        print('begun', flush=True)\n"
        "        time.sleep(60)\n"
        "cli.application = slow\nsys.argv = ['annotate', 'resolve']\ncli.main()\n"
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, env=ENVIRONMENT, **pipes) as started:
        assert started.stdout.readline() == "begun\n"
        started.terminate()
        _, err = started.communicate(timeout=30)
    assert started.returncode == -signal.SIGTERM
    assert err == "annotate: interrupted; no output was half-written, and the same command starts over\n"
    assert list(tmp_path.iterdir()) == []


def test_a_forked_process_ends_by_the_signal_at_once():
    before = signal.getsignal(signal.SIGTERM)
    try:
        process.Termination()
        ready, begun = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(begun, b"1")
            time.sleep(30)
            os._exit(0)
        os.read(ready, 1)
        os.kill(child, signal.SIGTERM)
        _, status = os.waitpid(child, 0)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGTERM
