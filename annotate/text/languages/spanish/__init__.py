"""Spanish: boundaries, quotation marks, direct quotations with their speakers, bylines, dates, negations."""

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
from annotate.text.languages.spanish._spanish_names import SPANISH_GIVEN_NAMES
from annotate.text.languages.spanish._spanish_opposites import SPANISH_OPPOSITES

_SPEECH = Frame.SAY | Frame.STRONG | Frame.QUOTE
_PERSONAL = word_set("él ella ellos ellas yo nosotros usted ustedes tú")
_DETERMINERS = word_set(
    """el la los las un una unos unas su sus mi mis nuestro nuestra este esta estos estas ese esa
            esos aquel varios varias algunos algunas muchos todos todas cada dos tres cuatro cinco"""
)
_PREPOSITIONS = word_set(
    """a al de del en con por para sin sobre entre desde hasta hacia contra según durante tras ante
            bajo mediante"""
)
_SPOKEN_OF = after("de", "habló habla hablaron hablan hablado")
_BEFORE_FRAGMENTS = word_set(
    "acusó acusa acusaron acusan acusado acusaba tachó tacha tachado tildó tilda tildado calificó califica calificado"
)
_CALENDAR = word_set(
    """lunes martes miércoles jueves viernes sábado domingo hoy ayer mañana enero febrero marzo
            abril mayo junio julio agosto septiembre octubre noviembre diciembre"""
)
_PHRASES = (
    r"Contactos? (?:de|para la) prensa\b",
    r"(?:Gabinete|Oficina|Departamento) de (?:prensa|comunicación)\s*:",
    r"Para más información\b",
    r"Con información de",
    r"Lea (?:también|además|más)",
    r"Lee (?:también|más)",
    r"Le puede interesar",
    r"Te puede interesar",
    r"Leer más",
    r"(?:La entrada|El artículo|El cargo) [^\n]{3,200} (?:se publicó|apareció) primero en",
    r"Ver más",
    r"Más información",
    r"Suscríb(?:ete|ase)",
    r"Síguenos",
    r"Compart(?:ir|e|a) en",
    r"Tiempo de lectura",
    r"(?:Fe de erratas|Fe de errores|Corrección|Rectificación|Aclaración)\s*:",
    r"(?:Contenido|Artículo|Noticia)s? (?:exclusiv[oa]|solo) para suscriptores",
)
_ALONE = (
    "Newsletter",
    "Boletín",
    "Compartir",
    "Publicidad",
    "Comentarios?",
    "Imprimir",
    "Seguir leyendo",
    "Sigue leyendo",
)

_MALE_KIN = word_set("hijo padre hermano marido esposo tío sobrino nieto abuelo novio yerno suegro cuñado")
_FEMALE_KIN = word_set("hija madre hermana mujer esposa tía sobrina nieta abuela novia viuda nuera suegra cuñada")

