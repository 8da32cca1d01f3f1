"""HTML in a column of a table, as news APIs give it: the text without tags, by lines, and a note of it."""

import json
import time

import pandas as pd
import pytest

from annotate.io.articles import articles_from, articles_in_file
from annotate.io.reading import read_table
from annotate.io.values._markup import lines_of_markup

BODY = (
    "<p>The envoy said he &ldquo;regretted&rdquo; the delay.</p><p>Unions <a href='https://example.org'>left</a> it "
    "&amp; went home.</p><h2>What follows</h2><p>Talks are on Monday.<br/>They start at noon.</p><script>x()</script>"
)


def test_a_body_with_tags_becomes_lines_with_headings(annotate, tmp_path):
    (tmp_path / "api.csv").write_text(
        f'id,title,body\na,Envoy &amp; union talk,"{BODY}"\nb,Rates,Rates of 2 < x < 6 are rare. He wrote a<b in ink.\n'
    )
    done = annotate("split", "api.csv", "--id-column", "id", "--text-column", "body", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    assert "1 article: markup removed\n" in done.stderr
    sentences = read_table(tmp_path / "s.csv")
    first = sentences[sentences["article_id"] == "a"]
    assert first[["kind", "text"]].to_numpy().tolist() == [
        ["body", "The envoy said he “regretted” the delay."],
        ["body", "Unions left it & went home."],
        ["heading", "What follows"],
        ["body", "Talks are on Monday."],
        ["body", "They start at noon."],
    ]
    assert first["speaker"].iloc[0] == "The envoy"
    assert set(first["title"]) == {"Envoy & union talk"}
    second = sentences[sentences["article_id"] == "b"]
    assert second["text"].tolist() == ["Rates of 2 < x < 6 are rare.", "He wrote a<b in ink."]


def test_lines_of_text_stay_where_only_words_are_marked(tmp_path):
    (tmp_path / "a.csv").write_text('text\n"First <i>line</i>.\n\nSecond one."\n')
    assert articles_from([tmp_path / "a.csv"])["text"][0] == "First line.\nSecond one."


@pytest.mark.parametrize("pattern", ["<p>", "<", "<p", "</p>", "<p>x</p>", "&amp;", "<b>x", "<script>", "<a ", "<!--"])
def test_a_megabyte_of_any_markup_takes_seconds_at_most(tmp_path, pattern):
    (tmp_path / "a.csv").write_text("text\nSome words. <p>" + pattern * (1_000_000 // len(pattern)) + " end.\n")
    begun = time.process_time()  # of this process: a busy machine must not fail it
    found = list(articles_in_file(tmp_path / "a.csv"))
    assert time.process_time() - begun < 5
    assert len(found) == 1


@pytest.mark.parametrize("count", [10, 3000])
@pytest.mark.parametrize("tag", ["b", "div"])
def test_no_text_is_lost_in_markup_of_any_depth(tag, count):
    nested = f"<{tag}>x" * count
    assert "".join(line for line, _ in lines_of_markup(f"<p>Start {nested} end.</p><p>After.</p>")).count("x") == count
    assert lines_of_markup(f"<p>{nested}</p><p>After.</p>")[-1][0].endswith("After.")


def test_a_text_of_nothing_but_markup_is_rejected(tmp_path):
    (tmp_path / "a.csv").write_text("text\n<p><br/></p>\n")
    assert [found.reason for found in articles_in_file(tmp_path / "a.csv")] == ["the text is nothing but markup"]


def test_a_text_loses_its_markup_alike_in_a_file_of_its_own_and_in_a_table(annotate, tmp_path):
    text = "He wrote <b>this</b> in <i>ink</i> &amp; left.\n\nNobody came &lt;3."
    (tmp_path / "a.txt").write_text(text)
    pd.DataFrame([{"text": text}]).to_csv(tmp_path / "b.csv", index=False)
    pd.DataFrame([{"file": "a.txt"}]).to_csv(tmp_path / "c.csv", index=False)
    read = [articles_from([tmp_path / name]) for name in ("a.txt", "b.csv", "c.csv")]
    assert {one["text"][0] for one in read} == {"He wrote this in ink & left.\nNobody came <3."}
    assert len({one["article_id"][0] for one in read}) == 1
    assert {one["repairs"][0] for one in read} == {"markup removed"}
    done = annotate("split", "a.txt", "-o", "s.csv")
    assert "1 article: markup removed" in done.stderr


def test_entities_are_resolved_where_there_are_no_tags(tmp_path):
    (tmp_path / "a.csv").write_text('text\n"He said &quot;no&quot; &amp; left."\n')
    assert articles_from([tmp_path / "a.csv"])[["text", "repairs"]].to_numpy().tolist() == [
        ['He said "no" & left.', "markup removed"]
    ]


def test_a_text_that_a_news_api_cut_off_is_noted_and_its_mark_is_no_sentence(annotate, tmp_path):
    row = {
        "content": "The union met on Friday.\r\nIt left over the… [+2143 chars]",
        "source": {"id": None, "name": "Post"},
    }
    (tmp_path / "page.json").write_text(json.dumps({"status": "ok", "articles": [row]}))
    columns = ("--text-column", "content", "--outlet-column", "source")
    done = annotate("split", "page.json", *columns, "-o", "s.csv")
    assert "1 article: cut off by its source\n" in done.stderr
    sentences = read_table(tmp_path / "s.csv")
    assert sentences["text"].tolist() == ["The union met on Friday.", "It left over the…"]
    assert set(sentences["outlet"]) == {"Post"}
