"""The extent of a cue's content, found without a parser."""

from __future__ import annotations

from annotate.text.languages import PUNCTUATION, Frame
from annotate.text.quotations._adjuncts import adjunct_end
from annotate.text.quotations._noun_phrases import is_verb
from annotate.text.quotations._tokens import DASHES, Tokens

_HEARD_SPEECH = Frame.SAY | Frame.TELL
_FARTHEST_HEARER = 14
_FARTHEST_FRAGMENT = 10
"""Most tokens from a verb such as `acusó` to the words in quotation marks that it reports."""


def content_start(words: Tokens, cue: int, frame: int, high: int) -> int:
    """The first word of the content after a cue, skipping phrases of time, the hearer, and introductory words."""
    grammar = words.grammar
    low = words.low
    start = cue + 1
    taken = words.cues.prepositions.get(low[cue], ())
    if taken and start + 1 < high and low[start + 1] in taken and words.is_adverb(start):
        start += 1  # `spoke fondly of`
    if start < high and low[start] in taken:
        wants = low[start] in grammar.infinitive and frame & Frame.WANT
        return start if wants and not _is_noun_phrase(words, start + 1, high) else start + 1
    if low[cue] in words.cues.charges:
        for here in range(start + 1, min(start + 9, high)):
            if low[here] in grammar.of:
                return here + 1
    if low[cue] in words.cues.before_fragments:
        return _fragment(words, start, high)
    if low[cue] in words.cues.expressing:
        for here in range(start, min(start + 4, high - 1)):
            if low[here + 1] in words.cues.nouns.get(low[here], ()):
                return here + 1 + (low[here + 1] not in grammar.content_starters)  # `expressed deep concern about`
    if start + 2 < high and low[start] == low[start + 2] == "," and low[start + 1] in grammar.asides:
        start += 3
    start = adjunct_end(words, start, high)
    if start >= high:
        return start
    if (
        frame & Frame.STRONG
        and frame & _HEARD_SPEECH
        and (low[start] in grammar.prepositions or words.is_adverb(start))
    ):
        that = _that_ahead(words, start, high)
        if that:
            return that
    if (
        frame & (Frame.TELL | Frame.ASK)
        and low[start] not in grammar.content_starters
        and low[start] not in (",", ":", ".")
        and low[start] not in grammar.infinitive
    ):
        return _past_hearer(words, start, frame, high)
    return start


def _fragment(words: Tokens, start: int, high: int) -> int:
    """The next words in quotation marks in the clause, as in `acusó a NAME de «CONTENT»`; `high` if there are none."""
    for here in range(start, min(start + _FARTHEST_FRAGMENT, high)):
        if words.mark[here] >= 0:
            return here
        if (
            words.low[here] in PUNCTUATION
            or words.low[here] in words.cues.verbs
            or words.low[here] in words.grammar.relatives
        ):
            break
    return high


def _is_noun_phrase(words: Tokens, start: int, high: int) -> bool:
    """Whether a determiner, pronoun or name is at `start`, rather than a verb."""
    grammar = words.grammar
    return start < high and (
        words.low[start] in grammar.determiners or words.low[start] in grammar.objects or words.capital(start)
    )


def _that_ahead(words: Tokens, start: int, high: int) -> int:
    grammar = words.grammar
    for here in range(start, min(start + 9, high)):
        verbal = words.low[here] in grammar.auxiliaries or words.low[here] in words.cues.verbs
        if words.mark[here] >= 0 or (verbal and words.low[here - 1] not in grammar.determiners):
            return 0
        if words.low[here] in grammar.complementizers or (
            words.low[here] in ",:" and here + 1 < high and words.mark[here + 1] >= 0
        ):
            return here
    return 0


def _past_hearer(words: Tokens, start: int, frame: int, high: int) -> int:
    grammar = words.grammar
    low = words.low
    for here in range(start, min(start + _FARTHEST_HEARER, high)):
        word = low[here]
        if words.mark[here] >= 0 or word in (",", ":", ".") or word in grammar.content_starters:
            return here
        if word in grammar.infinitive and frame & Frame.ASK:
            return start if here > start else here
        if here > start:
            after = adjunct_end(words, here, high)
            if after > here:
                return after
            if word in grammar.personal or word in grammar.auxiliaries:
                return here if word in grammar.personal else start
    return start


