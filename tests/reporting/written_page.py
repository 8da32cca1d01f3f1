"""A report's page in a file, for tests that look at it."""

from annotate.reporting.page import Beside, page_html, results_for
from annotate.scheme import DEFAULT


def write_report(scores, path, *, gold=None, beside=None, question=None, title="", scheme=DEFAULT):
    """Write the page to `path`, and return that."""
    beside = beside or Beside()
    path.write_text(page_html(results_for(scores, gold, beside, scheme, question), beside, title), encoding="utf-8")
    return path
