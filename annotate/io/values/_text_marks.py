"""Marks in a text that are not words of it: Markdown, BBCode, WordPress's shortcodes, hyphens at the ends of lines."""

from __future__ import annotations

import re
from collections import Counter

_SHORTCODE = (
    "caption|gallery|embed|audio|video|playlist|youtube|vc_[a-z_]+|et_pb_[a-z_]+|su_[a-z_]+|wp_[a-z_]+|contact-form-7"
)
_BBCODE = "b|i|u|s|url|img|quote|code|size|color|font|center|list|email|left|right"
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,200})\]\([^()\s]{1,500}(?:\s\"[^\"\n]{0,200}\")?\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:https?://|/|#|mailto:)[^()\s]{0,500}(?:\s\"[^\"\n]{0,200}\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|__)(?=\S)([^*_\n]{1,500}?)(?<=\S)\1(?![\w*])")
_ITALICS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*(?![\w*])")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?=\S)", re.MULTILINE)
_ITEM = re.compile(r"^ {0,3}[*+-]\s+(?=\S)", re.MULTILINE)
_PAIRED = re.compile(
    rf"\[(caption|{_BBCODE})(?:[=\s][^\]\n]{{0,300}})?\]([^\[\]]{{0,5000}})\[/\1\]",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"\[/?(?:{_SHORTCODE})(?:\s[^\]\n]{{0,500}})?/?\]", re.IGNORECASE)
_WIKI_FILE = re.compile(r"\[\[(?:File|Image|Datei|Fichier|Archivo):[^\[\]\n]{1,500}\]\]", re.IGNORECASE)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,300}\|)?([^\[\]|\n]{1,300})\]\]")
_WIKI_BOLD = re.compile(r"'''([^'\n]{1,500})'''")
_DEEPEST = 5
"""How many pairs of square brackets may be within each other."""
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]++)-\n[ \t]*+([^\W\d_]++)(\S*+)[ \t]*")
_FEWEST_BROKEN = 2


def without_marks(text: str) -> str:
    """`text` without the marks of Markdown, BBCode, wikis and shortcodes, if it has some that are nothing else.

    The words of links, headings and list items stay; images and galleries are removed. A text with single asterisks,
    number signs or brackets only is returned unchanged.
    """
    if "[" not in text and "**" not in text and "__" not in text:
        return text
    plain = _SINGLE.sub("", _without_pairs(_IMAGE.sub("", text)))
    plain = _WIKI_BOLD.sub(r"\1", _WIKI_LINK.sub(r"\1", _WIKI_FILE.sub("", plain)))
    plain = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", plain))
    if plain == text:
        return text
    return _ITEM.sub("", _HEADING.sub("", _ITALICS.sub(r"\1", plain)))


def _without_pairs(text: str) -> str:
    for _ in range(_DEEPEST):
        plain = _PAIRED.sub(lambda pair: "" if pair[1].lower() in ("caption", "img") else pair[2], text)
        if plain == text:
            break
        text = plain
    return text


def with_whole_words(text: str) -> str:
    """A text in lines with words that are hyphenated at their ends joined, if there are several.

    The hyphen stays if the word has one elsewhere, or if its second part begins with a capital.
    """
    if len(_BROKEN_WORD.findall(text)) < _FEWEST_BROKEN:
        return text
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()))
    return _BROKEN_WORD.sub(lambda word: f"{joined_word(word[1], word[2], words)}{word[3]}\n", text)


def joined_word(first: str, second: str, words: Counter[str]) -> str:
    """The two parts of a word with the hyphen between them if `words`, in lower case, have it more often with one."""
    with_hyphen = words[f"{first}-{second}".casefold()] > words[(first + second).casefold()]
    return f"{first}-{second}" if with_hyphen or not second[:1].islower() else first + second
