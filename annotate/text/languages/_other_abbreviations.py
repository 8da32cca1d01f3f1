"""Abbreviations of languages that have no folder, by their ISO 639-1 code."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.text.languages._grammar import word_set
from annotate.text.languages._language import Abbreviations

OTHER_ABBREVIATIONS: Mapping[str, Abbreviations] = {
    "ar": Abbreviations(
        titles=word_set("د أ أ.د"),
        before_numbers=word_set("ص ج ط ت هـ"),
        inside=word_set("ص غ كجم ق.م"),
    ),
    "cs": Abbreviations(
        titles=word_set("Ing Mgr JUDr MUDr PhDr Bc RNDr MVDr Dr doc prof sv gen plk pplk kpt por ul nám"),
        before_numbers=word_set("č str s čl odst obr tab kap sv roč tel cca mil mld tis min max"),
        inside=word_set("kol nar zemř vyd např tj tzv tzn resp popř př hl vč mil mld tis cca"),
        ordinals=31,
    ),
    "da": Abbreviations(
        before_numbers=word_set("kl nr s ca tlf stk fig tab kap bd"),
        inside=word_set("bl.a f.eks dvs d.v.s m.m m.fl inkl ekskl pga ca kr mia mio"),
    ),
    "hi": Abbreviations(titles=word_set("डॉ प्रो श्री सुश्री पं एड ले")),
    "nl": Abbreviations(
        titles=word_set("dr drs prof mr ir ing ds dhr mevr mw fa gebr Dr Drs Prof Mr Ir Ing Ds Dhr Mevr Mw St"),
        before_numbers=word_set("art nr blz p fig tab afb hfst ca Art Nr tel Tel"),
        inside=word_set("ca bijv bv o.a m.b.t i.v.m d.w.z t.o.v z.g zgn resp vgl m.n"),
    ),
    "pl": Abbreviations(
        titles=word_set(
            """Fot fot prok red sędz asp kom podkom nadkom dr hab prof inż mgr lek mec ks gen płk kpt św ul al pl im
            Dr Prof Ks Gen Św Ul Al"""
        ),
        before_numbers=word_set(
            "godz art nr str s ust pkt poz ok tel tys mln mld Art Nr rys tab rozdz t dn codz ur zm ok tel min maks"
        ),
        inside=word_set("in ur zm dn ds red oprac tłum wyd np tzw tzn m.in ok ww wg por"),
    ),
    "sv": Abbreviations(
        titles=word_set("dr prof"),
        before_numbers=word_set("kl nr s ca tel st fig tab kap bd dagl f d"),
        inside=word_set("m.fl bl.a t.ex dvs d.v.s fr.o.m t.o.m s.k f.d resp ev inkl exkl ca kr"),
        name_endings=word_set("m.m"),
    ),
}
