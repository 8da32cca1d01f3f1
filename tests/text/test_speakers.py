"""Speakers are resolved to the fullest name the article has for them."""

import pytest

from annotate.text.quotations.extraction import quotations_in
from annotate.text.speakers._resolution import Speakers

TEXT = (
    "Foreign Minister Oren Vasch met Mira Talvik, who runs the port, at the Ministry of Trade. "
    "Vasch left early. Talvik stayed. The Karsovian Ministry of Trade was closed."
)


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Vasch", "Oren Vasch"),
        ("Mr. Vasch", "Oren Vasch"),
        ("Foreign Minister Oren Vasch", "Oren Vasch"),
        ("Karsovia’s foreign minister, Oren Vasch,", "Oren Vasch"),
        ("port director Mira Talvik", "Mira Talvik"),
        ("Mira Talvik, who runs the port", "Mira Talvik"),
        ("Rep. Ilse B. Norr (D-Md.)", "Ilse B. Norr"),
        ("the harbour board", "the harbour board"),
        ("Veldania", "Veldania"),
        ("critics", "critics"),
    ],
)
def test_a_phrase_is_resolved(phrase, name):
    assert Speakers(TEXT).resolve(phrase) == name


def test_pronouns_follow_the_last_person_who_spoke():
    speakers = Speakers(TEXT)
    speakers.resolve("Vasch")
    speakers.resolve("the harbour board")
    assert speakers.resolve("he") == "Oren Vasch"
    assert speakers.resolve("it") == "the harbour board"


def test_she_is_not_the_man_who_spoke_last():
    text = (
        "“We wait,” said Mira Talvik, who runs the port. Her office is small, she said. "
        "“We do not wait,” Oren Vasch said. His patience was at an end, he said. “Until May,” she said."
    )
    assert [q.speaker for q in quotations_in(text)] == [
        "Mira Talvik",
        "Mira Talvik",
        "Oren Vasch",
        "Oren Vasch",
        "Mira Talvik",
    ]


def test_a_shortened_office_is_its_last_full_name():
    speakers = Speakers(TEXT)
    speakers.resolve("Karsovia’s trade ministry")
    assert speakers.resolve("the ministry") == "Karsovia’s trade ministry"
    assert speakers.resolve("the department") == "Karsovia’s trade ministry"


@pytest.mark.parametrize("pronoun", ["I", "it", "It", "he", "She", "they", "we", "You", "who", "this", "nobody"])
def test_a_pronoun_is_no_name(pronoun):
    assert Speakers("Rain fell on the port.").resolve(pronoun) == ""


def test_a_sentence_in_the_first_person_has_no_speaker():
    assert [q.speaker for q in quotations_in("“We wait,” I said. I said that the port was closed.")] == ["", ""]


def test_the_last_of_many_offices_is_the_one_meant():
    speakers = Speakers(TEXT)
    for number in range(300):
        speakers.resolve(f"the harbour board of port {number}")
    speakers.resolve("the harbour board of port 250")
    assert speakers.resolve("it") == "the harbour board of port 250"
    assert speakers.resolve("the board") == "the harbour board of port 250"


def speakers(text):
    return [q.speaker for q in quotations_in(text)]


def test_pronouns_stand_for_persons_of_their_gender():
    text = "Mirela Talvik met Emil Vasch.\n“We agreed,” she said.\n“Not quite,” he said."
    assert speakers(text) == ["Mirela Talvik", "Emil Vasch"]


@pytest.mark.parametrize(
    "clue",
    [
        "Mr. Dauvel and Ms. Zorin met.\nLuan Dauvel left with Ruan Zorin.",
        "Luan Dauvel, a fisherman, met Ruan Zorin, a widow.",
        "Spokesman Luan Dauvel met Chairwoman Ruan Zorin.",
        "Luan Dauvel met the actress Ruan Zorin.",
    ],
)
def test_a_gender_is_learned_from_what_the_text_says(clue):
    assert speakers(f"{clue}\n“We agreed,” she said.") == ["Ruan Zorin"]


def test_of_two_that_may_be_meant_a_pronoun_names_neither():
    assert speakers("Luan Dauvel met Ruan Zorin.\n“We agreed,” she said.") == [""]


