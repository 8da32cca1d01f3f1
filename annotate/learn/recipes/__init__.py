"""Recipes: ways to build a classifier from labelled sentences, each a frozen `Recipe`."""
