"""A project: the folder with ``annotate.toml``, and where its tables are when nobody says otherwise."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.scheme import DEFAULT, Scheme, scheme_from

SETTINGS = "annotate.toml"
PLACES: Mapping[str, str] = {
    "sentences": "sentences.parquet",
    "batch": "batch.csv",
    "frame": "frame.parquet",
    "annotations": "annotations.csv",
    "gold": "gold.csv",
    "model": "models/stance",
    "scores": "scores.parquet",
    "estimates": "estimates.csv",
    "report": "report.html",
    "guidelines": "guidelines.md",
}
"""Where each table is in a project, unless ``[paths]`` in ``annotate.toml`` says otherwise."""


@dataclass(frozen=True)
class Project:
    """The settings of one study. Outside any project folder, `Project.here` gives the defaults with ``found`` false."""

    folder: Path
    title: str = "annotate"
    url: str | None = None
    seed: int = 0
    scheme: Scheme = DEFAULT
    places: Mapping[str, str] = field(default_factory=lambda: dict(PLACES))
    found: bool = False

    @classmethod
    def here(cls, start: Path | None = None) -> Project:
        """The project `start` (the working folder) lies in, or the defaults.

        Raises
        ------
        InputError
            If its ``annotate.toml`` is not TOML or says something impossible, with the line where known.
        """
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / SETTINGS).is_file():
                return cls._read(folder)
        return cls(folder=start)

    def place(self, name: str) -> Path:
        """The path of a table or model of this project, as `PLACES` names it."""
        return self.folder / self.places[name]

    def given_or(self, path: str | Path | None, name: str) -> Path:
        """`path` if the user gave one, else the project's own place.

        Raises
        ------
        InputError
            If neither is there: no path was given and there is no project around.
        """
        if path is not None:
            return Path(path)
        if not self.found:
            raise InputError(
                f"no {name} given and no {SETTINGS} here; name a file (-o for one to write), or run annotate init first"
            )
        return self.place(name)

    @classmethod
    def _read(cls, folder: Path) -> Project:
        path = folder / SETTINGS
        try:
            text = path.read_text(encoding="utf-8")
            settings: dict[str, Any] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: not TOML: {error}; mend that line") from error
        unknown = set(settings.get("paths", {})) - set(PLACES)
        if unknown:
            raise InputError(f"{path}: paths.{min(unknown)} is unknown; there are {', '.join(PLACES)}")
        return cls(
            folder=folder,
            title=settings.get("title", folder.name),
            url=settings.get("url"),
            seed=settings.get("seed", 0),
            scheme=scheme_from(settings, str(path), text),
            places=dict(PLACES) | settings.get("paths", {}),
            found=True,
        )


_SETTINGS_TEXT = """\
# Settings of this study. Every path and question has a default; what is written here replaces it.
title = {title}
seed = 0
# url = "http://127.0.0.1:8080"     # a Label Studio of your own; without it, annotate studio start runs one here

# [paths]
# sentences = "sentences.parquet"

# [questions.stance]
# title = "Stance of the sentence"
# required = true
# labels = [
#   {{ name = "conciliatory", hotkey = "1", colour = "#1b7f5c" }},
#   {{ name = "critical", hotkey = "2", colour = "#c0392b" }},
#   {{ name = "neutral", hotkey = "3", colour = "#5f6b7a" }},
# ]
# scale = ["conciliatory", "neutral", "critical"]     # from one end to the other, for ordinal agreement
#
# [questions.topic]
# help = "As many as fit"
# multiple = true                                      # several labels at once, joined by | in tables
# only_if = {{ question = "stance", label = "critical" }}
# labels = ["aid", "trade", "security"]                # keys are given by themselves: 1-9, then q-p, a-l, z-m
"""
_IGNORED = ".annotate/\n*.parquet\nreport.html\n*.rejects.csv\n"


def start(folder: Path) -> list[Path]:
    """The files written to make `folder` a project; files that are there stay as they are.

    Raises
    ------
    InputError
        If `folder` is already a project, or cannot be written to.
    """
    if (folder / SETTINGS).exists():
        raise InputError(f"{folder / SETTINGS}: this is a project already; edit it, or name another folder")
    guidelines = (Path(__file__).parent / "guidelines.md").read_text(encoding="utf-8")
    texts = {
        SETTINGS: _SETTINGS_TEXT.format(title=json.dumps(folder.resolve().name, ensure_ascii=False)),
        "guidelines.md": guidelines,
        ".gitignore": _IGNORED,
    }
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            if not (folder / name).exists():
                (folder / name).write_text(text, encoding="utf-8")
                written.append(folder / name)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error
    return written
