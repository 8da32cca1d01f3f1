"""``annotate studio``: a Label Studio on this machine, for one person or for a team."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import FORM, bar, many, say, show_json, warn
from annotate.cli.label._project_options import URL

if TYPE_CHECKING:
    from annotate.studio.server.private import Server

_FOLDER = typer.Option(
    None, "--folder", help="The server's data; by default your data folder or $ANNOTATE_STUDIO_DATA."
)


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    verbs = typer.Typer(help="A Label Studio on this machine, for you or for a team.", no_args_is_help=True)
    verbs.command(epilog="Example: annotate studio start")(start)
    verbs.command(epilog="Example: annotate studio stop")(stop)
    verbs.command(epilog="Example: annotate studio status --format json")(status)
    verbs.command(epilog="Example: annotate studio invite ana@localhost ben@localhost")(invite)
    verbs.command(epilog="Example: annotate studio backup -o monday.tar.gz")(backup)
    verbs.command(epilog="Example: annotate studio restore monday.tar.gz")(restore)
    verbs.command(epilog="Example: annotate studio compose server --address https://labels.example.org")(compose)
    app.add_typer(verbs, name="studio", epilog="Example: annotate studio start")


def start(
    folder: Path | None = _FOLDER,
    team: bool = typer.Option(False, "--team", help="For several people: on PostgreSQL, encrypted over the network."),
    host: str | None = typer.Option(
        None, "--host", help="Address to listen on; by default 127.0.0.1, which only this machine can reach."
    ),
    port: int | None = typer.Option(
        None, "--port", min=1, max=65535, help="Port; by default the last one used, or any free one."
    ),
    address: str | None = typer.Option(
        None,
        "--address",
        metavar="URL",
        help="With --team: the address people use, if it differs from the one listened on.",
    ),
    tls_cert: Path | None = typer.Option(None, "--tls-cert", help="With --team: its certificate and chain, PEM."),
    tls_key: Path | None = typer.Option(None, "--tls-key", help="With --team: the certificate's private key, PEM."),
    behind_proxy: str | None = typer.Option(
        None, "--behind-proxy", metavar="URL", help="With --team: the https address of a proxy that forwards to it."
    ),
    database_file: Path | None = typer.Option(
        None,
        "--database-file",
        help="With --team: a file with postgresql://user:password@host/name; by default it has a database of its own.",
    ),
    live: bool | None = typer.Option(None, "--live/--no-live", help="Let it reach annotate serve on this machine."),
) -> None:
    """Start Label Studio, installing it the first time, and wait until it answers."""
    from annotate.errors import InputError
    from annotate.studio.server import private as server
    from annotate.studio.server.team import Team

    options = None
    for_team = {"address": address, "tls_cert": tls_cert, "tls_key": tls_key, "behind_proxy": behind_proxy}
    for_team |= {"database_file": database_file}
    if team:
        options = Team.of(
            folder or server.default_folder(for_team=True),
            host=host,
            address=address,
            tls_cert=tls_cert,
            tls_key=tls_key,
            behind_proxy=behind_proxy,
            database_file=database_file,
        )
    elif passed := [name for name, value in for_team.items() if value]:
        raise InputError(f"`{passed[0]}`: only a team server has it; pass `team` too")
    running = server.start(folder, host=host, port=port, live=live, team=options, progress=bar)
    say("Label Studio is already running:" if running.was_running else "Label Studio is running:")
    _show_server(running)
    if running.for_team:
        say("Next: annotate studio invite")


def stop(folder: Path | None = _FOLDER) -> None:
    """Stop Label Studio; its data are kept."""
    from annotate.studio.server import private as server

    say("Label Studio is stopped" if server.stop(folder) else "Label Studio was not running")


def status(
    folder: Path | None = _FOLDER,
    form: str = FORM,
) -> None:
    """Show whether Label Studio is running, where, and how to log in."""
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
    _show_server(running)


def invite(
    names: list[str] | None = typer.Argument(None, metavar="EMAIL", help="Make an account for each address."),
    url: str | None = URL,
) -> None:
    """Make accounts for annotators, or show the link with which they make their own."""
    from annotate.studio import people
    from annotate.studio.server.private import default_folder, running_servers
    from annotate.workflows.label.labelling import connection_of
    from annotate.workflows.study import Study

    connection = connection_of(url, None, Study.here())
    if not names:
        typer.echo(people.invite_link(connection))
        say("Anyone with this link can make an account and label: share it only with your annotators.")
        return
    ours = next((one.folder for one in running_servers() if one.url == connection.url), default_folder())
    for account in people.make_accounts(names, connection, ours / "people"):
        where = f"password in {account.password_file}" if account.password_file else "existed already"
        say(f"{account.email}: {where}")
    say(f"They log in at {connection.public_url}/user/login/")


def backup(
    output: Path | None = typer.Option(
        None, "-o", "--output", metavar="FILE", help="The archive to write; by default label-studio-DATE.tar.gz here."
    ),
    folder: Path | None = _FOLDER,
) -> None:
    """Write everything the server holds to one file, while people keep labelling."""
    from datetime import datetime

    from annotate.studio.server.backup import backup

    written = backup(output or Path(f"label-studio-{datetime.now():%Y-%m-%d}.tar.gz"), folder, progress=bar)
    say(
        f"wrote {written} ({written.stat().st_size / 1e6:.1f} MB): the database, uploads and passwords; keep it private"
    )


def restore(
    file: Path = typer.Argument(..., metavar="FILE", help="What annotate studio backup wrote."),
    folder: Path | None = _FOLDER,
    replace_server: bool = typer.Option(
        False, "--replace", help="Replace the server that is there; its data are kept."
    ),
    database_file: Path | None = typer.Option(
        None, "--database-file", help="A file with postgresql://user:password@host/name to restore to."
    ),
) -> None:
    """Restore a backup to a new server, or in place of one with --replace; start it afterwards."""
    from annotate.studio.server import private as server
    from annotate.studio.server.backup import restore

    put = restore(file, folder, replace_server=replace_server, database_file=database_file, progress=bar)
    say(
        f"restored the backup of {put.made_at[:16].replace('T', ' ')} UTC to {put.folder}: "
        f"{many(put.projects, 'project')}, {many(put.tasks, 'task')}, {many(put.annotations, 'annotation')}"
    )
    if put.moved_to:
        say(f"what was there before is kept: {put.moved_to}")
    default = put.folder in (server.default_folder().resolve(), server.default_folder(for_team=True).resolve())
    start = "annotate studio start" + (" --team" if put.for_team else "")
    say(f"Next: {start}" + ("" if default else f" --folder {put.folder}"))


def compose(
    folder: Path = typer.Argument(..., metavar="FOLDER", help="A new folder to write the files to."),
    address: str = typer.Option(
        ..., "--address", metavar="URL", help="The address people use, such as https://labels.example.org."
    ),
) -> None:
    """Write a compose.yaml for a server: Label Studio, PostgreSQL, and a proxy that encrypts."""
    from annotate.studio.server.compose import write_compose

    written = write_compose(folder, address)
    say(f"wrote {', '.join(path.name for path in written)} to {folder}; only you can read its folder secrets")
    say(f"Next: copy {folder} to the server and run there: docker compose up -d")


def _facts(running: Server) -> dict[str, object]:
    return {
        "url": running.public_url,
        "local_url": running.url,
        "team": running.for_team,
        "database": running.has_database,
        "email": running.email,
        "password_file": str(running.password_file),
        "token_file": str(running.token_file),
        "log": str(running.log),
        "pid": running.pid,
    }


def _show_server(running: Server) -> None:
    say(f"  address   {running.public_url}\n  e-mail    {running.email}\n  password  in {running.password_file}")
    say(f"  log       {running.log}")
    if not running.has_database:
        warn("Its database is not running; start it with annotate studio start")
