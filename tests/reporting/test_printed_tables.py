"""Tables of the report on paper: no head stands alone at the foot of a page, and every page of a table has it."""

import re
import shutil
import subprocess
from pathlib import Path

import jinja2
import pytest

import annotate
from annotate.reporting._cells import grid
from annotate.reporting.pdf_printing import browser, print_pdf

ASSETS = Path(annotate.__file__).parent / "reporting" / "assets"
AROUND = ("{table}", "<h3>lead{n}</h3>{table}", "<details open><summary>lead{n}</summary>{table}</details>")
"""What stands before a table."""


@pytest.mark.browser
def test_the_head_of_a_table_is_with_its_first_rows_on_every_page(tmp_path):
    if not (browser() and shutil.which("pdftotext")):
        pytest.skip("no chromium or no pdftotext on this machine")
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(ASSETS), autoescape=True)
    table = environment.get_template("table.html.j2").module.table
    shapes = [(rows, around, 840 + 14 * step) for rows in (5, 30, 80) for around in AROUND for step in range(0, 10, 2)]
    sections = []
    for number, (rows, around, above) in enumerate(shapes):
        cells = [[f"row{number}x{row}x", row] for row in range(rows)]
        body = around.format(n=number, table=table(grid([f"head{number}x", "count"], cells), f"Table {number}"))
        sections.append(f'<section style="break-before: page"><div style="height: {above}px"></div>{body}</section>')
    style = (ASSETS / "report.css").read_text(encoding="utf-8")
    html = (
        f"<!doctype html><html><head><style>{style}</style></head><body><main>{''.join(sections)}</main></body></html>"
    )
    print_pdf(html, tmp_path / "page.pdf", Path("page.pdf"))
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, text=True).stdout
    pages = [set(re.findall(r"\b(?:lead|head|row)\d+(?:x\d+x|x)?", page)) for page in text.split("\f")]
    for number, (rows, around, _) in enumerate(shapes):
        heads = [place for place, words in enumerate(pages) if f"head{number}x" in words]
        of_rows = [place for place, words in enumerate(pages) if any(one.startswith(f"row{number}x") for one in words)]
        assert heads == of_rows, shapes[number]
        assert {f"row{number}x{row}x" for row in range(3)} <= pages[heads[0]], shapes[number]
        assert "lead" not in around or f"lead{number}" in pages[heads[0]], shapes[number]
        assert rows < 80 or len(heads) > 1
