"""Coding sheets: labelling in a spreadsheet, without a server."""
