"""Tests on parts of a sentence: statements, clauses, agreement of verb and subject."""

from __future__ import annotations

from annotate.text.languages import PUNCTUATION, Frame
from annotate.text.quotations._adjuncts import is_title
from annotate.text.quotations._content_extent import clause_ahead, content_end, content_start
from annotate.text.quotations._noun_phrases import singular, whole_phrase
from annotate.text.quotations._subjects import possessor, subject_after, subject_before, subject_first
from annotate.text.quotations._tokens import DASHES, Span, Tokens

_SENTENCE_ENDS = (".", "?", "!", "...", "…")
_FARTHEST_SIGNATURE = 14
_FARTHEST_GERUND = 12
_FARTHEST_ANSWER = 14
"""Most tokens from the verb to the noun of `was NAME's answer`."""
_CUT_SHORT = (",", "?", "!")


def is_statement(words: Tokens, quotation: Span, low: int) -> bool:
    """Whether text in quotation marks is a statement, rather than a few quoted words."""
    start, end = quotation
    last = words.raw[end - 2] if end - 2 > start else ""
    before = words.low[start - 1] if start > low else ""
    if before == "," and last in _CUT_SHORT and _is_title_of_work(words, start, end):
        return False
    led = before in ("", ",", ":") or before in DASHES or before in words.cues.verbs
    if led and (last == "," or last in _SENTENCE_ENDS or last in DASHES or end - start > 8):
        return True
    comma_outside = end < len(words) and words.low[end] in ",." and words.grammar.comma_after_quotation
    if before == ":" and comma_outside:
        return True
    return not before and (end - start > 4 or comma_outside)


def view_of(words: Tokens, person: Span, high: int) -> Span | None:
    """Whose view `Pour le maire, NAME, le port « CONTENT »` gives: some words of somebody named, without other cues."""
    end = person[1] + 1
    while end < high and words.capital(end) and words.mark[end] < 0:
        end += 1
    if end > person[1] + 1 and end < high and words.low[end] == ",":
        person = (person[0], end)
    named = any(is_title(words, i) or words.low[i] in words.names.given_names for i in range(*person))
    quoted = words.quotations(person[1], high)
    begins = bool(quoted) and words.raw[quoted[0][0] + 1][:1].islower()
    outside = words.outside_quotations(person[1], high)
    return person if named and begins and not any(words.low[i] in words.cues.verbs for i in outside) else None


def _is_title_of_work(words: Tokens, start: int, end: int) -> bool:
    """Whether a quotation after a noun and a comma is a title, as in `The film, “What Now?,” opens`."""
    inside = [index for index in range(start, end) if words.low[index].isalpha()]
    led = start >= 2 and words.low[start - 2] in words.cues.verbs
    return len(inside) > 1 and not led and all(map(words.capital, inside))


def quoted_end(words: Tokens, start: int, high: int) -> int:
    """One past the content that starts with the quotation at `start` and may continue after it."""
    end = min(words.span[words.mark[start]][1], high)
    last = words.raw[end - 2] if end - 2 > start else ""
    return end if last in _SENTENCE_ENDS or end >= high else content_end(words, end, high)


def clause_follows(words: Tokens, cue: int, frame: int, high: int) -> bool:
    """Whether a clause or quotation follows the cue."""
    grammar = words.grammar
    start = content_start(words, cue, frame, high)
    return start < high and (
        (words.low[start] in grammar.clause_starters and words.low[start] not in grammar.infinitive)
        or words.mark[start] >= 0
        or (words.low[start] in (",", ":") and start + 1 < high and words.mark[start + 1] >= 0)
        or clause_ahead(words, start, high)
    )


def may_continue(words: Tokens, index: int) -> bool:
    """Whether the text after a tag and a comma can be the rest of the content."""
    word, grammar = words.low[index], words.grammar
    return not (
        word in words.cues.verbs
        or word.endswith(grammar.gerund_endings)
        or word in grammar.prepositions
        or word in grammar.no_continuation
        or word in words.cues.sources
    )


