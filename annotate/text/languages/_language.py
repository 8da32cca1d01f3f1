"""`Language`: the word lists, patterns and marks of one language.

Every field has a default that matches nothing, so that a new language can start with a few abbreviations and its
quotation marks. Words are in lower case with straight apostrophes, unless a field's description states otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from annotate.text.languages._grammar import NEVER, NOTHING, Grammar, Words
from annotate.text.languages._naming import Names
from annotate.text.languages._speech import Cues


@dataclass(frozen=True, eq=False)
class Abbreviations:
    """Words whose full stop may not end a sentence, as they are written, without their last full stop."""

    titles: Words = NOTHING
    """Stand before a name; a capital after them never begins a sentence."""
    before_numbers: Words = NOTHING
    """Stand before a number; a digit after them never begins a sentence."""
    inside: Words = NOTHING
    """Never stand at the end of a sentence."""
    name_endings: Words = NOTHING
    """End a name, which may end the sentence: what follows decides."""
    streets: Words = NOTHING
    """Those of `name_endings` that end the name of a street, which ends the sentence after a house number."""
    regions: Words = NOTHING
    """States and provinces after a place or in a politician's party tag."""
    after_regions: Words = NOTHING
    """Continue the sentence after a region."""
    times: Words = NOTHING
    """Follow the time of day, as `a.m`; in lower case."""
    after_times: Words = NOTHING
    """Continue the sentence after a time of day."""
    ordinals: int = 0
    """Numbers up to this with a full stop are ordinals, as `3. Mai`; 0 where they are written otherwise."""
    exclamatory_names: Words = NOTHING
    """Names written with an exclamation mark."""

    @cached_property
    def all(self) -> Words:
        """Every word after which a full stop may belong to the word."""
        return self.titles | self.before_numbers | self.inside | self.name_endings | self.regions

    @cached_property
    def with_stop(self) -> Words:
        """The same with their full stops."""
        return frozenset(word + "." for word in self.all)


@dataclass(frozen=True, eq=False)
class Sentences:
    """How sentences begin, and what follows a quotation that is still the same sentence."""

    starters: Words = NOTHING
    """Words that, capitalised after an abbreviation, begin a sentence rather than continue a name."""
    openers: str = ""
    """Characters beside quotation marks and brackets that open a sentence, as `¿`."""
    tag_after_question: re.Pattern[str] = NEVER
    """A speaker's tag after a quoted question, as `Weber asked`."""
    whole_tag: re.Pattern[str] = NEVER
    """A tag that is all that follows a quotation, as `Weber said.`"""
    after_question: re.Pattern[str] = NEVER
    """Matches what follows a question or exclamation without a quotation mark, in lower case, and belongs to it."""
    stray_tag: re.Pattern[str] = NEVER
    """A tag in lower case that was left behind a sentence, as `he said`."""
    only_a_time: re.Pattern[str] = NEVER
    """All that was said so far, up to the last full stop, is the time of day of what follows, as `At 5 a.m`."""
    always_capital: Words = NOTHING
    """Words that are capitalised wherever they stand, as `I`."""
    never_first: re.Pattern[str] = NEVER
    """Matches what begins no sentence although it is capitalised, as `N of town`."""
    lettered: Words = NOTHING
    """Nouns, in lower case, after which a single capital is no initial, as `plan` in `plan B`."""
    short_words: Words = NOTHING
    """Words of up to three letters that are no abbreviations and may be the last of a sentence, as `it`."""
    interjections: Words = NOTHING
    """Before an exclamation mark and a word in lower case, these belong to the sentence that follows, as `Oh`."""
    uncapitalised: re.Pattern[str] = NEVER
    """Matches where a text is written without capitals, as a lone `i`."""
    labels: Words = NOTHING
    """Labels of an interview before a full stop at the beginning of a paragraph, as `P` in `P. ¿Por qué?`"""


