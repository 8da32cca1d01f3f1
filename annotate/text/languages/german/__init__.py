"""German: boundaries, quotation marks, direct quotations with their speakers, bylines, dates, negations."""

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
from annotate.text.languages.german._german_names import GERMAN_GIVEN_NAMES
from annotate.text.languages.german._german_opposites import GERMAN_OPPOSITES

_SPEECH = Frame.SAY | Frame.STRONG | Frame.QUOTE
_PERSONAL = word_set("er sie es ich wir ihr man")
_DETERMINERS = word_set(
    """der die das den dem des ein eine einer eines einem einen kein keine sein seine seiner ihr ihre ihrer
    unser unsere dieser diese dieses jener jene mehrere viele einige alle beide zwei drei vier"""
)
_PREPOSITIONS = word_set(
    """in im an am auf aus bei beim mit nach von vom vor zu zum zur über unter für gegen ohne um durch während
    wegen seit bis ab gegenüber laut trotz zwischen hinter neben"""
)
_SPOKEN_OF = after("von", "sprach spricht sprachen sprechen")
_DAYS = ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag"]
_CALENDAR = (
    word_set(
        """heute gestern morgen vorgestern januar februar märz april mai juni juli august september oktober november
        dezember"""
    )
    | frozenset(_DAYS)
    | {day + part for day in _DAYS for part in ("morgen", "vormittag", "mittag", "nachmittag", "abend", "nacht")}
)
_BEFORE_FRAGMENTS = word_set("zeigte zeigt zeigten warf wirft warfen")
_TITLES = word_set(
    "herr frau dr. prof. präsident präsidentin minister ministerin kanzler kanzlerin bundeskanzler bundeskanzlerin "
    "außenminister außenministerin innenminister innenministerin ministerpräsident ministerpräsidentin sprecher "
    "sprecherin chef chefin vorsitzender vorsitzende bürgermeister bürgermeisterin abgeordneter abgeordnete general "
    "kapitän kapitänin firmenchef firmenchefin trainer trainerin "
    "könig königin papst richter richterin senator senatorin botschafter botschafterin"
)

_EPITHETS = (
    *("spieler", "stürmer", "verteidiger", "politiker", "sänger", "schauspieler", "schriftsteller", "künstler"),
    *("musiker", "forscher", "wissenschaftler", "unternehmer", "ökonom", "historiker", "demokrat", "autor", "sportler"),
)

_PHRASES = (
    r"Presse(?:kontakt|stelle)\s*:?",
    r"(?:Medienkontakt|Rückfragen?|Ansprechpartner(?:in)?|Kontakt)\b[^.]{0,40}:",
    r"Original-Content von",
    r"Mit Material (?:von|der)",
    r"Mehr (?:zum Thema|dazu|lesen)",
    r"Mehr\s*:",
    r"Lesen Sie (?:auch|hier|mehr|dazu)",
    r"Auch interessant\s*:?",
    r"Zum Thema\s*:",
    r"Weiterlesen",
    r"Der (?:Beitrag|Artikel) [^\n]{3,200} erschien zuerst (?:auf|bei)",
    r"Zur Startseite",
    r"Das könnte Sie auch interessieren",
    r"Jetzt (?:abonnieren|anmelden)",
    r"(?:Artikel|Beitrag|Seite) (?:teilen|drucken|merken|vorlesen|anhören)$",
    r"Lesezeit\s*:?",
    r"(?:Korrektur|Korrekturhinweis|Richtigstellung|Berichtigung|Anm(?:\.|erkung) d(?:er|\.) Red(?:\.|aktion)?)\s*:",
    r"Auf (?:Facebook|X|Twitter|WhatsApp|LinkedIn) teilen",
    r"Newsletter (?:abonnieren|bestellen)",
)
_ALONE = ("Newsletter", "Anzeige", "Werbung", "Teilen", "Drucken", "Kommentare", "Merken")

