"""The model that gave the scores: found by its name wherever the study has it, or else every output says so."""

import shutil
import zipfile

import numpy as np
import pandas as pd
import pytest

import annotate as an

pytestmark = pytest.mark.filterwarnings("ignore::annotate.AnnotateWarning")

SETTINGS = 'title = "Grain in two papers"\nseed = 3\n[questions.frame]\nlabels = ["crisis", "progress"]\n'
UNKNOWN = "it is unknown which of these labels"
READ = (".md", ".html")
OUTLETS = ["Karsovia Times", "Veldania Post"]


def sentences(count=240, seed=5):
    """Sentences in articles of four; a third of the labels contradict the words."""
    draw = np.random.default_rng(seed)
    crisis = draw.random(count) < 0.4
    said = np.where(draw.random(count) < 0.67, crisis, ~crisis)
    words = np.where(said, "the shortage of grain alarmed", "the new harvest of grain pleased")
    return pd.DataFrame(
        {
            "sentence_id": [f"s{n}" for n in range(count)],
            "article_id": [f"a{n // 4}" for n in range(count)],
            "outlet": np.array(OUTLETS)[np.arange(count) // 4 % 2],
            "published": [f"2031-{1 + n // 4 % 6:02d}-10" for n in range(count)],
            "text": [f"In ward {n}, {one} {draw.integers(99)} people." for n, one in enumerate(words)],
            "frame": np.where(crisis, "crisis", "progress"),
        }
    )


def gold_of(table, seed=1):
    rows = table.sample(120, random_state=seed)
    return rows[["sentence_id"]].assign(label=rows["frame"], question="frame", inclusion_probability=0.5)


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """A study with its model where the guide to own label schemes puts it, before and after it is trained anew."""
    folder, first = (tmp_path_factory.mktemp("studies") / name for name in ("again", "first"))
    folder.mkdir()
    (folder / "annotate.toml").write_text(SETTINGS)
    table, place = sentences(), folder / "models" / "frame"
    gold_of(table).to_csv(folder / "gold.csv", index=False)
    rows = table.drop(columns="frame")
    model = an.Study(folder).train(folder / "gold.csv", rows, recipe="fast", curve=False, output=place)
    an.score(model, rows).to_parquet(folder / "scores.parquet", index=False)
    shutil.copytree(folder, first)
    an.Study(folder).train(gold_of(table, seed=2), rows, recipe="fast", curve=False, output=place)
    return {"first": first, "again": folder}


@pytest.fixture
def study(studies, tmp_path):
    return shutil.copytree(studies["first"], tmp_path / "study")


@pytest.fixture
def retrained(studies, tmp_path):
    return shutil.copytree(studies["again"], tmp_path / "study")


def shares(folder, **options):
    columns = ["share", "low", "high"]
    return an.Study(folder).estimate(**options)[columns].to_numpy(dtype=float)


FILES = ["--differences", "d.md", "--trend", "t.md", "--sensitivity", "s.md", "--mean", "m.md"]
COMMANDS = {
    "shares": ["estimate", "--by", "month", "--least", "2", "--values", "crisis=-1,progress=1", *FILES, "-o", "e.md"],
    "plan": ["estimate", "--plan", "0.03", "--by", "outlet", "--differences", "d.md", "-o", "p.md"],
    "regress": ["regress", "crisis ~ outlet", "-o", "r.md"],
    "page": ["report", "-o", "page.html"],
    "findings": ["report", "-o", "page.md"],
    "figure": ["figure", "shares", "-o", "f.svg"],
}


def test_the_model_is_found_by_the_name_that_the_scores_have(study):
    found, passed = shares(study), shares(study, model=study / "models" / "frame")
    assert found == pytest.approx(passed)
    with pytest.warns(an.AnnotateWarning, match=UNKNOWN):
        alone = an.estimate(study / "scores.parquet", study / "gold.csv")
    assert (found[:, 2] - found[:, 1]).mean() > 1.2 * (alone["high"] - alone["low"]).mean()


@pytest.mark.parametrize("name", COMMANDS)
def test_no_output_warns_where_the_model_is_found(annotate, study, name):
    done = annotate(*COMMANDS[name], cwd=study)
    assert done.returncode == 0, done.stderr
    assert UNKNOWN not in done.stderr
    assert not [one for one in COMMANDS[name] if one.endswith(READ) and UNKNOWN in (study / one).read_text()]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_output_says_that_the_model_is_not_here_any_more(annotate, retrained, name):
    done = annotate(*COMMANDS[name], cwd=retrained)
    assert done.returncode == 0, done.stderr
    assert f"{UNKNOWN} frame-fast-" in done.stderr
    assert "this study trained it on 120 labels" in done.stderr
    for one in COMMANDS[name]:
        if one.endswith(READ):
            text = (retrained / one).read_text()
            assert UNKNOWN in text, one
            assert "pass its folder" not in text


def test_of_several_models_each_says_what_it_learned_from_of_its_own_scores(studies, retrained):
    shutil.copytree(studies["first"] / "models" / "frame", retrained / "models" / "older")
    older, newer = (an.load_model(retrained / "models" / name) for name in ("older", "frame"))
    scores, rows = pd.read_parquet(retrained / "scores.parquet"), sentences().drop(columns="frame")
    mixed = pd.concat([scores.head(120), an.score(newer, rows.tail(120))], ignore_index=True)
    parts = ((older.learned_from().out_of_fold, rows.head(120)), (newer.learned_from().out_of_fold, rows.tail(120)))
    own = pd.concat(table[table["sentence_id"].isin(part["sentence_id"])] for table, part in parts)
    found = shares(retrained, scores=mixed)
    assert found == pytest.approx(shares(retrained, scores=mixed, out_of_fold=own))
    shutil.rmtree(retrained / "models" / "older")
    with pytest.warns(an.AnnotateWarning, match=f"{UNKNOWN} {older.name} learned from"):
        shares(retrained, scores=mixed)


def test_a_model_that_did_not_give_the_scores_is_refused_and_the_right_one_named(annotate, studies, retrained):
    shutil.copytree(studies["first"] / "models" / "frame", retrained / "models" / "older")
    for words in (["estimate", "--model"], ["regress", "crisis ~ outlet", "--classifier"]):
        done = annotate(*words, "models/frame", cwd=retrained)
        assert done.returncode == 1
        assert "did not give these scores" in done.stderr
        assert "models/older; pass the folder" in done.stderr


def test_page_and_bundle_have_the_title_of_the_study(annotate, study):
    assert annotate("report", "-o", "page.md", cwd=study).returncode == 0
    assert (study / "page.md").read_text().startswith("# Grain in two papers\n")
    assert annotate("report", "-o", "page.md", "--title", "Another", cwd=study).returncode == 0
    assert (study / "page.md").read_text().startswith("# Another\n")


def test_a_figure_says_which_labels_it_read_and_used(annotate, study):
    done = annotate("figure", "shares", "-o", "f.svg", cwd=study)
    assert "120 human labels from gold.csv" in done.stderr
    assert "used 240 sentences (of 60 articles), 120 human labels (drawn at random)" in done.stderr


def test_labels_alone_need_no_model(annotate, retrained):
    for words in (["estimate", "--estimator", "labels-only"], ["regress", "crisis ~ outlet", "--method", "labels"]):
        assert UNKNOWN not in annotate(*words, cwd=retrained).stderr


def two_coders(folder):
    """Labels of two annotators who differ on whole articles."""
    gold = pd.read_csv(folder / "gold.csv")
    article = gold["sentence_id"].str[1:].astype(int) // 4
    other = np.where(article % 3 == 0, "crisis", gold["label"])
    parts = [gold.assign(annotator="Ana", origin="manual"), gold.assign(annotator="Ben", label=other, origin="manual")]
    columns = ["sentence_id", "annotator", "question", "label", "origin"]
    pd.concat(parts)[columns].to_csv(folder / "annotations.csv", index=False)


def test_a_bundle_has_the_notes_and_the_agreement_that_the_commands_print(annotate, retrained):
    two_coders(retrained)
    assert annotate("agreement", "-o", "a.csv", cwd=retrained).returncode == 0
    agreed = pd.read_csv(retrained / "a.csv").set_index("measure").loc["alpha_nominal"]
    assert annotate("report", "-o", "page.html", cwd=retrained).returncode == 0
    assert f"{agreed['low']:.3f}\u00a0to\u00a0{agreed['high']:.3f}" in (retrained / "page.html").read_text()
    done = annotate("replicate", "-o", "b.zip", cwd=retrained)
    assert UNKNOWN in done.stderr
    with zipfile.ZipFile(retrained / "b.zip") as bundle:
        assert UNKNOWN in bundle.read("README.md").decode()
        assert bundle.read("README.md").decode().startswith("# Grain in two papers")
        assert UNKNOWN in bundle.read("results/findings.md").decode()
        again = pd.read_csv(bundle.open("results/agreement.csv")).set_index("measure").loc["alpha_nominal"]
    assert again[["value", "low", "high"]].tolist() == pytest.approx(agreed[["value", "low", "high"]].tolist())
