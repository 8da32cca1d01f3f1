"""One dialect and encoding for every command: what spreadsheets write is read right, or its rows are named."""

import gzip
import json
import shlex
import time

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.errors import InputError
from annotate.io._dialects import Malformed, records
from annotate.io.articles import articles_in_file
from annotate.io.chunks import chunks_of_table
from annotate.io.parsing import column_names, parsed
from annotate.io.reading import read_table
from annotate.io.rejects import Reject

ROWS = [("d1", "Lundén – «first» – spoke; then, he left.", "critical"), ("d2", 'He said "no".\nTwice.', "neutral")]


def written(delimiter, line_end="\n"):
    def cell(text):
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in f'{delimiter}"\n') else text

    return line_end.join(delimiter.join(map(cell, row)) for row in [("doc", "text", "label"), *ROWS]) + line_end


DIALECTS = {
    "comma.csv": written(",").encode(),
    "semicolon.csv": written(";").encode(),
    "bar.csv": written("|").encode(),
    "tab.csv": written("\t").encode(),
    "labels.tsv": written("\t").encode(),
    "comma.tsv": written(",").encode(),
    "bom.csv": b"\xef\xbb\xbf" + written(",").encode(),
    "windows.csv": written(";", "\r\n").encode("cp1252"),
    "sep.csv": b"sep=;\r\n" + written(";", "\r\n").encode(),
    "utf16.csv": written("\t", "\r\n").encode("utf-16"),
    "utf16-without-mark.csv": written("\t", "\r\n").encode("utf-16-le"),
    "semicolon.csv.gz": gzip.compress(written(";").encode()),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_every_reader_reads_every_dialect_alike(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(DIALECTS[name])
    table = read_table(path)
    assert list(table.itertuples(index=False, name=None)) == ROWS
    chunked = pd.concat([parsed(chunk)[0] for chunk in chunks_of_table(path, 1)])
    assert list(chunked.itertuples(index=False, name=None)) == ROWS
    assert [(a["doc"], a["text"], a["label"]) for a in articles_in_file(path)] == ROWS
    assert column_names(path) == ["doc", "text", "label"]


@pytest.mark.parametrize("name", ["semicolon.csv", "sep.csv", "utf16.csv", "windows.csv", "labels.tsv"])
def test_commands_read_what_spreadsheets_save(annotate, tmp_path, name):
    header = {"windows.csv": "cp1252", "utf16.csv": "utf-16"}.get(name, "utf-8")
    delimiter = "\t" if name in ("utf16.csv", "labels.tsv") else ";"
    rows = ["sentence_id annotator question label", "s1 Åse stance critical", "s1 Bo stance critical"]
    rows += ["s2 Åse stance neutral", "s2 Bo stance critical"]
    text = ("sep=;\n" if name == "sep.csv" else "") + "\n".join(row.replace(" ", delimiter) for row in rows)
    (tmp_path / name).write_bytes(text.encode(header))
    done = annotate("agreement", name, "--format", "json")
    assert done.returncode == 0, done.stderr
    percent = next(row for row in json.loads(done.stdout) if row["measure"] == "percent")
    assert (percent["value"], percent["sentences"]) == (0.5, 2)


def test_rows_with_more_or_fewer_cells_than_the_header_are_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("doc,text,label\nd1,they said, no,critical\nd2,fine,neutral\nd3,short\nd4,fine,neutral,,\n\n")
    with pytest.raises(InputError, match=r"t\.csv:2: row 1: 4 cells under a header of 3"):
        read_table(path)
    rejects = []
    assert read_table(path, rejects=rejects)["doc"].tolist() == ["d2", "d4"]
    assert [reject.where.rsplit(":", 1)[1] for reject in rejects] == ["2", "4"]


def test_a_header_within_the_rows_is_no_row(tmp_path):
    (tmp_path / "t.csv").write_text("doc,text\nd1,fine\ndoc, text\nd2,fine\n")
    rejects = []
    assert read_table(tmp_path / "t.csv", rejects=rejects)["doc"].tolist() == ["d1", "d2"]
    assert [(one.where.rsplit(":", 1)[1], one.reason) for one in rejects] == [("3", "the header once more; left out")]


@pytest.mark.parametrize(
    ("lines", "line", "good"),
    [
        (["text,label", "Fine.,neutral", '"Never closed,critical', "Fine too.,neutral"], 3, 2),
        (["text,label", '"Never closed,critical', '"Closed.",neutral', '"Closed, too.",neutral'], 2, 2),
        (["text,label", '"He said "no" twice.",critical', "Fine.,neutral"], 2, 1),
        (["text,label", '"Two', 'lines","not closed', "Fine.,neutral"], 3, 1),
        (["text,label", 'a 5" gun,neutral', "Fine.,neutral"], 0, 2),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_named_where_it_opened(tmp_path, lines, line, good):
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    rejects = []
    assert len(read_table(tmp_path / "t.csv", rejects=rejects)) == good
    assert [reject.where for reject in rejects] == [f"{tmp_path / 't.csv'}:{line}"] * bool(line)
    assert all("quotation mark opens here" in reject.reason for reject in rejects)


def test_bytes_that_are_not_utf8_reject_their_row_only(tmp_path):
    good = "".join(f"d{n},Naïve – “text”.\n" for n in range(200))
    (tmp_path / "t.csv").write_bytes(b"doc,text\n" + good.encode() + b"bad,\xff\xfe\xfa\n" + good.encode())
    rejects = []
    assert len(read_table(tmp_path / "t.csv", rejects=rejects)) == 400
    assert [(reject.where.rsplit(":", 1)[1], "UTF-8" in reject.reason) for reject in rejects] == [("202", True)]


def test_a_formula_that_keeps_zeros_is_text_and_an_index_column_is_dropped(tmp_path):
    (tmp_path / "t.csv").write_text(',doc,text\n0,="007",Velda waits.\n1,"=""008""",So do we.\n')
    assert read_table(tmp_path / "t.csv").to_dict("list") == {
        "doc": ["007", "008"],
        "text": ["Velda waits.", "So do we."],
    }


def test_a_column_may_have_the_only_delimiter_in_its_text(tmp_path):
    (tmp_path / "t.csv").write_text("text\nVelda waits; so do we.\nNobody; no one.\n")
    assert read_table(tmp_path / "t.csv")["text"].tolist() == ["Velda waits; so do we.", "Nobody; no one."]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_comes_back_in_any_delimiter(tmp_path, rows, delimiter):
    frame = pd.DataFrame(rows, columns=["doc", "text", "label"])
    frame.to_csv(tmp_path / "t.csv", sep=delimiter, index=False, quoting=1)
    expected = [tuple(row) for row in rows if any(row)]
    assert list(read_table(tmp_path / "t.csv").itertuples(index=False, name=None)) == expected


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", '""', '","', ";"]), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_quotation_marks_give_records_or_a_line_and_every_line_is_read(text):
    lines = text.splitlines(keepends=True)
    seen = [line for line, _ in records(lines, ",")]
    assert all(1 <= line <= max(1, len(lines)) for line in seen)
    assert all(isinstance(cells, list | Malformed) for _, cells in records(lines, ","))


@pytest.mark.parametrize("pattern", ['"', '"""', '"a\n', '"\n', '""a\n', ',"', 'x,"y\n', '"a""\n', '"",""x\n"'])
def test_hostile_quotation_marks_take_no_more_than_seconds(pattern):
    lines = (pattern * (1_000_000 // len(pattern))).splitlines(keepends=True)
    begun = time.process_time()
    for _ in records(lines, ","):
        pass
    assert time.process_time() - begun < 5


def test_a_compressed_file_that_becomes_too_large_is_refused(tmp_path):
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"text\n" + b"a" * 150_000_000))
    found = list(articles_in_file(tmp_path / "bomb.csv.gz"))
    assert [type(one) for one in found] == [Reject]
    assert "300 times its size" in found[0].reason


UNQUOTED_TEXT = "doc,text,label\nd1,They met, he said, at noon.,critical\nd2,Rain.,neutral\n"
UNQUOTED_NAME = "sentence_id,annotator,question,label\ns1,Berg, Åse,stance,critical\ns2,Bo,stance,neutral\n"


@pytest.mark.parametrize(
    ("command", "content", "left"),
    [
        (["train", "t.csv", "--recipe", "fast", "--no-curve", "-o", "m"], UNQUOTED_TEXT, ["t.csv"]),
        (
            ["resolve", "t.csv", "-o", "g.csv"],
            UNQUOTED_NAME + "s2,Cleo,stance,neutral\n",
            ["g.csv", "g.csv.rejects.csv", "t.csv"],
        ),
        (["agreement", "t.csv"], UNQUOTED_NAME, ["t.csv"]),
    ],
)
def test_commas_without_quotation_marks_never_shift_columns(annotate, tmp_path, command, content, left):
    (tmp_path / "t.csv").write_text(content)
    done = annotate(*command)
    assert (done.returncode, done.stdout) == (1, "")
    assert "t.csv:2: row 1: 5 cells under a header of" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == left
    if "g.csv" in left:
        assert read_table(tmp_path / "g.csv")["label"].tolist() == ["neutral"]


SAYINGS = {
    "de": "„Nein“, sagte der Minister für Verkehr. Größere Änderungen wären später möglich – das Öl fließt. Ärger.",
    "fr": "L’été, le ministre a déclaré que les négociations étaient finies. « Cœur », dit-il. Où ça, dès lors ?",
    "es": "¿Qué pasó mañana? El ministro señaló que la situación mejoró según él. ¡Sí! También habló José Núñez.",
    "it": "Il ministro ha detto che la città è già pronta. Perché no? Così sarà, più in là.",
    "pt": "A situação não está boa, disse o ministro. Amanhã haverá eleições. Você irá também? Até já, coração.",
    "cs": "Ministr řekl, že jednání skončila. Včera večer přišel předseda vlády a kůň pil vodu. Příští týden.",
    "pl": "Minister powiedział, że rozmowy się zakończyły. Później posłowie skrytykowali rząd za zbyt długą przerwę.",
    "hu": "A miniszterelnök azt mondta, hogy az idő lejárt. Később az ellenzéki képviselők erősen bírálták a kormányt.",
    "tr": "Bakan, görüşmelerin bittiğini söyledi. Daha sonra milletvekilleri hükümeti sert bir şekilde eleştirdi.",
    "ru": "Министр сказал, что переговоры закончены. Позже депутаты выступили против закона о портах и кораблях.",
}
ENCODINGS = {"de": "cp1252 mac_roman cp850", "fr": "cp1252 mac_roman cp850", "es": "cp1252 mac_roman", "it": "cp1252"}
ENCODINGS |= {"pt": "cp1252 mac_roman", "cs": "cp1250", "pl": "cp1250 iso8859_2", "hu": "cp1250", "tr": "cp1254"}
ENCODINGS |= {"ru": "cp1251 koi8_r"}


@pytest.mark.parametrize(("code", "name"), [(code, name) for code in ENCODINGS for name in ENCODINGS[code].split()])
def test_text_in_an_older_encoding_is_read_right_or_refused_in_words(tmp_path, code, name):
    written = SAYINGS[code].encode(name, "ignore")
    for times in (1, 6):
        (tmp_path / "a.csv").write_bytes(b"doc;text\n" + b"\n".join([b"d;" + written] * times) + b"\n")
        rejects = []
        texts = read_table(tmp_path / "a.csv", rejects=rejects)["text"].tolist()
        assert set(texts) <= {written.decode(name)}
        assert len(texts) + len(rejects) == times
        assert texts or times == 1


def test_utf_32_is_read(tmp_path):
    (tmp_path / "a.csv").write_bytes(written(";").encode("utf-32"))
    assert list(read_table(tmp_path / "a.csv").itertuples(index=False, name=None)) == ROWS


@pytest.mark.parametrize(
    ("content", "kind"), [(b"<html><table></table></html>", "an HTML page"), (b"a;b\n1;2", "a text file")]
)
def test_a_page_or_text_with_the_ending_of_a_workbook_is_named(tmp_path, content, kind):
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(InputError, match=f"not a workbook but {kind} with the ending of one"):
        read_table(tmp_path / "a.xls")


def test_a_list_of_objects_within_objects_is_read_with_the_texts_in_them(tmp_path):
    text = "The minister said that the ships of Velda would wait until the talks had come to their end."
    answer = {
        "response": {"status": "ok", "results": [{"webTitle": "Ships", "fields": {"bodyText": text, "byline": "Lund"}}]}
    }
    (tmp_path / "a.json").write_text(json.dumps(answer))
    assert read_table(tmp_path / "a.json")["fields.bodyText"].tolist() == [text]
    (found,) = articles_in_file(tmp_path / "a.json")
    assert "use `text_column` fields.bodyText" in found.reason


@pytest.mark.parametrize("quotes", ["", '"'])
@pytest.mark.parametrize(
    ("header", "rows", "told"),
    [
        (
            "doc,text,",
            ["a,One came.,x", "b,Two left.,"],
            "column 3 has no name and is left out, with values such as 'x'",
        ),
        ("doc,text,,", ["a,One came.,,", "b,Two left.,,y"], "column 4 has no name"),
        (",doc,text", ["r1,a,One came.", "r2,b,Two left."], "column 1 has no name"),
        (",doc,text", ["1,a,One came.", "3,b,Two left."], "column 1 has no name"),
        (",doc,text", ["0,a,One came.", "1,b,Two left."], ""),
        ("doc,text,", ["a,One came.,", "b,Two left.,"], ""),
    ],
)
def test_values_in_a_column_without_a_name_are_told(tmp_path, recwarn, header, rows, told, quotes):
    lines = [header, *(row.replace("came.", f"came{quotes}.") for row in rows)]  # a lone mark is read row by row
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    assert read_table(tmp_path / "a.csv")["doc"].tolist() == ["a", "b"]
    notes = [str(one.message) for one in recwarn if "has no name" in str(one.message)]
    assert len(notes) == bool(told)
    assert told in "".join(notes)


def test_a_file_that_has_changed_is_read_in_its_new_dialect(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("text,label\na,b\n", encoding="utf-8")
    assert column_names(path) == ["text", "label"]
    path.write_text("text;label;by\na;b;c\n", encoding="utf-16")
    assert column_names(path) == ["text", "label", "by"]


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".json", ".txt"])
def test_a_byte_order_mark_that_was_written_twice_is_no_part_of_a_name(annotate, tmp_path, ending):
    mark = "," if ending == ".csv" else "\t"
    row = json.dumps({"article_id": "a7", "text": "Ships wait."})
    content = {".jsonl": row, ".json": f"[{row}]", ".txt": "Ships wait."}.get(
        ending, f'"article_id"{mark}text\na7{mark}Ships wait.\n'
    )
    (tmp_path / f"a{ending}").write_bytes(("\ufeff\ufeff" + content).encode())
    done = annotate("split", f"a{ending}", "-o", "s.csv")
    assert (done.returncode, "looks like" in done.stderr) == (0, False), done.stderr
    sentences = read_table(tmp_path / "s.csv")
    assert sentences["text"].tolist() == ["Ships wait."]
    assert ending == ".txt" or sentences["article_id"].tolist() == ["a7"]


def test_an_invisible_character_is_no_part_of_a_columns_name(annotate, tmp_path):
    (tmp_path / "a.csv").write_text("\u200barticle_id,te\u00adxt\na7,Ships wait.\n")
    done = annotate("split", "a.csv", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    assert read_table(tmp_path / "s.csv")["article_id"].tolist() == ["a7"]


def test_a_delimiter_that_is_not_looked_for_is_named_with_what_to_do(annotate, tmp_path):
    table = "id^headline^body\n1^Ships^Ships wait.\n"
    (tmp_path / "a.csv").write_text(table)
    columns = ("--text-column", "body", "--id-column", "id", "-o", "s.csv")
    done = annotate("split", "a.csv", *columns)
    assert done.returncode == 1
    assert (
        "a.csv:1: its only column is 'id^headline^body'; cells seem to be separated by '^': "
        "put a line sep=^ above, or save it with commas\n"
    ) in done.stderr
    (tmp_path / "a.csv").write_text(f"sep=^\n{table}")
    assert annotate("split", "a.csv", *columns).returncode == 0
    assert read_table(tmp_path / "s.csv")["text"].tolist() == ["Ships wait."]


def test_all_columns_with_other_names_are_advised_at_once(annotate, tmp_path):
    (tmp_path / "a.csv").write_text("Article_ID,TEXT,Published,Source title\n1,Ships wait.,2031-03-03,Post\n")
    done = annotate("split", "a.csv", "-o", "s.csv")
    advice = '--text-column TEXT --date-column Published --outlet-column "Source title" --id-column Article_ID'
    assert (done.returncode, f"; use {advice}\n" in done.stderr) == (1, True), done.stderr
    done = annotate("split", "a.csv", "-o", "s.csv", *shlex.split(advice))
    assert (done.returncode, "not used" in done.stderr) == (0, False), done.stderr
