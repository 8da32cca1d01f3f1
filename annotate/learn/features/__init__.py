"""What a classifier sees of a sentence: words, vectors, the context around a target."""
