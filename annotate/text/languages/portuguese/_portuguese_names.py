"""Portuguese: given names with the gender they imply, besides those of the English list."""

from __future__ import annotations

from annotate.text.languages._grammar import word_set

_MEN = word_set(
    """abílio ademar adolfo adriano adão adérito afonso agostinho alcides aloísio amadeu américo anderson
    andré anselmo antónio antônio aníbal arlindo armindo arnaldo artur aurélio ayrton aírton baltazar
    belmiro benedito benjamim bento boaventura breno caetano caio camilo carlos-eduardo celso claudino
    cláudio clóvis cristóvão custódio cássio césar cícero damião danilo delfim denílson dinis diogo domingos
    duarte décio edilson edmundo edson emanuel emílio erasmo estêvão eugénio eugênio eurico evandro evaristo
    everton fabrício feliciano fernão filipe florêncio flávio frederico fábio félix gaspar geraldo germano
    gilmar gonçalo guilherme heitor henrique hermínio horácio hélder hélio inácio isaías jacinto jairo
    jerónimo josué josé joão juliano juvenal júlio júnior lauro laércio leonel leopoldo lindomar lourenço
    luís lúcio manoel mariano martim matheus mauro maurício messias moacir moisés murilo márcio mário
    narciso norberto nuno nélson octávio olavo otacílio otávio plínio quim raimundo renan rogério romeu
    romário ronaldo rui rúben sandro saulo sebastião serafim severino simão sérgio sílvio tadeu tales telmo
    teodoro thiago tomás tomé ulisses valdir valentim valter vasco vinícius virgílio vitor vítor wagner
    waldir wanderley wellington wilson zacarias álvaro ângelo élcio ícaro"""
)
_WOMEN = word_set(
    """adélia agatha agostinha albertina alcina alda aldina alzira alícia amália amélia anabela analice
    andreia andressa antónia antônia aparecida arlete benedita berta bruna bárbara carlota carmem cecília
    celina cleide cleonice cláudia cristiana custódia cássia célia daiane dalila delfina domingas dulce
    dália débora eduarda eliane elisabete elisângela eloísa elza ema emília ermelinda ester eugénia eugênia
    eulália fabiana felicidade filipa filomena flávia francisca fábia fátima geni geralda gilda giovana
    gislaine glória gracinda graziela guilhermina heloísa henriqueta hermínia idalina ilda inês isabela
    isaura ivete ivone ivonete izabel janaína jandira janete joana jovita judite jurema jussara juçara
    jéssica júlia kátia laurinda lavínia laís letícia lia lisete luciana luzia luísa luíza lídia lígia lívia
    lúcia madalena mafalda margarida maristela marília matilde mayara maísa michele márcia mércia míriam
    mónica mônica nadir natália neide neuza nilza noémia nádia odete olinda olívia otília palmira patrícia
    paulina pietra poliana priscila rafaela raimunda rosane roseli rosália rosário rosângela rute salete
    samanta severina solange soraia suely suzana sílvia sónia sônia tainá taís telma terezinha thais tânia
    valdete valéria vanda verónica verônica violeta virgínia vitória viviane vânia yara zenaide zilda
    zoraide zulmira zélia ângela érica érika íris úrsula"""
)
PORTUGUESE_GIVEN_NAMES = dict.fromkeys(_WOMEN, "f") | dict.fromkeys(_MEN, "m")
