"""Tables for papers, from the command that computes the numbers."""

import re

import pandas as pd
import pytest
from docx import Document

from annotate.reporting.paper_tables import latex, markdown, paper_table, write_paper_table

SHARES = pd.DataFrame(
    {
        "outlet": ["R&D_Daily 100 %", "$Mirror$ | #1"],
        "label": ["critical", "critical"],
        "n": [1200, 800],
        "share": [0.3814, 0.0004],
        "low": [0.31, 0.0],
        "high": [0.4549, 0.0051],
    }
)


def test_a_share_stands_with_its_interval():
    table = paper_table(SHARES)
    assert table.columns == ["Outlet", "Label", "Sentences", "Share, % [95 % CI]"]
    assert [row[-1] for row in table.rows] == ["38.1 [31.0, 45.5]", "0.0 [0.0, 0.5]"]
    assert table.rows[0][2] == "1,200"


def test_a_difference_has_a_minus_sign_and_a_p_value_no_zero():
    frame = pd.DataFrame(
        {"difference": [-0.11], "low": [-0.18], "high": [-0.04], "p": [0.0312], "p_adjusted": [0.0002]}
    )
    assert paper_table(frame).rows == [["−11.0 [−18.0, −4.0]", ".031", "< .001"]]


def test_latex_takes_no_name_for_a_command():
    text = latex(paper_table(SHARES))
    assert r"R\&D\_Daily 100 \% & critical & 1,200 & 38.1 [31.0, 45.5] \\" in text
    assert r"\$Mirror\$" in text
    assert r"\#1" in text
    body = text.split(r"\midrule")[1].split(r"\bottomrule")[0]
    assert not re.search(r"(?<!\\)[%$#_]", body)
    assert body.count(" & ") == 6


def test_markdown_keeps_its_columns():
    lines = markdown(paper_table(SHARES)).splitlines()
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1


@pytest.mark.parametrize("ending", ["docx", "tex", "md", "xlsx"])
def test_estimate_writes_the_table_of_a_paper(annotate, apart, tmp_path, ending):
    scores, gold = apart
    scores.to_parquet(tmp_path / "scores.parquet", index=False)
    gold.to_csv(tmp_path / "gold.csv", index=False)
    file = f"table.{ending}"
    done = annotate("estimate", "scores.parquet", "--gold", "gold.csv", "--by", "outlet", "-o", file)
    assert done.returncode == 0, done.stderr
    if ending == "docx":
        grid = Document(tmp_path / file).tables[0]
        text = "\n".join(" ".join(cell.text for cell in row.cells) for row in grid.rows)
    elif ending == "xlsx":
        assert len(pd.read_excel(tmp_path / file)) == 6
        return
    else:
        text = (tmp_path / file).read_text()
    assert "Courier" in text
    assert len(re.findall(r"\d+\.\d \\?\[\d+\.\d,\s\d+\.\d\\?\]", text)) == 6


def test_a_long_name_leaves_the_other_columns_of_a_word_table_their_room(tmp_path):
    frame = pd.DataFrame({"outlet": ["Gazette" * 40, "Post"], "label": "critical", "n": 1200, "share": 0.25})
    widths = []
    for number, rows in enumerate((frame, frame.iloc[1:])):
        path = tmp_path / f"{number}.docx"
        write_paper_table(paper_table(rows.assign(low=0.2, high=0.3), []), path)
        widths.append([column.width.pt for column in Document(path).tables[0].columns])
    long, short = widths
    assert sum(long) == pytest.approx(sum(short), abs=1)
    for column, letters in ((1, len("critical")), (2, len("1,200")), (3, len("25.0 [20.0, 30.0]"))):
        assert long[column] > 4.5 * letters  # points, in a font of 8.5


def test_coefficients_stand_with_words_for_their_terms_and_without_per_cent():
    frame = pd.DataFrame(
        {
            "quantity": "coefficient",
            "term": ["Intercept", "outlet[T.The Courier]", "outlet[T.The Courier]:after"],
            "label": "critical",
            "estimate": [0.41, -0.004, 0.1],
            "std_error": [0.08, 0.002, 0.1],
            "low": [0.2, -0.008, -0.1],
            "high": [0.6, -0.001, 0.3],
            "p_value": [0.00001, 0.03, 0.3],
            "n": 3349,
            "labelled": 286,
            "naive": [0.338, -0.082, 0.05],
            "model": "linear",
        }
    )
    table = paper_table(frame, ["2 sentences have no label; pass `bounds` to see the worst case"])
    assert table.columns == ["Term", "Label", "Estimate [95 % CI]", "Standard error", "p", "Without correction"]
    assert table.rows[0] == ["Intercept", "critical", "0.410 [0.200, 0.600]", "0.080", "< .001", "0.338"]
    assert [row[0] for row in table.rows[1:]] == ["outlet: The Courier", "outlet: The Courier × after"]
    assert table.notes == ["Linear model, 3,349 sentences, 286 of them labelled.", "2 sentences have no label"]
    assert r"\begin{tabular}{llrrrr}" in latex(table)
    assert markdown(table).splitlines()[1] == "| --- | --- | ---: | ---: | ---: | ---: |"


def test_coefficients_of_agreement_have_names():
    frame = pd.DataFrame({"measure": ["alpha_nominal"], "value": [0.8], "low": [0.7], "high": [0.9]})
    assert paper_table(frame).rows == [["Krippendorff’s alpha", "0.80 [0.70, 0.90]"]]
