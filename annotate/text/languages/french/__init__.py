"""French: boundaries, quotation marks, direct quotations with their speakers, bylines, dates, negations."""

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
from annotate.text.languages.french._french_names import FRENCH_GIVEN_NAMES
from annotate.text.languages.french._french_opposites import FRENCH_OPPOSITES

_SPEECH = Frame.SAY | Frame.STRONG | Frame.QUOTE
_PERSONAL = word_set("il elle ils elles on nous vous je j' tu ce c'")
_ATTACHED = word_set("-il -elle -ils -elles -on -je -t-il -t-elle -t-ils -t-elles -t-on")
_DETERMINERS = word_set(
    """le la les l' un une des du au aux son sa ses leur leurs notre nos votre vos mon ma mes ce
            cet cette ces plusieurs quelques tous toutes chaque deux trois quatre cinq"""
)
_PREPOSITIONS = word_set(
    """à de d' du des en dans par pour sur avec sans sous chez vers depuis pendant avant après
            contre entre selon lors face malgré devant derrière"""
)
_SPOKEN_OF = after("de d' du des", "parle parlé parlait parlent")
_BEFORE_FRAGMENTS = word_set(
    "accuse accusé accusait accusent évoque évoqué évoquait exprime exprimé exprimait "
    "vante vanté vantait qualifie qualifié qualifiait fustigeait raille raillé raillait"
)
_CALENDAR = word_set(
    """lundi mardi mercredi jeudi vendredi samedi dimanche aujourd'hui hier demain janvier février
            mars avril mai juin juillet août septembre octobre novembre décembre"""
)
_PHRASES = (
    r"Contacts? (?:de )?presse\b",
    r"Avec (?:l['’])?(?:AFP|agences)\b",
    r"Service de presse\s*:",
    r"Pour (?:plus|toute) (?:d['’])?informations?\b",
    r"Lire (?:aussi|la suite|également)",
    r"(?:À|A) lire (?:aussi|également)",
    r"Voir aussi",
    r"En savoir plus",
    r"(?:L['’]article|Cet article) [^\n]{3,200} est apparu en premier sur",
    r"S['’]abonner",
    r"Suivez-nous",
    r"Abonnez-vous",
    r"Inscrivez-vous",
    r"Sur le même sujet",
    r"Partager (?:sur|l['’]article|cet article)",
    r"Temps de lecture",
    r"(?:Article|Contenu|Réservé)s? (?:réservés? )?aux abonnés",
    r"La suite après (?:la|cette) publicité",
    r"(?:Erratum|Rectificatif|Correction|Précision)\s*:",
)
_ALONE = ("Newsletter", "Partager", "Publicité", "Commentaires?", "Imprimer", "Lire l['’]article(?: complet)?")


def _agreeing(verbs: str) -> dict[str, None]:
    """The forms of `verbs`, and of their participles those that agree with a subject, as `indignée`."""
    forms = dict.fromkeys(verbs.split())
    participles = [form for form in forms if form.endswith("é")]
    present = inflected(verbs, ("ait", "aient"), ("e", "ent"))
    return present | dict.fromkeys(form + ending for form in participles for ending in ("e", "s", "es"))


_MALE_KIN = word_set("fils père frère mari époux oncle neveu petit-fils grand-père compagnon")
_FEMALE_KIN = word_set("fille mère sœur femme épouse tante nièce petite-fille grand-mère compagne veuve")

