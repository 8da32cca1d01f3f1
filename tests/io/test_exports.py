"""Exports of annotation tools as people have them: other field names, several files, one column an annotator."""

import json
import zipfile

import pandas as pd
import pytest

from annotate.errors import AnnotateWarning, InputError
from annotate.io.exports.exchange import annotations_from
from annotate.scheme import Label, Question, Scheme

LINK = "https://gazette.example.org/2024/unions-scorned-the-plan"
TONE = Scheme((Question("tone", (Label("warm"), Label("cold"), Label("even")), required=True),))
ROWS = [
    ("The governor thanked the crews.", 31, "warm", 1),
    ("The governor thanked the crews.", 31, "even", 2),
    ("The ferry sails at noon.", 32, "even", 1),
    ("Unions scorned the plan.", 33, "cold", 2),
]


def written(tmp_path, name, content):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def answers(table):
    return sorted(table[["text", "annotator", "label"]].itertuples(index=False, name=None))


def flat(separator):
    head = separator.join(["passage", "paper", "id", "tone", "annotator", "annotation_id"])
    lines = [separator.join([text, "Orth Gazette", str(task), label, str(who), "0"]) for text, task, label, who in ROWS]
    return "\n".join([head, *lines])


@pytest.mark.parametrize("name", ["min.json", "flat.csv", "flat.tsv"])
def test_label_studio_tables_whose_text_has_another_name_keep_their_sentences_apart(tmp_path, name):
    minimal = [{"passage": t, "paper": "Orth Gazette", "id": i, "tone": x, "annotator": w} for t, i, x, w in ROWS]
    content = minimal if name == "min.json" else flat("," if name.endswith("csv") else "\t")
    table = annotations_from(written(tmp_path, name, content), "label-studio", scheme=TONE)
    assert table["sentence_id"].nunique() == 3
    assert answers(table) == sorted((text, str(who), label) for text, _, label, who in ROWS)


def task(number, label, **data):
    choice = {"from_name": "tone", "to_name": "t", "type": "choices", "value": {"choices": [label]}}
    return {"id": number, "data": data, "annotations": [{"id": number, "completed_by": 1, "result": [choice]}]}


def test_label_studio_names_people_by_e_mail_where_the_export_has_it_and_says_so_where_not(tmp_path):
    ana, ben = task(1, "warm", text="Orth thanked all."), task(2, "cold", text="Orth scorned all.")
    ana["annotations"][0]["completed_by"] = {"id": 2, "email": "ana@localhost", "first_name": "", "last_name": ""}
    both = annotations_from(written(tmp_path, "mixed.json", [ana, ben]), "label-studio", scheme=TONE)
    assert both["annotator"].tolist() == ["ana@localhost", "1"]
    assert [note for note in both.attrs["notes"] if "named by their number in Label Studio (1)" in note]
    named = annotations_from(written(tmp_path, "named.json", [ana]), "label-studio", scheme=TONE)
    assert named.attrs["notes"] == []


def test_the_field_with_text_in_every_task_is_what_was_labelled(tmp_path):
    tasks = [
        task(
            1,
            "warm",
            headline="Bridge opens",
            passage="The mayor thanked all.",
            around="All day. The mayor thanked all.",
        ),
        task(
            2,
            "cold",
            passage="Unions scorned the plan.",
            link=LINK,
        ),
    ]
    table = annotations_from(written(tmp_path, "e.json", tasks), "label-studio", scheme=TONE)
    assert list(table["text"]) == ["The mayor thanked all.", "Unions scorned the plan."]
    assert list(table["link"].fillna("")) == ["", LINK]


def test_where_two_fields_could_be_what_was_labelled_it_is_asked_for(tmp_path):
    tasks = [task(n, "warm", first=f"The mayor thanked crew {n}.", second=f"Crew {n} left Orth.") for n in range(3)]
    path = written(tmp_path, "e.json", tasks)
    with pytest.raises(InputError, match=r"first, second all hold text.*`text_column`"):
        annotations_from(path, "label-studio", scheme=TONE)
    table = annotations_from(path, "label-studio", scheme=TONE, text_column="second")
    assert list(table["text"]) == [f"Crew {n} left Orth." for n in range(3)]


