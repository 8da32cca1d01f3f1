"""Sentence encoders by name: listing them, fetching one, making one the default; and the options of recipes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.progress import Progress, silent
from annotate.study.ledger import Ledger
from annotate.workflows.arguments import TableOrPath, name_of, table_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.recipes.recipe import LanguageModel, RecipeOptions
    from annotate.workflows.study import Study

_DEFAULT = "encoder"


def encoders(*, study: Study | None = None) -> pd.DataFrame:
    """The named encoders, as measured, and those fetched from the hub.

    Returns
    -------
    pandas.DataFrame
        One row per encoder: ``name``, ``model``, ``licence``, ``languages``, ``dimensions``, ``megabytes``, ``speed``
        (sentences per second of processor time), ``quality`` (macro-F1 of `default` on 480 labels of news stance),
        ``state`` (``ready``, ``in use`` or ``annotate encoder get NAME``) and ``sha256`` of its files once ready.
        Values that were not measured are missing.
    """
    import pandas as pd

    from annotate.learn.encoders.fetching import RECORD, encoders_folder
    from annotate.learn.encoders.named_encoders import MINILM, NAMED
    from annotate.learn.encoders.weights import why_no_encoder

    used = chosen_encoder(study) or MINILM
    rows = []
    for encoder in NAMED.values():
        row = {part: getattr(encoder, part) for part in ("name", "model", "licence", "languages", "dimensions")}
        rows.append(row | {"megabytes": encoder.megabytes, "speed": encoder.speed, "quality": encoder.quality})
    known = encoders_folder()
    for record in sorted(known.glob(f"*/{RECORD}")) if known.is_dir() else []:
        name = record.parent.name.replace("--", "/")
        if name not in NAMED:
            rows.append({"name": name, "model": name, "megabytes": _megabytes(record.parent)})
    if used not in {row["name"] for row in rows}:
        rows.append({"name": used, "model": used})
    for row in rows:
        missing = "/" not in row["name"] and why_no_encoder(row["name"])
        ready = "in use" if row["name"] == used else "ready"
        row |= {"state": f"annotate encoder get {row['name']}" if missing else ready}
        row |= {"sha256": "" if missing else _digest(row["name"])}
    return pd.DataFrame(rows)


def get_encoder(name: str, *, progress: Progress = silent) -> Path:
    """Fetch an encoder into the user's cache folder, and return its folder; nothing happens if it is there.

    Parameters
    ----------
    name
        A named encoder, or a model hub's ``owner/name``.

    Raises
    ------
    InputError
        If `name` is neither.
    ModelError
        If it cannot be downloaded, or a file is not the expected one.
    """
    from annotate.learn.encoders.fetching import fetch_from_hub, fetch_named
    from annotate.learn.encoders.named_encoders import NAMED
    from annotate.learn.encoders.weights import locate_weights

    if name in NAMED:
        encoder = NAMED[name]
        return fetch_named(encoder, progress) if encoder.files else locate_weights(name).model.parent
    if name.count("/") != 1 or name.startswith((".", "/")) or Path(name).is_dir():
        raise InputError(f"{name}: no encoder to fetch; name one of {', '.join(NAMED)}, or a hub's owner/name")
    return fetch_from_hub(name, progress)


def use_encoder(name: str, *, study: Study | None = None) -> Path:
    """Make an encoder the default of a study, or of this user outside a study; returns the file that says so.

    Parameters
    ----------
    name
        A named encoder, a folder, or a hub's ``owner/name`` that has been fetched.
    study
        The study whose ``annotate.toml`` is to name it.

    Raises
    ------
    ModelError
        If there is no such encoder on this machine.
    InputError
        If the file cannot be written.
    """
    from annotate.learn.encoders.weights import locate_weights
    from annotate.workflows.setup.settings import SETTINGS, write_encoder

    locate_weights(name)
    if Path(name).is_dir():
        name = str(Path(name).resolve())
    if study is not None and study.exists:
        write_encoder(study.folder / SETTINGS, name)
        return study.folder / SETTINGS
    path = _user_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); pass `encoder` instead") from error
    return path


def chosen_encoder(study: Study | None = None) -> str | None:
    """The encoder that the study, or else the user, has made the default; None for the installed one."""
    if study is not None and study.settings.encoder:
        return study.settings.encoder
    path = _user_file()
    return path.read_text(encoding="utf-8").strip() or None if path.is_file() else None


def _user_file() -> Path:
    import platformdirs

    return Path(platformdirs.user_config_dir("stance-annotate")) / _DEFAULT


def _digest(name: str) -> str:
    from annotate.learn.encoders.weights import locate_weights

    return locate_weights(name).digest


def _megabytes(folder: Path) -> int:
    return round(sum(path.stat().st_size for path in folder.iterdir()) / 1e6)


def default_encoder(recipe: str, study: Study | None) -> str | None:
    """The encoder that the study or the user has made the default, for a recipe that uses one."""
    from annotate.learn.recipes.catalogue import RECIPES

    accepts = recipe in RECIPES and "encoder" in RECIPES[recipe].options
    return chosen_encoder(study) if accepts else None


def options_of(
    recipe: str,
    encoder: str | None,
    minutes: float | None,
    unlabelled: TableOrPath | None,
    ledger: Ledger,
    llm: LanguageModel | None = None,
) -> RecipeOptions:
    """The options of `recipe`."""
    from annotate.learn.recipes.recipe import RecipeOptions

    texts: tuple[str, ...] = ()
    if unlabelled is not None:
        sentences = table_of(unlabelled, None, "unlabelled", ledger=ledger)
        if "text" not in sentences.columns:
            raise InputError(f"{name_of(unlabelled, 'unlabelled')}: no column 'text'; pass a table of sentences")
        texts = tuple(sentences["text"].dropna().astype("str"))
    return RecipeOptions(encoder, minutes, texts, llm)
