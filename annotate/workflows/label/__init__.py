"""Labelling: in Label Studio, agreement, gold labels, labels that look wrong, a live model."""