def test_taxonomies_are_paths_and_a_skip_belongs_to_a_question_that_was_asked(tmp_path):
    results = [
        {"from_name": "topic", "to_name": "t", "type": "taxonomy", "value": {"taxonomy": [["State", "Roads"]]}},
        {"from_name": "mood", "to_name": "t", "type": "choices", "value": {"choices": ["Grim"]}},
        {"from_name": "why", "to_name": "t", "type": "textarea", "value": {"text": ["because"]}},
    ]
    tasks = [
        {"id": 1, "data": {"text": "A."}, "annotations": [{"completed_by": 1, "result": results}]},
        {"id": 2, "data": {"text": "B."}, "annotations": [{"completed_by": 1, "was_cancelled": True, "result": []}]},
    ]
    table = annotations_from(written(tmp_path, "e.json", tasks), "label-studio")
    labels = table[~table["skipped"]].set_index("question")["label"]
    assert dict(labels) == {"topic": "State / Roads", "mood": "Grim"}
    assert set(table[table["skipped"]]["question"]) <= {"topic", "mood"}
    assert table.attrs["left_out"]["answers of type 'textarea'"] == 1


def chosen_in_prodigy(options, *accepted):
    """Lines of Prodigy in which each of `accepted` was chosen among `options`, given as ids and texts."""
    shown = [{"id": one, "text": text} for one, text in options.items()]
    tasks = [
        {"text": f"Velda waits for ferry {n}.", "options": shown, "accept": [one], "answer": "accept"}
        for n, one in enumerate(accepted)
    ]
    return "\n".join(map(json.dumps, tasks))


GERMAN = {"cold": "Kühl", "warm": "Herzlich", "even": "Neutral"}


@pytest.mark.parametrize("scheme", [TONE, Scheme((Question("mood", (Label("glad"), Label("sad"))),))])
def test_prodigy_labels_are_ids_whatever_they_are_shown_as(tmp_path, scheme):
    table = annotations_from(written(tmp_path, "p.jsonl", chosen_in_prodigy(GERMAN, "cold", "even")), "prodigy")
    assert table["label"].tolist() == ["cold", "even"]
    english = written(tmp_path, "e.jsonl", chosen_in_prodigy({one: one.title() for one in GERMAN}, "cold"))
    german = written(tmp_path, "g.jsonl", chosen_in_prodigy(GERMAN, "cold"))
    assert annotations_from([english, german], "prodigy", scheme=scheme)["label"].tolist() == ["cold", "cold"]


@pytest.mark.parametrize("ids", [("1", "2"), ("opt-a", "opt-b")])
def test_prodigy_texts_that_are_taken_for_ids_are_told(tmp_path, ids):
    path = written(tmp_path, "p.jsonl", chosen_in_prodigy(dict(zip(ids, ("warm", "cold"), strict=True)), ids[1]))
    with pytest.warns(AnnotateWarning, match=f"texts are taken as labels, not their ids: 'warm' for '{ids[0]}'"):
        assert annotations_from(path, "prodigy", scheme=TONE)["label"].tolist() == ["cold"]


def test_prodigy_ids_of_the_scheme_are_labels_even_if_they_are_numbers(tmp_path):
    scale = Scheme((Question("force", (Label("1"), Label("2"))),))
    path = written(tmp_path, "p.jsonl", chosen_in_prodigy({"1": "a little", "2": "much"}, "2"))
    assert annotations_from(path, "prodigy", scheme=scale)["label"].tolist() == ["2"]


def test_a_prodigy_task_without_a_choice_has_no_label(tmp_path):
    options = [{"id": 7, "text": "warm"}, {"id": 8, "text": "cold"}]
    lines = [
        {"text": "The mayor thanked all.", "options": options, "accept": [7], "answer": "accept", "_session_id": "p-a"},
        {"text": "The ferry sails.", "options": options, "accept": [], "answer": "accept", "_session_id": "p-a"},
    ]
    path = written(tmp_path, "p.jsonl", "\n".join(map(json.dumps, lines)))
    table = annotations_from(path, "prodigy", scheme=TONE)
    assert list(table["label"]) == ["warm"]
    assert list(table["question"]) == ["tone"]


@pytest.mark.parametrize(("key", "other"), [("1", "2"), ("2", "3"), ("w", "c")])
def test_potato_answers_are_their_names_and_not_the_keys_that_give_them(tmp_path, key, other):
    lines = [
        {"id": "i1", "displayed_text": "A.", "label_annotations": {"tone": {"warm": key}}},
        {"id": "i2", "displayed_text": "B.", "label_annotations": {"tone": {"cold": other}, "force": {"slider": "7"}}},
    ]
    path = written(tmp_path, "pia/annotated_instances.jsonl", "\n".join(map(json.dumps, lines)))
    table = annotations_from(path, "potato", scheme=TONE)
    assert table["label"].tolist() == ["warm", "cold", "7"]


