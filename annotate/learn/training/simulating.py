"""Simulated active learning on an existing labelled set, to compare sampling strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd
from scipy.stats import t as student
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from annotate._types import Array, Flags
from annotate.answer_labels import least_sure, membership
from annotate.errors import InputError, UsageError, check_choice
from annotate.labels.sampling import sample
from annotate.learn.encoders.encoder import Encoder, listening
from annotate.learn.encoders.weights import why_no_encoder
from annotate.learn.estimators.classifier import Classifier, fitted_clone
from annotate.learn.evaluation.label_calibration import Sigmoids
from annotate.learn.evaluation.several_metrics import measured
from annotate.learn.models.trained_model import aligned
from annotate.learn.recipes.catalogue import RECIPES, build
from annotate.learn.recipes.recipe import RecipeInputs
from annotate.learn.training.examples import Examples
from annotate.learn.training.forecasts import forecast, why_no_forecast
from annotate.learn.training.labelled_rows import rare_labels
from annotate.learn.training.learning_curves import CurvePoint
from annotate.learn.training.splits import check_separate, folds, held_out, rarest_labels
from annotate.progress import Progress, silent

STRATEGIES = ("random", "stratified", "uncertain", "diverse", "mixed")
CURVES = ("strategy", "seed", "labels", "macro_f1", "accuracy")
MOST_LABELS = 300
"""Labels at the end of a simulation that does not say how many."""
_TEST_SHARE = 0.3
_FEWEST_SEEDS = 3


@dataclass(frozen=True)
class StrategyForecast:
    """What twice as many labels, chosen by a strategy, are expected to bring."""

    words: str
    """The forecast in a sentence, or why there is none."""
    doubled: CurvePoint | None = None
    """Expected macro-F1 with twice as many labels, and its 95 % interval; None where nothing can be forecast."""


@dataclass(frozen=True)
class Simulation:
    """Learning curves of sampling strategies."""

    curves: pd.DataFrame
    """One row for each strategy, seed and number of ``labels``: ``macro_f1`` and ``accuracy`` on held-out articles."""
    summary: pd.DataFrame
    """One row for each strategy and number of labels: mean ``macro_f1`` over the seeds with its 95 % interval ``low``,
    ``high``; ``gain`` over random with the same seed, with ``gain_low``, ``gain_high``; a ``verdict``."""
    forecasts: Mapping[str, StrategyForecast]
    """For each strategy what the recipe is expected to reach with twice as many labels, or why that cannot be said."""

    def with_forecasts(self) -> pd.DataFrame:
        """The summary, and after it a row for each strategy with a forecast, with the verdict ``forecast``."""
        rows = [
            {"strategy": strategy, **asdict(forecast.doubled), "verdict": "forecast"}
            for strategy, forecast in self.forecasts.items()
            if forecast.doubled
        ]
        if not rows:
            return self.summary
        return pd.concat([self.summary, pd.DataFrame(rows).reindex(columns=self.summary.columns)], ignore_index=True)


def simulate(
    examples: Examples,
    *,
    several: Sequence[str] = (),
    strategies: Sequence[str] = STRATEGIES,
    recipe: str = "fast",
    start: int = 50,
    step: int = 50,
    until: int | None = None,
    seeds: int = 5,
    by: Sequence[str] = (),
    progress: Progress = silent,
) -> Simulation:
    """Learning curves of sampling strategies; each seed has different held-out articles and a different first sample.

    With one seed, all strategies start from the same random sample and are evaluated on the same held-out articles, so
    comparisons are paired. A strategy sees only the labels of the sentences it has selected.

    Parameters
    ----------
    examples
        The labelled set, from `annotate.learn.training.examples.examples_from`.
    several
        The labels of a question that takes several; then macro-F1 is over these and ``accuracy`` counts exact matches,
        and models are calibrated by labels, as `train` does, since that decides which are given.
    strategies
        Names in `annotate.labels.sampling.STRATEGIES`; ``random`` is always included.
    start, step, until
        Number of labels at the beginning, added at each step, and at the end; by default `MOST_LABELS`, or as many
        steps as leave a choice: once all sentences beside the held-out articles are labelled, all strategies are alike.
    by
        Columns for the strata of ``stratified``.

    Raises
    ------
    InputError
        If there are too few labels, or a strategy is unknown or an argument it needs is missing.
    """
    strategies = tuple(dict.fromkeys(("random", *strategies)))
    examples = replace(examples, columns=("target",) if examples.pairs else ())
    check_asked(strategies, recipe, start, step, until, seeds, by)
    truth = membership(list(examples.labels), several) if several else examples.labels
    strata = rarest_labels(truth) if several else truth
    until = _last(strata, examples.groups, start, step, until, seeds)
    labels = tuple(several) or tuple(sorted(set(examples.labels)))
    vectors = _vectors(examples, strategies, progress)
    replay = _Replay(examples, truth, strata, labels, recipe, start, step, until, tuple(by), vectors)
    rows: list[dict[str, float | str]] = []
    rounds = seeds * len(strategies) * len(range(start, until + 1, step))
    with progress("simulating", rounds) as advance, threadpool_limits(1, user_api="blas"):
        for seed in range(seeds):
            for strategy in strategies:
                for row in replay.curve(strategy, seed):
                    rows.append(row)
                    advance(1)
    curves = pd.DataFrame(rows, columns=list(CURVES))
    return Simulation(curves, summarised(curves), forecasts_of(curves))


def summarised(curves: pd.DataFrame) -> pd.DataFrame:
    """Means over the seeds, and the gain over random with the same seed, with 95 % intervals (Student's t)."""
    random = curves[curves["strategy"] == "random"].set_index(["seed", "labels"])["macro_f1"]
    same = random.reindex(pd.MultiIndex.from_frame(curves[["seed", "labels"]])).to_numpy()
    paired = curves.assign(gain=curves["macro_f1"] - same)
    rows = []
    for (strategy, labels), rows_of_step in paired.groupby(["strategy", "labels"], sort=False):
        mean, low, high = _interval(rows_of_step["macro_f1"].to_numpy())
        gain, gain_low, gain_high = _interval(rows_of_step["gain"].to_numpy())
        verdict = "better" if gain_low > 0 else "worse" if gain_high < 0 else "even"
        row = {"strategy": strategy, "labels": labels, "macro_f1": mean, "low": low, "high": high}
        row |= {"gain": gain, "gain_low": gain_low, "gain_high": gain_high}
        rows.append(row | {"verdict": "" if strategy == "random" else verdict})
    return pd.DataFrame(rows)


def forecasts_of(curves: pd.DataFrame) -> dict[str, StrategyForecast]:
    """What each strategy is expected to reach with twice as many labels, or why that cannot be said.

    The range is a 95 % prediction interval for one more seed (Student's t), of the power laws fitted to the curves.
    """
    forecasts = {}
    for strategy, rows in curves.groupby("strategy", sort=False):
        scores = rows.pivot(index="seed", columns="labels", values="macro_f1")
        forecasts[str(strategy)] = _forecast_from(scores.columns.to_numpy(dtype=np.float64), scores.to_numpy())
    return forecasts


def _forecast_from(sizes: Array, scores: Array) -> StrategyForecast:
    """The forecast from scores of shape (seeds, sizes)."""
    if len(scores) < _FEWEST_SEEDS:
        return StrategyForecast(f"fewer than {_FEWEST_SEEDS} seeds are too few for a forecast.")
    _, *gains = _interval(scores[:, -1] - scores[:, 0])
    if reason := why_no_forecast(sizes, (gains[0], gains[1])):
        return StrategyForecast(reason)
    twice = np.clip(forecast(sizes, scores, 2 * sizes[-1]), 0, 1)
    mean, half = float(twice.mean()), _t(twice) * float(np.sqrt(1 + 1 / len(twice)))
    doubled = CurvePoint(round(2 * sizes[-1]), mean, max(0.0, mean - half), min(1.0, mean + half))
    return StrategyForecast(f"{doubled.expected}.", doubled)


@dataclass(frozen=True)
class _Replay:
    examples: Examples
    truth: Array
    """The label of each row, or which of several labels it has."""
    strata: Array
    labels: tuple[str, ...]
    recipe: str
    start: int
    step: int
    until: int
    by: tuple[str, ...]
    vectors: Array | None

    def curve(self, strategy: str, seed: int) -> list[dict[str, float | str]]:
        examples = self.examples
        test = held_out(self.strata, examples.groups, share=_TEST_SHARE, seed=seed)
        pool = np.flatnonzero(~test)
        check_separate(examples.groups, pool, np.flatnonzero(test))
        frame = self._frame(pool)
        chosen = self._drawn(frame, pool, "random", self.start, seed, np.empty(0, dtype=int), None)
        rows: list[dict[str, float | str]] = []
        while True:
            estimator = self._fitted(chosen, seed)
            probabilities = self._predicted(estimator, np.flatnonzero(test))
            metrics = measured(self.truth[test], probabilities, self.labels, examples.groups[test], intervals=False)
            row: dict[str, float | str] = {"strategy": strategy, "seed": seed, "labels": len(chosen)}
            rows.append(row | {"macro_f1": metrics.macro_f1, "accuracy": metrics.accuracy})
            size = min(self.step, self.until - len(chosen), len(pool) - len(chosen))
            if size <= 0:
                return rows
            chosen = np.concatenate([chosen, self._drawn(frame, pool, strategy, size, seed, chosen, estimator)])

    @property
    def _several(self) -> bool:
        return self.truth.ndim > 1

    def _frame(self, pool: Array) -> pd.DataFrame:
        # New ids, because a sentence with several targets has several rows with the same id.
        frame = self.examples.frame.iloc[pool].reset_index(drop=True)
        return frame.assign(sentence_id=[str(row) for row in pool])

    def _drawn(
        self,
        frame: pd.DataFrame,
        pool: Array,
        strategy: str,
        size: int,
        seed: int,
        chosen: Array,
        estimator: Classifier | None,
    ) -> Array:
        probabilities = None
        if strategy in ("uncertain", "mixed") and estimator is not None:
            probabilities = self._predicted(estimator, pool)
            probabilities = least_sure(probabilities) if self._several else probabilities
        batch = sample(
            frame,
            size,
            strategy=strategy,
            seed=seed,
            by=self.by,
            probabilities=probabilities,
            vectors=self.vectors[pool] if strategy == "diverse" and self.vectors is not None else None,
            labelled=[str(row) for row in chosen],
            kinds=None,
        )
        return batch["sentence_id"].astype(int).to_numpy()

    def _fitted(self, rows: Array, seed: int) -> Classifier:
        some = self.examples.taken(rows)
        if len(np.unique(some.labels)) < 2:
            raise InputError(f"the first {len(rows)} labels are all the same; begin with a larger `start`")
        inputs = RecipeInputs(some.columns, seed)
        if self._several:
            return self._fitted_several(some, self.truth[rows], inputs)
        return fitted_clone(build(self.recipe, inputs).estimator, some.features, some.labels, some.groups)

    def _fitted_several(self, some: Examples, truth: Flags, inputs: RecipeInputs) -> Classifier:
        """A classifier of several labels as `train` makes it: rare ones are not learned, each is calibrated."""
        where = f"the first {len(some)} labels"
        rare = rare_labels(list(some.labels), self.labels, where, advice="begin with a larger `start`")
        estimator = build(self.recipe, replace(inputs, several=self.labels, rare=tuple(rare))).estimator
        parts, raw = folds(rarest_labels(truth), some.groups, seed=inputs.seed), np.full(truth.shape, np.nan)
        for train, test in parts:
            own = some.taken(train)
            fitted = fitted_clone(estimator, own.features, own.labels, own.groups)
            raw[test] = aligned(fitted, some.taken(test).features, self.labels)
        learned = [label not in rare for label in self.labels]
        sigmoids = Sigmoids.fitted(truth, raw, learned) if parts else Sigmoids.none(len(learned))
        return sigmoids.around(fitted_clone(estimator, some.features, some.labels, some.groups))

    def _predicted(self, estimator: Classifier, rows: Array) -> Array:
        return aligned(estimator, self.examples.taken(rows).features, self.labels)


def _vectors(examples: Examples, strategies: Sequence[str], progress: Progress) -> Array | None:
    if "diverse" not in strategies:
        return None
    texts = examples.frame["text"].astype("str").tolist()
    if why_no_encoder():
        return TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    with listening(progress):
        return Encoder().fit(texts).transform(texts)


def _interval(values: Array) -> tuple[float, float, float]:
    mean = float(values.mean())
    if len(values) < 2:
        return mean, float("nan"), float("nan")
    half = _t(values) / float(np.sqrt(len(values)))
    return mean, mean - half, mean + half


def _t(values: Array) -> float:
    """Their standard deviation times the 97.5 % quantile of Student's t."""
    return float(student.ppf(0.975, len(values) - 1) * values.std(ddof=1))


def check_asked(
    strategies: Sequence[str],
    recipe: str,
    start: int,
    step: int,
    until: int | None,
    seeds: int,
    by: Sequence[str],
) -> None:
    """Check options of `simulate` that can be wrong whatever the labels are.

    Raises
    ------
    UsageError
        If a value is unknown or out of its range, or a strategy lacks an option.
    """
    for strategy in strategies:
        check_choice("strategies", strategy, STRATEGIES)
    check_choice("recipe", recipe, RECIPES)
    if "stratified" in strategies and not by:
        raise UsageError("`strategies`: stratified needs columns for its strata; name them in `by`, or leave it out")
    if start < 2 or step < 1 or (until is not None and until < start) or seeds < 1:
        raise UsageError("give `start` of at least 2, `step` and `seeds` of at least 1, and `until` not below `start`")


def _last(strata: Array, groups: Array, start: int, step: int, until: int | None, seeds: int) -> int:
    """The number of labels at the end, with which every seed still has sentences to choose from."""
    tests = (held_out(strata, groups, share=_TEST_SHARE, seed=seed) for seed in range(seeds))
    most = min(int(np.count_nonzero(~test)) for test in tests) - 1
    for name, count in (("start", start), ("until", until or 0)):
        if count > most:
            raise InputError(
                f"`{name}` {count}: of {len(strata)} labels a strategy can choose at most {most}, since the others "
                "are held out to test; give a lower number"
            )
    return start + (min(MOST_LABELS, most) - start) // step * step if until is None else until
