"""English: all forms of the verbs that report speech, thought and wishes."""

from __future__ import annotations

import re

from annotate.text.languages._grammar import Words
from annotate.text.languages._speech import Frame

_IRREGULAR = {
    "say": "says said said saying",
    "tell": "tells told told telling",
    "write": "writes wrote written writing",
    "think": "thinks thought thought thinking",
    "know": "knows knew known knowing",
    "feel": "feels felt felt feeling",
    "find": "finds found found finding",
    "show": "shows showed shown showing",
    "see": "sees saw seen seeing",
    "hear": "hears heard heard hearing",
    "understand": "understands understood understood understanding",
    "swear": "swears swore sworn swearing",
    "mean": "means meant meant meaning",
    "speak": "speaks spoke spoken speaking",
    "sing": "sings sang sung singing",
    "read": "reads read read reading",
    "hold": "holds held held holding",
    "choose": "chooses chose chosen choosing",
    "seek": "seeks sought sought seeking",
    "lay": "lays laid laid laying",
    "put": "puts put put putting",
    "set": "sets set set setting",
    "make": "makes made made making",
    "give": "gives gave given giving",
    "forget": "forgets forgot forgotten forgetting",
    "bet": "bets bet bet betting",
    "teach": "teaches taught taught teaching",
    "foresee": "foresees foresaw foreseen foreseeing",
    "dream": "dreams dreamed dreamed dreaming",
    "lie": "lies lied lied lying",
    "rail": "rails railed railed railing",
    "rule": "rules ruled ruled ruling",
    "submit": "submits submitted submitted submitting",
    "admit": "admits admitted admitted admitting",
    "regret": "regrets regretted regretted regretting",
    "quip": "quips quipped quipped quipping",
    "plan": "plans planned planned planning",
    "refer": "refers referred referred referring",
    "prefer": "prefers preferred preferred preferring",
    "permit": "permits permitted permitted permitting",
    "slam": "slams slammed slammed slamming",
    "rip": "rips ripped ripped ripping",
    "rap": "raps rapped rapped rapping",
    "blog": "blogs blogged blogged blogging",
    "label": "labels labeled labeled labeling",
    "dub": "dubs dubbed dubbed dubbing",
    "tout": "touts touted touted touting",
    "infer": "infers inferred inferred inferring",
    "concur": "concurs concurred concurred concurring",
    "rise": "rises rose risen rising",
    "fall": "falls fell fallen falling",
    "grow": "grows grew grown growing",
    "drop": "drops dropped dropped dropping",
    "shrink": "shrinks shrank shrunk shrinking",
    "lose": "loses lost lost losing",
    "sink": "sinks sank sunk sinking",
    "cut": "cuts cut cut cutting",
    "win": "wins won won winning",
    "begin": "begins began begun beginning",
    "stop": "stops stopped stopped stopping",
    "weep": "weeps wept wept weeping",
    "shoot": "shoots shot shot shooting",
    "hit": "hits hit hit hitting",
    "bite": "bites bit bitten biting",
    "break": "breaks broke broken breaking",
    "burst": "bursts burst burst bursting",
    "come": "comes came come coming",
    "go": "goes went gone going",
    "run": "runs ran run running",
    "shut": "shuts shut shut shutting",
    "leave": "leaves left left leaving",
    "quit": "quits quit quit quitting",
    "buy": "buys bought bought buying",
    "sell": "sells sold sold selling",
    "build": "builds built built building",
    "take": "takes took taken taking",
    "lend": "lends lent lent lending",
    "die": "dies died died dying",
    "hide": "hides hid hidden hiding",
    "ban": "bans banned banned banning",
    "slump": "slumps slumped slumped slumping",
    "compel": "compels compelled compelled compelling",
    "rebut": "rebuts rebutted rebutted rebutting",
    "cry": "cries cried cried crying",
    "forbid": "forbids forbade forbidden forbidding",
}

_BRITISH = {"signalled": "signaled", "signalling": "signaling", "labelled": "labeled", "labelling": "labeling"}
_DOUBLED = re.compile("[^aeiou]+[aeiou][^aeiouwxy]")
"""Verbs of one syllable whose last consonant is doubled, as `beg`."""