_MALE_KIN = word_set("sohn vater bruder mann ehemann onkel neffe enkel großvater opa freund lebensgefährte")
_FEMALE_KIN = word_set(
    "tochter mutter schwester frau ehefrau tante nichte enkelin großmutter oma freundin witwe lebensgefährtin"
)

LANGUAGE = Language(
    code="de",
    name="German",
    abbreviations=Abbreviations(
        titles=word_set(
            "Abg Bgm Inh med jur phil Dr Prof Hr Hrn Fr Frl Geschw Gebr St Hl Fa Ing Dipl Mag Gen Oberst Lt Kard "
            "Frhr Hptm Rep Arch Dir Mitgl"
        ),
        before_numbers=word_set(
            "Nr Bj Az Art Abs Ca S Bd Kap Abb Tab Gl Bde Bl Fig Vol Rn Rdnr Aufl Tel ca max min Ziff Anm Std Mio "
            "Mrd Jan Feb Apr Jun Jul Aug Sept Okt Nov Dez"
        ),
        inside=word_set(
            """h c einschl ausschl mind rd lt ggü bes zus tägl südl nördl westl östl lfd Jh bzw ca vgl Vgl bzgl evtl ggf
            inkl exkl sog geb gest gegr u z d i o v n a s m e. u.a z.B d.h i.d.R
            gem Gem u.U o.ä v.a n.Chr v.Chr z.T z.Zt u.ä b.z.w bspw insb allg jew zzgl abzgl max min Mio Mrd Tsd St
            Str a.D Abt ehem verh al em öffentl hrsg Hrsg Übers Verf Verl ff röm lat griech engl dt frz franz ital
            span port russ
            türk amerik sen jun"""
        ),
        name_endings=word_set("usw etc Co Inc Ltd Corp Jr Sr Str Univ Inst Ges"),
        ordinals=99,
    ),
    sentences=Sentences(
        lettered=word_set(
            "plan vitamin hepatitis gruppe typ klasse stufe kategorie anlage anhang punkt teil variante block zone"
        ),
        labels=word_set("F A Frage Antwort FRAGE ANTWORT"),
        after_question=ANYTHING,
        starters=word_set(
            """Der Die Das Ein Eine Er Sie Es Ich Wir Ihr Man Und Aber Doch Denn Oder In Im Am An Auf Aus Bei
            Mit Nach Von Vor Zu Zum Zur Über Unter Für Gegen Ohne Um Durch Während Wegen Seit Bis Ab Als
            Wenn Weil Da Dass Obwohl Dieser Diese Dieses Dies Jedoch Auch Noch Nur Nun Jetzt Heute Gestern
            Morgen Dann Danach Dabei Damit Daher Deshalb So Wie Was Wer Wo Warum Alle Viele Einige Kein
            Keine Nicht Niemand Nichts Jeder Jede Jedes Manche Sogar Dennoch Trotzdem Schließlich Später Weder Neben
            Zwischen Trotz Innerhalb Außer Zwar Ebenso Somit Allerdings Stattdessen Bereits Schon Erst Mehr Weniger
            Solche Welche Welcher Welches Mein Meine Unsere Ihm Ihnen Ihn Mir Uns Dadurch Davon Dazu Darauf Daraufhin
            Darüber Inzwischen Mittlerweile Insgesamt Ferner Gleichzeitig Wann Ob Sobald Solange Falls Indem Nachdem
            Bevor Beide Sein Seine Ihre Unser Dort Hier Zudem Außerdem Laut"""
        ),
    ),
    quotation_marks=QuotationMarks(
        opening={"„": "double", "‚": "single"},
        closing={"“": "double", "”": "double", "‘": "single", "’": "single"},
        either={'"': "straight", "'": "single", "«": "angle", "»": "angle"},
        main=("„", "“"),
    ),
    lines=lines_like_english(
        byline=bylines(
            r"(?:Von|VON)(?:\s+unserem?r?\s+\w+)?|(?:Das )?(?:Gespräch|Interview) führten?"
            r"|(?:Interview|Protokoll)(?::| von)",
            "und",
            dated="Stand|Veröffentlicht|Aktualisiert|Zuletzt aktualisiert|Erstellt|am|vom|den|um",
            offices="[a-zäöü]*korrespondent(?:in)?|redakteur(?:in)?|redaktion|reporter(?:in)?",
        ),
        boilerplate=site_lines(_PHRASES, _ALONE),
        author_note=author_notes(
            "ist|war|arbeitet als|lehrt|schreibt|leitet",
            """professor|redakteur|journalist|autor|ökonom|historiker|politik|direktor|dozent|wissenschaftl|schriftsteller|publizist|leiter|mitglied|korrespondent|kolumnist|an
            der universität|für""",
        ),
        letter=re.compile(r"(?:Leserbriefe?|Leserpost|Sehr geehrte Redaktion)\b", re.IGNORECASE),
        small_words=word_set(
            "der die das und oder in im am an auf aus bei mit nach von vor zu zum zur für als ein eine"
        ),
    ),
    cues=Cues(
        verbs=dict.fromkeys(
            inflected(
                """sagt sagte sagten sagen erklärt erklärte erklärten betont betonte betonten meint meinte meinten
            warnt warnte warnten fragt fragte fragten antwortet antwortete schreibt schrieb schrieben twittert
            twitterte fordert forderte forderten kritisiert kritisierte ergänzt ergänzte kündigt kündigte
            versichert versicherte berichtet berichtete behauptet behauptete mahnt mahnte lobt lobte klagt
            klagte räumt räumte teilt teilte erzählt erzählte rief ruft bekräftigte bekräftigt unterstrich
            unterstreicht konstatierte konstatiert argumentierte argumentiert erwiderte erwidert entgegnete
            entgegnet monierte moniert rügte rügt hob hebt bestätigte bestätigt verkündete verkündet gestand
            gesteht gab gibt appellierte appelliert urteilte urteilt bilanzierte spottete spottet scherzte
            beklagte beklagt bedauerte bedauert bemerkte bemerkt bezeichnete nannte nennt verlangte verlangt
            verteidigte verteidigt verwies verweist rechtfertigte drohte droht hoffte hofft glaubt glaubte
            widersprach widerspricht begründete begründet schilderte schildert schrie schreit flüsterte murmelte
            seufzte jubelte schwärmte wiederholte wiederholt kommentierte kommentiert versprach verspricht beteuerte
            beteuert vermutete vermutet kontert konterte witzelte schimpfte polterte
            findet fand erinnerte erinnert lautete lautet heißt hieß so resümiert resümierte
            erläuterte erläutert freute freut ärgerte ärgert informierte informiert bat bittet fügte fügt riet rät
                mitteilte mitteilten bekanntgab hinzufügte ankündigte""",
                ("te", "t"),
            ),
            _SPEECH,
        )
        | dict.fromkeys([*_SPOKEN_OF, *_BEFORE_FRAGMENTS], Frame.JUDGE),
        before_fragments=_BEFORE_FRAGMENTS,
        prepositions=_SPOKEN_OF,
        sources={"laut": "", "zufolge": ""},
        linked_sources=dict.fromkeys(
            ("angaben", "ansicht", "einschätzung", "informationen", "worten", "auskunft", "meinung", "darstellung"),
            (word_set("nach"), ""),
        ),
        roles=word_set("frage reporter reporterin moderator moderatorin interviewer interviewerin redaktion zeitung"),
        turns=dict.fromkeys(word_set("f"), "question") | dict.fromkeys(word_set("a antwort"), "answer"),
        replies=word_set("antwortet antwortete erwiderte erwidert entgegnete entgegnet"),
        occasions=word_set(
            """abpfiff spiel partie training treffen rand x x. facebook instagram twitter telegram interview rede
            erklärung mitteilung gespräch pressekonferenz brief sendung sitzung zeitung"""
        ),
    ),
    grammar=Grammar(
        token=re.compile(r"(?:[A-ZÄÖÜ]\.){2,}|[\w$€£]+(?:[-&/.,'’](?=\w)\w+)*\.?|--+|\.\.\.+|[^\w\s]"),
        personal=_PERSONAL,
        pronoun_after_cue=True,
        enclitics=word_set("sich"),
        comma_after_quotation=True,
        after_commas=_DETERMINERS | _PERSONAL | word_set("dass ob warum wie"),
        noun_links=word_set("der des von vom für"),
        before_hearers=word_set(
            "am im in an auf aus bei beim mit nach von vor vom während über zu zum zur gegenüber via per ans ins unter"
        ),
        to_hearers=word_set("der dem den einer einem"),
        hearers=word_set(
            "zeitung nachrichtenagentur agentur presse dpa afp apa epd kna ard zdf rundfunk sender magazin"
        ),
        fronted=word_set("das dies"),
        particles=word_set("mit an ab aus ein fest hinzu zu vor bekannt klar zurück"),
        as_reported=word_set("wie"),
        verb_endings=("te", "ten", "en"),
        objects=word_set("ihn ihm ihnen mich mir uns euch sich"),
        pronouns=_PERSONAL | word_set("wer niemand jemand viele einige alle"),
        impersonal=word_set("es"),
        determiners=_DETERMINERS,
        subject_determiners=word_set(
            """der die das ein eine kein keine sein seine ihr ihre unser unsere dieser diese dieses mehrere viele einige
            alle beide zwei drei vier"""
        ),
        be=word_set("ist war sind waren wird wurde werden wurden sei seien"),
        have=word_set("hat hatte haben hatten habe"),
        auxiliaries=word_set(
            """ist war sind waren wird wurde werden wurden sei seien hat hatte haben hatten habe kann konnte
            können muss musste müssen soll sollte sollen will wollte wollen darf durfte dürfen nicht hätte hätten werde
            würde würden könne könnte könnten müsse müssten solle wolle dürfe gebe gehe"""
        ),
        prepositions=_PREPOSITIONS,
        subordinators=word_set(
            "dass weil wenn als während obwohl ob nachdem bevor damit sondern aber denn wie wo wer was"
        ),
        relatives=word_set("der die das"),
        complementizers=word_set("dass"),
        infinitive=word_set("zu"),
        of=word_set("von vom"),
        conjunctions=word_set("und"),
        coordinators=word_set("und aber"),
        alternatives=word_set("und oder"),
        asides=word_set("jedoch allerdings aber"),
        adverbs=word_set(
            """auch dann später weiter zudem außerdem daraufhin hingegen dagegen wiederum zugleich erneut bereits noch
            nun dazu damals zuletzt seinerseits ihrerseits"""
        ),
        before_time=word_set("am im an in"),
        time_starters=word_set("heute gestern später dann zuletzt damals"),
        adjunct_starters=word_set("am im in bei beim auf nach vor gegenüber während via über"),
        occasion_prepositions=word_set("am im in bei beim auf nach vor während über via"),
        apposition_starters=_DETERMINERS,
        after_tags=word_set(". , ? ! ; — – - und") | {""},
        content_starters=word_set("dass ob wie warum was"),
        clause_starters=_PERSONAL | word_set("dass ob wie warum was"),
    ),
    names=Names(
        aged=AGED,
        nouns_capitalised=True,
        end=re.compile(r",| \("),
        possessive=re.compile(r"[’']$"),
        titles=_TITLES | _MALE_KIN | _FEMALE_KIN,
        title_endings=(
            *("erin", "minister", "ministerin", "präsident", "präsidentin", "sprecher", "sprecherin", "chef", "chefin"),
            *("rat", "rätin", "anwalt", "anwältin", "meister", "meisterin", "kommissar", "kommissarin", "leiter"),
            *("leiterin", "direktor", "direktorin", "sekretär", "sekretärin", "richter", "richterin", "politiker"),
            *("politikerin", "forscher", "forscherin", "vorsitzende", "vorsitzender", "beauftragte", "beauftragter"),
            *("verteidiger", "verteidigerin", "professor", "professorin", "experte", "expertin", "ökonom", "ökonomin"),
            *("abgeordnete", "abgeordneter", "händler", "händlerin", "lehrer", "lehrerin", "wissenschaftler"),
            *(
                "wissenschaftlerin",
                "kandidat",
                "kandidatin",
                "inspektor",
                "trainer",
                "trainerin",
                "fischer",
                "landwirt",
            ),
            *("landwirtin", "historiker", "historikerin", "manager", "managerin", "vertreter", "vertreterin"),
        ),
        epithet_endings=(
            *_EPITHETS,
            *(noun + "in" for noun in _EPITHETS),
            *("jährige", "torwart", "torhüter", "keeper", "expertin", "experte", "regisseur", "regisseurin"),
        ),
        unnamed=word_set("sprecher sprecherin richter richterin anwalt anwältin verteidiger verteidigerin"),
        heads=word_set("präsident präsidentin kanzler kanzlerin könig königin papst"),
        attributive=word_set(
            "ex vize stellvertretender stellvertretende ehemaliger ehemalige früherer frühere vorige voriger"
        ),
        article_genders={"der": "m", "die": "f", "ein": "m", "eine": "f"},
        given_names=GIVEN_NAMES
        | GERMAN_GIVEN_NAMES
        | dict.fromkeys(word_set("jürgen günther günter björn jörg götz sören andré rené"), "m")
        | dict.fromkeys(word_set("käthe bärbel hülya gül renée"), "f"),
        kin=_MALE_KIN | _FEMALE_KIN,
        gendered=dict.fromkeys(_MALE_KIN, "m")
        | dict.fromkeys(_FEMALE_KIN, "f")
        | {"herr": "m", "frau": "f"}
        | {title: "f" for title in _TITLES if title.endswith("in")}
        | {f"{title[:-2]}": "m" for title in _TITLES if title.endswith("in")},
        genders={"er": "m", "sie": "f"},
        mention=re.compile(r"\b(?:er|[A-ZÄÖÜ][\w-]+)\b"),
        organisations=word_set(
            """firma konzern unternehmen gruppe verein stiftung behörde ministerium universität partei rat regierung
            bundestag gericht bank verband gewerkschaft polizei
            zeitung agentur"""
        ),
        articles=word_set("der die das"),
        no_names=_DETERMINERS
        | _PERSONAL
        | _PREPOSITIONS
        | word_set("und aber doch auch nun so dann wie was fall prozess affäre causa"),
        nobody=_PERSONAL
        | word_set("""wer niemand das dies""")
        | {"dieser zeitung", "unserer zeitung", "unseren informationen"},
        things=word_set("es"),
    ),
    dates=Dates(
        calendar=_CALENDAR,
        time=_CALENDAR | word_set("woche monat jahr abend nachmittag vormittag nacht mittag später zuletzt"),
    ),
    comparison=Comparison(
        opposites=GERMAN_OPPOSITES,
        negating_prefixes=("un", "miss", "anti-"),
        rewrites=((r"(\d)\.(\d\d\d)", r"\1\2"), (r"(\d)[.:,](\d)", r"\1·\2"), (r"%", " prozent ")),
        negations=word_set("nicht kein keine keinen keinem keiner nie niemals niemand nichts weder ohne nirgends"),
        numbers=word_set(
            """null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend million millionen
            milliarde milliarden halb drittel viertel erste zweite dritte prozent"""
        ),
    ),
)
