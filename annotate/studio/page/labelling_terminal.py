"""Labelling in the terminal: the same session as the page's, with the same keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from rich.markup import escape
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Markdown, Static

from annotate.errors import AnnotateError
from annotate.scheme import Question
from annotate.studio.page.calibration_round import in_words
from annotate.studio.page.labelling_session import Answer, LabellingSession, is_asked
from annotate.studio.page.terminal_keys import Aim, aimed_next, command_keys, in_lines
from annotate.studio.wording.wordings import wording

PAUSE = 60.0
"""Seconds that a pause counts at most."""


class LabellingTerminal(App[None]):
    """The sentence in its context, the questions with their keys, and what can be done, on one screen."""

    CSS = """
    Screen { layers: base; }
    #top { height: 1; background: $panel; padding: 0 1; }
    #reading { height: 1fr; padding: 1 2; }
    #sentence { border-left: thick $accent; padding: 0 1; margin: 1 0; text-style: bold; }
    .dim { color: $text-muted; }
    #guidelines { display: none; height: 1fr; border-top: solid $panel; padding: 0 2; }
    #questions { height: auto; max-height: 50%; padding: 0 2; border-top: solid $panel; }
    #questions Static { height: auto; }
    #comment { display: none; }
    #keys { height: auto; padding: 0 2; color: $text-muted; }
    #said { height: auto; min-height: 1; padding: 0 2; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "stop", priority=True, show=False),
        Binding("tab", "aim(1)", priority=True, show=False),
        Binding("shift+tab", "aim(-1)", priority=True, show=False),
    ]
    AUTO_FOCUS = None  # the field for comments would take the keys

    def __init__(self, session: LabellingSession, title: str, guidelines: str) -> None:
        super().__init__()
        self.session, self.heading, self.guidelines = session, title, guidelines
        self.place = session.next_open if session.done < len(session.items) else len(session.items)
        self.answer = Answer()
        self.aim: Aim | None = None
        self.commands = command_keys(session)
        words = wording(session.scheme.language)
        self.words, self.page_words = words.terminal, words.page
        done = [(session.answers[item.key].updated_at, number) for number, item in enumerate(session.items)
                if item.key in session.answers and session.answers[item.key].done]  # fmt: skip
        self.past = [number for _, number in sorted(done)]
        self.since = time.monotonic()

    def compose(self) -> ComposeResult:
        """The parts of the screen."""
        yield Static(id="top")
        with VerticalScroll(id="reading", can_focus=False):
            yield Static(id="about", classes="dim")
            yield Static(id="headline")
            yield Static(id="before", classes="dim")
            yield Static(id="sentence")
            yield Static(id="after", classes="dim")
        with VerticalScroll(id="guidelines", can_focus=False):
            yield Markdown(self.guidelines, open_links=False)
        with VerticalScroll(id="questions", can_focus=False):
            yield from (Static(id=f"question{number}") for number in range(len(self.session.scheme.questions)))
        yield Input(id="comment", placeholder=self.words["comment_field"], max_length=10_000)
        yield Static(id="keys")
        yield Static(id="said")

    def on_mount(self) -> None:
        """Show the first sentence that is open."""
        self.show_item()

    @property
    def at_end(self) -> bool:
        """Whether the last sentence has been passed."""
        return self.place >= len(self.session.items)

    def on_resize(self) -> None:
        """Fit the keys into the window."""
        self.call_after_refresh(self._paint)

    def on_key(self, event: events.Key) -> None:
        """Do what a key stands for."""
        self._count_time()
        if self.query_one("#comment").display:
            if event.key == "escape":
                self._keep_comment(self.query_one("#comment", Input).value)
            return
        pressed = {event.key, event.character or "", event.key.replace("upper_", "")}
        for question in self.session.scheme.questions:
            for label in question.labels:
                if label.hotkey and label.hotkey.lower() in {key.lower() for key in pressed}:
                    self._choose(question, label.name)
                    return
        character = event.character or ""
        acts: dict[str, Callable[[], None]] = {
            "enter": self._submit,
            "backspace": self._undo,
            "ctrl+z": self._undo,
            "left": lambda: self._move(-1),
            "right": lambda: self._move(1),
        }
        by_character: dict[str, Callable[[], None]] = {
            " ": self._choose_aimed,
            self.commands["skip"]: self._skip,
            self.commands["flag"]: self._flag,
            self.commands["comment"]: self._comment,
            self.commands["guidelines"]: self._guidelines,
            self.commands["quit"]: self.exit,
        }
        act = acts.get(event.key) or by_character.get(character)
        if act is not None:
            event.prevent_default()
            act()

    def action_stop(self) -> None:
        """Finish, with the comment that is being written."""
        if self.query_one("#comment").display:
            self._keep_comment(self.query_one("#comment", Input).value)
        self.exit()

    def action_aim(self, step: int) -> None:
        """Go to the next label, or back, for Space to choose it."""
        if not self.at_end and not self.query_one("#comment").display:
            self.aim = aimed_next(self.session.scheme, self.answer.labels, self.aim, step)
            self._paint()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the comment."""
        event.stop()
        self._keep_comment(event.value)

    def show_item(self, words: str = "") -> None:
        """Show the sentence at hand, or that all are done."""
        self._count_time()
        self.aim = None
        if self.at_end:
            self.answer = Answer()
            texts = {"about": "", "headline": "", "before": "", "after": ""}
            total = len(self.session.items)
            whole = self.session.done == total
            done = self.page_words["end_all" if whole else "end_some"].format(done=self.session.done, total=total)
            sentence = Text(self.words["end"].format(done=f"{done}.", output=self.session.output))
        else:
            item = self.session.items[self.place]
            self.answer = self.session.answers.get(item.key, Answer())
            target = self.page_words["about"].format(target=item.target) if item.target else ""
            about = " · ".join(part for part in (item.about(self.page_words), target) if part)
            texts = {"about": about, "headline": item.title, "before": item.before, "after": item.after}
            sentence = Text(item.text)
            for start, end in item.marks:
                sentence.stylize("reverse", start, end)
        for name, text in texts.items():
            self.query_one(f"#{name}", Static).update(Text(text))
        self.query_one("#sentence", Static).update(sentence)
        feedback = self._feedback()
        self._paint(words or (self.words["continues"].format(feedback=feedback) if feedback else ""))

    def _paint(self, words: str = "") -> None:
        done, total = self.session.done, len(self.session.items)
        place = self.page_words["place"].format(place=self.place + 1, total=total, done=done)
        state = "" if self.at_end else place
        marks = f" · {self.page_words['skipped']}" * self.answer.skipped
        marks += f" · {self.words['flagged']}" * self.answer.flagged
        self.query_one("#top", Static).update(Text(f"{self.heading} · {self.session.annotator} · {state}{marks}"))
        for number, question in enumerate(self.session.scheme.questions):
            line = self.query_one(f"#question{number}", Static)
            line.update(self._line(question))
            if self.aim and self.aim[0] == question.name:
                line.scroll_visible(animate=False)
        named = {"save": self.page_words["enter"], "undo": "Backspace", **self.commands, "move": "← →"}
        if not all(label.hotkey for question in self.session.scheme.questions for label in question.labels):
            named["choose"] = f"Tab {self.words['space']}"
        named["quit"] += " Ctrl-C"
        keys = in_lines([(key, self.words[name]) for name, key in named.items()], self.size.width - 4)
        self.query_one("#keys", Static).update(keys)
        comment = self.words["comment_is"].format(comment=self.answer.comment) if self.answer.comment else ""
        self.query_one("#said", Static).update(Text(words or self.session.trouble or comment))

    def _line(self, question: Question) -> str:
        asked = is_asked(question, self.answer.labels)
        chosen = self.answer.labels.get(question.name, ())
        labels = []
        for label in question.labels:
            text = f" {escape(label.hotkey)} {escape(label.display)} "
            text = f"[reverse b]{text}[/]" if label.name in chosen and asked else text
            labels.append(f"[u]{text}[/u]" if self.aim == (question.name, label.name) else text)
        optional = "" if question.required else f" ({self.page_words['optional']})"
        line = f"[b]{escape(question.title)}[/b]{optional}:" + " ".join(labels)
        return line if asked else f"[dim]{line}[/dim]"

    def _choose(self, question: Question, label: str) -> None:
        if self.at_end or not is_asked(question, self.answer.labels) or self._was_checked():
            return
        chosen = self.answer.labels.get(question.name, ())
        if question.multiple:
            new = tuple(one for one in chosen if one != label) if label in chosen else (*chosen, label)
        else:
            new = () if label in chosen and not question.required else (label,)
        self.answer = replace(self.answer, labels={**self.answer.labels, question.name: new}, skipped=False)
        self._paint()
        asked = [one for one in self.session.scheme.questions if is_asked(one, self.answer.labels)]
        if not any(one.multiple for one in asked) and all(self.answer.labels.get(one.name) for one in asked):
            self._submit()

    def _choose_aimed(self) -> None:
        if self.aim:
            question, label = self.session.scheme.question(self.aim[0]), self.aim[1]
            self.aim = self.aim if question.multiple else None
            self._choose(question, label)

    def _save(self, answer: Answer) -> bool:
        asked = {q.name for q in self.session.scheme.questions if is_asked(q, answer.labels)}
        labels = {name: some for name, some in answer.labels.items() if name in asked}
        try:
            self.answer = self.session.save(self.session.items[self.place].key, replace(answer, labels=labels))
        except AnnotateError as error:
            self._paint(str(error).removeprefix("answer: "))
            return False
        return True

    def _submit(self) -> None:
        if self.at_end:
            self.exit()
        elif self._feedback():
            self._go_on("")
        elif self._save(replace(self.answer, done=True, skipped=False)):
            scheme, answered = self.session.scheme, self.answer.labels.items()
            labels = ", ".join(scheme.question(name).shown(label) for name, some in answered for label in some)
            self._go_on(self.page_words["says_saved"].format(labels=labels))

    def _skip(self) -> None:
        if self.at_end or self._was_checked():
            return
        if self._save(replace(self.answer, labels={}, done=True, skipped=True)):
            self._go_on(self.page_words["says_skipped"])

    def _feedback(self) -> str:
        """In training, what is shown about the answer at hand once it was given; else empty."""
        shown = None if self.at_end else self.session.feedback(self.session.items[self.place].key)
        return in_words(shown, self.session.scheme) if shown else ""

    def _was_checked(self) -> bool:
        """Whether the known answer was shown, after which nothing can be changed; says so."""
        if feedback := self._feedback():
            self._paint(self.words["continues"].format(feedback=feedback))
        return bool(feedback)

    def _go_on(self, words: str) -> None:
        if self.session.training and words:
            self._was_checked()
            return
        self.past.append(self.place)
        keys = [item.key for item in self.session.items]
        open_places = [
            number
            for number, key in enumerate(keys)
            if key not in self.session.answers or not self.session.answers[key].done
        ]
        later = [number for number in open_places if number > self.place]
        self.place = (later or open_places or [len(keys)])[0]
        self.show_item(words)

    def _undo(self) -> None:
        if self.session.training:
            self._paint(self.page_words["training_stays"])
            return
        if not self.past:
            self._paint(self.page_words["says_nothing_to_undo"])
            return
        before, self.place = self.place, self.past[-1]
        self.show_item()
        if not self._save(replace(self.answer, done=False, skipped=False)):
            self.place = before
            return
        self.past.pop()
        self._paint(self.page_words["says_taken_back"])

    def _move(self, step: int) -> None:
        self.place = max(0, min(len(self.session.items), self.place + step))
        self.show_item()

    def _flag(self) -> None:
        if not self.at_end:
            self._note(replace(self.answer, flagged=not self.answer.flagged), self._flag_words())

    def _flag_words(self) -> str:
        return self.page_words["says_not_flagged" if self.answer.flagged else "says_flagged"]

    def _note(self, changed: Answer, words: str) -> None:
        """Keep a flag or comment at once, and what is being chosen as it is."""
        stored = self.session.answers.get(self.session.items[self.place].key, Answer())
        chosen = self.answer
        if self._save(replace(stored, flagged=changed.flagged, comment=changed.comment, lead_time=chosen.lead_time)):
            self.answer = replace(self.answer, labels=chosen.labels)
            self._paint(words)

    def _comment(self) -> None:
        if not self.at_end:
            field = self.query_one("#comment", Input)
            field.value, field.display = self.answer.comment, True
            field.focus()

    def _keep_comment(self, text: str) -> None:
        self.query_one("#comment").display = False
        self.set_focus(None)
        self._note(replace(self.answer, comment=text), self.words["says_comment"])

    def _guidelines(self) -> None:
        panel = self.query_one("#guidelines")
        panel.display = not panel.display
        panel.can_focus = panel.display
        self.set_focus(panel if panel.display else None)

    def _count_time(self) -> None:
        now = time.monotonic()
        self.answer = replace(self.answer, lead_time=self.answer.lead_time + min(PAUSE, now - self.since))
        self.since = now


def label_in_terminal(session: LabellingSession, title: str, guidelines: str) -> None:
    """Label in this terminal until the person finishes."""
    LabellingTerminal(session, title, guidelines).run()
