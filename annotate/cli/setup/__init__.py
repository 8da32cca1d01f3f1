"""Verbs that set up and check: init, demo, doctor."""
