"""Verbs from new coverage to published numbers: score, estimate, report."""
