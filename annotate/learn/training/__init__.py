"""Training: labelled examples, splits, fitting, learning curves."""
