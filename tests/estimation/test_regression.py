"""Regressions of predicted labels: against statsmodels and ppi-python, by hand, and where they must be refused."""

import numpy as np
import pandas as pd
import pytest
from two_outlets import coverage, drawn, labels_of

from annotate.errors import InputError
from annotate.estimation.options import Options
from annotate.estimation.regression.fitting import COEFFICIENT, EFFECT, Specification, event_on, regress

statsmodels = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")


def corpus(size=4000, articles=None, seed=0):
    """Coverage with a column of numbers that goes with criticism, and with a third label."""
    scores, _ = coverage(size, articles, seed)
    draw = np.random.default_rng([seed, 5])
    size_of = draw.normal(0, 1, size).round(3)
    odds = np.where(scores["outlet"] == "Veldania Post", -1.0, -0.2) + 0.5 * size_of
    chance = np.c_[np.full(size, 0.3), np.exp(odds) * 0.5, np.full(size, 0.5)]
    chance /= chance.sum(axis=1, keepdims=True)
    truth = (draw.random(size)[:, None] > chance.cumsum(axis=1)[:, :-1]).sum(axis=1)
    names = np.array(["conciliatory", "critical", "neutral"])
    seen = np.exp(1.2 * np.eye(3)[truth] + draw.normal(0, 0.7, (size, 3)) + np.array([0, 0.4, 0]))
    seen /= seen.sum(axis=1, keepdims=True)
    scores = scores.drop(columns=["p_critical", "p_neutral"]).assign(length=size_of, label=names[seen.argmax(axis=1)])
    return scores.assign(**{f"p_{name}": seen[:, k] for k, name in enumerate(names)}), truth


def gold_of(scores, truth, rows, probability):
    gold = labels_of(scores, truth == 1, rows, probability)
    return gold.assign(label=np.array(["conciliatory", "critical", "neutral"])[truth[rows]])


def census(scores, truth):
    return gold_of(scores, truth, np.arange(len(scores)), 1.0)


def matrix(scores):
    return np.c_[np.ones(len(scores)), scores["outlet"] == "Veldania Post", scores["length"]].astype(float)


def unit(scores):
    """The root mean square of each column, by which lambda is made not to depend on units."""
    return np.sqrt((matrix(scores) ** 2).mean(axis=0))


def standardised(scores):
    return matrix(scores) / unit(scores)


FORMULA = "critical ~ outlet + length"


@pytest.fixture(scope="module")
def whole():
    """A corpus and how statsmodels is told of its articles."""
    scores, truth = corpus(1200, articles=150)
    return scores, truth, {"groups": pd.factorize(scores["article_id"])[0], "use_correction": False}


@pytest.fixture(scope="module")
def sample():
    """A corpus and 500 labels drawn at random."""
    scores, truth = corpus(8000)
    rows = np.random.default_rng(3).choice(8000, 500, replace=False)
    return scores, truth, rows, gold_of(scores, truth, rows, 500 / 8000)


@pytest.fixture
def ppi(monkeypatch):
    """ppi-python without its compiler, which takes longer than these tests."""
    module = pytest.importorskip("ppi_py.ppi", reason="ppi-python is not installed")
    for name, function in list(vars(module).items()):
        if hasattr(function, "py_func"):
            monkeypatch.setattr(module, name, function.py_func)
    return module


