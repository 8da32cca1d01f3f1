"""Dawid and Skene's model: how reliable each annotator is for each label, and each item's most probable label."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import pandas as pd

from annotate.errors import InputError
from annotate.tables import item_columns


@dataclass(frozen=True)
class AnnotatorModel:
    """Dawid and Skene's model of the annotations of one question.

    ``posterior`` has one row for each item and one column for each label; rows sum to 1. ``errors`` has one row for
    each annotator and true label, and one column for each label: how likely the annotator chooses it then.
    """

    posterior: pd.DataFrame
    errors: pd.DataFrame


def dawid_skene(annotations: pd.DataFrame) -> AnnotatorModel:
    """The model of the annotations (see `annotate.labels.annotations`) of one question, by crowd-kit.

    Dawid and Skene, Maximum likelihood estimation of observer error-rates using the EM algorithm, Applied Statistics
    28 (1979).

    Raises
    ------
    InputError
        If crowd-kit is not installed.
    """
    try:
        from crowdkit.aggregation import DawidSkene
    except ImportError as error:
        raise InputError(
            "`method` model: crowd-kit is not installed; pip install 'stance-annotate[studio]', or use majority"
        ) from error
    item = pd.MultiIndex.from_frame(annotations[item_columns(annotations)])
    number, items = pd.factorize(item)
    votes = pd.DataFrame(
        {"task": number, "worker": annotations["annotator"].to_numpy(), "label": annotations["label"].to_numpy()}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # crowd-kit's use of pandas, which we cannot fix
        model = DawidSkene(n_iter=100).fit(votes.astype({"worker": object, "label": object}))
    posterior: pd.DataFrame = pd.DataFrame(model.probas_).sort_index()
    posterior.index = pd.MultiIndex.from_tuples(items, names=item.names)
    return AnnotatorModel(posterior, model.errors_)
