"""Subjects of cues: the noun phrases before or after a verb of saying, with their appositions, and possessors."""

from __future__ import annotations

import re

from annotate.text.languages import PUNCTUATION, Frame
from annotate.text.quotations._adjuncts import hearer_begins, is_adjunct, is_year
from annotate.text.quotations._noun_phrases import (
    LONGEST,
    comma_before_phrase,
    is_region,
    is_verb,
    start_of_noun_phrase,
    verb_start,
    whole_phrase,
)
from annotate.text.quotations._tokens import Span, Tokens

_PARTY = re.compile(r"[A-Z]{1,3}-[A-Z][\w.]*")
_LONGEST_RELATIVE = 12
"""Most tokens of a relative clause without commas between a subject and its verb."""
_LONGEST_APPOSED = 60
"""Most tokens of a noun phrase with its appositions."""


def subject_before(words: Tokens, verb: int, low: int) -> Span | None:
    """The noun phrase that ends right before the verb group at `verb`, with its appositions."""
    grammar = words.grammar
    index = _before_adjunct(words, verb, low) - 1
    if index < low:
        return None
    verb = index + 1
    word = words.low[index]
    if word in (",", ")", "—", "–", "--", "―"):
        return _apposed_before(words, index, low)
    if word in grammar.personal or word in grammar.relatives:
        return index, index + 1
    if (
        words.mark[index] >= 0
        or word in PUNCTUATION
        or word in grammar.subordinators
        or word in grammar.prepositions
        or word in grammar.conjunctions
    ):
        return None
    start = start_of_noun_phrase(words, index, low)
    if start >= verb:
        return None
    if start == index and is_region(words, index, low):
        start = start_of_noun_phrase(words, index - 2, low)
        return (start, verb) if start < index - 2 else None  # `Officials in Velda, Md. [verb]`
    if start > low and words.low[start - 1] in words.names.negations and _opens_phrase(words, start - 1, low):
        return start - 1, verb  # `Not one of them`, `Neither Vasch nor Talvik`: nobody
    if not whole_phrase(words, (start, verb)):
        described = _before_relative_clause(words, start, low)
        return described or (start, verb)
    return start, verb


def _opens_phrase(words: Tokens, negation: int, low: int) -> bool:
    """Whether a negation belongs to the noun phrase after it, not to the verb before it, as in `did not let them`."""
    return negation == low or words.low[negation - 1] not in words.grammar.auxiliaries


def _before_relative_clause(words: Tokens, index: int, low: int) -> Span | None:
    """The noun phrase of `an official who asked not to be named [said]`, where `index` is in the clause."""
    for here in range(index - 1, max(low, index - _LONGEST_RELATIVE), -1):
        word = words.low[here]
        if word in words.grammar.relative_person:
            start = start_of_noun_phrase(words, here - 1, low)
            return (start, here) if start < here and whole_phrase(words, (start, here)) else None
        if word in PUNCTUATION or words.mark[here] >= 0:
            return None
    return None


def _before_adjunct(words: Tokens, verb: int, low: int) -> int:
    """Step back over `on Tuesday` or `this week` between a subject and its verb."""
    grammar = words.grammar
    index = verb
    if (
        index - 3 >= low
        and words.low[index - 1] == words.low[index - 3] == ","
        and words.low[index - 2] in grammar.asides
    ):
        return index - 3
    while index > low and (is_year(words, index - 1) or words.low[index - 1] in words.dates.time):
        if words.mark[index - 1] >= 0:
            break
        index -= 1
    if index < verb and index > low and words.low[index - 1] in grammar.before_time:
        index -= 1
    return index if index > low else verb


