"""Tried, not kept: a logistic regression that adds attributions to those of the rules. Only with `--only tagger`.

Candidates are all words that may be verbs, nouns and adjectives of speech and that the rules made nothing of, with the
x: from the gold of PolNeAR dev, cross-validated over articles (an upper
bound; its weights must not be shipped), and from the shipped articles as the rules label them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import numpy as np
from rich.table import Table
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from text_quotations import _half, _joined, _polnear, _scores

from annotate.text.languages import DEFAULT, Frame
from annotate.text.quotations._attribution import attributions_in
from annotate.text.quotations._content_extent import clause_ahead, content_end, content_start, fits, noun_end
from annotate.text.quotations._joined_sentences import joined_sentences
from annotate.text.quotations._noun_phrases import is_verb, verb_start, whole_phrase
from annotate.text.quotations._quotation_marks import marked_in
from annotate.text.quotations._subjects import subject_before
from annotate.text.quotations._tokens import Tokens
from annotate.text.quotations.extraction import Quotation, quotations_in
from annotate.text.sentences._boundaries import sentence_spans

ARTICLES = Path(__file__).resolve().parents[2] / "datasets" / "relations" / "articles"
THRESHOLDS = (0.7, 0.6, 0.5, 0.4, 0.3)


def tables(data):
    """One table: the rules alone, and with candidates added from each probability on."""
    articles, gold = _polnear(data / "quotes_polnear_dev")
    rules = {name: quotations_in(text) for name, text in articles.items()}
    candidates = [(name, *one) for name, text in articles.items() for one in _candidates(text) if not one[2]]
    table = Table(title="A tagger over the rules, PolNeAR dev (tried, not kept)", title_justify="left")
    for head in ("who", "added", "content F", "P", "R", "+ speaker F", "direct* / direct / mixed / indirect"):
        table.add_column(head, justify="left" if head == "who" else "right")
    table.add_row("rules", "", *_scores(articles, rules, gold, "pieces"))
    ways = {
        "from gold, cross-validated": _from_gold(candidates, rules, gold, articles),
        "from shipped articles": _from_own(candidates),
    }
    for way, chances in ways.items():
        for least in THRESHOLDS:
            found, added = _with(rules, candidates, chances, least)
            table.add_row(f"{way}, p ≥ {least}", str(added), *_scores(articles, found, gold, "pieces"))
    yield table


def _from_gold(candidates, rules, gold, articles):
    """The chances that a candidate is a gold content which the rules did not find, by six folds of articles."""
    left = {name: _missed(rules[name], gold[name], articles[name]) for name in articles}
    right = np.array([any(_half(set(range(q.start, q.end)), c) for c in left[name]) for name, q, _, _ in candidates])
    features = DictVectorizer().fit_transform([one[2] for one in candidates])
    chances = np.zeros(len(candidates))
    for train, test in GroupKFold(6).split(features, right, [one[0] for one in candidates]):
        model = LogisticRegression(C=0.5, max_iter=300).fit(features[train], right[train])
        chances[test] = model.predict_proba(features[test])[:, 1]
    return chances


def _from_own(candidates):
    """The chances that the rules would have taken a candidate, learned from the shipped articles."""
    seen = [one for path in sorted(ARTICLES.glob("*.txt")) for one in _candidates(path.read_text(encoding="utf-8"))]
    vectors = DictVectorizer().fit([features for _, features, _ in seen])
    model = LogisticRegression(C=0.5, max_iter=300)
    model.fit(vectors.transform([features for _, features, _ in seen]), [taken for _, _, taken in seen])
    return model.predict_proba(vectors.transform([one[2] for one in candidates]))[:, 1]


def _missed(found, rows, text):
    """The gold contents that no quotation of the rules matches."""
    left = [set(range(q.start, q.end)) for q in found]
    missed = []
    for content in (set(range(*span)) for row in rows for span in _joined(row["content"], text)):
        match = next((one for one in left if _half(one, content)), None)
        missed.append(content) if match is None else left.remove(match)
    return missed


def _with(rules, candidates, chances, least):
    """The quotations of the rules and the likely candidates, the likeliest first, that none of them mostly covers."""
    found, added = defaultdict(list, {name: list(one) for name, one in rules.items()}), 0
    for at in np.argsort(-chances):
        name, one, _, _ = candidates[at]
        if chances[at] < least:
            break
        if not any(2 * (min(one.end, q.end) - max(one.start, q.start)) >= _shorter(one, q) for q in found[name]):
            found[name].append(one)
            added += 1
    return found, added


def _shorter(one, other):
    return min(one.end - one.start, other.end - other.start)


def _candidates(text):
    """Quotation, features and whether the rules took its cue, for each word that may be a cue, with two extents."""
    for paragraph in re.finditer(r"[^\n]+", text):
        words = Tokens(paragraph.group(), marked_in(paragraph.group()), DEFAULT)
        for low, high in joined_sentences(words, sentence_spans(paragraph.group(), DEFAULT)):
            cues = [a.cue for a in attributions_in(words, (low, high)) if a.cue]
            for index in words.outside_quotations(low + 1, high - 1):
                if _may_be_cue(words, index):
                    taken = any(first <= index < last for first, last in cues)
                    for one, features in _read(words, index, low, high, paragraph.start()):
                        yield one, features, taken


def _may_be_cue(words, index):
    word, grammar = words.low[index], words.grammar
    if not word.isalpha() or word in grammar.auxiliaries:
        return False
    form = word.endswith((*grammar.past_endings, *grammar.gerund_endings)) or word in grammar.irregular_past
    third = word.endswith("s") and words.low[index - 1] not in grammar.determiners and not words.capital(index)
    return form or third or word in words.uses


def _read(words, index, low, high, offset):
    frame = words.cues.verbs.get(words.low[index], 0)
    first = verb_start(words, index, low)
    speaker = subject_before(words, first, low)
    start = content_start(words, index, frame, high)
    if start >= high or words.low[start] in ".,;)":
        return
    for extent, end in (("clause", content_end(words, start, high)), ("noun", noun_end(words, start, high))):
        if end > start:
            named = (words.start[speaker[0]] + offset, words.end(speaker[1] - 1) + offset) if speaker else (None, None)
            span = (words.start[start] + offset, words.end(end - 1) + offset)
            cue = (words.start[index] + offset, words.end(index) + offset)
            one = Quotation(*span, "indirect", words.low[index], *cue, *named)
            yield one, _features(words, index, first, speaker, start, end, high) | {f"extent={extent}": 1.0}


def _features(words, index, first, speaker, start, end, high):
    word, following = words.low[index], words.low[start]
    frame = words.cues.verbs.get(word, 0)
    features = {
        f"word={word}": 1,
        f"word={word},{following}": 1,
        f"next={following}": 1,
        f"before={words.low[first - 1] if first else ''}": 1,
        f"frame={frame & 127}": 1,
        "strong": bool(frame & Frame.STRONG),
        "quote": bool(frame & Frame.QUOTE),
        "verb": is_verb(words, index),
        "fits": fits(words, start, index, frame, high),
        "clause": clause_ahead(words, start, high),
        "auxiliary": first < index,
        "length": min(end - start, 30) / 10,
        "speaker": speaker is not None,
    }
    if speaker is not None:
        features |= {
            f"speaker={words.low[speaker[0]]}": 1,
            f"speaker ends={words.low[speaker[1] - 1]}": 1,
            "whole": whole_phrase(words, speaker),
            "name": words.capital(speaker[0]),
        }
    return {name: float(value) for name, value in features.items() if value}
