"""Italian: words that say the opposite of one another, which near-duplicates never have in each other's place."""

from __future__ import annotations

from annotate.text.languages._paired_words import by_endings, opposites_in

_VERB_ENDINGS = {
    "are": "a ano ava avano ò arono ato ata ati ate ando erà eranno",
    "ere": "e ono eva evano é ette erono ettero uto uta uti ute endo erà eranno",
    "ire": "e ono isce iscono iva ivano ì irono ito ita iti ite endo irà iranno",
    "o": "a i e",
}
_ADJECTIVE_ENDINGS = {
    "tore": "tori trice trici",
    "io": "ia i ie",
    "co": "ca ci chi che",
    "go": "ga ghi ghe",
    "o": "a i e",
    "ca": "che",
    "a": "e",
    "e": "i",
}

_VERBS = """\
sostenere:sostiene,sostengono,sostenne appoggiare difendere:difeso caldeggiare / criticare respingere osteggiare \
combattere contestare rifiutare
accettare approvare accogliere:accolto,accoglie,accolse adottare votare / respingere:respinto,respinse rifiutare \
bocciare rigettare
confermare convalidare / annullare revocare ribaltare smentire
firmare ratificare promulgare / bloccare bocciare revocare
salire:salito aumentare crescere:crebbe,cresciuto balzare / scendere:sceso,scese diminuire calare crollare precipitare
alzare innalzare elevare rialzare incrementare / abbassare ridurre:ridotto,riduce,riducono,ridusse tagliare diminuire
salire guadagnare / perdere:perso
lodare elogiare applaudire esaltare / criticare condannare denunciare deplorare
permettere:permesso,permise autorizzare consentire legalizzare / vietare proibire bloccare impedire
confermare ammettere:ammesso,ammise riconoscere:riconosciuto / negare smentire
vincere:vinto,vinse trionfare / perdere:perso,perse
aprire:aperto riaprire:riaperto / chiudere:chiuso,chiuse
iniziare cominciare avviare riprendere:ripreso / finire terminare concludere:concluso sospendere:sospeso fermare \
interrompere:interrotto
difendere:difeso,difese proteggere:protetto / attaccare aggredire minacciare
condannare:condanna / assolvere:assolto,assolse prosciogliere:prosciolto scagionare
arrestare incarcerare fermare / liberare rilasciare scarcerare
assumere:assunto,assunse reintegrare / licenziare
nominare eleggere:eletto / destituire rimuovere:rimosso
entrare arrivare / uscire:uscito,esce,escono partire
restare rimanere:rimasto / andare:va,vanno lasciare dimettere:dimesso partire
comprare acquistare / vendere
importare / esportare
costruire creare edificare / demolire distruggere:distrutto abbattere
rafforzare consolidare / indebolire
migliorare / peggiorare
allargare ampliare estendere:esteso / restringere:ristretto limitare
riuscire:riuscito,riesce,riescono / fallire
aiutare favorire agevolare / danneggiare ostacolare penalizzare
includere:incluso / escludere:escluso
incoraggiare / scoraggiare
unire / dividere:diviso
rivelare svelare / nascondere:nascosto celare
allentare / inasprire
amare / odiare
credere / dubitare
mantenere:mantiene,mantengono / abbandonare abolire
introdurre:introdotto,introduce imporre:imposto / abolire abrogare revocare
rispettare / violare infrangere:infranto
accelerare / rallentare frenare
anticipare / rinviare rimandare posticipare
salvare / uccidere:ucciso distruggere
vivere:vissuto sopravvivere:sopravvissuto / morire:morto,muore,muoiono
nascere:nato / morire:morto,muore
dare:dato / togliere:tolto prendere:preso
prestare / chiedere:chiesto
promuovere:promosso / retrocedere:retrocesso bocciare
prevenire evitare / causare provocare
rassicurare tranquillizzare / allarmare spaventare
avanzare / arretrare ritirare
ricordare / dimenticare
premiare / punire
privatizzare / nazionalizzare
accendere:acceso / spegnere:spento
riempire / svuotare
superare / mancare
assicurare / smentire
"""
_ADJECTIVES = """\
maggiore / minore
migliore / peggiore
forte potente / debole
colpevole / innocente
possibile / impossibile
favorevole / contrario sfavorevole ostile
alto / basso
grande / piccolo
lungo / corto breve
ricco / povero
vecchio anziano / giovane nuovo
veloce rapido / lento
caldo / freddo
sicuro / insicuro pericoloso incerto
facile semplice / difficile complesso
vero giusto corretto / falso sbagliato errato ingiusto
pubblico / privato
legale / illegale
vivo / morto
pronto disposto / riluttante restio
fiducioso certo convinto / dubbioso scettico incerto
ottimista / pessimista
positivo / negativo
felice contento soddisfatto / infelice triste insoddisfatto scontento deluso
pieno / vuoto
aperto / chiuso
pacifico / violento
unito / diviso
presente / assente
temporaneo provvisorio / permanente definitivo
volontario / obbligatorio
severo duro / mite morbido
economico / costoso caro
sano / malato
raro / frequente
primo / ultimo
prossimo / scorso precedente
interno / esterno
nazionale / straniero estero
settentrionale / meridionale
orientale / occidentale
moderato / estremista radicale
credibile / inverosimile
vincitore / perdente sconfitto
compratore acquirente / venditore
creditore / debitore
sostenitore / oppositore
amico alleato / nemico avversario rivale
proprietario / inquilino
medico / paziente
maestro insegnante / alunno studente
vittima / aggressore
guadagno profitto utile / perdita
vantaggio / svantaggio
aumento rialzo incremento / calo ribasso diminuzione
vittoria / sconfitta
successo / fallimento insuccesso
molto tanto / poco
tutto / alcuno poco
tutti / solo soltanto tranne
"""
_WORDS = """\
più / meno
meglio / peggio
bene / male
quasi / appena
maggioranza / minoranza
maggior / minor
moltissimi / pochissimi
solo soltanto / quasi tranne
entrambi entrambe / nessuno
sempre spesso / raramente
ovunque / altrove
prima / dopo
sopra / sotto
dentro / fuori
con / contro
ieri / domani oggi
mattina mattino / sera notte
sinistra / destra
nord / sud
est / ovest
uomini uomo / donne donna
ragazzo ragazzi / ragazza ragazze
padre / madre
figlio / figlia
fratello fratelli / sorella sorelle
marito / moglie
lui / lei
favore / contro sfavore
guerra / pace
governo / opposizione
inizio / fine
nascita nascite / morte morti
assoluzione / condanna
approvazione / bocciatura rifiuto
fiducia / sfiducia
domanda / offerta
speranza / timore paura
verità / bugia menzogna
datore datori / dipendente dipendenti
accordo / disaccordo
crescita / recessione
ricchezza / povertà
importazioni / esportazioni
lentamente / rapidamente velocemente
pubblicamente / segretamente
presto / tardi
"""

ITALIAN_OPPOSITES = opposites_in(
    (_VERBS, by_endings(_VERB_ENDINGS)), (_ADJECTIVES, by_endings(_ADJECTIVE_ENDINGS)), _WORDS
)
