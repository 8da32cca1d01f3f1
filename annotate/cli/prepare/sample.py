"""``annotate sample``: what to label next, and how likely each sentence was to be drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from annotate.cli.console import bar, many, say, warn

if TYPE_CHECKING:
    import pandas as pd

    from annotate.labels.sampling import Draw
    from annotate.workflows.project import Project


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    example = "Example: annotate sample sentences.parquet -n 200 --strategy stratified --by outlet,month -o batch.csv"
    app.command(epilog=example)(sample)


def sample(
    sentences: Path | None = typer.Argument(None, metavar="[SENTENCES]", help="What annotate split wrote."),
    size: int = typer.Option(..., "-n", "--size", min=1, help="How many sentences to draw."),
    output: Path | None = typer.Option(None, "-o", "--output", metavar="BATCH", help="Where the batch goes."),
    strategy: str | None = typer.Option(
        None, help="random, stratified, uncertain, diverse, keyword or mixed; mixed if there is a model, else random."
    ),
    model: Path | None = typer.Option(None, help="The model that says what is uncertain; else the project's."),
    by: str = typer.Option("", metavar="COLUMNS", help="Strata, as in outlet,month,speaker."),
    equal: bool = typer.Option(False, "--equal", help="The same number from each stratum, not in proportion."),
    measure: str = typer.Option("margin", help="How unsure the model is: margin or entropy."),
    random_share: float = typer.Option(0.5, min=0, max=1, help="The share of a mixed batch with equal probability."),
    keywords: str = typer.Option(
        "", metavar="WORDS", help="Words, as in talks,sanctions, whose sentences come sooner."
    ),
    boost: float = typer.Option(10.0, min=1, help="How much likelier a sentence with a keyword is drawn."),
    clusters: int = typer.Option(50, min=2, help="How many clusters diverse draws from."),
    labelled: list[Path] = typer.Option([], help="Tables whose sentences are left out; else the project's labels."),
    frame: Path | None = typer.Option(None, help="Keeps every sentence's probability, to combine it over waves."),
    kinds: str = typer.Option("body", help="Kinds of line to draw from, as in body,caption; or all."),
    copies: bool = typer.Option(False, "--copies", help="Draw also copies of another sentence (duplicate_of)."),
    seed: int | None = typer.Option(None, min=0, help="The same seed draws the same batch."),
) -> None:
    """Draw a batch of sentences to label, each with its inclusion probability."""
    from annotate import tables
    from annotate.io.formats import written_format
    from annotate.io.reading import read_table
    from annotate.io.writing import write_table
    from annotate.labels import sampling
    from annotate.workflows.project import Project

    project = Project.here()
    source = project.given_or(sentences, "sentences")
    target = project.given_or(output, "batch")
    written_format(target)
    table = read_table(source, tables.SENTENCES)
    model = model or _project_model(project)
    chosen = strategy or ("stratified" if by else "keyword" if keywords else "mixed" if model else "random")
    wanted = None if kinds == "all" else _words(kinds)
    waves = frame or (project.place("frame") if project.found and output is None else None)
    drawn = sampling.draw(
        table,
        size,
        strategy=chosen,
        seed=project.seed if seed is None else seed,
        by=_words(by),
        equal=equal,
        measure=measure,
        random_share=random_share,
        keywords=_words(keywords),
        boost=boost,
        clusters=clusters,
        labelled=_known(labelled, project),
        earlier=read_table(waves) if waves and waves.is_file() else None,
        kinds=wanted,
        copies=copies,
        **_looked_at(chosen, table, sampling.eligible(table, wanted, copies), model),
    )
    write_table(drawn.batch, target, tables.BATCH)
    if waves:
        write_table(drawn.frame, waves)
    _tell(drawn, size, target)


def _tell(drawn: Draw, size: int, target: Path) -> None:
    if len(drawn.batch) < size:
        warn(f"only {many(len(drawn.batch), 'sentence')} could be drawn: all there are")
    parts = ", ".join(f"{n} {part}" for part, n in drawn.batch["strategy"].value_counts().items())
    say(f"{many(len(drawn.batch), 'sentence')} ({parts}) of {len(drawn.frame)} in {target}")


def _words(given: str) -> list[str]:
    return [word.strip() for word in given.split(",") if word.strip()]


def _project_model(project: Project) -> Path | None:
    return project.place("model") if project.found and project.place("model").is_dir() else None


def _known(labelled: list[Path], project: Project) -> pd.DataFrame | None:
    """What the tables `labelled`, or the project's annotations and gold, say is labelled."""
    import pandas as pd

    from annotate.errors import InputError
    from annotate.io.reading import read_table

    places = list(labelled)
    if not places and project.found:
        places = [p for p in (project.place("annotations"), project.place("gold")) if p.is_file()]
    found = []
    for place in places:
        table = read_table(place)
        if "sentence_id" not in table.columns:
            raise InputError(f"{place}: no column 'sentence_id'; name a table of annotations, gold or a batch")
        found.append(table[[c for c in ("sentence_id", "target") if c in table.columns]].astype("str"))
    return pd.concat(found) if found else None


def _looked_at(strategy: str, table: pd.DataFrame, eligible: pd.Series, model: Path | None) -> dict[str, Any]:
    """What a model or the words say of the sentences that can be drawn, where the strategy asks for it."""
    import numpy as np

    if strategy in ("uncertain", "mixed") and model:
        from annotate.learn.models.folders import load
        from annotate.scoring.score_tables import score_table
        from annotate.tables import PROBABILITY

        loaded = load(model)
        scores = score_table(loaded, table[eligible], progress=bar)
        found = np.zeros((len(table), len(loaded.labels)))
        found[eligible.to_numpy()] = scores[[PROBABILITY + label for label in loaded.labels]].to_numpy()
        return {"probabilities": found}
    if strategy == "diverse":
        from annotate.labels.strategies import word_vectors

        vectors = word_vectors(table.loc[eligible, "text"])
        found = np.zeros((len(table), vectors.shape[1]), dtype=np.float32)
        found[eligible.to_numpy()] = vectors
        return {"vectors": found}
    return {}
