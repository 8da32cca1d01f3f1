"""Sentence boundaries of English news, with exact offsets."""
