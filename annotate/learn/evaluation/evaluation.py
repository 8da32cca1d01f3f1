"""How good a model's labels and probabilities are, with intervals that respect articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.errors import InputError
from annotate.learn.evaluation.breakdowns import breakdown, confused
from annotate.learn.evaluation.metrics import figures
from annotate.learn.models.trained_model import Model, content_hash
from annotate.learn.training.examples import Examples, examples_from


def evaluate(
    model: Model,
    table: pd.DataFrame,
    *,
    text_column: str = "text",
    label_column: str = "label",
    group_column: str | None = None,
    part: str | None = None,
    by: Sequence[str] = (),
    errors: int = 0,
    seed: int = 0,
    where: str = "table",
) -> dict[str, Any]:
    """The model's figures on the labelled rows of `table`.

    Rows that the model has learned from are judged by what a model that had not seen their article said of them.

    Parameters
    ----------
    part
        A part of the split the model was trained with (``test``), or ``all`` for every row of `table`. By default every
        row, unless `table` is what the model was trained from: then its test part, and what has been labelled since in
        articles that are not in the training part.
    by
        Columns to break the figures down by, as ``outlet`` or ``month``.
    errors
        How many of the most confused sentences to return.

    Returns
    -------
    dict
        ``n``, ``labels``, ``accuracy``, ``macro_f1``, ``weighted_f1``, ``per_label`` (``precision``, ``recall``,
        ``f1``, ``support`` of each label), ``confusion`` (rows: true label, columns: predicted, in the order of
        ``labels``), ``ece``, ``intervals`` (95 %, bootstrap over articles), ``part``, and ``seen_in_training``: how
        many of the sentences the model in the folder has learned from; ``in_sample``: of these, how many nothing but
        that model could judge, which makes the figures too good; ``looked``: whether the test part was looked
        at. Where asked for, also ``by`` (for each column
        the list of `annotate.learn.evaluation.breakdowns.breakdown`) and ``confused`` (a list of sentences).

    Raises
    ------
    InputError
        If a column is missing, no row has a label, or a label is none of the model's.
    """
    examples = examples_from(
        table,
        text_column=text_column,
        label_column=label_column,
        group_column=group_column or known_group_column(model, table),
        labels=model.labels,
        knower="model",
        where=where,
    )
    own = trained_from(model, examples.frame)
    rows = _rows_of(part, model, examples, own, where)
    part, examples = part or ("test" if own else "all"), examples.taken(rows)
    told, seen = unseen(model, examples.frame), model.has_seen(examples.frame)
    given = (examples.frame, examples.labels, told, model.labels)
    found = figures(examples.labels, told, model.labels, examples.groups, seed=seed)
    found |= {"part": part, "seen_in_training": int(seen.sum())}
    found["in_sample"] = int((seen & ~_judged(model, examples.frame)).sum())
    found["looked"] = part == "test" or (part == "all" and own)
    if by:
        found["by"] = {column: breakdown(*given, examples.groups, column) for column in by}
    if errors:
        found["confused"] = confused(*given, errors).to_dict("records")
    return found


def _judged(model: Model, frame: pd.DataFrame) -> Array:
    """A mask of the rows for which there is the word of a model that had not seen their article."""
    judged = model.sentences.dropna(subset=[f"p_{label}" for label in model.labels])
    return np.asarray(content_hash(frame).isin(set(judged["content"])), dtype=bool)


def unseen(model: Model, frame: pd.DataFrame) -> Array:
    """The model's probabilities, those of sentences it has learned from by a model that had not seen their article."""
    probabilities = model.predict_proba(frame)
    columns = [f"p_{label}" for label in model.labels]
    kept = model.sentences.dropna(subset=columns).drop_duplicates("content").set_index("content")[columns]
    said = kept.reindex(content_hash(frame)).to_numpy(dtype=np.float64)
    known = ~np.isnan(said).any(axis=1)
    probabilities[known] = said[known]
    return probabilities


def trained_from(model: Model, frame: pd.DataFrame) -> bool:
    """Whether `frame` is the table that `model` was trained from, judged by its sentences."""
    rows = content_hash(frame)
    parts = model.sentences["part"]
    inside = rows.isin(set(model.sentences.loc[parts == "train", "content"]))
    return bool(inside.mean() > 0.5 and rows.isin(set(model.sentences.loc[parts == "test", "content"])).any())


def known_group_column(model: Model, table: pd.DataFrame) -> str | None:
    """The column the model was told to keep whole, if `table` has it too."""
    column = model.about["group_column"]
    return column if column in table.columns else None


def _rows_of(part: str | None, model: Model, examples: Examples, own: bool, where: str) -> Array:
    if part == "all" or (part is None and not own):
        return np.arange(len(examples))
    parts = sorted(set(model.sentences["part"].dropna()) - {""})
    if part is not None and part not in parts:
        raise InputError(f"--part {part}: the model was trained with the parts {', '.join(parts)}; there is also all")
    content, known = content_hash(examples.frame), model.sentences.set_index("part")["content"]
    found = np.array(content.isin(set(known.loc[[part or "test"]])), dtype=bool)
    if part is None:
        training = np.asarray(content.isin(set(known.loc[["train"]])), dtype=bool)
        fresh = ~content.isin(set(known)) & ~np.isin(examples.groups, examples.groups[training])
        found |= np.asarray(fresh, dtype=bool)
    if not found.any():
        raise InputError(f"{where}: no sentence of the part {part!r}; name the table the model was trained from")
    return np.flatnonzero(found)
