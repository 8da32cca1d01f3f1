"""Cells of tables of articles that hold no text, a part of one, or no value: never taken for text, outlets or dates."""

import json
import time

import pandas as pd
import pytest

import annotate as an
from annotate.errors import AnnotateWarning, InputError
from annotate.io.articles import articles_in_file
from annotate.io.rejects import Reject
from annotate.io.values._text_marks import with_whole_words
from annotate.io.values.cells import plain_article

TEXT = "The minister said that the ships would wait."


def articles(tmp_path, content, name="a.csv", **columns):
    (tmp_path / name).write_text(content, encoding="utf-8")
    return list(articles_in_file(tmp_path / name, columns))


@pytest.mark.parametrize(
    ("word", "what"),
    [(word, "a word for a missing value") for word in ("NA", "nan", "null", "None", "[removed]", "#VALUE!")]
    + [("Only available in paid plans", "a word for a missing value")]
    + [(word, "without a letter") for word in ("2", "12345", "–", "12.4.2031")],
)
def test_a_word_for_no_text_is_no_article(tmp_path, word, what):
    good, reject = articles(tmp_path, f"text\n{TEXT}\n{word}\n")
    assert good["text"] == TEXT
    assert (reject.where.rsplit(":", 1)[1], reject.reason) == ("3", f"the text is {word!r}, {what}")


@pytest.mark.parametrize("word", ["NA", "null", "n/a", "NaN", "-", "undefined"])
def test_a_word_for_no_value_is_no_outlet_date_or_author(tmp_path, word):
    (article,) = articles(tmp_path, f"text,outlet,published,author,desk\n{TEXT},{word},{word},{word},{word}\n")
    assert [article[name] for name in ("outlet", "published", "author", "desk")] == ["", "", "", word]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (("Ships wait. " * 3000)[:32767], "cut off by a spreadsheet, which keeps 32,767 characters of a cell"),
        ("The minister said that the…", "perhaps cut off (the text ends in an ellipsis)"),
        ("The minister said that [...]", "perhaps cut off (the text ends in an ellipsis)"),
        ("The minister said that [+2143 chars]", "cut off by its source"),
        ("The minister said that… [+12.143 chars]", "cut off by its source"),
        ("The minister said that [+3 characters]", "cut off by its source"),
        ("The minister said so. (more)", "cut off by its source"),
        ("The minister said so. Read more »", "cut off by its source"),
        ("The minister said … Continue reading", "cut off by its source"),
        ("Das sagte die Ministerin. Weiterlesen …", "cut off by its source"),
        ("La ministre l’a dit. Lire la suite", "cut off by its source"),
        (TEXT, ""),
    ],
)
def test_a_text_that_was_cut_off_is_noted(tmp_path, text, note):
    (article,) = articles(tmp_path, f"text\n{text}\n")
    assert article.get("repairs", "") == note


