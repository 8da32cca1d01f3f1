"""The layout of coding sheets, shared by writing and reading."""

from __future__ import annotations

SHEET = "coding"
"""The name of the worksheet with the sentences and the answers."""
GUIDELINES = "guidelines"
"""The name of the worksheet with the guidelines and the meanings of labels."""
IDENTITY = "sentence_id"
TARGET = "target"
COMMENT = "comment"
SHOWN = ("before", "text", "after", TARGET, "speaker", "outlet", "published", "title")
"""Columns of a batch that help annotators, in the order in which they are shown."""
