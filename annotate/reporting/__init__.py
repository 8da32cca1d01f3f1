"""The report: one HTML page with charts, tables and methods."""
