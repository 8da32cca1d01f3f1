"""Many comparisons: adjusted p-values, what a study can detect, and how many labels a difference needs."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from two_outlets import coverage, critical, drawn

from annotate.errors import InputError
from annotate.estimation.differences import differences, with_adjusted
from annotate.estimation.planning import plan_differences

statsmodels = pytest.importorskip("statsmodels.stats.multitest", reason="statsmodels is not installed")


@pytest.mark.parametrize(("adjust", "name"), [("holm", "holm"), ("fdr", "fdr_bh")])
def test_adjusted_p_values_are_those_of_statsmodels(adjust, name):
    p = np.random.default_rng(1).random(40) ** 3
    own = with_adjusted(pd.DataFrame({"p": p}), adjust)["p_adjusted"].to_numpy()
    assert own == pytest.approx(statsmodels.multipletests(p, method=name)[1])


def test_without_comparisons_nothing_is_adjusted():
    assert with_adjusted(pd.DataFrame({"p": np.empty(0)}), "fdr").empty


def test_a_detectable_difference_is_found_in_four_of_five_studies():
    scores, truth = coverage(4000)
    row = critical(differences(scores, drawn(scores, truth, 800)[0], by=["outlet"])).iloc[0]
    error = (row["high"] - row["low"]) / 2 / stats.norm.ppf(0.975)
    power = stats.norm.sf(stats.norm.ppf(0.975) - row["detectable"] / error)
    assert power == pytest.approx(0.8, abs=0.01)


def test_as_many_labels_as_planned_make_the_difference_that_precise():
    scores, truth = coverage(8000)
    row = critical(plan_differences(scores, drawn(scores, truth, 300)[0], half_width=0.05, by=["outlet"])).iloc[0]
    assert row["half_width"] > 0.05
    more = critical(differences(scores, drawn(scores, truth, 300 + row["more"])[0], by=["outlet"])).iloc[0]
    assert (more["high"] - more["low"]) / 2 == pytest.approx(0.05, rel=0.1)


def test_an_unknown_adjustment_is_refused():
    scores, truth = coverage(1000)
    with pytest.raises(InputError, match="`adjust` 'bonferoni' is unknown; choose from holm, fdr"):
        differences(scores, drawn(scores, truth, 200)[0], by=["outlet"], adjust="bonferoni")
