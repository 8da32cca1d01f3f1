"""Scoring new coverage at any size, estimates with intervals, and the report."""
