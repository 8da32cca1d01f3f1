"""Metadata of articles from outside their files: outlet and date in file and folder names, or in a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.columns import listed
from annotate.errors import InputError, UsageError
from annotate.io.values.cells import is_missing
from annotate.io.values.dates import UNKNOWN, DateEvidence, DateOrder, iso_date

FIELDS = {
    "outlet": "outlet",
    "date": "published",
    "title": "title",
    "author": "author",
    "section": "section",
    "id": "article_id",
    "_": "",
}
"""The fields of a name pattern with the column of articles each fills; ``_`` matches a part that is not needed."""

_DATE = r"(?:1[89]|20)\d\d[-._]?\d\d[-._]?\d\d|\d{1,2}[-._]\d{1,2}[-._](?:1[89]|20)\d\d|(?:1[89]|20)\d\d[-._]\d\d"
_FIELD = re.compile(r"\{(\w+)\}")
_FILE_COLUMNS = ("file", "filename", "file_name", "path")
_ID_COLUMNS = ("article_id", "id", "url")
_LOOKED_AT = 300
"""Number of file names from which a pattern is guessed."""
_MOST_OUTLETS = 0.5
"""Most distinct values, as a share of the files, of a part of the name that is guessed to be the outlet."""


@dataclass(frozen=True)
class Metadata:
    """Metadata of articles from file names and a table; the table overrides names, and both override the file.

    Attributes
    ----------
    pattern
        A name pattern; see `metadata_from`. Empty if there is none.
    rows
        The table's rows by the value of `key`.
    key
        ``file``, or the column with the article's id; empty if there is no table.
    order
        The order of day and month in dates of file names; those of the table are in ISO 8601 already.
    """

    pattern: str = ""
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    key: str = ""
    order: DateOrder = UNKNOWN

    def with_order_of(self, files: Sequence[Path], stated: str = "") -> Metadata:
        """The same metadata with the order of day and month that is `stated`, or that the names of `files` show.

        Raises
        ------
        InputError
            If a row of the table names two of the files.
        """
        self._check(files)
        evidence = DateEvidence()
        if self.pattern and not stated:
            evidence.add(known for path in files if (known := in_name(path, self.pattern).get("published")))
        return replace(self, order=DateOrder(stated) if stated else evidence.order())

    def _check(self, files: Sequence[Path]) -> None:
        if self.key != "file":
            return
        named: dict[str, Path] = {}
        for path in files:
            name = next((name for name in _names(path) if name in self.rows), None)
            if name is not None and named.setdefault(name, path) != path:
                raise InputError(f"`metadata`: '{name}' names {named[name]} and {path}; give their paths with folders")

    def of(self, path: Path, article: Mapping[str, str]) -> dict[str, str]:
        """The columns that are known for an article in the file at `path`, without empty ones."""
        known = in_name(path, self.pattern) if self.pattern else {}
        if self.key == "file":
            known |= next((self.rows[name] for name in _names(path) if name in self.rows), {})
        elif self.key:
            known |= self.rows.get(str(article.get("article_id") or article.get(self.key) or ""), {})
        return {name: value for name, value in known.items() if value}

    def for_files(self, files: Sequence[Path]) -> Metadata:
        """The same metadata restricted to the rows of these files."""
        if self.key != "file":
            return self
        names = {name for path in files for name in _names(path)}
        return replace(self, rows={name: row for name, row in self.rows.items() if name in names})

    def unmatched(self, files: Sequence[Path]) -> list[Path]:
        """The files that neither match the pattern nor have a row in the table; none if the key is an id."""
        if self.key and self.key != "file":
            return []
        return [
            path
            for path in files
            if not (self.pattern and in_name(path, self.pattern))
            and not (self.key and any(name in self.rows for name in _names(path)))
        ]

    def unused(self, files: Sequence[Path], ids: Collection[str]) -> list[str]:
        """The rows of the table that belong to none of the `files`, or, if the key is an id, to none of the `ids`."""
        known = {name for path in files for name in _names(path)} if self.key == "file" else set(ids)
        return [name for name in self.rows if name not in known] if self.key else []


def metadata_from(
    pattern: str = "", table: Path | None = None, columns: Mapping[str, str] | None = None, date_order: str = ""
) -> Metadata:
    """The metadata from a name pattern and a table.

    Parameters
    ----------
    pattern
        Such as ``{outlet}_{date}_{title}`` or ``{outlet}/{date}``: `FIELDS` in the file's name without its ending, and,
        before each ``/``, in the names of its folders.
    table
        A table with a column ``file`` (a name or path) or ``article_id`` (or ``id``, ``url``), and columns of articles.
    columns
        Columns of the table that stand for those of articles, as ``{"Datum": "published"}``.
    date_order
        The order of day and month in its dates; by default that which its column shows.

    Raises
    ------
    InputError
        If the pattern has an unknown field or none, or the table has no column to join on.
    """
    if pattern:
        check_pattern(pattern)
    if table is None:
        return Metadata(pattern)
    from annotate.io.reading import read_table

    frame = read_table(table).fillna("")
    renamed = {name: known for name, known in (columns or {}).items() if name in frame.columns}
    key = next((name for name in _FILE_COLUMNS if name in frame.columns), None)
    by_id = next((name for name in _ID_COLUMNS if name in frame.columns or name in renamed.values()), None)
    frame = frame.rename(columns=renamed | ({"date": "published"} if "published" not in frame.columns else {}))
    column = key or by_id
    if column is None:
        raise InputError(f"{table}: no column 'file' or 'article_id' to join on; found {listed(frame.columns)}")
    frame = frame.astype("str")
    if "published" in frame.columns:
        evidence = DateEvidence()
        evidence.add(frame["published"])
        order = DateOrder(date_order) if date_order else evidence.order()
        frame["published"] = frame["published"].map(lambda date: iso_date(date, order))
    rows: dict[str, Mapping[str, str]] = {}
    for row in frame.to_dict("records"):
        name = row.pop(column).strip()
        name = name.replace("\\", "/").removeprefix("./") if key else name
        row = {str(k): "" if is_missing(v) else v.strip() for k, v in row.items()}
        if name in rows and rows[name] != row:
            raise InputError(f"{table}: two rows with different values for {column} '{name}'; keep one")
        rows[name] = row
    return Metadata(pattern, rows, "file" if key else column)


def check_pattern(pattern: str) -> None:
    """Raise `UsageError` if a name pattern has an unknown field, or none."""
    _regex(pattern)


def in_name(path: Path, pattern: str) -> dict[str, str]:
    """The columns in a file's name and folders according to `pattern`; empty if they do not match it.

    Raises
    ------
    InputError
        If the pattern has an unknown field, or none.
    """
    regex = _regex(pattern)
    depth = pattern.count("/")
    names = [*path.absolute().parts[:-1], _stem(path)]
    match = regex.fullmatch("/".join(names[-1 - depth :]))
    if match is None:
        return {}
    return {FIELDS[name]: _value_in_name(name, value) for name, value in match.groupdict().items() if FIELDS.get(name)}


def guessed_pattern(files: Sequence[Path]) -> str:
    """A pattern with a date, and perhaps an outlet, that nearly all of these files match; an empty string if none does.

    A part of the name, or the folder's name, is guessed to be the outlet if files share it.
    """
    looked_at = list(files)[:_LOOKED_AT]
    if len(looked_at) < 3:
        return ""
    candidates = [
        f"{folder}{name}"
        for folder in ("", "{outlet}/")
        for mark in ("_", "-", " ", " - ", "__")
        for name in (
            f"{{outlet}}{mark}{{date}}{mark}{{title}}",
            f"{{date}}{mark}{{outlet}}{mark}{{title}}",
            f"{{outlet}}{mark}{{date}}",
            f"{{date}}{mark}{{outlet}}",
            f"{{date}}{mark}{{title}}",
            "{date}",
        )
        if not (folder and "{outlet}" in name)
    ]
    return next((pattern for pattern in candidates if _fits(pattern, looked_at)), "")


def _fits(pattern: str, files: Sequence[Path]) -> bool:
    matched = [known for path in files if (known := in_name(path, pattern))]
    if len(matched) < 0.9 * len(files) or not all(_is_date(known["published"]) for known in matched):
        return False
    outlets = Counter(known["outlet"] for known in matched if "outlet" in known)
    shared = len(outlets) <= max(2.0, _MOST_OUTLETS * len(matched)) and len(outlets) < len(matched)
    return shared and not any(name.isdigit() for name in outlets)


def _is_date(text: str) -> bool:
    return re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?|\d{1,2}[-.]\d{1,2}[-.]\d{4}", text) is not None


def _regex(pattern: str) -> re.Pattern[str]:
    names = _FIELD.findall(pattern)
    unknown = [name for name in names if name not in FIELDS]
    if unknown:
        raise UsageError(f"`name_pattern` {pattern!r}: '{{{unknown[0]}}}' is unknown; choose from {', '.join(FIELDS)}")
    known = [name for name in names if name != "_"]
    if not known or len(set(known)) < len(known):
        raise UsageError(f"`name_pattern` {pattern!r}: name each field once, as in {{outlet}}_{{date}}_{{title}}")
    pieces = re.split(r"(\{\w+\})", pattern)
    last = [piece for piece in pieces if _FIELD.fullmatch(piece)][-1]
    return re.compile("".join(_piece(piece, piece == last) for piece in pieces))


def _piece(piece: str, is_last: bool) -> str:
    field_of = _FIELD.fullmatch(piece)
    if field_of is None:
        return re.escape(piece)
    if field_of[1] == "date":
        return rf"(?P<date>{_DATE})"
    within = "[^/]+" if is_last else "[^/]+?"
    return within if field_of[1] == "_" else f"(?P<{field_of[1]}>{within})"


def _value_in_name(name: str, value: str) -> str:
    """A part of a file's name as a value: digits of a date separated by hyphens, underscores replaced by spaces."""
    if name != "date":
        return " ".join(value.replace("_", " ").split()) if name in ("title", "outlet", "author") else value
    if re.fullmatch(r"\d{8}", value):
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    year_first = re.fullmatch(r"(\d{4})[-._](\d\d)(?:[-._](\d\d))?", value)
    return "-".join(part for part in year_first.groups() if part) if year_first else value.replace("_", ".")


def _names(path: Path) -> list[str]:
    """The names by which a table may refer to a file: its path with fewer and fewer folders, with or without ending."""
    parts = path.absolute().parts
    paths = ["/".join(parts[-n:]) for n in range(min(len(parts), 6), 0, -1)]
    return [str(path), *paths, *(name.removesuffix(path.name) + _stem(path) for name in paths)]


def _stem(path: Path) -> str:
    """A file's name without its ending, and without that of a compression."""
    stem = path.stem
    return Path(stem).stem if path.suffix.lower() in (".gz", ".zst") else stem
