"""English: numbers and negations, which near-duplicates must have in common."""

from __future__ import annotations

from annotate.text.languages._grammar import word_set
from annotate.text.languages._language import Comparison
from annotate.text.languages.english._opposites import OPPOSITES

COMPARISON = Comparison(
    rewrites=(
        (r"(\d),(\d\d\d)", r"\1\2"),
        (r"(\d)[.:,](\d)", r"\1·\2"),
        (r"%", " percent "),
        (r"(^|[\s(])[-−–](\d)", r"\1minus \2"),
        (r"([Cc])an't", r"\1an not"),
        (r"([Ww])on't", r"\1ill not"),
        (r"n't\b", " not"),
        (r"cannot\b", "can not"),
    ),
    negations=word_set("not no never none nobody nothing neither nor nowhere without cannot non"),
    numbers=word_set(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
        billion trillion half third quarter dozen dozens hundreds thousands millions billions once twice double
        triple first second fourth fifth percent minus"""
    ),
    opposites=OPPOSITES,
    negating_prefixes=("un", "in", "im", "il", "ir", "dis", "non", "anti"),
)
