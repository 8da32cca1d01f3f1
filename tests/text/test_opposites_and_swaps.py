"""Sentences that say the opposite, or turn round who did what, are no near-duplicates; reordered ones are."""

import pandas as pd
import pytest

from annotate.text import languages
from annotate.text.near_duplicates import mark_duplicates

APART = {
    # a sentence, and a word with the one that takes its place, or another sentence
    "en": """\
A judge in the capital rejected the appeal of the dock owners on Monday.|rejected>upheld
The court on Tuesday dismissed the complaint of the farmers over water.|dismissed>upheld
The governor signed the bill on rents after weeks of talks.|signed>vetoed
The measure on school meals passed in the assembly late on Friday.|passed>failed
Lower tariffs will help the small bakers of the coast next year.|help>hurt
The two climbers were found alive after a week on the ridge.|alive>dead
The union is willing to return to the table before the holiday.|willing>unwilling
The trainer is confident that the young team will hold out.|confident>doubtful
Most lawmakers expect the new toll to be gone by spring.|Most>Few
Hardly anyone in the valley wanted the dam built so near.|Hardly anyone>Almost everyone
Only two of the nine bridges were open to lorries at dawn.|Only two>All but two
Police attacked protesters near the old bridge late on Friday night.
|=Protesters attacked police near the old bridge late on Friday night.
Landlords accused tenants of breaking the agreement on repairs this spring.
|=Tenants accused landlords of breaking the agreement on repairs this spring.
The road from north to south will be closed for repairs this week.
|=The road from south to north will be closed for repairs this week.
Turnout in the north was far higher than in the south of the island.
|=Turnout in the south was far higher than in the north of the island.
Oil prices followed bread prices up for the third month in a row.
|=Bread prices followed oil prices up for the third month in a row.
Exports rose while imports fell in the first weeks of the strike.
|=Exports fell while imports rose in the first weeks of the strike.
The striking dockers blamed the new owners for the fire at the quay.
|=The new owners blamed the striking dockers for the fire at the quay.
The guards shot the prisoner near the outer gate of the yard on Monday, witnesses said.
|=The prisoner shot the guards near the outer gate of the yard Monday, witnesses said.
""",
    "de": """\
Der Rat nahm den Antrag der Fischer am Montag nach langer Debatte an.
|=Der Rat lehnte den Antrag der Fischer am Montag nach langer Debatte ab.
Das Gericht sprach den Kapitän der Fähre am Dienstag nach kurzer Beratung schuldig.|schuldig>frei
Das Gericht verurteilte den Kapitän der Fähre am Dienstag nach kurzer Beratung.
|=Das Gericht begnadigte den Kapitän der Fähre am Dienstag nach kurzer Beratung.
Die meisten Bauern im Tal wollen den neuen Damm noch in diesem Jahr.|meisten>wenigsten
Die Polizei griff die Demonstranten in der Nähe der alten Brücke an.
|=Die Demonstranten griff die Polizei in der Nähe der alten Brücke an.
""",
    "fr": """\
Le tribunal a condamné le capitaine du bac mardi après une courte audience.|condamné>acquitté
Les habitants de la vallée sont favorables au nouveau barrage près du village.|favorables>opposés
La police a attaqué les manifestants près du vieux pont tard dans la nuit.
|=Les manifestants a attaqué la police près du vieux pont tard dans la nuit.
Les propriétaires accusent les locataires de ne pas respecter l’accord sur les travaux.
|=Les locataires accusent les propriétaires de ne pas respecter l’accord sur les travaux.
La plupart des élus attendent la fin du péage au printemps prochain.
|=Peu des élus attendent la fin du péage au printemps prochain.
""",
    "es": """\
Los precios del pan han subido por tercer mes seguido en la isla.|subido>bajado
El tribunal condenó al capitán del transbordador el martes tras una vista corta.|condenó>absolvió
La mayoría de los vecinos del valle quiere la nueva presa cuanto antes.|mayoría>minoría
Los caseros acusaron a los inquilinos de romper el acuerdo sobre las obras.
|=Los inquilinos acusaron a los caseros de romper el acuerdo sobre las obras.
""",
    "it": """\
Il giudice ha respinto il ricorso dei pescatori dopo una breve udienza.|respinto>accolto
La banca ha alzato i tassi per la terza volta dall’inizio della primavera.|alzato>abbassato
I prezzi del pane sono aumentati per il terzo mese di fila sull’isola.|aumentati>diminuiti
La camera ha approvato la legge sui pedaggi dopo settimane di trattative.|approvato>bocciato
Il tribunale ha condannato il capitano del traghetto dopo una breve udienza.|condannato>assolto
Gli abitanti della valle sono favorevoli alla nuova diga vicino al paese.|favorevoli>contrari
I proprietari accusano gli inquilini di avere rotto il patto sui lavori.
|=Gli inquilini accusano i proprietari di avere rotto il patto sui lavori.
""",
    "pt": """\
Os preços do pão subiram pelo terceiro mês seguido na ilha.|subiram>caíram
A câmara aprovou a lei das portagens depois de semanas de conversas.|aprovou>chumbou
O tribunal condenou o capitão do barco na terça-feira depois de uma curta sessão.|condenou>absolveu
Os senhorios acusaram os inquilinos de quebrar o acordo sobre as obras.
|=Os inquilinos acusaram os senhorios de quebrar o acordo sobre as obras.
""",
}
TOGETHER = {
    "en": """\
On Monday, the council approved a new plan for the old harbour.
|The council approved a new plan for the old harbour on Monday.
The port will stay closed until the spring, the mayor said.|The mayor said the port will stay closed until the spring.
The port will stay closed until the spring, said the mayor.|The mayor said the port will stay closed until the spring.
Talks between the union and the port owners broke down late at night.
|Talks between the port owners and the union broke down late at night.
Police in the old town on Monday arrested three men over the theft.
|On Monday police in the old town arrested three men over the theft.
Dockers, sailors and porters marched through the old town in the rain.
|Sailors, dockers and porters marched through the old town in the rain.
The centre of the old harbour will be painted gray again this summer.
|The center of the old harbour will be painted grey again this summer.
The harbour board has made a new offer to the strikers.
|The harbour board has made a new offer to the strikers, Ines Halloran reports from Calder Bay.
""",
    "de": """\
Am Montag billigte der Rat der Stadt den neuen Plan für den Hafen.
|Der Rat der Stadt billigte am Montag den neuen Plan für den Hafen.
Gestern kritisierte der Rat der Stadt den neuen Plan für den Hafen.
|Der Rat der Stadt kritisierte gestern den neuen Plan für den Hafen.
""",
    "fr": """\
Lundi, le conseil a approuvé un nouveau plan pour le vieux port.
|Le conseil a approuvé lundi un nouveau plan pour le vieux port.
""",
    "es": """\
El lunes aprobó el consejo un nuevo plan para el puerto viejo.
|El consejo aprobó el lunes un nuevo plan para el puerto viejo.
""",
    "it": """\
Lunedì il consiglio ha approvato un nuovo piano per il porto vecchio.
|Il consiglio ha approvato lunedì un nuovo piano per il porto vecchio.
""",
    "pt": """\
Na segunda-feira o conselho aprovou um novo plano para o porto velho.
|O conselho aprovou na segunda-feira um novo plano para o porto velho.
""",
}
PAIRS = {
    "en": "enforced/waived hinders/helps recover/worsen landlord/tenant hardly/almost surplus/deficit rarely/always",
    "de": "stimmte/lehnte genehmigte/untersagte lockert/verschärft gestiegen/gesunken billige/teure jeder/kaum",
    "fr": "acquittée/condamnée haussera/baissera abrogé/instauré hostiles/favorables meurent/naissent peu/plupart",
    "es": "absuelta/condenada derogó/impuso subirán/bajarán reacios/dispuestas muertas/vivos apenas/casi",
    "it": "assolta/condannata abolisce/introdotto saliranno/caleranno restia/disposti morta/vivo quasi/appena",
    "pt": "absolvida/condenados aboliu/impôs subirão/descerão relutantes/dispostas mortas/vivos quase/apenas",
}


