"""The wheel installs in an empty environment and runs the demonstration with no repository around."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, "."]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_package_its_data_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"annotate"}
    assert "annotate/reporting/assets/report.html.j2" in names
    assert {"annotate/workflows/setup/guidelines/fr.md", "annotate/studio/wording/fr.toml"} <= set(names)
    assert any(name.startswith("annotate/datasets/relations/articles/") for name in names)


@pytest.mark.server
@pytest.mark.timeout(1200)
def test_the_wheel_runs_the_demonstration_in_an_empty_environment(wheel, tmp_path, request):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    locked = re.sub(r" \\\n\s+--hash=\S+", "", (REPOSITORY / "requirements.lock").read_text())
    (tmp_path / "constraints.txt").write_text(locked)
    install = [python, "-m", "pip", "install", "--quiet", "--no-compile", "-c", tmp_path / "constraints.txt", wheel]
    own = {"NO_COLOR": "1", "ANNOTATE_STUDIO_DATA": str(tmp_path / "studio")}
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | own
    subprocess.run(install, check=True, capture_output=True, cwd=tmp_path, env=environment)
    command = tmp_path / "venv" / "bin" / "annotate"
    # Asked for only now: another process may be installing Label Studio for it while pip works here.
    shutil.copytree(request.getfixturevalue("studio_template"), tmp_path / "studio")
    try:
        done = subprocess.run([command, "demo"], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "annotate-demo" / "report.html").stat().st_size > 100_000
        assert "given by a language model, not by people" in done.stderr
        (address,) = re.findall(r"http://127.0.0.1:\d+", done.stdout + done.stderr)[:1]
        assert urlopen(f"{address}/version", timeout=60).status == 200
    finally:
        subprocess.run([command, "studio", "stop"], cwd=tmp_path, env=environment, capture_output=True)
