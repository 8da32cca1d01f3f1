"""``annotate serve``: a live model for Label Studio."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import say, warn


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate serve models/stance --every 50")(serve)


def serve(
    model: Path = typer.Argument(..., metavar="MODEL", help="A model folder that annotate train wrote."),
    title: str | None = typer.Option(None, "--project", help="Title in Label Studio; else the study's title."),
    url: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY."),
    alone: bool = typer.Option(False, "--alone", help="Only predict: register nowhere, learn nothing."),
    every: int = typer.Option(50, "--every", min=1, help="Train anew after so many new labels."),
    holdout: float = typer.Option(
        0.2,
        "--holdout",
        min=0,
        max=1,
        help="Share of sentences kept out of its reach where the batch has no such part.",
    ),
    host: str = typer.Option("127.0.0.1", "--host", help="Address to listen on."),
    port: int = typer.Option(9090, "--port", min=1, max=65535, help="Port to listen on."),
    kept: Path | None = typer.Option(None, "--keep-in", help="Where later versions go; else MODEL.live."),
    pause: float = typer.Option(20.0, "--pause", min=0.1, help="Seconds between looks for new labels."),
) -> None:
    """Predict while annotators label, and train anew in the background from their labels."""
    import importlib.util
    import os

    from annotate.errors import InputError
    from annotate.studio.connection import TOKEN_VARIABLE, find_connection
    from annotate.workflows.project import Project

    if not (importlib.util.find_spec("fastapi") and importlib.util.find_spec("uvicorn")):
        raise InputError("annotate serve needs FastAPI; install it with pip install 'stance-annotate[studio]'")
    from annotate.studio.backend.live import LiveBackend
    from annotate.studio.backend.serving import serve as run
    from annotate.workflows.live_models import ModelFolders

    project = Project.here()
    chosen = title or project.title
    folder = kept or model.resolve().with_name(f"{model.resolve().name}.live")
    live = LiveBackend(
        ModelFolders(),
        model,
        folder,
        scheme=project.scheme,
        connection=None if alone else find_connection(url or project.url, os.environ.get(TOKEN_VARIABLE)),
        title=chosen,
        every=every,
        holdout=holdout,
    )
    if host not in ("127.0.0.1", "localhost", "::1"):
        warn(f"listening on {host} without encryption: whoever is in this network can read along")

    def ready(address: str) -> None:
        say(f"{live.version} answers at {address}" + ("" if alone else f" for project '{chosen}'"))
        say(f"password in {folder / 'password'}; later versions in {folder}; end with Ctrl-C")

    run(live, host=host, port=port, pause=pause, ready=ready)
