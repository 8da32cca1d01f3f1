"""Speakers: the persons of an article, labels in transcripts, and the referents of names and pronouns."""
