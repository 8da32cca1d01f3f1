"""Splitting articles: lines and their kinds, sentence boundaries, quotations and speakers, near-duplicates."""
