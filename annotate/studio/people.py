"""Annotators' accounts: a link to sign up with, or accounts created for them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from annotate.errors import InputError, StudioError
from annotate.io.remote.hosts import is_local
from annotate.io.writing import write_private
from annotate.studio.client import ask, connect, emails, requesting
from annotate.studio.connection import Connection, trusted_at

_EMAIL = re.compile(r"[^@\s/\\]+@[^@\s/\\]+")


@dataclass(frozen=True)
class Account:
    """An annotator's account."""

    email: str
    password_file: Path | None
    """The file with the password; None if the account existed before."""


def invite_link(connection: Connection) -> str:
    """The address at which people create their own accounts; whoever has it can label.

    Raises
    ------
    StudioError
        If the server refuses: only an owner may invite.
    """
    client = connect(connection)
    with requesting(connection.url, "asking for an invitation"):
        path = str(ask(client, "api/invite").get("invite_url") or "")
    if not path:
        raise StudioError(f"{connection.url}: it gave no invitation; invite people on its page Organization")
    return urljoin(f"{connection.public_url}/", path)


def make_accounts(names: Sequence[str], connection: Connection, folder: Path) -> list[Account]:
    """Create an account for each e-mail address in `names`, with its password in a file in `folder` only you can read.

    Existing accounts keep their passwords.

    Raises
    ------
    InputError
        If a name is not an e-mail address; then no account is created.
    StudioError
        If the server refuses.
    """
    wrong = [name for name in names if not _EMAIL.fullmatch(name)]
    if wrong:
        raise InputError(f"{wrong[0]!r}: not an e-mail address; an account needs one, such as ana@localhost")
    link = invite_link(replace(connection, address=""))  # programs reach the server by `url`
    known = {email.lower() for email in emails(connect(connection)).values()}
    return [
        Account(name.lower(), None if name.lower() in known else _make(name.lower(), connection.url, link, folder))
        for name in dict.fromkeys(names)
    ]


def _make(email: str, url: str, link: str, folder: Path) -> Path:
    """Sign `email` up with the server's own form, because an account created by its API has no password."""
    password = secrets.token_urlsafe(12)
    path = folder / email
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(path, password + "\n")
    except OSError as error:
        raise StudioError(f"{path}: cannot be written ({error.strerror}); make the folder writable") from error
    with (
        requesting(url, f"creating an account for {email}"),
        httpx.Client(trust_env=not is_local(url), timeout=60, follow_redirects=False, verify=trusted_at(url)) as http,
    ):
        http.get(link).raise_for_status()
        guard = http.cookies.get("csrftoken", "")
        form = {"email": email, "password": password, "csrfmiddlewaretoken": guard}
        params = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
        # Named, because a cookie that may only travel encrypted is not sent to a server on this machine behind a proxy.
        headers = {"Referer": link, "Cookie": f"csrftoken={guard}"}
        http.cookies.clear()
        answer = http.post(link.partition("?")[0], params=params, data=form, headers=headers)
    if answer.status_code != httpx.codes.FOUND:
        path.unlink()
        raise StudioError(f"{url}: no account could be made for {email}; send the invitation {link} instead")
    return path
