"""Lines of an article: paragraphs, kinds, datelines."""

import pytest

from annotate.text.lines._kinds import lines_of
from annotate.text.lines._paragraphs import paragraph_spans

BODY = "The minister of Veldania said on Monday that the talks with Karsovia would go on until an agreement was found."


def kinds(text, structure=(), title=""):
    return [line.kind for line in lines_of(text, structure, title)]


def among_body(line):
    return kinds(f"{BODY}\n{line}\n{BODY}")[1]


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Karsovia closes its ports",
        "RELATED: What we know about the strait",
        "Sign up for our weekly newsletter",
        "Share this article",
        "Facebook Twitter Email",
        "Follow us on Twitter",
        "Copyright 2031 Velda Times. All rights reserved.",
        "Advertisement",
        "This story has been updated with a comment from the ministry.",
        "Click here to subscribe",
        "12 Comments",
        "* * *",
        "https://example.org/news/1",
        "READ: Karsovia shuts its ports",
        "This is a developing story. Check back for updates.",
        "3 min read",
        "Contact: marran@example.org",
        "Don't miss these stories from Velda:",
        "<tweet id='5'></tweet>",
        "(APPLAUSE)",
        "(Laughter.)",
        "[Prolonged applause and cheers]",
        "(Beifall.)",
        "More: The strait, explained",
        "[+2143 chars]",
        "Comments (42)",
        "To contact the reporter on this story: Ilse Marran in Velda at marran@example.org",
        "Contact: Press Office, 555-0142",
        "-30-",
        "ENDS",
        "This content is not available due to your privacy preferences.",
        "The views expressed are the author’s own.",
        "View this post on Pictura",
        "— Ilse Marran (@marran) May 3, 2031",
        "Media contact: Ilse Marran, Velda Steel",
        "Do you have a story? Write to marran@example.org",
    ],
)
def test_what_a_site_adds_is_boilerplate(line):
    assert among_body(line) == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "By Ilse Marran",
        "By ILSE MARRAN and Tomas Oss, Velda Times",
        "— Tomas Oss contributed to this report.",
        "Reporting by Ilse Marran; editing by Tomas Oss",
        "Published: March 3, 2031",
        "3 March 2031 at 10:15 a.m.",
        "Ilse Marran is a reporter for the Velda Times.",
        "Yours sincerely, Ilse Marran, Velda",
        "Name and address supplied",
        "Ilse Marran, Environment Correspondent",
        "Anna Marran in Velda",
        "Updated at 09.15 BST",
    ],
)
def test_who_wrote_it_and_when_is_a_byline(line):
    assert among_body(line) == "byline"


@pytest.mark.parametrize(
    "line",
    [
        "Tomas Oss | Pool | Reuters",
        "Photo: Ilse Marran/Velda Times",
        "(AP Photo/Ilse Marran)",
        "Ilse Marran/Getty Images",
        "© Velda Press Agency",
        "Image credit: Ilse Marran",
        "— AP Photo/Ilse Marran",
        "PHOTO — Ilse Marran/Reuters",
    ],
)
def test_whose_picture_it_is_is_a_credit(line):
    assert among_body(line) == "credit"


