"""Tables: known columns get their types, and values that cannot have them are named."""

import pandas as pd
import pytest

from annotate import tables
from annotate.errors import InputError
from annotate.tables import SENTENCES


def test_sifting_gives_the_good_rows_and_the_reasons():
    rows = pd.DataFrame({"sentence_id": list("abc"), "text": "x", "paragraph": ["1", "one", "2.5"]})
    good, reasons = tables.sifted(rows, SENTENCES, "rows")
    assert good["sentence_id"].tolist() == ["a"]
    assert reasons == {1: "paragraph 'one' is not a whole number", 2: "paragraph '2.5' is not a whole number"}


def test_a_value_of_the_wrong_type_is_named_with_its_row():
    rows = pd.DataFrame({"sentence_id": list("ab"), "text": "x", "paragraph": ["1", "one"]})
    with pytest.raises(InputError, match=r"^rows: row 2: paragraph 'one' is not a whole number"):
        tables.conform(rows, SENTENCES, "rows")


def test_known_columns_come_first_missing_ones_empty_and_unknown_ones_stay():
    rows = pd.DataFrame({"desk": ["foreign"], "text": ["x"], "sentence_id": ["a"]})
    found = tables.conform(rows, SENTENCES, "rows")
    assert list(found.columns) == [*SENTENCES.columns, "desk"]
    assert found["speaker"].isna().all()


@pytest.mark.parametrize(("column", "table"), [("p_critical", "SCORES"), ("inclusion_probability", "GOLD")])
@pytest.mark.parametrize("value", [1.7, -0.2])
def test_a_probability_outside_its_bounds_is_named(column, table, value):
    rows = pd.DataFrame({"sentence_id": ["a", "b"], "question": "stance", "label": "critical", column: [1.0, value]})
    with pytest.raises(InputError, match=rf"row 2: {column} '{value}' is not a probability \(0 to 1\)"):
        tables.conform(rows, getattr(tables, table), "rows")


def test_an_item_is_a_sentence_with_its_target_where_there_is_one():
    sentences = pd.DataFrame({"sentence_id": ["s1", "s1", "s2", "s3"], "target": ["Orth", "Ilmar", "", None]})
    assert tables.item_keys(sentences).tolist() == ["s1\tOrth", "s1\tIlmar", "s2", "s3"]
    assert tables.item_keys(sentences[["sentence_id"]]).tolist() == ["s1", "s1", "s2", "s3"]


def test_the_key_of_an_item_is_that_of_its_row():
    rows = pd.DataFrame({"sentence_id": ["s1", "s2", "s3"], "target": ["Orth", "", None]})
    keys = [tables.item_key(row.sentence_id, row.target) for row in rows.itertuples()]
    assert keys == tables.item_keys(rows).tolist() == ["s1\tOrth", "s2", "s3"]
