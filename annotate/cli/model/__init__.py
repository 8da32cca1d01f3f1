"""Verbs about models: train, evaluate, explain, compare, simulate."""
