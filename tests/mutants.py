"""Plausible mistakes in the formulas, each with the test that must fail when somebody makes it.

``make mutants`` makes them one at a time in a copy of the repository and runs the named test there; it takes too long
for every change and is meant for once a week. ``tests/test_mutants.py`` checks at every change that each mistake can
still be made: that its snippet occurs once in its file, and that its test is there.

To add one: a record below, with a snippet that occurs once in the file; then ``python tests/mutants.py WORD`` runs
those whose record contains the word.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

REPOSITORY = Path(__file__).parent.parent
PROCESSES = 2
COPIED = ("annotate", "datasets", "models", "tests", "pyproject.toml")
KILLED, SURVIVED, SKIPPED, BROKEN, STALE = "killed", "survived", "skipped", "broken", "stale"


@dataclass(frozen=True)
class Mutant:
    """A mistake: `snippet` in `file` becomes `mutated`; `test` must fail then. `why` is what it would do to results."""

    file: str
    snippet: str
    mutated: str
    test: str
    why: str

    @property
    def words(self) -> str:
        """All of it on one line, to be searched."""
        return " ".join((self.file, self.snippet, self.mutated, self.test, self.why))

    def applied(self, source: str) -> str:
        """`source` with the mistake; `LookupError` unless the snippet occurs exactly once."""
        count = source.count(self.snippet)
        if count != 1:
            raise LookupError(f"{self.file}: {self.snippet!r} occurs {count} times, not once; mend the record")
        return source.replace(self.snippet, self.mutated)


MUTANTS: tuple[Mutant, ...] = ()


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
        done = self.python("-c", "import annotate; print(annotate.__file__)")
        assert done.stdout.startswith(str(folder)), f"the copy is not what is imported: {done.stdout} {done.stderr}"

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy, which comes first on the path."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)

    def tested(self, *tests: str) -> tuple[str, str]:
        """What became of `tests` and the end of pytest's output."""
        done = self.python("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--timeout=300", *tests)
        outcome = {0: SURVIVED, 1: KILLED}.get(done.returncode, BROKEN)
        if outcome == SURVIVED and " passed" not in done.stdout:
            outcome = SKIPPED
        return outcome, (done.stdout + done.stderr)[-2000:]

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


def run(mutants: Sequence[Mutant]) -> int:
    """Exit status 0 if every mutant is killed and every named test passes without any."""
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
