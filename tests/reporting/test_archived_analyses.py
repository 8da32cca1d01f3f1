"""Every option of `annotate estimate` and `regress` is archived and computed again, or refused in words."""

import inspect
import json
import re
import runpy
import shlex
import shutil
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest

import annotate as an
from annotate.cli.publish.replicate import formula_and_options
from annotate.errors import AnnotateError
from annotate.workflows.publish.archived_analyses import check_analyses, check_names

ARCHIVED = {
    "estimate": [
        "--by outlet,month --least 4 --small coarsen --differences d.csv --adjust fdr --trend t.csv",
        "--by party -o parties.csv --small shrink --least 8",
        "--unit article --weights circulation --population corpus --near-duplicates once --bounds",
        "--estimator labels-only --mean mean.csv --values critical=2,neutral=1,conciliatory=0 --sensitivity s.csv",
        "--plan 0.02 --by outlet",
    ],
    "regress": [
        "critical ~ outlet + time --model logistic --method ppi",
        "stance ~ outlet --model multinomial --population corpus --least 5 -o tones.csv",
        "critical ~ outlet * after --event 2031-03-01 --reference 'outlet=The Gazette' --weights circulation",
        "critical ~ outlet --event 2031-03-15 --periods month --method labels --least 3",
    ],
}
REFUSED = {
    "--gold gold.csv": "--gold holds for the whole bundle: pass it beside --{verb}, not in it",
    "--question stance": "--question holds for the whole bundle",
    "--out-of-fold o.parquet": "--out-of-fold holds for the whole bundle",
    "--batch batch.csv": "--batch holds for the whole bundle",
    "--frame frame.csv": "--frame holds for the whole bundle",
    "--assume-random": "--assume-random holds for the whole bundle",
    "--excel-safe": "`excel_safe` is about what a command prints",
    "--format json": "is about what a command prints, and a bundle has CSV files",
    "-o table.docx": "output 'table.docx': a bundle's tables are CSV files",
}
REFUSED_OF = {
    "estimate": {
        "--model fast": "the model holds for the whole bundle: pass it as --model beside --estimate",
        "--flow flow.txt": "`flow` is read from the study's record, not computed: it stands in DATASHEET.md",
        "--compare-with other.parquet": "`compare_with` takes scores of other models, and a bundle has those of one",
        "--compare-models other": "`compare_models` takes scores of other models",
        "scores.parquet": "SCORES holds for the whole bundle",
        "-o shares.csv": "the bundle has another result called shares.csv; choose another name",
        "-o SHARES.csv": "the bundle has another result called shares.csv, the same as SHARES.csv where capitals",
        "--help": "--estimate '--help': help is no analysis, so nothing would be archived; see annotate estimate",
        "--by party -h": "help is no analysis",
    },
    "regress": {
        "--classifier fast": "the model holds for the whole bundle: pass it as --model beside --regress",
        "-o shares_by_outlet.csv": "the bundle has another result called shares_by_outlet.csv",
        "--title 'two": "No closing quotation",
        "--help": "--regress 'critical ~ outlet --help': help is no analysis",
    },
}


@pytest.fixture(scope="module")
def folder(apart, tmp_path_factory):
    """A folder with coverage of two outlets and eight parties in four months, labels of a drawn batch, who drew what.

    It is small, and fills one week of each month: a bundle draws every chart, and computes every period, three times.
    """
    folder = tmp_path_factory.mktemp("study")
    scores = apart[0].head(500)
    gold = apart[1][apart[1]["sentence_id"].isin(scores["sentence_id"])]
    number = np.arange(len(scores))
    article = number // 5
    scores = scores.assign(published=[f"2031-{1 + a // 2 % 4:02d}-{10 + a % 3}" for a in article])
    scores = scores.assign(
        party=np.array([*"ABCDEFGH"])[article % 8],
        circulation=np.where(scores["outlet"] == "The Courier", 300, 100),
        duplicate_of=np.where(number % 50 == 49, scores["sentence_id"].shift(10), None),
    )
    scores.to_parquet(folder / "scores.parquet", index=False)
    gold.assign(agreed=np.where(np.arange(len(gold)) % 9, 1.0, 0.5)).to_csv(folder / "gold.csv", index=False)
    batch = [*gold["sentence_id"], *scores["sentence_id"][~scores["sentence_id"].isin(gold["sentence_id"])].head(20)]
    drawn = pd.DataFrame({"sentence_id": batch, "text": "On the ferries.", "inclusion_probability": 0.5})
    drawn.to_csv(folder / "batch.csv", index=False)
    predicted = scores[scores["sentence_id"].isin(gold["sentence_id"].head(100))]
    columns = ["sentence_id", "label", *(name for name in scores if name.startswith("p_"))]
    predicted[columns].assign(label="critical").to_parquet(folder / "oof.parquet", index=False)
    return folder


