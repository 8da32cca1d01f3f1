"""``annotate explain``: why a sentence got its label."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import FORM, check_format, say, show, show_json, working

if TYPE_CHECKING:
    from annotate.learn.evaluation.explaining import Explanation


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog='Example: annotate explain models/stance "The council thanked its neighbours."')(explain)


def explain(
    model: Path = typer.Argument(..., metavar="MODEL", help="A model folder."),
    text: str = typer.Argument(..., metavar="SENTENCE", help="The sentence, in quotation marks."),
    label: str | None = typer.Option(None, help="Explain this label's probability instead of the most probable one's."),
    nearest: int = typer.Option(5, min=0, help="How many training sentences to show."),
    before: str | None = typer.Option(None, help="The sentence before, if the model uses it."),
    after: str | None = typer.Option(None, help="The sentence after, if the model uses it."),
    speaker: str | None = typer.Option(None, help="The speaker, if the model uses it."),
    target: str | None = typer.Option(None, help="The target, if the model uses it."),
    form: str = FORM,
) -> None:
    """Show the words that pushed a sentence to its label, and the training sentences most like it."""
    import annotate as an

    check_format(form)
    with working("explaining"):
        explanation = an.explain(
            model,
            text,
            label=label,
            nearest=nearest,
            before=before,
            after=after,
            speaker=speaker,
            target=target,
        )
    if form == "json":
        show_json(
            {
                "text": explanation.text,
                "label": explanation.label,
                "probabilities": explanation.probabilities,
                "words": explanation.words.to_dict("records"),
                "likeness": explanation.likeness,
                "nearest": explanation.nearest.to_dict("records"),
            }
        )
        return
    _show(explanation, nearest)


def _show(explanation: Explanation, nearest: int) -> None:
    import pandas as pd

    rows = [{"label": name, "probability": value} for name, value in explanation.probabilities.items()]
    show(pd.DataFrame(rows).sort_values("probability", ascending=False), title=f"Explaining: {explanation.label}")
    words = explanation.words.assign(strength=explanation.words["push"].abs()).sort_values("strength", ascending=False)
    title = f"How much of the probability of {explanation.label} each word carries"
    show(words[["word", "push"]].head(10), title=title)
    if len(explanation.nearest):
        similar = explanation.nearest[["likeness", "label", "text"]]
        show(similar, title=f"Most similar in training, by {explanation.likeness}")
    elif nearest:
        say("The model was saved without its training sentences, so none can be shown.")
