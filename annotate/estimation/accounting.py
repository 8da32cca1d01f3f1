"""Which scores and human labels a share is based on, and what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.design._model_words import trained_labels
from annotate.estimation.design.summed_scores import LEFT_OUT, counts_of, item_of
from annotate.estimation.options import DEFAULTS, Options
from annotate.estimation.periods import with_groups
from annotate.learn.models.trained_model import LearnedFrom
from annotate.study.ledger import Count, Ledger


def taken_for_training(gold: pd.DataFrame, learned: LearnedFrom) -> int:
    """How many labelled sentences count as trained on because the gold's ``split`` says so, and no model's record."""
    if learned.recorded or learned.trained_on:
        return 0
    return int(gold["sentence_id"][trained_labels(gold, learned)].nunique())


def account(
    scores: pd.DataFrame,
    gold: pd.DataFrame | None,
    ledger: Ledger,
    *,
    by: Sequence[str] = (),
    options: Options = DEFAULTS,
) -> None:
    """Write to `ledger` how many sentences and labels `annotate.estimation.shares.estimate` uses and leaves out.

    Parameters
    ----------
    scores, gold, by, options
        As for `annotate.estimation.shares.estimate`; without `gold` shares are counted from the model's labels.

    Raises
    ------
    InputError
        As `annotate.estimation.shares.estimate`.
    """
    scored = scores["label"].notna()
    body = _is_body(scores)
    before, item = scores.attrs.get(LEFT_OUT, {}), item_of(scores)
    ledger.leave_out(int((~scored).sum()) + before.get("not scored", 0), item, "not scored")
    ledger.leave_out(int((scored & ~body).sum()) + before.get("not body", 0), item, "not body")
    rows = with_groups(scores[scored & body], by)
    grouped, count = np.ones(len(rows), dtype=bool), counts_of(rows)
    for key in by:
        lacking = rows[key].isna().to_numpy(dtype=bool)
        ledger.leave_out(int(count[grouped & lacking].sum()), item, f"no {key}")
        grouped &= ~lacking
    articles = rows.loc[grouped, "article_id"].nunique() if "article_id" in rows.columns else 0
    of_articles = f"of {articles:,} article{'' if articles == 1 else 's'}" if articles else ""
    ledger.used.append(Count(int(count[grouped].sum()), item, of_articles))
    if gold is not None:
        _account_labels(scores, gold, ledger, by, options)


def _account_labels(
    scores: pd.DataFrame, gold: pd.DataFrame, ledger: Ledger, by: Sequence[str], options: Options
) -> None:
    use = labelled(scores, gold, by=by, options=options).use
    ledger.used.append(Count(use.drawn - use.ungrouped, use.name, "drawn at random"))
    if use.beforehand:
        ledger.used.append(Count(use.beforehand, use.name, "labelled before the draw"))
    rows = with_groups(scores[scores["sentence_id"].isin(gold["sentence_id"])], by)
    lacking = [key for key in by if rows[key].isna().any()]
    ledger.leave_out(use.ungrouped, use.name, f"{use.item} without {' or '.join(lacking)}")
    ledger.leave_out(use.hand_picked, use.name, "not drawn at random")
    ledger.leave_out(use.unscored, use.name, f"{use.item} not scored")
    ledger.leave_out(use.ties, f"drawn {use.item}", "tied")
    ledger.leave_out(use.unanswered, f"drawn {use.item}", "skipped or not labelled yet")
    other = len(gold) - use.drawn - use.beforehand - use.hand_picked - use.unscored - use.ties
    ledger.leave_out(other, "row of the gold table", "another question, or no label")


def _is_body(scores: pd.DataFrame) -> pd.Series:
    if "kind" not in scores.columns:
        return pd.Series(True, index=scores.index)
    return scores["kind"].isna() | (scores["kind"] == "body")
