"""The extent of noun phrases and verb groups, found without a parser."""

from __future__ import annotations

from annotate.text.languages import PUNCTUATION, Frame
from annotate.text.quotations._adjuncts import is_adjunct
from annotate.text.quotations._tokens import Span, Tokens

_LONGEST = 30
"""Most tokens of a noun phrase."""
_LONGEST_APPOSED = 60
"""Most tokens of a noun phrase with its appositions."""


def verb_start(words: Tokens, cue: int, low: int) -> int:
    """The first word of the verb group whose main verb is at `cue`, with its auxiliaries and adverbs."""
    grammar = words.grammar
    index = cue
    while index > low and (words.low[index - 1] in grammar.auxiliaries or words.adverb[index - 1]):
        if words.mark[index - 1] >= 0:
            break
        index -= 1
    return index


def subject_before(words: Tokens, verb: int, low: int) -> Span | None:
    """The noun phrase that ends right before the verb group at `verb`, with its appositions."""
    grammar = words.grammar
    index = _before_adjunct(words, verb, low) - 1
    if index < low:
        return None
    verb = index + 1
    word = words.low[index]
    if word in (",", ")", "—", "–", "--"):
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
    start = _start_of_noun_phrase(words, index, low)
    return (start, verb) if start < verb else None


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
    while index > low and words.low[index - 1] in words.dates.time and words.mark[index - 1] < 0:
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
        while left >= low and words.low[left] != opener and index - left < _LONGEST:
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
        start = _start_of_noun_phrase(words, head, low)
        if start > head:
            return None
        if start - 2 > low and words.low[start - 2] == "," and words.low[start - 1] in grammar.prepositions:
            index = left  # `of Velda, 45, [verb]`: an origin, not the subject
            continue
        if first.endswith(grammar.gerund_endings) or first in grammar.prepositions:
            return start, head + 1
        if apposed or not words.capital(start) or start == low or words.mark[start - 1] >= 0:
            return start, end + (words.low[comma] == ")")
        index = left
    return None


def _is_age_or_degree(words: Tokens, index: int) -> bool:
    return words.low[index].isdigit() or words.low[index] in words.grammar.degrees


def _start_of_noun_phrase(words: Tokens, index: int, low: int) -> int:
    """The first word of the noun phrase whose last word is at `index`."""
    grammar = words.grammar
    joined = -1
    here = index
    limit = max(low, index - _LONGEST)
    stopped_by_verb = False
    while here >= limit:
        word = words.low[here]
        if words.mark[here] >= 0 and here != index:
            break
        if word in PUNCTUATION or word in grammar.subordinators or (word in grammar.personal and here != index):
            stopped_by_verb = word in grammar.personal
            break
        if word in grammar.auxiliaries and not (
            word in grammar.genitive or (word in grammar.ambiguous_auxiliaries and words.capital(here))
        ):
            stopped_by_verb = True
            break
        if word in words.cues.verbs and here != index and not words.capital(here) and _verbal(words, here):
            stopped_by_verb = True
            break
        if word in grammar.conjunctions:
            joined = here
        here -= 1
    start = here + 1
    if joined >= 0 and stopped_by_verb:
        start = joined + 1
    return _past_opening_preposition(words, start, index)


def is_verb(words: Tokens, index: int) -> bool:
    """Whether a word that can be a cue verb is the verb of its clause rather than a noun or adjective."""
    grammar = words.grammar
    word = words.low[index]
    raw = words.raw[index]
    before = words.low[index - 1] if index else ""
    if raw[0].isupper() and before not in PUNCTUATION and index and not words.titled:
        return False
    if word not in words.cues.also_nouns:
        return before not in grammar.determiners or before in grammar.pronouns
    if raw[0].isupper() and index and words.titled:
        return word.endswith(grammar.third_person_endings)
    if (
        before in grammar.personal
        or before in grammar.clear_auxiliaries
        or before in grammar.relative_person
        or before in grammar.complementizers
        or (index and words.adverb[index - 1])
    ):
        return True
    after = words.low[index + 1] if index + 1 < len(words) else ""
    if after in words.cues.after_nouns:
        return False
    if (
        after.isalpha()
        and word not in words.cues.usually_verbs
        and not (after in words.cues.after_verbs or words.capital(index + 1))
    ):
        return False
    return before not in grammar.determiners and before not in grammar.prepositions and before not in grammar.genitive


