"""How far the content of a cue reaches, found without a parser."""

from __future__ import annotations

from annotate.text.languages.english._cues import CUES, PREPOSITIONS_OF, Frame
from annotate.text.quotations._noun_phrases import ASIDES, adjunct_end, is_verb
from annotate.text.quotations._tokens import (
    AUXILIARIES,
    DASHES,
    DETERMINERS,
    OBJECTS,
    PERSONAL,
    PREPOSITIONS,
    STOPS,
    SUBORDINATORS,
    Words,
    is_adverb,
    word_set,
)

_OPENERS = word_set("that how why what whether if")
_BREAKS = word_set("but while though although despite when after whereas even too unlike as aside")
_NOUN_BREAKS = word_set("since when while because although though whereas until unless so amid during")
_AFTER_NOUN = word_set("which who whose where the a an saying but though although while when as including one")
_CHARGES = word_set("accuse accuses accused accusing suspect suspects suspected suspecting")
_PLACES = word_set("in on at during")
_OBJECT_STARTS = DETERMINERS | OBJECTS | word_set("to that")
_HEARD_SPEECH = Frame.SAY | Frame.TELL
_FARTHEST_HEARER = 14


def content_start(words: Words, cue: int, frame: Frame, high: int) -> int:
    """The first word of the content after a cue: past words of time, the hearer, and what introduces a quotation."""
    low = words.low
    start = cue + 1
    if start < high and low[start] in PREPOSITIONS_OF.get(low[cue], ()):
        start += 1
        return start
    if low[cue] in _CHARGES:
        for here in range(start + 1, min(start + 9, high)):
            if low[here] == "of":
                return here + 1
    if start + 2 < high and low[start] == low[start + 2] == "," and low[start + 1] in ASIDES:
        start += 3
    start = adjunct_end(words, start, high)
    if start >= high:
        return start
    if frame & Frame.STRONG and frame & _HEARD_SPEECH and (low[start] in PREPOSITIONS or is_adverb(low[start])):
        that = _that_ahead(words, start, high)
        if that:
            return that
    if frame & (Frame.TELL | Frame.ASK) and low[start] not in _OPENERS and low[start] not in (",", ":", ".", "to"):
        return _past_hearer(words, start, frame, high)
    return start


def _that_ahead(words: Words, start: int, high: int) -> int:
    for here in range(start, min(start + 9, high)):
        if words.mark[here] >= 0 or words.low[here] in AUXILIARIES or words.low[here] in CUES:
            return 0
        if words.low[here] == "that" or (words.low[here] in ",:" and here + 1 < high and words.mark[here + 1] >= 0):
            return here
    return 0


def _past_hearer(words: Words, start: int, frame: Frame, high: int) -> int:
    low = words.low
    for here in range(start, min(start + _FARTHEST_HEARER, high)):
        word = low[here]
        if words.mark[here] >= 0 or word in (",", ":", ".") or word in _OPENERS:
            return here
        if word == "to" and frame & Frame.ASK:
            return start if here > start else here
        if here > start:
            after = adjunct_end(words, here, high)
            if after > here:
                return after
            if word in PERSONAL or word in AUXILIARIES:
                return here if word in PERSONAL else start
    return start


def fits(words: Words, start: int, cue: int, frame: Frame, high: int) -> bool:
    """Whether what stands at `start` is what a cue of this frame takes."""
    low, word = words.low, words.low[start]
    if words.mark[start] >= 0:
        return True
    if start > cue + 1 and low[cue + 1] in PREPOSITIONS_OF.get(low[cue], ()):
        return word not in STOPS
    if word in ("that", "he", "she", "they", "we", "i", "there", "it", "it's", "he's", "she's", "they're"):
        return bool(frame & (_HEARD_SPEECH | Frame.JUDGE | Frame.NAME))
    if word == "to":
        return bool(frame & (Frame.WANT | Frame.ASK))
    if word in _OPENERS or word in ("who", "when", "where", "which"):
        return (bool(frame & (_HEARD_SPEECH | Frame.WEIGH)) and word not in ("who", "which", "when")) or bool(
            frame & Frame.WEIGH
        )
    if word in STOPS or word in SUBORDINATORS or word in ("and", "of", "or"):
        return False
    if frame & Frame.ASK and _infinitive_ahead(words, start, high):
        return True
    if frame & (Frame.JUDGE | Frame.NAME):
        return word not in PREPOSITIONS
    if frame & Frame.STRONG and frame & _HEARD_SPEECH:
        return word not in PREPOSITIONS or clause_ahead(words, start, high)
    return bool(frame & Frame.SAY) and clause_ahead(words, start, high)


def _infinitive_ahead(words: Words, start: int, high: int) -> bool:
    for here in range(start, min(start + 10, high)):
        if words.low[here] == "to":
            return True
        if words.low[here] in STOPS or words.low[here] in AUXILIARIES:
            return False
    return False


