"""The labelling page: Label Studio's configuration from a scheme."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotate.errors import StudioError
from annotate.scheme import Question, Scheme

SENTENCE = "sentence"
"""The name of the object on the page that the questions refer to."""

SHOWN = ("about", "before", "text", "after")
"""The fields of a task that are shown on the page."""

_STYLE = """
.lsf-sidepanels { padding-left: 0 !important; padding-right: 0 !important; }
.lsf-sidepanels__wrapper { display: none !important; }
.a-page { display: flex; flex-wrap: wrap; gap: 28px; max-width: 84rem; margin: 0 auto; padding: 8px 12px; }
.a-main { flex: 3 1 36rem; min-width: 0; }
.a-guide { flex: 1 1 15rem; padding: 2px 0 2px 18px; border-left: 1px solid #d8dde5; }
.a-guide { max-height: calc(100vh - 150px); overflow-y: auto; position: sticky; top: 8px; }
.a-guide h4, .a-guide h5 { font-size: 13.5px !important; line-height: 1.45 !important; font-weight: 400 !important; }
.a-guide h4, .a-guide h5 { margin: 0 0 7px !important; }
.a-guide h1, .a-guide h2, .a-guide h3 { font-size: 16px !important; line-height: 1.4 !important; }
.a-guide h1, .a-guide h2, .a-guide h3 { font-weight: 600 !important; margin: 12px 0 5px !important; }
.a-about h4, .a-about h5 { font-size: 14px !important; color: #6b7280 !important; margin: 0 0 12px !important; }
.a-context h4, .a-context h5 { font-size: 17px !important; line-height: 1.5 !important; color: #7b8492 !important; }
.a-context h4, .a-context h5 { font-weight: 400 !important; margin: 0 18px !important; min-height: 1em; }
.a-sentence { padding: 16px 18px; margin: 12px 0; border-left: 5px solid #2f6fb0; background: #eef4fb; }
.a-sentence { border-radius: 0 8px 8px 0; }
.a-sentence * { font-size: 26px !important; line-height: 1.42 !important; color: #14181f !important; }
.a-sentence .lsf-richtext__container { padding: 0 !important; }
.a-question { margin-top: 18px; }
.a-question h4, .a-question h5 { font-size: 15px !important; margin: 0 0 8px !important; }
.a-question .lsf-choices { display: flex; flex-wrap: wrap; gap: 10px; margin: 0 !important; }
.a-question .lsf-choice { margin: 0 !important; padding: 0 !important; }
.a-question label { padding: 11px 20px !important; border: 2px solid #9aa4b2; border-radius: 9px; }
.a-question label { margin: 0 !important; }
.a-question label { font-size: 18px !important; min-height: 48px; display: flex !important; align-items: center; }
.a-question label .ant-checkbox, .a-question label .ant-radio { display: none !important; }
.a-question label span:last-child { padding: 0 !important; font-size: 18px !important; }
.a-question sup.lsf-hint { top: 0; margin-left: 8px; font-size: 13px; opacity: 0.75; vertical-align: baseline; }
"""


def configuration(scheme: Scheme, guidelines: str = "") -> str:
    """The XML of the labelling page: the sentence in large type, its context, and the choices of each question.

    `guidelines` (Markdown) are shown next to it. Label Studio's panels for regions and relations, which are of no use
    for whole sentences, are hidden.
    """
    page = ET.Element("View", className="a-page")
    ET.SubElement(page, "Style").text = _STYLE + _colours(scheme)
    main = ET.SubElement(page, "View", className="a-main")
    _shown(main, "a-about", "about")
    _shown(main, "a-context", "before")
    block = ET.SubElement(main, "View", className="a-sentence")
    ET.SubElement(block, "Text", name=SENTENCE, value="$text", selectionEnabled="false")
    _shown(main, "a-context", "after")
    for question in scheme.questions:
        _ask(main, question)
    if guidelines.strip():
        _guide(ET.SubElement(page, "View", className="a-guide"), guidelines)
    return ET.tostring(page, encoding="unicode")


def _guide(parent: ET.Element, guidelines: str) -> None:
    """Add the guidelines block by block, in the only tag for plain text that every version of Label Studio supports."""
    size, prefix, counters = "5", "", [0]
    for token in MarkdownIt("commonmark", {"html": False}).parse(guidelines):
        if token.type == "heading_open":
            size = "3"
        elif token.type == "ordered_list_open":
            counters.append(int(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            counters.append(0)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counters.pop()
        elif token.type == "list_item_open":
            prefix = f"{counters[-1]}. " if counters[-1] else "• "
            counters[-1] += bool(counters[-1])
        elif token.type in ("inline", "fence", "code_block") and token.content.strip():
            ET.SubElement(parent, "Header", value=_no_field(prefix + _plain(token)), size=size)
            size, prefix = "5", ""


def _plain(token: Token) -> str:
    if not token.children:
        return " ".join(token.content.split())
    pieces = [" " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children]
    return "".join(pieces)


def _no_field(text: str) -> str:
    """`text`, escaped if it begins with a dollar sign, which Label Studio would read as the name of a field."""
    return f"\u200b{text}" if text.startswith("$") else text


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
    ET.SubElement(block, "Header", value=_no_field(title) + ("" if question.required else " (optional)"), size="5")
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
            colour = label.colour if re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+", label.colour) else "#4a5565"
            choice = f".a-{_css(question.name)} .lsf-choice:nth-child({number}) label"
            rules.append(f"{choice} {{ border-color: {colour}; }}")
            rules.append(f"{choice}.ant-checkbox-wrapper-checked, {choice}.ant-radio-wrapper-checked")
            rules.append(f"{{ background: {colour}; }}")
            rules.append(f"{choice}.ant-checkbox-wrapper-checked *, {choice}.ant-radio-wrapper-checked *")
            rules.append("{ color: #ffffff !important; }")
    return "\n".join(rules) + "\n"


def _css(name: str) -> str:
    return re.sub(r"[^\w-]", "-", name)


def instructions(guidelines: str) -> str:
    """Guidelines in Markdown as the HTML of Label Studio's instructions; HTML in them is escaped."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").render(guidelines)


@dataclass(frozen=True)
class Questions:
    """The questions of a labelling configuration on the server, with their labels."""

    labels: dict[str, list[str]] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    """The name of the object on the page that each question refers to."""


def questions_in(xml: str, where: str) -> Questions:
    """The questions and labels in a configuration.

    Raises
    ------
    StudioError
        If it is not XML.
    """
    try:
        root = ET.fromstring(xml)  # noqa: S314 - expat limits entity expansion; the text is our server's
    except ET.ParseError as error:
        raise StudioError(
            f"{where}: its label configuration is not XML ({error}); correct it in its settings"
        ) from error
    controls = [c for c in root.iter("Choices") if c.get("name")]
    return Questions(
        {str(c.get("name")): [str(o.get("alias") or o.get("value")) for o in c.iter("Choice")] for c in controls},
        {str(c.get("name")): str(c.get("toName")) for c in controls},
    )
