"""A study: the folder with ``annotate.toml``, its tables' paths, and every verb with its defaults."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial, update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from annotate.errors import InputError
from annotate.workflows import assessing, conversion, coverage, drawing, modelling, preparing, publishing, recording
from annotate.workflows.label import agreeing, coder_training, label_audit, labelling, page_labelling, reviewing, sheets
from annotate.workflows.publish import contrasts, figures, regressing, replicating, reports
from annotate.workflows.setup.new_study import StudyPlan, write_study
from annotate.workflows.setup.settings import SETTINGS, Settings, read_settings

if TYPE_CHECKING:
    from annotate.scheme import Scheme
    from annotate.study.record import Event

_TO_GET = {
    "sentences": "run annotate split first",
    "batch": "run annotate sample first",
    "annotations": "label the batch with annotate label, or run annotate pull",
    "gold": "run annotate resolve first",
    "model": "run annotate train first",
    "scores": "run annotate score first",
}
"""How to get what a verb reads."""

P = ParamSpec("P")
R = TypeVar("R")


def _has_settings(folder: Path) -> bool:
    """Whether `folder` is a study; an error if what has the name of its settings is no file, as a link to nothing."""
    path = folder / SETTINGS
    if path.is_file():
        return True
    if os.path.lexists(path):
        raise InputError(
            f"{path}: a folder, or a link to what is not there, in the place of the settings; move it away"
        )
    return False


class _Verb(Generic[P, R]):
    """A function of the library as a method: it gets the study as its argument ``study``."""

    def __init__(self, function: Callable[P, R]) -> None:
        self.function = function

    def __get__(self, study: Study | None, owner: type[Study]) -> Callable[P, R]:
        if study is None:
            return self.function
        bound: Callable[P, R] = partial(self.function, study=study)  # type: ignore[arg-type]
        return update_wrapper(bound, self.function)


class Study:
    """A folder with ``annotate.toml``: its scheme, seed and paths are the defaults of every verb called on it.

    ``study.sample(size=200)`` draws from the study's sentences and writes its batch; what is passed replaces the
    study's own, and ``output`` its path.

    Attributes
    ----------
    folder
        The study's folder.
    settings
        The settings in its ``annotate.toml``.
    exists
        Whether there is an ``annotate.toml``; only `Study.here` gives a study without.
    """

    def __init__(self, folder: str | Path = ".") -> None:
        """Read the settings of the study in `folder`.

        Raises
        ------
        InputError
            If there is no ``annotate.toml`` in it, or something in it is wrong.
        """
        self.folder = Path(folder).resolve()
        if not _has_settings(self.folder):
            raise InputError(f"{self.folder}: no {SETTINGS} in it; Study.create or annotate init makes it a study")
        self.settings = read_settings(self.folder / SETTINGS)
        self.exists = True

    @classmethod
    def here(cls, start: str | Path | None = None) -> Study:
        """The study that `start` (the working folder) lies in, or one with default settings where there is none."""
        folder = Path(start or Path.cwd()).resolve()
        for above in (folder, *folder.parents):
            if _has_settings(above):
                return cls(above)
        study = cls.__new__(cls)
        study.folder, study.settings, study.exists = folder, Settings(), False
        return study

    @classmethod
    def create(cls, folder: str | Path, *, language: str = "en") -> Study:
        """Make `folder` a study with default settings, guidelines and a ``.gitignore``, as ``annotate init`` does.

        What annotators read is in `language` (ISO 639-1): ``de``, ``en``, ``es``, ``fr``, ``it`` or ``pt``.

        Raises
        ------
        InputError
            If it is a study already, or cannot be written to, or there are no words in the language.
        """
        write_study(Path(folder), StudyPlan(Path(folder).resolve().name, language=language))
        return cls(folder)

    def __repr__(self) -> str:
        """The study as it can be typed."""
        return f"Study({str(self.folder)!r})"

    @property
    def title(self) -> str:
        """The study's title, which is also its project's in Label Studio."""
        return self.settings.title

    @property
    def scheme(self) -> Scheme:
        """The questions and their labels."""
        return self.settings.scheme

    @property
    def seed(self) -> int:
        """The seed where no other is passed."""
        return self.settings.seed

    @property
    def url(self) -> str | None:
        """The address of the user's own Label Studio."""
        return self.settings.url

    def path(self, name: str) -> Path:
        """The path of a table or model of this study: ``sentences``, ``batch``, ``gold``, ``model``, ``scores`` ..."""
        return self.folder / self.settings.paths[name]

    def existing(self, name: str) -> Path | None:
        """The path of a table or model, if this is a study on disk and the file or folder is there.

        Raises
        ------
        InputError
            If it is a link into a folder that is not there, as on a disk that is not mounted.
        """
        path = self.path(name)
        if self.exists and path.is_symlink() and not Path(os.path.realpath(path)).parent.exists():
            raise InputError(f"{path}: a link into a folder that is not there; mount or restore that")
        return path if self.exists and path.exists() else None

    def path_or(self, path: str | Path | None, name: str, *, parameter: str) -> Path:
        """`path` where there is one, or else the study's own path of `name`.

        Raises
        ------
        InputError
            Without either, or if the study's own is to be read and not there yet; the message says what to do.
        """
        if path is not None:
            return Path(path)
        if not self.exists:
            raise InputError(f"no {name} given and no {SETTINGS} here; pass `{parameter}`, or run annotate init first")
        own = self.path(name)
        if parameter != "output" and name in _TO_GET and not self.existing(name):
            raise InputError(f"{own}: not there yet; {_TO_GET[name]}, or pass `{parameter}`")
        return own

    def history(self) -> list[Event]:
        """Everything that was recorded of this study, the oldest first: draws, pushes, pulls, models, scores."""
        return recording.history(self)

    split = _Verb(preparing.split)
    sample = _Verb(drawing.sample)
    convert = _Verb(conversion.convert)
    push = _Verb(labelling.push)
    pull = _Verb(labelling.pull)
    label = _Verb(page_labelling.label)
    train_coders = _Verb(coder_training.train_coders)
    sheet = _Verb(sheets.sheet)
    pull_sheets = _Verb(sheets.pull_sheets)
    status = _Verb(labelling.status)
    agreement = _Verb(agreeing.agreement)
    resolve = _Verb(reviewing.resolve)
    audit = _Verb(label_audit.audit)
    train = _Verb(modelling.train)
    evaluate = _Verb(assessing.evaluate)
    compare = _Verb(assessing.compare)
    simulate = _Verb(assessing.simulate)
    score = _Verb(coverage.score)
    watch = _Verb(coverage.watch)
    estimate = _Verb(publishing.estimate)
    differences = _Verb(contrasts.differences)
    trend = _Verb(contrasts.trend)
    regress = _Verb(regressing.regress)
    report = _Verb(reports.report)
    figure = _Verb(figures.figure)
    replicate = _Verb(replicating.replicate)
