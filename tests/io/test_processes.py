"""Worker processes leave the script that started them alone."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
SCRIPT = """
import annotate as an

print("begun")
done = an.split("news/", "sentences.parquet", workers=2)
print(done.sentences, "sentences")
"""


def test_a_script_needs_no_guard_to_split_on_several_cores(tmp_path):
    (tmp_path / "news").mkdir()
    for number in range(450):
        (tmp_path / "news" / f"{number}.txt").write_text(f"Envoy {number} spoke of peace and of herring.\n")
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["begun", "450 sentences"]
