"""Labelling without a server: a page or a terminal for one person, whose every answer is on disk at once."""
