"""``annotate serve``: a live model for Label Studio."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import say, warn
from annotate.cli.label._project_options import PROJECT, URL


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate serve models/stance --every 50")(serve)


def serve(
    model: Path = typer.Argument(..., metavar="MODEL", help="A model folder that annotate train wrote."),
    project: str | None = PROJECT,
    url: str | None = URL,
    alone: bool = typer.Option(False, "--alone", help="Only predict: no project, no training."),
    every: int = typer.Option(50, "--every", min=1, help="Retrain after this many new labels."),
    holdout: float = typer.Option(
        0.2,
        "--holdout",
        min=0,
        max=1,
        help="Share of sentences held out of training, if the batch has no evaluation part.",
    ),
    host: str = typer.Option("127.0.0.1", "--host", help="Address to listen on."),
    port: int = typer.Option(9090, "--port", min=1, max=65535, help="Port to listen on."),
    keep_in: Path | None = typer.Option(
        None, "--keep-in", help="Folder for later versions of the model; by default MODEL.live."
    ),
    pause: float = typer.Option(20.0, "--pause", min=0.1, help="Seconds between checks for new labels."),
) -> None:
    """Predict while annotators label, and retrain in the background from their labels."""
    from annotate.studio.backend.live import LiveBackend
    from annotate.studio.backend.serving import serve as run
    from annotate.workflows.label.labelling import connection_of
    from annotate.workflows.label.model_folders import ModelFolders
    from annotate.workflows.study import Study

    study = Study.here()
    title = project or study.title
    folder = keep_in or model.resolve().with_name(f"{model.resolve().name}.live")
    live = LiveBackend(
        ModelFolders(),
        model,
        folder,
        scheme=study.scheme,
        connection=None if alone else connection_of(url, None, study),
        title=title,
        every=every,
        holdout=holdout,
    )
    if host not in ("127.0.0.1", "localhost", "::1"):
        warn(f"listening on {host} without encryption: anyone on this network can read the traffic")

    def ready(address: str) -> None:
        say(f"{live.version} answers at {address}" + ("" if alone else f" for project '{title}'"))
        say(f"password in {folder / 'password'}; later versions in {folder}; stop with Ctrl-C")

    run(live, host=host, port=port, pause=pause, ready=ready)
