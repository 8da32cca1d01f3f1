"""Checking by eye how articles were split."""
