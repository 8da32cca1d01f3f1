"""What to warn of after scoring and in estimates: unlike text, rows without scores, questions not always asked."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.counts import PAIR, SENTENCE
from annotate.errors import AnnotateWarning
from annotate.scheme import SEVERAL
from annotate.workflows.publish.large_scores import Wanted

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.models.trained_model import Model
    from annotate.scoring.domain_shift import DomainShift
    from annotate.scoring.score_files import Scored


def item_in(inputs: Sequence[Path]) -> str:
    """What is scored: pairs of a sentence and a target where a table of sentences has targets, else sentences."""
    from annotate.io.parsing import column_names
    from annotate.text.splitting import holds_sentences

    tables = (path for path in inputs if path.is_file() and holds_sentences(path))
    return PAIR if any("target" in column_names(path) for path in tables) else SENTENCE


def warn_of_rejects(done: Scored) -> None:
    """Warn where scores that go to no file lack rows."""
    from annotate.io.reading import read_table

    if done.rejects is not None:
        first = read_table(done.rejects).iloc[0]
        left_out = f"{done.rejected:,} rows were left out, the first: {first['where']}: {first['reason']}"
        warnings.warn(left_out, AnnotateWarning, stacklevel=3)


def warn_of_early_shift(shift: DomainShift) -> None:
    """Warn before scoring where the first sentences are unlike the training text."""
    from annotate.scoring.domain_shift import ALIKE

    if shift.level != ALIKE:
        early = f"{shift.verdict} (based on the first {shift.new:,} sentences)."
        warnings.warn(early, AnnotateWarning, stacklevel=2)


def warn_of_shift(shift: DomainShift | None) -> None:
    """Warn where the text is unlike the training text."""
    from annotate.scoring.domain_shift import ALIKE

    if shift is not None and shift.level != ALIKE:
        warnings.warn(shift.summary, AnnotateWarning, stacklevel=3)


def warn_of_scores(model: Model, scores: pd.DataFrame) -> None:
    """Warn of a table of scores in memory: ids of several texts, another language, text unlike the training text."""
    from annotate.learn.training.labelled_rows import notes_on_ids
    from annotate.scoring.domain_shift import domain_shift
    from annotate.scoring.input_checks import note, note_on_language

    ids = notes_on_ids(scores, "estimates need one score for each id")
    for words in filter(None, [*ids, note_on_language(model, scores["text"])]):
        note(f"sentences: {words}")
    warn_of_shift(domain_shift(model, scores))


def caution_on_condition(
    wanted: Wanted | None, scores: pd.DataFrame, gold: pd.DataFrame | None, estimator: str = ""
) -> tuple[str, ...]:
    """That the question was not asked of every labelled sentence, and what its shares are of then; or nothing."""
    from annotate.estimation.counting import labels_of
    from annotate.estimation.estimators import LABELS_ONLY
    from annotate.estimation.label_scores import question_of

    if wanted is None or wanted.scheme is None or gold is None:
        return ()
    question = question_of(labels_of(scores), wanted.scheme, wanted.question)
    if question.only_if is None:
        return ()
    before, condition = question.only_if
    answers = gold[gold["question"].eq(before).fillna(False) & gold["label"].notna()]
    answers = answers[answers["sentence_id"].isin(scores["sentence_id"])] if "sentence_id" in scores else answers
    met = sum(condition in str(answer).split(SEVERAL) for answer in answers["label"])
    if met == len(answers):
        return ()
    words = f"{question.name} is asked only where {before} is {condition}: {met:,} of {len(answers):,} labels"
    if estimator == LABELS_ONLY:
        return (f"{words}; these shares are of the sentences that it is asked of",)
    return (
        f"{words}; the model answers it for every sentence, so that these numbers are of no sentences that there are: "
        f"for shares of those that it is asked of, take the `estimator` {LABELS_ONLY}",
    )
