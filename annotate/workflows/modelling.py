"""Training: from labelled sentences to a model folder, once, or repeatedly as labels come in."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError, UsageError
from annotate.progress import Progress, silent
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    SHOWN_REJECTS,
    Names,
    StrPath,
    TableOrPath,
    ledger_of,
    log,
    name_of,
    names_in,
    scheme_of,
    seed_of,
    source_of,
    table_of,
    write_rejects_of,
)
from annotate.workflows.encoder_choice import default_encoder, options_of
from annotate.workflows.label.guidelines_file import guidelines_text
from annotate.workflows.prompting.asking import answered, check_shots, endpoint_of, language_model_of
from annotate.workflows.recording import hashes_of, record_of

if TYPE_CHECKING:
    from annotate.learn.models.trained_model import Model
    from annotate.learn.training.gold import LabelledTable
    from annotate.scheme import Question, Scheme
    from annotate.study.record import Record
    from annotate.workflows.study import Study


def load_model(folder: StrPath) -> Model:
    """The model in `folder`, as `train` wrote it.

    Raises
    ------
    ModelError
        If the folder is not a model's, damaged, changed since it was written, or holds types that are not trusted.
    """
    from annotate.learn.models.folders import load

    return load(Path(folder))


def save_model(model: Model, folder: StrPath) -> Path:
    """Write `model` to `folder`, whole or not at all, and return the folder.

    Raises
    ------
    InputError
        If something else is there, or it cannot be written to.
    """
    from annotate.learn.models.folders import check_place, save

    return save(model, check_place(Path(folder)))


def labelled_data(
    gold: TableOrPath | None,
    sentences: TableOrPath | None,
    *,
    question: str | None = None,
    text_column: str | None = None,
    label_column: str | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    labels: Sequence[str] = (),
    several: bool | None = False,
    ledger: Ledger,
) -> LabelledTable:
    """The labelled sentences of the tables that were passed, or else of the study's; `ledger` gets what was read.

    Of gold only the labels of its question are taken, or `labels`, those of a model; rows with others are rejected.
    Answers may have `several` labels, or none of them; None if that is as the question says.
    """
    from annotate.columns import missing
    from annotate.learn.training.gold import gold_question, labelled_from, lacks_texts
    from annotate.learn.training.labelled_rows import (
        notes_on_ids,
        notes_on_labels,
        with_plain_texts,
        with_tidy_labels,
        without_ties,
        without_unusable,
    )
    from annotate.tables import item_name

    source, own = source_of(gold, study, "gold"), scheme_of(scheme, study)
    where = name_of(source, "gold")
    names = text_column or "text", label_column or "label"
    table = table_of(source, None, "gold", ledger=ledger)
    if sentences is None and study and lacks_texts(table, text_column):
        sentences = study.existing("sentences")
    if label_column is not None and label_column not in table.columns:
        raise InputError(f"{where}: {missing(label_column, table.columns)}; name it with `label_column`")
    ledger.read.append(Count(len(table), "row", name_of(source, "")))
    asked = gold_question(table, own, question, label_column)
    table, notes = with_tidy_labels(table, names[1], labels or (asked.names if asked else ()))
    several = asked is not None and asked.multiple if several is None else several
    table, ties = without_ties(table, names[1], asked) if several else (table, 0)
    ledger.leave_out(ties, "row", "annotators were divided")
    table, bad = without_unusable(table, *names, question=asked, labels=labels, several=several, where=where)
    ledger.reject(bad, "unusable")
    table, dropped, notes_on_texts = with_plain_texts(table, names[0])
    ledger.leave_out(dropped, "row", "no text")
    notes = [*notes, *notes_on_texts]
    texts = None if sentences is None else table_of(sentences, None, "sentences", ledger=ledger)
    if sentences is not None and texts is not None:
        ledger.read.append(Count(len(texts), item_name(texts), name_of(sentences, "")))
        notes += notes_on_ids(texts)
    if text_column is not None and text_column not in {*table.columns, *(() if texts is None else texts.columns)}:
        raise InputError(f"{where}: {missing(text_column, table.columns)}; name it with `text_column`")
    data = labelled_from(
        table,
        texts,
        scheme=own,
        question=question,
        text_column=text_column,
        label_column=label_column,
        several=several,
        of_model=bool(labels),
        where=where,
    )
    places = [f"{reject.where}: {reject.reason}" for reject in bad[:SHOWN_REJECTS]]
    notes += data.notes + notes_on_labels(data.table, data.text_column, data.label_column, where)
    for note in [*places, *(f"{where}: {note}" for note in notes)]:
        warnings.warn(note, AnnotateWarning, stacklevel=3)
    ledger.leave_out(len(data.lost), "row", "sentence not among the sentences")
    ledger.leave_out(len(table) - len(data.table) - len(data.lost), "row", f"another question than {data.asked}")
    ledger.leave_out(len(data.table) - data.labelled_rows - data.too_long, "row", "no label")
    ledger.leave_out(data.too_long, "row", "text too long")
    return data


def train(
    gold: TableOrPath | None = None,
    sentences: TableOrPath | None = None,
    *,
    output: StrPath | None = None,
    recipe: str = "default",
    question: str | None = None,
    text_column: str | None = None,
    label_column: str | None = None,
    group_column: str | None = None,
    split_column: str | None = None,
    minutes: float | None = None,
    unlabelled: TableOrPath | None = None,
    context: Names = (),
    target: bool | None = None,
    encoder: str | None = None,
    endpoint: str | None = None,
    llm: str | None = None,
    shots: int | None = None,
    guidelines: StrPath | None = None,
    key_file: StrPath | None = None,
    concurrency: int | None = None,
    price: str | None = None,
    budget: str | None = None,
    test_share: float = 0.2,
    refit: bool = True,
    abstain: float | None = None,
    curve: bool = True,
    keep_texts: bool = True,
    licence: str = "",
    seed: int | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> Model:
    """Train a classifier, with its cross-validated metrics.

    Parameters
    ----------
    gold
        Gold labels, or any table of texts and labels.
    sentences
        Their sentences, where `gold` has no texts.
    output
        The model folder to write. In a study it is that of the question.
    recipe
        How the classifier is made: a name in `annotate.learn.recipes.RECIPES`.
    question
        Which question's labels to learn; by default the scheme's first.
    text_column, label_column, group_column, split_column
        Columns with the text, the label, the group that is never divided between train and test, and the split.
    minutes
        How long the recipe ``best`` may take for comparing candidates and training what is selected.
    unlabelled
        Sentences without labels, for the recipe ``distilled``.
    context
        Candidate context features, such as ``before,after,speaker``; each is kept only if cross-validation improves.
    target
        Whether labels are toward each row's target; by default where every row has one.
    encoder
        Another sentence encoder: a name in `encoders`, a folder, or a hub's ``owner/name``.
    endpoint, llm
        The address of a language model's server and the model's name there, for the recipe ``prompted``, or for
        ``distilled`` with it as teacher. Text is sent to this address and nowhere else.
    shots
        How many labelled sentences are shown with each question; by default 6.
    guidelines
        The codebook for the language model, a Markdown file; by default the study's.
    key_file, concurrency, price, budget
        The endpoint's key (else the environment variable ``ANNOTATE_ENDPOINT_KEY``), requests at a time, money for a
        million tokens (``0.15,0.60``), and the most that may be spent (``500k tokens``, or money).
    test_share
        Share of the sentences held out as a test set.
    refit
        Refit on train + test once the test set has been predicted.
    abstain
        Abstain wherever the label's expected precision falls below this value; of several labels, that of the answer.
    curve
        Measure a learning curve.
    keep_texts
        Keep the sentences in the model folder.
    licence
        The licence the model card names.

    Raises
    ------
    InputError
        If the labels cannot be learned from, or a parameter does not fit the recipe.
    """
    run = ledger_of(ledger, "train")
    if llm is None and recipe != "prompted":
        of_llm = {"endpoint": endpoint, "shots": shots, "guidelines": guidelines, "key_file": key_file}
        _check_unused(recipe, of_llm | {"concurrency": concurrency, "price": price, "budget": budget})
    asked = endpoint_of(endpoint, study, key_file=key_file, concurrency=concurrency, price=price, budget=budget)
    with progress("reading labels", None):
        from annotate.learn.models.folders import check_place, save
        from annotate.learn.training import training

        training.check_asked(recipe, names_in(context), abstain)
        check_shots(shots)
        chosen_seed = seed_of(seed, study)
        data = labelled_data(
            gold,
            sentences,
            question=question,
            text_column=text_column,
            label_column=label_column,
            scheme=scheme,
            study=study,
            several=None,
            ledger=run,
        )
    if group_column is None:
        _warn_of_unused_group(data)
    folder = Path(output) if output is not None else model_folder(data.question, study) if study else None
    if folder is not None:
        check_place(folder)
    codebook = guidelines_text(guidelines, study) if llm or guidelines else ""
    language_model = language_model_of(recipe, llm, asked, shots=shots, guidelines=codebook, study=study)
    work = partial(
        training.train,
        data.table,
        text_column=data.text_column,
        label_column=data.label_column,
        group_column=group_column,
        split_column=split_column,
        question=data.question,
        recipe=recipe,
        seed=chosen_seed,
        test_share=test_share,
        refit=refit,
        abstain=abstain,
        curve=curve,
        context=names_in(context),
        target=target,
        options=options_of(recipe, encoder or default_encoder(recipe, study), minutes, unlabelled, run, language_model),
        keep_texts=keep_texts,
        licence=licence,
        where=data.where,
    )
    model = answered(
        lambda shown: work(progress=shown),
        asked if language_model else None,
        study,
        tolerant=True,
        ledger=run,
        progress=progress,
    )
    for note in model.notes:
        warnings.warn(note, AnnotateWarning, stacklevel=2)
    if folder is not None:
        with progress("writing the model", None):
            save(model, folder)
    write_rejects_of(run, folder)
    if (record := record_of(study)) and not record.is_read_only:
        inputs = hashes_of(gold=source_of(gold, study, "gold"), sentences=sentences, model=folder)
        _add_event(record, model, recipe, chosen_seed, folder, inputs)
    _record(run, model, folder)
    log(run, study)
    return model


def _check_unused(recipe: str, options: Mapping[str, object]) -> None:
    """Check that none of the `options` of a language model is set for a recipe that asks none."""
    if used := [name for name, value in options.items() if value is not None]:
        raise UsageError(f"recipe {recipe} asks no language model; name one with `llm`, or leave out `{used[0]}`")


def _add_event(
    record: Record, model: Model, recipe: str, seed: int, folder: Path | None, inputs: Mapping[str, str]
) -> None:
    """Append what was trained to the study's record."""
    labels = model.info.data.labelled
    names = {"model": model.name, "recipe": recipe, "question": model.question, "output": str(folder or "")}
    resources = asdict(model.resources) if model.resources else {}
    details = {**names, "labels": labels, "seed": seed, **resources}
    summary = f"trained {model.name} ({recipe}) on {labels:,} labels of {model.question}"
    record.add("train", summary, details, inputs)


