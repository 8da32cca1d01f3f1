"""Extracting the quotations of an article, with their speakers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from annotate.text.languages import DEFAULT, Frame, Language
from annotate.text.quotations._attribution import attributions_in
from annotate.text.quotations._contents import Attribution
from annotate.text.quotations._introduction import introduction
from annotate.text.quotations._joined_sentences import joined_sentences
from annotate.text.quotations._quotation_marks import dialogue_as_quotations, marked_in
from annotate.text.quotations._subjects import subject_first
from annotate.text.quotations._tokens import Span, Tokens
from annotate.text.sentences._boundaries import sentence_spans
from annotate.text.speakers._labels import Label, Labels
from annotate.text.speakers._resolution import Speakers

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")

_HEARD = Frame.TELL | Frame.ASK
_LONGEST_HEARER = 60
"""Most characters after a cue in which the name of the hearer is."""

Offsets: TypeAlias = tuple[int, int]


class Quotation(NamedTuple):
    """Reported speech, writing or thought, as offsets in characters in the article's text.

    Attributes
    ----------
    start, end
        The content, with its quotation marks.
    kind
        ``direct`` (in quotation marks), ``floating`` (direct, without a cue), ``mixed`` (partly in quotation marks) or
        ``indirect``.
    cue, cue_start, cue_end
        The cue, such as `said`, and its offsets; empty and None for a floating quotation.
    speaker_start, speaker_end
        Offsets of the words that name the speaker, or None; for a floating quotation those of the previous quotation.
    speaker
        The speaker's most complete name in the article; empty if unknown.
    """

    start: int
    end: int
    kind: str
    cue: str = ""
    cue_start: int | None = None
    cue_end: int | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    speaker: str = ""


def quotations_in(
    text: str,
    paragraphs: Sequence[tuple[int, int]] | None = None,
    sentences: Sequence[tuple[int, int]] | None = None,
    language: Language = DEFAULT,
    title: str = "",
) -> list[Quotation]:
    """The quotations of an article in the order of the text.

    Parameters
    ----------
    text
        The article.
    paragraphs
        Offsets of the paragraphs to search; by default every line that is not blank.
    sentences
        Offsets of the sentences, if they are known; otherwise they are split.
    language
        The language whose cues, quotation marks and names are recognized.
    title
        The article's title, which may name the person that an interview is with.
    """
    spans = list(paragraphs) if paragraphs is not None else [m.span() for m in _PARAGRAPH.finditer(text)]
    article = _Article(text, spans, language, title)
    quotations: list[Quotation] = []
    unfinished = 0
    inside = _grouped(sentences, spans) if sentences is not None else None
    for number, (start, end) in enumerate(spans):
        following = spans[number + 1] if number + 1 < len(spans) else (end, end)
        goes_on = bool(language.quotation_marks.paragraph_opener.match(text, *following))
        here = list(article.paragraph(start, end, inside[number] if inside is not None else None, goes_on))
        if unfinished and here and here[0].start - start < 2 and here[0].kind != "floating":
            quotations[-unfinished:] = [_tagged_later(one, here[0]) for one in quotations[-unfinished:]]
        is_open = len(here) == 1 and here[0].kind == "floating" and not _is_closed(text, here[0], language)
        unfinished = unfinished + 1 if goes_on and is_open else 0
        quotations.extend(here)
    return quotations


def _is_closed(text: str, quotation: Quotation, language: Language) -> bool:
    """Whether a quotation has a closing mark."""
    return quotation.end - quotation.start > 1 and text[quotation.end - 1] in language.quotation_marks.closers


def _tagged_later(quotation: Quotation, last: Quotation) -> Quotation:
    """A quotation of several paragraphs with the speaker of the tag in its last one."""
    return quotation._replace(speaker=last.speaker, speaker_start=last.speaker_start, speaker_end=last.speaker_end)


def _grouped(sentences: Sequence[Offsets], paragraphs: Sequence[Offsets]) -> list[list[Offsets]]:
    """The sentences of each paragraph, with offsets in the paragraph."""
    starts = [s for s, _ in sentences]
    groups = []
    for start, end in paragraphs:
        here = sentences[bisect_left(starts, start) : bisect_left(starts, end)]
        groups.append([(s - start, e - start) for s, e in here])
    return groups


class _Article:
    """Processes an article's paragraphs in order, and keeps the last speaker."""

    def __init__(self, text: str, paragraphs: Sequence[Offsets], language: Language, title: str = "") -> None:
        self.text = text
        self.language = language
        self.mark = language.quotation_marks.any_mark
        self.speakers = Speakers(text, language, paragraphs)
        self.labels = Labels(text, paragraphs, self.speakers, language, title)
        self.turn: Quotation | None = None
        self.speaker = ""
        self.named_at: tuple[int | None, int | None] = (None, None)
        self.introduced: Quotation | None = None
        self.quoted_until = 0
        self.turn_ends = False
        self.sentence_before: tuple[Tokens, Span, int] | None = None
        self.after_question = False
        self.between = (0, 0)

    def paragraph(
        self, start: int, end: int, sentences: Sequence[Offsets] | None, goes_on: bool
    ) -> Iterator[Quotation]:
        text = dialogue_as_quotations(self.text[start:end], self.language)
        marked = marked_in(text, goes_on=goes_on, language=self.language) if self.mark.search(text) else []
        words = Tokens(text, marked, self.language)
        label = self.labels.speaker_of(text, words)
        if label:
            self.turn = speech = self._labelled(label, words, start)
            yield speech
            return
        if self.turn and words.low:
            if self.turn.kind != "direct" and self.labels.continues(text, start):
                begin, stop = words.start[0] + start, words.end(-1) + start
                yield self.turn._replace(start=begin, end=stop, kind=_kind(words, 0, len(words)))
                return
            self.turn = None
        introduced, self.introduced, rest = self.introduced, None, 0
        if introduced and words.low:
            last = len(words) if words.mark[0] < 0 else words.span[words.mark[0]][1]
            begin, stop = words.start[0] + start, words.end(last - 1) + start
            yield introduced._replace(start=begin, end=stop, kind=_kind(words, 0, last))
            if last == len(words):
                return
            rest = last
        if sentences is None:
            sentences = sentence_spans(text, self.language)
        self.speakers.openings.enter(start, sentences)
        for sentence in joined_sentences(words, sentences):
            if sentence[1] <= rest:
                continue
            self.between = (max(start, self.quoted_until), words.start[sentence[0]] + start)
            attributions = attributions_in(words, sentence)
            self.after_question = self.turn_ends and self.quoted_until <= start
            for attribution in attributions:
                if attribution.content[0] >= rest:
                    if attribution.cue is None:
                        yield self._floating(attribution.content, sentence, words, start)
                    else:
                        yield self._quotation(attribution, words, start)
            if attributions:
                self.quoted_until = words.end(sentence[1] - 1) + start
                quoted = [one.content[1] for one in attributions if words.mark[one.content[1] - 1] >= 0]
                self.turn_ends = bool(quoted) and self._turn_ends(words, max(quoted), goes_on)
            self.sentence_before = None if attributions else (words, sentence, start)
            leads = introduction(words, sentence)
            self.introduced = self._quotation(leads, words, start) if leads else None

    def _labelled(self, label: Label, words: Tokens, offset: int) -> Quotation:
        first = next((p for p in range(len(words)) if words.start[p] >= label.content), len(words) - 1)
        name = self.speakers.resolve(label.speaker) if label.speaker else ""
        named_at = (label.start + offset, label.end + offset)
        self.speaker, self.named_at = name, named_at
        colon = label.colon + offset
        begin, stop = words.start[first] + offset, words.end(-1) + offset
        return Quotation(begin, stop, _kind(words, first, len(words)), ":", colon, colon + 1, *named_at, name)

    def _subject_before(self) -> tuple[str, int, int] | None:
        """The subject of the sentence just before, if it reports nothing, and that sentence's offsets."""
        if self.sentence_before is None:
            return None
        words, (low, high), offset = self.sentence_before
        span = subject_first(words, low, high) if high - low > 1 else None
        if span is None or span[0] > low + 1:
            return None
        text = words.text[words.start[span[0]] : words.end(span[1] - 1)]
        return text, words.start[low] + offset, words.end(high - 1) + offset

    def _turn_ends(self, words: Tokens, end: int, goes_on: bool) -> bool:
        """Whether a quotation in the next paragraph is somebody else's: after a question, or one without a tag."""
        if goes_on and words.raw[end - 1] not in self.language.quotation_marks.closers:
            return False
        return words.raw[end - 2] == "?" or (end == len(words) and words.span[words.mark[end - 1]] == (0, end))

    def _has_other_tag(self, words: Tokens, end: int, high: int, *, is_first: bool) -> bool:
        """Whether a quotation, which ends at `end`, has a tag that was not read, or is one that nobody says."""
        after = [i for i in words.outside_quotations(end, high) if words.low[i][0].isalpha()]
        runs_on = words.raw[end - 2][0].isalnum() and words.low[end : end + 1] != [","]
        if is_first or not runs_on or not after:
            return bool(after)
        return words.low[after[0]] in words.grammar.be or any(map(words.capital, after))

    def _floating(self, content: Span, sentence: Span, words: Tokens, offset: int) -> Quotation:
        """A quotation without a cue, of whoever opens the paragraph or spoke last."""
        first, last = content
        start, end = words.start[first] + offset, words.end(last - 1) + offset
        subject = self.speakers.openings.person(start)
        if subject:
            self.speaker, self.named_at = subject[0], subject[1:]
        elif (
            self._has_other_tag(words, last, sentence[1], is_first=self.quoted_until <= offset)
            or (self.turn_ends and self.quoted_until <= offset)
            or self.speakers.openings.others_named(self.speaker, self.quoted_until, start)
        ):
            self.speaker, self.named_at = "", (None, None)
        return Quotation(start, end, "floating", "", None, None, *self.named_at, self.speaker)

    def _quotation(self, attribution: Attribution, words: Tokens, offset: int) -> Quotation:
        first, last = attribution.content
        start = words.start[first] if first < last else words.end(-1)
        end = words.end(last - 1)
        begin, behind = attribution.cue or attribution.content
        cue_start, cue_end = words.start[begin], words.end(behind - 1)
        named_at: tuple[int | None, int | None] = (None, None)
        name = ""
        if attribution.speaker is not None:
            a, b = words.start[attribution.speaker[0]], words.end(attribution.speaker[1] - 1)
            phrase = words.text[a:b]
            subject = self._subject_before() if phrase.lower() in words.names.pronouns else None
            replies = words.low[behind - 1] in words.cues.replies
            name = self.speakers.resolve(
                phrase, a + offset, subject, after_question=self.after_question, replies=replies, since=self.between
            )
            is_someone = name or words.low[attribution.speaker[0]] in self.language.names.genders
            named_at = (a + offset, b + offset)
            if is_someone or (first < last and words.mark[first] >= 0):
                self.speaker, self.named_at = name, named_at
            if words.cues.verbs.get(words.low[behind - 1], 0) & _HEARD:
                self.speakers.tell(words.text[cue_end : cue_end + _LONGEST_HEARER])
        elif self.turn_ends and words.low[behind - 1] in words.cues.replies:
            self.speaker, self.named_at = "", (None, None)  # `«¿Quién?», preguntó NAME. «Yo», contestó.`
        elif self.language.grammar.omits_pronouns:
            openings = self.speakers.openings
            subject = openings.person(start + offset) or openings.topic("", *self.between)
            if subject:
                self.speaker, self.named_at = subject[0], subject[1:]
            self.speaker = self.speaker or self.speakers.only_one(start + offset)
            name, named_at = self.speaker, self.named_at
        return Quotation(
            start + offset,
            end + offset,
            _kind(words, first, last),
            words.text[cue_start:cue_end],
            cue_start + offset,
            cue_end + offset,
            *named_at,
            name,
        )


def _kind(words: Tokens, first: int, last: int) -> str:
    if not words.span:
        return "indirect"
    quoted = last - first - words.mark[first:last].count(-1)
    if quoted and quoted == last - first:
        return "direct"
    return "mixed" if quoted else "indirect"
