"""Labels that look wrong to a model that has not seen them, and annotators who drift or rush."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, check_choice
from annotate.progress import Progress, silent
from annotate.scheme import Question
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    StrPath,
    TableOrPath,
    check_output,
    ledger_of,
    log,
    scheme_of,
    seed_of,
    table_of,
    write_output,
    write_rejects_of,
)
from annotate.workflows.label.labelling import StudioTarget
from annotate.workflows.modelling import labelled_data

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.training.examples import Examples
    from annotate.scheme import Scheme
    from annotate.workflows.study import Study

AUDIT = " audit"
"""What the title of the project for another look at doubtful labels ends in."""


def audit(
    gold: TableOrPath | None = None,
    sentences: TableOrPath | None = None,
    *,
    output: StrPath | None = None,
    question: str | None = None,
    recipe: str = "default",
    top: int = 20,
    annotations: TableOrPath | None = None,
    push: bool = False,
    project: str | None = None,
    url: str | None = None,
    seed: int | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    token: str | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Rank labels by how likely they are wrong, by cross-validation by article and by their near-duplicates.

    Annotators who drift or answer too fast are warned of where annotations are there.

    Parameters
    ----------
    gold
        Gold labels, or any table of texts and labels.
    sentences
        Their sentences, where `gold` has no texts.
    output
        Where to write all labels, ranked.
    question
        Which question's labels; by default the scheme's first.
    recipe
        The classifier that is cross-validated.
    top, push
        With `push`, those of the `top` labels that are flagged are sent to a project of their own in Label Studio,
        without their labels.
    annotations
        To look for annotators who drift or rush.
    project, url, token
        See `push`.

    Returns
    -------
    DataFrame
        Every labelled sentence as `annotate.labels.auditing.audit` ranks it, the most likely mistakes first; where
        `question` takes several labels, ``labels_in_doubt`` names those that are.

    Raises
    ------
    InputError
        If there are too few labels, or sentences are missing.
    """
    check_output(output, [gold, sentences, annotations])
    chosen_seed = seed_of(seed, study)
    run = ledger_of(ledger, "audit")
    with progress("reading labels", None):
        from annotate.learn.recipes.catalogue import RECIPES

        check_choice("recipe", recipe, RECIPES)
        data = labelled_data(gold, sentences, question=question, scheme=scheme, study=study, several=None, ledger=run)
    examples = data.examples()
    ranked = _ranked(examples, data.labels, recipe, chosen_seed, data.where, progress)
    write_output(ranked, None if output is None else Path(output))
    write_rejects_of(run, None if output is None else Path(output))
    _warn_of_annotators(annotations, study, run)
    run.used.append(Count(len(ranked), "label"))
    if push:
        questions = scheme_of(scheme, study)
        name = data.question.name if isinstance(data.question, Question) else data.question
        asked = {name} if name in questions.by_name else set(questions.by_name)
        studio = StudioTarget(project, url, token, scheme, study)
        run.notes.append(_push_flagged(ranked.head(top), {str(one) for one in asked}, studio, progress))
    log(run, study)
    return ranked


def _ranked(
    examples: Examples, several: tuple[str, ...], recipe: str, seed: int, where: str, progress: Progress
) -> pd.DataFrame:
    from annotate.answer_labels import membership
    from annotate.labels.auditing import audit as ranked
    from annotate.labels.auditing import cross_probabilities
    from annotate.learn.evaluation.label_calibration import cross_sigmoids
    from annotate.learn.recipes.catalogue import build
    from annotate.learn.recipes.recipe import RecipeInputs
    from annotate.learn.training.labelled_rows import rare_labels
    from annotate.learn.training.splits import folds, rarest_labels
    from annotate.text.near_duplicates import mark_duplicates

    answers, truth = list(examples.labels), membership(list(examples.labels), several)
    rare = rare_labels(answers, several, where) if several else {}
    built = build(recipe, RecipeInputs(seed=seed, several=several, rare=tuple(rare)))
    notes = [f"{why}: only near-duplicates tell where it may be wrong" for why in rare.values()]
    for note in [*notes, built.note] if built.note else notes:
        warnings.warn(note, AnnotateWarning, stacklevel=3)
    strata = rarest_labels(truth) if several else examples.labels
    parts = folds(strata, examples.groups, seed=seed)
    probabilities, names = cross_probabilities(
        built.estimator,
        examples.features,
        examples.labels,
        parts,
        groups=examples.groups,
        names=several or None,
        progress=progress,
    )
    if several:  # classifiers weight both answers alike, which makes rare labels look likelier than they are
        probabilities = cross_sigmoids(truth, probabilities, parts, [name not in rare for name in several])
    frame = examples.frame.assign(label=examples.labels)
    near_duplicates = None
    if "target" not in frame.columns:
        marked = mark_duplicates(frame.drop_duplicates("sentence_id"), progress=progress).set_index("sentence_id")
        near_duplicates = frame["sentence_id"].map(marked["copy_group"])
    return ranked(
        frame, probabilities, names, near_duplicates=near_duplicates, several=bool(several), unjudged=tuple(rare)
    )


def _warn_of_annotators(annotations: TableOrPath | None, study: Study | None, ledger: Ledger) -> None:
    """Warn of annotators who drift or rush, where their annotations are there."""
    from annotate import tables
    from annotate.labels.annotator_quality import annotator_drift, fast_runs

    source = annotations if annotations is not None else study.existing("annotations") if study else None
    if source is None:
        return
    table = table_of(source, tables.ANNOTATIONS, "annotations", ledger=ledger)
    for row in annotator_drift(table).itertuples():
        if row.p_value < 0.01:
            warnings.warn(
                f"{row.annotator} drifts on {row.question}: {row.label} was {row.share_early:.0%} of the first half "
                f"of {row.answers} annotations and is {row.share_late:.0%} of the second",
                AnnotateWarning,
                stacklevel=3,
            )
    for row in fast_runs(table).itertuples():
        warnings.warn(
            f"{row.annotator} labelled {row.sentences} sentences in a row in {row.median:.1f} s each (usually "
            f"{row.usual:.1f} s), from {row.first} to {row.last}",
            AnnotateWarning,
            stacklevel=3,
        )


def _push_flagged(top: pd.DataFrame, questions: set[str], studio: StudioTarget, progress: Progress) -> str:
    from annotate import tables

    flagged = top[top["flagged"]]
    if flagged.empty:
        return "nothing looks wrong enough to label again"
    blind = flagged[[c for c in (*tables.SENTENCES.columns, "target") if c in flagged.columns]]
    pushed = studio.push_for_review(blind, questions, AUDIT, "second_look", progress)
    return f"pushed {Count(len(blind), 'sentence')} to be labelled again, without their labels: {pushed.url}"
