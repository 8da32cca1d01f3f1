"""The list of mutants cannot rot: every mistake can still be made, and its test is still there."""

import ast
import importlib.util
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


def _loaded():
    import sys

    specification = importlib.util.spec_from_file_location("mutants", REPOSITORY / "tests" / "mutants.py")
    module = importlib.util.module_from_spec(specification)
    sys.modules["mutants"] = module  # dataclasses look their module up there
    specification.loader.exec_module(module)
    return module


MUTANTS = _loaded().MUTANTS


def names_in(file):
    """The names of a file's tests as pytest writes them after the file's."""
    names = set()
    for node in ast.parse((REPOSITORY / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return names


@pytest.mark.parametrize("file", sorted({mutant.file for mutant in MUTANTS}))
def test_every_snippet_occurs_once_and_its_mutation_is_still_python(file):
    source = (REPOSITORY / file).read_text(encoding="utf-8")
    for mutant in MUTANTS:
        if mutant.file == file:
            mutated = mutant.applied(source)
            assert mutated != source, mutant.why
            ast.parse(mutated)


@pytest.mark.parametrize("file", sorted({mutant.test.partition("::")[0] for mutant in MUTANTS}))
def test_every_test_that_must_fail_is_there(file):
    named = {mutant.test.partition("::")[2] for mutant in MUTANTS if mutant.test.startswith(f"{file}::")}
    assert named <= names_in(file)


def test_no_mistake_is_listed_twice():
    assert len({(mutant.file, mutant.snippet, mutant.mutated) for mutant in MUTANTS}) == len(MUTANTS) >= 80
