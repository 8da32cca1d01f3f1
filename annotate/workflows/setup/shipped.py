"""The coverage that is shipped with the toolkit: invented articles, their sentences and their labels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd

_PACKAGE = Path(__file__).resolve().parents[2]
_FOLDERS = (_PACKAGE.parent / "datasets", _PACKAGE / "datasets")
"""Beside the package in a checkout, inside it where it was installed from a wheel."""
_KEY = ["article_id", "text", "occurrence"]


@dataclass(frozen=True)
class Shipped:
    """The shipped coverage.

    Attributes
    ----------
    articles
        The columns of `annotate.tables.ARTICLES` with ``file``, ``genre``, ``copy_group`` (articles made of the same
        agency copy share it; empty for others) and ``split`` (train, dev or test).
    sentences
        The articles as `annotate.text.splitting.split` cuts them now: all kinds of line.
    gold
        The columns of `annotate.tables.GOLD`: labels of body sentences, both questions. Made by a language model.
    """

    articles: pd.DataFrame
    sentences: pd.DataFrame
    gold: pd.DataFrame


def load_shipped(folder: Path | None = None, *, progress: Progress = silent) -> Shipped:
    """The articles, sentences and gold labels of ``datasets/relations``, or of another `folder` laid out like it.

    Raises
    ------
    InputError
        If the folder is not there or an article it lists is missing.
    """
    from annotate import tables
    from annotate.io.reading import read_table
    from annotate.text.splitting import split

    folder = folder or shipped_folder()
    articles = shipped_articles(folder, progress=progress)
    gold = read_table(folder / "gold.csv", tables.GOLD)
    labels = read_table(folder / "labels.csv", tables.ANNOTATIONS) if (folder / "labels.csv").is_file() else None
    if labels is not None:
        who = labels.groupby(["sentence_id", "question"])["annotator"].agg(lambda names: ";".join(sorted(set(names))))
        gold = gold.merge(who.rename("who").reset_index(), on=["sentence_id", "question"], how="left")
    return Shipped(articles, split(articles, progress=progress), gold)


def shipped_folder() -> Path:
    """The folder ``datasets/relations``, in a checkout or in an installed package."""
    for folder in _FOLDERS:
        if (folder / "relations" / "articles.csv").is_file():
            return folder / "relations"
    raise InputError(f"{_FOLDERS[0]}: the shipped coverage is not there; install the package again")


def shipped_articles(folder: Path, *, progress: Progress = silent) -> pd.DataFrame:
    """The articles listed in ``articles.csv`` of `folder`, with the text of their files.

    What the list says of an article (id, address, outlet, date, title) is taken before what its page says of itself.
    """
    from annotate.io.articles import articles_from

    return articles_from([folder / "articles.csv"], progress=progress)


def rekeyed(labels: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """`labels` with the ids that their sentences have now, found by article and text.

    A sentence's id is a hash of its text, so a splitter that cuts elsewhere gives new ids, and an article that gets a
    new id takes its sentences along. Labels carry the text they were given to: those whose sentence is still cut the
    same way are found again, the others come back with an empty `sentence_id`, to be labelled anew.

    Parameters
    ----------
    labels
        With ``sentence_id``, ``article_id``, ``text``, ``annotator`` and ``question``.
    sentences
        As they are cut now.
    """
    numbered = sentences.assign(occurrence=sentences.groupby(["article_id", "text"]).cumcount())
    now = numbered.drop_duplicates(_KEY).set_index(_KEY)["sentence_id"]
    same = ["annotator", "question", "article_id", "text"]
    keyed = labels.assign(occurrence=labels.groupby(same, dropna=False).cumcount())
    ids = now.reindex(keyed.set_index(_KEY).index)
    return labels.assign(sentence_id=ids.to_numpy())
