"""What a replication bundle's numbers are computed from: its tables, and its design."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from annotate.counts import plural
from annotate.errors import AnnotateError
from annotate.scheme import SEVERAL
from annotate.workflows.estimate_inputs import frame_with_draws
from annotate.workflows.recording import record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.reporting.bundle.bundle_documents import BundleDesign, CoverageSize
    from annotate.reporting.page import Results
    from annotate.scheme import Question
    from annotate.workflows.publish.archived_analyses import Arguments
    from annotate.workflows.publish.page_inputs import PageInputs
    from annotate.workflows.study import Study

TEXTS = ("text", "before", "after", "title", "url", "author")
"""Columns of scores that hold text under copyright, or lead to it."""
_LONGEST = 200
"""Texts in other columns that are longer are left out too."""
_KEYS = ("sentence_id", "target")
_GOLD = ("sentence_id", "target", "question", "label", "annotators", "agreed", "source", "rule", "split")
_DESIGN = ("inclusion_probability", "stratum")
_LABELS = ("sentence_id", "target", "annotator", "question", "label", "origin", "skipped")


Compared: TypeAlias = "tuple[list[list[str]], list[str]]"
"""The columns of each table of shares by groups, and the unit of time of each table over time."""


@dataclass(frozen=True)
class BundleSource:
    """What a bundle is written from, read and checked."""

    inputs: PageInputs
    results: Results
    labels: pd.DataFrame | None
    """Every annotator's labels."""
    compared: Compared
    left_out: list[str]
    """Columns of the scores that the bundle does not have."""
    estimates: Sequence[Arguments]
    regressions: Sequence[Arguments]
    title: str

    @property
    def question(self) -> Question:
        """The question that the scores answer."""
        return self.results.question


def compared_in(scores: pd.DataFrame, by: list[str], period: str | None) -> Compared:
    """What every bundle of these scores compares: outlets and groups `by` columns, and the periods of the report."""
    groups = [["outlet"]] if "outlet" in scores and scores["outlet"].nunique() > 1 else []
    groups += [by] if by and by not in groups else []
    return groups, [period] if period else []


def left_out_of(scores: pd.DataFrame, with_text: bool) -> list[str]:
    """The columns of the scores that a bundle does not have."""
    return [] if with_text else [name for name in scores.columns if name in TEXTS or _is_long(scores[name])]


def write_data(data: Path, bundle: BundleSource, study: Study | None) -> None:
    """Write the tables that the numbers rest on to the folder `data`."""
    inputs, labels = bundle.inputs, bundle.labels
    gold = inputs.gold
    assert gold is not None
    inputs.scores.drop(columns=bundle.left_out).to_parquet(data / "scores.parquet", index=False)
    learned = inputs.options.learned
    if learned.recorded or learned.trained_on or learned.out_of_fold is not None:
        # What the model learned from is in the model's folder; the bundle says so in the column that estimates read.
        trained = gold["sentence_id"].isin(learned.trained_on)
        gold = gold.assign(split=trained.map({True: "train", False: "unseen"}))
    own = [name for name in (*_GOLD, *_DESIGN) if name in gold]
    gold[own].to_csv(data / "gold.csv", index=False)
    if learned.out_of_fold is not None:
        _answered(learned.out_of_fold, inputs.options.several).to_parquet(data / "out_of_fold.parquet", index=False)
    if labels is not None:
        columns = [name for name in _LABELS if name in labels]
        _pseudonymous(labels, study)[columns].to_csv(data / "labels.csv", index=False)
    if (frame := frame_with_draws(inputs.options.draws)) is not None:
        frame.to_csv(data / "frame.csv", index=False)
    elif (drawn := inputs.options.draws.drawn) is not None:
        drawn[[name for name in (*_KEYS, *_DESIGN) if name in drawn]].to_csv(data / "batch.csv", index=False)


def _answered(predicted: pd.DataFrame, several: bool) -> pd.DataFrame:
    """Out-of-fold predictions without what else their table holds, with the likeliest answer as label.

    Where `several` labels may be chosen, it has all that are more likely than not, and is missing where none is.
    """
    from annotate.answer_labels import GIVEN, joined

    answers = [name for name in predicted if str(name).startswith("p_")]
    keys = [name for name in _KEYS if name in predicted]
    chances = predicted[answers].to_numpy(dtype=float)
    labels = [str(name).removeprefix("p_") for name in answers]
    if several and not any(SEVERAL in label for label in labels):
        chosen = joined(chances > GIVEN, labels)
        return predicted[[*keys, *answers]].assign(label=[answer or None for answer in chosen])
    return predicted[[*keys, *answers]].assign(label=[labels[number] for number in chances.argmax(axis=1)])


