"""Sentence boundaries: F1 on boundaries inside a paragraph, called a paragraph at a time, and megabytes a second."""

from __future__ import annotations

import json
import runpy
import time
from pathlib import Path

from rich.table import Table

from annotate.text.languages import language
from annotate.text.lines._kinds import lines_of
from annotate.text.sentences._boundaries import sentence_spans

NEWS = ("news", "interview", "speech")


def tables(data):
    """Two tables: a row for each splitter, a column for each set or language."""
    sets = {
        "GUM news+interview+speech": list(_paragraphs(data / "sentences_gum", NEWS)),
        "GUM news": list(_paragraphs(data / "sentences_gum", ("news",))),
        "EWT dev, all": list(_paragraphs(data / "sentences_ewt", None)),
        "EWT reviews": list(_paragraphs(data / "sentences_ewt", ("reviews",))),
    }
    seed = list(_seed(data / "seed_article"))
    golden = list(_rows(data / "sentences_golden_rules"))
    speed = _speed_text(data)
    table = Table(title="Sentence boundaries (F1; * only punctuated ones)", title_justify="left")
    hard = _own_hard_paragraphs()
    columns = ["GUM n+i+s*", "GUM n+i+s", "GUM news*", "EWT dev*", "EWT dev", "EWT reviews", "seed of 47", "golden 48"]
    for name in ("splitter", *columns, f"own {len(hard)}", "MB/s"):
        table.add_column(name, justify="left" if name == "splitter" else "right")
    for name, make in SPLITTERS.items():
        try:
            cut = make()
        except ImportError:
            table.add_row(name, *["not installed"] + [""] * 9)
            continue
        gum = sets["GUM news+interview+speech"]
        cells = [
            _f1(gum, cut, True),
            _f1(gum, cut, False),
            _f1(sets["GUM news"], cut, True),
            _f1(sets["EWT dev, all"], cut, True),
            _f1(sets["EWT dev, all"], cut, False),
            _f1(sets["EWT reviews"], cut, False),
        ]
        exact = sum(_ends(text, cut(text)) == _ends(text, [text[s:e] for s, e in gold]) for text, gold in golden)
        own = sum(_ends("", cut(" ".join(wanted))) == _ends("", wanted) for wanted in hard)
        counts = (str(_exact(seed, cut)), str(exact), str(own))
        table.add_row(name, *(f"{c:.2f}" for c in cells), *counts, f"{_speed(speed, cut):.1f}")
    yield table
    yield _languages(data)


LANGUAGES = ("de", "es", "fr", "it", "pt")


