"""Makes the mistakes of ``tests/mutants.py`` one at a time in a copy of the repository, and runs the test of each.

``make mutants`` runs them all; ``python tests/run_mutants.py WORD`` those whose record contains the word. It takes
minutes, too long for every change: once a week will do.
"""

from __future__ import annotations

import compileall
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue

from mutants import MUTANTS, Mutant

REPOSITORY = Path(__file__).parent.parent
PROCESSES = 2
COPIED = ("annotate", "datasets", "models", "tests", "pyproject.toml")
IMPORTED = (
    "crowdkit.aggregation",
    "label_studio_sdk",
    "pandas",
    "pyarrow.parquet",
    "pytest",
    "pytest_timeout",
    "rensa",
    "sklearn.feature_extraction.text",
    "sklearn.model_selection",
    "skops.io",
    "statsmodels.api",
)
"""What every test needs and nobody mutates: imported once, in the process from which those of the tests are forked."""
KILLED, SURVIVED, SKIPPED, BROKEN, STALE = "killed", "survived", "skipped", "broken", "stale"


class Copy:
    """A copy of the repository in which mistakes are made and undone again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            source, target = REPOSITORY / name, folder / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, target)
        compileall.compile_dir(folder / "annotate", quiet=1)

    def tested(self, *tests: str) -> tuple[str, str]:
        """What became of `tests` in the copy, and the end of pytest's output."""
        output = self.folder / "output.txt"
        receiver, sender = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=_run_pytest, args=(self.folder, tests, output, sender))
        process.start()
        sender.close()
        try:
            outcome = receiver.recv()
        except EOFError:
            outcome = BROKEN
        process.join()
        return outcome, output.read_text(encoding="utf-8", errors="replace")[-2000:]

    def outcome_of(self, mutant: Mutant) -> tuple[str, str]:
        """What became of `mutant`, and pytest's words."""
        path = self.folder / mutant.file
        source = path.read_text(encoding="utf-8")
        try:
            path.write_text(mutant.applied(source), encoding="utf-8")
        except LookupError as error:
            return STALE, str(error)
        try:
            return self.tested(mutant.test)
        finally:
            path.write_text(source, encoding="utf-8")


CONTEXT = get_context("forkserver")


def _run_pytest(folder: Path, tests: Sequence[str], output: Path, sender: Connection) -> None:
    """Run `tests` with the copy in `folder` first on the path, and send what became of them."""
    os.chdir(folder)
    os.environ |= {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    os.environ["ANNOTATE_MUTATED"] = "1"  # tests/conftest.py leaves PYTHONDONTWRITEBYTECODE alone then
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    import pytest

    plugins = ["-p", "pytest_timeout", "-p", "no:cacheprovider"]
    status = pytest.main(["-q", "-x", *plugins, "--timeout=300", "--rootdir", str(folder), *tests])
    sys.stdout.flush()
    outcome = {0: SURVIVED, 1: KILLED}.get(int(status), BROKEN)
    if outcome == SURVIVED and " passed" not in output.read_text(encoding="utf-8", errors="replace"):
        outcome = SKIPPED
    if not str(sys.modules["annotate"].__file__).startswith(str(folder)):
        outcome = BROKEN
    sender.send(outcome)


def run(mutants: Sequence[Mutant]) -> int:
    """Exit status 0 if every mutant is killed and every named test passes without any."""
    CONTEXT.set_forkserver_preload(list(IMPORTED))
    copies: SimpleQueue[Copy] = SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(PROCESSES) as pool:
        for number in range(PROCESSES):
            copies.put(Copy(Path(folder) / str(number)))

        def with_a_copy(method: str, *arguments: object) -> tuple[str, str]:
            copy = copies.get()
            try:
                return getattr(copy, method)(*arguments)
            finally:
                copies.put(copy)

        tests = sorted({mutant.test for mutant in mutants})
        print(f"{len(tests)} tests without a mutant", flush=True)
        parts = [tests[number::PROCESSES] for number in range(PROCESSES) if tests[number::PROCESSES]]
        for outcome, words in pool.map(lambda part: with_a_copy("tested", *part), parts):
            if outcome != SURVIVED:
                print(f"without any mutant the tests fail:\n{words}")
                return 1
        running = {pool.submit(with_a_copy, "outcome_of", mutant): mutant for mutant in mutants}
        bad = 0
        for done, future in enumerate(as_completed(running), start=1):
            mutant, (outcome, words) = running[future], future.result()
            print(f"[{done}/{len(mutants)}] {outcome}: {mutant.file}: {mutant.why}", flush=True)
            if outcome != KILLED:
                bad += 1
                print(f"    {mutant.snippet!r} -> {mutant.mutated!r}\n    {mutant.test}\n{words}", flush=True)
    print(f"{len(mutants) - bad} of {len(mutants)} mutants killed")
    return 1 if bad else 0


def main(words: Sequence[str]) -> int:
    """Run the mutants whose records contain all `words`."""
    chosen = [mutant for mutant in MUTANTS if all(word in mutant.words for word in words)]
    if not chosen:
        print(f"no mutant with {' '.join(words)}")
        return 2
    begun = time.monotonic()
    status = run(chosen)
    print(f"{time.monotonic() - begun:.0f} seconds")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
