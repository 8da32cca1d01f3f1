"""Evaluation of models: metrics with intervals, calibration, comparison, explanation."""
