"""Who speaks in quotations of many kinds: interrupted, nested, over paragraphs, plural, of organisations, online."""

import pytest

from annotate.text.quotations.extraction import quotations_in


def speakers(text):
    return [q.speaker for q in quotations_in(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # short names of organisations, after their full ones
        ("It rained, a spokesman for the Dune Trust said. The Dune Trust said it “was pleased”.",
         ["a spokesman for the Dune Trust", "The Dune Trust"]),
        ("It rained, the New Harbour Board said. The board said it “was pleased”.",
         ["the New Harbour Board", "the New Harbour Board"]),
        ("It rained, the New Harbour Board said. The Ferry Board said it “was pleased”.",
         ["the New Harbour Board", "The Ferry Board"]),
        # offices, after their holders were named
        ("Minister of Trade Mira Talvik said it rains. “It is torn,” the minister said. “No,” the trade minister said.",
         ["Mira Talvik", "Mira Talvik", "Mira Talvik"]),
        ("Mira Talvik, the trade minister, said it was late. “It is torn,” the minister said.",
         ["Mira Talvik", "Mira Talvik"]),
        ("Minister Mira Talvik said it was late. Minister Oren Vasch said no. “It is torn,” the minister said.",
         ["Mira Talvik", "Oren Vasch", "the minister"]),
        ("Minister Mira Talvik said it was late. Minister Vasch came. “It is torn,” the minister said.",
         ["Mira Talvik", "the minister"]),
        ("Minister Mira Talvik said it was late, Minister of Trade Oren Vasch near. “It is torn,” the minister said.",
         ["Mira Talvik", "the minister"]),
        ("Minister Mira Talvik said it was late. “It is torn,” the prime minister said.",
         ["Mira Talvik", "the prime minister"]),
        ("The ministers of the Grauholm Compact said no. “It is torn,” the ministers said.",
         ["Grauholm Compact", "the ministers"]),
        # several speakers, and names beside their descriptions
        ("Falk and his deputy, Runa Keld, said in a joint statement that the vote was “void”.", ["Falk and Runa Keld"]),
        ("“We leave,” said Falk and Keld. Rain fell.", ["Falk and Keld"]),
        ("Joren Falk and Runa Keld came. Falk and Keld said they “would wait”.", ["Joren Falk and Runa Keld"]),
        ("“We leave,” said Ministers Joren Falk and Runa Keld.", ["Joren Falk and Runa Keld"]),
        ("Anselm Roff, of the Centre for Trade and Coastal Studies, said it was late.", ["Anselm Roff"]),
        ("“We leave,” the two ministers said in a joint letter.", ["the two ministers"]),
        ("To be fair, the gas boss, Tarbin, came and said he was sorry.", ["Tarbin"]),
        ("“He did nothing,” Falk’s wife, Lena, said.", ["Lena"]),
        ("“He did nothing,” the port of Velda, Karsovia, said.", ["the port of Velda"]),
        ("“It is false,” said a lawyer for Falk, Odo Brandt.", ["Odo Brandt"]),
        ("“It is mad,” said Ada Norr, professor of law and author of “The Long Quay”.", ["Ada Norr"]),
        ("The official envoy of the Ministry of Trade, answering a question, noted that the port is open.",
         ["The official envoy of the Ministry of Trade"]),
        ("The union – the largest in the port – said its members “were not asked”.", ["The union"]),
        ("Both say the question should rest. Some say it should not.", ["", ""]),
        # reported by others
        ("“The bridge is ours,” the agency quoted Falk as saying.", ["Falk"]),
        ("The agency quoted Falk as saying that the bridge was “ours”.", ["Falk"]),
        ("“The bridge is ours,” Falk was quoted by the Velda Post as saying.", ["Falk"]),
        ("“The bridge is ours,” Falk said in Veldanian through an interpreter.", ["Falk"]),
        ("Sources told the Velda Post that Falk was resting.", ["Sources"]),
        ("It was a loud night. Falk is heard saying “Out!” to a waiter.", ["Falk"]),
        # tags of other kinds
        ("In Karr’s words, the ship “is gone”.", ["Karr"]),
        ("Karr’s message to the minister was blunt: “Give me my ship.”", ["Karr"]),
        ("“I will buy it” – Isolde Karr, on the sale of her ship.", ["Isolde Karr"]),
        ("“Give me my ship!” shouted Karr, before being led away by police.", ["Karr"]),
        ("That's a threat, plain and simple, said League boss Maud Tressick.", ["Maud Tressick"]),
        ("Dams, Voss once wrote, outlive their builders.", ["Voss", "Voss"]),
        ("“Yes,” she answered. “No,” Voss answered.", ["", "Voss"]),
        ("Deputy Roza Minch expressed the conviction that it “will end”.", ["Roza Minch"]),
        ("“If they sell it,” Karr added, her voice breaking, “I will buy it.”", ["Karr", "Karr"]),
        ("“The water,” said Voss, “is the first thing.”", ["Voss", "Voss"]),
        ("“He told me ‘the harbour is closed’ and hung up,” said dockworker Bram Osker.", ["Bram Osker"]),
        ("“Ask me,” she said. “What?” Pell asked. “Nothing,” she said.", ["", "Pell", ""]),
        # organisations, courts, papers, signs, crowds
        ("“The crane was safe,” the Port Authority of Velda said in a statement.", ["the Port Authority of Velda"]),
        ("Velda Steel, which employs 4,000 people, said that it “regrets the distress”.", ["Velda Steel"]),
        ("“The dam is a danger,” the court ruled on Friday.", ["the court"]),
        ("Judge Petra Voss wrote for the majority that the dam was “a danger”.", ["Petra Voss"]),
        ("The engineers’ report, seen by the Post, warns that the dam “will not hold”.", ["The engineers’ report"]),
        ("A sign read: “No more quays.”", ["A sign"]),
        ("“Ship! Ship! Ship!” the crowd chanted.", ["the crowd"]),
        ("“It is mad,” said Ada Oss. Another snarled: “It is worse.”", ["Ada Oss", ""]),
        ("She quotes the railway as saying that nobody came.", ["the railway"]),
        ("“Stay at home,” chief forecaster Will Dunn tells Radio Selm.", ["Will Dunn"]),
        ("Falk left, according to three people familiar with his thinking.",
         ["three people familiar with his thinking"]),
        ("“No,” said Ada Oss. The film, “What Now?,” opens on Friday.", ["Ada Oss"]),
        ("“No,” said Ada Oss. Allies of the old and weary chancellor of the republic, who opposed it, are silent.",
         ["Ada Oss", ""]),
        # in the passive, before a colon, after `as`
        ("It was alleged by two officials that he had been drunk.", ["two officials"]),
        ("The board was accused by families of “hiding the truth”.", ["families"]),
        ("“No,” said Ada Oss. But a friend of the minister hit back: “He paid for half of it.”",
         ["Ada Oss", "a friend of the minister"]),
        ("As Falk said, the port is closed for good.", ["Falk"]),
        ("Joren Falk was there. “I have nothing to hide,” he began, “and nothing to add.”", ["Joren Falk"] * 2),
        # names with what is around them
        ("“It helps,” agreed pollster J.D. Crane of Crane & Sons Inc., “a little.”", ["J.D. Crane"] * 2),
        ("Broker Penhale & Co. cut its target, saying the warning was “not the last”.", ["Broker Penhale & Co."]),
        # online
        ("“The bridge is ours,” tweeted @JorenFalk.", ["@JorenFalk"]),
        ("@JorenFalk tweeted: “The bridge is ours. Period.”", ["@JorenFalk"]),
        ("Joren Falk has a page. On Friday he tweeted: “The bridge is ours.”", ["Joren Falk"]),
        ("Falk later posted on Chirrup: “I was misquoted.”", ["Falk"]),
        # nobody
        ("The so-called “reform” pleased nobody in the “people’s” palace.", []),
        ("Q. Minister, will you stand?\nA. Ask me in June.\nQ. Is that a yes?", ["", "", ""]),
        # names with what is before them, and speakers that are nobody
        ("Labour’s Hilda Voss hit out: “Shame on them.”", ["Hilda Voss"]),
        ("“It is over,” one insider said. Another was kinder: “She needs a rest.”", ["one insider", ""]),
        ("One fan wrote: “Great.” Another said: “It was terrible.”", ["One fan", ""]),
        ("Neighbour Hilda Hask, 70, said it was loud. Auditor Ada Oss said it was not.", ["Hilda Hask", "Ada Oss"]),
        ("The head of the Union of Velda Hilda Hask said it was loud.", ["Hilda Hask"]),
        ("DCI Reyd said: “It was an attack.” Supt Venn replied, “It was.”", ["Reyd", "Venn"]),
        ("“Margins are gone,” wrote analysts at Bank Orlesk in a note to clients.", ["analysts at Bank Orlesk"]),
        ("A study in the journal Quays suggests that gulls prefer chips.", ["A study in the journal Quays"]),
        ("Asked about it, Mendic shrugged: “Ask the board.”", ["Mendic"]),
    ],
)  # fmt: skip
def test_one_paragraph_names_its_speakers(text, names):
    assert speakers(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("“The first thing is the water.\n“The second is the road,” said Petra Voss. “The rest can wait.”",
         ["Petra Voss"] * 3),
        ("“One,” Falk said. “Two ships came to us.\n“Three,” added Petra Voss.", ["Falk", "Falk", "Petra Voss"]),
        ("Tilda Marrow and Joren Falk met.\n“You sold it,” Marrow said. “I leased it,” he said. “Sold,” she said.",
         ["Tilda Marrow", "Joren Falk", "Tilda Marrow"]),
        ("Ilse Norr came. “I would stand,” Joren Falk told Norr. “Then stand,” she said. “I will,” he said.",
         ["Joren Falk", "Ilse Norr", "Joren Falk"]),
        ("Luan Norr came. “I would stand,” Ruan Falk told Norr. “Then stand,” he said.", ["Ruan Falk", ""]),
        ("“I’m 80,” said Greta Oss. Her daughter, Lena, nodded. “She is,” she said.", ["Greta Oss", "Lena"]),
        ("“We wait,” said Ada Roff, whose son is at sea. “Always,” she said.", ["Ada Roff", "Ada Roff"]),
        ("Ada Roff came. “Were you asked?” Hanna Berg of Radio Velda asked Roff. “No,” she said.", ["Hanna Berg", ""]),
        (
            "Mirela Talvik had a question. “As a Silver Gull mother, I wait,” she said. “We all do.”",
            ["Mirela Talvik", "Mirela Talvik"],
        ),
        ("“They lied,” Vasch said. She gave him a letter. “They did,” she said.", ["Vasch", "Vasch"]),
        ("The Premier called it a mistake. “It happens,” he said with a smile.", ["The Premier", "The Premier"]),
        ("The spokeswoman said it was late. “Too late,” he said.", ["The spokeswoman", ""]),
        ("Dock boss Luan Corrigan hit back. “I wait,” she said.", ["Luan Corrigan"]),
        ("Perran Yeo, a widow, came. “Liars,” she said.\nLeague boss Hilda Tressick came. “Late,” she said.",
         ["Perran Yeo", "Hilda Tressick"]),
        ("Ada Oss, 59, of Velda, Md., who came, said it was late. “Late,” she said.", ["Ada Oss", "Ada Oss"]),
        ("“It is cold here,” Oren Vasch said.\nDid you think it was over?\n“I never thought so.”",
         ["Oren Vasch", "", "Oren Vasch"]),
        ("“Late,” said Hilda Strake.\nThe widow of the clerk, Ada Berec, wept. “He is dead,” she said.",
         ["Hilda Strake", "Ada Berec"]),
        ("“We wait,” said Ruan Oss.\nThe envoy, Luan Ferr, came. He was moved, he said.", ["Ruan Oss", "Luan Ferr"]),
        ("Mr Pask is unrepentant. “I was elected to fix the roads,” he told the Commons.", ["Pask"]),
        ("Bea Sole (Selm Central) (Lab): Will he resign?\nMr Garrow: I will not.\n"
         "Sir Bob Tranter (Norbury) (Con): The minister said that it was done. Was it?\nBea Sole met Bob Tranter.",
         ["Bea Sole", "Garrow", "Bob Tranter"]),
        ("His wife, Tamsin, said it was late. “He didn’t wake me,” she said.", ["Tamsin"] * 2),
        ("The Secretary of State for Ports (Ms Rhona Veitch): The line will open.\n"
         "Mr. Callum Drury (Easter Holm) (Lab): Will she resign?\nRhona Veitch: I will not.\nMr. Speaker: Order.",
         ["Rhona Veitch", "Callum Drury", "Rhona Veitch", "Mr. Speaker"]),
        ("Skipper Luan Copp was furious. “They hit us,” he said.", ["Luan Copp"]),
        ("“It is robbery,” stormed Two Brothers skipper Perran Yeo.", ["Perran Yeo"]),
        ("The harbour board denied it.\nThe foreign ministry met the envoy. “We regret it,” it said.",
         ["The harbour board", "The foreign ministry"]),
    ],
)  # fmt: skip
def test_speakers_of_a_conversation(text, names):
    assert speakers(text) == names


