"""Italian: boundaries, quotation marks, direct quotations with their speakers, bylines, dates, negations."""

from __future__ import annotations

import re

from annotate.text.languages._grammar import ANYTHING, Grammar, word_set
from annotate.text.languages._language import (
    Abbreviations,
    Comparison,
    Dates,
    Language,
    QuotationMarks,
    Sentences,
)
from annotate.text.languages._naming import AGED, Names
from annotate.text.languages._site_lines import author_notes, bylines, lines_like_english, site_lines
from annotate.text.languages._speech import Cues, Frame
from annotate.text.languages._verb_forms import after, inflected
from annotate.text.languages.english._given_names import GIVEN_NAMES
from annotate.text.languages.italian._italian_names import ITALIAN_GIVEN_NAMES
from annotate.text.languages.italian._italian_opposites import ITALIAN_OPPOSITES

_SPEECH = Frame.SAY | Frame.STRONG | Frame.QUOTE
_PERSONAL = word_set("lui lei egli ella loro essi io noi voi")
_DETERMINERS = word_set(
    """il lo la i gli le l' un uno una un' suo sua suoi sue nostro nostra questo questa questi
            queste quel quella quei alcuni alcune molti tutti tutte ogni due tre quattro cinque"""
)
_PREPOSITIONS = word_set(
    """a ad al allo alla ai agli alle di del dello della dei degli delle da dal dalla in nel nella
            nei con su sul sulla per tra fra senza contro durante dopo prima secondo verso presso"""
)
_SPOKEN_OF = after("di del dello della dei delle d'", "parla parlato parlava parlano parlò")
_BEFORE_FRAGMENTS = word_set(
    "detta accusa accusato accusava accusano espresso esprime esprimeva "
    "evocato evoca bollato bolla bollava definito definisce definiva"
)
_CALENDAR = word_set(
    """lunedì martedì mercoledì giovedì venerdì sabato domenica oggi ieri domani gennaio febbraio
            marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"""
)
_PHRASES = (
    r"(?:Ufficio|Contatti|Contatto) (?:stampa|comunicazione)\b",
    r"Per (?:maggiori )?informazioni\s*:",
    r"Leggi (?:anche|tutto|di più)",
    r"Vedi anche",
    r"Per saperne di più",
    r"(?:L['’]articolo [^\n]{3,200} (?:proviene da|sembra essere il primo su)|Continua a leggere(?: su)?)",
    r"Iscriviti",
    r"Seguici",
    r"Condividi (?:su|questo articolo|l['’]articolo)",
    r"Tempo di lettura",
    r"(?:Errata corrige|Rettifica|Correzione|Precisazione)\s*:",
    r"(?:Contenuto|Articolo) (?:riservato agli|per) abbonati",
    r"Abbonati",
    r"Potrebbe interessarti",
)
_ALONE = ("Newsletter", "Condividi", "Pubblicità", "Commenti", "Approfondimenti", "Stampa")

_MALE_KIN = word_set("figlio padre fratello marito zio nonno papà compagno")
_FEMALE_KIN = word_set("figlia madre sorella moglie zia nonna mamma compagna vedova")