def size_of(inputs: PageInputs, labels: Path) -> CoverageSize:
    """How many sentences, articles, outlets and annotators the bundle is about, and which days."""
    from annotate.estimation.counting import countable
    from annotate.estimation.design.summed_scores import item_of
    from annotate.reporting.bundle.bundle_documents import CoverageSize

    rows, gold = countable(inputs.scores), inputs.gold
    assert gold is not None
    days = rows["published"].dropna().str.slice(0, 10)
    annotators = {line.split(",")[1] for line in labels.read_text().splitlines()[1:]} if labels.exists() else set()
    return CoverageSize(
        sentences=f"{len(rows):,}",
        items=plural(item_of(inputs.scores)),
        articles=f"{rows['article_id'].nunique():,}",
        outlets=int(rows["outlet"].nunique()),
        days=f"{days.min()} to {days.max()}" if len(days) else "",
        labelled=f"{len(gold.drop_duplicates([name for name in _KEYS if name in gold])):,}",
        annotators=len(annotators),
    )


def check_shares(folder: Path, shares: pd.DataFrame) -> None:
    """Check that the bundle's own files gave the shares that `annotate.estimate` gives.

    Raises
    ------
    AnnotateError
        If they did not: such a bundle would contradict what is published.
    """
    import numpy as np
    import pandas as pd

    columns = ["share", "low", "high"]
    theirs = pd.read_csv(folder / "results" / "shares.csv", dtype={"label": "str"}).set_index("label")[columns]
    own = shares.set_index("label")[columns].reindex(theirs.index).astype(float)
    apart = ~np.isclose(theirs.astype(float), own, rtol=0, atol=1e-6, equal_nan=True).all(axis=1)
    if apart.any():
        name = theirs.index[apart][0]
        raise AnnotateError(
            f"the bundle's files give {name} a share of {theirs['share'][name]:.4f} and annotate estimate one of "
            f"{own['share'][name]:.4f}; no bundle was written, please report this"
        )


def _is_long(values: pd.Series) -> bool:
    import pandas as pd

    if not pd.api.types.is_string_dtype(values.dtype) and values.dtype != object:
        return False
    return bool((values.dropna().astype("str").str.len() > _LONGEST).any())


def _pseudonymous(labels: pd.DataFrame, study: Study | None) -> pd.DataFrame:
    """`labels` with a pseudonym for each annotator, the same in every bundle of a study."""
    names = labels["annotator"].astype("str").unique()
    record = record_of(study)
    if record is None:
        aliases = {name: f"coder-{number}" for number, name in enumerate(names, start=1)}
    else:
        key = record.study_id.encode()
        aliases = {name: f"coder-{hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:8]}" for name in names}
    return labels.assign(annotator=labels["annotator"].astype("str").map(aliases))


def design_of(bundle: BundleSource, study: Study | None) -> BundleDesign:
    """What was estimated and how, for ``design.json`` and for the script that computes it again."""
    from annotate.reporting.bundle.bundle_documents import BundleDesign, RecordedDraw
    from annotate.reporting.charts import CHARTS
    from annotate.study.draws import draws
    from annotate.workflows.recording import hashes_of

    inputs = bundle.inputs
    options, scores = inputs.options, inputs.scores
    record = record_of(study)
    recorded: list[Any] = [] if record is None else [one.event.details for one in draws(record)]
    fields = RecordedDraw.__dataclass_fields__
    sources = {"scores": inputs.source, "gold": inputs.gold_source}
    asked = options.question or bundle.question.name
    charts = {name: draw(bundle.results) for name, draw in CHARTS.items()}
    own = set() if inputs.gold is None else set(inputs.gold["question"].dropna())
    return BundleDesign(
        title=bundle.title,
        question=asked if asked in own else None,
        estimator=options.estimator,
        population=options.population,
        weights=options.weights,
        unit=options.unit,
        assume_random=options.assume_random,
        groups=bundle.compared[0],
        periods=bundle.compared[1],
        estimates=[dict(one) for one in bundle.estimates],
        regressions=[dict(one) for one in bundle.regressions],
        figures=[name for name, chart in charts.items() if chart is not None and chart.drawing is not None],
        agreement=_is_double_coded(bundle.labels, asked),
        draws=[RecordedDraw(**{name: details.get(name) for name in fields}) for details in recorded],
        sha256=hashes_of(**sources),
        model=sorted(map(str, scores["model"].dropna().unique())) if "model" in scores else [],
    )


def own_results(columns: Sequence[Sequence[str]], periods: Sequence[str]) -> list[str]:
    """The names of the results that every bundle has that compares groups by `columns`, and `periods`."""
    groups = ["_".join(names) for names in columns]
    names = ["shares", "agreement", *(f"shares_by_{one}" for one in [*groups, *periods])]
    names += [f"differences_by_{one}" for one in groups] + [f"trend_by_{one}" for one in periods]
    return [f"{name}.csv" for name in names]


def _is_double_coded(labels: pd.DataFrame | None, question: str) -> bool:
    if labels is None or "question" not in labels:
        return False
    own = labels[(labels["question"] == question) & labels["label"].notna()]
    return bool((own.groupby("sentence_id")["annotator"].nunique() > 1).any())
