"""Asking language models: which endpoint, what it will cost, what was spent."""
