"""What comes after a verb: the commands that a person may type next, with the files at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

NEXT: Mapping[str, Sequence[str]] = {
    "split": ["annotate sample{output} -n 200"],
    "sample": ["annotate label{output}", "annotate studio start and annotate push{output} where several label"],
    "convert": ["annotate resolve{output}", "annotate agreement{output} where several labelled"],
    "studio start": ["annotate push"],
    "push": ["annotate open labelling", "annotate status", "annotate pull once sentences are labelled"],
    "status": ["annotate pull", "annotate label and annotate resolve where you label without a server"],
    "pull": ["annotate resolve{output}", "annotate agreement{output} where several labelled"],
    "agreement": ["annotate agreement{annotations} --by pair", "annotate resolve{annotations}"],
    "resolve": ["annotate train{output}"],
    "audit": ["annotate audit{gold} --push sends the doubtful ones back", "annotate train{gold}"],
    "evaluate": ["annotate score{model} NEW-ARTICLES"],
    "compare": ["annotate train{gold} --recipe NAME with the best one"],
    "simulate": ["annotate sample -n 200 --strategy NAME with the best one"],
    "explain": ["annotate audit", "annotate train once the labels are corrected"],
    "score": ["annotate estimate{output}"],
    "estimate": ["annotate report{scores}"],
    "regress": ["annotate report{scores}", "annotate replicate -o bundle"],
    "report": ["annotate open report", "annotate replicate -o bundle, which computes every number again"],
    "figure": ["annotate replicate -o bundle"],
}
"""After each verb that does not say so itself; a name in braces is its parameter where one was given."""


def next_step(verb: str, parameters: Mapping[str, Any], *, in_study: bool) -> str:
    """What to do after `verb`, which ran with `parameters`, in one line; empty where nothing follows.

    Outside a study commands have no defaults, so nothing is said unless the files were named.
    """
    steps = []
    for template in NEXT.get(verb, ()):
        names = {name: _word(parameters.get(name)) for name in ("output", "annotations", "gold", "model", "scores")}
        used = [name for name in names if f"{{{name}}}" in template]
        if in_study or (used and all(names[name] for name in used)):
            steps.append(template.format(**names))
    return "Next: " + ", or ".join(steps) if steps else ""


def _word(value: object) -> str:
    """A file as a word of a command with a space before it; empty where it is the study's or standard output."""
    return f" {value}" if isinstance(value, Path) and str(value) != "-" else ""
