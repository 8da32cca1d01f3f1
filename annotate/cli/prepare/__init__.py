"""Verbs before labelling: split, sample, convert."""
