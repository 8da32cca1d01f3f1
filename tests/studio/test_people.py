"""Several annotators: accounts, overlap, blind coding, and how the work stands."""

import json
import stat

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.scheme import DEFAULT
from annotate.studio import people
from annotate.studio.annotation_progress import progress_from
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pushing import push

pytestmark = pytest.mark.server


def answer(stance, origin="manual"):
    choice = {"choices": [stance]}
    return [{"from_name": "stance", "to_name": "sentence", "type": "choices", "value": choice, "origin": origin}]


def test_accounts_are_made_once_with_passwords_for_their_owner_alone(studio, annotators, tmp_path):
    assert [account.email for account in annotators] == ["ana@localhost", "ben@localhost"]
    assert stat.S_IMODE(annotators[0].password_file.stat().st_mode) == 0o600
    again = people.make_accounts(["Ana@localhost"], Connection(studio.url, studio.token), tmp_path)
    assert again == [people.Account("ana@localhost", None)]
    with pytest.raises(InputError, match="not an e-mail address"):
        people.make_accounts(["../x"], Connection(studio.url, studio.token), tmp_path)


def test_the_invitation_is_a_link_of_this_server(annotate, studio):
    shown = annotate("studio", "invite")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith(f"{studio.url}/user/signup/?token=")


def test_overlap_is_what_the_server_keeps(at, make_batch):
    done = push(make_batch(3), DEFAULT, ProjectRef(at, "overlap"), overlap=2)
    client = connect(at)
    assert client.projects.get(id=done.project_id).maximum_annotations == 2
    push(make_batch(3), DEFAULT, ProjectRef(at, "overlap"), overlap=3)
    assert client.projects.get(id=done.project_id).maximum_annotations == 3
    assert {t.overlap for t in client.tasks.list(project=done.project_id, fields="all")} == {3}


def test_blind_coders_get_a_project_each_and_their_labels_are_merged(annotate, studio, annotators, tmp_path):
    assert annotate("init").returncode == 0
    (tmp_path / "annotate.toml").write_text('title = "Blind"\n')
    (tmp_path / "batch.csv").write_text("sentence_id,text\na,Veldania thanked Karsovia.\nb,Talks failed.\n")
    pushed = annotate("push", "--coders", "ana@localhost,ben@localhost")
    assert pushed.returncode == 0, pushed.stderr
    client = connect(Connection(studio.url, studio.token))
    numbers = {user.email: user.id for user in client.users.list()}
    for email, stances in (("ana@localhost", ["conciliatory", "critical"]), ("ben@localhost", ["neutral", None])):
        project = next(iter(client.projects.list(title=f"Blind · {email}")))
        for task in client.tasks.list(project=project.id):
            stance = stances["ab".index(task.data["sentence_id"])]
            if stance:
                client.annotations.create(id=task.id, result=answer(stance), completed_by=numbers[email], lead_time=4)
    assert annotate("pull").returncode == 0
    rows = pd.read_csv(tmp_path / "annotations.csv")
    found = {(r.sentence_id, r.annotator): r.label for r in rows.itertuples()}
    assert found == {
        ("a", "ana@localhost"): "conciliatory",
        ("a", "ben@localhost"): "neutral",
        ("b", "ana@localhost"): "critical",
    }
    shown = annotate("status", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    ana, ben = json.loads(shown.stdout)
    assert (ana["labelled"], ana["missing"]) == (2, 0)
    assert (ben["sent"], ben["labelled"], ben["missing"]) == (2, 1, 1)
    assert ben["hours"] == pytest.approx(4 / 3600)
    table = annotate("status")
    assert "Blind · ben@localhost" in table.stdout
    assert "1 of 2 sentences done (50%)" in table.stderr


def test_annotation_progress_counts_people_skips_and_accepted_predictions():
    def row(sentence, annotator, origin="manual", skipped=False, question="stance", seconds=5.0):
        when = "2025-03-11T10:00:00Z"
        label = None if skipped else "critical"
        return (sentence, annotator, question, label, when, when, seconds, origin, skipped)

    rows = [
        row("a", "ana", "prediction"), row("a", "ana", question="sentiment"), row("b", "ana", "prediction-changed"),
        row("c", "ana", "prediction"), row("d", "ana", skipped=True), row("a", "ben", seconds=15.0),
    ]  # fmt: skip
    columns = ["sentence_id", "annotator", "question", "label", "created_at", "updated_at", "lead_time", "origin"]
    stands = progress_from(pd.DataFrame(rows, columns=[*columns, "skipped"]), DEFAULT, sent=10, overlap=2)
    assert (stands.labelled, stands.started, stands.skipped, stands.missing) == (1, 2, 1, 16)
    assert stands.hours == pytest.approx(16 * 5 / 3600)
    assert stands.days == pytest.approx(16 / 5)
    ana, ben = stands.annotators.to_dict("records")
    assert (ana["labelled"], ana["skipped"], ana["missing"]) == (3, 1, 6)
    assert (ana["accepted"], ana["changed"]) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert ben["per_hour"] == pytest.approx(240)
    empty = progress_from(
        pd.DataFrame(columns=[*columns, "skipped"]).astype({"skipped": bool}), DEFAULT, sent=10, overlap=1
    )
    assert (empty.labelled, empty.missing) == (0, 10)
