"""The whole loop on the shipped text: the steps of ``annotate demo``."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.progress import Progress, silent
from annotate.workflows.coverage import score
from annotate.workflows.drawing import sample
from annotate.workflows.label.labelling import push
from annotate.workflows.modelling import train
from annotate.workflows.publish.reports import report
from annotate.workflows.publishing import estimate
from annotate.workflows.setup.settings import SETTINGS
from annotate.workflows.setup.shipped import Shipped, load_shipped
from annotate.workflows.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.models.trained_model import Model

ABOUT = (
    "This is a demonstration. States, outlets, people and articles are invented, and the labels the model learned from "
    "were given by a language model, not by people."
)
TITLE = "Demonstration: stance in invented coverage"
STUDIO_LOG = Path(".annotate") / "label-studio.log"
"""In the demonstration's folder: what installing and starting Label Studio says."""
BATCH_SIZE = 100
LABELLED = 200
"""The number of scored sentences whose labels correct the shares."""


@dataclass(frozen=True)
class Step:
    """One step of the demonstration, once it is done."""

    verb: str
    """The command it stands for."""
    result: str
    path: Path
    """What it wrote."""
    details: tuple[str, ...] = ()
    """Further lines to show."""


def demonstrate(folder: Path, *, with_studio: bool = True, progress: Progress = silent) -> Generator[Step]:
    """The steps of the loop from articles to a report, each as it is done, in the study `folder`.

    Raises
    ------
    StudioError
        If `with_studio` and the private Label Studio cannot be started.
    """
    study = Study(folder) if (folder / SETTINGS).exists() else Study.create(folder)
    with _studio_starting(study) if with_studio else nullcontext():
        shipped = load_shipped(progress=progress)
        yield _write(shipped, study)
        test = shipped.articles.loc[shipped.articles["split"] == "test", "article_id"]
        is_new = shipped.sentences["article_id"].isin(set(test))
        model = _trained(shipped, shipped.sentences[~is_new], study, progress)
        yield _described(model, study)
        scores = _scored(model, shipped.sentences[is_new], study, progress)
        articles = scores["article_id"].nunique()
        result = f"{len(scores):,} sentences of {articles} articles the model has not seen"
        yield Step("score", result, study.path("scores"))
        gold = _labels_of_some(scores, shipped, study)
        yield Step("estimate", _shares_in_words(scores, gold, study), study.path("estimates"))
        page = _report(scores, gold, study)
        yield Step("report", "findings, charts, articles and methods in one page", page)
        if with_studio:
            yield _pushed(scores, study, progress)


def _studio_starting(study: Study) -> AbstractContextManager[object]:
    """Label Studio on its way while the model is trained: installing and starting it takes longer than the rest."""
    from annotate.studio.server.meanwhile import starting_meanwhile

    log = study.folder / STUDIO_LOG
    log.parent.mkdir(exist_ok=True)
    return starting_meanwhile(log)


def _write(shipped: Shipped, study: Study) -> Step:
    from annotate import tables
    from annotate.io.writing import write_table

    write_table(shipped.sentences, study.path("sentences"), tables.SENTENCES)
    write_table(shipped.gold, study.folder / "shipped_gold.csv", tables.GOLD)
    result = f"{len(shipped.articles)} articles into {len(shipped.sentences):,} sentences"
    return Step("split", result, study.path("sentences"))


def _trained(shipped: Shipped, training: pd.DataFrame, study: Study, progress: Progress) -> Model:
    stance = shipped.gold.loc[shipped.gold["question"] == "stance", ["sentence_id", "label"]]
    table = training.merge(stance, on="sentence_id")
    return train(
        table,
        output=study.path("model"),
        group_column="article_id",
        question="stance",
        curve=False,  # a third of the time, and the demonstration shows none
        study=study,
        progress=progress,
    )


def _described(model: Model, study: Study) -> Step:
    articles = model.sentences["article_id"].nunique() if "article_id" in model.sentences.columns else 0
    labels = f"on {model.info.data.labelled:,} labelled sentences"
    return Step("train", labels + (f" of {articles} articles" if articles else ""), study.path("model"))


def _scored(model: Model, coverage: pd.DataFrame, study: Study, progress: Progress) -> pd.DataFrame:
    from annotate import tables
    from annotate.io.writing import write_table

    scores = score(model, coverage[coverage["kind"] == "body"], progress=progress)
    write_table(scores, study.path("scores"), tables.SCORES)
    return scores


def _labels_of_some(scores: pd.DataFrame, shipped: Shipped, study: Study) -> pd.DataFrame:
    """The shipped labels of a random sample of the scored sentences: what people would have labelled."""
    from annotate import tables
    from annotate.io.writing import write_table

    batch = sample(scores, size=min(LABELLED, len(scores)), strategy="random", seed=0)
    stance = shipped.gold[shipped.gold["question"] == "stance"].drop(columns=["inclusion_probability", "split"])
    gold = stance.merge(batch[["sentence_id", "inclusion_probability"]], on="sentence_id")
    write_table(gold, study.folder / "shipped_sample_gold.csv", tables.GOLD)
    return gold


def _shares_in_words(scores: pd.DataFrame, gold: pd.DataFrame, study: Study) -> str:
    """The corrected shares with their intervals, and what they rest on."""
    shares = estimate(scores, gold.assign(split="test"), output=study.path("estimates"))
    parts = [
        f"{row.label} {100 * row.share:.0f} % (95 % CI {100 * row.low:.0f} to {100 * row.high:.0f})"
        for row in shares.itertuples()
    ]
    return f"{', '.join(parts)}; corrected by {len(gold)} labels that a language model gave"


def _report(scores: pd.DataFrame, gold: pd.DataFrame, study: Study) -> Path:
    return report(scores, study.path("report"), gold=gold.assign(split="test"), title=TITLE, warnings=(ABOUT,))


def _pushed(scores: pd.DataFrame, study: Study, progress: Progress) -> Step:
    from annotate.studio.server import private as server

    size = min(BATCH_SIZE, len(scores))
    batch = sample(scores, size=size, output=study.path("batch"), strategy="random", seed=0, study=study)
    running = server.start(progress=progress)
    [pushed] = push(batch, predictions=scores, url=running.url, token=running.token, study=study, progress=progress)
    return Step(
        "push",
        f"{len(batch)} sentences with predictions to a Label Studio of your own",
        study.path("batch"),
        (
            f"Label here: {pushed.url}",
            f"Log in as {running.email}; the password is in {running.password_file}",
            f"When you have labelled some: cd {study.folder} && annotate pull && annotate resolve",
        ),
    )
