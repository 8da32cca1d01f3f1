"""German: words that say the opposite of one another, which near-duplicates never have in each other's place.

Nouns are capitalised and so are names to the search, which keeps sentences with different ones apart anyway.
"""

from __future__ import annotations

from annotate.text.languages._paired_words import by_endings, by_separable_endings, opposites_in

_INSEPARABLE = ("be", "ge", "er", "ver", "zer", "ent", "emp", "miss", "wider", "unter", "über")
_ADJECTIVE_ENDINGS = {"er": "ere eren erer eres erem", "e": "en er es em", "": "e en er es em"}

_VERBS = """\
unterstützen befürworten verteidigen billigen / kritisieren bekämpfen ab|lehnen verurteilen
an|nehmen:nimmt,nahm,nahmen,genommen billigen akzeptieren verabschieden genehmigen zu|stimmen / ab|lehnen \
verwerfen:verwirft,verwarf,verwarfen,verworfen zurück|weisen:weist,wies,wiesen,gewiesen verweigern blockieren
zu|stimmen bei|pflichten / widersprechen:widerspricht,widersprach,widersprachen,widersprochen ab|lehnen
statt|geben:gibt,gab,gaben,gegeben bestätigen / ab|weisen:weist,wies,wiesen,gewiesen \
auf|heben:hebt,hob,hoben,gehoben kippen verwerfen:verwirft,verwarf,verwarfen,verworfen
unterzeichnen ratifizieren unterschreiben:unterschreibt,unterschrieb,unterschrieben,unterschrieben / kündigen \
auf|kündigen stoppen
steigen:steigt,stieg,stiegen,gestiegen wachsen:wächst,wuchs,wuchsen,gewachsen zu|legen \
zu|nehmen:nimmt,nahm,nahmen,genommen klettern / sinken:sinkt,sank,sanken,gesunken fallen:fällt,fiel,fielen,gefallen \
schrumpfen ab|nehmen:nimmt,nahm,nahmen,genommen zurück|gehen:geht,ging,gingen,gegangen
erhöhen steigern an|heben:hebt,hob,hoben,gehoben / senken kürzen verringern reduzieren
loben würdigen begrüßen preisen / kritisieren tadeln verurteilen rügen beklagen
erlauben gestatten genehmigen legalisieren zu|lassen:lässt,ließ,ließen,gelassen / \
verbieten:verbietet,verbot,verboten,verboten untersagen verhindern
bestätigen ein|räumen zu|geben:gibt,gab,gaben,gegeben / bestreiten:bestreitet,bestritt,bestritten,bestritten \
dementieren leugnen zurück|weisen:weist,wies,wiesen,gewiesen
gewinnen:gewinnt,gewann,gewannen,gewonnen siegen / verlieren:verliert,verlor,verloren,verloren \
unterliegen:unterliegt,unterlag,unterlagen,unterlegen
öffnen eröffnen / schließen:schließt,schloss,schlossen,geschlossen
beginnen:beginnt,begann,begannen,begonnen starten an|fangen:fängt,fing,fingen,gefangen \
auf|nehmen:nimmt,nahm,nahmen,genommen / enden beenden auf|hören stoppen ab|brechen:bricht,brach,brachen,gebrochen \
unterbrechen:unterbricht,unterbrach,unterbrachen,unterbrochen
verteidigen schützen / an|greifen:greift,griff,griffen,gegriffen attackieren bedrohen
verurteilen / frei|sprechen:spricht,sprach,sprachen,gesprochen begnadigen
verhaften fest|nehmen:nimmt,nahm,nahmen,genommen inhaftieren / frei|lassen:lässt,ließ,ließen,gelassen \
entlassen:entlässt,entließ,entließen,entlassen
ein|stellen an|stellen / entlassen:entlässt,entließ,entließen,entlassen feuern kündigen
ernennen:ernennt,ernannte,ernannten,ernannt berufen:beruft,berief,beriefen,berufen / ab|setzen \
entlassen:entlässt,entließ,entließen,entlassen ab|berufen:beruft,berief,beriefen,berufen
kommen:kommt,kam,kamen,gekommen an|kommen:kommt,kam,kamen,gekommen / gehen:geht,ging,gingen,gegangen ab|reisen \
verlassen:verlässt,verließ,verließen,verlassen
bleiben:bleibt,blieb,blieben,geblieben / gehen:geht,ging,gingen,gegangen zurück|treten:tritt,trat,traten,getreten \
verlassen:verlässt,verließ,verließen,verlassen
kaufen erwerben:erwirbt,erwarb,erwarben,erworben / verkaufen veräußern
importieren ein|führen / exportieren aus|führen
ein|führen / ab|schaffen streichen:streicht,strich,strichen,gestrichen
bauen errichten gründen auf|bauen / ab|reißen:reißt,riss,rissen,gerissen zerstören auf|lösen ab|bauen
stärken festigen / schwächen
verbessern / verschlechtern verschlimmern
erweitern aus|weiten aus|bauen / ein|schränken begrenzen verkleinern
gelingen:gelingt,gelang,gelangen,gelungen / scheitern misslingen:misslingt,misslang,misslangen,misslungen
bestehen:besteht,bestand,bestanden,bestanden / durch|fallen:fällt,fiel,fielen,gefallen scheitern
helfen:hilft,half,halfen,geholfen nützen fördern nutzen / schaden behindern hemmen
ein|schließen:schließt,schloss,schlossen,geschlossen / aus|schließen:schließt,schloss,schlossen,geschlossen
ermutigen / entmutigen
einen vereinen / spalten teilen
enthüllen auf|decken / verbergen:verbirgt,verbarg,verbargen,verborgen vertuschen \
verschweigen:verschweigt,verschwieg,verschwiegen,verschwiegen
lockern / verschärfen
lieben / hassen
glauben / zweifeln bezweifeln
vertrauen / misstrauen
behalten:behält,behielt,behielten,behalten / auf|geben:gibt,gab,gaben,gegeben
ein|halten:hält,hielt,hielten,gehalten / verletzen brechen:bricht,brach,brachen,gebrochen missachten
beschleunigen / verlangsamen bremsen verzögern
vor|ziehen:zieht,zog,zogen,gezogen / verschieben:verschiebt,verschob,verschoben,verschoben vertagen
retten / töten
überleben leben / sterben:stirbt,starb,starben,gestorben
geben:gibt,gab,gaben,gegeben / nehmen:nimmt,nahm,nahmen,genommen
leihen:leiht,lieh,liehen,geliehen / borgen
verhindern vermeiden:vermeidet,vermied,vermieden,vermieden / verursachen aus|lösen
beruhigen / beunruhigen alarmieren
vor|rücken / zurück|ziehen:zieht,zog,zogen,gezogen
erinnern / vergessen:vergisst,vergaß,vergaßen,vergessen
belohnen / bestrafen
privatisieren / verstaatlichen
ein|schalten / aus|schalten
füllen / leeren
bejahen / verneinen
jubeln / buhen
lachen / weinen
ein|reisen / aus|reisen
auf|steigen:steigt,stieg,stiegen,gestiegen / ab|steigen:steigt,stieg,stiegen,gestiegen
"""
_ADJECTIVES = """\
hoch hohe höher / niedrig niedriger gering geringer tief
groß größer / klein kleiner
gut besser / schlecht schlechter
beste / schlechteste
stark stärker mächtig / schwach schwächer ohnmächtig
sicher / unsicher gefährlich
schuldig / unschuldig frei
möglich / unmöglich
lang länger / kurz kürzer
reich reicher / arm ärmer
alt älter / jung jünger neu neuer
schnell schneller rasch / langsam langsamer
heiß warm wärmer / kalt kälter kühl
leicht leichter einfach / schwer schwerer schwierig
wahr richtig / falsch unwahr
gerecht / ungerecht
öffentlich / privat geheim
legal / illegal
lebendig lebend / tot
bereit willig / unwillig
zuversichtlich überzeugt gewiss / skeptisch zweifelnd besorgt
optimistisch / pessimistisch
positiv / negativ
glücklich zufrieden froh erfreut / unglücklich unzufrieden traurig enttäuscht
voll / leer
offen / geschlossen
friedlich / gewaltsam gewalttätig
einig geeint / gespalten uneinig
anwesend / abwesend
vorläufig befristet / endgültig dauerhaft unbefristet
freiwillig / verpflichtend
streng hart härter / mild milder lasch
billig günstig billiger / teuer teurer teure
gesund / krank
selten / häufig
erste / letzte
nächste / letzte vorige
links linke / rechts rechte
nördlich / südlich
östlich / westlich
inländisch / ausländisch
gemäßigt / radikal
beliebt / unbeliebt
viel viele / wenig wenige
alle / einige wenige manche
freundlich / feindlich
früh früher / spät später
"""
_WORDS = """\
mehr / weniger
meisten / wenigsten wenigen
fast beinahe / kaum
jeder / kaum
nur / alle fast
beide / keiner
immer oft / selten
ganz völlig / teilweise kaum
vor / nach
über / unter
innen drinnen / außen draußen
mit / ohne gegen
für / gegen
gestern / heute morgen
heute / morgen
oben / unten
hinauf aufwärts / hinab abwärts
vorwärts / rückwärts
an auf zu / ab
ein / aus
er / sie
seine seiner seinen seinem / ihre ihrer ihren ihrem
weil / obwohl
"""

GERMAN_OPPOSITES = opposites_in(
    (_VERBS, by_separable_endings("t te ten", _INSEPARABLE)),
    (_ADJECTIVES, by_endings(_ADJECTIVE_ENDINGS)),
    _WORDS,
)