class TestEverySentenceLabelled:
    """Then there is nothing to correct, and the result is that of any statistics package, clustered by article."""

    def test_a_linear_model_is_least_squares(self, whole):
        scores, truth, clusters = whole
        own = regress(scores, census(scores, truth), Specification(FORMULA))
        theirs = statsmodels.OLS((truth == 1).astype(float), matrix(scores)).fit(cov_type="cluster", cov_kwds=clusters)
        assert own["term"].tolist() == ["Intercept", "outlet[T.Veldania Post]", "length"]
        assert own["estimate"].to_numpy() == pytest.approx(theirs.params, abs=1e-9)
        assert own["std_error"].to_numpy() == pytest.approx(theirs.bse, rel=1e-9)

    def test_a_logistic_model_and_its_marginal_effects_are_those_of_statsmodels(self, whole):
        scores, truth, clusters = whole
        own = regress(scores, census(scores, truth), Specification(FORMULA, "logistic"))
        theirs = statsmodels.Logit((truth == 1).astype(float), matrix(scores)).fit(
            cov_type="cluster", cov_kwds=clusters, disp=0
        )
        coefficients, effects = own[own["quantity"] == COEFFICIENT], own[own["quantity"] == EFFECT]
        assert coefficients["estimate"].to_numpy() == pytest.approx(theirs.params, abs=1e-7)
        assert coefficients["std_error"].to_numpy() == pytest.approx(theirs.bse, rel=1e-6)
        margins = theirs.get_margeff(dummy=True)
        assert effects["term"].tolist() == ["outlet[T.Veldania Post]", "length"]
        assert effects["estimate"].to_numpy() == pytest.approx(margins.margeff, abs=1e-6)
        # Of a fixed set of covariates the errors are those of statsmodels; ours allow for other articles, too.
        assert effects["std_error"].to_numpy() == pytest.approx(margins.margeff_se, rel=0.05)

    def test_a_multinomial_model_is_that_of_statsmodels_with_the_last_label_as_the_base(self, whole):
        scores, truth, clusters = whole
        own = regress(scores, census(scores, truth), Specification("stance ~ outlet + length", "multinomial"))
        theirs = statsmodels.MNLogit((truth + 1) % 3, matrix(scores)).fit(cov_type="cluster", cov_kwds=clusters, disp=0)
        coefficients = own[own["quantity"] == COEFFICIENT]
        assert coefficients["label"].tolist() == ["conciliatory"] * 3 + ["critical"] * 3
        assert coefficients["estimate"].to_numpy() == pytest.approx(theirs.params.T.ravel(), abs=1e-6)
        assert coefficients["std_error"].to_numpy() == pytest.approx(theirs.bse.T.ravel(), rel=1e-5)
        effects = own[own["quantity"] == EFFECT]
        assert effects.groupby("term")["estimate"].sum().to_numpy() == pytest.approx([0, 0], abs=1e-12)
        assert set(effects["label"]) == {"conciliatory", "critical", "neutral"}

    def test_a_difference_in_differences_is_that_of_four_shares(self, whole):
        scores, truth, _ = whole
        event = event_on("2031-04-01", None)
        own = regress(scores, census(scores, truth), Specification("critical ~ outlet * after", event=event))
        after, other = scores["published"] >= "2031-04-01", scores["outlet"] == "Veldania Post"
        share = {(a, o): (truth == 1)[(after == a) & (other == o)].mean() for a in (0, 1) for o in (0, 1)}
        expected = share[1, 1] - share[0, 1] - share[1, 0] + share[0, 0]
        assert own["term"].iloc[-1] == "outlet[T.Veldania Post]:after"
        assert own["estimate"].iloc[-1] == pytest.approx(expected, abs=1e-9)

    def test_an_event_study_has_a_coefficient_for_every_period_but_the_last_before(self, whole):
        scores, truth, _ = whole
        event = event_on("2031-04-01", "month")
        own = regress(scores, census(scores, truth), Specification("critical ~ outlet", event=event))
        terms = own["term"].tolist()[2:]
        assert terms == [f"period[T.{period}]" for period in ("-3", "-2", "0", "+1", "+2")]
        month = scores["published"].str[:7]
        share = {name: (truth == 1)[month == name].mean() for name in ("2031-03", "2031-06")}
        balanced = regress(scores, census(scores, truth), Specification("critical ~ 1", event=event))
        assert balanced["estimate"].iloc[-1] == pytest.approx(share["2031-06"] - share["2031-03"], abs=1e-9)

    def test_of_the_corpus_itself_nothing_is_uncertain(self, whole):
        scores, truth, _ = whole
        own = regress(scores, census(scores, truth), Specification(FORMULA), options=Options(population="corpus"))
        assert (own["std_error"] == 0).all()
        assert (own["low"] == own["estimate"]).all()