def unpacked(path, to):
    """The bundle at `path` in the folder `to`."""
    with zipfile.ZipFile(path) as archive:
        archive.extractall(to)
    return to


def differing(bundle, monkeypatch, capsys):
    """The results that the bundle's script, from the bundle alone, says it computes otherwise."""
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", ["rerun.py"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(bundle / "rerun.py"), run_name="__main__")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list((bundle / "results").iterdir()))
    wrong = [line for line in lines if not line.startswith("the same  ")]
    assert end.value.code == bool(wrong)
    return wrong


def test_every_option_has_a_place_among_the_archived_or_the_refused():
    for verb, function in (("estimate", an.estimate), ("regress", an.regress)):
        words = " ".join([*ARCHIVED[verb], *REFUSED, *REFUSED_OF[verb]])
        named = {name.replace("-", "_") for name in re.findall(r"--([a-z-]+)", words)} | {"output", "scores"}
        parameters = set(inspect.signature(function).parameters)
        assert parameters - named == {"study", "ledger", "scheme"} | (set() if verb == "estimate" else {"formula"})


def test_what_was_asked_for_is_archived_and_computed_again_from_the_bundle_alone(
    annotate, folder, tmp_path, monkeypatch, capsys
):
    inputs = ["--gold", "gold.csv", "--batch", "batch.csv", "--out-of-fold", "oof.parquet"]
    asked = [word for verb in ARCHIVED for one in ARCHIVED[verb] for word in (f"--{verb}", one)]
    done = annotate("replicate", "scores.parquet", *inputs, "-o", "all.zip", *asked, cwd=folder)
    assert done.returncode == 0, done.stderr
    bundle = unpacked(folder / "all.zip", tmp_path / "bundle")
    results = {path.name for path in (bundle / "results").iterdir()}
    assert {"estimate_1.csv", "d.csv", "t.csv", "parties.csv", "mean.csv", "s.csv", "estimate_5.csv"} <= results
    assert {"regression_1.csv", "tones.csv", "regression_3.csv", "regression_4.csv"} <= results
    assert differing(bundle, monkeypatch, capsys) == []
    readme, plan = (bundle / "README.md").read_text(), (bundle / "PREREGISTRATION.md").read_text()
    described = dict(re.findall(r"^\| `([^`/]+)` \| (.+) \|$", readme.split("## Results\n")[1].split("\n## ")[0], re.M))
    assert set(described) == results
    assert "by party, small shrink" in described["parties.csv"]
    assert described["t.csv"] == "how the shares of `estimate_1.csv` change over time"
    assert described["regression_1.csv"].startswith(
        "regression critical ~ outlet + time: population process, model log"
    )
    assert described["estimate_5.csv"].startswith("labels that are still needed: ")
    assert "pseudonym" not in readme
    assert (
        "Within each, p-values are adjusted by Holm's method; in `d.csv`, `t.csv` by Benjamini and Hochberg's" in plan
    )
    assert "- P-values of regressions are not adjusted for their number.\n" in plan
    assert "- Regression in `regression_1.csv`: critical ~ outlet + time; population process, model logistic, " in plan
    assert (
        "- Shares in `parties.csv`: estimator aipw, unit sentence, population process, by party, small shrink" in plan
    )

    # The same as the user typed it, with the tables of the study.
    monkeypatch.chdir(folder)
    for verb, one, name in (
        ("estimate", ARCHIVED["estimate"][2], "estimate_3.csv"),
        ("estimate", ARCHIVED["estimate"][0], "estimate_1.csv"),
        ("regress", ARCHIVED["regress"][0], "regression_1.csv"),
        ("regress", ARCHIVED["regress"][3], "regression_4.csv"),
    ):
        formula, _, options = one.partition(" --") if verb == "regress" else ("", "", one.removeprefix("--"))
        words = [*filter(None, [formula]), "scores.parquet", *inputs, *shlex.split(f"--{options}"), "-o", name]
        assert (typed := annotate(verb, *words, cwd=folder)).returncode == 0, typed.stderr
        assert (folder / name).read_bytes() == (bundle / "results" / name).read_bytes()

    shutil.copytree(bundle / "results", tmp_path / "again")
    path = bundle / "results" / "tones.csv"
    path.write_text(path.read_text().replace("0.1", "0.2"))
    assert runpy.run_path(str(bundle / "rerun.py"))["compare"](tmp_path / "again") == ["tones.csv"]


