"""What a person does in the browser is what pull returns."""

import json

import pandas as pd
import pytest

from annotate import tables
from annotate.io.reading import read_table
from annotate.io.writing import write_table
from annotate.scheme import DEFAULT
from annotate.studio.client import connect
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
    project = next(iter(connect(owner.url, token_of_this_machine()).projects.list(title="Browser study")))
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
    client = connect(labeller.url, token_of_this_machine())
    tasks = {t.data["sentence_id"]: t.id for t in client.tasks.list(project=project_id)}
    labeller.reopen(project_id, tasks[batch["sentence_id"][0]])
    labeller.press("2")
    labeller.submit()


def test_the_page_shows_the_sentence_large_its_context_and_the_guidelines(annotate, study, owner):
    row = {"sentence_id": "v1", "text": "Veldania <i>praised</i> & thanked Karsovia.", "before": "Talks were held.",
           "after": "More are planned.", "outlet": "The Ansel Courier", "published": "2025-03-11",
           "speaker": "Ilva Torsen"}  # fmt: skip
    (study / "batch.jsonl").write_text(json.dumps(row))
    pushed = annotate("push", "batch.jsonl", "--project", "Looks")
    assert pushed.returncode == 0, pushed.stderr
    project = next(iter(connect(owner.url, token_of_this_machine()).projects.list(title="Looks")))
    owner.open(project.id)
    assert owner.sentence == "Veldania <i>praised</i> & thanked Karsovia."
    page = owner.page
    assert page.locator(".a-about").inner_text() == "The Ansel Courier · 2025-03-11 · speaker: Ilva Torsen"
    assert [c.inner_text() for c in page.locator(".a-context").all()] == ["Talks were held.", "More are planned."]
    assert "Read the sentence in its context" in page.locator(".a-guide").inner_text()
    size = page.locator(".a-sentence .lsf-richtext__line").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 24
    assert not page.locator(".lsf-sidepanels__wrapper").first.is_visible()
    heights = [box.bounding_box()["height"] for box in page.locator(".a-question label").all()]
    assert min(heights) >= 44


def test_two_people_signed_in_at_once_each_label_every_sentence(person, studio, annotators, make_batch):
    at = {"url": studio.url, "token": studio.token}
    batch = make_batch(3)
    done = push(batch, DEFAULT, **at, title="Two people", overlap=2)
    ana, ben = (person(studio.url, account.email, account.password_file.read_text().strip()) for account in annotators)
    for someone in (ana, ben):
        someone.open(done.project_id)
    for keys in ("11", "23", "32"):
        for someone, key in zip((ana, ben), keys, strict=True):
            someone.press(key)
            someone.submit()
    rows = pull(DEFAULT, **at, title="Two people")
    assert {(r.sentence_id, r.annotator): r.label for r in rows.itertuples()} == {
        ("s00000", "ana@localhost"): "conciliatory",
        ("s00000", "ben@localhost"): "conciliatory",
        ("s00001", "ana@localhost"): "critical",
        ("s00001", "ben@localhost"): "neutral",
        ("s00002", "ana@localhost"): "neutral",
        ("s00002", "ben@localhost"): "critical",
    }
    two_tabs_on_one_task(at, ana, ben, make_batch(1, prefix="t"))


def two_tabs_on_one_task(at, ana, ben, batch):
    """Both have one task open before either answers, though one annotator is asked for; one has it open twice."""
    done = push(batch, DEFAULT, **at, title="One task", overlap=1)
    [task] = connect(**at).tasks.list(project=done.project_id)
    again = ana.another_tab()
    for someone in (ana, ben, again):
        someone.open_task(done.project_id, task.id)
    for someone, key in ((ana, "1"), (ben, "2"), (again, "3")):
        someone.press(key)
        someone.submit()
    rows = pull(DEFAULT, **at, title="One task")
    assert {(r.sentence_id, r.annotator): r.label for r in rows.itertuples()} == {
        ("t00000", "ana@localhost"): "neutral",
        ("t00000", "ben@localhost"): "critical",
    }
    every = connect(**at).tasks.get(id=task.id).annotations
    assert len(every) == 3
