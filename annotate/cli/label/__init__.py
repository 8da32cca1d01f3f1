"""Verbs of the labelling day: studio, push, pull, status, serve, agreement, resolve, audit."""
