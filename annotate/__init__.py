"""Measure the stance and sentiment of a news corpus: from articles to shares with valid confidence intervals.

Every verb of the command line is a function here, with the verb's name and options; `Study` has them as methods, with a
study's own tables as defaults::

    import annotate as an

    sentences = an.split("news/")
    batch = an.sample(sentences, size=200)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from annotate.errors import AnnotateError as AnnotateError
    from annotate.errors import AnnotateWarning as AnnotateWarning
    from annotate.errors import InputError as InputError
    from annotate.errors import ModelError as ModelError
    from annotate.errors import StudioError as StudioError
    from annotate.io.reading import read_table as read_table
    from annotate.io.values.text_encodings import reading_in as reading_in
    from annotate.io.writing import write_table as write_table
    from annotate.scheme import Label as Label
    from annotate.scheme import Question as Question
    from annotate.scheme import Scheme as Scheme
    from annotate.study.ledger import Ledger as Ledger
    from annotate.workflows.assessing import compare as compare
    from annotate.workflows.assessing import evaluate as evaluate
    from annotate.workflows.assessing import explain as explain
    from annotate.workflows.assessing import simulate as simulate
    from annotate.workflows.conversion import convert as convert
    from annotate.workflows.coverage import score as score
    from annotate.workflows.coverage import watch as watch
    from annotate.workflows.drawing import sample as sample
    from annotate.workflows.encoder_choice import encoders as encoders
    from annotate.workflows.encoder_choice import get_encoder as get_encoder
    from annotate.workflows.encoder_choice import use_encoder as use_encoder
    from annotate.workflows.label.agreeing import agreement as agreement
    from annotate.workflows.label.coder_training import train_coders as train_coders
    from annotate.workflows.label.coder_training import training_results as training_results
    from annotate.workflows.label.label_audit import audit as audit
    from annotate.workflows.label.label_status import label_status as label_status
    from annotate.workflows.label.label_status import write_status_page as write_status_page
    from annotate.workflows.label.labelling import pull as pull
    from annotate.workflows.label.labelling import push as push
    from annotate.workflows.label.labelling import status as status
    from annotate.workflows.label.page_labelling import label as label
    from annotate.workflows.label.reviewing import resolve as resolve
    from annotate.workflows.label.sheets import pull_sheets as pull_sheets
    from annotate.workflows.label.sheets import sheet as sheet
    from annotate.workflows.modelling import load_model as load_model
    from annotate.workflows.modelling import save_model as save_model
    from annotate.workflows.modelling import train as train
    from annotate.workflows.preparing import split as split
    from annotate.workflows.prompting.costs import scoring_cost as scoring_cost
    from annotate.workflows.prompting.costs import training_cost as training_cost
    from annotate.workflows.publish.contrasts import differences as differences
    from annotate.workflows.publish.contrasts import trend as trend
    from annotate.workflows.publish.figures import figure as figure
    from annotate.workflows.publish.regressing import regress as regress
    from annotate.workflows.publish.replicating import replicate as replicate
    from annotate.workflows.publish.reports import report as report
    from annotate.workflows.publishing import estimate as estimate
    from annotate.workflows.setup.opening import open as open
    from annotate.workflows.setup.shipped import load_shipped as load_shipped
    from annotate.workflows.study import Study as Study

_MODULES = {
    "annotate.errors": ("AnnotateError", "AnnotateWarning", "InputError", "ModelError", "StudioError"),
    "annotate.io.reading": ("read_table",),
    "annotate.io.values.text_encodings": ("reading_in",),
    "annotate.io.writing": ("write_table",),
    "annotate.scheme": ("Label", "Question", "Scheme"),
    "annotate.study.ledger": ("Ledger",),
    "annotate.workflows.assessing": ("compare", "evaluate", "explain", "simulate"),
    "annotate.workflows.coverage": ("score", "watch"),
    "annotate.workflows.drawing": ("sample",),
    "annotate.workflows.encoder_choice": ("encoders", "get_encoder", "use_encoder"),
    "annotate.workflows.label.coder_training": ("train_coders", "training_results"),
    "annotate.workflows.label.label_audit": ("audit",),
    "annotate.workflows.label.label_status": ("label_status", "write_status_page"),
    "annotate.workflows.label.labelling": ("pull", "push", "status"),
    "annotate.workflows.label.page_labelling": ("label",),
    "annotate.workflows.label.sheets": ("pull_sheets", "sheet"),
    "annotate.workflows.conversion": ("convert",),
    "annotate.workflows.modelling": ("load_model", "save_model", "train"),
    "annotate.workflows.preparing": ("split",),
    "annotate.workflows.publish.contrasts": ("differences", "trend"),
    "annotate.workflows.prompting.costs": ("scoring_cost", "training_cost"),
    "annotate.workflows.publish.regressing": ("regress",),
    "annotate.workflows.publish.figures": ("figure",),
    "annotate.workflows.publish.replicating": ("replicate",),
    "annotate.workflows.publish.reports": ("report",),
    "annotate.workflows.publishing": ("estimate",),
    "annotate.workflows.label.agreeing": ("agreement",),
    "annotate.workflows.label.reviewing": ("resolve",),
    "annotate.workflows.setup.opening": ("open",),
    "annotate.workflows.setup.shipped": ("load_shipped",),
    "annotate.workflows.study": ("Study",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}
"""The module of each public name, imported when the name is first used."""

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    thing = getattr(import_module(_HOMES[name]), name)
    globals()[name] = thing
    return thing


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
