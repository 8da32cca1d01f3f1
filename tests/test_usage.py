"""Values that an option cannot have, whatever the files are: exit status 2, and one sentence with the choices."""

import pytest

ORDERS = "choose from day-first, month-first, year-first"
LABELLED = "estimate scores.csv --gold gold.csv"
PAGE = "scores.csv --gold gold.csv -o"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("split news -o s.csv --kind bodyy", "--kind 'bodyy' is unknown; choose from body, heading"),
        ("split news -o s.csv --date-order dmy", f"--date-order 'dmy' is unknown; {ORDERS}"),
        ("split news -o s.csv --language kv", "--language 'kv' is unknown; choose from de, en"),
        (
            "split news -o s.csv --name-pattern {paper}",
            "--name-pattern '{paper}': '{paper}' is unknown; choose from outlet",
        ),
        ("split news --explain -o page.html --language kv", "--language 'kv' is unknown"),
        (
            "sample s.csv -n 5 -o b.csv --strategy clever",
            "--strategy 'clever' is unknown; choose from random, stratified",
        ),
        ("sample s.csv -n 5 -o b.csv --measure doubt", "--measure 'doubt' is unknown; choose from margin, entropy"),
        ("sample s.csv -n 5 -o b.csv --unit page", "--unit 'page' is unknown; choose from sentence, article"),
        (
            "sample s.csv -n 5 -o b.csv --strategy stratified",
            "--strategy stratified: no strata; name columns with --by",
        ),
        ("sample s.csv -n 5 -o b.csv --strategy keyword", "--strategy keyword: no keywords; name them with --keywords"),
        ("sample s.csv -n 5 -o b.csv --unit article --by outlet", "whole articles are drawn at random only"),
        ("sample s.csv -n 5 -o b.csv --seed 99999999999", "--seed 99999999999: a whole number from 0 to"),
        ("convert a.csv --from spss", "--from 'spss' is unknown; choose from label-studio"),
        ("convert a.csv --from csv --to xml", "--to 'xml' is unknown; choose from label-studio, jsonl, csv"),
        ("convert a.csv --from csv --to csv -o a.jsonl", "--to csv writes a file that ends in .csv"),
        ("agreement a.csv --by coder", "--by 'coder' is unknown; choose from label, annotator, pair"),
        ("agreement a.csv --measure kappa", "--measure 'kappa' is unknown; choose from"),
        ("agreement a.csv --fail-under 0.6 --by label", "--by and --fail-under: a bound is for the coefficients"),
        ("agreement a.csv --fail-under 67", "--fail-under 67: a coefficient is from -1 to 1"),
        ("resolve a.csv -o gold.csv --method vote", "--method 'vote' is unknown; choose from majority, model"),
        ("audit gold.csv --recipe magic", "--recipe 'magic' is unknown; choose from"),
        ("push batch.csv --hide some", "--hide 'some' is unknown; choose from evaluation, all, none"),
        ("push batch.csv --overlap 0", "--overlap 0: neither a number of annotators"),
        ("train gold.csv -o m --recipe magic", "--recipe 'magic' is unknown; choose from fast"),
        ("train gold.csv -o m --with before,title", "--with 'title' is unknown; choose from before, after"),
        ("train gold.csv -o m --abstain 90", "--abstain 90: give a precision between 0 and 1"),
        ("train gold.csv -o m --recipe prompted --shots 1000", "--shots 1000: a number from 0 to"),
        ("train gold.csv -o m --seed -1", "--seed -1: a whole number from 0 to"),
        (
            "train gold.csv -o m --recipe prompted --endpoint http://127.0.0.1:1/v1 --price dear",
            "--price 'dear': write money",
        ),
        (
            "train gold.csv -o m --recipe prompted --endpoint http://127.0.0.1:1/v1 --budget all",
            "--budget 'all': write tokens",
        ),
        ("simulate gold.csv --strategies clever", "--strategies 'clever' is unknown; choose from random"),
        ("simulate gold.csv --recipe magic", "--recipe 'magic' is unknown"),
        ("simulate gold.csv --start 1", "give --start of at least 2"),
        ("score m news -o s.csv --engine gpu", "--engine 'gpu' is unknown; choose from local, dask"),
        ("score m news -o s.csv --rows lines", "--rows 'lines' is unknown; choose from auto, articles, sentences"),
        ("score m news -o s.csv --date-order dmy", f"--date-order 'dmy' is unknown; {ORDERS}"),
        ("score m news -o s.csv --language kv", "--language 'kv' is unknown"),
        ("score m news -o s.csv --workers 0", "--workers 0: at least one is needed"),
        ("score m --watch news -o s --interval -1", "--interval -1: a number of seconds, 0 or more"),
        ("score m --watch news -o s --rows lines", "--rows 'lines' is unknown"),
        (f"{LABELLED} --estimator magic", "--estimator 'magic' is unknown; choose from aipw, labels-only"),
        (f"{LABELLED} --population planet", "--population 'planet' is unknown; choose from process, corpus"),
        (f"{LABELLED} --unit page", "--unit 'page' is unknown; choose from sentence, article, majority"),
        (f"{LABELLED} --small drop", "--small 'drop' is unknown; choose from withhold, pool, coarsen, shrink"),
        (f"{LABELLED} --small shrink --estimator classify-and-count", "uses no labels; choose another"),
        (f"{LABELLED} --least 0", "--least 0: a number of labelled sentences, 1 or more"),
        (f"{LABELLED} --plan 3", "--plan 3 is not between 0 and 0.5"),
        (f"{LABELLED} --plan 0.1 --estimator classify-and-count", "has no interval that labels could narrow"),
        (f"{LABELLED} --adjust hope", "--adjust 'hope' is unknown; choose from holm, fdr"),
        (f"{LABELLED} --near-duplicates twice", "--near-duplicates 'twice' is unknown; choose from printed, once"),
        (f"{LABELLED} --by outlet --trend t.csv", "--trend over 'outlet': no period; choose from day, week"),
        (f"{LABELLED} --differences d.csv", "--differences needs --by"),
        (f"{LABELLED} --by outlet,outlet", "--by outlet,outlet: names outlet twice"),
        (f"{LABELLED} --mean m.csv --values critical", "--values 'critical': write label=number"),
        (f"{LABELLED} --mean m.csv --values critical=nan", "--values 'critical=nan': write label=number"),
        (f"{LABELLED} --format xml", "--format 'xml' is unknown; choose from table, json"),
        (
            "regress critical~outlet s.csv --gold g.csv --model probit",
            "--model 'probit' is unknown; choose from linear",
        ),
        ("regress critical~outlet s.csv --gold g.csv --method magic", "--method 'magic' is unknown; choose from dsl"),
        ("regress critical~outlet s.csv --gold g.csv --event March", "--event 'March' is not a date such as"),
        ("regress critical~outlet s.csv --gold g.csv --periods month", "--periods month: counts from an event"),
        ("regress critical~outlet s.csv --gold g.csv --event 2031-03-01 --periods moon", "--periods 'moon' is unknown"),
        ("regress critical~outlet s.csv --gold g.csv --reference outlet", "--reference 'outlet': write column=value"),
        ("regress critical~outlet s.csv --gold g.csv --population planet", "--population 'planet' is unknown"),
        ("regress critical~outlet s.csv --gold g.csv --least 0", "--least 0: a number of labelled sentences"),
        ("regress critical+outlet s.csv --gold g.csv", "FORMULA 'critical+outlet': put one ~ between"),
        ("regress critical~exp(outlet) s.csv --gold g.csv", "exp() cannot be called; choose from C, log"),
        (f"report {PAGE} page.html --estimator magic", "--estimator 'magic' is unknown"),
        (f"report {PAGE} page.html --population planet", "--population 'planet' is unknown"),
        (f"report {PAGE} page.html --unit majority", "--unit majority: a page shows shares of sentences"),
        (f"report {PAGE} page.docx", "choose an -o that ends in .html"),
        (f"figure pie {PAGE} f.svg", "NAME 'pie' is unknown; choose from shares"),
        (f"figure months {PAGE} f.gif", "choose an -o that ends in .svg"),
        (f"figure months {PAGE} f.svg --width wide", "--width 'wide': write it as 89mm"),
        (f"figure months {PAGE} f.svg --width 4m", "--width '4m': write it as 89mm"),
        (f"figure months {PAGE} f.svg --font-size 80", "--font-size 80: a size from 4 to 24 points"),
        (f"figure months {PAGE} f.svg --unit page", "--unit 'page' is unknown"),
        (f"replicate {PAGE} study.tar", "choose an -o that ends in .zip"),
        (f"replicate {PAGE} study.zip --estimator magic", "--estimator 'magic' is unknown"),
        (f"replicate {PAGE} study.zip --unit majority", "--unit majority: a page shows shares of sentences"),
        (f"replicate {PAGE} study.zip --by label", "--by label: every group has the share of each label already"),
        (f"replicate {PAGE} study.zip --regress critical~outlet --event March", "--event 'March' is not a date"),
        (f"replicate {PAGE} study.zip --regress critical+outlet", "--regress 'critical+outlet': put one ~ between"),
        (f"replicate {PAGE} study.zip --reference outlet", "--reference is for a regression, and there is none"),
        ("open everything", "'everything' is unknown; choose from labelling, report, documentation"),
        ("init study --yes --language nl", "--language 'nl' is unknown; choose from de (German), en (English)"),
    ],
)
def test_a_value_that_no_file_could_make_right_is_wrong_usage_before_any_file_is_read(annotate, tmp_path, typed, words):
    done = annotate(*typed.split(" "))
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("verb", "option", "words"),
    [
        ("estimate", "--by outlet --small drop", "--estimate: `small` 'drop' is unknown; choose from withhold"),
        ("estimate", "--by outlet --least 0", "--estimate: `least` 0: a number of labelled sentences"),
        ("estimate", "--by outlet --trend t.csv", "--estimate: `trend` over 'outlet': no period"),
        ("estimate", "--differences d.txt", "a bundle's tables are CSV files"),
        ("regress", "critical ~ outlet --model probit", "--regress: --model 'probit' is unknown; choose from linear"),
        ("regress", "critical ~ outlet --reference outlet", "--regress: --reference 'outlet': write column=value"),
        ("regress", "--model linear", "no formula; write it before the options"),
    ],
)
def test_so_are_values_in_the_analyses_of_a_bundle(annotate, tmp_path, verb, option, words):
    done = annotate("replicate", "scores.csv", "--gold", "gold.csv", "-o", "study.zip", f"--{verb}", option)
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("estimate s.csv --least few", "--least: input should be a valid integer"),
        ("estimate s.csv --leest 3", "No such option: --leest"),
        ("sample s.csv", "Missing option '-n' / '--size'; see annotate sample --help"),
        ("split news --workers 0", "--workers: input should be greater than or equal to 1; see annotate split --help"),
        ("studio start --port 99999", "--port: input should be less than or equal to 65535"),
    ],
)
def test_what_cannot_be_read_as_an_option_is_one_sentence_too(annotate, typed, words):
    done = annotate(*typed.split())
    assert done.returncode == 2
    assert done.stderr.startswith("annotate: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_wrong_price_in_the_settings_is_told_with_its_line(annotate, tmp_path):
    (tmp_path / "annotate.toml").write_text('[endpoint]\nurl = "http://127.0.0.1:1/v1"\nprice = "dear"\n')
    done = annotate("train", "gold.csv", "-o", "m", "--recipe", "prompted", "--llm", "small")
    assert done.returncode == 1
    assert "annotate.toml:3: price is 'dear'; write money as 0.15,0.60" in done.stderr
