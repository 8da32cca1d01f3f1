"""Spanish: given names with the gender they imply, besides those of the English list."""

from __future__ import annotations

from annotate.text.languages._grammar import word_set

_MEN = word_set(
    """adolfo adrián agustín alexis andrés aníbal arnau aurelio baltasar bartolomé benito benjamín blas
    borja camilo carles ciro cristóbal césar damián darío dámaso edgardo efraín eladio eloy elías emiliano
    enric eusebio evaristo ezequiel fabián facundo federico fermín ferran florencio francesc félix gaspar
    gerardo germán gonzalo guillem heriberto hernán horacio héctor isidro iván jacinto jacobo jairo jerónimo
    jesús joan joaquín joseba josep josé julián koldo lautaro leonel leopoldo lisandro lázaro macario manel
    marcial mariano martín matías melchor moisés máximo nahuel narciso nicanor nicolás norberto néstor oriol
    pascual pau pere plácido quique raimundo ramón raúl rené ricard román roque rubén saturnino saúl
    sebastián sergi simón telmo teodoro tomás unai valentín vicent virgilio víctor wilson xavi yago álvaro
    ángel íñigo óscar"""
)
_WOMEN = word_set(
    """aida ainhoa aitana alba alejandra almudena amaia anabel araceli arantxa asunción azucena begoña belén
    berta candela caridad carlota chelo concepción concha constanza débora edurne eloísa encarnación
    enriqueta eulalia felisa francisca fátima gema genoveva inmaculada inés itziar jimena juana laia leire
    lucrecia lucía macarena maite maría matilde meritxell milagros miren montserrat mónica neus nieves
    noelia noemí núria paola paulina penélope remedios rocío rosalía rosaura rut salomé sofía trinidad
    vanesa verónica violeta viviana yanira yuliana zulema águeda ángela ángeles úrsula"""
)
SPANISH_GIVEN_NAMES = dict.fromkeys(_WOMEN, "f") | dict.fromkeys(_MEN, "m")
