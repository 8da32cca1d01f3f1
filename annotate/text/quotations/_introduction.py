"""Sentences that introduce the quotation in the next paragraph, as `The minister added:`."""

from __future__ import annotations

from annotate.text.languages import Frame
from annotate.text.quotations._contents import Attribution
from annotate.text.quotations._noun_phrases import verb_start
from annotate.text.quotations._subjects import subject_after, subject_before
from annotate.text.quotations._tokens import Span, Tokens


def introduction(words: Tokens, sentence: Span) -> Attribution | None:
    """The cue and speaker of a sentence such as `The minister added:`, with an empty content; None for others."""
    low, high = sentence
    if high - low < 2 or words.low[high - 1] != ":" or words.mark[high - 1] >= 0:
        return None
    for index in range(low, high - 3):
        if words.low[index] in words.cues.occasions and words.low[index + 1] in words.grammar.senders:
            speaker = subject_after(words, index + 2, high - 1)  # `The text of a statement by NAME, a minister:`
            if speaker and speaker[1] == high - 1 and not _has_cue(words, *speaker):
                return Attribution((high, high), (index, index + 2), speaker)
    for index in range(high - 2, low, -1):
        word = words.low[index]
        if words.mark[index] >= 0 or word in (",", ";"):
            return None
        frame = words.cues.verbs.get(word, 0)
        if frame & Frame.QUOTE and not frame & Frame.GERUND and not words.capital(index):
            first = verb_start(words, index, low)
            speaker = subject_before(words, first, low)
            return Attribution((high, high), (first, index + 1), speaker) if speaker else None
    return None


def _has_cue(words: Tokens, start: int, end: int) -> bool:
    return any(words.low[i] in words.cues.verbs and not words.capital(i) for i in range(start, end))
