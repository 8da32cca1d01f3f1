"""What a person does in the browser is what pull returns."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pandas as pd
import pytest

from annotate import tables
from annotate.io.reading import read_table
from annotate.io.writing import write_table
from annotate.scheme import DEFAULT
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pulling import pull
from annotate.studio.pushing import push
from annotate.workflows.setup.shipped import load_shipped

pytestmark = [pytest.mark.server, pytest.mark.browser]


@pytest.fixture
def study(annotate, tmp_path):
    """A project folder."""
    assert annotate("init").returncode == 0
    (tmp_path / "annotate.toml").write_text('title = "Browser study"\n')
    return tmp_path


def five_of(sentences):
    body = sentences[sentences["kind"] == "body"].head(5).reset_index(drop=True)
    assert len(body) == 5
    return body


@pytest.mark.external
def test_labels_given_in_the_browser_come_back_exactly(annotate, study, evaluation_data, owner):
    article = evaluation_data / "seed_article" / "article.txt"
    assert annotate("split", article, "-o", "sentences.jsonl").returncode == 0
    batch = five_of(pd.read_json(study / "sentences.jsonl", lines=True))
    batch.to_csv(study / "batch.csv", index=False)
    predicted = batch.iloc[[3]].assign(label="conciliatory", p_conciliatory=0.9, p_critical=0.05, p_neutral=0.05)
    predicted.assign(model="earlier").to_csv(study / "predicted.csv", index=False)
    pushed = annotate("push", "--predictions", "predicted.csv")
    assert pushed.returncode == 0, pushed.stderr
    project = next(iter(connect(Connection(owner.url, token_of_this_machine())).projects.list(title="Browser study")))
    label_five(owner, project.id, batch)
    change_the_first(owner, project.id, batch)
    pulled = annotate("pull")
    assert pulled.returncode == 0, pulled.stderr
    rows = pd.read_csv(study / "annotations.csv", keep_default_na=False)
    found = {(r.sentence_id, r.question): (r.label, r.origin, r.skipped) for r in rows.itertuples()}
    ids = batch["sentence_id"]
    assert found == {
        (ids[0], "stance"): ("critical", "manual", False),
        (ids[0], "sentiment"): ("positive", "manual", False),
        (ids[1], "stance"): ("neutral", "manual", False),
        (ids[2], "stance"): ("", "manual", True),
        (ids[3], "stance"): ("conciliatory", "prediction", False),
        (ids[4], "stance"): ("conciliatory", "manual", False),
        (ids[4], "sentiment"): ("negative", "manual", False),
    }
    assert (rows.loc[~rows["skipped"], "lead_time"].astype(float) > 0).all()
    go_round_the_loop(annotate, study, article)


def go_round_the_loop(annotate, study, article):
    """What was labelled is resolved and, together with the shipped gold, trains a model that scores the article."""
    resolved = annotate("resolve")
    assert resolved.returncode == 0, resolved.stderr
    own = read_table(study / "gold.csv", tables.GOLD)
    assert own.query("question == 'stance'")["label"].tolist().count("conciliatory") == 2
    shipped = load_shipped()
    write_table(pd.concat([own, shipped.gold], ignore_index=True), study / "gold.csv", tables.GOLD)
    sentences = read_table(study / "sentences.jsonl", tables.SENTENCES)
    both = pd.concat([sentences, shipped.sentences], ignore_index=True)
    write_table(both, study / "sentences.parquet", tables.SENTENCES)
    trained = annotate("train", "--recipe", "fast", "--no-curve")
    assert trained.returncode == 0, trained.stderr
    scored = annotate("score", "models/stance", article, "-o", "scores.csv")
    assert scored.returncode == 0, scored.stderr
    scores = read_table(study / "scores.csv", tables.SCORES)
    assert len(scores) == len(sentences)
    assert scores["label"].isin(DEFAULT.question("stance").names).all()
    used = pd.read_csv(study / "models" / "stance" / "sentences.csv")["sentence_id"]
    assert set(own.query("question == 'stance'")["sentence_id"]) <= set(used)


GERMAN = """
title = "Haltungen"
language = "de"
[questions.stance]
title = "Haltung"
required = true
labels = [{ name = "warm", title = "freundlich", hotkey = "1" }, { name = "cold", title = "feindlich", hotkey = "2" }]
[questions.topic]
title = "Thema"
only_if = { question = "stance", label = "cold" }
labels = [{ name = "aid", title = "Hilfe", hotkey = "q" }, { name = "trade", title = "Handel", hotkey = "w" }]
"""


def test_labels_shown_in_german_come_back_as_the_scheme_names_them(annotate, study, owner, make_batch):
    (study / "annotate.toml").write_text(GERMAN)
    batch = make_batch(3, outlet="The Ansel Courier", speaker="Ilva Torsen")
    batch.to_csv(study / "batch.csv", index=False)
    sure = {"label": "cold", "model": "earlier", "p_warm": 0.1, "p_cold": 0.9}
    batch.iloc[[1]].assign(**sure).to_csv(study / "predicted.csv", index=False)
    pushed = annotate("push", "--predictions", "predicted.csv")
    assert pushed.returncode == 0, pushed.stderr
    project = next(iter(connect(Connection(owner.url, token_of_this_machine())).projects.list(title="Haltungen")))
    owner.open(project.id)
    page = owner.page
    assert page.locator(".a-about").inner_text() == "1 von 3 · The Ansel Courier · es spricht: Ilva Torsen"
    assert "Thema" not in page.locator(".a-main").inner_text()
    page.get_by_placeholder("Notiz zu diesem Satz").fill("warum?")
    page.get_by_text("Diesen Satz markieren").click()
    page.locator(".a-about").click()
    owner.press("2")
    page.get_by_text("Thema (freiwillig)").wait_for()  # asked after the label that is called cold
    owner.press("w")
    owner.submit()
    page.locator(".ant-radio-wrapper-checked, .ant-checkbox-wrapper-checked").get_by_text("feindlich").wait_for()
    owner.submit()  # as predicted
    page.locator(".a-sentence").get_by_text("point 2").wait_for()
    owner.press("1")
    owner.submit()
    assert annotate("push").returncode == 0  # the labels in use are all there
    pulled = annotate("pull")
    assert pulled.returncode == 0, pulled.stderr
    rows = pd.read_csv(study / "annotations.csv", keep_default_na=False)
    assert {(r.sentence_id[-1], r.question, r.label, r.origin) for r in rows.itertuples()} == {
        ("0", "stance", "cold", "manual"),
        ("0", "topic", "trade", "manual"),
        ("1", "stance", "cold", "prediction"),
        ("2", "stance", "warm", "manual"),
    }
    assert rows.loc[rows["sentence_id"].str.endswith("0"), ["comment", "flagged"]].astype(str).values.tolist() == [
        ["warum?", "true"],
        ["warum?", "true"],
    ]


def token_of_this_machine():
    from annotate.studio.server import private as server

    return server.status().token


def label_five(labeller, project_id, batch):
    labeller.open(project_id)
    keys = [("1", "q"), ("3",), None, (), ("1", "w")]
    for text, pressed in zip(batch["text"], keys, strict=True):
        assert labeller.sentence == " ".join(text.split())
        if pressed is None:
            labeller.skip()
            continue
        labeller.press(*pressed)
        labeller.submit()


def change_the_first(labeller, project_id, batch):
    client = connect(Connection(labeller.url, token_of_this_machine()))
    tasks = {t.data["sentence_id"]: t.id for t in client.tasks.list(project=project_id)}
    labeller.reopen(project_id, tasks[batch["sentence_id"][0]])
    labeller.press("2")
    labeller.submit()


def test_the_page_shows_the_sentence_large_its_context_and_the_guidelines(annotate, study, owner):
    row = {"sentence_id": "v1", "text": "Veldania <i>praised</i> & thanked Karsovia.", "before": "Talks were held.",
           "after": "More are planned.", "outlet": "The Ansel Courier", "published": "2025-03-11",
           "speaker": "Ilva Torsen", "title": "Rescue at sea", "target": "Karsovia"}  # fmt: skip
    long = {"sentence_id": "v2", "target": "Karsovia", "text": "Karsovia accused the port authority of lying. " * 9}
    (study / "batch.jsonl").write_text(f"{json.dumps(row)}\n{json.dumps(long)}\n")
    pushed = annotate("push", "batch.jsonl", "--project", "Looks")
    assert pushed.returncode == 0, pushed.stderr
    project = next(iter(connect(Connection(owner.url, token_of_this_machine())).projects.list(title="Looks")))
    owner.open(project.id)
    assert owner.sentence == "Veldania <i>praised</i> & thanked Karsovia."
    page = owner.page
    assert (
        page.locator(".a-about").inner_text()
        == "1 of 2 · The Ansel Courier · 2025-03-11 · speaker: Ilva Torsen · about: Karsovia"
    )
    assert [c.inner_text() for c in page.locator(".a-context").all()] == ["Talks were held.", "More are planned."]
    assert "Read the sentence in its context" in page.locator(".a-guide").inner_text()
    assert page.locator(".a-headline").inner_text() == "Rescue at sea"
    assert page.locator(".a-sentence mark").all_inner_texts() == ["Karsovia"]
    size = page.locator(".a-sentence mark").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 24
    assert not page.locator(".lsf-sidepanels__wrapper").first.is_visible()
    heights = [box.bounding_box()["height"] for box in page.locator(".a-question label").all()]
    assert min(heights) >= 44
    rules = page.locator(".a-guide").get_by_text("1. A threat is critical")
    page.get_by_role("button", name="Stance: take the first rule").click()  # folds that part of the guidelines
    rules.wait_for(state="hidden")
    places = [label.bounding_box() for label in page.locator(".a-question label").all()]
    page.get_by_placeholder("Comment on this sentence").fill("which rescue?")
    page.get_by_text("Flag this sentence").click()
    page.locator(".a-headline").click()
    owner.press("1")
    owner.submit()
    assert page.locator(".a-about").inner_text() == "2 of 2 · about: Karsovia"
    assert [label.bounding_box() for label in page.locator(".a-question label").all()] == places
    page.set_viewport_size({"width": 390, "height": 844})
    submit = page.get_by_test_id("bottombar-submit-button").bounding_box()
    assert submit["x"] + submit["width"] <= 390
    assert page.locator(".a-question label").first.bounding_box()["y"] < 844 / 2
    page.set_viewport_size({"width": 1280, "height": 860})
    page.evaluate("document.documentElement.dataset.colorScheme = 'dark'")
    wash, ink = (
        page.locator(".a-sentence").evaluate(f"e => getComputedStyle(e{more}")
        for more in (").backgroundColor", ".querySelector('mark')).color")
    )
    assert (wash, ink) == ("rgb(38, 51, 65)", "rgb(242, 244, 247)")
    assert annotate("pull", "--project", "Looks").returncode == 0
    opens_logged_in(annotate, study, owner, project.id)
    (pulled,) = pd.read_csv(study / "annotations.csv").to_dict("records")
    assert (pulled["label"], pulled["comment"], pulled["flagged"]) == ("conciliatory", "which rescue?", True)
    page.goto(f"{owner.url}/projects/{project.id}/data")
    page.get_by_text("Veldania <i>praised</i> & thanked Karsovia.").wait_for()
    shown = page.locator(".dm-table-head, [class*=table-head]").first.inner_text()
    assert {"Annotated by", "Annotation results", "text", "outlet"} <= set(shown.split("\n"))
    assert not {"sentence_id", "article_id", "marked"} & set(shown.split("\n"))


def opens_logged_in(annotate, study, owner, project_id):
    """Whoever opens the page with the command is logged in, by a link that works once and is in no argument."""
    seen, script = study / "opened.txt", study / "browser.sh"
    script.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n')
    script.chmod(0o755)
    environment = {"BROWSER": str(script), "DISPLAY": ":9"}
    with ThreadPoolExecutor() as elsewhere:
        running = elsewhere.submit(annotate, "open", "labelling", env=environment)
        while not seen.exists() or not seen.read_text():
            assert not running.done(), running.result().stderr
            time.sleep(0.1)
        page = owner.page.context.browser.new_context().new_page()
        page.goto(seen.read_text())
        page.wait_for_url(f"{owner.url}/projects/{project_id}/data?labeling=1")
        page.get_by_test_id("bottombar-submit-button").wait_for()
        done = running.result()
    assert done.returncode == 0, done.stderr
    assert seen.read_text().startswith("file://")
    link = re.search(r"url=([^\"]+)", Path(unquote(urlsplit(seen.read_text()).path)).read_text())[1]
    with pytest.raises(httpx.ConnectError):
        httpx.get(link, trust_env=False)
    assert "token" not in done.stdout + done.stderr


def test_two_people_signed_in_at_once_each_label_every_sentence(person, studio, annotators, make_batch):
    at = Connection(studio.url, studio.token)
    batch = make_batch(3)
    done = push(batch, DEFAULT, ProjectRef(at, "Two people"), overlap=2)
    ana, ben = (person(studio.url, account.email, account.password_file.read_text().strip()) for account in annotators)
    for someone in (ana, ben):
        someone.open(done.project_id)
    for keys in ("11", "23", "32"):
        for someone, key in zip((ana, ben), keys, strict=True):
            someone.press(key)
            someone.submit()
    rows = pull(DEFAULT, ProjectRef(at, "Two people")).annotations
    assert {(r.sentence_id, r.annotator): r.label for r in rows.itertuples()} == {
        ("s00000", "ana@localhost"): "conciliatory",
        ("s00000", "ben@localhost"): "conciliatory",
        ("s00001", "ana@localhost"): "critical",
        ("s00001", "ben@localhost"): "neutral",
        ("s00002", "ana@localhost"): "neutral",
        ("s00002", "ben@localhost"): "critical",
    }
    client = connect(at)
    tabs = {tab.data["title"]: tab for tab in client.views.list(project=done.project_id)}
    assert list(tabs) == ["Sentences", "ana@localhost", "ben@localhost", "Disagreements"]
    disputed = client.tasks.list(project=done.project_id, view=tabs["Disagreements"].id)
    assert sorted(task.data["sentence_id"] for task in disputed) == ["s00001", "s00002"]
    assert len(list(client.tasks.list(project=done.project_id, view=tabs["ana@localhost"].id))) == 3
    two_tabs_on_one_task(at, ana, ben, make_batch(1, prefix="t"))


def two_tabs_on_one_task(at, ana, ben, batch):
    """Both have one task open before either answers, though one annotator is asked for; one has it open twice."""
    done = push(batch, DEFAULT, ProjectRef(at, "One task"), overlap=1)
    [task] = connect(at).tasks.list(project=done.project_id)
    again = ana.another_tab()
    for someone in (ana, ben, again):
        someone.open_task(done.project_id, task.id)
    for someone, key in ((ana, "1"), (ben, "2"), (again, "3")):
        someone.press(key)
        someone.submit()
    rows = pull(DEFAULT, ProjectRef(at, "One task")).annotations
    assert {(r.sentence_id, r.annotator): r.label for r in rows.itertuples()} == {
        ("t00000", "ana@localhost"): "neutral",
        ("t00000", "ben@localhost"): "critical",
    }
    every = connect(at).tasks.get(id=task.id).annotations
    assert len(every) == 3
