import json

import pandas as pd
import pytest

from annotate import tables
from annotate.errors import InputError
from annotate.io.exports.exchange import annotations_from, write_annotations
from annotate.io.reading import read_table
from annotate.io.writing import write_table
from annotate.scheme import DEFAULT, Label, Question, Scheme

TEXTS = {"s1": "Veldania offered talks; Karsovia “welcomed” them.", "s2": "The ministers, it said, would meet."}
TOPICS = Scheme((*DEFAULT.questions, Question("topic", (Label("aid"), Label("trade")), multiple=True)))


def annotations():
    rows = [
        ("s1", "ana@lantern.example", "stance", "conciliatory", 4.5, "manual", False),
        ("s1", "ana@lantern.example", "topic", "aid|trade", 4.5, "manual", False),
        ("s1", "bo", "stance", "critical", 2.0, "prediction-changed", False),
        ("s2", "ana@lantern.example", "stance", None, 1.0, "manual", True),
    ]
    columns = ["sentence_id", "annotator", "question", "label", "lead_time", "origin", "skipped"]
    table = pd.DataFrame(rows, columns=columns).assign(
        created_at="2026-05-01T10:00:00Z", updated_at="2026-05-01T10:01:00Z"
    )
    return tables.conform(table.assign(text=table["sentence_id"].map(TEXTS)), tables.ANNOTATIONS, "test")


def in_order(table):
    key = ["sentence_id", "annotator", "question"]
    return table.sort_values(key).reset_index(drop=True)[[*tables.ANNOTATIONS.columns, "text"]]


