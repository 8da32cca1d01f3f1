"""Charts for papers, as files of an exact width."""

import re
import struct

import pytest

from annotate.reporting.charts import CHARTS

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
    assert 'font-family="Arial"' in svg
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
