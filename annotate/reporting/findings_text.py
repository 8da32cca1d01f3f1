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
    lines = [f"# {_plain(title)}", ""]
    for warning in [*warnings, *notes_for_readers(shares)]:
        lines += [f"> {_plain(warning)}", ""]
    for sentence in filter(None, (findings.overall, findings.why_none)):
        lines += [_plain(sentence), ""]
    if findings.counted:
        lines += [_plain(findings.counted), ""]
    for finding in findings.findings:
        lines += [f"{_plain(finding.words)} {_plain(finding.detail)}", ""]
    methods = methods_paragraph(results, shares, families_of(findings.comparisons), draws)
    lines += ["## Methods", "", _plain(methods), ""]
    lines += [f"- {_plain(reference)}" for reference in references_of(results, with_agreement=False)]
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: str) -> str:
    """`text` escaped so that names in it are not markup."""
    return _MARKUP.sub(r"\\\1", text)