def agrees(words: Tokens, cue: int, first: int, speaker: Span, frame: int, high: int) -> bool:
    """Whether the verb's form agrees with the subject, and the subject is a whole noun phrase."""
    grammar = words.grammar
    group = words.low[first:cue]
    if not frame & Frame.QUOTE and not grammar.modals.isdisjoint(group):
        return False
    if not whole_phrase(words, speaker):
        return False
    if words.low[cue] in words.cues.before_fragments and words.low[max(0, speaker[0] - 1)] in grammar.prepositions:
        return False  # `in una nota si è detta`
    if group and not all(map(words.is_adverb, range(first, cue))):
        return True
    if frame & Frame.BARE and not frame & Frame.PARTICIPLE:
        return not singular(words, speaker)
    if words.low[cue].endswith(grammar.third_person_endings) and not frame & Frame.QUOTE:
        return singular(words, speaker) or words.capital(speaker[0])
    return not (cue + 1 < high and words.low[cue + 1] in grammar.agent)


def quotation_before(words: Tokens, index: int, low: int) -> int:
    """The number of the quotation that ends right before `index`, or before a comma there; -1 if none does."""
    last = index - 1
    if words.low[last] == "," and words.mark[last] < 0 and last > low:
        last -= 1
    return words.mark[last]


def is_fronted(words: Tokens, phrase: Span, verb: int, low: int) -> bool:
    """Whether a phrase before a verb is no subject: `Dem Sender sagte NAME: …`, `A la pregunta, contestó: …`."""
    grammar, start = words.grammar, phrase[0]
    led = start - 1 == low and words.low[low] in grammar.prepositions
    if not grammar.subject_determiners:
        return led and grammar.omits_pronouns and words.low[verb - 1] == ","
    led = led or words.low[start] in grammar.prepositions  # `In einer Pause sagte er: …`
    return led or words.low[start] in grammar.determiners - grammar.subject_determiners


def has_verb(words: Tokens, start: int, end: int) -> bool:
    """Whether there is a verb outside quotations from `start` up to `end`."""
    low, grammar = words.low, words.grammar
    return any(
        words.mark[i] < 0
        and (
            low[i] in grammar.clear_auxiliaries
            or low[i].endswith(grammar.past_endings)
            or (low[i].endswith(grammar.verb_endings) and not words.capital(i))
            or (low[i] in words.cues.verbs and not words.capital(i))
            or (low[i] in grammar.genitive and i and low[i - 1] in grammar.before_is)
        )
        for i in range(start, end)
    )


def reporting_gerund(words: Tokens, participle: int, high: int) -> int:
    """The gerund of `quoted NAME as saying` and `quoted by AGENCY as saying`, whose participle is known; 0 if none."""
    link = words.grammar.reported_as[words.low[participle]]
    for here in range(participle + 1, min(participle + _FARTHEST_GERUND, high - 1)):
        if words.low[here] in PUNCTUATION or words.mark[here] >= 0:
            return 0
        if words.low[here] == link and words.cues.verbs.get(words.low[here + 1], 0) & Frame.GERUND:
            return here + 1
    return 0


def reported_before(words: Tokens, link: int, low: int) -> int:
    """The participle of `quoted NAME as saying`, whose `as` is at `link`; 0 if there is none."""
    linked = words.low[link]
    for here in range(link - 1, max(low, link - _FARTHEST_GERUND), -1):
        if words.low[here] in PUNCTUATION or words.mark[here] >= 0:
            return 0
        if words.grammar.reported_as.get(words.low[here]) == linked:
            return here
    return 0


