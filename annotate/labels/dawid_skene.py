"""A model of annotators: who is reliable for which label, and what each sentence's label most probably is."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import pandas as pd

from annotate.errors import InputError
from annotate.labels.annotations import unit_of


@dataclass(frozen=True)
class AnnotatorModel:
    """What Dawid and Skene's model makes of the answers to one question.

    ``posterior`` has a row a unit and a column a label; rows sum to 1. ``errors`` has a row an annotator and true
    label, and a column a given label: how likely the annotator gives it then.
    """

    posterior: pd.DataFrame
    errors: pd.DataFrame


def dawid_skene(given: pd.DataFrame) -> AnnotatorModel:
    """The model of the answers (see `annotate.labels.annotations`) to one question, by crowd-kit.

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
            "--method model: crowd-kit is not installed; pip install 'stance-annotate[studio]', or --method majority"
        ) from error
    unit = pd.MultiIndex.from_frame(given[unit_of(given)])
    number, units = pd.factorize(unit)
    votes = pd.DataFrame({"task": number, "worker": given["annotator"].to_numpy(), "label": given["label"].to_numpy()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # crowd-kit's use of pandas, which we cannot mend
        model = DawidSkene(n_iter=100).fit(votes.astype({"worker": object, "label": object}))
    posterior: pd.DataFrame = pd.DataFrame(model.probas_).sort_index()
    posterior.index = pd.MultiIndex.from_tuples(units, names=unit.names)
    return AnnotatorModel(posterior, model.errors_)