def _verbal(words: Tokens, index: int) -> bool:
    """Whether a word that may be a cue verb or a noun is more likely the verb here."""
    grammar = words.grammar
    word = words.low[index]
    if word not in words.cues.also_nouns:
        return True
    before = words.low[index - 1] if index else ""
    return before in grammar.personal or before in grammar.infinitive or before in grammar.relative_person


def _past_opening_preposition(words: Tokens, start: int, index: int) -> int:
    grammar = words.grammar
    while start <= index and (words.low[start] in grammar.sentence_links or words.adverb[start]):
        start += 1
    if start <= index and words.low[start] in grammar.prepositions:
        for here in range(index, start, -1):
            if words.low[here] in grammar.determiners:
                return here
        here = index
        while here > start + 1 and words.capital(here - 1):
            here -= 1
        return here
    return start


def subject_after(words: Tokens, start: int, high: int) -> Span | None:
    """The noun phrase that starts at `start`, as after `said` or `according to`, with its appositions."""
    grammar = words.grammar
    high = min(high, start + _LONGEST_APPOSED)
    if start >= high:
        return None
    if words.low[start] in grammar.personal:
        return start, start + 1
    if (
        words.low[start] in PUNCTUATION
        or words.mark[start] >= 0
        or words.low[start] in words.cues.sources
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
        if here > start and (word in grammar.clear_auxiliaries or word in words.cues.sources):
            break
        if here > start and word in words.cues.verbs and words.cues.verbs[word] & Frame.GERUND:
            break
        here += 1
    return (start, here) if here > start else None


def _apposition_follows(words: Tokens, comma: int, high: int) -> bool:
    grammar = words.grammar
    after = comma + 1
    if after >= high or words.mark[after] >= 0:
        return False
    word = words.low[after]
    if word in words.cues.verbs and words.cues.verbs[word] & Frame.GERUND:
        return False
    if word.endswith(grammar.gerund_endings) or word in grammar.no_apposition:
        return False
    return not (word in grammar.personal or word in words.dates.time or words.adverb[after])


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
    for here in range(low + 1, min(low + _LONGEST, high)):
        word = words.low[here]
        if words.mark[here] >= 0:
            return None
        if (
            word in grammar.auxiliaries
            or word in words.cues.verbs
            or (word.endswith(grammar.past_endings) and words.low[here - 1] not in grammar.determiners)
        ):
            return subject_before(words, verb_start(words, here, low), low)
    return None


def whole_phrase(words: Tokens, phrase: Span) -> bool:
    """Whether a noun phrase can stand alone: a name, a pronoun, a plural, or a noun with its article."""
    grammar = words.grammar
    first = words.low[phrase[0]]
    last = words.low[phrase[1] - 1]
    if first in grammar.determiners or first in grammar.pronouns or words.capital(phrase[0]):
        return True
    return (
        last.endswith(grammar.plural_endings)
        or last in grammar.plurals
        or any(words.capital(p) for p in range(*phrase))
        or first[0].isdigit()
    )


def singular(words: Tokens, phrase: Span) -> bool:
    """Whether a noun phrase looks like a singular, as `the minister` or `she`."""
    grammar = words.grammar
    head = phrase[0]
    low = words.low
    if not grammar.conjunctions.isdisjoint(low[phrase[0] : phrase[1]]):
        return False
    while head < phrase[1] and low[head] not in grammar.after_head:
        head += 1
    last = low[head - 1] if head > phrase[0] else low[phrase[0]]
    if last in grammar.plurals or low[phrase[0]] in grammar.plural_determiners:
        return False
    return not (last.endswith(grammar.plural_endings) and not last.endswith(grammar.not_plural_endings))


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
            return subject_before(words, index, low)
        if (
            not word.isalpha()
            or word in grammar.prepositions
            or word in grammar.determiners
            or word in grammar.subordinators
        ):
            return None
    return None
