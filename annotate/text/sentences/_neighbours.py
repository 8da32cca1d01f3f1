"""What stands beside the end of a sentence: the word that follows, tags, brackets, capitals that are no initials."""

from __future__ import annotations

from annotate.text.languages import Language
from annotate.text.sentences._patterns import (
    BRACKETED,
    ELIDED,
    INITIAL,
    LETTER_IN_A_LIST,
    WORD,
)

WINDOW = 48
"""Characters examined on either side of a candidate: words and tags are shorter, and the limit bounds the time."""
_LONGEST_IN_BRACKETS = 4
"""Most letters of an unknown abbreviation that is alone in brackets, as `(aq.)`."""


class Neighbours:
    """Examines the text around the end of a sentence in one language."""

    def __init__(self, language: Language, opening: str) -> None:
        self.openers = frozenset(opening)
        self.marks = language.quotation_marks
        self.words = language.abbreviations
        self.patterns = language.sentences
        self.coordinators = language.grammar.coordinators
        self.joining = self.coordinators | language.grammar.subordinators

    def _first_of_next(self, text: str, after: int) -> str:
        """The first character at `after` that is not an opening quotation mark or bracket."""
        for position in range(after, min(after + 6, len(text))):
            if text[position] not in self.openers:
                if text[position] == "’" and text[position + 1 : position + 2].isalnum():
                    return text[position + 1]  # `’Twas`
                return text[position]
        return text[after]

    def _next_word(self, text: str, after: int) -> str:
        while after < len(text) and text[after] in self.openers:
            after += 1
        match = WORD.match(text, after, after + WINDOW)
        return match.group().rstrip(".’'-") if match else ""

    def _begins(self, text: str, after: int) -> bool:
        """Whether the word at `after` begins a sentence rather than continues a name."""
        word = self._next_word(text, after)
        if len(word) == 1 and INITIAL.match(text, text.find(word, after)):
            return False  # `J. A. Lind`
        starters = self.patterns.starters
        return word in starters or ELIDED.sub("'", word) in starters or ELIDED.sub("", word) in starters

    def _continues_in_brackets(self, text: str, mark: str, closers: str, after: int) -> bool:
        """Whether brackets after a quotation or title belong to its sentence: ``He asked “Why?” (p. 4).``."""
        match = BRACKETED.match(text, after, after + 2 * WINDOW)
        if not match:
            return False
        if closers:
            return closers[-1] in self.marks.closers or closers[-1] in '"”'
        return match[1] != "."

    def _is_informal(self, text: str, at: int) -> bool:
        """Whether the text is written without capitals, at its beginning or near `at`."""
        opening = next((c for c in text[:WINDOW] if c.isalpha()), "A")
        if opening.islower():
            return True
        return bool(self.patterns.uncapitalised.search(text, max(0, at - 4 * WINDOW), at + 4 * WINDOW))

    def _is_whole_word(self, word: str) -> bool:
        """Whether a full stop after `word` always ends a sentence."""
        return len(word) > 1 and "." not in word and word not in self.words.all

    def _is_tag_or_name(self, text: str, word: str, mark: str, closers: str, after: int) -> bool:
        if closers:
            return self._is_tag(text, after)
        return mark == "!" and word in self.words.exclamatory_names and not self._begins(text, after)

    def _is_tag(self, text: str, after: int) -> bool:
        return bool(self.patterns.tag_after_question.match(text, after, after + 2 * WINDOW))

    def _is_whole_tag(self, text: str, after: int) -> bool:
        """Whether only a tag follows, as in ``“….” Weber said.``, which belongs to the quotation."""
        return bool(self.patterns.whole_tag.match(text, after, after + 2 * WINDOW))

    def _is_in_brackets(self, text: str, word: str, stop: int, closers: str, after: int) -> bool:
        """Whether an abbreviation is all that is in brackets, as in ``Col. (Ret.) Vasch``."""
        if closers[0] != ")" or text[stop - len(word) - 1] != "(":
            return False
        if word in self.words.all or is_acronym(word) or word.lower() in self.words.inside:
            return True
        return word.islower() and len(word) <= _LONGEST_IN_BRACKETS and not self._begins(text, after)

    def _is_broken_quotation(self, text: str, stop: int, after: int) -> bool:
        """Whether a quotation was closed too early: it continues in brackets and is closed again without an opening."""
        closing = self.marks.main[1]
        if text[after] != "[" or text[stop - 1] != closing:
            return False
        match = self.marks.main_mark.search(text, after, after + 1000)
        return match is not None and match.group() == closing

    def _is_label(self, text: str, start: int, stop: int, following: str, after: int) -> bool:
        """Whether a capital before `stop` is no initial: ``Exhibit A. Exhibit B``, ``A, B and C.``."""
        before = text[max(start, stop - 1 - WINDOW) : stop - 1]
        previous = before.split()[-1:]
        if previous == [following] or (following == text[stop - 1] and not INITIAL.match(text, after)):
            return True
        if previous and previous[0].lower() in self.patterns.lettered:
            return True
        return not self.coordinators.isdisjoint(previous) and bool(LETTER_IN_A_LIST.search(before))


def is_acronym(word: str) -> bool:
    """Whether a word has single letters with full stops between them."""
    letters = word.rpartition("-")[2].split(".")
    return len(letters) > 1 and all(len(x) == 1 and x.isalpha() for x in letters)
