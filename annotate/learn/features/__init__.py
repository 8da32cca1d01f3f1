"""Features of a sentence: its words, and the context of a target."""
