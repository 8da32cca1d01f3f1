"""The labelling page: Label Studio's configuration from a scheme."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt

from annotate.errors import StudioError
from annotate.scheme import Question, Scheme

SENTENCE = "sentence"
"""The name of the object that every question is asked of."""

SHOWN = ("about", "before", "text", "after")
"""The fields of a task that the page shows."""

_STYLE = """
.a-page { max-width: 62rem; margin: 0 auto; }
.a-about * { font-size: 13px !important; color: #6b7280 !important; margin: 0 !important; }
.a-context * { font-size: 17px !important; line-height: 1.5 !important; color: #7b8492 !important; }
.a-context * { font-weight: 400 !important; margin: 0 !important; }
.a-sentence { padding: 14px 18px; margin: 10px 0; border-left: 4px solid #2f6fb0; background: #f4f7fb; }
.a-sentence * { font-size: 25px !important; line-height: 1.45 !important; color: #14181f !important; }
"""


def configuration(scheme: Scheme) -> str:
    """The XML of the labelling page: the sentence large, its context dim around it, a block of choices a question."""
    page = ET.Element("View", className="a-page")
    ET.SubElement(page, "Style").text = _STYLE + _colours(scheme)
    _shown(page, "a-about", "about")
    _shown(page, "a-context", "before")
    block = ET.SubElement(page, "View", className="a-sentence")
    ET.SubElement(block, "Text", name=SENTENCE, value="$text", selectionEnabled="false")
    _shown(page, "a-context", "after")
    for question in scheme.questions:
        _ask(page, question)
    return ET.tostring(page, encoding="unicode")


def _shown(page: ET.Element, name: str, field_: str) -> None:
    block = ET.SubElement(page, "View", className=name)
    ET.SubElement(block, "Header", value=f"${field_}", size="5")


def _ask(page: ET.Element, question: Question) -> None:
    block = ET.SubElement(page, "View", className=f"a-question a-{_css(question.name)}")
    if question.only_if:
        asked, answer = question.only_if
        block.set("visibleWhen", "choice-selected")
        block.set("whenTagName", asked)
        block.set("whenChoiceValue", answer)
    title = question.title or question.name.capitalize()
    ET.SubElement(block, "Header", value=title + ("" if question.required else " (optional)"), size="5")
    choices = ET.SubElement(
        block,
        "Choices",
        name=question.name,
        toName=SENTENCE,
        choice="multiple" if question.multiple else "single",
        showInline="true",
    )
    if question.required:
        choices.set("required", "true")
        choices.set("requiredMessage", f"Choose an answer to: {title}")
    for label in question.labels:
        choice = ET.SubElement(choices, "Choice", value=label.name)
        if label.hotkey:
            choice.set("hotkey", label.hotkey)
        if label.help:
            choice.set("hint", label.help)


def _colours(scheme: Scheme) -> str:
    rules = []
    for question in scheme.questions:
        for number, label in enumerate(question.labels, start=1):
            if re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+", label.colour):
                rules.append(f"/* {_css(question.name)} {number} {label.colour} */")
    return "\n".join(rules)


def _css(name: str) -> str:
    return re.sub(r"[^\w-]", "-", name)


def instructions(guidelines: str) -> str:
    """Guidelines in Markdown as the HTML that Label Studio shows beside the sentence; HTML in them is text."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").render(guidelines)


@dataclass(frozen=True)
class Asked:
    """What a configuration asks: the labels by question, as the server has them."""

    labels: dict[str, list[str]] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    """The name of the object each question is asked of."""


def asked_by(xml: str, where: str) -> Asked:
    """The questions and labels in a configuration.

    Raises
    ------
    StudioError
        If it is not XML.
    """
    try:
        root = ET.fromstring(xml)  # noqa: S314 - expat limits entity expansion; the text is our server's
    except ET.ParseError as error:
        raise StudioError(f"{where}: its label configuration is not XML ({error}); mend it in its settings") from error
    found = [c for c in root.iter("Choices") if c.get("name")]
    return Asked(
        {str(c.get("name")): [str(o.get("alias") or o.get("value")) for o in c.iter("Choice")] for c in found},
        {str(c.get("name")): str(c.get("toName")) for c in found},
    )
