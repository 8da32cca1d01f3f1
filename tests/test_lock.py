"""The lock file and pyproject.toml say the same."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
LOCK = (REPOSITORY / "requirements.lock").read_text()
DEMO_LOCK = (REPOSITORY / "requirements-demo.lock").read_text()
ASKED = PROJECT["dependencies"] + [one for extra in PROJECT["optional-dependencies"].values() for one in extra]


def locked_versions(name):
    pattern = rf"^{re.escape(name)}==(\S+)"
    return re.findall(pattern, LOCK, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("asked", ASKED)
def test_each_dependency_is_locked_at_a_version_it_allows(asked):
    requirement = Requirement(asked)
    versions = locked_versions(canonicalize_name(requirement.name))
    assert versions, f"{requirement.name} is not in requirements.lock; run make lock"
    assert all(version in requirement.specifier for version in versions), versions


@pytest.mark.parametrize("lock", [LOCK, DEMO_LOCK], ids=["all", "demo"])
def test_every_locked_version_has_a_hash(lock):
    entries = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("lock", [LOCK, DEMO_LOCK], ids=["all", "demo"])
def test_the_lock_names_no_registry_and_no_path(lock):
    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock


def test_the_demonstration_installs_the_versions_that_are_tested_and_nothing_heavy_that_only_tests_use():
    everything, demo = (set(re.findall(r"^(\S+==\S+)", lock, re.MULTILINE)) for lock in (LOCK, DEMO_LOCK))
    assert demo < everything
    extras = PROJECT["optional-dependencies"]
    wanted = [PROJECT["dependencies"], *(extras[name] for name in ("encoder", "terminal", "documents", "feeds"))]
    asked = {canonicalize_name(Requirement(one).name) for some in wanted for one in some}
    names = {one.partition("==")[0] for one in demo}
    assert asked <= names
    assert not names & {"playwright", "numba", "transformers", "statsmodels", "matplotlib", "mypy", "sphinx", "torch"}


def test_the_core_has_the_packages_the_project_is_built_on():
    core = {canonicalize_name(Requirement(asked).name) for asked in PROJECT["dependencies"]}
    assert {"scikit-learn", "pandas", "label-studio-sdk", "joblib"} <= core
    assert PROJECT["license"] == "Apache-2.0"
