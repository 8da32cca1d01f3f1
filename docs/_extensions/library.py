"""The directive ``library``: everything that ``annotate.__all__`` names, from its docstring."""

import inspect

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import annotate


class Library(SphinxDirective):
    """The names of ``annotate.__all__`` of one kind: ``functions``, ``classes`` or ``errors``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """What autodoc makes of each name."""
        lines = ["```{eval-rst}", ".. currentmodule:: annotate", ""]
        for name in names_of(self.arguments[0]):
            if inspect.isclass(getattr(annotate, name)):
                lines += [f".. autoclass:: {name}", "   :members:", ""]
            else:
                lines += [f".. autofunction:: {name}", ""]
        return self.parse_text_to_nodes("\n".join([*lines, "```"]))


def names_of(kind: str) -> list[str]:
    """The public names of a kind, in the order of ``annotate.__all__``."""
    return [name for name in getattr(annotate, "__all__", []) if kind_of(getattr(annotate, name)) == kind]


def kind_of(thing: object) -> str:
    """``functions``, ``classes``, ``errors``, or "" for what needs no entry of its own."""
    if inspect.isclass(thing):
        return "errors" if issubclass(thing, Exception) else "classes"
    return "functions" if callable(thing) else ""


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("library", Library)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