BEFORE = "“The wall held,” said Joren Falk, the mayor.\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“Safe as a sieve,” opposition spokeswoman Runa Keld shot back.", "Runa Keld"),
        ("“Not quite,” Keld cut in.", "Keld"),
        ("“Not quite,” put in Runa Keld.", "Runa Keld"),
        ("“He is gone,” Runa Keld wept.", "Runa Keld"),
        ("“He is gone,” trilled Runa Keld.", "Runa Keld"),
        ("“Fine,” was engineer Odo Brandt’s answer.", "Odo Brandt"),
        ("“Fine,” came the reply from Sir Odo Brandt.", "Odo Brandt"),
        ("“A cold bath,” was how Odo Brandt, 60, put it.", "Odo Brandt"),
        ("“Mind the gap,” warns Ada Oss.", "Ada Oss"),
        ("“Enough is enough” is the slogan of the march.", ""),
        ("“Mind the gap,” it says in the hall.", ""),
        ("Runa Keld shut the door. “Never again.”", "Runa Keld"),
        ("The answer from Runa Keld: “Never.”", ""),
        ("“The wall will hold.”", "Joren Falk"),
    ],
)
def test_an_unusual_tag_is_read_or_leaves_the_speaker_open(text, name):
    assert speakers(BEFORE + text) == ["Joren Falk", name]