def fits(words: Tokens, start: int, cue: int, frame: int, high: int) -> bool:
    """Whether the words at `start` can be the content of a cue with this frame."""
    grammar = words.grammar
    low, word = words.low, words.low[start]
    if words.mark[start] >= 0:
        return True
    if start == cue + 1 and low[cue] in words.cues.acts and _is_act(words, start, cue, high):
        return False
    if start > cue + 1 and low[start - 1] in words.cues.prepositions.get(low[cue], ()):
        return word not in PUNCTUATION
    if word in grammar.complementizers or word in grammar.clause_subjects:
        return bool(frame & (_HEARD_SPEECH | Frame.JUDGE | Frame.NAME))
    if word in grammar.infinitive:
        return bool(frame & (Frame.WANT | Frame.ASK))
    if word in grammar.question_starters:
        return bool(frame & Frame.WEIGH)
    if word in grammar.reported_starters:
        return bool(frame & (_HEARD_SPEECH | Frame.WEIGH))
    if word in PUNCTUATION or word in grammar.subordinators or word in grammar.never_content:
        return False
    if frame & Frame.ASK and _infinitive_ahead(words, start, high):
        return True
    if frame & (Frame.JUDGE | Frame.NAME):
        return word not in grammar.prepositions
    if frame & Frame.STRONG and frame & _HEARD_SPEECH:
        return word not in grammar.prepositions or clause_ahead(words, start, high)
    return bool(frame & Frame.SAY) and clause_ahead(words, start, high)


def _is_act(words: Tokens, start: int, cue: int, high: int) -> bool:
    """Whether a plain object follows a verb such as `called`, as in `called a strike`, and no more is said of it."""
    low, grammar = words.low, words.grammar
    if low[start] not in words.cues.acts[low[cue]] and not low[start].lstrip("$€£")[:1].isdigit():
        return False
    if not grammar.content_starters.isdisjoint(low[max(0, cue - 3) : cue]):
        return False  # `what he called a lie`
    for here in range(start + 1, min(start + 8, high)):
        if words.mark[here] >= 0 or low[here] in grammar.determiners or low[here] in grammar.clear_auxiliaries:
            return False
        if low[here] in grammar.infinitive:
            return False  # `called a meeting to discuss it`
        if low[here] in PUNCTUATION or low[here] in grammar.prepositions:
            break
    return True


def _infinitive_ahead(words: Tokens, start: int, high: int) -> bool:
    grammar = words.grammar
    for here in range(start, min(start + 10, high)):
        if words.low[here] in grammar.infinitive:
            return True
        if words.low[here] in PUNCTUATION or words.low[here] in grammar.auxiliaries:
            return False
    return False


def clause_ahead(words: Tokens, start: int, high: int) -> bool:
    """Whether a finite verb follows soon."""
    grammar = words.grammar
    for here in range(start + 1, min(start + 12, high)):
        if words.low[here] in PUNCTUATION:
            return False
        if words.low[here] in grammar.clear_auxiliaries:
            return True
    return False


def content_end(words: Tokens, start: int, high: int, aside: bool = False) -> int:
    """One past the last word of a content that starts at `start`.

    `aside` means that the cue is in a clause that ends at the next comma.
    """
    grammar = words.grammar
    low = words.low
    here, joined = start, 0
    while here < high:
        if words.mark[here] >= 0:
            if joined and _is_led(words, here):
                here = joined
                break
            here = min(words.span[words.mark[here]][1], high)
            if here < high and low[here - 2] in (".", "?", "!") and here - 2 > start:
                break
            if here < high and low[here - 2] == "," and low[here] in grammar.contrasts:
                break
            continue
        word = low[here]
        if word in (";", "?", "!", ")") or word in words.cues.sources or (aside and word == ","):
            break
        if word == "(":
            here = _past_bracket(words, here, high)
            continue
        if here > start and word == "," and _breaks_after(words, here, high, start):
            break
        if here > start and word in grammar.coordinators:
            if new_cue(words, here + 1, high):
                break
            joined = here - 1 if low[here - 1] == "," else joined
        here += 1
    while here > start and low[here - 1] in (".", ",", "-", "—", "–", "--") and words.mark[here - 1] < 0:
        here -= 1
    return here


def _is_led(words: Tokens, quotation: int) -> bool:
    """Whether a quotation has a tag of its own before it, as in `she replied, “CONTENT”`."""
    low = words.low
    return low[quotation - 1] in (",", ":") and bool(words.cues.verbs.get(low[quotation - 2], 0) & Frame.QUOTE)


