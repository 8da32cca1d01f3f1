"""What each light verb imports: a package that takes a second to load is loaded only by the verbs that need it."""

import json
import subprocess
import sys

import pandas as pd
import pytest

HEAVY = {
    *(
        "altair",
        "cleanlab",
        "crowdkit",
        "cv2",
        "dask",
        "dateparser",
        "faker",
        "fastapi",
        "formulaic",
        "fsspec",
        "httpx",
    ),
    *("jinja2", "joblib", "jsf", "label_studio_sdk", "lxml", "matplotlib", "nltk", "numpy", "onnxruntime", "pandas"),
    *("pyarrow", "pytest", "requests", "scipy", "sklearn", "skops", "statsmodels", "textual", "tokenizers"),
    *("trafilatura", "transformers", "urllib3", "uvicorn", "vl_convert", "xlsxwriter"),
}
TABLES = {"pandas", "pyarrow", "numpy"}
SERVER = {*TABLES, "label_studio_sdk", "httpx"}
NOWHERE = "http://127.0.0.1:9"
ALLOWED = {
    "--help": set(),
    "init other --yes": {"numpy", "pyarrow"},
    "sample -n 5 -o few.csv": TABLES,
    "sheet batch.csv -o coding.xlsx": {*TABLES, "xlsxwriter"},
    "resolve": TABLES,
    "agreement": {*TABLES, "scipy"},
    "encoder list": TABLES,
    "open --print": {"numpy", "pyarrow", "httpx"},
    "studio status": {"numpy", "pyarrow", "httpx"},
    "doctor": {*TABLES, "httpx"},
    f"status --url {NOWHERE}": SERVER,
    f"push batch.csv --url {NOWHERE}": SERVER,
    f"pull --url {NOWHERE}": SERVER,
}
"""The heavy packages that a command may import."""
PROBE = """
import json, sys
from annotate.cli import run
status = run(sys.argv[1:])
print(json.dumps([status, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A study with sentences, a batch and the answers of two annotators."""
    import annotate as an

    folder = tmp_path_factory.mktemp("imports") / "study"
    own = an.Study.create(folder)
    articles = [
        {
            "article_id": f"a{n}",
            "outlet": "Harbour Post",
            "published": f"2026-03-0{n + 1}",
            "title": f"Quarrel, part {n}",
        }
        | {"text": f"Norvia rejected the fishing plan of quay {n}. Its envoy offered talks on pier {n}."}
        for n in range(8)
    ]
    pd.DataFrame(articles).to_csv(folder / "articles.csv", index=False)
    an.split(folder / "articles.csv", output=own.path("sentences"), study=own)
    batch = an.sample(own.path("sentences"), size=8, output=own.path("batch"), study=own)
    rows = [
        {"sentence_id": one, "annotator": name, "question": "stance", "label": "critical"}
        for one in batch["sentence_id"]
        for name in ("ana", "ben")
    ]
    pd.DataFrame(rows).to_csv(own.path("annotations"), index=False)
    return folder


@pytest.mark.parametrize("command", ALLOWED)
def test_a_light_verb_imports_only_what_it_needs(study, command, monkeypatch):
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    monkeypatch.setenv("ANNOTATE_STUDIO_HOME", str(study / "no-studio"))
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *command.split()], cwd=study, capture_output=True, text=True, timeout=120
    )
    status, imported = json.loads(done.stderr.splitlines()[-1])
    assert status == (1 if NOWHERE in command else 0), done.stderr
    assert HEAVY & set(imported) <= ALLOWED[command]
