"""What asking a language model will cost, before anything is sent."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.learn.endpoints.spending import Cost
from annotate.progress import Progress
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import (
    ModelOrPath,
    Names,
    StrPath,
    TableOrPath,
    model_of,
    names_in,
    own_model,
    seed_of,
)
from annotate.workflows.coverage import files_to_score
from annotate.workflows.encoder_choice import options_of
from annotate.workflows.label.guidelines_file import guidelines_text
from annotate.workflows.modelling import labelled_data
from annotate.workflows.prompting.asking import ASKED_AT_ONCE, counted, endpoint_for, endpoint_of, language_model_of

if TYPE_CHECKING:
    from annotate.scheme import Scheme
    from annotate.workflows.study import Study


def training_cost(
    gold: TableOrPath | None = None,
    sentences: TableOrPath | None = None,
    *,
    recipe: str = "prompted",
    question: str | None = None,
    text_column: str | None = None,
    label_column: str | None = None,
    group_column: str | None = None,
    split_column: str | None = None,
    unlabelled: TableOrPath | None = None,
    context: Names = (),
    target: bool | None = None,
    endpoint: str | None = None,
    llm: str | None = None,
    shots: int | None = None,
    guidelines: StrPath | None = None,
    price: str | None = None,
    test_share: float = 0.2,
    refit: bool = True,
    seed: int | None = None,
    scheme: Scheme | None = None,
    study: Study | None = None,
) -> Cost:
    """What training with a language model would ask and cost; nothing is sent.

    The parameters are those of `train`.

    Returns
    -------
    Cost
        The exact number of requests, and estimates of tokens and money.

    Raises
    ------
    InputError
        If the labels cannot be learned from, or endpoint or model are not named.
    """
    from annotate.learn.training.training import train as trained

    ledger = Ledger()
    data = labelled_data(
        gold,
        sentences,
        question=question,
        text_column=text_column,
        label_column=label_column,
        scheme=scheme,
        study=study,
        several=None,
        ledger=ledger,
    )
    asked = endpoint_of(endpoint, study, price=price)
    codebook = guidelines_text(guidelines, study)
    model = language_model_of(recipe, llm, asked, shots=shots, guidelines=codebook, study=study)
    if asked is None or model is None:
        raise InputError(f"recipe {recipe} asks no language model, so it costs nothing; name one with `llm`")
    work = partial(
        trained,
        data.table,
        text_column=data.text_column,
        label_column=data.label_column,
        group_column=group_column,
        split_column=split_column,
        question=data.question,
        recipe=recipe,
        seed=seed_of(seed, study),
        test_share=test_share,
        refit=refit,
        curve=False,
        context=names_in(context),
        target=target,
        options=options_of(recipe, None, None, unlabelled, ledger, model),
        where=data.where,
    )
    return counted(lambda progress: work(progress=progress), asked, study)


def scoring_cost(
    model: ModelOrPath | None,
    inputs: TableOrPath | Sequence[StrPath],
    *,
    text_column: str | None = None,
    rows: str = "auto",
    date_order: str = "",
    language: str = "",
    endpoint: str | None = None,
    price: str | None = None,
    study: Study | None = None,
) -> Cost:
    """What scoring with a language model would ask and cost; nothing is sent.

    The parameters are those of `score`.

    Returns
    -------
    Cost
        The exact number of requests, and estimates of tokens and money.

    Raises
    ------
    InputError
        If nothing can be read, or the model asks no language model.
    """
    from annotate.scoring.score_files import score_files

    loaded = model_of(own_model(model, study))
    asked = endpoint_for([loaded], endpoint_of(endpoint, study, price=price))
    if asked is None:
        raise InputError(f"{loaded.name} asks no language model, so scoring with it costs nothing")
    with tempfile.TemporaryDirectory() as folder:
        paths = files_to_score(inputs, Path(folder))

        def work(progress: Progress) -> object:
            output = Path(folder) / "scores.parquet"
            return score_files(
                loaded,
                paths,
                output,
                text_column=text_column,
                rows=rows,
                date_order=date_order,
                language=language,
                workers=1,
                chunk_rows=ASKED_AT_ONCE,
                progress=progress,
            )

        return counted(work, asked, study)
