"""Five people label 5,000 sentences on a team server while the server and its database are killed again and again.

Run with: python tests/benchmarks/team.py [SENTENCES [KILLS]]
"""

import importlib.util
import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from annotate.scheme import DEFAULT
from annotate.studio import people
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pulling import pull
from annotate.studio.pushing import push
from annotate.studio.server import private as server
from annotate.studio.server.backup import backup, restore
from annotate.studio.server.team import Team

spec = importlib.util.spec_from_file_location("crowd", Path(__file__).parents[1] / "studio" / "crowd.py")
crowd = importlib.util.module_from_spec(spec)
spec.loader.exec_module(crowd)

PEOPLE = 5
BETWEEN = (30, 120)
"""Answers between two kills."""


def timed(name, act):
    began = time.monotonic()
    result = act()
    print(f"{name:<56} {time.monotonic() - began:8.1f} s", flush=True)
    return result


def label_and_kill(running, annotators, kills, chance):
    """Kill the server and its database in turn while people label; the seconds until each was back."""
    back = []
    for number in range(kills):
        goal = sum(len(one.acknowledged) for one in annotators) + chance.randint(*BETWEEN)
        while sum(len(one.acknowledged) for one in annotators) < goal:
            time.sleep(0.05)
        began = time.monotonic()
        crowd.kill_and_restart(running.folder, "database" if number % 2 else "server")
        back.append(time.monotonic() - began)
    goal = sum(len(one.acknowledged) for one in annotators) + BETWEEN[1]
    while sum(len(one.acknowledged) for one in annotators) < goal:
        time.sleep(0.05)
    for one in annotators:
        one.over.set()
        one.join(120)
    return back


def main(sentences=5000, kills=10):
    texts = [f"Veldania and Karsovia settled point {i} of the water treaty." for i in range(sentences)]
    batch = pd.DataFrame({"sentence_id": [f"t{i:06d}" for i in range(sentences)], "text": texts})
    with tempfile.TemporaryDirectory() as space:
        folder, again = Path(space) / "server", Path(space) / "restored"
        try:
            running = timed("first start: database made", lambda: server.start(folder, team=Team.of(folder)))
            at = Connection(running.url, running.token)
            accounts = people.make_accounts([f"coder{i}@localhost" for i in range(PEOPLE)], at, Path(space) / "people")
            done = timed(
                f"push of {sentences:,} sentences", lambda: push(batch, DEFAULT, ProjectRef(at, "Team"), overlap=2)
            )
            annotators = [
                crowd.Annotator(running, one.email, one.password_file.read_text().strip(), done.project_id)
                for one in accounts
            ]
            began = time.monotonic()
            for one in annotators:
                one.start()
            back = label_and_kill(running, annotators, kills, random.Random(20260302))
            took = time.monotonic() - began
            rows = timed("pull", lambda: pull(DEFAULT, ProjectRef(at, "Team")).annotations)
            timed("backup", lambda: backup(Path(space) / "all.tar.gz", folder))
            put = timed("restore elsewhere", lambda: restore(Path(space) / "all.tar.gz", again))
            stored = connect(at).projects.get(id=done.project_id).task_number
        finally:
            for one in (folder, again):
                if one.exists():
                    server.stop(one)
                    crowd.remove_database(one)
    seconds = np.array([second for one in annotators for second in one.seconds])
    acknowledged = sum(len(one.acknowledged) for one in annotators)
    print(f"answers acknowledged to {PEOPLE} people in {took:.0f} s: {acknowledged:,}; lost:",
          len(crowd.missing_answers(annotators, rows)))  # fmt: skip
    print("answers that nobody gave:", len(crowd.invented_answers(annotators, rows)),
          "  given twice:", int(rows.duplicated(["sentence_id", "annotator"]).sum()))  # fmt: skip
    print(f"sentences stored: {stored:,} of {sentences:,}; in the restored backup: {put.tasks:,} with"
          f" {put.annotations:,} answers of {len(rows):,}")  # fmt: skip
    print(f"kills: {kills}; back after {np.median(back):.1f} s (median), {max(back):.1f} s (longest)")
    print(f"acknowledged after {np.median(seconds):.2f} s (median), {np.quantile(seconds, 0.95):.2f} s (95 %)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