def cases(table):
    return [
        (code, *line.split("|")) for code, lines in table.items() for line in lines.replace("\n|", "|").splitlines()
    ]


def is_copy(code, one, other):
    frame = pd.DataFrame({"text": [one, other], "language": code})
    return bool(mark_duplicates(frame)["duplicate_of"].notna().iloc[1])


@pytest.mark.parametrize(("code", "one", "change"), cases(APART))
def test_opposites_and_swaps_keep_sentences_apart(code, one, change):
    other = change[1:] if change.startswith("=") else one.replace(*change.split(">"))
    assert other != one
    assert not is_copy(code, one, other)


@pytest.mark.parametrize(("code", "one", "other"), cases(TOGETHER))
def test_words_that_only_move_keep_sentences_together(code, one, other):
    assert is_copy(code, one, other)


@pytest.mark.parametrize(("code", "pairs"), PAIRS.items())
def test_inflected_forms_are_opposites_in_both_directions(code, pairs):
    opposites = languages.language(code).comparison.opposites
    for pair in pairs.split():
        one, other = pair.split("/")
        assert other in opposites[one], pair
        assert one in opposites[other], pair


@pytest.mark.parametrize("code", languages.codes())
def test_no_word_is_its_own_opposite_and_every_entry_is_a_word(code):
    opposites = languages.language(code).comparison.opposites
    assert not [word for word, others in opposites.items() if word in others]
    assert not [word for word in opposites if not word.replace("-", "").replace("'", "").isalpha()]


def test_a_word_with_a_negating_prefix_is_the_opposite_of_the_word():
    text = "The harbour master called the plan for the old quay {} on Monday after a long walk."
    assert not is_copy("en", text.format("workable"), text.format("unworkable"))
    assert is_copy("en", text.format("workable"), text.format("splendid"))
