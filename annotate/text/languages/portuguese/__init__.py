"""Portuguese: boundaries, quotation marks, direct quotations with their speakers, bylines, dates, negations."""

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
from annotate.text.languages.portuguese._portuguese_names import PORTUGUESE_GIVEN_NAMES
from annotate.text.languages.portuguese._portuguese_opposites import PORTUGUESE_OPPOSITES

_SPEECH = Frame.SAY | Frame.STRONG | Frame.QUOTE
_PERSONAL = word_set("ele ela eles elas eu nós você vocês")
_DETERMINERS = word_set(
    """o a os as um uma uns umas seu sua seus suas meu minha nosso nossa este esta estes estas esse
            essa aquele vários várias alguns algumas muitos todos todas cada dois duas três quatro cinco"""
)
_PREPOSITIONS = word_set(
    """ao à aos às de do da dos das em no na nos nas com por pelo pela para sem sobre entre desde
            até contra segundo durante após ante sob perante"""
)
_SPOKEN_OF = after("de do da em num numa", "falou fala falaram falam")
_BEFORE_FRAGMENTS = word_set(
    "acusou acusa acusaram acusam acusado acusava expressou expressa manifestou manifesta classificou classifica "
    "mostrou-se mostra-se disse-se diz-se declarou-se confessou-se manifestou-se"
)
_CALENDAR = word_set(
    """segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta
            sexta sábado domingo hoje ontem amanhã janeiro fevereiro março abril maio junho julho agosto
            setembro outubro novembro dezembro"""
)
_PHRASES = (
    r"(?:Contat|Contact)os? (?:de|para a?) ?imprensa\b",
    r"Assessoria de (?:imprensa|comunicação)\s*:",
    r"Mais informações\s*:",
    r"Com informações d[aeo]s?",
    r"Leia (?:também|mais)",
    r"Veja (?:também|mais)",
    r"Saiba mais",
    r"O (?:post|artigo|conteúdo) [^\n]{3,200} apareceu primeiro em",
    r"Siga-nos",
    r"(?:Partilh|Compartilh)(?:ar|e) (?:no|na|em|este|esta)",
    r"Tempo de leitura",
    r"(?:Correção|Errata|Retificação|Esclarecimento)\s*:",
    r"(?:Conteúdo|Artigo|Matéria) (?:exclusiv[oa]|só) para assinantes",
    r"Inscreva-se",
    r"Assine (?:já|agora|a|o|nossa)",
)
_ALONE = (
    "Newsletter", "Assine", "Compartilhe", "Partilhar", "Publicidade", "Comentários?", "Imprimir", "Ler mais",
    "Continue (?:lendo|a ler)",
)  # fmt: skip

_MALE_KIN = word_set("filho pai irmão marido tio sobrinho neto avô namorado")
_FEMALE_KIN = word_set("filha mãe irmã mulher esposa tia sobrinha neta avó namorada viúva")

