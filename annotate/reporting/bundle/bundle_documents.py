"""The documents of a replication bundle: README, datasheet, preregistration, codebook, script."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from annotate.scheme import Question

_ASSETS = Path(__file__).parent / "assets"
DOCUMENTS = ("README.md", "DATASHEET.md", "PREREGISTRATION.md")
_CONTRASTS = ("differences", "trend")
_TABLES = {
    "differences": "how each two groups {of} differ",
    "trend": "how the shares {of} change over time",
    "mean": "the mean of the labels on their scale, in the groups {of}",
    "sensitivity": "the shares {of} under other assumptions",
}
"""Arguments that name further tables of an analysis, and what these hold."""
_PLANNED = {"differences": "labels that are still needed for the differences between the groups {of}"}
_METHODS = {"fdr": "Benjamini and Hochberg's method (false discovery rate)"}
"""Adjustments of p-values other than Holm's, in words."""


@dataclass(frozen=True)
class RecordedDraw:
    """A draw as the study's record has it; None where an earlier release did not record something."""

    wave: int | None
    strategy: str | None
    seed: int | None
    size: int | None
    frame_size: int | None
    frame_hash: str | None
    batch_hash: str | None
    unit: str | None = None
    """Whether single sentences or whole articles were drawn."""


@dataclass(frozen=True)
class BundleDesign:
    """What was estimated and how: the fields of ``design.json``, which the bundle's script computes from.

    Attributes
    ----------
    title, question
        The bundle's title, and the question of the gold that is estimated; None where the gold does not name it.
    estimator, population, weights, unit, assume_random
        As `annotate.estimate` takes them.
    groups
        The columns of each table of shares by groups.
    periods
        The units of time of each table over time.
    estimates, regressions
        The arguments of each further call of `annotate.estimate` and `annotate.regress`, with the names of its files.
    figures
        Names of charts.
    agreement
        Whether sentences have labels of two annotators.
    draws
        The draws of the study's record.
    sha256
        The hash of each input file, by what it is and its name.
    model
        Names of the models that gave the scores.
    """

    title: str
    question: str | None
    estimator: str
    population: str
    weights: str | None
    unit: str
    assume_random: bool
    groups: list[list[str]]
    periods: list[str]
    estimates: list[dict[str, Any]]
    regressions: list[dict[str, Any]]
    figures: list[str]
    agreement: bool
    draws: list[RecordedDraw]
    sha256: dict[str, str]
    model: list[str]


@dataclass(frozen=True)
class CoverageSize:
    """What a bundle is about, in numbers as they are written, and the days from the first to the last article."""

    sentences: str
    items: str
    """What has a label, in the plural: sentences, or pairs of a sentence and a target."""
    articles: str
    outlets: int
    days: str
    labelled: str
    annotators: int


@dataclass(frozen=True)
class BundleFacts:
    """What the documents of a bundle state.

    Attributes
    ----------
    design, size
        What was estimated, and of how much.
    question, labels
        The name of the question and of its labels.
    version, made
        This package's version, and the day.
    files
        The bundle's files, each with a line on what it is.
    left_out
        Columns of text that the bundle does not have.
    notes
        What a reader of the numbers must know.
    keyed
        Whether the annotators' pseudonyms come from the study's secret key.
    flow
        The way from articles to labels, as text; empty where no study records it.
    """

    design: BundleDesign
    size: CoverageSize
    question: str
    labels: Sequence[str]
    version: str
    made: str
    files: list[tuple[str, str]]
    left_out: list[str]
    notes: list[str]
    keyed: bool
    flow: str


def write_documents(folder: Path, facts: BundleFacts) -> None:
    """Write `DOCUMENTS`, filled with `facts`, to `folder`; a fact that a template needs and lacks is an error."""
    environment = jinja2.Environment(  # noqa: S701 - Markdown
        loader=jinja2.FileSystemLoader(_ASSETS),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["listed"] = _listed
    design = facts.design
    filled = {**vars(facts), "results": _results_of(design), "adjustments": _adjustments(design.estimates)}
    for name in DOCUMENTS:
        text = environment.get_template(f"{name}.j2").render(filled)
        (folder / name).write_text(text, encoding="utf-8")


def _listed(arguments: Mapping[str, Any], but: Container[str] = ()) -> str:
    """What an analysis was asked for, but its formula, the name of its file, and arguments in `but`."""
    left_out = ("formula", "output")
    return ", ".join(f"{name} {value}" for name, value in arguments.items() if name not in left_out and name not in but)


def _results_of(design: BundleDesign) -> list[tuple[str, str]]:
    """The files that ``rerun.py`` writes, each with what it holds."""
    files = [("shares.csv", "shares of the labels in the whole coverage")]
    for columns in design.groups:
        name, words = "_".join(columns), " and ".join(columns)
        files.append((f"shares_by_{name}.csv", f"shares by {words}"))
        files.append((f"differences_by_{name}.csv", "how each two of these groups differ"))
    for unit in design.periods:
        files.append((f"shares_by_{unit}.csv", f"shares by {unit}"))
        files.append((f"trend_by_{unit}.csv", f"how shares change from {unit} to {unit}"))
    for one in design.estimates:
        what, tables = ("shares", _TABLES) if "plan" not in one else ("labels that are still needed", _PLANNED)
        files.append((one["output"], f"{what}: {_listed(one, tables)}"))
        of = f"of `{one['output']}`"
        files += [(one[name], words.format(of=of)) for name, words in tables.items() if name in one]
    files += [(one["output"], f"regression {one['formula']}: {_listed(one)}") for one in design.regressions]
    files += [(f"figure_{name}.svg", f"the chart {name} of the report") for name in design.figures]
    files += [("agreement.csv", "how far annotators agree")] if design.agreement else []
    files.append(("findings.md", "the findings in words"))
    return [(name, words.replace("|", "\\|")) for name, words in files]


def _adjustments(estimates: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """Methods other than Holm's by which p-values are adjusted, each with the files that have these."""
    files: dict[str, list[str]] = {}
    for one in estimates:
        if one.get("adjust", "holm") != "holm" and "plan" not in one:
            files.setdefault(one["adjust"], []).extend(f"`{one[name]}`" for name in _CONTRASTS if name in one)
    return [(_METHODS.get(adjust, adjust), names) for adjust, names in files.items() if names]


def write_script(folder: Path) -> None:
    """Write ``rerun.py`` to `folder`."""
    (folder / "rerun.py").write_text((_ASSETS / "rerun.py.txt").read_text(encoding="utf-8"), encoding="utf-8")


def codebook(question: Question, guidelines: str) -> str:
    """The question, its labels and the guidelines as Markdown."""
    lines = [f"# Codebook: {question.title or question.name}", ""]
    lines += [question.help, ""] if question.help else []
    lines += ["| label | meaning |", "|---|---|"]
    lines += [
        f"| {label.name} | {(label.meaning or 'see the guidelines').replace('|', '/')} |" for label in question.labels
    ]
    lines += ["", f"Scale: {', '.join(question.scale)}."] if question.scale else []
    return "\n".join(lines) + ("\n\n" + guidelines.strip() if guidelines.strip() else "") + "\n"
