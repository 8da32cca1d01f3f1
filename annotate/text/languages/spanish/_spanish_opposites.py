"""Spanish: words that say the opposite of one another, which near-duplicates never have in each other's place."""

from __future__ import annotations

from annotate.text.languages._paired_words import by_endings, opposites_in

_VERB_ENDINGS = {
    "ar": "a an aba aban ó aron ado ada ados adas ando ará arán e en",
    "er": "e en ía ían ió ieron ido ida idos idas iendo erá erán a an",
    "ir": "e en ía ían ió ieron ido ida idos idas iendo irá irán a an",
    "o": "a os as",
}
_ADJECTIVE_ENDINGS = {
    "or": "ora ores oras",
    "o": "a os as",
    "a": "as",
    "e": "es",
    "l": "les",
    "z": "ces",
}

_VERBS = """\
apoyar respaldar defender:defiende,defienden avalar / criticar rechazar combatir cuestionar \
oponer:opone,oponen,opuso,opusieron
aceptar aprobar:aprueba,aprueban adoptar admitir ratificar / rechazar vetar desestimar tumbar rehusar denegar:deniega
estimar confirmar ratificar mantener:mantiene,mantienen,mantuvo / desestimar anular revocar rechazar
firmar promulgar sancionar / vetar anular revocar
subir aumentar crecer:crece,crecen repuntar ascender:asciende,ascienden / bajar \
disminuir:disminuye,disminuyen,disminuyó caer:cayó,cayeron,caído descender:desciende,descienden
elevar incrementar alzar subir / reducir:redujo,redujeron bajar rebajar recortar disminuir
elogiar alabar aplaudir celebrar saludar / criticar condenar denunciar lamentar censurar
permitir autorizar legalizar / prohibir:prohíbe,prohíben impedir:impide,impiden vetar
confirmar reconocer admitir / negar:niega,niegan desmentir:desmiente,desmienten,desmintió,desmintieron
ganar vencer triunfar / perder:pierde,pierden
abrir:abierto reabrir:reabierto / cerrar:cierra,cierran
empezar:empieza,empiezan,empezó comenzar:comienza,comienzan iniciar reanudar / terminar acabar finalizar suspender \
detener:detiene,detuvo interrumpir
defender proteger / atacar agredir amenazar
condenar / absolver:absuelto,absuelve exculpar exonerar
detener:detiene,detuvo,detuvieron arrestar encarcelar / liberar excarcelar soltar:suelta
contratar readmitir / despedir:despide,despiden,despidió,despidieron
nombrar elegir:elige,eligió,eligieron / destituir:destituye,destituyó,destituyeron cesar
entrar llegar / salir marchar
permanecer quedar / abandonar dimitir marchar salir
comprar adquirir:adquiere,adquirió / vender
importar / exportar
construir:construye,construyó crear / demoler destruir:destruye,destruyó,destruyeron derribar
reforzar:refuerza,refuerzan fortalecer / debilitar
mejorar / empeorar
ampliar extender / reducir limitar restringir
lograr conseguir / fracasar
ayudar favorecer beneficiar / perjudicar dañar obstaculizar
incluir:incluye,incluyen,incluyó / excluir:excluye,excluyen,excluyó
animar alentar / desanimar disuadir
unir / dividir
revelar desvelar / ocultar esconder
relajar suavizar / endurecer
amar / odiar
creer:creyó / dudar
introducir imponer:impuso,impuesto / abolir derogar eliminar retirar
cumplir respetar / incumplir violar infringir
acelerar / frenar ralentizar
adelantar / aplazar retrasar posponer:pospuso,pospuesto
salvar rescatar / matar
vivir sobrevivir / morir:muere,mueren,murió,murieron,muerto fallecer
nacer / morir:murió,murieron,muerto
dar:dio,dieron / quitar
evitar prevenir / causar provocar
tranquilizar calmar / alarmar asustar
avanzar / retroceder
recordar:recuerda / olvidar
premiar / castigar
privatizar / nacionalizar
encender:enciende / apagar
llenar / vaciar
superar / incumplir
prestar / pedir:pide,pidió
"""
_ADJECTIVES = """\
mayor / menor
mejor / peor
fuerte poderoso / débil
culpable / inocente
posible / imposible
favorable partidario / contrario desfavorable opuesto
alto / bajo
grande / pequeño
largo / corto breve
rico / pobre
viejo anciano / joven nuevo
rápido veloz / lento
caliente cálido / frío
seguro / inseguro peligroso
fácil sencillo / difícil complejo
verdadero cierto correcto / falso incierto incorrecto
justo / injusto
público / privado
legal / ilegal
vivo / muerto
dispuesto / reacio reticente
confiado convencido seguro / dudoso escéptico
optimista / pesimista
positivo / negativo
feliz contento satisfecho / infeliz triste insatisfecho descontento
lleno / vacío
abierto / cerrado
pacífico / violento
unido / dividido
presente / ausente
temporal provisional / permanente definitivo
voluntario / obligatorio
severo duro estricto / suave leve laxo
barato / caro
sano / enfermo
raro / frecuente
primero / último
próximo / pasado anterior
interno / externo
nacional / extranjero
moderado / radical extremista
vencedor ganador / perdedor vencido
comprador / vendedor
acreedor / deudor
defensor / detractor opositor
amigo aliado / enemigo adversario rival
propietario casero / inquilino
médico / paciente
maestro / alumno
víctima / agresor
empleado trabajador / patrón empleador
beneficio ganancia / pérdida
mucho / poco
todo / alguno poco
"""
_WORDS = """\
más / menos
bien / mal
buen buena bueno buenos buenas / mal mala malo malos malas
casi / apenas
todos todas / solo sólo salvo excepto
mayoría / minoría
ambos ambas / ningunos
siempre / raramente raras
antes / después
encima / debajo
dentro / fuera
con / contra
ayer / mañana hoy
izquierda / derecha
norte / sur
este / oeste
hombres hombre / mujeres mujer
chico chicos niño niños / chica chicas niña niñas
padre / madre
hijo / hija
hermano / hermana
marido / mujer esposa
él / ella
favor / contra
guerra / paz
victoria triunfo / derrota
éxito / fracaso
subida aumento alza incremento / bajada descenso caída reducción
ventaja ventajas / desventaja desventajas
gobierno / oposición
inicio comienzo principio / final fin
nacimiento nacimientos / muerte muertes
absolución / condena
aprobación / rechazo
confianza / desconfianza
demanda / oferta
esperanza / temor miedo
verdad / mentira
acuerdo / desacuerdo
crecimiento / recesión
riqueza / pobreza
importaciones / exportaciones
superávit / déficit
lentamente / rápidamente
públicamente / secretamente
pronto temprano / tarde
"""

SPANISH_OPPOSITES = opposites_in(
    (_VERBS, by_endings(_VERB_ENDINGS)), (_ADJECTIVES, by_endings(_ADJECTIVE_ENDINGS)), _WORDS
)
