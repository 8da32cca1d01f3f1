"""Macro-F1 and speed of every recipe beside scikit-learn's plain TF-IDF, a frozen encoder, and fastText, in one run.

    python tests/benchmarks/learning.py [--quick] [--ensembles | --finetuned | --distilled | --all-labels] [--sets ...]

The data are those of the fixture ``evaluation_data``; vectors are cached, so that a second run measures training alone:
about 15 minutes on two idle cores, and some four minutes more the first time. With ``--quick``, the sets are cut short,
and `best` is left out. ``--ensembles`` prints only `default` against the equal-weight vote it replaces, and
``--finetuned`` only `finetuned` against `default`, on the ``--sets`` named and as many held-out fifths as ``--seeds``
says; fine-tuning takes up to a minute of one core each time. ``--distilled`` prints only `distilled` beside its
teacher, and ``--all-labels`` what `default` reaches with thousands of labels and each of the ``--encoders``
(`annotate encoder get mpnet` fetches another); with ``--finetuned`` also what `finetuned` does.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss
from sklearn.pipeline import Pipeline, make_pipeline

from annotate.learn.encoders.encoder import Encoder, encode
from annotate.learn.encoders.weights import locate_weights
from annotate.learn.estimators.classifier import fitted_clone
from annotate.learn.estimators.kernel_classifier import KernelClassifier
from annotate.learn.estimators.soft_voting import SoftVotingEnsemble
from annotate.learn.features.inputs import Texts
from annotate.learn.recipes.catalogue import build
from annotate.learn.recipes.recipe import RecipeInputs, RecipeOptions
from annotate.learn.training.splits import folds, groups_of, held_out

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SETS = ("stance_plover_train", "un_quadclass", "unscon", "newsmtsc")
VOTE = "the equal-weight vote"
RARE = 0.05  # the share of neutral sentences to which macro-F1 is reweighted


class LastLayer(Texts):
    """The encoder as sentence-transformers gives it: what a classifier on a frozen encoder sees."""

    def transform(self, X):
        states = encode(super().transform(X), locate_weights())[:, 0].astype(float)
        return states / np.linalg.norm(states, axis=1, keepdims=True)


def plain(**options):
    return make_pipeline(Texts(), TfidfVectorizer(), LogisticRegression(max_iter=1000, **options))


RIVALS = {
    "plain TF-IDF + LR": plain,
    "the same, balanced": lambda: plain(class_weight="balanced"),
    "frozen MiniLM + LR": lambda: make_pipeline(
        LastLayer(), LogisticRegression(class_weight="balanced", max_iter=1000)
    ),
}


def loaded(folder: Path, name: str, rows: int) -> pd.DataFrame:
    table = pd.read_json(folder / name / "data.jsonl", lines=True)
    table["group"] = groups_of(table, "speech" if "speech" in table else None)
    return table.sample(frac=1, random_state=0, ignore_index=True)[:rows]


def estimator_of(name: str, *, columns=(), unlabelled=(), minutes=1):
    if name in RIVALS:
        return RIVALS[name]()
    asked = {"distilled": {"unlabelled": tuple(unlabelled)}, "best": {"minutes": minutes}}.get(name, {})
    return build(name, RecipeInputs(tuple(columns), options=RecipeOptions(**asked))).estimator


def fitted(name: str, table: pd.DataFrame, **options):
    estimator = estimator_of(name, **options)
    inputs = table[["text", *options.get("columns", ())]]
    return fitted_clone(estimator, inputs, table["label"], table["group"])


def cross_validated(name: str, table: pd.DataFrame, labels: int | None = None, unlabelled=()) -> tuple[float, float]:
    """Macro-F1 over all held-out rows, and the seconds of one training; `labels` of each training part are used."""
    told, seconds = np.empty(len(table), dtype=object), []
    for train, test in folds(table["label"].to_numpy(), table["group"].to_numpy(), count=5, seed=0):
        known = np.random.default_rng(0).permutation(train)[:labels]
        begun = time.perf_counter()
        estimator = fitted(name, table.iloc[known], unlabelled=unlabelled)
        seconds.append(time.perf_counter() - begun)
        told[test] = estimator.predict(table.iloc[test])
    return f1_score(table["label"], told.astype(str), average="macro"), float(np.mean(seconds))


def recipes_on_sets(folder: Path, quick: bool) -> None:
    names = [
        "plain TF-IDF + LR",
        "the same, balanced",
        "frozen MiniLM + LR",
        "fast",
        "words_and_characters",
        "distilled",
        "default",
    ]
    rows = 600 if quick else 1500
    print(f"\nMacro-F1, 5-fold grouped cross-validation, at most {rows} sentences a set (seconds of one training)\n")
    print(f"{'':24}" + "".join(f"{name:>24}" for name in SETS))
    tables = {name: loaded(folder, name, 10**9) for name in SETS}
    for name in names:
        cells = []
        for table in tables.values():
            others = table["text"][rows:] if len(table) > rows else tables["newsmtsc"]["text"]
            score, seconds = cross_validated(name, table[:rows], unlabelled=others[: rows * 2])
            cells.append(f"{score:.3f} ({seconds:.1f} s)")
        print(f"{name:24}" + "".join(f"{cell:>24}" for cell in cells), flush=True)


def students_and_teachers(folder: Path, names, rows: int = 1500, unlabelled: int = 3000) -> None:
    """`distilled` with and without vectors of words beside the `default` it learns from, and its speed."""
    print(f"\ndistilled beside its teacher: macro-F1 in 5 grouped folds of {rows} sentences, {unlabelled} unlabelled\n")
    news = loaded(folder, "newsmtsc", 10**9)["text"].tolist()
    for name in names:
        whole = loaded(folder, name, 10**9)
        table, others = whole[:rows], whole["text"][rows:].tolist()
        others += news[: max(0, unlabelled - len(others))]
        told = {kind: np.empty(len(table), dtype=object) for kind in ("default", "words alone", "distilled")}
        for train, test in folds(table["label"].to_numpy(), table["group"].to_numpy(), count=5, seed=0):
            known, held = table.iloc[train], table.iloc[test][["text"]]
            teacher = FrozenEstimator(fitted("default", known))
            told["default"][test] = teacher.predict(held)
            for kind, encoder in (("words alone", None), ("distilled", "minilm")):
                student = estimator_of("distilled", unlabelled=others[:unlabelled])
                student.set_params(teacher=teacher, encoder=encoder)
                told[kind][test] = student.fit(known[["text"]], known["label"]).predict(held)
        rate = per_second(student.predict_proba, (news * 6)[:50_000])
        scores = {kind: f1_score(table["label"], said.astype(str), average="macro") for kind, said in told.items()}
        shares = (f"{kind} {score:.3f} ({score / scores['default']:.0%})" for kind, score in scores.items())
        print(f"{name:22}{'; '.join(shares)}; {rate:,.0f} sentences a second of one core", flush=True)


def best_in_a_minute(folder: Path, minutes: float = 1) -> None:
    print(f"\nbest --minutes {minutes} beside default: macro-F1 on the same held-out fifth, training on at most 1200\n")
    for name in SETS:
        table = loaded(folder, name, 1500)
        test = held_out(table["label"].to_numpy(), table["group"].to_numpy())
        train, cells = table[~test], []
        for recipe in ("default", "best"):
            begun = time.perf_counter()
            estimator = fitted(recipe, train)
            seconds = time.perf_counter() - begun
            score = f1_score(table["label"][test], estimator.predict(table[test]), average="macro")
            cells.append(f"{recipe} {score:.3f} ({seconds:.0f} s)")
        chosen = f"{estimator.name_}, of {len(estimator.tried_)} tried"
        print(f"{name:24}" + "; ".join(cells) + f"; chosen: {chosen}", flush=True)


def one_against_another(folder: Path, names, old: str, new: str, seeds: int) -> None:
    """Two estimators on the same held-out fifths: `default` against the equal-weight vote, `finetuned` against it."""
    print(f"\n{new} against {old}: {seeds} held-out fifths of whole groups, at most 800 test rows")
    print("macro-F1 of the old, of the new, the difference and its standard error over seeds; log loss of both\n")
    for count in (120, 480, 1030):
        for name in names:
            table = loaded(folder, name, 10**9)
            results = np.array([_pair_of_scores(table, count, seed, (old, new)) for seed in range(seeds)])
            (before, _, _, loss_before), (after, _, _, loss_after) = results.mean(axis=0)
            gain = results[:, 1, 0] - results[:, 0, 0]
            line = f"{name:22}{count:>6} labels: {before:.3f} {after:.3f} {100 * gain.mean():+.1f} "
            error = 100 * gain.std(ddof=1) / np.sqrt(seeds) if seeds > 1 else np.nan
            line += f"({error:.1f}); log loss {loss_before:.3f} {loss_after:.3f}"
            if name == "stance_plover_train":  # its neutral sentences all come from a source of their own
                line += "; conciliatory against critical {:.3f} {:.3f}".format(*results.mean(axis=0)[:, 1])
                line += f"; with {RARE:.0%} neutral" + " {:.3f} {:.3f}".format(*results.mean(axis=0)[:, 2])
            print(line, flush=True)


def _pair_of_scores(table: pd.DataFrame, count: int, seed: int, pair: tuple[str, str]) -> list[tuple[float, ...]]:
    """Macro-F1, that without neutral, that with few neutral sentences, and log loss, of both estimators."""
    test = held_out(table["label"].to_numpy(), table["group"].to_numpy(), seed=seed)
    random = np.random.default_rng(seed)
    train = table.iloc[random.permutation(np.flatnonzero(~test))[:count]]
    held = table.iloc[random.permutation(np.flatnonzero(test))[:800]]
    scores = []
    for name in pair:
        estimator = equal_weight_vote() if name == VOTE else build(name, RecipeInputs(seed=seed)).estimator
        fitted = fitted_clone(estimator, train[["text"]], train["label"], train["group"])
        probabilities = fitted.predict_proba(held[["text"]])
        opinion, others = held["label"] != "neutral", [i for i, c in enumerate(fitted.classes_) if c != "neutral"]
        weights = np.where(opinion, 1.0, RARE / (1 - RARE) * opinion.sum() / max((~opinion).sum(), 1))
        guess = fitted.classes_[probabilities.argmax(axis=1)]
        polar = fitted.classes_[others][probabilities[opinion][:, others].argmax(axis=1)]
        scores.append(
            (
                f1_score(held["label"], guess, average="macro"),
                f1_score(held["label"][opinion], polar, average="macro"),
                f1_score(held["label"], guess, average="macro", sample_weight=weights),
                log_loss(held["label"], probabilities, labels=list(fitted.classes_)),
            )
        )
    return scores


def equal_weight_vote():
    """What `default` was before: words, lighter below 400 labels, and one kernel."""
    vectors = Pipeline([("encoder", Encoder()), ("kernel", KernelClassifier(C=2, gamma=0.25))])
    words = build("words_and_characters").estimator
    return SoftVotingEnsemble([("words", words), ("vectors", vectors)], [1, 1], full_weight_rows=400)


def labels_needed(folder: Path) -> None:
    print("\nFew labels: macro-F1 of default with n labels, of the plain pipelines with n and with 4 n\n")
    for name in SETS[:2]:
        table = loaded(folder, name, 1287)
        for few in (120, 240):
            cells = [f"default {cross_validated('default', table, few)[0]:.3f}"]
            for rival in ("plain TF-IDF + LR", "the same, balanced"):
                once, often = (cross_validated(rival, table, n)[0] for n in (few, 4 * few))
                cells.append(f"{rival} {once:.3f} and {often:.3f}")
            print(f"{name}, n = {few}: " + "; ".join(cells), flush=True)


def with_targets(folder: Path, quick: bool) -> None:
    table = loaded(folder, "newsmtsc", 10**9)
    train = table[table["split"] == "train"][: 2000 if quick else None]
    print(f"\nToward whom: newsmtsc, {len(train)} training rows, macro-F1 on dev_rw and dev_mt\n")
    for name in ("fast", "default", "finetuned"):
        for columns in ((), ("target",)):
            begun = time.perf_counter()
            estimator = fitted(name, train, columns=columns)
            seconds = time.perf_counter() - begun
            scores = []
            for part in ("dev_rw", "dev_mt"):
                test = table[table["split"] == part]
                scores.append(f1_score(test["label"], estimator.predict(test), average="macro"))
            words = "with the target" if columns else "without"
            print(f"{name:10}{words:18}{scores[0]:.3f} {scores[1]:.3f}   trained in {seconds:.0f} s", flush=True)


def with_all_labels(folder: Path, names, recipes, encoders) -> None:
    """Recipes with each encoder, trained on all labels but those of a test part: the set's own, or a held-out fifth."""
    print(
        "\nAll labels: macro-F1 on the test parts of a set or on a held-out fifth of its groups (seconds of training)\n"
    )
    for name in names:
        table = loaded(folder, name, 10**9)
        own = "split" in table and set(table["split"]) > {"train"}
        test = (
            table["split"].ne("train").to_numpy()
            if own
            else held_out(table["label"].to_numpy(), table["group"].to_numpy())
        )
        train, held = table[~test], table[test]
        for recipe in recipes:
            for encoder in encoders:
                begun = time.process_time()
                estimator = build(recipe, RecipeInputs(options=RecipeOptions(encoder=encoder))).estimator
                trained = fitted_clone(estimator, train[["text"]], train["label"], train["group"])
                seconds = time.process_time() - begun
                guess = trained.predict(held[["text"]])
                parts = held["split"] if own else pd.Series("a fifth", index=held.index)
                cells = [
                    f"{part} {f1_score(held['label'][parts == part], guess[parts == part], average='macro'):.3f}"
                    for part in sorted(set(parts))
                ]
                print(
                    f"{name:22}{recipe:10}{encoder:10}{len(train):>6} labels: {', '.join(cells)} ({seconds:.0f} s)",
                    flush=True,
                )


