"""The report: everything that is known about the numbers, on one page."""

from __future__ import annotations

import os
import warnings as python_warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    ModelOrPath,
    StrPath,
    TableOrPath,
    check_output,
    ledger_of,
    log,
    model_of,
    output_of,
    scheme_of,
    table_of,
    title_of,
    write_rejects_of,
)
from annotate.workflows.estimate_inputs import record_inputs
from annotate.workflows.label.agreeing import articles_of, with_models
from annotate.workflows.label.guidelines_file import guidelines_text
from annotate.workflows.publish.other_scores import models_in, other_scores, sources_in, sums_compare
from annotate.workflows.publish.page_inputs import PageInputs, PageRequest, not_compared, read_page_inputs, shown_only
from annotate.workflows.recording import flow_of, record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.estimation.robustness.sensitivity import OtherScores
    from annotate.learn.models.trained_model import Model
    from annotate.reporting.page import Beside, Results
    from annotate.scheme import Scheme
    from annotate.scoring.domain_shift import DomainShift
    from annotate.workflows.study import Study

ENDINGS = (".html", ".htm", ".pdf", ".md")
"""What a report can be: a page, the same printed, or its findings in words."""


def report(
    scores: TableOrPath | None = None,
    output: StrPath | None = None,
    *,
    gold: TableOrPath | None = None,
    agreement: TableOrPath | None = None,
    model: ModelOrPath | None = None,
    question: str | None = None,
    estimator: str = "aipw",
    population: str = "process",
    weights: str | None = None,
    unit: str = "sentence",
    out_of_fold: TableOrPath | None = None,
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    assume_random: bool = False,
    compare_with: TableOrPath | Sequence[TableOrPath] = (),
    compare_models: ModelOrPath | Sequence[ModelOrPath] = (),
    title: str = "",
    warnings: Sequence[str] = (),
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> Path:
    """Write the report: findings, shares, charts, articles, quality and methods in one HTML page that opens offline.

    A study's own gold labels, model, annotations and guidelines are used where others are not passed.

    Parameters
    ----------
    scores
        The scores of all sentences.
    output
        The file to write, which is returned: ``.html``; ``.pdf``, printed by a Chromium on this machine; or ``.md`` for
        the findings in words alone.
    gold
        Human labels of some of the sentences, to correct the shares and give them intervals.
    agreement
        A table that `agreement` gave.
    model
        The model that gave the scores, for its metrics and what it learned from.
    question
        Which question the scores answer; found by their labels by default.
    estimator, population, weights, unit, out_of_fold, batch, frame, assume_random
        As in `estimate`; a `unit` of majority is for `estimate` alone.
    compare_with
        Scores of the same sentences by other models, one table or several: whether the findings hold with these, too.
    compare_models
        The models that gave these scores, as in `estimate`.
    title
        The page's title; by default the study's.
    warnings
        Sentences that a reader must not miss, shown on top of the page.

    Raises
    ------
    InputError
        If there is no scored body sentence, the page cannot be written, or there is no Chromium to print a PDF.
    """
    from annotate.estimation.design.summed_scores import with_all_columns
    from annotate.reporting.page import page_html, results_for

    target = output_of(output, study, "report")
    if target is None:
        raise InputError("no page to write: pass `output`")
    check_output(target, [scores, gold, agreement], ENDINGS)
    asked = PageRequest(
        scores=scores,
        gold=gold,
        model=model,
        question=question,
        estimator=estimator,
        population=population,
        weights=weights,
        unit=unit,
        out_of_fold=out_of_fold,
        batch=batch,
        frame=frame,
        assume_random=assume_random,
        scheme=scheme,
        study=study,
    )
    run, compared, models = ledger_of(ledger, "report"), sources_in(compare_with), models_in(compare_models)
    asked.check(agreement, *compared, *models)
    if compared and asked.labels is None:
        raise InputError("`compare_with` shows what findings owe to the model, and without human labels there are none")
    _check_target(target)
    measured = None if agreement is None else _measured(agreement)
    inputs = read_page_inputs(asked, run, whole=not sums_compare(asked.source, compared))
    measured = _own_agreement(inputs, study) if measured is None else measured
    warnings, title = [*warnings, *not_compared(inputs.scores)], title_of(title, study)
    record_inputs(run, inputs.of_estimates(), (), inputs.options)
    others: dict[str, OtherScores] = {}
    if inputs.gold is not None:  # where they are summed up, with all columns that a page looks at
        others = other_scores(compared, models, inputs.of_estimates(), inputs.wanted, run, study, once=with_all_columns)
    beside = replace(_beside(inputs, measured, warnings, run, study), others=others)
    results = results_for(
        inputs.scores, inputs.gold, beside, scheme_of(scheme, study), question, sentences=inputs.sentences
    )
    for caution in inputs.options.cautions:
        python_warnings.warn(caution, AnnotateWarning, stacklevel=2)
    if target.suffix.lower() == ".md":
        _write_findings(target, results, beside, title, warnings)
    else:
        _write_page(target, page_html(results, beside, title))
    run.written.append(Count(1, "page", str(target)))
    write_rejects_of(run, target)
    log(run, study)
    return target


def _beside(
    inputs: PageInputs, agreement: pd.DataFrame | None, warnings: Sequence[str], run: Ledger, study: Study | None
) -> Beside:
    from annotate.reporting.page import Beside
    from annotate.scoring.domain_shift import ALIKE

    shift = _domain_shift(inputs.source)
    loaded: Model | None = None if inputs.model is None else model_of(inputs.model)
    return Beside(
        agreement=agreement,
        model=loaded,
        warnings=[*warnings, *shown_only(inputs), *([shift.summary] if shift and shift.level != ALIKE else [])],
        estimating=inputs.options,
        flow=flow_of(run, study),
        domain_shift=_shift_in_words(shift) if shift else {},
        draws=_draws(study),
        guidelines=guidelines_text(None, study),
    )


def _check_target(target: Path) -> None:
    """Check that the page can be written, and printed if it is a PDF, before what it says is computed."""
    from annotate.io.writing import check_writable
    from annotate.reporting.pdf_printing import browser_for

    check_writable(target)
    if target.suffix.lower() == ".pdf":
        browser_for(target)


def _measured(agreement: TableOrPath) -> pd.DataFrame:
    """The table of agreement that was passed."""
    table = table_of(agreement, None, "agreement")
    if not {"measure", "value"} <= set(table.columns):
        names = ", ".join(map(str, table.columns))
        raise InputError(
            f"`agreement`: no columns measure and value; found {names}; pass what annotate agreement wrote"
        )
    return table


def _own_agreement(inputs: PageInputs, study: Study | None) -> pd.DataFrame | None:
    """That of the study's annotations, where two people labelled some."""
    annotations = study.existing("annotations") if study else None
    if annotations is None or inputs.gold is None:
        return None
    from annotate.labels.agreement_measures import agreement as coefficients
    from annotate.labels.agreement_measures import orders_of
    from annotate.labels.annotations import usable_annotations

    assert study is not None
    rows, _ = usable_annotations(table_of(annotations, None, "annotations"), str(annotations))
    rows = with_models(rows, None, study.scheme)[0]
    coded = rows.dropna(subset=["label"]).groupby(["sentence_id", "question"])["annotator"].nunique()
    if not (coded > 1).any():
        return None
    articles = articles_of(rows, study)
    articles = inputs.scores[["sentence_id", "article_id"]] if articles is None else articles
    with python_warnings.catch_warnings():
        # `annotate agreement` warns of questions that only one annotator answered; the page just leaves them out.
        python_warnings.simplefilter("ignore", AnnotateWarning)
        return coefficients(rows, articles=articles, orders=orders_of(rows, study.scheme), seed=study.seed)


def _draws(study: Study | None) -> pd.DataFrame | None:
    """How the study's batches were drawn, one row per wave."""
    import pandas as pd

    from annotate.study.draws import draws, strategy_of

    record = record_of(study)
    waves = [] if record is None else draws(record)
    if not waves:
        return None
    names = {
        "wave": "wave",
        "strategy": "strategy",
        "size": "drawn",
        "frame_size": "of",
        "unit": "unit",
        "seed": "seed",
    }
    rows = [
        {words: draw.event.details.get(name) for name, words in names.items()}
        | {"strategy": strategy_of(draw)}
        | {"day": draw.event.at[:10], "hash of the frame": str(draw.event.details.get("frame_hash", ""))[:12]}
        for draw in waves
    ]
    return pd.DataFrame(rows)


def _domain_shift(scores: TableOrPath) -> DomainShift | None:
    """What is noted about the run that gave the scores: how much the text differs from the training text."""
    from annotate.scoring.scores_output import run_note

    if not isinstance(scores, str | os.PathLike) or str(scores) == "-":
        return None
    return run_note(Path(scores)).domain_shift


def _shift_in_words(shift: DomainShift) -> dict[str, str]:
    words = {
        "verdict": shift.verdict,
        "a classifier tells it from the training text (AUC; 0.5 not at all)": f"{shift.auc:.2f}",
        "words the training text does not have": f"{100 * shift.out_of_vocabulary:.1f} %",
        "the same between parts of the training text": f"{100 * shift.out_of_vocabulary_in_training:.1f} %",
    }
    if shift.confidence is not None and shift.confidence_in_training is not None:
        words["mean confidence"] = f"{shift.confidence:.2f} (training: {shift.confidence_in_training:.2f})"
    if shift.label_shift is not None:
        words["predicted shares differ from training (total variation)"] = f"{100 * shift.label_shift:.1f} points"
    return words


def _write_findings(path: Path, results: Results, beside: Beside, title: str, warnings: Sequence[str]) -> None:
    """Write the findings in words alone, as Markdown."""
    from annotate.io.writing import written_whole
    from annotate.reporting.findings import findings_of
    from annotate.reporting.findings_text import findings_text
    from annotate.reporting.page import default_title

    text = findings_text(results, findings_of(results), title or default_title(results), warnings, beside.draws)
    with written_whole(path) as new:
        new.write_text(text, encoding="utf-8")


def _write_page(path: Path, html: str) -> None:
    """Write the page, or print it where `path` is of a PDF."""
    from annotate.io.writing import written_whole
    from annotate.reporting.pdf_printing import print_pdf

    with written_whole(path) as new:
        if path.suffix.lower() == ".pdf":
            print_pdf(html, new, path)
        else:
            new.write_text(html, encoding="utf-8")
