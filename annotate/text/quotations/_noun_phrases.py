"""Where noun phrases and clauses begin and end, found without a parser."""

from __future__ import annotations

from annotate.text.languages.english._cues import CUES, Frame
from annotate.text.quotations._tokens import (
    AUXILIARIES,
    DAYS,
    DETERMINERS,
    OBJECTS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    STOPS,
    SUBORDINATORS,
    TIME,
    Words,
    is_adverb,
    word_set,
)

Span = tuple[int, int]
"""First word and one past the last, as places in a paragraph's words."""

_LONGEST = 30
ASIDES = word_set("however meanwhile too though also instead moreover nonetheless nevertheless")
_RELATIVES = word_set("who which whose whom")
_APPOSED = _RELATIVES | DETERMINERS | word_set("former of himself herself jr. sr. jr sr m.d. then-")
_VENUES = word_set(
    "interview statement speech tweet email e-mail letter conference briefing call post rally hearing memo interviews "
    "message filing report news event debate phone television twitter facebook column essay op-ed testimony release "
    "remarks appearance meeting campaign morning show town forum podcast"
)
MAYBE_NOUNS = word_set(
    """report reports state states claim claims plan plans call calls demand demands request requests hope hopes fear
    fears estimate estimates charge charges cast support supporters back press question questions show shows
    post polls poll rule rules note notes doubt doubts address praise attack attacks release vow pledge
    promise fight challenge reply response point points brief briefs order orders document documents project
    projects lobby present envy respect protest find finding findings outline second reading hearing meeting
    figure figures offer need needs hate love like view views term terms rate rates name names bet brand label
    forecast value detail quote mention mandate dream guess wish prayer pray warning ruling feeling meaning
    understanding writing advocate advocates aim aims appeal appeals blog blogs boast boasts campaign
    campaigns caution challenges champion champions comment comments dreams echo envision focus guesses honor
    honors honour honours insult insults issue issues joke jokes judge judges labels mentions notice notices
    object objects pitch plead protests push quotes regret regrets signal signals stand stands struggle
    struggles talk talks tweet tweets voice voices vote votes wonder wonders worry worries whisper whispers
    finds rulings replies responses sense"""
)


_AFTER_VERBS = DETERMINERS | OBJECTS | PERSONAL | word_set("that to for on how why what whether if there more no new")
_OFTEN_VERBS = word_set("support want shows show claims reports")


def verb_start(words: Words, cue: int, low: int) -> int:
    """The first word of the verb group whose main verb is at `cue`, with its auxiliaries and adverbs."""
    place = cue
    while place > low and (words.low[place - 1] in AUXILIARIES or is_adverb(words.low[place - 1])):
        if words.mark[place - 1] >= 0:
            break
        place -= 1
    return place


def subject_before(words: Words, verb: int, low: int) -> Span | None:
    """The noun phrase that ends right before the verb group at `verb`, with what is apposed to it."""
    place = _before_adjunct(words, verb, low) - 1
    if place < low:
        return None
    verb = place + 1
    word = words.low[place]
    if word in (",", ")", "—", "–", "--"):
        return _apposed_before(words, place, low)
    if word in PERSONAL or word in ("who", "which"):
        return place, place + 1
    if words.mark[place] >= 0 or word in STOPS or word in SUBORDINATORS or word in PREPOSITIONS or word == "and":
        return None
    start = _start_of_noun_phrase(words, place, low)
    return (start, verb) if start < verb else None


def _before_adjunct(words: Words, verb: int, low: int) -> int:
    """Step back over `on Tuesday` or `this week` between a subject and its verb."""
    place = verb
    if place - 3 >= low and words.low[place - 1] == words.low[place - 3] == "," and words.low[place - 2] in ASIDES:
        return place - 3
    while place > low and words.low[place - 1] in TIME and words.mark[place - 1] < 0:
        place -= 1
    if place < verb and place > low and words.low[place - 1] in ("on", "in", "this", "late", "early", "last"):
        place -= 1
    return place if place > low else verb