def _past_bracket(words: Tokens, start: int, high: int) -> int:
    for here in range(start, min(start + 40, high)):
        if words.low[here] == ")":
            return here + 1
    return start + 1


def noun_end(words: Tokens, start: int, high: int, *, relative: bool = False) -> int:
    """One past the last word of a noun phrase that is the content of a cue such as `criticised`.

    In a relative clause it ends before the verb of the main clause: `The minister who opposed [the levy] has resigned`.
    """
    grammar = words.grammar
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
        if word in (";", "?", "!", ":", ")") or word in words.cues.sources or word in DASHES:
            break
        is_auxiliary = relative and here > start and word in grammar.clear_auxiliaries
        if is_auxiliary and grammar.subordinators.isdisjoint(low[start:here]):
            break
        if here > start and word in grammar.place_prepositions and adjunct_end(words, here, high) > here:
            break
        if here > start and (word in grammar.noun_breaks or (word == "," and not _list_goes_on(words, here, high))):
            break
        if (
            here > start
            and word in grammar.coordinators
            and (new_cue(words, here + 1, high) or _clause_begins(words, here, high))
        ):
            break
        here += 1
    while here > start and low[here - 1] in (".", ",") and words.mark[here - 1] < 0:
        here -= 1
    return here


def _list_goes_on(words: Tokens, comma: int, high: int) -> bool:
    """Whether a comma is in a list of nouns: an `and` follows before the clause ends."""
    grammar = words.grammar
    low = words.low
    if comma + 1 < high and low[comma + 1] in grammar.not_in_lists:
        return False
    for here in range(comma + 1, min(comma + 9, high)):
        if (low[here] in grammar.alternatives and low[here - 1] == ",") or low[here] in grammar.conjunctions:
            return not _clause_begins(words, here, high)
        if low[here] in grammar.auxiliaries or low[here] in grammar.subordinators or words.mark[here] >= 0:
            return False
    return False


def _clause_begins(words: Tokens, index: int, high: int) -> bool:
    """Whether the `and` or `but` at `index` is followed by a subject with its own verb."""
    grammar = words.grammar
    low = words.low
    after = low[index + 1] if index + 1 < high else ""
    if after in grammar.personal or (
        after.endswith(grammar.past_endings) and index + 2 < high and low[index + 2] in grammar.object_starters
    ):
        return True
    for here in range(index + 1, min(index + 8, high)):
        if low[here] in PUNCTUATION or low[here] in grammar.subordinators or words.mark[here] >= 0:
            return False
        if low[here] in grammar.clear_auxiliaries:
            return here > index + 1
    return False


def _breaks_after(words: Tokens, comma: int, high: int, start: int) -> bool:
    grammar = words.grammar
    low = words.low
    after = comma + 1
    if after >= high:
        return True
    word = low[after]
    if word in words.cues.sources or (word in words.cues.verbs and words.cues.verbs[word] & Frame.GERUND):
        return True
    if word in grammar.clause_breaks and comma - start > 2 and words.mark[after] < 0:
        return True
    return word in grammar.conjunctions and _subject_cue(words, after + 1, high)


def new_cue(words: Tokens, index: int, high: int) -> bool:
    """Whether a second verb of saying with the same subject starts at `index`, as in `and called it a mistake`."""
    grammar = words.grammar
    low = words.low
    first = index
    while index < high and (words.is_adverb(index) or low[index] in grammar.have):
        index += 1
    if index >= high or low[index] not in words.cues.verbs or words.mark[index] >= 0:
        return False
    frame = words.cues.verbs[low[index]]
    if frame & Frame.GERUND or (frame & Frame.BARE and index == first):
        return False
    return bool(frame & Frame.STRONG) and is_verb(words, index)


def _subject_cue(words: Tokens, index: int, high: int) -> bool:
    """Whether `NAME said` follows within a few words."""
    grammar = words.grammar
    for here in range(index, min(index + 6, high)):
        word = words.low[here]
        if words.mark[here] >= 0 or word in PUNCTUATION or word in grammar.objects:
            return False
        frame = words.cues.verbs.get(word, 0)
        if frame & Frame.GERUND and words.low[here - 1] in grammar.be and frame & Frame.STRONG:
            return True
        if frame & (Frame.QUOTE | Frame.STRONG) and not frame & (Frame.BARE | Frame.GERUND):
            return True
    return False
