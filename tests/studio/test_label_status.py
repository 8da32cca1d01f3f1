"""What `status` tells of labelling so far: agreement, disagreements, label shares, poor quality, and its page."""

import random

import pandas as pd
import pytest

from annotate.cli.label import status as status_verb
from annotate.labels.agreement_measures import agreement
from annotate.scheme import DEFAULT
from annotate.studio.annotation_progress import progress_from
from annotate.workflows.label.label_status import label_status, write_status_page

LABELS = ["conciliatory", "critical", "neutral"]
COLUMNS = ["sentence_id", "annotator", "question", "label", "created_at", "updated_at", "lead_time", "origin"]


def answers(who, wrong, *, count=60, seconds=9.0, origin="manual", seed=0):
    """One person's labels of `count` sentences, of which the share `wrong` are by chance."""
    chance, rows = random.Random(f"{who} {seed}"), []
    for number in range(count):
        label = LABELS[number % 3] if chance.random() >= wrong else chance.choice(LABELS)
        when = f"2026-03-02T10:{number // 60:02d}:{number % 60:02d}Z"
        rows.append((f"s{number:03d}", who, "stance", label, when, when, seconds, origin, False))
    return rows


def progress(*people, sent=80, overlap=2, title="Strait"):
    rows = [row for person in people for row in person]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "skipped"]).astype({"skipped": bool})
    return progress_from(frame, DEFAULT, sent=sent, overlap=overlap, title=title)


def test_agreement_is_measured_over_the_projects_of_all_blind_coders():
    parts = [progress(answers("ana", 0.1), overlap=1), progress(answers("ben", 0.4), overlap=1)]
    status = label_status(parts)
    expected = agreement(pd.concat([part.annotations for part in parts], ignore_index=True))
    row = expected[expected["measure"] == "alpha_nominal"].iloc[0]
    shown = status.agreement.iloc[0]
    assert (shown["question"], shown["sentences"], shown["annotators"]) == ("stance", 60, 2)
    assert shown[["value", "low", "high"]].tolist() == row[["value", "low", "high"]].tolist()
    assert status.shares.set_index("label")["labels"].sum() == 120
    assert status.shares["share"].sum() == pytest.approx(1)
    assert status.confusions["pairs"].sum() > 0


def test_who_disagrees_hurries_or_only_confirms_is_named():
    people = [answers("ana", 0.05), answers("ben", 0.05), answers("carl", 0.9)]
    status = label_status([progress(*people, overlap=3)])
    assert [sign for sign in status.warnings if sign.startswith("carl disagrees with the others on stance")]
    assert not [sign for sign in status.warnings if sign.startswith(("ana", "ben"))]
    hasty = label_status([progress(answers("dora", 0.0, seconds=0.7))])
    assert hasty.warnings == ("dora answered 60 sentences in a row in 0.7 s each",)
    confirming = label_status([progress(answers("emil", 0.0, origin="prediction"))])
    assert confirming.warnings == ("emil accepted 100% of 60 predictions",)


def test_one_person_alone_has_no_agreement_and_nobody_nothing():
    alone = label_status([progress(answers("ana", 0.1), overlap=1)])
    assert alone.agreement.empty
    assert alone.confusions.empty
    assert len(alone.shares) == 3
    nobody = label_status([progress()])
    assert nobody.shares.empty
    assert nobody.warnings == ()


def test_the_table_of_three_annotators_fits_80_columns(monkeypatch, capsys):
    people = [answers(f"{name}@example.org", 0.1) for name in ("ana", "ben", "cleo")]
    monkeypatch.setenv("COLUMNS", "80")
    status_verb._show(progress(*people, overlap=3))
    lines = capsys.readouterr().out.splitlines()
    names = ["annotator", "labelled", "skipped", "missing", "seconds", "an hour", "last"]
    assert [cell.strip() for cell in lines[2].strip("┃").split("┃")] == names
    assert [line.split()[1] for line in lines[4:7]] == ["ana@example.org", "ben@example.org", "cleo@example.org"]
    assert max(map(len, lines)) <= 80


@pytest.mark.browser
def test_the_page_shows_it_offline_and_escapes_names(browser, tmp_path):
    parts = [progress(answers("ana", 0.1), answers("<b>ben</b>", 0.4), answers("carl", 0.95), overlap=3)]
    path = tmp_path / "status.html"
    write_status_page(parts, label_status(parts), path, refresh=30)
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    text = page.inner_text("body")
    assert "180 of 240 labels" in text
    assert "<b>ben</b>" in text
    assert "carl disagrees with the others" in text
    assert page.locator(".scale").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(one => one.scrollWidth <= one.clientWidth)")
    assert asked == [path.as_uri()]
    assert 'http-equiv="refresh" content="30"' in page.content()
    write_status_page([progress()], label_status([progress()]), path)
    page.goto(path.as_uri())
    assert "Nobody has labelled anything yet." in page.inner_text("body")
    assert "http-equiv" not in page.content()