@dataclass(frozen=True, eq=False)
class QuotationMarks:
    """Quotation marks with the family in which they pair; those of family `single` count outside of other pairs."""

    opening: Mapping[str, str] = field(default_factory=lambda: {"“": "double", "‘": "single"})
    """Marks that only open."""
    closing: Mapping[str, str] = field(default_factory=lambda: {"”": "double", "’": "single"})
    """Marks that only close."""
    either: Mapping[str, str] = field(default_factory=lambda: {'"': "straight", "'": "single"})
    """Marks that open or close, depending on the characters around them."""
    main: tuple[str, str] = ("“", "”")
    """The usual pair."""
    dialogue_dashes: bool = False
    """Whether dashes at the beginning of a paragraph and around tags stand for quotation marks: `—No —dijo NAME.`"""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any mark; single ones only where they are not apostrophes."""
        every = {**self.opening, **self.closing, **self.either}
        doubles = sorted((mark for mark in every if every[mark] != "single"), key=lambda mark: -len(mark))
        starts = [mark for mark in (*self.opening, *self.either) if every[mark] == "single"]
        ends = [mark for mark in (*self.closing, *self.either) if every[mark] == "single"]
        parts = [rf"(?<={re.escape(mark[0])}){re.escape(mark[1:])}" for mark in doubles]
        parts += [rf"(?<=(?<!\w){_one_of(starts)})"] if starts else []
        parts += [rf"(?<={_one_of(ends)})(?!\w)"] if ends else []
        # the search is fast because the pattern begins with a set of characters
        return re.compile(_one_of([mark[0] for mark in every]) + f"(?:{'|'.join(parts)})" if every else "(?!)")

    @cached_property
    def any_mark(self) -> re.Pattern[str]:
        """The first character of any mark, which may also be an apostrophe."""
        every = (*self.opening, *self.closing, *self.either)
        return re.compile(_one_of([mark[0] for mark in every])) if every else NEVER

    @cached_property
    def openers(self) -> str:
        """Single characters that may open a quotation."""
        return "".join(mark for mark in (*self.opening, *self.either) if len(mark) == 1)

    @cached_property
    def closers(self) -> str:
        """Single characters that may close a quotation."""
        return "".join(mark for mark in (*self.closing, *self.either) if len(mark) == 1)

    @cached_property
    def no_apostrophes(self) -> str:
        """Single characters that are always quotation marks."""
        every = {**self.opening, **self.closing, **self.either}
        return "".join(m for m in every if len(m) == 1 and (every[m] != "single" or m in self.opening))

    @cached_property
    def double_openers(self) -> tuple[str, ...]:
        """Marks that may open a quotation and are not of the family `single`."""
        return tuple(m for part in (self.opening, self.either) for m, family in part.items() if family != "single")

    @cached_property
    def paragraph_opener(self) -> re.Pattern[str]:
        """The beginning of a paragraph that continues a quotation."""
        marks = [*self.opening, *(mark for mark, family in self.either.items() if family != "single")]
        return re.compile(r"\s*(?:" + "|".join(map(re.escape, marks)) + ")")

    @cached_property
    def main_mark(self) -> re.Pattern[str]:
        """Either mark of the usual pair."""
        return re.compile(_one_of(self.main))


def _one_of(marks: list[str] | tuple[str, ...]) -> str:
    return "[" + "".join(map(re.escape, marks)) + "]"


@dataclass(frozen=True, eq=False)
class LinePatterns:
    """Lines that are not body text; patterns match at the beginning of a line unless described as searched."""

    boilerplate: re.Pattern[str] = NEVER
    """Text that a site adds to every article; matched in lower case."""
    boilerplate_inside: re.Pattern[str] = NEVER
    """The same, recognized by words further on in the line; only matched where one of `boilerplate_signs` is found."""
    boilerplate_signs: tuple[str, ...] = ()
    """In lower case."""
    byline: re.Pattern[str] = NEVER
    """Author and time."""
    author_and_place: re.Pattern[str] = NEVER
    """A name and a place near the beginning, a byline if the first word is a given name."""
    credit: re.Pattern[str] = NEVER
    """The source of a picture."""
    picture_credit: re.Pattern[str] = NEVER
    """Searched in a credit: it is below a picture, so the line before it is a caption."""
    caption: re.Pattern[str] = NEVER
    """The beginning of a caption."""
    caption_end: re.Pattern[str] = NEVER
    """The end of a caption; searched."""
    no_caption: re.Pattern[str] = NEVER
    """Searched in a line above a credit, which is no caption then."""
    section: re.Pattern[str] = NEVER
    """A label of a section that is no article text, alone or before a title, as `Opinion | `."""
    time_of_day: re.Pattern[str] = NEVER
    """A time alone, as over the entries of a running report."""
    dateline: re.Pattern[str] = NEVER
    """A place and its separator from the first sentence; the group ``place`` is the dateline."""
    plain_dateline: re.Pattern[str] = NEVER
    """A less certain dateline, accepted in the first line of the body; groups ``place`` and ``agency``."""
    colon_dateline: re.Pattern[str] = NEVER
    """A place in capitals and a colon, accepted in the first line of the body; the group ``place`` is the dateline."""
    not_a_place: re.Pattern[str] = NEVER
    """Matches a ``place`` that is not a dateline."""
    author_note: re.Pattern[str] = NEVER
    """A note on the author at the end of an article; its group ``name`` is the author, if named."""
    about: re.Pattern[str] = NEVER
    """The heading of what is said of an organisation, the group ``name``, at the end of its press release."""
    notes: re.Pattern[str] = NEVER
    """A heading at the end of an article under which there are only notes and contacts."""
    letter: re.Pattern[str] = NEVER
    """The beginning of a letter to the editor, or the title over several."""
    signature: re.Pattern[str] = NEVER
    """A line that only names a person, perhaps with a place, as under a letter."""
    place_and_date: re.Pattern[str] = NEVER
    """A line that follows a signature under a letter."""
    small_words: Words = NOTHING
    """Stay in lower case in a title."""


@dataclass(frozen=True, eq=False)
class Dates:
    """Words of time."""

    calendar: Words = NOTHING
    """Names of days and months, and words such as `today`."""
    capitalised: bool = True
    """Whether names of days and months are written with a capital."""
    time: Words = NOTHING
    """`calendar` and all other words of time, as `week` and `earlier`."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Rules for comparing near-duplicates."""

    rewrites: tuple[tuple[str, str], ...] = ()
    """Patterns (RE2) and replacements that unify the spelling of numbers and negations before texts are compared."""
    negations: Words = NOTHING
    """Words that negate."""
    numbers: Words = NOTHING
    """Numbers written as words."""
    opposites: Mapping[str, Words] = field(default_factory=dict)
    """Words with their opposites, in both directions; inflected forms are listed as separate words."""
    negating_prefixes: tuple[str, ...] = ()
    """Make the opposite of a word, as `un` of `willing`."""


@dataclass(frozen=True, eq=False)
class Language:
    """Everything that splitting needs to know about a language."""

    code: str
    """ISO 639-1, as `en`."""
    name: str
    """In English, as `English`."""
    abbreviations: Abbreviations = field(default_factory=Abbreviations)
    """For sentence boundaries and tokens."""
    sentences: Sentences = field(default_factory=Sentences)
    """For sentence boundaries."""
    quotation_marks: QuotationMarks = field(default_factory=QuotationMarks)
    """For boundaries, kinds of line and quotations."""
    lines: LinePatterns = field(default_factory=LinePatterns)
    """For kinds of line and datelines."""
    cues: Cues = field(default_factory=Cues)
    """For quotations: words that introduce speech."""
    grammar: Grammar = field(default_factory=Grammar)
    """For quotations: where speakers and contents begin and end."""
    names: Names = field(default_factory=Names)
    """For speakers."""
    dates: Dates = field(default_factory=Dates)
    """For quotations: words of time between speaker, cue and content."""
    comparison: Comparison = field(default_factory=Comparison)
    """For near-duplicates."""
