"""The lines of an article: where its paragraphs are, and what kind of line each one is."""
