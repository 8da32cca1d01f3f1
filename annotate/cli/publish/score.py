"""``annotate score``: a model's label and probabilities for every sentence of new coverage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import EXCEL_SAFE, bar, exit_if_rejected, many, say, show_ledger, warn
from annotate.cli.model._asking import BUDGET, CONCURRENCY, DRY_RUN, ENDPOINT, KEY_FILE, PRICE, show_cost
from annotate.io.formats import endings
from annotate.io.values.dates import ORDERS

if TYPE_CHECKING:
    from annotate.scoring.score_files import Scored
    from annotate.workflows.study import Study


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate score models/stance news/ -o scores.parquet")(score)


def score(
    inputs: list[Path] = typer.Argument(
        None,
        metavar="MODEL INPUT...",
        help=f"A model folder (optional in a study), then articles or sentences: files ({endings()}) or folders.",
    ),
    output: Path = typer.Option(
        None, "-o", "--output", metavar="SCORES", help="A .csv, .jsonl or .parquet file, or a folder of Parquet files."
    ),
    text_column: str = typer.Option(
        None, "--text-column", help="Score each row as one text, taken from this column (no sentence splitting)."
    ),
    rows: str = typer.Option(
        "auto", "--rows", help="What rows of tables are: articles, sentences, or auto (decided by their columns)."
    ),
    date_order: str = typer.Option(
        "", "--date-order", help=f"Order of numbers in dates such as 03/04/16: {', '.join(ORDERS)}."
    ),
    language: str = typer.Option(
        "", "--language", metavar="CODE", help="The articles' language (ISO 639-1); by default each one's is detected."
    ),
    engine: str = typer.Option("local", "--engine", help="local (every core of this machine) or dask."),
    workers: int = typer.Option(None, "--workers", help="Processes; by default one for each core."),
    address: str = typer.Option(
        None, "--address", help="A Dask scheduler, such as tcp://host:8786; by default one is started."
    ),
    endpoint: str | None = ENDPOINT,
    key_file: Path | None = KEY_FILE,
    concurrency: int | None = CONCURRENCY,
    price: str | None = PRICE,
    budget: str | None = BUDGET,
    dry_run: bool = DRY_RUN,
    watch: Path = typer.Option(None, "--watch", metavar="FOLDER", help="Score files as they arrive; -o is a folder."),
    interval: float = typer.Option(5.0, "--interval", help="Seconds between two checks of the watched folder."),
    excel_safe: bool = EXCEL_SAFE,
) -> None:
    """Score new coverage: articles are split, sentences are scored as they are.

    Run again, an interrupted run resumes.
    """
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    model, inputs = _model_and_inputs(inputs or [], study, watching=watch is not None)
    if dry_run:
        cost = an.scoring_cost(
            model,
            inputs,
            text_column=text_column,
            rows=rows,
            date_order=date_order,
            language=language,
            endpoint=endpoint,
            price=price,
            study=study,
        )
        show_cost(cost)
        return
    output = study.path_or(output, "scores", parameter="output")
    if watch is not None:
        for done in an.watch(
            model,
            watch,
            output,
            interval=interval,
            text_column=text_column,
            rows=rows,
            date_order=date_order,
            language=language,
            engine=engine,
            workers=workers,
            address=address,
            endpoint=endpoint,
            key_file=key_file,
            concurrency=concurrency,
            price=price,
            budget=budget,
            study=study,
        ):
            _show(done)
        return
    done = an.score(
        model,
        inputs,
        output,
        text_column=text_column,
        rows=rows,
        date_order=date_order,
        language=language,
        engine=engine,
        workers=workers,
        address=address,
        endpoint=endpoint,
        key_file=key_file,
        concurrency=concurrency,
        price=price,
        budget=budget,
        study=study,
        ledger=ledger,
        progress=bar,
    )
    show_ledger(ledger)
    _show(done)
    exit_if_rejected(ledger)


def _model_and_inputs(paths: list[Path], study: Study, *, watching: bool) -> tuple[Path, list[Path]]:
    """The model's folder, which comes first or is the study's, and the inputs."""
    from annotate.errors import InputError

    has_model = bool(paths) and ((paths[0] / "model.json").is_file() or not study.exists)
    if not has_model and not study.exists:
        raise InputError("no model given and no annotate.toml here; name the folder that annotate train wrote")
    model, inputs = (paths[0], paths[1:]) if has_model else (study.path("model"), paths)
    if not inputs and not watching:
        raise InputError(f"{model}: nothing to score; name articles or sentences after the model's folder")
    return model, inputs


def _show(done: Scored) -> None:
    if done.resumed:
        say(f"resumed after {many(done.resumed, 'sentence')} scored before")
    if str(done.output) != "-":
        say(f"wrote {many(done.rows, 'score')} to {done.output}")
    if done.domain_shift is not None and done.domain_shift.level == "alike":
        say(done.domain_shift.summary)
    if done.rejected:
        warn(f"{many(done.rejected, 'row')} rejected; see {done.rejects}")
