"""The attributions of a sentence found so far, and the tokens that are still free."""

from __future__ import annotations

from typing import NamedTuple

from annotate.text.languages import Frame
from annotate.text.quotations._adjuncts import adjunct_end, is_title
from annotate.text.quotations._clauses import (
    announced,
    has_verb,
    is_statement,
    may_continue,
    quotation_before,
    quoted_end,
    signature,
    tag_inside,
    unknown_tag,
    view_of,
)
from annotate.text.quotations._content_extent import clause_ahead, content_end, noun_end
from annotate.text.quotations._noun_phrases import verb_start, whole_phrase
from annotate.text.quotations._subjects import possessor, subject_after, subject_before
from annotate.text.quotations._tokens import DASHES, Span, Tokens

_FARTHEST_FROM_IT = 6
"""Most words between `put it` and its quotation."""
_LONGEST_PLACE = 6
"""Most tokens of a phrase of place after a verb whose subject is left out."""
_CUT_OFF = (",", "?", "!", "...", "…")
"""Tokens before a closing quotation mark after which the sentence continues."""


class Attribution(NamedTuple):
    """A content with its cue and speaker, as spans of a paragraph's tokens; a floating quotation has no cue."""

    content: Span
    cue: Span | None
    speaker: Span | None


class Contents:
    """The attributions of one sentence, from `low` up to `high`."""

    def __init__(self, words: Tokens, low: int, high: int) -> None:
        self.words = words
        self.low, self.high = low, high
        self.read: list[Attribution] = []
        self.statements = [span for span in words.quotations(low, high) if is_statement(words, span, low)]

    def add(self, start: int, end: int, cue: Span, speaker: Span | None) -> None:
        words = self.words
        while start < end and words.mark[start] < 0 and (words.low[start] in ",:" or words.low[start] in DASHES):
            start += 1
        if start < end:
            self.read.append(Attribution((start, end), cue, speaker))

    def before(self, end: int, cue: Span, speaker: Span | None) -> None:
        last = end - (self.words.low[end - 1] == "," and self.words.mark[end - 1] < 0)
        self.add(self.free_from(last - 1), last, cue, speaker)

    def more(self, index: int, cue: Span, speaker: Span | None) -> None:
        """The continuation of the content after `he said,`."""
        words = self.words
        if index >= self.high:
            return
        start = index + (words.low[index] in (",", ":", ";") or words.low[index] in DASHES)
        if start < self.high and words.mark[start] >= 0:
            self.add(start, quoted_end(words, start, self.high), cue, speaker)
        elif (
            index < start < self.high
            and words.low[index] == ","
            and clause_ahead(words, start, self.high)
            and may_continue(words, start)
        ):
            self.add(start, content_end(words, start, self.high), cue, speaker)

    def inside(self, index: int) -> bool:
        for attribution in self.read:  # noqa: SIM110 (called very often: a generator would take twice as long)
            if attribution.content[0] <= index < attribution.content[1]:
                return True
        return False

    def free_from(self, index: int) -> int:
        """The start of the tokens before `index` that belong to no attribution yet."""
        if not self.read:
            return self.low
        ends = [max(a.content[1], a.cue[1] if a.cue else 0, a.speaker[1] if a.speaker else 0) for a in self.read]
        return max([self.low, *(e for e in ends if e <= index)])

    def next_read(self, index: int) -> int:
        """The start of the next attribution, at which a weaker cue's content must end."""
        if not self.read:
            return self.high
        starts = [
            min(a.content[0], a.cue[0] if a.cue else self.high, a.speaker[0] if a.speaker else self.high)
            for a in self.read
        ]
        return min([self.high, *(s for s in starts if s > index)])

    def last_speaker(self, index: int) -> Span | None:
        before = [a for a in self.read if a.cue and a.cue[0] < index and a.speaker]
        return max(before, key=lambda a: a.cue[0] if a.cue else 0).speaker if before else None

    def first_comma(self) -> int:
        """The first comma of the sentence, or its end."""
        words = self.words
        return next((i for i in words.outside_quotations(self.low, self.high) if words.low[i] == ","), self.high)

    def content_before(self, index: int) -> bool:
        words, last = self.words, index - 1
        if words.mark[last] >= 0:
            inner = words.raw[last - 1]
            return words.span[words.mark[last]] in self.statements or inner in _CUT_OFF or inner in DASHES
        return words.low[last] == "," and last - self.free_from(last) > 1

    def after_statement(self, speaker: Span) -> bool:
        """Whether a statement in quotation marks is right before a speaker, as in `“Go,” the mayor urged`."""
        if speaker[0] <= self.low:
            return False
        mark = quotation_before(self.words, speaker[0], self.low)
        return mark >= 0 and self.words.span[mark] in self.statements

    def ends_tag(self, index: int) -> bool:
        """Whether a pronoun that ends a tag is at `index` (`sagte er.`), or in languages that omit it, what follows."""
        words, grammar = self.words, self.words.grammar
        if words.low[index] in grammar.personal:
            after = index + 1 + (index + 1 < self.high and words.low[index + 1] in grammar.particles)
            return grammar.pronoun_after_cue and (
                after >= self.high
                or words.low[after] in grammar.after_tags | grammar.prepositions | grammar.to_hearers
                or (not words.capital(after) and words.low[after + 1 : after + 2] == ["."])  # `sagte er leise.`
                or adjunct_end(words, after, self.high) > after
            )
        smiling = words.low[index].endswith(grammar.gerund_endings) and not words.capital(index)
        return grammar.omits_pronouns and (words.low[index] in grammar.after_tags or smiling)

    def after_fronted(self, index: int, first: int) -> None:
        """`Dem Sender sagte NAME: “CONTENT”`: the subject is after the verb, or omitted."""
        words = self.words
        speaker = subject_after(words, index + 1, self.high)
        start = speaker[1] if speaker else index + 1
        if start + 1 < self.high and words.low[start] in (":", ",") and words.mark[start + 1] >= 0:
            end = quoted_end(words, start + 1, self.high)
            self.add(start + 1, end, (first, index + 1), speaker)

    def is_clause(self, end: int, after: int) -> bool:
        """Whether a clause ends at a comma before a tag: it has a known verb, or is too long for a phrase."""
        words, grammar, start = self.words, self.words.grammar, self.free_from(end)
        if has_verb(words, start, end):
            return True
        phrase = words.low[start] in grammar.prepositions | grammar.subordinators | words.dates.time
        if not grammar.comma_after_quotation or phrase or words.low[end] != "," or end - start <= _LONGEST_PHRASE:
            return False
        return words.capital(after) or words.low[after] in grammar.determiners

    def is_omitted(self, after: int) -> bool:
        """Whether only time or place follow a verb in a paragraph's later sentence: `«No», dijo el lunes en Velda`."""
        words, times = self.words, self.words.dates.time
        if not (words.grammar.omits_pronouns and self.low and after < self.high):
            return False
        dated = words.low[after] in words.grammar.before_time and not times.isdisjoint(words.low[after + 1 : after + 2])
        if dated or (words.low[after] in times and not words.capital(after)):
            return True
        if words.low[after] not in words.grammar.to_hearers | words.grammar.before_hearers:
            return False
        if words.low[after] in words.names.articles and after + 1 < self.high and is_title(words, after + 1):
            return False  # `disse a coordenadora, NAME`
        rest = [here for here in range(after, self.high) if words.low[here] in words.grammar.after_tags][:1]
        end = rest[0] if rest else self.high
        size = end - after
        if 2 < size <= _LONGEST_PLACE and self._is_place(after, end):
            return True  # `dijo en la sala de prensa`
        return size == 2 or (size == 3 and words.low[after + 1] in words.grammar.determiners)  # `aseguró a Efe`

    def _is_place(self, start: int, end: int) -> bool:
        """Whether one phrase with prepositions and common nouns fills the tokens, with nobody after it."""
        words, grammar = self.words, self.words.grammar
        links = grammar.prepositions | grammar.of
        alone = (i for i in range(start + 1, end) if words.low[i - 1] not in links)
        return not any(map(words.capital, range(start, end))) and all(
            words.low[i] in links or (words.low[i].isalpha() and words.low[i] not in grammar.determiners)
            for i in alone
            if words.low[i - 1] not in grammar.determiners
        )

    def fronted(self, first: int) -> bool:
        """Whether only words such as `das` are before the verb, as in `Das teilte NAME mit`, `Así lo anunció NAME`."""
        return self.low < first and self.words.grammar.fronted.issuperset(self.words.low[self.low : first])

    def as_reported_after(self, index: int, speaker: Span) -> bool:
        """Whether `, wie NAME mitteilte` ends a sentence, so that what NAME reported is before it."""
        low, grammar = self.words.low, self.words.grammar
        begins = speaker[0] - 2 > self.low and low[speaker[0] - 1] in grammar.as_reported
        ends = index + 1 >= self.high or low[index + 1] in grammar.after_tags
        return begins and ends and low[speaker[0] - 2] == ","

    def as_reported(self, speaker: Span | None) -> bool:
        """Whether a sentence begins with `As NAME`, so that what NAME said follows after the comma."""
        begins = self.words.low[self.low] in self.words.grammar.as_reported
        return begins and speaker is not None and speaker[0] == self.low + 1

    def one_word_before(self, index: int) -> bool:
        """Whether one word is before the comma before `index`, as in `Dams, she said, grow old`."""
        low = self.words.low
        return index == self.low + 2 and low[index - 1] == "," and low[self.low][0].isalpha()

    def floating(self) -> None:
        """Statements in quotation marks without a cue, with a speaker if a name follows after a dash."""
        claimed = [a.content for a in self.read]
        for start, end in self.statements:
            if not any(s < end and start < e for s, e in claimed):
                speaker = signature(self.words, end, self.high)
                cue = (end, end + 1) if speaker else None
                tag = unknown_tag(self.words, end, self.high) if speaker is None else None
                if tag:
                    self.read.append(Attribution((start, end), *tag))
                    continue
                if speaker is None and self.words.grammar.tags_inside:
                    tag = tag_inside(self.words, start, end)
                    if tag:
                        self.read.append(Attribution((start, end), *tag))
                        continue
                if speaker is None:
                    speaker = announced(self.words, start, self.low)
                    cue = (start - 1, start) if speaker else None
                self.read.append(Attribution((start, end), cue, speaker))

    def begins_reported(self, index: int, cue: int, frame: int) -> bool:
        """Whether the content of a passive with an agent begins at `index`: `that` or, for a charge, `of doing`."""
        words, low, grammar = self.words, self.words.low, self.words.grammar
        if low[cue] in words.cues.charges:
            charged = index + 1 < self.high and (
                words.mark[index + 1] >= 0 or low[index + 1].endswith(grammar.gerund_endings)
            )
            return low[index] in grammar.of and charged
        return bool(frame & Frame.SAY) and low[index] in grammar.complementizers

    def is_named(self, index: int, speaker: Span) -> bool:
        """Whether `a group called NAME` says what something is called, which nobody says."""
        words = self.words
        if words.low[index] not in words.cues.naming or index + 1 >= self.high:
            return False
        indefinite = words.grammar.articles - words.names.articles
        named = index + 1
        if words.low[speaker[0]] not in indefinite:  # `The barman mixes a drink called the Breakwater`
            if "," in words.low[slice(*speaker)] or indefinite.isdisjoint(
                words.low[max(index - 3, speaker[0]) : index]
            ):
                return False
            named += words.low[named] in words.names.articles and named + 1 < self.high
        return words.capital(named) and words.mark[named] < 0


