"""The lines of an article: its paragraphs, and the kind of line that each one is."""