def speed(folder: Path) -> None:
    print("\nSentences a second on one core (processor time; best of three)\n")
    known = loaded(folder, "stance_plover_train", 10**9)
    pool = loaded(folder, "newsmtsc", 10**9)["text"].tolist()
    texts = (pool * 6)[:50_000]
    pairs = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(max_iter=1000))
    pairs.fit(known["text"], known["label"])
    told = {
        "fast": (fitted("fast", known).predict_proba, texts),
        "distilled": (fitted("distilled", known, unlabelled=pool[:3000]).predict_proba, texts),
        "scikit-learn, the same features": (pairs.predict_proba, texts),
        "default": (fitted("default", known).predict_proba, [f"{text} {time.time_ns()}" for text in pool[:200]]),
    }
    if importlib.util.find_spec("fasttext"):
        told["fastText"] = (fast_text(known), texts)
    else:
        print("fastText                            not installed")
    for name, (predict, given) in told.items():
        print(f"{name:36}{per_second(predict, given, 1 if name == 'default' else 3):>10,.0f}", flush=True)


def per_second(predict, texts: list[str], times: int = 3) -> float:
    """Sentences in a second of processor time, the best of some times."""
    spent = []
    for _ in range(times):
        begun = time.process_time()
        predict(texts)
        spent.append(time.process_time() - begun)
    return len(texts) / min(spent)