@pytest.mark.parametrize(
    ("mark", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars"), (",", "commas")], ids=repr
)
def test_a_table_with_the_ending_of_a_text_is_refused(tmp_path, mark, name):
    rows = [["id", "title", "text"], ["1", "Ships", TEXT], ["2", "Rain", TEXT]]
    (reject,) = articles(tmp_path, "\n".join(map(mark.join, rows)), "a.txt")
    assert isinstance(reject, Reject)
    assert f"looks like a table with {name} between its columns; rename it to end in .csv" in reject.reason


@pytest.mark.parametrize("first", ["Text, title and date", "Ships wait; so do we", "Source: the archive"])
def test_a_text_with_a_delimiter_in_its_first_line_is_a_text(tmp_path, first):
    (article,) = articles(tmp_path, f"{first}\n\n{TEXT}\n\nCritics attacked it.\n", "a.txt")
    assert article["text"].startswith(first)


@pytest.mark.parametrize(
    ("date", "published"), [("3-5 March 2031", "3-5 March 2031"), ("3 March 2031", "2031-03-03"), ("2566-01-03",) * 2]
)
def test_a_span_of_days_is_no_day_and_a_year_of_another_calendar_is_noted(tmp_path, date, published):
    (article,) = articles(tmp_path, f"text,published\n{TEXT},{date}\n")
    assert article["published"] == published
    assert ("unlikely year" in article.get("repairs", "")) == date.startswith("2566")


def test_articles_with_one_id_are_named(tmp_path):
    (tmp_path / "a.csv").write_text(f"article_id,text\n1,{TEXT}\n2,Rain fell.\n1,Nobody came to the harbour.\n")
    with pytest.warns(AnnotateWarning, match="1 article with the id of an earlier one"):
        an.split(tmp_path / "a.csv", tmp_path / "s.csv", workers=1)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("# Ships\n\nAll **welcomed** [it](https://example.org/a).\n\n* One.", "Ships\n\nAll welcomed it.\n\nOne."),
        ("[b]The minister[/b] welcomed it. [url=https://example.org]Here[/url].", "The minister welcomed it. Here."),
        ('The minister [gallery ids="1,2"] spoke. [audio src="a.mp3"]', "The minister spoke. "),
        ("He paid 5 * 3 * 2 crowns [sic] for item #4, said Lund.",) * 2,
        ("'''The minister''' met [[Velda|the envoy]]. [[File:a.jpg|thumb]]", "The minister met the envoy. "),
        ("Growth was <2% and x<y. Mail <desk@example.org> now.",) * 2,
        ("<p>Growth was <2% & x<y, a<b.</p>", "Growth was <2% & x<y, a<b."),
        ("He said \\u201cno\\u201d and it\\'s late.", "He said “no” and it's late."),
        ("The mini\u00adster spo\u200bke.", "The minister spoke."),
    ],
)  # fmt: skip
def test_marks_that_are_no_words_are_removed_and_signs_of_the_text_stay(tmp_path, text, plain):
    (article,) = articles(tmp_path, json.dumps({"text": text}), "a.jsonl")
    assert article["text"] == plain
    assert bool(article.get("repairs")) == (plain != text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            '[b]Lund[/b] said & [caption id="a" width="3"]A ship waits[/caption] **denied** it.\n\nTalks ended.',
            [("Lund said & denied it.", "body"), ("A ship waits", "caption"), ("Talks ended.", "body")],
        ),
        (
            '<h2>Who left</h2><p>Lund left.</p>\n[caption id="a"]<img src="a.jpg"/> A\n [b]ship[/b] [sic].[/caption]',
            [("Who left", "heading"), ("Lund left.", "body"), ("A ship [sic].", "caption")],
        ),
        (
            '[caption id="a" caption="A ship waits"]<img src="a.jpg"/>[/caption]Lund left.',
            [("A ship waits", "caption"), ("Lund left.", "body")],
        ),
        (
            "'''Lund''' left. [[File:a.jpg|thumb|200px|A [[Velda|ship]] waits]] He [[talk]]ed.",
            [("Lund left. He talked.", "body"), ("A ship waits", "caption")],
        ),
        ("'''Lund''' left. [[File:a.jpg|thumb|left|200px|alt=A ship]]", [("Lund left.", "body")]),
    ],
)  # fmt: skip
def test_what_stands_under_a_picture_is_a_caption_of_its_own(annotate, tmp_path, text, lines):
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}))
    done = annotate("split", "a.jsonl", "-o", "s.jsonl")
    assert done.returncode == 0, done.stderr
    sentences = pd.read_json(tmp_path / "s.jsonl", lines=True)
    joined = sentences.groupby(["paragraph", "kind"])["text"].agg(" ".join)
    assert [(text, kind) for (_, kind), text in joined.items()] == lines


def test_nothing_that_steers_a_terminal_is_kept_or_shown(annotate, tmp_path):
    text = "A \x1b[31mred\x1b[0m ship\x1b]0;title\x07 \u202ewaits\u202c.\x1fNobody\x08 came\x9b2J, caf\u00e9\x7f."
    (tmp_path / "a.csv").write_text(
        f'article_id,text,outlet\nx,"{text}",Po\x1bst\nx\x02,A\x07 ship.,"Port"\n', newline=""
    )
    done = annotate("split", "a.csv", "-o", "s.jsonl")
    assert done.returncode == 0, done.stderr
    assert "2 articles: control characters" in done.stderr
    rows = [json.loads(line) for line in (tmp_path / "s.jsonl").read_text().splitlines()]
    assert [row["text"] for row in rows] == ["A red ship waits.", "Nobody came, café.", "A ship."]
    assert rows[0]["outlet"] == "Post"
    shown = annotate("split", "a.csv", "--explain")
    answers = "sentence_id,annotator,question,label\n1,a,st\x1b[31mance,yes\n1,b,st\x1b[31mance,yes\n"
    (tmp_path / "b.csv").write_text(answers)
    table = annotate("agreement", "b.csv")
    assert table.returncode == 0, table.stderr
    assert not {*"\x07\x08\x1b\x1f\x7f\x9b\u202e"} & {*shown.stdout, *shown.stderr, *table.stdout, *table.stderr}


def test_code_of_a_page_in_a_text_is_noted(tmp_path):
    (article,) = articles(tmp_path, json.dumps({"text": f"{TEXT} window.dataLayer = []; {TEXT}"}), "a.jsonl")
    assert article["repairs"] == "perhaps with code of a page in the text"


