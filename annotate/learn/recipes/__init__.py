"""Recipes: how a classifier is made from labelled sentences, one frozen `Recipe` each."""