def written(tmp_path, name, content):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def short(table):
    return list(table[["annotator", "question", "label"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", ["out.json", "out.jsonl", "out.csv", "out.parquet"])
def test_what_is_written_is_read_back_the_same(tmp_path, name):
    write_annotations(annotations(), tmp_path / name)
    form = "label-studio" if name.endswith(".json") else "csv"
    back = annotations_from(tmp_path / name, form, scheme=TOPICS)
    pd.testing.assert_frame_equal(in_order(back), in_order(annotations()), check_dtype=False)


def test_an_export_as_json_of_a_real_server(tmp_path):
    result = {"from_name": "stance", "to_name": "sentence", "type": "choices", "origin": "prediction"}
    task = {
        "id": 7,
        "data": {"sentence_id": "s1", "text": TEXTS["s1"], "about": ""},
        "annotations": [
            {"completed_by": {"id": 3, "email": "ana@lantern.example"}, "lead_time": 3.2, "was_cancelled": False}
            | {"result": [result | {"value": {"choices": ["critical"]}}], "updated_at": "2026-05-01T10:00:00.5Z"},
            {"completed_by": 4, "was_cancelled": True, "result": []},
        ],
        "predictions": [],
    }
    table = annotations_from(written(tmp_path, "e.json", [task]), "label-studio")
    assert short(table[~table["skipped"]]) == [("ana@lantern.example", "stance", "critical")]
    assert table["origin"].iloc[0] == "prediction"
    assert table[table["skipped"]]["annotator"].tolist() == ["4"]


def test_an_export_as_json_min(tmp_path):
    rows = [
        {
            "id": 1,
            "text": TEXTS["s1"],
            "sentence_id": "s1",
            "stance": "critical",
            "topic": {"choices": ["aid", "trade"]},
        }
        | {"annotator": 1, "annotation_id": 5, "created_at": "2026-05-01T10:00:00Z", "lead_time": 2.5}
    ]
    table = annotations_from(written(tmp_path, "min.json", rows), "label-studio")
    assert short(table) == [("1", "stance", "critical"), ("1", "topic", "aid|trade")]
    assert table["lead_time"].tolist() == [2.5, 2.5]


@pytest.mark.parametrize(("name", "separator"), [("e.csv", ","), ("e.tsv", "\t")])
def test_an_export_as_csv_and_tsv(tmp_path, name, separator):
    cells = {"annotator": "1", "id": "1", "sentence_id": "s1", "stance": "critical", "text": TEXTS["s1"]}
    cells["topic"] = '{"choices":["aid","trade"]}'
    pd.DataFrame([cells]).to_csv(tmp_path / name, sep=separator, index=False)
    table = annotations_from(tmp_path / name, "label-studio")
    assert short(table) == [("1", "stance", "critical"), ("1", "topic", "aid|trade")]
    assert table["text"].iloc[0] == TEXTS["s1"]


def test_questions_outside_the_scheme_are_named(tmp_path):
    path = written(tmp_path, "min.json", [{"id": 1, "text": "A meeting.", "mood": "glad", "annotator": 1}])
    with pytest.raises(InputError, match="`question`, of mood"):
        annotations_from(path, "label-studio")
    assert short(annotations_from(path, "label-studio", questions=["mood"])) == [("1", "mood", "glad")]


def test_prodigy_choices_and_yes_or_no(tmp_path):
    choice = {"text": "A.", "options": [{"id": "critical"}], "accept": ["critical"], "answer": "accept"}
    lines = [
        choice | {"_annotator_id": "ana", "_timestamp": 1767225600},
        {"text": "B.", "options": [], "accept": [], "answer": "ignore", "_annotator_id": "ana"},
        {"text": "C.", "label": "SPORT", "answer": "reject", "_session_id": "db-bo"},
    ]
    path = written(tmp_path, "p.jsonl", "\n".join(map(json.dumps, lines)))
    table = annotations_from(path, "prodigy")
    assert short(table)[0] == ("ana", "stance", "critical")
    assert table["created_at"].iloc[0].startswith("2026-01-01T00:00:00")
    assert table["skipped"].tolist() == [False, True, False]
    assert short(table)[2] == ("db-bo", "SPORT", "reject")


def test_doccano_files_are_named_after_the_annotator(tmp_path):
    lines = [{"id": 1, "text": "A.", "label": ["critical"]}, {"id": 2, "text": "B.", "label": []}]
    table = annotations_from(written(tmp_path, "ana.jsonl", "\n".join(map(json.dumps, lines))), "doccano")
    assert short(table) == [("ana", "stance", "critical")]
    cells = annotations_from(written(tmp_path, "bo.csv", "id,text,label\n1,A.,aid#trade\n"), "doccano")
    assert short(cells) == [("bo", "label", "aid|trade")]
    assert cells["sentence_id"].iloc[0] == table["sentence_id"].iloc[0]


def test_doccano_spans_are_refused(tmp_path):
    path = written(tmp_path, "a.jsonl", json.dumps({"text": "A b.", "label": [[0, 1, "PER"]]}))
    with pytest.raises(InputError, match=r"no labels in it \(left out: spans \(1\)\)"):
        annotations_from(path, "doccano")


def test_potato_in_its_three_shapes(tmp_path):
    line = {
        "id": "i1",
        "displayed_text": "A.",
        "label_annotations": {"sentiment": {"neutral": "true", "positive": False}},
    }
    path = written(tmp_path, "ana/annotated_instances.jsonl", json.dumps(line))
    assert short(annotations_from(path, "potato")) == [("ana", "sentiment", "neutral")]
    cells = "user,instance_id,displayed_text,topic:::aid,topic:::trade\nbo,i1,A.,true,true\n"
    assert short(annotations_from(written(tmp_path, "o.csv", cells), "potato")) == [("bo", "topic", "aid|trade")]
    state = {
        "user_id": "cy",
        "instance_id_to_label_to_value": {"i1": [[{"schema": "stance", "name": "critical"}, "true"]]},
    }
    assert short(annotations_from(written(tmp_path, "user_state.json", state), "potato")) == [
        ("cy", "stance", "critical")
    ]


@pytest.mark.parametrize("pair", [[1], [{"schema": "stance", "name": "critical"}, "true", "x"], "ab", ["ab", "true"]])
def test_an_answer_of_potato_without_its_value_is_refused(tmp_path, pair):
    path = written(tmp_path, "user_state.json", {"user_id": "cy", "instance_id_to_label_to_value": {"i1": [pair]}})
    with pytest.raises(InputError, match=r"user_state\.json: not as potato writes it"):
        annotations_from(path, "potato")


def test_plain_tables_with_columns_of_their_own(tmp_path):
    path = written(tmp_path, "t.csv", "unit,coder,code\nu1,7,critical\n")
    columns = {"unit": "sentence_id", "coder": "annotator", "code": "label"}
    table = annotations_from(path, "csv", columns=columns)
    assert short(table) == [("7", "stance", "critical")]
    assert table["sentence_id"].tolist() == ["u1"]


@pytest.mark.parametrize(
    ("form", "name", "content", "words"),
    [
        ("label-studio", "a.json", "{", "not JSON"),
        ("label-studio", "a.json", "{}", "not a list of tasks"),
        ("label-studio", "a.json", '[{"annotations": []}]', "task 1 has no data"),
        (
            "prodigy",
            "a.jsonl",
            '{"text": "x", "answer": "accept", "label": "A"}\n{"text": 1}',
            "a.jsonl:2: no text or answer",
        ),
        ("prodigy", "a.jsonl", "nonsense", "a.jsonl:1: not JSON"),
        ("doccano", "a.jsonl", '{"id": 1}', "a.jsonl:1: no text or label"),
        ("potato", "a.jsonl", '{"id": 1}', "no id or label_annotations"),
        ("csv", "a.csv", "text,class\nA.,x\n", "no column 'label'"),
        ("csv", "a.csv", "label\nx\n", "no column 'sentence_id' or 'text'"),
        ("spss", "a.sav", "x", "is unknown; choose from label-studio"),
        ("doccano", "empty.jsonl", "", "the file is empty"),
    ],
)
def test_what_is_not_of_the_kind_is_said_with_its_place(tmp_path, form, name, content, words):
    with pytest.raises(InputError, match=words):
        annotations_from(written(tmp_path, name, content), form)


def test_the_command_goes_there_and_back(annotate, tmp_path):
    write_table(annotations(), tmp_path / "a.csv")
    there = annotate("convert", "a.csv", "--from", "csv", "--to", "label-studio", "-o", "a.json")
    assert there.returncode == 0, there.stderr
    back = annotate("convert", "a.json", "--from", "label-studio", "-o", "b.csv")
    assert back.returncode == 0, back.stderr
    assert "3 labels and 1 skip of 2 sentences by 2 annotators" in back.stderr
    again = read_table(tmp_path / "b.csv", tables.ANNOTATIONS)
    pd.testing.assert_frame_equal(in_order(again), in_order(annotations()), check_dtype=False)


def test_the_command_writes_json_lines_to_standard_output(annotate, tmp_path):
    write_table(annotations(), tmp_path / "a.csv")
    done = annotate("convert", "a.csv", "--from", "csv")
    assert [json.loads(line)["question"] for line in done.stdout.splitlines()] == [
        "stance",
        "topic",
        "stance",
        "stance",
    ]


def table_of_labels(rows=30):
    return pd.DataFrame(
        {
            "sentence_id": [f"s{row // 2}" for row in range(rows)],
            "annotator": ["ana", "bo"] * (rows // 2),
            "question": "sentiment",
            "label": ["positive", "neutral", "negative"] * (rows // 3),
            "lead_time": 4.0,
            "skipped": False,
        }
    ).astype(object)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("sentence_id", None, "a label without the text or the id of its sentence"),
        ("lead_time", "soon", "lead_time 'soon' is not a number"),
        ("skipped", "perhaps", "skipped 'perhaps' is not true or false"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_one_label_that_cannot_be_used_does_not_stop_the_others(annotate, tmp_path, column, value, words, ending):
    table = table_of_labels()
    table.loc[4, column] = value
    write_table(table, tmp_path / f"a.{ending}")
    done = annotate("convert", f"a.{ending}", "--from", "csv", "-o", "out.csv")
    assert done.returncode == 1
    assert f"a.{ending}: label 5: {words}" in done.stderr
    assert len(pd.read_csv(tmp_path / "out.csv")) == len(table) - 1
    assert pd.read_csv(tmp_path / "out.csv.rejects.csv")["reason"].str.startswith(words).all()


def test_rows_of_other_lengths_do_not_stop_the_others(annotate, tmp_path):
    written(tmp_path, "a.csv", "sentence_id,annotator,label\ns1,ana,neutral\ns2,ana,neutral,or so\ns3,ana,neutral\n")
    done = annotate("convert", "a.csv", "--from", "csv", "-o", "out.csv")
    assert done.returncode == 1
    assert "a.csv:3: row 2: 4 cells under a header of 3" in done.stderr
    assert pd.read_csv(tmp_path / "out.csv")["sentence_id"].tolist() == ["s1", "s3"]


@pytest.mark.parametrize("options", [[], ["--annotator-columns", "ana,bo"]])
def test_a_table_none_of_whose_rows_can_be_read_is_an_error(annotate, tmp_path, options):
    written(tmp_path, "a.csv", "Labels of April\n\nid,text,ana,bo\n1,The ferry sank.,critical,neutral\n")
    done = annotate("convert", "a.csv", "--from", "csv", *options, "-o", "out.csv")
    assert done.returncode == 1
    assert "4 cells under a header of 1" in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_labels_that_alone_do_not_say_who_gave_them_or_to_what_are_told(tmp_path):
    table = table_of_labels()
    table.loc[4, ["annotator", "question"]] = None
    write_table(table, tmp_path / "a.csv")
    notes = " ".join(annotations_from(tmp_path / "a.csv", "csv").attrs["notes"])
    assert "1 label does not say who gave it and is taken as of one more annotator, 'unknown'" in notes
    assert "1 label does not say its question and is taken as an answer to stance" in notes
    told = annotations_from(tmp_path / "a.csv", "csv", annotator="cleo", questions=["sentiment"])
    assert told.attrs["notes"] == []
    everywhere = table.assign(annotator=None, question=None)
    write_table(everywhere, tmp_path / "b.csv")
    assert "does not say" not in " ".join(annotations_from(tmp_path / "b.csv", "csv").attrs["notes"])


@pytest.mark.parametrize("place", ["beside the text", "in meta"])
@pytest.mark.parametrize("form", ["prodigy", "doccano"])
def test_what_a_batch_says_of_a_sentence_comes_back_from_other_tools(tmp_path, form, place):
    tasks = []
    for number, target in enumerate(["Veldania", "Karsovia"]):
        known = {"sentence_id": "s7", "target": target}
        task = {"text": TEXTS["s1"], **(known if place == "beside the text" else {"meta": known})}
        answer = {"accept": [["positive", "negative"][number]], "answer": "accept", "options": []}
        tasks.append(task | (answer if form == "prodigy" else {"label": answer["accept"]}))
    path = written(tmp_path, "ana.jsonl", "\n".join(map(json.dumps, tasks)))
    back = annotations_from(path, form)
    assert back["sentence_id"].tolist() == ["s7", "s7"]
    assert back["target"].tolist() == ["Veldania", "Karsovia"]
    assert back.attrs["notes"] == []