def test_a_dialogue_without_tags_is_not_all_the_first_speakers():
    assert speakers("“Which part?” asked Ida Brenn.\n“All of it.”\n“Even the pool?”") == ["Ida Brenn", "", ""]
    assert speakers("“No,” said Ada Oss. “I wait.”\nRuna Keld left.\n“Good.”") == ["Ada Oss", "Ada Oss", ""]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("“I tried,” said Joren Falk. His granddaughter Lena, 9, was not moved. “I like drums,” she said.",
         ["Joren Falk", "Lena"]),
        ("“I tried,” said Joren Falk. Customer Boris Strake was delighted. “Best pies,” he said.",
         ["Joren Falk", "Boris Strake"]),
        ("“I tried,” said Joren Falk. Robin Strake disagreed. “It is art,” he said.", ["Joren Falk", "Robin Strake"]),
        ("“I tried,” said Joren Falk. His wife, Tamsin, wept. “Five years,” she said.", ["Joren Falk", "Tamsin"]),
        ("Mr Justice Strake asked whether Ada Oss wished to stop.\n“No, my Lord,” she said.", ["Strake", "Ada Oss"]),
        ("Ada Oss gave Runa Keld a key.\n“Where was it?” asked Keld.\n“In a drawer,” she answered.",
         ["Runa Keld", ""]),
        ("A filing said that sales fell. Analysts at Penhale & Co. cut their target. “We see losses,” they wrote.",
         ["A filing", "Analysts at Penhale & Co."]),
        ("A filing said that sales fell. “We see losses,” they wrote.", ["A filing", ""]),
    ],
)  # fmt: skip
def test_a_pronoun_means_the_subject_of_the_sentence_before(text, names):
    assert speakers(text) == names
