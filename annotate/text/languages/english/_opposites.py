"""English: words that say the opposite of one another, which near-duplicates never have in each other's place."""

from __future__ import annotations

from itertools import product

from annotate.text.languages._grammar import Words
from annotate.text.languages.english._cue_verbs import forms_of

_VERBS = """support back endorse favour favor / oppose reject
accept approve adopt pass / reject refuse decline veto
rise climb increase grow gain soar surge jump / fall drop decrease decline shrink lose sink plunge slump
raise lift boost / lower cut reduce
praise applaud laud hail welcome commend / criticise criticize condemn denounce slam blast attack deplore
agree / disagree
allow permit authorise authorize legalise legalize / ban forbid prohibit block outlaw
confirm admit acknowledge / deny
win / lose
love like admire / hate dislike despise
trust / distrust mistrust
believe / doubt
defend protect / attack
open / close shut
begin start launch resume / end stop finish halt suspend cancel
join enter / leave quit
arrive / depart leave
buy purchase / sell
import / export
hire employ appoint / fire dismiss sack
build create / destroy demolish
strengthen / weaken
improve / worsen deteriorate
widen expand / narrow
succeed / fail
remember / forget
include / exclude
encourage / discourage
advance / retreat
push / pull
give / take
lend / borrow
free release / jail arrest detain imprison
acquit / convict
survive live / die
ratify sign / annul revoke
impose / lift
escalate / defuse
unite / divide
hide conceal / reveal disclose
ease relax / tighten
"""
_WORDS = """more most / less least fewer fewest
higher highest high / lower lowest low
better best good great / worse worst bad poor
up / down
before earlier / after later
early / late
above over / below under
inside / outside
with / against
for / against
left / right
north northern / south southern
east eastern / west western
always / rarely seldom
often / rarely seldom
all every / some few
many / few
strong stronger strongest / weak weaker weakest
large larger largest big bigger biggest / small smaller smallest
long longer longest / short shorter shortest
rich richer / poor poorer
old older oldest / young younger youngest new newer
fast faster quick / slow slower
hot warm / cold cool
safe safer / dangerous unsafe
easy easier / hard harder difficult
likely / unlikely
able / unable
possible / impossible
legal lawful / illegal unlawful
guilty / innocent
true right correct / false wrong incorrect
public / private
foreign / domestic
male / female
he / she
him / her
his / her
himself / herself
man / woman
men / women
boy / girl
boys / girls
father / mother
son / daughter
brother / sister
husband / wife
friend friends ally allies / enemy enemies foe foes rival rivals adversary
peace / war
victory win / defeat loss
success / failure
profit profits gain gains / loss losses
increase rise growth / decrease decline fall drop cut
supporter supporters / opponent opponents
support / opposition
positive optimistic hopeful / negative pessimistic hopeless
friendly warm / hostile cold
fair just / unfair unjust
happy pleased satisfied / unhappy displeased dissatisfied sad angry
popular / unpopular
stable / unstable
certain sure / uncertain unsure
conciliatory / confrontational
critical / supportive
rising growing increasing / falling shrinking decreasing
majority / minority
buyer buyers / seller sellers
import imports / export exports
morning / evening night
today / yesterday tomorrow
yesterday / tomorrow
conservative conservatives / liberal liberals progressive progressives
republican republicans / democrat democrats democratic
"""


def _forms(verb: str) -> tuple[str, ...]:
    return verb, *forms_of(verb)


def _opposites() -> dict[str, Words]:
    pairs: set[tuple[str, str]] = set()
    for line in _VERBS.splitlines():
        left, right = (side.split() for side in line.split("/"))
        pairs |= {(a, b) for one, other in product(left, right) for a, b in product(_forms(one), _forms(other))}
    for line in _WORDS.splitlines():
        left, right = (side.split() for side in line.split("/"))
        pairs |= set(product(left, right))
    opposites: dict[str, Words] = {}
    for one, other in pairs | {(b, a) for a, b in pairs}:
        opposites[one] = opposites.get(one, frozenset()) | {other}
    return opposites


OPPOSITES = _opposites()