def _apposed_before(words: Words, comma: int, low: int) -> Span | None:
    """`NAME, what he is, [verb]` or `NAME (D-Md.) [verb]`: from the name to the comma."""
    end = comma
    place = comma
    for _ in range(4):
        opener = "(" if words.low[place] == ")" else words.low[place]
        left = place - 1
        while left >= low and words.low[left] != opener and place - left < _LONGEST:
            left -= 1
        if left < low or words.low[left] != opener:
            return None
        first = words.low[left + 1]
        apposed = opener != "," or first in _APPOSED or first.isdigit() or not words.capital(left + 1)
        head = left - 1
        if head < low or (not apposed and place - left > 5):
            return None
        if words.low[head] in (",", ")"):
            place = head
            continue
        start = _start_of_noun_phrase(words, head, low)
        if start > head:
            return None
        if first.endswith("ing") or first in PREPOSITIONS:
            return start, head + 1
        if apposed or not words.capital(start) or start == low or words.mark[start - 1] >= 0:
            return start, end + (words.low[comma] == ")")
        place = left
    return None


def _start_of_noun_phrase(words: Words, place: int, low: int) -> int:
    """Walk left from the last word of a noun phrase to its first."""
    joined = -1
    here = place
    limit = max(low, place - _LONGEST)
    stopped_by_verb = False
    while here >= limit:
        word = words.low[here]
        if words.mark[here] >= 0 and here != place:
            break
        if word in STOPS or word in SUBORDINATORS or (word in PERSONAL and here != place):
            stopped_by_verb = word in PERSONAL
            break
        if word in AUXILIARIES and not (word == "'s" or (word == "may" and words.capital(here))):
            stopped_by_verb = True
            break
        if word in CUES and here != place and not words.capital(here) and _verbal(words, here):
            stopped_by_verb = True
            break
        if word == "and":
            joined = here
        here -= 1
    start = here + 1
    if joined >= 0 and stopped_by_verb:
        start = joined + 1
    return _past_opening_preposition(words, start, place)


def is_verb(words: Words, place: int) -> bool:
    """Whether a word that can be a cue verb is the verb of its clause and no noun or adjective."""
    word = words.low[place]
    raw = words.raw[place]
    before = words.low[place - 1] if place else ""
    if raw[0].isupper() and before not in STOPS and place and not words.titled:
        return False
    if word not in MAYBE_NOUNS:
        return before not in DETERMINERS or before in PRONOUNS
    if raw[0].isupper() and place and words.titled:
        return word.endswith("s")
    if before in PERSONAL or before in AUXILIARIES - {"'s"} or before in ("who", "that") or is_adverb(before):
        return True
    after = words.low[place + 1] if place + 1 < len(words) else ""
    if after in ("", ".", ",", "of", "in", "on", "at", "from", "with", "by", "and", "or", "is", "are", "was", "were"):
        return False
    if after.isalpha() and word not in _OFTEN_VERBS and not (after in _AFTER_VERBS or words.capital(place + 1)):
        return False
    return before not in DETERMINERS and before not in PREPOSITIONS and before != "'s"


def _verbal(words: Words, place: int) -> bool:
    """Whether a word that may be a cue verb or a noun is more likely the verb here."""
    word = words.low[place]
    if word not in MAYBE_NOUNS:
        return True
    before = words.low[place - 1] if place else ""
    return before in PERSONAL or before in ("to", "who")


def _past_opening_preposition(words: Words, start: int, place: int) -> int:
    while start <= place and (
        words.low[start] in ("and", "but", "so", "yet", "meanwhile") or is_adverb(words.low[start])
    ):
        start += 1
    if start <= place and words.low[start] in PREPOSITIONS:
        for here in range(place, start, -1):
            if words.low[here] in DETERMINERS:
                return here
        here = place
        while here > start + 1 and words.capital(here - 1):
            here -= 1
        return here
    return start


def subject_after(words: Words, start: int, high: int) -> Span | None:
    """The noun phrase that starts at `start`, with what is apposed to it, as after `said` or `according to`."""
    if start >= high:
        return None
    if words.low[start] in PERSONAL:
        return start, start + 1
    if words.low[start] in STOPS or words.mark[start] >= 0 or words.low[start] in SUBORDINATORS - {"that"}:
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
        if here > start and (_adjunct(words, here, high) or (word in SUBORDINATORS and word not in ("that", "whose"))):
            break
        if here > start and word in AUXILIARIES and word != "'s":
            break
        if here > start and word in CUES and CUES[word] & Frame.GERUND:
            break
        here += 1
    return (start, here) if here > start else None


def _apposition_follows(words: Words, comma: int, high: int) -> bool:
    after = comma + 1
    if after >= high or words.mark[after] >= 0:
        return False
    word = words.low[after]
    if word in CUES and CUES[word] & Frame.GERUND:
        return False
    if word.endswith("ing") or word in ("but", "and", "as", "when", "after", "while", "in", "on", "at", "during", "so"):
        return False
    return not (word in PERSONAL or word in TIME or is_adverb(word))


