"""Formulas such as ``critical ~ outlet * after``: read here word by word, so that nothing in them can run as code.

Names of columns are replaced by aliases before formulaic reads the right side. What it evaluates is then made of these
aliases, the functions in `FUNCTIONS`, whole numbers and operators only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.errors import UsageError

FUNCTIONS = ("C", "log", "poly", "center", "scale")
"""What a formula may call: `C` makes categories of numbers; the others are formulaic's, of one column."""

OF_ALL = ("poly", "center", "scale")
"""Those whose value for a row depends on all rows."""

_WORD = re.compile(r"\s*(`[^`]*`|[^\W\d]\w*|\d+|[~+\-*:(),])")
_LONGEST, _MOST_NAMES, _MOST_PRODUCTS = 1000, 30, 5
_NUMBERS = ("0", "1")
_HIGHEST_DEGREE = 5


@dataclass(frozen=True)
class Variable:
    """A column on the right side of a formula, and whether ``C()`` makes categories of its values."""

    name: str
    categorical: bool = False

    @property
    def written(self) -> str:
        """As in the formula."""
        return f"C({self.name})" if self.categorical else self.name


@dataclass(frozen=True)
class ParsedFormula:
    """A formula in parts.

    Attributes
    ----------
    outcome
        The left side: a label, or a question.
    right
        The right side with ``v0``, ``v1`` and so on in place of `variables`.
    variables
        The columns, each once.
    written
        The formula as it was written.
    """

    outcome: str
    right: str
    variables: tuple[Variable, ...]
    written: str = ""

    @property
    def columns(self) -> list[str]:
        """The names of the columns, each once."""
        return list(dict.fromkeys(variable.name for variable in self.variables))

    def named(self, column: str, levels: Sequence[Sequence[str]]) -> str:
        """A column of the design matrix as users read it; `levels` are each variable's categories, in order."""

        def readable(match: re.Match[str]) -> str:
            number = int(match[1])
            if match[3] is None:
                return self.variables[number].name
            return f"{self.variables[number].name}[{match[2] or ''}{levels[number][int(match[3])]}]"

        return re.sub(r"v(\d+)(?:\[(T\.)?(\d+)\])?", readable, column)


def parsed(formula: str) -> ParsedFormula:
    """The parts of `formula`.

    Raises
    ------
    InputError
        If it is no formula, or has anything in it other than names, whole numbers, ``+ - * :`` and `FUNCTIONS`.
    """
    left, right = _sides(_words_of(formula), formula)
    if len(left) > 1 and all(map(_is_name, left)):
        example = f"`{' '.join(map(_bare, left))}` ~{formula.partition('~')[2]}"
        raise UsageError(
            f"`formula` {formula!r}: a name of several words stands in backticks; write '{example}', in single quotes "
            "in a shell, which between double ones takes backticks for a command"
        )
    if len(left) != 1 or not _is_name(left[0]):
        raise UsageError(f"`formula` {formula!r}: put one label or question left of ~, as in critical ~ outlet")
    variables: list[Variable] = []
    words: list[str] = []
    position = 0
    while position < len(right):
        word = right[position]
        if _is_name(word) and right[position + 1 : position + 2] == ["("]:
            called, position = _call(right, position, variables, formula)
            words.append(called)
            continue
        if _is_name(word):
            words.append(_alias(Variable(_bare(word)), variables))
        elif word.isdigit() and word not in _NUMBERS:
            raise UsageError(f"`formula` {formula!r}: {word} stands alone; only 0 and 1 may, for the intercept")
        elif word == ",":
            raise UsageError(f"`formula` {formula!r}: a comma belongs in poly(column, degree) only; add terms with +")
        else:
            words.append(word)
        position += 1
    if len(variables) > _MOST_NAMES or sum(word in "*:" for word in words) > _MOST_PRODUCTS:
        raise UsageError(
            f"`formula` {formula[:60]!r}: at most {_MOST_NAMES} columns and {_MOST_PRODUCTS} of * and : are possible"
        )
    return ParsedFormula(_bare(left[0]), " ".join(words) or "1", tuple(variables), formula)


def _words_of(formula: str) -> list[str]:
    if len(formula) > _LONGEST:
        raise UsageError(f"`formula` has {len(formula):,} characters; at most {_LONGEST:,} are possible")
    words, position = [], 0
    text = formula.rstrip()
    while position < len(text):
        match = _WORD.match(text, position)
        if match is None:
            wrong = text[position:].lstrip()[0]
            raise UsageError(
                f"`formula` {formula!r}: {wrong!r} cannot be in a formula; it is made of column names (in `backticks` "
                f"where they have spaces), + - * : ( ) and {', '.join(FUNCTIONS)}"
            )
        words.append(match[1])
        position = match.end()
    return words


def _sides(words: list[str], formula: str) -> tuple[list[str], list[str]]:
    if words.count("~") != 1:
        raise UsageError(f"`formula` {formula!r}: put one ~ between a label and columns, as in critical ~ outlet")
    cut = words.index("~")
    return words[:cut], words[cut + 1 :]


def _call(words: list[str], position: int, variables: list[Variable], formula: str) -> tuple[str, int]:
    """A call as formulaic is to read it, and the position after it."""
    name = words[position]
    if name not in FUNCTIONS:
        raise UsageError(f"`formula` {formula!r}: {name}() cannot be called; choose from {', '.join(FUNCTIONS)}")
    end = words.index(")", position) if ")" in words[position:] else len(words)
    inside = words[position + 2 : end]
    degree = name == "poly" and len(inside) == 3 and inside[1] == "," and inside[2].isdigit()
    if not inside or not _is_name(inside[0]) or (len(inside) > 1 and not degree):
        more = ", as in poly(time, 2)" if name == "poly" else ""
        raise UsageError(f"`formula` {formula!r}: {name}() takes the name of one column{more}")
    variable = Variable(_bare(inside[0]), categorical=name == "C")
    alias = _alias(variable, variables)
    if name == "C":
        return alias, end + 1
    if not degree:
        return f"{name}({alias})", end + 1
    if not 1 <= int(inside[2][:3]) <= _HIGHEST_DEGREE:
        raise UsageError(f"`formula` {formula!r}: poly() takes a degree from 1 to {_HIGHEST_DEGREE}")
    return f"poly({alias}, {int(inside[2])})", end + 1


def _alias(variable: Variable, variables: list[Variable]) -> str:
    if variable not in variables:
        variables.append(variable)
    return f"v{variables.index(variable)}"


def _is_name(word: str) -> bool:
    return word.startswith("`") or word.isidentifier()


def _bare(word: str) -> str:
    return word.strip("`")


def calls(formula: str, functions: Sequence[str]) -> bool:
    """Whether `formula` may call one of `functions`."""
    return any(re.search(rf"\b{name}\s*\(", formula) for name in functions)
