"""The notebooks run from top to bottom, are kept with their output, and are the same as their text pairs."""

from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def sources(notebook):
    return [(cell.cell_type, cell.source.strip()) for cell in notebook.cells]


def pictures(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output for output in outputs if "image/png" in output.get("data", {})]


def test_there_are_five():
    assert [path.stem[0] for path in NOTEBOOKS] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_with_its_figures_and_without_a_path_of_somebodys_machine(path):
    notebook = nbformat.read(path, as_version=4)
    assert pictures(notebook)
    assert sources(notebook) == sources(jupytext.read(path.with_suffix(".py")))
    assert "/home/" not in path.read_text()
    assert "site-packages" not in path.read_text()
    assert "Traceback" not in path.read_text()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    assert pictures(notebook)
