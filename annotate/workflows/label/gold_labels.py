"""The gold labels that correct a model's shares: read, with those that cannot be used reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import TableOrPath, name_of, reject_rows, table_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.workflows.publish.large_scores import Wanted


def labels_of_people(source: TableOrPath, question: str | None, ledger: Ledger) -> pd.DataFrame:
    """The gold labels in `source`; `ledger` gets rows that cannot be read.

    Raises
    ------
    InputError
        If a sentence has two labels of one question, and it is known which question is asked.
    """
    from annotate import tables
    from annotate.columns import on_repeated

    gold = table_of(source, tables.GOLD, "gold", ledger=ledger)
    questions = gold["question"].dropna().unique()
    rows = gold[gold["question"].isna() | gold["question"].eq(question).fillna(False)]
    rows = gold if question is None and len(questions) < 2 else rows
    if twice := item_twice(rows):
        advice = on_repeated(twice, "run annotate resolve")
        raise InputError(f"{name_of(source, 'gold')}: sentence {twice} has two labels; {advice}")
    return gold


def with_known_labels(
    gold: pd.DataFrame, scores: pd.DataFrame, wanted: Wanted | None, source: TableOrPath, ledger: Ledger
) -> pd.DataFrame:
    """`gold` without the few rows whose label is none of the model's; `ledger` gets these.

    Many such rows are left: they answer another question, which is an error where the labels are used.
    """
    from annotate.estimation.counting import labels_of
    from annotate.estimation.design.stray_labels import stray_labels
    from annotate.io.rejects import Reject, beginning
    from annotate.scheme import DEFAULT

    scheme = (wanted.scheme if wanted is not None else None) or DEFAULT
    known = [name for question in scheme.questions for name in question.names]
    stray = stray_labels(gold, scores, None if wanted is None else wanted.question, known)
    if not stray.any():
        return gold
    advice = f"the model has {', '.join(labels_of(scores))}"
    rejects = [
        Reject(
            f"{name_of(source, 'gold')}: sentence {row['sentence_id']}",
            f"unknown label {str(row['label'])[:40]!r}; {advice}",
            beginning(row.to_dict()),
        )
        for _, row in gold[stray].iterrows()
    ]
    reject_rows(ledger, rejects)
    return gold[~stray].reset_index(drop=True)


def item_twice(rows: pd.DataFrame) -> str:
    """The name of the first item that has two rows; empty if there is none."""
    from annotate.tables import item_columns

    twice = rows.duplicated(item_columns(rows)).to_numpy()
    if not twice.any():
        return ""
    return " toward ".join(str(one) for one in rows[item_columns(rows)].iloc[int(twice.argmax())].dropna())
