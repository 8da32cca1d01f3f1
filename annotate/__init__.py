"""Stance and sentiment annotation of news, from articles to shares that can be published."""

__version__ = "0.1.0"
