"""The models that gave scores, found by the names in them, and what these models learned from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.workflows.arguments import ModelOrPath, TableOrPath, model_of
from annotate.workflows.publish.large_scores import models_of, models_of_file
from annotate.workflows.recording import record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.models.trained_model import LearnedFrom
    from annotate.study.record import Event
    from annotate.workflows.study import Study

_INFO = "model.json"


@dataclass(frozen=True)
class GivenBy:
    """Who gave a table of scores.

    Attributes
    ----------
    learned
        What the models learned from; None where that is unknown of all of them.
    model
        The model, or its folder, where one gave all scores and is at hand.
    unknown
        In words, of which models it is unknown what they learned from, and why; empty where there are none.
    """

    learned: LearnedFrom | None
    model: ModelOrPath | None = None
    unknown: str = ""

    def with_predictions(self, out_of_fold: pd.DataFrame) -> GivenBy:
        """The same with predictions for training sentences that were passed, which say what was learned from."""
        from annotate.learn.models.trained_model import LearnedFrom

        return replace(self, learned=replace(self.learned or LearnedFrom(), out_of_fold=out_of_fold), unknown="")

    def cautions(self, gold: pd.DataFrame | None, parameter: str) -> tuple[str, ...]:
        """What a reader of numbers corrected by `gold` must know; `parameter` takes the model.

        Nothing where the gold itself says, in ``split``, what the model was trained on.
        """
        if not self.unknown or gold is None or not gold["split"].isna().all():
            return ()
        advice = f"its folder as `{parameter}`" if self.model is None else "`out_of_fold`, or train with `sentence_id`"
        return (
            f"it is unknown which of these labels {self.unknown}: labels that a model learned from hide its errors, "
            f"and with them intervals are too narrow and shares may be wrong; pass {advice}",
        )


def given_by(model: ModelOrPath | None, scores: pd.DataFrame, study: Study | None, parameter: str = "model") -> GivenBy:
    """Who gave `scores`: the model passed, and those that the study knows by the names in the scores.

    Raises
    ------
    InputError
        If the scores say that only other models gave them than the one passed, as `parameter`.
    """
    names = models_of(scores)
    passed = None if model is None else model_of(model)
    if passed is not None and model is not None and (not names or names == [passed.name]):
        return _given(passed.learned_from(), model, passed.name)
    if passed is not None and passed.name not in names:
        raise InputError(_not_given_by(passed.name, names, study, parameter))
    if not names:
        return GivenBy(None, unknown="the model that gave the scores learned from, as they do not name it")
    folders = {name: folder for name in names if (folder := folder_named(name, study)) is not None}
    learned = {name: model_of(folder).learned_from() for name, folder in folders.items()}
    if passed is not None:
        learned[passed.name] = passed.learned_from()
    if len(names) == 1:
        one = names[0]
        return _given(learned[one], folders[one], one) if learned else GivenBy(None, unknown=_why(names, study))
    whole = _together(scores, learned) if learned else None
    return GivenBy(whole, unknown=_why([name for name in names if not _says(learned.get(name))], study))


def ids_kept(model: ModelOrPath | None, source: TableOrPath, study: Study | None) -> LearnedFrom | None:
    """What the models of large scores learned from, before these are read: its sentences stay rows of their own."""
    if model is not None:
        return model_of(model).learned_from()
    folders = [folder_named(name, study) for name in models_of_file(source)] if study and study.exists else []
    every = [model_of(folder).learned_from() for folder in folders if folder is not None]
    return _all_of(every) if every else None


def folder_named(name: str, study: Study | None) -> Path | None:
    """The folder of the model of this name: the study's own, one beside it, or one that its runs read or wrote."""
    return next((folder for folder in _folders(study) if name_in(folder) == name), None)


def name_in(folder: Path) -> str:
    """The name of the model in `folder`; empty where it has none that can be read."""
    try:
        return str(json.loads((folder / _INFO).read_text(encoding="utf-8")).get("name", ""))
    except (OSError, ValueError, AttributeError):
        return ""  # whatever it is, it is not the model that is looked for


def _folders(study: Study | None) -> Iterator[Path]:
    from annotate.study.run_log import runs_of

    record = record_of(study)
    if study is None or record is None:
        return
    own = study.path("model")
    yield own
    yield from (card.parent for card in sorted(own.parent.glob(f"*/{_INFO}")))
    runs = reversed(runs_of(record))
    noted = [one.note for run in runs for one in (*run.written, *run.read) if one.unit == "model" and one.note]
    for path in dict.fromkeys(noted):
        yield from (Path(path), study.folder / path)


def _given(learned: LearnedFrom, model: ModelOrPath, name: str) -> GivenBy:
    return GivenBy(
        learned, model, "" if _says(learned) else f"{name} learned from, as its folder does not name its sentences"
    )


def _says(learned: LearnedFrom | None) -> bool:
    """Whether a model's folder names every sentence that it learned from."""
    return learned is not None and learned.recorded


def _why(names: Sequence[str], study: Study | None) -> str:
    """Which models are unknown, for a sentence that ends in a colon; empty where none is."""
    if not names:
        return ""
    trained = {name: event for name in names if (event := _training(name, study)) is not None}
    words = ", ".join(names)
    why = "as no such model is at hand"
    if trained:
        event = next(iter(trained.values()))
        count = f"{event.details.get('labels', 0):,} labels on {event.at[:10]}"
        why = f"as this study trained it on {count} and has no folder of it any more"
    return f"{words} learned from, {why}"


def _training(name: str, study: Study | None) -> Event | None:
    """The last training of the model of this name in the study's record."""
    record = record_of(study)
    events = [] if record is None else record.events("train")
    return next((one for one in reversed(events) if one.details.get("model") == name), None)


def _not_given_by(name: str, names: Sequence[str], study: Study | None, parameter: str) -> str:
    there = {one: folder for one in names if (folder := folder_named(one, study)) is not None}
    where = "".join(f"; {one} is in {folder}" for one, folder in there.items())
    return (
        f"`{parameter}`: {name} did not give these scores, {', '.join(names)} did (column model){where}; pass "
        "the folder of the model that gave them, or score the sentences with this one"
    )


def _together(scores: pd.DataFrame, learned: Mapping[str, LearnedFrom]) -> LearnedFrom:
    """What several models learned from, of each the sentences that it scored."""
    from annotate.learn.models.trained_model import LearnedFrom

    every = []
    for name, one in learned.items():
        own = set(scores.loc[scores["model"] == name, "sentence_id"])
        rows = one.out_of_fold
        rows = None if rows is None else rows[rows["sentence_id"].isin(own)]
        every.append(LearnedFrom(one.trained_on & own, None if rows is None or rows.empty else rows, one.recorded))
    return _all_of(every)


def _all_of(every: Sequence[LearnedFrom]) -> LearnedFrom:
    import pandas as pd

    from annotate.learn.models.trained_model import LearnedFrom

    tables = [one.out_of_fold for one in every if one.out_of_fold is not None]
    return LearnedFrom(
        frozenset().union(*(one.trained_on for one in every)),
        pd.concat(tables, ignore_index=True) if tables else None,
        all(one.recorded for one in every),
    )
