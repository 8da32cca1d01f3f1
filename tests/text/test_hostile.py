"""Nothing that can be written in a text makes splitting slow: 250 kB of any pattern take a second or so."""

import hashlib
import random
import time

import pandas as pd
import pytest

from annotate.text.splitting import split

SIZE, SECONDS = 250_000, 1.5
PATTERNS = [
    "A", "A ", "A. ", "A-", "A\u00a0", "A\n", "Aa ", "Aa Bb. ", "Aa de la ", "a word and more. ", "“", '"', "'",
    "“A.” ", "”\n", "“x\n", "”. [", "(", "<a> ", "a | ", "1. ", "… ", "日本。", "\n", " ", " \n", ", said Aa, ",
    "according to ", "praised saying she said, and ", "VASCH: ", "VELDA, Aa ", "By Aa and ",
]  # fmt: skip
PIECES = [
    "<a>", " ", "  ", "\t", ".", ",", "|", "/", "-", "—", "A", "Aa", "a", "AA", "de ", "and ", "By ", "the ", "(", ")",
    "[", "]", "©", "1", "2031", "May ", "at ", "via ", "AP", "Photo: ", "image", "contributed ", "newsletter", "is ",
    "a ", "professor ", "share ", "tweet, ", "view ", "all ", "#a ", "@a", ":", "”", "“", '"', "'", "said ", "A. ",
    "Dr. ", "…", "?", "of ", "update", "<", ">", "\xa0", "’", "on ", "facebook ", "www.", "for ", "\n",
]  # fmt: skip


def seconds(text):
    """Seconds of processor time to split `text`, as on a laptop, where `_reference` takes 0.036 s or less."""
    articles = pd.DataFrame({"text": [text]})
    before = _reference()
    began = time.process_time()
    split(articles)
    taken = time.process_time() - began
    return taken / max(1.0, (before + _reference()) / 2 / 0.036)


def _reference():
    """Seconds for work like that of splitting, which hashes and keeps 150,000 short texts."""
    began = time.process_time()
    rows = []
    for number in range(30_000):
        text = f"line {number}"
        rows.append({"id": hashlib.sha256(text.encode()).hexdigest(), "words": text.split(), "number": number})
    return time.process_time() - began


@pytest.mark.parametrize("pattern", PATTERNS, ids=repr)
def test_a_long_pattern_is_split_in_a_second(pattern):
    text = pattern * (SIZE // len(pattern))
    # a busy machine may slow some runs, not all
    taken = next((one for one in (seconds(text) for _ in range(5)) if one < SECONDS), None)
    assert taken is not None
    tenth = max(0.1, seconds(text[: SIZE // 10]))
    assert taken < 30 * tenth  # ten times the text takes about ten times as long; were it quadratic, a hundred times


def test_no_short_line_takes_long():
    """Patterns that backtrack without end show on lines of a few hundred characters already."""
    choose = random.Random(20310304)

    def takes(articles):
        began = time.process_time()
        split(articles)
        return time.process_time() - began

    takes(pd.DataFrame({"text": ["Orth votes."]}))  # what is imported and loaded once does not count
    for _ in range(300):
        unit = "".join(choose.choices(PIECES, k=choose.randint(1, 4)))
        before, after = ("".join(choose.choices(PIECES, k=choose.randint(0, 3))) for _ in range(2))
        line = (before + unit * 600)[: choose.choice((150, 290, 390, 590))] + after
        articles = pd.DataFrame({"text": [f"{line}\n{line}"]})
        assert takes(articles) < 1 or takes(articles) < 1, (before, unit, after)  # a busy machine slows one, not both