LANGUAGE = Language(
    code="pt",
    name="Portuguese",
    abbreviations=Abbreviations(
        titles=word_set(
            """arq dir séc Av av rod trav sr sra dr dra prof profa gen cel eng dep sen min V Exa Sr Sra Srta Srs Dr
            Dra Prof
            Profa Eng Gen
            Cel Cap Mons D Exmo Pe Sto Sta Gov Pres Profs Eng Dep Sen Min"""
        ),
        before_numbers=word_set(
            "n nº no No art arts p pág págs pp vol vols cap caps fig figs t tab tabs séc sécs seg qua qui sex sáb "
            "aprox "
            "tel av"
        ),
        inside=word_set("a d al ing lat N.B P.S p.ex p ex etc. cf vs aprox ed"),
        name_endings=word_set("Cia Inc Ltd Ltda Corp Jr Sr S.A Co a.C d.C"),
    ),
    sentences=Sentences(
        lettered=word_set("plano vitamina hepatite grupo tipo classe categoria anexo ponto parte variante bloco zona"),
        labels=word_set("P R Pergunta Resposta PERGUNTA RESPOSTA"),
        after_question=ANYTHING,
        starters=word_set(
            """O A Os As Um Uma Uns Umas Ele Ela Eles Elas Eu Nós Você Este Esta Estes Estas Esse Essa Isso
            Isto E Mas Ou Nem Sem Com Em No Na Nos Nas Por Pelo Pela Para Segundo Desde Até Durante Após Ao
            À Aos De Do Da Dos Das Se Quando Como Embora Porque Enquanto Então Depois Antes Também Além
            Provavelmente Finalmente Atualmente Contudo Porém Apesar Cada Outros Outras Alguma Algumas Agora
            Hoje Ontem Amanhã Não Sim Todo Todos Todas Muitos Alguns Seu Sua Que Quem Onde É Ninguém Nada
            Nunca Jamais Algo Alguém Nenhum Nenhuma Qualquer Outro Outra Meu Minha Nosso Nossa Lhe Lhes
            Aquele Aquela Aqueles Quase Sempre Talvez Mais Menos Muito Muitas Vários Várias Ambos Ambas Sob
            Contra Devido Portanto Ainda Logo Pois Nesse Nessa Neste Nesta Num Numa Dois Duas Três Cerca
            Qual Quais São Foi Há Já Assim Sobre Entre"""
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
            r"Entrevista (?:de|por)|Por|POR|\((?:Reportagem|Edição|Tradução) (?:de|por)",
            "e",
            dated="Publicad[oa]|Atualizad[oa]|Última atualização|em|a",
            offices="correspondente|enviad[oa] especial|redação|redatora?|repórter|jornalista",
        ),
        boilerplate=site_lines(_PHRASES, _ALONE),
        author_note=author_notes(
            "é|ensina|dirige|foi",
            """professor|jornalista|economista|historiador|escritor|pesquisador|investigador|diretor|sociólog|filósof|cientista|advogad|membro|ensaísta|colunista|analista""",
        ),
        letter=re.compile(
            r"(?:Cartas? (?:ao diretor|do leitor|dos leitores|ao editor)|Senhor diretor)\b", re.IGNORECASE
        ),
        small_words=word_set("o a os as um uma de do da e ou em no na com por para seu sua"),
    ),
    cues=Cues(
        verbs=dict.fromkeys(
            inflected(
                """reforçou reforça ponderou pondera enfatizou enfatiza reiterou reitera rebateu rebate retrucou
                exclamou ironizou avaliou avalia relatou relata confirmou confirma negou nega prometeu promete
                cobrou cobra ameaçou indagou opinou opina considerou considera observou observa adiantou adianta
                assegurou assegura assinalou vincou atirou justificou justifica salientou salienta sustenta
                indicou indica notou dito afirmado disse diz dizem disseram dizia declarou declara declararam
                afirmou afirma afirmaram explicou explica explicaram acrescentou acrescenta completou completa
                ressaltou ressalta destacou destaca apontou aponta garantiu garante sustentou avisou alertou
                alerta perguntou pergunta respondeu responde escreveu escreve anunciou anuncia comentou comenta
                contou conta concluiu conclui insistiu denunciou denuncia criticou critica lembrou lembra
                lamentou lamenta pediu pede reconheceu reconhece admitiu admite informou informa revelou revela
                argumentou argumenta defendeu defende sublinhou sublinha referiu refere frisou frisa tuitou
                prosseguiu prossegue continuou continua questionou questiona esclareceu esclarece comunicou
                comunica brincou brinca desabafou desabafa comemorou comemora advertiu adverte detalhou detalha
                emendou disparou recordou recorda resumiu resume gritou grita repetiu repete sugeriu sugere""",
                ("ou", "aram"),
                ("eu", "eram"),
                ("iu", "iram"),
                ("a", "am"),
                ("e", "em"),
            ),
            _SPEECH,
        )
        | dict.fromkeys([*_SPOKEN_OF, *_BEFORE_FRAGMENTS], Frame.JUDGE)
        | {"saber": _SPEECH},
        prepositions=_SPOKEN_OF,
        before_fragments=_BEFORE_FRAGMENTS,
        sources={"segundo": "", "conforme": ""},
        causatives={"saber": word_set("fez feito faz fizeram")},
        viewpoints=word_set("para"),
        linked_sources={"para": (frozenset(("",)), ""), "acordo": (word_set("de"), "com")},
        roles=word_set("pergunta repórter jornalista moderador moderadora entrevistador"),
        turns=dict.fromkeys(word_set("p pergunta"), "question") | dict.fromkeys(word_set("r resposta"), "answer"),
        replies=word_set("respondeu responde rebateu rebate retrucou"),
        occasions=word_set(
            """jogo apito sessão fim final x x. facebook instagram twitter telegram entrevista discurso comunicado
            declaração coletiva carta programa reunião mensagem
            conferência nota tuíte"""
        ),
    ),
    grammar=Grammar(
        token=re.compile(
            r"(?i:\b(?:por\ssua\svez|por\sseu\slado|por\ssua\sparte)\b)|(?:[A-ZÀ-Þ]\.){2,}|\w+(?=-(?:lhes?|me|nos|te)\b)|-(?:lhes?|me|nos|te)\b|[\w$€£](?!)|[\w$€£]+(?:[-&/.,](?=\w)\w+)*\.?|--+|\.\.\.+|[^\w\s]"
        ),
        personal=_PERSONAL,
        pronoun_after_cue=True,
        omits_pronouns=True,
        tags_inside=True,
        as_reported=word_set("como"),
        before_hearers=word_set("ao aos à às em no na nos nas num numa sobre durante perante após por pelo pela"),
        to_hearers=word_set("a ao aos à às ante perante"),
        hearers=word_set(
            """jornalistas jornalista repórteres imprensa meios jornal diário agência rádio televisão tv canal emissora
            público seguidores"""
        ),
        clitics=word_set("lhe lhes me te nos"),
        enclitics=word_set("-lhe -lhes -me -nos -te"),
        after_names=word_set("a ao aos à às em no na nos nas durante após para desde com sobre"),
        gerund_endings=("ando", "endo", "indo"),
        verb_endings=("aram", "eram", "iram", "íram", "ou", "eu", "iu", "rá", "rão", "ia", "iam", "ava", "avam"),
        comma_after_quotation=True,
        objects=word_set("o a os as lhe lhes me te se nos mim"),
        pronouns=_PERSONAL | word_set("quem ninguém alguém alguns vários muitos todos"),
        determiners=_DETERMINERS,
        be=word_set("é era são eram foi foram ser sido será está estão"),
        have=word_set("há havia tem tinha têm tinham ter tenho"),
        auxiliaries=word_set(
            """é era são eram foi foram tem tinha têm tinham pode podia podem deve devia devem vai vão será
            está estão não se quer querem fica ficam segue seguem poderá deverá"""
        ),
        prepositions=_PREPOSITIONS,
        subordinators=word_set("que se quando porque embora enquanto como mas onde quem cujo pois"),
        relatives=word_set("que quem"),
        relative_person=word_set("que quem"),
        complementizers=word_set("que"),
        of=word_set("de do da dos das"),
        conjunctions=word_set("e"),
        coordinators=word_set("e mas"),
        alternatives=word_set("e ou"),
        adverbs=word_set(
            """também já ainda depois sempre nunca além assim hoje ontem porém contudo então igualmente
            finalmente inclusive"""
        )
        | {"por sua parte", "por seu lado", "por sua vez"},
        adverb_endings=("mente",),
        before_time=word_set("na no em nesta neste"),
        time_starters=word_set("hoje ontem depois"),
        adjunct_starters=word_set("em no na nos nas ao à durante após por desde nesta neste nessa nesse"),
        occasion_prepositions=word_set("em no na nos nas ao à durante após por desde nesta neste nessa nesse"),
        apposition_starters=_DETERMINERS,
        after_tags=word_set(". , ? ! ; — – - e") | {""},
        content_starters=word_set("que se como"),
        clause_starters=_PERSONAL | word_set("que se como"),
    ),
    names=Names(
        aged=AGED,
        end=re.compile(r",| \("),
        titles=word_set(
            """sr. sra. senhor senhora dom dona dr. dra. presidente presidenta ministro ministra primeiro
            primeira chanceler prefeito prefeita deputado deputada senador senadora porta-voz diretor
            diretora chefe secretário secretária general rei rainha papa juiz juíza procurador procuradora
            embaixador embaixadora governador governadora candidato candidata vice-presidente coordenador
            coordenadora administrador administradora treinador treinadora capitão capitã prefeito prefeita
            vereador vereadora governador governadora advogado advogada professor professora doutor doutora
            delegado delegada líder técnico técnica eurodeputado eurodeputada fundador fundadora árbitro
            árbitra procurador procuradora secretário secretária"""
        ),
        kin=_MALE_KIN | _FEMALE_KIN,
        gendered=dict.fromkeys(_MALE_KIN, "m")
        | dict.fromkeys(_FEMALE_KIN, "f")
        | dict.fromkeys(word_set("sr. senhor dom ministro rei"), "m")
        | dict.fromkeys(word_set("sra. senhora dona presidenta ministra senadora deputada diretora rainha"), "f"),
        epithets=dict.fromkeys(
            word_set(
                """deputado deputada senador senadora
                avançado atacante médio zagueiro goleiro guarda-redes jogador jogadora político parlamentar ator
                atriz cantor cantora escritor escritora autor autora cineasta artista cientista investigador
                investigadora pesquisador pesquisadora economista historiador historiadora autarca governante
                dirigente empresário empresária socialista sindicalista responsável"""
            ),
            "",
        ),
        anonymous=word_set(
            """homem mulher jovem estudante comerciante agricultor agricultora enfermeiro enfermeira médico médica
            morador moradora vizinho vizinha aposentado aposentada reformado reformada comandante"""
        ),
        unnamed=word_set("juiz juíza procurador procuradora advogado advogada porta-voz delegado delegada"),
        heads=word_set("presidente presidenta chanceler papa rei rainha"),
        attributive=word_set("primeiro primeira vice ex geral adjunto adjunta"),
        article_genders={"o": "m", "a": "f", "um": "m", "uma": "f"},
        given_names=GIVEN_NAMES
        | PORTUGUESE_GIVEN_NAMES
        | dict.fromkeys(
            word_set(
                """joão josé antónio antônio sérgio cláudio fábio márcio flávio júlio mário vinícius luís otávio"""
            ),
            "m",
        )
        | dict.fromkeys(word_set("inês raquel ester isabel beatriz carmen"), "f"),
        feminine_endings=("a",),
        genders={"ele": "m", "ela": "f"},
        mention=re.compile(r"\b(?:ele|ela|[A-ZÀ-Þ][\w-]+)\b"),
        organisations=word_set(
            """empresa grupo companhia associação fundação prefeitura ministério universidade partido conselho governo
            congresso senado tribunal banco sindicato
            polícia agência comissão assembleia câmara"""
        ),
        articles=word_set("o a"),
        no_names=_DETERMINERS
        | _PERSONAL
        | _PREPOSITIONS
        | word_set("""e mas ou nem assim então como se quando caso julgamento processo transportes finanças fazenda
        saúde educação justiça economia cultura agricultura defesa
            trabalho"""),
        nobody=_PERSONAL | word_set("quem ninguém isto isso aquilo que") | {"a reportagem"},
    ),
    dates=Dates(
        calendar=_CALENDAR,
        capitalised=False,
        time=_CALENDAR | word_set("semana mês ano anos tarde noite dia dias passado passada próximo próxima"),
    ),
    comparison=Comparison(
        opposites=PORTUGUESE_OPPOSITES,
        negating_prefixes=("in", "im", "i", "des", "anti"),
        rewrites=(
            (r"(\d)[.   ](\d\d\d)\b", r"\1\2"),
            (r"(\d)[.:,](\d)", r"\1·\2"),
            (r"%", " por cento "),
        ),
        negations=word_set("não nunca jamais nada ninguém nenhum nenhuma nem sem tampouco"),
        numbers=word_set(
            """zero dois duas três quatro cinco seis sete oito nove dez onze doze vinte trinta quarenta
            cinquenta cem cento mil milhão milhões bilhão bilhões metade terço quarto primeiro segundo
            terceiro"""
        ),
    ),
)