LANGUAGE = Language(
    code="it",
    name="Italian",
    abbreviations=Abbreviations(
        titles=word_set(
            """v.le p.zza c.so arch dir sec sig dott prof avv on sen gen col ing mons dott.ssa prof.ssa sig.ra Sig
            Sigg Sig.ra
            Dott Dr Prof Ing
            Avv On Sen Gen Col Mons S Ss Rev Arch Geom Cav"""
        ),
        before_numbers=word_set(
            "n no nn art artt p pag pagg pp vol voll cap capp fig figg tab tabb co lett tel ca lun mer gio ven sab"
        ),
        inside=word_set("a d al ingl ted lat N.B P.S max min cucch q.b mln mld es p.es cfr vs ca ed"),
        name_endings=word_set("ecc Inc Ltd Corp Jr Sr S.p.A S.r.l Co a.C d.C"),
    ),
    sentences=Sentences(
        lettered=word_set(
            "piano vitamina epatite gruppo tipo classe categoria allegato punto parte variante blocco zona"
        ),
        labels=word_set("D R Domanda Risposta DOMANDA RISPOSTA"),
        after_question=ANYTHING,
        starters=word_set(
            """Probabilmente Finalmente Attualmente Successivamente Era Erano Fu Furono Ora Qui Lì Ogni Il Lo
            La I Gli Le Un Uno Una L'altro Lui Lei Egli Essi Loro Io Noi Voi Questo Questa Questi Queste
            Quello Quella E Ma O Però Anche Se Quando Come Mentre Perché Poi Dopo Prima Allora Così Infine
            Inoltre Tuttavia Oggi Ieri Domani In Nel Nella Nei Con Per Da Dal Dalla Di Del Della A Al Alla
            Ai Su Sul Tra Fra Nessuno Niente Nulla Mai Qualcuno Altri Altre Altro Mio Mia Nostro Ne Vi Ciò
            Pure Neppure Neanche Invece Dunque Quindi Ancora Già Sempre Spesso Forse Anzi Eppure Sebbene
            Poiché Siccome Quanto Quale Quali Due Tre Entrambi Fino Verso Presso Contro Sotto Sopra Oltre
            Malgrado Nonostante Intanto Più Meno Molto Senza Secondo Durante Tutti Molti Alcuni Non Sì No
            Che Chi Dove Suo Sua È Sono C'è Si Ci Ora"""
        ),
    ),
    quotation_marks=QuotationMarks(
        opening={"“": "double", "«": "angle", "‘": "single"},
        closing={"”": "double", "»": "angle", "’": "single"},
        either={'"': "straight", "'": "single"},
        main=("«", "»"),
    ),
    lines=lines_like_english(
        byline=bylines(
            "Intervista di|Di|di|DI",
            "e",
            dated="Pubblicato|Aggiornato|Ultimo aggiornamento|Modificato|il|del",
            offices="corrispondente|inviat[oa](?: speciale)?|redazione|giornalista",
        ),
        boilerplate=site_lines(_PHRASES, _ALONE),
        author_note=author_notes(
            "è|insegna|dirige",
            """professor|giornalista|economista|storic|scrittor|scrittrice|ricercat|docente|direttor|direttrice|sociolog|filosof|politolog|avvocat|membro|saggista|editorialista""",
        ),
        letter=re.compile(r"(?:Lettere(?: al direttore)?|Caro direttore|Gentile direttore)\b", re.IGNORECASE),
        small_words=word_set("il lo la i gli le un uno una di del della e o a al in nel con su per da"),
    ),
    cues=Cues(
        verbs=dict.fromkeys(
            inflected(
                """replica replicato attacca attaccato chiarisce chiarito evidenzia evidenziato rilancia rilanciato
                insiste insistito dichiarava affermava aggiungeva rivendica rivendicato avvisa avvisato protesta
                protestato ironizza ironizzato confessa confessato ricordava esclama esclamato incalza rimarca
                rimarcato tuona tuonato lamenta lamentato conferma confermato riferisce riferito rivela rivelato
                ritiene auspica auspicato assicurava dice disse dicono detto diceva dichiara dichiarato dichiarò
                afferma affermato affermò spiega spiegato spiegò aggiunge aggiunto aggiunse sottolinea
                sottolineato sostiene sostenuto precisa precisato assicura assicurato avverte avvertito chiede
                chiesto chiese risponde risposto rispose scrive scritto scrisse annuncia annunciato racconta
                raccontato commenta commentato conclude concluso denuncia denunciato ricorda ricordato ribadisce
                ribadito osserva osservato ammette ammesso twitta promette promesso critica criticato prosegue
                continua comunica comunicato specifica specificato segnala segnalato proseguito continuato
                esordito ammonisce ammonito ribatte ribattuto puntualizza puntualizzato chiosa confida confidato
                domanda domandato scherza scherzato sbotta""",
                ("a", "ano"),
                ("e", "ono"),
            ),
            _SPEECH,
        )
        | dict.fromkeys([*_SPOKEN_OF, *_BEFORE_FRAGMENTS], Frame.JUDGE)
        | {"sapere": _SPEECH, "noto": _SPEECH},
        prepositions=_SPOKEN_OF,
        before_fragments=_BEFORE_FRAGMENTS,
        sources={"secondo": ""},
        causatives={"sapere": word_set("fatto fa fanno"), "noto": word_set("reso rende rendono")},
        viewpoints=word_set("per"),
        linked_sources={
            "per": (frozenset(("",)), ""),
            "detta": (word_set("a"), "di"),
            "stando": (frozenset(("", ",", "e")), "a"),
        },
        roles=word_set("domanda giornalista moderatore moderatrice intervistatore"),
        turns=dict.fromkeys(word_set("d domanda"), "question") | dict.fromkeys(word_set("r risposta"), "answer"),
        replies=word_set("risponde risposto rispose replica replicato ribatte ribattuto"),
        occasions=word_set(
            """fischio partita udienza seduta termine margine x x. facebook instagram twitter telegram intervista
            discorso comunicato dichiarazione conferenza lettera programma riunione messaggio
            nota tweet"""
        ),
    ),
    grammar=Grammar(
        token=re.compile(
            r"(?i:\b(?:dal\scanto\ssuo|da\sparte\ssua|a\ssua\svolta)\b)|(?:[A-ZÀ-Þ]\.){2,}|[\w$€£]*['’](?=\w)|[\w$€£]+(?:[-&/.,](?=\w)\w+)*\.?|--+|\.\.\.+|[^\w\s]"
        ),
        personal=_PERSONAL,
        pronoun_after_cue=True,
        omits_pronouns=True,
        reflexives=word_set("si s'"),
        tags_inside=True,
        as_reported=word_set("come"),
        before_hearers=word_set(
            "a ad ai al alla allo agli alle all' in nel nella nei nell' su sul sulla sui dopo davanti presso con"
        ),
        to_hearers=word_set("a ad ai al alla allo agli alle all'"),
        hearers=word_set(
            """giornalisti giornalista cronisti cronista stampa media quotidiano giornale agenzia radio televisione tv
            aula pubblico"""
        ),
        clitics=word_set("gli le mi ti ci vi"),
        after_names=word_set("a ad al alla allo ai agli alle in durante nel nella nello su sul sulla sullo per con"),
        gerund_endings=("ando", "endo"),
        verb_endings=("arono", "irono", "erono", "rà", "ranno", "ava", "avano", "eva", "evano"),
        comma_after_quotation=True,
        objects=word_set("lo la li le gli mi ti si ci vi lui"),
        pronouns=_PERSONAL | word_set("chi nessuno qualcuno alcuni molti tutti"),
        determiners=_DETERMINERS,
        be=word_set("è era sono erano fu furono essere stato stata sarà"),
        have=word_set("ha aveva hanno avevano avere ho"),
        auxiliaries=word_set(
            """è era sono erano fu furono ha aveva hanno avevano ho può poteva possono deve doveva devono
            va sarà non si vuole vogliono resta restano potrà dovrà"""
        ),
        prepositions=_PREPOSITIONS,
        subordinators=word_set("che se quando perché mentre come ma poiché dove chi cui affinché"),
        relatives=word_set("che chi"),
        relative_person=word_set("che chi"),
        complementizers=word_set("che"),
        of=word_set("di del della dei"),
        conjunctions=word_set("e ed"),
        coordinators=word_set("e ma"),
        alternatives=word_set("e o"),
        adverbs=word_set(
            """invece intanto anche ancora poi già sempre mai inoltre così oggi ieri però tuttavia quindi
            infine dunque infatti"""
        )
        | {"a sua volta", "dal canto suo", "da parte sua"},
        adverb_endings=("mente",),
        before_time=word_set("in il nel"),
        fronted=word_set("lo l' ciò"),
        time_starters=word_set("oggi ieri poi domani"),
        adjunct_starters=word_set("in a al nel nella durante dopo su per da"),
        occasion_prepositions=word_set("in a al nel nella durante dopo su per da"),
        apposition_starters=_DETERMINERS,
        after_tags=word_set(". , ? ! ; — – - e") | {""},
        content_starters=word_set("che se come cosa"),
        clause_starters=_PERSONAL | word_set("che se come cosa"),
    ),
    names=Names(
        aged=AGED,
        end=re.compile(r",| \("),
        titles=word_set(
            """sig. signor signora dott. dr. prof. presidente ministro ministra premier sindaco sindaca
            deputato deputata senatore senatrice portavoce direttore direttrice capo segretario
            segretaria generale re regina papa giudice procuratore ambasciatore governatore candidato
            candidata on. avv. dott.ssa prof.ssa sig.ra ing. avvocato
            vicepresidente vicepremier allenatore allenatrice capitano avvocato avvocata assessore assessora
            professore professoressa dottore dottoressa procuratore procuratrice magistrato segretario
            segretaria leader governatore imputato imputata parroco don tecnico ct fondatore fondatrice"""
        ),
        kin=_MALE_KIN | _FEMALE_KIN,
        gendered=dict.fromkeys(_MALE_KIN, "m")
        | dict.fromkeys(_FEMALE_KIN, "f")
        | dict.fromkeys(word_set("signor senatore direttore re"), "m")
        | dict.fromkeys(word_set("signora ministra sindaca senatrice direttrice deputata regina"), "f"),
        epithets=dict.fromkeys(
            word_set(
                """cittadino cittadina attaccante centrocampista difensore portiere giocatore giocatrice calciatore
                calciatrice attore attrice cantante scrittore scrittrice autore autrice regista artista politico
                parlamentare leghista imprenditore imprenditrice ricercatore ricercatrice scienziato scienziata
                esperto esperta economista storico storica sindacalista primario magistrata"""
            ),
            "",
        ),
        epithet_endings=("enne",),
        anonymous=word_set(
            """donna uomo ragazzo ragazza studente studentessa insegnante commerciante agricoltore agricoltrice
            barista ristoratore ristoratrice infermiere infermiera medico comandante pensionato pensionata testimone"""
        ),
        unnamed=word_set("giudice procuratore procuratrice avvocato avvocata portavoce testimone"),
        heads=word_set("presidente premier papa re regina ministro"),
        attributive=word_set("vice ex generale"),
        article_genders={"il": "m", "lo": "m", "la": "f", "un": "m", "uno": "m", "una": "f"},
        given_names=GIVEN_NAMES
        | ITALIAN_GIVEN_NAMES
        | dict.fromkeys(word_set("andrea luca nicola mattia elia tobia gianluca"), "m"),
        feminine_endings=("a",),
        genders={"lui": "m", "egli": "m", "lei": "f", "ella": "f"},
        mention=re.compile(r"\b(?:lui|egli|lei|ella|[A-ZÀ-Þ][\w-]+)\b"),
        organisations=word_set(
            """società gruppo azienda associazione fondazione procura ministero università partito consiglio governo
            parlamento senato tribunale banca sindacato
            polizia agenzia commissione"""
        ),
        articles=word_set("il la lo l'"),
        no_names=_DETERMINERS
        | _PERSONAL
        | _PREPOSITIONS
        | word_set("""e ma o però così allora poi come se quando caso processo inchiesta delitto trasporti finanze
        interno esteri economia giustizia salute istruzione cultura
            agricoltura difesa lavoro"""),
        nobody=_PERSONAL | word_set("chi nessuno questo ciò che") | {"questo giornale"},
    ),
    dates=Dates(
        calendar=_CALENDAR,
        capitalised=False,
        time=_CALENDAR
        | word_set("""settimana mese anno anni sera mattina notte giorno giorni scorso scorsa prossimo prossima"""),
    ),
    comparison=Comparison(
        opposites=ITALIAN_OPPOSITES,
        negating_prefixes=("in", "im", "il", "ir", "s", "dis", "anti"),
        rewrites=(
            (r"(\d)[.   ](\d\d\d)\b", r"\1\2"),
            (r"(\d)[.:,](\d)", r"\1·\2"),
            (r"%", " per cento "),
        ),
        negations=word_set("non mai niente nulla nessuno nessuna nessun né senza neanche neppure nemmeno"),
        numbers=word_set(
            """zero due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta
            cinquanta cento mille mila milione milioni miliardo miliardi metà terzo quarto primo secondo"""
        ),
    ),
)
