"""Labelling without a server: one person labels a batch on a page of this machine, or in its terminal."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    StrPath,
    TableOrPath,
    check_table_output,
    ledger_of,
    log,
    name_of,
    output_of,
    scheme_of,
    source_of,
    table_of,
)
from annotate.workflows.label.guidelines_file import guidelines_text
from annotate.workflows.label.local_labelling import begin_local_labels, record_local_labels, to_decide
from annotate.workflows.recording import hashes_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.studio.page.labelling_session import LabellingSession
    from annotate.workflows.study import Study


@dataclass(frozen=True)
class LabellingStart:
    """Where labelling begins."""

    annotator: str
    output: Path
    done: int
    """Sentences that this person has labelled or skipped already."""
    total: int
    item: str = "sentence"
    """What one of them is called: a sentence, or a pair of a sentence and a target."""
    link: str = ""
    """The address of the page, which logs in whoever opens it first; empty in the terminal."""


def label(
    batch: TableOrPath | None = None,
    *,
    output: StrPath | None = None,
    annotator: str | None = None,
    port: int | None = None,
    terminal: bool = False,
    browser: bool = True,
    guidelines: StrPath | None = None,
    review: bool = False,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    ready: Callable[[LabellingStart], None] | None = None,
    new_link: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """Label a batch without a server, on a page of this machine or in its terminal, and return the annotations.

    Runs until the person finishes or interrupts it. Every answer is on disk before the next sentence is shown; what a
    killed run had not put into the table yet, the next one does. Run again, it resumes where it stopped.

    Parameters
    ----------
    batch
        The sentences to label; by default the study's batch.
    output
        The annotations table to write or add to; by default the study's annotations. Several people may label into one
        table, each under a name of their own.
    annotator
        Who labels; by default the login name.
    port
        The page's port on 127.0.0.1; by default the same one for the same table, if it is free.
    terminal
        Label in the terminal instead of on a page.
    browser
        Open the page in a browser.
    guidelines
        A Markdown file shown beside the sentences; by default the study's guidelines.
    review
        Ask only for the sentences, of all the study's batches, on which others disagree in the table, without their
        labels: `resolve` with the method ``adjudicated`` takes the answers as decisions.
    ready
        Called once labelling can begin.
    new_link
        Called with another link to the page when one is opened a second time.

    Raises
    ------
    InputError
        If the batch or the table cannot be used, the person labels into the table elsewhere, the port is taken, or
        there is nothing to `review`, or by somebody else only.
    """
    from annotate import tables
    from annotate.io.reading import read_table
    from annotate.studio.page.calibration_round import check_is_training
    from annotate.studio.page.labelling_session import LabellingSession

    source = source_of(batch, study, "batch")
    target = answers_file(output, study, "annotations")
    check_table_output(target)
    frame = table_of(source, tables.BATCH, "batch")
    text = guidelines_text(guidelines, study)
    title = study.title if study and study.exists else Path(name_of(source, "annotate")).stem
    run = ledger_of(ledger, "label")
    run.added = target.is_file()
    asked, name = scheme_of(scheme, study), annotator or getpass.getuser()
    if review:
        frame, asked = to_decide(target, name, frame, asked, study)
    session = LabellingSession(frame, asked, target, name)
    check_is_training(target, False)
    begin_local_labels(study, target, session.annotator)
    label_in(session, title, text, terminal=terminal, browser=browser, port=port, ready=ready, new_link=new_link)
    table = read_table(target, tables.ANNOTATIONS) if target.is_file() else tables.empty(tables.ANNOTATIONS)
    item = tables.item_name(frame)
    run.read.append(Count(len(frame), item, name_of(source, "batch")))
    run.used.append(Count(session.done - session.skipped, item, f"labelled by {session.annotator}"))
    run.leave_out(session.skipped, item, "skipped")
    run.leave_out(len(session.items) - session.done, item, "not labelled yet")
    run.written.append(Count(len(table), "annotation", str(target)))
    log(run, study)
    record_local_labels(study, target, table, [session.annotator], hashes_of(batch=frame))
    return table


def answers_file(output: StrPath | None, study: Study | None, name: str) -> Path:
    """The table that answers are added to as they are given: `output`, or else the study's table called `name`.

    Raises
    ------
    InputError
        If there is neither, or it is standard output.
    """
    target = output_of(output, study, name)
    if target is None or str(target) == "-":
        raise InputError("`output`: a file is needed, into which answers are written as they are given")
    return target


def label_in(
    session: LabellingSession,
    title: str,
    guidelines: str,
    *,
    terminal: bool,
    browser: bool,
    port: int | None,
    ready: Callable[[LabellingStart], None] | None,
    new_link: Callable[[str], None] | None,
) -> None:
    """Have a person label in `session` until they finish or interrupt it; see `label` for the parameters and errors."""
    with session, suppress(KeyboardInterrupt):
        start = LabellingStart(session.annotator, session.output, session.done, len(session.items))
        if terminal:
            _in_terminal(session, title, guidelines, start, ready)
        else:
            _on_page(session, title, guidelines, start, browser, port, ready, new_link)


def _on_page(
    session: LabellingSession,
    title: str,
    guidelines: str,
    start: LabellingStart,
    browser: bool,
    port: int | None,
    ready: Callable[[LabellingStart], None] | None,
    new_link: Callable[[str], None] | None,
) -> None:
    from dataclasses import replace

    from annotate.studio.page.labelling_server import Look, serve
    from annotate.workflows.setup.opening import open_page

    def opened(link: str) -> None:
        if ready:
            ready(replace(start, link=link))
        if browser:
            open_page(link, session.folder)

    serve(session, Look(title, guidelines), port=port, ready=opened, new_link=new_link)


def _in_terminal(
    session: LabellingSession,
    title: str,
    guidelines: str,
    start: LabellingStart,
    ready: Callable[[LabellingStart], None] | None,
) -> None:
    import importlib.util
    import sys

    if importlib.util.find_spec("textual") is None:
        raise InputError("`terminal` needs Textual; install it with pip install 'stance-annotate[terminal]'")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError("`terminal`: not running in a terminal; run it in one, or label on the page")
    from annotate.studio.page.labelling_terminal import label_in_terminal

    if ready:
        ready(start)
    label_in_terminal(session, title, guidelines)
