"""Marks in a text that are not words of it: Markdown, BBCode, WordPress's shortcodes, hyphens at the ends of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_SHORTCODE = (
    "caption|gallery|embed|audio|video|playlist|youtube|vc_[a-z_]+|et_pb_[a-z_]+|su_[a-z_]+|wp_[a-z_]+|contact-form-7"
)
_BBCODE = "b|i|u|s|url|img|quote|code|size|color|font|center|list|email|left|right"
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,200})\]\([^()\s]{1,500}(?:\s\"[^\"\n]{0,200}\")?\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:https?://|/|#|mailto:)[^()\s]{0,500}(?:\s\"[^\"\n]{0,200}\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|__)(?=\S)([^*_\n]{1,500}?)(?<=\S)\1(?![\w*])")
_ITALICS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*(?![\w*])")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?=\S)", re.MULTILINE)
_ITEM = re.compile(r"^ {0,3}[*+-][^\S\n]+(?=\S)", re.MULTILINE)
_PAIRED = re.compile(rf"\[({_BBCODE})(?:[=\s][^\]\n]{{0,300}})?\]([^\[\]]{{0,5000}})\[/\1\]", re.IGNORECASE)
_SINGLE = re.compile(rf"\[/?(?:{_SHORTCODE})(?:\s[^\]\n]{{0,500}})?/?\]", re.IGNORECASE)
_CAPTION = re.compile(r"\[caption([^\]\n]{0,1000})\]((?:[^\[]|\[(?!/?caption\b)){0,5000})\[/caption\]", re.IGNORECASE)
_STATED_CAPTION = re.compile(r"""\scaption=(["'])(.*?)\1""")
_WIKI_FILE = re.compile(
    r"\[\[(?:File|Image|Datei|Fichier|Archivo):((?:[^\[\]\n]|\[\[[^\[\]\n]{1,300}\]\]){1,1000})\]\]", re.IGNORECASE
)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,300}\|)?([^\[\]|\n]{1,300})\]\]")
_WIKI_BOLD = re.compile(r"'''([^'\n]{1,500})'''")
_WIKI_SETTING = re.compile(r"\w+|(?:\d+|x\d+|\d+x\d+) ?px|(?:alt|link|page|class|lang|upright)=.*")
"""How a picture is shown: ``thumb``, ``200px``; a caption has several words."""
_BETWEEN = re.compile(r"\|(?![^\[\]]*\]\])")
"""A bar that is not within a link."""
_BEGIN, _END = "\2", "\3"
"""Around a caption within its line."""
_MARKED_CAPTION = re.compile(f"{_BEGIN}([^{_END}]*){_END}")
_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_DEEPEST = 5
"""How many pairs of square brackets may be within each other."""
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]++)-\n[ \t]*+([^\W\d_]++)(\S*+)[ \t]*")
_FEWEST_BROKEN = 2


def without_marks(text: str, hints: Sequence[str] = ()) -> tuple[str, list[str]]:
    """`text` without the marks of Markdown, BBCode, wikis and shortcodes, if it has some that are nothing else.

    The words of links, headings and list items stay; images and galleries are removed, and their captions become lines
    after the line they are in, or before it if they begin it. A text with single asterisks, number signs or brackets
    only is returned unchanged.

    Parameters
    ----------
    hints
        What each line of the text is, if known; see `annotate.io.values._markup.lines_of_markup`.

    Returns
    -------
    tuple
        The text, and what each of its lines is that are not blank; empty if that is not known.
    """
    if "[" not in text and "**" not in text and "__" not in text:
        return text, list(hints)
    plain = text.replace(_BEGIN, "").replace(_END, "") if _BEGIN in text or _END in text else text
    plain = _CAPTION.sub(_shortcode_caption, _WIKI_FILE.sub(_wiki_caption, _IMAGE.sub("", plain)))
    plain = _WIKI_BOLD.sub(r"\1", _WIKI_LINK.sub(r"\1", _SINGLE.sub("", _without_pairs(plain))))
    plain = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", plain))
    if plain == text:
        return text, list(hints)
    plain = _ITEM.sub("", _HEADING.sub("", _ITALICS.sub(r"\1", _SPACES.sub(" ", plain))))
    lines = plain.splitlines()
    known = list(hints) if len(hints) == len(lines) else []
    if _BEGIN not in plain:
        return plain, [hint for hint, line in zip(known, lines, strict=False) if line.strip()]
    parted = list(_with_captions(lines, known or ["paragraph"] * len(lines)))
    return "\n".join(line for line, _ in parted), [hint for line, hint in parted if line.strip()]


