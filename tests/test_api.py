"""The library: one function a verb, loaded when it is used, with the names and options of the command line."""

import inspect
import subprocess
import sys

import pandas as pd
import pytest
import typer

import annotate as an
from annotate.cli import application

VERBS = [
    *["split", "sample", "push", "pull", "status", "agreement", "resolve", "audit", "train", "evaluate", "explain"],
    *["compare", "simulate", "score", "estimate", "report", "convert"],
]


def test_every_verb_is_a_function():
    assert set(VERBS) | {"Study", "Scheme", "load_model", "AnnotateError"} <= set(an.__all__)
    for verb in VERBS:
        assert inspect.isfunction(getattr(an, verb)), verb


def test_names_are_sorted_and_all_of_them_are_there():
    assert an.__all__ == sorted(an.__all__)
    assert set(an.__all__) <= set(dir(an))
    for name in an.__all__:
        assert getattr(an, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'divide'"):
        _ = an.divide


def test_importing_every_module_leaves_the_functions_in_their_place():
    code = """
import importlib, pkgutil
import annotate
for module in pkgutil.walk_packages(annotate.__path__, "annotate."):
    if not module.name.startswith(("annotate.__main__", "annotate.datasets")):
        importlib.import_module(module.name)
for name in annotate.__all__:
    thing = getattr(annotate, name)
    assert not type(thing).__name__ == "module", name
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_the_library_imports_nothing_heavy():
    code = "import sys, annotate; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"pandas", "numpy", "sklearn", "scipy", "pyarrow", "typer", "rich"} & set(done.stdout.split())


def options_of(verb):
    """Those of its function, without what every command has (`annotate.cli.verb`)."""
    command = typer.main.get_command(application()).commands[verb]
    every = getattr(command, "added", [])
    return {parameter.name for parameter in command.params if parameter not in every}


ONLY_ON_THE_COMMAND_LINE = {"form", "explain", "history", "excel_safe"}  # an.Study has its history


@pytest.mark.parametrize("verb", VERBS)
def test_a_function_has_the_options_of_its_verb(verb):
    wanted = options_of(verb) - ONLY_ON_THE_COMMAND_LINE
    if verb == "score":
        wanted -= {"watch", "interval"}  # those of an.watch
        wanted |= {"model"}
    if verb == "status":
        wanted -= {"html", "watch", "every"}  # those of an.write_status_page
    if verb in ("train", "score"):
        wanted -= {"dry_run"}  # an.training_cost and an.scoring_cost
    if verb == "pull":
        wanted -= {"sheets"}  # that of an.pull_sheets
    parameters = set(inspect.signature(getattr(an, verb)).parameters)
    assert wanted <= parameters, wanted - parameters


@pytest.mark.parametrize("name", [name for name in an.__all__ if inspect.isfunction(getattr(an, name))])
def test_every_signature_is_typed_and_documented(name):
    function = getattr(an, name)
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    for parameter in signature.parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty, parameter
        assert parameter.kind is not inspect.Parameter.VAR_KEYWORD, parameter
        assert "Any" not in str(parameter.annotation).split("["), parameter
    assert inspect.getdoc(function)


def test_a_study_has_every_verb_as_a_method():
    for verb in set(VERBS) - {"explain"}:
        assert inspect.isfunction(getattr(an.Study, verb)), verb


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for day in range(1, 9):
        text = f"The council of Veldania met {day} envoys. It praised the talks. Ostrel condemned the fees."
        (folder / f"{day}.txt").write_text(f"Talks on day {day}\n\n{text}\n", encoding="utf-8")
    return folder


def test_articles_become_sentences_in_memory_and_in_a_file_alike(news, tmp_path):
    sentences = an.split(news, workers=1)
    outcome = an.split(news, tmp_path / "s.parquet", workers=1)
    assert outcome.sentences == len(sentences) > 8
    assert an.read_table(tmp_path / "s.parquet")["text"].tolist() == sentences["text"].tolist()


def test_a_table_of_articles_is_split_as_its_file_is(tmp_path):
    articles = pd.DataFrame({"title": ["One", "Two"], "text": ["Rain fell. It was cold.", "Sun shone."]})
    articles.to_csv(tmp_path / "articles.csv", index=False)
    from_memory, from_file = an.split(articles, workers=1), an.split(tmp_path / "articles.csv", workers=1)
    assert from_memory["text"].tolist() == from_file["text"].tolist()
    assert from_memory["sentence_id"].tolist() == from_file["sentence_id"].tolist()


def test_a_table_whose_articles_are_in_files_is_split_by_its_path():
    with pytest.raises(an.InputError, match="pass the table's path, so that its files can be found"):
        an.split(pd.DataFrame({"file": ["one.txt"], "outlet": ["Post"]}))


def test_functions_that_write_a_file_take_the_scores_first_and_ask_for_the_output():
    with pytest.raises(an.InputError, match="no bundle to write: pass `output`"):
        an.replicate("scores.parquet", gold="gold.csv")


def test_lists_and_text_with_commas_are_the_same():
    sentences = pd.DataFrame(
        {
            "sentence_id": [str(n) for n in range(40)],
            "text": [f"Sentence {n}." for n in range(40)],
            "outlet": ["Post", "Gazette"] * 20,
            "kind": "body",
        }
    )
    once = an.sample(sentences, size=10, by="outlet", seed=3)
    again = an.sample(sentences, size=10, by=["outlet"], seed=3)
    assert once.equals(again)
    assert set(once["strategy"]) == {"stratified"}


def labelled(count=60):
    rows = []
    for n in range(count):
        label, words = [("critical", "condemned the unfair fees"), ("conciliatory", "praised the open talks")][n % 2]
        rows.append({"text": f"Envoy {n} {words} again.", "label": label, "article": f"a{n // 3}"})
    return pd.DataFrame(rows)


def test_a_model_is_trained_explained_evaluated_and_scores(tmp_path):
    table = labelled()
    model = an.train(table, recipe="fast", group_column="article", curve=False, output=tmp_path / "m")
    assert an.load_model(tmp_path / "m").name == model.name
    assert an.explain(model, "They condemned the unfair fees.").label == "critical"
    new = pd.DataFrame({"sentence_id": ["x", "y"], "text": ["They praised the talks.", "They condemned the fees."]})
    scores = an.score(model, new)
    assert scores["label"].tolist() == ["conciliatory", "critical"]
    with pytest.warns(an.AnnotateWarning):
        evaluation = an.evaluate(model, table, part="all")
    assert evaluation.metrics.macro_f1 > 0.9


def test_a_missing_table_is_named_by_its_parameter():
    with pytest.raises(an.InputError, match="no gold: pass `gold`"):
        an.train()
    with pytest.raises(an.InputError, match="no model: pass `model`"):
        an.evaluate()


def test_an_output_never_overwrites_an_input(tmp_path):
    path = tmp_path / "sentences.csv"
    pd.DataFrame({"sentence_id": ["1"], "text": ["Rain."], "kind": ["body"]}).to_csv(path, index=False)
    with pytest.raises(an.InputError, match="refusing to overwrite an input; choose another `output`"):
        an.sample(path, size=1, output=path)


def test_a_study_fills_in_its_own_paths_scheme_and_seed(news, tmp_path):
    study = an.Study.create(tmp_path / "study")
    study.split([news], workers=1)
    batch = study.sample(size=5)
    assert an.read_table(study.path("batch"))["sentence_id"].tolist() == batch["sentence_id"].tolist()
    assert study.path("frame").is_file()
    annotations = batch[["sentence_id"]].assign(annotator="ana", question="stance", label="critical", skipped=False)
    gold = study.resolve(annotations)
    assert gold["inclusion_probability"].notna().all()
    assert study.path("gold").is_file()
    assert [question.name for question in study.scheme.questions] == ["stance", "sentiment"]


def test_a_folder_without_settings_is_no_study(tmp_path):
    with pytest.raises(an.InputError, match=r"no annotate\.toml in it"):
        an.Study(tmp_path)


def test_a_scheme_made_in_python_is_as_good_as_one_in_a_file(tmp_path):
    scheme = an.Scheme((an.Question("tone", (an.Label("warm"), an.Label("cold"))),))
    table = labelled().rename(columns={"label": "tone"})
    table["tone"] = table["tone"].map({"critical": "cold", "conciliatory": "warm"})
    gold = pd.DataFrame({"sentence_id": table.index.astype(str), "question": "tone", "label": table["tone"]})
    gold["text"] = table["text"]
    model = an.train(gold, scheme=scheme, recipe="fast", curve=False)
    assert model.labels == ("warm", "cold")
    assert model.question == "tone"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "sead = 3",
            ":1: sead is unknown here; choose from title, seed, language, url, encoder, paths, endpoint, questions; "
            "did you mean seed?",
        ),
        ('seed = "3"', ":1: seed is '3'; it must be a whole number from 0 to"),
        ("seed = -1", ":1: seed is -1; it must be a whole number"),
        ("seed = true", ":1: seed is True; it must be a whole number"),
        ("title = 3", ":1: title is 3; it must be text in quotation marks"),
        ("paths = 3", ":1: paths is not a table"),
        ("[paths]\nsentence = 'x.csv'", ":2: sentence is unknown here"),
        ("[paths]\ngold = 3", ":2: gold is 3; it must be a path in quotation marks"),
        ("questions = 3", ":1: questions is not a table"),
    ],
)
def test_a_mistake_in_the_settings_is_reported_with_its_line(tmp_path, line, message):
    (tmp_path / "annotate.toml").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(an.InputError) as caught:
        an.Study(tmp_path)
    assert message in str(caught.value)
