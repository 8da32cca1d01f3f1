"""Lines that are not body text, for languages that have no folder."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.text.languages._language import LinePatterns
from annotate.text.languages._site_lines import bylines, lines_like_english, site_lines

OTHER_LINES: Mapping[str, LinePatterns] = {
    "cs": lines_like_english(
        byline=bylines("Autor(?:ka)?:?|Napsala?", "a", dated="Aktualizováno|Publikováno", offices="redaktor(?:ka)?"),
        boilerplate=site_lines(
            (r"(?:Čtěte|Přečtěte si) (?:také|též|více)", r"(?:Více|Další) k tématu", r"Sdílet na"),
            ("Reklama", "Sdílet"),
        ),
    ),
    "da": lines_like_english(
        byline=bylines("Af", "og", dated="Opdateret|Publiceret|den", offices="korrespondent|journalist"),
        boilerplate=site_lines((r"Læs (?:også|mere)", r"Del på"), ("Annonce", "Del")),
    ),
    "nl": lines_like_english(
        byline=bylines("Door|DOOR", "en", dated="Gepubliceerd|Bijgewerkt|op", offices="correspondent|redacteur"),
        boilerplate=site_lines((r"Lees (?:ook|verder|meer)", r"Deel (?:via|op)"), ("Advertentie", "Delen")),
    ),
    "pl": lines_like_english(
        byline=bylines("Autor(?:ka)?:?|Opracowała?:?", "i", dated="Opublikowano|Aktualizacja", offices="redaktorka?"),
        boilerplate=site_lines(
            (r"(?:Czytaj|Zobacz|Przeczytaj) (?:także|też|również|więcej)", r"Udostępnij"), ("Reklama", "Udostępnij")
        ),
    ),
    "sv": lines_like_english(
        byline=bylines("Av|AV|Text:", "och", dated="Publicerad|Uppdaterad|den", offices="korrespondent|reporter"),
        boilerplate=site_lines((r"Läs (?:också|mer|även)", r"Dela på"), ("Annons", "Dela")),
    ),
}
"""By ISO 639-1 code."""
EVERYWHERE = lines_like_english()
"""Datelines, credits and captions as agencies write them in most languages."""