def test_the_line_over_a_credit_is_a_caption():
    assert kinds(f"Ilka Marran leaves the port of Velda on May 2, 2031.\nTomas Oss | Pool | Reuters\n{BODY}") == [
        "caption",
        "credit",
        "body",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "FILE PHOTO: A ship in the port of Velda.",
        "In this May 2, 2031 file photo, a ship leaves the port of Velda.",
        "[1/3] A ship leaves the port of Velda. REUTERS/Tomas Oss",
        "A ship leaves the port of Velda. Tomas Oss/AFP/Getty Images",
        "A ship leaves the port of Velda. | Tomas Oss/AP Photo",
        "A ship leaves the port of Velda. (Tomas Oss/The Velda Post)",
        "A ship leaves the port of Velda. (Photo by Ilse Marran)",
        "Ships wait off Velda on Monday. (AP Photo/Tomas Oss)",
        "Ships wait off Velda on Monday. — Tomas Oss/Velda Post",
        "Ships wait off Velda on Monday — AP Photo",
    ],
)
def test_what_a_picture_shows_is_a_caption(line):
    assert among_body(line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "Rising tension",
        "Why the strait matters",
        "WHAT COMES NEXT",
        "War and Peace.",
        "9:30 a.m.",
        "OPINION",
        "Opinion | The port is ours",
        "Analysis: Whose port is it?",
    ],
)
def test_a_short_line_without_a_sentence_is_a_heading(line):
    assert among_body(line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        "“We will not sign,” she said.",
        "She refused.",
        "He added:",
        "Was it a mistake?",
        "Only Marran stayed.",
        "Subscribers of the line were cut off for a day, the ministry said.",
        "Photos of the bridge were shown in court on Monday.",
        "By Monday the port was closed again.",
        "Share prices fell in Velda after the vote.",
        "Read between the lines, the note is a threat.",
        "Follow-up talks are planned for June.",
        "Watch prices rose in Velda.",
        "The minister left Velda on Monday. — Reuters",
        "Stay away from the border, the ministry said.",
        "Contact between the two sides was lost on Monday.",
        "This is a story of two ports.",
        "• Talks resume on Friday.",
        "(The music was loud.)",
        "(Laughter is what they feared, he said.)",
    ],
)
def test_short_sentences_of_the_article_stay_body(line):
    assert among_body(line) == "body"


def test_the_count_with_which_an_article_breaks_off_is_cut_off():
    text = f"{BODY}\nThe ships left the port of Velda at noon and were seen off the … [+2143 chars]"
    last = lines_of(text)[-1]
    assert last.kind == "body"
    assert text[last.start : last.end].endswith("seen off the …")


def test_a_line_that_repeats_the_title_is_a_heading():
    assert kinds(f"Talks go on in Velda.\n{BODY}", title="Talks go on in Velda") == ["heading", "body"]


@pytest.mark.parametrize("title", ["“We never wanted the port”", "‘We never wanted the port’: five questions"])
def test_a_quotation_without_a_full_stop_over_the_article_is_a_heading(title):
    assert kinds(f"{title}\n{BODY}") == ["heading", "body"]
    assert kinds(f"{BODY}\n“We never wanted the port”\n{BODY}")[1] == "body"


def test_what_the_page_says_decides_where_it_is_sure():
    assert kinds(f"{BODY}\n{BODY}", ["heading", "paragraph"]) == ["heading", "body"]


def test_the_last_line_on_somebody_new_is_about_the_author():
    assert kinds(f"{BODY}\n{BODY}\nIlse Marran is the former mayor of Velda.")[-1] == "byline"
    assert kinds(f"{BODY}\nMarran spoke first.\nIlse Marran is the former mayor of Velda.")[-1] == "body"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("PORT VELDA – The talks went on.", "PORT VELDA"),
        ("VELDA, March 3 (Reuters) - The talks went on.", "VELDA, March 3"),
        ("Velda (AP) — The talks went on.", "Velda"),
        ("ST. ALDAN, Kars. — The talks went on.", "ST. ALDAN, Kars."),
        ("Velda — The talks went on.", "Velda"),
        ("PORT VELDA—The talks went on.", "PORT VELDA"),
        ("(Reuters) - The talks went on.", "(Reuters)"),
        ("By Ilse Marran VELDA (Reuters) - The talks went on.", "VELDA"),
        ("NEW VELDA/ALDAN (VNA) -- The talks went on.", "NEW VELDA/ALDAN"),
        ("PORT VELDA: The talks went on.", "PORT VELDA"),
        ("VELDA, March 3: The talks went on.", "VELDA, March 3"),
        ("Velda (dpa) - The talks went on.", "Velda"),
        ("Velda, 3 mar (EFE).- The talks went on.", "Velda, 3 mar"),
        ("(ANSA) - VELDA, 03 MAR - The talks went on.", "VELDA, 03 MAR"),
    ],
)
def test_a_dateline_is_cut_off(line, place):
    found = lines_of(line)[0]
    assert (found.dateline, line[found.start : found.end]) == (place, "The talks went on.")


@pytest.mark.parametrize(
    "line",
    [
        "Ilka Marran — Veldania's minister — was there.",
        "NATO — The alliance.",
        "Velda — a port — was closed.",
        "UPDATE — The talks went on.",
        "The U.N. — as ever — waited.",
        "VELDA –",
        "EXCLUSIVE: The talks went on.",
        "GENERAL OSS: The talks went on.",
        "SIR – The talks went on.",
    ],
)
def test_a_dash_alone_makes_no_dateline(line):
    assert lines_of(line)[0].dateline == ""


