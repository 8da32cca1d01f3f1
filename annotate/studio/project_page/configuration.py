"""The labelling page: Label Studio's configuration from a scheme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotate.errors import StudioError
from annotate.scheme import Question, Scheme
from annotate.studio._tasks import COMMENT, FLAG, FLAGGED
from annotate.studio.project_page.appearance import STYLE, reading_frame
from annotate.studio.wording.wordings import wording

SENTENCE = "sentence"
"""The name of the object on the page that the questions refer to."""

SHOWN = ("about", "title", "before", "text", "after")
"""The fields of a task that are shown on the page."""


def configuration(scheme: Scheme, guidelines: str = "", *, marked: bool = False, banner: str = "") -> str:
    """The XML of the labelling page: the sentence in large type, its context, and the choices of each question.

    Label Studio's panels for regions and relations, which are of no use for whole sentences, are hidden. Words are in
    the scheme's language; a label with a title shows that, and answers have its name all the same.

    Parameters
    ----------
    guidelines
        Markdown shown next to the sentence; each part with a heading can be folded.
    marked
        Show the field ``marked`` of the tasks, in which the target is highlighted, instead of the plain sentence.
    banner
        Text above all else: what kind of project this is.
    """
    page = ET.Element("View", className="a-page")
    always = sum(question.only_if is None for question in scheme.questions)
    ET.SubElement(page, "Style").text = STYLE + reading_frame(always) + _colours(scheme)
    if banner:
        ET.SubElement(ET.SubElement(page, "View", className="a-banner"), "Header", value=_no_field(banner), size="4")
    main = ET.SubElement(page, "View", className="a-main")
    reading = ET.SubElement(main, "View", className="a-reading")
    _shown(reading, "a-about", "about")
    _shown(reading, "a-headline", "title")
    _shown(reading, "a-context", "before")
    block = ET.SubElement(reading, "View", className="a-sentence")
    if marked:
        ET.SubElement(block, "HyperText", name=SENTENCE, value="$marked", inline="true", selectionEnabled="false")
    else:
        ET.SubElement(block, "Text", name=SENTENCE, value="$text", selectionEnabled="false")
    _shown(reading, "a-context", "after")
    for question in scheme.questions:
        _ask(main, question, wording(scheme.language).studio)
    _note(ET.SubElement(main, "View", className="a-comment"), scheme)
    if guidelines.strip():
        heading = wording(scheme.language).studio["guidelines"]
        _guide(ET.SubElement(page, "View", className="a-guide"), guidelines, heading)
    return ET.tostring(page, encoding="unicode")


def _note(parent: ET.Element, scheme: Scheme) -> None:
    """Add a line for a comment and a box that flags the sentence, unless the scheme asks questions of these names."""
    words = wording(scheme.language).studio
    if COMMENT not in scheme.by_name:
        line = ET.SubElement(parent, "TextArea", name=COMMENT, toName=SENTENCE, maxSubmissions="1", rows="1")
        line.set("placeholder", words["comment"])
        line.set("editable", "true")
    if FLAGGED not in scheme.by_name:
        taken = {label.hotkey.lower() for question in scheme.questions for label in question.labels}
        box = ET.SubElement(parent, "Choices", name=FLAGGED, toName=SENTENCE, choice="multiple", showInline="true")
        flag = _choice(box, FLAG, words["flag"])
        if free := [key for key in "f!*" if key not in taken]:
            flag.set("hotkey", free[0])


def _choice(parent: ET.Element, name: str, title: str) -> ET.Element:
    """Add a choice that shows `title` and is called `name` in answers, predictions and conditions."""
    choice = ET.SubElement(parent, "Choice", value=title)
    if title != name:
        choice.set("alias", name)
    return choice


def _guide(parent: ET.Element, guidelines: str, heading: str) -> None:
    """Add the guidelines block by block, in the only tag for plain text that every version of Label Studio supports.

    What follows a heading is a panel of its own, which can be folded.
    """
    size, prefix, counters = "5", "", [0]
    panels = ET.SubElement(parent, "Collapse", accordion="false")
    panel: ET.Element | None = None
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
            words = _no_field(prefix + _text_of(token))
            if size == "3" or panel is None:
                panel = ET.SubElement(panels, "Panel", value=words if size == "3" else heading, open="true")
            if size != "3":
                ET.SubElement(panel, "Header", value=words, size=size)
            size, prefix = "5", ""


def _text_of(token: Token) -> str:
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


def _ask(page: ET.Element, question: Question, words: Mapping[str, str]) -> None:
    block = ET.SubElement(page, "View", className=f"a-question a-of-{_css(question.name)}")
    if question.only_if:
        asked, answer = question.only_if
        block.set("visibleWhen", "choice-selected")
        block.set("whenTagName", asked)
        block.set("whenChoiceValue", answer)
    title = question.title or question.name.capitalize()
    heading = title if question.required else words["optional"].format(title=title)
    ET.SubElement(block, "Header", value=_no_field(heading), size="5")
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
        choices.set("requiredMessage", words["required"].format(title=title))
    for label in question.labels:
        choice = _choice(choices, label.name, label.display)
        if label.hotkey:
            choice.set("hotkey", label.hotkey)
        if label.help:
            choice.set("hint", label.help)


def _colours(scheme: Scheme) -> str:
    rules = []
    for question in scheme.questions:
        for number, label in enumerate(question.labels, start=1):
            colour = label.colour if re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+", label.colour) else "#4a5565"
            choice = f".a-of-{_css(question.name)} .lsf-choice:nth-child({number}) label"
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


def _is_flag(control: ET.Element) -> bool:
    return control.get("name") == FLAGGED and _names(control) == [FLAG]


def _names(control: ET.Element) -> list[str]:
    """What its choices are called in answers."""
    return [str(choice.get("alias") or choice.get("value")) for choice in control.iter("Choice")]


@dataclass(frozen=True)
class Questions:
    """The questions of a labelling configuration on the server, with their labels."""

    labels: dict[str, list[str]] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    """The name of the object on the page that each question refers to."""
    fields: dict[str, str] = field(default_factory=dict)
    """The field of tasks that each of these objects shows, where it shows one."""

    @property
    def text_field(self) -> str:
        """The field of tasks with the text that the first question is about; empty if that is not stated."""
        return next((self.fields.get(shown, "") for shown in self.objects.values()), "")


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
    controls = [c for c in root.iter("Choices") if c.get("name") and not _is_flag(c)]
    return Questions(
        {str(c.get("name")): _names(c) for c in controls},
        {str(c.get("name")): str(c.get("toName")) for c in controls},
        {str(one.get("name")): str(one.get("value"))[1:] for one in root.iter() if _shows_a_field(one)},
    )


def _shows_a_field(element: ET.Element) -> bool:
    return bool(element.get("name")) and str(element.get("value")).startswith("$")
