"""Files of one format with the ending of another."""

import json

import pytest

import annotate as an
from annotate.errors import InputError

MARKED = "<p>The council of Orth voted.</p><p>The mayor thanked all crews for the work that they had done.</p>"
ROWS = [{"title": f"Vote {number}", "published": f"2024-0{number}-01", "text": MARKED} for number in range(1, 5)]
JSON = {
    "lines": "\n".join(map(json.dumps, ROWS)),
    "lines after a mark of byte order": "\ufeff" + "\n".join(map(json.dumps, ROWS)),
    "list": json.dumps(ROWS),
    "list of several lines": json.dumps(ROWS, indent=1),
    "object": json.dumps(ROWS[0], indent=1),
}


@pytest.mark.parametrize("ending", ["txt", "text", "html", "htm", "xhtml", "csv", "tsv"])
@pytest.mark.parametrize("content", JSON.values(), ids=JSON)
def test_json_is_read_as_nothing_else(tmp_path, content, ending):
    path = tmp_path / f"page.{ending}"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"but JSON with the ending of one; rename it to end in \.json"):
        an.split(path)


@pytest.mark.parametrize(("beginning", "kind"), [("%PDF-1.4\n", "a PDF file"), ("{\\rtf1 ", "rich text")])
@pytest.mark.parametrize("ending", ["txt", "html", "csv"])
def test_other_formats_are_named(tmp_path, beginning, kind, ending):
    path = tmp_path / f"page.{ending}"
    path.write_text(beginning + MARKED, encoding="utf-8")
    with pytest.raises(InputError, match=f"but {kind} with the ending of one"):
        an.split(path)


def test_a_table_is_no_page(tmp_path):
    path = tmp_path / "export.html"
    path.write_text("title,published,text\n" + f"Vote,2024-01-01,{MARKED}\n" * 3, encoding="utf-8")
    with pytest.raises(InputError, match=r"looks like a table with commas between its columns; rename it .* \.csv"):
        an.split(path)


@pytest.mark.parametrize("beginning", ["", "Vote, title and date<br>", "<!-- {} -->"])
def test_a_page_that_does_not_begin_with_markup_is_read(tmp_path, beginning):
    path = tmp_path / "page.html"
    path.write_text(beginning + f"<article>{MARKED}</article>", encoding="utf-8")
    assert len(an.split(path)) >= 2
