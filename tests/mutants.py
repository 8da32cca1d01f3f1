"""Plausible mistakes in the formulas, each with the test that must fail when somebody makes it.

``make mutants`` makes them (see ``tests/run_mutants.py``). ``tests/test_mutants.py`` checks at every change that each
can still be made: that its snippet occurs once in its file, and that its test is there. When you rename what a snippet
says, rename it here as well; when you write a formula, add the mistakes that you would not want to go unseen.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A mistake in one place of one file."""

    file: str
    """The file, from the top of the repository."""
    snippet: str
    """Code that occurs once in it."""
    mutated: str
    """What the snippet becomes."""
    test: str
    """The test that must fail then, as pytest names it."""
    why: str
    """What the mistake would do to results."""

    @property
    def words(self) -> str:
        """All of it on one line, to be searched."""
        return " ".join((self.file, self.snippet, self.mutated, self.test, self.why))

    def applied(self, source: str) -> str:
        """`source` with the mistake; `LookupError` unless the snippet occurs exactly once."""
        count = source.count(self.snippet)
        if count != 1:
            raise LookupError(f"{self.file}: {self.snippet!r} occurs {count} times, not once; mend the record")
        return source.replace(self.snippet, self.mutated)


def mistakes(file: str, tests: str, *records: tuple[str, str, str, str]) -> list[Mutant]:
    """Mutants of one file whose tests are in one file, each as snippet, mutated snippet, name of the test, and why."""
    return [Mutant(file, snippet, mutated, f"{tests}::{test}", why) for snippet, mutated, test, why in records]


