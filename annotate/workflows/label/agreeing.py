"""Annotations that count, and how far annotators agree."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError, UsageError, check_choice
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    SHOWN_REJECTS,
    Names,
    StrPath,
    TableOrPath,
    check_output,
    ledger_of,
    log,
    name_of,
    names_in,
    scheme_of,
    seed_of,
    source_of,
    table_of,
    write_result,
)

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.workflows.study import Study

_ARTICLES = ("sentence_id", "article_id")


def agreement(
    annotations: TableOrPath | None = None,
    *,
    question: str | None = None,
    output: StrPath | None = None,
    fail_under: float | None = None,
    measure: str = "alpha_nominal",
    by: str | None = None,
    item_column: str = "sentence_id",
    annotator_column: str = "annotator",
    label_column: str = "label",
    order: Names = (),
    beside: TableOrPath | None = None,
    sentences: TableOrPath | None = None,
    resamples: int = 1000,
    seed: int | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> pd.DataFrame:
    """Measure the agreement between annotators, with bootstrap intervals.

    Skips do not count, and missing annotations are normal.

    Parameters
    ----------
    annotations
        A table with one annotation per row.
    question
        One question; by default all of them.
    output
        Where to write the table: data, or for .docx, .tex and .md a table for a paper.
    fail_under, measure
        Raise `InputError` if this coefficient is lower than `fail_under`.
    by
        Instead of the coefficients, a table by ``label``, ``annotator`` or ``pair`` of labels.
    item_column, annotator_column, label_column
        Columns of `annotations`: what was labelled, by whom, and the label.
    order
        Labels from one end to the other, for ``alpha_ordinal``; by default the scale of the scheme.
    beside
        Scores of models, or annotations that `convert` made of them. The coefficients are computed among the people
        first, and then again with each model as a further annotator; the column ``beside`` names it.
    sentences
        A table with ``sentence_id`` and ``article_id``, to resample whole articles; by default the study's sentences,
        batch or scores.
    resamples, seed
        Of the bootstrap; by default the study's seed.
    scheme
        By default the study's.

    Returns
    -------
    DataFrame
        As `annotate.labels.agreement_measures.agreement` gives it, or the table that `by` asks for.

    Raises
    ------
    InputError
        If no sentence has annotations by two annotators, a parameter is unknown, or agreement is too low.
    """
    import pandas as pd

    from annotate.labels import agreement_measures as measures
    from annotate.labels.coefficients import COEFFICIENTS

    if by is not None:
        check_choice("by", by, measures.VIEWS)
    check_choice("measure", measure, COEFFICIENTS)
    check_bound(fail_under, by)
    check_output(output, [annotations, sentences])
    source = source_of(annotations, study, "annotations")
    columns = {item_column: "sentence_id", annotator_column: "annotator", label_column: "label"}
    run = ledger_of(ledger, "agreement")
    table = table_of(source, None, "annotations", rename=columns, ledger=run)
    if "question" not in table.columns:
        table = table.assign(question=label_column)
    usable = usable_annotations(table, name_of(source, "annotations"), run)
    people, models = with_models(usable, beside, scheme_of(scheme, study))
    record_annotations(run, usable, question, adjudicated=measures.adjudicated_answers(people, question))
    if by:
        everybody = pd.concat([people, models]) if len(models) else people
        view = measures.VIEWS[by](everybody, question=question)
        run.notes.append(f"disagreement by {by}, in the place of the coefficients")
        _write_and_log(view, output, run, study)
        return view
    run.used.append(_shared_sentences(people, question))
    run.notes += _on_several(people, question)
    articles, chosen = _articles(sentences, people, study, run), seed_of(seed, study)

    def measured(table: pd.DataFrame) -> pd.DataFrame:
        orders = measures.orders_of(table, scheme_of(scheme, study), names_in(order))
        return measures.agreement(
            table, question=question, articles=articles, orders=orders, resamples=resamples, seed=chosen
        )

    coefficients = _beside_each_model(measured, people, models) if len(models) else measured(people)
    _write_and_log(coefficients, output, run, study)
    if fail_under is not None:
        require_agreement(coefficients, measure, fail_under)
    return coefficients


def _write_and_log(table: pd.DataFrame, output: StrPath | None, run: Ledger, study: Study | None) -> None:
    write_result(table, output)
    if output is not None:
        run.written.append(Count(len(table), "row", str(output)))
    log(run, study)


def with_models(
    annotations: pd.DataFrame, beside: TableOrPath | None, scheme: Scheme
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The annotations of people, and those of models: of `annotations` and of `beside`, for the same sentences.

    Raises
    ------
    InputError
        If `beside` holds neither scores nor annotations, or none of the sentences that people annotated.
    """
    import pandas as pd

    from annotate.io.exports.exchange import annotations_of_rows
    from annotate.io.exports.scores import rows_of_scores
    from annotate.tables import ANNOTATIONS, conform, machine_origins

    by_machine = machine_origins(annotations["origin"]).notna()
    people, models = annotations[~by_machine], annotations[by_machine]
    if beside is None:
        return people, models
    table, where = table_of(beside, None, "beside"), name_of(beside, "beside")
    if "annotator" not in table.columns:
        table = annotations_of_rows(rows_of_scores(table, where), scheme, where)
    table = conform(table, ANNOTATIONS, where)
    table = table[table["question"].isin(people["question"].unique())]
    table = table[table["sentence_id"].isin(people["sentence_id"])]
    if table.empty:
        raise InputError(f"{where}: none of the sentences that people annotated; pass scores of the batch as `beside`")
    return people, pd.concat([models, table], ignore_index=True)