def clause_ahead(words: Words, start: int, high: int) -> bool:
    """Whether a finite verb follows soon."""
    for here in range(start + 1, min(start + 12, high)):
        if words.low[here] in STOPS:
            return False
        if words.low[here] in AUXILIARIES and words.low[here] != "'s":
            return True
    return False


def content_end(words: Words, start: int, high: int, aside: bool = False) -> int:
    """One past the last word of a content that starts at `start`.

    `aside` says that the cue stands in a clause that the next comma ends.
    """
    low = words.low
    here = start
    while here < high:
        if words.mark[here] >= 0:
            here = min(words.span[words.mark[here]][1], high)
            if here < high and low[here - 2] in (".", "?", "!") and here - 2 > start:
                break
            if here < high and low[here - 2] == "," and low[here] in ("but", "while", "though", "although"):
                break
            continue
        word = low[here]
        if word in (";", "?", "!", "according", ")") or (aside and word == ","):
            break
        if word == "(":
            here = _past_bracket(words, here, high)
            continue
        if here > start and word == "," and _breaks_after(words, here, high, start):
            break
        if here > start and word in ("and", "but") and new_cue(words, here + 1, high):
            break
        here += 1
    while here > start and low[here - 1] in (".", ",", "-", "—", "–", "--") and words.mark[here - 1] < 0:
        here -= 1
    return here


def _past_bracket(words: Words, start: int, high: int) -> int:
    for here in range(start, min(start + 40, high)):
        if words.low[here] == ")":
            return here + 1
    return start + 1


def noun_end(words: Words, start: int, high: int) -> int:
    """One past the last word of a noun phrase that is the content of a cue such as `criticised`."""
    low = words.low
    here = start
    while here < high:
        if words.mark[here] >= 0:
            here = min(words.span[words.mark[here]][1], high)
            if here < high and low[here - 2] in (".", "?", "!", ","):
                break
            continue
        word = low[here]
        if here > start and word == "(":
            here = _past_bracket(words, here, high)
            continue
        if word in (";", "?", "!", ":", "according", ")") or word in DASHES:
            break
        if here > start and word in _PLACES and adjunct_end(words, here, high) > here:
            break
        if here > start and (word in _NOUN_BREAKS or (word == "," and not _list_goes_on(words, here, high))):
            break
        if (
            here > start
            and word in ("and", "but")
            and (new_cue(words, here + 1, high) or _clause_begins(words, here, high))
        ):
            break
        here += 1
    while here > start and low[here - 1] in (".", ",") and words.mark[here - 1] < 0:
        here -= 1
    return here


def _list_goes_on(words: Words, comma: int, high: int) -> bool:
    """Whether a comma stands in a list of nouns: an `and` follows before the clause ends."""
    low = words.low
    if comma + 1 < high and low[comma + 1] in _AFTER_NOUN:
        return False
    for here in range(comma + 1, min(comma + 9, high)):
        if (low[here] in ("and", "or") and low[here - 1] == ",") or low[here] == "and":
            return not _clause_begins(words, here, high)
        if low[here] in AUXILIARIES or low[here] in SUBORDINATORS or words.mark[here] >= 0:
            return False
    return False


def _clause_begins(words: Words, place: int, high: int) -> bool:
    """Whether after the `and` or `but` at `place` a subject with its own verb follows."""
    low = words.low
    after = low[place + 1] if place + 1 < high else ""
    if after in PERSONAL or (after.endswith("ed") and place + 2 < high and low[place + 2] in _OBJECT_STARTS):
        return True
    for here in range(place + 1, min(place + 8, high)):
        if low[here] in STOPS or low[here] in SUBORDINATORS or words.mark[here] >= 0:
            return False
        if low[here] in AUXILIARIES and low[here] != "'s":
            return here > place + 1
    return False


def _breaks_after(words: Words, comma: int, high: int, start: int) -> bool:
    low = words.low
    after = comma + 1
    if after >= high:
        return True
    word = low[after]
    if word == "according" or (word in CUES and CUES[word] & Frame.GERUND):
        return True
    if word in _BREAKS and comma - start > 2 and words.mark[after] < 0:
        return True
    return word == "and" and _subject_cue(words, after + 1, high)


def new_cue(words: Words, place: int, high: int) -> bool:
    """Whether a second verb of saying with the same subject starts at `place`, as in `and called it a mistake`."""
    low = words.low
    first = place
    while place < high and (is_adverb(low[place]) or low[place] in ("has", "had", "have")):
        place += 1
    if place >= high or low[place] not in CUES or words.mark[place] >= 0:
        return False
    frame = CUES[low[place]]
    if frame & Frame.GERUND or (frame & Frame.BARE and place == first):
        return False
    return bool(frame & Frame.STRONG) and is_verb(words, place)


def _subject_cue(words: Words, place: int, high: int) -> bool:
    """Whether `NAME said` follows within a few words."""
    for here in range(place, min(place + 6, high)):
        word = words.low[here]
        if words.mark[here] >= 0 or word in STOPS or word in OBJECTS:
            return False
        if word in CUES and CUES[word] & Frame.QUOTE and not CUES[word] & (Frame.BARE | Frame.GERUND):
            return True
    return False
