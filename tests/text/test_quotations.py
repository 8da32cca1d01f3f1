"""Quotations: what is found, where it begins and ends, and that nothing hostile hurts."""

import importlib.util
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.text.quotations._quotation_marks import marked_in
from annotate.text.quotations._sentence_speakers import voices
from annotate.text.quotations.extraction import quotations_in


def read(text):
    return [(q.kind, text[q.start : q.end], q.cue, q.speaker) for q in quotations_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The border stays open,” said Mira Talvik, who runs the port.",
            ("direct", "“The border stays open,”", "said", "Mira Talvik"),
        ),
        (
            "“Who asked them to come?” Foreign Minister Oren Vasch asked.",
            ("direct", "“Who asked them to come?”", "asked", "Oren Vasch"),
        ),
        (
            "“Ships may pass. Nobody will stop them.” Talvik said.",
            ("direct", "“Ships may pass. Nobody will stop them.”", "said", "Talvik"),
        ),
        (
            "''The harbor is ours,'' Ms. Talvik told reporters on Friday.",
            ("direct", "''The harbor is ours,''", "told", "Talvik"),
        ),
        (
            "Talks resume in May, Foreign Minister Oren Vasch said on Monday.",
            ("indirect", "Talks resume in May", "said", "Oren Vasch"),
        ),
        (
            "Vasch told the assembly on Monday that the strait would stay closed.",
            ("indirect", "that the strait would stay closed", "told", "Vasch"),
        ),
        (
            "The ministry insisted that the bridge was “entirely safe” at the time.",
            ("mixed", "that the bridge was “entirely safe” at the time", "insisted", "The ministry"),
        ),
        (
            "The treaty is “a scrap of paper,” the harbour board said in a statement.",
            ("mixed", "The treaty is “a scrap of paper,”", "said", "the harbour board"),
        ),
        (
            "According to the harbour board, two ships were turned back.",
            ("indirect", "two ships were turned back", "According to", "the harbour board"),
        ),
        (
            "Two ships were turned back, according to the harbour board.",
            ("indirect", "Two ships were turned back", "according to", "the harbour board"),
        ),
        (
            "Karsovia’s president criticised the new toll on grain in an interview.",
            ("indirect", "the new toll on grain", "criticised", "Karsovia’s president"),
        ),
    ],
)
def test_one_sentence_gives_one_quotation(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("Too often, Vasch said, the talks end in silence.", ["Too often", "the talks end in silence"]),
        ("Vasch had told them that it was over, but nobody left, a guard added.",
         ["Vasch had told them that it was over, but nobody left"]),
        ("The mayor, who’s called for a strike, left.", ["a strike"]),
        ("The port, the largest of the ministry’s sites, noted the storm.", ["the storm"]),
        ("Mira Talvik, 52, of Velda, who watched it on a screen, said the day brought back memories, and joy.",
         ["the day brought back memories, and joy"]),
        ("It left a set of Clean Air Act rules that could close the port.", []),
        ("A leader of a group called Harbour Watch left.", []),
        ("Vasch calls on the council to wait.", ["the council to wait"]),
        ("Talvik spoke fondly of the old harbour.", ["the old harbour"]),
        ("Dockers have expressed deep concern about the toll.", ["the toll"]),
        ("The mayor’s view is that the port is safe.", ["that the port is safe"]),
        ("The ferry, he says, would cost $300.", ["The ferry", "would cost $300"]),
        ("The film ― which was shot in Velda ― explains how the port was built.", ["how the port was built"]),
    ],
)  # fmt: skip
def test_a_content_is_what_is_reported_and_no_more(text, contents):
    assert [content for _, content, _, _ in read(text)] == contents


def test_a_tag_belongs_to_a_quotation_of_several_sentences_however_long_it_is():
    text = (
        "“The strait is ours. It was always ours,” Talvik told a crowd of dockers at the gate of the port on Friday "
        "night, waving at the ships behind her. “They will not get it.”"
    )
    assert [(kind, speaker) for kind, _, _, speaker in read(text)] == [("direct", "Talvik"), ("floating", "Talvik")]


@pytest.mark.parametrize(
    "text",
    [
        "Mira Talvik, 52, of Velda, said: “We wait.”",
        "Mira Talvik, aged 52, said: “We wait.”",
        "Dr Mira Talvik, PhD, of the University of Velda, said: “We wait.”",
        "Mira Talvik, Ph.D., of Velda, 52, said: “We wait.”",
        "“We wait,” said Mira Talvik, 52, of Velda.",
        "“We wait”, Mira Talvik said.",
        "“We wait”, said Mira Talvik.",
    ],
)
def test_what_is_told_of_a_speaker_is_not_the_speaker(text):
    assert [(content.strip(","), speaker) for _, content, _, speaker in read(text)] in (
        [("“We wait.”", "Mira Talvik")],
        [("“We wait,”", "Mira Talvik")],
        [("“We wait”", "Mira Talvik")],
    )


