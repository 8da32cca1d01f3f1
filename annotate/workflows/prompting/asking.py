"""Work that asks a language model: the endpoint that was named, what will be sent, and what was spent."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from annotate.errors import AnnotateWarning, InputError, ModelError, UsageError
from annotate.progress import Progress, silent
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import StrPath

if TYPE_CHECKING:
    from annotate.learn.endpoints.endpoint import Endpoint
    from annotate.learn.endpoints.open_connection import EndpointConnection
    from annotate.learn.endpoints.spending import Cost
    from annotate.learn.models.trained_model import Model
    from annotate.learn.recipes.recipe import LanguageModel
    from annotate.workflows.study import Study

T = TypeVar("T")
ASKED_AT_ONCE = 64
"""Sentences of a chunk of scores that a language model gives: a chunk that is done is never asked for again."""
_MOST_SHOTS = 200


def endpoint_of(
    url: str | None,
    study: Study | None,
    *,
    key_file: StrPath | None = None,
    concurrency: int | None = None,
    price: str | None = None,
    budget: str | None = None,
) -> Endpoint | None:
    """The endpoint that was named, or else that of the study's settings; None where neither names one."""
    from annotate.learn.endpoints.endpoint import endpoint_from

    settings = study.settings.endpoint if study else {}
    address = url or settings.get("url")
    if address is None:
        return None
    own = study.folder / str(settings["key_file"]) if study and "key_file" in settings else None
    usable = own if url is None or url == settings.get("url") else None  # a key goes to its own server alone
    return endpoint_from(
        str(address),
        key_file=Path(key_file) if key_file is not None else usable,
        concurrency=concurrency or settings.get("concurrency"),
        price=price or settings.get("price"),
        budget=budget,
    )


def language_model_of(
    recipe: str,
    llm: str | None,
    endpoint: Endpoint | None,
    *,
    shots: int | None = None,
    guidelines: str = "",
    study: Study | None = None,
) -> LanguageModel | None:
    """The language model that `recipe` asks; None for a recipe that asks none.

    Raises
    ------
    InputError
        If the recipe asks one and endpoint or name is missing, or the number of examples is out of range.
    """
    from annotate.learn.recipes.recipe import SHOTS, LanguageModel

    if llm is None and recipe != "prompted":
        return None
    if endpoint is None:
        raise InputError(f"recipe {recipe} asks a language model: name its address with `endpoint`; nothing was sent")
    if not llm or not llm.strip():
        raise InputError(f"recipe {recipe}: name the language model at {endpoint.url} with `llm`; nothing was sent")
    check_shots(shots)
    others = study.scheme.questions if study else ()
    return LanguageModel(
        llm.strip(), endpoint.url, (), SHOTS if shots is None else shots, guidelines=guidelines, others=others
    )


def check_shots(shots: int | None) -> None:
    """Raise `UsageError` unless so many examples, if any number is named, can be shown."""
    if shots is not None and not 0 <= shots <= _MOST_SHOTS:
        raise UsageError(f"`shots` {shots}: a number from 0 to {_MOST_SHOTS} is needed")


def asked_by(model: object) -> str:
    """The address that `model` was trained with, where it asks a language model; else empty."""
    from annotate.learn.endpoints.prompted_classifier import prompted_in

    prompted = prompted_in(model)
    return prompted.endpoint if prompted else ""


def endpoint_for(models: list[Model], endpoint: Endpoint | None) -> Endpoint | None:
    """The endpoint that `models` may ask; None where none of them asks any.

    Raises
    ------
    ModelError
        If one asks and no endpoint was named: the address in a model folder is never contacted by itself.
    """
    asking = [(model, address) for model in models if (address := asked_by(model))]
    for model, address in asking:
        if endpoint is None:
            raise ModelError(
                f"{model.name} asks a language model at {address}, and nothing is sent until you name it: pass "
                f"`endpoint` {address} if your text may go there"
            )
        if endpoint.url != address:
            warnings.warn(
                f"{model.name} was trained with answers from {address}, and {endpoint.url} is asked now; if another "
                "model answers there, its errors differ",
                AnnotateWarning,
                stacklevel=3,
            )
    return endpoint if asking else None


