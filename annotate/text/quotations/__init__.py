"""Quotations: their content, whether it is quoted directly, and their speakers."""
