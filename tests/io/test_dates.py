"""Dates: the order of day and month is decided for a whole column, and what stays uncertain is reported."""

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.io.articles import articles_from
from annotate.io.reading import read_table
from annotate.io.values.dates import order_of


def table(dates):
    return "id;Datum;text\n" + "".join(
        f"a{n};{date};Velda waits for ship {n}. Port {n} does too.\n" for n, date in enumerate(dates)
    )


def days(first, step=5):
    return [f"{day:02d}.{month:02d}.2031" for month in (1, 2, 3) for day in range(first, 27, step)]


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["13.01.2031", "03.04.2031"], "day-first"),
        (["01/13/2031", "03/04/2031"], "month-first"),
        (["03/04/2031", "05/06/2031"], ""),
        (["13/01/2031", "01/13/2031"], ""),
        (["2031-01-13", "last week", ""], ""),
    ],
)
def test_the_order_of_a_column_is_that_of_its_certain_dates(dates, order):
    assert order_of(dates) == order


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
    with pytest.raises(InputError, match="`date_order` dmy: unknown; there are day-first, month-first"):
        articles_from([tmp_path / "a.txt"], date_order="dmy")