def test_a_title_tells_two_of_a_name_apart():
    text = "Hilda Marran came with Boris Marran.\n“I love it,” Mr. Marran said.\n“I do not,” said Mrs. Marran."
    assert speakers(text) == ["Boris Marran", "Hilda Marran"]


def test_a_family_name_that_two_have_is_left_as_it_stands():
    text = "Luan Marran came with Ruan Marran.\n“I love it,” Marran said."
    assert speakers(text) == ["Marran"]


@pytest.mark.parametrize("share", ["74 percent of voters", "74% of voters", "9 in 10 dockers"])
def test_a_share_of_some_number_speaks_not(share):
    assert speakers(f"In May, {share} said the port should open.") in ([""], [])


def test_we_fishermen_are_nobody():
    assert set(speakers("We fishermen oppose it.")) <= {""}


def test_a_given_name_that_ends_like_an_adverb_is_one():
    assert speakers("Tovly Ostler came.\n“It felt right,” said Ostler.") == ["Tovly Ostler"]


def test_what_begins_a_sentence_is_no_given_name():
    text = "Oren Vasch came.\nYesterday Vasch left. On Monday Vasch came back.\n“It felt right,” said Vasch."
    assert speakers(text) == ["Oren Vasch"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("“He lies. I am afraid.” ― Karla Bosch\n“He repeats one thing.” ― Ester Tapp\n“It ends.” ― Ines Lauder.",
         ["Karla Bosch", "Ester Tapp", "Ines Lauder"]),
        ("In a Velda Post interview Marrow declared “I think the pact is obsolete.”", ["Marrow"]),
        ("The Post looked at Boris Marrow’s claim that there were thousands.", ["Boris Marrow"]),
        ("Karsovia, Velda’s only ally and its lifeline, said it was opposed to the test.", ["Karsovia"]),
        ("Jan Tessen, the foreign minister of Karsovia, a member of the council, said it had failed.", ["Jan Tessen"]),
        ("Oren Vasch, who in 2031 said the pact was dead, left.", ["Oren Vasch"]),
        ("“It failed,” said Norr, now a consultant on trade in the private sector.", ["Norr"]),
        ("“It failed,” wrote Ada Roff for Morning Post.", ["Ada Roff"]),
        ("The film has footage of Hilda Marrow asking, “Why am I not ahead?”", ["Hilda Marrow"]),
        ("Rain fell. When pressed on it, the 34-year-old mother of three replied, “It is meant to help.”",
         ["the 34-year-old mother of three"]),
        ("“It failed,” said 9/31 widow Ada Roff. “It failed,” Mr. Roff of the Harbour Board said.\nEmil Roff left.",
         ["Ada Roff", "Emil Roff"]),
        ("Rep. G.K. Norr left. “It failed,” said Norr. The film has Hilda Roff saying on Monday, “It is late.”",
         ["G.K. Norr", "Hilda Roff"]),
        ("“Stop,” said Oren Vasch.\nSecretary of State Boris F. Marrow said that they wait.\n“Stop,” he said.",
         ["Oren Vasch", "Boris F. Marrow", "Boris F. Marrow"]),
        ("“Stop,” said Oren Vasch.\nBoris Marrow condemned what he called a lie.\n“We wait,” he told them.",
         ["Oren Vasch", "Boris Marrow", "Boris Marrow"]),
        ("Vasch, asked about the treaty, said: “No comment.”", ["Vasch"]),
        ("SEN. VASCH (R-TX): We will vote.\nSEN. ROFF (D-CA): We will not.", ["Vasch", "Roff"]),
        ("18.52 Oyarun: 'I have heard the word \"shame\" often.'\n18.40 Vorsk (Karsovia), replying: 'It is grotesque.'",
         ["Oyarun", "Vorsk"]),
        ("17.40 Calvessa's envoy, Donata Ferri: “We threaten no one.”\n17.15 The delegate of Tamrao says we wait.",
         ["Donata Ferri", "The delegate of Tamrao"]),
        ("“It is late,” says Early. “So it goes.” Chris Early left.", ["Chris Early", "Chris Early"]),
        ("“Late,” said Vasch late on Monday. “Too late,” said Norr early Monday.", ["Vasch", "Norr"]),
        ("“It is the best.” Read our review.\n“I was there,” Lt Col Oren Vasch said.", ["", "Oren Vasch"]),
        ("The BBC Emily Norr met Boris Marrow. “It was unusual,” she said.", ["Emily Norr"]),
        ("EXCLUSIVE: “We threaten no one.”", [""]),
        ("Q: Will you go?\nA: No. I will not.\nAnalysis: The treaty is dead.", ["", ""]),
    ],
)  # fmt: skip
def test_a_speaker_is_named_in_many_ways(text, names):
    assert speakers(text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Roff, BSc, PGCE, who runs the school, said it was late.", "Ada Roff"),
        ("Ada Roff, CBE, DL, 77, said it was late.", "Ada Roff"),
        ("Orlesk Inc. (NYSE: ORL) today announced that it would close the port.", "Orlesk Inc."),
        ("In it the old woman (a superb Ada Roff) tells him that the sea is near.", "the old woman"),
        ("Chief Executive Oren Vasch told the Post that it was late.", "Oren Vasch"),
        ("“It is late,” said Chief Financial Officer Jan Vasch.", "Jan Vasch"),
        ("“It is late,” said Orlesk’s Oren Vasch.", "Oren Vasch"),
        ("Retired judge Ian Vasch had this advice: “Wait.”", "Ian Vasch"),
        ("Here is Oren Vasch in Velda: “We wait for the tide.”", ""),
        ("Neither Marlow nor Orlesk Securities said what it cost.", ""),
        ("Not one of Vasch’s deputies said that it was wrong.", ""),
        ("No minister said that it was wrong.", ""),
        ("On Monday train companies said the line was safe.", "train companies"),
        ("The line was safe, rail operators said.", "rail operators"),
    ],
)
def test_a_subject_is_cut_where_it_ends(text, name):
    assert speakers(text) == [name]


