"""Labelling in Label Studio: push sentences, pull annotations, and the progress in between."""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from annotate.errors import AnnotateWarning, InputError, StudioError, UsageError, check_choice
from annotate.progress import Progress, silent
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    ModelOrPath,
    Names,
    StrPath,
    TableOrPath,
    ledger_of,
    log,
    model_of,
    name_of,
    names_in,
    output_of,
    scheme_of,
    source_of,
    table_of,
    write_output,
)
from annotate.workflows.label.guidelines_file import guidelines_text
from annotate.workflows.recording import make_separate

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.studio.annotation_progress import AnnotationProgress
    from annotate.studio.connection import Connection
    from annotate.studio.pushing import Pushed
    from annotate.studio.study_project import StudyProject
    from annotate.workflows.study import Study

LONGEST_TITLE = 50
"""Characters in the longest project title that Label Studio takes."""


def push(
    batch: TableOrPath | None = None,
    *,
    project: str | None = None,
    url: str | None = None,
    overlap: int | Literal["all"] | None = None,
    coders: Names = (),
    predictions: ModelOrPath | TableOrPath | None = None,
    hide: str = "evaluation",
    guidelines: StrPath | None = None,
    batch_size: int = 500,
    dry_run: bool = False,
    adopt: bool = False,
    new_study: bool = False,
    scheme: Scheme | None = None,
    study: Study | None = None,
    token: str | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> list[Pushed]:
    """Push sentences to Label Studio; those that are there already are not pushed again.

    Parameters
    ----------
    batch
        Sentences to label, with ``sentence_id`` and ``text``.
    project
        The project's title in Label Studio; by default the study's.
    url
        Address of a Label Studio; by default the study's, or else the private one of this machine.
    overlap
        How many annotators label each sentence, or ``all``; by default as before, which is 1 at first.
    coders
        Blind double coding: each of these labels all sentences in a project of their own. By default those of the
        last push.
    predictions
        A model, its folder, or a table of scores.
    hide
        Predictions annotators do not see: those of the ``evaluation`` part of a mixed batch, ``all`` or ``none``.
    guidelines
        A Markdown file shown to annotators.
    batch_size
        Sentences in one request.
    dry_run
        Check everything and send nothing; what comes back counts what an empty project would get.
    adopt
        Take over the project of another folder: this one is a copy of that study.
    new_study
        Make this folder, a copy of another one, a study of its own with its own project. Needs another title.
    token
        Of the Label Studio at `url`; by default the environment variable ``LABEL_STUDIO_API_KEY``.

    Returns
    -------
    list of Pushed
        One for each project: several with blind coders.

    Raises
    ------
    InputError
        If the batch or the predictions cannot be pushed. Nothing was sent then.
    StudioError
        If the server refuses or does not answer.
    """
    from annotate import tables
    from annotate.studio import pushing

    check_choice("hide", hide, pushing.HIDE)
    names = names_in(coders)
    if len({name.casefold() for name in names}) < len(names):
        raise UsageError(f"`coders` {','.join(names)}: each has a project of their own; name everybody once")
    questions = scheme_of(scheme, study)
    source = source_of(batch, study, "batch")
    run = ledger_of(ledger, "push")
    frame = table_of(source, tables.BATCH, "batch", ledger=run)
    scores, question = _predictions(predictions, frame, questions, run, progress)
    text = guidelines_text(guidelines, study)
    if dry_run:
        title = _title(project, study)
        added, predicted = pushing.check(
            frame, questions, predictions=scores, question=question, title=title, hide=hide
        )
        return [pushing.Pushed(title, 0, "", added=added, predictions=predicted, item=tables.item_name(frame))]
    if new_study and adopt:
        raise InputError("`new_study` or `adopt`: a study of its own shares no project; pass one of them")
    if new_study:
        make_separate(study)
    target = StudioTarget(project, url, token, scheme, study).labelling_project()
    if adopt:
        target.adopt()
    pushed = target.push(
        frame,
        questions,
        predictions=scores,
        question=question,
        hide=hide,
        guidelines=text,
        overlap=overlap,
        coders=names or None,
        batch_size=batch_size,
        progress=progress,
    )
    for part in pushed:
        if part.overlap_before not in (None, part.overlap):
            _warn(f"project '{part.title}': overlap changed from {part.overlap_before} to {part.overlap}")
    item = tables.item_name(frame)
    run.read.append(Count(len(frame), item, name_of(source, "")))
    run.used.append(Count(pushed[0].added, item, "added"))
    run.leave_out(pushed[0].present, item, "in the project already")
    run.leave_out(pushed[0].hidden, "prediction", "hidden from annotators")
    log(run, study)
    return [replace(part, item=item) for part in pushed]


def pull(
    *,
    output: StrPath | None = None,
    project: str | None = None,
    url: str | None = None,
    scheme: Scheme | None = None,
    current_only: bool = False,
    adopt: bool = False,
    study: Study | None = None,
    token: str | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Pull the annotations from Label Studio: one row per sentence, annotator and question.

    In a study only what has changed since the last pull is fetched, and every version is kept in its record. Where the
    table at `output` has annotations that are not pulled any more, it is copied beside it first.

    Parameters
    ----------
    current_only
        Leave out what was pulled earlier from a project that is gone now.

    See `push` for `project`, `url`, `adopt` and `token`.

    Raises
    ------
    StudioError
        If the server refuses or does not answer, or the project is not there.
    """
    from annotate import tables
    from annotate.io.formats import written_format
    from annotate.studio.page.table_lock import table_lock
    from annotate.workflows.label.local_labelling import with_local_labels
    from annotate.workflows.label.pull_warnings import warn_of_pull

    target = output_of(output, study, "annotations")
    if target is not None:
        written_format(target)
    origin = StudioTarget(project, url, token, scheme, study).labelling_project()
    if adopt:
        origin.adopt()
    pulled = origin.pull(scheme_of(scheme, study), current_only=current_only, progress=progress)
    with table_lock(target):
        pulled = with_local_labels(pulled, study)
        warn_of_pull(pulled, origin.title, target)
        write_output(pulled.annotations, target, tables.ANNOTATIONS)
    run = ledger_of(ledger, "pull")
    skipped = int(pulled.annotations["skipped"].fillna(False).sum())
    run.read.append(Count(len(pulled.annotations), "annotation", "Label Studio"))
    run.used.append(Count(len(pulled.annotations) - skipped, "label"))
    run.leave_out(skipped, "annotation", "skipped")
    run.notes.append(
        f"since the last pull: {Count(pulled.changed, 'sentence')} new or changed, {pulled.deleted} no longer labelled"
    )
    if target is not None:
        run.written.append(Count(len(pulled.annotations), "annotation", str(target)))
    log(run, study)
    return pulled.annotations


def _warn(message: str) -> None:
    warnings.warn(message, AnnotateWarning, stacklevel=3)


def status(
    *,
    project: str | None = None,
    url: str | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    token: str | None = None,
    progress: Progress = silent,
) -> list[AnnotationProgress]:
    """The annotation progress of each project, and of what was labelled without a server.

    Where there is neither, that of the study's batch. See `push` for `project`, `url` and `token`.

    Raises
    ------
    StudioError
        If the server refuses or does not answer, or the project is not there.
    """
    from annotate.workflows.label.local_labelling import local_progress, was_pushed

    here = local_progress(study, scheme_of(scheme, study)) if not (project or url) else []
    if here and not was_pushed(study):
        return here
    try:
        labelling_project = StudioTarget(project, url, token, scheme, study).labelling_project()
    except StudioError:
        begun = project or url or token or was_pushed(study) or study is None or study.url
        if begun or not (waiting := local_progress(study, scheme_of(scheme, study), begun=False)):
            raise
        return waiting
    return [*labelling_project.progress(scheme_of(scheme, study), progress=progress), *here]


@dataclass(frozen=True)
class StudioTarget:
    """Which project of which Label Studio is meant, and the scheme of its questions."""

    project: str | None
    url: str | None
    token: str | None
    scheme: Scheme | None
    study: Study | None

    def labelling_project(self, suffix: str = "") -> StudyProject:
        """The project, whose title ends in `suffix`, with what the study remembers of it."""
        connection = connection_of(self.url, self.token, self.study)
        from annotate.studio.study_project import StudyProject  # takes a second, so not where nothing runs

        title = self._title()
        if suffix:
            title = title[: LONGEST_TITLE - len(suffix)] + suffix
        folder = self.study.folder if self.study and self.study.exists else None
        return StudyProject.open(connection, title, folder, named=bool(self.project or suffix))

    def _title(self) -> str:
        """The title of the project; that of a study is the one it was first pushed under, whatever its title is now."""
        from annotate.studio.study_project import title_in_use

        title = _title(self.project, self.study)
        if self.project or not (self.study and self.study.exists):
            return title
        used = title_in_use(self.study.folder)
        if used not in (None, title):
            _warn(f"the study is called '{title}' now, and its project '{used}'; for another one, pass `project`")
        return used or title

    def push_for_review(
        self, sentences: pd.DataFrame, questions: Collection[str], suffix: str, banner: str, progress: Progress
    ) -> Pushed:
        """Push `sentences` to a project that asks `questions` and shows no label, under the words called `banner`."""
        from annotate.scheme import only
        from annotate.studio.wording.wordings import wording

        scheme, guidelines = only(scheme_of(self.scheme, self.study), questions), guidelines_text(None, self.study)
        project = self.labelling_project(suffix)
        words = wording(scheme.language).studio[banner]
        [pushed] = project.push(sentences, scheme, guidelines=guidelines, banner=words, progress=progress)
        return pushed


def connection_of(url: str | None, token: str | None, study: Study | None) -> Connection:
    """The Label Studio at `url`, or else the study's, or else the private one of this machine.

    Raises
    ------
    StudioError
        If none of them is there, or there is no token for it.
    """
    from annotate.studio.connection import TOKEN_VARIABLE, find_connection

    return find_connection(url or (study.url if study else None), token or os.environ.get(TOKEN_VARIABLE))


def _title(project: str | None, study: Study | None) -> str:
    return project or (study.title if study else "annotate")


def _predictions(
    predictions: ModelOrPath | TableOrPath | None,
    frame: pd.DataFrame,
    scheme: Scheme,
    ledger: Ledger,
    progress: Progress,
) -> tuple[pd.DataFrame | None, str | None]:
    """The scores to send, and the question they answer where it is known."""
    import pandas as pd

    from annotate import tables
    from annotate.scoring.score_tables import score_table

    if predictions is None:
        return None, None
    if isinstance(predictions, pd.DataFrame) or (
        isinstance(predictions, str | os.PathLike) and Path(predictions).is_file()
    ):
        return table_of(predictions, tables.SCORES, "predictions", ledger=ledger), None
    model = model_of(predictions)
    scheme.question(model.question)
    return score_table(model, frame, progress=progress), model.question
