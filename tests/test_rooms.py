"""The rooms of the package: imports point one way, rooms and modules stay small, only the command line prints."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "annotate"
CONTRACT = {"_types", "answer_labels", "columns", "counts", "errors", "label_names", "progress", "scheme", "tables"}
MAY_IMPORT = {
    "io": CONTRACT,
    "text": CONTRACT | {"io"},
    "labels": CONTRACT | {"io"},
    "study": CONTRACT | {"io"},
    "studio": CONTRACT | {"io", "labels", "study"},
    "learn": CONTRACT | {"io", "labels"},
    "scoring": CONTRACT | {"io", "text", "learn"},
    "estimation": CONTRACT | {"io", "study", "labels", "learn"},
    "reporting": CONTRACT | {"io", "study", "learn", "estimation"},
    "workflows": CONTRACT | {"io", "study", "text", "labels", "studio", "learn", "scoring", "estimation", "reporting"},
}
RIDDLES = {"told", "calm", "found", "given", "said", "kept", "judged"}
MOST_LINES = 350
MOST_FILES = 14


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


def test_the_contract_imports_no_room():
    for name in CONTRACT:
        foreign = rooms_imported_by(PACKAGE / f"{name}.py") - CONTRACT
        assert not foreign, f"{name} imports {foreign}"


def test_every_package_is_installed():
    import tomllib

    named = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    found = {".".join(path.parent.relative_to(PACKAGE.parent).parts) for path in PACKAGE.rglob("__init__.py")}
    assert set(named["packages"]) == found | {"annotate.datasets"}


def test_no_module_is_longer_than_one_can_read():
    for path in PACKAGE.rglob("*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= MOST_LINES, f"{path.relative_to(PACKAGE)} has {lines} lines"


def test_no_room_has_more_files_than_one_can_overlook():
    for folder in {path.parent for path in PACKAGE.rglob("*.py")}:
        files = [path.name for path in folder.glob("*.py")]
        assert len(files) <= MOST_FILES, f"{folder.relative_to(PACKAGE)} has {len(files)} files"


def test_no_two_modules_have_one_name():
    seen = {}
    for path in PACKAGE.rglob("*.py"):
        if path.stem.startswith("__"):
            continue
        assert path.stem not in seen, f"{path.relative_to(PACKAGE)} and {seen[path.stem].relative_to(PACKAGE)}"
        seen[path.stem] = path


def test_a_private_module_is_imported_only_in_its_room():
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) and node.module else ""
            parts = module.split(".")
            if parts[0] == "annotate" and any(part.startswith("_") for part in parts[2:]):
                assert parts[1] == room, f"{path.relative_to(PACKAGE)}:{node.lineno} imports {module}"


def test_names_say_what_they_hold():
    """No variable, parameter or function is named for what happened to it."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "id", None) if isinstance(getattr(node, "ctx", None), ast.Store) else None
            name = node.arg if isinstance(node, ast.arg) else node.name if isinstance(node, ast.FunctionDef) else name
            assert name not in RIDDLES, f"{path.relative_to(PACKAGE)}:{node.lineno} {name}"


def test_only_the_command_line_prints_or_exits():
    for path in PACKAGE.rglob("*.py"):
        if "cli" in path.parts or path.stem == "__main__":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                assert name not in {"print", "sys.exit", "exit", "quit", "input"}, f"{path}:{node.lineno} calls {name}"
