"""Words of English news that say somebody said, thinks or wants something, and what may follow each.

A cue verb is listed under each *frame* it takes:

========= =============================================== ===========================================
frame     what follows                                    as in
========= =============================================== ===========================================
SAY       a clause, with or without "that"; a quotation   said the talks had failed
TELL      a hearer, then a clause or quotation            told reporters that the talks had failed
ASK       a hearer, then an infinitive                    urged the council to wait
WANT      an infinitive                                   vowed to return
WEIGH     a "whether", "how", "why" clause                asked whether the talks had failed
JUDGE     a noun phrase                                   criticised the minister's plan
NAME      a noun phrase and what it is called             called the plan a mistake
========= =============================================== ===========================================
"""

from __future__ import annotations

from enum import IntFlag


class Frame(IntFlag):
    """What may follow a cue, and the form it stands in."""

    SAY = 1
    TELL = 2
    ASK = 4
    WANT = 8
    WEIGH = 16
    JUDGE = 32
    NAME = 64
    GERUND = 128
    PARTICIPLE = 256
    BARE = 512
    STRONG = 1024
    QUOTE = 2048


S, T, A, W, Y, J, N, G, P, B, X, Q = Frame

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
    "forbid": "forbids forbade forbidden forbidding",
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
}

_VERBS: dict[str, Frame] = {}


def _add(frame: Frame, verbs: str) -> None:
    for verb in verbs.split():
        _VERBS[verb] = _VERBS.get(verb, Frame(0)) | frame


