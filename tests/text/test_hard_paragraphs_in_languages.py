"""Hard paragraphs in languages other than English, each with `|` where a sentence ends."""

import pytest

from annotate.text.languages.detection import language_of
from annotate.text.sentences._boundaries import sentence_spans

PARAGRAPHS = {
    "de": """\
«Das ist gut», sagte er.|«Wir haben lange gewartet.»
Az. 14 Ks 3/31.|Er kam mit dem Lkw.|Die Polizei sah zu.
Bundeskanzler a. D. Orr starb.|Er wurde 80.
Der FC Velda 04 siegte 2:1.|Die Fans jubelten.
Am Mo., 3. 5. 2031, tagt der Rat.|Er berät über Fisch.
Die Dr.-Orr-Str. ist gesperrt.|Das gilt bis 7. Mai.
„Wir gehen.|Komme, was wolle“, rief sie.|Alle klatschten.
„Wir gehen!“|Alle klatschten.
Gemäß § 5 Abs. 2 S. 1 gilt das.|Basta.
Gem. § 4 gilt das.|Basta.
Die Fa. Norr, Inh. A. Lind, ist pleite.|Das Amt prüft.
Er verdient 5 Tsd. Euro im Monat.|Sie mehr.
Das Auto (Bj. 2019) brannte.|Niemand wurde verletzt.
Ludwig XIV. war König.|Er starb alt.
Im 1. Stock wohnt Orr.|Im 2. wohnt Lind.
Er sei „empört“.|Sie auch.
Die Zeitung „Der Bote“ schrieb: „Schluss damit!“|Das saß.
Siehe S. 5 ff. des Berichts.|Er ist lang.
Der Preis stieg um 3 Prozent auf 1.200 Euro.|2030 waren es 900.
Prof. Dr. med. Lind operierte.|Sie schwieg.
Die CDU/CSU stimmte zu.|Die SPD u. die FDP nicht.
Warum?|Weil es geht.|Punkt.
Das Spiel endet um 17.30 Uhr.|Dann ist Pause.
Am 3. Mai traf Dr. Lind Prof. Orr.|Sie sprachen z. B. über Fisch.
Das gilt u. a. für die Fa. Norr.|Die Fa. schweigt.
Er kam am 5. und ging am 7.|Danach war Ruhe.
„Wer zahlt?“, fragte die Ministerin.|Niemand antwortete.
„Wer zahlt?“ fragte die Ministerin.|Niemand antwortete.
„Das ist das Ende!“ – so der Bürgermeister.|Er ging.
„Nein.“|Er ging.
„Nein“, sagte er.|„Doch“, sagte sie.|„Gut.“
König Karl III. dankte ab.|Sein Sohn, Karl IV., folgte ihm.
Das 2. Halbjahr begann.|Im 19. Jahrhundert war es anders.
Rund 3,5 Mio. Euro fehlen.|Das sind 2.000 je Kopf.
Vgl. Abs. 2 Nr. 4 der Verordnung.|Sie gilt seit 1. Jan. 2031.
Die Abg. Lind (Velda) sprach.|Der Präs. schwieg.
Um 20 Uhr war Schluss.|Am Sonntag geht es weiter.
„Ich weiß nicht …“, sagte sie.|Er schwieg.
Er zögerte … und unterschrieb.|Sie wartete.
Das kostet ca. 5 Euro, d. h. zu viel.|Basta.
Was tun?|Abwarten!|Tee trinken.
Er sagte: „Nein.“|Dann ging er.
»Wer zahlt?«, fragte Orr.|»Du.«
Der Vertrag läuft bis zum 31. Dezember.|Danach ist Schluss.
(Beifall.)|Die Präsidentin fährt fort.
Lt. Polizei starben zwei Menschen.|Vier wurden verletzt.
Der sog. Friede hielt bzgl. der Inseln nicht.|Man stritt.
„Wir kommen wieder!|Ganz bestimmt“, rief der Fischer.
Das Magazin „Wohin?“ erscheint monatlich.|Es ist teuer.
Wer zahlt? fragte die Ministerin.|Niemand.
Äpfel, Birnen usw.|Der Markt schloss.
Sie wurde 3.|Er wurde 4.|Beide lachten.
""",
    "es": """\
El presidente de EE. UU. llegó el lunes.|Lo recibió el rey.
«Iremos.|Pase lo que pase», dijo ella.|Todos aplaudieron.
El Dr. A. Orr, de la U. de Velda, murió.|Tenía 80 años.
La ley núm. 12/2031 se aprobó.|Es corta.
Ganó 2-1.|El público festejó.
El S. S. Norr zarpó.|Volverá.
La reunión es a las 17.30 h.|Dura poco.
Según la Agencia Norr S.A., cayó un 5 %.|Nadie lo niega.
Felipe VI habló.|Juan Carlos I no.
«¡Nunca!», gritó.|«¡Nunca!»|Luego calló.
El Sr. Orr (q. e. p. d.) fue alcalde.|Lo lloran.
La cifra (p. 5) es falsa.|El autor calla.
Vea www.norr.es.|Está al día.
El Sr. Orr y la Sra. Lind hablaron.|Los Sres. Toll callaron.
EE. UU. rechazó el plan.|La decisión de EE.UU. sorprendió.
«¿Quién paga?», preguntó la ministra.|Nadie respondió.
“¿Quién paga?” preguntó la ministra.|Nadie respondió.
—¿Quién paga? —preguntó la ministra.|Nadie respondió.
¡Basta!|Nos vamos.|¿Y ahora?
La reunión será a las 5 p. m. del lunes.|Será corta.
Vive en la Av. Norr núm. 5.|Es pequeña.
El art. 3 dice, p. ej., que no.|El art. 4 también.
«No.»|Se fue.
«No», dijo él.|«Sí», dijo ella.
Dijo: «No».|Luego se fue.
J. M. Orr firmó.|A. Lind no.
Subió un 3,5 %.|Cuesta 4.500 euros.
No sé…|Ya veremos.
«No sé…», dijo.|Calló.
La Dra. Lind, de la Univ. de Velda, habló.|Ud. lo sabe.
D. Pedro y Dña. Ana llegaron.|Todos rieron.
¿Quién paga? preguntó la ministra.|Nadie.
Vio a J. A. Orr y a P. E. Lind.
""",
    "fr": """\
L’audience a duré 3 h 30 env.|Le n° 14 en parlait.
Le ministre des Aff. étr. a parlé.|Il a promis la paix.
M. Orr, 45 ans, né à St-Orlo, est mort.|Il laisse deux fils.
Le 14 juillet, Mme A. Lind (PV) a dit non.|Le maire aussi.
Selon l’A.F.P., trois pers. sont mortes.|Deux autres sont blessées.
« Nous irons.|Quoi qu’il arrive », a-t-elle lancé.|La foule a applaudi.
« Nous irons » !|La foule applaudit.
Le coût : 3,2 M€.|Le délai : deux ans.
Il a déclaré à l’agence : « C’est faux ! »|Sa rivale se tait.
Rien n’est joué, dit-il.|Rien.
L’affaire Norr c. Velda est close.|Le juge a tranché.
Elle arrive à 8h30.|Lui à 9 h.
Voir le site www.norr.fr.|Il est à jour.
L’auteur (Paris, éd. Orlo, 2019) se défend.|Il nie tout.
Le roi Charles Ier a abdiqué.|Charles II lui succède.
Il vit av. des Pins.|Elle vit bd. Orlo.
Le P.C.F. et le P.S. sont divisés.|Le P.S. vote non.|Les autres aussi.
« La guerre ?|Jamais ! »|Ainsi parle le général.
Le projet de loi no 12 est adopté.|Il est court.
L’U.E. a réagi.|L’accord lie l’U.E. et Velda.
M. Dreyac a rencontré Mme Tolvi.|MM. Orr et Lind étaient absents.
Le n° 5 est parti.|L’art. 3 le dit, cf. p. 12.|Voir aussi vol. 2, chap. 4.
Il est né au Ve s. av. J.-C.|Elle est morte en 410 apr. J.-C. à Velda.
On y trouve des pommes, des poires, etc.|Le marché ferme à midi.
J.-P. Morand et A. Vidal ont signé.|Ch. Tessier a refusé.
L’O.N.U. s’en inquiète.|Le C.N.R.S. n’a rien dit.|La décision appartient à l’O.N.U.|Elle tombera lundi.
« C’est fini ! » s’est exclamée la ministre.|Personne n’a répondu.
« Qui paiera ? » demande M. Dreyac.|La salle se tait.
« Qui paiera ? », s’interroge la maire de Velda.
« Pourquoi moi ?|Je n’ai rien fait », assure l’ancien député.
« Oui. »|Il est parti.
« Oui », dit-il.|« Non », répond-elle.|« Peut-être. »
Il a dit : « Non. »|Puis il est parti.
« On verra bien… », lâche-t-il.|Elle sourit.
« On verra bien… » lâche-t-il.|Elle sourit.
Il hésite… puis signe.|Elle attend.
Il hésite...|Elle attend.
Qui ?|Où ?|Quand ?|Nul ne le sait.
Attention !|Un train peut en cacher un autre.
Il habite à env. 30 km de St. Orlo.|Il marche.
Elle a rendu hommage (« un grand homme. ») à l’ambassadeur.
Les ventes ont baissé de 3,5 %.|Le prix est de 4.500 €.|Rien ne change.
L’accord a été signé le 3 janv. 2031.|Il entre en vigueur le 1er févr.|Il dure dix ans.
« Ils mentent, assure-t-elle.|Ils mentent tous. »|Le juge écoute.
« Je pars », a déclaré le Dr. Lind.|« Bonne route. »
Le F.C. Velda l’emporte 2-1.|Le public exulte.
Elle dirige la S.A. Norr.|La société vend des cordes.
Il travaille chez Norr S.A.|La société vend des cordes.
Rendez-vous à 20 h.|Entrée libre.
(Applaudissements.)|Le président reprend.
Elle cite Orr (« La Mer », p. 5).|Il approuve.
« Vous mentez ! » a lancé Drey à Sole.|Elle a ri.
« Vous mentez ! »|Drey s’est levé.
« Qu’ils viennent !|Nous les attendons », a prévenu le général.
« Est-ce la fin ? » est la question que tous se posent.
Selon lui, « c’est la fin ».|Elle n’y croit pas.
« Il faut agir.|Maintenant », plaide Mgr Vasch.
Le P.-D.G. Orr a démissionné.|M. le Président l’a remercié.
La loi (n. 12) est votée.|Le Sénat a dit non.
« “Jamais”, a-t-il répété.|C’est son mot. »
À suivre…|Le match reprend à 21 h 30.
Le 24 oct., ils ont signé.|Le 25, ils ont ri.
Il pèse 75 kg.|Elle mesure 1,70 m.|Ils courent.
Les États-Unis (E.-U.) ont refusé.|La France a accepté.
Ils ont répondu : « Nous refusons. »|« Pourquoi ? » a demandé le juge.
L’avocat Me Orr plaide.|Me Lind répond.
Il a vu le film « Où va-t-on ? » hier.|Il a aimé.
Le groupe Oh! a chanté.
Il s’appelle Jean M. et vient de Velda.|Marie L., sa sœur, l’attend.
« Qui paiera ? demande M. Dreyac.|Pas nous. »|Il sort.
ça va ?|oui merci.|et toi ?|bien.
Il a vu J. A. Orr et P. L. Lind.
""",
    "it": """\
Il presidente degli U.S.A. è arrivato.|Lo ha accolto il re.
«Andremo.|Qualunque cosa accada», ha detto.|Tutti hanno applaudito.
Il d.l. n. 12 è legge.|È breve.
Papa Pio IX parlò.|Poi tacque.
L’on. A. Orr (Pd) ha votato no.|La sen. Lind sì.
La partita finisce 2-1.|Il pubblico esulta.
Alle ore 17.30 si chiude.|Poi si riapre.
«Mai!», grida.|«Mai!»|Poi tace.
La S.p.A. Norr è fallita.|Il giudice decide.
Vedi www.norr.it.|È aggiornato.
Il prezzo è di 3,2 mln. di euro.|Il termine è di due anni.
Piazza S. Orlo è chiusa.|Via S. Lind no.
Il dott. Orr e la sig.ra Lind hanno parlato.|L’on. Toll no.
«Chi paga?», ha chiesto la ministra.|Nessuno ha risposto.
«Chi paga?» ha chiesto la ministra.|Nessuno ha risposto.
“Chi paga?” chiede la ministra.|Nessuno risponde.
Basta!|Andiamo.
L’art. 3 dice, p. es., che no.|L’art. 4 anche.
«No».|Se n’è andato.
«No», ha detto.|«Sì», ha risposto lei.
J. M. Orr ha firmato.|A. Lind no.
È salito del 3,5%.|Costa 4.500 euro.
Non so…|Vedremo.
«Non so…», ha detto.|Poi tacque.
Nel sec. XIX a.C. era così.|Poi cambiò.
Il prof. Lind, dell’Univ. di Velda, ha parlato.|Lo sa.
Norr S.p.A. ha chiuso.|Lavorava alla Norr S.p.A.|Ora no.
Papa Pio IX. parlò.
Chi paga? ha chiesto la ministra.|Nessuno.
Mele, pere, ecc.|Il mercato ha chiuso.
Ha visto G. E. Orr e A. I. Lind.
""",
    "pt": """\
O presidente dos E.U.A. chegou.|O rei recebeu-o.
“Iremos.|Aconteça o que acontecer”, disse.|Todos aplaudiram.
A lei n.º 12/2031 foi aprovada.|É curta.
O Prof. A. Orr (PS) votou não.|A dep. Lind sim.
O jogo acabou 2-1.|O público festejou.
Às 17h30 fecha.|Depois reabre.
“Nunca!”, grita.|“Nunca!”|Depois cala-se.
D. João VI reinou.|Morreu em 1826.
Custa R$ 3,2 mi.|O prazo é de dois anos.
Veja www.norr.pt.|Está em dia.
A Av. da Liberdade está fechada.|A R. Norr não.
O Sr. Orr e a Sra. Lind falaram.|O Exmo. Sr. Toll não.
«Quem paga?», perguntou a ministra.|Ninguém respondeu.
“Quem paga?” perguntou a ministra.|Ninguém respondeu.
“Quem paga?”, pergunta o deputado.|Ninguém responde.
Basta!|Vamos.
O art. 3.º diz, p. ex., que não.|O art. 4.º também.
“Não.”|Foi-se embora.
“Não”, disse ele.|“Sim”, disse ela.
J. M. Orr assinou.|A. Lind não.
Subiu 3,5%.|Custa 4.500 euros.
Não sei…|Veremos.
No séc. XIX a.C. era assim.|Depois mudou.
O Dr. Lind, da Univ. de Velda, falou.|V. Exa. sabe.
Mora na Av. Norr, n.º 5.|É pequena.
Os EUA recusaram.|A decisão dos E.U.A. surpreendeu.
Norr S.A. fechou.|Trabalhava na Norr S.A.|Agora não.
No dia 3 de jan. assinaram.|Riram.
Quem paga? perguntou a ministra.|Ninguém.
Viu J. O. Orr e P. E. Lind.
A cidade é do séc. V a.C.|Provavelmente mudou.
""",
    "nl": """\
Volgens dr. J. van den Orr is dat onjuist.|Niemand weet het.
Er waren ca. 14 mensen.|Zie art. 4 van de wet.
""",
    "pl": """\
Wczoraj prof. Petra Lind mówiła o tym.|Nikt nie odpowiedział.
Spotkanie jest o godz. 12 w szkole.|Potem przerwa.
""",
}
CASES = [(code, marked) for code, text in PARAGRAPHS.items() for marked in text.splitlines()]


@pytest.mark.parametrize(("code", "marked"), CASES)
def test_hard_sentences_of_a_language_end_where_a_reader_ends_them(code, marked):
    expected = marked.split("|")
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentence_spans(text, language_of(text, code))] == expected
