"""Italian: given names with the gender they imply, besides those of the English list."""

from __future__ import annotations

from annotate.text.languages._grammar import word_set

_MEN = word_set(
    """achille adriano agostino alessio alfio ambrogio amedeo antonino arnaldo attilio aurelio battista
    benedetto beniamino biagio calogero camillo carmelo carmine ciro corrado cosimo costantino damiano
    daniele danilo dante demetrio dino domenico donato edoardo elia elio emanuele ennio ercole ermanno
    ettore ezio fausto federico ferdinando ferruccio filiberto filippo flavio fortunato fulvio gabriele
    gaetano gaspare gennaro gerardo giacinto giampaolo giampiero giancarlo giandomenico gianfranco gianluigi
    gianmarco gianpaolo giulio giustino graziano guglielmo ignazio ilario italo ivano jacopo lamberto
    lazzaro leopoldo lino livio lucio ludovico manfredi manlio marcello mariano martino massimiliano mattia
    mauro michelangelo michele mirco nando nazario nello nicola nicolò nunzio oreste pancrazio pasquale
    patrizio pierfrancesco pierluigi piero pierpaolo pino raffaele raimondo remo renzo romolo ruggero sandro
    sebastiano silvano silvestro tancredi tiziano tobia tommaso tullio ubaldo ugo valentino valerio vasco
    vinicio virgilio"""
)
_WOMEN = word_set(
    """agnese alba ambra angelica annalisa annamaria antonella benedetta bruna brunella camilla carmela
    cinzia clelia donata edvige eleonora emanuela enrica ermelinda ersilia fabrizia fiammetta fiorella
    fiorenza franca fulvia gaia ginevra gisella giuditta giuliana giuseppina grazia graziella imma iolanda
    letizia lia licia lorella luciana lucilla ludovica luigia maddalena maria-teresa mariangela marianna
    mariapia mariella matilde michela mirella mirta morena nicoletta nunzia olimpia ombretta orietta
    ortensia paola patrizia piera pina rachele raffaella romina rosaria rosella rossana rossella samanta
    silvana tecla tiziana tosca vincenza vittoria viviana zaira zita"""
)
ITALIAN_GIVEN_NAMES = dict.fromkeys(_WOMEN, "f") | dict.fromkeys(_MEN, "m")
