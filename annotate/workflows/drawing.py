"""What to label next: a batch of sentences, each with its inclusion probability."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.progress import Progress, silent
from annotate.study.ledger import Count, Ledger
from annotate.study.waiting_batches import keep_unfinished
from annotate.workflows.arguments import (
    ModelOrPath,
    Names,
    StrPath,
    TableOrPath,
    check_output,
    check_table_output,
    ledger_of,
    log,
    model_of,
    name_of,
    names_in,
    output_of,
    seed_of,
    source_of,
    table_of,
    write_output,
    write_rejects_of,
)
from annotate.workflows.recording import drawing_alone, earlier_waves, hashes_of, record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate._types import Array, Reals
    from annotate.labels.sampling import Draw
    from annotate.study.record import Detail, Record
    from annotate.workflows.study import Study


def sample(
    sentences: TableOrPath | None = None,
    *,
    size: int,
    output: StrPath | None = None,
    strategy: str | None = None,
    model: ModelOrPath | None = None,
    by: Names = (),
    equal: bool = False,
    measure: str = "margin",
    random_share: float = 0.5,
    keywords: Names = (),
    boost: float = 10.0,
    clusters: int = 50,
    labelled: TableOrPath | Sequence[TableOrPath] = (),
    frame: StrPath | None = None,
    kinds: Names = ("body",),
    near_duplicates: bool = False,
    unit: str = "sentence",
    seed: int | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Draw a batch of sentences to label, each with its inclusion probability.

    Parameters
    ----------
    sentences
        A table of sentences, as `split` gives it.
    size
        How many sentences to draw, or articles.
    output
        Where to write the batch.
    strategy
        ``random``, ``stratified``, ``uncertain``, ``diverse``, ``keyword`` or ``mixed``; see
        `annotate.labels.sampling.draw`. By default ``stratified`` with `by`, ``keyword`` with `keywords`, ``mixed``
        with a model, else ``random``.
    model
        The model whose uncertainty counts.
    by
        Columns of the strata, such as ``outlet,month``; the same number from each stratum if `equal`.
    measure
        How uncertainty is measured: ``margin`` or ``entropy``.
    random_share
        The share of a mixed batch drawn with equal probability.
    keywords, boost
        Sentences with one of these words are `boost` times as likely to be drawn.
    clusters
        How many clusters ``diverse`` draws from.
    labelled
        Tables whose sentences were labelled before and are left out.
    frame
        A file that keeps every sentence's probability, to combine it over several waves of labelling.
    kinds
        Kinds of line to draw from; ``all`` for every kind.
    near_duplicates
        Draw near-duplicates of other sentences too.
    unit
        ``article`` draws whole articles at random, each with all of its sentences, as shares of articles need.
    seed
        The same seed draws the same batch.
    study
        Gives the sentences, model, labels, frame, seed and output that are not passed.
    ledger
        Where to record what was read and left out.

    Raises
    ------
    InputError
        If there is nothing to draw from, a column is missing, or the strategy lacks what it needs.
    """
    from annotate import tables
    from annotate.labels import sampling
    from annotate.labels.strategies import CERTAIN, STRATEGIES, check_asked
    from annotate.study.draws import add_draw

    source, target = source_of(sentences, study, "sentences"), output_of(output, study, "batch")
    waves = Path(frame) if frame is not None else study.path("frame") if study and study.exists and not output else None
    check_output(target, [source, frame])
    check_table_output(target)
    check_table_output(waves)
    model = model or (study.existing("model") if study else None)
    strata, words = names_in(by), names_in(keywords)
    chosen = strategy or _fitting_strategy(strata, words, unit, has_model=model is not None)
    check_asked(chosen, unit, by=strata, measure=measure, keywords=words, random_share=random_share)
    chosen_seed = seed_of(seed, study)
    run = ledger_of(ledger, "sample")
    table = _sentences_with_text(source, run)
    needs = STRATEGIES[chosen].needs
    wanted = None if names_in(kinds) == ["all"] else names_in(kinds)
    eligible = sampling.eligible(table, wanted, near_duplicates or unit == "article")
    record = record_of(study)
    design: dict[str, Detail] = {"by": strata, "equal": equal, "measure": measure, "random_share": random_share}
    design |= {"keywords": words, "unit": unit}
    with drawing_alone(record):
        known = _labelled_before(labelled, study, record, _waiting(study, target), run)
        drawn = sampling.draw(
            table,
            size,
            strategy=chosen,
            seed=chosen_seed,
            by=strata,
            equal=equal,
            probabilities=_probabilities(table, eligible, model, progress) if needs == "model" else None,
            measure=measure,
            vectors=_vectors(table, eligible) if needs == "vectors" else None,
            random_share=random_share,
            keywords=words,
            boost=boost,
            clusters=clusters,
            labelled=known,
            earlier=_waves_before(record if frame is None else None, waves),
            kinds=wanted,
            near_duplicates=near_duplicates,
            unit=unit,
        )
        if drawn.repeated:
            design["certain"] = certain = int(drawn.batch["strategy"].eq(CERTAIN).sum())
            run.notes.append(_note_on_repeated(certain, drawn.repeated))
        if record:
            add_draw(
                record,
                drawn.batch,
                drawn.frame,
                strategy=chosen,
                seed=chosen_seed,
                design=design,
                labelled=known,
                inputs=hashes_of(sentences=source, model=model),
            )
        keep_unfinished(target, known)
        batch = _without_split(drawn.batch, run)
        write_output(batch, target, tables.BATCH)
        write_output(drawn.frame, waves)
    write_rejects_of(run, target)
    _record(run, table, drawn, wanted, known, name_of(source, ""))
    if target is not None:
        run.written.append(Count(len(drawn.batch), tables.item_name(table), str(target)))
    log(run, study)
    return batch


