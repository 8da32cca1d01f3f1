"""Hard paragraphs, each with `|` where a sentence ends: abbreviations, tags, quotations, lists, several genres."""

import pytest

from annotate.text.languages.detection import language_of
from annotate.text.sentences._boundaries import sentence_spans

PARAGRAPHS = """\
“It is dangerous,” said Cllr. Meg Tonkin.|“Nobody read it.”
Approx. 30 km away lies Selm.|It is small.
He met J. A. Orr and P. I. Lind.|O. E. Toll was there.
At 5 p.m. Mr. Lind left.|He came back at 6 p.m.|The door was shut.
“We tried ... I don’t know ... and we lost,” he said.|They tried ...|The end came.
It was plan B.|Did it work?|It was he and I.|Was she there?
Who pays? asked the minister.|Who knows? she said.|Nobody asked.
1.) Vote.|2.) Count.|(3.) Win.
• 4. Rest|• 5. Eat
It is filed under N°. 12.|Nobody looked.
NORR GASES PVT. LTD. is closed.|Norr Pvt. Ltd. is not.
The claim was first made in 2019.[17]|It was withdrawn a year later.[18][19]|Nobody noticed.
Growth slowed to 1.2 percent.[a]|Exports fell.
“Is it safe?” Talvik asked.|Nobody answered.
“Is it safe?” she asked.
“How many more?” cried one father outside the school.|He left.
“Why now?” wondered Rep. Ilse Norr, D-Velda, who voted no.|“Why us?”
The fine is Rs. 5,000.|Most cannot pay.
He paid Rs. 20 lakh to Shri. Arvind Rao on Monday.
The Rt. Hon. Dame Ada Finch opened the session.|It closed at noon.
Then-Sen. Halvor Drey voted no.|Then-Gov. Pat Leary signed it.
U.S. reports say the talks failed.|U.S. Sen. Drey disagreed.
He moved to the U.S.|In May he returned.
The envoy of the U.N. Security Council spoke.|The council of the U.N. met twice.
J. K. Morrow and P. D. Vance wrote it.|T. S. Orr agreed.
Harry S. Torvik won.|George W. Lind lost.
John F. Kessel Jr. was elected.|His son, John F. Kessel III, was not.
She works at Norr & Sons Inc.|The firm sells rope.
She works at Norr Inc. and lives in St. Orlo.
Dr. Lind, Ph.D., spoke.|So did M. Adler, M.D.|They agreed.
The meeting is at 5 p.m. on Friday.|The other is at 6 a.m. Monday.
It starts at 5 p.m.|Bring a coat.
It costs $4.50.|That is 3.5 times the price in Jan. 2020.
See Fig. 4 and Sec. 3.2.|Then read Vol. 2, No. 4, pp. 12-15.
Mr. Speaker, I rise today.|The hon. Member knows why.|(Applause.)|I thank him.
The hon. Gentleman is right.|My right hon. Friend the Minister of State agrees.
Hon. Members: Hear, hear!|The Speaker: Order.
“I do.”|“You don’t.”|“I do!”
“I was there,” he said.|“I saw it.|It was dark.”|Then he sat down.
He said he would “never, ever” go.|She did.
We waited ... and waited.|Then ... nothing.
“We waited…”|She paused.|“And then…”
What?!|No!|Yes.|Really?!!|OK.
Yahoo! shares rose.|Jeopardy! is back.
The site example.org is down.|Visit www.example.org.|It may be up.
Version 2.0 is out.|Node.js is not.|Write to a.b@example.org.|Thanks.
The No. 1 seed lost.|No. 2 won.|No.|It was not close.
Nos. 4 and 5 tied.|He lives at No. 10.|It is small.
He lives on Elm St.|She lives on Oak Ave.|They met on Main St. in June.
St. Orlo beat Ft. Hale 3-2.|Mt. Sell is next.
Adm. Vance met Lt. Gov. Lowe.|Lt. Col. Roe was absent.
Prof. Dr. Lind teaches.|Messrs. Orr and Dunn do not.
The bill (H.R. 1234) passed.|S. 567 did not.
In Smith v. Jones, the court ruled.|Roe vs. Wade fell.
It is approx. 5 km, i.e. far, e.g. from here.|Bring water etc.|Bring food.
He was born c. 1850.|He died ca. 1901 in Calif.|He was poor.
She flew from Austin, Texas.|From Boise, Idaho, she drove.|In Wash. it rained.
Rep. Ann Roe (R-Fla.) voted no.|Sen. Bo Lee, D-Mass., did too.
Gov. Lee of Pa. said no.|The Pa. House voted.
The company, headquartered in Washington, D.C., lost.|Its D.C. office closed.
He has a B.A. from Selm.|She has an M.A. in history.
“Stop!” he yelled.|“Stop!”|He ran.
“Go!”|The crowd roared.
‘Stop!’ he yelled.|‘Now?’ she asked.
1. Vote.|2. Count.|3. Win.
In 2019, 40 died.|In 2020, 50.|The rest lived.
The vote was 5 to 4.|Twenty abstained.
iPhone sales fell.|eBay rose.|iPads did not.
the cat sat.|it slept.|i left.
She said: “No.”|He said: “Yes.”
She said no (they said yes).|He left.|(He came back.)
[He] came back.|[She] did not.
He quoted Article 5 [sic].|It was wrong.
A.B. Norr said it.|C.D. Lee did not.
The P.M. spoke at 3 P.M.|The king did not.
“…and so we go,” he said.|“…or not.”
He asked, “Why?” and left.|She asked why.
Why?|Because.|How?|Slowly.
The so-called “Gang of Five.”|They met in May.
The group’s motto is “Never again.”|It was founded in 1999.
He joined the C.I.A.|In May, he quit the F.B.I. for good.
She left at 10 a.m. E.T. on Friday.|It was Sept. 5.|On Sept. 6 she was back.
The suit names Acme Corp., Bolt Ltd. and Cogs Co.|It was filed Tues. in Selm Co. Court.
“Can you hear us?” the minister’s aide asked.|“Yes.”
“Will it hold?” Orlo, the engineer, asked.|It did.
“Who pays?” asked Mina Sole, D-Velda.|“Not I!” shouted Drey.
“You lied!” Drey told Sole.|She smiled.
“Are we safe?” was the question on every lip.|No one knew.
“Where is the money?” reads one sign.|It is new.
“Ready?” Sole said, smiling.|He was.
“Did you vote?” Roe texted.|“I did.”
“Did you vote?”|The answer was no.
Maj. Gen. (Ret.) Ola Brandt spoke.|Brig. Gen. Toll left.
The ex-Rep. lost.|Ex-Rep. Toll won.
Col. (ret.) Brandt ran.|So did Pvt. Orr.
Justice D.Y. Rao heard it.|Justice K. M. Josh did not.
Sri. Rao and Smt. Devi spoke.|Km. Asha sang.
It is the view of H.E. the Ambassador.|H.M. Government agrees.
Capt. A.J. Lowe, U.S.N., sailed.|Sgt. Maj. Orr, U.S.M.C., marched.
He said, “I will go.”|And he went.
Ald. Toll met Supt. Orlo.|Asst. Supt. Roe met Insp. Vance.
Interest rates rose 0.5 pct. in Feb.|They fell in Mar. 2031.
The M.P. resigned.|An M.L.A. followed.
Cf. the 1999 report.|Ibid., p. 4.
At No. 12, Mrs. E. M. Toll, 84, lives alone.|She likes it.
It read “Closed.”|Nobody knocked.
“Yes!!!” he wrote.|“No…” she wrote back.
“I don’t know…” Sole said.|“Maybe.”
He was “the best ever.”|So they said.
The plan – is it real? – was leaked.|It is.
The plan (is it real?) was leaked.|It is.
What is at stake?: A guide.
The effect was small (p < .05).|It held for all ages (Lind et al., 2019).|We discuss it in Sec. 4.
Following Lind et al. (2019), we test it.|Lind et al. found none.|See Eq. (3) and Figs. 2–4.
Values are in Table 2.|Smith, J. and Orr, P. (2011) agree.
The term was coined by Norr (b. 1921, d. 1990).|It spread.
Orlo (fl. c. 1200) was a poet.|He died in A.D. 1240.|Or in 1241 B.C. or so.
The vote passed.¹|It was close.²|Nobody minded.
“You’re late.”|“I know.”|She hung up her coat.|“Tea?”
“You’re late,” she said.|“I know,” said he, “and I’m sorry.”|She sat.
“You’re late!” she said.|“So?” he said, sitting.|“So nothing.”
“If you go—” she began.|“I’m going.”
“Why—” he said.|“Because.”
She thought, What now?|Then she ran.
“What is it, Mr. Toll?” asked Mrs. Vance.|“It’s—well, it’s late.”
“Come in!” cried the old woman in the hall.|He did.
He shook his head.|“No.”|And that was that.
“Ha!” thought Orlo.|Too easy.
THE COURT: Thank you, Mr. Toll.|You may step down.
MR. TOLL: Objection, Your Honor.|Asked and answered.
Q. Where were you?|A. At home.
And I was like, “What?” and she was like, “Yeah.”|So we left.
I mean... yeah.|It’s fine, I guess...|Whatever.
Um, so, I... I went there.|It was, uh, closed.
Step 1: Boil water.|Step 2: Add salt.|Use approx. 2 tsp. of it.
Take bus no. 5 or the No. 12 tram.|It leaves every 20 min. from St. Orlo Sq. in summer.
The hotel (tel. 555 0123) is at 12 Elm St., Suite 4.|Rooms from $80.|No dogs.
Open Mon.-Fri. 9 a.m.-5 p.m.|Closed on Sun.|Free.
Dear Sir: I write to complain.|Your paper is late.
Yours, A. B. Toll, Esq.|P.S. Send money.
P.S. I love you.|P.P.S. Really.
Mr. Drey (Selm North): I beg to move.|The motion is plain.
The Prime Minister: I refer the hon. Lady to my reply.|It was clear.|[Interruption.]|Order!
Question put.|The House divided: Ayes 212, Noes 99.|Question agreed to.
Clause 4, as amended, agreed to.|Sched. 2 stands part.
He was fined Rs. 500.|Rs. 200 was paid.
Pres. Toll spoke to V.P. Lowe.|Sec. Roe sat.
Lord Justice Orr, Q.C., ruled.|The K.C. appealed.
Born in St. Louis, Mo., she moved to L.A. at 20.|L.A. suited her.
The E.U. Commission sued.|The E.U. did not.
“The U.S. is back,” he said.|“We are the U.S.”|They cheered.
Gen. Y. K. Toll (Retd.) led it.|Lt. Gen. (Dr.) Rao came.
The time is 10:30 a.m. PST.|The date is Sept. 3.|A week passed.
It cost 3 p. a pound in 1900.|It costs £3 now.
The S&P 500 fell 1.2%.|The Dow lost 300 pts. on Monday.
Oil hit $100 a bbl. on Monday.|Gas too.
He scored in the 90th min. to win it.|Selm lost.
Ms. Toll, 34, a nurse, said so.|Ms. Roe did not.
I live in Apt. 4.|She is in Bldg. B.|He is in Rm. 12.
The acronym (e.g. N.A.T.O.) is old.|Use it.
Is it true that Gov. Lee et al. knew?|They did.
He is No. 1!|She is no. 2?|Yes.
The book “Who Goes?” by Toll sold well.|It is old.
He sang “Help!” and left.|We clapped.
The show “Jeopardy!” is on at 7.|Watch it.
She asked “Why?”|He shrugged.
“Why?”|He shrugged.|“Because.”
He shouted “Fire!”|Everyone ran.
Wait... what?|No.
He paused … then spoke.|“Go …”|They went.
The rule is simple: Don’t.|Just don’t.
It ended 2-1.|1,200 watched.
By 2030, 3.5 million.|By 2040, 4 million.|$5 is too much.
He arrived on 3 Jan. and left on 4 Feb. 2031.|It snowed.
I saw Dr. J. play.|He flew.
Both parties — Dem. and Rep. — agreed.|It passed.
""".splitlines()

IN_CHINESE_AND_JAPANESE = """\
“我们等待。”她说。|没有人回答。
“我们等待。|他们来了。”|没有人回答。
“为什么？”记者问道。|他走了。
「待ちます。」と彼女は言った。|誰も答えなかった。
""".splitlines()


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_sentences_end_where_a_reader_ends_them(paragraph):
    sentences = paragraph.split("|")
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@pytest.mark.parametrize("paragraph", IN_CHINESE_AND_JAPANESE)
def test_a_tag_belongs_to_its_quotation_without_a_space(paragraph):
    sentences = paragraph.split("|")
    text = "".join(sentences)
    language = language_of(text, "zh")
    assert [text[start:end] for start, end in sentence_spans(text, language)] == sentences
