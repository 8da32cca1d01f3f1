"""Abbreviations of languages that have no folder, by their ISO 639-1 code."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.text.languages._grammar import word_set
from annotate.text.languages._language import Abbreviations

OTHER_ABBREVIATIONS: Mapping[str, Abbreviations] = {
    "nl": Abbreviations(
        titles=word_set("dr drs prof mr ir ing ds dhr mevr mw Dr Drs Prof Mr Ir Ing Ds Dhr Mevr Mw St"),
        before_numbers=word_set("art nr blz p ca Art Nr tel Tel"),
        inside=word_set("ca bijv bv o.a m.b.t i.v.m d.w.z t.o.v z.g zgn resp vgl m.n"),
    ),
    "pl": Abbreviations(
        titles=word_set("dr hab prof inż mgr lek mec ks gen płk mjr kpt św ul al pl im Dr Prof Ks Gen Św Ul Al"),
        before_numbers=word_set("godz art nr str ust pkt poz ok tel tys mln mld Art Nr"),
        inside=word_set("np tzw tzn m.in ok ww wg por"),
    ),
}
