"""German: given names with the gender they imply, besides those of the English list."""

from __future__ import annotations

from annotate.text.languages._grammar import word_set

_MEN = word_set(
    """achim adalbert adem albrecht alfons alois andrej arndt artur aydin benedikt benno bernhard berthold
    bodo burkhard carsten cem clemens dietmar dietrich eberhard eckart eckhard ekkehard enno ernst falk
    franz-josef friedhelm gebhard gerd gernot gotthard gunter günther hagen hans-jürgen hartmut heinz-peter
    helge henning heribert hermann hinnerk ismet jannik janosch jost jörg jürgen kai karl-heinz kilian
    klaus-dieter knut korbinian lasse levent lorenz ludger lutz malte maximilian meinhard nico ottmar peer
    pirmin reimund roderich rüdiger sascha serdar siegmar steffen swen sönke till udo veit volkmar walther
    wilfried wolf-dieter wolfram"""
)
_WOMEN = word_set(
    """adelheid alwine angelika annalena annegret annemarie annett beate bärbel carola carolin constanze
    cordula dorothee dörte edeltraud eva-maria felicitas frauke gabriele gertrud gesine heide heidemarie
    heinke hilde insa isolde jasmin josefine karola kira käthe lisa-marie maren mechthild merle nele nuray
    roswitha selin sina swantje traute trude ulla zeynep özlem"""
)
GERMAN_GIVEN_NAMES = dict.fromkeys(_WOMEN, "f") | dict.fromkeys(_MEN, "m")