LANGUAGE = Language(
    code="fr",
    name="French",
    abbreviations=Abbreviations(
        titles=word_set("arch dir c dr pr me M MM Mme Mmes Mlle Ch Ph Th Dr Pr Me Mgr St Ste Gal Cel Col"),
        before_numbers=word_set(
            "tél n no nº art p pp vol chap fig figs tabl tab tabl al ch éq pl éd t janv févr avr juil sept oct nov "
            "déc env av"
        ),
        inside=word_set("max min c.-à-d p cf N.B P.-S P.S angl ital lat al sq sqq vs av apr éd trad ibid"),
        name_endings=word_set("etc J.-C Co Inc Ltd Corp Jr Sr Cie bd av"),
    ),
    sentences=Sentences(
        lettered=word_set("plan vitamine hépatite groupe type classe catégorie annexe point partie variante bloc zone"),
        labels=word_set("Q R Question Réponse QUESTION RÉPONSE"),
        after_question=ANYTHING,
        starters=word_set(
            """Le La Les L' D' C' J' S' N' Qu' De Du Dès Chaque Celui Celle Ceux Bien L'une Un Une Des Il Elle
            Ils Elles On Nous Vous Je Ce Cette Ces Cet Et Mais Ou Donc Or Ni Car En Dans Par Pour Sur Avec
            Sans Sous Chez Depuis Pendant Avant Après Selon Lors Si Quand Lorsque Comme Puis Ensuite Enfin
            Ainsi Alors Cependant Pourtant Toutefois Aujourd'hui Hier Demain Tout Tous Toutes Plusieurs
            Certains Son Sa Ses Leur Leurs Notre Au Aux À A C'est Qui Que Quoi Où Pourquoi Comment Même
            Malgré Cela Ceci Celle Aucun Aucune Beaucoup Quelques Certaines Chacun Plus Moins Très Ici Là
            Finalement Probablement Actuellement Récemment Peut-être Néanmoins Parmi Outre Grâce Non Oui
            Personne Rien Jamais Durant Vers Entre Lui Eux Mes Mon Ma Nos Vos Votre Autre Autres Deux Trois
            Souvent Parfois Toujours Encore Déjà Seul Seule Seuls Afin Parce Puisque Tandis Quant Quel
            Quelle"""
        ),
    ),
    quotation_marks=QuotationMarks(
        dialogue_dashes=True,
        opening={"“": "double", "«": "angle", "‘": "single"},
        closing={"”": "double", "»": "angle", "’": "single"},
        either={'"': "straight", "'": "single"},
        main=("«", "»"),
    ),
    lines=lines_like_english(
        byline=bylines(
            r"(?:Propos r|R|PROPOS R)(?:ecueillis?|ECUEILLIS) (?:par|PAR)"
            r"|Recueilli par|Par|PAR|\((?:Reportage|Rédigé|Édité)(?: de| par)?",
            "et",
            dated="Publiée?|Mise? à jour|Modifiée?|Mis en ligne|Dernière mise à jour|le|du",
            offices="correspondante?|envoyée?s? spéciale?s?|envoyés? spéciaux|journaliste|rédact(?:eur|rice) en chef",
        ),
        boilerplate=site_lines(_PHRASES, _ALONE),
        author_note=author_notes(
            "est|enseigne|dirige|collabore",
            """professeur|journaliste|économiste|historien|écrivain|chercheu|auteur|autrice|directeur|directrice|maître|sociologue|philosophe|politologue|avocat|membre|éditorialiste|chroniqueu|essayiste""",
        ),
        letter=re.compile(r"(?:Courrier des lecteurs|Lettres? (?:au directeur|à la rédaction))\b", re.IGNORECASE),
        small_words=word_set("le la les l' un une des du de d' et ou à au aux en dans par pour sur avec"),
    ),
    cues=Cues(
        verbs=dict.fromkeys(
            _agreeing(
                """dit dite dis disait disent déclare déclaré déclarait affirme affirmé affirmait explique expliqué
                expliquait ajoute ajouté ajoutait estime estimé estimait souligne souligné assure assuré
                assurait précise précisé précisait indique indiqué répond répondu demande demandé écrit écrivait
                lance lancé raconte raconté confie confié martèle martelé dénonce dénoncé critique critiqué
                prévient prévenu avertit averti rappelle rappelé regrette regretté poursuit poursuivi conclut
                conclu insiste insisté annonce annoncé promet promis note noté juge jugé tweete tweeté témoigne
                témoigné reconnaît reconnu salue salué clame clamé insurge résume résumé tranche tranché glisse
                glissé ironise ironisé plaide plaidé tempère tempéré réagit réagi soupire soupiré tonne tonné
                indigne inquiète étonne exclame emporte jure juré appelle appelé déplore déploré fustige fustigé
                défend défendu proteste protesté observe observé considère considéré commente commenté développe
                développé détaille détaillé complète complété constate constaté relève relevé reprend repris
                renchérit renchéri rétorque rétorqué réplique répliqué murmure murmuré insistait interroge
                interrogé signale signalé argue argué révèle révélé réjouit félicite espère espéré craint prédit
                menace menacé exige exigé réclame réclamé martelait twitté tweetait indigné indignait inquiété
                étonné exclamé emporté insurgé réjoui félicité avancé avance avançait admis admet reproché
                reproche soutient soutenu soutenait prétend prétendu expose exposé argumente argumenté
                interpelle interpellé enfoncé enfonce confirme confirmé plaisante plaisanté lâche lâché objecte
                objecté pointe pointé abonde abondé questionne questionné enchaîne enchaîné agace agacé alarme
                alarmé dément démenti alerte alerté suggère suggéré crie crié hurle hurlé souffle soufflé peste
                pesté concède concédé assène asséné sourit souvient proclame proclamé répète répété persifle
                persiflé"""
            ),
            _SPEECH,
        )
        | dict.fromkeys([*_SPOKEN_OF, *_BEFORE_FRAGMENTS], Frame.JUDGE)
        | {"savoir": _SPEECH, "état": Frame.JUDGE},
        prepositions=_SPOKEN_OF | after("de d' du des", "état"),
        before_fragments=_BEFORE_FRAGMENTS,
        sources={"selon": ""},
        causatives={"savoir": word_set("fait font faisait"), "état": word_set("fait font faisait")},
        viewpoints=word_set("pour"),
        linked_sources={"pour": (frozenset(("",)), ""), "après": (word_set("d'"), ""), "croire": (word_set("en"), "")},
        roles=word_set("question journaliste modérateur modératrice intervieweur animateur"),
        turns=dict.fromkeys(word_set("q"), "question") | dict.fromkeys(word_set("r réponse"), "answer"),
        replies=word_set("répond répondu rétorque rétorqué réplique répliqué"),
        occasions=word_set(
            """sifflet match audience issue séance x x. facebook instagram twitter telegram entretien interview
            discours communiqué déclaration conférence lettre tribune émission
            réunion message tweet"""
        ),
    ),
    grammar=Grammar(
        token=re.compile(
            r"(?i:\b(?:pour\ssa\spart|de\sson\scôté|quant\sà\s(?:lui|elle)|à\sson\stour)\b)|[A-ZÀ-Þ]\.(?:-?[A-ZÀ-Þ]\.)+|\w+(?=-(?:t-)?(?:ils?|elles?|on|je)\b)|-(?:t-)?(?:ils?|elles?|on|je)\b|[\w$€£](?:u['’]|['’])|(?:lorsqu|puisqu|jusqu|aujourd)['’](?:hui)?|[\w$€£]+(?:[-&/.,](?=\w)\w+)*\.?|--+|\.\.\.+|[^\w\s]"
        ),
        personal=_PERSONAL,
        attached=_ATTACHED,
        tags_inside=True,
        as_reported=word_set("comme"),
        reflexives=word_set("s' se"),
        before_hearers=word_set("à au aux sur dans devant en lors auprès depuis durant pendant chez face"),
        to_hearers=word_set("à au aux devant auprès"),
        hearers=word_set(
            """journalistes journaliste presse médias quotidien journal agence radio télévision télé chaîne reporters
            public"""
        ),
        clitics=word_set("lui leur me m' te t' nous vous y en l'"),
        after_names=word_set("à au aux devant dans lors sur pour en"),
        comma_after_quotation=True,
        objects=word_set("le la les lui leur eux me te se nous vous moi toi soi"),
        pronouns=_PERSONAL | word_set("qui personne quelqu'un certains plusieurs tous"),
        determiners=_DETERMINERS,
        be=word_set("est était sont étaient fut furent être été sera"),
        have=word_set("a avait ont avaient eu avoir aura ai"),
        auxiliaries=word_set(
            """est était sont étaient fut furent a avait ont avaient ai peut pouvait peuvent doit devait
            doivent va vont sera aura ne n' pas se s' veut veulent voulait reste restent devra pourra
            devrait pourrait fait font"""
        ),
        prepositions=_PREPOSITIONS,
        subordinators=word_set(
            """que qu' si quand lorsque puisque comme parce tandis alors afin mais ou donc car qui dont où"""
        ),
        relatives=word_set("qui"),
        relative_person=word_set("qui"),
        complementizers=word_set("que qu'"),
        of=word_set("de du des d'"),
        conjunctions=word_set("et"),
        coordinators=word_set("et mais"),
        alternatives=word_set("et ou"),
        adverbs=word_set(
            """aussi encore ensuite déjà puis alors également notamment hier toujours jamais pas ainsi
            toutefois cependant néanmoins pourtant enfin donc finalement"""
        )
        | {"à son tour", "quant à elle", "quant à lui", "de son côté", "pour sa part"},
        adverb_endings=("ment",),
        verb_endings=("ront", "rait", "raient", "èrent", "ira", "era"),
        before_time=word_set("en le ce dès"),
        fronted=word_set("c' est ce que qu' l'"),
        time_starters=word_set("hier aujourd'hui demain ensuite puis"),
        adjunct_starters=word_set("à en dans lors sur au devant après avant pendant par depuis face"),
        occasion_prepositions=word_set("à en dans lors sur au devant après avant pendant par depuis face"),
        apposition_starters=_DETERMINERS,
        after_tags=word_set(". , ? ! ; — – - et") | {""},
        content_starters=word_set("que qu' si pourquoi comment"),
        clause_starters=_PERSONAL | word_set("que qu' si pourquoi comment"),
    ),
    names=Names(
        aged=AGED,
        end=re.compile(r",| \("),
        titles=word_set(
            """m. mme mlle mm. dr pr me président présidente ministre premier première secrétaire général
            générale maire député députée sénateur sénatrice porte-parole directeur directrice chef
            cheffe roi reine pape juge procureur procureure ambassadeur ambassadrice candidat candidate
            chancelier chancelière monsieur madame
            vice-présidente vice-président entraîneur entraîneuse capitaine avocat avocate conseiller
            conseillère adjoint préfet préfète docteur professeur professeure écrivain chancelier expert
            experte patron patronne délégué déléguée fondateur fondatrice"""
        ),
        kin=_MALE_KIN | _FEMALE_KIN,
        gendered=dict.fromkeys(_MALE_KIN, "m")
        | dict.fromkeys(_FEMALE_KIN, "f")
        | dict.fromkeys(word_set("m. monsieur sénateur directeur roi"), "m")
        | dict.fromkeys(word_set("mme mlle madame présidente députée sénatrice directrice reine"), "f"),
        epithets=dict.fromkeys(
            word_set(
                """comédien acteur chanteur romancier écrivain réalisateur musicien attaquant défenseur gardien
                joueur élu chercheur historien retraité magistrat conservateur officier agriculteur éleveur
                entrepreneur industriel"""
            ),
            "m",
        )
        | dict.fromkeys(
            word_set(
                """comédienne actrice chanteuse romancière écrivaine réalisatrice musicienne joueuse attaquante
                élue chercheuse historienne retraitée magistrate conservatrice avocate"""
            ),
            "f",
        )
        | dict.fromkeys(
            word_set(
                """artiste cinéaste athlète parlementaire socialiste écologiste centriste scientifique climatologue
                fonctionnaire fleuriste édile syndicaliste journaliste libraire diplomate archéologue
                économiste sociologue politologue milliardaire trentenaire quadragénaire quinquagénaire
                sexagénaire septuagénaire octogénaire nonagénaire"""
            ),
            "",
        ),
        anonymous=word_set(
            """homme femme adolescent adolescente étudiant étudiante lycéen lycéenne commerçant commerçante agriculteur
            agricultrice éleveur éleveuse viticulteur viticultrice maraîcher maraîchère boulanger boulangère
            restaurateur restauratrice enseignant enseignante commandant colonel gendarme pompier militant militante
            chirurgien chirurgienne gérant gérante responsable dirigeant dirigeante édile cheffe régisseur"""
        ),
        unnamed=word_set("juge procureur procureure avocat avocate porte-parole témoin"),
        heads=word_set("président présidente premier première roi reine pape chancelier chancelière"),
        attributive=word_set("premier première vice ancien ancienne ex général générale adjoint adjointe"),
        article_genders={"le": "m", "la": "f", "un": "m", "une": "f"},
        given_names=GIVEN_NAMES
        | FRENCH_GIVEN_NAMES
        | dict.fromkeys(
            word_set(
                """françois jérôme stéphane éric gérard andré joël noël loïc cédric frédéric rémi sébastien benoît
                hervé"""
            ),
            "m",
        )
        | dict.fromkeys(word_set("hélène inès anaïs zoé chloé solène salomé agnès"), "f")
        | {"dominique": "", "camille": "", "claude": "", "maxime": "m", "anne": "f", "rené": "m"},
        feminine_endings=("ette", "ine", "elle", "ie", "ée", "anne", "ène", "ise", "ienne"),
        genders={"il": "m", "elle": "f", "-il": "m", "-t-il": "m", "-elle": "f", "-t-elle": "f"},
        mention=re.compile(r"\b(?:il|elle|[A-ZÀ-Þ][\w-]+)\b"),
        organisations=word_set(
            """société groupe entreprise association fondation mairie préfecture ministère université parti conseil
            gouvernement assemblée tribunal banque syndicat police
            journal agence commission sénat"""
        ),
        articles=word_set("le la l'"),
        no_names=_DETERMINERS
        | _PERSONAL
        | _PREPOSITIONS
        | word_set("""et mais ou donc or car puis ainsi alors comme si quand affaire procès dossier meurtre transports
        finances affaires intérieur économie justice santé éducation culture agriculture
            défense travail logement sports budget transition écologie"""),
        nobody=_PERSONAL | _ATTACHED | word_set("qui personne cela ça ceci") | {"nos informations"},
    ),
    dates=Dates(
        calendar=_CALENDAR,
        capitalised=False,
        time=_CALENDAR
        | word_set("""semaine mois année an soir matin nuit midi jour jours ans prochain dernier dernière"""),
    ),
    comparison=Comparison(
        opposites=FRENCH_OPPOSITES,
        negating_prefixes=("in", "im", "il", "ir", "dé", "dés", "mé", "anti", "non-"),
        rewrites=(
            (r"(\d)[.   ](\d\d\d)\b", r"\1\2"),
            (r"(\d)[.:,](\d)", r"\1·\2"),
            (r"%", " pour cent "),
        ),
        negations=word_set("ne n' pas jamais rien personne aucun aucune ni sans nul non"),
        numbers=word_set(
            """zéro deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante
            cinquante soixante cent mille million millions milliard milliards moitié tiers quart premier
            deuxième second troisième"""
        ),
    ),
)