def test_potato_scales_are_their_values_and_free_text_is_left_out_with_a_note(tmp_path):
    item = {"id": "i1", "displayed_text": "Unions scorned the plan."}
    item["label_annotations"] = {
        "tone": {"cold": "true"},
        "why": {"text_box": "they say so"},
        "force": {"force_4": "4"},
    }
    path = written(tmp_path, "pia/annotated_instances.jsonl", json.dumps(item))
    table = annotations_from(path, "potato", scheme=TONE)
    assert dict(table.set_index("question")["label"]) == {"tone": "cold", "force": "4"}
    assert set(table["annotator"]) == {"pia"}
    assert table.attrs["left_out"] == {"answers of free text to 'why'": 1}


def doccano_files():
    labels = {"ada.jsonl": ["warm", "cold"], "jan.jsonl": ["Warm", "cold"]}
    texts = ["The mayor thanked all.", "Unions scorned it."]
    return {
        name: [
            {"id": n, "text": text, "label": [label]} for n, (text, label) in enumerate(zip(texts, used, strict=True))
        ]
        for name, used in labels.items()
    }


@pytest.mark.parametrize("packed", [False, True])
def test_doccano_files_of_several_annotators_are_one_table_under_one_question(tmp_path, packed):
    paths = [written(tmp_path, name, "\n".join(map(json.dumps, lines))) for name, lines in doccano_files().items()]
    if packed:
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            for path in paths:
                archive.write(path, path.name)
        paths = [tmp_path / "all.zip"]
    table = annotations_from(paths, "doccano", scheme=TONE)
    assert table["sentence_id"].nunique() == 2
    assert sorted(set(table["annotator"])) == ["ada", "jan"]
    assert set(table["question"]) == {"tone"}
    assert sorted(table["label"]) == ["cold", "cold", "warm", "warm"]
    assert table.attrs["notes"] == ["'Warm' was taken for the scheme's 'warm'"]


WIDE = """id,text,Ada,Jan,Tam
1,The mayor thanked all.,warm,warm,
2,Unions scorned it.,cold,cold,cold
3,The ferry sails.,even,even,cold
"""


def test_one_column_an_annotator_is_read_where_the_columns_are_named(tmp_path):
    path = written(tmp_path, "wide.csv", WIDE)
    table = annotations_from(path, "csv", scheme=TONE, annotator_columns=["Ada", "Jan", "Tam"])
    assert len(table) == 8
    assert table["sentence_id"].nunique() == 3
    assert sorted(table["annotator"].value_counts()) == [2, 3, 3]
    assert set(table["question"]) == {"tone"}


def test_a_table_with_one_column_an_annotator_is_recognized_and_the_way_is_named(tmp_path):
    path = written(tmp_path, "wide.csv", WIDE)
    with pytest.raises(InputError, match=r"Ada, Jan, Tam look like one column per annotator.*`annotator_columns`"):
        annotations_from(path, "csv", scheme=TONE)


def test_inception_labels_of_whole_sentences_are_read_and_others_counted(tmp_path):
    lines = [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=webanno.custom.Tone|value",
        "",
        "",
        "#Text=Unions scorned it.",
        "1-1\t0-6\tUnions\tcold[1]\t",
        "1-2\t7-14\tscorned\tcold[1]\t",
        "1-3\t15-17\tit\tcold[1]\t",
        "1-4\t17-18\t.\tcold[1]\t",
        "",
        "#Text=The ferry sails.",
        "2-1\t19-22\tThe\t_\t",
        "2-2\t23-28\tferry\twarm\t",
        "2-3\t29-34\tsails\t_\t",
        "2-4\t34-35\t.\t_\t",
    ]
    path = written(tmp_path, "report.txt/ada.tsv", "\n".join(lines))
    table = annotations_from(path, "inception", scheme=TONE)
    assert answers(table) == [("Unions scorned it.", "ada", "cold")]
    assert table.attrs["left_out"] == {"labels of parts of a sentence in layer 'Tone'": 1}


