"""From labelled sentences to a fitted model: examples, splits, fitting, learning curves."""