def _end_of_apposition(words: Words, start: int, high: int) -> int:
    here = start
    while here < high and words.low[here] not in (",", ";", ":", "—", "–", "--", "?", "!") and words.mark[here] < 0:
        if words.low[here] == "." and here + 1 >= high:
            break
        here += 1
    return here


def _adjunct(words: Words, place: int, high: int) -> bool:
    """Whether words of time or occasion start at `place`, which belong to the verb and not to the noun before."""
    word = words.low[place]
    if word in DAYS and words.capital(place):
        return True
    if word in ("later", "then", "today", "yesterday", "tonight", "recently", "earlier", "last", "this", "afterward"):
        return True
    if word not in ("in", "on", "at", "during", "via", "to", "after", "before", "by", "from", "ahead"):
        return False
    return bool(adjunct_end(words, place, high) - place)


def adjunct_end(words: Words, place: int, high: int) -> int:
    """One past the words of time, occasion or medium that start at `place`, or `place` if none do."""
    here = place
    while here < high:
        word = words.low[here]
        if word in TIME or is_adverb(word):
            here += 1
            continue
        if word in ("in", "on", "at", "during", "via", "after", "by", "from", "through", "over"):
            end = _occasion_end(words, here, high)
            if end > here:
                here = end
                continue
        break
    return here


def _occasion_end(words: Words, place: int, high: int) -> int:
    for here in range(place + 1, min(place + 12, high)):
        word = words.low[here]
        if words.mark[here] >= 0 or word in STOPS or word in SUBORDINATORS or word in AUXILIARIES - {"'s", "may"}:
            return place
        if (word in PERSONAL and word != "it") or (word in PREPOSITIONS and word != "of"):
            return place
        if word in _VENUES or word in TIME or (word.isdigit() and len(word) == 4):
            while here + 1 < high and (words.low[here + 1] in _VENUES or words.low[here + 1] in TIME):
                here += 1
            return here + 1
    return place


def subject_first(words: Words, low: int, high: int) -> Span | None:
    """The subject a sentence starts with: what stands before its first finite verb."""
    for here in range(low + 1, min(low + _LONGEST, high)):
        word = words.low[here]
        if words.mark[here] >= 0:
            return None
        if word in AUXILIARIES or word in CUES or (word.endswith("ed") and words.low[here - 1] not in DETERMINERS):
            return subject_before(words, verb_start(words, here, low), low)
    return None


def whole_phrase(words: Words, phrase: Span) -> bool:
    """Whether a noun phrase can stand alone: a name, a pronoun, a plural, or a noun with its article."""
    first = words.low[phrase[0]]
    last = words.low[phrase[1] - 1]
    if first in DETERMINERS or first in PRONOUNS or words.capital(phrase[0]):
        return True
    return last.endswith("s") or last in _PLURALS or any(words.capital(p) for p in range(*phrase)) or first[0].isdigit()


def singular(words: Words, phrase: Span) -> bool:
    """Whether a noun phrase looks like a singular, as `the minister` or `she`."""
    head = phrase[0]
    low = words.low
    if "and" in low[phrase[0] : phrase[1]]:
        return False
    while head < phrase[1] and low[head] not in ("of", "in", "for", "from", "with", "on", "at", ",", "who", "(", "to"):
        head += 1
    last = low[head - 1] if head > phrase[0] else low[phrase[0]]
    if last in _PLURALS or low[phrase[0]] in ("some", "many", "most", "both", "several", "those", "these"):
        return False
    return not (last.endswith("s") and not last.endswith(("ss", "us", "'s")))


_PLURALS = word_set("data i we they you who people men women children police officials percent others")


def possessor(words: Words, noun: int, low: int) -> Span | None:
    """Whose `noun` it is: `her`, `the mayor's`, with at most two words between."""
    for place in range(noun - 1, max(low, noun - 4) - 1, -1):
        word = words.low[place]
        if word in _POSSESSIVE:
            return place, place + 1
        if word == "'s" or (word in ("'", "’") and place > low and words.low[place - 1].endswith("s")):
            return subject_before(words, place, low)
        if not word.isalpha() or word in PREPOSITIONS or word in DETERMINERS or word in SUBORDINATORS:
            return None
    return None


_POSSESSIVE = word_set("his her their its my our your")