def fast_text(known: pd.DataFrame):
    import fasttext

    with tempfile.TemporaryDirectory() as folder:
        lines = [
            f"__label__{label} {' '.join(text.split())}"
            for text, label in zip(known["text"], known["label"], strict=True)
        ]
        path = Path(folder) / "train.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        model = fasttext.train_supervised(str(path), wordNgrams=2, epoch=25, thread=1, verbose=0)
    return lambda texts: model.predict([text.replace("\n", " ") for text in texts], k=-1)


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer sentences")
    parser.add_argument("--ensembles", action="store_true", help="only default against the equal-weight vote")
    parser.add_argument("--finetuned", action="store_true", help="only finetuned against default")
    parser.add_argument("--distilled", action="store_true", help="only distilled beside its teacher")
    parser.add_argument("--all-labels", action="store_true", help="only with all labels of a set, on its test part")
    parser.add_argument("--encoders", nargs="+", default=["minilm"], help="the encoders of --all-labels")
    parser.add_argument("--seeds", type=int, default=5, help="how many held-out fifths")
    parser.add_argument(
        "--sets", nargs="+", choices=SETS, default=SETS, help="the sets of the tables that are asked for"
    )
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of evaluation data")
    given = parser.parse_args()
    if not given.data.is_dir():
        raise SystemExit(f"{given.data.name}/: the evaluation data is not there; name its folder with --data")
    begun = time.perf_counter()
    if given.all_labels:
        recipes = ("default", "finetuned") if given.finetuned else ("default",)
        with_all_labels(given.data, given.sets, recipes, given.encoders)
        return
    if given.ensembles or given.finetuned:
        pair = ("default", "finetuned") if given.finetuned else (VOTE, "default")
        one_against_another(given.data, given.sets, *pair, given.seeds)
        print(f"\n{time.perf_counter() - begun:.0f} s in all")
        return
    if given.distilled:
        students_and_teachers(given.data, given.sets)
        return
    speed(given.data)
    recipes_on_sets(given.data, given.quick)
    labels_needed(given.data)
    with_targets(given.data, given.quick)
    if not given.quick:
        best_in_a_minute(given.data)
    print(f"\n{time.perf_counter() - begun:.0f} s in all")


if __name__ == "__main__":
    main()