LANGUAGE = Language(
    code="es",
    name="Spanish",
    abbreviations=Abbreviations(
        titles=word_set(
            """arq dir sr sra srta dr dra prof gral cnel lic ing mons gob Gob Pdte Ilmo Ilma Excma Magfco Av Avda Sr Sra
            Srta Sres Dr Dra Prof Lic Ing
            Gral Cnel Cap Mons Excmo Ud Uds D Dª Dña Sto Sta Fr"""
        ),
        before_numbers=word_set(
            "tfno teléf n núm núms nº no art arts p pág págs pp vol vols cap caps fig figs t s ss tab lun mié jue vie "
            "sáb aprox ca av tel"
        ),
        inside=word_set(
            "FF JJ RR CC mill dpto depto prov hnos al N.B P.S P.D cda cdas cdta cdtas cta p.ej p a d ej etc. cf vs "
            "aprox ed Ej EE"
        ),
        name_endings=word_set("Cía Hnos Univ Depto Ayto Inc Ltd Corp Jr Sr S.A S.L Co EE.UU UU a.C d.C"),
    ),
    sentences=Sentences(
        lettered=word_set("plan vitamina hepatitis grupo tipo clase categoría anexo punto parte variante bloque zona"),
        after_question=ANYTHING,
        starters=word_set(
            """Habiendo Siendo Estando Teniendo Estaba Estaban Era Eran Fue Fueron Había Habían Hay Tenía Solo
            Sólo Probablemente Finalmente Posteriormente Actualmente Aquí Allí Allá Cuatro Dos Tres Cada El
            La Los Las Un Una Unos Unas Él Ella Ellos Ellas Yo Nosotros Usted Este Esta Estos Estas Ese Esa
            Eso Esto Y Pero O Ni Sin Con En Por Para Según Desde Hasta Durante Tras Ante Al A De Si Cuando
            Como Aunque Porque Mientras Entonces Luego Después Antes También Además Ahora Hoy Ayer Mañana No
            Sí Todo Todos Todas Nadie Nada Nunca Jamás Algo Alguien Ninguno Ninguna Cualquier Otro Otra
            Otros Otras Mi Mis Nuestro Nuestra Les Nos Me Ello Aquel Aquella Aquellos Incluso Sino Pues
            Quizás Quizá Tal Tampoco Todavía Ya Casi Siempre Más Menos Mucho Muchas Varios Varias Ambos
            Ambas Bajo Contra Hacia Mediante Pese Debido Muchos Algunos Su Sus Que Qué Quién Dónde Cómo
            Cuándo Es Son Fue Hay Se Lo Le Así Sobre Entre"""
        ),
        openers="¿¡",
        labels=word_set("P R Pregunta Respuesta PREGUNTA RESPUESTA"),
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
            "Entrevista (?:de|realizada por)|Por|POR",
            "y",
            dated="Publicad[oa]|Actualizad[oa]|Última actualización|el|a",
            offices="corresponsal|enviad[oa] especial|redacción|redactora?|periodista",
        ),
        boilerplate=site_lines(_PHRASES, _ALONE),
        author_note=author_notes(
            "es|enseña|dirige|fue",
            """profesor|periodista|economista|historiador|escritor|investigador|catedrátic|director|socióloga?|filósof|politólog|abogad|miembro|ensayista|columnista|analista""",
        ),
        letter=re.compile(
            r"(?:Cartas? (?:al director|a la directora|de los lectores)|Señor director)\b", re.IGNORECASE
        ),
        small_words=word_set("el la los las un una de del y o a al en con por para su"),
    ),
    cues=Cues(
        verbs=dict.fromkeys(
            inflected(
                """asegurado afirmado dicho declarado explicado añadido señalado indicado sostenido manifestado
                subrayado destacado advertido preguntado respondido escrito anunciado apuntado comentado contado
                concluido insistido denunciado criticado recordado lamentado pedido reconocido admitido
                precisado expresado zanjó zanja zanjado reiteró reitera reiterado remarcó remarca enfatizó
                enfatiza argumentó argumenta defendió defiende reclamó reclama exigió exige matizó matiza
                ironizó ironiza replicó replica contestó contesta confesó confiesa celebró celebra valoró valora
                planteó plantea avisó avisa alertó alerta prometió promete exclamó relató relata informó informa
                confirmó confirma negó niega reveló revela opinó opina consideró considera dijo dice decía dicen
                dijeron declaró declara declararon afirmó afirma afirmaron explicó explica explicaron añadió
                añade agregó agrega señaló señala señalaron indicó indica aseguró asegura aseguraron sostuvo
                sostiene manifestó manifiesta subrayó subraya destacó destaca advirtió advierte preguntó
                pregunta respondió responde escribió escribe anunció anuncia apuntó apunta comentó comenta contó
                cuenta concluyó concluye insistió insiste denunció denuncia criticó critica recordó recuerda
                lamentó lamenta pidió pide reconoció reconoce admitió admite precisó precisa expresó expresa
                tuiteó espetó espeta lanzó lanza soltó suelta reprochó reprocha puntualizó puntualiza aclaró
                aclara detalló detalla aseveró asevera agregaron añadieron advirtieron aseguran explican señalan
                recordaron denunciaron informaron prosiguió prosigue continuó continúa comunicó comunica
                sentenció sentencia bromeó bromea garantizó garantiza felicitó felicita felicitado informado
                recalcó recalca recalcado avanzó avanza estalló estalla recriminó apostilló gritó grita murmuró
                cuestionó cuestiona proclamó vaticinó acotó refirió exigido confirmado reclamado alertado
                opinado garantizado""",
                ("ió", "ieron"),
                ("ó", "aron"),
                ("a", "an"),
                ("e", "en"),
            ),
            _SPEECH,
        )
        | dict.fromkeys([*_SPOKEN_OF, *_BEFORE_FRAGMENTS], Frame.JUDGE)
        | {"saber": _SPEECH, "mostró": _SPEECH},
        prepositions=_SPOKEN_OF,
        before_fragments=_BEFORE_FRAGMENTS,
        sources={"según": ""},
        causatives={"saber": word_set("hizo hecho hace hicieron"), "mostró": word_set("se")},
        viewpoints=word_set("para"),
        linked_sources={
            "para": (frozenset(("",)), ""),
            "acuerdo": (word_set("de"), "con"),
            "juicio": (word_set("a"), "de"),
        },
        roles=word_set("pregunta periodista moderador moderadora entrevistador entrevistadora"),
        turns=dict.fromkeys(word_set("p pregunta"), "question") | dict.fromkeys(word_set("r respuesta"), "answer"),
        replies=word_set("respondió responde respondido contestó contesta replicó replica"),
        occasions=word_set(
            """partido pitido sesión acto término x x. facebook instagram twitter telegram entrevista discurso
            comunicado declaración rueda carta programa reunión mensaje conferencia
            tuit"""
        ),
    ),
    grammar=Grammar(
        token=re.compile(
            r"(?i:\b(?:por\ssu\sparte|a\ssu\svez)\b)|(?:[A-ZÀ-Þ]\.){2,}|[\w$€£](?!)|[\w$€£]+(?:[-&/.,](?=\w)\w+)*\.?|--+|\.\.\.+|[^\w\s]"
        ),
        personal=_PERSONAL,
        pronoun_after_cue=True,
        omits_pronouns=True,
        tags_inside=True,
        as_reported=word_set("como"),
        before_hearers=word_set("a al en sobre desde ante con durante tras por mediante"),
        to_hearers=word_set("a al ante"),
        hearers=word_set(
            """periodistas periodista medios prensa reporteros diario periódico agencia radio televisión tv cadena
            emisora público seguidores"""
        ),
        clitics=word_set("le les me te nos"),
        after_names=word_set("a al ante en durante tras para desde con sobre"),
        gerund_endings=("ando", "iendo", "yendo"),
        verb_endings=("aron", "ieron", "eron", "ó", "rá", "rán", "ía", "ían", "aba", "aban"),
        comma_after_quotation=True,
        objects=word_set("lo la los las le les me te se nos mí"),
        pronouns=_PERSONAL | word_set("quien nadie alguien algunos varios muchos todos"),
        determiners=_DETERMINERS,
        be=word_set("es era son eran fue fueron ser sido será está están"),
        have=word_set("ha había han habían haber he hay"),
        auxiliaries=word_set(
            """es era son eran fue fueron ha había han habían he puede podía pueden debe debía deben va van
            será está están no se quiere quieren queda quedan sigue siguen tiene tienen podrá podrán"""
        ),
        prepositions=_PREPOSITIONS,
        subordinators=word_set("que si cuando porque aunque mientras como pero sino donde quien cuyo pues"),
        relatives=word_set("que quien"),
        relative_person=word_set("que quien"),
        complementizers=word_set("que"),
        of=word_set("de del"),
        conjunctions=word_set("y e"),
        coordinators=word_set("y pero"),
        alternatives=word_set("y o"),
        adverbs=word_set(
            """también ya aún todavía luego después siempre nunca además así hoy ayer asimismo tampoco
            igualmente finalmente entonces"""
        )
        | {"por su parte", "a su vez"},
        adverb_endings=("mente",),
        before_time=word_set("el en este esta"),
        fronted=word_set("lo así eso"),
        time_starters=word_set("hoy ayer luego después"),
        adjunct_starters=word_set("el en a al durante tras ante por desde"),
        occasion_prepositions=word_set("el en a al durante tras ante por desde"),
        apposition_starters=_DETERMINERS,
        after_tags=word_set(". , ? ! ; — – - y") | {""},
        content_starters=word_set("que si cómo qué"),
        clause_starters=_PERSONAL | word_set("que si cómo qué"),
    ),
    names=Names(
        aged=AGED,
        end=re.compile(r",| \("),
        titles=word_set(
            """sr. sra. señor señora don doña dr. dra. presidente presidenta ministro ministra primer
            primera canciller alcalde alcaldesa diputado diputada senador senadora portavoz director
            directora jefe jefa secretario secretaria general rey reina papa juez jueza fiscal embajador
            embajadora gobernador gobernadora candidato candidata
            vicepresidente vicepresidenta entrenador entrenadora técnico capitán capitana abogado abogada
            profesor profesora doctor doctora ingeniero ingeniera concejal concejala consejero consejera
            líder dirigente comisario comisaria magistrado magistrada fundador fundadora técnica maestro
            maestra"""
        ),
        kin=_MALE_KIN | _FEMALE_KIN,
        gendered=dict.fromkeys(_MALE_KIN, "m")
        | dict.fromkeys(_FEMALE_KIN, "f")
        | dict.fromkeys(word_set("sr. señor don ministro rey"), "m")
        | dict.fromkeys(word_set("sra. señora doña presidenta ministra senadora diputada directora reina"), "f"),
        epithets=dict.fromkeys(
            word_set(
                """delantero centrocampista central lateral portero guardameta defensa jugador jugadora futbolista
                dirigente político actor actriz cantante escritor escritora novelista autor autora cineasta
                artista músico científico científica investigador investigadora experto experta economista
                historiador historiadora empresario empresaria socialista mandatario mandataria gobernante
                parlamentario parlamentaria veterano veterana regidor regidora edil munícipe sindicalista
                catedrático catedrática"""
            ),
            "",
        ),
        anonymous=word_set(
            """hombre mujer joven anciano anciana estudiante profesor profesora comerciante agricultor agricultora
            ganadero ganadera hostelero hostelera enfermero enfermera médico médica vecino vecina jubilado jubilada"""
        ),
        unnamed=word_set("juez jueza fiscal abogado abogada portavoz"),
        heads=word_set("presidente presidenta canciller papa rey reina"),
        attributive=word_set("primer primera vice ex general adjunto adjunta"),
        article_genders={"el": "m", "la": "f", "un": "m", "una": "f"},
        given_names=GIVEN_NAMES
        | SPANISH_GIVEN_NAMES
        | dict.fromkeys(
            word_set(
                """josé jesús ángel ramón andrés martín raúl víctor óscar rubén iván joaquín hernán germán nicolás
                tomás"""
            ),
            "m",
        )
        | dict.fromkeys(
            word_set("""inés mónica verónica belén sofía lucía maría carmen pilar mercedes dolores isabel"""), "f"
        ),
        feminine_endings=("a",),
        genders={"él": "m", "ella": "f"},
        mention=re.compile(r"\b(?:él|ella|[A-ZÀ-Þ][\w-]+)\b"),
        organisations=word_set(
            """empresa compañía grupo asociación fundación ayuntamiento ministerio universidad partido consejo gobierno
            congreso senado tribunal banco sindicato
            policía agencia comisión asamblea"""
        ),
        articles=word_set("el la"),
        no_names=_DETERMINERS
        | _PERSONAL
        | _PREPOSITIONS
        | word_set("""y pero o ni así entonces como si cuando caso juicio proceso transportes hacienda interior
        exteriores economía justicia sanidad educación cultura agricultura
            defensa trabajo vivienda"""),
        nobody=_PERSONAL | word_set("quien nadie esto eso ello que") | {"este diario", "este periódico"},
    ),
    dates=Dates(
        calendar=_CALENDAR,
        capitalised=False,
        time=_CALENDAR | word_set("semana mes año años tarde noche día días pasado pasada próximo próxima"),
    ),
    comparison=Comparison(
        opposites=SPANISH_OPPOSITES,
        negating_prefixes=("in", "im", "i", "des", "anti"),
        rewrites=(
            (r"(\d)[.   ](\d\d\d)\b", r"\1\2"),
            (r"(\d)[.:,](\d)", r"\1·\2"),
            (r"%", " por ciento "),
        ),
        negations=word_set("no nunca jamás nada nadie ningún ninguna ninguno ni sin tampoco"),
        numbers=word_set(
            """cero dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta
            cincuenta cien ciento mil millón millones mitad tercio cuarto primer primero segundo tercero"""
        ),
    ),
)
