"""Connecting to a Label Studio, and turning its failures into messages.

The SDK's retries are switched off, because it also retries requests that add tasks: when a server was killed in the
middle of an import of 8,000 tasks, it ended up with 16,000. Callers check what arrived before they send again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from label_studio_sdk.core.api_error import ApiError
from label_studio_sdk.core.parse_error import ParsingError

from annotate.errors import StudioError
from annotate.io.remote.hosts import is_local
from annotate.studio.connection import TOKEN_VARIABLE, Connection, trusted_at
from annotate.studio.sdk_client import LabelStudio

TIMEOUT = 600.0
TRANSPORT = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError)
_ADVICE = "check `url`, or run annotate studio start for a server on this machine"


def connect(connection: Connection) -> LabelStudio:
    """A client of a Label Studio, returned once the server has accepted the token.

    Raises
    ------
    StudioError
        If nothing answers at its address, it is not Label Studio, or it refuses the token; the message names the kind
        of token.
    """
    url, token = connection.url.strip().rstrip("/"), connection.token.strip()
    if urlsplit(url).scheme not in ("http", "https"):
        raise StudioError(f"{url or 'the address'}: not the address of a server; write it as http://host:port")
    if not token:
        raise StudioError(f"{url}: no token; put one into {TOKEN_VARIABLE} (Account & Settings, Access Token)")
    try:
        # Requests to this machine must not go through a proxy.
        http = httpx.Client(timeout=TIMEOUT, follow_redirects=True, trust_env=not is_local(url), verify=trusted_at(url))
        client = LabelStudio(base_url=url, api_key=token, timeout=TIMEOUT, max_retries=0, httpx_client=http)
        owner = client.users.whoami()
    except ApiError as error:
        raise StudioError(_refusal(url, token, error)) from error
    except TRANSPORT as error:
        raise StudioError(f"{url}: no Label Studio answers there ({_reason(error)}); {_ADVICE}") from error
    except (ParsingError, ValueError, UnicodeError) as error:
        raise StudioError(f"{url}: the server there is not Label Studio; {_ADVICE}") from error
    if not getattr(owner, "email", None):
        raise StudioError(f"{url}: the server there is not Label Studio; {_ADVICE}")
    return client


@contextmanager
def requesting(url: str, what: str) -> Iterator[None]:
    """Turn exceptions of the SDK while doing `what` at `url` into a `StudioError` that says what to do."""
    try:
        yield
    except ApiError as error:
        raise StudioError(f"{url}: {what}: {_answer(error)}") from error
    except TRANSPORT as error:
        raise StudioError(
            f"{url}: {what}: the server stopped answering ({_reason(error)}); when it runs again, run the same command"
        ) from error
    except (ParsingError, ValueError) as error:
        raise StudioError(f"{url}: {what}: an answer that is not Label Studio's ({str(error)[:80]})") from error


def kind_of_token(token: str) -> str:
    """``legacy``, ``personal`` or ``unknown``, judging by the token's form."""
    if re.fullmatch(r"[0-9a-f]{40}", token):
        return "legacy"
    return "personal" if re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token) else "unknown"


def ask(client: LabelStudio, path: str, **params: Any) -> Any:
    """The server's response to a GET of `path`, for which the SDK has no method or only a slow one."""
    http = client.tasks.with_raw_response._client_wrapper.httpx_client
    answer = http.request(path, method="GET", params=params)
    if answer.status_code >= httpx.codes.BAD_REQUEST:
        raise ApiError(status_code=answer.status_code, body=answer.text)
    return answer.json()


def emails(client: LabelStudio) -> dict[int, str]:
    """The e-mail addresses of all users of the server, by their number."""
    return {int(user.id): str(user.email) for user in client.users.list() if user.id is not None}


def _refusal(url: str, token: str, error: ApiError) -> str:
    if error.status_code in (200, 404, 405):
        return f"{url}: the server there is not Label Studio; {_ADVICE}"
    if error.status_code not in (401, 403):
        return f"{url}: {_answer(error)}"
    kind = kind_of_token(token)
    advice = {
        "legacy": "legacy token (40 letters and digits): it is wrong, or legacy tokens are switched off there; take a"
        " personal access token from Account & Settings",
        "personal": "personal access token: it is wrong, expired or revoked; make a new one in Account & Settings",
        "unknown": "token, which has the form of neither a legacy nor a personal one; copy it again from Account &"
        " Settings",
    }
    return f"{url}: answered {error.status_code} to the {advice[kind]} and put it into {TOKEN_VARIABLE}"


def _answer(error: ApiError) -> str:
    hint = {
        401: "the token is refused",
        403: "this account may not do that; ask the server's owner",
        404: "it does not exist (any more); run annotate push to make it again",
        413: "the request is too large; use a smaller `batch_size`",
    }.get(error.status_code or 0)
    return f"{hint} ({error.status_code})" if hint else f"it answered {error.status_code}: {_reported(error.body)}"


def _reported(body: Any) -> str:
    text = str(body)
    if isinstance(body, dict):
        text = str(body.get("validation_errors") or body.get("detail") or body)
    return "a page instead of an answer" if "<html" in text.lower() else " ".join(text.split())[:300]


def _reason(error: Exception) -> str:
    return str(error).strip() or type(error).__name__
