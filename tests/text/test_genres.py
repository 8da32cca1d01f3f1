"""Genres of English news: reports from courts, parliaments, sports grounds and markets, obituaries and interviews."""

import pandas as pd
import pytest

from annotate.text.quotations.extraction import quotations_in
from annotate.text.sentences._boundaries import sentence_spans
from annotate.text.splitting import split


def speakers(text):
    return [q.speaker for q in quotations_in(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "M/s. Orle Agro paid Rs. 400 crore to M/s. Dale & Sons.",
        "The film (cert. 15) opens on Friday.",
        "Prof. (em.) Hjalmar Quist came with Col. (Retd.) Arun Dale.",
        "See para. 3 and paras. 4 to 6 of the order in R. v. Tanner.",
        "Messrs. Holm and Quist met Wg. Cdr. Dale c. 1900 at No. 10.",
    ],
)
def test_abbreviations_of_courts_and_offices_end_no_sentence(sentence):
    assert sentence_spans(sentence) == [(0, len(sentence))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # honours after a name, and roles before it at the beginning of a sentence
        ("Counsel to the inquiry, Priya Sandhu KC, asked: “Who told you to stop?”", ["Priya Sandhu"]),
        ("Helen Stroud MP CBE said it was late. “It was,” Ms Stroud said.", ["Helen Stroud", "Helen Stroud"]),
        ("VELDA — Substitute Jonas Brandt scored. “I just hit it,” Brandt said.", ["Jonas Brandt"]),
        ("Leader of Opposition K. Ramesan said it was “too late”.", ["K. Ramesan"]),
        # a club is no person, whom a pronoun may mean
        ("“I hit it,” said Jonas Brandt, who beat Velda City.\nCity manager Ottavio Renn was less happy.\n“We gave it "
         "to them,” he said.", ["Jonas Brandt", "Ottavio Renn"]),
        # a region before the verb
        ("Officials in Velda, D.C. say the plan failed.", ["Officials in Velda"]),
        # times, whatever is read out, and what something is called
        ("A decision is expected by late June. It is wanted by the end of the year.", []),
        ("The vote was criticised by the union.", ["the union"]),
        ("A lawyer read a statement outside her home.", []),
        ("A lawyer read a statement on her behalf in which she said the port was closed.", [""]),
        ("The barman Milo Franck mixes a drink called the Breakwater.", []),
        ("The school was named for Ruth Pell, who taught there for 41 years.", []),
        ("Anyone with information can call police on 101.", []),
        ("The fete raised £2,000. The firm raised $3 million. Falk raised the question of pay.", ["Falk"]),
        ("The U.S. backs the measure. The U.K. says it will wait.", ["The U.S.", "The U.K."]),
        # a relative clause ends before the verb of the main clause, whose tag follows
        ("The minister who opposed the levy has resigned, the party confirmed.", ["", "the party"]),
        ("A nurse who raised concerns about staffing was dismissed, a tribunal has ruled.", ["", "a tribunal"]),
        # an adjunct with commas, and what lawyers submit
        ("Bala Okonjo, in a statement signed by his media aide, Mr Tunde Ajayi, described it as “false”.\n“I stay,” he "
         "said.", ["Bala Okonjo", "Bala Okonjo"]),
        ("Senior Advocate Harish Gole, appearing for the port, submitted that it was late.", ["Harish Gole"]),
        # a text announced by a noun
        ("The following is the text of a statement by Prime Minister Edda Storm:\n“We go.”", ["Edda Storm"]),
        # a gerund that describes what somebody owns
        ("Rep. Luis Armenta, D-Calif., the panel’s ranking member, said he would go.", ["Luis Armenta"]),
    ],
)  # fmt: skip
def test_who_speaks_in_reports(text, names):
    assert speakers(text) == names