_VERBS: dict[str, int] = {}


def _add(frame: int, verbs: str) -> None:
    for verb in verbs.split():
        _VERBS[verb] = _VERBS.get(verb, 0) | frame


_add(
    Frame.SAY | Frame.STRONG | Frame.QUOTE,
    """say add note argue claim insist explain acknowledge assert allege caution complain concede contend declare
    emphasize emphasise joke lament maintain observe proclaim quip reiterate remark stress testify tweet write
    recall reply respond announce admit predict retort recount exclaim opine muse reckon believe
    think boast brag warn counter shout yell whisper scream thunder grumble marvel volunteer interject
    conclude report state continue blog posit theorize intone deadpan wisecrack quote chant moan fume huff snap
    sneer scoff sigh vent roar bellow mutter murmur plead groan bark growl snarl gripe cry reassert restate mumble
    rant whine wail stutter drawl howl holler bawl shriek""",
)
_add(
    Frame.SAY | Frame.STRONG,
    """deny disclose hint imply indicate suggest vow pledge promise swear confirm affirm
    hope fear worry doubt suspect estimate speculate surmise presume realize realise
    learn reveal mention repeat underscore attest opine charge fret agree disagree guess
    guarantee profess rule signal clarify specify stipulate postulate foresee bet dispute bemoan
    mandate conjecture hypothesize hypothesise testify intimate rejoice figure decree avow ascertain certify
    corroborate discern divulge verify wager forewarn theorise""",
)
_add(Frame.QUOTE, "begin venture read")
_add(Frame.SAY | Frame.QUOTE, "answer post repost text message email e-mail relay relate")
_add(
    Frame.SAY,
    """show find know feel understand hear see hold mean expect assume imagine consider remember forget demonstrate
    propose recommend demand request decide determine anticipate reason feel
    submit notice discover recognize recognise caution project calculate illustrate prove wish
    pray dream prefer ask document reflect detail point stand""",
)
_add(
    Frame.TELL | Frame.STRONG | Frame.QUOTE,
    "tell remind assure inform notify advise warn convince persuade reassure alert brief",
)
_add(
    Frame.ASK | Frame.STRONG,
    """urge order encourage invite implore beg instruct direct exhort beseech advise ask request command
    tell press challenge remind warn persuade convince authorize compel forbid pressure lobby admonish counsel cajole
    coax enjoin entreat prod nudge""",
)
_add(
    Frame.STRONG | Frame.QUOTE,
    "sob weep gasp hiss chuckle enthuse gush confide confess stammer rasp crow beam smile grin chime summarise "
    "summarize storm rage shrug nod laugh giggle snort wince sniff elaborate reminisce jest gloat sputter",
)
_add(Frame.ASK, "expect want allow permit require")
_add(
    Frame.WANT,
    """want plan intend hope refuse agree decide decline promise vow pledge threaten offer prefer choose
    expect demand seek ask request claim propose aim swear wish resolve hesitate long fear aspire volunteer opt
    undertake consent vote strive yearn""",
)
_add(Frame.WEIGH | Frame.STRONG | Frame.QUOTE, "ask wonder inquire enquire question")
_add(
    Frame.WEIGH,
    """know say tell explain decide debate discuss understand show describe see illustrate determine consider
    reveal recall ponder learn detail outline examine demonstrate doubt remember forget""",
)
_add(
    Frame.JUDGE | Frame.STRONG,
    """criticize criticise praise attack condemn denounce blast slam mock ridicule defend reject oppose endorse
    applaud laud decry deride rebuke chide chastise scold blame accuse assail lambast lambaste lampoon belittle
    disparage insult deplore welcome dismiss disavow repudiate renounce question dispute challenge
    contradict echo cite tout hail commend commemorate castigate berate excoriate upbraid bash rip skewer
    discuss advocate support favor favour urge demand propose recommend suggest acknowledge admit
    emphasize emphasise highlight stress underscore reiterate confirm deny disclose announce reveal predict
    regret lament bemoan mourn fear resent dislike admire respect distrust mistrust envy
    mention note recall reference outline detail describe explain explore articulate voice express
    air repeat retweet quote estimate report promise pledge vow threaten
    forecast foresee envision envisage doubt protest second congratulate thank apologize honour honor salute
    invoke oversell understate overstate exaggerate downplay minimize trumpet champion espouse oppose
    rebut refute rebuff
    denigrate vilify demonize demonise glorify celebrate malign taunt contest critique debunk discredit disown
    impugn pillory reaffirm recant reprimand savage scorn shun smear spurn underline vindicate overrule resist
    venerate idolize lionize acclaim admonish appreciate bewail broach condone decry deprecate detest extol flag herald
    justify loathe revile rue slate relish misrepresent badmouth heckle cheer abhor""",
)
_add(
    Frame.JUDGE,
    """want prefer expect consider recognize recognise request
    pitch offer indicate suggest raise claim chant show find know see understand learn view examine
    investigate write tweet back promote judge embrace issue hail grill approve""",
)
_add(
    Frame.NAME | Frame.STRONG,
    "call label dub describe brand deem characterize characterise portray liken compare depict cast dismiss",
)
_add(Frame.NAME, "consider view regard name see paint find rate rank term declare pronounce think believe")