def test_whoever_is_asked_is_not_the_speaker():
    found = read("The guards let them be, then asked them to go home; they went.")
    assert [speaker for *_, speaker in found] != []
    assert not any("go home" in str(speaker) for *_, speaker in found)


def test_names_that_end_like_adverbs_are_names():
    text = (
        "Gen. Marta Connolly left.\n“It is over,” Connolly said. Connolly said it was late.\n“No,” said Ms. Connolly."
    )
    assert [speaker for _, _, _, speaker in read(text)] == ["Marta Connolly"] * 3


@pytest.mark.parametrize("label", ["EXCLUSIVE", "ANALYSIS", "BREAKING NEWS", "Opinion", "Q", "A", "WHAT WE KNOW"])
def test_a_label_that_is_no_name_speaks_not(label):
    assert read(f"{label}: The port of Velda was closed.") == []


def test_a_transcript_names_its_speakers_with_their_offices():
    found = read("SEN. TOVA LIND (R-VELDA): We are here.\nMARTIN OSS, ANCHOR: Since when?")
    assert [speaker for _, _, _, speaker in found] == ["Tova Lind", "Martin Oss"]


def test_an_interview_names_its_speakers_in_small_letters():
    found = read("The reporter met Oren Vasch.\nReporter: Is it open?\nVasch: It is.\nReporter: Since when?")
    assert [speaker for _, _, _, speaker in found] == ["Reporter", "Oren Vasch", "Reporter"]


@pytest.mark.parametrize(
    "text",
    [
        "The United States borders two oceans.",
        "The “Silver Gull” reached the quay at noon.",
        "Ferry rates rose again in June.",
        "",
        "\n\n \n",
    ],
)
def test_no_quotation_is_invented(text):
    assert read(text) == []


def test_a_verb_may_open_the_sentence():
    assert read("Adds Talvik: “We wait.”") == [("direct", "“We wait.”", "Adds", "Talvik")]


def test_an_interrupted_quotation_is_two_with_one_speaker():
    found = read("“We will wait,” Mira Talvik said. “Nobody should doubt it.”")
    assert [(kind, speaker) for kind, _, _, speaker in found] == [
        ("direct", "Mira Talvik"),
        ("floating", "Mira Talvik"),
    ]


def test_a_quotation_without_a_tag_takes_the_speaker_before_it():
    text = "“We will wait,” Mira Talvik said.\n“Nobody should doubt that.”"
    assert read(text)[1] == ("floating", "“Nobody should doubt that.”", "", "Mira Talvik")


def test_two_verbs_share_a_subject():
    found = read("Vasch praised the crew and said the port would reopen.")
    assert [(content, cue) for _, content, cue, _ in found] == [
        ("the crew", "praised"),
        ("the port would reopen", "said"),
    ]


def test_an_introduction_speaks_for_the_paragraph_after_it():
    found = read("The minister added:\nThere is no plan to close the strait.\nThe port was calm.")
    assert found == [("indirect", "There is no plan to close the strait.", "added", "The minister")]


def test_a_transcript_names_its_speakers():
    found = read("VASCH: The strait is open.\nTALVIK: Since when?")
    assert [(content, speaker) for _, content, _, speaker in found] == [
        ("The strait is open.", "Vasch"),
        ("Since when?", "Talvik"),
    ]


@pytest.mark.parametrize("stray", ["Ships ” came. ", "“Ships came. ", 'Ships" came. ', "She had “never "])
def test_a_stray_mark_hurts_its_own_paragraph_only(stray):
    good = "“We will wait,” Mira Talvik said. “Nobody should doubt it.”"
    found = read(f"{good}\n{stray}\n{good}")
    assert [item for item in found if item in read(good)] == [*read(good), *read(good)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“A b,” he said. “C d.”", ["“A b,”", "“C d.”"]),
        ('"A b," he said. "C d."', ['"A b,"', '"C d."']),
        ("ready with a “senior”. [Karsovian] officials, of the talks.”", ["“senior”"]),
        ("“A. “B” c,” he said", ["“A. “B” c,”"]),
        ("“A is b. He said “C is d.”", ["“A is b.", "“C is d.”"]),
        ("the sailors' dock and 'nobody' there", ["'nobody'"]),
        ("\"the term 'quay folk,' \" he said", ["\"the term 'quay folk,' \""]),
    ],
)
def test_marks_pair_as_a_reader_would_pair_them(text, expected):
    assert [text[m.start : m.end] for m in marked_in(text)] == expected


