"""Labelled sentences of an invented world, whose labels can mostly be read off their verbs."""

import pandas as pd

WORDS = {
    "conciliatory": ["welcomed the envoys of", "praised", "agreed to talks with", "offered help to", "thanked"],
    "critical": ["condemned", "accused", "threatened", "rejected the claims of", "denounced"],
    "neutral": ["met", "counted the votes in", "published a report on", "moved the office to", "opened a line to"],
}
PLACES = ["Veldania", "Karsovia", "the port of Ilmar", "the Senn valley", "Orth", "the northern council", "Marrow Bay"]


def sentences(count, first=0):
    """`count` labelled sentences in articles of two; one in ten is labelled against its words."""
    rows = []
    names = list(WORDS)
    for number in range(first, first + count):
        said = names[number % 3]
        label = names[(number + 1) % 3] if number % 10 == 7 else said
        verb, place = WORDS[said][number // 3 % 5], PLACES[number % 7]
        text = f"On day {number} speaker {number * 7 % 31} of ward {number * 13 % 97} {verb} {place}."
        rows.append({"sentence_id": f"s{number}", "text": text, "label": label, "doc": f"a{number // 2}"})
    return pd.DataFrame(rows)
