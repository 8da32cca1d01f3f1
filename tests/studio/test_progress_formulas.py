"""What is left of a labelling project, counted by hand."""

import math

import pandas as pd
import pytest

from annotate.scheme import DEFAULT
from annotate.studio.annotation_progress import progress_from

COLUMNS = ["sentence_id", "annotator", "label", "lead_time", "created_at", "skipped"]


def annotations(rows):
    table = pd.DataFrame(rows, columns=COLUMNS).assign(question="stance", origin="manual")
    return table.assign(updated_at=table["created_at"])


def test_what_is_missing_is_counted_up_to_the_overlap_at_the_median_pace_of_working_days():
    # Of 4 sentences for 2 annotators each, one has 3 labels, one has 1 and a skip, one has a skip alone.
    rows = [
        ("a", "ana", "critical", 10, "2031-03-03T10:00:00Z", False),
        ("a", "ben", "critical", 10, "2031-03-03T11:00:00Z", False),
        ("a", "eve", "neutral", 20, "2031-03-05T09:00:00Z", False),
        ("b", "ana", "neutral", 900, "2031-03-05T10:00:00Z", False),
        ("b", "ben", None, 5, "2031-03-05T11:00:00Z", True),
        ("c", "ana", None, 5, "2031-03-05T12:00:00Z", True),
    ]
    progress = progress_from(annotations(rows), DEFAULT, sent=4, overlap=2)
    assert (progress.labelled, progress.started, progress.skipped) == (1, 1, 1)
    assert progress.missing == 8 - 2 - 1
    assert progress.hours == pytest.approx(5 * 15 / 3600)
    # Six answers on two days, three a day.
    assert progress.days == pytest.approx(5 / 3)
    people = progress.annotators.set_index("annotator")
    assert people.loc["ana", ["labelled", "skipped", "missing"]].tolist() == [2, 1, 1]
    assert people.loc["ana", "per_hour"] == pytest.approx(3600 / 455)


def test_targets_of_a_sentence_are_counted_apart():
    rows = [("a", "ana", "critical", 10, "2031-03-03T10:00:00Z", False)] * 2
    table = annotations(rows).assign(target=["Orth", "Ilmar"])
    progress = progress_from(table, DEFAULT, sent=3, overlap=1)
    assert (progress.labelled, progress.missing) == (2, 1)


def test_answers_without_a_date_have_no_pace_in_days():
    rows = [("a", "ana", "critical", None, None, False), ("b", "ana", "neutral", None, None, False)]
    progress = progress_from(annotations(rows), DEFAULT, sent=4, overlap=1)
    assert progress.missing == 2
    assert math.isnan(progress.days)
    dated = progress_from(
        annotations([*rows, ("c", "ana", "neutral", 9, "2031-03-05T10:00:00Z", False)]), DEFAULT, sent=9, overlap=1
    )
    assert dated.days == 6
