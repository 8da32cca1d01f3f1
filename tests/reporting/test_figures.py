"""Charts for papers, as files of an exact width."""

import re
import struct

import numpy as np
import pytest

from annotate.errors import InputError
from annotate.reporting.charts import CHARTS
from annotate.reporting.charts.fonts import FALLBACKS, draws, families, font_drawn

WIDTH = 89


@pytest.fixture
def tables_of_a_study(tmp_path, apart):
    scores, gold = apart
    scores.to_parquet(tmp_path / "scores.parquet", index=False)
    gold.to_csv(tmp_path / "gold.csv", index=False)
    return ["scores.parquet", "--gold", "gold.csv"]


def test_a_figure_is_as_wide_as_the_journal_asks(annotate, tmp_path, tables_of_a_study):
    for ending in ("svg", "pdf", "png"):
        done = annotate("figure", "outlets", *tables_of_a_study, "-o", f"f.{ending}", "--width", f"{WIDTH}mm")
        assert done.returncode == 0, done.stderr
    svg = (tmp_path / "f.svg").read_text()
    assert float(re.search(r'width="([\d.]+)"', svg)[1]) / 96 * 25.4 == pytest.approx(WIDTH, abs=0.1)
    assert 'font-family="Arial, Helvetica, Liberation Sans' in svg
    assert "The Courier" in svg
    box = re.search(rb"/MediaBox ?\[ ?0 0 ([\d.]+)", (tmp_path / "f.pdf").read_bytes())
    assert float(box[1]) / 72 * 25.4 == pytest.approx(WIDTH, abs=0.1)
    (pixels,) = struct.unpack(">I", (tmp_path / "f.png").read_bytes()[16:20])
    assert pixels / 600 * 25.4 == pytest.approx(WIDTH, abs=0.2)


def test_what_cannot_be_drawn_is_refused(annotate, tmp_path, tables_of_a_study):
    unknown = annotate("figure", "pie", *tables_of_a_study, "-o", "f.svg")
    assert unknown.returncode == 2
    assert f"is unknown; choose from {', '.join(CHARTS)}" in unknown.stderr
    speakers = annotate("figure", "speakers", *tables_of_a_study, "-o", "f.svg")
    assert speakers.returncode == 1
    assert "nothing to draw" in speakers.stderr
    wide = annotate("figure", "shares", *tables_of_a_study, "-o", "f.svg", "--width", "wide")
    assert "write it as 89mm" in wide.stderr
    assert not (tmp_path / "f.svg").exists()


def dark_rows(path):
    """How many rows of pixels have dark ink in their leftmost tenth, where the rows' names stand."""
    image = pytest.importorskip("PIL.Image")
    pixels = np.asarray(image.open(path).convert("L"))
    return int((pixels[:, : pixels.shape[1] // 10].min(axis=1) < 60).sum())


@pytest.mark.parametrize("font", [None, "Quillharrow Sans"])
def test_a_figure_has_text_whatever_fonts_the_machine_has(annotate, tmp_path, tables_of_a_study, font):
    chosen = ["--font", font] if font else []
    for ending in ("pdf", "png", "svg"):
        done = annotate("figure", "outlets", *tables_of_a_study, "-o", f"f.{ending}", "--width", "40mm", *chosen)
        assert done.returncode == 0, done.stderr
        there = font_drawn(font or "Arial")
        said = f"the font {font or 'Arial'} is not on this machine: text "
        assert (said in done.stderr) == (there != (font or "Arial"))
        if said in done.stderr:
            assert f" {there}" in done.stderr.partition(said)[2].partition("\n")[0]
    assert b"/BaseFont" in (tmp_path / "f.pdf").read_bytes()
    assert dark_rows(tmp_path / "f.png") > 60
    assert f'font-family="{families(font or "Arial")}'.replace("'", "&apos;") in (tmp_path / "f.svg").read_text()


def test_a_font_that_is_there_is_used_and_one_that_is_not_is_named():
    there = font_drawn("Quillharrow Sans")
    assert there in FALLBACKS
    assert draws(there)
    assert not draws("Quillharrow Sans 3")
    assert font_drawn(f"Quillharrow Sans, '{there}'") == there
    assert families('Source "Sans" 3').startswith("'Source \"Sans\" 3', Arial")
    with pytest.raises(InputError, match="none of the fonts Quillharrow Sans, Harrowquill is on this machine"):
        font_drawn("Quillharrow Sans", ["Harrowquill"])
