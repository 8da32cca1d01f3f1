"""Numbers on the panel's tiles can be read: each has a contrast of at least 4.5 to 1 on its tile (WCAG 2.2, 1.4.3)."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from annotate.reporting.charts import Canvas
from annotate.reporting.charts._panel import outlets_by_period
from annotate.reporting.page import Beside, results_for
from annotate.scheme import DEFAULT

pytestmark = pytest.mark.filterwarnings("ignore::annotate.AnnotateWarning")
_PAPERS = {"light": (253, 252, 250), "dark": (21, 25, 29)}
_TURNING = {"var(--on-bw)": {"light": "#000000", "dark": "#ffffff"}}
_TURNING["var(--on-wb)"] = {"light": "#ffffff", "dark": "#000000"}


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(colour):
    if colour == "teal":
        return 0, 128, 128
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def contrasts(svg, mode):
    """The contrast of every text on every tile of a panel."""
    root = ElementTree.fromstring(svg)
    found = []
    for panel in root.iter():
        marks = [child for child in panel if "role-mark" in (child.get("class") or "")]
        tiles = [path for group in marks if "mark-rect" in group.get("class") for path in group]
        for texts in (group for group in marks if tiles and "mark-text" in group.get("class")):
            assert len(texts) == len(tiles)
            for tile, text in zip(tiles, texts, strict=True):
                opacity = float(tile.get("opacity") or 1)
                over = zip(rgb(tile.get("fill")), _PAPERS[mode], strict=True)
                below = luminance([opacity * a + (1 - opacity) * b for a, b in over])
                ink = _TURNING.get(text.get("fill"), {}).get(mode, text.get("fill"))
                low, high = sorted((below, luminance(rgb(ink))))
                found.append((high + 0.05) / (low + 0.05))
    return found


@pytest.mark.parametrize("colours", [{}, {"critical": "#e69f00", "conciliatory": "teal"}, {"critical": "#777777"}])
def test_every_number_of_a_tile_can_be_read(apart, colours):
    results = results_for(*apart, Beside(), DEFAULT, None)
    drawing = outlets_by_period(replace(results, colours=results.colours | colours)).drawing
    pages = [(drawing.svg(Canvas(912)), mode) for mode in _PAPERS] + [(drawing.narrow, mode) for mode in _PAPERS]
    for svg, mode in [*pages, (drawing.svg(Canvas(600, size=10, ink="#111111")), "light")]:
        found = contrasts(svg, mode)
        assert len(found) >= 2 * 2 * 6
        assert min(found) >= 4.5