def test_a_sentence_knows_how_much_of_it_is_quoted_and_who_speaks():
    text = "“We will wait. Nobody doubts it.” Talvik said. The port was calm."
    spans = [(0, 14), (15, 46), (47, len(text))]
    assert voices(quotations_in(text), spans) == [("fully", "Talvik"), ("partly", "Talvik"), ("none", "")]


@pytest.mark.parametrize(("first", "then"), [(0, 5), (3, 5)], ids=["all paragraphs", "paragraphs given"])
def test_given_paragraphs_and_sentences_are_kept_to(first, then):
    text = "Ab.\n“We will wait,” Mira Talvik said.\n“Nobody should doubt it.”"
    spans = [(4, 37), (38, len(text))]
    assert quotations_in(text, spans, spans) == quotations_in(text)


AWKWARD = st.text(
    alphabet=st.sampled_from("“”\"'‘’«»,.:;!?()—–-…ab Asaid toldMr\n\u2028’s\U0001f600日本é"), max_size=300
)
PIECES = st.lists(
    st.sampled_from(
        ["“", "”", '"', "''", "said", "told", "according to", "Mira Talvik", "he", "that", ",", ".", ":", "—", "and",
         "the port", "who", "(", ")", "praised", "\n", "is", "not", "his claim that", "VASCH:", "saying", "‘", "’"]
    ),
    max_size=60,
).map(" ".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=300), AWKWARD, PIECES))
def test_any_text_gives_valid_offsets(text):
    for q in quotations_in(text):
        assert 0 <= q.start < q.end <= len(text)
        assert text[q.start : q.end].strip() == text[q.start : q.end]
        assert q.kind in {"direct", "floating", "mixed", "indirect"}
        assert (q.cue_start is None) == (q.kind == "floating")
        if q.cue_start is not None:
            assert text[q.cue_start : q.cue_end] == q.cue
        if q.speaker_start is not None:
            assert 0 <= q.speaker_start < q.speaker_end <= len(text)


@settings(max_examples=200, deadline=None)
@given(st.one_of(AWKWARD, PIECES), st.booleans())
def test_marked_stretches_are_ordered_and_disjoint(text, goes_on):
    found = marked_in(text, goes_on=goes_on)
    ends = [0, *(m.end for m in found)]
    assert all(end <= m.start < m.end <= len(text) for end, m in zip(ends, found, strict=False))


@pytest.mark.parametrize(
    "piece", ['"', "“", "'", '"a ', "“a,” he said, ", "he praised her; ", "his claim that ", "x, a man, ", "(", "“x\n"]
)
def test_time_is_linear_in_hostile_text(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        began = time.process_time()
        quotations_in(text)
        return time.process_time() - began

    small = max(seconds(20_000), 0.02)
    assert seconds(160_000) < 40 * small


def half(a, b):
    overlap = min(a[1], b[1]) - max(a[0], b[0])
    return 2 * overlap >= max(a[1] - a[0], b[1] - b[0])


@pytest.mark.external
def test_the_real_article_has_its_quotations_and_speakers(evaluation_data):
    text = (evaluation_data / "seed_article" / "article.txt").read_text(encoding="utf-8")
    gold = json.loads((evaluation_data / "seed_article" / "quotes_gold.json").read_text(encoding="utf-8"))
    left = quotations_in(text)
    right = 0
    for wanted in gold:
        match = next((q for q in left if half((q.start, q.end), (wanted["start"], wanted["end"]))), None)
        if match:
            left.remove(match)
            right += match.speaker == wanted["resolved"]
    assert right >= 19
    assert len(left) <= 2


@pytest.mark.external
def test_political_news_is_read_as_well_as_promised(evaluation_data):
    place = Path(__file__).parent.parent / "benchmarks" / "text_quotations.py"
    spec = importlib.util.spec_from_file_location("text_quotations", place)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    articles, gold = benchmark._polnear(evaluation_data / "quotes_polnear_dev")
    found = {name: quotations_in(text) for name, text in articles.items()}
    content, _, _, speaker, recalls = benchmark._scores(articles, found, gold, "pieces")
    assert float(content) >= 73
    assert float(speaker) >= 66
    assert int(recalls.split(" / ")[0]) >= 95
