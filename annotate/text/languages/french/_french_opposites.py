"""French: words that say the opposite of one another, which near-duplicates never have in each other's place."""

from __future__ import annotations

from annotate.text.languages._paired_words import by_endings, opposites_in

_VERB_ENDINGS = {
    "ger": "ge gent geait geaient gea gèrent gé gée gés gées geant gera geront",
    "er": "e ent ait aient a èrent é ée és ées ant era eront",
    "re": "",
    "ir": "it issent issait issaient irent i ie is ies issant ira iront",
    "t": "te ts tes",
    "s": "se ses",
    "u": "ue us ues",
}
_ADJECTIVE_ENDINGS = {
    "teur": "trice teurs trices",
    "eux": "euse euses",
    "eur": "euse eurs euses",
    "if": "ive ifs ives",
    "al": "ale aux ales",
    "er": "ère ers ères",
    "e": "es",
    "s": "se ses",
    "en": "enne ens ennes",
    "el": "elle els elles",
    "": "e s es",
}

_VERBS = """\
soutenir:soutient,soutiennent,soutenu,soutenait appuyer:appuie défendre:défend,défendu / critiquer \
rejeter:rejette,rejettent combattre:combat,combattent,combattu contester refuser
accepter adopter approuver valider voter / rejeter:rejette,rejettent refuser repousser retoquer
confirmer valider maintenir:maintient,maintenu / annuler révoquer casser infirmer rejeter:rejette
signer ratifier promulguer / annuler bloquer révoquer
monter augmenter grimper progresser bondir croître:croît,croissent,crû / baisser diminuer chuter reculer plonger \
tomber
relever:relève,relèvent hausser augmenter / abaisser réduire:réduit,réduisent baisser diminuer
saluer louer applaudir féliciter / critiquer dénoncer condamner déplorer fustiger
autoriser permettre:permet,permettent,permis légaliser / interdire:interdit,interdisent empêcher bannir
confirmer admettre:admet,admettent,admis reconnaître:reconnaît,reconnaissent,reconnu / \
démentir:dément,démentent,démenti nier
gagner remporter vaincre:vaincu / perdre:perd,perdent,perdu
ouvrir:ouvre,ouvrent,ouvert rouvrir:rouvre,rouvert / fermer
commencer débuter entamer lancer reprendre:reprend,reprennent,repris / terminer achever cesser finir \
suspendre:suspend,suspendu arrêter interrompre:interrompt,interrompu
défendre:défend,défendent,défendu protéger:protège,protègent / attaquer agresser menacer
condamner / acquitter relaxer blanchir innocenter disculper
arrêter emprisonner incarcérer détenir:détenu / libérer relâcher:relâche
embaucher recruter engager réintégrer / licencier renvoyer:renvoie
nommer élire:élit,élu / limoger destituer révoquer démettre:démis
entrer arriver / sortir:sort,sortent,sorti partir:part,partent,parti quitter
rester demeurer / quitter partir:part,partent,parti démissionner
acheter:achète,achètent acquérir:acquis / vendre:vend,vendent,vendu céder
importer / exporter
construire:construit,construisent créer bâtir / démolir détruire:détruit,détruisent
renforcer consolider / affaiblir fragiliser
améliorer / détériorer aggraver empirer
élargir étendre:étend,étendu / restreindre:restreint limiter rétrécir
réussir / échouer
aider favoriser profiter / nuire:nuit,nui pénaliser entraver léser
inclure:inclut,inclus / exclure:exclut,exclu
encourager inciter / décourager dissuader
unir rassembler / diviser
révéler dévoiler / cacher dissimuler
assouplir alléger / durcir
aimer adorer / détester haïr
croire:croit,croient,cru / douter
maintenir:maintient,maintenu conserver / abandonner supprimer abolir
instaurer introduire:introduit imposer / abolir abroger supprimer lever:lève
respecter / violer enfreindre:enfreint bafouer
accélérer / ralentir freiner
avancer / reculer retarder reporter
sauver secourir:secouru / tuer
vivre:vit,vivent,vécu survivre:survit,survécu / mourir:meurt,meurent,mort décéder
naître:naît,naissent,naissait,né,née,nés,nées / mourir:meurt,meurent,mort
donner / retirer ôter
éviter prévenir:prévient,prévenu / causer provoquer
rassurer apaiser / alarmer inquiéter effrayer
oublier / rappeler:rappelle
récompenser / punir sanctionner
privatiser / nationaliser
allumer / éteindre:éteint
remplir / vider
prêter / emprunter
"""
_ADJECTIVES = """\
supérieur / inférieur
meilleur / pire
fort puissant / faible
coupable / innocent
possible / impossible
favorable / opposé hostile défavorable
haut / bas basse basses
élevé / faible bas basse
grand / petit
long longue / court bref
riche / pauvre
vieux vieille vieilles âgé / jeune nouveau nouvelle neuf
rapide / lent
chaud / froid
sûr / dangereux incertain
facile simple / difficile complexe
vrai juste correct / faux fausse injuste incorrect
public publique / privé
légal / illégal
vivant / mort
prêt disposé / réticent
confiant certain convaincu / sceptique dubitatif incertain
optimiste / pessimiste
positif / négatif
heureux content satisfait ravi / malheureux triste mécontent insatisfait déçu
plein / vide
ouvert / fermé
pacifique / violent
uni / divisé
présent / absent
temporaire provisoire / permanent définitif
volontaire / obligatoire
sévère dur strict / clément doux douce souple laxiste
cher / abordable
sain / malade
rare / fréquent
premier / dernier
prochain / dernier précédent
intérieur / extérieur
national / étranger
modéré / radical extrémiste
vainqueur gagnant / perdant vaincu
acheteur acquéreur / vendeur
créancier / débiteur
partisan / opposant adversaire détracteur
ami allié / ennemi adversaire rival
propriétaire bailleur / locataire
médecin / patient
professeur enseignant / élève
victime / agresseur
employeur patron / employé salarié
gain bénéfice profit / perte
hausse augmentation / baisse diminution
avantage / inconvénient désavantage
"""
_WORDS = """\
plus / moins
mieux / pis
bien / mal
bon bonne bons bonnes / mauvais mauvaise mauvaises
beaucoup nombreux nombreuses plupart / peu rares
presque / peine guère
tous toutes / seuls seules sauf quelques
majorité / minorité
toujours souvent / rarement
avant / après
dessus / dessous
dedans / dehors
avec / contre
hier / demain aujourd'hui
matin / soir nuit
gauche / droite
nord / sud
est / ouest
hommes homme / femmes femme
garçon garçons / fille filles
père / mère
fils / fille
frère frères / sœur sœurs
mari / épouse femme
il ils / elle elles
lui / elle
pour / contre
faveur / défaveur contre
guerre / paix
victoire / défaite
succès réussite / échec
gouvernement / opposition
début / fin
naissance naissances / mort décès
acquittement relaxe / condamnation
approbation / rejet
confiance / défiance méfiance
demande / offre
espoir / crainte peur
vérité / mensonge
accord / désaccord
croissance / récession
richesse / pauvreté
importations / exportations
excédent / déficit
lentement / rapidement
publiquement / secrètement
tôt / tard
"""

FRENCH_OPPOSITES = opposites_in(
    (_VERBS, by_endings(_VERB_ENDINGS)), (_ADJECTIVES, by_endings(_ADJECTIVE_ENDINGS)), _WORDS
)
