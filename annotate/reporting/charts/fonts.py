"""Which fonts a figure's text is drawn in: the one asked for, or one that is there in its place.

The library that draws charts leaves out text whose font is not on the machine, without a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import vl_convert

from annotate.errors import InputError

FALLBACKS = ("Arial", "Helvetica", "Liberation Sans", "Nimbus Sans", "DejaVu Sans", "sans-serif")
"""Fonts in place of one that is not there, in this order; all but the last two are as wide as Arial."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z-]*(?: [A-Za-z][A-Za-z-]*)*")


def families(font: str) -> str:
    """`font` and the fonts in its place, as SVG and CSS write them."""
    return ", ".join(_quoted(name) for name in _with_fallbacks(font, FALLBACKS))


def font_drawn(font: str, fallbacks: Sequence[str] = FALLBACKS) -> str:
    """The first of `font` and `fallbacks` that is on this machine.

    Raises
    ------
    InputError
        If none of them is, so that a figure would be without text.
    """
    names = _with_fallbacks(font, fallbacks)
    there = next((name for name in names if draws(name)), None)
    if there is None:
        raise InputError(
            f"`font` {font}: none of the fonts {', '.join(names)} is on this machine, and the figure would have no "
            "text; install one of them, or pass `font` the name of a font that is installed"
        )
    return there


def font_words(font: str, *, vector: bool) -> str:
    """Which font a figure has instead of `font`; empty where `font` is there.

    Parameters
    ----------
    vector
        Whether the file names its fonts and is drawn where it is read, as SVG is.
    """
    there = font_drawn(font)
    if there in _names(font):
        return ""
    named = f"the machine’s {there} font" if there == "sans-serif" else there
    if vector:
        return f"the font {font} is not on this machine: text was fitted with {named}, which readers without {font} see"
    return f"the font {font} is not on this machine: text is drawn in {named}"


@cache
def draws(name: str) -> bool:
    """Whether text in the font `name` leaves ink."""
    text = f'<text x="4" y="30" font-size="24" font-family="{_escaped(_quoted(name))}">Ag 08</text>'
    return _pixels(text) != _pixels("")


def _pixels(inside: str) -> bytes:
    return vl_convert.svg_to_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="96" height="40">{inside}</svg>')


def _with_fallbacks(font: str, fallbacks: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*_names(font), *fallbacks]))


def _names(font: str) -> list[str]:
    """The fonts of a list with commas."""
    return [name for part in font.split(",") if (name := part.strip().strip("'\""))]


def _quoted(name: str) -> str:
    """A name as CSS takes it: in quotes where it is more than words."""
    return name if _PLAIN.fullmatch(name) else "'" + name.replace("\\", "").replace("'", "") + "'"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