def announced(words: Tokens, start: int, low: int) -> Span | None:
    """The speaker of `NAME, the minister: “CONTENT”` and `NAME was blunt: “CONTENT”`; the quotation is at `start`."""
    colon = start - 1
    if colon <= low or words.low[colon] != ":" or colon - low > _FARTHEST_SIGNATURE:
        return None
    first = words.low[low]
    if (
        first in words.cues.no_speakers
        or first in words.grammar.prepositions
        or not any(words.capital(i) for i in range(low, colon))
    ):
        return None
    verbs = words.grammar.clear_auxiliaries
    past, endings = words.grammar.irregular_past, words.grammar.past_endings + words.grammar.verb_endings
    begun = words.low[low + 1 : colon]
    if words.names.nouns_capitalised:
        speaker = subject_after(words, low, colon)
        return speaker if speaker is not None and _is_person(words, speaker) else None
    if any(word in verbs or word in words.cues.verbs or word in past or word.endswith(endings) for word in begun):
        speaker = subject_first(words, low, colon)
        if speaker is not None and speaker[1] - speaker[0] < _FARTHEST_SIGNATURE and not _is_person(words, speaker):
            noun = next((i for i in range(*speaker) if words.low[i] in words.cues.nouns), None)
            if noun:
                speaker = possessor(words, noun, low)  # `NAME's message was blunt: “CONTENT”`
            elif words.low[speaker[0]] in words.grammar.articles and not verbs.intersection(begun):
                return speaker  # `The minister hit back: “CONTENT”`
        return speaker if speaker is not None and _is_person(words, speaker) else None
    if first in words.grammar.possessives:
        spoken = words.low[low + 1] in words.cues.answers or words.low[low + 1] in words.cues.nouns
        return (low, low + 1) if spoken else None  # `Her verdict: “CONTENT”`
    speaker = subject_before(words, colon, low)
    return speaker if speaker is not None and whole_phrase(words, speaker) else None


def _is_person(words: Tokens, phrase: Span) -> bool:
    """Whether a noun phrase is a pronoun of a person or a name, or contains a name of two words."""
    first, last = phrase
    pronouns = words.grammar.pronouns - words.grammar.impersonal
    if words.low[first] in words.names.genders or (last - first == 1 and words.low[first] in pronouns):
        return True
    last -= words.low[last - 1] in PUNCTUATION
    if any(words.capital(index) and words.capital(index + 1) for index in range(first, last - 1)):
        return True
    return all(map(words.capital, range(first, last))) and words.low[first] not in words.grammar.determiners


def signature(words: Tokens, end: int, high: int) -> Span | None:
    """The speaker of `“CONTENT” — NAME`, where the quotation ends at `end`."""
    if end + 1 >= high or high - end > _FARTHEST_SIGNATURE:
        return None
    if words.low[end] not in DASHES or not words.capital(end + 1):
        return None
    speaker = subject_after(words, end + 1, high)
    if speaker is None or speaker[1] >= high - 1:
        return speaker
    named = speaker[1] - speaker[0] > 1 and all(map(words.capital, range(*speaker)))
    return speaker if named and words.low[speaker[1]] == "," else None


def tag_inside(words: Tokens, start: int, end: int) -> tuple[Span, Span | None] | None:
    """The cue and speaker of a tag in a quotation, as in `« Non, dit-il, jamais. »`, whose tokens these are."""
    low, grammar = words.low, words.grammar
    for index in range(start + 2, end - 1):
        if low[index] not in words.cues.verbs:
            continue
        first = index
        while first > start and (low[first - 1] in grammar.auxiliaries or low[first - 1] in grammar.attached):
            first -= 1
        if low[first - 1] != "," and low[first - 1] not in DASHES:
            continue
        attached = next((i for i in (*range(first, index), index + 1) if low[i] in grammar.attached), None)
        if attached is not None:
            return (first, index + 1), (attached, attached + 1)
        stop = next((i for i in range(index + 1, end) if low[i] in PUNCTUATION or i == end - 1), end)
        if stop == index + 1:
            if grammar.omits_pronouns and low[stop] in DASHES:
                return (first, index + 1), None
        elif words.capital(index + 1) or low[index + 1] in grammar.determiners | grammar.personal:
            return (first, index + 1), (index + 1, stop)
    return None


