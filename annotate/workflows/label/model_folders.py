"""Model folders as the live backend of Label Studio reads and trains them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.models.trained_model import Model


class ModelFolders:
    """Reads model folders and trains new versions of them (`annotate.studio.backend.live.ModelStore`)."""

    def load(self, folder: Path) -> Model:
        """The model in `folder`.

        Raises
        ------
        InputError
            If it gives a sentence several labels, of which it would show and learn one only.
        """
        from annotate.learn.models.folders import load

        model = load(folder)
        if model.several:
            raise InputError(
                f"{folder}: {model.name} gives a sentence several labels, and annotate serve shows and learns one; "
                f"send them with the sentences: annotate push --predictions {folder}"
            )
        return model

    def train(self, labelled: pd.DataFrame, like: Path, folder: Path) -> None:
        """Train on `labelled`, with the question and recipe of the model in `like`, and save to `folder`."""
        from annotate.learn.models.folders import load, save
        from annotate.learn.training.training import train

        first = load(like)
        group = "article_id" if labelled["article_id"].astype("str").str.len().gt(0).any() else None
        model = train(
            labelled,
            question=first.question,
            recipe=first.recipe,
            group_column=group,
            test_share=0.0,
            curve=False,
            where="live labels",
        )
        save(model, folder)