def _shortcode_caption(shortcode: re.Match[str]) -> str:
    stated = _STATED_CAPTION.search(shortcode[1])
    return _marked_caption(f"{stated[2] if stated else ''} {shortcode[2]}") + "\n" * shortcode[2].count("\n")


def _wiki_caption(file: re.Match[str]) -> str:
    last = _BETWEEN.split(file[1])[-1].strip()
    return "" if "|" not in file[1] or _WIKI_SETTING.fullmatch(last) else _marked_caption(last)


def _marked_caption(words: str) -> str:
    words = " ".join(words.split())
    return f"{_BEGIN}{words}{_END}" if words else ""


def _with_captions(lines: Sequence[str], hints: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines with their hints, and the captions in them as lines of their own."""
    for line, hint in zip(lines, hints, strict=True):
        captions = [(caption.strip(), "caption") for caption in _MARKED_CAPTION.findall(line)]
        rest = _SPACES.sub(" ", _MARKED_CAPTION.sub("", line)).strip()
        own = [(rest, hint)] if rest or not captions else []
        yield from (*captions, *own) if line.lstrip().startswith(_BEGIN) else (*own, *captions)


def _without_pairs(text: str) -> str:
    for _ in range(_DEEPEST):
        plain = _PAIRED.sub(lambda pair: "" if pair[1].lower() == "img" else pair[2], text)
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
    """The two parts of a word with the hyphen between them if `words`, in lower case, have it more often with one.

    Where they have neither, English compounds that are written with a hyphen (`well-known`, `state-owned`) keep it.
    """
    apart, closed = words[f"{first}-{second}".casefold()], words[(first + second).casefold()]
    with_hyphen = apart > closed or (apart == closed and _is_compound(first, second))
    return f"{first}-{second}" if with_hyphen or not second[:1].islower() else first + second


_OPENS = frozenset(
    ["well", "self", "half", "vice", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
)
"""First parts of English compounds with a hyphen."""
_NO_PARTS = frozenset(["ness", "ish", "less", "lessly", "lessness", "roy", "way", "ways", "ies"])
"""Second parts that make one word with one of these, as `wellness`."""
_CLOSES = frozenset(
    [
        "led",
        "based",
        "backed",
        "elect",
        "related",
        "awaited",
        "standing",
        "employed",
        "owned",
        "held",
        "term",
        "minded",
        "wing",
        "sized",
        "ranking",
        "level",
        "profile",
        "funded",
        "sponsored",
        "appointed",
        "controlled",
    ]
)
"""Second parts of English compounds with a hyphen."""
_ONE_WORD = frozenset(["with", "under", "over", "inter", "notwith", "counter"])
"""First parts that make one word with one of those, as `withheld`."""
_SHORTEST_OPENING = 4


def _is_compound(first: str, second: str) -> bool:
    """Whether the parts are those of an English compound that has a hyphen wherever it stands in a line."""
    last = first.rpartition("-")[2]
    return (
        (last in _OPENS and second not in _NO_PARTS)
        or (second in _CLOSES and len(last) >= _SHORTEST_OPENING and last not in _ONE_WORD)
        or (second == "old" and last in {"year", "month", "week", "day"})
        or (second in {"year", "month", "week", "day"} and last in _NUMBERS)
    )


_NUMBERS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
)