_TAKES = {
    "for": """call press push argue apologize apologise ask advocate plead lobby hope demand blame campaign appeal
    praise vouch opt""",
    "on": "call insist comment remark seize focus elaborate reflect dwell weigh expand decide urge press",
    "upon": "call insist",
    "about": """complain worry talk speak ask warn joke boast wonder brag care fret think lie tweet write know rave
    hear learn comment muse grumble reminisce""",
    "of": "speak complain warn accuse approve disapprove think boast dream talk conceive repent despair",
    "to": "refer point object respond allude react testify admit confess agree subscribe reply",
    "with": "agree disagree sympathize sympathise concur",
    "against": "warn argue caution protest rail speak advise campaign vote inveigh fulminate decide rage lash",
    "at": "hint marvel lash bristle scoff sneer laugh balk rage",
    "in": "believe confide",
    "out": "point rule lay spell single",
    "over": "fret agonize",
    "between": "distinguish",
}
"""Prepositions with the verbs they belong to."""

_NO_CUES = ("regarding", "meaning", "allowing", "considering", "including")
"""Forms that are also prepositions and conjunctions."""


def forms_of(verb: str) -> tuple[str, str, str, str]:
    if verb in _IRREGULAR:
        third, past, participle, gerund = _IRREGULAR[verb].split()
        return third, past, participle, gerund
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies", verb[:-1] + "ied", verb[:-1] + "ied", verb + "ing"
    if verb.endswith(("s", "sh", "ch", "x")):
        return verb + "es", verb + "ed", verb + "ed", verb + "ing"
    if _DOUBLED.fullmatch(verb):
        return verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    return verb + "s", verb + "ed", verb + "ed", verb + "ing"


def _verbs() -> dict[str, int]:
    forms: dict[str, int] = {}
    for verb, frame in _VERBS.items():
        third, past, participle, gerund = forms_of(verb)
        for form, bit in (
            (verb, Frame.BARE),
            (third, 0),
            (participle, Frame.PARTICIPLE),
            (past, 0),
            (gerund, Frame.GERUND),
        ):
            forms[form] = forms.get(form, 0) | frame | bit
    for verb in " ".join(_TAKES.values()).split():
        third, past, participle, gerund = forms_of(verb)
        forms.setdefault(verb, Frame.BARE)
        for form in (third, past, participle, gerund):
            forms.setdefault(form, Frame.GERUND if form.endswith("ing") else 0)
    forms |= {form: forms[american] for form, american in _BRITISH.items()}
    return {form: bits for form, bits in forms.items() if form not in _NO_CUES}


def _prepositions() -> dict[str, Words]:
    forms: dict[str, Words] = {}
    for preposition, verbs in _TAKES.items():
        for verb in verbs.split():
            for form in (verb, *forms_of(verb)):
                forms[form] = forms.get(form, frozenset()) | {preposition}
    return forms


VERBS = _verbs()
PREPOSITIONS = _prepositions()
