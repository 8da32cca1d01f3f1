"""``annotate agreement``: how far annotators agree, with intervals and Krippendorff's verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import FORM, check_format, exit_if_rejected, many, say, show, show_ledger, working

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["question", "measure", "value", "low", "high", "sentences", "annotators"]


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate agreement annotations.csv --question stance --fail-under 0.667")(agreement)


def agreement(
    annotations: Path | None = typer.Argument(None, metavar="ANNOTATIONS", help="A table with one annotation per row."),
    question: str | None = typer.Option(None, help="One question; all of them otherwise."),
    output: Path | None = typer.Option(
        None, "-o", "--output", metavar="TABLE", help="Also write the table; .docx, .tex and .md are for a paper."
    ),
    fail_under: float | None = typer.Option(None, metavar="X", help="Exit with status 1 if --measure is below X."),
    measure: str = typer.Option(
        "alpha_nominal",
        help="Measure for --fail-under: {coefficients}.",
    ),
    by: str | None = typer.Option(None, help="Break agreement down by label, annotator or pair (of labels)."),
    form: str = FORM,
    item_column: str = typer.Option("sentence_id", help="The column that says what was labelled."),
    annotator_column: str = typer.Option("annotator", help="The column that says who labelled it."),
    label_column: str = typer.Option("label", help="The column with the label."),
    order: str = typer.Option("", metavar="LABELS", help="Labels from one end to the other, for alpha_ordinal."),
    beside: Path | None = typer.Option(
        None,
        metavar="SCORES",
        help="Scores of a model to compare with the annotators; it is never counted as one of them.",
    ),
    sentences: Path | None = typer.Option(
        None, help="Table with article_id, to resample whole articles; by default the study's."
    ),
    resamples: int = typer.Option(1000, min=1, help="Bootstrap resamples for the intervals."),
    seed: int = typer.Option(None, min=0, help="The same seed gives the same intervals; by default the study's."),
) -> None:
    """Measure agreement between annotators; skips do not count and missing annotations are normal."""
    import annotate as an
    from annotate.workflows.label.agreeing import check_bound

    check_format(form)
    check_bound(fail_under, by)
    ledger = an.Ledger()
    with working("resampling"):
        table = an.agreement(
            annotations,
            question=question,
            measure=measure,
            by=by,
            item_column=item_column,
            annotator_column=annotator_column,
            label_column=label_column,
            order=order,
            beside=beside,
            sentences=sentences,
            output=output,
            resamples=resamples,
            seed=seed,
            study=an.Study.here(),
            ledger=ledger,
        )
    show_ledger(ledger)
    if form == "json" and output is not None:
        say(f"wrote {output}")
    elif by or form == "json":
        show(table if by else table[[*KEYS, *(name for name in ("beside", "left_out") if name in table.columns)]], form)
    else:
        _show(table, ledger.used[-1].unit)
    if fail_under is not None:
        from annotate.workflows.label.agreeing import require_agreement

        require_agreement(table, measure, fail_under)
        say(f"{measure} is at least {fail_under:g}")
    exit_if_rejected(ledger)


def _show(table: pd.DataFrame, item: str) -> None:
    """One table per question, narrow enough for any terminal; `item` is what was labelled."""
    import pandas as pd

    names = table["beside"] if "beside" in table.columns else pd.Series("", index=table.index)
    for (question, beside), part in table.groupby(["question", names], sort=False):
        first = part.iloc[0]
        low, high = part["low"].map("{:.3f}".format), part["high"].map("{:.3f}".format)
        small = part[["measure", "value"]].assign(interval=(low + " to " + high).where(part["low"].notna(), "–"))
        small = small.assign(
            **{"P < 0.667": part["below_667"], "P < 0.800": part["below_800"], "verdict": part["verdict"]}
        )
        of_whom = f"{many(first['annotators'], 'annotator')}"
        of_whom += f", {beside} (a model) among them" if beside else ""
        show(
            small,
            title=f"{question}: {many(first['sentences'], item)} with two annotations or more, by {of_whom}",
        )
        undefined = part.loc[part["value"].isna(), "measure"].tolist()
        if undefined == ["alpha_ordinal"]:
            say("alpha_ordinal needs the labels from one end to the other: `order`, or scale in annotate.toml")
    say("P < 0.667: how likely agreement is lower than that, below which labels are too unreliable to use;")
    say("P < 0.800: the same for the bound from which on they count as reliable (Krippendorff).")