@pytest.mark.parametrize(
    "outlet", ['{"id": null, "name": "Bote"}', "{'id': None, 'name': 'Bote'}", '["Bote"]', "Bote"], ids=repr
)
def test_an_object_in_a_cell_is_its_name_even_as_text(tmp_path, outlet):
    frame = pd.DataFrame({"text": [TEXT], "outlet": [outlet]})
    (article,) = articles(tmp_path, frame.to_csv(index=False))
    assert article["outlet"] == "Bote"


def test_paragraphs_in_a_list_and_lines_of_objects_in_a_document_are_read(tmp_path):
    rows = [{"text": [TEXT, "Critics attacked it."]}, {"text": None}, {"text": TEXT}]
    first, empty, last = articles(tmp_path, "\n".join(map(json.dumps, rows)), "a.json")
    assert (first["text"], last["text"]) == (f"{TEXT}\n\nCritics attacked it.", TEXT)
    assert (empty.where, empty.reason) == (f"{tmp_path / 'a.json'}: row 2", "the text is empty")


def test_paragraphs_in_a_list_within_an_object_are_a_text(tmp_path):
    rows = [{"id": "x", "fields": {"bodyText": [TEXT, "Critics attacked it."], "words": 10}}]
    (article,) = articles(tmp_path, json.dumps(rows), "a.json", **{"fields.bodyText": "text"})
    assert article["text"] == f"{TEXT}\n\nCritics attacked it."


def test_words_that_are_broken_at_the_ends_of_lines_are_joined(tmp_path):
    text = "The ministers said the gov-\nernment would wait. The well-known mini-\nster is at the well-\nknown port.\n"
    (article,) = articles(tmp_path, text, "a.txt")
    assert " ".join(article["text"].split()) == (
        "The ministers said the government would wait. The well-known minister is at the well-known port."
    )


@pytest.mark.parametrize(
    "piece",
    ["[", "[b]", "**a", "# ", "a", "a-\n", "[a](", "[caption ", "[caption]a", "[[File:a|[[b", "<", "\\u00e9", "{{"],
)
def test_hostile_marks_take_no_more_than_seconds(piece):
    text = piece * (500_000 // len(piece))
    begun = time.process_time()
    plain_article({"text": text})
    with_whole_words(text)
    assert time.process_time() - begun < 5


OTHER_KINDS = {
    "rich text": "{\\rtf1\\ansi Ships wait.\\par}",
    "a PDF file": "%PDF-1.4\n1 0 obj",
    "JSON": json.dumps({"text": TEXT}),
    "articles in one file": f"Ships wait\nBy Petra Lund\n\n{TEXT}\n\n*****\n\nRain\nBy Jens Harms\n\n{TEXT}\n",
    "2 articles in one": f"=== Article 1 ===\n\n{TEXT}\n\n=== Article 2 ===\n\n{TEXT}\n",
    "3 articles in one": f"3 March 2031\n{TEXT}\n----------\n4 March 2031\n{TEXT}\n----------\n2031-03-05\n{TEXT}\n",
}


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_another_format_or_several_articles_in_a_text_are_refused(tmp_path, kind):
    (reject,) = articles(tmp_path, OTHER_KINDS[kind], "a.txt")
    assert isinstance(reject, Reject)
    assert kind in reject.reason


def test_sections_between_rules_are_one_article(tmp_path):
    text = f"Ships\nBy Petra Lund\n\n{TEXT}\n\n* * * * *\n\n{TEXT}\n\n-----\n\n{TEXT}\n"
    (article,) = articles(tmp_path, text, "a.txt")
    assert article["text"].count(TEXT) == 3


def test_a_table_of_metadata_has_paths_of_any_system_and_words_for_no_value(tmp_path):
    for name in ("x/a.txt", "y/b.txt", "z/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "m.csv").write_text("file,outlet,date\nx\\a.txt,Bote,2031-03-03\n./y/b.txt,NA,null\n")
    sentences = an.split([tmp_path / "x", tmp_path / "y"], metadata=tmp_path / "m.csv", workers=1)
    assert sentences[["outlet", "published"]].fillna("").to_numpy().tolist() == [["Bote", "2031-03-03"], ["", ""]]
    (tmp_path / "m.csv").write_text("file,outlet,date\nb.txt,Bote,2031-03-03\n")
    with pytest.raises(InputError, match=r"'b\.txt' names .*y/b\.txt and .*z/b\.txt; give their paths with folders"):
        an.split([tmp_path / "y", tmp_path / "z"], metadata=tmp_path / "m.csv", workers=1)


def test_a_column_of_metadata_that_looks_like_an_outlet_and_is_not_used_is_named(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "m.csv").write_text("file,source,day\na.txt,Bote,2031-03-03\n")
    with pytest.warns(AnnotateWarning) as warned:
        an.split(tmp_path / "a.txt", metadata=tmp_path / "m.csv", workers=1)
    words = " ".join(str(one.message) for one in warned)
    assert "column 'source' looks like the outlet and is not used" in words
