"""``annotate estimate`` as its user meets it: what is printed, what is written, and where."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import annotate as an
from annotate.cli import run
from annotate.estimation.options import Least, Options
from annotate.estimation.shares import estimate
from annotate.io.writing import write_table
from annotate.learn.models.trained_model import LearnedFrom

OUTLETS = ["Karsovia Times", "Ostrel Wire", "Veldania Post"]
COLUMNS = ["outlet", "label", "n", "labelled", "share", "low", "high", "method", "naive", "articles", "trust", "note"]
COLUMNS += ["population", "carried"]


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A project with scores of three outlets and labels of a ninth of them, hardly any of the third outlet's."""
    draw = np.random.default_rng(0)
    chances = draw.dirichlet([1, 1.4, 0.8], 1500)
    names = np.array(["conciliatory", "critical", "neutral"])
    scores = pd.DataFrame({f"p_{name}": chances[:, k] for k, name in enumerate(names)})
    scores["label"] = names[chances.argmax(axis=1)]
    scores["sentence_id"] = [f"s{n}" for n in range(1500)]
    scores["article_id"] = [f"a{n // 5}" for n in range(1500)]
    scores["outlet"] = np.array(OUTLETS)[np.where(np.arange(1500) < 1450, np.arange(1500) // 5 % 2, 2)]
    gold = scores.iloc[::9][["sentence_id", "label"]].assign(question="stance", inclusion_probability=1 / 9)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "annotate.toml").write_text("")
    write_table(scores, tmp_path / "scores.parquet")
    write_table(gold, tmp_path / "gold.csv")
    return tmp_path


def test_in_a_project_the_shares_are_printed_and_kept(annotate, study):
    done = annotate("estimate", "--by", "outlet", env={"COLUMNS": "100"})
    assert done.returncode == 0, done.stderr
    kept = pd.read_csv(study / "estimates.csv")
    assert list(kept.columns) == COLUMNS
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if line.startswith("│")]
    assert [row[0] for row in cells] == [outlet for outlet in OUTLETS for _ in range(3)]
    assert [row[4] for row in cells[:6]] == [f"{100 * share:.1f} %" for share in kept["share"][:6]]
    assert "trust" not in done.stdout
    assert "wrote 9 rows to estimates.csv" in done.stderr
    assert "withheld: Ostrel" not in done.stderr
    assert "withheld: Veldania Post: 5 labelled sentences in 5 articles; at least 10" in done.stderr


