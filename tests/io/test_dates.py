"""Dates: the order of day and month is decided for a whole column, and what stays uncertain is reported."""

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.io.articles import articles_from
from annotate.io.reading import read_table
from annotate.io.values.dates import is_iso, iso_date, order_of


def table(dates):
    return "id;Datum;text\n" + "".join(
        f"a{n};{date};Velda waits for ship {n}. Port {n} does too.\n" for n, date in enumerate(dates)
    )


def days(first, step=5):
    return [f"{day:02d}.{month:02d}.2031" for month in (1, 2, 3) for day in range(first, 27, step)]


@pytest.mark.parametrize(
    ("dates", "read"),
    [
        (["13.01.2031", "03.04.2031"], "2031-04-03"),
        (["01/13/2031", "03/04/2031"], "2031-03-04"),
        (["Mon, 01/13/2031", "Fri, 03/04/2031"], "2031-03-04"),
        (["13 01 2031", "03 04 2031"], "2031-04-03"),
        (["03/04/2031", "05/06/2031"], ""),
        (["13/01/2031", "01/13/2031", "03/04/2031"], ""),
        (["13.01.2031", "01/13/2031", "03/04/2031"], "2031-03-04"),
        (["13.01.2031", "01/13/2031", "03.04.2031"], "2031-04-03"),
        (["2031-13-01", "2031-03-04"], "2031-04-03"),
        (["2031-13-01", "2031-01-13", "2031-03-04"], "2031-03-04"),
        (["13.01.31", "14.01.31", "03.04.31"], "2031-04-03"),
        (["01/13/31", "02/14/31", "03/04/31"], "2031-03-04"),
        (["31-01-13", "31-01-14", "31-03-04"], ""),
        (["99-01-13", "00-01-14", "01-03-04"], "2001-03-04"),
        (["03.04.31"], ""),
        (["2031-01-13", "last week", "03/04/2031"], ""),
    ],
)
def test_the_order_of_a_column_is_that_of_its_certain_dates(dates, read):
    assert iso_date(dates[-1], order_of(dates)) == (read or dates[-1])


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("3. März 2031", "2031-03-03"),
        ("Do., 3. Apr. 2031, 14:30 Uhr", "2031-04-03T14:30:00"),
        ("am 3. Dezember 2031 um 14.30 Uhr", "2031-12-03T14:30:00"),
        ("1er avril 2031", "2031-04-01"),
        ("le jeudi 3 août 2031 à 14h30", "2031-08-03T14:30:00"),
        ("mar. 3 févr. 2031", "2031-02-03"),
        ("mar 3 2031", "2031-03-03"),
        ("3 de enero de 2031", "2031-01-03"),
        ("miércoles, 3 de abril de 2031 a las 10:30 p. m.", "2031-04-03T22:30:00"),
        ("3 dic. 2031", "2031-12-03"),
        ("giovedì 3 aprile 2031, ore 10:30", "2031-04-03T10:30:00"),
        ("3 set 2031", "2031-09-03"),
        ("quinta-feira, 3 de outubro de 2031", "2031-10-03"),
        ("3 mei 2031", "2031-05-03"),
        ("3 października 2031", "2031-10-03"),
        ("2031年4月3日", "2031-04-03"),
        ("2031. 4. 3.", "2031-04-03"),
        ("13.04.2031, 14:30 Uhr", "2031-04-13T14:30:00"),
        ("2031-04-03 10:30 MESZ", "2031-04-03T10:30:00+02:00"),
        ("3-Apr-31", "2031-04-03"),
        ("3 Apr 68", "1968-04-03"),
        ("20310403123000", "2031-04-03"),
        ("203104031230", "2031-04-03"),
        ("20310403T123000Z", "2031-04-03T12:30:00+00:00"),
        ("1930212000000", "2031-03-02T10:00:00+00:00"),
        ("1930212000000000", "2031-03-02T10:00:00+00:00"),
        ("47936", "2031-03-29"),
        ("47936.4375", "2031-03-29"),
    ],
)
def test_dates_are_read_in_every_language_and_form(written, iso):
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        "Thu, 03/04/2031",
        "03 04 2031",
        "03/04/31",
        "24-03-15",
        "030431",
        "31.02.2031",
        "2031-13-04",
        "11/12",
        "Listopad 2031 x",
    ],
)
def test_uncertain_and_impossible_dates_are_left_as_they_are(written):
    assert iso_date(written) == written
    assert not is_iso("2031-02-31")


