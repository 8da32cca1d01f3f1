"""How near-duplicates are found: texts as codes of words, candidates by MinHash, verification by what they say."""
