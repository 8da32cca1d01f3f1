"""English, the language with the most complete rules: news of British and American outlets."""

from __future__ import annotations

from annotate.text.languages._language import Language, QuotationMarks
from annotate.text.languages.english._abbreviations import ABBREVIATIONS, SENTENCES
from annotate.text.languages.english._comparison import COMPARISON
from annotate.text.languages.english._cues import CUES
from annotate.text.languages.english._grammar_words import GRAMMAR
from annotate.text.languages.english._line_patterns import LINES
from annotate.text.languages.english._names import NAMES
from annotate.text.languages.english._word_classes import DATES

_MARKS = QuotationMarks(
    opening={"“": "double", "``": "double", "„": "double", "‟": "double", "«": "angle", "‘": "single"},
    closing={"”": "double", "»": "angle", "’": "single"},
    either={'"': "straight", "''": "straight", "'": "single"},
    main=("“", "”"),
)

LANGUAGE = Language(
    code="en",
    name="English",
    abbreviations=ABBREVIATIONS,
    sentences=SENTENCES,
    quotation_marks=_MARKS,
    lines=LINES,
    cues=CUES,
    grammar=GRAMMAR,
    names=NAMES,
    dates=DATES,
    comparison=COMPARISON,
)
