"""French: given names with the gender they imply, besides those of the English list."""

from __future__ import annotations

from annotate.text.languages._grammar import word_set

_MEN = word_set(
    """achille adrien aimé albéric alexis alphonse amaury ambroise amine anatole andré anselme arsène aubin
    augustin aurélien barnabé basile bastien baudouin benoît brice christophe clovis clément corentin
    cyprien cédric célestin donatien eddy eudes eugène fabien firmin florent frédéric félicien félix gaspard
    gauthier gaël gaëtan germain ghislain grégoire grégory guilhem gustave guénolé gwenaël gérald gérard
    hervé hugues idriss ilan jacky jean jean-baptiste jean-bernard jean-christophe jean-françois
    jean-jacques jean-marie jean-noël jean-philippe jordan joël jules jérémie jérémy jérôme kévin lazare
    lilian loïc ludovic léo léon léonard mathis matthieu maxence michaël mickaël mourad médéric nassim noël
    octave patrice pierre-yves rachid raphaël renaud rené robin rodolphe romuald régis rémi rémy sacha sidi
    stanislas stéphane sébastien tanguy thibaud théo théodore théophile timothée titouan ulysse valéry
    virgile vivien yacine yannis yohan yvon zinedine édouard éloi émile éric étienne évariste"""
)
_WOMEN = word_set(
    """adeline adèle adélaïde agnès aimée alexandrine alix amandine amélie anaïs andrée angèle angélique
    anne-laure anne-marie anne-sophie annick anouk apolline armelle assa aude aurore aurélie axelle aïcha
    berthe blandine béatrice bénédicte bérangère camélia capucine charlène chloé clarisse clotilde clémence
    clémentine colette coline constance coralie cécile céline dorothée eugénie fatiha fatou faustine flavie
    françoise frédérique gaëlle geneviève germaine gisèle gwenaëlle gwladys géraldine hermine huguette
    héloïse hélène inès irène isaure jeannine josette josiane joséphine joëlle karima karine laetitia laure
    laurence leïla liliane lucienne léa léna léonie magali marceline marguerite marie-christine marie-france
    marie-hélène marie-josé marie-laure marie-line marie-pierre maryse mauricette maïté micheline michèle
    morgane mélanie mélissa nadège natacha naïma nolwenn odette ophélie orane pascale paule perrine
    philippine pierrette pénélope rachida raymonde roseline salomé samia sandrine sibylle sixtine solange
    solène stéphanie sylvaine sylviane ségolène séverine thérèse tiphaine valentine valérie violaine
    violette viviane véronique yasmina yolande zineb zoé édith éliane élisabeth élise élodie éloïse éléonore
    émilie évelyne"""
)
FRENCH_GIVEN_NAMES = dict.fromkeys(_WOMEN, "f") | dict.fromkeys(_MEN, "m")
