"""A paragraph as words with places, and the closed classes of English words that the rules of quotation look at."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from annotate.text.languages.english._abbreviations import BEFORE_NUMBERS, ENDS_A_NAME, INSIDE, STATES, TITLES
from annotate.text.quotations._quotation_marks import Marked

_WORD = re.compile(
    r"""(?:[A-Z]\.){2,}|\w+n[’']t\b|[’'](?:s|re|ve|ll|d|m)\b
    |[\w$€£]+(?:[-&/.,](?=\w)\w+|[’'](?!(?:s|re|ve|ll|d|m)\b)\w+)*\.?
    |''|``|--+|\.\.\.+|[^\w\s]""",
    re.VERBOSE | re.IGNORECASE,
)
_WITH_STOP = frozenset(w + "." for w in TITLES | BEFORE_NUMBERS | ENDS_A_NAME | STATES | INSIDE)


class Words:
    """The words and marks of one paragraph.

    ``low`` holds them in lower case (apostrophes straight), ``start`` and ``end`` their offsets in the paragraph,
    ``mark`` the number of the stretch in quotation marks each lies in, or -1.
    """

    def __init__(self, paragraph: str, marked: Sequence[Marked]) -> None:
        self.text = paragraph
        self.marked = marked
        self.raw: list[str] = []
        self.start: list[int] = []
        for match in _WORD.finditer(paragraph):
            word, place = match.group(), match.start()
            self.start.append(place)
            if word[-1] == "." and len(word) > 1 and not _keeps_stop(word):
                self.raw += (word[:-1], ".")
                self.start.append(match.end() - 1)
            else:
                self.raw.append(word)
        self.low = [w.lower().replace("’", "'") for w in self.raw]
        self.end = [s + len(w) for s, w in zip(self.start, self.raw, strict=True)]
        self.mark = [-1] * len(self.raw)
        long = [w for w in self.raw if len(w) > 3 and w[0].isalpha()]
        self.titled = len(long) < 30 and sum(w[0].isupper() for w in long) > 0.7 * len(long) > 2
        self.span: list[tuple[int, int]] = []
        for number, stretch in enumerate(marked):
            first, last = bisect_left(self.start, stretch.start), bisect_left(self.start, stretch.end)
            self.span.append((first, last))
            self.mark[first:last] = [number] * (last - first)

    def __len__(self) -> int:
        return len(self.low)

    def capital(self, place: int) -> bool:
        """Whether the word at `place` starts with a capital letter."""
        return self.raw[place][:1].isupper()


def _keeps_stop(word: str) -> bool:
    return word in _WITH_STOP or (len(word) == 2 and word[0].isupper()) or not word[:-1].isalnum()


def word_set(words: str) -> frozenset[str]:
    """The words of a string."""
    return frozenset(words.split())


PERSONAL = word_set("he she they i we it you")
OBJECTS = word_set("him her them us me himself herself themselves")
PRONOUNS = PERSONAL | word_set(
    "who someone somebody everyone everybody nobody anyone one others many some most both this"
)
DETERMINERS = word_set(
    "the a an his her its their our my your this that these those some many several most all both each every no "
    "any another other few two three four five six seven eight nine ten one"
)
BE = word_set("is are was were be been being 's 're 'm am isn't wasn't aren't weren't")
AUXILIARIES = BE | word_set(
    "has have had having 've 'd will would could should can may might must shall 'll do does did didn't doesn't "
    "don't hasn't haven't hadn't won't wouldn't couldn't shouldn't can't cannot not never"
)
SUBORDINATORS = word_set(
    "that because if when while as after before although though since until unless whether but so where than what how "
    "why which whose whom once yet or nor"
)
PREPOSITIONS = word_set(
    "of in for from to with on at by about into over under against among between during through across around "
    "near within without toward towards upon behind beyond despite amid per via like outside inside unlike following"
)
DAYS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight "
    "january february march april may june july august september october november december "
    "jan. feb. aug. sept. oct. nov. dec. jan feb aug sept sep oct nov dec"
)
TIME = DAYS | word_set(
    "then later earlier recently now ago afterward afterwards early late last next this week month year morning "
    "afternoon evening night weekend noon midday midnight day hours minutes days weeks months years time"
)
ADVERBS = word_set(
    "also then later now again even still just already once often always never further first recently earlier "
    "instead simply only long ever soon quickly reportedly initially previously not"
)
NOT_ADVERBS = word_set("family ally rally supply reply italy july only early daily assembly bully")
DASHES = word_set("— – -- - ―")
STOPS = frozenset([",", ";", ":", "—", "–", "--", "-", "(", ")", "[", "]", "...", "…", ".", "?", "!", "''", '"'])


def is_adverb(word: str) -> bool:
    """Whether a word in lower case can stand between a subject and its verb as an adverb."""
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in NOT_ADVERBS)
