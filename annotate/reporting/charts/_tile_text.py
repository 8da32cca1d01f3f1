"""Black or white text on tiles of a colour that lets the paper through: whichever has more contrast (WCAG 2.2)."""

from __future__ import annotations

import re
import zlib
from functools import cache

import vl_convert

BLACK, WHITE = "#000000", "#ffffff"
_LIGHT_PAPER, _DARK_PAPER = "#fdfcfa", "#15191d"
"""The page's, as in its style sheet, and about a figure's."""
TURNING = {(BLACK, WHITE): "var(--on-bw)", (WHITE, BLACK): "var(--on-wb)"}
"""The page's names of text that has one colour on light paper and another on dark."""

_Rgb = tuple[float, float, float]


def text_on(colour: str, opacity: float, *, turning: bool) -> str:
    """The colour of text on a tile.

    Parameters
    ----------
    turning
        Whether the paper may be dark, too, as the page's is where its reader's system is.
    """
    light, dark = (_better(colour, opacity, paper) for paper in (_LIGHT_PAPER, _DARK_PAPER))
    return TURNING.get((light, dark), light) if turning else light


def contrast(one: _Rgb, other: _Rgb) -> float:
    """The contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def blended(colour: str, opacity: float, paper: str) -> _Rgb:
    """A colour over paper that it lets through."""
    over, below = _rgb(colour), _rgb(paper)
    red, green, blue = (opacity * a + (1 - opacity) * b for a, b in zip(over, below, strict=True))
    return red, green, blue


def _better(colour: str, opacity: float, paper: str) -> str:
    tile = blended(colour, opacity, paper)
    return max((BLACK, WHITE), key=lambda ink: contrast(_rgb(ink), tile))


@cache
def _rgb(colour: str) -> _Rgb:
    digits = colour.lstrip("#")
    if not re.fullmatch(r"(?:[0-9a-fA-F]{3}){1,2}", digits) or digits == colour:
        return _named_rgb(colour)
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _named_rgb(colour: str) -> _Rgb:
    """What a colour's name, such as teal, is drawn as: black where there is no such colour."""
    tile = f'<rect width="1" height="1" fill="{colour}"/>'
    drawn = vl_convert.svg_to_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">{tile}</svg>')
    at = drawn.index(b"IDAT")
    size = int.from_bytes(drawn[at - 4 : at], "big")
    pixel = zlib.decompress(drawn[at + 4 : at + 4 + size])[1:4]  # after the byte that names the row's filter
    return pixel[0] / 255, pixel[1] / 255, pixel[2] / 255


def _luminance(colour: _Rgb) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
