"""Model folders as the live backend of Label Studio reads and trains them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotate.answer_labels import labels_in

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.models.trained_model import Model


class ModelFolders:
    """Reads model folders and trains new versions of them (`annotate.studio.backend.live.ModelStore`)."""

    def load(self, folder: Path) -> Model:
        """The model in `folder`."""
        from annotate.learn.models.folders import load

        return load(folder)

    def train(self, labelled: pd.DataFrame, like: Path, folder: Path) -> None:
        """Train on `labelled`, with the question and recipe of the model in `like`, and save to `folder`."""
        from annotate.learn.models.folders import load, save
        from annotate.learn.training.training import train
        from annotate.scheme import Label, Question

        first = load(like)
        group = "article_id" if labelled["article_id"].astype("str").str.len().gt(0).any() else None
        names = dict.fromkeys([*first.labels, *labels_in(labelled["label"])])  # also labels added to the scheme since
        several = Question(first.question, tuple(map(Label, names)), multiple=True) if first.several else None
        model = train(
            labelled,
            question=several or first.question,
            recipe=first.recipe,
            group_column=group,
            test_share=0.0,
            curve=False,
            where="live labels",
        )
        save(model, folder)
