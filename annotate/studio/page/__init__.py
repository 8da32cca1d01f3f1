"""Labelling without a server: a page or a terminal for one person, every answer of whom is on disk at once."""