def test_activetigger_tables_are_read_under_their_coding_scheme(tmp_path):
    head = "id_external,text,labels,user,timestamp,scheme"
    content = f"{head}\nx1,Unions scorned it.,cold,ada,2026-01-01,tone\nx2,A.,,ada,,tone\n"
    table = annotations_from(written(tmp_path, "a.csv", content), "activetigger", scheme=TONE)
    assert answers(table) == [("Unions scorned it.", "ada", "cold")]
    assert list(table["sentence_id"]) == ["x1"]
    assert list(table["question"]) == ["tone"]


def test_labels_without_anything_that_names_their_sentence_are_refused(tmp_path):
    path = written(tmp_path, "m.json", [{"tone": "warm", "annotator": 1}, {"tone": "cold", "annotator": 1}])
    with pytest.raises(InputError, match="text"):
        annotations_from(path, "label-studio", scheme=TONE)


def whole(path, form):
    table = annotations_from(path, form, scheme=TONE)
    return answers(table), table.attrs["left_out"]


def test_what_an_export_has_beside_labels_of_whole_texts_is_counted(tmp_path):
    text = "Unions scorned it."
    doccano = [{"id": 1, "text": text, "entities": [{"label": "ORG"}], "cats": ["cold"]}, {"text": "A.", "label": []}]
    path = written(tmp_path, "ada.jsonl", "\n".join(map(json.dumps, doccano)))
    assert whole(path, "doccano") == ([(text, "ada", "cold")], {"spans": 1, "texts without a label": 1})
    task_of = {"text": text, "options": [{"id": 1, "text": "cold"}], "accept": [1], "answer": "accept"}
    path = written(tmp_path, "p.jsonl", json.dumps(task_of | {"user_input": "because", "_session_id": "ada"}))
    assert whole(path, "prodigy") == ([(text, "ada", "cold")], {"answers of free text": 1})
    part = {
        "from_name": "tone",
        "to_name": "t",
        "type": "choices",
        "value": {"start": 0, "end": 6, "choices": ["warm"]},
    }
    tasks = [task(n, "cold", text=" ".join([text] * n)) for n in (1, 2, 3, 4)]
    tasks[1]["annotations"], tasks[2]["annotations"][0]["result"] = [], []
    tasks[3]["annotations"][0]["result"] = [part]
    read, left_out = whole(written(tmp_path, "e.json", tasks), "label-studio")
    assert read == [(text, "1", "cold")]
    kinds = ("tasks without annotations", "annotations without an answer", "labels of parts of a text to 'tone'")
    assert left_out == dict.fromkeys(kinds, 1)


@pytest.mark.parametrize(
    "answer", [{"no": "no"}, "no", ["no"], {"no": "true", "yes": "false"}, {"yes": "", "no": "1"}], ids=str
)
def test_a_potato_label_may_be_called_no(tmp_path, answer):
    item = {"id": "i1", "displayed_text": "A.", "label_annotations": {"tone": answer}}
    assert whole(written(tmp_path, "pia/a.jsonl", json.dumps(item)), "potato") == ([("A.", "pia", "no")], {})


def test_curated_labels_of_inception_are_no_annotators(tmp_path):
    content = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Tone|value\n\n\n#Text=A\n1-1\t0-1\tA\tcold\t\n"
    for name in ("annotation/d.txt/ada.tsv", "annotation/d.txt/jan.tsv", "curation/d.txt/CURATION_USER.tsv"):
        written(tmp_path, f"p/{name}", content)
    assert whole(tmp_path / "p", "inception") == (
        [("A", "ada", "cold"), ("A", "jan", "cold")],
        {"files of curated labels": 1},
    )
    assert len(whole(tmp_path / "p" / "curation", "inception")[0]) == 1


def test_several_labels_of_one_annotator_for_a_sentence_and_rows_of_totals_are_named(tmp_path):
    path = written(tmp_path, "wide.csv", "id,Ada,Jan\n1,warm,cold\n1,cold,cold\nTotal,2,2\n")
    table = annotations_from(path, "csv", scheme=TONE, annotator_columns=["Ada", "Jan"])
    assert (len(table), table.attrs["left_out"]) == (4, {"rows of totals": 1})
    assert "2 labels are followed by another of the same annotator for the same sentence" in table.attrs["notes"][0]
    path = written(tmp_path, "long.csv", "sentence_id,label\n1,warm\n1,cold\n")
    assert annotations_from(path, "csv", scheme=TONE).attrs["notes"][0].endswith("the files of each annotator")