def test_a_verdict_before_a_colon_is_its_owners():
    text = "“It held,” said Ada Roff. Her verdict on the night: “A mess.”"
    assert speakers(text) == ["Ada Roff", "Ada Roff"]


def test_offices_in_parliament_are_labels():
    text = "Ada Roff (Selm) (Lab): Will he go?\nMadam Deputy Speaker: Order.\nThe Prime Minister: I will not."
    assert speakers(text) == ["Ada Roff", "Madam Deputy Speaker", "The Prime Minister"]


@pytest.mark.parametrize(
    "text",
    [
        "Veldania on Thursday recalled its ambassador.",
        "The fire claimed four lives.",
        "The club admitted 40 new members.",
        "The union called a strike.",
    ],
)
def test_an_act_is_no_speech(text):
    assert speakers(text) == []


def test_a_pronoun_is_the_only_one_named_by_family_name():
    assert speakers("“They lied,” Vasch told the crowd. “They lied twice,” he said.") == ["Vasch", "Vasch"]
    other = "“We need it,” says Roff, 34, a nurse. Her brother, Emil, agrees. “We do,” he says."
    assert speakers(other) == ["Roff", "Emil"]
    between = "Hilda Marrow came. Norr said that Hilda Marrow was late. “They lied,” she said."
    assert speakers(between) == ["Norr", ""]
    assert speakers("Norr said that they were late. “They lied,” she said.") == ["Norr", "Norr"]


@pytest.mark.parametrize(
    "share", ["Two thirds of dockers", "Half", "Nearly half of dockers", "A majority of dockers", "More than a third"]
)
def test_a_part_of_many_speaks_not(share):
    assert set(speakers(f"{share} said the port should open.")) <= {""}


@pytest.mark.parametrize("text", ["The minister deserves praise for the treaty.", "We farmers oppose it. It ends us."])
def test_what_is_no_speech_has_no_speaker(text):
    assert set(speakers(text)) <= {""}


def test_a_tag_before_a_second_quotation_begins_it():
    text = "Ada Roff said it would help mothers, and when asked about fathers, the minister replied, “It will not.”"
    assert speakers(text) == ["Ada Roff", "the minister"]