def unknown_tag(words: Tokens, end: int, high: int) -> tuple[Span, Span | None] | None:
    """The cue and speaker of a tag right after a quotation that ends at `end`, with a verb that is in no list."""
    low, grammar = words.low, words.grammar
    first = end + 1
    if not grammar.comma_after_quotation:
        return _tag_after_comma_inside(words, end, high)
    if end >= high or low[end] != ",":
        return None
    verb = first
    while verb < high and (low[verb] in grammar.auxiliaries or low[verb] in grammar.clitics):
        verb += 1
    if verb + 1 >= high or words.capital(verb) or not low[verb].isalpha() or words.mark[verb] >= 0:
        return None
    if low[verb] in grammar.no_speaker | grammar.determiners | grammar.adverbs or low[verb] in words.cues.sources:
        return None
    by_pronoun = low[verb + 1] in grammar.personal and not grammar.particles.isdisjoint(low[verb + 2 : verb + 3])
    if not (words.capital(verb + 1) or low[verb + 1] in grammar.determiners or by_pronoun):
        return None
    speaker = subject_after(words, verb + 1, high)
    return ((first, verb + 1), speaker) if speaker else None


def _tag_after_comma_inside(words: Tokens, end: int, high: int) -> tuple[Span, Span | None] | None:
    """The same where the comma is inside: `“CONTENT,” NAME shot back`, `“CONTENT,” was NAME's answer`."""
    low, cues = words.low, words.cues
    outside = end < high and low[end] == ","
    first = end + outside
    if first + 1 >= high or words.mark[first] >= 0 or not (outside or words.raw[end - 2] in _CUT_SHORT):
        return None
    if low[first] in words.grammar.be or low[first] in cues.arriving:
        return _answer(words, first, high)
    comma = outside or words.raw[end - 2] == ","
    behind = first + 1 + (low[first + 1] in cues.phrasal.get(low[first], ()))
    if _is_past(words, first) and behind < high and (comma or behind > first + 1):
        named = words.capital(behind) or low[behind] in words.grammar.determiners
        speaker = subject_after(words, behind, high) if named else None
        return ((first, behind), speaker) if speaker else None
    speaker = subject_first(words, first, high)
    if speaker is None or speaker[0] != first or not whole_phrase(words, speaker):
        return None
    verb = next((i for i in range(speaker[1], high) if not words.is_adverb(i)), high - 1)
    phrasal = verb + 1 < high and low[verb + 1] in cues.phrasal.get(low[verb], ())
    owned = not words.grammar.genitive.isdisjoint(low[slice(*speaker)]) and not words.capital(speaker[1] - 1)
    if phrasal or (comma and not owned and _is_past(words, verb) and any(map(words.capital, range(*speaker)))):
        return (verb, verb + 1 + phrasal), speaker
    return None


def _is_past(words: Tokens, index: int) -> bool:
    """Whether a word in small letters looks like the past form of a verb other than an auxiliary."""
    word, grammar = words.low[index], words.grammar
    if words.capital(index) or word in grammar.auxiliaries or words.mark[index] >= 0:
        return False
    return word in grammar.irregular_past or word in words.cues.phrasal or word.endswith(grammar.past_endings)


def _answer(words: Tokens, first: int, high: int) -> tuple[Span, Span | None] | None:
    """The cue and speaker of `was NAME's answer`, `came the reply from NAME` and `was how NAME put it`."""
    low, cues = words.low, words.cues
    for here in range(first + 1, min(first + _FARTHEST_ANSWER, high)):
        if low[here] in cues.answers:
            by = here + 1 < high and low[here + 1] in words.grammar.senders
            speaker = subject_after(words, here + 2, high) if by else possessor(words, here, first + 1)
            return ((first, here + 1), speaker) if speaker else None
        if here + 1 < high and cues.completed.get(low[here]) == low[here + 1]:
            speaker = subject_before(words, here, first + 1)
            return ((first, here + 2), speaker) if speaker else None
    return None
