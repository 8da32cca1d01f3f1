"""The documentation builds without a warning, loads nothing from elsewhere, and names everything there is."""

import ast
import inspect
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pandas as pd
import pytest
import typer

import annotate
from annotate import tables
from annotate.cli import VERBS, application

REPOSITORY = Path(__file__).parent.parent
DOCS = REPOSITORY / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md"))
READ = [*PAGES, REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md"]
COMMANDS = typer.main.get_command(application()).commands


class Page(HTMLParser):
    """What a page loads by itself, where its links lead, and the anchors it has."""

    def __init__(self, path):
        super().__init__()
        self.loads, self.links, self.anchors = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        self.anchors |= {at[name] for name in ("id", "name") if at.get(name)}
        if tag == "a" and at.get("href"):
            self.links.append(at["href"])
        elif tag == "link" and at.get("rel") in ("stylesheet", "icon", "preload", "prefetch", "preconnect"):
            self.loads.append(at["href"])
        elif at.get("src"):
            self.loads.append(at["src"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built pages; a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(DOCS), str(folder)]
    done = subprocess.run(build, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return folder


def test_no_page_loads_anything_from_elsewhere(site):
    for path in site.rglob("*.html"):
        for address in Page(path).loads:
            assert not re.match(r"(\w+:)?//", address), f"{path.name} loads {address}"
    for path in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import\s+)[\"']?(https?:)?//", path.read_text(encoding="utf-8")), path
    assert not list(site.rglob("*mathjax*"))


def test_every_internal_link_leads_somewhere(site):
    pages = {path: Page(path) for path in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            address, anchor = urldefrag(unquote(link))
            if re.match(r"\w+:", address):
                continue
            target = (path.parent / address).resolve() if address else path
            assert target.exists(), f"{path.name}: {link}"
            if anchor and target in pages:
                assert anchor in pages[target].anchors, f"{path.name}: {link}"


def test_formulas_are_shown_without_a_script(site):
    assert "<mfrac>" in (site / "methods" / "estimates.html").read_text(encoding="utf-8")


def test_every_verb_and_flag_is_on_the_pages_of_commands(site):
    text = "".join(path.read_text(encoding="utf-8") for path in (site / "reference" / "commands").glob("*.html"))
    for verb in VERBS:
        assert f'id="annotate-{verb}"' in text, verb
    for flag in all_flags():
        assert f">{flag}<" in text, flag


def test_everything_public_is_on_the_page_of_the_library(site):
    anchors = Page(site / "reference" / "library.html").anchors
    for name in getattr(annotate, "__all__", []):
        if callable(getattr(annotate, name)):
            assert f"annotate.{name}" in anchors, name


def names_of_recipes():
    from annotate.learn.recipes.catalogue import RECIPES

    return RECIPES


def names_of_strategies():
    from annotate.labels.strategies import STRATEGIES

    return STRATEGIES


def names_of_coefficients():
    from annotate.labels.coefficients import COEFFICIENTS

    return COEFFICIENTS


def names_of_methods():
    from annotate.labels.aggregation import METHODS

    return METHODS


def names_of_estimators():
    from annotate.estimation.estimators import ESTIMATORS

    return [*ESTIMATORS, *(estimator.method for estimator in ESTIMATORS.values())]


def names_of_extras():
    import tomllib

    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["optional-dependencies"].keys() - {
        "dev"
    }


def endings_of_formats():
    from annotate.io._archives import ENDINGS
    from annotate.io.formats import FORMATS, PACKED

    return [*(ending for form in FORMATS for ending in form.endings), *PACKED, *ENDINGS]


def codes_of_languages():
    from annotate.text.languages import codes

    return codes()


def names_of_exports():
    from annotate.io.exports import EXPORTS
    from annotate.io.exports.exchange import WRITTEN

    return [*(export.name for export in EXPORTS), *WRITTEN]


def names_of_settings():
    from annotate.scheme import KEYS, LABEL_KEYS
    from annotate.workflows.setup.settings import PATHS

    return [*KEYS, *LABEL_KEYS, *PATHS]


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("reference/recipes", names_of_recipes),
        ("reference/strategies", names_of_strategies),
        ("reference/agreement", names_of_coefficients),
        ("reference/agreement", names_of_methods),
        ("reference/estimators", names_of_estimators),
        ("reference/formats", endings_of_formats),
        ("reference/formats", names_of_exports),
        ("reference/formats", codes_of_languages),
        ("reference/settings", names_of_settings),
        ("index", names_of_extras),
    ],
)
def test_every_choice_is_explained(page, names):
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    for name in names():
        assert re.search(rf"`{re.escape(name)}`", text), f"{page}.md does not explain {name}"


@pytest.mark.parametrize(
    "table", [value for value in vars(tables).values() if isinstance(value, tables.Table)], ids=lambda t: t.name
)
def test_every_column_is_explained(table):
    text = (DOCS / "reference" / "tables.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {table.name}$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert section, f"tables.md has no section {table.name}"
    explained_before = set(tables.SENTENCES.columns) if table.name in ("batch", "scores") else set()
    for column in set(table.columns) - explained_before:
        mark = r" \*" if column in table.required else ""
        assert re.search(rf"`{column}`{mark}", section[1]), f"{table.name}: {column}"


def all_flags(commands=None):
    found = set()
    for command in (commands or COMMANDS).values():
        for parameter in command.params:
            found |= {name for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("--")}
        found |= all_flags(command.commands) if getattr(command, "commands", None) else set()
    return found


def console_commands():
    """Every command of ours that a page shows at a prompt, and the example in each verb's help."""
    for path in READ:
        for line in re.findall(r"^\$ (annotate .*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            yield path.relative_to(REPOSITORY).as_posix(), line
    for verb in VERBS:
        yield f"annotate {verb} --help", COMMANDS[verb].epilog.removeprefix("Example: ")


@pytest.mark.parametrize(("where", "line"), list(console_commands()))
def test_a_command_that_is_shown_can_be_typed(where, line):
    words = shlex.split(line.partition("  #")[0])[1:]
    commands, command = COMMANDS, None
    while command is None or hasattr(command, "commands"):
        command = commands[words.pop(0)]
        commands = getattr(command, "commands", {})
    command.make_context(line, words)


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_every_flag_that_is_named_exists(path):
    ours = all_flags() | {"--help", "--version", "--install-completion", "--show-completion"}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "python tests/" not in line:
            for flag in re.findall(r"(?<![\w-])--[a-z][\w-]+", line):
                assert flag in ours, f"{path.name} names {flag}"


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_every_file_of_the_repository_that_is_named_exists(path):
    for name in re.findall(r"`((?:annotate|tests|docs|datasets|notebooks|models)/[\w./-]*)`", path.read_text()):
        if not name.startswith("models/stance"):
            assert (REPOSITORY / name).exists(), f"{path.name} names {name}"


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_python_that_is_shown_calls_what_there_is(path):
    for block in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("an."):
                name = ast.unparse(node.func).removeprefix("an.")
                assert name in annotate.__all__, f"{path.name}: an.{name}"
                known = inspect.signature(getattr(annotate, name)).parameters
                for keyword in node.keywords:
                    assert keyword.arg in known, f"{path.name}: an.{name}({keyword.arg}=...)"


def test_outlets_and_dates_of_the_page_on_regression_are_those_of_the_shipped_coverage():
    coverage = pd.read_csv(REPOSITORY / "datasets" / "relations" / "articles.csv")
    page = (DOCS / "how-to" / "regression.md").read_text(encoding="utf-8")
    outlets = set(re.findall(r'--reference "outlet=([^"]+)"', page)) | set(re.findall(r"outlet\[T\.([^\]]+)\]", page))
    assert outlets
    assert outlets <= set(coverage["outlet"])
    events = re.findall(r"--event (\S+)", page)
    assert events
    assert all(coverage["published"].min() < day < coverage["published"].max() for day in events)
