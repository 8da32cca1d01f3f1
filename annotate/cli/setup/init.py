"""``annotate init``: a study folder with settings, guidelines and a .gitignore."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from annotate.cli.console import say
from annotate.errors import AnnotateError, InputError

if TYPE_CHECKING:
    from annotate.workflows.setup.new_study import StudyPlan


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate init my-study --coders 2")(init)


def init(
    folder: Path = typer.Argument(Path("."), metavar="DIR", help="The folder; created if it does not exist."),
    yes: bool = typer.Option(False, "--yes", "-y", help="Ask nothing; use stance and sentiment, and one coder."),
    coders: int | None = typer.Option(None, "--coders", min=1, help="How many people label the same sentences."),
    language: str | None = typer.Option(
        None, "--language", help="Language of what annotators read: de, en, es, fr, it or pt; by default en."
    ),
) -> None:
    """Start a study: annotate.toml, guidelines.md and .gitignore.

    In a terminal it asks for the questions, their labels and keys, how many people label, and in which language; Enter
    takes what is proposed. All of it can be changed in annotate.toml later, before labelling begins.
    """
    from annotate.studio.wording.wordings import ENGLISH, check_language
    from annotate.workflows.setup.new_study import StudyPlan, write_study
    from annotate.workflows.setup.settings import SETTINGS

    if language is not None:
        check_language(language, f"`language` {language!r}")
    title = folder.resolve().name
    asking = not yes and sys.stdin.isatty() and sys.stdout.isatty() and not (folder / SETTINGS).exists()
    plan = _ask(title, coders, language) if asking else StudyPlan(title, (), coders or 1, language or ENGLISH)
    if not (asking or yes):
        say("not in a terminal, so nothing was asked: using the defaults")
    for path in write_study(folder, plan):
        say(f"wrote {path}")
    people = "one coder" if plan.coders == 1 else f"{plan.coders} coders"
    say(f"questions: {', '.join(plan.scheme.by_name)}; {people}; all of it is explained in {SETTINGS}")
    if plan.coders > 1:
        _explain_coders(plan.coders)
    enter = "" if folder.resolve() == Path.cwd() else f"cd {folder}, "
    say(f"Next: {enter}put articles into a folder news, and run annotate split news")


def _explain_coders(count: int) -> None:
    say(
        f"Overlap: annotate push --overlap {count} gives each sentence to {count} people.\n"
        "Blind: annotate push --coders ana,ben gives each a project of their own.\n"
        "Without a server: annotate label --annotator ana, and the same for ben.\n"
        "Training: annotate train-coders --annotator ben, where answers are known.\n"
        "Agreement: annotate agreement; 0.8 is good, under 0.667 too little to build on.\n"
        "Gold: annotate resolve makes one label of several; --review sends ties back."
    )


def _ask(title: str, coders: int | None, language: str | None) -> StudyPlan:
    from annotate.workflows.setup.new_study import StudyPlan

    title = _asked(typer.prompt, "Title of the study", default=title)
    say("The usual questions are stance (conciliatory, critical, neutral) and sentiment.")
    questions: list[dict[str, Any]] = []
    if not _asked(typer.confirm, "Ask these?", default=True):
        while not questions or _asked(typer.confirm, "Another question?", default=False):
            _ask_question(questions)
    if coders is None:
        coders = _asked(typer.prompt, "How many people label the same sentences", "coders", default=1, type=int)
    return StudyPlan(title, tuple(questions), max(1, coders), language or _ask_language())


def _ask_language() -> str:
    """Ask for the language of what annotators read until there are words in it."""
    from annotate.studio.wording.wordings import ENGLISH, check_language, languages

    say("annotate split detects the language of each article; this one is the language of what annotators read.")
    while True:
        code = _asked(typer.prompt, f"Language of annotators ({', '.join(languages())})", "language", default=ENGLISH)
        try:
            check_language(code, code)
        except InputError as error:
            say(f"{error}; once more")
            continue
        return str(code)


def _ask_question(questions: list[dict[str, Any]]) -> None:
    """Ask for one more question until it can be asked of annotators."""
    from annotate.workflows.setup.new_study import planned_scheme

    while True:
        title = _asked(typer.prompt, "Question, as annotators read it (for example: Topic of the sentence)")
        name = _asked(typer.prompt, "Its name in tables", default=_short_name(title))
        names = _listed(_asked(typer.prompt, "Its labels, with commas between"))
        question: dict[str, Any] = {"name": name, "title": title, "labels": names}
        try:
            proposed = planned_scheme([*questions, question]).by_name[name].labels
            keys = ",".join(label.hotkey for label in proposed)
            chosen = _listed(_asked(typer.prompt, "A key for each", default=keys)) if keys.strip(",") else []
            question["labels"] = [
                {"name": label, "hotkey": key} for label, key in zip(names, [*chosen, *[""] * len(names)], strict=False)
            ]
            question["required"] = _asked(typer.confirm, "Must it be answered?", default=not questions)
            question["multiple"] = _asked(typer.confirm, "May several labels fit?", default=False)
            planned_scheme([*questions, question])
        except InputError as error:
            say(f"{error}; once more")
            continue
        questions.append(question)
        return


def _asked(ask: Callable[..., Any], words: str, parameter: str = "", **more: Any) -> Any:
    """The answer to a question; `parameter` is the one that answers it without asking, if there is one."""
    try:
        return ask(words, err=True, **more)
    except typer.Abort as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        advice = f"pass `{parameter}`, or `yes` to be asked nothing" if parameter else "pass `yes` to be asked nothing"
        raise AnnotateError(f"standard input ended at the question {words!r}; {advice}") from error


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _short_name(title: str) -> str:
    words = re.findall(r"[^\W_]+", title.lower())
    return words[0] if words else "question"
