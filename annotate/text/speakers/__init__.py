"""Speakers: the persons of an article, labels of transcripts, and whom a name or pronoun stands for."""
