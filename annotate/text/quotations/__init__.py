"""Quotations and speakers: what is said, in whose words, and by whom."""
