"""The findings as a text to paste into a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from annotate.estimation.differences import families_of
from annotate.reporting._methods import methods_paragraph, references_of
from annotate.reporting._results import Results, notes_for_readers
from annotate.reporting.findings import Findings

_MARKUP = re.compile(r"([\\`*_\[\]>#|]|<(?! ))")  # "<" before a space is less than


def findings_text(
    results: Results, findings: Findings, title: str, warnings: Sequence[str] = (), draws: pd.DataFrame | None = None
) -> str:
    """The findings as Markdown: one sentence per paragraph, then how they were made."""
    shares = results.shares()
    lines = [f"# {_escaped(title)}", ""]
    for warning in [*warnings, *notes_for_readers(shares)]:
        lines += [f"> {_escaped(warning)}", ""]
    for sentence in filter(None, (findings.overall, findings.why_none)):
        lines += [_escaped(sentence), ""]
    if findings.counted:
        lines += [_escaped(findings.counted), ""]
    for finding in findings.findings:
        lines += [f"{_escaped(finding.words)} {_escaped(finding.detail)}", ""]
    methods = methods_paragraph(results, shares, families_of(findings.comparisons), draws)
    lines += ["## Methods", "", _escaped(methods), ""]
    lines += [f"- {_escaped(reference)}" for reference in references_of(results, with_agreement=False)]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    """`text` escaped so that names in it are not markup."""
    return _MARKUP.sub(r"\\\1", text)