class TestSomeSentencesLabelled:
    def test_design_based_coefficients_are_least_squares_of_the_pseudo_outcome(self, sample):
        scores, truth, rows, gold = sample
        own = regress(scores, gold, Specification(FORMULA))
        outcome = scores["p_critical"].to_numpy().copy()
        outcome[rows] += (8000 / 500) * ((truth[rows] == 1) - outcome[rows])
        theirs = statsmodels.OLS(outcome, matrix(scores)).fit(cov_type="HC0")
        assert own["estimate"].to_numpy() == pytest.approx(theirs.params, abs=1e-9)
        assert own["std_error"].to_numpy() == pytest.approx(theirs.bse, rel=0.05)

    def test_the_labels_alone_have_the_small_sample_errors_of_statsmodels(self, sample):
        scores, truth, rows, gold = sample
        own = regress(scores, gold, Specification(FORMULA, method="labels"))
        theirs = statsmodels.OLS((truth[rows] == 1).astype(float), matrix(scores)[rows]).fit()
        assert own["estimate"].to_numpy() == pytest.approx(theirs.params, abs=1e-9)
        assert own["std_error"].to_numpy() == pytest.approx(theirs.HC2_se, rel=1e-9)

    def test_a_prediction_powered_logistic_model_is_that_of_ppi_python(self, sample, ppi):
        scores, truth, rows, gold = sample
        rest = np.setdiff1d(np.arange(len(scores)), rows)
        x, predicted = standardised(scores), scores["p_critical"].to_numpy()
        passed = (x[rows], (truth[rows] == 1).astype(float), predicted[rows], x[rest], predicted[rest])
        own = regress(scores, gold, Specification(FORMULA, "logistic", "ppi"))
        own = own[own["quantity"] == COEFFICIENT]
        power = regress(scores, gold, Specification(FORMULA, "logistic", "ppi")).attrs["power"] / (8000 / 7500)
        low, high = ppi.ppi_logistic_ci(*passed, alpha=0.05)
        scale = unit(scores)
        values = own["estimate"].to_numpy() * scale
        assert values == pytest.approx(ppi.ppi_logistic_pointestimate(*passed, lam=power), abs=1e-6)
        assert values == pytest.approx(ppi.ppi_logistic_pointestimate(*passed), abs=1e-3)
        assert (own["high"] - own["low"]).to_numpy() * scale == pytest.approx(high - low, rel=0.03)

    def test_a_prediction_powered_linear_model_is_that_of_ppi_python(self, sample, ppi):
        scores, truth, rows, gold = sample
        rest = np.setdiff1d(np.arange(len(scores)), rows)
        x, predicted = standardised(scores), scores["p_critical"].to_numpy()
        passed = (x[rows], (truth[rows] == 1).astype(float), predicted[rows], x[rest], predicted[rest])
        own = regress(scores, gold, Specification(FORMULA, method="ppi"))
        low, high = ppi.ppi_ols_ci(*passed, alpha=0.05)
        scale = unit(scores)
        power = own.attrs["power"] / (8000 / 7500)
        of_labels, of_rest = x[rows].T / 500, x[rest].T / 7500
        left = power * of_rest @ x[rest] + (1 - power) * of_labels @ x[rows]
        right = power * of_rest @ passed[4] + of_labels @ (passed[1] - power * passed[2])
        assert own["estimate"].to_numpy() * scale == pytest.approx(np.linalg.solve(left, right), abs=1e-9)
        # Instead of this equation, that of PPI++, ppi-python adds two least-squares fits, which lie elsewhere inside.
        middle = own["estimate"].to_numpy() * scale
        assert ((low < middle) & (middle < high)).all()
        assert (own["high"] - own["low"]).to_numpy() * scale == pytest.approx(high - low, rel=0.05)

    def test_without_covariates_the_prediction_powered_intercept_is_the_share(self):
        from annotate.estimation.shares import estimate

        scores, truth = coverage()
        gold, _ = drawn(scores, truth, 300)
        own = regress(scores, gold, Specification("critical ~ 1", method="ppi")).iloc[0]
        share = estimate(scores, gold).iloc[0]
        assert own["estimate"] == pytest.approx(share["share"], abs=1e-9)
        assert (own["low"], own["high"]) == pytest.approx((share["low"], share["high"]), abs=2e-3)

    def test_predictions_count_as_much_as_they_go_with_the_labels(self):
        """PPI++'s lambda by hand, where it lies within 0 to 1 and every second sentence is labelled."""
        scores, truth = coverage(1000)
        draw = np.random.default_rng(11)
        predicted = np.clip(0.3 * truth + 0.35 + draw.normal(0, 0.25, 1000), 0, 1)
        scores = scores.assign(p_critical=predicted, p_neutral=1 - predicted)
        rows = draw.choice(1000, 500, replace=False)
        label, beside = truth[rows].astype(float), predicted[rows]
        together = ((label - label.mean()) * (beside - beside.mean())).mean()
        power = together / predicted.var(ddof=1)
        assert 0.3 < power < 0.9
        share = power * predicted.mean() + (label - power * beside).mean()
        own = regress(scores, labels_of(scores, truth, rows, 0.5), Specification("critical ~ 1", method="ppi")).iloc[0]
        assert own["estimate"] == pytest.approx(share, abs=1e-9)

    def test_labels_drawn_with_unequal_probabilities_are_weighted(self):
        scores, truth = corpus(8000)
        chance = np.where(truth == 1, 0.2, 0.02)
        rows = np.flatnonzero(np.random.default_rng(5).random(8000) < chance)
        gold = gold_of(scores, truth, rows, chance[rows])
        whole = regress(scores, census(scores, truth), Specification(FORMULA))["estimate"].to_numpy()
        for method in ("dsl", "ppi", "labels"):
            own = regress(scores, gold, Specification(FORMULA, method=method))
            assert ((own["low"] <= whole) & (whole <= own["high"])).all(), method
        raw = statsmodels.OLS((truth[rows] == 1).astype(float), matrix(scores)[rows]).fit().params
        assert abs(raw[0] - whole[0]) > 10 * own["std_error"].iloc[0]

    def test_a_corpus_is_less_uncertain_than_the_process(self):
        scores, truth = corpus(1000)
        gold = gold_of(scores, truth, np.random.default_rng(7).choice(1000, 500, replace=False), 0.5)
        process, fixed = (
            regress(scores, gold, Specification(FORMULA), options=Options(population=population))["std_error"]
            for population in ("process", "corpus")
        )
        assert (fixed < 0.9 * process).all()

    def test_sentences_without_a_value_are_left_out_in_words(self, sample):
        scores, _, _, gold = sample
        lacking = scores.assign(outlet=scores["outlet"].where(np.arange(8000) >= 800, None))
        own = regress(lacking, gold, Specification("critical ~ outlet"))
        assert own["n"].iloc[0] == 7200
        assert "800 of 8,000 sentences lack a value in outlet and are left out" in own.attrs["notes"]
        undated = scores.assign(published=scores["published"].where(np.arange(8000) >= 500, None))
        own = regress(undated, gold, Specification("critical ~ outlet + month"))
        assert (
            "500 of 8,000 sentences lack a value in month (made of the date, `published`) and are left out"
            in own.attrs["notes"]
        )

    def test_another_category_can_be_the_reference(self, sample):
        scores, _, _, gold = sample
        first = regress(scores, gold, Specification("critical ~ outlet"))
        other = regress(scores, gold, Specification("critical ~ outlet", reference={"outlet": "Veldania Post"}))
        assert other["term"].tolist() == ["Intercept", "outlet[T.Karsovia Times]"]
        assert other["estimate"].iloc[1] == pytest.approx(-first["estimate"].iloc[1])

    def test_numbers_can_be_categories_and_have_curves(self, sample):
        scores, _, _, gold = sample
        numbered = scores.assign(edition=np.arange(8000) % 3)
        own = regress(numbered, gold, Specification("critical ~ C(edition) + poly(length, 2) + center(time)"))
        assert own["term"].tolist() == [
            *("Intercept", "edition[T.1]", "edition[T.2]", "poly(length, 2)[1]", "poly(length, 2)[2]", "center(time)")
        ]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("critical", "put one ~ between"),
        ("critical ~ outlet ~ month", "put one ~ between"),
        ("critical + neutral ~ outlet", "put one label or question left of ~"),
        ("critical ~ __import__('os').system('touch hacked')", '"\'" cannot be in a formula'),
        ("critical ~ __import__(os)", r"__import__\(\) cannot be called; choose from C, log, poly, center, scale"),
        ("critical ~ {open}", "'{' cannot be in a formula"),
        ("critical ~ outlet.__class__", "'.' cannot be in a formula"),
        ("critical ~ log(exp(length))", r"log\(\) takes the name of one column"),
        ("critical ~ (outlet + length)**9", "9 stands alone"),
        ("critical ~ outlet + (length", "`formula`"),
        ("critical ~ poly(length, 99)", "a degree from 1 to 5"),
        ("critical ~ outlet + 7", "7 stands alone"),
        ("critical ~ " + " * ".join(["length"] * 9), "5 of \\* and :"),
        ("critical ~ " + "length + " * 200, "at most 1,000"),
        ("Rule Of Law ~ outlet", "a name of several words stands in backticks; write '`Rule Of Law` ~ outlet'"),
        ("critical ~ outlets", "no column 'outlets' in the scores; did you mean outlet\\?"),
        ("critcal ~ outlet", "no label 'critcal'; did you mean critical\\?"),
        ("stance ~ outlet", "stance is the question; name one of its labels"),
        ("critical ~ after", "pass its date as `event`"),
        ("critical ~ sentence_id", "has 4,000 values; a column of names may have 100 at most"),
        ("critical ~ outlet + same", "same is once in every row"),
        ("critical ~ log(length)", r"log\(length\) is not a number in every row"),
        ("critical ~ outlet + copied", "copied\\[T.Veldania Post\\] follows from outlet\\[T.Veldania Post\\]"),
        ("critical ~ rare", "rare b: 0 labelled sentences in 0 articles; at least 10 in 5 are needed"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning", "ignore:divide by zero:RuntimeWarning")
def test_a_formula_that_cannot_be_is_refused_in_words(formula, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scores, truth = corpus()
    rows = np.arange(400)
    scores = scores.assign(copied=scores["outlet"], same="once", rare=np.where(np.arange(4000) < 3950, "a", "b"))
    with pytest.raises(InputError, match=words):
        regress(scores, gold_of(scores, truth, rows, 0.1), Specification(formula))
    assert not list(tmp_path.iterdir())


def test_a_column_may_be_called_anything_and_is_never_run():
    scores, truth = corpus()
    name = "x) + __import__('os').system('false')  # [T.0]:v1"
    gold = gold_of(scores, truth, np.arange(400), 0.1)
    own = regress(scores.assign(**{name: scores["outlet"]}), gold, Specification(f"critical ~ `{name}` + length"))
    assert own["term"].tolist() == ["Intercept", f"{name}[T.Veldania Post]", "length"]
    plain = regress(scores, gold, Specification(FORMULA))
    assert own["estimate"].to_numpy() == pytest.approx(plain["estimate"].to_numpy())


def test_labels_that_a_term_separates_are_refused_for_a_logistic_model():
    scores, truth = corpus()
    truth = np.where(scores["outlet"] == "Veldania Post", 0, truth)
    seen = np.where(scores["outlet"] == "Veldania Post", 0.0, scores["p_critical"])
    rest = (1 - seen) / 2
    scores = scores.assign(p_critical=seen, p_conciliatory=rest, p_neutral=rest)
    gold = gold_of(scores, truth, np.arange(400), 0.1)
    with pytest.raises(InputError, match=r"none of the sentences with outlet.*would be labelled.*linear `model`"):
        regress(scores, gold, Specification("critical ~ outlet", "logistic"))
    assert regress(scores, gold, Specification("critical ~ outlet"))["estimate"].notna().all()


def test_few_articles_and_few_events_are_refused_or_pointed_out():
    scores, truth = corpus(2000, articles=8)
    with pytest.raises(InputError, match="the labels lie in 8 articles; a regression with 3 terms needs 10"):
        regress(scores, gold_of(scores, truth, np.arange(400), 0.2), Specification(FORMULA))
    scores, truth = corpus()
    truth = np.where((truth == 1) & (np.arange(4000) % 12 != 0), 2, truth)
    own = regress(scores, gold_of(scores, truth, np.arange(400), 0.1), Specification("critical ~ length"))
    assert "labelled sentences are critical; with so few" in own.attrs["notes"][-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"model": "probit"}, "`model` 'probit' is unknown; choose from linear, logistic, multinomial"),
        ({"method": "magic"}, "`method` 'magic' is unknown; choose from dsl, ppi, labels"),
    ],
)
def test_unknown_choices_are_refused(arguments, words):
    with pytest.raises(InputError, match=words):
        Specification("critical ~ outlet", **arguments)