def _note_on_repeated(lines: int, sentences: int) -> str:
    """What is said of `lines` that are drawn with certainty, as each stands for many of the `sentences`."""
    if lines == 1:
        return f"1 repeated line that stands for {sentences:,} sentences is drawn with certainty"
    return f"{lines:,} repeated lines that stand for {sentences:,} sentences are drawn with certainty"


def _without_split(batch: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """`batch` without the coverage's own column ``split``, which gold would take for what a model was trained on."""
    if "split" in batch.columns:
        ledger.notes.append("the coverage's column split is not in the batch: in gold it would name training labels")
    return batch.drop(columns="split", errors="ignore")


def _sentences_with_text(source: TableOrPath, ledger: Ledger) -> pd.DataFrame:
    """The sentences to draw from; those without text go to `ledger`."""
    from annotate import tables
    from annotate.estimation.stated_values import plain_rows

    table, notes = plain_rows(table_of(source, tables.SENTENCES, "sentences", ledger=ledger))
    for note in notes:
        warnings.warn(f"{name_of(source, 'sentences')}: {note}", AnnotateWarning, stacklevel=3)
    blank = table["text"].isna() | (table["text"].str.strip() == "")
    ledger.leave_out(int(blank.sum()), tables.item_name(table), "no text")
    return table[~blank].reset_index(drop=True)


def _fitting_strategy(strata: Sequence[str], words: Sequence[str], unit: str, *, has_model: bool) -> str:
    """The strategy where none is named: what the options that were passed are for."""
    if strata or words:
        return "stratified" if strata else "keyword"
    return "mixed" if has_model and unit != "article" else "random"


def _waves_before(record: Record | None, frame: Path | None) -> pd.DataFrame | None:
    """The frame with the probabilities of earlier waves: as the study recorded it, or else as the file keeps it."""
    earlier = earlier_waves(record, frame) if record else None
    if earlier is None and frame is not None and frame.is_file():
        earlier = table_of(frame, None, "frame")
    return earlier


def _record(
    ledger: Ledger, table: pd.DataFrame, drawn: Draw, kinds: list[str] | None, known: pd.DataFrame | None, where: str
) -> None:
    """Write to `ledger` what the batch was drawn from, and what was left out of that."""
    from annotate.labels import sampling
    from annotate.tables import item_keys, item_name

    of_kind = int(sampling.eligible(table, kinds, True).sum())
    labelled = 0
    if known is not None:
        ids = item_keys if "target" in known.columns else _sentence_ids
        labelled = int(ids(drawn.frame).isin(ids(known)).sum())
    item = item_name(table)
    ledger.read.append(Count(len(table), item, where))
    ledger.used.append(Count(len(drawn.frame) - labelled, item, "the sampling frame"))
    ledger.used.append(Count(len(drawn.batch), item, "drawn"))
    ledger.leave_out(len(table) - of_kind, item, f"not {' or '.join(kinds or [])}")
    ledger.leave_out(of_kind - len(drawn.frame), item, "near-duplicates")
    ledger.leave_out(labelled, item, "labelled or handed out before")


def _sentence_ids(table: pd.DataFrame) -> pd.Series:
    return table["sentence_id"].astype("str")


def _waiting(study: Study | None, target: Path | None) -> Path | None:
    """The study's batch where another is drawn beside it: its sentences are handed out, labelled or not."""
    batch = study.existing("batch") if study and study.exists else None
    return None if batch is None or target is None or target.resolve() == batch.resolve() else batch


def _labelled_before(
    labelled: TableOrPath | Sequence[TableOrPath],
    study: Study | None,
    record: Record | None,
    waiting: Path | None,
    ledger: Ledger,
) -> pd.DataFrame | None:
    """The ids in the tables `labelled`, or in the study's annotations and gold, and those handed out for labelling."""
    import pandas as pd

    from annotate.study.draws import pushed_items
    from annotate.tables import IN_TRAINING, item_columns, machine_origins

    sources = [labelled] if isinstance(labelled, pd.DataFrame | str | os.PathLike) else list(labelled)
    if not sources and study:
        sources = [path for name in ("annotations", "gold") if (path := study.existing(name))]
    parts = []
    for source in sources:
        table = table_of(source, None, "labelled", ledger=ledger)
        if "sentence_id" not in table.columns:
            where = name_of(source, "labelled")
            raise InputError(f"{where}: no column 'sentence_id'; pass a table of annotations, gold or a batch")
        if "origin" in table.columns:  # a model's answers are no reason not to ask people
            table = table[~(machine_origins(table["origin"]).notna() | table["origin"].isin([IN_TRAINING]))]
        parts.append(table[item_columns(table)].astype("str"))
    if waiting is not None:
        table = table_of(waiting, None, "batch")
        parts.append(table[item_columns(table)].astype("str"))
        warnings.warn(
            f"{waiting}: its {len(table):,} sentences still count as drawn and are left out; label both batches",
            AnnotateWarning,
            stacklevel=3,
        )
    if record and len(pushed := pushed_items(record)):
        parts.append(pushed if pushed["target"].ne("").any() else pushed[["sentence_id"]])
    return pd.concat(parts) if parts else None


def _probabilities(
    table: pd.DataFrame, eligible: pd.Series, model: ModelOrPath | None, progress: Progress
) -> Reals | None:
    """The model's probabilities of the sentences that can be drawn; None without a model.

    Those of sentences the model learned from are out-of-fold: what it remembers of their labels would make them look
    less uncertain than they were, and their probability of being drawn in this wave smaller than it is. Of a model that
    gives several labels, they are those of no and yes to the label that it is least sure of.
    """
    import numpy as np
    import pandas as pd

    from annotate.answer_labels import least_sure
    from annotate.scoring.score_tables import score_table
    from annotate.tables import PROBABILITY, item_keys

    if model is None:
        return None
    with progress("loading the model", None):
        loaded = model_of(model)
    scores = score_table(loaded, table[eligible], progress=progress)
    probabilities = np.zeros((len(table), len(loaded.labels)))
    columns = [PROBABILITY + label for label in loaded.labels]
    probabilities[eligible.to_numpy()] = scores[columns].to_numpy()
    out_of_fold = loaded.learned_from().out_of_fold
    if out_of_fold is not None:
        if "target" not in table.columns:
            out_of_fold = out_of_fold.drop(columns="target", errors="ignore")
        position = pd.Index(item_keys(table)).get_indexer(pd.Index(item_keys(out_of_fold)))
        probabilities[position[position >= 0]] = out_of_fold.loc[position >= 0, columns].to_numpy(dtype=float)
    return least_sure(probabilities) if loaded.several else probabilities


def _vectors(table: pd.DataFrame, eligible: pd.Series) -> Array:
    """Word vectors of the sentences that can be drawn."""
    import numpy as np

    from annotate.labels.strategies import word_vectors

    vectors = word_vectors(table.loc[eligible, "text"])
    spread = np.zeros((len(table), vectors.shape[1]), dtype=np.float32)
    spread[eligible.to_numpy()] = vectors
    return spread