def test_the_order_is_decided_over_all_files_of_a_run(annotate, tmp_path):
    (tmp_path / "news").mkdir()
    for name, dates in {"a": ["03.04.2031", "05.06.2031"], "b": ["13.04.2031"], "c": ["02.03.2031"]}.items():
        (tmp_path / "news" / f"{name}.csv").write_text(table(dates))
    columns = ("--id-column", "id", "--date-column", "Datum")
    for workers in ("1", "2"):
        done = annotate("split", "news", *columns, "-o", "s.csv", "--workers", workers)
        assert (done.returncode, "could not be read" in done.stderr) == (0, False), done.stderr
        published = read_table(tmp_path / "s.csv")["published"].drop_duplicates().tolist()
        assert published == ["2031-04-03", "2031-06-05", "2031-04-13", "2031-03-02"]


def test_files_that_show_different_orders_each_keep_their_own(tmp_path):
    for name, dates in {
        "a": ["13/04/2031", "03/04/2031"],
        "b": ["04/13/2031", "03/04/2031"],
        "c": ["03/04/2031"],
    }.items():
        (tmp_path / f"{name}.csv").write_text(table(dates))
    read = articles_from([tmp_path], columns={"Datum": "published"})["published"].tolist()
    assert read == ["2031-04-13", "2031-04-03", "2031-04-13", "2031-03-04", "03/04/2031"]


def test_dates_in_file_names_and_metadata_are_read_in_their_own_order(annotate, tmp_path):
    (tmp_path / "news").mkdir()
    for day in ("03-04-2031", "13-04-2031"):
        (tmp_path / "news" / f"Post_{day}.txt").write_text("Velda waits for the ship today.")
    done = annotate("split", "news", "--name-pattern", "{outlet}_{date}", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    assert read_table(tmp_path / "s.csv")["published"].tolist() == ["2031-04-03", "2031-04-13"]
    (tmp_path / "m.csv").write_text("file,date\nPost_03-04-2031.txt,04/03/2031\nPost_13-04-2031.txt,04/13/2031\n")
    done = annotate("split", "news", "--metadata", "m.csv", "-o", "s.csv")
    assert read_table(tmp_path / "s.csv")["published"].tolist() == ["2031-04-03", "2031-04-13"]


def test_split_reads_a_whole_column_in_one_order_and_samples_by_true_months(annotate, tmp_path):
    (tmp_path / "articles.csv").write_text(table(days(1)))
    columns = ("--id-column", "id", "--date-column", "Datum")
    done = annotate("split", "articles.csv", *columns, "-o", "s.csv", "--workers", "1")
    assert done.returncode == 0, done.stderr
    published = read_table(tmp_path / "s.csv")["published"]
    assert published.str[:7].value_counts().to_dict() == {"2031-01": 12, "2031-02": 12, "2031-03": 12}
    assert "could not be read" not in done.stderr
    done = annotate("sample", "s.csv", "-n", "12", "--strategy", "stratified", "--by", "month", "-o", "b.csv")
    assert done.returncode == 0, done.stderr
    assert set(read_table(tmp_path / "b.csv")["stratum"]) == {"2031-01", "2031-02", "2031-03"}


def test_uncertain_dates_are_reported_with_the_flag_that_decides(annotate, tmp_path):
    (tmp_path / "articles.csv").write_text(table(["03.04.2031", "05.06.2031"]))
    columns = ("--id-column", "id", "--date-column", "Datum", "--workers", "1")
    done = annotate("split", "articles.csv", *columns, "-o", "s.csv")
    assert "2 articles have a date that could not be read, such as '03.04.2031'" in done.stderr
    assert "--date-order" in done.stderr
    done = annotate("sample", "s.csv", "-n", "2", "--strategy", "stratified", "--by", "month", "-o", "b.csv")
    assert "nothing in it" in done.stderr
    for order, dates in (("day-first", ["2031-04-03", "2031-06-05"]), ("month-first", ["2031-03-04", "2031-05-06"])):
        done = annotate("split", "articles.csv", *columns, "-o", "s.csv", "--date-order", order)
        assert (done.returncode, "could not be read" in done.stderr) == (0, False)
        assert read_table(tmp_path / "s.csv")["published"].drop_duplicates().tolist() == dates


def test_dates_of_one_order_are_read_in_every_format(tmp_path):
    frame = pd.DataFrame({"published": ["13/01/2031", "03/04/2031"], "text": "Velda waits."})
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    frame.to_parquet(tmp_path / "a.parquet")
    for name in ("a.jsonl", "a.parquet"):
        assert articles_from([tmp_path / name])["published"].tolist() == ["2031-01-13", "2031-04-03"]


def test_an_order_that_is_none_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("Velda waits.")
    with pytest.raises(InputError, match="`date_order` 'dmy' is unknown; choose from day-first, month-first"):
        articles_from([tmp_path / "a.txt"], date_order="dmy")
