"""Shares, differences and trends as people would have labelled them, with valid intervals."""
