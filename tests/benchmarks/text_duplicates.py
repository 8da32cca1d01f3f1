"""Near copies of sentences: what is found of copies made by small edits, what is merged wrongly, and speed."""

from __future__ import annotations

import json
import random
import time
from itertools import pairwise

import pandas as pd
from rich.table import Table

from annotate.text.languages import DEFAULT, word_set
from annotate.text.near_duplicates import mark_duplicates
from annotate.text.sentences._boundaries import sentence_spans

MANY = 200_000
TURNED = {
    "support": "oppose", "supports": "opposes", "opposes": "supports", "more": "less", "before": "after", "won": "lost",
    "praised": "criticized", "criticized": "praised", "rose": "fell", "fell": "rose", "accepted": "rejected",
}  # fmt: skip
CALENDAR = DEFAULT.dates.calendar
SMALL_WORDS = word_set("the a an of to in on for and with at by from as also then just later")


def tables(data):
    """One table: ours and datasketch with the same similarity, on the same sentences."""
    sentences = _sentences(data / "quotes_polnear_dev")
    pairs = list(_edited(sentences, random.Random(0)))
    turned, shortened = list(_turned(sentences)), list(_shortened(sentences))
    table = Table(title="Near copies (Jaccard of word 1-2-grams ≥ 0.6)", title_justify="left")
    heads = (
        "who",
        "copies found %",
        "numbers and negations merged %",
        "opposites and names merged %",
        "cut to 58 % found %",
        "precision %",
        "sentences",
        "seconds of processor",
    )
    for name in heads:
        table.add_column(name, justify="left" if name == "who" else "right")
    many = _many(sentences, random.Random(1))
    for name, copies_of, limit in (("ours", _ours, MANY), ("datasketch, 64 permutations", _datasketch, 20_000)):
        try:
            merged = copies_of([text for pair in pairs for text in pair[:2]])
        except ImportError:
            table.add_row(name, "not installed")
            continue
        together = [merged[2 * n] == merged[2 * n + 1] for n in range(len(pairs))]
        same = [t for t, (_, _, is_copy) in zip(together, pairs, strict=True) if is_copy]
        other = [t for t, (_, _, is_copy) in zip(together, pairs, strict=True) if not is_copy]
        began = time.process_time()
        copies_of(many[:limit])
        took = time.process_time() - began
        table.add_row(
            name,
            f"{100 * sum(same) / len(same):.1f}",
            f"{100 * sum(other) / len(other):.1f}",
            *(f"{100 * _merged(copies_of, twos):.1f}" for twos in (turned, shortened)),
            f"{100 * sum(same) / max(1, sum(together)):.1f}",
            f"{limit:,}",
            f"{took:.1f}",
        )
    yield table


def _sentences(folder):
    found = []
    for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        for paragraph in json.loads(line)["text"].split("\n"):
            found += [paragraph[s:e] for s, e in sentence_spans(paragraph)]
    return [s for s in dict.fromkeys(found) if 12 <= len(s.split()) <= 40]


def _edited(sentences, rng):
    """Each sentence with a copy a desk might make of it, or with a negation or number that changes what it says."""
    for number, sentence in enumerate(sentences):
        words = sentence.split()
        if number % 2:
            yield sentence, _as_a_desk_would(words, rng), True
        else:
            place = rng.randrange(2, len(words) - 1)
            words.insert(place, rng.choice(["not", "never", "3", "two", "40,000"]))
            yield sentence, " ".join(words), False


def _turned(sentences):
    """Sentences with a word made its opposite, or with two names swapped."""
    for sentence in sentences:
        words = sentence.split()
        opposite = next((i for i, w in enumerate(words) if w in TURNED), None)
        names = [
            i
            for i, w in enumerate(words)
            if i and w.isalpha() and w[0].isupper() and len(w) > 3 and w.lower() not in CALENDAR
        ]
        if opposite is not None:
            words[opposite] = TURNED[words[opposite]]
        elif len(names) > 1 and words[names[0]] != words[names[-1]]:
            words[names[0]], words[names[-1]] = words[names[-1]], words[names[0]]
        else:
            continue
        yield sentence, " ".join(words)


def _shortened(sentences):
    for sentence in sentences:
        words = sentence.split()
        yield sentence, " ".join(words[: round(0.58 * len(words))])


def _merged(copies_of, pairs):
    groups = copies_of([text for pair in pairs for text in pair])
    return sum(groups[2 * n] == groups[2 * n + 1] for n in range(len(pairs))) / len(pairs)


def _as_a_desk_would(words, rng):
    kept = list(words)
    for place in rng.sample(range(len(kept)), 2):
        if kept[place].lower() in SMALL_WORDS:
            kept[place] = rng.choice(["the", "a", "its"])
        elif kept[place].isalpha():
            kept[place] = kept[place].upper()
    kept.insert(rng.randrange(len(kept)), rng.choice(["also", "reportedly", "however,"]))
    return " ".join(kept)


def _many(sentences, rng):
    """As many sentences as a corpus has: shuffled words of real ones, one in ten a near copy of another."""
    words = [w for s in sentences for w in s.split()]
    made = []
    while len(made) < MANY:
        if made and rng.random() < 0.1:
            made.append(rng.choice(made) + " again")
        else:
            made.append(" ".join(rng.choices(words, k=rng.randrange(8, 35))))
    return made


def _ours(texts):
    return mark_duplicates(pd.DataFrame({"text": texts}))["copy_group"].tolist()


def _datasketch(texts):
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.6, num_perm=64)
    groups = []
    for number, text in enumerate(texts):
        words = text.lower().split()
        sketch = MinHash(num_perm=64)
        sketch.update_batch([g.encode() for g in {*words, *map(" ".join, pairwise(words))}])
        near = [int(key) for key in index.query(sketch)]
        groups.append(groups[min(near)] if near else number)
        index.insert(str(number), sketch)
    return groups