_add(
    S | X | Q,
    """say add note argue claim insist explain acknowledge assert allege caution complain concede contend declare
    emphasize emphasise joke lament maintain observe proclaim quip reiterate remark stress testify tweet write
    recall reply respond announce admit predict retort recount exclaim opine muse reckon believe
    think boast brag warn counter shout yell whisper scream thunder grumble marvel volunteer interject
    conclude report state continue blog posit theorize intone deadpan wisecrack quote chant moan fume huff snap
    sneer scoff sigh vent roar bellow mutter murmur plead groan bark growl gripe""",
)
_add(
    S | X,
    """deny disclose hint imply indicate suggest vow pledge promise swear confirm affirm
    hope fear worry doubt suspect estimate speculate surmise presume realize realise
    learn reveal mention repeat underscore attest opine charge fret agree disagree guess
    guarantee profess rule signal clarify specify stipulate postulate foresee bet dispute bemoan
    mandate conjecture hypothesize testify intimate rejoice figure decree""",
)
_add(
    S,
    """show find know feel understand hear see hold mean expect assume imagine consider remember forget demonstrate
    propose recommend demand request decide determine anticipate reason feel
    notice discover recognize recognise caution project calculate read illustrate prove wish
    pray dream prefer ask teach document reflect detail point stand""",
)
_add(T | X | Q, "tell remind assure inform notify advise warn convince persuade reassure alert brief")
_add(
    A | X,
    """urge order encourage invite implore beg instruct direct exhort beseech advise ask request command
    tell press challenge remind warn persuade convince authorize compel forbid pressure lobby""",
)
_add(A, "expect want allow permit require")
_add(
    W,
    """want plan intend hope refuse agree decide decline promise vow pledge threaten offer prefer choose
    expect demand seek ask request claim propose aim swear wish resolve hesitate long fear aspire volunteer opt
    undertake consent struggle""",
)
_add(Y | X | Q, "ask wonder inquire enquire question")
_add(
    Y,
    """know say tell explain decide debate discuss understand show describe see illustrate determine consider
    reveal recall ponder learn detail outline examine demonstrate doubt remember forget""",
)
_add(
    J | X,
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
    rebut refute rebuff""",
)
_add(
    J,
    """want prefer expect consider recognize recognise request
    pitch offer indicate suggest raise claim chant show find know see understand learn view examine
    investigate write tweet back promote judge embrace issue hail grill approve""",
)
_add(N | X, "call label dub describe brand deem characterize characterise portray liken compare depict cast dismiss")
_add(N, "consider view regard name see paint find rate rank term declare pronounce think believe")

CUES: dict[str, Frame] = {}
"""Each form of a cue verb, in lower case, with its frames and form."""

BASE: dict[str, str] = {}
"""The verb each form belongs to."""


def _forms(verb: str) -> tuple[str, str, str, str]:
    if verb in _IRREGULAR:
        third, past, participle, gerund = _IRREGULAR[verb].split()
        return third, past, participle, gerund
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies", verb[:-1] + "ied", verb[:-1] + "ied", verb + "ing"
    if verb.endswith(("s", "sh", "ch", "x")):
        return verb + "es", verb + "ed", verb + "ed", verb + "ing"
    return verb + "s", verb + "ed", verb + "ed", verb + "ing"


for _verb, _frame in _VERBS.items():
    _third, _past, _participle, _gerund = _forms(_verb)
    for _form, _mark in ((_verb, B), (_third, Frame(0)), (_participle, P), (_past, Frame(0)), (_gerund, G)):
        CUES[_form] = CUES.get(_form, Frame(0)) | _frame | _mark
        BASE.setdefault(_form, _verb)


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

PREPOSITIONS_OF: dict[str, frozenset[str]] = {}
"""For each form of a verb, the prepositions that belong to it as in `called for` and `complained about`."""

for _preposition, _list in _TAKES.items():
    for _verb in _list.split():
        for _form in (_verb, *_forms(_verb)):
            PREPOSITIONS_OF[_form] = PREPOSITIONS_OF.get(_form, frozenset()) | {_preposition}
            if _form not in CUES:
                CUES[_form] = G if _form.endswith("ing") else B if _form == _verb else Frame(0)
                BASE[_form] = _verb


def _with(prepositions: str, words: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(words.split(), frozenset(prepositions.split()))


NOUNS: dict[str, frozenset[str]] = {
    **_with("that", "assertion insistence contention allegation observation suggestion argument notion"),
    **_with("that about", "claim claims comment comments statement statements remark remarks message warnings"),
    **_with(
        "that about of", "belief conviction fear fears doubt doubts concern concerns view views idea opinion worry"
    ),
    **_with(
        "to", "promise pledge vow commitment plan plans proposal desire willingness reluctance opposition decision"
    ),
    **_with(
        "to that", "promises pledges vows proposals refusal threat threats intention hope hopes objections response"
    ),
    **_with(
        "of", "criticism condemnation denunciation description characterization acknowledgment accusations defense"
    ),
    **_with("of", "praise endorsement interpretation assessment rejection account theory mention embrace critique"),
    **_with(
        "for", "support call calls demand disdain contempt respect admiration enthusiasm affection sympathy advocacy"
    ),
    **_with("on", "attack attacks position stance remarks focus emphasis insistence"),
    **_with("with against", "frustration dissatisfaction disagreement complaint complaints vendetta"),
}
"""Nouns that stand for a saying or a thought, with what may introduce its content, as in `her claim that`."""

ADJECTIVES: dict[str, frozenset[str]] = {
    **_with(
        "about that", "worried concerned confident optimistic pessimistic nervous anxious certain happy upset angry"
    ),
    **_with("about", "skeptical sceptical enthusiastic passionate excited ambivalent uneasy coy"),
    **_with("that", "sure convinced hopeful glad aware unaware adamant proud surprised afraid disappointed doubtful"),
    **_with(
        "of", "critical supportive skeptical sceptical wary proud afraid fearful tired aware dismissive contemptuous"
    ),
    **_with("to", "opposed committed hostile sympathetic open resigned"),
    **_with("with", "frustrated pleased satisfied dissatisfied disappointed happy obsessed fascinated"),
    **_with("in", "interested"),
    **_with("for", "grateful thankful"),
}
"""Adjectives of opinion and feeling, with what may introduce their content, as in `was critical of`."""
for _adjective, _with_what in (
    ("proud", "that of"),
    ("afraid", "that of"),
    ("aware", "that of"),
    ("happy", "about that with"),
):
    ADJECTIVES[_adjective] = frozenset(_with_what.split())

for _form in ("regarding", "meaning", "allowing", "considering", "including"):
    # prepositions and connectives of their own
    CUES.pop(_form, None)
