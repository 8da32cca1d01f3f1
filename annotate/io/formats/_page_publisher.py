"""The publisher that a web page states in its data for search engines (JSON-LD, microdata, or a meta tag)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_LINKED_DATA = re.compile(r"<script\b[^<>]{0,200}\bapplication/ld\+json\b[^<>]{0,200}>", re.IGNORECASE)
_END = re.compile(r"</script", re.IGNORECASE)
_META = re.compile(
    r"""<meta\b(?=[^<>]{0,300}\b(?:name|property|itemprop)\s*=\s*["']?(?:dc\.|article:)?publisher\b)"""
    r"""[^<>]{0,300}?\bcontent\s*=\s*(["'])(?!https?:)([^"'<>]{1,200})\1""",
    re.IGNORECASE,
)
_ITEM = re.compile(r"""itemprop\s*=\s*["']?publisher\b""", re.IGNORECASE)
_ITEM_NAME = re.compile(
    r"""itemprop\s*=\s*["']?name["']?[^<>]{0,200}?(?:content\s*=\s*(["'])([^"'<>]{1,200})\1|>([^<>]{1,200})<)""",
    re.IGNORECASE,
)
_NEAR = 600
"""Characters after the beginning of a publisher within which its name stands."""
_STATED = ("publisher", "sourceOrganization", "isPartOf")
_DEEPEST = 12


def publisher_of(page: str) -> str:
    """The name of the publisher that is stated in an HTML page; empty if none is."""
    for data in _linked_data(page):
        objects = list(_objects(data))
        names = {one["@id"]: _name(one) for one in objects if isinstance(one.get("@id"), str) and _name(one)}
        for key in _STATED:
            for one in objects:
                name = _stated(one.get(key), names)
                if name:
                    return name
    match = _META.search(page)
    if match:
        return _one_line(match[2])
    item = _ITEM.search(page)
    match = _ITEM_NAME.search(page, item.end(), item.end() + _NEAR) if item else None
    return _one_line(match[2] or match[3]) if match else ""


def _linked_data(page: str) -> Iterator[Any]:
    """The JSON-LD documents of a page that can be parsed."""
    place = 0
    while (begin := _LINKED_DATA.search(page, place)) and (end := _END.search(page, begin.end())):
        place = end.end()
        try:
            yield json.loads(page[begin.end() : end.start()])
        except (ValueError, RecursionError):
            continue


def _objects(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)


def _stated(value: Any, names: Mapping[str, str]) -> str:
    """The name of a publisher given as text, as an object, by its id, or as a list of these."""
    if isinstance(value, list):
        return next((name for name in (_stated(one, names) for one in value) if name), "")
    if isinstance(value, Mapping):
        identity = value.get("@id")
        return _name(value) or (names.get(identity, "") if isinstance(identity, str) else "")
    return _one_line(value) if isinstance(value, str) and "://" not in value else ""


def _name(value: Mapping[str, Any]) -> str:
    name = value.get("name")
    return _one_line(name) if isinstance(name, str) else ""


def _one_line(name: str) -> str:
    return " ".join(html.unescape(name).split())