@pytest.mark.parametrize(
    ("date", "period", "expected"),
    [
        ("2031-03-12", "month", {"2031-03-11": "-1", "2031-03-12": "0", "2031-04-11": "0", "2031-04-12": "+1"}),
        ("2031-01-31", "month", {"2031-02-27": "0", "2031-02-28": "+1", "2031-01-30": "-1"}),
        ("2031-03-12", "week", {"2031-03-11": "-1", "2031-03-18": "0", "2031-03-19": "+1", "2031-03-05": "-1"}),
        ("2031-03-12", "day", {"2031-03-11": "-1", "2031-03-13": "+1"}),
        ("2031-03-12", "quarter", {"2031-03-11": "-1", "2031-06-11": "0", "2031-06-12": "+1", "2030-12-11": "-2"}),
        ("2031-03-12", "year", {"2031-03-11": "-1", "2032-03-11": "0", "2032-03-12": "+1"}),
    ],
)
def test_periods_are_counted_from_the_day_of_the_event(date, period, expected):
    from annotate.estimation.regression._covariates import with_made_columns

    scores = pd.DataFrame({"published": [*expected, "unknown"]})
    made = with_made_columns(scores, ["period", "after"], event_on(date, period))
    assert made["period"].tolist()[:-1] == list(expected.values())
    assert made["period"].isna().tolist()[-1]
    assert made["after"].tolist()[:-1] == [float(int(number) >= 0) for number in expected.values()]
