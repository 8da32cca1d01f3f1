"""Training coders: they answer sentences whose answers are known, and see at once whether they were right."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    StrPath,
    TableOrPath,
    check_output,
    ledger_of,
    log,
    name_of,
    scheme_of,
    seed_of,
    source_of,
    table_of,
    write_result,
)
from annotate.workflows.label.guidelines_file import guidelines_text
from annotate.workflows.label.page_labelling import LabellingStart, answers_file, label_in

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.workflows.study import Study


def train_coders(
    gold: TableOrPath | None = None,
    sentences: TableOrPath | None = None,
    *,
    size: int = 20,
    round_number: int = 1,
    output: StrPath | None = None,
    annotator: str | None = None,
    port: int | None = None,
    terminal: bool = False,
    browser: bool = True,
    guidelines: StrPath | None = None,
    results_file: StrPath | None = None,
    seed: int | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    ready: Callable[[LabellingStart], None] | None = None,
    new_link: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """Have a coder answer sentences with known answers, show after each whether it was right, and return the scores.

    The labels take turns, so that rare ones are practised, and sentences on which people disagreed come last. Every
    coder gets the same sentences in the same order, without those that they have labelled themselves. Answers go to a
    table of their own with ``origin`` ``training``, which `resolve` and `train` ignore; run again, it resumes
    where it stopped.

    Parameters
    ----------
    gold
        The known answers; by default the study's gold. Where it has a column ``comment``, that is shown as the reason.
    sentences
        Their texts, unless `gold` has them; by default the study's sentences, or else its batch.
    size
        How many sentences a round has.
    round_number
        1 for the first sentences, 2 for the next ones, and so on.
    output
        The table of answers to write or add to; by default the study's ``training.csv``.
    annotator
        Who is trained; by default the login name.
    port, terminal, browser, guidelines, ready, new_link
        As for `label`.
    results_file
        Where to write the scores as well; see `training_results`.
    seed
        Another one takes the sentences in another order.

    Raises
    ------
    InputError
        If there are no known answers, no such round, or the table holds annotations of another kind.
    """
    from annotate.studio.page.calibration_round import CalibrationRound, check_is_training
    from annotate.studio.page.labelling_session import LabellingSession

    source = source_of(gold, study, "gold")
    target = answers_file(output, study, "training")
    check_output(target, [source, sentences])
    check_is_training(target, True)
    run, asked = ledger_of(ledger, "train-coders"), scheme_of(scheme, study)
    name = (annotator or getpass.getuser()).strip()
    items = _known_items(source, sentences, asked, study, run)
    own = _labelled_by(name, study)
    run.leave_out(int(items["key"].isin(own).sum()), "sentence", f"labelled by {name} before")
    items = items[~items["key"].isin(own)]
    batch = _round_of(items, size, round_number, seed_of(seed, study), name_of(source, "gold"), name)
    known = CalibrationRound(
        round_number,
        dict(zip(batch["key"], batch["known"], strict=True)),
        {key: reason for key, reason in zip(batch["key"], batch["reason"], strict=True) if reason},
    )
    session = LabellingSession(batch.drop(columns=["key", "known", "reason", "label"]), asked, target, name, known)
    title, text = study.title if study and study.exists else Path(target).stem, guidelines_text(guidelines, study)
    label_in(session, title, text, terminal=terminal, browser=browser, port=port, ready=ready, new_link=new_link)
    run.read.append(Count(len(batch), "sentence", f"with known answers, of {len(items)} in {name_of(source, 'gold')}"))
    run.used.append(Count(session.done, "sentence", f"answered by {name} in training"))
    run.leave_out(len(batch) - session.done, "sentence", "not answered yet")
    run.written.append(Count(session.done, "answer", str(target)))
    log(run, study)
    if not session.done:
        return _scores_of_nobody()
    return training_results(target, results_file=results_file)


def training_results(
    training: TableOrPath | None = None, *, results_file: StrPath | None = None, study: Study | None = None
) -> pd.DataFrame:
    """How well every coder answered in training, one row for each annotator, round and question.

    See `annotate.labels.annotator_quality.training_scores` for the columns.

    Parameters
    ----------
    training
        What `train_coders` wrote; by default the study's.
    results_file
        Where to write the scores as well; for .docx, .tex and .md as a table for a paper.

    Raises
    ------
    InputError
        If the table is not there, or has no answer to a sentence whose answer is known.
    """
    from annotate.labels.annotator_quality import training_scores
    from annotate.tables import ANNOTATIONS

    source = source_of(training, study, "training")
    check_output(results_file, [source])
    scores = training_scores(table_of(source, ANNOTATIONS, "training"), name_of(source, "training"))
    write_result(scores, results_file)
    return scores


def _scores_of_nobody() -> pd.DataFrame:
    import pandas as pd

    from annotate.labels.annotator_quality import TRAINING

    return pd.DataFrame(columns=list(TRAINING))


def _known_items(
    source: TableOrPath, sentences: TableOrPath | None, scheme: Scheme, study: Study | None, run: Ledger
) -> pd.DataFrame:
    """A row for each item with known answers: its columns as a batch has them, and ``key``, ``known``, ``label``, ...

    ``known`` has the labels by question, ``label`` that of the first question, ``reason`` why, ``doubtful`` whether
    people disagreed.
    """
    import pandas as pd

    from annotate.tables import GOLD, item_keys

    where = name_of(source, "gold")
    table = table_of(source, GOLD, "gold", ledger=run)
    table = table[table["label"].notna() & table["question"].isin(scheme.by_name)]
    if table.empty:
        raise InputError(f"{where}: no known answer to {', '.join(scheme.by_name)}; run annotate resolve first")
    for question, label in table[["question", "label"]].drop_duplicates().itertuples(index=False):
        for one in _labels(scheme, question, label):
            scheme.by_name[question].check(one, where)
    table = table.assign(key=item_keys(table))
    rows = []
    for key, answers in table.groupby("key", sort=False):
        known = {a.question: _labels(scheme, a.question, a.label) for a in answers.itertuples()}
        first = next(name for name in scheme.by_name if name in known)
        reason = next((str(one) for one in answers.get("comment", pd.Series(dtype=object)).dropna()), "")
        doubtful = bool(answers["agreed"].lt(1).fillna(False).any())
        rows.append({"key": key, "known": known, "label": known[first][0], "reason": reason, "doubtful": doubtful})
    texts = table if "text" in table.columns else _texts(sentences, study, run)
    texts = texts.assign(key=item_keys(texts)).drop_duplicates("key")
    texts = texts.drop(columns=[n for n in ("label", "question", "reason", "known") if n in texts.columns])
    items = texts.merge(pd.DataFrame(rows), on="key")
    run.leave_out(len(rows) - len(items), "sentence", "without its text")
    if items.empty:
        raise InputError(f"{where}: none of its sentences is among `sentences`; pass those it was drawn from")
    return items


def _labels(scheme: Scheme, question: str, label: object) -> tuple[str, ...]:
    from annotate.scheme import SEVERAL

    return tuple(str(label).split(SEVERAL)) if scheme.by_name[question].multiple else (str(label),)


def _texts(sentences: TableOrPath | None, study: Study | None, run: Ledger) -> pd.DataFrame:
    from annotate.tables import SENTENCES

    source: Any = sentences
    if source is None and study is not None:
        source = study.existing("sentences") or study.existing("batch")
    if source is None:
        raise InputError("gold: answers without texts; pass their `sentences`")
    return table_of(source, SENTENCES, "sentences", ledger=run)


def _labelled_by(annotator: str, study: Study | None) -> set[str]:
    """The keys of what `annotator` has in the study's annotations."""
    from annotate.tables import ANNOTATIONS, item_keys

    path = study.existing("annotations") if study else None
    if path is None:
        return set()
    table = table_of(path, ANNOTATIONS, "annotations")
    return set(item_keys(table[table["annotator"].eq(annotator).fillna(False)]))


def _round_of(items: pd.DataFrame, size: int, number: int, seed: int, where: str, annotator: str) -> pd.DataFrame:
    """The items of round `number`."""
    from annotate.studio.page.calibration_round import ranked

    if items.empty:
        raise InputError(
            f"{where}: {annotator} has labelled every sentence in it; train on the answers of others, in another `gold`"
        )
    order = ranked(dict(zip(items["key"], items["label"], strict=True)), items.loc[items["doubtful"], "key"], seed)[
        (number - 1) * size : number * size
    ]
    if not order:
        rounds = -(-len(items) // size)
        raise InputError(
            f"`round_number` {number}: {where} has {len(items)} sentences for {annotator}, enough for {rounds} of"
            f" {size}; take a lower one or a smaller `size`"
        )
    return items.set_index("key", drop=False).loc[order].drop(columns="doubtful").reset_index(drop=True)