def test_a_text_with_spaces_around_it_is_the_same_sentence(tmp_path):
    path = written(
        tmp_path, "long.csv", "text,annotator,label\nUnions scorned it.,Ada,warm\n Unions scorned it. ,Jan,cold\n"
    )
    assert annotations_from(path, "csv", scheme=TONE)["sentence_id"].nunique() == 1


def test_a_field_of_other_objects_that_speak_of_choices_is_no_question(tmp_path):
    rows = [{"id": 1, "text": "A.", "tone": {"choices": ["warm"]}, "config": {"type": "choices"}}]
    table = annotations_from(written(tmp_path, "min.json", rows), "label-studio", scheme=TONE)
    assert table[["question", "label"]].to_numpy().tolist() == [["tone", "warm"]]


@pytest.mark.parametrize("names", ["{question}_{coder}", "{coder}.{question}", "{question}: {coder}"])
@pytest.mark.parametrize("questions", [("stance", "sentiment"), ("tone", "topic")])
def test_columns_for_each_question_and_annotator_are_read_as_both(tmp_path, names, questions):
    columns = {names.format(question=q, coder=c): (q, c) for q in questions for c in ("ana", "ben")}
    answers = {name: [f"{q} {n % 2}" for n in range(5)] for name, (q, _) in columns.items()}
    pd.DataFrame({"id": [*"abcde"], **answers}).to_csv(tmp_path / "w.csv", index=False)
    with pytest.warns(AnnotateWarning, match="are read as answers to"):
        read = annotations_from(tmp_path / "w.csv", "csv", annotator_columns=[*columns])
    assert set(zip(read["question"], read["annotator"], strict=True)) == {*columns.values()}
    assert len(read) == 20


def test_columns_with_the_same_labels_stay_annotators(tmp_path):
    names = ["r1_ana", "r1_ben", "r2_ana", "r2_ben"]
    pd.DataFrame({"id": ["s1"], **dict.fromkeys(names, "critical")}).to_csv(tmp_path / "w.csv", index=False)
    read = annotations_from(tmp_path / "w.csv", "csv", annotator_columns=names)
    assert (sorted(read["annotator"]), set(read["question"])) == (names, {"stance"})


def test_files_that_do_not_say_who_answered_are_named_after_their_annotators(tmp_path):
    for who, answer in (("ann", "accept"), ("ben", "reject")):
        written(tmp_path, f"{who}.jsonl", json.dumps({"text": "One.", "label": "CRITICAL", "answer": answer}))
        written(tmp_path, f"{who}.csv", f"sentence_id,label\n1,{answer}\n")
    for form, ending in (("prodigy", "jsonl"), ("csv", "csv")):
        read = annotations_from([tmp_path / f"{who}.{ending}" for who in ("ann", "ben")], form)
        assert dict(zip(read["annotator"], read["label"], strict=True)) == {"ann": "accept", "ben": "reject"}


def test_a_label_of_some_words_of_a_sentence_is_left_out(tmp_path):
    head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Stance|stance\n\n\n"
    whole = "#Text=One here.\n1-1\t0-3\tOne\tcold[1]\n1-2\t4-8\there\tcold[1]\n1-3\t8-9\t.\t_\n\n"
    part = "#Text=Two there\n2-1\t10-13\tTwo\twarm\n2-2\t14-19\tthere\t_\n\n"
    written(tmp_path, "doc.txt/ann.tsv", head + whole + part)
    written(tmp_path, "doc.txt/ann.xmi", "<a/>")
    read = annotations_from(tmp_path / "doc.txt", "inception", scheme=TONE)
    assert read["label"].tolist() == ["cold"]
    kinds = ("labels of parts of a sentence in layer 'Stance'", "files in another format than TSV 3")
    assert read.attrs["left_out"] == dict.fromkeys(kinds, 1)


def test_labels_as_long_as_free_text_are_named(tmp_path):
    text = "a summary of the whole text, which somebody wrote and nobody chose from a list"
    path = written(tmp_path, "ann.jsonl", json.dumps({"text": "One here.", "label": [text]}))
    (note,) = annotations_from(path, "doccano").attrs["notes"]
    assert "1 label has more than 60 characters, as free text has" in note