@pytest.mark.parametrize(
    ("text", "title", "names"),
    [
        ("We met her in her office.\nQ: Why did you raise the fees?\nA: The quays are old.\nQ: And now?\nA: Repairs.",
         "An Interview With Mirela Vaskin", ["Mirela Vaskin"] * 2),
        ("Question: Why now?\nAnswer: Because we waited.", "“The quays are old”: Mirela Vaskin on the fees",
         ["Mirela Vaskin"]),
        ("Jonas Brandt, the striker, spoke to us.\nQ. Did you think so?\nA. Yes.\nAnd then I slept.\nQ. Then?\nA. No.",
         "Brandt: I nearly gave up", ["Jonas Brandt"] * 3),
        ("Oren Falk and Runa Keld spoke to us.\nQ: Is it safe?\nA: We think it is.\nQ: Who?\nA: We do.", "", ["", ""]),
        ("Oren Falk met her.\nQ: Is it safe?\nA: I think it is.", "Talking with Runa Keld", ["Runa Keld"]),
        ("Oren Falk and Runa Keld spoke.\nQ: Is it safe?\nA: I think it is.", "Keld defends the dam", ["Runa Keld"]),
        # readers' questions, which the outlet answers
        ("Mayor Oren Falk leads Velda.\nQ: Do I have to pay?\nA: You must pay by May.", "The levy: what to know", []),
        ("Oskar Blom’s film opens.\nVT: How did it begin?\nOB: With a photograph.\nVT: Of whom?\nOB: Of my mother.", "",
         ["Oskar Blom"] * 2),
    ],
)  # fmt: skip
def test_answers_are_of_the_only_person_an_interview_is_with(text, title, names):
    turns = [(text[q.speaker_start], q.speaker) for q in quotations_in(text, title=title) if q.cue == ":"]
    assert [speaker for label, speaker in turns if label != "Q"] == names
    assert not any(speaker for label, speaker in turns if label == "Q")


def test_the_title_of_an_article_names_whom_an_interview_is_with():
    text = "We met her in her office.\nQ: Why did you raise the fees?\nA: Because the quays are old."
    article = {
        "article_id": "a",
        "text": text,
        "title": "An interview with Mirela Vaskin",
        "outlet": "",
        "published": None,
    }
    sentences = split(pd.DataFrame([article]))
    assert sentences["speaker"].fillna("").tolist() == ["", "", "Mirela Vaskin"]


def test_labels_of_a_parliament():
    text = (
        "Baroness Lunmark of Orle (Lab): My Lords, I Beg to Move.\nLord Pell (CB) [V]: My Lords, it is late.\nIt is "
        "modest.\nMr. Aidan Crewe (North Dale) (SNP): Will the Minister give way?\nSir Bram Oyle KC (Dale) (Con): No.\n"
        "The Minister of State, Department for Fisheries (Ms Tova Lind): I will not.\nThe Lord Bishop of Velda: No."
    )
    names = ["Lunmark", "Pell", "Pell", "Aidan Crewe", "Bram Oyle", "Tova Lind", "The Lord Bishop of Velda"]
    assert speakers(text) == names


def test_only_the_inside_of_a_transcript_goes_on_without_labels():
    text = "Pell: Dam Plan Is Dead\nIt rained.\nADA PELL: Hello.\nIt is late.\nODO ROFF: It is.\nADA PELL: Bye.\nRain."
    assert speakers(text) == ["Ada Pell", "Ada Pell", "Odo Roff", "Ada Pell"]
    live = "Ada Pell came.\n17.20 Pell: We go.\n17.30 It rains.\n17.40 Pell: We stay.\n17.50 Pell: We go."
    assert speakers(live) == ["Ada Pell"] * 3


def test_the_next_sentence_tells_no_gender():
    text = (
        "Agnes Torvald died. Her son, Erik Torvald, confirmed the death.\nMs. Torvald was born in Orle.\n“She heard "
        "everything,” said Lars Edling.\nIn a 1988 interview she said that she “never cared”."
    )
    assert speakers(text) == ["Erik Torvald", "Lars Edling", "Agnes Torvald"]


def test_pronouns_that_disagree_tell_no_gender():
    text = (
        "Hanne Brekke keeps the lamp at Orle. Her neighbour Pål Strand, a pilot, thinks she will stay. “Where would "
        "she go?” he asks."
    )
    assert speakers(text) == ["Pål Strand", "Pål Strand"]
