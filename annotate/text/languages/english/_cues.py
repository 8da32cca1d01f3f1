"""English: nouns and adjectives of speech and thought, and other words that introduce a quotation."""

from __future__ import annotations

from annotate.text.languages._grammar import Words, word_set
from annotate.text.languages._speech import Cues
from annotate.text.languages.english._cue_verbs import PREPOSITIONS, VERBS, forms_of
from annotate.text.languages.english._word_classes import DETERMINERS, OBJECTS, PERSONAL


def _with(prepositions: str, words: str) -> dict[str, Words]:
    return dict.fromkeys(words.split(), frozenset(prepositions.split()))


_NOUNS: dict[str, Words] = {
    **_with(
        "that",
        "announcement acknowledgement admission assurance certainty conclusion confession declaration denial "
        "expectation finding forecast impression perception prediction premise realization recognition recommendation "
        "revelation rumor rumour speculation suspicion suspicions testimony",
    ),
    **_with(
        "to", "determination eagerness readiness resolve ambition ambitions aspiration aspirations agreement pleas plea"
    ),
    **_with("that", "assertion insistence contention allegation observation suggestion argument notion"),
    **_with("that about", "claim claims comment comments statement statements remark remarks message warnings"),
    **_with(
        "that about of",
        "belief confidence conviction outrage alarm optimism fear fears doubt doubts concern concerns view views idea "
        "opinion worry",
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
    **_with(",", "words phrase formulation"),
    **_with("on", "attack attacks position stance remarks focus emphasis insistence"),
    **_with("with against", "frustration dissatisfaction disagreement complaint complaints vendetta"),
}
"""Nouns of speech and thought, with the words that can introduce their content, as in `her claim that`."""

_ADJECTIVES: dict[str, Words] = {
    **_with(
        "about that", "worried concerned confident optimistic pessimistic nervous anxious certain happy upset angry"
    ),
    **_with("to", "willing unwilling ready eager reluctant keen determined hesitant prepared"),
    **_with("about that", "alarmed furious outraged unhappy relieved dismayed thrilled delighted adamant suspicious"),
    **_with("about", "curious vague clear guarded upbeat bullish bearish"),
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
"""Adjectives of opinion and feeling, with the words that can introduce their content, as in `was critical of`."""
for _adjective, _with_what in (
    ("proud", "that of"),
    ("afraid", "that of"),
    ("aware", "that of"),
    ("happy", "about that with"),
):
    _ADJECTIVES[_adjective] = frozenset(_with_what.split())

_PARTICLES = {
    "back": "shoot hit fire snap bite call clap write come",
    "in": "cut put butt break chip weigh chime jump come",
    "up": "speak pipe",
    "out": "cry blurt burst sing",
    "on": "go carry run",
}
"""Words with the verbs that report speech before them beside a quotation, as in `“CONTENT,” she shot back`."""


def _phrasal() -> dict[str, Words]:
    forms: dict[str, Words] = {}
    for particle, verbs in _PARTICLES.items():
        for verb in verbs.split():
            for form in forms_of(verb)[:2]:
                forms[form] = forms.get(form, frozenset()) | {particle}
    return forms


def _acts() -> dict[str, Words]:
    numbers = word_set("two three four five six seven eight nine ten")
    acts = dict.fromkeys(["recall", "claim", "admit"], numbers | {"its", "their"}) | {"call": numbers | {"a", "an"}}
    acts["raise"] = numbers | {"money", "funds", "capital", "cash"}
    return {form: words for verb, words in acts.items() for form in (verb, *forms_of(verb))}


CUES = Cues(
    verbs=VERBS,
    prepositions=PREPOSITIONS,
    nouns=_NOUNS,
    adjectives=_ADJECTIVES,
    sources={"according": "to"},
    charges=word_set("accuse accuses accused accusing suspect suspects suspected suspecting"),
    also_nouns=word_set(
        """report reports state states claim claims plan plans call calls demand demands request requests hope hopes
        fear fears estimate estimates charge charges cast support supporters back press question questions show
        shows post polls poll rule rules note notes doubt doubts address praise attack attacks release vow pledge
        promise fight challenge reply response point points brief briefs order orders document documents project
        projects lobby present envy respect protest find finding findings outline second reading hearing meeting
        figure figures offer need needs hate love like view views term terms rate rates name names bet brand label
        forecast value detail quote mention mandate dream guess wish prayer pray warning ruling feeling meaning
        understanding writing advocate advocates aim aims appeal appeals blog blogs boast boasts campaign
        campaigns caution challenges champion champions comment comments dreams echo envision focus guesses honor
        honors honour honours insult insults issue issues joke jokes judge judges labels mentions notice notices
        object objects pitch plead protests push quotes regret regrets signal signals stand stands struggle
        struggles talk talks tweet tweets voice voices vote votes wonder wonders worry worries whisper whispers
        cry cries smile smiles gasp gasps grin grins chuckle chuckles beam beams crow crows jest
        finds rulings replies responses sense answer answers text texts message messages email emails e-mail e-mails
        rail rails slate flag flags herald relish cheer cheers relay relays rant rants howl howls whine whines drawl
        storm storms rage"""
    ),
    usually_verbs=word_set("support want shows show claims reports"),
    after_verbs=DETERMINERS | OBJECTS | PERSONAL | word_set("that to for on how why what whether if there more no new"),
    after_nouns=word_set(". , of in on at from with by and or is are was were") | {""},
    before_nouns=word_set(
        """deserve deserves deserved win wins won get gets got draw draws drew drawn earn earns earned receive receives
        received face faces faced offer offers offered give gives gave given make makes made issue issues issued take
        takes took need needs needed bring brings brought raise raises raised express expresses expressed voice voices
        voiced attract attracts attracted"""
    ),
    documents=word_set("poll report study survey"),
    roles=word_set("reporter moderator host interviewer journalist anchor presenter correspondent caller audience"),
    no_speakers=word_set(
        """exclusive email e-mail name from to subject sent cc tel fax web website url contact analysis breaking
        update updated updates watch video opinion commentary comment review live news note notes correction
        clarification editorial interview feature advisory alert urgent photos photo question answer q a q&a
        related more read fact facts explainer explained background timeline transcript poll report study survey
        source sources results result verdict quote topics tags where when what who why how time date venue
        location address phone tip tips warning disclaimer ps p.s example conclusion summary here there trade finance"""
    )
    | {
        "breaking news",
        "read more",
        "see also",
        "editor's note",
        "fact check",
        "key points",
        "full text",
        "the result",
        "the verdict",
        "the latest",
        "the bottom line",
        "bottom line",
    },
    turns=dict.fromkeys(word_set("q question"), "question") | dict.fromkeys(word_set("a answer"), "answer"),
    first_person=word_set("i i'm i've i'd i'll me my mine myself we we're we've us our ours"),
    second_person=word_set("you you're you've you'd you'll your yours"),
    interviewed_after=word_set("with"),
    completed={"put": "it", "puts": "it", "phrased": "it", "phrases": "it"},
    phrasal=_phrasal(),
    acts=_acts(),
    answers=word_set(
        "answer reply response retort riposte rejoinder verdict reaction assessment advice comment message summary"
    ),
    arriving=word_set("came comes"),
    anonymity=word_set("named identified anonymous anonymity anonymously"),
    occasions=word_set(
        """interview statement speech tweet email e-mail letter conference briefing call post rally hearing memo
        interviews message filing report news event debate phone television twitter facebook column essay op-ed
        ruling rulings diatribe tweets posts book ad ads video blog editorial opinion dissent order lawsuit complaint
        interview speeches statements letters emails e-mails messages rallies sermon tour trip visit
        note newsletter bulletin lecture broadcast manifesto
        testimony release remarks appearance meeting campaign morning show town forum podcast"""
    ),
    feeling=word_set("feel felt"),
    expressing=word_set(
        """express expresses expressed expressing voice voices voiced voicing raise raises raised raising share shares
        shared sharing convey conveys conveyed conveying"""
    ),
    naming=word_set("called named dubbed"),
)