MUTANTS: tuple[Mutant, ...] = (
    *mistakes(
        "annotate/estimation/design/_units.py",
        "tests/estimation/test_near_duplicates_and_periods.py",
        (
            "sizes >= _REPEATED",
            "sizes > _REPEATED",
            "test_a_line_under_many_articles_that_shares_one_label_is_told",
            "one label holds for ten sentences and nobody is told",
        ),
    ),
    *mistakes(
        "annotate/reporting/_robustness.py",
        "tests/reporting/test_robustness.py",
        (
            'own["difference"] * row["difference"] < 0',
            'own["difference"] * row["difference"] < -1',
            "test_a_difference_that_turns_is_named",
            "a finding that turns round without some of its labels is called the same throughout",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_partial_pooling.py",
        "tests/estimation/test_partial_pooling.py",
        (
            "np.log(precision).sum(axis=1) - np.log(total) - squares)",
            "np.log(precision).sum(axis=1) - squares)",
            "test_the_posterior_is_that_of_another_implementation",
            "how much groups differ is taken from the likelihood without allowing for the unknown mean",
        ),
        (
            "+ (1 - own) ** 2 / total[:, None]",
            "",
            "test_the_posterior_is_that_of_another_implementation",
            "the mean error of all groups counts as known",
        ),
        (
            "chance @ (within + (each - expected) ** 2)",
            "chance @ within",
            "test_the_posterior_is_that_of_another_implementation",
            "how much groups differ counts as known",
        ),
        (
            "* step\n    chance /=",
            "\n    chance /=",
            "test_the_posterior_is_that_of_another_implementation",
            "the prior is for groups that are alike",
        ),
        (
            "value - part * (value.sum(axis=0) - 1)",
            "value / value.sum(axis=0)",
            "test_shares_that_add_up_to_more_are_lowered_by_how_uncertain_they_are",
            "a share that is known for certain is moved so that all add up to 1",
        ),
    ),
    *mistakes(
        "annotate/reporting/findings.py",
        "tests/reporting/test_report_for_everyone.py",
        (
            'return (family["p_adjusted"] < LEVEL) & (',
            'return (family["p_adjusted"] < 1) & (',
            "test_a_claim_needs_the_adjusted_p_value_and_an_interval_without_zero",
            "differences that may be chance are claimed",
        ),
        (
            '| (family["high"] < 0))',
            '| (family["high"] > 0))',
            "test_a_claim_needs_the_adjusted_p_value_and_an_interval_without_zero",
            "differences whose interval holds zero are claimed",
        ),
        (
            "_with_stated(results, with_holm(family), column, unit)",
            '_with_stated(results, pd.concat([with_holm(one) for _, one in family.groupby("kind")]), column, unit)',
            "test_all_comparisons_of_a_page_are_one_family",
            "trends and differences are adjusted apart, so that more of the claims are false",
        ),
        (
            '(row["group"], row["other"], 1) if row["difference"] >= 0',
            '(row["group"], row["other"], 1) if row["difference"] <= 0',
            "test_a_difference_becomes_a_sentence_with_its_numbers",
            "the sentence names the wrong outlet",
        ),
        (
            'ends = sorted((sign * row["stated_low"], sign * row["stated_high"]))',
            'ends = sorted((row["stated_low"], row["stated_high"]))',
            "test_a_difference_is_told_from_the_side_that_has_more",
            "the interval has the sign of the other direction",
        ),
        (
            "* count / len(family)",
            "* 1",
            "test_where_nothing_is_claimed_the_largest_is_stated_with_an_interval_for_one_picked_from_all",
            "differences that were picked as the largest of many have intervals that miss the truth too often",
        ),
        (
            "((claims, int(chosen.sum())),",
            "((claims, len(family)),",
            "test_a_difference_becomes_a_sentence_with_its_numbers",
            "claims have the intervals of comparisons that nobody picked",
        ),
        (
            "if not chosen[rows.index].any():",
            "if not chosen.any():",
            "test_where_nothing_is_claimed_the_largest_is_stated_with_an_interval_for_one_picked_from_all",
            "a page with a claim of one kind says nothing of the other",
        ),
    ),
    *mistakes(
        "annotate/estimation/robustness/sensitivity.py",
        "tests/estimation/test_sensitivity.py",
        (
            "rest.join(columns.iloc[position].set_axis(scores.index))",
            "rest.join(columns.set_axis(scores.index))",
            "test_another_model_takes_the_place_of_the_first",
            "another model's scores go to other sentences where their order differs",
        ),
        (
            'ends = {"share": np.nan, "low": shares["bound_low"], "high": shares["bound_high"]}',
            'ends = {"share": np.nan, "low": shares["low"], "high": shares["high"]}',
            "test_every_variant_is_the_estimate_it_is_called_for",
            "skipped sentences seem to matter not at all",
        ),
        (
            'divided = (gold["agreed"] < 1)',
            'divided = (gold["agreed"] < 0.5)',
            "test_every_variant_is_the_estimate_it_is_called_for",
            "labels that annotators disagreed on stay in",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/summed_scores.py",
        "tests/estimation/test_large_scores.py",
        (
            "apart = apart + count * distances[-1] ** 2",
            "apart = apart + 0 * count",
            "test_sums_give_what_the_whole_table_gives",
            "predictions vary less than they do, so that the model is relied on too much",
        ),
        (
            "count * distances[a] * distances[b]",
            "count * distances[a] ** 2",
            "test_three_outcomes_of_prediction_powered_inference_vary_together",
            "two labels vary together as one does by itself",
        ),
        (
            "mean = np.bincount(number, weights=count * own) / size",
            "mean = np.bincount(number, weights=own) / size",
            "test_sums_give_what_the_whole_table_gives",
            "cells that are merged count alike, however many sentences they hold",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_aipw.py",
        "tests/estimation/test_large_scores.py",
        (
            "+ data.within[rows[is_open]]",
            "+ 0 * data.within[rows[is_open]]",
            "test_sums_give_what_the_whole_table_gives",
            "lambda of a large table differs from that of a small one",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_model_words.py",
        "tests/estimation/test_periods_and_indexes.py",
        (
            "predicted[position[position >= 0]] = ",
            "_ = ",
            "test_out_of_fold_probabilities_take_the_place_of_those_of_a_model_that_knew_the_label",
            "predictions of a model that knew the label are taken for honest ones",
        ),
        (
            "trained &= ~gold",
            "trained |= gold",
            "test_out_of_fold_probabilities_take_the_place_of_those_of_a_model_that_knew_the_label",
            "labels with out-of-fold predictions are set apart",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_aipw.py",
        "tests/estimation/test_weights_and_articles.py",
        (
            "weight = data.weight[rows] * part",
            "weight = data.weight[rows]",
            "test_every_sample_of_a_small_corpus_gives_the_weighted_estimate",
            "the model's mean error is of sentences as if they counted alike",
        ),
        (
            "share = float(np.average(value, weights=part))",
            "share = float(value.mean())",
            "test_every_sample_of_a_small_corpus_gives_the_weighted_estimate",
            "the weights of sentences do not count",
        ),
        (
            "codes, sums = added(data.unit[rows], part * (value - share), units, of_draws)",
            "codes, sums = added(data.unit[rows], (value - share) / len(rows), units, of_draws)",
            "test_every_sample_of_a_small_corpus_gives_the_weighted_estimate",
            "the variance between articles is that of sentences that count equally",
        ),
        (
            "together = float(np.average(own**2 * (truth * predicted).sum(axis=1), weights=weight))",
            "together = float(np.average((truth * predicted).sum(axis=1), weights=weight))",
            "test_every_sample_of_a_small_corpus_gives_the_weighted_estimate",
            "the model is not relied on as is best where sentences count differently",
        ),
        (
            "fewest, most = inverse(float((size**2).sum())), inverse(float((part**2).sum()))",
            "fewest, most = float(len(size)), inverse(float((part**2).sum()))",
            "test_a_census_is_worth_as_many_articles_as_its_weights_leave",
            "a few heavy articles are taken for many",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_labelled_scores.py",
        "tests/estimation/test_weights_and_articles.py",
        (
            "return np.asarray(mass / np.bincount(position, weights=self.count[rows])[position])",
            "return np.asarray(mass)",
            "test_where_articles_count_alike_a_long_one_counts_no_more_than_a_short_one",
            "long articles count more though articles should count equally",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_articles.py",
        "tests/estimation/test_weights_and_articles.py",
        (
            "return np.asarray(2 * sums > size[:, None])",
            "return np.asarray(2 * sums >= size[:, None])",
            "test_half_of_an_article_is_not_most_of_it",
            "articles that are half critical count as mostly critical",
        ),
        (
            "whole = labels == size",
            "whole = labels > 0",
            "test_what_most_of_an_article_is_needs_articles_that_were_drawn_whole",
            "articles partly labelled are taken as known",
        ),
    ),
    *mistakes(
        "annotate/estimation/regression/_moments.py",
        "tests/estimation/test_weights_and_articles.py",
        (
            "target = (data.mass[:, None] * predicted + data.weight[:, None]",
            "target = (predicted + data.weight[:, None]",
            "test_a_weighted_regression_of_part_of_the_labels_solves_the_weighted_equation",
            "predictions count equally in a weighted regression",
        ),
        (
            "return data.mass[:, None] * (everyone - lasting[:, None] * mean), beside",
            "return everyone - lasting[:, None] * mean, beside",
            "test_a_weighted_regression_of_labels_is_that_of_statsmodels",
            "the errors of a weighted regression are those of an unweighted one",
        ),
    ),
    *mistakes(
        "annotate/estimation/regression/_effects.py",
        "tests/estimation/test_weights_and_articles.py",
        (
            "count = np.bincount(place, weights=mass, minlength=len(change.before)) / mass.sum()",
            "count = np.bincount(place, minlength=len(change.before)) / len(place)",
            "test_marginal_effects_are_averages_by_weight",
            "marginal effects are averaged as if sentences counted alike",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_aipw.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "shift = float(np.average(error[drawn], weights=weight[drawn]))",
            "shift = float(np.average(error[drawn]))",
            "test_unequal_probabilities_weigh_the_labels",
            "labels drawn with unequal probabilities count equally, so shares are biased",
        ),
        (
            "value = np.where(known, truth, predicted + shift)",
            "value = predicted + shift",
            "test_sentences_known_for_certain_are_counted_and_the_rest_estimated",
            "labels known for certain are replaced by estimates",
        ),
        (
            "represented = float(part[~known].sum())",
            "represented = 1.0",
            "test_sentences_known_for_certain_are_counted_and_the_rest_estimated",
            "sentences known for certain widen the interval of the others",
        ),
        (
            "freedom=freedom_of(of_units)",
            "freedom=len(of_units) - 1",
            "test_without_a_model_the_interval_is_the_clustered_one",
            "articles of unequal size are taken for as many of equal size",
        ),
        (
            "_enlarged(data, rows) * power\n",
            "power\n",
            "test_an_estimate_of_four_sentences_worked_by_hand",
            "the model counts less than power tuning found, so intervals are too wide",
        ),
        (
            "together / spread / _enlarged(data, rows), 0.0, 1.0",
            "together / spread, 0.0, 1.0",
            "test_an_estimate_of_four_sentences_worked_by_hand",
            "the model counts more than power tuning allows",
        ),
        (
            "np.clip(together / spread / _enlarged(data, rows), 0.0, 1.0)",
            "together / spread / _enlarged(data, rows)",
            "test_over_all_samples_a_share_with_a_fully_trusted_model_is_unbiased",
            "a weight above 1 or below 0 exaggerates or inverts the model",
        ),
        (
            "squares = count * (of_model**2).sum(axis=1)",
            "squares = count * (of_model**2).mean(axis=1)",
            "test_three_labels_share_the_trust_that_makes_the_sum_of_their_variances_least",
            "with more labels the model counts more than it should",
        ),
        (
            "weights=part * (truth - share)) * widened(size)",
            "weights=part * (truth - share))",
            "test_a_census_has_the_clustered_interval_too",
            "intervals of a census lack the small-sample factor",
        ),
        (
            "Share(share, units, sums, freedom_of(size),",
            "Share(share, units, sums, len(rows) - 1.0,",
            "test_a_census_has_the_clustered_interval_too",
            "sentences instead of articles are the degrees of freedom of a census",
        ),
        (
            "has = float(truth[drawn | known].sum())",
            "has = float(truth[drawn].sum())",
            "TestFewLabels::test_known_labels_count_among_the_few",
            "known labels do not count towards the events that an interval needs",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_influence.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "return 1 + PULL * power * data.learned[drawn]",
            "return np.ones(len(drawn))",
            "test_labels_that_the_model_learned_make_the_error_of_its_correction_larger_by_a_tenth_of_its_trust",
            "intervals of a model that learned the labels hold the truth in 93 % of studies, not 95 %",
        ),
        (
            "float((size**4).sum()) / max(float((size**2).sum()) ** 2, 1e-300)) - 1",
            "float((size**4).sum()) / max(float((size**2).sum()) ** 2, 1e-300))",
            "test_without_a_model_the_interval_is_the_clustered_one",
            "intervals of few articles are too narrow",
        ),
        (
            "np.asarray(1 / np.sqrt(np.maximum(1 - part, 1e-12)))",
            "np.ones(len(part))",
            "test_over_all_samples_a_share_without_a_model_is_unbiased_and_so_is_its_variance",
            "without the small-sample factor intervals of few articles are too narrow",
        ),
        (
            "stands_for[np.searchsorted(everyone, rows)] = weight",
            "stands_for = data.weight[everyone]",
            "test_a_group_that_cuts_across_strata_counts_their_draws_outside_as_zeros",
            "the small-sample factor of a group counts articles outside it",
        ),
        (
            "touched[touched > 0]",
            "touched[touched < 0]",
            "test_a_group_that_cuts_across_strata_counts_their_draws_outside_as_zeros",
            "draws of a stratum outside the group are forgotten, so its variance is wrong",
        ),
        (
            "wider = np.sqrt(count / np.maximum(count - 1, 1))[position]",
            "wider = 1.0",
            "test_strata_have_the_textbook_variance_and_what_their_shares_vary_between_corpora",
            "variances within small strata are underestimated",
        ),
        (
            "between = 0.0 if corpus else mean / np.sqrt(weight)",
            "between = 0.0",
            "test_strata_have_the_textbook_variance_and_what_their_shares_vary_between_corpora",
            "how strata vary between corpora is missing from the variance",
        ),
        (
            "else mean / np.sqrt(weight)",
            "else mean",
            "test_strata_have_the_textbook_variance_and_what_their_shares_vary_between_corpora",
            "strata count as if every sample had other sizes of them",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_aipw.py",
        "tests/estimation/test_populations.py",
        (
            "units, sums = _divided(data, rows, column, part)",
            "sums = np.zeros(len(units))",
            "TestDisagreement::test_a_corpus_labelled_whole_is_as_uncertain_as_its_annotators",
            "a fully labelled corpus is certain whatever its annotators disagree on",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_influence.py",
        "tests/estimation/test_populations.py",
        (
            "return np.sqrt(1 - 1 / data.weight[drawn]) if data.corpus",
            "return 1 - 1 / data.weight[drawn] if data.corpus",
            "test_the_corpus_variance_is_that_over_all_samples",
            "the finite-population correction is squared and intervals are too narrow",
        ),
        (
            "values = values * left_over(data, everyone)",
            "pass",
            "test_the_corpus_variance_is_that_over_all_samples",
            "intervals for a fixed corpus lack the finite-population correction",
        ),
        (
            "between = 0.0 if corpus else",
            "between =",
            "test_of_strata_only_what_differs_within_them_varies",
            "of a fixed corpus strata vary that are all there",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_share.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "MIN_EVENTS = 20",
            "MIN_EVENTS = 21",
            "TestFewLabels::test_from_twenty_on_the_interval_is_symmetric",
            "Wilson's interval is used where the normal one is documented",
        ),
        (
            "MIN_EVENTS = 20",
            "MIN_EVENTS = 19",
            "TestFewLabels::test_wilsons_interval_is_statsmodels",
            "the normal interval is used where it fails",
        ),
        (
            "MIN_EVENTS_FOR_VARIANCE = 5",
            "MIN_EVENTS_FOR_VARIANCE = 4",
            "TestFewLabels::test_wilsons_interval_is_statsmodels",
            "the variance of a handful of labels is believed",
        ),
        (
            "self.fewest if self.variance == 0 else min(max(implied, self.fewest), self.most)",
            "self.most",
            "TestFewLabels::test_articles_that_all_have_it_or_have_it_not_count_as_one",
            "sentences of one article count as independent",
        ),
        (
            "low, high = wilson(inside, self.fewest, quantile)",
            "low, high = wilson(inside, implied, quantile)",
            "TestFewLabels::test_an_estimate_below_zero_of_more_labels_ends_where_wilsons_of_none_does",
            "an estimate below zero has no interval",
        ),
        (
            "float(parts.sum() ** 2 / (parts**2 / freedoms).sum())",
            "float(freedoms.sum())",
            "test_differences_are_welchs_of_independent_means",
            "differences of small groups look more certain than they are",
        ),
        (
            "np.array([factor for _, factor in used]) @ sums",
            "np.abs([factor for _, factor in used]) @ sums",
            "test_articles_of_both_groups_lower_the_variance_of_their_difference_by_what_they_share",
            "articles of both groups widen a difference instead of narrowing it",
        ),
        (
            "share.sampling_variance * factor**2",
            "share.sampling_variance * factor",
            "test_combined_shares_keep_the_part_that_labels_shrink",
            "the part that labels shrink is wrong in contrasts",
        ),
        (
            "p = 2 * float(special.stdtr(",
            "p = float(special.stdtr(",
            "test_differences_are_welchs_of_independent_means",
            "p-values are one-sided and half as large as they should be",
        ),
        (
            "any(share.events < MIN_EVENTS_FOR_VARIANCE and share.fewest < np.inf for share, _ in used)",
            "not used",
            "TestDifferencesOfRareLabels::test_none_of_twelve_against_none_of_twelve",
            "the difference of two shares of 0 has no width",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_intervals.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "quantile**2 / (4 * size**2)",
            "quantile**2 / (2 * size**2)",
            "TestFewLabels::test_wilsons_interval_is_statsmodels",
            "Wilson's interval is not Wilson's",
        ),
        (
            "special.stdtrit(max(freedom, 1.0), 0.5 + confidence / 2)",
            "special.ndtri(0.5 + confidence / 2)",
            "test_without_a_model_the_interval_is_the_clustered_one",
            "intervals of few articles are too narrow",
        ),
        (
            "down = np.where(factors > 0, below, above) * factors",
            "down = below * factors",
            "TestDifferencesOfRareLabels::test_newcombes_worked_example",
            "the lower end of a difference comes from the wrong ends of its shares",
        ),
        (
            "float(distance @ correlation @ distance)",
            "float(np.abs(distance).sum() ** 2)",
            "TestDifferencesOfRareLabels::test_newcombes_worked_example",
            "intervals of differences of rare labels are too wide",
        ),
        (
            "    return 1.0 - float(optimize",
            "    return 0.5 - 0.5 * float(optimize",
            "TestDifferencesOfRareLabels::test_the_p_value_is_the_level_at_which_the_interval_ends_at_zero",
            "p-values of rare labels are half as large as they should be",
        ),
    ),
    *mistakes(
        "annotate/estimation/differences.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            'steps = frame["p"].to_numpy()[order] * (len(frame) - np.arange(len(frame)))',
            'steps = frame["p"].to_numpy()[order]',
            "test_adjusted_p_values_are_statsmodels_holm",
            "p-values are not adjusted for the number of comparisons",
        ),
        (
            "(len(frame) - np.arange(len(frame)))",
            "len(frame)",
            "test_adjusted_p_values_are_statsmodels_holm",
            "Bonferroni's factor instead of Holm's hides differences",
        ),
        (
            "np.minimum(np.maximum.accumulate(steps), 1.0)",
            "np.minimum(steps, 1.0)",
            "test_adjusted_p_values_are_statsmodels_holm",
            "a larger p-value may be adjusted to a smaller one",
        ),
    ),
    *mistakes(
        "annotate/estimation/trends.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            'steps = periods.astype("int64").to_numpy(dtype=float)',
            "steps = np.arange(len(periods), dtype=float)",
            "test_a_trend_is_the_least_squares_line_through_the_periods_and_gaps_count",
            "months without coverage are skipped, so slopes are too steep",
        ),
        (
            "return centred / (centred**2).sum()",
            "return centred / np.abs(centred).sum()",
            "test_a_trend_is_the_least_squares_line_through_the_periods_and_gaps_count",
            "the slope is not that of least squares",
        ),
    ),
    *mistakes(
        "annotate/estimation/net_tone.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "np.clip(value, min(factors), max(factors))",
            "value",
            "test_an_interval_of_the_index_ends_at_the_scores_of_its_labels",
            "an index may lie beyond the scale",
        ),
    ),
    *mistakes(
        "annotate/estimation/planning.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "_Curve(share.sampling_variance * labels, (share.variance - share.sampling_variance) * wider)",
            "_Curve(share.variance * labels, 0.0)",
            "TestPlan::test_with_a_model_only_the_part_of_the_labels_shrinks",
            "the plan promises that labels narrow what only articles can",
        ),
        (
            "(share.variance - share.sampling_variance) * wider",
            "share.variance - share.sampling_variance",
            "TestPlan::test_a_group_without_labels_borrows_the_variance_for_its_own_number_of_articles",
            "groups without labels are planned as if they had all articles",
        ),
        (
            "t_quantile(confidence, np.inf)) ** 2",
            "t_quantile(confidence, np.inf))",
            "TestPlan::test_without_a_model_it_is_the_textbook_number",
            "the plan asks for too few or too many labels",
        ),
        (
            "max(1, total - own)",
            "max(1, total)",
            "TestPlan::test_without_a_model_it_is_the_textbook_number",
            "labels that are there already are asked for again",
        ),
        (
            "if total is None or total > size:",
            "if total is None:",
            "TestPlan::test_more_labels_than_there_are_sentences_are_no_plan",
            "more labels are planned than there are sentences",
        ),
    ),
    *mistakes(
        "annotate/estimation/options.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "labelled: int = 10",
            "labelled: int = 9",
            "TestLeast::test_both_bounds_hold",
            "groups with too few labels get a share",
        ),
        (
            "articles: int = 5",
            "articles: int = 4",
            "TestLeast::test_both_bounds_hold",
            "groups with too few articles get a share",
        ),
    ),
    *mistakes(
        "annotate/estimation/_groups.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "    if len(few) < 2:\n",
            "    if not few:\n",
            "TestLeast::test_one_small_group_alone_has_nothing_to_be_pooled_with",
            "a lone small group is renamed to (other)",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/label_use.py",
        "tests/estimation/test_draws.py",
        (
            "share = trained[drawn].mean() if drawn.any() else 0.0",
            "share = trained.mean()",
            "TestHandPicked::test_hand_picked_labels_in_training_leave_the_probability_of_the_others_alone",
            "hand-picked training labels change what drawn ones stand for",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/label_use.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "inclusion * (1 - share) / (1 - inclusion * share)",
            "inclusion",
            "TestLabelsTheModelWasTrainedOn::test_the_probability_of_the_others_is_that_of_their_draw_given_the_training",
            "labels outside training stand for too few sentences",
        ),
        (
            "inclusion * (1 - share) / (1 - inclusion * share)",
            "inclusion * (1 - share)",
            "TestLabelsTheModelWasTrainedOn::test_the_probability_of_the_others_is_that_of_their_draw_given_the_training",
            "labels outside training stand for too many sentences",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_labelled_scores.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "join.trained | (join.inclusion >= 1)",
            "join.trained | (join.inclusion > 1)",
            "test_sentences_known_for_certain_are_counted_and_the_rest_estimated",
            "sentences drawn for certain speak for others",
        ),
        (
            "@ membership(answers, labels).astype(float)",
            "@ np.eye(len(answers), len(labels))",
            "test_of_answers_with_several_labels_each_label_has_a_share_of_its_own",
            "answers with several labels are taken for one of them",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_labelled_scores.py",
        "tests/estimation/test_periods_and_indexes.py",
        (
            'alike = alike[~alike["sentence_id"].isin(gold["sentence_id"])]',
            "alike = alike.copy()",
            "test_a_label_speaks_for_near_duplicates_and_they_count_to_the_article_of_their_original",
            "a near-duplicate with a label of its own gets its original's too",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_units.py",
        "tests/estimation/test_periods_and_indexes.py",
        (
            "np.where(original >= 0, original, numbers)",
            "numbers",
            "test_a_label_speaks_for_near_duplicates_and_they_count_to_the_article_of_their_original",
            "near-duplicates of one label count as independent articles",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_units.py",
        "tests/estimation/test_populations.py",
        (
            "if not in_part.any() and",
            "if False and",
            "test_labels_of_whole_articles_are_not_taken_for_sentences_drawn_one_by_one",
            "labels of most articles, drawn whole, are taken for sentences drawn one by one",
        ),
        (
            "_FEW_ARTICLES = 0.7",
            "_FEW_ARTICLES = 0.0",
            "test_labels_of_whole_articles_are_not_taken_for_sentences_drawn_one_by_one",
            "labels of whole articles are taken for sentences drawn one by one",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_labelled_scores.py",
        "tests/estimation/test_draws.py",
        (
            "np.where(beforehand(gold, options.draws), 1.0, inclusion)",
            "inclusion",
            "TestHandPicked::test_labels_given_before_the_draw_count_for_their_own_sentences",
            "drawn sentences stand for those that the draw left out because they were labelled",
        ),
        (
            "missing[join.position] = False\n",
            "pass\n",
            "TestMissingLabels::test_bounds_hold_whatever_the_missing_labels_are",
            "labelled sentences are taken for unlabelled in the worst case",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_bounds.py",
        "tests/estimation/test_draws.py",
        (
            "np.where(certain, 0, data.if_answered[drawn]), certain",
            "np.where(certain, 0, data.weight[drawn]), certain",
            "TestWaveInProgress::test_bounds_are_as_if_every_drawn_sentence_had_a_label",
            "worst cases weigh labels as if their wave were partly labelled",
        ),
        (
            "none[missing], every[missing] = 0, 1",
            "none[missing], every[missing] = 0, 0",
            "TestMissingLabels::test_bounds_hold_whatever_the_missing_labels_are",
            "the worst case of missing labels is the best",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/label_use.py",
        "tests/estimation/test_draws.py",
        (
            "share.get(number, 1.0) for number",
            "1.0 for number",
            "TestWaveInProgress::test_of_a_wave_labelled_in_part_the_labelled_speak_for_the_others",
            "a wave that is labelled in part counts as labelled, so shares are biased",
        ),
        (
            "    if not len(idle) or len(idle) == len(answered):\n",
            "    if True:\n",
            "TestWaveInProgress::test_labels_of_the_first_wave_count_as_if_there_were_no_second",
            "a wave that nobody has begun widens the worst case without end",
        ),
        (
            "    if draws.drawn is None:\n        return own\n",
            "    if own is not None:\n        return own\n",
            "TestHandPicked::test_only_what_the_record_has_drawn_counts_as_random",
            "hand-picked labels pass for a random sample",
        ),
        (
            "_EXPECTED = 5.0",
            "_EXPECTED = 500.0",
            "TestOutsideTheFrame::test_an_outlet_the_frame_never_held_is_told_and_left_out",
            "shares are extrapolated to outlets that nobody drew from",
        ),
    ),
    *mistakes(
        "annotate/estimation/estimators/_classify_and_count.py",
        "tests/estimation/test_estimation_formulas.py",
        (
            "mass = data.assigned[rows], data.mass_of(rows) * ~data.abstained[rows]",
            "mass = data.assigned[rows], data.mass_of(rows)",
            "test_classify_and_count_leaves_out_what_the_model_abstained_from",
            "sentences the model abstained from are counted",
        ),
    ),
    *mistakes(
        "annotate/estimation/aggregates.py",
        "tests/estimation/test_periods_and_indexes.py",
        (
            "(sums**2).sum() * articles / (articles - 1)",
            "(sums**2).sum()",
            "test_the_interval_of_an_index_is_statsmodels_clustered_one",
            "intervals of an index lack the small-sample factor",
        ),
        (
            "stats.t.ppf(0.5 + confidence / 2, articles - 1)",
            "stats.t.ppf(0.5 + confidence / 2, len(part) - 1)",
            "test_the_interval_of_an_index_is_statsmodels_clustered_one",
            "sentences instead of articles are the degrees of freedom of an index",
        ),
    ),
    *mistakes(
        "annotate/estimation/periods.py",
        "tests/estimation/test_periods_and_indexes.py",
        (
            "%G-W%V",
            "%Y-W%V",
            "test_periods_are_those_of_the_calendar_on_every_day_of_a_year",
            "the last days of December fall into a week of the wrong year",
        ),
        (
            ".str.slice(0, 10)",
            '.str.replace("-04-30T23", "-05-01T07").str.slice(0, 10)',
            "test_a_date_is_that_on_the_wall_where_the_article_appeared",
            "articles move to another day with the time zone",
        ),
        (
            "int(written[-2:]), 1)",
            "int(written[-2:]), 7)",
            "test_a_period_begins_on_its_first_day",
            "weeks begin on Sunday",
        ),
    ),
    *mistakes(
        "annotate/estimation/counting.py",
        "tests/estimation/test_periods_and_indexes.py",
        (
            'scores["label"].notna() & ~scores["abstained"]',
            'scores["label"].notna()',
            "test_only_body_sentences_with_a_label_the_model_did_not_abstain_from_are_counted",
            "sentences the model abstained from are counted",
        ),
        (
            'body = scores["kind"].isna() | (scores["kind"] == "body")',
            'body = scores["kind"].notna() | scores["kind"].isna()',
            "test_only_body_sentences_with_a_label_the_model_did_not_abstain_from_are_counted",
            "captions and headings are counted",
        ),
    ),
    *mistakes(
        "annotate/labels/_bootstrap.py",
        "tests/labels/test_coefficient_formulas.py",
        (
            "pairs / np.maximum(rated - 1, 1)",
            "pairs / np.maximum(rated, 1)",
            "test_alpha_is_one_minus_observed_over_expected_disagreement_of_all_pairs",
            "alpha weighs sentences by their number of annotators",
        ),
        (
            "shared, shares, rated >= 1]",
            "shared, shares * shared[:, None], shared]",
            "test_percent_kappa_and_ac1_are_gwets_formulas_with_missing_answers",
            "kappa and AC1 forget sentences with one annotation in what chance would give",
        ),
        (
            "random.integers(0, count, size=(rows, count))",
            "np.tile(random.permutation(count), (rows, 1))",
            "test_the_interval_of_percent_agreement_is_about_that_of_a_proportion",
            "resamples are all the same and intervals have no width",
        ),
    ),
    *mistakes(
        "annotate/labels/_reliability_data.py",
        "tests/labels/test_agreement.py",
        (
            "cluster=_clusters(annotations.iloc[first], articles),",
            "cluster=_clusters(annotations.iloc[first], None),",
            "test_sentences_of_one_article_are_resampled_together",
            "sentences of one article are resampled apart, so intervals are too narrow",
        ),
    ),
    *mistakes(
        "annotate/labels/coefficients.py",
        "tests/labels/test_coefficient_formulas.py",
        (
            "/ (total - 1)",
            "/ total",
            "test_alpha_is_one_minus_observed_over_expected_disagreement_of_all_pairs",
            "alpha lacks its correction for small samples",
        ),
        (
            "ends = (used[:, :, None] + used[:, None, :]) / 2",
            "ends = 0.0",
            "test_alpha_is_one_minus_observed_over_expected_disagreement_of_all_pairs",
            "the distance of ordered labels counts both ends in full",
        ),
        (
            "distance = (between - ends) ** 2",
            "distance = np.abs(between - ends)",
            "test_alpha_is_one_minus_observed_over_expected_disagreement_of_all_pairs",
            "ordinal alpha forgives large differences",
        ),
        (
            "/ max(usage.shape[1] - 1, 1)",
            "/ usage.shape[1]",
            "test_gwets_ac1_of_two_by_hand",
            "AC1 expects too little agreement by chance",
        ),
        (
            "(cells.sum(axis=3) * cells.sum(axis=2)).sum(axis=2)",
            "(((cells.sum(axis=3) + cells.sum(axis=2)) / 2) ** 2).sum(axis=2)",
            "test_cohens_kappa_of_two_by_hand",
            "kappa is Scott's pi instead of Cohen's",
        ),
    ),
    *mistakes(
        "annotate/labels/coefficients.py",
        "tests/labels/test_agreement.py",
        (
            "weight = np.where(defined, shared, 0.0)",
            "weight = np.where(defined, 1.0, 0.0)",
            "test_cohen_of_several_is_the_mean_over_pairs_weighted_by_what_they_share",
            "a pair with one shared sentence counts like a pair with a hundred",
        ),
    ),
    *mistakes(
        "annotate/labels/agreement_measures.py",
        "tests/labels/test_coefficient_formulas.py",
        (
            "np.quantile(drawn, [0.025, 0.975])",
            "np.quantile(drawn, [0.05, 0.95])",
            "test_the_interval_of_percent_agreement_is_about_that_of_a_proportion",
            "intervals hold the truth nine times in ten instead of nineteen in twenty",
        ),
        (
            "(drawn < TENTATIVE)",
            "(drawn < RELIABLE)",
            "test_bounds_of_alpha_are_judged_by_the_share_of_resamples_under_them",
            "the chance of falling short of .667 is that of .8",
        ),
        (
            "others = rated[item] - 1",
            "others = rated[item]",
            "test_an_annotator_agrees_with_the_others_of_each_shared_sentence",
            "annotators agree less with the others than they do",
        ),
        (
            "table.sum(axis=1) - table[:, index]",
            "table.sum(axis=1)",
            "test_alpha_of_a_label_is_that_of_the_label_against_all_others",
            "alpha of a label is against all labels, itself among them",
        ),
    ),
    *mistakes(
        "annotate/labels/aggregation.py",
        "tests/labels/test_annotator_model.py",
        (
            "alone = ~best.duplicated(key, keep=False)",
            "alone = ~best.duplicated(key)",
            "test_the_most_frequent_label_wins_and_ties_are_never_broken",
            "a tie goes to the label that comes first",
        ),
        (
            "return chosen[~chosen.index.isin(tied)]",
            "return chosen",
            "test_of_several_labels_those_of_more_than_half_are_gold",
            "a label that half of the annotators chose is dropped in silence",
        ),
        (
            'gold["posterior"] = best.reindex',
            'gold["posterior"] = (1 - best).reindex',
            "test_gold_of_the_model_is_the_likeliest_label_with_its_probability",
            "the probability of a label is that of its being wrong",
        ),
    ),
    *mistakes(
        "annotate/labels/_dawid_skene.py",
        "tests/labels/test_annotator_model.py",
        (
            "annotations[item_columns(annotations)]",
            'annotations[["sentence_id"]]',
            "test_targets_of_one_sentence_are_units_of_their_own_for_the_model_too",
            "targets of one sentence are resolved as one",
        ),
        (
            "n_iter=100",
            "n_iter=1",
            "test_the_posterior_is_that_of_dawid_and_skenes_equations",
            "the model of annotators stops before it has learned who is careful",
        ),
    ),
    *mistakes(
        "annotate/labels/annotations.py",
        "tests/labels/test_annotator_model.py",
        (
            '_times(table["updated_at"]).fillna(_times(table["created_at"]))',
            '_times(table["created_at"]).fillna(_times(table["updated_at"]))',
            "TestLastAnswer::test_an_edit_is_later_than_an_answer_given_in_between",
            "an edited answer counts as old as it was at first",
        ),
        (
            'na_position="first"',
            'na_position="last"',
            "TestLastAnswer::test_an_answer_without_a_time_gives_way_to_a_dated_one",
            "an answer without a time replaces dated ones",
        ),
        (
            '"\\t" + table["target"].astype("str").fillna("")',
            '"\\t"',
            "test_targets_of_one_sentence_are_units_of_their_own_for_the_model_too",
            "targets of one sentence are taken for one item",
        ),
    ),
    *mistakes(
        "annotate/labels/annotator_quality.py",
        "tests/labels/test_annotator_model.py",
        (
            "* len(table)).clip",
            ").clip",
            "test_drift_is_the_chi_squared_test_of_either_half_for_each_annotator_times_their_number",
            "drift of one annotator in twenty is found by chance",
        ),
        (
            "OF_USUAL = 0.25",
            "OF_USUAL = 0.3",
            "test_a_fast_run_has_eight_sentences_under_a_quarter_of_the_usual_time",
            "annotators are suspected of speeding who do not",
        ),
    ),
    *mistakes(
        "annotate/labels/_sampling_designs.py",
        "tests/labels/test_sampling_formulas.py",
        (
            "FLOOR = 0.1",
            "FLOOR = 0.05",
            "test_a_tenth_of_a_focused_draw_is_spread_over_everything",
            "fewer sentences are drawn at random than the documentation says",
        ),
        (
            "left = size - most * np.count_nonzero(free & held)",
            "left = size",
            "test_probabilities_follow_the_weights_and_none_exceeds_the_most",
            "probabilities sum to more than the sample has",
        ),
        (
            "sharing = weight[free & ~held].sum()",
            "sharing = weight[~held].sum()",
            "test_what_was_drawn_before_has_the_probability_it_would_have_had",
            "sentences labelled before take a share of the next wave",
        ),
        (
            "np.full(len(free), size / np.count_nonzero(free))",
            "np.full(len(free), size / len(free))",
            "TestLaterWaves::test_three_even_waves_have_the_probability_of_one_of_their_size",
            "probabilities of a second wave are too small",
        ),
        (
            "wanted = _at_least_one(wanted, size, there)",
            "pass",
            "test_a_stratum_that_expects_less_than_one_gets_one_at_the_cost_of_the_others",
            "small strata may be missed altogether",
        ),
        (
            "np.bincount(stratum[free], minlength",
            "np.bincount(stratum, minlength",
            "test_strata_that_were_drawn_from_are_counted_without_what_was_drawn",
            "strata count sentences that cannot be drawn any more",
        ),
        (
            'order = order[np.argsort(stratum[order], kind="stable")]',
            "pass",
            "test_every_stratum_gets_its_expected_number_over_all_draws",
            "a stratum may get none or all of the sample",
        ),
        (
            "certain = order[probability[order] >= 1.0]",
            "certain = order[probability[order] > 1.0]",
            "test_each_is_drawn_as_often_as_its_probability_says_over_all_draws",
            "a sentence with certainty may be left out",
        ),
        (
            "random.random() + np.arange(left)",
            "0.5 + np.arange(left)",
            "test_each_is_drawn_as_often_as_its_probability_says_over_all_draws",
            "which sentences can be drawn together is fixed by their order",
        ),
        (
            "np.floor(np.cumsum(share[order]) + random.random())",
            "np.floor(np.cumsum(share[order]) + 0.5)",
            "test_a_part_has_each_with_its_share_over_all_draws",
            "the random part of a mixed batch is not a random sample",
        ),
    ),
    *mistakes(
        "annotate/labels/strategies.py",
        "tests/labels/test_sampling_formulas.py",
        (
            "SHARPNESS = 3",
            "SHARPNESS = 2",
            "test_probabilities_of_an_uncertain_draw_go_with_the_third_power_of_the_margin",
            "uncertain sentences are drawn less often than documented",
        ),
        (
            "BOOST = 10.0",
            "BOOST = 5.0",
            "test_a_keyword_makes_a_sentence_ten_times_likelier_where_a_word_begins_with_it",
            "sentences with a keyword are drawn less often than documented",
        ),
        (
            'pattern = rf"\\b(?:',
            'pattern = rf"(?:',
            "test_a_keyword_makes_a_sentence_ten_times_likelier_where_a_word_begins_with_it",
            "keywords are found within other words",
        ),
        (
            "most=1.0 - even[0]",
            "most=1.0",
            "test_a_mixed_draw_gives_no_sentence_more_than_certainty",
            "a sentence gets a probability above 1",
        ),
    ),
    *mistakes(
        "annotate/labels/sampling.py",
        "tests/labels/test_sampling.py",
        (
            "np.full(len(population), len(picked) / len(there))",
            "np.full(len(population), len(rows) / len(population))",
            "test_whole_articles_are_drawn_as_often_as_their_probability_says",
            "labels of long articles count as if their sentences had been drawn one by one",
        ),
        (
            "eligible(table, kinds, near_duplicates or unit == ARTICLE)",
            "eligible(table, kinds, near_duplicates)",
            "test_an_article_comes_whole_in_its_order_with_its_near_duplicates_and_without_its_captions",
            "articles with a copied sentence are never labelled whole, and majorities leave them out",
        ),
    ),
    *mistakes(
        "annotate/labels/sampling.py",
        "tests/labels/test_sampling_formulas.py",
        (
            "overall = before + (1.0 - before) * probability",
            "overall = before + probability",
            "TestLaterWaves::test_a_focused_wave_after_an_even_one_is_combined_by_hand",
            "probabilities over several waves exceed 1",
        ),
        (
            "overall = before + (1.0 - before) * probability",
            "overall = probability",
            "TestLaterWaves::test_three_even_waves_have_the_probability_of_one_of_their_size",
            "sentences of a later wave weigh as if there had been no earlier one",
        ),
        (
            "if not last.any() or not _free(earlier[last], labelled).all():",
            "if True:",
            "TestLaterWaves::test_a_last_wave_that_nobody_labelled_is_drawn_anew",
            "a wave that nobody labelled counts as drawn",
        ),
        (
            'updated.fillna(batch["inclusion_probability"])',
            'batch["inclusion_probability"].fillna(updated)',
            "TestLaterWaves::test_batches_get_the_probabilities_over_all_waves_and_the_rest_of_the_frame",
            "the first wave keeps a probability that forgets the later ones",
        ),
        (
            "rows = where[random.permutation(picked)]",
            "rows = where[np.sort(picked)]",
            "test_the_batch_is_in_random_order_and_not_in_that_of_the_table_or_of_the_strata",
            "annotators label stratum by stratum, and those who stop early skip the last",
        ),
    ),
    *mistakes(
        "annotate/learn/endpoints/answers.py",
        "tests/endpoints/test_answer_formulas.py",
        (
            "mass *= probability / total",
            "mass *= probability",
            "test_alternatives_that_begin_no_label_are_left_out_of_the_total",
            "what a model says besides a label is taken from the label it gave",
        ),
        (
            "shares[one] += mass * probability / total / len(those)",
            "shares[one] += probability / total / len(those)",
            "test_the_mass_of_a_beginning_is_divided_among_what_may_follow",
            "alternatives of a later token count as much as those of the first",
        ),
        (
            "shares[one] += mass * probability / total / len(those)",
            "shares[one] += mass * probability / total",
            "test_an_alternative_that_several_labels_begin_with_is_shared_among_them",
            "labels that begin alike get the whole of what they share",
        ),
        (
            "least = min(bound or 0.0, *(share for share in shares.values() if share > 0))",
            "least = 0.0",
            "test_a_label_that_is_not_listed_gets_no_more_than_the_least_that_is",
            "a label that the server does not list is called impossible",
        ),
        (
            "(counted.count(label) + 0.5) / (len(counted) + 0.5 * len(labels))",
            "counted.count(label) / len(counted)",
            "test_repeated_answers_are_counted_with_half_an_answer_for_each_label",
            "a few like answers are called certain",
        ),
    ),
    *mistakes(
        "annotate/learn/encoders/layer_gradients.py",
        "tests/learn/test_fine_tuning.py",
        (
            "scores += ((1 - mask) * _NEVER)[:, None, None, :]",
            "scores += 0 * mask[:, None, None, :]",
            "test_padding_changes_nothing",
            "word pieces attend to padding, so that a sentence depends on the others of its batch",
        ),
        (
            "return inverse * (scaled - scaled.mean(axis=1, keepdims=True) - along), gradient",
            "return inverse * (scaled - along), gradient",
            "test_gradients_are_those_of_finite_differences",
            "the gradient ignores that a normalisation takes out the mean",
        ),
    ),
    *mistakes(
        "annotate/learn/encoders/layer_gradients.py",
        "tests/learn/test_fine_tuning.py",
        (
            "        scores += distances[:, :length, :length]\n",
            "        pass\n",
            "test_an_mpnet_in_8_bits_is_read_back_and_tuned_with_its_relative_positions",
            "an MPNet is tuned without its positions",
        ),
    ),
    *mistakes(
        "annotate/learn/encoders/graph_layers.py",
        "tests/learn/test_fine_tuning.py",
        (
            "np.stack([stored & 15, stored >> 4], axis=3)",
            "np.stack([stored >> 4, stored & 15], axis=3)",
            "test_unquantised_numbers_are_stored_ones_less_the_middle_times_their_scale",
            "neighbouring weights of four bits are exchanged",
        ),
        (
            'mixing_bias=floats(f"{name}.middle.bias"),',
            'mixing_bias=floats(f"{name}.bias"),',
            "test_an_mpnet_in_8_bits_is_read_back_and_tuned_with_its_relative_positions",
            "the attention is tuned from the other part's bias",
        ),
    ),
    *mistakes(
        "annotate/learn/estimators/fine_tuned.py",
        "tests/learn/test_fine_tuning.py",
        (
            "balance[codes] / balance[codes].sum()",
            "balance[codes] / len(codes)",
            "test_the_loss_weighs_classes_and_is_the_mean_over_the_weights",
            "batches of rare labels take longer steps",
        ),
        (
            "float(0.5 * (1 + np.cos(np.pi * (step - warm) / max(1.0, steps - warm))))",
            "1.0",
            "test_the_rate_warms_up_and_falls_to_nothing",
            "the learning rate never falls, and the last batches decide",
        ),
        (
            "if parameter.ndim == 2 and parameter.shape[0] > 2:",
            "if parameter.ndim == 2:",
            "test_the_first_step_of_adamw_is_the_rate_against_the_sign_and_decays_matrices_alone",
            "normalisations decay to nothing",
        ),
    ),
    *mistakes(
        "annotate/learn/training/cross_validation.py",
        "tests/learn/test_no_leakage.py",
        (
            "calibrated[others] = tempered(",
            "estimator = plan.fitted(np.arange(len(plan.parts)))\n            calibrated[others] = tempered(",
            "test_noise_is_learned_by_heart_and_yet_predicted_at_chance_in_either_part",
            "the test part is predicted by a model that has learned from it",
        ),
        (
            "return self.plan.predicted(self.plan.fitted(train), test)",
            "return self.plan.predicted(self.plan.fitted(self.plan.training_rows), test)",
            "test_noise_is_learned_by_heart_and_yet_predicted_at_chance_in_either_part",
            "cross-validation predicts sentences the model has learned from",
        ),
        (
            "estimator = plan.fitted(rows)\n",
            "estimator = plan.fitted(np.union1d(rows, others))\n",
            "test_the_test_part_has_the_predictions_of_a_model_of_the_training_part_alone",
            "the test part is learned from even where that was not wanted",
        ),
        (
            "tempered(plan.predicted(estimator, others), temperature)",
            "plan.predicted(estimator, others)",
            "test_the_test_part_has_the_predictions_of_a_model_of_the_training_part_alone",
            "the test part is not calibrated like new sentences",
        ),
    ),
    *mistakes(
        "annotate/learn/evaluation/calibration.py",
        "tests/learn/test_no_leakage.py",
        (
            "others = np.setdiff1d(rows, test)",
            "others = rows",
            "test_calibration_of_a_fold_does_not_look_at_the_labels_of_that_fold",
            "sentences help to calibrate themselves, so the calibration error is too small",
        ),
    ),
    *mistakes(
        "annotate/learn/training/splits.py",
        "tests/learn/test_no_leakage.py",
        (
            "ALIKE = 0.7",
            "ALIKE = 0.72",
            "test_sentences_with_seven_tenths_of_their_neighbouring_words_in_common_are_one_group",
            "near-duplicates fall on both sides of a split",
        ),
        (
            "ALIKE = 0.7",
            "ALIKE = 0.68",
            "test_sentences_with_seven_tenths_of_their_neighbouring_words_in_common_are_one_group",
            "different sentences are kept together",
        ),
        (
            "shared = shared + np.minimum(left[one], left[other])",
            "pass",
            "test_near_duplicates_are_found_among_hundreds_that_share_a_common_beginning",
            "near-duplicates with common words fall on both sides of a split",
        ),
    ),
    *mistakes(
        "annotate/learn/training/learning_curves.py",
        "tests/learn/test_no_leakage.py",
        (
            "    some = rows[np.isin(groups[rows], order[:enough])]",
            "    some = np.flatnonzero(np.isin(groups, order[: enough + 1]))",
            "TestLearningCurve::test_groups_are_whole_and_shares_are_those_of_the_points",
            "the learning curve is of more sentences than it says",
        ),
        (
            "MORE = 100",
            "MORE = 200",
            "TestLearningCurve::test_the_forecast_is_for_a_hundred_more_than_the_model_has",
            "the forecast is for another number of labels than it says",
        ),
    ),
    *mistakes(
        "annotate/learn/training/forecasts.py",
        "tests/learn/test_curves.py",
        (
            "weights = sizes / sizes.sum()",
            "weights = np.full(len(sizes), 1 / len(sizes))",
            "test_a_forecast_is_scipys_weighted_least_squares_fit_with_the_best_exponent",
            "the forecast is not the weighted least-squares curve",
        ),
        (
            "if gains[0] <= 0:",
            "if gains[1] <= 0:",
            "test_nothing_is_forecast_from_a_curve_that_does_not_rise_clearly",
            "chance is continued as if it were a rise",
        ),
    ),
    *mistakes(
        "annotate/learn/estimators/wide_logistic_regression.py",
        "tests/learn/test_estimator_formulas.py",
        (
            'lower=True, trans="T")',
            "lower=True)",
            "test_the_wide_logistic_regression_is_scikit_learns",
            "words get the coefficients of other words",
        ),
    ),
    *mistakes(
        "annotate/learn/features/character_ngrams.py",
        "tests/learn/test_character_ngrams.py",
        (
            "ordered = sorted(present.tolist(), key=names.__getitem__)",
            "ordered = present.tolist()",
            "test_the_matrices_are_scikit_learns_whatever_was_counted_before",
            "a model depends on what was trained before it in the same process",
        ),
    ),
    *mistakes(
        "annotate/learn/training/fold_workers.py",
        "tests/learn/test_fold_workers.py",
        (
            "yield from map(work, rest[done:])",
            "yield from map(work, rest)",
            "test_the_folds_of_a_killed_worker_are_done_again_here",
            "folds are counted twice when a process dies",
        ),
    ),
    *mistakes(
        "annotate/learn/estimators/model_selection.py",
        "tests/learn/test_no_leakage.py",
        (
            "start = best if best.macro_f1 > first.macro_f1 + margin else first",
            "start = best",
            "test_a_candidate_must_be_better_by_more_than_the_margin_in_cross_validation",
            "complicated candidates win by chance",
        ),
        (
            "fitted_clone(self.candidate, self.table.iloc[train], self.labels[train], self.groups[train])",
            "fitted_clone(self.candidate, self.table, self.labels, self.groups)",
            "test_a_candidate_must_be_better_by_more_than_the_margin_in_cross_validation",
            "candidates are chosen by how well they remember",
        ),
    ),
    *mistakes(
        "annotate/learn/estimators/model_selection.py",
        "tests/learn/test_choosing.py",
        (
            "(mean * len(picks) + self.out_of_fold[score.name]) / (len(picks) + 1)",
            "(mean + self.out_of_fold[score.name]) / 3",
            "test_the_mean_of_candidates_that_err_elsewhere_is_selected",
            "what a mean is chosen by is not what it predicts",
        ),
        (
            " and self.log_loss(other) < self.log_loss(mean)",
            "",
            "test_a_mean_is_left_alone_if_it_is_right_more_often_but_less_sure_of_the_truth",
            "a chance hit or two decide which mean is taken",
        ),
        (
            "ahead = seconds * (self.workers.rounds(folds) + self.fits_after)",
            "ahead = seconds * self.workers.rounds(folds)",
            "test_a_candidate_that_would_not_be_done_in_time_is_left_out_and_a_quicker_one_is_still_tried",
            "the minutes are over before the model is fitted",
        ),
    ),
    *mistakes(
        "annotate/learn/estimators/soft_voting.py",
        "tests/learn/test_no_leakage.py",
        (
            "min(1.0, len(y) / max(self.full_weight_rows, 1))",
            "1.0",
            "test_an_ensemble_is_the_weighted_mean_and_its_first_member_grows_with_the_labels",
            "the encoder is trusted in full on few labels",
        ),
        (
            "weights=self.shares_)",
            "weights=None)",
            "test_an_ensemble_is_the_weighted_mean_and_its_first_member_grows_with_the_labels",
            "members of an ensemble count equally",
        ),
    ),
    *mistakes(
        "annotate/learn/evaluation/metrics.py",
        "tests/learn/test_metric_formulas.py",
        (
            "precision = np.where(predicted > 0, hit / predicted, 0.0)",
            "precision = np.where(support > 0, hit / support, 0.0)",
            "test_precision_recall_and_confusion_are_scikit_learns",
            "precision is recall",
        ),
        (
            '"weighted_f1": (f1 * support)',
            '"weighted_f1": (f1 * predicted)',
            "test_precision_recall_and_confusion_are_scikit_learns",
            "weighted F1 weighs by predictions",
        ),
        (
            '"macro_f1": (f1 * present).sum(axis=1) / present.sum(axis=1)',
            '"macro_f1": hit.sum(axis=1) / support.sum(axis=1)',
            "test_precision_recall_and_confusion_are_scikit_learns",
            "macro-F1 is accuracy, which rare labels cannot lower",
        ),
        (
            "np.add.at(tables, (group, truth, predicted), 1)",
            "np.add.at(tables, (group, predicted, truth), 1)",
            "test_precision_recall_and_confusion_are_scikit_learns",
            "the confusion matrix is turned round",
        ),
    ),
    *mistakes(
        "annotate/learn/evaluation/calibration.py",
        "tests/learn/test_metric_formulas.py",
        (
            "/ temperature\n",
            "* temperature\n",
            "test_a_temperature_is_a_power_made_to_sum_to_one",
            "probabilities are made surer instead of more modest",
        ),
        (
            "low = beta.ppf(doubt, hits, labelled - hits + 1)",
            "low = hits / labelled",
            "test_the_threshold_is_found_step_by_step_with_clopper_and_pearsons_bound",
            "thresholds keep their precision only by luck",
        ),
        (
            "last = first + int(good[first:].argmin()) - 1 if not good[first:].all() else len(good) - 1",
            "last = int(np.flatnonzero(good)[-1])",
            "test_a_threshold_stops_before_the_first_step_that_fails_even_if_a_later_one_would_not",
            "of many thresholds the luckiest is taken",
        ),
    ),
    *mistakes(
        "annotate/learn/evaluation/calibration_error.py",
        "tests/learn/test_metric_formulas.py",
        (
            "number = np.minimum((confidence * BINS).astype(int), BINS - 1)",
            "number = np.minimum(np.round(confidence * BINS).astype(int), BINS - 1)",
            "test_the_calibration_error_is_the_sum_over_ten_bins_written_out",
            "calibration bins are shifted by half",
        ),
        (
            "return gaps / bins[:, :, 0].sum(axis=1)",
            "return gaps / (bins[:, :, 0] > 0).sum(axis=1)",
            "test_the_calibration_error_is_the_sum_over_ten_bins_written_out",
            "a bin of one sentence counts like a bin of a hundred",
        ),
        (
            "independent = (confidence - squares) / total**2",
            "independent = confidence / total**2",
            "test_the_calibration_error_expected_of_calibrated_probabilities_is_that_of_simulated_labels",
            "the noise of the calibration error is overstated where the model is confident",
        ),
        (
            "excess = float(np.abs(gaps + normal).sum(axis=1).mean()) - value",
            "excess = 0.0",
            "test_the_debiased_error_takes_away_the_excess_and_the_interval_holds_zero_where_calibrated",
            "the calibration error of small samples is not debiased",
        ),
        (
            "influence.T @ influence * (articles",
            "0 * influence.T @ influence * (articles",
            "test_whole_articles_make_the_interval_of_the_calibration_error_wider",
            "the interval of the calibration error takes sentences of an article as independent",
        ),
        (
            "_TAIL = 0.025",
            "_TAIL = 0.05",
            "test_the_interval_of_one_bins_error_is_that_of_its_gap",
            "the interval of the calibration error is one of 90 %",
        ),
    ),
    *mistakes(
        "annotate/learn/evaluation/cluster_intervals.py",
        "tests/learn/test_metric_formulas.py",
        (
            "return (articles - 1) / articles *",
            "return 1 / articles *",
            "test_the_jackknife_of_a_mean_is_its_squared_standard_error",
            "the jackknife variance is too small by a factor of the number of articles",
        ),
        (
            "stdtrit(articles - 1, 0.5",
            "stdtrit(articles, 0.5",
            "test_the_interval_of_accuracy_in_five_articles_worked_out_by_hand",
            "intervals with few articles have a degree of freedom too many",
        ),
        (
            "contributing.sum() ** 2 / (contributing**2).sum()",
            "contributing.sum() / contributing.max()",
            "test_articles_of_unequal_size_count_for_fewer_and_those_without_any_for_none",
            "degrees of freedom go by the largest article alone",
        ),
        (
            "contributing = sizes[sizes > 0]",
            "contributing = sizes",
            "test_articles_of_unequal_size_count_for_fewer_and_those_without_any_for_none",
            "articles without a label count as evidence on it",
        ),
        (
            "effective = float(articles) if alike",
            "effective = float(size) if alike",
            "test_a_metric_without_variance_is_one_of_so_many_articles",
            "perfect accuracy in ten articles is taken for that of eighty independent sentences",
        ),
        (
            "_LEAST_DESIGN_EFFECT = 0.5",
            "_LEAST_DESIGN_EFFECT = 0.0001",
            "test_a_chance_variance_near_zero_counts_as_twice_the_sentences_at_most",
            "articles that are alike by chance make an interval of no width",
        ),
        (
            "quantile**2 / (4 * effective**2)",
            "quantile**2 / (4 * effective)",
            "test_an_interval_is_wilsons_with_the_size_that_the_variance_implies",
            "the interval is not Wilson's",
        ),
        (
            "half = t_quantile(articles) * variance**0.5",
            "half = 1.96 * variance**0.5",
            "test_a_difference_has_the_interval_of_a_paired_t_test",
            "differences of models in few articles have intervals too narrow",
        ),
        (
            "sizes = np.abs(statistic(swaps))",
            "sizes = statistic(swaps)",
            "test_swapping_is_scipys_permutation_test_of_paired_sums",
            "p-values of comparisons are one-sided",
        ),
        (
            "(sizes >= sizes[0] * (1 - _TIES))",
            "(sizes > sizes[0] * (1 + _TIES))",
            "test_swapping_single_sentences_is_mcnemars_exact_test",
            "swaps with the same difference do not count, so that p-values are too small",
        ),
    ),
    *mistakes(
        "annotate/learn/evaluation/comparing.py",
        "tests/learn/test_metric_formulas.py",
        (
            "return scores_of(other)[name] - scores_of(one)[name]",
            "return scores_of(one)[name] - scores_of(other)[name]",
            "test_macro_f1_of_both_is_scikit_learns",
            "the worse model is called the better",
        ),
        (
            "differences(totals[0] - first, totals[1] - second)",
            "differences(totals[0] - first, totals[1] - first)",
            "test_the_difference_has_the_interval_of_a_paired_mean_over_articles",
            "the jackknife leaves out the wrong articles of the second model",
        ),
        (
            "return differences(totals[0] + moved, totals[1] - moved)",
            "return differences(totals[0] + moved, totals[1])",
            "test_the_difference_has_the_interval_of_a_paired_mean_over_articles",
            "the test swaps the predictions of one model alone",
        ),
        (
            "out_of_fold_probabilities(other, examples.frame)[:, order]",
            "out_of_fold_probabilities(other, examples.frame)",
            "test_the_order_in_which_a_model_has_its_labels_makes_no_difference",
            "models with their labels in another order are compared label by label wrongly",
        ),
    ),
    *mistakes(
        "annotate/learn/training/simulating.py",
        "tests/learn/test_metric_formulas.py",
        (
            'paired = curves.assign(gain=curves["macro_f1"] - same)',
            'paired = curves.assign(gain=curves["macro_f1"] - random.mean())',
            "test_a_simulation_is_summed_up_by_paired_t_intervals_within_seeds",
            "strategies are compared across seeds, which hides differences",
        ),
    ),
    *mistakes(
        "annotate/text/near_duplicates.py",
        "tests/text/test_near_duplicate_rules.py",
        (
            "SIMILAR = 0.6",
            "SIMILAR = 0.65",
            "TestThresholds::test_six_tenths_of_single_and_neighbouring_words",
            "near-duplicates are missed",
        ),
        (
            "SIMILAR = 0.6",
            "SIMILAR = 0.55",
            "TestThresholds::test_six_tenths_of_single_and_neighbouring_words",
            "different sentences are taken for near-duplicates",
        ),
        (
            "_SHORTEST = 5",
            "_SHORTEST = 4",
            "TestThresholds::test_four_words_are_copies_only_if_equal",
            "short phrases are taken for each other",
        ),
        (
            "ARTICLE_CONTAINED = 0.7",
            "ARTICLE_CONTAINED = 0.5",
            "test_an_article_is_a_copy_where_seven_tenths_of_the_shorter_is_in_the_longer",
            "articles on one event are taken for one text",
        ),
        (
            "np.maximum(1, np.minimum(sizes[shared.row], sizes[shared.col]))",
            "np.maximum(1, np.maximum(sizes[shared.row], sizes[shared.col]))",
            "test_an_article_is_a_copy_where_seven_tenths_of_the_shorter_is_in_the_longer",
            "wire copy that was cut is not found",
        ),
        (
            "np.lexsort((-likeness, high))",
            "np.lexsort((likeness, high))",
            "test_a_copy_goes_to_the_most_alike_of_the_originals_before_it",
            "a near-duplicate goes to the least similar original",
        ),
        (
            "if first[early] == early and first[late] == late:",
            "if first[late] == late:",
            "test_only_an_original_gathers_copies",
            "chains of small changes join unlike sentences",
        ),
    ),
    *mistakes(
        "annotate/text/duplicates/_verification.py",
        "tests/text/test_near_duplicate_rules.py",
        (
            "CONTAINED = 0.9",
            "CONTAINED = 0.8",
            "TestThresholds::test_a_sentence_cut_from_a_longer_one_must_be_held_by_it_to_nine_tenths",
            "changed sentences are taken for cut ones",
        ),
        (
            "SHORTENED_BY = 0.45",
            "SHORTENED_BY = 0.4",
            "TestThresholds::test_a_sentence_cut_to_less_than_45_hundredths_is_none",
            "a short sentence is taken for one more than twice as long",
        ),
        (
            "held[some] = shared / smaller",
            "held[some] = shared / larger",
            "TestThresholds::test_a_sentence_cut_from_a_longer_one_must_be_held_by_it_to_nine_tenths",
            "sentences that were cut are not found",
        ),
    ),
    *mistakes(
        "annotate/text/duplicates/_verification.py",
        "tests/text/test_duplicates.py",
        (
            "agree[first[first != second] // size] = False",
            "pass",
            "test_opposites_and_other_names_keep_sentences_apart",
            "who did it to whom is turned round, and the two are taken for one",
        ),
        (
            "(is_head | is_tail) & (negations == 0)",
            "(is_head | is_tail)",
            "test_a_sentence_without_its_negation_is_none",
            "a sentence is taken for the one that denies it",
        ),
    ),
    *mistakes(
        "annotate/text/duplicates/_candidates.py",
        "tests/text/test_duplicates.py",
        (
            "sense = texts.sense[rows]",
            "sense = 0 * texts.sense[rows]",
            "test_a_number_or_a_negation_keeps_sentences_apart",
            "sentences that differ in a number or a negation are taken for one",
        ),
    ),
    *mistakes(
        "annotate/studio/pulling.py",
        "tests/studio/test_merging_rules.py",
        (
            'changed = pd.to_datetime(frame["updated_at"]',
            'changed = pd.to_datetime(frame["created_at"]',
            "TestLastAnswer::test_it_is_the_one_last_changed_whether_label_or_skip",
            "an answer edited later counts as old as it was at first",
        ),
        (
            'author = [c for c in ("sentence_id", "target", "annotator") if c in frame.columns]',
            'author = [c for c in ("sentence_id", "annotator") if c in frame.columns]',
            "TestLastAnswer::test_targets_of_a_sentence_are_answered_apart",
            "the answer about one target replaces that about another",
        ),
        (
            'author = [c for c in ("sentence_id", "target", "annotator") if c in frame.columns]',
            'author = [c for c in ("sentence_id", "target") if c in frame.columns]',
            "TestLastAnswer::test_that_holds_across_tasks_of_one_sentence_and_for_each_person_alone",
            "one annotator's answer replaces another's",
        ),
        (
            "    if annotation.skipped:\n",
            "    if annotation.skipped and annotation.answers:\n",
            "TestLastAnswer::test_it_is_the_one_last_changed_whether_label_or_skip",
            "skipped sentences vanish and an earlier label comes back",
        ),
        (
            "if q.required]",
            "if q]",
            "TestLastAnswer::test_a_skip_answers_the_required_questions_alone",
            "a skip answers questions that nobody has to answer",
        ),
    ),
    *mistakes(
        "annotate/studio/_tasks.py",
        "tests/studio/test_merging_rules.py",
        (
            'return f"{sentence_id}\\t{target}" if isinstance(target, str) and target else sentence_id',
            "return sentence_id",
            "TestKeys::test_pairs_have_keys_of_their_own_and_an_empty_target_is_none",
            "of several targets of a sentence only one is pushed",
        ),
        (
            "return [EVALUATION if one else TRAINING for one in in_sample]",
            "return [TRAINING for one in in_sample]",
            "TestPredictions::test_those_of_the_evaluation_part_are_hidden_and_of_all_where_asked",
            "predictions sway the annotators of the evaluation part",
        ),
        (
            "return self.part == EVALUATION",
            "return self.part == TRAINING",
            "test_what_a_live_model_holds_out_is_the_evaluation_part_or_a_share_by_hash",
            "a live model learns from the sentences it is evaluated on",
        ),
        (
            "return number / 2**48 < share",
            "return number / 2**48 < 2 * share",
            "test_what_a_live_model_holds_out_is_the_evaluation_part_or_a_share_by_hash",
            "more sentences are held out than asked for",
        ),
    ),
    *mistakes(
        "annotate/studio/_predictions.py",
        "tests/studio/test_merging_rules.py",
        (
            'answered = answered[~answered["abstained"].fillna(False).astype(bool)]',
            "pass",
            "TestPredictions::test_abstained_and_missing_labels_are_not_sent",
            "annotators see predictions from which the model abstained",
        ),
        (
            'key = item_key(str(row["sentence_id"]), row.get("target"))',
            'key = item_key(str(row["sentence_id"]))',
            "TestKeys::test_predictions_go_to_the_pair_they_were_made_for",
            "predictions about one target are lost or shown for another",
        ),
        (
            "value = row.get(f\"{PROBABILITY}{row['label']}\")",
            'value = row.get(f"{PROBABILITY}{asked.names[0]}")',
            "TestKeys::test_predictions_go_to_the_pair_they_were_made_for",
            "a prediction has the probability of another label",
        ),
    ),
    *mistakes(
        "annotate/studio/pushing.py",
        "tests/studio/test_merging_rules.py",
        (
            'hide == "all" or (hide == "evaluation" and task.part == EVALUATION)',
            'hide == "all"',
            "TestPredictions::test_those_of_the_evaluation_part_are_hidden_and_of_all_where_asked",
            "predictions sway the annotators of the evaluation part",
        ),
        (
            "if task.key in seen and not _begun(document):",
            "if task.key in seen:",
            "TestServer::test_of_duplicates_only_those_nobody_has_touched_are_removed",
            "labels are deleted with duplicate tasks",
        ),
        (
            'return bool(task.get("total_annotations") or task.get("cancelled_annotations") or task.get("drafts"))',
            'return bool(task.get("total_annotations"))',
            "TestServer::test_of_duplicates_only_those_nobody_has_touched_are_removed",
            "skips are deleted with duplicate tasks",
        ),
        (
            'key=lambda one: (not _begun(one), one["id"])',
            'key=lambda one: one["id"]',
            "TestServer::test_of_duplicates_only_those_nobody_has_touched_are_removed",
            "an unlabelled duplicate stays beside the labelled task and is labelled again",
        ),
        (
            "lacking = self._without_prediction(predictions, model)",
            "lacking = self._without_prediction({k: p for k, p in predictions.items() if k in just_sent}, model)",
            "TestServer::test_predictions_that_the_server_lost_or_never_got_are_sent_again",
            "predictions that the server lost stay lost",
        ),
    ),
    *mistakes(
        "annotate/studio/backend/live.py",
        "tests/studio/test_merging_rules.py",
        (
            '            if not row["abstained"]:\n',
            "            if row is not None:\n",
            "test_a_live_model_predicts_neither_where_it_abstains_nor_what_is_held_out",
            "a live model predicts where it should abstain",
        ),
        (
            'if task.data.get("text") and not task.is_held_out(self.holdout)]',
            'if task.data.get("text")]',
            "test_a_live_model_predicts_neither_where_it_abstains_nor_what_is_held_out",
            "a live model predicts the sentences it is evaluated on",
        ),
    ),
    *mistakes(
        "annotate/io/values/article_ids.py",
        "tests/text/test_near_duplicate_rules.py",
        (
            'for piece in (len(data).to_bytes(8, "big"), data)',
            "for piece in (data,)",
            "TestIds::test_a_hash_is_of_the_parts_and_of_where_they_end",
            "different articles get one id where their parts run together",
        ),
        (
            '.split("#")[0]',
            "",
            "TestIds::test_an_article_is_its_address_without_fragment_and_last_slash",
            "one page read twice is two articles",
        ),
        (
            'if parts.path.strip("/") or parts.query:',
            "if address:",
            "TestIds::test_an_article_is_its_address_without_fragment_and_last_slash",
            "all articles of an outlet that names only its site are one",
        ),
    ),
    *mistakes(
        "annotate/text/_sentence_ids.py",
        "tests/text/test_near_duplicate_rules.py",
        (
            "seen[text] = seen.get(text, 0) + 1",
            "seen[text] = 1",
            "TestIds::test_a_sentence_is_its_article_its_text_and_its_occurrence",
            "sentences that occur twice in an article share an id and a label",
        ),
        (
            "if copy == 1 else f",
            "if copy else f",
            "TestIds::test_a_sentence_is_its_article_its_text_and_its_occurrence",
            "sentences of a page saved twice share their ids",
        ),
    ),
    *mistakes(
        "annotate/scoring/domain_shift.py",
        "tests/scoring/test_shift_and_abstention.py",
        (
            "BANDS = (0.65, 0.80)",
            "BANDS = (0.55, 0.80)",
            "test_bands_of_the_auc_are_those_that_are_documented",
            "coverage is called unlike that is not",
        ),
        (
            "BANDS = (0.65, 0.80)",
            "BANDS = (0.65, 0.70)",
            "test_bands_of_the_auc_are_those_that_are_documented",
            "coverage is called unlike that is only somewhat so",
        ),
        (
            "_label_shares(before)).sum() / 2",
            "_label_shares(before)).sum()",
            "test_the_shift_of_labels_is_their_total_variation_distance",
            "the label shift is twice the total variation distance",
        ),
        (
            "classifier.fit(matrix[~test], side[~test])",
            "classifier.fit(matrix, side)",
            "test_random_sides_of_one_text_are_at_chance_and_never_under_it",
            "the classifier tells apart what it has learned by heart, and all coverage is unlike",
        ),
        (
            "strict=True) if f != number for word",
            "strict=True) for word",
            "test_unseen_words_are_counted_against_four_fifths_of_the_training_text",
            "no word of the training text is out of vocabulary, so new text always has more",
        ),
    ),
    *mistakes(
        "annotate/scoring/score_tables.py",
        "tests/scoring/test_shift_and_abstention.py",
        (
            "probabilities.max(axis=1) < float(threshold)",
            "probabilities.max(axis=1) <= float(threshold)",
            "test_a_label_as_sure_as_the_threshold_is_kept_and_one_under_it_abstained_from",
            "labels are withheld that keep the precision",
        ),
        (
            "first, index = _distinct(sentences, inputs_of(model))",
            'first, index = _distinct(sentences, ("text",))',
            "test_sentences_alike_in_text_but_not_in_target_are_scored_apart",
            "a sentence has the same label toward all of its targets",
        ),
    ),
    *mistakes(
        "annotate/learn/evaluation/evaluation.py",
        "tests/learn/test_no_leakage.py",
        (
            "    new = np.isnan(probabilities).any(axis=1)\n",
            "    new = np.ones(len(frame), dtype=bool)\n",
            "test_noise_is_learned_by_heart_and_yet_predicted_at_chance_in_either_part",
            "sentences the model was trained on are evaluated by what it remembers",
        ),
    ),
    *mistakes(
        "annotate/labels/auditing.py",
        "tests/labels/test_auditing.py",
        (
            "model.fit(_rows(table, train), label[train].astype(str), **extra)",
            "model.fit(table, label.astype(str), **extra)",
            "test_a_label_is_never_judged_by_a_model_that_saw_it",
            "a wrong label is judged by a model that has learned it",
        ),
    ),
    *mistakes(
        "annotate/learn/models/trained_model.py",
        "tests/learn/test_metric_formulas.py",
        (
            "probabilities[:, labels.index(str(label))] = predicted[:, column]",
            "probabilities[:, column] = predicted[:, column]",
            "test_the_order_in_which_a_model_has_its_labels_makes_no_difference",
            "probabilities stand under the wrong labels",
        ),
    ),
    *mistakes(
        "annotate/learn/training/splits.py",
        "tests/learn/test_training.py",
        (
            '(column, "copy_group", "sentence_id")',
            '(column, "sentence_id")',
            "test_copy_groups_and_targets_of_one_sentence_stay_together",
            "near-duplicates that splitting found fall on both sides of a split",
        ),
    ),
    *mistakes(
        "annotate/studio/annotation_progress.py",
        "tests/studio/test_progress_formulas.py",
        (
            "float(missing * times.median() / 3600)",
            "float(missing * times.mean() / 3600)",
            "test_what_is_missing_is_counted_up_to_the_overlap_at_the_median_pace_of_working_days",
            "one annotator's lunch break makes the work look endless",
        ),
        (
            "label_counts.clip(upper=overlap).sum()",
            "label_counts.sum()",
            "test_what_is_missing_is_counted_up_to_the_overlap_at_the_median_pace_of_working_days",
            "labels beyond the overlap make up for those that are missing",
        ),
        (
            "(len(days) / days.nunique())",
            "len(days)",
            "test_what_is_missing_is_counted_up_to_the_overlap_at_the_median_pace_of_working_days",
            "days on which nobody works are counted, or all work in one day",
        ),
    ),
    *mistakes(
        "annotate/learn/estimators/kernel_classifier.py",
        "tests/learn/test_estimator_formulas.py",
        (
            "np.exp(2 * self.gamma",
            "np.exp(self.gamma",
            "test_the_kernel_classifier_is_scikit_learns_with_a_gaussian_kernel",
            "the kernel is wider than documented",
        ),
        (
            "np.column_stack([-scores, scores])",
            "np.column_stack([scores, -scores])",
            "test_the_kernel_classifier_is_scikit_learns_with_a_gaussian_kernel",
            "of two labels the wrong one is given",
        ),
        (
            'weight = "balanced" if self.balanced else None',
            "weight = None",
            "test_the_kernel_classifier_is_scikit_learns_with_a_gaussian_kernel",
            "rare labels are hardly ever given",
        ),
    ),
    *mistakes(
        "annotate/learn/estimators/distilling.py",
        "tests/learn/test_estimator_formulas.py",
        (
            "return coefficients[:, : len(vectors)] + coefficients[:, len(vectors) :] @ vectors.T",
            "return coefficients[:, : len(vectors)]",
            "test_folded_coefficients_decide_as_those_of_features_and_vectors",
            "what a student has learned from vectors of words is thrown away",
        ),
        (
            "return _LENGTH * vectors / max(np.sqrt((summed**2).sum(axis=1).mean()), _TINY)",
            "return vectors",
            "test_a_student_with_vectors_is_scikit_learns_on_words_and_the_vectors_of_words_folded",
            "how much vectors count depends on how long an encoder makes them",
        ),
        (
            "shares = (labels[:, None] == teacher.classes_).astype(float)",
            "shares = teacher.predict_proba(table)",
            "test_a_student_learns_each_label_with_the_teachers_probability_and_peoples_labels_as_they_are",
            "a student unlearns people's labels for its teacher's",
        ),
        (
            "[share[part] for share, part in",
            "[share[part] ** 0 for share, part in",
            "test_a_student_learns_each_label_with_the_teachers_probability_and_peoples_labels_as_they_are",
            "a student is as sure of every label of its teacher",
        ),
    ),
    *mistakes(
        "annotate/learn/evaluation/explaining.py",
        "tests/learn/test_estimator_formulas.py",
        (
            '"push": probabilities[0, column] - probabilities[1:, column]',
            '"push": probabilities[1:, column] - probabilities[0, column]',
            "test_the_push_of_a_word_is_what_the_probability_loses_without_it",
            "words that speak for a label are shown as speaking against it",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_gold_answers.py",
        "tests/estimation/test_populations.py",
        (
            "(annotators[several, None] - 1)",
            "annotators[several, None]",
            "TestDisagreement::test_a_corpus_labelled_whole_is_as_uncertain_as_its_annotators",
            "two annotators who disagree look more certain than they are",
        ),
    ),
    *mistakes(
        "annotate/estimation/regression/_moments.py",
        "tests/estimation/test_regression.py",
        (
            "data.weight[:, None] * (data.truth - power * data.predicted)) / rows",
            "0 * data.weight[:, None]) / rows",
            "TestSomeSentencesLabelled::test_design_based_coefficients_are_least_squares_of_the_pseudo_outcome",
            "coefficients are those of the predictions, with the model's errors in them",
        ),
        (
            "size = (data.mass * np.where(data.known, 1.0, power) + (1 - power) * data.weight) / rows",
            "size = data.mass / rows",
            "TestSomeSentencesLabelled::test_the_labels_alone_have_the_small_sample_errors_of_statsmodels",
            "the labels alone are regressed on the covariates of all sentences",
        ),
        (
            "together / spread / enlarged(data)",
            "together / spread",
            "TestSomeSentencesLabelled::test_predictions_count_as_much_as_they_go_with_the_labels",
            "lambda is larger than PPI++'s",
        ),
        (
            "mean[:, :, None] * (np.eye(mean.shape[1]) - mean[:, None, :])",
            "mean[:, :, None] * np.eye(mean.shape[1])",
            "TestEverySentenceLabelled::test_a_logistic_model_and_its_marginal_effects_are_those_of_statsmodels",
            "errors and effects of logistic models are wrong",
        ),
        (
            "beside = beside - (1 - equation.power) * mean",
            "pass",
            "TestSomeSentencesLabelled::test_the_labels_alone_have_the_small_sample_errors_of_statsmodels",
            "errors of the labels alone are those of outcomes instead of residuals",
        ),
    ),
    *mistakes(
        "annotate/estimation/regression/_fit.py",
        "tests/estimation/test_regression.py",
        (
            "factor = 1 / np.sqrt(np.maximum(1 - own - part[:, None], 1 - _MOST_LEVERAGE))",
            "factor = np.ones_like(own)",
            "TestSomeSentencesLabelled::test_the_labels_alone_have_the_small_sample_errors_of_statsmodels",
            "errors of few labelled articles are too small",
        ),
        (
            "if not labelled.corpus:\n        units, sums",
            "if labelled.corpus:\n        units, sums",
            "TestEverySentenceLabelled::test_a_linear_model_is_least_squares",
            "how articles vary is missing from the errors",
        ),
    ),
    *mistakes(
        "annotate/estimation/regression/_effects.py",
        "tests/estimation/test_regression.py",
        (
            "value = count @ of_rows",
            "value = of_rows.mean(axis=0)",
            "TestEverySentenceLabelled::test_a_logistic_model_and_its_marginal_effects_are_those_of_statsmodels",
            "frequent combinations of covariates count as little as rare ones",
        ),
    ),
    *mistakes(
        "annotate/estimation/regression/_covariates.py",
        "tests/estimation/test_regression.py",
        (
            "number = months - (days.dt.day < np.minimum(event.day, last)).astype(int)",
            "number = months",
            "test_periods_are_counted_from_the_day_of_the_event",
            "days before an event in its month count as after it",
        ),
        (
            "(days >= event.date)",
            "(days > event.date)",
            "test_periods_are_counted_from_the_day_of_the_event",
            "the day of an event counts as before it",
        ),
    ),
    *mistakes(
        "annotate/estimation/regression/_formula.py",
        "tests/estimation/test_regression.py",
        (
            "if name not in FUNCTIONS:",
            "if False:",
            "test_a_formula_that_cannot_be_is_refused_in_words",
            "a formula can call any function of Python",
        ),
    ),
    *mistakes(
        "annotate/estimation/design/_pairs.py",
        "tests/estimation/test_pairs.py",
        (
            "drawn=None if draws.drawn is None else _keyed(draws.drawn, pairs)",
            "drawn=draws.drawn",
            "test_draws_and_out_of_fold_predictions_are_of_pairs_too",
            "labels of pairs that were drawn count as picked by hand",
        ),
    ),
    *mistakes(
        "annotate/estimation/differences.py",
        "tests/estimation/test_comparisons.py",
        (
            "np.minimum(np.minimum.accumulate(steps), 1.0)",
            "np.minimum(steps, 1.0)",
            "test_adjusted_p_values_are_those_of_statsmodels",
            "adjusted p-values fall where p-values rise",
        ),
        (
            "half * (1 + float(",
            "half * (0 + float(",
            "test_a_detectable_difference_is_found_in_four_of_five_studies",
            "a study seems to detect differences that it misses",
        ),
    ),
)
