"""``annotate studio``: a private Label Studio on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import bar, say, show_json, warn

if TYPE_CHECKING:
    from annotate.studio.server.private import Server

_FOLDER = typer.Option(None, "--folder", help="The server's data; else your data folder or $ANNOTATE_STUDIO_DATA.")


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    verbs = typer.Typer(help="A private Label Studio on this machine.", no_args_is_help=True)
    verbs.command(epilog="Example: annotate studio start")(start)
    verbs.command(epilog="Example: annotate studio stop")(stop)
    verbs.command(epilog="Example: annotate studio status --format json")(status)
    verbs.command(epilog="Example: annotate studio invite ana@localhost ben@localhost")(invite)
    app.add_typer(verbs, name="studio", epilog="Example: annotate studio start")


def start(
    folder: Path | None = _FOLDER,
    host: str = typer.Option(
        "127.0.0.1", "--host", help="Address to listen on; 127.0.0.1 is reached from this machine only."
    ),
    port: int | None = typer.Option(
        None, "--port", min=1, max=65535, help="Port; by default the one used last, else any free one."
    ),
    live: bool | None = typer.Option(None, "--live/--no-live", help="Let it reach annotate serve on this machine."),
) -> None:
    """Start it (the first time: install it too) and wait until it answers."""
    from annotate.studio.server import private as server

    running = server.start(folder, host=host, port=port, live=live, progress=bar)
    say("Label Studio runs already:" if running.was_running else "Label Studio runs:")
    _tell(running)
    if running.host not in ("127.0.0.1", "localhost", "::1"):
        warn(f"It listens on {running.host} without encryption: anyone on this network can read the traffic.")


def stop(folder: Path | None = _FOLDER) -> None:
    """Stop it; its data are kept."""
    from annotate.studio.server import private as server

    say("Label Studio is stopped" if server.stop(folder) else "Label Studio was not running")


def status(
    folder: Path | None = _FOLDER,
    form: str = typer.Option("table", "--format", help="table or json."),
) -> None:
    """Show whether it runs, where, and how to log in."""
    from annotate.cli.console import check_format
    from annotate.studio.server import private as server

    check_format(form)
    running = server.status(folder)
    if form == "json":
        show_json({"running": running is not None} | (_facts(running) if running else {}))
        return
    if running is None:
        say("Label Studio is not running; start it with annotate studio start")
        return
    _tell(running)


def invite(
    names: list[str] | None = typer.Argument(None, metavar="EMAIL", help="Make an account for each."),
    url: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY."),
) -> None:
    """Make accounts for annotators, or show the link with which they make their own."""
    from annotate.studio import people
    from annotate.studio.server.private import default_folder
    from annotate.workflows.label.labelling import connection_of
    from annotate.workflows.study import Study

    connection = connection_of(url, None, Study.here())
    if not names:
        typer.echo(people.invite_link(url=connection.url, token=connection.token))
        say("Anyone with this link can make an account and label: share it only with your annotators.")
        return
    for account in people.make_accounts(
        names, url=connection.url, token=connection.token, folder=default_folder() / "people"
    ):
        where = f"password in {account.password_file}" if account.password_file else "existed already"
        say(f"{account.email}: {where}")
    say(f"They log in at {connection.url}/user/login/")


def _facts(running: Server) -> dict[str, object]:
    return {
        "url": running.url,
        "email": running.email,
        "password_file": str(running.password_file),
        "token_file": str(running.token_file),
        "log": str(running.log),
        "pid": running.pid,
    }


def _tell(running: Server) -> None:
    say(f"  address   {running.url}\n  e-mail    {running.email}\n  password  in {running.password_file}")
    say(f"  log       {running.log}")
