"""Pairs of words with opposite meanings, from lines such as ``won wins / lost loses``, with the forms of the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from annotate.text.languages._grammar import Words

Forms = Callable[[str], Iterable[str]]


def as_written(word: str) -> Iterable[str]:
    """The word alone."""
    return (word,)


def opposites_in(*tables: str | tuple[str, Forms]) -> dict[str, Words]:
    """Each word with its opposites, in both directions; a line has words, a slash, and the words opposite to each.

    A table may come with a function that makes the forms of its words. A word is no opposite of itself.
    """
    opposites: dict[str, Words] = {}
    for table in tables:
        lines, forms = (table, as_written) if isinstance(table, str) else table
        for line in lines.strip().splitlines():
            left, right = (frozenset(f for word in side.split() for f in forms(word)) for side in line.split("/"))
            for one, other in ((left, right), (right, left)):
                for word in one:
                    opposites[word] = opposites[word] | other if word in opposites else other
    return {word: others - {word} if word in others else others for word, others in opposites.items()}


def by_endings(endings: Mapping[str, str]) -> Forms:
    """Forms by the first of `endings` that a word has, which others take the place of.

    Irregular forms may follow a word after a colon, with commas between them; each is given its own forms, too, if it
    has an ending that is known.
    """

    def regular(word: str) -> list[str]:
        for ending, others in endings.items():
            if word.endswith(ending):
                stem = word.removesuffix(ending)
                return [word, *(stem + other for other in others.split())]
        return [word]

    def forms(entry: str) -> list[str]:
        word, _, irregular = entry.partition(":")
        return [form for one in (word, *irregular.split(",")) if one for form in regular(one)]

    return forms


def by_separable_endings(weak: str, inseparable: tuple[str, ...]) -> Forms:
    """Forms of German verbs, whose prefix may be cut off: ``ab|lehnen``, ``an|nehmen:nimmt,nahm,nahmen,genommen``.

    Parameters
    ----------
    weak
        The endings of a regular verb's stem; of another verb, forms follow after a colon, the participle last.
    inseparable
        Beginnings of verbs whose participle has no ``ge``.
    """

    def forms(entry: str) -> list[str]:
        verb, _, irregular = entry.partition(":")
        prefix, _, plain = verb.rpartition("|")
        stem = plain.removesuffix("n").removesuffix("e")
        link = "e" if stem.endswith(("t", "d")) else ""
        if irregular:
            *finite, participle = irregular.split(",")
            finite.append(plain)
        else:
            finite = [stem + link + ending for ending in weak.split()] + [plain]
            as_it_is = plain.startswith(inseparable) or plain.endswith("ieren")
            participle = ("" if as_it_is else "ge") + stem + link + "t"
        made = [plain, *finite, *(participle + ending for ending in ("", "e", "en", "er"))]
        return made if not prefix else [*finite, *(prefix + form for form in made), prefix + "zu" + plain]

    return forms
