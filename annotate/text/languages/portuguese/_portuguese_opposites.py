"""Portuguese: words that say the opposite of one another, which near-duplicates never have in each other's place."""

from __future__ import annotations

from annotate.text.languages._paired_words import by_endings, opposites_in

_VERB_ENDINGS = {
    "ar": "a am ava avam ou aram ado ada ados adas ando ará arão e em",
    "air": "ai aem aía aíam aiu aíram aído aída aídos aídas aindo airá airão aia",
    "er": "e em ia iam eu eram ido ida idos idas endo erá erão a am",
    "ir": "e em ia iam iu iram ido ida idos idas indo irá irão a am",
    "o": "a os as",
}
_ADJECTIVE_ENDINGS = {
    "or": "ora ores oras",
    "ão": "ã ãos ãs",
    "o": "a os as",
    "a": "as",
    "e": "es",
    "vel": "veis",
    "al": "ais",
    "z": "zes",
}

_VERBS = """\
apoiar:apoia,apoiam defender respaldar / criticar rejeitar combater contestar recusar
aceitar:aceite,aceites aprovar adotar adoptar acolher viabilizar / rejeitar recusar chumbar vetar reprovar indeferir
deferir confirmar manter:mantém,mantêm,manteve / indeferir anular revogar rejeitar
assinar promulgar sancionar ratificar / vetar anular revogar
subir:sobe,sobem aumentar crescer disparar / descer cair diminuir:diminui,diminuem baixar recuar
elevar incrementar aumentar / reduzir:reduz baixar cortar diminuir
elogiar louvar aplaudir saudar / criticar condenar denunciar lamentar censurar
permitir autorizar legalizar / proibir:proíbe,proíbem impedir:impede vetar
confirmar reconhecer admitir / negar desmentir:desmente,desmentem
ganhar:ganho vencer triunfar / perder
abrir:aberto reabrir:reaberto / fechar encerrar
começar iniciar retomar / terminar acabar finalizar suspender:suspenso interromper parar
defender proteger / atacar agredir ameaçar
condenar / absolver ilibar inocentar
deter:deteve,detido prender:preso encarcerar / libertar soltar:solto liberar
contratar readmitir / despedir demitir
nomear eleger:eleito / exonerar destituir:destituiu,destituído
entrar chegar / sair partir
ficar permanecer / abandonar sair demitir
comprar adquirir / vender
importar / exportar
construir:construiu,construído,constrói criar / demolir destruir:destruiu,destruído,destrói derrubar
reforçar fortalecer / enfraquecer fragilizar
melhorar / piorar agravar
ampliar alargar / reduzir limitar restringir
conseguir / falhar fracassar
ajudar favorecer beneficiar / prejudicar
incluir:inclui,incluiu,incluíram,incluído / excluir:exclui,excluiu,excluíram,excluído
encorajar incentivar / desencorajar dissuadir
unir / dividir
revelar / ocultar esconder
aliviar suavizar / endurecer
amar / odiar
acreditar / duvidar
introduzir impor:impôs,imposto / abolir revogar eliminar retirar
cumprir respeitar / violar incumprir descumprir
acelerar / travar frear abrandar
antecipar / adiar
salvar resgatar / matar:morto
viver sobreviver / morrer:morto
nascer / morrer:morto
dar:deu,deram,dá,dão / tirar
evitar prevenir / causar provocar
tranquilizar acalmar / alarmar assustar
avançar / recuar
lembrar recordar / esquecer
premiar / castigar punir
privatizar / nacionalizar estatizar
acender:aceso / apagar
encher:cheio / esvaziar
emprestar / pedir:pede
"""
_ADJECTIVES = """\
maior / menor
melhor / pior
forte poderoso / fraco
culpado / inocente
possível / impossível
favorável / contrário desfavorável
alto / baixo
grande / pequeno
longo comprido / curto breve
rico / pobre
velho idoso / jovem novo
rápido veloz / lento
quente / frio
seguro / inseguro perigoso
fácil simples / difícil complexo
verdadeiro certo correto / falso incerto errado incorreto
justo / injusto
público / privado
legal / ilegal
vivo / morto
disposto / relutante
confiante convencido certo / duvidoso cético céptico
otimista optimista / pessimista
positivo / negativo
feliz contente satisfeito / infeliz triste insatisfeito descontente
cheio / vazio
aberto / fechado
pacífico / violento
unido / dividido
presente / ausente
temporário provisório / permanente definitivo
voluntário / obrigatório
severo duro rigoroso / suave leve brando
barato / caro
saudável / doente
raro / frequente
primeiro / último
próximo / passado anterior
interno / externo
nacional / estrangeiro
moderado / radical extremista
vencedor / perdedor derrotado
comprador / vendedor
credor / devedor
defensor apoiante apoiador / opositor
amigo aliado / inimigo adversário rival
proprietário senhorio / inquilino
médico / paciente
professor / aluno
vítima / agressor
trabalhador empregado / patrão empregador
ganho lucro / perda prejuízo
muito / pouco
todo / algum pouco
"""
_WORDS = """\
mais / menos
bem / mal
bom boa bons boas / mau má maus más ruim
quase / apenas mal
todos todas / só somente apenas exceto
maioria / minoria
ambos ambas / nenhuns
sempre / raramente
algumas alguns / todas todos
antes / depois
cima / baixo
dentro / fora
com / contra
ontem / amanhã hoje
esquerda / direita
norte / sul
leste este / oeste
homens homem / mulheres mulher
rapaz rapazes menino meninos / rapariga raparigas menina meninas
pai / mãe
filho / filha
irmão irmãos / irmã irmãs
marido / esposa mulher
ele / ela
favor / contra
guerra / paz
vitória / derrota
sucesso êxito / fracasso
alta aumento subida / queda descida redução baixa
vantagem vantagens / desvantagem desvantagens
governo / oposição
início começo / fim final
nascimento nascimentos / morte mortes
absolvição / condenação
aprovação / rejeição chumbo
confiança / desconfiança
procura demanda / oferta
esperança / temor medo
verdade / mentira
acordo / desacordo
crescimento / recessão
riqueza / pobreza
importações / exportações
excedente superávit / défice déficit
lentamente / rapidamente
publicamente / secretamente
cedo / tarde
"""

PORTUGUESE_OPPOSITES = opposites_in(
    (_VERBS, by_endings(_VERB_ENDINGS)), (_ADJECTIVES, by_endings(_ADJECTIVE_ENDINGS)), _WORDS
)