def check_bound(fail_under: float | None, by: str | None = None) -> None:
    """Raise `UsageError` if no coefficient can be compared with the bound `fail_under`, or `by` asks for none."""
    if by is not None and fail_under is not None:
        raise UsageError(
            "`by` and `fail_under`: a bound is for the coefficients, which `by` replaces; pass one of them"
        )
    if fail_under is not None and not -1 <= fail_under <= 1:
        raise UsageError(f"`fail_under` {fail_under:g}: a coefficient is from -1 to 1")


def require_agreement(coefficients: pd.DataFrame, measure: str, fail_under: float) -> None:
    """Raise `InputError` where `measure` among people is lower than `fail_under` in what `agreement` gave."""
    from annotate.labels.agreement_measures import require

    people = coefficients[coefficients["beside"] == ""] if "beside" in coefficients.columns else coefficients
    if people.empty:
        raise InputError("`fail_under`: one person annotated alone, so there is no agreement among people to measure")
    require(people, measure, fail_under)


def _beside_each_model(
    measured: Callable[[pd.DataFrame], pd.DataFrame], people: pd.DataFrame, models: pd.DataFrame
) -> pd.DataFrame:
    """What is `measured` among `people`, and with each of `models` as one more annotator, whose name is ``beside``."""
    import pandas as pd

    # One person alone agrees with nobody; the models do or do not.
    parts = [measured(people).assign(beside="")] if people["annotator"].nunique() != 1 else []
    for name, rows in models.groupby("annotator", sort=False):
        parts.append(measured(pd.concat([people, rows], ignore_index=True)).assign(beside=name))
    return pd.concat(parts, ignore_index=True)


def usable_annotations(table: pd.DataFrame, where: str, ledger: Ledger) -> pd.DataFrame:
    """The rows of an annotations table that can be used; the others are warned of and recorded in `ledger`."""
    from annotate.io.rejects import Reject
    from annotate.labels import annotations

    rows, rejects = annotations.usable_annotations(table, where)
    for row in rejects.head(SHOWN_REJECTS).itertuples():
        warnings.warn(f"{row.where}: {row.reason}", AnnotateWarning, stacklevel=3)
    ledger.read.append(Count(len(table), "annotation", where))
    unusable = [Reject(str(row.where), str(row.reason), str(row.row)[:200]) for row in rejects.itertuples()]
    ledger.reject(unusable, "unusable")
    return rows


def record_annotations(ledger: Ledger, table: pd.DataFrame, question: str | None, *, adjudicated: int = 0) -> None:
    """Write to `ledger` which annotations count, and why others do not; `adjudicated` are by adjudicators."""
    from annotate.labels.annotations import current_annotations

    skipped = table["skipped"].fillna(False).astype(bool)
    empty = ~skipped & table["label"].isna()
    current = current_annotations(table)
    asked = current if question is None else current[current["question"] == question]
    ledger.used.append(Count(len(asked) - adjudicated, "annotation"))
    ledger.leave_out(adjudicated, "annotation", "adjudicator")
    ledger.leave_out(int(skipped.sum()), "annotation", "skipped")
    ledger.leave_out(int(empty.sum()), "annotation", "no label")
    replaced = len(table) - int(skipped.sum()) - int(empty.sum()) - len(current)
    ledger.leave_out(replaced, "annotation", "replaced by a later one of the same annotator")
    ledger.leave_out(len(current) - len(asked), "annotation", "another question")


def _shared_sentences(table: pd.DataFrame, question: str | None) -> Count:
    """The items that two annotators or more have labelled for one question."""
    from annotate.labels.annotations import current_annotations
    from annotate.tables import item_columns, item_name

    current = current_annotations(table)
    asked = current if question is None else current[current["question"] == question]
    annotators = asked.groupby([*item_columns(asked), "question"])["annotator"].nunique()
    return Count(int((annotators > 1).sum()), item_name(current), "labelled by two annotators or more")


def _on_several(table: pd.DataFrame, question: str | None) -> list[str]:
    """What agreement on whole answers leaves out, where answers have several labels."""
    from annotate.scheme import SEVERAL

    asked = table if question is None else table[table["question"] == question]
    names = asked["question"][asked["label"].str.contains(SEVERAL, regex=False).fillna(False)].unique()
    return [
        f"{name}: answers agree where all of their labels are the same; `by` label compares label by label"
        for name in names
    ]


def _articles(
    sentences: TableOrPath | None, people: pd.DataFrame, study: Study | None, ledger: Ledger
) -> pd.DataFrame | None:
    """The table that has the article of each sentence: `sentences`, or else what the study has."""
    from annotate.columns import listed

    if sentences is None:
        return articles_of(people, study)
    table = table_of(sentences, None, "sentences", ledger=ledger)
    for column in _ARTICLES:
        if column not in table.columns:
            where = name_of(sentences, "sentences")
            raise InputError(f"{where}: no column '{column}'; found {listed(table.columns)}")
    return table.astype({"sentence_id": "str"})


def articles_of(annotations: pd.DataFrame, study: Study | None) -> pd.DataFrame | None:
    """The article of each sentence of `annotations`, from the study's sentences, batch or scores; None without any."""
    import pandas as pd

    parts: list[pd.DataFrame] = []
    wanted = pd.Series(annotations["sentence_id"].astype("str").unique())
    for name in ("sentences", "batch", "scores"):
        path = study.existing(name) if study else None
        if path is None or not len(wanted):
            continue
        table = table_of(path, None, name) if path.is_file() else pd.DataFrame()
        if set(_ARTICLES) <= set(table.columns):
            rows = table[list(_ARTICLES)].astype({"sentence_id": "str"})
            parts.append(rows[rows["sentence_id"].isin(wanted)])
            wanted = wanted[~wanted.isin(rows["sentence_id"])]
    return pd.concat(parts, ignore_index=True) if parts else None
