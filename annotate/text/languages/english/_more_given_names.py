"""English: more given names with the gender they imply."""

from __future__ import annotations

from annotate.text.languages._grammar import word_set

_MEN = word_set(
    """aarav abe abhishek abram adalberto adolf ajay al alain alasdair alastair alden alfredo algernon alistair
    alister alonso alonzo alton alvaro alvin amari amit amos andreu andy angelo anil ansel anselm antoni
    antonin archie arne arnie arno arsene arturs arvind asher ashok atticus austen avi aziz baptiste barnaby
    barney bastian beau benji benny benoit bernardo bertram bertrand billy blaine boyd braden bradford
    braxton brayden brennan brock brody bryce bryson buddy burt byron cade cal callum carlton cassius cato
    cecil cedrick cesare chaim chandler chester christoffer christos ciaran claes clark claus clayton clem
    clifton clint clive clyde cody colby colm conan connor conrad cornelius cory cosmo cristian cristiano
    curt cuthbert cyrus dalton damon dario darius darrell darwin daryl darnell deandre deshawn lamont
    jamarcus davey dax declan delbert demetrius denny denzel derrick desmond detlef dexter dieudonne dilip
    dinesh dmitriy dominik donovan doug duane dudley dustin dwayne dwight earnest edmond edmund eduard
    edvard efrain eggert einar eirik elijah elmer elvis elwood emile emmett emre enoch enzo ernie errol eryk
    esa espen etienne euan eugenio everett ewan ezekiel fabrizio farhad felton ferenc fergus fernand
    fletcher floyd francois franklin freddie freddy fredrik friedrich fritz gabe garett garret garrett garth
    gene geoff geoffroy giacomo gianluca gideon gil gilberto gino giuliano glen godfrey graeme gregorio
    guenter guillermo gunnar gus gustavo guus haakon hamish hans-georg hans-peter harlan harrison haydn
    heiko heiner hernan hilario hiram holger homer horace horatio howie hristo hubertus humberto humphrey
    iain iker ilias imad immanuel ingo ioannis irving irwin isaiah isaias ishaan isidore ismael issac itzhak
    ivor jabari jace jae jai jair jamal jameel jamison jan-peter jarrod jarvis jasper javed javon jayden
    jean-francois jean-louis jean-marc jean-michel jean-paul jean-yves jed jedidiah jerald jeremiah jeremias
    jermaine jerrod jethro joao joaquim jochen joerg joey johann johnnie joost jorg jorgen joris jory josue
    jovan juanjo judd jude julius justus kacper kaleb kareem karsten kaspar keenan keir kelvin kendrick kent
    kermit khaled kieran killian kirby kirk kobe kofi kristian kristof kwame lachlan lance laszlo leander
    leandro leif len lenny leroy lester lev levi lewis leyton linus lionel lloyd lonnie lothar louie lubos
    lucian luciano lukasz luther lyle lynton maik malachi malik manny manoj manolo marcelino marek marlon
    marty mateo mateus mathew mathias matias mats maurizio maxwell melvin merlin merrill mervyn micah mick
    mickey mikael mikel mikko miles milo milton mirko mohan mohsen monty mordecai morten moses mostafa
    muhammed murray myles myron naveed naveen neal ned nestor nev nevil neville newton niall nicolaas
    nicolai nicolau niels niklas nikos nile norris obadiah odell olaf olav ole oleksiy olli omari oren orion
    orson osei osvaldo oswald otis ottavio ozzie paddy alfie ollie archie albie patricio paulinho pekka
    pelle percival percy perry phil philbert pier piers pieter pietro preston quentin quincy quinton radek
    radoslav ragnar rahim rahul rainer rajiv raleigh ramesh ramiro ramsay randall randolph raoul raphael
    rashad rasheed rasmus ravi raymundo reece reggie reginald reid reinaldo reiner reinhold renato rex rhys
    richie ricky rico rigoberto rishi robbie robby rocco rocky rod rodger rodney rodolfo rogelio rohan
    romain romeo ronan ronnie rory roscoe royce ruben rubens rudi rudiger rufus russ ryder saeed saif
    salvatore sammy samson sander sanjay santiago santino satoshi saverio seamus sebastien selwyn sergiy
    seymour shawn sheldon shelton sherman shinzo sid siegfried silas silvan simeon sinclair sione solomon
    sonny soren spencer stanley stavros stefaan stelios sten stephon sterling stewart stu sunil sven-goran
    sylvain sylvester tad tadeusz takeshi tariq tate tayyip teddy terence terrance terrell terrence thad
    thaddeus theodor thibault thibaut thilo thorben tibor tigran tilman timo tino titus tobin toby tomislav
    tonio torben tore torsten toshi travon trent trenton trey tristan troy tucker ty tyrell tyrone tyson ulf
    uli ulises urs usman valdemar valentin vaughn vern vernon vic vicente vidar viggo vikram vince vinny
    vito volker wallace wally wendell wes weston whit wilbert wilbur wiley wilfred wilfrid willard willi
    willis wilmer winfried winston witold woodrow woody wyatt xander yann yaroslav yoann yosef yoshihide
    yousef youssef yuval zach zachariah zack zane zbigniew zeke zev zvi"""
)
_WOMEN = word_set(
    """abbey abbie abby addie adela adelaide adelina adrienne agathe aileen ailsa aimee aine alana alanna
    alberta aleksandra alessandra alessia alexa alexandrina alexia aline alisa alisha alissa aliyah allegra
    allie allyson alma aloise althea alyssa amal amalia amara amaya amira amparo anais anastasija anette
    ange angie anja anke anneke annelies anneliese annmarie antje antoinette anya aoife aretha ariane
    arianna arlene ashlee ashleigh ashlyn asma assunta asta aubree audra augusta ava avis awa ayesha aylin
    bea becca belinda bella benedicte berit bernice bertha beryl bess bessie bethany bettina bettye bev
    beyonce birgitta birte blanche bonita brandi brandy breanna bree briana brianna bridie briony britney
    brittany brittney bronagh bronwen bronwyn brooke bryony caitlin caitlyn callie candace candice caren
    carina carine carissa carlene carlotta carmel carolina carolyne carrie caryn carys cassandra cassidy
    cassie catarina caterina cathleen cathrin cathrine cecily celeste celestine celia chantelle charlene
    charmaine cherie cheyenne chika chrissy christa christelle ciara cicely cilla clarice clarissa claudette
    claudine clementine cleo coleen concetta consuelo cora cordelia corina cornelia cosima cristal crystal
    daisy dalia danika danna daphna darlene davina dawn dayna deanna debbie debora dee deidre deirdre delia
    delores denisse desiree dianna dianne dilma dina dinah dionne dolly donatella doreen doria dorota dorthe
    dot dottie eartha ebony keisha tanisha shaniqua eda edda edie edna edwina effie eilidh eimear elaina
    eleanora elfriede elham eliana elin elina elisa elisabetta elke ellie elly elodie elouise elspeth elvira
    emely emilee emmanuelle emmeline ena enid erna ernestine esmeralda esperanza esra estela estelle ethel
    etta eugenia eunice evangeline evelina evie fabiola fanny farah farida fay faye felicia felicity feride
    fernanda filippa filiz flora florence fran francine freda freya friederike gabriella gaby gemma gena
    georgette georgie georgina geraldine gerlinde gertraud ghislaine giada giorgina giovanna gisele gladys
    glenda glenys glynis goldie gracie graciela greer gretchen griselda guadalupe gunda gwendolyn gwyneth
    habiba hadley haley halle harriet hatice hattie hayley hazel hedda heidrun hella henriette hermione
    herta hetty hildegard hope hortense hulya ilana ilaria ilene ilka imelda imke imogen ina indira inez
    ingvild inka ioanna irmgard isadora isla isobel ivanka ivonne ivy izabela izzy jacinda jacinta jacklyn
    jaclyn jada jade jami jamila janelle janette janie janina janna jayne jeanette jeanine jeannie jemima
    jenifer jenna jennie jenny jeri jo-ann joann joannah jocelyn jodi jodie joelle johnna jolene jolie
    jordana josefa josefina josephina josie joya joyceline judi judie juli julianna julianne julissa juno
    jutta kaitlin kaitlyn kaja kara karly karolina karoline karyn kasey kasia katarina katarzyna katelyn
    katey kathi kathrin kathrine kathryne katia katya kay kaylee kayleigh keira kelli kelsey kendra kenia
    keri kerri keziah kiera kiri kirstie kirstin kitty klara krista kristi kristie kristy krystal kylie
    lacey ladonna lailah lakeisha lakshmi lara larisa lashonda latasha latisha latoya laurel lavinia leanne
    leeann leilani lenore leona leonor leonora leora letitia lexi liane libby lieselotte lilian liliana
    lilith lillian lilly lina linnea lisbeth lise-lotte livia liya lizzie lizzy lora loredana lorena lorene
    lori lorna lorrie lotte lottie lourdes luana luann lucila lucille lucinda lucrezia ludivine luna lupe
    lupita luz lydie lyn lynda lyndsay lyndsey lynette lynne mabel maddie maddy madeline madelyn madonna mae
    maeve maggie maia maike maire mairead maisie malala malin mallory malorie mamie manon mara marcella
    marcia marcy mareike margareta margarete margherita margie margit margo margrit mari mariam mariame
    maribel marie-claude marie-louise mariel marielle marietta marika mariko marilena marilou maris marisa
    marisol marit marita marjory marla marlena marlies marnie marsha marthe marthy marva mary-jane maryanne
    marybeth masha mathilda matilda maud maude maura mavis maxine maya meera mei meike melina melinda melisa
    melodie mia mildred milly mimi mina mindy minna minnie mirjam mitzi moira mollie mona moyra myra myriam
    myrna myrtle nadja naima nanette naoki naomie natalya natasa nathalia neda neha nell nellie nelly nettie
    nia nichola nicki nicolette nilufer ninette noelle noemi nola norah noreen noura nuala nuria octavia
    olena olive olwen oona oprah ora oriana orla orlaith ornella ottilie padma paloma pamella parisa patsy
    patti pattie patty pauletta paulette pavla pearl peg peggy perla petronella petula philippa phillipa
    philomena phyllis poppy olwyn elsie millie gracie ottilie pilar pippa polina portia queenie rachael
    raelene raquel rasha rebeca rebekah regine reina renee rhea rhian rhiannon rhoda rhona rhonda ria rina
    risa riya robyn rochelle romy rona ronda ronja rosalba rosalia rosalie rosaline rosalyn rosamund rosana
    rosanna rosanne roseann roseanne rosemarie rosetta rosie roslyn rowena roxana roxane roxanne ruby ruta
    ruthie sabina sade sadie sahar saira sally-ann salma salome samara samira sandi sandie saoirse saskia
    scarlett selina serena shana shania shanice shanna shari sharron shauna shawna shayla shazia sheena
    sherri sherrie sherry sheryl shirin shivani shona shreya sian siegrid sienna sigrid sigrun simona sinead
    siobhan sofija soledad sonya soraya staci stacie stacy stefania stefanie steffi stephania sue suellen
    sunita susann susannah susie suzanna suzanne suzette suzy svenja sybille tabea tabitha talia tami tamika
    tammy tamsin tania tanja tansy tasha tatjana tatum tawny teri terri tessa thandie thelma theodora
    therese thomasina tiana tilda tilly tina-marie tonia tonya tori tracey traci trina trish trisha trixie
    trudi trudy tuva ursel ute valeriya vanja velma verena verity verna vicki vickie victoire vilma vivien
    vivienne waltraut wanda whitney wiebke wilma winifred winnie winona xenia ximena yael yasemin yasmeen
    yasmine ylva yoko yuki yuliya zahra zeinab zelda zena zoey zofia zsuzsanna zuleika"""
)
_EITHER = word_set(
    """addison ainsley alexis andie ari ariel ashton aubrey avery azra bailey billie blake cameron carey casey
    corey courtney daniele darcy darryl devon dominique drew emerson finley frankie gabriele gale germaine
    gerry harley hayden indra jackie jamie jess jessie jo jody jordan kai karan kelley kendall kerry kim kit
    laurence lauri laurie leigh lesley leslie logan lou mackenzie marian marley mel merle michele morgan
    nicky noam noor oakley pat patrice payton peyton quinn reese reilly riley rowan sandy sidney simone
    stacey stevie sydney taylor toni val"""
)
"""Names of men and women."""
MORE_GIVEN_NAMES = dict.fromkeys(_WOMEN, "f") | dict.fromkeys(_MEN, "m") | dict.fromkeys(_EITHER, "")
