"""``annotate audit``: labels that look wrong, and annotators who drift or rush."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import FORM, bar, check_format, exit_if_rejected, say, show, show_ledger
from annotate.cli.label._project_options import PROJECT, URL
from annotate.cli.model._labelled_rows import GOLD, QUESTION, SENTENCES

if TYPE_CHECKING:
    import pandas as pd


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate audit gold.csv sentences.parquet --top 30")(audit)


def audit(
    gold: Path | None = GOLD,
    sentences: Path | None = SENTENCES,
    output: Path | None = typer.Option(
        None, "-o", "--output", metavar="TABLE", help="Write all labels, ranked, to this table."
    ),
    question: str | None = QUESTION,
    recipe: str = typer.Option("default", help="The classifier that is cross-validated by article: {recipes}."),
    top: int = typer.Option(20, min=1, help="How many to show, or to push."),
    annotations: Path | None = typer.Option(
        None, help="Checked for annotators who drift or rush; by default the study's."
    ),
    push: bool = typer.Option(False, "--push", help="Push the flagged ones among these to be labelled again."),
    form: str = FORM,
    project: str | None = PROJECT,
    url: str | None = URL,
    seed: int | None = typer.Option(None, min=0, help="Seed of the folds and the recipe."),
) -> None:
    """Rank labels by how wrong they look to a model that has not seen them, and to their near-duplicates."""
    import annotate as an

    check_format(form)
    ledger = an.Ledger()
    ranked = an.audit(
        gold,
        sentences,
        output=output,
        question=question,
        recipe=recipe,
        top=top,
        annotations=annotations,
        push=push,
        project=project,
        url=url,
        seed=seed,
        study=an.Study.here(),
        ledger=ledger,
        progress=bar,
    )
    shown = ranked.head(top)
    several = "labels_in_doubt" in ranked.columns
    what = "answers" if several else "labels"
    title = f"{len(shown)} of {len(ranked)} {what}, the most likely mistakes first"
    show(shown if form == "json" else _readable(shown), form, title)
    of_labels = _counted(ranked["labels_in_doubt"]) if several else ""
    say(f"{int(ranked['flagged'].sum())} of {len(ranked)} {what} are in doubt{of_labels}")
    show_ledger(ledger)
    exit_if_rejected(ledger)


def _counted(doubtful: pd.Series) -> str:
    """In how many answers each of several labels is in doubt."""
    from annotate.scheme import SEVERAL

    counts = doubtful[doubtful != ""].str.split(SEVERAL, regex=False).explode().value_counts()
    return ": " + ", ".join(f"{label} in {count}" for label, count in counts.items()) if len(counts) else ""


def _readable(shown: pd.DataFrame) -> pd.DataFrame:
    """What fits in a terminal: label and suggestion in one column, and the beginning of the sentence."""
    shown = shown.assign(**{name: shown[name].replace("", "none") for name in ("label", "suggested")})
    changed = shown["label"] + " → " + shown["suggested"]
    why = shown["reason"].where(shown["reason"].str.startswith("a near-duplicate"), "")
    text = shown["text"].str.slice(0, 120) if "text" in shown.columns else ""
    small = shown[["sentence_id"]].assign(change=changed.where(shown["suggested"] != shown["label"], shown["label"]))
    return small.assign(quality=shown["quality"].round(2), sentence=text + why.map(lambda w: f" ({w})" if w else ""))