def _apposed_before(words: Tokens, comma: int, low: int) -> Span | None:
    """`NAME, DESCRIPTION, [verb]` or `NAME (D-Md.) [verb]`: from the name to the comma."""
    grammar = words.grammar
    end = comma
    index = comma
    for _ in range(4):
        opener = "(" if words.low[index] == ")" else words.low[index]
        left = index - 1
        while left >= low and words.low[left] != opener and index - left < LONGEST:
            left -= 1
        if left < low or words.low[left] != opener:
            return None
        first = words.low[left + 1]
        apposed = (
            opener != ","
            or first in grammar.degrees
            or first in grammar.apposition_starters
            or first.isdigit()
            or not words.capital(left + 1)
            or _starts_with_owner(words, left + 1, index)
        )
        head = left - 1
        if head < low or (not apposed and index - left > 5):
            return None
        if words.low[head] in (",", ")"):
            index = head
            continue
        if head - 1 > low and words.low[head - 1] == "," and _is_age_or_degree(words, head):
            index = left
            continue
        start = start_of_noun_phrase(words, head, low)
        if start > head:
            return None
        if start == head and start - 1 > low and words.low[start - 1] == "," and words.raw[start][-1] == ".":
            index = start - 1  # `of Velda, Md., who came, [verb]`
            continue
        if start - 2 > low and words.low[start - 2] == "," and words.low[start - 1] in grammar.prepositions:
            index = left  # `of Velda, 45, [verb]`: an origin, not the subject
            continue
        if first.endswith(grammar.gerund_endings) or first in grammar.prepositions:
            return start, head + 1
        if apposed and words.low[start] in grammar.articles and _name_before_comma(words, start, low):
            # `NAME, the minister, a member of the board, [verb]`
            return start_of_noun_phrase(words, start - 2, low), end
        if start > low and words.low[start - 1] in grammar.agent:
            comma = comma_before_phrase(words, start, low)
            if comma:  # `NAME, in a letter signed by his aide, Mr NAME, [verb]`
                return start_of_noun_phrase(words, comma - 1, low), end
        if apposed or not words.capital(start) or start == low or words.mark[start - 1] >= 0:
            return start, end + (words.low[comma] == ")")
        index = left
    return None


def _starts_with_owner(words: Tokens, start: int, end: int) -> bool:
    """Whether an apposition starts with a name in the genitive, as `Velda's only ally`."""
    here = start
    while here < end and words.capital(here):
        here += 1
    return start < here < end and words.low[here] in words.grammar.genitive


def _name_before_comma(words: Tokens, start: int, low: int) -> bool:
    """Whether a name and a comma are before `start`."""
    return start - 2 >= low and words.low[start - 1] == "," and words.mark[start - 2] < 0 and words.capital(start - 2)


def _is_age_or_degree(words: Tokens, index: int) -> bool:
    """Whether a word between commas is an age, a degree, or a politician's party and state, as `D-Velda`."""
    word = words.low[index]
    return word.isdigit() or word in words.grammar.degrees or bool(_PARTY.fullmatch(words.raw[index]))


def subject_after(words: Tokens, start: int, high: int) -> Span | None:
    """The noun phrase that starts at `start`, as after `said` or `according to`, with its appositions."""
    grammar = words.grammar
    high = min(high, start + _LONGEST_APPOSED)
    if start >= high:
        return None
    if words.low[start] in grammar.personal or words.low[start] in grammar.attached:
        return start, start + 1
    if (
        words.low[start] in PUNCTUATION
        or words.mark[start] >= 0
        or words.low[start] in words.cues.sources
        # `asked them to leave`
        or (
            words.low[start] in grammar.objects
            and words.low[start] not in grammar.determiners
            and not words.capital(start)
        )
        or (words.low[start] in grammar.subordinators and words.low[start] not in grammar.complementizers)
    ):
        return None
    here = start
    while here < high:
        word = words.low[here]
        if words.mark[here] >= 0 and words.low[here - 1] == ",":
            break
        if word == "," and not _apposition_follows(words, here, high):
            break
        if word == ",":
            here = _end_of_apposition(words, here + 1, high)
            continue
        if word in (";", ":", "—", "–", "--", "...", "…", "?", "!") or (word == "." and here + 1 >= high):
            break
        if here > start and (is_adjunct(words, here, high) or word in grammar.ends_of_subjects):
            break
        if here > start and hearer_begins(words, start, here, high):
            break
        if here > start and word in grammar.relatives & grammar.complementizers and grammar.comma_after_quotation:
            break  # `un vecino que no dio su nombre`
        if (
            here > start
            and word in grammar.particles
            and (here + 1 >= high or words.low[here + 1] in grammar.after_tags)
        ):
            break
        fewest = start if grammar.comma_after_quotation else start + 1  # `afirmou Talvik no Parlamento`
        if here > fewest and word in grammar.after_names and _is_name(words, start, here):
            break
        if here > start and (word in grammar.clear_auxiliaries or word in words.cues.sources):
            break
        if (
            here > start
            and word in words.cues.verbs
            and words.cues.verbs[word] & Frame.GERUND
            and words.low[here - 1] not in grammar.possessives
        ):
            break
        if here > start and words.names.nouns_capitalised and _ends_phrase(words, here, high):
            break
        here += 1
    here -= here > start + 1 and words.low[here - 1] in grammar.complementizers  # `a neighbour that`
    return (start, here) if here > start else None


