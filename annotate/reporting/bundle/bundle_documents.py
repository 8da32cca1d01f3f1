"""The documents of a replication bundle: README, datasheet, preregistration, codebook, script."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from annotate.scheme import Question

_ASSETS = Path(__file__).parent / "assets"
DOCUMENTS = ("README.md", "DATASHEET.md", "PREREGISTRATION.md")


def write_documents(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write `DOCUMENTS`, filled with `facts`, to `folder`; a fact that a template needs and lacks is an error."""
    environment = jinja2.Environment(  # noqa: S701 - Markdown
        loader=jinja2.FileSystemLoader(_ASSETS),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in DOCUMENTS:
        text = environment.get_template(f"{name}.j2").render(facts)
        (folder / name).write_text(text, encoding="utf-8")


def write_script(folder: Path) -> None:
    """Write ``rerun.py`` to `folder`."""
    (folder / "rerun.py").write_text((_ASSETS / "rerun.py.txt").read_text(encoding="utf-8"), encoding="utf-8")


def codebook(question: Question, guidelines: str) -> str:
    """The question, its labels and the guidelines as Markdown."""
    lines = [f"# Codebook: {question.title or question.name}", ""]
    lines += [question.help, ""] if question.help else []
    lines += ["| label | meaning |", "|---|---|"]
    lines += [
        f"| {label.name} | {(label.help or 'see the guidelines').replace('|', '/')} |" for label in question.labels
    ]
    lines += ["", f"Scale: {', '.join(question.scale)}."] if question.scale else []
    return "\n".join(lines) + ("\n\n" + guidelines.strip() if guidelines.strip() else "") + "\n"