def _languages(data):
    """The other languages: their news, and their encyclopaedia, each splitter told the language if it takes one."""
    table = Table(
        title="Sentence boundaries in other languages (F1, news / wiki; all of it was seen)", title_justify="left"
    )
    for name in ("splitter", *LANGUAGES):
        table.add_column(name, justify="left" if name == "splitter" else "right")
    rows = [
        json.loads(line) for line in (data / "sentences_pud" / "data.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    sets = {(code, genre): [] for code in LANGUAGES for genre in ("news", "wiki")}
    for row in rows:
        sets[row["language"], row["genre"]].append((row["text"], [end for _, end in row["sentences"]][:-1]))
    for name, make in IN_LANGUAGES.items():
        try:
            scores = {key: _f1(texts, make(key[0]), False) for key, texts in sets.items()}
        except ImportError:
            table.add_row(name, "not installed")
            continue
        table.add_row(name, *(f"{scores[code, 'news']:.2f} / {scores[code, 'wiki']:.2f}" for code in LANGUAGES))
    return table


def _ours_in(code):
    spoken = language(code)
    return lambda text: [text[s:e] for s, e in sentence_spans(text, spoken)]


def _sentencex_in(code):
    from sentencex import segment

    return lambda text: list(segment(code, text))


def _pysbd_in(code):
    from pysbd import Segmenter

    # it has no Portuguese
    return Segmenter(language=code if code != "pt" else "es", clean=False).segment


IN_LANGUAGES = {"annotate": _ours_in, "sentencex": _sentencex_in, "pysbd": _pysbd_in}


def _ours():
    return lambda text: [text[s:e] for s, e in sentence_spans(text)]


def _nupunkt():
    from nupunkt import sent_tokenize

    sent_tokenize("Warm up. Please.")
    return sent_tokenize


def _blingfire():
    from blingfire import text_to_sentences

    return lambda text: text_to_sentences(text).split("\n")


def _sentencex():
    from sentencex import segment

    return lambda text: list(segment("en", text))


def _pysbd():
    from pysbd import Segmenter

    return Segmenter(language="en", clean=False).segment


def _punkt():
    from punkt import sent_tokenize

    sent_tokenize("Warm up. Please.")
    return sent_tokenize


SPLITTERS = {
    "annotate": _ours,
    "nupunkt": _nupunkt,
    "nltk punkt": _punkt,
    "blingfire": _blingfire,
    "sentencex": _sentencex,
    "pysbd": _pysbd,
}


def _ends(text, sentences):
    """Where sentences end, counted in characters that are not space: splitters need not keep space."""
    ends, count = set(), 0
    for sentence in sentences:
        count += sum(not c.isspace() for c in sentence)
        ends.add(count)
    return ends - {0}


def _rows(folder):
    for line in (folder / "data.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        position, spans = 0, []
        for sentence in row["sentences"]:
            start = row["text"].find(sentence, position)
            spans.append((start, start + len(sentence)))
            position = start + len(sentence)
        yield row["text"], spans


def _paragraphs(folder, genres):
    """Each paragraph with the ends of its sentences as offsets."""
    for line in (folder / "data.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if genres and row["genre"] not in genres:
            continue
        position = 0
        for paragraph in row["text"].split("\n\n"):
            last = position + len(paragraph)
            yield paragraph, [end - position for _, end in row["sentences"] if position < end < last]
            position = last + 2


def _f1(paragraphs, cut, punctuated):
    right = extra = missed = 0
    for text, gold in paragraphs:
        solid = "".join(text.split())
        inside = {sum(not c.isspace() for c in text[:end]) for end in gold} - {len(solid)}
        found = _ends(text, cut(text)) - {len(solid)}
        if punctuated:
            inside, found = (
                {e for e in s if solid[:e].rstrip("\"”’')]")[-1:] in tuple(".!?…")} for s in (inside, found)
            )
        right, extra, missed = right + len(inside & found), extra + len(found - inside), missed + len(inside - found)
    return 200 * right / max(1, 2 * right + extra + missed)


def _punctuated(solid, end):
    return solid[:end].rstrip("\"”’')]")[-1:] in tuple(".!?…")


def _own_hard_paragraphs():
    """The sentences of each paragraph that the rules are tested with, which were written beside them."""
    module = runpy.run_path(str(Path(__file__).parent.parent / "text" / "test_hard_paragraphs.py"))
    return [paragraph.split("|") for paragraph in module["PARAGRAPHS"]]


def _seed(folder):
    text = (folder / "article.txt").read_text(encoding="utf-8")
    gold = json.loads((folder / "sentences_gold.json").read_text(encoding="utf-8"))
    for line in gold["lines"]:
        start = line.get("dateline", {"end": line["start"]})["end"]
        yield text[start : line["end"]].strip(), [s["text"] for s in gold["sentences"] if s["line"] == line["line"]]


def _exact(seed, cut):
    return sum(len({s.strip() for s in cut(text)} & set(gold)) for text, gold in seed)


def _speed_text(data):
    rows = (data / "quotes_polnear_dev" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows]
    return [text[line.start : line.end] for text in texts for line in lines_of(text)]


def _speed(paragraphs, cut):
    """Megabytes a second of processor time, the best of three."""
    size = sum(len(p.encode()) for p in paragraphs) / 1e6
    few = paragraphs if _seconds(paragraphs[:50], cut) < 0.05 else paragraphs[:200]
    share = sum(len(p.encode()) for p in few) / 1e6 / size
    return size * share / min(_seconds(few, cut) for _ in range(3))


def _seconds(paragraphs, cut):
    began = time.process_time()
    for paragraph in paragraphs:
        cut(paragraph)
    return max(time.process_time() - began, 1e-9)