PAIRS = [{"by": ["speaker", "target"]}], ["no ~ target", {"formula": "no ~ speaker", "model": "logistic"}]
SCALE = [{"mean": "mean.csv", "by": "outlet"}], [{"formula": "urgency ~ outlet", "model": "multinomial"}]
SEVERAL = [{"by": "outlet"}], [{"formula": "war ~ outlet", "method": "ppi"}]


def _labelled(answers, question, several=1):
    """Scores with such answers and the gold of a third of them without probabilities.

    Those with `several` targets a sentence have two speakers, others two outlets: each makes for charts and findings.
    """
    draw, size = np.random.default_rng(4), 360
    names = [f"p_{one}" for one in answers]
    scores = pd.DataFrame(draw.dirichlet(np.ones(len(names)), size), columns=names)
    number = np.arange(size)
    scores = scores.assign(
        sentence_id=[f"s{n}" for n in number // several],
        article_id=[f"a{n}" for n in number // (3 * several)],
        outlet="Orlesk Gazette" if several > 1 else np.array(["Orlesk Gazette", "Free Lantern"])[number // 3 % 2],
        kind="body",
        label=np.array(answers)[scores.to_numpy().argmax(axis=1)],
        model="m-1",
        abstained=False,
    )
    if several > 1:
        scores["target"] = np.array(["Karsovia", "Ostrel"])[number % 2]
        scores["speaker"] = np.array(["Ada Roe", "Ivo Lind"])[number // 7 % 2]
    keys = [name for name in ("sentence_id", "target") if name in scores]
    labels = np.where(draw.random(size) < 0.7, scores["label"], draw.choice(answers, size))
    return scores, scores.assign(label=labels, question=question)[[*keys, "question", "label"]].sample(
        120, random_state=1
    )


@pytest.mark.parametrize(
    ("question", "answers", "targets", "analyses"),
    [
        (an.Question("toward", (an.Label("yes"), an.Label("no"))), ["no", "yes"], 2, PAIRS),
        (an.Question("urgency", tuple(map(an.Label, "abc")), scale=tuple("abc")), ["a", "b", "c"], 1, SCALE),
        (
            an.Question("topic", (an.Label("war"), an.Label("aid")), multiple=True),
            ["aid", "aid|war", "war"],
            1,
            SEVERAL,
        ),
    ],
    ids=["pairs", "scale", "several"],
)
def test_pairs_and_other_schemes_are_archived(question, answers, targets, analyses, tmp_path, monkeypatch, capsys):
    scores, gold = _labelled(answers, question.name, targets)
    predicted = scores.merge(gold[gold.columns[:-2]].head(40))
    estimates, regressions = analyses
    path = an.replicate(
        scores,
        gold=gold,
        output=tmp_path / "b.zip",
        scheme=an.Scheme((question,)),
        out_of_fold=predicted,
        assume_random=True,
        estimate=estimates,
        regress=regressions,
    )
    bundle = unpacked(path, tmp_path / "bundle")
    assert differing(bundle, monkeypatch, capsys) == []
    own = an.estimate(scores, gold, by=estimates[0]["by"], out_of_fold=predicted, assume_random=True)
    again = pd.read_csv(bundle / "results" / "estimate_1.csv")
    assert own["low"].to_numpy() == pytest.approx(again["low"].to_numpy())
    assert json.loads((bundle / "design.json").read_text())["assume_random"] is True


@pytest.mark.parametrize("verb", ["estimate", "regress"])
def test_what_cannot_be_archived_is_refused_in_words(annotate, folder, verb):
    for options, words in (REFUSED | REFUSED_OF[verb]).items():
        asked = options if verb == "estimate" else f"critical ~ outlet {options}"
        done = annotate(
            "replicate", "scores.parquet", "--gold", "gold.csv", "-o", "no.zip", f"--{verb}", asked, cwd=folder
        )
        assert done.returncode == 2, options
        assert words.format(verb=verb) in done.stderr
        assert done.stdout == ""
    done = annotate("replicate", "scores.parquet", "--gold", "gold.csv", "-o", "no.zip", f"--{verb}", "a --colour red")
    assert done.returncode == 2
    assert "No such option: --colour" in done.stderr
    with pytest.raises(an.InputError, match=r"it has no 'colour'; choose from .*weights"):
        an.replicate(gold="gold.csv", output="no.zip", **{verb: {"colour": "red"}})
    for nothing in ({"model": "logistic"}, " "):
        with pytest.raises(an.InputError, match="no formula; write one as"):
            an.replicate(gold="gold.csv", output="no.zip", regress=nothing)
    assert not (folder / "no.zip").exists()


@pytest.mark.parametrize(
    ("typed", "formula", "options"),
    [
        ("critical ~ outlet", "critical ~ outlet", ""),
        (" critical ~ `my party --old` --model logistic", "critical ~ `my party --old`", "--model logistic"),
        ("critical ~ `a -o b` + `--c` -o t.csv --least 3", "critical ~ `a -o b` + `--c`", "-o t.csv --least 3"),
        ("a ~ b --reference 'b=`--x`'", "a ~ b", "--reference 'b=`--x`'"),
        ("a ~ `b --least 3", "a ~ `b", "--least 3"),
        ("a ~ b --1", "a ~ b --1", ""),
    ],
)
def test_options_of_a_regression_begin_after_its_formula_outside_of_backticks(typed, formula, options):
    assert formula_and_options(typed) == ([formula], options)


@pytest.mark.parametrize("typed", ["--model logistic", " -o t.csv", "--model logistic critical ~ outlet", " "])
def test_options_without_a_formula_are_said_to_have_none(annotate, folder, typed):
    inputs = ["scores.parquet", "--gold", "gold.csv", "-o", "no.zip"]
    done = annotate("replicate", *inputs, "--regress", typed, cwd=folder)
    assert done.returncode == 2
    assert f"annotate: --regress {typed.strip()!r}: no formula; write it before the options, as 'crit" in done.stderr


def test_results_that_differ_only_in_capitals_are_two_of_one_name():
    shares, other = {"output": "a.csv", "mean": "Straße.csv"}, {"formula": "a ~ b", "output": "STRASSE.csv"}
    check_names([shares], ["shares.csv"])
    with pytest.raises(
        an.InputError, match=r"`regress`: .* called Straße\.csv, the same as STRASSE\.csv where capitals"
    ):
        check_names([shares, other], ["shares.csv"])


def test_a_regression_on_a_column_that_the_bundle_lacks_names_it(annotate, folder):
    scores = pd.read_parquet(folder / "scores.parquet")
    scores.assign(author=np.where(np.arange(len(scores)) // 5 % 2, "Ada Roe", "Ivo Lind")).to_parquet(
        folder / "by.parquet"
    )
    inputs = ["by.parquet", "--gold", "gold.csv", "-o", "by.zip", "--regress", "critical ~ author"]
    done = annotate("replicate", *inputs, cwd=folder)
    assert done.returncode == 1
    assert (
        "--regress author: a bundle has no columns of text, or of names of authors, unless --with-text" in done.stderr
    )


def test_a_bundle_whose_numbers_are_not_those_of_the_tables_passed_is_no_bundle(tmp_path):
    (tmp_path / "results").mkdir()
    table = pd.DataFrame({"term": ["a", "b"], "estimate": [0.25, np.nan]})
    table.to_csv(tmp_path / "results" / "r.csv", index=False)
    check_analyses(tmp_path, {"r.csv": table}, tmp_path)
    for other in (table.assign(estimate=[0.2501, np.nan]), table.assign(term=["a", "c"]), table.head(1)):
        with pytest.raises(AnnotateError, match=r"r\.csv: the bundle's files give other numbers"):
            check_analyses(tmp_path, {"r.csv": other}, tmp_path)