QUESTIONS_AND_ANNOTATORS = (
    "sentence_id,tone_ana,tone_ben,topic_ana,topic_ben\ns1,warm,warm,aid,\ns2,cold,warm,trade,trade\n"
)
PAIRS = {("tone", "ana"), ("tone", "ben"), ("topic", "ana"), ("topic", "ben")}


@pytest.mark.parametrize(
    "options",
    [
        {"questions": ["tone", "topic"], "annotator_columns": ["ana", "ben"]},
        {"questions": ["tone", "topic"], "annotator_columns": ["tone_ana", "tone_ben", "topic_ana", "topic_ben"]},
    ],
)
def test_columns_of_questions_and_annotators_are_read_when_the_questions_are_named(tmp_path, options):
    table = annotations_from(written(tmp_path, "wide.csv", QUESTIONS_AND_ANNOTATORS), "csv", scheme=TONE, **options)
    assert set(zip(table["question"], table["annotator"], strict=True)) == PAIRS
    assert table.attrs["left_out"] == {"cells without a label": 1}


def test_columns_that_may_be_of_questions_are_never_mixed_as_annotators(tmp_path):
    path = written(tmp_path, "wide.csv", QUESTIONS_AND_ANNOTATORS)
    columns = ["tone_ana", "tone_ben", "topic_ana", "topic_ben"]
    with pytest.raises(InputError, match="name the questions with `question` tone,topic, or one question"):
        annotations_from(path, "csv", scheme=TONE, annotator_columns=columns)
    one = annotations_from(path, "csv", scheme=TONE, questions=["label"], annotator_columns=columns)
    assert set(one["annotator"]) == {*columns}
    with pytest.raises(InputError, match="tone_ana, tone_ben look like one column per annotator"):
        annotations_from(path, "csv", scheme=TONE)
    path = written(tmp_path, "numbers.csv", "id;sentence;coder 1;coder 2\n1;A.;0;99\n2;B.;2;NA\n")
    with pytest.raises(InputError, match=r"coder 1, coder 2 look like.*`annotator_columns` 'coder 1,coder 2'"):
        annotations_from(path, "csv", scheme=TONE)


def test_one_empty_file_or_line_of_spans_does_not_lose_the_others(tmp_path):
    written(tmp_path, "team/ada.jsonl", json.dumps({"text": "A.", "label": ["cold"]}))
    written(tmp_path, "team/unknown.jsonl", "")
    written(tmp_path, "team/all.jsonl", json.dumps({"text": "B.", "label": [[0, 1, "ORG"]]}))
    with pytest.warns(AnnotateWarning) as told:
        table = annotations_from(tmp_path / "team", "doccano", scheme=TONE)
    assert answers(table) == [("A.", "ada", "cold")]
    assert table.attrs["left_out"] == {"spans": 1}
    notes = " ".join(str(one.message) for one in told)
    assert "unknown.jsonl: the file is empty" in notes
    assert "labels of one called 'all'" in notes
    lines = [{"text": "A.", "entities": [{"label": "ORG"}]}, {"text": "B.", "cats": ["warm"]}]
    path = written(tmp_path, "ben.jsonl", "\n".join(map(json.dumps, lines)))
    assert whole(path, "doccano") == ([("B.", "ben", "warm")], {"spans": 1, "texts without a label": 1})
    task = {"text": "A.", "options": [{"id": 1, "text": "cold"}], "accept": [1], "answer": "accept"}
    spans = {"text": "B.", "answer": "accept", "spans": [{"start": 0, "end": 1, "label": "ORG"}]}
    path = written(tmp_path, "p.jsonl", "\n".join(map(json.dumps, [task, spans])))
    assert whole(path, "prodigy") == ([("A.", "unknown", "cold")], {"spans": 1})


def test_html_of_a_task_is_removed_so_that_its_sentence_is_the_same_as_elsewhere(tmp_path):
    result = [{"from_name": "tone", "to_name": "t", "type": "choices", "value": {"choices": ["cold"]}}]
    texts = ["<p>The <b>envoy</b> praised.</p>", "The envoy praised."]
    tasks = [{"id": n, "data": {"html": text}, "annotations": [{"result": result}]} for n, text in enumerate(texts)]
    table = annotations_from(written(tmp_path, "e.json", tasks), "label-studio", scheme=TONE)
    assert set(table["text"]) == {"The envoy praised."}
    assert table["sentence_id"].nunique() == 1
    assert "HTML was removed from 1 text" in table.attrs["notes"]
