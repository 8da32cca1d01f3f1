"""Phrases of time, occasion and medium: `on Monday`, `in an interview`, `via e-mail`."""

from __future__ import annotations

from annotate.text.quotations._tokens import Tokens


def is_adjunct(words: Tokens, index: int, high: int) -> bool:
    """Whether a phrase of time or occasion starts at `index`, which modifies the verb rather than the noun before."""
    grammar = words.grammar
    word = words.low[index]
    if word in words.dates.calendar and (words.capital(index) or not words.dates.capitalised):
        return True
    if word in grammar.time_starters and not words.capital(index):
        return True
    if word in grammar.before_time and index + 1 < high and words.low[index + 1] in words.dates.calendar:
        return True
    if word not in grammar.adjunct_starters:
        return False
    return bool(adjunct_end(words, index, high) - index)


def adjunct_end(words: Tokens, index: int, high: int) -> int:
    """One past the words of time, occasion or medium that start at `index`, or `index` if none do."""
    grammar = words.grammar
    here = index
    while here < high:
        word = words.low[here]
        if is_time(words, here) or words.is_adverb(here) or (here > index and is_year(words, here)):
            here += 1
            continue
        if word in grammar.occasion_prepositions:
            end = _occasion_end(words, here, high)
            if end > here:
                here = end
                continue
        break
    return here


def is_time(words: Tokens, index: int) -> bool:
    """Whether a token is a word of time, and not a name such as `Early` in `said Early`."""
    word = words.low[index]
    if word not in words.dates.time:
        return False
    name = words.capital(index) and words.dates.capitalised and word not in words.dates.calendar
    return not (name and index and words.low[index - 1] in words.cues.verbs)


def is_year(words: Tokens, index: int) -> bool:
    """Whether a token is a year, such as `2031`."""
    return len(words.low[index]) == 4 and words.low[index].isdigit()


def _occasion_end(words: Tokens, index: int, high: int) -> int:
    grammar = words.grammar
    for here in range(index + 1, min(index + 12, high)):
        word = words.low[here]
        if here > index + 1 and words.low[index] in words.names.articles:
            return index  # `el lunes`, not `el ministro del lunes`
        if words.mark[here] >= 0 or word in grammar.ends_of_occasions:
            return index
        if word in words.cues.occasions or word in words.dates.time or is_year(words, here):
            while here + 1 < high and (
                words.low[here + 1] in words.cues.occasions
                or words.low[here + 1] in words.dates.time
                or is_year(words, here + 1)
            ):
                here += 1
            return here + 1
    return index