def _record(ledger: Ledger, model: Model, folder: Path | None) -> None:
    test = model.info.split.parts.get("test", 0)
    ledger.used.append(Count(model.info.data.labelled, "label", f"{test:,} of them the test set" if test else ""))
    if folder is not None:
        ledger.written.append(Count(1, "model", str(folder)))


def _warn_of_unused_group(data: LabelledTable) -> None:
    """Warn where a column looks like the article of each sentence, which must not be divided, and is not used."""
    from annotate.io.values.likely_columns import likely_columns

    used = {data.text_column, data.label_column, "sentence_id"}
    name = likely_columns(map(str, data.table.columns), used).get("article_id")
    if name is not None and data.table[name].duplicated().any():
        unused = f"{data.where}: column '{name}' looks like the article of each sentence and is not used"
        advice = "pass it as `group_column`, so that no article is divided between train and test"
        warnings.warn(f"{unused}; {advice}", AnnotateWarning, stacklevel=3)


def model_folder(question: Question | str | None, study: Study) -> Path:
    """The study's model folder; for a question other than the one the folder is named after, the one beside it."""
    folder = study.path_or(None, "model", parameter="output")
    name = str(getattr(question, "name", question or folder.name))
    return folder.with_name(name) if folder.name in study.scheme.by_name and name != folder.name else folder
