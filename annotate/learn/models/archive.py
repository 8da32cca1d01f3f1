"""Saving and loading fitted estimators: reproducible skops files, and a fixed list of the types they may contain.

Nothing in a file is executed unless every type in it is on the list; pickles are never opened. skops is imported where
it is used, because importing it takes almost a second.
"""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.pipeline import Pipeline

from annotate.errors import ModelError
from annotate.learn.evaluation.calibration import TemperatureScaled
from annotate.learn.evaluation.label_calibration import LabelsCalibrated
from annotate.learn.recipes.catalogue import RECIPES


class FormerPipeline(Pipeline):
    """A pipeline in a model saved by annotate 0.1, a subclass of scikit-learn's that stored no version of it."""


_CLASSES = {
    cls.__name__: (cls.__module__, cls.__name__)
    for cls in (
        TemperatureScaled,
        LabelsCalibrated,
        FormerPipeline,
        *(cls for recipe in RECIPES.values() for cls in recipe.types),
    )
}
"""Module and name of each of our classes by its name. Files contain only class names, so that modules can be moved."""

_FORMER = {
    "Choice": _CLASSES["ModelSelection"],
    "Kernel": _CLASSES["KernelClassifier"],
    "Recipe": _CLASSES["FormerPipeline"],
    "Vote": _CLASSES["SoftVotingEnsemble"],
}
"""Current names of classes that had other names in models saved by annotate 0.1."""

TRUSTED = (
    *sorted(".".join(entry) for entry in _CLASSES.values()),
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.calibration._TemperatureScaling",
)
"""Types, besides those skops trusts itself, that a model folder may contain. No other place declares a type trusted."""

_ANY_MODULE = "annotate"
"""Placeholder that files contain instead of our modules' names."""

LARGEST = 4 * 1024**3
"""Maximum size of a model file in bytes when unpacked."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(estimator: Any) -> bytes:
    """`estimator` as a skops file; the same estimator gives the same bytes in every process."""
    import skops.io

    source = zipfile.ZipFile(io.BytesIO(skops.io.dumps(_with_python_numbers(estimator))))
    schema = json.loads(source.read("schema.json"))
    names: dict[str, str] = {}
    _renumber(schema, {}, names)
    _set_classes(schema, {name: (_ANY_MODULE, name) for name in _CLASSES})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for old, new in names.items():
            _add(target, new, source.read(old))
        _add(target, "schema.json", json.dumps(schema).encode("utf-8"))
    return stream.getvalue()


def unpacked(content: bytes, where: str) -> Any:
    """The estimator in the skops file `content`.

    Raises
    ------
    ModelError
        If it is not a skops file, contains a type that is not on the list, or was made with other versions.
    """
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if sum(entry.file_size for entry in file.infolist()) > LARGEST:
                raise ModelError(f"{where}: unpacks to more than {LARGEST >> 30} GB; it was not opened")
            content = _with_modules(file)
        with warnings.catch_warnings():
            warnings.simplefilter("error", InconsistentVersionWarning)
            return skops.io.loads(content, trusted=list(TRUSTED))
    except UntrustedTypesFoundException as error:
        raise ModelError(
            f"{where}: contains types that no model of annotate contains ({_types(error)}); nothing of it was "
            "executed; use only model folders you or people you trust have trained"
        ) from error
    except InconsistentVersionWarning as warning:
        raise ModelError(
            f"{where}: trained with scikit-learn {warning.original_sklearn_version}, and here is "
            f"{warning.current_sklearn_version}; train it again, or install that version"
        ) from warning
    except ModelError:
        raise
    except zipfile.BadZipFile as error:
        raise ModelError(f"{where}: not a skops file (a pickle is never opened); train the model again") from error
    except Exception as error:  # a hostile file may fail anywhere in a reader that is not ours
        raise ModelError(
            f"{where}: cannot be read ({type(error).__name__}: {error}); get the folder again or train the model again"
        ) from error


def _with_modules(source: zipfile.ZipFile) -> bytes:
    """The file's content with our classes' names replaced by their current ones."""
    schema = json.loads(source.read("schema.json"))
    _set_classes(schema, _FORMER | _CLASSES)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            content = json.dumps(schema) if entry.filename == "schema.json" else source.read(entry)
            target.writestr(entry.filename, content)
    return stream.getvalue()


def _set_classes(node: Any, classes: Mapping[str, tuple[str, str]]) -> None:
    """Set module and name of each of our classes in the schema `node`, whatever module the file names."""
    if isinstance(node, dict):
        module, name = node.get("__module__"), node.get("__class__")
        if isinstance(module, str) and module.split(".")[0] == "annotate" and isinstance(name, str) and name in classes:
            node["__module__"], node["__class__"] = classes[name]
        for value in node.values():
            _set_classes(value, classes)
    elif isinstance(node, list):
        for value in node:
            _set_classes(value, classes)


def _types(error: Exception) -> str:
    return str(error).removeprefix("Untrusted types found in the file: ").strip().rstrip(".")


def _add(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    target.writestr(entry, content)


def _renumber(node: Any, ids: dict[int, int], names: dict[str, str]) -> None:
    """Replace memory addresses of objects and in file names by consecutive numbers."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "__id__":
                # Whether two equal texts or numbers are the same object in memory is arbitrary.
                value = -len(ids) - 1 if node.get("__loader__") == "JsonNode" else value
                node[key] = ids.setdefault(value, len(ids) + 1)
            elif key == "file" and isinstance(value, str):
                node[key] = names.setdefault(value, f"{len(names)}{value[value.rfind('.') :]}")
            else:
                _renumber(value, ids, names)
    elif isinstance(node, list):
        for value in node:
            _renumber(value, ids, names)


def _with_python_numbers(thing: Any) -> Any:
    """Convert NumPy numbers in dictionaries of `thing` to Python's in place; skops stores those much more compactly."""
    if isinstance(thing, BaseEstimator):
        # scikit-learn's vectorizers store a memory address in order to skip a check.
        vars(thing).pop("_stop_words_id", None)
        for name, value in list(vars(thing).items()):
            setattr(thing, name, _with_python_numbers(value))
    elif isinstance(thing, dict):
        return {_number(key): _with_python_numbers(value) for key, value in thing.items()}
    elif isinstance(thing, list | tuple) and not hasattr(thing, "_fields"):
        return type(thing)(_with_python_numbers(value) for value in thing)
    return _number(thing)


def _number(value: Any) -> Any:
    return value.item() if isinstance(value, np.integer) else value
