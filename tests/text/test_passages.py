"""Passages of the kinds that news has, and who speaks in them, each judged by hand."""

import pytest

from annotate.text.languages import language
from annotate.text.quotations.extraction import quotations_in

PASSAGES = [
    (
        "en",
        "Mayor Edda Torvik was not amused. “We were told in March. We were told again in April. Nobody "
        "listened,” she told the council in a session that lasted past midnight and ended without a vote.",
        {"We were told in March": "Edda Torvik"},
    ),
    (
        "en",
        "“The dam is safe. It was inspected twice. I would let my own children sleep below it,” said Pell "
        "Harkness, the engineer who signed the report.",
        {"The dam is safe": "Pell Harkness"},
    ),
    (
        "en",
        "“I have read the letter. I have read it three times. What do they want from us?” Commissioner Ola "
        "Brandt asked as she left the building.",
        {"I have read the letter": "Ola Brandt"},
    ),
    (
        "en",
        "“Nobody asked us. Nobody ever does,” said Mirko Anders, a farmer from Upper Sell. “We found out "
        "from the radio. That is how they treat people here.”\n“And then they send us a bill,” he added.",
        {"Nobody asked us": "Mirko Anders", "We found out": "Mirko Anders", "And then they send": "Mirko Anders"},
    ),
    (
        "en",
        "“It is a disgrace,” Harkness said. “It is worse than that. It is a waste.”\n“We had one job.”",
        {"It is worse": "Harkness", "We had one job": "Harkness"},
    ),
    (
        "en",
        "“We will not pay,” said Finance Minister Dora Quill. Her deputy, Samuel Orr, went further. “Not "
        "now. Not ever,” he said.",
        {"We will not pay": "Dora Quill", "Not now": "Samuel Orr"},
    ),
    (
        "en",
        "Torvik spoke first.\n“We begin with the harbour,” she said, pointing at a map. “Then the rail "
        "line. Then the bridge.”\nEdda Torvik has been mayor since 2029.",
        {"We begin": "Edda Torvik", "Then the rail": "Edda Torvik"},
    ),
    (
        "en",
        "Conor Reilly, 41, runs the ferry. “It is slow,” Reilly said.",
        {"It is slow": "Conor Reilly"},
    ),
    (
        "en",
        "“Prices are up,” said Molly Beverly, who owns two bakeries.",
        {"Prices are up": "Molly Beverly"},
    ),
    (
        "en",
        "“We object,” Sally Farrelly wrote. Farrelly's lawyer, Ned Quigly, declined to comment. “Later,” Quigly said.",
        {"We object": "Sally Farrelly", "Later": "Ned Quigly"},
    ),
    (
        "en",
        "Kelly said it was over. “Done,” Kelly said.\nAnn Kelly chairs the panel.",
        {"Done": "Ann Kelly"},
    ),
    (
        "en",
        "“We lost,” Connelly admitted quietly.",
        {"We lost": "Connelly"},
    ),
    (
        "en",
        "“Italy will wait,” Foreign Minister Paolo Dorelly said early on Friday.",
        {"Italy will wait": "Paolo Dorelly"},
    ),
    (
        "en",
        "Nurse Ada Finch, 29, of Port Selm, said: “We ran out of masks.”",
        {"We ran out": "Ada Finch"},
    ),
    (
        "en",
        "“We ran out of masks,” said Ada Finch, 29, a nurse in Port Selm.",
        {"We ran out": "Ada Finch"},
    ),
    (
        "en",
        "Omar Kessel, MD, who led the trial, said, “It works.”",
        {"It works": "Omar Kessel"},
    ),
    (
        "en",
        "Dr. Lena Obi, Ph.D., a virologist at Selm University, wrote: “It does not.”",
        {"It does not": "Lena Obi"},
    ),
    (
        "en",
        "“I was eight,” recalled Tomas Verrin, now 71 and retired.",
        {"I was eight": "Tomas Verrin"},
    ),
    (
        "en",
        "Ruth Adeyo, RN, MPH, told the panel: “Beds are full.”",
        {"Beds are full": "Ruth Adeyo"},
    ),
    (
        "en",
        "The Rev. Silas Bow, 66, pastor of Grace Chapel, said “forgive us” twice.",
        {"forgive us": "Silas Bow"},
    ),
    (
        "en",
        "“We are broke,” said Jo Lind, 34, whose shop closed in May.",
        {"We are broke": "Jo Lind"},
    ),
    (
        "en",
        "SEN. HALVOR DREY (R-KO): We have the votes.\nSEN. MINA SOLE (D-VA): You do not.\nDREY: Watch us.",
        {"We have the votes": "Halvor Drey", "You do not": "Mina Sole", "Watch us": "Halvor Drey"},
    ),
    (
        "en",
        "MINA SOLE, HOST: Welcome back.\nDREY: Thank you.\nSOLE: Why did you vote no?\nSen. Halvor Drey was the guest.",
        {"Welcome back": "Mina Sole", "Thank you": "Halvor Drey", "Why did you": "Mina Sole"},
    ),
    (
        "en",
        "REP. TOLL: Madam Speaker, I rise in support.\nTHE SPEAKER: The gentleman is recognized.\nREP. "
        "TOLL: This bill is overdue.",
        {"I rise in support": "Toll", "This bill": "Toll"},
    ),
    (
        "en",
        "Interviewer: How do you feel?\nDrey: Tired.\nInterviewer: Will you run?\nDrey: Yes.\nSen. Halvor "
        "Drey announced it on Monday.",
        {"Tired": "Halvor Drey", "Yes.": "Halvor Drey"},
    ),
    (
        "en",
        "NEW DELTA: The Unity Party called the budget “a fraud on the poor” on Monday.",
        {"a fraud on the poor": "The Unity Party"},
    ),
    (
        "en",
        "Mr. Anton Grice and his sister, Hela Grice, inherited the mill. “I wanted to sell,” she said. “I "
        "did not,” he said.",
        {"I wanted to sell": "Hela Grice", "I did not": "Anton Grice"},
    ),
    (
        "en",
        "Tariq Noor’s mother, Salma Noor, came to the gate. “He is a good boy,” she said.",
        {"He is a good boy": "Salma Noor"},
    ),
    (
        "en",
        "“He never came home,” said his widow, Petra Lunn. “I still wait,” she said.",
        {"He never": "Petra Lunn", "I still wait": "Petra Lunn"},
    ),
    (
        "en",
        "“He never came home,” his daughter said.",
        {"He never": "his daughter"},
    ),
    (
        "en",
        "Kofi Arden married Ruan Best in 2019. “We were young,” said her husband.",
        {"We were young": "her husband"},
    ),
    (
        "en",
        "Police chief Marek Orlo praised officer Dana Pitt. “She saved four people,” he said. “I did my "
        "job,” she said.",
        {"She saved": "Marek Orlo", "I did my job": "Dana Pitt"},
    ),
    (
        "en",
        "Two ministers, Ari Vell and Sam Roe, resigned. “It was time,” the minister said.",
        {"It was time": "the minister"},
    ),
    (
        "en",
        "Ben Castle told his wife, Nora Castle, to pack. “We had ten minutes,” she said later.",
        {"We had ten": "Nora Castle"},
    ),
    (
        "en",
        "Adds Lunmark: “Nobody is perfect.”\nEva Lunmark is a coach.",
        {"Nobody is perfect": "Eva Lunmark"},
    ),
    (
        "en",
        "Says Orlo, “We were lucky.”",
        {"We were lucky": "Orlo"},
    ),
    (
        "en",
        "Asked if he would resign, Drey said, “No.”",
        {"“No.”": "Drey"},
    ),
    (
        "en",
        "The police let them go home. “We were tired,” said Orlo.",
        {"We were tired": "Orlo"},
    ),
    (
        "en",
        "The court let the ban stand and said the law was “clear enough”.",
        {"clear enough": "The court"},
    ),
    (
        "en",
        "Soldiers let him through, saying: “You have one hour.”",
        {"You have one hour": "Soldiers"},
    ),
    (
        "en",
        "As Drey put it: “A deal is a deal.”",
        {"A deal is a deal": "Drey"},
    ),
    (
        "en",
        "“A deal is a deal,” according to Drey.",
        {"A deal": "Drey"},
    ),
    (
        "en",
        "“A deal is a deal,” Drey was quoted as saying by the Selm Courier.",
        {"A deal": "Drey"},
    ),
    (
        "en",
        "Drey was heard to say “a deal is a deal” as he left.",
        {"a deal": "Drey"},
    ),
    (
        "en",
        "In a statement, the Harbour Board said: “The strike is illegal.”",
        {"The strike": "the Harbour Board"},
    ),
    (
        "en",
        "A spokesperson for the Harbour Board, Nils Arvo, said “talks continue”.",
        {"talks continue": "Nils Arvo"},
    ),
    (
        "en",
        "“Talks continue,” a spokeswoman for the board, Tess Arvo, said in an email.",
        {"Talks continue": "Tess Arvo"},
    ),
    (
        "en",
        "“Talks continue,” said a spokeswoman for the board, Tess Arvo.",
        {"Talks continue": "Tess Arvo"},
    ),
    (
        "en",
        "“Talks continue,” said the board’s spokeswoman.",
        {"Talks continue": "the board’s spokeswoman"},
    ),
    (
        "en",
        "The board’s lawyer Ned Quarl said that “talks continue”.",
        {"talks continue": "Ned Quarl"},
    ),
    (
        "en",
        "More than 400 people signed. “We are many,” said organiser Iris Lowe.",
        {"We are many": "Iris Lowe"},
    ),
    (
        "en",
        "“Are we next?” Lowe asked.",
        {"Are we next": "Lowe"},
    ),
    (
        "en",
        "“Are we next?” asked Iris Lowe, 45, who lives near the dam.",
        {"Are we next": "Iris Lowe"},
    ),
    (
        "en",
        "“How dare you!” shouted one man.",
        {"How dare you": "one man"},
    ),
    (
        "en",
        "“Is it safe?” the mayor’s aide wondered aloud.",
        {"Is it safe": "the mayor’s aide"},
    ),
    (
        "en",
        "“So proud!” tweeted Lowe, who is running for a third term.",
        {"So proud": "Lowe"},
    ),
    (
        "en",
        "Lowe took to social media, writing: “So proud!”",
        {"So proud": "Lowe"},
    ),
    (
        "en",
        "“We condemn this attack,” read a statement from the Velda Foreign Ministry.",
        {"We condemn": "a statement from the Velda Foreign Ministry"},
    ),
    (
        "en",
        "“We condemn this attack,” the Foreign Ministry’s statement said.",
        {"We condemn": "the Foreign Ministry’s statement"},
    ),
    (
        "en",
        "The letter, signed by 40 doctors, says: “We cannot go on.”",
        {"We cannot go on": "The letter"},
    ),
    (
        "en",
        "Rep. Ilya Moss, D-Selm, who chairs the panel, said: “No witnesses came.”",
        {"No witnesses": "Ilya Moss"},
    ),
    (
        "en",
        "Rep. Ilya Moss (D-Selm) said: “No witnesses came.”",
        {"No witnesses": "Ilya Moss"},
    ),
    (
        "en",
        "Then-Sen. Halvor Drey said at the time, “I will not run.”",
        {"I will not run": "Halvor Drey"},
    ),
    (
        "en",
        "Former President Aldo Marchetti, speaking in Selm on Sunday, called it “a betrayal.”",
        {"a betrayal": "Aldo Marchetti"},
    ),
    (
        "en",
        "Marchetti’s successor, Tilda Rown, was blunt: “We are out of money.”",
        {"We are out of money": "Tilda Rown"},
    ),
    (
        "en",
        "Tilda Rown was blunt. “We are out of money.”\n“That is the truth,” she said.",
        {"We are out of money": "Tilda Rown", "That is the truth": "Tilda Rown"},
    ),
    (
        "en",
        "Others disagreed. “Nonsense,” said one trader, who asked not to be named.",
        {"Nonsense": "one trader"},
    ),
    (
        "en",
        "“It is nonsense,” a senior official who asked not to be named told the Courier.",
        {"It is nonsense": "a senior official"},
    ),
    (
        "en",
        "Union leader Grete Moll said members were “sick of promises” and would “fight to the end”.",
        {"sick of promises": "Grete Moll", "fight to the end": "Grete Moll"},
    ),
    (
        "en",
        "“My father, Ivo Kast, built this,” said Lena Kast. “He would be sad,” she said.",
        {"My father": "Lena Kast", "He would be sad": "Lena Kast"},
    ),
    (
        "en",
        "Kast, speaking through an interpreter, said: “I have no country.”",
        {"I have no country": "Kast"},
    ),
    (
        "en",
        "“I have no country,” Kast, who fled in 2030, told the hearing through an interpreter.",
        {"I have no country": "Kast"},
    ),
    (
        "en",
        "“The talks,” Rown added, “were always doomed.”",
        {"The talks": "Rown", "were always": "Rown"},
    ),
    (
        "en",
        "Minister: ‘We will not bend’\n“We will not bend,” Energy Minister Ulla Bree told the house on Monday.",
        {"We will not bend,": "Ulla Bree"},
    ),
    (
        "en",
        "“I didn’t do it,” Dean Marwick told the jury on Monday. “I was asleep,” Marwick said.",
        {"I didn’t": "Dean Marwick", "I was asleep": "Dean Marwick"},
    ),
    (
        "en",
        "Martin King, who leads the union, said: “No deal.” King added: “Not this year.”",
        {"No deal": "Martin King", "Not this year": "Martin King"},
    ),
    (
        "en",
        "The bank’s chief economist, Ines Prior, warned of “a lost decade”. Prior’s forecast is gloomy.",
        {"a lost decade": "Ines Prior"},
    ),
    (
        "en",
        "Flint told the Selm Courier he was “done talking”.",
        {"done talking": "Flint"},
    ),
    (
        "en",
        "Flint told the Selm Courier: “I am done talking.”",
        {"I am done": "Flint"},
    ),
    (
        "en",
        "“I am done talking,” Flint told the Selm Courier in an interview published on Friday, adding that "
        "“nobody listens anyway”.",
        {"I am done": "Flint", "nobody listens": "Flint"},
    ),
    (
        "en",
        "“I am done talking,” he told the Selm Courier.\nBo Flint leads the union. His wife, Ada Flint, "
        "agrees. “Me too,” she said.",
        {"Me too": "Ada Flint"},
    ),
    (
        "en",
        "Asked about the leak, a palace spokesman said: “We do not comment.”",
        {"We do not": "a palace spokesman"},
    ),
    (
        "en",
        "When reporters pressed her, Bree snapped: “Read the report.”",
        {"Read the report": "Bree"},
    ),
    (
        "en",
        "Standing in the rain, Lena Kast shouted: “Let us in!”",
        {"Let us in": "Lena Kast"},
    ),
    (
        "en",
        "Many in the crowd chanted “resign”.",
        {"resign": "Many in the crowd"},
    ),
    (
        "en",
        "Holding a photo of her son, Maria Tell, 58, wept. “He was everything,” she said. “He was my only one.”",
        {"He was everything": "Maria Tell", "He was my only": "Maria Tell"},
    ),
    (
        "en",
        "Paul Nash, whose brother died in the blast, said he was “numb”. “Nobody called us,” he said.",
        {"numb": "Paul Nash", "Nobody called": "Paul Nash"},
    ),
    (
        "en",
        "Tess Arvo and Nils Arvo run the inn. “It is hard,” said Ms. Arvo. “We manage,” said Mr. Arvo.",
        {"It is hard": "Tess Arvo", "We manage": "Nils Arvo"},
    ),
    (
        "en",
        "“I told them no,” recalls Arvo. “‘No,’ I said.”",
        {"I told them": "Arvo"},
    ),
    (
        "en",
        "“He said, ‘Get out,’ and we left,” said Arvo.",
        {"Get out": "Arvo"},
    ),
    (
        "en",
        "The judge, Rosa Venn, told Arvo: “You lied to this court.” Arvo said nothing.",
        {"You lied": "Rosa Venn"},
    ),
    (
        "en",
        "“You lied to this court,” Judge Rosa Venn told Arvo as she sentenced him to four years.",
        {"You lied": "Rosa Venn"},
    ),
    (
        "en",
        "In a letter to the mayor, the nurses wrote that conditions were “inhuman” and “a danger to patients”.",
        {"inhuman": "the nurses"},
    ),
    (
        "en",
        "A report by the Audit Office found that the fund was “badly run”.",
        {"badly run": "A report by the Audit Office"},
    ),
    (
        "en",
        "The Audit Office’s report calls the fund “badly run”.",
        {"badly run": "The Audit Office’s report"},
    ),
    (
        "en",
        "“We are, frankly, exhausted,” Dr. Amina Sow, head of intensive care at Selm General, said on Tuesday.",
        {"We are, frankly": "Amina Sow"},
    ),
    (
        "en",
        "“We are exhausted.” Dr. Amina Sow, head of intensive care at Selm General, has not slept for two days.",
        {"We are exhausted": ""},
    ),
    (
        "en",
        "Sow laughed. “You think this is bad?” she said. “Wait for winter.”\nDr. Amina Sow heads the ward.",
        {"You think": "Amina Sow", "Wait for winter": "Amina Sow"},
    ),
    (
        "en",
        "Police identified the man as Rolf Kern, 33. “He was alone,” said Chief Marek Orlo.",
        {"He was alone": "Marek Orlo"},
    ),
    (
        "en",
        "Rolf Kern was arrested on Monday. His lawyer, Greta Lau, said he was innocent. “He was at home,” she said.",
        {"He was at home": "Greta Lau"},
    ),
    (
        "en",
        "“He was at home,” his lawyer Greta Lau said. “We have witnesses,” the lawyer said.",
        {"He was at home": "Greta Lau", "We have witnesses": "Greta Lau"},
    ),
    (
        "en",
        "Neither Orlo nor Lau would speak. “Talk to the court,” a clerk said.",
        {"Talk to the court": "a clerk"},
    ),
    (
        "en",
        "Orlo: “Talk to the court.”\nMarek Orlo spoke on Monday.",
        {"Talk to the court": "Marek Orlo"},
    ),
    (
        "en",
        "“They took everything,” says Hamid, 19, who gave only his first name. “Even our shoes,” he says.",
        {"They took": "Hamid", "Even our shoes": "Hamid"},
    ),
    (
        "en",
        "“They took everything,” a woman in a red coat cried.",
        {"They took": "a woman in a red coat"},
    ),
    (
        "en",
        "Gov. Pat Leary’s office called the suit “frivolous”. Leary, a Unionist, is up for re-election. "
        "“We will win,” he said.",
        {"frivolous": "Gov. Pat Leary’s office", "We will win": "Pat Leary"},
    ),
    (
        "en",
        "The suit is “frivolous,” said Gov. Pat Leary’s spokesman, Al Dow.",
        {"frivolous": "Al Dow"},
    ),
    (
        "en",
        "Velda’s foreign ministry spokesman Ilan Roth told a daily briefing on Thursday that Tamrao’s move "
        "was “a grave mistake” that would have “serious consequences”.",
        {"a grave mistake": "Ilan Roth"},
    ),
    (
        "en",
        "Tamrao, for its part, called the charge “baseless”.",
        {"baseless": "Tamrao"},
    ),
    (
        "en",
        "“Baseless,” said Tamrao’s ambassador to Velda, Jun Haro, when asked about the charge.",
        {"Baseless": "Jun Haro"},
    ),
    (
        "en",
        "Speaking to reporters in Selm, Ambassador Jun Haro dismissed the charge as “baseless”.",
        {"baseless": "Jun Haro"},
    ),
    (
        "en",
        "Haro said it was “baseless” and that Tamrao “wants peace”. Roth, in turn, said Haro was “dreaming”.",
        {"baseless": "Haro", "wants peace": "Haro", "dreaming": "Roth"},
    ),
    (
        "en",
        "“Peace?” Roth scoffed. “With them?”",
        {"Peace": "Roth", "With them": "Roth"},
    ),
    (
        "en",
        "A total of 30 people said they “saw smoke”.",
        {"saw smoke": "A total of 30 people"},
    ),
    (
        "en",
        "Residents like Omar Said said they were “left in the dark”. Said, 40, has lived here for years. "
        "“No one came,” Said said.",
        {"No one came": "Omar Said"},
    ),
    (
        "fr",
        "« Nous attendons », a déclaré la ministre Anne Vasseur. « Rien ne bouge », a-t-elle ajouté.",
        {"Nous attendons": "Anne Vasseur", "Rien ne bouge": "Anne Vasseur"},
    ),
    (
        "fr",
        "« Nous attendons. Rien ne bouge », explique Paul Ferrand, 54 ans, agriculteur.",
        {"Nous attendons": "Paul Ferrand"},
    ),
    (
        "fr",
        "Selon Paul Ferrand, « rien ne bouge ».",
        {"rien ne bouge": "Paul Ferrand"},
    ),
    (
        "de",
        "„Wir warten“, sagte Ministerin Anne Vogel. „Nichts bewegt sich“, fügte sie hinzu.",
        {"Wir warten": "Anne Vogel", "Nichts": "Anne Vogel"},
    ),
    (
        "de",
        "„Wir warten. Nichts bewegt sich“, sagt der Landwirt Paul Ferch, 54.",
        {"Wir warten": "Paul Ferch"},
    ),
    (
        "de",
        "Vogel sagte: „Wir warten.“ Der Sprecher der Behörde, Jan Otten, widersprach: „Das stimmt nicht.“",
        {"Wir warten": "Vogel", "Das stimmt nicht": "Jan Otten"},
    ),
    (
        "es",
        "«Esperamos», dijo la ministra Ana Velasco. «Nada se mueve», añadió.",
        {"Esperamos": "Ana Velasco", "Nada se mueve": "Ana Velasco"},
    ),
    (
        "es",
        "Según Velasco, “nada se mueve”.",
        {"nada se mueve": "Velasco"},
    ),
    (
        "it",
        "«Aspettiamo», ha detto la ministra Anna Velli. «Niente si muove», ha aggiunto.",
        {"Aspettiamo": "Anna Velli", "Niente": "Anna Velli"},
    ),
    (
        "pt",
        "“Esperamos”, disse a ministra Ana Veloso. “Nada se move”, acrescentou.",
        {"Esperamos": "Ana Veloso", "Nada se move": "Ana Veloso"},
    ),
    (
        "pt",
        "Segundo Veloso, “nada se move”.",
        {"nada se move": "Veloso"},
    ),
]


@pytest.mark.parametrize(("code", "text", "speakers"), PASSAGES)
def test_each_quotation_has_its_speaker(code, text, speakers):
    quotations = quotations_in(text, language=language(code))
    for words, speaker in speakers.items():
        quotation = min((q for q in quotations if words in text[q.start : q.end]), key=lambda q: q.end - q.start)
        assert quotation.speaker == speaker
