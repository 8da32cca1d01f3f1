"""``annotate score``: a model's label and probabilities for every sentence of new coverage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from annotate.cli.console import bar, many, say, warn

if TYPE_CHECKING:
    from annotate.scoring.domain_shift import DomainShift
    from annotate.scoring.score_files import Scored


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate score models/stance news/ -o scores.parquet")(score)


def score(
    given: list[Path] = typer.Argument(
        None,
        metavar="MODEL INPUT...",
        help="A model folder (in a project may be left out), then articles or sentences.",
    ),
    output: Path = typer.Option(
        None, "-o", "--output", metavar="SCORES", help="A .csv, .jsonl or .parquet file, or a folder of Parquet files."
    ),
    text_column: str = typer.Option(None, "--text-column", help="Score tables' rows whole, their text from here."),
    rows: str = typer.Option("auto", "--rows", help="Tables hold: auto (by their columns), articles or sentences."),
    engine: str = typer.Option("local", "--engine", help="local (every core of this machine) or dask."),
    workers: int = typer.Option(None, "--workers", help="Processes, by default one a core."),
    address: str = typer.Option(None, "--address", help="A Dask scheduler, as tcp://host:8786; else one is started."),
    watch: Path = typer.Option(None, "--watch", metavar="FOLDER", help="Score files as they arrive; -o is a folder."),
    interval: float = typer.Option(5.0, "--interval", help="Seconds between two looks at the watched folder."),
) -> None:
    """Score new coverage: articles are split, sentences taken as they are. Run again, it goes on where it stopped."""
    from annotate.scoring import worker_pool as crew
    from annotate.workflows.project import Project

    project = Project.here()
    folder, inputs = _model_and_inputs(given or [], project, watch)
    if engine == "local" and inputs:
        crew.prepare(inputs, workers)
    from annotate.learn.models.folders import load
    from annotate.scoring.score_files import score_files

    model, place = load(folder), project.given_or(output, "scores")
    options: dict[str, Any] = {
        "text_column": text_column,
        "rows": rows,
        "engine": engine,
        "workers": workers,
        "address": address,
    }
    if watch is not None:
        from annotate.scoring.watch_folder import watched

        for done in watched(model, watch, place, interval=interval, **options):
            _tell(done)
        return
    done = score_files(model, inputs, place, progress=bar, before_scoring=_tell_early, **options)
    _tell(done)
    if done.rejected:
        raise typer.Exit(1)


def _model_and_inputs(given: list[Path], project: object, watch: Path | None) -> tuple[Path, list[Path]]:
    """The model's folder, named first or the project's, and the inputs."""
    from annotate.errors import InputError
    from annotate.workflows.project import Project

    assert isinstance(project, Project)
    named = bool(given) and ((given[0] / "model.json").is_file() or not project.found)
    if not named and not project.found:
        raise InputError("no model given and no annotate.toml here; name the folder that annotate train wrote")
    folder, inputs = (given[0], given[1:]) if named else (project.place("model"), given)
    if not inputs and watch is None:
        raise InputError(f"{folder}: nothing to score; name articles or sentences after the model's folder")
    return folder, inputs


def _tell_early(found: DomainShift) -> None:
    if found.level != "alike":
        warn(f"{found.verdict} (based on the first {many(found.new, 'sentence')}).")


def _tell(done: Scored) -> None:
    if done.resumed:
        say(f"went on from {many(done.resumed, 'sentence')} scored before")
    if str(done.output) != "-":
        say(f"wrote {many(done.rows, 'score')} to {done.output}")
    if done.domain_shift is not None:
        (say if done.domain_shift.level == "alike" else warn)(done.domain_shift.summary)
    if done.rejected:
        warn(f"{many(done.rejected, 'row')} rejected; {done.rejects} says which and why")
