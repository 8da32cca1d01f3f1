"""``annotate encoder``: sentence encoders by name."""

from __future__ import annotations

import typer

from annotate.cli.console import FORM, bar, say, show


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    verbs = typer.Typer(help="Sentence encoders: list them, fetch one, use one.", no_args_is_help=True)
    verbs.command("list", epilog="Example: annotate encoder list")(list_encoders)
    verbs.command("get", epilog="Example: annotate encoder get mpnet")(get)
    verbs.command("use", epilog="Example: annotate encoder use mpnet")(use)
    app.add_typer(verbs, name="encoder", epilog="Example: annotate encoder list")


def list_encoders(form: str = FORM) -> None:
    """Show the named encoders with licence, size, speed and quality as measured."""
    import annotate as an

    frame = an.encoders(study=an.Study.here())
    if form == "table":
        frame = frame.assign(sha256=frame["sha256"].str[:12])
    show(frame, form)
    say("speed: sentences a second of one core; quality: macro-F1 of default, 480 labels of stance in English.")


def get(name: str = typer.Argument(..., metavar="NAME", help="A named encoder, or a model hub's owner/name.")) -> None:
    """Fetch an encoder into your cache folder; an interrupted download continues."""
    import annotate as an

    folder = an.get_encoder(name, progress=bar)
    say(f"{name} is ready in {folder}.")
    say(f"Next: annotate encoder use {name}, or annotate train --encoder {name}")


def use(
    name: str = typer.Argument(..., metavar="NAME", help="A named encoder, a folder, or a fetched owner/name."),
) -> None:
    """Make an encoder the default of this study or, outside a study, of all your training."""
    import annotate as an

    path = an.use_encoder(name, study=an.Study.here())
    say(f"{name} is now the default encoder, as {path} says.")
    say("Next: annotate train; models trained before keep the encoder they were trained with.")