def test_a_colon_makes_no_dateline_where_it_makes_speakers():
    for text in ("OSS: We go.\nLIND: We stay.", "OSS: We go.\nMinister Martin Oss spoke first."):
        assert [line.dateline for line in lines_of(text)] == ["", ""]


def test_a_note_on_the_author_of_the_byline_is_one():
    note = "Ilse Marran is a member of the Velda City Council."
    assert kinds(f"Trams\nIlse Marran\n{BODY}\n{note}")[-1] == "byline"
    assert kinds(f"{BODY}\n{BODY}\nIlse Marran covers the port of Velda for the Courier.")[-1] == "byline"


def test_letters_to_the_editor_are_body():
    text = "Sir, Your report is wrong. The port is ours.\n\nWe fishermen know it.\n\nSIR – Nobody has asked us."
    assert kinds(text) == ["body", "body", "body"]


@pytest.mark.parametrize(
    "text",
    [
        "so what did he say\nnothing\nyeah\noh my god\ni know",
        "2 tbsp butter\n1 onion, chopped\nhalf a cod\nsalt\na lemon",
    ],
)
def test_short_lines_of_talk_and_lists_are_not_wrapped(text):
    assert [text[line.start : line.end] for line in lines_of(text)] == text.split("\n")


def test_a_narrow_column_is_put_together():
    text = (
        "KARSOVIA will not sign the\ntreaty, the minister said\non Monday in Velda, after\ntalks that lasted all night."
    )
    assert len(lines_of(text)) == 1


def test_hard_wrapped_text_is_put_together_at_blank_lines():
    text = """The minister of Veldania said on Monday that the talks
with Karsovia would go on until an agreement on the
harbour was found by both

Second paragraph of the article, which is wrapped at a
fixed width by the sender of it."""
    assert len(paragraph_spans(text)) == 2


def body_of(text):
    return [text[line.start : line.end] for line in lines_of(text) if line.kind == "body"]


def test_a_few_lines_broken_at_a_width_are_put_together():
    brief = (
        "Ferry strike ends\nBy Ilse Marran\n\nThe dockers of Velda went back to work on Monday after a vote that had\n"
        "divided the union. The harbour master was relieved."
    )
    assert kinds(brief) == ["heading", "byline", "body"]
    assert body_of(brief) == [brief[brief.index("The dockers") :]]


def test_lines_of_a_broken_paragraph_that_end_a_sentence_belong_to_it():
    text = (
        "The union thanked the harbour master for a wage that all of its members can\nlive on in Velda. It had asked "
        "for half as much again when talks began.\nOss said that the strike had cost the port of Velda a year of its\n"
        "income."
    )
    assert body_of(text) == [text]


def test_a_title_over_broken_lines_stays_apart():
    text = (
        "Ferry strike ends\nThe dockers of Velda went back to work on Monday after a vote that had\ndivided the union "
        "for weeks, since the harbour master would not offer\nmore than what the port can pay. The ferries will leave "
        "again tomorrow\nat noon."
    )
    assert kinds(text) == ["heading", "body"]


def test_lines_of_a_list_stay_apart():
    text = "WHAT WE KNOW\nThe strike ended on Monday\nThe harbour master agreed to a wage\nNo ferry has left yet"
    assert len(paragraph_spans(text)) == 4


def test_a_line_is_a_paragraph_otherwise():
    assert len(paragraph_spans("One.\r\nTwo.\n\n \nThree.\u2028Four.")) == 4


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_a_brief_are_joined_whatever_ends_them(end):
    brief = (
        "Ferry strike ends\nBy Ilse Marran\n\nThe dockers of Velda went back to work on Monday after a vote that had\n"
        "divided the union. The harbour master was relieved."
    ).replace("\n", end)
    assert kinds(brief) == ["heading", "byline", "body"]
    assert body_of(brief) == [brief[brief.index("The dockers") :]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_end_of_a_line_ends_a_paragraph_and_a_separator_of_data_does_not(end):
    text = f" \x1dOne\x1ctwo.\x1e{end}{end}\t Three. {end}"
    assert [text[a:b] for a, b in paragraph_spans(text)] == ["One\x1ctwo.", "Three."]
