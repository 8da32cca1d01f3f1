"""The extent of noun phrases and verb groups, found without a parser."""

from __future__ import annotations

import re

from annotate.text.languages import PUNCTUATION
from annotate.text.quotations._tokens import Span, Tokens

_TIME = re.compile(r"\d{1,2}[.:]\d{2}")
LONGEST = 30
"""Most tokens of a noun phrase."""


def verb_start(words: Tokens, cue: int, low: int) -> int:
    """The first word of the verb group whose main verb is at `cue`, with its auxiliaries and adverbs."""
    grammar = words.grammar
    index = cue - (words.low[cue] in words.cues.causatives and cue > low)
    while index > low and (
        words.low[index - 1] in grammar.auxiliaries
        or words.low[index - 1] in grammar.clitics
        or words.is_adverb(index - 1)
    ):
        if words.mark[index - 1] >= 0:
            break
        index -= 1
    return index


def start_of_noun_phrase(words: Tokens, index: int, low: int) -> int:
    """The first word of the noun phrase whose last word is at `index`."""
    grammar = words.grammar
    joined = -1
    here = index
    limit = max(low, index - LONGEST)
    stopped_by_verb = False
    while here >= limit:
        word = words.low[here]
        if words.mark[here] >= 0 and here != index:
            break
        if word == "." and words.names.nouns_capitalised and here > low and words.low[here - 1].isdigit():
            here -= 2  # `vom 2. Institut`
            continue
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
    if here == limit and here < index and words.low[here] in grammar.we:
        return here  # `We farmers [verb]`
    if joined >= 0 and stopped_by_verb:
        start = joined + 1
    return _past_opening_preposition(words, start, index)


def comma_before_phrase(words: Tokens, index: int, low: int) -> int:
    """The comma before the phrase with a preposition that `index` is in, after a name; 0 if there is none."""
    comma = next((i for i in range(index - 1, max(low, index - LONGEST), -1) if words.low[i] == ","), 0)
    return comma if comma and words.low[comma + 1] in words.grammar.prepositions and words.capital(comma - 1) else 0


def is_region(words: Tokens, index: int, low: int) -> bool:
    """Whether a token is the abbreviation of a region after a place and a comma, as in `Velda, Md.`."""
    if words.raw[index][-1] != "." or index - 2 <= low or words.low[index - 1] != "," or not words.capital(index - 2):
        return False
    return words.raw[index][:-1] in words.regions


def is_verb(words: Tokens, index: int) -> bool:
    """Whether a word that can be a cue verb is the verb of its clause rather than a noun or adjective."""
    grammar = words.grammar
    word = words.low[index]
    raw = words.raw[index]
    before = words.low[index - 1] if index else ""
    if raw[0].isupper() and before not in PUNCTUATION and index and not words.titled:
        return False
    if before in grammar.genitive and _describes_what_is_owned(words, index):
        return False
    if word not in words.cues.also_nouns:
        return (
            before not in grammar.determiners
            or before in grammar.pronouns
            or before in grammar.numbers
            or before in grammar.fronted
        )
    if raw[0].isupper() and index and words.titled:
        return word.endswith(grammar.third_person_endings)
    if (
        before in grammar.personal
        or before in grammar.clear_auxiliaries
        or before in grammar.relative_person
        or before in grammar.complementizers
        or (index and words.is_adverb(index - 1))
    ):
        return True
    after = words.low[index + 1] if index + 1 < len(words) else ""
    if index and words.capital(index - 1) and after in words.cues.prepositions.get(word, ()):
        return before not in grammar.determiners  # `Vasch calls on the council`
    if after in words.cues.after_nouns or before in words.cues.before_nouns:
        return False
    if (
        after in grammar.complementizers
        and index + 2 < len(words)
        and words.low[index + 2] in grammar.clear_auxiliaries
    ):
        return False  # `rules that could`: a relative clause
    if (
        after.isalpha()
        and word not in words.cues.usually_verbs
        and not (after in words.cues.after_verbs or words.capital(index + 1))
    ):
        return False
    return before not in grammar.determiners and before not in grammar.prepositions and before not in grammar.genitive


def _describes_what_is_owned(words: Tokens, index: int) -> bool:
    """Whether a gerund after a genitive is an adjective: `the panel's ranking member`, not `he's arguing that`."""
    if not words.low[index].endswith(words.grammar.gerund_endings) or index + 1 >= len(words):
        return False
    is_contracted = index > 1 and words.low[index - 2] in words.grammar.before_is
    return not is_contracted and words.low[index + 1].isalpha() and words.low[index + 1] not in words.cues.after_verbs


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
    while start <= index and (words.low[start] in grammar.sentence_links or words.is_adverb(start)):
        start += 1
    if start < index and _TIME.fullmatch(words.low[start]) and words.capital(start + 1):
        start += 1
    if start <= index and words.low[start] in grammar.prepositions:
        name = _name_after_occasion(words, start, index)
        if name:
            return name
        for here in range(index, start, -1):
            if words.low[here] in grammar.determiners:
                return here
        here = index
        while here > start + 1 and words.capital(here - 1):
            here -= 1
        while here == index and here > start + 2 and _may_describe(words, here - 1):
            here -= 1
            index -= 1
        return here
    return start


def _may_describe(words: Tokens, index: int) -> bool:
    """Whether a word in small letters may belong to the noun after it, as `train` in `On Monday train companies`."""
    word, grammar = words.low[index], words.grammar
    if words.names.nouns_capitalised or words.capital(index) or not word.isalpha() or words.is_adverb(index):
        return False
    return word not in words.dates.time and word not in grammar.no_nouns and word not in grammar.pronouns


def whole_phrase(words: Tokens, phrase: Span) -> bool:
    """Whether a noun phrase can stand alone: a name, a pronoun, a plural, or a noun with its article."""
    grammar = words.grammar
    first = words.low[phrase[0]]
    last = words.low[phrase[1] - 1]
    if first in grammar.determiners or first in grammar.pronouns or words.capital(phrase[0]):
        return True
    if first in words.names.negations:
        return True
    before = words.low[max(0, phrase[0] - 4) : phrase[0]]
    if first in grammar.relative_person and before[-1:] == [","] and words.capital(phrase[0] - 2):
        return not words.names.given_names.keys().isdisjoint(before[:-2])  # `Aldo Brina, che ha detto`
    return (
        last.endswith(grammar.plural_endings)
        or last in grammar.plurals
        or any(words.capital(p) for p in range(*phrase))
        or first[0].isdigit()
        or first[0] == "@"
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


def _name_after_occasion(words: Tokens, start: int, index: int) -> int:
    """The first word of the name in `In an interview Vasch [said]`; 0 if there is none."""
    here = index
    while here > start and words.capital(here):
        here -= 1
    return here + 1 if start < here < index and words.low[here] in words.cues.occasions else 0
