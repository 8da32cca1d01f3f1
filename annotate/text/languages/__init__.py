"""What the algorithms of this room must know of a language: one folder a language."""
