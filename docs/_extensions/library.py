"""The directive ``library``: everything that ``annotate.__all__`` names, and what its functions return."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

import annotate
from annotate.cli import VERBS

_ATTRIBUTES: dict[str, list[str]] = {}
"""The docstrings of attributes as they were written, while autodoc works on them."""


class Library(SphinxDirective):
    """The public ``functions``, ``classes`` or ``errors``, or the ``records`` that functions return."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """What autodoc makes of each name."""
        kind = self.arguments[0]
        names = records() if kind == "records" else [("annotate", name) for name in public(kind)]
        lines = []
        for module, name in names:
            directive = "autofunction" if kind == "functions" else "autoclass"
            lines += ["```{eval-rst}", f".. currentmodule:: {module}", "", f".. {directive}:: {name}"]
            lines += ["   :members:", "```"] if directive == "autoclass" else ["```"]
        return self.parse_text_to_nodes("\n".join(lines))


def public(kind: str) -> list[str]:
    """The public names of a kind: the verbs in the order of a study, then the others."""
    order = list(VERBS)
    names = [name for name in annotate.__all__ if kind_of(getattr(annotate, name)) == kind]
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


def kind_of(thing: object) -> str:
    """``functions``, ``classes``, ``errors``, or "" for what needs no entry of its own."""
    if inspect.isclass(thing):
        return "errors" if issubclass(thing, Exception) else "classes"
    return "functions" if callable(thing) else ""


def records() -> list[tuple[str, str]]:
    """Module and name of every class of ours that a public function returns and that is not public itself."""
    found = {}
    for function in public("functions"):
        for module, name in _returned(getattr(annotate, function)):
            if name not in annotate.__all__:
                found[name] = module
    return [(module, name) for name, module in found.items()]


def _returned(function: object) -> Iterator[tuple[str, str]]:
    module = inspect.getmodule(function)
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("annotate.")
        for alias in node.names
    }
    own = {node.name: (module.__name__, node.name) for node in tree.body if isinstance(node, ast.ClassDef)}
    for word in re.findall(r"\w+", str(inspect.signature(function).return_annotation)):
        if word in imported or word in own:
            yield {**imported, **own}[word]


def _forget_overloads(app: Sphinx) -> None:
    """Show one signature per function: that with every parameter."""
    for function in public("functions"):
        analyzer = ModuleAnalyzer.for_module(getattr(annotate, function).__module__)
        analyzer.analyze()
        analyzer.overloads.clear()


def _keep(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    if what == "attribute":
        _ATTRIBUTES[name] = list(lines)


def _restore(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Undo what napoleon does to an attribute's sentence with a colon, whose beginning it takes for a type."""
    if what == "attribute":
        lines[:] = _ATTRIBUTES.pop(name, lines)


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("library", Library)
    app.connect("builder-inited", _forget_overloads)
    app.connect("autodoc-process-docstring", _keep, priority=1)
    app.connect("autodoc-process-docstring", _restore, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
