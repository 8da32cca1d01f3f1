"""Regression on labels that a model predicted: coefficients corrected by the human labels."""
