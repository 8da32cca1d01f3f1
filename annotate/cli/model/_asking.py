"""Options of the verbs that may ask a language model, and what a dry run shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import say

if TYPE_CHECKING:
    from annotate.learn.endpoints.spending import Cost

ENDPOINT: str | None = typer.Option(
    None,
    metavar="URL",
    help="A language model's server (OpenAI-compatible, such as http://127.0.0.1:8000/v1); text goes there only.",
)
KEY_FILE: Path | None = typer.Option(
    None, metavar="FILE", help="File with the server's key, readable by you only; by default ANNOTATE_ENDPOINT_KEY."
)
CONCURRENCY: int | None = typer.Option(None, min=1, max=256, help="Concurrent requests to the server; by default 4.")
PRICE: str | None = typer.Option(None, metavar="IN,OUT", help="Price of a million tokens, input and output.")
BUDGET: str | None = typer.Option(
    None, help="Stop before spending more than this: '500k tokens', or money with --price. Run again to continue."
)
DRY_RUN: bool = typer.Option(
    False, "--dry-run", help="Show what would be asked and what it would cost; send and write nothing."
)


def show_cost(cost: Cost) -> None:
    """Show what a run would ask."""
    say(f"Would ask {cost.llm} at {cost.url}: {cost.words()}. Nothing was sent.")
    if cost.requests:
        say("A server that sends no log-probabilities is asked each question five times.")
