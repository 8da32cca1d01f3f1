"""Blind coders who share an account would overwrite each other's labels: that is told."""

import warnings

import pandas as pd
import pytest

from annotate.errors import AnnotateWarning
from annotate.studio.pulling import Pulled
from annotate.studio.study_project import _merged
from annotate.tables import ANNOTATIONS, conform


def pulled(title, annotator, label):
    row = {"sentence_id": "s1", "annotator": annotator, "question": "stance", "label": label}
    return Pulled(conform(pd.DataFrame([row]), ANNOTATIONS, "annotations"), title=title)


def test_one_account_in_two_projects_is_told():
    parts = [pulled("study · ana", "owner@localhost", "critical"), pulled("study · ben", "owner@localhost", "neutral")]
    with pytest.warns(AnnotateWarning, match="owner@localhost labelled 1 sentences in several projects"):
        assert len(_merged(parts).annotations) == 1


def test_an_account_for_each_coder_is_fine():
    parts = [pulled("study · ana", "ana@localhost", "critical"), pulled("study · ben", "ben@localhost", "neutral")]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(_merged(parts).annotations) == 2
