"""Outlet and date from file names and folders, or from a table, where files themselves say nothing."""

from pathlib import Path

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.io.values.metadata import guessed_pattern, in_name, metadata_from

NAMES = ["Orth Gazette_2024-03-01_Bridge opens", "Orth Gazette_2024-03-02_Ferry late", "Ilmar Post_2024-03-02_Vote off"]


@pytest.mark.parametrize(
    ("path", "pattern", "columns"),
    [
        ("Orth_Gazette_2024-03-01_Bridge_opens.txt", "{outlet}_{date}_{title}",
         {"outlet": "Orth Gazette", "published": "2024-03-01", "title": "Bridge opens"}),
        ("news/Orth/20240301.html.gz", "{outlet}/{date}", {"outlet": "Orth", "published": "2024-03-01"}),
        ("2024-03-01-post-0017.txt", "{date}-{outlet}-{_}", {"published": "2024-03-01", "outlet": "post"}),
        ("01.03.2024 Post.txt", "{date} {outlet}", {"published": "01.03.2024", "outlet": "Post"}),
        ("2024-03 a.txt", "{date} {title}", {"published": "2024-03", "title": "a"}),
        ("nothing.txt", "{outlet}_{date}", {}),
    ],
)  # fmt: skip
def test_a_name_gives_what_the_pattern_says(path, pattern, columns):
    assert in_name(Path(path), pattern) == columns


@pytest.mark.parametrize(
    ("pattern", "reason"), [("{paper}_{date}", "'{paper}' is unknown"), ("plain", "name each field once"),
                            ("{date}_{date}", "name each field once")]
)  # fmt: skip
def test_a_pattern_that_cannot_be_meant_is_refused(pattern, reason):
    with pytest.raises(InputError, match=reason):
        metadata_from(pattern)


def test_a_pattern_is_guessed_only_where_names_bear_it_out():
    assert guessed_pattern([Path(f"{name}.txt") for name in NAMES]) == "{outlet}_{date}_{title}"
    assert guessed_pattern([Path(f"post/2024-03-0{n}.txt") for n in range(1, 6)]) == "{date}"
    assert guessed_pattern([Path(f"article{n}.txt") for n in range(9)]) == ""
    assert guessed_pattern([Path(f"2024-03-0{n}_x{n}.txt") for n in range(1, 6)]) == "{date}_{title}"


def written(folder, names=NAMES):
    folder.mkdir()
    for number, name in enumerate(names):
        (folder / f"{name}.txt").write_text(f"The mayor thanked crew {number} on Monday.", encoding="utf-8")
    return folder


def test_split_takes_outlet_and_date_from_names(annotate, tmp_path):
    written(tmp_path / "news")
    done = annotate("split", "news", "--name-pattern", "{outlet}_{date}_{title}", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "s.csv").sort_values("title")
    assert list(table["outlet"]) == ["Orth Gazette", "Orth Gazette", "Ilmar Post"]
    assert list(table["published"]) == ["2024-03-01", "2024-03-02", "2024-03-02"]


def test_split_proposes_the_pattern_where_no_outlet_and_no_date_is_known(annotate, tmp_path):
    written(tmp_path / "news")
    done = annotate("split", "news", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    assert '--name-pattern "{outlet}_{date}_{title}"' in done.stderr
    assert "no article has an outlet or a date" in done.stderr


def test_split_names_outlets_that_differ_in_spelling_or_an_article_only(annotate, tmp_path):
    outlets = ["Ilmar Post", "Ilmar Post", "The Ilmar Post", "ilmar-post", "Der Bote", "Thessal Post", "Orth Gazette"]
    rows = [{"outlet": name, "text": f"The mayor thanked crew {n} on Monday."} for n, name in enumerate(outlets)]
    pd.DataFrame(rows).to_csv(tmp_path / "a.csv", index=False)
    pd.DataFrame(rows[4:]).assign(outlet="Bote").to_csv(tmp_path / "b.csv", index=False)
    done = annotate("split", "a.csv", "b.csv", "-o", "s.csv")
    told = [line for line in done.stderr.splitlines() if "differ in spelling" in line]
    assert [line.split(" differ")[0] for line in told] == [
        "outlets Ilmar Post, ilmar-post, The Ilmar Post",
        "outlets Bote, Der Bote",
    ]
    assert "split these again" in told[0]


def test_split_says_which_files_do_not_fit_the_pattern(annotate, tmp_path):
    written(tmp_path / "news", [*NAMES, "notes"])
    done = annotate("split", "news", "--name-pattern", "{outlet}_{date}_{title}", "-o", "s.csv")
    assert "1 file" in done.stderr
    assert "notes.txt" in done.stderr


@pytest.mark.parametrize("column", ["file", "path"])
def test_split_joins_a_table_on_files(annotate, tmp_path, column):
    written(tmp_path / "news", ["a", "b", "c"])
    rows = [{column: "a.txt", "outlet": "Orth Gazette", "date": "2024-03-01"}, {column: "news/b.txt", "outlet": "Post"}]
    pd.DataFrame(rows).to_csv(tmp_path / "meta.csv", index=False, sep=";")
    done = annotate("split", "news", "--metadata", "meta.csv", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "s.csv", dtype=str, keep_default_na=False)
    assert sorted(zip(table["outlet"], table["published"], strict=True)) == [
        ("", ""), ("Orth Gazette", "2024-03-01"), ("Post", ""),
    ]  # fmt: skip
    assert "c.txt" in done.stderr


def test_split_joins_a_table_on_ids(annotate, tmp_path):
    (tmp_path / "a.csv").write_text("id,text\nx,The mayor thanked all.\ny,Unions scorned it.\n", encoding="utf-8")
    (tmp_path / "meta.csv").write_text("article_id,outlet\ny,Post\nx,Gazette\n", encoding="utf-8")
    done = annotate("split", "a.csv", "--id-column", "id", "--metadata", "meta.csv", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "s.csv")
    assert dict(zip(table["article_id"], table["outlet"], strict=True)) == {"x": "Gazette", "y": "Post"}


def test_a_table_without_a_column_to_join_on_is_refused(annotate, tmp_path):
    written(tmp_path / "news")
    (tmp_path / "meta.csv").write_text("paper,day\nPost,2024-03-01\n", encoding="utf-8")
    done = annotate("split", "news", "--metadata", "meta.csv", "-o", "s.csv")
    assert done.returncode == 1
    assert "no column 'file' or 'article_id' to join on; found paper, day" in done.stderr


def test_rows_of_metadata_without_an_article_are_told(annotate, tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Velda waits.")
    (tmp_path / "meta.csv").write_text("file,outlet,published\na.txt,Post,2031-03-03\nx.txt,Star,2031-03-04\n")
    done = annotate("split", "news", "--metadata", "meta.csv", "-o", "s.csv")
    assert "1 row of the metadata without an article: x.txt" in done.stderr
    (tmp_path / "t.csv").write_text("article_id,text\n1,Velda waits.\n2,So do we.\n")
    (tmp_path / "ids.csv").write_text("article_id,outlet\n1,Post\n3,Star\n4,Star\n")
    done = annotate("split", "t.csv", "--metadata", "ids.csv", "-o", "t_s.csv")
    assert "2 rows of the metadata without an article: 3, 4" in done.stderr
    assert "1 article with no outlet" in done.stderr
