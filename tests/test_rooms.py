"""Imports between the rooms of the package point one way only."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "annotate"
CONTRACT = {"columns", "tables", "pieces", "parsing", "scheme", "project", "errors", "progress"}
MAY_IMPORT = {
    "text": CONTRACT,
    "labels": CONTRACT,
    "learn": CONTRACT | {"labels"},
    "studio": CONTRACT | {"labels", "learn"},
    "coverage": CONTRACT | {"text", "learn"},
}


def rooms_imported_by(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("annotate."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("annotate.")}
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_lies_before_it(room):
    for path in (PACKAGE / room).rglob("*.py"):
        foreign = rooms_imported_by(path) - MAY_IMPORT[room] - {room}
        assert not foreign, f"{path.relative_to(PACKAGE)} imports {foreign}"


def test_only_the_studio_backend_imports_learn():
    for path in (PACKAGE / "studio").rglob("*.py"):
        if path.stem not in {"backend"}:
            assert "learn" not in rooms_imported_by(path), path


def test_only_the_command_line_prints_or_exits():
    for path in PACKAGE.rglob("*.py"):
        if "cli" in path.parts or path.stem == "__main__":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                assert name not in {"print", "sys.exit", "exit", "quit", "input"}, f"{path}:{node.lineno} calls {name}"
