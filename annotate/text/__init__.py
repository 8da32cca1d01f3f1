"""Articles in, sentences out: lines and their kinds, sentence boundaries, quotations and speakers, near-duplicates."""
