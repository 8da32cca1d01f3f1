"""Finding near-duplicates: texts as word codes, candidates by MinHash, verification of each pair."""
