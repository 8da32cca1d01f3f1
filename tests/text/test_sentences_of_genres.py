"""Paragraphs of genres beside news, and of other languages, each with `|` where a sentence ends."""

import pytest

from annotate.text.languages.detection import language_of
from annotate.text.sentences._boundaries import sentence_spans

PARAGRAPHS = {
    "academic papers": """\
Sec. 2 reviews prior work.|In Secs. 3 and 4, we describe the data.|Sec. 5 concludes.
We used a mixed model [12, 13].|The intercept was random.[14]|See Sect. 4.2 for details.
This is consistent with prior work.3|However, the mechanism is unknown.4
In this paper, we ask two questions: (1) What is context? and (2) How does it interact with age?|We answer both.
Samples were taken at Sites A, B and C.|Site D was dry.
We report results for Exp. 1 and Exp. 2.|Exp. 3 is in preparation.
The mean was 3.4 (SD = 1.2; see Appx. B).|The median was 3.
It was built by Messrs. Orr & Co., Ltd., in 1870.|Its height is 30 ft. 6 in.|It still stands.
The Velda Times, 3 Aug. 1931, p. 4, col. 2.
Norr (ed.) 1999.|Lind & Orr (eds.), 2001.
The gene, cdc2, is on chr. 4.|Its product is a kinase.
He quotes Norr: “It is use” (p. 3).|Lind calls it “a mirror.” (Lind 1999).|(See below.)
3.2. Methods and Data
""",
    "lives": """\
Which of the following is true?|a. All cats are grey.|b. No cats are grey.
In Oct. 1917, Lt. Norr was promoted to capt. and sent to Ft. Dale.|He d. there in Nov.
Johann Toll (c. 1610 – fl. 1652) was an organist.|Little is known of his life.
He studied at Velda College (B.A. 1921; M.A. 1923; Ph.D. 1927).|He then taught at Orlo.
Her works include “Who Goes There?” (1934), “Stop!” (1936) and “The End.”|All are out of print.
She graduated summa cum laude (B.Sc. Hons.) in 1971.|Then she went to Velda.
""",
    "courts": """\
Your Honor, I don’t think that’s so.|Dr. Lind’s testimony, Tr. 123, says otherwise.
See, e.g., Lind v. Orr, 5 U.S. 137, 177 (1803); Norr Co. v. Toll, Inc., 1 Vt. 2.|Cf. id., at 180.|The rule stands.
It's in 42 C.F.R. Part 2.|It's also at Pet. App. 23a.|That's the record.
Exhibit A.|Exhibit B is the letter.|Exhibit C is the check.
The statute, Ch. 12, Art. III, Sec. 4, par. 2, subpar. (b), is void.|So is its twin.
The Gov't says no.|The Dep't disagrees.|Resp. Br. 12.
""",
    "essays": """\
Call it X.|X is what we want.|Y is what we get.
This is, I think, the real scandal.2|No one reads.
I grew up in the 1970s.|The ’80s were another matter.|’Twas ever thus.
The U.N. Charter, Art. 2, par. 4, bans force.|It is often ignored.
""",
    "fiction": """\
“I can’t—”|“You can.”
He laughed.|“You?|A captain?”|He laughed again.
Oh! how she wept.|Alas! it was too late.
"Ah! my boy," said he, "so you came!"
"Lo! the moon," said the poet.
“What the—”|The door shut.|“Not—” he began.
“Anna!” Mrs. Dale called.|“Anna!”|Mrs. Dale called a doctor.
""",
    "letters": """\
N. B. The price is firm.
P. S. I forgot the money.|It is enclosed.
I rec’d yours of the 4th inst. and was glad of it.|The weather is fair.
We got to camp abt. 5 o’clock.|Col. Orr was there.|Gen’l Dale was not.
""",
    "travel guides": """\
Lat. 45° 30' N., long. 12° 20' E.|The harbor is deep.
Take the A40 from Velda to Jct. 7.|From there, follow signs.
The museum (Mon.–Sat. 10 a.m.–6 p.m., Sun. 12–6 p.m.; $5) is small.|The shop is not.
Hwy. 1 runs along the coast.|U.S. 101 is faster.
The inn is at 12 Ocean Dr.|The bus stops there.
""",
    "talk": """\
Hm.|Hmm.|Ah.|I see.
Mm.|Can I have a — thanks.|This is, mm, so good.
U.S. or U.K.?|U.K.|Okay.
""",
    "web texts and lists": """\
The measure, Prop. 12, failed.|It was Ref. No. 5.
Orr — a.k.a. “Dr. No” — said so.|No one heard her.
Figure 3 shows maps.|(a) Velda.|(b) Orle.|Fig. S4 does not.
H1. Age matters.|H2. Sex does not.
We confirmed this (cf. Suppl. Fig. 2).|See App. B of Lind (1987), chs. 2–4.
It came from Norr & Co.|Norr & Co. paid Orr Inc. $5 million.|It lies 30 mi. N of Orle.
His papers are at the Velda Hist. Soc.|They are sealed.
It was plan B.|Critics laughed.|She took vitamin D.|Doctors agree.|He met director J. Norr.
He lives at 12 Ocean Dr.|Police came.|The inn, 12 Elm St. Suite 4, is shut.|She lives at 4 Elm St. Orle, Velda.
Prices rose by 3.5.|Norr sold at 1.2.|Version 2.0.|Orle waited.
They said so... I never knew.|so... I left.|They made up their minds…|I never did.
We check in early.|(We fly next day. )|Hop onto a bus.
the kids call it "the egg".|maybe too much.|i left.
I never asked.|----== Posted via Norr.Com ==----
For best results, use vers. 2.0 or later.|Older vers. won't work.
Okay... so... I just woke up.|It’s, like, 9 a.m.|I look terrible.
We left the ship....|Velda is far.
They said . . . I never knew.|It was late . . . Norr slept.|It was over. . . .|Norr left.
no cat is easy to take care of.|they need love.|call him at 5550123.|he is in (line 140).|you will find it.
She may not fly again.|-- Posted by Velda to Velda at 3/9/2031
I would not go back.|PS. Love the new site!
1) The first thing|2) The second thing
a. Red|b. Green
1. Flour|2. Butter|3. Salt
1) tea and 2) milk are sold.
1. It fell by 2.|The rest is new.
""",
}
IN_LANGUAGES = {
    "de": """\
Am 3.1. 2031 kam Prof. em. Lind.|Sie ist Mitgl. d. Akademie.
Es gilt Plan B.|Kritiker lachten.
Der Präsident der Rep. Norr, A. Lind, trat zurück.|Man feierte.
Die Insel (engl. Norr Isle, frz. Île Norr) ist klein.|Sie ist grün.
Wie Norr et al. (2019, S. 45 f.) zeigen, ist der Effekt gering.|Vgl. auch Abb. 3 und Tab. 2.|Die Daten fehlen.
Der Zug fährt um 8.15 Uhr ab Gl. 3.|Bitte einsteigen!
Sie traf Hrn. Orr, Frl. Lind und Geschw. Toll.|Alle lachten.
Das Buch erschien 1999 (3. Aufl., hrsg. von A. Norr).|Es ist vergriffen.
""",
    "fr": """\
Il cite l’art. L. 123-4 du Code.|L’art. R. 12 aussi.
Est-ce possible ?|Oui, selon l’O.M.S.|Non, selon d’autres.
L’île (en angl. Norr Isle) est petite.|Elle est verte.
Comme le montrent Norr et al. (2019, p. 45 sq.), l’effet est faible.|Voir fig. 3 et tabl. 2.|Les données manquent.
N.B. Le musée est fermé le lundi.|P.-S. Apportez de l’eau.
Cf. supra.|Voir ci-dessous, chap. II, § 3.
""",
    "es": """\
Las FF. AA. y el arq. J. Lind callan.|Véase el t. II.
Nació en el año 70 d.C. en Velda.|Se fue en el 90 d.C.|Nadie lo vio.
La abadía (lun.-vie. 9-17 h, 5 €, tel. 123 45 67) está a 2 km de la ciudad.|Es bonita.
Ponga 200 g de harina, 2 cdas. de azúcar y 1 cdta. de sal.|Mezcle.|Hornee aprox. 20 min. a 180 °C.
Como muestran Norr et al. (2019, pág. 45 y ss.), el efecto es pequeño.|Véase la fig. 3.|Faltan datos.
Nació en el s. XVIII y murió en el s. XIX.|Nadie lo recuerda.
El Excmo. Sr. D. José Orr y la Ilma. Sra. Lind asistieron.|El Ayto. pagó.
El Depto. de Biol. de la Univ. Norr lo niega.|La U. no.
El cap. 3 (vol. II) trata de esto.|El cap. 4, no.
""",
    "it": """\
È dell’arch. J. Lind.|Lo vieta l’art. 12, co. 3.
Vale il piano B.|Critici ridono.
L’isola (ingl. Norr Isle) è piccola.|È verde.
Morì nel 44 a. C. a Roma.|La guerra seguì.
Prendete 200 g di farina, 2 cucch. di zucchero e q.b. di sale.|Mescolate.|Cuocete per ca. 20 min. in forno.
– Dov’eri?|– Da nessuna parte.
Come mostrano Norr et al. (2019, pp. 45 sgg.), l’effetto è piccolo.|Cfr. fig. 3 e tab. 2.|Mancano i dati.
N.B. Il museo è chiuso il lun. e il mar. mattina.|P.S. Portate acqua.
""",
    "pt": """\
A ilha (ing. Norr Isle) é pequena.|É verde.
Morreu em 44 a. C. em Roma.|A guerra seguiu-se.
A abadia (seg.-sex. 9-17 h, 5 €, tel. 123 456 789) fica a 2 km da cidade.|É bonita.
Como mostram Norr et al. (2019, pp. 45 e segs.), o efeito é pequeno.|Ver fig. 3 e tab. 2.|Faltam dados.
N.B. O museu fecha à seg. e à ter. de manhã.|P.S. Tragam água.
O cap. 3 (vol. II) trata disso.|O cap. 4 não.
A Gov. Lind e o Min. Orr falaram.|O Dep. Toll (PS) calou-se.
""",
    "pl": """\
Klasztor (codz. 9–17, wstęp 5 zł, tel. 123 456 789) leży 2 km od miasta.|Jest piękny.
Anna Lind (ur. 4 maja 1851 w Veldzie, zm. 12 czerwca 1923) była malarką.|Mieszkała przy ul. Norr 5.
Jak pokazują Norr i in. (2019, s. 45 nn.), efekt jest mały.|Por. rys. 3 i tab. 2.|Brak danych.
""",
    "nl": """\
Zoals Norr e.a. (2019, p. 45 e.v.) laten zien, is het effect klein.|Zie fig. 3.|Er zijn geen data.
De fa. Norr N.V. sloot.|De B.V. niet.
""",
    "sv": """\
Klostret (dagl. 9–17, 50 kr., tel. 012-34 56) ligger 2 km norr om staden.|Det är vackert.
Tag 2 dl mjöl, 1 msk socker osv.|Blanda.|Grädda ca 20 min. i ugn.
– Var var du? frågade han.|Hon teg.
Som Norr m.fl. (2019, s. 45 ff.) visar är effekten liten.|Se fig. 3.|Data saknas.
""",
    "cs": """\
Vezměte 200 g mouky, 2 lžíce cukru atd.|Smíchejte.|Pečte cca 20 min. v troubě.
Jak ukazují Norr a kol. (2019, s. 45 n.), efekt je malý.|Viz obr. 3 a tab. 2.|Data chybí.
""",
    "ar": """\
خذ 200 غ. من الدقيق، إلخ.|اخلطها جيدا.
""",
    "hi": """\
डॉ. नॉर ने कहा कि असर कम है (पृ. 45)।|आँकड़े नहीं हैं।
कीमत 3.50 रु. है।|दुकान बंद है।
200 ग्रा. आटा लें।|मिलाएँ।
श्री ए. बी. नॉर आए।|सब हँसे।
""",
}


@pytest.mark.parametrize("marked", [marked for text in PARAGRAPHS.values() for marked in text.splitlines()])
def test_sentences_of_a_genre_end_where_a_reader_ends_them(marked):
    expected = marked.split("|")
    text = ("" if "....|" in marked else " ").join(expected)
    assert [text[start:end] for start, end in sentence_spans(text)] == expected


@pytest.mark.parametrize(
    ("code", "marked"), [(code, marked) for code, text in IN_LANGUAGES.items() for marked in text.splitlines()]
)
def test_sentences_of_a_genre_in_a_language_end_where_a_reader_ends_them(code, marked):
    expected = marked.split("|")
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentence_spans(text, language_of(text, code))] == expected
