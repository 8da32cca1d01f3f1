"""Attributions within one sentence: cue, speaker and content, found by rules over tokens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from annotate.text.languages import Frame
from annotate.text.quotations._adjuncts import adjunct_end, hearer_begins, is_deadline, past_hearer
from annotate.text.quotations._clauses import (
    agrees,
    clause_follows,
    is_fronted,
    may_continue,
    quotation_before,
    quoted_end,
    reported_before,
    reporting_gerund,
)
from annotate.text.quotations._content_extent import content_end, content_start, fits, noun_end
from annotate.text.quotations._contents import Attribution, OtherCues
from annotate.text.quotations._noun_phrases import is_verb, verb_start, whole_phrase
from annotate.text.quotations._subjects import (
    name_before,
    subject_after,
    subject_before,
    subject_first,
)
from annotate.text.quotations._tokens import DASHES, Span, Tokens, Use

_CLAUSAL = Frame.SAY | Frame.TELL | Frame.WEIGH


def attributions_in(words: Tokens, sentence: Span) -> list[Attribution]:
    """The attributions of one sentence, which must contain its quotations whole, in the order of their contents."""
    low, high = sentence
    cues = words.possible_cues
    cues = cues[bisect_left(cues, low) : bisect_left(cues, high)]
    if not cues and not words.span:
        return []
    reader = _Reader(words, low, high)
    if not cues and not reader.statements:
        return []
    read = reader.attributions(cues)
    return sorted(read, key=lambda a: a.content) if len(read) > 1 else read


class _Reader(OtherCues):
    """Finds the attributions of one sentence: first those of clear verbs of saying, then weaker cues in the rest."""

    def attributions(self, cues: Sequence[int]) -> list[Attribution]:
        """All attributions of the possible `cues`, the strongest first."""
        low = self.words.low
        uses = [(index, self.words.uses[low[index]]) for index in cues]
        clear = [(index, use) for index, use in uses if use & Use.CLEAR]
        last = [one for one in clear[-1:] if one[0] + 2 == self.high and low[one[0] + 1] == "."]
        for use, read, of_it in (
            (Use.CLEAR, self._cue, [*last, *clear[: len(clear) - len(last)]]),  # all before the last may be content
            (Use.VERB, self._cue, uses),
            (Use.COMPLETED, self.completed, uses),
            (Use.OTHER, self.noun_or_adjective, uses),
        ):
            for index, own in of_it:
                if own & use and not self.inside(index):
                    read(index)
        self.floating()
        return self.read

    def _cue(self, index: int) -> None:
        words, low, grammar, verbs = self.words, self.words.low, self.words.grammar, self.words.cues.verbs
        is_verb_form = index > self.low and low[index] in verbs and low[index - 1] in grammar.auxiliaries  # `è detta`
        if low[index] in words.cues.sources or (low[index] in words.cues.linked_sources and not is_verb_form):
            self.source(index)
            return
        needed = words.cues.causatives.get(low[index])
        if needed and (index == self.low or low[index - 1] not in needed):
            return
        frame = verbs[low[index]]
        if low[index] in grammar.reported_as and reporting_gerund(words, index, self.high):
            return
        if frame & (Frame.ASK | Frame.WANT) and not words.cues.anonymity.isdisjoint(low[index + 1 : index + 5]):
            return
        first = verb_start(words, index, self.low)
        before = low[first - 1] if first > self.low else ""
        if before in grammar.infinitive:
            self._infinitive(index, first, frame)
            return
        if before in grammar.before_nouns_only or not is_verb(words, index):
            return
        if frame & Frame.BARE and words.capital(index) and index > self.low and words.mark[index - 1] >= 0:
            return  # `“CONTENT.” Read our review.`: a sentence of its own
        passive = self._is_passive(index, first, frame)
        if frame & Frame.GERUND and not passive:
            self._gerund(index, first, before, frame)
        elif passive and not frame & Frame.GERUND:
            self._passive(index, first, frame)
        elif before not in grammar.prepositions:
            self._finite(index, first, before, frame)

    def _is_passive(self, index: int, first: int, frame: int) -> bool:
        """Whether the verb group has a form of `be`; `'s` before a participle is `has`, unless an agent follows."""
        words, grammar = self.words, self.words.grammar
        forms = grammar.be.intersection(words.low[first:index])
        if grammar.reflexives and not grammar.reflexives.isdisjoint(words.low[first:index]):
            return False
        if forms <= grammar.genitive and not frame & Frame.GERUND:
            return bool(forms) and index + 1 < self.high and words.low[index + 1] in grammar.agent
        return bool(forms)

    def _gerund(self, index: int, first: int, before: str, frame: int) -> None:
        words, grammar = self.words, self.words.grammar
        quoted = reported_before(words, first - 1, self.low) if first > self.low else 0
        if quoted:
            self._reported_as(index, quoted, frame)
            return
        opens = before == "" and index == self.low
        if before == "," or before in grammar.conjunctions or before in DASHES or opens:
            speaker = self.last_speaker(index) or subject_first(words, self.low, self.high)
            self._right(index, first, speaker, frame)
        elif before in grammar.gerund_links and frame & Frame.STRONG:
            self._right(index, first, self.last_speaker(index), frame)
        elif before.isalpha() and frame & Frame.QUOTE and clause_follows(words, index, frame, self.high):
            # `a statement saying that ...`, `footage of NAME saying that ...`
            speaker = (
                name_before(words, first, self.low) or self.last_speaker(index) or subject_first(words, self.low, first)
            )
            self._right(index, first, speaker, frame)

    def _reported_as(self, index: int, quoted: int, frame: int) -> None:
        """`NAME was quoted as saying CONTENT`, `AGENCY quoted NAME as saying`, each also after the content."""
        words = self.words
        first = verb_start(words, quoted, self.low)
        subject = speaker = subject_before(words, first, self.free_from(first))
        if (
            subject is not None
            and not self._is_passive(quoted, first, frame)
            and words.low[quoted + 1] not in words.grammar.agent
        ):
            speaker = subject_after(words, quoted + 1, index - 1)
        if subject is None or speaker is None or not whole_phrase(words, speaker):
            return
        if subject[0] > self.low and self.content_before(subject[0]):
            self.before(subject[0], (first, index + 1), speaker)
        else:
            self._right(index, first, speaker, frame)

    def _infinitive(self, index: int, first: int, frame: int) -> None:
        """`forced the minister to admit that ...`, if a clause or quotation follows; others seldom report speech."""
        if not frame & Frame.STRONG or not frame & (_CLAUSAL | Frame.QUOTE):
            return
        if clause_follows(self.words, index, frame, self.high):
            speaker = self.last_speaker(index) or subject_first(self.words, self.low, first)
            self._right(index, first - 1, speaker, frame)

    def _passive(self, index: int, first: int, frame: int) -> None:
        """`X was criticised by NAME`, `X was accused by NAME of CONTENT`, `it was alleged by NAME that CONTENT`."""
        words, by = self.words, index + 1
        if by + 1 >= self.high or words.low[by] not in words.grammar.agent or is_deadline(words, by + 1, self.high):
            return
        stop = next((i for i in range(by + 2, self.high) if self.begins_reported(i, index, frame)), self.high)
        speaker = subject_after(words, by + 1, stop)
        if speaker and stop < self.high:
            start = stop + (words.low[stop] in words.grammar.of)
            self.add(start, content_end(words, start, self.high), (first, by + 1), speaker)
        elif speaker and frame & (Frame.JUDGE | Frame.NAME):
            content = subject_before(words, first, self.low)
            if content:
                self.add(*content, (first, by + 1), speaker)

    def _finite(self, index: int, first: int, before: str, frame: int) -> None:
        words = self.words
        if before in words.grammar.attached and self._with_attached_pronoun(index, first):
            return
        if (
            frame & (Frame.SAY | Frame.QUOTE)
            and (frame & Frame.SAY or not frame & Frame.TELL)
            and self._inverted(index, first)
        ):
            return
        speaker = subject_before(words, first, self.free_from(first))
        if speaker is None:
            self._without_subject(index, first, before, frame)
            return
        if is_fronted(words, speaker, first, self.low):
            self.after_fronted(index, first)
            return
        if not agrees(words, index, first, speaker, frame, self.high):
            return
        if frame & Frame.NAME and index == first and self.is_named(index, speaker):
            return
        if self.as_reported_after(index, speaker):
            self.before(speaker[0] - 1, (first, index + 1), speaker)
            return
        stated = self.after_statement(speaker)
        may_end = frame & _CLAUSAL or stated
        ends = stated or (index + 2 >= self.high and frame & Frame.SAY and not frame & Frame.BARE)
        if may_end and (frame & Frame.STRONG or ends) and self._left(index, first, speaker, frame):
            return
        self._right(index, first, speaker, frame)

    def _without_subject(self, index: int, first: int, before: str, frame: int) -> None:
        words, grammar = self.words, self.words.grammar
        if first == self.low and frame & Frame.QUOTE and self._opening(index):
            return
        if before in grammar.complementizers and frame & Frame.QUOTE and clause_follows(words, index, frame, self.high):
            # `a letter that says ...`
            self._right(index, first, (first - 1, first), frame)
            return
        if grammar.omits_pronouns and first == self.low and clause_follows(words, index, frame, self.high):
            self._right(index, first, None, frame)  # `Añadió que ...`: the last speaker
            return
        # a second verb of the same subject: `... and called it a mistake`
        again = self.last_speaker(index) or subject_first(words, self.low, first)
        if grammar.omits_pronouns and again and again[1] - again[0] == 1 and words.low[again[0]] in grammar.determiners:
            again = None  # `A la pregunta de si NAME viene, contestó: ...`
            self._right(index, first, None, frame)
        bare = frame & Frame.BARE and first == index
        if again and (before == "," or before in grammar.coordinators) and not bare:
            self._right(index, first, again, frame)

    def _opening(self, index: int) -> bool:
        """`Adds NAME: “CONTENT”`, at the beginning of a sentence."""
        words = self.words
        if index + 1 >= self.high or not words.capital(index + 1):
            return False
        speaker = subject_after(words, index + 1, self.high)
        start = speaker[1] + 1 if speaker else self.high
        if start >= self.high or words.mark[start] < 0 or words.low[start - 1] not in (":", ","):
            return False
        self.add(start, quoted_end(words, start, self.high), (index, index + 1), speaker)
        return True

    def _inverted(self, index: int, first: int) -> bool:
        """`CONTENT, said NAME`."""
        words, grammar = self.words, self.words.grammar
        after = index + 1
        after += after < self.high and words.low[after] in grammar.enclitics
        verb_end, after = after, past_hearer(words, after, self.high)
        if first <= self.low or after >= self.high or not (self.content_before(first) or self.fronted(first)):
            return False
        word = words.low[after]
        quoted = quotation_before(words, first, self.low) >= 0
        if quoted and verb_end == after and self.is_omitted(after):
            return self._without_speaker(index, first)
        behind = adjunct_end(words, after, self.high)
        if behind > after:
            free = grammar.comma_after_quotation and behind < self.high
            if not free or not (words.capital(behind) or words.low[behind] in grammar.determiners):
                return False
            after, word = behind, words.low[behind]  # `anunció el viernes la compañía`
        if not quoted and not self.fronted(first) and not self.is_clause(first - 1, after):
            return False
        if (quoted or word in grammar.impersonal) and (word in grammar.attached or self.ends_tag(after)):
            if word in grammar.impersonal or (word not in grammar.personal and word not in grammar.attached):
                return self._without_speaker(index, first)
        elif (
            not (word[0].isalpha() or word[0] == "@" or (quoted and word[0].isdigit()))
            or word in grammar.no_speaker
            or words.is_adverb(after)
        ):
            return False
        speaker = subject_after(words, after, self.high)
        if speaker is None:
            return False
        rest = words.low[speaker[1]] if speaker[1] < self.high else ""
        if not quoted and not grammar.irregular_past.isdisjoint(words.low[speaker[0] : speaker[1]]):
            return False  # `NAME, who saw it, said it brought back memories`
        if rest in grammar.particles and speaker[1] + 1 < self.high:
            rest = words.low[speaker[1] + 1]
        heard = adjunct_end(words, speaker[1], self.high) > speaker[1] or hearer_begins(words, *speaker, self.high)
        if not quoted and rest not in grammar.after_tags and not heard:
            return False
        self.before(first, (first, after), speaker)
        self.more(speaker[1], (first, after), speaker)
        return True

    def _without_speaker(self, index: int, first: int) -> bool:
        """`«CONTENT», dijo.`: the last speaker is meant."""
        self.before(first, (first, index + 1), None)
        self.more(index + 1, (first, index + 1), None)
        return True

    def _with_attached_pronoun(self, index: int, first: int) -> bool:
        """`« CONTENT », a-t-il dit`."""
        start = first - 2
        if start <= self.low or self.words.low[start] not in self.words.grammar.auxiliaries:
            return False
        start -= self.words.low[start - 1] in self.words.grammar.reflexives
        if not self.content_before(start):
            return False
        speaker, cue = (first - 1, first), (start, index + 1)
        self.before(start, cue, speaker)
        self.more(index + 1, cue, speaker)
        return True

    def _left(self, index: int, first: int, speaker: Span, frame: int) -> bool:
        """`CONTENT, NAME said`."""
        words = self.words
        if speaker[0] <= self.low or not (self.content_before(speaker[0]) or self.one_word_before(speaker[0])):
            return False
        after = content_start(words, index, frame, self.high)
        here = words.low[after] if after < self.high else ""
        mark = quotation_before(words, speaker[0], self.low)
        quoted = mark >= 0
        if here not in words.grammar.after_tags and not (quoted and words.span[mark] in self.statements):
            return False
        if not quoted and here in (",", ":") and after + 1 < self.high and words.mark[after + 1] >= 0:
            return False
        cue = (first, index + 1)
        if not quoted and here == "," and after + 1 < self.high and may_continue(words, after + 1):
            # `Too often, she said, the talks fail.`: the content is around the tag
            self.before(speaker[0], cue, speaker)
            self.add(after + 1, content_end(words, after + 1, self.high), cue, speaker)
            return True
        self.before(speaker[0], cue, speaker)
        self.more(after, cue, speaker)
        return True

    def _right(self, index: int, first: int, speaker: Span | None, frame: int) -> None:
        """`NAME said CONTENT`."""
        words = self.words
        cue = (first, index + 1)
        start = content_start(words, index, frame, self.high)
        if start >= self.high:
            return
        if words.low[start] in (",", ":") and words.mark[start] < 0:
            after = start + 1
            if after < self.high and words.mark[after] >= 0:
                self.add(after, quoted_end(words, after, self.high), cue, speaker)
            elif after < self.high and (self._leads(start, frame) or self.as_reported(speaker)):
                self.add(after, content_end(words, after, self.high), cue, speaker)
        elif fits(words, start, index, frame, self.high):
            self.add(start, self._end(start, index, speaker, frame), cue, speaker)

    def _leads(self, mark: int, frame: int) -> bool:
        """Whether a comma or colon after a cue leads to a reported clause."""
        words = self.words
        clause = words.low[mark + 1] in words.grammar.after_commas
        return clause or (words.low[mark] == ":" and bool(frame & Frame.STRONG))

    def _end(self, start: int, index: int, speaker: Span | None, frame: int) -> int:
        words, high, grammar = self.words, self.next_read(start), self.words.grammar
        clausal = words.low[start] in grammar.clause_starters or frame & (Frame.QUOTE | Frame.NAME)
        relative = speaker is not None and words.low[speaker[0]] in grammar.relative_person
        if not clausal and frame & Frame.JUDGE:
            return noun_end(words, start, high, relative=relative)
        if index == self.low:
            return content_end(words, start, high, aside=True)
        before = words.low[speaker[0] - 1] if speaker and speaker[0] > self.low else ""
        return content_end(words, start, high, aside=before in grammar.subordinate or (relative and before == ","))
