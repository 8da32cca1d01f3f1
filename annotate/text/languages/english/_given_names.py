"""English: given names with the gender they imply, from news of many countries."""

from __future__ import annotations

from annotate.text.languages._grammar import word_set
from annotate.text.languages.english._more_given_names import MORE_GIVEN_NAMES

_MEN = word_set(
    """aaron abdel abdul abdullah abel abraham adam adnan adrian ahmad ahmed akbar alan albert alberto aldo alec
    alejandro aleksandar aleksander alessandro alex alexander alexandre alexei alexey alfonso alfred ali allan
    allen amir anatoly anders andre andreas andrei andres andrew andrey andriy andrzej angus anthony antoine
    anton antonio arjun armando armin arnaud arnold artem arthur arturo ashraf augusto axel barack barry bart
    bashar ben benedict benjamin bernard bernd bernie bert bilal bill bjorn bob bobby bogdan boris brad bradley
    brandon brendan brent brett brian bruce bruno bryan burak caleb calvin carl carlo carlos cedric cesar chad
    charles charlie chris christian christoph christopher chuck claude claudio clement clifford colin conor
    craig curtis cyril daan dale damian damien dan daniel danny dariusz darren dave david davide dean denis
    dennis derek devin didier diego dieter dimitri dirk dmitri dmitry dmytro dominic don donald douglas duncan
    dylan eamon earl ed eddie edgar eduardo edward edwin egon eli elias elliot emil emilio emmanuel enrico
    enrique eric erich erik ernest ernesto erwin esteban ethan eugen eugene evan fabian fabio fabrice faisal
    farid felipe felix ferdinand fernando fidel filip finn florian francesco francis francisco franck franco
    frank franz fred frederic frederick fyodor gabriel gareth gary gaston gavin geoffrey georg george georges
    gerald gerard gerhard gianni gilbert gilles giorgio giovanni giuseppe glenn goran gordon graham grant greg
    gregor gregory guido guillaume gunther gustav guy hakan hamid hamza hank hannes hans harald harold harry
    harvey hasan hassan hector heinrich heinz helmut hendrik henri henrik henry herbert herman hiroshi horst
    howard hubert hugh hugo hussein ian ibrahim ignacio igor ilya imran isaac ismail ivan ivo jack jackson jacob
    jacques jaime jake jakob jakub james jan janos jared jason javier jay jean-claude jean-luc jean-pierre jeff
    jeffrey jens jeremy jerome jerry jesse jesus jim jimmy joachim joaquin joe joel johan johannes john johnny
    jon jonas jonathan jordi jorge jose josef joseph josh joshua juan julian julien julio juma jurgen justin
    kamal karel karim karl kazim keith ken kenji kenneth kevin khalid kirill klaus konrad konstantin kurt kyle
    lamar larry lars laurent lawrence lee leo leon leonard leonardo leonid leopold liam lorenzo lorne louis luc
    luca lucas lucien ludwig luigi luis luiz luka lukas luke maciej magnus mahmoud maksim malcolm manfred manuel
    marc marcel marcelo marco marcos marcus mario marius mark marko markus martin marvin massimo mathieu matt
    matteo matthew matthias maurice mauricio max maxim maxime mehdi mehmet michael michal michel miguel mihai
    mike mikhail milan milos miroslav mitch mitt mohamed mohammad mohammed moritz morris muhammad murat mustafa
    nabil narendra nathan neil nelson nicholas nick nicolas nigel nikola nikolai nikolay nils noah noel norbert
    norman octavio oleg oleksandr oliver olivier omar orlando oscar oskar osman otto owen pablo paolo pascal
    patrick paul paulo pavel pawel pedro per pete peter petr philip philipp philippe pierre piotr rafael raj
    rajesh ralf ralph ramon ramzan randy rashid raul ray raymond recep reinhard remi rene ricardo riccardo
    richard rick rob robert roberto roderick rodrigo roger roland rolf roman ron ronald ross roy rudolf rudy
    rupert russell ryan said salman salvador sam sami samir samuel saul scott sean sebastian serge sergei sergey
    sergio seth shane shaun sigmar silvio simon slobodan stan stanislav stefan stefano stephan stephane stephen
    steve steven stuart sven taras ted terry theo theodore thierry thomas thorsten tiago tim timothy tobias todd
    tom tomas tomasz tommy tony travis trevor tyler ulrich umar umberto uwe vaclav valery vasily victor vidkun
    vijay viktor ville vincent vincenzo virgil vitali vittorio vivek vladimir vladislav volodymyr wade walter
    warren wayne werner wesley wilhelm willem william willy wolfgang xavier yannick yasser yevgeny yuri yusuf
    yves zachary zoltan"""
)
_WOMEN = word_set(
    """abigail ada adele adriana agata agnes agnieszka aicha aisha alexandra alice alicia alina alison allison
    amanda amber amelia amelie amina amy ana anastasia angela angelina angelique anika anita ann anna annabel
    anne annette annie annika antonia ariana ashley astrid audrey aurelie ayse barbara beata beatrice beatriz
    becky bernadette beth betty beverly bianca birgit bonnie brenda bridget brigitte britta camila camille carla
    carly carmen carol carole caroline carolyn catalina catherine cathy cecile cecilia celine chantal charlotte
    cheryl chiara chloe christel christiane christina christine cindy claire clara claudia colleen connie
    corinne cristina cynthia dagmar daniela danielle daphne deborah debra delphine denise diana diane dolores
    donna dora doris dorothea dorothy ebba edith eileen elaine eleanor elena eleni elisabeth elise eliza
    elizabeth ella ellen eloise elsa emilia emilie emily emine emma erica erika erin esther eugenie eva eve
    evelyn fabienne fatima fatma federica fiona flavia frances francesca francoise franziska frida frieda
    gabriela gabrielle gail galina genevieve gerda gertrude gillian gina ginger giorgia gisela giulia gloria
    grace greta gudrun gwen hailey halina hanna hannah hannelore heather hedwig heidi heike helen helena helene
    helga henrietta hilary hilda hillary holly ida ilona ilse iman ines inga inge ingeborg ingrid irene irina
    iris irma isabel isabella isabelle ivana jacqueline jana jane janet janice janine jasmine jeanne jelena
    jennifer jessica jill joan joanna joanne johanna josephine joyce juanita judith judy julia juliana julie
    juliet juliette justine kamala karen karin karina karla kate katerina katharina katherine kathleen kathryn
    kathy katie katja katrin katrina kayla kelly kerstin khadija kimberly kirsten kirsty kristen kristin
    kristina lana larissa laura lauren lea leah leila lena leonie leticia lidia lily linda lindsay lindsey lisa
    lise liv liz liza lois lola loretta lorraine louise lucia lucie lucy ludmila luisa luise lydia lynn
    madeleine magda magdalena mandy manuela marcela margaret margarita margaux margot margrethe maria mariana
    marianne marie marilyn marina marine marion marissa marjorie marlene marta martha martina martine mary
    maryam mathilde maureen megan meghan melania melanie melissa mercedes meredith michaela michelle mila milena
    mira miranda mireille mirela miriam molly monica monika monique muriel nadezhda nadia nadine nancy naomi
    natalia natalie natasha nathalie nicola nicole nikki nina nora norma odile oksana olga olivia ophelia paige
    pamela patricia paula pauline penelope penny petra phoebe pia polly priscilla priya rachel rania rebecca
    regina renata renate rita roberta rosa rosalind rose rosemary ruth sabine sabrina sally samantha sandra
    sanna sara sarah selma shannon sharon sheila shirley silke silvia sofia sofie solveig sonia sonja sophia
    sophie stella stephanie susan susana susanna susanne svetlana sybil sylvia sylvie tamara tanya tara tatiana
    teresa tess thea theresa tiffany tina tova tracy ulrike ursula uta valentina valeria valerie vanessa vera
    veronica veronika vicky victoria viola violet virginie vivian waltraud wendy wilhelmina yasmin yelena
    yolanda yulia yvette yvonne zainab zara zoe zuzana"""
)
_MEN_IN_A = word_set(
    """abdalla aditya akira bela costa dima elisha ezra hamza ilya isa joshua kenta kolya krishna misha musa
    mustafa nikola osama petya rama shota vanya yahya zakaria bala garba issa moussa mustapha
    abba yahaya danjuma surya emeka obinna ikenna chukwuma raja siva"""
)
_EITHER = word_set("andrea sasha nikita dana robin noa luka jona garcia nova")
"""Names with a feminine ending that imply no gender."""
GIVEN_NAMES = (
    MORE_GIVEN_NAMES | dict.fromkeys(_WOMEN, "f") | dict.fromkeys(_MEN | _MEN_IN_A, "m") | dict.fromkeys(_EITHER, "")
)