def asked_of(
    models: list[Model],
    endpoint: str | None,
    study: Study | None,
    *,
    key_file: StrPath | None = None,
    price: str | None = None,
    budget: str | None = None,
) -> Endpoint | None:
    """The endpoint that `models` may ask, from what was passed or the study's settings; see `endpoint_for`."""
    return endpoint_for(models, endpoint_of(endpoint, study, key_file=key_file, price=price, budget=budget))


def cache_folder(study: Study | None) -> Path | None:
    """Where answers are kept: the study's own folder, or None for the user's cache."""
    from annotate.study.record import FOLDER

    return study.folder / FOLDER if study and study.exists else None


def counted(work: Callable[[Progress], object], endpoint: Endpoint, study: Study | None) -> Cost:
    """What `work` would ask; nothing is sent."""
    from annotate.learn.endpoints.open_connection import Counting, connected

    counting = Counting(endpoint, cache_folder(study))
    with warnings.catch_warnings(), connected(counting):
        warnings.simplefilter("ignore", AnnotateWarning)
        work(silent)
    return counting.cost()


def answered(
    work: Callable[[Progress], T],
    endpoint: Endpoint | None,
    study: Study | None,
    *,
    ledger: Ledger,
    progress: Progress,
    tolerant: bool = False,
    count: Callable[[Progress], object] | None = None,
) -> T:
    """The result of `work`, which may ask at `endpoint`; messages say what will be sent where, and then what was spent.

    Parameters
    ----------
    tolerant
        Whether sentences without a usable answer count as undecided.
    count
        What is done instead of `work` to count what will be asked.
    """
    if endpoint is None:
        return work(progress)
    _announce(counted(count or work, endpoint, study), endpoint)
    with asking(endpoint, study, tolerant=tolerant, progress=progress) as connection:
        result = work(progress)
        notes = connection.notes()
    if tolerant:
        for note in notes:
            warnings.warn(note, AnnotateWarning, stacklevel=3)
    ledger.notes.append(f"asked {endpoint.url}: {connection.spent()}")
    return result


@contextmanager
def asking(
    endpoint: Endpoint, study: Study | None, *, tolerant: bool, progress: Progress = silent
) -> Iterator[EndpointConnection]:
    """Within this context models may ask at `endpoint`."""
    from annotate.learn.endpoints.open_connection import EndpointConnection, connected

    with (
        EndpointConnection(endpoint, cache_folder(study), tolerant=tolerant, progress=progress) as connection,
        connected(connection),
    ):
        yield connection


def where_it_goes(endpoint: Endpoint) -> str:
    """The address, and whether text leaves this machine for it."""
    if endpoint.is_local:
        return f"{endpoint.url} (on this machine)"
    return f"{endpoint.url} (over the network{', unencrypted' if endpoint.url.startswith('http:') else ''})"


def _announce(cost: Cost, endpoint: Endpoint) -> None:
    if not cost.requests:
        warnings.warn(f"All {cost.cached:,} answers are there from earlier runs.", AnnotateWarning, stacklevel=4)
        return
    words = f"Sentences go to {where_it_goes(endpoint)}, model {cost.llm}: {cost.words()}."
    budget = endpoint.budget
    if budget is not None:
        needed = cost.tokens_in + cost.tokens_out if budget.tokens is not None else cost.money or 0.0
        most = budget.tokens if budget.tokens is not None else budget.money
        if most is not None and needed > most:
            words += f" The budget of {budget.words()} covers about {most / needed:.0%} of it."
    warnings.warn(words, AnnotateWarning, stacklevel=4)
