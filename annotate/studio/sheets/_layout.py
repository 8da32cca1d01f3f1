"""What a coding sheet is made of, for those who write one and those who read one back."""

from __future__ import annotations

SHEET = "coding"
"""The sheet with the sentences and the answers."""
GUIDELINES = "guidelines"
"""The sheet with the coding guidelines and the labels' meanings."""
IDENTITY = "sentence_id"
TARGET = "target"
COMMENT = "comment"
SHOWN = ("before", "text", "after", TARGET, "speaker", "outlet", "published", "title")
"""Columns of a batch that help to label, in the order in which they are shown."""
