"""The settings of a study: ``annotate.toml``, and where each table is when it does not say otherwise."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotate.errors import InputError, UsageError
from annotate.scheme import DEFAULT, Scheme, TomlPosition, scheme_from
from annotate.studio.wording.wordings import ENGLISH, languages, named_languages, usual_scheme

SETTINGS = "annotate.toml"
PATHS: Mapping[str, str] = {
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
    "training": "training.csv",
}
"""Where each table is in a study, unless ``[paths]`` in ``annotate.toml`` says otherwise."""
KEYS = ("title", "seed", "language", "url", "encoder", "paths", "endpoint", "questions")
ENDPOINT_KEYS: Mapping[str, type] = {"url": str, "key_file": str, "concurrency": int, "price": str}
"""Of the language model that this study may ask."""
MOST_SEED = 2**32 - 1
"""The largest seed that NumPy and scikit-learn take."""


@dataclass(frozen=True)
class Settings:
    """What ``annotate.toml`` says, with the defaults for what it does not say."""

    title: str = "annotate"
    url: str | None = None
    encoder: str | None = None
    seed: int = 0
    scheme: Scheme = DEFAULT
    paths: Mapping[str, str] = field(default_factory=lambda: dict(PATHS))
    endpoint: Mapping[str, Any] = field(default_factory=dict)


def read_settings(path: Path) -> Settings:
    """The settings in the ``annotate.toml`` at `path`.

    Raises
    ------
    InputError
        If it is missing, not TOML, or has an unknown key, a value of the wrong kind or one path for two tables; with
        the line where known.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        settings: dict[str, Any] = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}:{line}: not in UTF-8; save the file in that encoding") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not TOML: {error}; fix that line") from error
    except RecursionError as error:
        raise InputError(f"{path}: lists or tables are nested too deeply; write them flat") from error
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); check its rights; annotate init makes a study"
        ) from error
    position = TomlPosition(str(path), text)
    position.check_keys(settings, KEYS)
    paths = _paths(settings.get("paths", {}), path.parent, position)
    for key in ("title", "language", "url", "encoder"):
        if key in settings and (not isinstance(settings[key], str) or not settings[key].strip()):
            raise position.error(key, f"is {settings[key]!r}; it must be text in quotation marks")
    return Settings(
        title=settings.get("title", path.resolve().parent.name),
        url=settings.get("url"),
        encoder=settings.get("encoder"),
        seed=_seed(settings.get("seed", 0), position),
        scheme=_scheme(settings, position),
        paths=paths,
        endpoint=_endpoint(settings.get("endpoint", {}), position),
    )


def _paths(paths: object, folder: Path, position: TomlPosition) -> dict[str, str]:
    """Where each table is; no two in one place, as the one would be written over the other."""
    if not isinstance(paths, Mapping):
        raise position.error("paths", "is not a table; write [paths] and the names below it")
    position.check_keys(paths, PATHS)
    for name, value in paths.items():
        if not isinstance(value, str) or not value or "\0" in value:
            raise position.error(name, f"is {value!r}; it must be a path in quotation marks")
    places: dict[str, str] = {}
    for name, value in {**paths, **PATHS, **paths}.items():
        other = places.setdefault(os.path.realpath(folder / value), name)
        if other != name:
            named = name if name in paths else other
            same = other if named == name else name
            raise position.error(named, f"is {value!r}, and so is {same}; give each a path of its own")
    return dict(PATHS) | dict(paths)


def _scheme(settings: Mapping[str, Any], position: TomlPosition) -> Scheme:
    """The questions in the study's language; the usual ones where it has none of its own."""
    language = settings.get("language", ENGLISH)
    if language not in languages():
        raise position.error("language", f"is {language!r}; choose from {named_languages()}")
    if settings.get("questions") in (None, {}):
        return usual_scheme(language)
    return replace(scheme_from(settings, position.path, position.text), language=language)


def _endpoint(table: object, position: TomlPosition) -> dict[str, Any]:
    if not isinstance(table, Mapping):
        raise position.error(
            "endpoint", 'is not a table; write [endpoint] and url = "http://127.0.0.1:8000/v1" below it'
        )
    position.check_keys(table, ENDPOINT_KEYS)
    for name, value in table.items():
        kind = ENDPOINT_KEYS[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            wanted = "text in quotation marks" if kind is str else "a whole number"
            raise position.error(name, f"is {value!r}; it must be {wanted}")
    if table and "url" not in table:
        raise position.error("endpoint", "has no url; write the address of the language model's server")
    if "price" in table:
        from annotate.learn.endpoints.spending import price_from

        try:
            price_from(table["price"])
        except UsageError as error:
            raise position.error("price", f"is {table['price']!r}; write money as 0.15,0.60") from error
    return dict(table)


def _seed(seed: object, position: TomlPosition) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MOST_SEED:
        raise position.error("seed", f"is {seed!r}; it must be a whole number from 0 to {MOST_SEED}")
    return seed


def write_encoder(path: Path, name: str) -> None:
    """Set ``encoder`` in the ``annotate.toml`` at `path`; every other line stays as it is.

    A line that shows the default, commented out, is where the new one goes.
    """
    from annotate.io.writing import written_whole

    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    tables = (number for number, line in enumerate(lines) if line.lstrip().startswith("["))
    top = next(tables, len(lines))
    own = [n for n, line in enumerate(lines[:top]) if re.match(r"\s*encoder\s*=", line)]
    shown = [n for n, line in enumerate(lines[:top]) if re.match(r"\s*#\s*encoder\s*=", line)]
    first_open = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    place = next(iter(own or shown), first_open)
    others = [line for n, line in enumerate(lines) if n not in own and (own or n not in shown)]
    others.insert(place, f"encoder = {json.dumps(name, ensure_ascii=False)}\n")
    with written_whole(path) as beside:
        beside.write_text("".join(others), encoding="utf-8")
