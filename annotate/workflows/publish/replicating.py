"""The replication bundle: everything from which every published number can be recomputed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import AnnotateError, InputError, UsageError
from annotate.progress import Progress, silent
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    ModelOrPath,
    Names,
    StrPath,
    TableOrPath,
    check_output,
    ledger_of,
    log,
    model_of,
    scheme_of,
    table_of,
    title_of,
    write_rejects_of,
)
from annotate.workflows.estimate_inputs import notes_of, record_inputs, warn_of_notes
from annotate.workflows.label.guidelines_file import guidelines_text
from annotate.workflows.publish.archived_analyses import (
    ESTIMATE,
    REGRESS,
    Arguments,
    archived,
    check_analyses,
    check_columns,
    check_headers,
    check_names,
    computed,
)
from annotate.workflows.publish.bundle_data import (
    TEXTS,
    BundleSource,
    check_shares,
    compared_in,
    design_of,
    left_out_of,
    own_results,
    size_of,
    write_data,
)
from annotate.workflows.publish.early_checks import check_page, keys_in, known_columns
from annotate.workflows.publish.page_inputs import PageRequest, read_page_inputs
from annotate.workflows.recording import flow_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Question, Scheme
    from annotate.workflows.study import Study

_FILES = {
    "rerun.py": "computes every number of results/ again and compares",
    "design.json": "what was estimated and how, draws with seeds and hashes of frames, hashes of the inputs",
    "data/scores.parquet": "the model's labels and probabilities of every sentence",
    "data/gold.csv": "human labels after resolving, with inclusion probabilities",
    "data/labels.csv": "every annotator's labels, by pseudonym",
    "data/frame.csv": "every sentence that could have been drawn, and the wave that drew it",
    "data/batch.csv": "the sentences that were drawn, with inclusion probabilities",
    "data/out_of_fold.parquet": "predictions for training sentences by models that had not seen their article",
    "codebook.md": "the question, its labels and the annotators' guidelines",
    "annotate.toml": "the study's settings",
    "model_card.md": "what the model is and how good it is",
    "requirements.txt": "the version of annotate, and of the packages that the numbers depend on",
    "results/": "the numbers, findings and charts",
    "DATASHEET.md": "a datasheet, to be completed",
    "PREREGISTRATION.md": "a preregistration filled with the design, to be completed",
    "ro-crate-metadata.json": "what each file is, for machines (RO-Crate 1.1)",
}
_OPTIONAL = ("data/labels.csv", "data/frame.csv", "data/batch.csv", "data/out_of_fold.parquet", "model_card.md")
"""What is there only where it is known."""
_PACKAGES = ("numpy", "pandas", "pyarrow", "scipy", "scikit-learn")


def replicate(
    scores: TableOrPath | None = None,
    *,
    output: StrPath | None = None,
    gold: TableOrPath | None = None,
    annotations: TableOrPath | None = None,
    model: ModelOrPath | None = None,
    question: str | None = None,
    by: Names = (),
    estimate: Arguments | Sequence[Arguments] = (),
    regress: str | Arguments | Sequence[str | Arguments] = (),
    event: str | None = None,
    periods: str | None = None,
    reference: str = "",
    estimator: str = "aipw",
    population: str = "process",
    weights: str | None = None,
    unit: str = "sentence",
    out_of_fold: TableOrPath | None = None,
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    assume_random: bool = False,
    with_text: bool = False,
    title: str = "",
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> Path:
    """Write the bundle from which every published number can be recomputed, by one script and this package.

    The numbers are computed by the script in the bundle, from the bundle's own files. The text of articles is left out.

    Parameters
    ----------
    output
        The ``.zip`` to write, which is returned; required.
    scores, gold, annotations, model
        As in `report`; a study's own are used where others are not passed.
    question, estimator, population, weights, unit, out_of_fold, batch, frame, assume_random
        As in `report`.
    by
        Columns to group by, beside outlet and month.
    estimate
        The arguments of a further call of `annotate.estimate`, or of several: ``{"by": "party", "small": "shrink"}``.
        The files that it names are among the bundle's results.
    regress
        A formula, or several, of regressions to compute: ``critical ~ outlet + month``; or the arguments of a call of
        `annotate.regress`: ``{"formula": "critical ~ outlet", "model": "logistic"}``.
    event, periods, reference
        As in `annotate.regress`, for all of these formulas.
    with_text
        Include the sentences; you need the right to share them.
    title
        The bundle's title; by default the study's.

    Raises
    ------
    InputError
        If there are no human labels, something cannot be read, or the numbers cannot be computed from the bundle.
    """
    from annotate.io.writing import check_writable
    from annotate.reporting.page import Beside, default_title, results_for

    check_page(estimator, population, unit)
    groups = keys_in(by)
    population_weights = {"population": population, "weights": weights}
    estimates = archived(
        ESTIMATE,
        [estimate] if isinstance(estimate, Mapping) else estimate,
        {"estimator": estimator, "unit": unit, **population_weights},
    )
    regressions = _regressions(
        regress, {"event": event, "periods": periods, "reference": reference}, population_weights
    )
    analyses = [*estimates, *regressions]
    target = _target_of(output, [scores, gold, annotations, out_of_fold, batch, frame])
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
    asked.check(annotations, by=groups)
    if asked.labels is None:
        raise InputError("no human labels, so there is no corrected number to replicate: pass `gold`")
    check_writable(target)
    check_names(analyses, own_results([groups] if groups else [], []))
    check_columns(analyses, groups, [] if with_text else TEXTS)
    check_headers(analyses, known_columns(asked.source))
    run = ledger_of(ledger, "replicate")
    with progress("reading scores and labels", None):
        inputs = read_page_inputs(asked, run, whole=True)
        results = results_for(
            inputs.scores, inputs.gold, Beside(estimating=inputs.options), scheme_of(scheme, study), question
        )
        compared = compared_in(inputs.scores, groups, results.period)
        left_out = left_out_of(inputs.scores, with_text)
        check_names(analyses, own_results(*compared))
        check_columns(analyses, groups, left_out)
        source = annotations if annotations is not None else study.existing("annotations") if study else None
        labels = None if source is None else table_of(source, None, "annotations")
        warn_of_notes(results.shares())
        record_inputs(run, inputs.of_estimates(), (), inputs.options)
        tables = computed(inputs, analyses)
    title = title_of(title, study) or default_title(results)
    bundle = BundleSource(inputs, results, labels, compared, left_out, estimates, regressions, title)
    files = _write_bundle(target, bundle, tables, run, study, progress)
    run.leave_out(len(left_out), "column", "text of the articles")
    run.written.append(Count(files, "file", str(target)))
    write_rejects_of(run, target)
    log(run, study)
    return target


def _target_of(output: StrPath | None, sources: Sequence[object]) -> Path:
    """The archive to write, which must not be one of the `sources`."""
    if output is None:
        raise InputError("no bundle to write: pass `output`, a file that ends in .zip")
    check_output(output, sources)
    target = Path(output)
    if target.suffix.lower() != ".zip":
        raise UsageError(f"{target}: a bundle is written; choose an `output` that ends in .zip")
    return target


def _write_bundle(
    target: Path,
    bundle: BundleSource,
    tables: Mapping[str, pd.DataFrame],
    run: Ledger,
    study: Study | None,
    progress: Progress,
) -> int:
    """Write the files of a bundle, have its script compute the results, compare these with `tables`, and pack it all.

    Returns the number of files.
    """
    from annotate.reporting.bundle.bundle_archive import pack

    shares = bundle.results.shares()
    with tempfile.TemporaryDirectory() as temporary, progress("replicate", 3) as advance:
        folder = Path(temporary)
        (folder / "data").mkdir()
        write_data(folder / "data", bundle, study)
        _write_documents(folder, bundle, run, study)
        advance(1)
        _compute(folder)
        check_shares(folder, shares)
        with tempfile.TemporaryDirectory() as scratch:
            check_analyses(folder, tables, Path(scratch))
        advance(1)
        _write_metadata(folder, bundle.title)
        pack(folder, target)
        advance(1)
        return sum(path.is_file() for path in folder.rglob("*"))


def _regressions(
    asked: str | Arguments | Sequence[str | Arguments], about: Arguments, defaults: Arguments
) -> list[dict[str, Any]]:
    """The arguments of each regression; what is said `about` all of them must have one."""
    several = [asked] if isinstance(asked, str | Mapping) else asked
    option = next((name for name, value in about.items() if value), None)
    if option is not None and not several:
        raise UsageError(f"`{option}` is for a regression, and there is none: pass its formula as `regress`")
    named = [{"formula": one} if isinstance(one, str) else one for one in several]
    return archived(REGRESS, named, {**about, **defaults})


def _write_documents(folder: Path, bundle: BundleSource, run: Ledger, study: Study | None) -> None:
    """Write design, codebook, settings, requirements and model card, then the documents that state these facts."""
    from importlib.metadata import version

    from annotate import __version__
    from annotate.reporting.bundle.bundle_documents import BundleFacts, codebook, write_documents, write_script
    from annotate.study.flow_chart import flow_text

    inputs, question, design = bundle.inputs, bundle.question, design_of(bundle, study)
    written = json.dumps(asdict(design), indent=2, ensure_ascii=False)
    (folder / "design.json").write_text(f"{written}\n", encoding="utf-8")
    (folder / "codebook.md").write_text(codebook(question, guidelines_text(None, study)), encoding="utf-8")
    (folder / "annotate.toml").write_text(_settings(question, study), encoding="utf-8")
    packages = [f"stance-annotate=={__version__}", *(f"{name}=={version(name)}" for name in _PACKAGES)]
    (folder / "requirements.txt").write_text("\n".join(packages) + "\n", encoding="utf-8")
    if inputs.model is not None:
        (folder / "model_card.md").write_text(_card(inputs.model), encoding="utf-8")
    has_study = study is not None and study.exists
    facts = BundleFacts(
        design=design,
        size=size_of(inputs, folder / "data" / "labels.csv"),
        question=question.name,
        labels=question.names,
        version=__version__,
        made=_today(),
        files=[(name, text) for name, text in _FILES.items() if name not in _OPTIONAL or (folder / name).exists()],
        left_out=bundle.left_out,
        notes=notes_of(bundle.results.shares()),
        keyed=has_study,
        flow=flow_text(flow_of(run, study)) if has_study else "",
    )
    write_documents(folder, facts)
    write_script(folder)


def _settings(question: Question, study: Study | None) -> str:
    """The study's settings, or those of a study with this question."""
    from annotate.workflows.setup.settings import SETTINGS

    if study is not None and study.exists:
        return (study.folder / SETTINGS).read_text(encoding="utf-8")
    labels = ", ".join(json.dumps(name, ensure_ascii=False) for name in question.names)
    scale = ", ".join(json.dumps(name, ensure_ascii=False) for name in question.scale)
    lines = [f"[questions.{json.dumps(question.name, ensure_ascii=False)}]", f"labels = [{labels}]"]
    lines += [f"scale = [{scale}]"] if scale else []
    return "\n".join(lines + (["multiple = true"] if question.multiple else [])) + "\n"


def _card(model: ModelOrPath) -> str:
    from annotate.learn.models.cards import card

    if isinstance(model, str | os.PathLike) and (Path(model) / "README.md").is_file():
        return (Path(model) / "README.md").read_text(encoding="utf-8")
    return card(model_of(model).info, [], "an unrecorded time")


def _compute(folder: Path) -> None:
    """Let the bundle's own script compute the results, in a process of its own."""
    package = str(Path(__file__).parents[3])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))}
    command = [sys.executable, str(folder / "rerun.py"), "--write"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        user_error, is_user_error, words = last.partition("annotate.errors.InputError: ")
        if is_user_error and not user_error:
            raise InputError(words)
        raise AnnotateError(f"the bundle's numbers cannot be computed from its own files: {last}")


def _write_metadata(folder: Path, title: str) -> None:
    from annotate import __version__
    from annotate.reporting.bundle.ro_crate import METADATA, ro_crate

    document = ro_crate(folder, title=title, made=_today(), version=__version__, descriptions=_FILES)
    (folder / METADATA).write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")
