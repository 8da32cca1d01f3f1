"""Phrases of time, occasion, medium and hearers: `on Monday`, `in an interview`, `via e-mail`, `a la prensa`."""

from __future__ import annotations

from annotate.text.languages import PUNCTUATION
from annotate.text.quotations._tokens import Tokens

_LONGEST_HEARER = 14
"""Most tokens of hearers, places, media and times and the first word of the speaker after it."""


def is_adjunct(words: Tokens, index: int, high: int) -> bool:
    """Whether a phrase of time or occasion starts at `index`, which modifies the verb rather than the noun before."""
    grammar = words.grammar
    word = words.low[index]
    if (
        word in words.names.given_names
        and 0 < index < high - 1
        and words.capital(index - 1)
        and words.capital(index + 1)
    ):
        return False  # `Officer Jan Talvik`
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


def is_deadline(words: Tokens, index: int, high: int) -> bool:
    """Whether a time is at `index`, after `by`: `expected by late June`, `wanted by the end of the year`."""
    here = index + (words.low[index] in words.grammar.determiners)
    if here >= high or is_time(words, here) or is_year(words, here):
        return True
    if here + 1 >= high or words.low[here + 1] not in words.grammar.of:
        return False
    return any(is_time(words, i) or is_year(words, i) for i in range(here + 2, min(here + 5, high)))


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


def past_hearer(words: Tokens, index: int, high: int) -> int:
    """The speaker after a hearer, place, medium or time at `index`, as in `contó a este diario NAME`; else `index`.

    Several such phrases may come before the speaker: `sagte am Montag in Velda die Ministerin`.
    """
    grammar = words.grammar
    if not grammar.before_hearers or index >= high:
        return index
    if words.low[index] == "," and words.low[index + 2 : index + 3] == [","] and words.is_adverb(index + 1):
        return index + 3  # `ha lamentado, por su parte, NAME`
    begin = index if _is_before_time(words, index, high) else adjunct_end(words, index, high)
    begin = index if words.low[index] in grammar.before_hearers else begin
    if begin >= high or not (words.low[begin] in grammar.before_hearers or _is_before_time(words, begin, high)):
        return index
    first = index
    for here in range(begin + 2, min(begin + _LONGEST_HEARER, high)):
        word = words.low[here]
        if (word in PUNCTUATION and not _is_in_date(words, here)) or words.mark[here] >= 0:
            break
        if word in grammar.subordinators and word not in grammar.relatives:
            break
        if _begins_speaker(words, here, high):
            if _is_somebody(words, here, high):
                return here
            first = first if first > index else here
    return first


def _is_before_time(words: Tokens, index: int, high: int) -> bool:
    """Whether `this Monday` begins at `index`."""
    grammar, low = words.grammar, words.low
    return index + 1 < high and low[index] in grammar.before_time and low[index + 1] in words.dates.calendar


def _is_in_date(words: Tokens, index: int) -> bool:
    """Whether a mark belongs to a date, as in `nesta segunda-feira (4)` and `am 3. Mai`."""
    low, other = words.low, index + 1 if words.low[index] == "(" else index - 1
    return low[index] in ("(", ")", ".") and other < len(words) and low[other].isdigit()


def _begins_speaker(words: Tokens, index: int, high: int) -> bool:
    """Whether a speaker begins at `index` after a hearer, rather than a part of the hearer, place or time."""
    grammar, low = words.grammar, words.low
    before = low[index - 1]
    if before in grammar.prepositions or before in grammar.determiners or before in grammar.conjunctions:
        return False
    if not words.capital(index):
        starters = grammar.subject_determiners or grammar.determiners
        if low[index] not in starters or low[index] in grammar.prepositions or index + 1 >= high:
            return False
        return words.dates.time.isdisjoint(low[index + 1 : index + 3])
    after_time = before in words.dates.time and low[index] not in words.dates.time
    if after_time or (before in grammar.hearers and not words.capital(index - 1)):
        return True
    if words.names.nouns_capitalised:
        return words.capital(index - 1) and (is_title(words, index) or low[index] in words.names.given_names)
    is_name = low[index] in words.names.given_names and index + 1 < high and words.capital(index + 1)
    return is_name and (not words.capital(index - 1) or low[index - 2] in grammar.before_hearers)


def _is_somebody(words: Tokens, index: int, high: int) -> bool:
    """Whether a title, a name or an organisation is among the first words of a noun phrase."""
    return any(
        is_title(words, here)
        or words.low[here] in words.names.given_names
        or words.low[here] in words.names.organisations
        for here in range(index, min(index + 3, high))
    )


def hearer_begins(words: Tokens, start: int, index: int, high: int) -> bool:
    """Whether a hearer begins at `index`, after a speaker who begins at `start`: `dijo NAME a la prensa`."""
    if index + 1 >= high or words.low[index] not in words.grammar.to_hearers:
        return False
    if words.names.nouns_capitalised:
        return _dative_begins(words, start, index)
    if not words.grammar.hearers.isdisjoint(words.low[index + 1 : min(index + 4, high)]):
        return True
    is_single = index == start + 1 and words.capital(start)
    return is_single and words.low[start] not in words.names.organisations


def _dative_begins(words: Tokens, start: int, index: int) -> bool:
    """Whether `der` at `index` begins a dative, which follows a name, rather than the genitive that follows a noun."""
    names, low, last = words.names, words.low, index - 1
    after = index + 1 + (low[index + 1].endswith("en") and not words.capital(index + 1))
    if after >= len(words):
        return False
    heard = any(low[i].rpartition("-")[2] in words.grammar.hearers for i in range(after, min(after + 2, len(words))))
    if not (heard or words.capital(after) or words.mark[after] >= 0):
        return False
    if not words.capital(last) or not words.raw[last].replace("-", "").isalpha():
        return False
    if low[last] in names.organisations:
        return heard
    if is_title(words, last):  # not `der Sprecher der Zeitung`
        return heard and low[last].endswith(names.epithet_endings or ("\0",))
    if last == start:
        return not low[start - 1].endswith("n")  # `sagten Anwohner der Straße`
    if low[last - 1] == "von":
        return low[start] not in words.grammar.determiners
    described = last - 2 >= start and low[last - 2] in words.grammar.determiners
    return words.capital(last - 1) and (
        not described or is_title(words, last - 1) or low[last - 1] in names.given_names
    )


def is_title(words: Tokens, index: int) -> bool:
    """Whether a word is a title or an office, as `Sprecherin`."""
    return words.low[index] in words.names.titles or words.low[index].endswith(words.names.title_endings)
