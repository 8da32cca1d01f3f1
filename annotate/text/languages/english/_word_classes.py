"""English: closed classes of words and words of time, which the other lists are made of."""

from __future__ import annotations

from annotate.text.languages._grammar import word_set
from annotate.text.languages._language import Dates

PERSONAL = word_set("he she they i we it you")
OBJECTS = word_set("him her them us me himself herself themselves")
PRONOUNS = PERSONAL | word_set(
    "who someone somebody everyone everybody nobody anyone one another others many some most both this"
)
DETERMINERS = word_set(
    "the a an his her its their our my your this that these those some many several most all both each every no "
    "any another other few two three four five six seven eight nine ten one"
)
RELATIVES = word_set("who which whose whom")
BE = word_set("is are was were be been being 's 're 'm am isn't wasn't aren't weren't")
MODALS = word_set("would will could can should may might must 'd 'll shall won't wouldn't can't cannot couldn't")
AUXILIARIES = BE | word_set(
    "has have had having 've 'd will would could should can may might must shall 'll do does did didn't doesn't "
    "don't hasn't haven't hadn't won't wouldn't couldn't shouldn't can't cannot not never"
)
IRREGULAR_PAST = word_set(
    "let put set cut hit shut quit hurt split went came took made gave got left lost won held kept met paid sent sold "
    "built bought brought caught fell felt fought found flew grew knew led ran rose sat saw spent spoke stood struck "
    "swore threw told thought understood wore wrote began became broke chose drove ate forgot froze hid laid lay lent "
    "meant rode rang sang shook slept slid stole stuck swept swam swung taught tore woke withdrew drew blew bore hung "
    "dealt dug fed fled sought shot shrank sank spun sprang heard did was were had"
)
SUBORDINATORS = word_set(
    "that because if when while as after before although though since until unless whether but so where than what how "
    "why which whose whom once yet or nor"
)
PREPOSITIONS = word_set(
    "of in for from to with on at by about into over under against among between during through across around "
    "near within without toward towards upon behind beyond despite amid per via like outside inside unlike following"
)
CONTENT_STARTERS = word_set("that how why what whether if")
_CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight "
    "january february march april may june july august september october november december "
    "jan. feb. aug. sept. oct. nov. dec. jan feb aug sept sep oct nov dec"
)
DATES = Dates(
    calendar=_CALENDAR,
    time=_CALENDAR
    | word_set(
        "then later earlier recently now ago afterward afterwards early late last next this week month year morning "
        "afternoon evening night weekend noon midday midnight day hours minutes days weeks months years time"
    ),
)
