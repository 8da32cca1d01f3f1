"""Parsing JSON without lone surrogates, which no table can store."""

from __future__ import annotations

import json
from typing import Any


def parse_json(text: str) -> Any:
    """The value of a JSON document, with lone surrogates replaced by U+FFFD.

    Raises
    ------
    ValueError, RecursionError
        If `text` is not JSON, or is nested too deeply.
    """
    value = json.loads(text)
    if "\\ud" not in text and "\\uD" not in text:
        return value
    plain = json.dumps(value, ensure_ascii=False)
    return json.loads(plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
