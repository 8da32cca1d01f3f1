"""Scoring new coverage at any size, on one machine or a cluster."""