def _ends_phrase(words: Tokens, index: int, high: int) -> bool:
    """Whether a word in small letters after a noun ends its phrase, in languages that write nouns with a capital."""
    word, grammar = words.low[index], words.grammar
    if words.capital(index) or not words.capital(index - 1) or not word.isalpha():
        return False
    if word in grammar.conjunctions:
        return index + 1 < high and not (words.capital(index + 1) or words.low[index + 1] in grammar.determiners)
    return word not in grammar.noun_links


def _is_name(words: Tokens, start: int, end: int) -> bool:
    """Whether a full name ends the words and none is of an organisation or a title, as in `Oren Vasch`."""
    names = words.names
    while start < end - 2 and not words.capital(start):
        start += 1  # `the fisherman Oren Vasch`
    return all(words.capital(i) for i in range(start, end)) and not (
        any(word in names.organisations for word in words.low[start:end]) or words.low[end - 1] in names.titles
    )


def _apposition_follows(words: Tokens, comma: int, high: int) -> bool:
    grammar = words.grammar
    after = comma + 1
    if after >= high or words.mark[after] >= 0:
        return False
    word = words.low[after]
    if word in words.cues.verbs and words.cues.verbs[word] & Frame.GERUND:
        return False
    if word in grammar.before_roles and after + 1 < high and words.low[after + 1] in grammar.articles:
        return True
    if word.endswith(grammar.gerund_endings) or word in grammar.no_apposition:
        return False
    return not (word in grammar.personal or word in words.dates.time or words.is_adverb(after))


def _end_of_apposition(words: Tokens, start: int, high: int) -> int:
    here = start
    while here < high and words.low[here] not in (",", ";", ":", "—", "–", "--", "?", "!") and words.mark[here] < 0:
        if words.low[here] == "." and here + 1 >= high:
            break
        here += 1
    return here


def subject_first(words: Tokens, low: int, high: int) -> Span | None:
    """The subject at the beginning of a sentence, before its first finite verb."""
    grammar = words.grammar
    if words.low[low] in grammar.infinitive or words.low[low] in grammar.subordinate:
        # `To be fair, Vasch came`, `When they met, Vasch came`
        low = next((i + 1 for i in range(low, min(low + LONGEST, high - 1)) if words.low[i] == ","), low)
    for here in range(low + 1, min(low + LONGEST, high)):
        word = words.low[here]
        if words.mark[here] >= 0:
            return None
        if (
            word in grammar.clear_auxiliaries
            or (word in grammar.auxiliaries and words.low[here - 1] in grammar.pronouns)  # `it's`
            or (
                word in words.cues.verbs
                and word not in words.names.titles
                and (word not in words.cues.also_nouns or is_verb(words, here))
            )
            or (
                (
                    word in grammar.irregular_past
                    or word.endswith(grammar.past_endings)
                    or (word.endswith(grammar.verb_endings) and not words.capital(here))
                )
                and words.low[here - 1] not in grammar.determiners
            )
        ):
            return subject_before(words, verb_start(words, here, low), low)
    return None


def name_before(words: Tokens, index: int, low: int) -> Span | None:
    """The name that ends right before `index`."""
    start = index
    while start > low and words.capital(start - 1) and words.mark[start - 1] < 0:
        start -= 1
    return (start, index) if start < index and words.low[start] not in words.grammar.personal else None


def possessor(words: Tokens, noun: int, low: int) -> Span | None:
    """The possessor of `noun`, as `her` or `the mayor's`, with at most two words between them."""
    grammar = words.grammar
    for index in range(noun - 1, max(low, noun - 4) - 1, -1):
        word = words.low[index]
        if word in grammar.possessives:
            return index, index + 1
        if word in grammar.genitive or (
            word in ("'", "’") and index > low and words.low[index - 1].endswith(grammar.plural_endings)
        ):
            return _owner(words, index, low)
        if (
            not word.isalpha()
            or word in grammar.prepositions
            or word in grammar.determiners
            or word in grammar.subordinators
        ):
            return None
    return None


def _owner(words: Tokens, genitive: int, low: int) -> Span | None:
    """The noun phrase before `'s`, without what is before its last preposition: `checks on [the mayor]'s claim`."""
    owner = subject_before(words, genitive, low)
    if owner is None:
        return None
    start, end = owner
    for here in range(end - 1, start, -1):
        word = words.low[here]
        if word in words.grammar.prepositions and word not in words.grammar.of:
            return here + 1, end
        if word in words.grammar.infinitive:
            return (here + 2, end) if here + 2 < end else None
    return owner
