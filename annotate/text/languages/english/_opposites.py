"""English: words that say the opposite of one another, which near-duplicates never have in each other's place."""

from __future__ import annotations

from annotate.text.languages._paired_words import opposites_in
from annotate.text.languages.english._cue_verbs import forms_of

_VERBS = """support back endorse favour favor / oppose reject refuse dispute contest
accept approve adopt pass / reject refuse decline veto
rise climb increase grow gain soar surge jump rally rebound / fall drop decrease decline shrink lose sink plunge \
slump tumble dip slide:slid
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
uphold:upheld affirm / reject dismiss overturn quash overrule reverse
grant allow / dismiss deny refuse reject withhold:withheld
sign approve / veto block
pass / fail
help aid assist benefit / hurt harm hinder hamper damage
keep:kept retain preserve / abandon scrap drop abolish axe ditch lose
enforce impose introduce / repeal abolish scrap waive suspend
pardon clear exonerate acquit free / convict sentence jail punish execute
charge indict / acquit clear exonerate
blame accuse / clear exonerate absolve
meet:met exceed surpass beat:beaten / miss
honour honor keep:kept respect obey / break:broke,broken breach violate flout defy
cooperate / resist
comply / refuse defy
recognise recognize / ignore disregard
welcome embrace / shun reject spurn resist
love enjoy / loathe detest hate
fear dread / welcome
stay remain / leave:left go:went,gone quit resign withdraw:withdrew,withdrawn
enter invade occupy / leave:left withdraw:withdrew,withdrawn
capture seize / lose liberate surrender
attack / defend
recruit / expel
invest / divest
deploy / withdraw:withdrew,withdrawn
promote / demote
elect reelect re-elect / oust defeat unseat
recover / worsen deteriorate
save rescue spare / kill destroy
protect shield / endanger threaten expose
accelerate quicken / slow delay
hasten / delay postpone
speed / slow
fund finance subsidise subsidize / defund
save / spend:spent waste
earn / owe spend:spent
lead:led / trail
add / remove subtract
include / omit
unlock / lock
connect / disconnect
attract / repel deter
tighten toughen harden / loosen relax ease soften
simplify / complicate
legitimise legitimize / delegitimise delegitimize
privatise privatize / nationalise nationalize
centralise centralize / decentralise decentralize
heat warm / cool
fill / empty
demand / offer
answer / ask
teach / learn
obey / disobey
reward / punish
praise / scold rebuke chide mock ridicule
apologise apologize / refuse
lie / tell
fix repair mend / break:broke,broken
calm reassure soothe / alarm worry frighten inflame
cheer / boo jeer
laugh / cry weep
love / hate
prove / disprove
overestimate overstate exaggerate / underestimate understate
outperform / underperform
expand extend / curtail curb limit
prevent avert avoid / cause trigger provoke
stabilise stabilize / destabilise destabilize
reopen / close shut
restart resume / halt suspend
reelect / oust
appear / disappear vanish
borrow lend / repay
upgrade / downgrade
succeed / flop
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
most nearly / few hardly barely scarcely
most / few
many much / little
several plenty / few
almost nearly / hardly barely scarcely
everyone everybody anyone anybody / hardly
everyone everybody / anyone anybody
only / all but most
all / none only some half
both / neither
fully entirely completely wholly / partly partially hardly
majority / handful
always usually frequently / occasionally
again still / longer
alive living / dead
willing eager ready / unwilling reluctant
confident certain convinced assured sure / doubtful sceptical skeptical unconvinced
confident / worried nervous afraid anxious
calm / tense nervous angry
hopeful / fearful
careful / careless
useful helpful / useless
harmful / harmless beneficial
powerful mighty / powerless weak helpless
healthy well / sick ill sickly
full / empty
wet / dry
thick / thin
wide broad / narrow
deep / shallow
heavy / light
bright / dark dim
clean / dirty filthy
rural / urban
local / national foreign
domestic / international
military / civilian
urgent / routine
simple straightforward / complex complicated
cheap cheaper cheapest / expensive costly dearer dear
generous / stingy mean
honest truthful / dishonest deceitful
brave / cowardly
proud / ashamed
grateful / ungrateful resentful
united / divided split
unanimous / divided
open / closed shut
present / absent
temporary interim / permanent
voluntary / compulsory mandatory
optional / mandatory compulsory
free / captive
employed / unemployed jobless
peaceful / violent
moderate / radical extreme
major / minor
serious / trivial minor
severe harsh / mild lenient
harsher tougher / softer milder
strict tough harsh / lax lenient soft
famous / unknown obscure
effective / ineffective
intact / damaged
innocent / complicit
married / divorced
left-wing / right-wing
leftist / rightist
pro / anti
northwest / southeast
northeast / southwest
northward / southward
first / last
next / last previous
former / current
new / former
winner winners victor victors / loser losers
landlord landlords / tenant tenants
employer employers / employee employees worker workers
teacher teachers / pupil pupils student students
doctor doctors / patient patients
parent parents / child children
buyer buyers consumer consumers / producer producers
lender lenders creditor creditors / borrower borrowers debtor debtors
defendant defendants / plaintiff plaintiffs
prosecution prosecutor prosecutors / defence defense
victim victims / perpetrator perpetrators attacker attackers
government / opposition
management / union
advantage advantages / disadvantage disadvantages drawback drawbacks
asset assets / liability liabilities
strength strengths / weakness weaknesses
surplus / deficit shortage
boom / bust slump recession
demand / supply
hope hopes / despair fear fears
love / hatred
trust confidence / distrust mistrust doubt
truth / lie lies falsehood
praise / criticism blame
approval acceptance / rejection refusal disapproval
acquittal / conviction
agreement consensus / disagreement
order / chaos disorder
war / truce ceasefire
advance / retreat
arrival / departure
birth births / death deaths
beginning start / end finish
top / bottom
upper / lower
front / back rear
entrance / exit
summer / winter
day / night
dawn / dusk
heaven / hell
hero heroes / villain villains coward cowards
import / export
immigration / emigration
immigrants / emigrants
employment / unemployment
wealth / poverty
yes / no
upward upwards / downward downwards
forward forwards / backward backwards
toward towards / away
into / out
on / off
inside within / outside beyond
since / until
despite / because
although though / because
together jointly / separately alone
quickly rapidly swiftly / slowly
sharply steeply strongly significantly / slightly marginally weakly
openly publicly / secretly privately quietly
rightly correctly justly / wrongly incorrectly unjustly
well / badly poorly
happily gladly / reluctantly grudgingly
sooner earlier / later
"""


def _forms(entry: str) -> tuple[str, ...]:
    """The forms of a verb; irregular ones that are not known otherwise follow it after a colon."""
    verb, _, irregular = entry.partition(":")
    return (verb, *forms_of(verb), *filter(None, irregular.split(",")))


OPPOSITES = opposites_in((_VERBS, _forms), _WORDS)
