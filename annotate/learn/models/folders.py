"""Model folders: a fitted estimator, its training data and its evaluation; safe to open, and reproducible.

A folder holds ``model.skops`` (the estimator), ``model.json`` (labels, recipe, seed, versions, hashes, metrics),
``sentences.csv`` (the part of each sentence, and its prediction by a model that had not seen its article),
``reliability.svg``, ``README.md`` (the card), ``SHA256SUMS``, and later evaluations in ``looks.jsonl`` and
``elsewhere.jsonl`` (see `annotate.learn.models.evaluation_log`).
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from annotate.errors import InputError, ModelError
from annotate.io.writing import check_not_special, write_folder
from annotate.learn.evaluation.metrics import Metrics
from annotate.learn.models.archive import packed, unpacked
from annotate.learn.models.cards import card
from annotate.learn.models.evaluation_log import EXTERNAL, TEST_SET_USES, add_entry, entries
from annotate.learn.models.model_info import FORMAT, ModelInfo
from annotate.learn.models.trained_model import Model

SUMS, CARD = "SHA256SUMS", "README.md"
_ESTIMATOR, _INFO, _SENTENCES = "model.skops", "model.json", "sentences.csv"
_NEEDED = (_ESTIMATOR, _INFO, _SENTENCES, SUMS)
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_PICKLES = (".pkl", ".pickle", ".joblib", ".sav")


def save(model: Model, folder: str | Path) -> Path:
    """Write `model` to `folder` atomically; an existing model folder is replaced.

    Raises
    ------
    InputError
        If the folder cannot be written, or contains something else.
    """
    folder = check_place(folder)
    content = {
        _ESTIMATOR: packed(model.estimator),
        _INFO: _json(model.info.as_dict()),
        _SENTENCES: _csv(model.sentences),
    }
    content |= model.files
    content[SUMS] = "".join(f"{_sha(content[name])}  {name}\n" for name in sorted(content)).encode()
    uses = _earlier_uses(folder, model)
    if uses:
        content[TEST_SET_USES] = "".join(json.dumps(use, ensure_ascii=False) + "\n" for use in uses).encode("utf-8")
    content[CARD] = card(model.info, uses, _training_time(model)).encode("utf-8")
    try:
        write_folder(folder, content)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); choose another `output`") from error
    return folder


def load(folder: str | Path) -> Model:
    """Load the model in `folder` after checking every hash and every type in it.

    Raises
    ------
    ModelError
        If it is not a model folder, a file is missing or changed, its estimator contains a type that is not on the list
        of trusted types, or it was made with other versions.
    """
    folder = Path(folder)
    _check_folder(folder)
    content = _checked_files(folder)
    info = _info(content[_INFO], folder)
    _check_versions(info, folder)
    estimator = unpacked(content[_ESTIMATOR], f"{folder / _ESTIMATOR}")
    try:
        sentences = _sentences(content[_SENTENCES], info.labels)
        files = {name: data for name, data in content.items() if name not in _NEEDED}
        model = Model(estimator, info, sentences, files)
        if sorted(map(str, estimator.classes_)) != sorted(model.labels):
            raise ModelError(f"{folder}: model.skops and model.json disagree about the labels; train the model again")
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise ModelError(f"{folder}: not a model of this kind ({error}); train the model again") from error
    return model


def record_test_set_use(model: Model, folder: str | Path, *, what: str) -> int:
    """Log an evaluation on the test set in ``looks.jsonl`` and on the card; returns the number of evaluations."""
    folder = Path(folder)
    count = add_entry(folder, TEST_SET_USES, {"at": _now(), "what": what, "split": model.info.split.hash})
    _write_card(model, folder)
    return count


def record_external(model: Model, folder: str | Path, *, name: str, metrics: Metrics) -> None:
    """Record an evaluation on other data on the card.

    Parameters
    ----------
    name
        The name of the data; metrics recorded under the same name are replaced.
    """
    folder = Path(folder)
    assert metrics.intervals is not None
    row = {"name": name, "n": metrics.n, "accuracy": metrics.accuracy, "macro_f1": metrics.macro_f1}
    row["baseline"] = metrics.baseline.accuracy
    add_entry(folder, EXTERNAL, row | {"interval": metrics.intervals.macro_f1}, key="name")
    _write_card(model, folder)


def check_place(folder: str | Path) -> Path:
    """Check, before training, that a model can be saved to `folder`, and return it as a path.

    Raises
    ------
    InputError
        If something else is there, or the nearest existing folder above it is not writable.
    """
    folder = Path(folder)
    if str(folder) == "-":
        raise InputError("-: a model is a folder, which standard output cannot hold; choose another `output`")
    check_not_special(folder)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / _INFO).is_file()):
        raise InputError(f"{folder}: already exists and is not a model folder; choose another `output`")
    above = next(parent for parent in folder.absolute().parents if parent.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=above):
            return folder
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); choose another `output`") from error


def _write_card(model: Model, folder: Path) -> None:
    text = card(model.info, entries(folder, TEST_SET_USES), _trained_at(folder), entries(folder, EXTERNAL))
    (folder / CARD).write_text(text, encoding="utf-8")


_TYPES: Mapping[str, str] = dict.fromkeys(
    ("sentence_id", "target", "part", "article", "content", "label", "text"), "str"
)


def _sentences(content: bytes, labels: Sequence[str]) -> pd.DataFrame:
    # "NA" is a text like any other; only targets and predictions can be missing.
    blank = {column: [""] for column in ("target", *(f"p_{label}" for label in labels))}
    table = pd.read_csv(io.BytesIO(content), dtype=_TYPES, keep_default_na=False, na_values=blank)
    lacking = {"sentence_id", "part", "label"} - set(table.columns)
    if lacking:
        raise ValueError(f"its sentences have no column {min(lacking)}")
    return table


def _check_folder(folder: Path) -> None:
    if folder.is_file():
        kind = "a pickle, which may run anything when opened" if folder.suffix in _PICKLES else "a file"
        raise ModelError(f"{folder}: {kind}, not a model folder; name the folder that annotate train wrote")
    if not folder.is_dir():
        raise ModelError(f"{folder}: no such model folder; train one with annotate train")
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        pickles = [path.name for path in sorted(folder.iterdir()) if path.suffix in _PICKLES]
        why = f" ({pickles[0]} is a pickle and is never opened)" if pickles else ""
        raise ModelError(f"{folder}: no {missing[0]}{why}; name a folder that annotate train wrote, or train again")


def _checked_files(folder: Path) -> dict[str, bytes]:
    content = {}
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        for line in lines:
            sha, _, name = line.partition("  ")
            if Path(name).name != name:
                raise ModelError(f"{folder / SUMS}: names {name!r}, which is outside the folder; nothing was opened")
            if not (folder / name).is_file():
                raise ModelError(f"{folder / name}: not a regular file; get the folder again or train again")
            content[name] = (folder / name).read_bytes()
            if _sha(content[name]) != sha:
                raise ModelError(
                    f"{folder / name}: changed since it was trained (its SHA-256 is not the one in {SUMS}); "
                    "get the folder again, or train the model again"
                )
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: cannot be read ({error}); get the folder again or train again") from error
    for name in _NEEDED[:3]:
        if name not in content:
            raise ModelError(f"{folder / SUMS}: has no line for {name}; get the folder again or train again")
    return content


def _info(content: bytes, folder: Path) -> ModelInfo:
    try:
        document = json.loads(content)
        if document["format"] > FORMAT:
            maker = document["versions"].get("annotate")
            raise ModelError(f"{folder}: made by a later annotate ({maker}); upgrade annotate")
        if not isinstance(document["versions"], dict):
            raise TypeError("versions is no object")
        wrong = [name for name in ("name", "question", "recipe") if not isinstance(document[name], str)]
        if wrong:
            raise TypeError(f"{wrong[0]} is no text")
        return ModelInfo.from_dict(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{folder / _INFO}: not what annotate train writes ({error!r}); train again") from error


def _check_versions(info: ModelInfo, folder: Path) -> None:
    import sklearn

    made = info.versions.get("scikit-learn")
    if made != sklearn.__version__:
        raise ModelError(
            f"{folder}: trained with scikit-learn {made}, and here is {sklearn.__version__}, which may answer "
            f"differently; train it again, or run: pip install scikit-learn=={made}"
        )


def _earlier_uses(folder: Path, model: Model) -> list[dict[str, Any]]:
    # Training again on the same split does not make the test set unused again.
    return [use for use in entries(folder, TEST_SET_USES) if use.get("split") == model.info.split.hash]


def _trained_at(folder: Path) -> str:
    for line in (folder / CARD).read_text(encoding="utf-8").splitlines() if (folder / CARD).is_file() else []:
        if line.startswith("Trained at "):
            return line.removeprefix("Trained at ").split(" ")[0]
    return _now()


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _training_time(model: Model) -> str:
    """When training began and how long it took, as an interval of ISO 8601; the time of saving if that is unknown."""
    if model.resources is None:
        return _now()
    began = datetime.now(UTC) - timedelta(seconds=model.resources.seconds)
    return f"{began.strftime(_TIME)}/PT{max(1, round(model.resources.seconds))}S"


def _now() -> str:
    return datetime.now(UTC).strftime(_TIME)