def test_json_is_one_document_on_standard_output_and_all_of_it(study, capsys):
    assert run(["estimate", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["label"] for row in rows] == ["conciliatory", "critical", "neutral"]
    assert list(rows[0]) == COLUMNS[1:]
    assert sum(row["share"] for row in rows) == pytest.approx(1)
    assert pd.read_csv(study / "estimates.csv")["share"].tolist() == pytest.approx([row["share"] for row in rows])


def test_a_place_of_ones_own_gets_the_table_and_nothing_else_does(study, capsys):
    assert run(["estimate", "scores.parquet", "--gold", "gold.csv", "--by", "outlet", "-o", "mine.csv"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "wrote 9 rows to mine.csv" in told.err
    expected = estimate(pd.read_parquet(study / "scores.parquet"), pd.read_csv(study / "gold.csv"), by=["outlet"])
    pd.testing.assert_frame_equal(pd.read_csv(study / "mine.csv"), expected, check_dtype=False)
    assert not (study / "estimates.csv").exists()


def test_estimates_can_be_parquet(study, capsys):
    assert run(["estimate", "-o", "shares.parquet"]) == 0
    assert run(["estimate", "-o", "shares.csv"]) == 0
    shares = pd.read_parquet("shares.parquet")["share"]
    assert shares.tolist() == pytest.approx(pd.read_csv("shares.csv")["share"].tolist())


def test_what_is_wrong_is_told_in_one_sentence(study, capsys):
    assert run(["estimate", "--by", "weather"]) == 1
    told = capsys.readouterr()
    assert "cannot group by 'weather'" in told.err
    assert told.err.count("\n") == 1
    assert not (study / "estimates.csv").exists()


def test_scores_in_a_folder_are_estimated_and_reported_as_in_one_table(study, capsys):
    scores = pd.read_parquet("scores.parquet")
    (study / "parts").mkdir()
    for number, rows in enumerate((scores[:700], scores[700:])):
        rows.to_parquet(study / "parts" / f"part-{number:08d}.parquet")
    assert run(["estimate", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert run(["estimate", "parts", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == whole
    assert run(["report", "parts", "-o", "page.html"]) == 0
    assert (study / "page.html").is_file()


def test_differences_are_adjusted_as_asked_and_planned(study, capsys):
    scores = pd.read_parquet("scores.parquet")
    write_table(scores.assign(published=[f"2031-{1 + n // 500:02d}-01" for n in range(1500)]), study / "scores.parquet")
    for adjust in ("holm", "fdr"):
        arguments = ["estimate", "--by", "month", "--adjust", adjust, "--differences", f"{adjust}.csv"]
        assert run([*arguments, "--trend", f"{adjust}-trend.csv"]) == 0
    holm, fdr = (pd.read_csv(f"{name}.csv") for name in ("holm", "fdr"))
    assert (fdr["p_adjusted"] <= holm["p_adjusted"] + 1e-12).all()
    assert (fdr["p_adjusted"] < holm["p_adjusted"] - 1e-6).any()
    assert (holm["detectable"] > (holm["high"] - holm["low"]) / 2).all()
    assert "p_adjusted" in pd.read_csv("fdr-trend.csv")
    assert run(["estimate", "--by", "month", "--plan", "0.06", "--differences", "plan.csv"]) == 0
    planned = pd.read_csv("plan.csv")
    assert sorted(map(tuple, planned[["group", "other", "label"]].to_numpy())) == sorted(
        map(tuple, holm[["group", "other", "label"]].to_numpy())
    )
    assert (planned["half_width"] > 0.06).all()
    assert (planned["more"].dropna() > 0).all()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("estimate scores.parquet -o scores.parquet", "refusing to overwrite an input; choose another -o"),
        ("report scores.parquet -o scores.parquet", "refusing to overwrite an input; choose another -o"),
        ("report scores.parquet -o page.docx", "choose an -o that ends in"),
        ("estimate --by outlet,outlet", "names outlet twice"),
        ("estimate --by label", "every group has the share of each label already"),
        ("estimate --plan 0.03 --by month --trend t.csv", "ask for --trend without it"),
        ("estimate --by outlet --differences d.csv --adjust hope", "--adjust 'hope' is unknown; choose from holm, fdr"),
    ],
)
def test_nothing_that_was_given_is_written_over_and_no_option_ignored(study, capsys, arguments, words):
    before = (study / "scores.parquet").read_bytes()
    assert run(arguments.split()) in (1, 2)
    assert words in capsys.readouterr().err
    assert (study / "scores.parquet").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--plan 0.03 --sensitivity s.csv", "ask for --sensitivity without it"),
        ("--plan 0.03 --mean m.csv", "ask for --mean without it"),
        ("--compare-with other.csv", "--compare-with adds rows to the table of --sensitivity"),
        ("--values critical=1", "--values are for the --mean of the scale"),
        ("--trend t.csv", "--trend needs --by with a period last"),
        ("--small shrink --bounds", "ask for one of the two"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage_whatever_the_scores_are(annotate, tmp_path, options, words):
    (tmp_path / "no-scores.csv").write_text("colour\nred\n")
    done = annotate("estimate", "no-scores.csv", "--gold", "no-scores.csv", *options.split())
    assert done.returncode == 2
    assert words in done.stderr


def test_bounds_are_advised_only_where_they_can_be_asked_for(annotate, study):
    gold = pd.read_csv(study / "gold.csv")
    gold.loc[:9, "label"] = None
    gold.to_csv(study / "gold.csv", index=False)
    assert "pass --bounds to see the worst case" in annotate("estimate", cwd=study).stderr
    regression, drawing = ["regress", "critical ~ outlet", "--least", "2"], ["figure", "shares", "-o", "f.svg"]
    for words in (regression, drawing, ["estimate", "--plan", "0.03"]):
        done = annotate(*words, cwd=study)
        assert done.returncode == 0, done.stderr
        assert "10 of 167 drawn sentences have no label (10 tied)" in done.stderr
        assert "bounds" not in done.stderr


@pytest.fixture
def labelled_study(study, capsys):
    """The study with a recorded draw of 150 sentences of two outlets, 140 of them labelled, and 60 labels by choice."""
    scores = pd.read_parquet("scores.parquet").assign(kind="body", text="The envoy spoke of the tolls.")
    frame = scores[scores["outlet"] != "Veldania Post"]
    write_table(frame.drop(columns="label"), study / "sentences.parquet")
    (study / "gold.csv").unlink()  # its sentences would be left out of the draw, and their labels count for themselves
    assert run(["sample", "-n", "150", "--strategy", "random"]) == 0
    batch = pd.read_csv("batch.csv")
    chosen = frame[(frame["label"] == "critical") & ~frame["sentence_id"].isin(batch["sentence_id"])].head(60)
    drawn = batch.merge(scores[["sentence_id", "label"]], on="sentence_id").head(140)
    both = pd.concat([drawn, chosen], ignore_index=True)[["sentence_id", "label"]].assign(question="stance")
    write_table(both.assign(inclusion_probability=150 / 1450), study / "gold.csv")
    capsys.readouterr()
    return frame


def test_a_study_knows_which_labels_were_drawn_and_which_were_picked(labelled_study, capsys):
    assert run(["estimate", "--format", "json"]) == 0
    printed = capsys.readouterr()
    rows = {row["label"]: row for row in json.loads(printed.out)}
    assert "140 human labels are drawn at random and correct the shares; 60 had no inclusion probability" in printed.err
    assert "10 of 150 drawn sentences have no label (10 skipped or not labelled yet)" in printed.err
    assert "outlet Veldania Post: its 50 sentences were not in the frame" in printed.err
    truth = (labelled_study["label"] == "critical").mean()
    assert rows["critical"]["labelled"] == 140
    assert rows["critical"]["low"] < truth < rows["critical"]["high"]


def test_bounds_and_populations_are_asked_for_by_flags(labelled_study, capsys):
    assert run(["estimate", "--bounds", "--population", "corpus"]) == 0
    printed = capsys.readouterr()
    assert "bound_low" in printed.out
    assert "intervals for these sentences alone" in printed.err
    assert run(["estimate", "--population", "planet"]) == 2
    assert "--population 'planet' is unknown; choose from process, corpus" in capsys.readouterr().err


def test_without_a_record_a_batch_tells_what_was_drawn(labelled_study, tmp_path_factory, monkeypatch, capsys):
    folder = Path.cwd()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    arguments = ["estimate", str(folder / "scores.parquet"), "--gold", str(folder / "gold.csv"), "--format", "json"]
    assert run([*arguments, "--batch", str(folder / "batch.csv")]) == 0
    assert "60 had no inclusion probability" in capsys.readouterr().err


def test_functions_return_the_differences_and_trends_that_the_command_writes(study, capsys):
    import annotate as an

    scores = an.read_table("scores.parquet")
    months = np.array([f"2026-{month:02}-15" for month in (1, 2, 3, 4, 5)])
    scores["published"] = months[scores["article_id"].str[1:].astype(int) % 5]
    write_table(scores, study / "scores.parquet")
    options = ["--assume-random", "--by", "outlet,month", "--least", "5"]
    assert run(["estimate", *options, "--trend", "trend.csv", "-o", "shares.csv"]) == 0
    assert run(["estimate", "--assume-random", "--by", "outlet", "--differences", "pairs.csv", "-o", "shares.csv"]) == 0
    capsys.readouterr()
    here = an.Study.here()
    pairs = an.differences("scores.parquet", "gold.csv", by="outlet", assume_random=True, study=here)
    slopes = here.trend(over="month", by="outlet", assume_random=True, least=5)
    for table, path in ((pairs, "pairs.csv"), (slopes, "trend.csv")):
        pd.testing.assert_frame_equal(
            table.fillna({"note": ""}), pd.read_csv(path).fillna({"note": ""}), check_dtype=False
        )
    assert {"label", "low", "high"} <= set(pairs.columns) & set(slopes.columns)
    with pytest.raises(an.InputError, match="name the columns of the groups"):
        an.differences("scores.parquet", "gold.csv", by=(), assume_random=True)
    with pytest.warns(an.AnnotateWarning, match="two periods of a group .* or leave out outlet for one trend of all"):
        assert here.trend(over="day", by="outlet", assume_random=True, least=999).empty
    with pytest.warns(an.AnnotateWarning, match="no difference can be estimated: it takes two groups"):
        assert here.differences(by="outlet", assume_random=True, least=999).empty


def test_shares_of_the_whole_that_are_withheld_say_why(study, capsys):
    assert run(["estimate", "--assume-random", "--least", "5000", "--format", "table"]) == 0
    assert "withheld: 167 labelled sentences" in capsys.readouterr().err


@pytest.fixture
def marked(study):
    """The project with a gold table in which a third of the labels have split = train."""
    gold = pd.read_csv(study / "gold.csv")
    gold.assign(split=np.where(np.arange(len(gold)) % 3 == 0, "train", "dev")).to_csv("marked.csv", index=False)
    return study


@pytest.mark.parametrize(
    "command",
    [
        ["estimate", "-o", "e.csv"],
        ["report", "-o", "r.md"],
        ["figure", "shares", "-o", "f.svg"],
        ["regress", "critical ~ outlet", "-o", "r.csv", "--least", "2"],
    ],
    ids=lambda command: command[0],
)
def test_who_takes_split_for_training_says_so(annotate, marked, command):
    (marked / "annotate.toml").unlink()
    words = 1 + (command[0] in ("figure", "regress"))
    done = annotate(*command[:words], "scores.parquet", "--gold", "marked.csv", *command[words:])
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("have split = train") == 1
    assert "marked.csv: 56 of 167 labelled sentences have split = train: they are taken for what the model" in (
        done.stderr
    )


def test_a_split_that_names_no_training_is_no_matter(annotate, marked):
    gold = pd.read_csv(marked / "marked.csv").assign(split="dev")
    gold.to_csv("dev.csv", index=False)
    done = annotate("estimate", "scores.parquet", "--gold", "dev.csv", "-o", "e.csv")
    assert "split" not in done.stderr


def test_near_duplicates_of_what_split_marks_are_as_if_ids_did(marked):
    scores, gold = pd.read_parquet(marked / "scores.parquet"), pd.read_csv(marked / "marked.csv")
    first = gold["sentence_id"].head(30)
    others = scores["sentence_id"][~scores["sentence_id"].isin(gold["sentence_id"])].head(30)
    copies = scores["sentence_id"].map(dict(zip(others, first, strict=True)))
    ids = LearnedFrom(frozenset(gold["sentence_id"][gold["split"] == "train"]))
    by_split = estimate(scores.assign(duplicate_of=copies), gold)
    by_ids = estimate(scores.assign(duplicate_of=copies), gold.drop(columns="split"), options=Options(learned=ids))
    pd.testing.assert_frame_equal(by_split, by_ids)


def test_a_models_record_of_nothing_learned_wins_over_split(marked):
    scores, gold = pd.read_parquet(marked / "scores.parquet"), pd.read_csv(marked / "marked.csv")
    by_record = estimate(scores, gold, options=Options(learned=LearnedFrom(recorded=True)))
    pd.testing.assert_frame_equal(by_record, estimate(scores, gold.drop(columns="split")))


def test_scores_of_another_model_than_the_one_passed_are_refused(annotate, study):
    texts = [f"The council {word} the ferries on day {n}." for n in range(12) for word in ("condemned", "praised")]
    table = pd.DataFrame({"text": texts, "label": ["critical", "conciliatory"] * 12, "doc": np.arange(24) // 2})
    name = an.train(table, recipe="fast", group_column="doc", curve=False, output="other").name
    pd.read_parquet("scores.parquet").assign(model="stance-mine").to_parquet("mine.parquet")
    verbs = [["estimate"], ["report"], ["figure", "shares"], ["regress", "critical ~ outlet"], ["replicate"]]
    for verb, ending in zip(verbs, ("csv", "md", "svg", "csv", "zip"), strict=True):
        flag = "--classifier" if verb[0] == "regress" else "--model"
        done = annotate(*verb, "mine.parquet", "--gold", "gold.csv", flag, "other", "-o", f"out.{ending}")
        assert done.returncode == 1
        assert f"annotate: {flag}: {name} did not give these scores, stance-mine did" in done.stderr
        assert not Path(f"out.{ending}").exists()


def test_a_withheld_row_says_why_fewer_labels_count_than_it_has(marked):
    scores, gold = pd.read_parquet(marked / "scores.parquet"), pd.read_csv(marked / "marked.csv")
    table = estimate(scores, gold, by=["outlet"], options=Options(least=Least(70)))
    row = table[table["outlet"] == OUTLETS[0]].iloc[0]
    counted, more = (int(words.split()[0]) for words in row["note"].split(";")[0].split("("))
    assert more > 0
    assert counted + more == row["labelled"]
