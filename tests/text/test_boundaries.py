"""Sentence boundaries: what a sentence is in news, exact offsets, and no input that breaks or stalls."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.text.languages import language
from annotate.text.sentences._boundaries import sentence_spans


def cut(text):
    return [text[start:end] for start, end in sentence_spans(text)]


ONE = [
    "Sen. Ilka J. Marran met Dr. Oss of the U.N. Security Council at 9 a.m. Monday.",
    "The U.S. Secretary of State flew to Port Velda on Sept. 11 with Adm. Vint.",
    "Karsovia's exports rose 3.5 percent, according to Hadley & Co. figures, vs. 2.1 percent before.",
    "“Is this the end of the talks?” Marran asked.",
    "“Is this the end of the talks?” she asked the crowd.",
    "“It is quite risky.” Weber said.",
    "The visit of a “senior”. [Karsovian government] officials, who will talk about lines, will follow.”",
    "The minister said. he said in a statement.",
    "Rep. Tova Lind (R-Fla.) said the bridge, built in St. Aldan, was safe.",
    "The law … Veldania passed is void.",
    "See No. 5 and pp. 3 of the report.",
    "Gov. Lind, of Velda, Calif., and Martin Oss Jr. were there.",
    "1. Open the gates",
    "… and so it went on.",
    "The firm Yahoo! Karsovia was sold.",
    "“Have you read it?” Oss told Karsovia’s Second Channel.",
    "“Who signed the order?” General Oss asked Minister Lind.",
    "“Who signed?” Oss asked fishermen.",
    "“Who signed?” Martin Oss, who runs the port, asked.",
    "The Rt. Hon. Tova Lind paid Rs. 500 to Shri. Oss and then-Sen. Marran.",
    "SEN. TOVA LIND (R-VELDA): We are here.",
    "“Who knows?” Oss’s aide replied.",
    "I thank the hon. Member for Velda and the right hon. Lady.",
    "HON. TOVA LIND (Velda): We are here.",
    "Cf. Oss et al. 2031 and Ch. 5.",
]
SEVERAL = [
    "Talks failed.|Karsovia blamed Veldania.",
    "“We will not sign.|It is a bad deal,” Oss said.|He left.",
    "“We waited.”|The crowd cheered.",
    "He lives in the U.S.|The others left.",
    "The office is in Velda, Calif.|Together they run it.",
    "They left at 5 p.m.|Marran stayed.",
    "Was it fair?|Nobody knows.",
    "“Why now?”|The minister had no answer.",
    "It was over.|[She] should have gone.",
    "It was over.|(The ministry declined to comment.)|Oss agreed.",
    "He had no proof.|... He would not have done that.",
    "It was plan B.|The rest was luck.",
    "It grew to 5.|15 others followed.",
    "Nobody answered…|The line was dead.",
    "She came back.|iPhone sales fell.",
    "came back.|the rest of us left. they said so.".replace(". they", ".|they"),
    "It rained, he said.The match went on.".replace("said.The", "said.|The"),
    "They sold it to Hadley & Co.|The price was not named.",
    "今天开会。|明天休息。",
    "It was signed.[17]|The minister left.[18][19]|Nobody came.",
]


@pytest.mark.parametrize("text", ONE)
def test_one_sentence_stays_one(text):
    assert cut(text) == [text]


@pytest.mark.parametrize("marked", SEVERAL)
def test_sentences_are_parted(marked):
    expected = marked.split("|")
    gap = "" if expected[0].endswith(("。", "he said.")) else " "
    assert cut(gap.join(expected)) == expected


def test_a_blank_line_always_ends_a_sentence():
    assert cut("Rising tension\n\nIt has been a long year") == ["Rising tension", "It has been a long year"]


def test_a_zero_and_raised_numbers_end_a_sentence_in_english():
    assert cut("Velda waits for ship 0. Port 0 does too.") == ["Velda waits for ship 0.", "Port 0 does too."]
    assert cut("It has 40 m². Port 0 does too.") == ["It has 40 m².", "Port 0 does too."]


def test_space_before_a_blank_line_belongs_to_no_sentence():
    assert sentence_spans("0 \n\n0") == [(0, 1), (4, 5)]


def _holds(text):
    spans = sentence_spans(text)
    covered = set()
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
        last = end
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())


LIKE_NEWS = st.text(alphabet="aAbB Mr.U.S?!…“”\"'’()[]–-— \n0123。。é")
ANY = st.text(alphabet=st.characters(exclude_categories=()))


@given(LIKE_NEWS | ANY)
@settings(max_examples=400, deadline=None)
def test_spans_are_ordered_disjoint_and_cover_all_that_is_not_space(text):
    _holds(text)


@pytest.mark.parametrize("text", ["", " \n\t ", ".", "\ud800. \udfff", "\0. A", "\u200b. \u2028A", "?!?!"])
def test_odd_text_is_cut_without_an_error(text):
    _holds(text)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    [
        '"',
        ".",
        ". ",
        "a",
        "A. ",
        "“A.” ",
        "U.S. ",
        "? ",
        "”. [",
        "\n",
        " ",
        "1. ",
        "… ",
        ". . ",
        "A—” ",
        "A, B or C. ",
        "х. ",
    ],
)
def test_a_long_run_of_anything_is_cut_in_linear_time(piece):
    text = piece * (400_000 // len(piece))
    spans = sentence_spans(text)
    assert sum(end - start for start, end in spans) <= len(text)


@pytest.mark.external
def test_the_seed_article_is_cut_as_by_hand(evaluation_data):
    folder = evaluation_data / "seed_article"
    gold = json.loads((folder / "sentences_gold.json").read_text(encoding="utf-8"))
    text = (folder / "article.txt").read_text(encoding="utf-8")
    for line in gold["lines"]:
        start = line.get("dateline", {"end": line["start"]})["end"]
        expected = [s["text"] for s in gold["sentences"] if s["line"] == line["line"]]
        assert cut(text[start : line["end"]]) == expected


def _boundaries(text, paragraph_spans, wanted):
    """Ends of sentences inside paragraphs: those wanted by hand, and those found."""
    gold, found = set(), set()
    for start, end in paragraph_spans:
        gold |= {e for e in wanted if start < e < end}
        found |= {start + e for _, e in sentence_spans(text[start:end])} - {end}
    return gold, found


def _f1(path, punctuated):
    right = extra = missed = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, position, spans = row["text"], 0, []
        for paragraph in text.split("\n\n"):
            spans.append((position, position + len(paragraph)))
            position += len(paragraph) + 2
        gold, found = _boundaries(text, spans, {e for _, e in row["sentences"]})
        if punctuated:
            gold, found = ({e for e in s if text[:e].rstrip("\"”’')]")[-1:] in ".!?…"} for s in (gold, found))
        right, extra, missed = right + len(gold & found), extra + len(found - gold), missed + len(gold - found)
    return 200 * right / (2 * right + extra + missed)


@pytest.mark.external
def test_news_interviews_and_speeches_are_cut_well(evaluation_data):
    assert _f1(evaluation_data / "sentences_gum" / "data.jsonl", punctuated=True) >= 98.5


@pytest.mark.external
@pytest.mark.parametrize("code", ["de", "fr", "es", "it", "pt"])
def test_other_languages_are_cut_well(evaluation_data, code):
    rows = (evaluation_data / "sentences_pud" / "data.jsonl").read_text(encoding="utf-8").splitlines()
    right = wrong = 0
    for row in map(json.loads, rows):
        if row["language"] == code:
            wanted = {end for _, end in row["sentences"]}
            got = {end for _, end in sentence_spans(row["text"], language(code))}
            right, wrong = right + len(wanted & got), wrong + len(wanted ^ got)
    assert 200 * right / (2 * right + wrong) >= 99


@pytest.mark.external
def test_messy_web_text_is_cut_well(evaluation_data):
    assert _f1(evaluation_data / "sentences_ewt" / "data.jsonl", punctuated=False) >= 85
