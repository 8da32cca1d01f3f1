"""Normalizing values in cells and files: dates, encodings, markup, ids."""
