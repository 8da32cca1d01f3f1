"""Patterns of what stands beside the ends of sentences, in any language."""

from __future__ import annotations

import re

OTHER_STOPS = "؟۔।॥።։"
"""Full stops and question marks of other scripts, which stand for nothing else."""
DANDA = "।"
"""The full stop of Hindi and its neighbours; beside it, a dot only abbreviates."""
FOOTNOTE = (
    r"\[(?:\d{1,3}(?:[,–-]\s?\d{1,3})*|[a-z]|[Nn]ote \d{1,2}|citation needed|better source needed)\]"
    r"|[\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}|(?<=[a-z]{3}[.])\d{1,2}(?=\s[A-ZÀ-Þ“\"])|(?<=[.][”\"])\d{1,2}(?=\s[A-ZÀ-Þ“\"])"
)
"""Marks that refer to footnotes, which belong to the sentence before them."""
BULLETS = "•⁃‣▪●"
BULLETS_AND_FIRST_ITEMS = frozenset(BULLETS + "(1aA")
OTHER_ENDS = re.compile(r"[。！？｡\n]")
WORD = re.compile(r"[\w.’'&-]*")
CAMEL = re.compile(r"[a-z]{1,6}[A-Z]\w")
ADDRESSES = ("http://", "https://", "www.")
AGENCY = re.compile(r"[A-Z]{2,6}")
"""An agency's name in capitals, which is no sentence."""
DASHES = ("–", "—")
DIALOGUE = re.compile(r"[–—]\s?[¿¡]?[A-ZÀ-ÞĄĆĘŁŃÓŚŹŻ]")
"""A dash of dialogue, which begins a sentence."""
FORWARDED = re.compile(r"-[-=]+\s?(?:Posted|Sent|Forwarded)\b")
"""The line that a site or a program adds below a message."""
CLIPPED = re.compile(
    r"(?!(?:[HM]m+|[Bb]r+|[Gg]r+|Sh+|Pff*t?|Ps+t|Ts+k|Zz+|Phh?t)$)[BCDFGHJ-NP-TV-XZ][bcdfghj-np-tv-xz]{1,4}"
)
"""Consonants that no word consists of: an abbreviated title before a name, as in `Cllr. Vasch`; not `Hmm`."""
ELIDED = re.compile(r"['’].*")
IS_TAG_IN_CHINESE_OR_JAPANESE = re.compile(
    r"[\u3041-\u309f]|(?![^。]{0,8}[没沒不无無])[^\s。！？｡“”「」『』]{0,24}(?:说|說|问道|問道|问|問|表示|指出|强调|強調|补充|補充|告诉|告訴|写道|寫道|回答|解释|解釋|称|稱)"
    r"[^。！？｡“”「」『』]{0,16}[。！？｡]"
)
"""What follows a quotation and belongs to it: a particle (``「…。」と``), or a tag of a few words (``“…。”她说。``)."""
APOSTROPHE = re.compile(r"['’]")
LETTERS = re.compile(r"(?:[^\s.]{1,4}\.)+[^\s.]{1,4}")
INITIALS = re.compile(r"[A-ZÀ-Þ]\.-[A-ZÀ-Þ]")
INITIAL = re.compile(r"[A-ZÀ-Þ]\.(?:\s|-[A-ZÀ-Þ]\.)")
ENUMERATOR = re.compile(
    r"(?:[•⁃‣▪●]\s?)?[\"“(\[]*(?:\d{1,3}(?:\.\d{1,2}){0,3}|[A-Za-z]|[A-Z]{1,2}\d{1,2}|[ivxIVX]{1,4})"
)
ROMAN = re.compile(r"(?:[IVXLC]{2,}|[VX](?!\.\s[A-ZÀ-Þ])|[A-Z](?=[,;:)])|[A-Z]\d+)(?!\w)|[A-Z]\.\s?\d|[B-HJ-Z]\s[a-z]")
"""A number in Roman numerals, or a letter, after `Art.` or `vol.`."""
NO_FIRST_NUMBER = re.compile(r"\d{3,4}[a-z]?[);]|\d{1,3}°\s?\d")
"""A year in brackets, or degrees and minutes, which begin no sentence."""
BRACKETED = re.compile(r"[(\[][^()\[\]]{1,80}[)\]](?:\s?[a-zß-öø-ÿ]|([.,;:]))")
"""Something in brackets inside a sentence, or, with the group, before a punctuation mark."""
LETTER_IN_A_LIST = re.compile(r"(?:^|[\s(])[A-Z],?\s\w+\s$")
"""The letter and conjunction before the last letter of `A, B and C`."""
VOLUME = re.compile(r"(?:^|\s)\d{1,4}\s$")
"""The number before an abbreviation in a citation of a court's reports, as `45 Vt. 2`."""
HOUSE_NUMBER = re.compile(r"\d\w?\s(?:[NSEW]\.?\s)?(?:[A-Z][\w’'-]+\s){1,2}$")
"""What is before `Dr.` where it stands for a street."""
STILL_ADDRESS = re.compile(r"(?:Suite|Apt|Unit|Floor|Room|Bldg|[NSEW]\b|[NS][EW]\b|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?,)")
"""What follows a street in an address."""
LETTERED = re.compile(r"\(?([a-z])[.)]\s+[A-Z]")
"""The next item of a list, as `b. None` or `(b) None`."""
DAY_AND_MONTH = re.compile(r"\d{1,2}\.\d{1,2}")
"""A date as it is written where ordinals have a full stop."""
_FIRST_ITEM = re.compile(r"(\(?)([1aA])(\.?\)|\.)\s")
_FEWEST_NUMBERED = 3
_MOST_ITEMS = 26
_NO_ITEM_AFTER = (" and", " or", ",", ";", ":", "–", "—", "-")


def items_in_line(paragraph: str, start: int) -> list[int]:
    """Where the items of a list begin that stands in one line, as `a) tea b) milk`; empty if there is none.

    A number before a full stop may end a sentence, so `1.` and `2.` alone are no list.
    """
    first = _FIRST_ITEM.match(paragraph, start)
    if not first:
        return []
    opener, label, closer = first.groups()
    items, at = [start], first.end()
    while at > 0 and len(items) < _MOST_ITEMS:
        following = str(len(items) + 1) if label == "1" else chr(ord(label) + len(items))
        at = paragraph.find(f" {opener}{following}{closer} ", at) + 1
        items += [at] if at else []
    fewest = _FEWEST_NUMBERED if closer == "." and label != "a" else 2
    if len(items) < fewest or any(paragraph[item - 9 : item].rstrip().endswith(_NO_ITEM_AFTER) for item in items[1:]):
        return []
    return items
