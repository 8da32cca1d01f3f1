"""``annotate replicate``: the bundle that reruns every number."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

from annotate.cli.console import bar, exit_if_rejected, say, show_ledger
from annotate.cli.publish._estimating import (
    ASSUME_RANDOM,
    BATCH,
    ESTIMATOR,
    FRAME,
    OUT_OF_FOLD,
    POPULATION,
    QUESTION,
    SCORES,
    UNIT,
    WEIGHTS,
)
from annotate.cli.verb import wrong_usage_in_a_sentence
from annotate.errors import UsageError

_OPTIONS = re.compile(r"`[^`]*`|(?:^|\s)(?P<options>(?:--[a-z]|-o\b).*)", re.DOTALL)
"""A column in backticks, whatever is in its name, or the options of a regression, which follow its formula."""


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate replicate scores.parquet --gold gold.csv -o study.zip")(replicate)


def replicate(
    scores: Path = SCORES,
    output: Path = typer.Option(..., "-o", "--output", metavar="STUDY.zip", help="The bundle to write."),
    gold: Path = typer.Option(None, "--gold", help="Human labels; by default the study's."),
    annotations: Path = typer.Option(None, "--annotations", help="Each annotator's labels; by default the study's."),
    model: Path = typer.Option(None, "--model", help="The model folder; by default the study's."),
    question: str = QUESTION,
    by: str = typer.Option("", "--by", help="Columns to group by, beside outlet and month."),
    estimate: list[str] = typer.Option(
        [],
        "--estimate",
        metavar="OPTIONS",
        help="Also shares by these options of annotate estimate, such as '--by party'; repeatable.",
    ),
    regress: list[str] = typer.Option(
        [],
        "--regress",
        metavar="FORMULA",
        help="A regression, with options of annotate regress: 'critical ~ outlet --model logistic'; repeatable.",
    ),
    event: str = typer.Option(
        None, "--event", metavar="DATE", help="For regressions: a date, such as 2031-09-01; adds the column after."
    ),
    periods: str = typer.Option(None, "--periods", help="For regressions: day, week, month ... around the event."),
    reference: str = typer.Option(
        "", "--reference", metavar="COLUMN=VALUE", help="For regressions: the value others are compared with."
    ),
    estimator: str = ESTIMATOR,
    population: str = POPULATION,
    weights: str = WEIGHTS,
    unit: str = UNIT,
    out_of_fold: Path = OUT_OF_FOLD,
    batch: Path = BATCH,
    frame: Path = FRAME,
    assume_random: bool = ASSUME_RANDOM,
    with_text: bool = typer.Option(
        False, "--with-text", help="Include the sentences; you need the right to share them."
    ),
    title: str = typer.Option("", "--title", help="The bundle's title."),
) -> None:
    """Write a bundle from which every number can be recomputed: labels, scores, design, codebook, script."""
    import annotate as an
    from annotate.cli.publish import estimate as estimate_verb
    from annotate.cli.publish import regress as regress_verb

    study, ledger = an.Study.here(), an.Ledger()
    path = an.replicate(
        study.path_or(scores, "scores", parameter="scores"),
        output=output,
        gold=gold,
        annotations=annotations,
        model=model,
        question=question,
        by=by,
        estimate=[_typed("estimate", estimate_verb, [], one) for one in estimate],
        regress=[_typed("regress", regress_verb, *formula_and_options(one)) for one in regress],
        event=event,
        periods=periods,
        reference=reference,
        estimator=estimator,
        population=population,
        weights=weights,
        unit=unit,
        out_of_fold=out_of_fold,
        batch=batch,
        frame=frame,
        assume_random=assume_random,
        with_text=with_text,
        title=title,
        study=study,
        ledger=ledger,
        progress=bar,
    )
    show_ledger(ledger)
    if not with_text:
        say("the text of the articles is left out (copyright); --with-text puts it in")
    say(f"wrote {path}; unpacked, python rerun.py computes every number again")
    exit_if_rejected(ledger)


def formula_and_options(words: str) -> tuple[list[str], str]:
    """The formula of a regression as the first argument of `annotate regress`, and its options."""
    options = next((match for match in _OPTIONS.finditer(words) if match["options"]), None)
    formula = (words if options is None else words[: options.start()]).strip()
    if not formula:
        raise UsageError(
            f"`regress` {words.strip()!r}: no formula; write it before the options, as 'critical ~ outlet --model ...'"
        )
    return [formula], "" if options is None else options["options"]


def _typed(verb: str, module: ModuleType, first: list[str], options: str) -> dict[str, Any]:
    """The arguments of `verb` that are typed in an option: those that come `first`, then its options."""
    app = typer.Typer(add_completion=False)
    module.register(app)
    command = typer.main.get_command(app)
    words = " ".join([*first, options.strip()]).strip()
    try:
        arguments = [*first, *shlex.split(options)]
    except ValueError as error:
        raise UsageError(f"`{verb}` {words!r}: {error}") from error
    if {"-h", "--help"} & set(arguments):
        raise UsageError(
            f"`{verb}` {words!r}: help is no analysis, so nothing would be archived; see annotate {verb} --help"
        )
    with wrong_usage_in_a_sentence(f"these are options of annotate {verb} in {words!r}"):
        context = command.make_context(f"annotate {verb}", arguments)
    typed = [name for name in context.params if str(context.get_parameter_source(name)).endswith("COMMANDLINE")]
    # A callback may have taken the value of an option away, which was typed nevertheless.
    return {name: True if context.params[name] is None else context.params[name] for name in typed}