_LONGEST_PHRASE = 5
"""Most tokens before a tag without quotation marks that may be a phrase rather than a clause."""


class OtherCues(Contents):
    """Attributions by cues other than verbs: `according to`, `her claim that`, `was critical of`, and `put it`."""

    def source(self, index: int) -> None:
        """`CONTENT, according to NAME` and `According to NAME, CONTENT`."""
        words = self.words
        links, completed = words.cues.linked_sources.get(words.low[index], (frozenset(), ""))
        completed = words.cues.sources.get(words.low[index], completed)
        after = index + 1 + bool(completed)
        if completed and words.low[index + 1 : min(after, self.high)] != [completed]:
            return
        if links and (words.low[index - 1] if index > self.low else "") not in links:
            return
        index -= bool(links) and index > self.low and words.low[index - 1] in words.grammar.prepositions
        verb = after
        while verb < self.high and words.low[verb] in words.grammar.auxiliaries and not words.capital(verb):
            verb += 1
        if verb < self.high and words.low[verb] in words.cues.verbs:
            after = verb + 1
            after += after < self.high and words.low[after] in words.grammar.before_time
            after = adjunct_end(words, after, self.high)  # `según anunció el viernes la compañía`
        elif verb > after or self._is_other_verb(after):
            return  # `según ha podido saber este diario`
        leads = index <= self.low + 1
        speaker = subject_after(words, after, self.first_comma() if leads else self.high)
        if speaker and words.low[index] in words.cues.viewpoints:
            speaker = view_of(words, speaker, self.high)
        if speaker is None:
            return
        cue = (index, after)
        if leads:
            start = speaker[1] + (speaker[1] < self.high and words.low[speaker[1]] == ",")
            if start < self.high:
                self.add(start, content_end(words, start, self.high), cue, speaker)
            return
        end = index - (words.low[index - 1] == "," and words.mark[index - 1] < 0)
        self.add(self.free_from(end - 1), end, cue, speaker)

    def _is_other_verb(self, index: int) -> bool:
        """Whether a verb that reports nothing is at `index`, as in `segundo apurou a reportagem`."""
        words = self.words
        if index + 1 >= self.high or words.capital(index) or words.names.nouns_capitalised:
            return False
        named = words.low[index + 1] in words.grammar.determiners
        return named and words.low[index].endswith(words.grammar.verb_endings)

    def completed(self, index: int) -> None:
        """`As NAME put it: “CONTENT”` and `“CONTENT,” as NAME put it`."""
        words, after = self.words, index + 2
        if words.low[index + 1 : after] != [words.cues.completed[words.low[index]]]:
            return
        speaker = subject_before(words, index, self.free_from(index))
        if speaker is None or not whole_phrase(words, speaker):
            return
        begin = speaker[0] - (speaker[0] > self.low and words.low[speaker[0] - 1] in words.grammar.subordinators)
        if begin > self.low and words.mark[begin - 1] >= 0:
            self.before(begin, (index, after), speaker)
            return
        for here in range(after, min(after + _FARTHEST_FROM_IT, self.high)):
            if words.mark[here] >= 0:
                self.add(here, quoted_end(words, here, self.high), (index, after), speaker)
                return

    def noun_or_adjective(self, index: int) -> None:
        """`her claim that ...` and `was critical of ...`."""
        words, low = self.words, self.words.low
        after = index + 1
        if after + 1 >= self.high:
            return
        links = words.cues.nouns.get(low[index], ())
        link = after + (low[after] in words.grammar.be and low[after + 1] in words.grammar.complementizers)
        if low[link] in links:  # `her view that`, `her view is that`
            speaker = possessor(words, index, self.low)
            if speaker and (low[link] != "," or low[max(speaker[0] - 1, self.low)] in words.grammar.place_prepositions):
                self._thought(link, (index, link), speaker)
        elif low[after] in words.cues.adjectives.get(low[index], ()):
            first = verb_start(words, index, self.low)
            if any(w in words.grammar.be or w in words.cues.feeling for w in low[first:index]):
                speaker = subject_before(words, first, self.free_from(first))
                if speaker and whole_phrase(words, speaker):
                    self._thought(after, (first, after), speaker)

    def _thought(self, link: int, cue: Span, speaker: Span) -> None:
        words, high = self.words, self.next_read(link)
        if words.low[link] in words.grammar.complementizers or words.low[link] == ",":
            self.add(link, content_end(words, link, high), cue, speaker)
        else:
            start = link if words.low[link] in words.grammar.infinitive else link + 1
            self.add(start, noun_end(words, start, high), (cue[0], start), speaker)
