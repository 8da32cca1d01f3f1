"""A new study: its ``annotate.toml``, in which every key is explained, and its guidelines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io.writing import written_whole
from annotate.scheme import LABEL_KEYS, Question, Scheme, scheme_from
from annotate.studio.wording.wordings import ENGLISH, check_language, languages, usual_scheme, wording
from annotate.workflows.setup.settings import PATHS, SETTINGS, read_settings

_HEAD = """\
# Settings of this study. Whatever is commented out has the default that it shows; remove the # to change it.

# The study's name, which is also its project's in Label Studio.
title = {title}

# The same seed draws the same sentences and gives the same intervals.
seed = 0

# The language of what annotators read: {languages}. It does not change the labels' names in tables.
{language}

# A Label Studio of your own; without it, annotate studio start runs one on this machine. Its token is read from the
# environment variable LABEL_STUDIO_API_KEY and never written here.
# url = "http://127.0.0.1:8080"

# The sentence encoder that training uses; annotate encoder list shows what there is.
# encoder = "minilm"

# A language model that this study's text may be sent to, as recipe prompted does; its key is read from the environment
# variable ANNOTATE_ENDPOINT_KEY and never written here.
# [endpoint]
# url = "http://127.0.0.1:8000/v1"

# Where tables are, if not under these names in this folder.
# [paths]
{paths}
"""
_QUESTIONS = """
# The questions that are asked of each sentence, in this order. Each is a table [questions.NAME] with
#   title     what the annotator reads above the labels
#   required  whether a sentence cannot be submitted without an answer
#   multiple  whether several labels may be chosen; tables join them with |
#   only_if   { question = "stance", label = "critical" }: asked only after that answer to an earlier question
#   scale     all labels from one end to the other, for ordinal agreement and the index
#   labels    the names of the labels, or a table for each: name (in every table), title (what annotators read instead),
#             hotkey (the key that gives it), colour (on the labelling page), help (when to choose it)
"""
_ALONE = """
# One person labels: annotate label, or annotate studio start and annotate push.
"""
_CODERS = """
# {coders} people label. Overlap: annotate push --overlap {coders} gives each sentence to {coders} of them. Blind:
# annotate push --coders ANA,BEN gives each coder a project of their own, so that nobody sees another's labels.
# annotate agreement measures how far they agree (0.8 is good, under 0.667 is too little to build on), and
# annotate resolve makes one gold label of their labels.
"""
_GUIDELINES = """\
# {heading}

{introduction}

{questions}
## {hard_cases}

