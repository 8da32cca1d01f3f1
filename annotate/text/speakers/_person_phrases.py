"""The persons that phrases name, as `Mira Talvik` in `the port director, Mira Talvik`."""

from __future__ import annotations

from annotate.text.languages import Language
from annotate.text.speakers._persons import Persons
from annotate.text.speakers._phrases import Phrases

_MOST_BEFORE_NAME = 2
"""Words before a name that may be titles which tell a gender."""


class PersonPhrases:
    """Finds the person in a phrase of one article."""

    def __init__(self, known: Persons, phrases: Phrases, language: Language) -> None:
        self._known = known
        self._phrases = phrases
        self._names = language.names
        self._grammar = language.grammar
        self._quotation_marks = frozenset(language.quotation_marks.no_apostrophes)

    def person(self, phrase: str) -> str:
        """The name of the person in a phrase such as `Foreign Minister Vasch, 52,`; empty if there is none."""
        known = self._names
        first, *rest = known.end.split(phrase)[:2]
        apposed = rest[0].strip(" ,").split() if rest and not first[:1].isupper() else []
        if len(apposed) > 1 and all(part[:1].isupper() for part in apposed) and self._known.of_full_name(apposed):
            return self._known.of_full_name(apposed)  # `the head of Penhale, Oren Vasch`
        for head in (
            first,
            *(part.removesuffix(")") for part in rest if self._may_name(part)),
        ):  # not a title of a work
            parts = self._phrases.without_origin(
                [p if p.isalpha() else known.possessive.sub("", p) for p in head.split()]
            )
            parts = self._known.without_honours(parts)
            lead = next((n for n, part in enumerate(parts) if not part[:1].isupper()), 0)
            if lead > 1 and _is_elided(parts[lead]) and self._known.of_full_name(parts[:lead]):
                return self._known.of_full_name(parts[:lead])  # `Ute Bremi dell’associazione Orle`
            owner = next((n for n, p in enumerate(head.split(), 1) if known.possessive.search(p)), 0)
            parts = parts[owner:] or parts  # `Veldania's Oren Vasch`
            size = next((n for n, p in enumerate(reversed(parts)) if not p[:1].isupper()), len(parts))
            run = self._known.after_titles(parts[len(parts) - size :])
            before = parts[-size - 1].lower() if size < len(parts) else ""
            if before == "&":
                continue  # `Penhale & Co.`
            starters = self._grammar.subject_determiners
            if starters and before in self._grammar.determiners - starters and size + 1 < len(parts):
                continue  # `der Trainer des FC Selm`
            office = parts[-size - 2].lower() if size + 1 < len(parts) else ""
            if len(run) < size and office in known.titles and before in self._grammar.of:
                before = ""  # `Secretary of State Oren Vasch`
            held = office in known.titles or office in known.organisations
            if held and before in self._grammar.of and self._known.after_organisation(run):
                run, before = self._known.after_organisation(run), ""  # `Minister of Foreign Affairs Oren Vasch`
            if self._names.nouns_capitalised and before in self._grammar.determiners and len(run) == size:
                run = run[1:] if size > 2 else [] if size == 1 else run  # `der Landwirt Oren Vasch`
            if len(run) > 2 and before in self._grammar.of and self._known.of_full_name(run[1:]):
                return self._known.of_full_name(run[1:])  # `the mayor of Velda Oren Vasch`
            if (
                run
                and before not in self._grammar.prepositions
                and not any(p.lower() in known.organisations for p in run)
            ):
                titles = [part.lower() for part in parts[: -len(run)][-_MOST_BEFORE_NAME:]]
                described = len(run) < len(parts) and self._grammar.place_prepositions.isdisjoint(parts)
                name = self._name_of(
                    run, described, next((known.gendered[t] for t in titles if t in known.gendered), "")
                )
                if name:
                    return name
        return ""

    def _may_name(self, part: str) -> bool:
        """Whether a person may be named in a description: not in a title of a work, nor in `(NYSE: NVQ)`."""
        if part.endswith(")") and (":" in part or not part[0].isupper()):
            return False
        return part[-1:] not in self._quotation_marks

    def _name_of(self, run: list[str], introduced: bool, gender: str) -> str:
        no_names = self._names.no_names
        if len(run) == 1:
            name = self._known.called(run[0], gender)
            if name and gender:
                self._known.gender[name] = gender
            is_name = introduced and run[0].lower() not in no_names and len(run[0]) > 2 and not run[0].isupper()
            return name or (run[0] if is_name else "")
        name = self._known.of_full_name(run)
        if name:
            return name
        if run[0].lower() in self._names.places or run[0].lower() in no_names:
            return ""
        return " ".join(run[-4:])


def _is_elided(word: str) -> bool:
    """Whether a word begins with an elided preposition, as `dell’associazione`."""
    before, apostrophe, _ = word.replace("’", "'").partition("'")
    return bool(apostrophe) and before.islower()
