"""Targets: pairs of a sentence and an entity that it names, from a list of names and aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_WORD = re.compile(r"\w+")
_SEPARATORS = re.compile(r"[|;]")
PLACED = ("target", "target_start", "target_end", "target_mentions")
"""Columns that pairs have in addition to those of sentences."""

_SHORT = 4
"""Names of up to this many characters match only with their exact case: WHO is not who."""


@dataclass(frozen=True)
class Target:
    """An entity.

    Attributes
    ----------
    name
        Its name in tables, which is also searched in texts.
    aliases
        Its other names in texts.
    """

    name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Its own name and its aliases, each once."""
        return tuple(dict.fromkeys((self.name, *self.aliases)))


@dataclass(frozen=True)
class Mention:
    """A mention of a target in a text, from character ``start`` up to ``end`` (exclusive)."""

    target: str
    start: int
    end: int


def targets_from(path: Path) -> list[Target]:
    """The targets in a file.

    The file is a table with the column ``name`` and, optionally, ``aliases``, separated by ``|`` or ``;``; or a text
    file with one target per line, as in ``Veldania | Veldanian government | Port Ilmar``.

    Raises
    ------
    InputError
        If the file is missing or empty, a name is missing, or two targets share a name.
    """
    rows = list(_lines(path) if path.suffix.lower() == ".txt" else _rows(path))
    if not rows:
        raise InputError(f"{path}: no targets in it; write one a line, as: Name | other name | third name")
    owners: dict[str, str] = {}
    for target in rows:
        for name in target.names:
            if not _WORD.search(name):
                raise InputError(f"{path}: {name!r} of {target.name!r} is not a name; a name has letters or digits")
            if owners.setdefault(name, target.name) != target.name:
                raise InputError(f"{path}: {name!r} is a name of {owners[name]!r} and of {target.name!r}; keep one")
    return _merged(rows)


def mentions_in(text: str, targets: Sequence[Target]) -> list[Mention]:
    """Every mention of a target in `text`, in order, without names that are part of a longer matching name.

    Names match as whole words, with the same case or in capitals; all kinds of white space and of apostrophes match
    each other.
    """
    return list(_found(text, _index(targets)))


def pairs_of(sentences: pd.DataFrame, targets: Sequence[Target]) -> pd.DataFrame:
    """One row for each sentence and target that it names, in the order of sentences and of first mentions.

    The columns are those of `sentences`, ``target`` (its name), ``target_start`` and ``target_end`` (offsets of the
    first mention in ``text``), and ``target_mentions`` (the number of mentions). Sentences without a target are left
    out.
    """
    import pandas as pd

    index = _index(targets)
    rows, first_mentions = [], []
    for row, text in enumerate(sentences["text"].tolist()):
        mentions = list(_found(text, index)) if isinstance(text, str) else []
        for name in dict.fromkeys(mention.target for mention in mentions):
            of_it = [mention for mention in mentions if mention.target == name]
            rows.append(row)
            first_mentions.append((name, of_it[0].start, of_it[0].end, len(of_it)))
    pairs = sentences.iloc[rows].reset_index(drop=True)
    for place, name in enumerate(PLACED):
        kind = "str" if name == "target" else "Int64"
        pairs[name] = pd.Series([entry[place] for entry in first_mentions], dtype=kind)
    return pairs


_Index = Mapping[str, Sequence[tuple[re.Pattern[str], str]]]


def _index(targets: Sequence[Target]) -> _Index:
    """Patterns by the first word of the name, the longest first, so that one pass over a text finds all."""
    names = [(name, target.name) for target in targets for name in target.names]
    index: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for name, target in sorted(names, key=lambda pair: -len(pair[0])):
        forms = [name] if len(name) <= _SHORT else list(dict.fromkeys((name, name.upper())))
        for form in forms:
            first = _WORD.search(form)
            assert first is not None, "checked when the targets were read"
            index.setdefault(first.group(), []).append((_pattern(form[first.start() :]), target))
    return index


def _pattern(name: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(re.sub(r"['’]", "['’]", words) + r"(?!\w)")


def _found(text: str, index: _Index) -> Iterator[Mention]:
    behind = 0
    for word in _WORD.finditer(text):
        if word.start() < behind:
            continue
        for pattern, target in index.get(word.group(), ()):
            match = pattern.match(text, word.start())
            if match:
                yield Mention(target, match.start(), match.end())
                behind = match.end()
                break


def _lines(path: Path) -> Iterator[Target]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; name a list of targets") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error}); check the file") from error
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield _target(*_SEPARATORS.split(line), where=str(path))


def _rows(path: Path) -> Iterator[Target]:
    from annotate.columns import listed
    from annotate.io.reading import read_table

    frame = read_table(path)
    if "name" not in frame.columns:
        raise InputError(f"{path}: no column 'name' for the targets; found {listed(frame.columns)}")
    for row in frame.to_dict("records"):
        written_aliases = row.get("aliases")
        aliases = (
            list(written_aliases)
            if isinstance(written_aliases, list | tuple) or hasattr(written_aliases, "tolist")
            else [written_aliases or ""]
        )
        split = [part for alias in aliases for part in _SEPARATORS.split(str(alias) if alias == alias else "")]
        yield _target(str(row["name"] or ""), *split, where=str(path))


def _target(name: str, *aliases: str, where: str) -> Target:
    name = " ".join(name.split())
    if not name:
        raise InputError(f"{where}: a target without a name; write the name first, then | and its aliases")
    return Target(name, tuple(" ".join(alias.split()) for alias in aliases if alias.strip()))


def _merged(targets: Sequence[Target]) -> list[Target]:
    """Targets with the aliases of rows with the same name combined."""
    aliases: dict[str, list[str]] = {}
    for target in targets:
        aliases.setdefault(target.name, []).extend(target.aliases)
    return [Target(name, tuple(dict.fromkeys(written_aliases))) for name, written_aliases in aliases.items()]