- {write_here}
"""
_SHIPPED = Path(__file__).parent / "guidelines"
"""The guidelines for stance and sentiment in every language."""
IGNORED = ".annotate/\n.*.labelling/\n*.parquet\nreport.html\n*.rejects.csv\n"
"""What version control leaves out of a study."""


@dataclass(frozen=True)
class StudyPlan:
    """What a new study is to be."""

    title: str
    questions: tuple[dict[str, Any], ...] = ()
    """Each with ``name`` and the keys of a question in ``annotate.toml``; without any, stance and sentiment."""
    coders: int = 1
    """How many people label."""
    language: str = ENGLISH
    """What annotators read is in it."""

    @property
    def scheme(self) -> Scheme:
        """The questions as a label scheme.

        Raises
        ------
        InputError
            If something about them is wrong, or there are no words for annotators in the language.
        """
        check_language(self.language, f"`language` {self.language!r}")
        return planned_scheme(self.questions, self.language)


def planned_scheme(questions: Sequence[dict[str, Any]], language: str = ENGLISH) -> Scheme:
    """`questions`, as in `StudyPlan`, as a label scheme; raises `InputError` if something about them is wrong."""
    if not questions:
        return usual_scheme(language)
    tables = {one["name"]: {key: value for key, value in one.items() if key != "name"} for one in questions}
    return replace(scheme_from({"questions": tables}, "the questions"), language=language)


def settings_text(plan: StudyPlan) -> str:
    """The ``annotate.toml`` of a study; raises `InputError` if its questions cannot be asked."""
    scheme = plan.scheme
    paths = "\n".join(f"# {name} = {json.dumps(path)}" for name, path in PATHS.items())
    language = f'{"# " if plan.language == ENGLISH else ""}language = "{plan.language}"'
    text = _HEAD.format(title=_quoted(plan.title), language=language, languages=", ".join(languages()), paths=paths)
    text += _CODERS.format(coders=plan.coders) if plan.coders > 1 else _ALONE
    text += _QUESTIONS
    lines = "\n\n".join("\n".join(_question_lines(question)) for question in scheme.questions) + "\n"
    if plan.questions:
        return text + lines
    commented = "".join(f"# {line}".rstrip() + "\n" for line in lines.splitlines())
    return f"{text}# Without any, these two are asked:\n{commented}"


def _question_lines(question: Question) -> list[str]:
    lines = [f"[questions.{question.name}]", f"title = {_quoted(question.title)}"]
    lines += [f"required = {str(question.required).lower()}", f"multiple = {str(question.multiple).lower()}"]
    if question.only_if:
        asked, answer = question.only_if
        lines.append(f"only_if = {{ question = {_quoted(asked)}, label = {_quoted(answer)} }}")
    if question.scale:
        lines.append(f"scale = [{', '.join(map(_quoted, question.scale))}]")
    lines.append("labels = [")
    for label in question.labels:
        facts = {key: getattr(label, key) for key in LABEL_KEYS}
        lines.append("  { " + ", ".join(f"{key} = {_quoted(value)}" for key, value in facts.items() if value) + " },")
    return [*lines, "]"]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _guidelines(scheme: Scheme) -> str:
    """The guidelines to begin with: the shipped ones for stance and sentiment, else a page to fill in."""
    if scheme == usual_scheme(scheme.language):
        return (_SHIPPED / f"{scheme.language}.md").read_text(encoding="utf-8")
    words, parts = wording(scheme.language).guidelines, []
    for question in scheme.questions:
        labels = "\n".join(f"- **{label.display}**: {label.help or words['when']}" for label in question.labels)
        parts.append(f"## {question.title}\n\n{labels}\n")
    return _GUIDELINES.format(**words, questions="\n".join(parts))


def is_template_of_other_questions(text: str, scheme: Scheme) -> bool:
    """Whether `text` is a shipped page of guidelines for stance and sentiment, and `scheme` asks neither."""
    usual = usual_scheme(scheme.language)
    if {question.names for question in usual.questions} & {question.names for question in scheme.questions}:
        return False
    return any(text.strip() == path.read_text(encoding="utf-8").strip() for path in _SHIPPED.glob("*.md"))


def write_study(folder: Path, plan: StudyPlan | None = None) -> list[Path]:
    """The files written to make `folder` a study as in `plan`; files that are there stay as they are.

    Raises
    ------
    InputError
        If `folder` is a study already or cannot be written to, or the questions cannot be asked.
    """
    if (folder / SETTINGS).exists():
        raise InputError(f"{folder / SETTINGS}: this is a study already; edit it, or choose another folder")
    plan = plan or StudyPlan(folder.resolve().name)
    texts = {SETTINGS: settings_text(plan), "guidelines.md": _guidelines(plan.scheme), ".gitignore": IGNORED}
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            if not (folder / name).exists():
                (folder / name).write_text(text, encoding="utf-8")
                written.append(folder / name)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error
    return written


def missing_files(folder: Path) -> list[str]:
    """The names of the files that the study in `folder` should have beside its settings but lacks."""
    return [name for name in ("guidelines.md", ".gitignore") if not (folder / name).exists()]


def add_missing(folder: Path) -> list[Path]:
    """The files written of those that `missing_files` names; the guidelines are of the study's own questions."""
    scheme = read_settings(folder / SETTINGS).scheme
    texts = {"guidelines.md": _guidelines(scheme), ".gitignore": IGNORED}
    written = [folder / name for name in missing_files(folder)]
    for path in written:
        with written_whole(path) as new:
            new.write_text(texts[path.name], encoding="utf-8")
    return written
